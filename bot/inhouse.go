package bot

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// A unit without chat works by mail: every letter to BIH numbers what can be done
// now, and an answer that begins with one of the numbers does it, exactly as the
// button in chat would.

// mailOnly reports whether BIH is reached by mail.
func (b *Bot) mailOnly() bool {
	to, err := b.Contacts().Address(care.BIH, "", b.today())
	return err == nil && to.Channel() == "mail"
}

// worded puts a letter into words. One that goes to BIH's mailbox also lists what
// can be done in the case, and what has just been done. One that goes to chat has
// that ready for the day when chat is out of reach.
func (b *Bot) worded(l *ledger.Letter, e ledger.Entry, c care.Case, n care.Notice, d templates.Data) (err error) {
	if n.To != care.BIH && l.Channel != "mail" {
		d.Private = &templates.Private{}
		if l.Subject, l.Text, err = templates.RenderChat(n.To, n.Template, d); err == nil && n.Template != "mejlat" { // that has been mailed
			_, l.Instead, err = templates.Render(n.To, n.Template, d)
		}
		return err
	}
	if n.To == care.BIH && c.Protected && n.Template == "skyddat" {
		l.Acts, l.Rev = templates.Numbered(c.Offers()), c.Rev
		l.Subject, l.Text, err = templates.RenderDesk(n.Template, d, 0, l.Acts, "")
		return err
	}
	if n.To != care.BIH || n.Person != "" {
		l.Subject, l.Text, err = templates.Render(n.To, n.Template, d)
		return err
	}
	l.Acts, l.Rev = templates.Numbered(d.Case.Acts), c.Rev
	said := ""
	if byMail(e) {
		said = e.Message.Say
	}
	if b.boards(l.Channel) {
		if _, l.Instead, err = templates.RenderDesk(n.Template, d, offered(*l), l.Acts, said); err == nil {
			l.Subject, l.Text, err = templates.Render(n.To, n.Template, d)
		}
		return err
	}
	l.Subject, l.Text, err = templates.RenderDesk(n.Template, d, offered(*l), l.Acts, said)
	return err
}

// brief says in short what a reminder says, for a mail that holds several.
func brief(l *ledger.Letter, n care.Notice, d templates.Data) (err error) {
	switch {
	case l.Reminds.Debt == "":
		return nil
	case len(l.Acts) > 0:
		l.Reminds.Brief, l.Reminds.Menu, err = templates.BriefDesk(n.Template, d, offered(*l), l.Acts)
	default:
		l.Reminds.Brief, err = templates.Brief(n.To, n.Template, d)
	}
	return err
}

// offered is how many times a letter numbers before its acts.
func offered(l ledger.Letter) int {
	if care.AnswerTo(l.Question) != care.Times && care.AnswerTo(l.Template) != care.Times {
		return 0
	}
	return len(l.Slots)
}

// byMail reports whether an entry comes of something BIH has done by mail.
func byMail(e ledger.Entry) bool {
	return e.Message != nil && e.Message.Channel == "mail" && e.Message.Role == care.BIH && e.Message.Say != ""
}

// confirmed sees to it that what BIH does by mail is confirmed, in the first
// letter that it leads to or in one of its own.
func confirmed(e ledger.Entry, notices []care.Notice) []care.Notice {
	toDesk := func(n care.Notice) bool { return n.To == care.BIH && n.Person == "" }
	if !byMail(e) || slices.ContainsFunc(notices, toDesk) {
		return notices
	}
	return append(slices.Clone(notices), care.Notice{To: care.BIH, Template: "gjort"})
}

// inHouse takes an answer to a letter that went to BIH's mailbox. Whoever writes
// must be in the staff list. Nothing that a machine writes is answered, or two
// machines would go on for ever.
func (b *Bot) inHouse(ctx context.Context, m meaning, c care.Case, l ledger.Letter) (meaning, error) {
	if m.in.Bounce != nil {
		return m, b.Report(ctx, channels.Report{Channel: "mail", What: "desk", Alarm: true, Count: 1,
			Text: "case " + string(c.ID) + ": a letter to BIH's own mailbox did not get through"})
	}
	said := reply.Parse(m.in.Text, m.at(b.Now()), reply.Question{Kind: reply.Ack, Case: string(c.ID)})
	who, ok := b.staff(m.in.From)
	switch n, rest, chosen := leading(reply.Own(m.in.Text)); {
	case m.in.Auto || said.Intent == reply.Auto:
		return m, nil
	case !ok || m.in.Vouched == channels.Doubtful || !b.cleared(c, who):
		m.event, m.role = care.StrangerWrote{}, ""
		return m, nil
	case chosen && n > offered(l):
		m.by = who.Mail
		return b.numbered(ctx, m, c, l, n-offered(l), rest)
	case !chosen && thanks.MatchString(reply.Own(m.in.Text)):
		return m, nil // it needs no answer
	default:
		m.by = who.Mail
		return b.inWords(ctx, m, c, l)
	}
}

