package bot

import (
	"context"
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// digest is the template of what is said in the morning.
const digest = "sammanstallning"

// outdated reports whether a letter says what there was to do on a day that is over:
// whoever reads it later would take it for today.
func (b *Bot) outdated(l ledger.Letter) bool {
	return l.Template == digest && l.State == "queued" && care.DateOf(l.Written).Before(b.today())
}

// mostLines is as many cases as a digest names.
const mostLines = 10

// Morning says on a working day what there is to do, in one message to BIH, and
// nothing when there is nothing. However often it is called, it is said once a
// day.
func (b *Bot) Morning(ctx context.Context) error {
	if !b.Plan.Calendar.Workday(b.today()) {
		return nil
	}
	to, err := b.Contacts().Address(care.BIH, "", b.today())
	if err != nil {
		return err
	}
	o, err := b.Overview(ctx, to.Channel(), "")
	if err != nil || o.Today+len(o.Late) == 0 {
		return err
	}
	l := ledger.Letter{Token: ledger.NewToken(), Role: care.BIH, Template: digest, Channel: to.Channel(), Address: to.At(), Unit: to.Unit()}
	if l.Subject, l.Text, err = b.digest(o, to.Channel()); err != nil {
		return err
	}
	if err := b.Ledger.PostOnce(ctx, digest+"/"+b.today().String(), l, b.Now()); err != nil {
		return err
	}
	b.poke()
	return nil
}

func (b *Bot) digest(o channels.Overview, channel string) (subject, text string, err error) {
	d := templates.Digest{Day: b.today(), Today: o.Today, Late: len(o.Late), Free: len(o.Free), Waiting: len(o.Waiting), Chat: b.boards(channel)}
	var rows []channels.Row
	for _, r := range slices.Concat(o.Late, o.Free, o.Mine) {
		if !slices.ContainsFunc(rows, func(x channels.Row) bool { return x.Case.ID == r.Case.ID }) {
			rows = append(rows, r)
		}
	}
	d.More = max(0, len(rows)-mostLines)
	for _, r := range rows[:min(len(rows), mostLines)] {
		next := soonest(r.Case.Duties)
		d.Lines = append(d.Lines, templates.Line{Case: r.Case, Duty: next, Late: next.Due.Before(b.today()) && !next.Due.IsZero()})
	}
	return templates.Render(care.BIH, digest, templates.Data{Unit: b.Unit.Name, Digest: d})
}

// linked finds the cards of the cases that a message about no case in particular
// names, for a channel that can point at them.
func (b *Bot) linked(ctx context.Context, l ledger.Letter) (links []channels.Link) {
	if l.Case != "" || !b.boards(l.Channel) {
		return nil
	}
	for _, id := range anyNumber.FindAllString(l.Text, -1) {
		if card, err := b.Card(ctx, l.Channel, care.CaseID(id)); err == nil && card != "" {
			links = append(links, channels.Link{Text: id, Receipt: card})
		}
	}
	return links
}
