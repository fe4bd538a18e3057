package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"example.org/stegvis/bot"
)

// serve shows the watch on a loopback address until the returned function is
// called: /healthz, /readyz and /metrics.
func (w *watch) serve(address string) (stop func(), err error) {
	line, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("health.listen: %w", err)
	}
	s := &http.Server{Handler: w.page(line.Addr().String()), ReadHeaderTimeout: 10 * time.Second}
	go s.Serve(line)
	return func() { s.Close() }, nil
}

// onLoopback refuses an address that other machines could reach.
func onLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return errors.New("health.listen: write a loopback address, such as 127.0.0.1:9464")
	}
	return nil
}

func (w *watch) page(address string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", w.healthz)
	mux.HandleFunc("GET /readyz", w.readyz)
	mux.HandleFunc("GET /metrics", w.metrics)
	own := hosts(address)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !slices.Contains(own, r.Host) { // a name of somebody else's that points here
			http.Error(rw, "for programs on this machine", http.StatusMisdirectedRequest)
			return
		}
		mux.ServeHTTP(rw, r)
	})
}

// state is the newest health there is, as old as it may be: it is judged by what
// time it is now, so that a desk which no longer finishes its rounds is seen.
func (w *watch) state() (h bot.Health, mute bool, rounds int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	h = w.latest
	if !h.At.IsZero() {
		h.At = w.now()
	}
	return h, w.mute, w.rounds
}

// healthz says whether the desk works: 503 and what does not.
func (w *watch) healthz(rw http.ResponseWriter, _ *http.Request) {
	h, mute, _ := w.state()
	if all := h.Troubles(); len(all) > 0 && !mute {
		http.Error(rw, summary(all), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(rw, "works")
}

// readyz says whether the desk takes in mail and clicks.
func (w *watch) readyz(rw http.ResponseWriter, r *http.Request) {
	switch _, mute, rounds := w.state(); {
	case mute:
		http.Error(rw, "mute: run stegvis here", http.StatusServiceUnavailable)
	case rounds == 0:
		http.Error(rw, "opening", http.StatusServiceUnavailable)
	default:
		w.healthz(rw, r)
	}
}
