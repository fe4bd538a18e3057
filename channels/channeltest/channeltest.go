// Package channeltest holds the test that every [channels.Channel] must pass.
// It asks for what the contract promises and nothing else: the same message at
// every attempt, found again once sent, kept before it is understood, repeated
// until it is handled and not a time more.
//
// A channel's own test builds a [Fixture] around the real implementation and a
// server that speaks the real protocol, and hands it over:
//
//	channeltest.Test(t, func(t *testing.T) channeltest.Fixture { … })
package channeltest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/channels"
)

// A Fixture is one channel and the world around it. Every field must be set.
// Each part of the test takes a new one, so what it starts is to be stopped by
// t.Cleanup.
type Fixture struct {
	Channel channels.Channel

	// To is where the channel is to send.
	To contacts.Address

	// From is a person who can write to the desk, as Incoming.From names her.
	From string

	// Say lets a person write to the desk, of her own accord.
	Say func(t *testing.T, from, text string)

	// Reply lets a person answer the message with this receipt, in the way
	// people do: a reply in the mail program, a message in the thread.
	Reply func(t *testing.T, receipt, from, text string)

	// Sent returns every message that the server has accepted for To, the
	// oldest first, without what the server itself has added.
	Sent func(t *testing.T) [][]byte
}

// Test checks that the channels fixture makes keep their promises.
func Test(t *testing.T, fixture func(t *testing.T) Fixture) {
	t.Helper()
	for name, check := range promises {
		t.Run(name, func(t *testing.T) { check(t, fixture(t)) })
	}
}

var promises = map[string]func(*testing.T, Fixture){
	"name is the one the contact lists use":    named,
	"same message at every attempt":            same,
	"what was sent is found":                   found,
	"what a person says reaches the desk":      heard,
	"an answer names the receipt":              answered,
	"kept before it is handled":                kept,
	"repeated until it is handled":             repeated,
	"handled once":                             once,
	"a cancelled context ends it":              cancelled,
	"a cancelled context is not a sent letter": undelivered,
}

func named(t *testing.T, f Fixture) {
	if got, want := f.Channel.Name(), f.To.Channel(); got != want {
		t.Errorf("Name() = %q, the address says %q", got, want)
	}
}

func same(t *testing.T, f Fixture) {
	m := letter(f)
	first := send(t, f, m)
	for range 2 {
		if again := send(t, f, m); again != first {
			t.Errorf("the receipt was %q and is now %q", first, again)
		}
	}
	sent := f.Sent(t)
	if len(sent) == 0 {
		t.Fatal("nothing was sent")
	}
	for i, s := range sent {
		if !bytes.Equal(s, sent[0]) {
			t.Errorf("attempt %d differs from the first:\n%s\n--- first ---\n%s", i+1, s, sent[0])
		}
	}
}

func found(t *testing.T, f Fixture) {
	m := letter(f)
	if _, ok, err := f.Channel.Find(t.Context(), m); err != nil || ok {
		t.Fatalf("before it was sent: found = %t, err = %v", ok, err)
	}
	receipt := send(t, f, m)
	got, ok, err := f.Channel.Find(t.Context(), m)
	if err != nil || !ok || got != receipt {
		t.Errorf("after it was sent: Find = %q, %t, %v; want %q, true", got, ok, err, receipt)
	}
	other := m
	other.Key, other.Token = m.Key+"/other", "0"+m.Token[1:]
	if _, ok, err := f.Channel.Find(t.Context(), other); err != nil || ok {
		t.Errorf("another message: found = %t, err = %v", ok, err)
	}
}

func heard(t *testing.T, f Fixture) {
	desk := receive(t, f)
	f.Say(t, f.From, "Hej, det går bra på torsdag.")
	in := desk.Wait(t, 1)[0]
	if in.Channel != f.Channel.Name() || in.ID == "" || in.From != f.From {
		t.Errorf("channel %q, id %q, from %q; want from %q", in.Channel, in.ID, in.From, f.From)
	}
	if !strings.Contains(in.Text, "Hej, det går bra på torsdag.") || in.Auto || in.Bounce != nil {
		t.Errorf("text %q, auto %t, bounce %v", in.Text, in.Auto, in.Bounce)
	}
	if in.Received.IsZero() {
		t.Error("it does not say when it reached the server")
	}
}

