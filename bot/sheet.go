package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// The sheet over what was read of an intyg: every value, where it stands, how
// sure it is, and what the unsure spots look like. It goes by mail to the one
// at BIH who asks, and nowhere else.

// readingFacts is what the sheet says of the intyg in c.
func (b *Bot) readingFacts(c care.Case, head forms.Head) forms.ReadingFacts {
	f := forms.ReadingFacts{Head: head, Intyg: c.Intyg, Labels: templates.ChatWords().Fields, Names: map[string]string{}, Spots: b.spots}
	for _, p := range b.Contacts().Staff() {
		f.Names[p.Mail] = b.called(p.Mail)
	}
	if c.Earlier != nil {
		f.Earlier = intyg.Changes(*c.Earlier, c.Intyg)
	}
	return f
}

// sheet makes the sheet; nil when no intyg has come.
func (b *Bot) sheet(c care.Case, head forms.Head) ([]byte, error) {
	if c.Arrived.IsZero() {
		return nil, nil
	}
	return forms.Reading(b.Words, b.readingFacts(c, head))
}

// told is the same as the sheet in the words of a mail, which can be answered
// line by line. Fields in which nothing stands or must stand are left out.
func (b *Bot) told(c care.Case) *templates.Private {
	p := &templates.Private{}
	if c.Arrived.IsZero() {
		return p
	}
	f := b.readingFacts(c, forms.Head{})
	missing := b.Words.Missing()
	for _, v := range b.Words.Values(f) {
		switch {
		case v.Trace.Key == "" && v.Trace.Label != "":
			p.Unknown = append(p.Unknown, templates.Value{Label: v.Label, Value: v.Text})
		case v.Text != "":
			p.Sheet = append(p.Sheet, templates.Value{Label: v.Label, Value: v.Text, Note: v.Note})
		case v.Missing:
			p.Sheet = append(p.Sheet, templates.Value{Label: v.Label, Value: "–", Note: missing})
		}
	}
	for _, ch := range b.Words.Changed(f) {
		p.Changes = append(p.Changes, templates.Value{Label: ch.Label, Old: ch.Old, New: ch.New})
	}
	return p
}

// look makes pictures of the unsure spots of a case's intyg, when that is what
// is asked for. It is done before the desk is taken: it may be slow, and cannot
// fail. Where there is no picture the sheet shows the words as they stand.
func (b *Bot) look(ctx context.Context, in channels.Incoming) (spots []forms.Spot) {
	if in.Act != "mejla_underlag" {
		return nil
	}
	c, err := b.Ledger.Case(ctx, in.Case)
	if err != nil {
		return nil // whoever needs the case will say so
	}
	pages := map[string][]intyg.Picture{}
	for _, t := range c.Intyg.Traces {
		if t.Sure || t.Document == "" || t.Box == [4]float64{} || t.Key != "" && !slices.Contains(c.Intyg.Doubts, t.Key) {
			continue
		}
		key := fmt.Sprint(t.Document, t.Item)
		if _, seen := pages[key]; !seen {
			pages[key] = b.pictures(ctx, c.ID, t)
		}
		if s, ok := spot(pages[key], t); ok {
			spots = append(spots, s)
		}
	}
	return spots
}

// pictures are the pages of the document that a trace is in; none when it has
// no looks of its own.
func (b *Bot) pictures(ctx context.Context, id care.CaseID, t care.Trace) []intyg.Picture {
	data, err := b.Ledger.Document(ctx, id, t.Document)
	if err == nil && data != nil {
		var pages []intyg.Picture
		if pages, err = b.Reader.Look(ctx, data, t.Item); err == nil {
			return pages
		}
	}
	if err != nil {
		b.Log.Info("no picture of a document", "case", id, "err", err)
	}
	return nil
}

// room is how much of the paper around a value is shown, in points.
const room = 14

func spot(pages []intyg.Picture, t care.Trace) (s forms.Spot, ok bool) {
	if t.Page < 1 || t.Page > len(pages) {
		return s, false
	}
	p := pages[t.Page-1]
	m := p.Crop(intyg.Place(t), room)
	return forms.Spot{Trace: t, Picture: m, DPI: p.DPI}, m != nil
}

// fingerprint names a document in traces: enough of its SHA-256 to find it
// among those of a case.
func fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}
