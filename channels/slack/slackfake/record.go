package slackfake

import (
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

// Forget forgets what the app has sent so far: whoever runs for hours need not
// keep every history that was asked for.
func (f *Fake) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.record = nil
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

// A Document is something that Slack's own types can judge: see the folder
// node. Kind is "blocks", "view", "ack", "metadata" or "manifest" for what is
// sent to Slack; for what Slack sends it is "response" or "payload", and Of says
// to which method or of which type.
type Document struct {
	Kind string `json:"kind"`
	Of   string `json:"of,omitempty"`
	JSON any    `json:"json"`
}

// Documents returns everything the app has sent so far that can be judged:
// blocks, views and metadata in its calls and answers, and the payloads of its
// acknowledgements.
func (f *Fake) Documents() []Document {
	var out []Document
	for _, r := range f.Requests() {
		if r.Kind == Ack {
			if len(r.Args) > 0 {
				out = append(out, Document{Kind: "ack", JSON: r.Args})
			}
			continue
		}
		for _, key := range []string{"blocks", "view", "metadata"} {
			if v, given, err := structured(r.Args, key); given && err == nil {
				out = append(out, Document{Kind: key, JSON: v})
			}
		}
	}
	return out
}

// note writes down a request, whose arguments nobody changes any more; f.mu is
// held.
func (f *Fake) note(r Request) {
	r.At = f.cfg.Clock()
	f.record = append(f.record, r)
}