func answered(t *testing.T, f Fixture) {
	receipt := send(t, f, letter(f))
	desk := receive(t, f)
	f.Reply(t, receipt, f.From, "Ja")
	if in := desk.Wait(t, 1)[0]; len(in.Answers) == 0 || in.Answers[0] != receipt {
		t.Errorf("Answers = %q, want %q first", in.Answers, receipt)
	}
}

func kept(t *testing.T, f Fixture) {
	desk := receive(t, f)
	f.Say(t, f.From, "Bifogat intyg")
	in := desk.Wait(t, 1)[0]
	if raw, ok := desk.Kept(in.ID); !ok || len(raw.Data) == 0 || raw.Channel != in.Channel {
		t.Errorf("handled %q without having kept it as it came: %+v", in.ID, raw)
	}
	if blind := desk.Blind(); len(blind) > 0 {
		t.Errorf("offered before they were kept: %q", blind)
	}
}

func repeated(t *testing.T, f Fixture) {
	desk := &Desk{Refuse: 2}
	run(t, f, desk)
	f.Say(t, f.From, "En gång till")
	in := desk.Wait(t, 1)[0]
	if tries := desk.Tries(in.ID); tries != 3 {
		t.Errorf("offered %d times, want 3: refused twice, then handled", tries)
	}
}

func once(t *testing.T, f Fixture) {
	desk := &Desk{}
	stop := run(t, f, desk)
	f.Say(t, f.From, "ett")
	desk.Wait(t, 1)
	stop()
	run(t, f, desk)
	f.Say(t, f.From, "två")
	in := desk.Wait(t, 2)
	for _, m := range in {
		if tries := desk.Tries(m.ID); tries != 1 {
			t.Errorf("%q was offered %d times", m.ID, tries)
		}
	}
}

func cancelled(t *testing.T, f Fixture) {
	desk := &Desk{}
	stop := run(t, f, desk)
	f.Say(t, f.From, "ett")
	desk.Wait(t, 1)
	stop()
}

func undelivered(t *testing.T, f Fixture) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Channel.Send(ctx, letter(f)); err == nil {
		t.Error("Send with a cancelled context gave no error")
	} else if channels.IsPermanent(err) {
		t.Errorf("an error that is passing was marked permanent: %v", err)
	}
}

func letter(f Fixture) channels.Outgoing {
	return channels.Outgoing{
		Key:     "SK-2026-0001/3/uppstart",
		Token:   "k3v7q2m9x4t8w1z5b6n0",
		Written: time.Date(2026, 11, 2, 8, 30, 0, 0, time.UTC),
		To:      f.To,
		Case:    "SK-2026-0001",
		Subject: "[SK-2026-0001] När kan ni börja?",
		Text:    "Hej!\n\nNär kan ni börja? Svara på det här meddelandet.\n",
	}
}

func send(t *testing.T, f Fixture, m channels.Outgoing) string {
	t.Helper()
	receipt, err := f.Channel.Send(t.Context(), m)
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	if receipt == "" {
		t.Fatal("send: no receipt")
	}
	return receipt
}

func receive(t *testing.T, f Fixture) *Desk {
	t.Helper()
	desk := &Desk{}
	run(t, f, desk)
	return desk
}

// run receives until stop is called or the test ends, and demands that Receive
// then returns.
func run(t *testing.T, f Fixture, desk *Desk) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Channel.Receive(ctx, desk) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-done:
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("Receive: %v", err)
			}
		case <-time.After(patience):
			t.Errorf("Receive did not return within %v of its context's end", patience)
		}
	}
	t.Cleanup(stop)
	return stop
}

// patience is how long the test waits for what must happen.
const patience = time.Minute
