package slackfake

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestHelloAndTicket(t *testing.T) {
	r := newRig(t, nil)
	a := r.connect(nil)
	if got := at(t, a.next(t, "hello"), "num_connections"); got != 1.0 {
		t.Errorf("num_connections %v", got)
	}
	if got := at(t, r.connect(nil).next(t, "hello"), "num_connections"); got != 2.0 {
		t.Errorf("num_connections of the second: %v", got)
	}
	r.AddGhost()
	if got := at(t, r.connect(nil).next(t, "hello"), "num_connections"); got != 4.0 {
		t.Errorf("num_connections with a ghost: %v", got)
	}
	if r.useTicket("never given") {
		t.Error("an invented ticket opens a socket")
	}
	r.must("apps.connections.open", nil)
	var ticket string
	r.Fake.mu.Lock()
	for k := range r.sockets.tickets {
		ticket = k
	}
	r.Fake.mu.Unlock()
	r.pass(31 * time.Second)
	if r.useTicket(ticket) {
		t.Error("an old ticket opens a socket")
	}
}

// TestRetries: nobody acknowledges, so it comes at once, after a minute, after
// five, and never again; always as the same event in a new envelope.
func TestRetries(t *testing.T) {
	r := newRig(t, nil)
	a := r.connect(func(M) (M, bool) { return nil, false })
	a.next(t, "hello")
	if _, err := r.Human(anna).Post(room1, "hej"); err != nil {
		t.Fatal(err)
	}
	events, envelopes := map[any]bool{}, map[any]bool{}
	for n, wait := range []time.Duration{0, 3 * time.Second, 63 * time.Second, 303 * time.Second} {
		if wait > 0 {
			r.pass(wait - time.Second)
			a.none(t, "events_api")
			r.pass(time.Second)
		}
		e := a.next(t, "events_api")
		events[at(t, e, "payload.event_id")], envelopes[e["envelope_id"]] = true, true
		if e["retry_attempt"] != float64(n) || (n > 0) != (e["retry_reason"] == "timeout") {
			t.Errorf("attempt %d: %v %v", n, e["retry_attempt"], e["retry_reason"])
		}
		if n == 1 || n == 2 { // the wait before the next begins when this one has failed
			r.pass(3 * time.Second)
			r.pass(-3 * time.Second)
		}
	}
	r.pass(24 * time.Hour)
	a.none(t, "events_api")
	if s := r.Stats(); len(events) != 1 || len(envelopes) != 4 || s.GaveUp != 1 || s.Pending != 0 || s.Redelivered != 3 {
		t.Errorf("%d events in %d envelopes, %+v", len(events), len(envelopes), s)
	}
}

// TestNobodyThere: an event that finds no socket comes when there is one, if
// that is soon; time that is leapt over is not given back.
func TestNobodyThere(t *testing.T) {
	r := newRig(t, nil)
	r.Human(anna).Post(room1, "för tidigt")
	r.pass(30 * time.Second)
	a := r.connect(nil)
	a.next(t, "hello")
	r.pass(40 * time.Second)
	if e := a.next(t, "events_api"); at(t, e, "payload.event.text") != "för tidigt" || e["retry_attempt"] != 2.0 {
		t.Errorf("got %v", e)
	}
	a.conn.Close()
	until(t, "no socket", func() bool { return r.Conns() == 0 })
	r.Human(anna).Post(room1, "när ingen hörde")
	r.pass(24 * time.Hour)
	if s := r.Stats(); s.GaveUp != 1 {
		t.Errorf("%+v", s)
	}
}

func TestClickIsNeverRepeated(t *testing.T) {
	r := newRig(t, func(c *Config) { c.AckTimeout = 50 * time.Millisecond })
	ts := r.must("chat.postMessage", M{"channel": room1, "text": "kort", "blocks": buttons})["ts"].(string)
	if err := r.Human(anna).Click(room1, ts, "a"); !errors.Is(err, ErrDispatch) || r.Human(anna).Toast() != "dispatch_failed" {
		t.Errorf("with no socket: %v", err)
	}
	a := r.connect(func(e M) (M, bool) { return nil, e["type"] == "events_api" })
	a.next(t, "hello")
	r.pass(3 * time.Second) // the post itself is an event
	if err := r.Human(anna).Click(room1, ts, "a"); !errors.Is(err, ErrTimeout) || r.Human(anna).Toast() != "operation_timeout" {
		t.Errorf("with no answer: %v", err)
	}
	a.next(t, "interactive")
	r.pass(time.Hour)
	a.none(t, "interactive")
	if s := r.Stats(); s.Pending != 0 {
		t.Errorf("%+v", s)
	}
}

