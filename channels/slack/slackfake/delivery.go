package slackfake

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"time"
)

// An envelope is what Slack sends on a socket and wants acknowledged.
type envelope struct {
	kind    string // events_api, interactive or slash_commands
	payload M

	id    string // new at every attempt
	on    string // the socket it was sent on; "" if there was none
	acked chan M // gets the answer; nil for an event

	// For an event: how many times it has been sent again, whether an
	// acknowledgement is being waited for, and until when it is, or else when
	// it is sent again.
	attempt int
	trying  bool
	due     time.Time
}

// retries is how long after a failed attempt Slack makes the next one.
var retries = []time.Duration{0, time.Minute, 5 * time.Minute}

const maxAck = 20 * 1024

// deliver sends e on one of the sockets and reports whether there was one;
// f.mu is held.
func (f *Fake) deliver(e *envelope) bool {
	e.id, e.on = uuid(), ""
	open := f.sockets.open
	if len(open) == 0 {
		return false
	}
	s := open[rand.IntN(len(open))]
	e.on = s.id
	f.sockets.pending[e.id] = e
	f.sockets.stats.Sent++
	frame := e.frame()
	if f.OnFrame != nil {
		f.OnFrame("send", e.kind, frame)
	}
	s.send(frame)
	return true
}

func (e *envelope) frame() M {
	m := M{"envelope_id": e.id, "payload": e.payload, "type": e.kind, "accepts_response_payload": e.acked != nil}
	if e.kind == "events_api" {
		m["retry_attempt"], m["retry_reason"] = e.attempt, ""
		if e.attempt > 0 {
			m["retry_reason"] = "timeout"
		}
	}
	return m
}

// acknowledged takes a frame from the app. Slack says nothing to those it
// cannot use, so neither does this.
func (f *Fake) acknowledged(s *socket, frame []byte) {
	var a struct {
		EnvelopeID string `json:"envelope_id"`
		Payload    M      `json:"payload"`
	}
	bad := json.Unmarshal(frame, &a) != nil || a.EnvelopeID == ""
	f.mu.Lock()
	defer f.mu.Unlock()
	e := f.sockets.pending[a.EnvelopeID]
	if f.OnFrame != nil {
		f.OnFrame("ack", a.EnvelopeID, a.Payload)
	}
	f.note(Request{Kind: Ack, Method: e.name(), Args: a.Payload, Body: string(frame)})
	switch {
	case bad:
		return
	case len(frame) >= maxAck:
		f.sockets.stats.TooBig++
		return
	case e == nil:
		f.sockets.stats.LateAcks++
		return
	case e.on != s.id:
		f.sockets.stats.CrossAcks++
	}
	f.sockets.stats.Acked++
	f.settle(e)
	if e.acked != nil {
		e.acked <- clone(a.Payload)
	}
}

func (e *envelope) name() string {
	if e == nil {
		return ""
	}
	if t := asStr(e.payload["type"]); e.kind == "interactive" {
		return t
	}
	return e.kind
}

// settle forgets an envelope that nothing more is expected of.
func (f *Fake) settle(e *envelope) {
	delete(f.sockets.pending, e.id)
	f.sockets.events = slices.DeleteFunc(f.sockets.events, func(x *envelope) bool { return x == e })
}

// What people see when something they did reached nobody, or nobody answered.
var (
	ErrDispatch = errors.New("dispatch_failed")
	ErrTimeout  = errors.New("operation_timeout")
)

// ask sends something a person did and waits for the answer as long as the
// person does. It is never sent again. f.mu is not held.
func (f *Fake) ask(kind string, payload M) (M, error) {
	e := &envelope{kind: kind, payload: payload, acked: make(chan M, 1)}
	f.mu.Lock()
	reached := f.deliver(e)
	f.mu.Unlock()
	if !reached {
		return nil, ErrDispatch
	}
	select {
	case answer := <-e.acked:
		return answer, nil
	case <-time.After(f.cfg.AckTimeout):
	case <-f.stop:
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settle(e)
	return nil, ErrTimeout
}

// announce sends an event, now and until it is acknowledged or given up; f.mu
// is held.
func (f *Fake) announce(payload M) {
	e := &envelope{kind: "events_api", payload: payload, due: f.cfg.Clock()}
	f.sockets.events = append(f.sockets.events, e)
	f.try(e, e.due)
}

// try makes one attempt at an event. How long its acknowledgement is waited
// for counts from when it was sent; where there was no socket to send it on,
// from when it should have been, so that time leapt over is not given back.
func (f *Fake) try(e *envelope, now time.Time) {
	if f.deliver(e) {
		e.due = now
	}
	e.trying, e.due = true, e.due.Add(f.cfg.AckTimeout)
}

// Tick does what has become due on the clock: it sends events again. Whoever
// moves the clock may call it to see that happen at once; it happens anyway
// soon after.
func (f *Fake) Tick() {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.cfg.Clock()
	for _, e := range slices.Clone(f.sockets.events) {
		for slices.Contains(f.sockets.events, e) && !e.due.After(now) {
			f.turn(e, now)
		}
	}
}

// turn takes an event that is due one step further.
func (f *Fake) turn(e *envelope, now time.Time) {
	switch {
	case !e.trying:
		f.sockets.stats.Redelivered++
		f.try(e, now)
	case e.attempt == len(retries):
		f.sockets.stats.GaveUp++
		f.settle(e)
	default:
		delete(f.sockets.pending, e.id)
		if e.on != "" {
			e.due = now
		}
		e.trying, e.due = false, e.due.Add(retries[e.attempt])
		e.attempt++
	}
}

func (f *Fake) tickAlong() {
	t := time.NewTicker(20 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-f.stop:
			return
		case <-t.C:
			f.Tick()
		}
	}
}
