package main

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"time"

	"example.org/stegvis/bot"
)

// metrics are the figures for Prometheus, in its text format. Each row is a
// figure; the only label is the name of a channel, of which there are two. No
// figure is about anybody, or about one case.
func (w *watch) metrics(rw http.ResponseWriter, _ *http.Request) {
	h, mute, rounds := w.state()
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	rw.Header().Set("Content-Type", "text/plain; version=0.0.4")
	var out bytes.Buffer
	for _, m := range []struct {
		name, kind, help string
		value            float64
	}{
		{"stegvis_ready", "gauge", "1 when the desk takes in mail and clicks.", truth(rounds > 0 && !mute)},
		{"stegvis_mute", "gauge", "1 when the ledger is a copy that nobody has said is the one.", truth(mute)},
		{"stegvis_troubles", "gauge", "How many kinds of work stand still.", float64(len(h.Troubles()))},
		{"stegvis_rounds_total", "counter", "Finished rounds of sending what is due.", float64(rounds)},
		{"stegvis_round_age_seconds", "gauge", "Since all that was due had been seen to.", passed(h, h.Delivered)},
		{"stegvis_look_age_seconds", "gauge", "Since the day's look through the cases.", passed(h, h.Looked)},
		{"stegvis_letters_waiting", "gauge", "Letters that should have left.", float64(h.Queue.Waiting)},
		{"stegvis_letters_doubted", "gauge", "Letters of which nobody knows whether they left.", float64(h.Queue.Doubted)},
		{"stegvis_letters_oldest_seconds", "gauge", "Since the oldest of them should have left; 0 when none waits.", oldest(h)},
		{"stegvis_ledger_writable", "gauge", "0 when the last thing to be stored could not be.", truth(h.Ledger == nil)},
		{"stegvis_disk_free_bytes", "gauge", "Room on the ledger's disk.", float64(h.Free)},
		{"stegvis_goroutines", "gauge", "Goroutines of the process.", float64(runtime.NumGoroutine())},
		{"stegvis_heap_bytes", "gauge", "Memory in use on the heap.", float64(mem.HeapInuse)},
		{"stegvis_memory_bytes", "gauge", "Memory taken from the system.", float64(mem.Sys)},
	} {
		fmt.Fprintf(&out, "# HELP %s %s\n# TYPE %s %s\n%s %g\n", m.name, m.help, m.name, m.kind, m.name, m.value)
	}
	channelFigures(&out, h)
	rw.Write(out.Bytes())
}

func channelFigures(out *bytes.Buffer, h bot.Health) {
	fmt.Fprint(out, "# HELP stegvis_channel_silent_seconds Since the channel's server last answered.\n# TYPE stegvis_channel_silent_seconds gauge\n")
	for _, c := range h.Channels {
		fmt.Fprintf(out, "stegvis_channel_silent_seconds{channel=%q} %g\n", c.Name, passed(h, c.Heard))
	}
	fmt.Fprint(out, "# HELP stegvis_clock_ahead_seconds How far this machine's clock is ahead of the server's.\n# TYPE stegvis_clock_ahead_seconds gauge\n")
	for _, c := range h.Channels {
		if !c.Told.IsZero() {
			fmt.Fprintf(out, "stegvis_clock_ahead_seconds{channel=%q} %g\n", c.Name, c.Ahead.Seconds())
		}
	}
}

// passed is how long ago something was; since the desk was opened when it never was.
func passed(h bot.Health, at time.Time) float64 {
	if at.IsZero() {
		at = h.Opened
	}
	if at.IsZero() {
		return 0
	}
	return h.At.Sub(at).Seconds()
}

func oldest(h bot.Health) float64 {
	if h.Queue.Since.IsZero() {
		return 0
	}
	return passed(h, h.Queue.Since)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