var buttons = []any{M{"type": "actions", "block_id": "b", "elements": []any{
	M{"type": "button", "action_id": "a", "value": "v1", "text": M{"type": "plain_text", "text": "Ta"}},
	M{"type": "static_select", "action_id": "s", "options": []any{
		M{"text": M{"type": "plain_text", "text": "Ett"}, "value": "1"}, M{"text": M{"type": "plain_text", "text": "Två"}, "value": "2"}}},
}}}

func TestAcknowledgements(t *testing.T) {
	r := newRig(t, func(c *Config) { c.AckTimeout = 100 * time.Millisecond })
	var payload box
	payload.put(M{"text": strings.Repeat("å", 11000)})
	a := r.connect(func(M) (M, bool) { return payload.get(), true })
	a.next(t, "hello")
	if err := r.Human(anna).Slash(room1, "/stegvis", "min"); !errors.Is(err, ErrTimeout) {
		t.Errorf("an acknowledgement of 22 KB: %v", err)
	}
	payload.put(M{"text": "Hej"})
	if err := r.Human(anna).Slash(room1, "/stegvis", "min"); err != nil {
		t.Error(err)
	}
	if got := r.Human(anna).Ephemerals(room1); len(got) != 1 || got[0]["text"] != "Hej" {
		t.Errorf("shown: %v", got)
	}
	payload.put(M{"blocks": []any{M{"type": "nonsense"}}})
	if err := r.Human(anna).Slash(room1, "/stegvis", "min"); err == nil || err.Error() != "invalid_command_response" {
		t.Errorf("bad blocks: %v", err)
	}
	a.write(M{"envelope_id": "no such", "payload": M{"text": "Siv"}})
	until(t, "the stray one", func() bool { return r.Stats().LateAcks == 1 })
	if s := r.Stats(); s.TooBig != 1 || s.Acked != 2 {
		t.Errorf("%+v", s)
	}
	record := r.Requests()
	if last := record[len(record)-1]; last.Kind != Ack || !strings.Contains(last.Body, "Siv") {
		t.Errorf("the stray one is not on record: %+v", last)
	}
}

func TestDisconnects(t *testing.T) {
	r := newRig(t, nil)
	a := r.connect(nil)
	a.next(t, "hello")
	r.DisconnectOne("warning")
	if e := a.next(t, "disconnect"); e["reason"] != "warning" {
		t.Errorf("got %v", e)
	}
	r.Disconnect("link_disabled", true)
	if e := a.next(t, "disconnect"); e["reason"] != "link_disabled" {
		t.Errorf("got %v", e)
	}
	until(t, "the cut", func() bool { return r.Conns() == 0 })

	full := newRig(t, func(c *Config) { c.MaxSockets = -1 })
	if e := full.connect(nil).next(t, "disconnect"); e["reason"] != "too_many_websockets" {
		t.Errorf("got %v", e)
	}
	if full.Conns() != 0 {
		t.Error("a socket too many is counted")
	}
}

// TestGhost: a dead connection gets its share, and who clicked sees nothing
// happen.
func TestGhost(t *testing.T) {
	r := newRig(t, func(c *Config) { c.AckTimeout = 20 * time.Millisecond })
	a := r.connect(nil)
	a.next(t, "hello")
	r.AddGhost()
	ts := r.must("chat.postMessage", M{"channel": room1, "text": "kort", "blocks": buttons})["ts"].(string)
	lost, arrived := 0, 0
	for lost == 0 || arrived == 0 {
		if err := r.Human(anna).Click(room1, ts, "a"); err != nil {
			lost++
		} else {
			arrived++
		}
		if lost+arrived > 200 {
			t.Fatalf("%d lost, %d arrived", lost, arrived)
		}
	}
}

func TestDown(t *testing.T) {
	r := newRig(t, nil)
	a := r.connect(nil)
	a.next(t, "hello")
	r.SetDown(true)
	until(t, "the cut", func() bool { return r.Conns() == 0 })
	if _, status, _ := r.send("auth.test", nil); status != 503 {
		t.Errorf("status %d", status)
	}
	if _, err := r.Human(anna).Post(room1, "under tiden"); err != nil {
		t.Error(err)
	}
	r.SetDown(false)
	b := r.connect(nil)
	b.next(t, "hello")
	r.pass(3 * time.Second)
	if e := b.next(t, "events_api"); at(t, e, "payload.event.text") != "under tiden" {
		t.Errorf("got %v", e)
	}
}
