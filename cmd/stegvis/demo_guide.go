package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

//go:embed demo/guide.toml
var guideTOML []byte

// A guidebook says what a newcomer could do next, by what is owed. See
// guide.toml for what its keys mean.
type guidebook struct {
	Start, Wait, Work, Closed entry
	Duty                      map[string]entry
}

type entry struct {
	Title, Text, Who string
	Act, Mail, Reply []string
	Sample           string
	Far              bool
}

func readGuide() (g guidebook) {
	if err := toml.Unmarshal(guideTOML, &g); err != nil {
		panic(err) // unreachable: a test reads it
	}
	return g
}

// A hint is what the guide says now, and where on the page that is done.
type hint struct {
	Title   string      `json:"title"`
	Text    string      `json:"text"`
	Who     string      `json:"who"`
	Case    care.CaseID `json:"case"`
	Label   string      `json:"label"`
	Step    care.Step   `json:"step"`
	Steps   []string    `json:"steps"`
	Closed  bool        `json:"closed"`
	Acts    []string    `json:"acts"`
	Mail    *place      `json:"mail"`
	Replies []string    `json:"replies"`
	Sample  string      `json:"sample"`
}

// next returns what to do next: in the case that was opened last, the most
// urgent thing that can be done today.
func (p *demoPage) next(ctx context.Context) (hint, error) {
	c, ok, err := p.world.latest(ctx)
	if err != nil {
		return hint{}, err
	}
	h := hint{Step: 1}
	for _, s := range care.Steps() {
		h.Steps = append(h.Steps, s.String())
	}
	switch {
	case !ok && p.world.arriving():
		h.say(p.guide.Work)
	case !ok:
		h.say(p.guide.Start)
		h.Sample = "komplett"
	default:
		h.Case, h.Label, h.Step, h.Closed = c.ID, c.Label, c.Step, c.Closed
		err = p.advise(ctx, &h, c)
	}
	return h, err
}

func (h *hint) say(e entry) { h.Title, h.Text, h.Who = e.Title, e.Text, e.Who }

// arriving reports whether a mail has been sent that the desk has not taken yet.
func (w *world) arriving() bool {
	for _, b := range w.boxes() {
		if b.Role == string(care.PVR) && slices.ContainsFunc(b.Mails, func(m mailView) bool { return m.Folder == "Sent" }) {
			return true
		}
	}
	return false
}

// latest returns the case that was opened last, an open one before a closed.
func (w *world) latest(ctx context.Context) (c care.Case, ok bool, err error) {
	list, err := w.desk.ledger.Cases(ctx)
	if err != nil || len(list) == 0 {
		return c, false, err
	}
	id := list[len(list)-1].ID
	for _, l := range list {
		if !l.Closed {
			id = l.ID
		}
	}
	c, err = w.desk.ledger.Case(ctx, id)
	return c, err == nil, err
}

// advise fills in the hint for a case.
func (p *demoPage) advise(ctx context.Context, h *hint, c care.Case) error {
	if c.Closed {
		h.say(p.guide.Closed)
		return nil
	}
	letters, err := p.world.desk.ledger.Letters(ctx, c.ID)
	if err != nil {
		return err
	}
	if !p.world.drawn(c) || slices.ContainsFunc(letters, p.world.underway) {
		h.say(p.guide.Work)
		return nil
	}
	h.say(p.guide.Wait)
	for _, d := range p.world.desk.bot.Plan.Duties(c) {
		if p.doable(h, c, d, letters) {
			return nil
		}
	}
	return nil
}

// drawn reports whether the card in the channel shows the case as it is now.
func (w *world) drawn(c care.Case) bool {
	mark := fmt.Sprintf("|%s|%d", c.ID, c.Rev)
	for _, m := range slices.Backward(w.chat.Messages(demoChannel)) {
		blocks, err := json.Marshal(m["blocks"])
		if err == nil && (bytes.Contains(blocks, []byte(mark+`"`)) || bytes.Contains(blocks, []byte(mark+"|"))) {
			return true
		}
	}
	return false
}

// underway reports whether a letter has yet to reach those it is for.
func (w *world) underway(l ledger.Letter) bool {
	if l.State != "sent" || l.Channel != "mail" {
		return l.State == "queued" || l.State == "sending"
	}
	_, here := w.inbox(l)
	return !here
}

// soon is how near a deadline must be for the guide to think of it.
const soon = 12

// doable fills in the hint for a duty if it can be done today.
func (p *demoPage) doable(h *hint, c care.Case, d care.Duty, letters []ledger.Letter) bool {
	e, ok := p.guide.Duty[d.Name]
	today := care.DateOf(p.world.clock.now())
	if !ok || e.Who == "clock" || e.Far && d.Due.Days(today) > soon && c.Outcome == nil {
		return false
	}
	if e.Who == string(care.BIH) {
		h.say(e)
		h.Acts = offered(e.Act, c)
		return len(h.Acts) > 0
	}
	at, ok := p.world.letter(d.Owner, e.Mail, letters)
	if !ok {
		return false // it has not been asked yet
	}
	h.say(e)
	h.Who, h.Mail, h.Sample = string(d.Owner), &at, e.Sample
	for _, r := range e.Reply {
		h.Replies = append(h.Replies, fillReply(r, c, today))
	}
	return true
}

// offered returns those of the acts that can be done, the fitting one first:
// when PVR has said that it goes on, HTJ is told so.
func offered(acts []string, c care.Case) (can []string) {
	for _, a := range acts {
		if slices.Contains(c.Offers(), a) {
			can = append(can, a)
		}
	}
	if c.Outcome != nil && c.Outcome.Outcome == "extend" {
		slices.Reverse(can)
	}
	return can
}

// letter returns where the latest of some letters to a party lies.
func (w *world) letter(to care.Role, templates []string, letters []ledger.Letter) (place, bool) {
	for _, l := range slices.Backward(letters) {
		if l.Role == to && slices.Contains(templates, l.Template) {
			return w.inbox(l)
		}
	}
	return place{}, false
}

// inbox returns where a letter that was mailed lies.
func (w *world) inbox(l ledger.Letter) (place, bool) {
	if l.Bundle != "" {
		within, err := w.desk.ledger.Letter(context.Background(), l.Bundle)
		if err != nil {
			return place{}, false
		}
		l = within
	}
	for _, b := range w.boxes() {
		for _, m := range b.Mails {
			if m.Folder == "INBOX" && strings.EqualFold(b.Address, l.Address) && strings.HasPrefix(strings.Trim(m.id, "<>"), l.Token+"@") {
				return m.place, true
			}
		}
	}
	return place{}, false
}

// fillReply fills in the days of an answer to begin with.
func fillReply(text string, c care.Case, today care.Date) string {
	start := c.Intyg.From()
	if c.Decision != nil && !c.Decision.From.IsZero() {
		start = c.Decision.From
	}
	friday := today.Add(1)
	for friday.Weekday() != time.Friday {
		friday = friday.Add(1)
	}
	text = strings.NewReplacer("{start}", start.String(), "{fredag}", friday.String()).Replace(text)
	return day(strings.NewReplacer("{slut", "slut", "}", "").Replace(text), today, c.End())
}
