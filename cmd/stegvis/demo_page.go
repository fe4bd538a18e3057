package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"time"
)

//go:embed demo/page
var pageFiles embed.FS

// A demoPage serves the demo to one browser, or a few.
type demoPage struct {
	world   *world
	address string // host:port
	token   string
	guide   guidebook
	samples samples
}

func newPage(w *world, address string) *demoPage {
	return &demoPage{world: w, address: address, token: newPathToken(), guide: readGuide(), samples: readSamples()}
}

func (p *demoPage) url() string { return "http://" + p.address + "/" + p.token + "/" }

func (p *demoPage) contract() contract {
	c := contract{
		Page: p.url(), SlackAPI: p.world.chat.APIURL(), BotToken: "xoxb-demo", AppToken: "xapp-demo",
		IMAP: p.world.mail.IMAP(), SMTP: p.world.mail.SMTP(), Clock: p.url() + "api/clock",
	}
	for _, a := range p.world.accounts {
		c.Accounts = append(c.Accounts, contractAccount{a.Address, demoPassword, a.Role})
	}
	return c
}

// handler serves the page's files and what they ask for. Nothing changes by GET.
func (p *demoPage) handler() http.Handler {
	files, err := fs.Sub(pageFiles, "demo/page")
	if err != nil {
		panic(err) // unreachable: it is embedded
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(files))
	mux.HandleFunc("GET /api/state", p.state)
	mux.HandleFunc("GET /api/events", p.events)
	mux.HandleFunc("GET /api/mail", p.readMail)
	mux.HandleFunc("GET /api/file", p.readFile)
	mux.HandleFunc("POST /api/chat", take(p.doChat))
	mux.HandleFunc("POST /api/mail", take(p.doMail))
	mux.HandleFunc("POST /api/sample", take(p.doSample))
	mux.HandleFunc("POST /api/invitation", take(p.doInvitation))
	mux.HandleFunc("POST /api/clock", take(p.doClock))
	mux.HandleFunc("POST /api/bot", take(p.doBot))
	return guard(p.address, p.token, mux)
}

// A view is everything the page shows to one of BIH's staff, but for the text
// of mails, which is asked for when one is opened.
type view struct {
	Now     time.Time    `json:"now"`
	Next    time.Time    `json:"next_reminder"`
	Chat    chatView     `json:"chat"`
	Boxes   []boxView    `json:"boxes"`
	Guide   hint         `json:"guide"`
	Samples []sampleView `json:"samples"`
}

func (p *demoPage) state(w http.ResponseWriter, r *http.Request) {
	next, err := p.world.nextReminder(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	g, err := p.next(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	show(w, view{
		Now: p.world.clock.now(), Next: next, Chat: p.world.chatFor(r.URL.Query().Get("user")),
		Boxes: p.world.boxes(), Guide: g, Samples: p.sampleViews(r.Context()),
	})
}

// events tells the page when to ask again. It carries nothing itself.
func (p *demoPage) events(w http.ResponseWriter, r *http.Request) {
	out, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "no stream", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for r.Context().Err() == nil {
		next := p.world.bell.next()
		fmt.Fprint(w, "data: look\n\n")
		out.Flush()
		select {
		case <-r.Context().Done():
		case <-next:
		}
	}
}

// A clockOrder says where to move the clock: to a moment, or a step.
type clockOrder struct {
	To   time.Time `json:"to"`
	Step string    `json:"step"` // "day" or "reminder"
}

func (p *demoPage) doClock(ctx context.Context, o clockOrder) (any, error) {
	var err error
	switch {
	case o.Step == "day":
		err = p.world.moveTo(ctx, p.world.tomorrow())
	case o.Step == "reminder":
		err = p.world.toReminder(ctx)
	case !o.To.IsZero():
		err = p.world.moveTo(ctx, o.To)
	default:
		err = errors.New(`say where to: {"to":"2027-02-08T08:00:00+01:00"}`)
	}
	return map[string]time.Time{"now": p.world.clock.now()}, err
}

// mostBody is how much a request may carry: a mail with its attachments.
const mostBody = 24 << 20

// take makes a handler of a function that does what a request asks. What it
// refuses is answered with its reason, which is shown to the person.
func take[T any](do func(context.Context, T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var order T
		body := http.MaxBytesReader(w, r.Body, mostBody)
		if err := json.NewDecoder(body).Decode(&order); err != nil && !errors.Is(err, io.EOF) {
			http.Error(w, "the request is no JSON that can be read", http.StatusBadRequest)
			return
		}
		// What has been begun is finished even if the page is closed meanwhile.
		answer, err := do(context.WithoutCancel(r.Context()), order)
		if err != nil {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.WriteHeader(http.StatusUnprocessableEntity)
			json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
			return
		}
		show(w, answer)
	}
}

func show(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(w).Encode(v)
}
