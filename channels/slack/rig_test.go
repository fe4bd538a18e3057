package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
	"example.org/stegvis/templates"
)

// The people and the channel of the workspace in which these tests happen.
const (
	room = "C0EGENVARD"
	anna = "U0ANNA" // BIH
	bo   = "U0BO"   // BIH
	omar = "U0OMAR" // HTJ: in the channel, but not staff
)

// A rig is the real channel, a Slack it believes in, and a desk.
type rig struct {
	*slackfake.Fake
	slack *Slack
	desk  *desk
	log   *lines
}

// A kit is what a test wants otherwise than usual.
type kit struct {
	fake   func(*slackfake.Config)
	config func(*Config)
	slack  func(*Slack)
	idle   bool // do not receive
}

func newRig(t *testing.T, k kit) *rig {
	t.Helper()
	cfg := slackfake.Config{
		Manifest: Manifest(), PingEvery: 500 * time.Millisecond,
		Users: []slackfake.User{
			{ID: anna, Name: "anna", RealName: "Anna Ek"}, {ID: bo, Name: "bo", RealName: "Bo Lind"}, {ID: omar, Name: "omar", RealName: "Omar Ali"},
		},
		Channels: []slackfake.Channel{{ID: room, Name: "egenvard", Private: true, Members: []string{anna, bo, omar, slackfake.BotUser}}},
	}
	if k.fake != nil {
		k.fake(&cfg)
	}
	fake, err := slackfake.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := fake.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { fake.Close() })
	r := &rig{Fake: fake, desk: newDesk(), log: &lines{}}
	own := Config{APIURL: fake.APIURL(), BotToken: secret.Of(slackfake.BotToken), AppToken: secret.Of(slackfake.AppToken)}
	if k.config != nil {
		k.config(&own)
	}
	r.slack, err = New(own, templates.ChatWords(), time.Now, slog.New(slog.NewTextHandler(r.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if k.slack != nil {
		k.slack(r.slack)
	}
	if !k.idle {
		r.receive(t)
	}
	return r
}

// receive connects, waits until it has, and sees to it that it ends.
func (r *rig) receive(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.slack.Receive(ctx, r.desk) }()
	t.Cleanup(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Error("Receive did not return")
		}
	})
	channeltest.Until(t, "a connection", func() bool { return r.Conns() > 0 })
}

// card puts up the card of c and returns its receipt.
func (r *rig) card(t *testing.T, c care.PublicCase) string {
	t.Helper()
	r.desk.put(c)
	receipt, err := r.slack.Show(t.Context(), channels.Card{Key: string(c.ID), Token: "tok-" + string(c.ID), To: at(room), Case: c})
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// ts is the second half of a receipt.
func ts(t *testing.T, receipt string) string {
	t.Helper()
	_, ts, ok := parseReceipt(receipt)
	if !ok {
		t.Fatalf("receipt %q", receipt)
	}
	return ts
}

// told waits until somebody has been told n things, and returns the last.
func (r *rig) told(t *testing.T, user string, n int) string {
	t.Helper()
	channeltest.Until(t, "an answer to "+user, func() bool { return len(r.Ephemerals(room, user)) >= n })
	said := r.Ephemerals(room, user)
	text, _ := said[n-1]["text"].(string)
	return text
}

// drawn waits until what stands in the room is as it should be: whoever pressed is
// told first, the card is drawn after.
func (r *rig) drawn(t *testing.T, what string, ok func(card string) bool) {
	t.Helper()
	channeltest.Until(t, what, func() bool { return ok(string(marshal(t, r.Messages(room)))) })
}

// calls counts the requests of one method.
func (r *rig) calls(method string) int { return len(r.Calls(method)) }

// at is an address from a contact list with nobody else in it.
func at(to string) contacts.Address {
	list := contacts.New([]contacts.Unit{{ID: "bih", Role: care.BIH, Name: "BIH", Slack: to}})
	a, err := list.Address(care.BIH, "", care.DateOf(time.Now()))
	if err != nil {
		panic(err) // the list above has just that address
	}
	return a
}

// A desk takes what it is given once, and knows some cases.
type desk struct {
	channeltest.Desk
	mu       sync.Mutex
	cases    map[care.CaseID]care.PublicCase
	choices  []channels.Choice
	verdicts map[string]channels.Verdict // by id of what has been handled
	say      func(channels.Incoming) (channels.Verdict, error)
	hold     chan struct{}  // while it is open, Case and Handle wait
	offered  map[string]int // how often each id has been handed over
	left     string         // who no longer works here
	overview channels.Overview
	card     string            // receipt of every card
	helpers  []string          // whom to ask
	noted    map[string]string // receipt by token
}

func newDesk() *desk {
	return &desk{cases: map[care.CaseID]care.PublicCase{}, verdicts: map[string]channels.Verdict{}, offered: map[string]int{}}
}

func (d *desk) Noted(_ context.Context, _, token string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.noted[token], nil
}

func (d *desk) note(token, receipt string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.noted == nil {
		d.noted = map[string]string{}
	}
	d.noted[token] = receipt
}

func (d *desk) tries(id string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.offered[id]
}

func (d *desk) put(c care.PublicCase) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cases[c.ID] = c
}

