package bot

import (
	"bytes"
	"cmp"
	"context"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/stats"
	"example.org/stegvis/reminders"
	"example.org/stegvis/templates"
)

// Counter is how a unit's cases are counted.
func Counter(unit Unit, plan reminders.Plan, today care.Date) stats.Counter {
	return stats.Counter{Unit: unit.Prefix, Plan: plan, Profession: intyg.Standard().Profession, Today: today}
}

// Rows counts all cases there are, and those that have been erased. An utförare
// goes by its name in the lists. After each case done is told how many are.
func Rows(ctx context.Context, l *ledger.Ledger, c stats.Counter, lists *contacts.Directory, done func(n, of int)) ([]stats.Row, error) {
	erased, err := l.Figures(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := stats.Decode(erased)
	if err != nil {
		return nil, err
	}
	list, err := l.Cases(ctx)
	if err != nil {
		return nil, err
	}
	for i, x := range list {
		facts, err := l.Facts(ctx, x.ID)
		if err != nil {
			return nil, err
		}
		rows = append(rows, c.Rows(x.ID, facts)...)
		done(i+1, len(list))
	}
	for i := range rows {
		rows[i].Unit = c.Unit // one that has changed its prefix is one unit still
		u, _ := lists.Unit(rows[i].Provider, c.Today)
		rows[i].Provider = care.UnitID(cmp.Or(u.Name, string(rows[i].Provider)))
	}
	return rows, nil
}

// Monthly mails the head of the unit the figures of the month that has passed, on
// the first working day of the next, or of those that follow when the desk was
// closed then. However often it is called, it is sent once. A month without an intyg
// is not told of.
func (b *Bot) Monthly(ctx context.Context) error {
	today := b.today()
	first := care.Date{Year: today.Year, Month: today.Month, Day: 1}
	month := first.Add(-1).String()[:len("2006-01")]
	told, err := b.Ledger.Posted(ctx, "manadssiffror/"+month+"/", "manadssiffror/"+first.String())
	heads := b.Contacts().Posted(contacts.Manager, today)
	before := !told.IsZero() && care.DateOf(told) != today // of several heads, one may have been told when it went wrong
	if err != nil || before || len(heads) == 0 || !b.Plan.Calendar.Workday(today) {
		return err
	}
	rows, err := Rows(ctx, b.Ledger, Counter(b.Unit, b.Plan, today), b.Contacts(), func(int, int) {})
	if err != nil {
		return err
	}
	f := stats.Count(rows, month, month)
	if f.Intyg == 0 {
		return nil
	}
	for _, head := range heads {
		if err := b.mailFigures(ctx, head, month, f.Public()); err != nil {
			return err
		}
	}
	b.poke()
	return nil
}

// mailFigures writes the letter to the head of the unit, with the report beside it.
func (b *Bot) mailFigures(ctx context.Context, head contacts.Person, month string, f stats.Figures) error {
	to, err := b.Contacts().Desk(head.Mail, b.today())
	if err != nil {
		return err
	}
	var text, page bytes.Buffer
	if err := stats.WriteText(&text, f, templates.FigureWords()); err != nil {
		return err
	}
	if err := stats.WritePage(&page, f, templates.FigureWords()); err != nil {
		return err
	}
	l := ledger.Letter{Token: ledger.NewToken(), Role: care.BIH, Template: "manadssiffror", Channel: to.Channel(), Address: to.At(), Unit: to.Unit(),
		Files: []ledger.File{{Name: "egenvardsintyg-" + month + ".html", Type: "text/html; charset=utf-8", Data: page.Bytes()}}}
	if l.Subject, l.Text, err = templates.Render(care.BIH, "manadssiffror", templates.Data{Unit: b.Unit.Name, Month: month, Figures: text.String()}); err != nil {
		return err
	}
	return b.Ledger.PostOnce(ctx, "manadssiffror/"+month+"/"+fingerprint([]byte(head.Mail)), l, b.Now())
}
