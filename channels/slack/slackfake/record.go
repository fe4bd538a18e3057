package slackfake

import (
	"encoding/json"
	"slices"
	"time"
)

// A Kind says by which way something has come from the app.
type Kind string

// The ways there are: a call of the web API, an acknowledgement on a socket,
// an answer to a response URL, and the content of a file.
const (
	Call     Kind = "call"
	Ack      Kind = "ack"
	Response Kind = "response"
	Upload   Kind = "upload"
)

// A Request is something the app has sent. Body is how it came, byte for byte:
// what must never reach Slack must not be found there.
type Request struct {
	At     time.Time
	Kind   Kind
	Method string // of a call; of an acknowledgement the type of its envelope
	Args   M
	Body   string
	Resp   M
	Status int
}

// Requests returns everything the app has sent so far, the oldest first.
func (f *Fake) Requests() []Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.record)
}

// Calls returns the calls of one method so far.
func (f *Fake) Calls(method string) []Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Request
	for _, r := range f.record {
		if r.Kind == Call && r.Method == method {
			out = append(out, r)
		}
	}
	return out
}

// A Document is something the app has sent that Slack's own types can judge:
// see the folder node. Kind is "blocks", "view" or "ack".
type Document struct {
	Kind string `json:"kind"`
	JSON any    `json:"json"`
}

// Documents returns all blocks, views and acknowledgement payloads the app has
// sent so far, in calls and in answers.
func (f *Fake) Documents() []Document {
	var out []Document
	for _, r := range f.Requests() {
		if r.Kind == Ack && len(r.Args) > 0 {
			out = append(out, Document{"ack", r.Args})
		}
		if v, ok, err := structured(r.Args, "view"); ok && err == nil && r.Kind == Call {
			out = append(out, Document{"view", v})
		}
		if v, ok, err := structured(r.Args, "blocks"); ok && err == nil && r.Kind != Ack {
			out = append(out, Document{"blocks", v})
		}
	}
	return out
}

// note writes down a request; f.mu is held.
func (f *Fake) note(r Request) {
	r.At = f.cfg.Clock()
	if b, err := json.Marshal(r.Args); err == nil { // a copy that nobody changes
		r.Args = nil
		json.Unmarshal(b, &r.Args)
	}
	f.record = append(f.record, r)
}
