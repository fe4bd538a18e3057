package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// demoCmd shows the whole desk on one machine: the real bot, working against a
// mail server and a Slack of its own, and one page from which a newcomer plays
// everybody around it. Nothing it does leaves the machine.
type demoCmd struct {
	Listen string `default:"127.0.0.1:8321" help:"Where the page is served; on this machine only."`
	JSON   bool   `help:"Print one line of JSON instead: where other programs can connect."`
}

// Run shows the demo until it is told to stop. What was done in it is gone then.
func (c demoCmd) Run(s streams) error {
	line, err := listenHere(c.Listen)
	if err != nil {
		return err
	}
	defer line.Close()
	dir, err := os.MkdirTemp("", "stegvis-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer os.RemoveAll(dir)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	w, err := openWorld(ctx, dir, log)
	if err != nil {
		return err
	}
	defer w.close()
	p := newPage(w, line.Addr().String())
	if err := c.announce(s, p); err != nil {
		return err
	}
	return p.serve(ctx, line)
}

// announce says where the demo is.
func (c demoCmd) announce(s streams, p *demoPage) error {
	if c.JSON {
		return json.NewEncoder(s.out).Encode(p.contract())
	}
	_, err := fmt.Fprintf(s.out, "The demo is running. Open this page:\n\n  %s\n\nEverything in it is invented, and nothing leaves this machine. Stop with Ctrl-C.\n", p.url())
	return err
}

// listenHere listens on a loopback address and refuses every other: whoever
// reaches the page can act as anybody in the demo.
func listenHere(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("demo: --listen %q: write an address such as 127.0.0.1:8321", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("demo: --listen %q: the demo is served on this machine only: use 127.0.0.1 or localhost", address)
	}
	line, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("demo: --listen %q: something else is there already: choose another port, or 127.0.0.1:0 for any that is free", address)
	}
	if err != nil {
		return nil, fmt.Errorf("demo: listen: %w", err)
	}
	return line, nil
}

// serve serves the page until ctx is done or the bot gives up.
func (p *demoPage) serve(ctx context.Context, line net.Listener) error {
	server := &http.Server{Handler: p.handler(), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(line) }()
	select {
	case <-ctx.Done():
	case err := <-p.world.gaveUp:
		server.Close()
		return err
	case err := <-done:
		return fmt.Errorf("demo: serve: %w", err)
	}
	server.Close() // pages hold a stream open for ever: nothing to wait for
	return nil
}

// A contract is what other people's programs need to join the demo. Its names
// must not change.
type contract struct {
	Page     string            `json:"page"`
	SlackAPI string            `json:"slack_api_url"`
	BotToken string            `json:"bot_token"`
	AppToken string            `json:"app_token"`
	IMAP     string            `json:"imap"`
	SMTP     string            `json:"smtp"`
	Accounts []contractAccount `json:"accounts"`
	Clock    string            `json:"clock_url"`
}

type contractAccount struct {
	Address  string `json:"address"`
	Password string `json:"password"`
	Role     string `json:"role"`
}