// leader is a number that stands first and is not the beginning of a day or a
// time of day.
var (
	leader = regexp.MustCompile(`^\W*(\d{1,2})[.):,]?(?:\s+|$)`)
	month  = regexp.MustCompile(`(?i)^(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)`)
)

// leading returns the number that an answer begins with, after a greeting if
// there is one, and what is written after it.
func leading(own string) (n int, rest string, ok bool) {
	own = greeting.ReplaceAllString(strings.TrimSpace(own), "")
	found := leader.FindStringSubmatchIndex(own)
	if found == nil || month.MatchString(own[found[1]:]) {
		return 0, own, false
	}
	n, err := strconv.Atoi(own[found[2]:found[3]])
	return n, strings.TrimSpace(own[found[1]:]), err == nil && n > 0
}

var greeting = regexp.MustCompile(`(?i)^(hej|hejsan|god (morgon|dag)|tjena|hallå)\b[^\n\d]{0,40}(\n+|[,.!]\s*)`)

// thanks are words that ask for nothing and answer nothing.
var thanks = regexp.MustCompile(`(?i)^\W*((tusen )?tack( för (info|informationen|det|påminnelsen|hjälpen))?|ok|okej|toppen|noterat|uppfattat)\W*$`)

// numbered does the act with that number in a letter, if it still means what the
// letter said.
func (b *Bot) numbered(ctx context.Context, m meaning, c care.Case, l ledger.Letter, n int, rest string) (meaning, error) {
	if n > len(l.Acts) {
		return b.muddled(m, c, care.AnswerRefused{Why: "unclear"}), nil
	}
	act := l.Acts[n-1]
	then, err := b.then(ctx, l)
	if err != nil {
		return m, err
	}
	if !c.Holds(then, act) {
		by, err := b.doer(ctx, c, then, act)
		m.event = care.AnswerRefused{Act: act, Why: "stale", By: by}
		return m, err
	}
	form := templates.Forms()[act]
	values, shown, bad := b.fill(m, c, form, rest)
	e, wrong, _ := c.Do(act, values, m.by)
	if bad = firstOf(bad, refusals(values), wrong); len(bad) > 0 {
		return b.muddled(m, c, care.AnswerRefused{Act: act, Why: "fields", Fields: bad}), nil
	}
	p, _ := b.staff(m.in.From)
	m.say = templates.Done(p.Name, act, shown)
	m.event, err = b.carried(ctx, e, m.by)
	return m, err
}

// refusals are the fields in which a personnummer stands.
func refusals(v care.Values) care.Refusal {
	bad := care.Refusal{}
	for field := range personal(v, care.Personal) {
		bad[field] = care.Personal
	}
	return bad
}

// firstOf joins what is wrong; of a field said twice, the first holds.
func firstOf(all ...care.Refusal) care.Refusal {
	bad := care.Refusal{}
	for _, r := range slices.Backward(all) {
		for field, code := range r {
			bad[field] = code
		}
	}
	return bad
}

// then is the case as it stood when a letter was written.
func (b *Bot) then(ctx context.Context, l ledger.Letter) (care.Case, error) {
	facts, err := b.Ledger.Facts(ctx, l.Case)
	if err != nil {
		return care.Case{}, err
	}
	return care.Replay(l.Case, facts[:min(l.Rev, len(facts))]), nil
}

// doer is who has done an act since a letter was written; empty when nobody has.
func (b *Bot) doer(ctx context.Context, c, then care.Case, act string) (string, error) {
	e, _, _ := then.Do(act, care.Values{}, "")
	facts, err := b.Ledger.Facts(ctx, c.ID)
	for _, f := range slices.Backward(facts[min(then.Rev, len(facts)):]) {
		if p, ok := b.Contacts().Person(f.By, b.today()); ok && e != nil && care.Kind(f.Event) == care.Kind(e) {
			return p.Mail, err
		}
	}
	return "", err
}

// muddled asks back once, then leaves it to a human, and then is silent until an
// answer has been understood: it may be a machine that writes.
func (b *Bot) muddled(m meaning, c care.Case, e care.AnswerRefused) meaning {
	if c.Muddled > 1 {
		b.Log.Warn("answers of BIH are not understood, and left in the mailbox", "case", c.ID)
		return m
	}
	e.Time = c.Muddled + 1
	m.event = e
	return m
}

// inWords takes an answer without a number of an act: about times, or nothing
// that can be acted on.
func (b *Bot) inWords(ctx context.Context, m meaning, c care.Case, l ledger.Letter) (meaning, error) {
	by := m.by
	if k := care.AnswerTo(l.Question); k == care.Times || k == care.Booked {
		var err error
		if m, err = b.understood(ctx, m, c, l); err != nil {
			return m, err
		}
	}
	if m.event == nil {
		m = b.aside(m, c)
	}
	m.id, m.role, m.by = c.ID, care.BIH, by
	if m.event == nil {
		m.say = ""
		return b.muddled(m, c, care.AnswerRefused{Why: "unclear"}), nil
	}
	return m, nil
}

// moment writes a time as a form does.
func moment(t time.Time) string { return t.In(care.Stockholm).Format("2006-01-02T15:04") }
