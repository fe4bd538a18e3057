package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
)

// well is the health of a desk that works.
func well(at time.Time) bot.Health {
	return bot.Health{At: at, Opened: at.Add(-time.Hour), Delivered: at, Looked: at, Free: 1 << 40,
		Channels: []bot.Connection{{Name: "mail", Pulse: channels.Pulse{Heard: at}}, {Name: "slack", Pulse: channels.Pulse{Heard: at, Told: at}}}}
}

func shown(w *watch, host, path string) (code int, body string) {
	r := httptest.NewRequest(http.MethodGet, "http://"+host+path, nil)
	rec := httptest.NewRecorder()
	w.page("127.0.0.1:9464").ServeHTTP(rec, r)
	return rec.Code, rec.Body.String()
}

// TestWatchPage: the page judges the last sign of life by what time it is now, so
// that a desk which has stopped giving any is seen; and it answers nobody who has
// come by another name.
func TestWatchPage(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w := &watch{now: func() time.Time { return now }, log: slog.New(slog.DiscardHandler)}
	const own = "127.0.0.1:9464"
	expect := func(when, path string, code int, words string) {
		t.Helper()
		if got, body := shown(w, own, path); got != code || !strings.Contains(body, words) {
			t.Errorf("%s: %s: %d %q, want %d %q", when, path, got, body, code, words)
		}
	}
	expect("before it is opened", "/readyz", 503, "opening")
	w.muted()
	expect("a copy", "/readyz", 503, "stegvis here")
	expect("a copy", "/healthz", 200, "works")
	w.opened(now)
	expect("opened", "/healthz", 200, "works")
	expect("opened", "/readyz", 503, "opening")
	now = now.Add(16 * time.Minute)
	expect("opened, and its first round never ends", "/healthz", 503, "deliver: nothing for 16m0s")
	w.beat(well(now))
	expect("works", "/healthz", 200, "works")
	expect("works", "/readyz", 200, "works")
	now = now.Add(16 * time.Minute)
	expect("hangs", "/healthz", 503, "deliver: nothing for 16m0s, mail: nothing for 16m0s")
	expect("hangs", "/readyz", 503, "deliver")
	full := well(now)
	full.Ledger = errors.New("the disk is full")
	w.beat(full)
	expect("disk full", "/healthz", 503, "ledger")
	if code, _ := shown(w, "angripare.example:9464", "/metrics"); code != http.StatusMisdirectedRequest {
		t.Errorf("by another name: %d", code)
	}
	for address, ok := range map[string]bool{"127.0.0.1:9464": true, "[::1]:9464": true, "localhost:1": true, "0.0.0.0:9464": false, ":9464": false, "10.0.0.1:80": false, "x": false} {
		if err := onLoopback(address); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// figure is a line of Prometheus' text format.
var figure = regexp.MustCompile(`^([a-z_]+)(?:\{channel="(mail|slack)"\})? (-?[0-9.e+-]+|\+Inf|NaN)$`)

// TestMetrics: the figures are in Prometheus' text format, each kind announced
// before it is given and only once, and no label but the channel's name.
func TestMetrics(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w := &watch{now: func() time.Time { return now.Add(5 * time.Second) }, log: slog.New(slog.DiscardHandler)}
	w.beat(well(now))
	code, body := shown(w, "127.0.0.1:9464", "/metrics")
	if code != 200 {
		t.Fatal(code)
	}
	values, kinds := figures(t, body)
	for name, want := range map[string]string{"stegvis_ready": "1", "stegvis_troubles": "0", "stegvis_round_age_seconds": "5", `stegvis_channel_silent_seconds{channel="mail"}`: "5", "stegvis_rounds_total": "1", "stegvis_letters_oldest_seconds": "0"} {
		if values[name] != want {
			t.Errorf("%s is %q, want %q", name, values[name], want)
		}
	}
	if values["stegvis_goroutines"] == "" || kinds["stegvis_rounds_total"] != "counter" {
		t.Errorf("%v", kinds)
	}
}

// figures takes a page of figures apart, and demands that it is well formed.
func figures(t *testing.T, body string) (values, kinds map[string]string) {
	t.Helper()
	values, kinds = map[string]string{}, map[string]string{}
	for sc := bufio.NewScanner(strings.NewReader(body)); sc.Scan(); {
		line := sc.Text()
		var name, kind string
		switch n, _ := fmt.Sscanf(line, "# TYPE %s %s", &name, &kind); {
		case strings.HasPrefix(line, "# HELP "):
		case n == 2 && kinds[name] == "" && (kind == "gauge" || kind == "counter"):
			kinds[name] = kind
		default:
			m := figure.FindStringSubmatch(line)
			if m == nil || kinds[m[1]] == "" || values[strings.TrimSuffix(line, " "+m[3])] != "" {
				t.Errorf("not a figure that has been announced, or there twice: %q", line)
				continue
			}
			values[strings.TrimSuffix(line, " "+m[3])] = m[3]
		}
	}
	return values, kinds
}

// TestWatchdog: systemd is told what it listens for, and nothing any more by a
// desk that hangs.
func TestWatchdog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	hears := func() string {
		socket.SetReadDeadline(time.Now().Add(time.Minute))
		b := make([]byte, 4096)
		n, err := socket.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w := &watch{now: func() time.Time { return now }, log: slog.New(slog.DiscardHandler)}
	w.beat(well(now))
	if got := hears(); got != "WATCHDOG=1\nSTATUS=works" {
		t.Errorf("works: %q", got)
	}
	h := well(now)
	h.Opened, h.Channels[0].Heard = now.Add(-3*time.Hour), now.Add(-2*time.Hour)
	w.beat(h)
	if got := hears(); strings.Contains(got, "WATCHDOG") || !strings.Contains(got, "STATUS=hangs: mail: nothing for ") {
		t.Errorf("hangs: %q", got)
	}
	w.muted()
	if got := hears(); !strings.HasPrefix(got, "WATCHDOG=1\n") {
		t.Errorf("mute: %q", got)
	}
}

// TestSignOfLife: another machine is asked once a minute as long as all is well,
// and its address is in no log.
func TestSignOfLife(t *testing.T) {
	got := make(chan string, 10)
	var refuse atomic.Bool
	far := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if refuse.Load() {
			rw.WriteHeader(http.StatusNotFound)
		}
		got <- r.URL.Path
	}))
	var log journal
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w := &watch{ping: far.URL + "/kanarie-7f3a", now: func() time.Time { return now }, log: slog.New(slog.NewTextHandler(io.MultiWriter(&log, t.Output()), nil))}
	for range 3 {
		w.beat(well(now))
	}
	if path := <-got; path != "/kanarie-7f3a" {
		t.Errorf("asked for %s", path)
	}
	hung, full := well(now.Add(2*time.Minute)), well(now.Add(4*time.Minute))
	hung.Delivered, full.Free = now.Add(-time.Hour), 1
	for _, ill := range []bot.Health{hung, full} { // one that a restart may cure, and one that it will not
		if w.beat(ill); w.pinged.After(now) {
			t.Errorf("another machine was told that all is well: %v", ill.Troubles())
		}
	}
	refuse.Store(true)
	now = now.Add(5 * time.Minute)
	w.beat(well(now))
	<-got
	channeltest.Until(t, "the refusal in the log", func() bool { return strings.Contains(log.String(), "answered with 404") })
	far.Close()
	now = now.Add(5 * time.Minute)
	w.beat(well(now))
	if len(got) > 0 {
		t.Errorf("%d more were asked for", len(got))
	}
	if err := get(t.Context(), far.URL+"/kanarie-7f3a"); err == nil || strings.Contains(err.Error(), "kanarie") {
		t.Errorf("nobody there: %v", err)
	}
	if strings.Contains(log.String(), "kanarie") {
		t.Errorf("the log holds the address:\n%s", log.String())
	}
}

// TestHealthSays: what the page says is passed on, for people or for programs, and
// ends with 1 when something is wrong.
func TestHealthSays(t *testing.T) {
	for _, tt := range []struct {
		json, ok bool
		want     string
	}{
		{false, true, "works\n"}, {true, true, `{"ok":true,"says":"works"}` + "\n"}, {true, false, `{"ok":false,"says":"works"}` + "\n"},
	} {
		var out strings.Builder
		err := healthCmd{JSON: tt.json}.say(streams{out: &out}, tt.ok, "works")
		if out.String() != tt.want || (err == nil) != tt.ok {
			t.Errorf("%+v: %q, %v", tt, out.String(), err)
		}
	}
}