// stop makes the desk slow until goOn is called.
func (d *desk) stop() (goOn func()) {
	hold := make(chan struct{})
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hold = hold
	return func() { close(hold) }
}

func (d *desk) wait(ctx context.Context) error {
	d.mu.Lock()
	hold := d.hold
	d.mu.Unlock()
	if hold == nil {
		return nil
	}
	select {
	case <-hold:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *desk) Handle(ctx context.Context, in channels.Incoming) (channels.Verdict, error) {
	d.mu.Lock()
	d.offered[in.ID]++
	d.mu.Unlock()
	if err := d.wait(ctx); err != nil {
		return channels.Verdict{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if v, ok := d.verdicts[in.ID]; ok {
		return v, nil
	}
	v := channels.Verdict{Ours: true}
	if d.say != nil {
		var err error
		if v, err = d.say(in); err != nil {
			return v, err
		}
	}
	if len(v.Refused) > 0 {
		return v, nil
	}
	d.verdicts[in.ID] = v
	_, err := d.Desk.Handle(ctx, in)
	return v, err
}

func (d *desk) Case(ctx context.Context, id care.CaseID) (care.PublicCase, error) {
	if err := d.wait(ctx); err != nil {
		return care.PublicCase{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c, ok := d.cases[id]
	if !ok {
		return c, fmt.Errorf("case %s: %w", id, errNoCase)
	}
	return c, nil
}

var errNoCase = errors.New("no such case")

func (d *desk) Staff(_ context.Context, channel, from string) (bool, error) {
	return channel == Name && (from == anna || from == bo) && from != d.left, nil
}

func (d *desk) Overview(context.Context, string, string) (channels.Overview, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.overview, nil
}

func (d *desk) Card(context.Context, string, care.CaseID) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.card, nil
}

func (d *desk) Helpers(context.Context) ([]string, error) { return d.helpers, nil }

func (d *desk) Choices(_ context.Context, kind, text string, limit int) (found []channels.Choice, err error) {
	for _, c := range d.choices {
		if strings.Contains(strings.ToLower(c.Label), strings.ToLower(text)) && len(found) < limit {
			found = append(found, c)
		}
	}
	return found, nil
}

// lines is what has been logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// example is a case in step 2 with everything on its card.
func example() care.PublicCase {
	day := care.DateOf(time.Now())
	return care.PublicCase{
		ID: "SK-2026-0042", Label: "Blå Tall", Step: care.Application, Round: 1, Rev: 7,
		PVR: "Rehab Skärholmen", HTJ: "Hemtjänst Norra AB",
		From: day.Add(10), End: day.Add(100), To: day.Add(100),
		Missing: []string{"insats.syfte", "period.till"}, Doubts: []string{"insats.minuter"},
		Duties: []care.Duty{
			{Name: "begar_komplettering", Owner: care.BIH, Due: day.Add(3)},
			{Name: "kontaktperson", Owner: care.HTJ, Due: day.Add(5)},
		},
		Acts: []string{"begar_komplettering", "bekrafta_uppgifter", "ansokan", "beslut", "ta_arendet", "mejla_underlag", "pausa", "anmal_felskick"},
	}
}

// inputs writes what somebody fills in: field to Slack's value object.
func inputs(fields map[string]slackfake.M) slackfake.M {
	state := slackfake.M{}
	for block, v := range fields {
		action := inputAction
		if id, ok := v["action_id"].(string); ok {
			action = id
			delete(v, "action_id")
		}
		state[block] = slackfake.M{action: v}
	}
	return state
}

func date(d care.Date) slackfake.M {
	return slackfake.M{"type": "datepicker", "selected_date": d.String()}
}
func clock(s string) slackfake.M {
	return slackfake.M{"type": "timepicker", "selected_time": s}
}
func text(s string) slackfake.M {
	return slackfake.M{"type": "plain_text_input", "value": s}
}
func one(value string) slackfake.M {
	return slackfake.M{"type": "radio_buttons", "selected_option": optionOf(value)}
}
func some(values ...string) slackfake.M {
	list := []any{}
	for _, v := range values {
		list = append(list, optionOf(v))
	}
	return slackfake.M{"type": "checkboxes", "selected_options": list}
}
func optionOf(value string) slackfake.M {
	return slackfake.M{"text": slackfake.M{"type": "plain_text", "text": value}, "value": value}
}
