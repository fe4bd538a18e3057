package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/channels"
)

//go:embed demo/exempel.toml
var samplesTOML []byte

// samples are the mails that the demo can send for somebody, and whom they are
// about. See exempel.toml for what its keys mean.
type samples struct {
	People []struct{ Name, ID string } `toml:"person"`
	Mails  []sample                    `toml:"sample"`
	Forms  map[string]values           `toml:"form"`
}

type values = map[string]string

type sample struct {
	ID, Title, About     string
	By, Answers          string
	Person, Form, Attach string
	Subject, Body        string
	Auto                 bool
}

func readSamples() (s samples) {
	if err := toml.Unmarshal(samplesTOML, &s); err != nil {
		panic(err) // unreachable: a test reads it
	}
	return s
}

// A cast remembers whom the examples have been about.
type cast struct {
	mu   sync.Mutex
	next int
}

// A sampleView is an example as the page offers it.
type sampleView struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	About string `json:"about"`
	By    string `json:"by"`
	Ready bool   `json:"ready"` // it can be sent now
}

func (p *demoPage) sampleViews(context.Context) (list []sampleView) {
	for _, s := range p.samples.Mails {
		list = append(list, sampleView{s.ID, s.Title, s.About, s.By, p.world.ready(s)})
	}
	return list
}

// ready reports whether there is anything for an example to answer or go on from.
func (w *world) ready(s sample) bool {
	if s.Person == "last" {
		w.cast.mu.Lock()
		defer w.cast.mu.Unlock()
		return w.cast.next > 0
	}
	_, ok := w.latestTo(care.Role(s.Answers))
	return s.Answers == "" || ok
}

// latestTo returns the latest mail from the desk to a party.
func (w *world) latestTo(role care.Role) (mailView, bool) {
	desk := w.byRole(care.BIH).Address
	for _, b := range w.boxes() {
		for _, m := range b.Mails {
			if b.Role == string(role) && m.Folder == "INBOX" && m.From == desk {
				return m, true
			}
		}
	}
	return mailView{}, false
}

var errNotYet = errors.New("sample: there is nothing for it to answer yet")

// A sampleOrder sends an example, as an answer to a mail if that is given.
type sampleOrder struct {
	ID      string `json:"id"`
	Answers *place `json:"answers"`
}

func (p *demoPage) doSample(ctx context.Context, o sampleOrder) (any, error) {
	i := slices.IndexFunc(p.samples.Mails, func(s sample) bool { return s.ID == o.ID })
	if i < 0 {
		return nil, errors.New("sample: there is none of that name")
	}
	s := p.samples.Mails[i]
	if !p.world.ready(s) {
		return nil, errNotYet
	}
	m := mailOrder{From: p.world.sender(s), To: p.world.byRole(care.BIH).Address, Subject: s.Subject, Text: s.Body, Answers: o.Answers, auto: s.Auto}
	if to, ok := p.world.latestTo(care.Role(s.Answers)); ok {
		m.Answers = &to.place
	}
	f, err := p.attachment(ctx, s)
	if err != nil {
		return nil, err
	}
	if f != nil {
		m.Files = []sentFile{{Name: f.Name, raw: *f}}
	}
	return struct{}{}, p.world.send(m)
}

func (w *world) sender(s sample) string {
	if s.By == "stranger" {
		return strangerAddress
	}
	return w.byRole(care.Role(s.By)).Address
}

func (p *demoPage) attachment(ctx context.Context, s sample) (*channels.File, error) {
	if s.Attach != "" {
		return &channels.File{Name: "egenvardsintyg.pdf", Data: []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Cat")}, nil
	}
	if s.Form == "" {
		return nil, nil
	}
	filled, err := p.filled(ctx, s)
	if err != nil {
		return nil, err
	}
	b := p.world.desk.bot
	blank, err := forms.Blank(b.Words, forms.Head{Unit: b.Unit.Name, Mail: b.Unit.Mail, Phone: b.Unit.Phone}, care.Intyg{}, nil)
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	pdf, err := forms.Fill(blank, filled)
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	return &channels.File{Name: "egenvardsintyg.pdf", Type: "application/pdf", Data: pdf}, nil
}

// filled returns what stands on an example's blank.
func (p *demoPage) filled(ctx context.Context, s sample) (values, error) {
	v := values{}
	own := p.samples.Forms[s.Form]
	maps.Copy(v, p.samples.Forms[own["like"]])
	maps.Copy(v, own)
	delete(v, "like")
	end, err := p.world.lastEnd(ctx)
	if err != nil {
		return nil, err
	}
	for key, text := range v {
		v[key] = day(text, care.DateOf(p.world.clock.now()), end)
	}
	who := p.world.cast.pick(s.Person == "new", len(p.samples.People))
	v["patient_namn"], v["patient_id"] = p.samples.People[who].Name, p.samples.People[who].ID
	return v, nil
}

// pick returns whom an example is about: somebody new, or the last one.
func (c *cast) pick(fresh bool, of int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if fresh {
		c.next++
	}
	return (max(c.next, 1) - 1) % of
}

// lastEnd is the last day of the case that was opened last and has one.
func (w *world) lastEnd(ctx context.Context) (end care.Date, err error) {
	list, err := w.desk.ledger.Cases(ctx)
	if err != nil {
		return end, err
	}
	for _, l := range list {
		c, err := w.desk.ledger.Case(ctx, l.ID)
		if err != nil {
			return end, err
		}
		if !c.End().IsZero() {
			end = c.End()
		}
	}
	return end, nil
}

var dayWord = regexp.MustCompile(`\b(dag|slut)([+-]\d+)\b`)

// day fills in the days that are counted from today or from the end.
func day(text string, today, end care.Date) string {
	return dayWord.ReplaceAllStringFunc(text, func(word string) string {
		m := dayWord.FindStringSubmatch(word)
		n, _ := strconv.Atoi(strings.TrimPrefix(m[2], "+"))
		if m[1] == "slut" && !end.IsZero() {
			return end.Add(n).String()
		}
		return today.Add(n).String()
	})
}
