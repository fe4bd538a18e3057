package channeltest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// A Desk takes what comes in and remembers it. The zero Desk is ready for use
// and takes everything.
type Desk struct {
	Refuse  int              // how many times each message is refused before it is taken
	Verdict channels.Verdict // what it says of each message it takes

	// Judge, when set, decides instead of Refuse and Verdict.
	Judge func(channels.Incoming) (channels.Verdict, error)

	mu    sync.Mutex
	kept  map[string]channels.Raw
	blind []string // handled without having been kept
	tries map[string]int
	taken []channels.Incoming

	verdicts map[string]channels.Verdict
	reports  []channels.Report
}

var errRefused = errors.New("the desk is not ready")

// Noted knows of none.
func (*Desk) Noted(context.Context, string, string) (string, error) { return "", nil }

// Known reports whether the message has been taken, and the verdict on it.
func (d *Desk) Known(_ context.Context, _, id string) (v channels.Verdict, known bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, known = d.verdicts[id]
	return v, known, nil
}

// Keep remembers m.
func (d *Desk) Keep(_ context.Context, m channels.Raw) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept == nil {
		d.kept = map[string]channels.Raw{}
	}
	d.kept[m.ID] = m
	return nil
}

// Handle takes in, or refuses it.
func (d *Desk) Handle(_ context.Context, in channels.Incoming) (channels.Verdict, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tries == nil {
		d.tries = map[string]int{}
	}
	d.tries[in.ID]++
	if _, ok := d.kept[in.ID]; !ok {
		d.blind = append(d.blind, in.ID)
	}
	verdict, err := d.judge(in)
	if err == nil {
		d.taken = append(d.taken, in)
		d.remember(in.ID, verdict)
	}
	return verdict, err
}

func (d *Desk) remember(id string, v channels.Verdict) {
	if d.verdicts == nil {
		d.verdicts = map[string]channels.Verdict{}
	}
	d.verdicts[id] = v
}

func (d *Desk) judge(in channels.Incoming) (channels.Verdict, error) {
	if d.Judge != nil {
		return d.Judge(in)
	}
	if d.tries[in.ID] <= d.Refuse {
		return channels.Verdict{}, errRefused
	}
	return d.Verdict, nil
}

// Case knows every case by its number alone.
func (d *Desk) Case(_ context.Context, id care.CaseID) (care.PublicCase, error) {
	return care.PublicCase{ID: id, Step: care.Assessment, Label: "Blå Tall"}, nil
}

// Staff takes everybody for staff.
func (d *Desk) Staff(context.Context, string, string) (bool, error) { return true, nil }

// Overview knows nothing to do.
func (d *Desk) Overview(context.Context, string, string) (channels.Overview, error) {
	return channels.Overview{}, nil
}

// Card knows of none.
func (d *Desk) Card(context.Context, string, care.CaseID) (string, error) { return "", nil }

// Helpers knows nobody.
func (d *Desk) Helpers(context.Context) ([]string, error) { return nil, nil }

// Choices knows none.
func (d *Desk) Choices(context.Context, string, string, int) ([]channels.Choice, error) {
	return nil, nil
}

// Report remembers r.
func (d *Desk) Report(_ context.Context, r channels.Report) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reports = append(d.reports, r)
	return nil
}

// Reports returns the reports of a kind, the oldest first.
func (d *Desk) Reports(what string) (of []channels.Report) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range d.reports {
		if r.What == what {
			of = append(of, r)
		}
	}
	return of
}

// Taken returns what has been taken so far, the oldest first.
func (d *Desk) Taken() []channels.Incoming {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]channels.Incoming(nil), d.taken...)
}

// Kept returns the message as it came.
func (d *Desk) Kept(id string) (channels.Raw, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	raw, ok := d.kept[id]
	return raw, ok
}

// Blind returns the messages that were offered before they had been kept.
func (d *Desk) Blind() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.blind...)
}

// Tries returns how many times the message has been offered.
func (d *Desk) Tries(id string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.tries[id]
}

// Wait waits until n messages have been taken, and returns them.
func (d *Desk) Wait(t *testing.T, n int) []channels.Incoming {
	t.Helper()
	var taken []channels.Incoming
	Until(t, "the desk to take what was said", func() bool {
		taken = d.Taken()
		return len(taken) >= n
	})
	return taken
}

// Until waits until ok says so, and fails the test when that takes too long.
func Until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited %v in vain for %s", patience, what)
		}
	}
}
