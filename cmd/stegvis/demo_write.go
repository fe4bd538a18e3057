package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	gomail "github.com/wneessen/go-mail"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// A mailOrder is a mail that somebody sends from one of the mailboxes.
type mailOrder struct {
	From    string       `json:"from"`
	To      string       `json:"to"`
	Subject string       `json:"subject"`
	Text    string       `json:"text"`
	Answers *place       `json:"answers"` // the mail it answers
	Files   []sentFile   `json:"files"`
	auto    bool         // sent by a machine, as an absence notice is
	replies calendarPart // an answer to an invitation
}

type sentFile struct {
	Name string `json:"name"`
	Data string `json:"data"` // base64
	raw  channels.File
}

type calendarPart []byte

func (p *demoPage) doMail(_ context.Context, o mailOrder) (any, error) {
	for i, f := range o.Files {
		data, err := base64.StdEncoding.DecodeString(f.Data)
		if err != nil {
			return nil, errors.New("mail: an attachment did not come through whole")
		}
		o.Files[i].raw = channels.File{Name: f.Name, Data: data}
	}
	return struct{}{}, p.world.send(o)
}

// send sends a mail as a mail program does: over SMTP, with a copy among the
// sent ones.
func (w *world) send(o mailOrder) error {
	from, ok := w.account(o.From)
	if !ok {
		return errors.New("mail: nobody here has that address")
	}
	raw, err := w.compose(from, o)
	if err != nil {
		return err
	}
	if err := w.mail.Send(from.Address, []string{o.To}, raw); err != nil {
		return fmt.Errorf("mail: the address takes no mail in the demo: %w", err)
	}
	defer w.stir()
	return w.keepSent(from, raw)
}

// compose writes the mail.
func (w *world) compose(from account, o mailOrder) ([]byte, error) {
	now := w.clock.now()
	_, domain, _ := strings.Cut(from.Address, "@")
	m := gomail.NewMsg()
	err := errors.Join(m.FromFormat(cmp.Or(from.Person, from.Name), from.Address), m.To(o.To))
	if err != nil {
		return nil, fmt.Errorf("mail: write: %w", err)
	}
	m.Subject(strings.Join(strings.Fields(o.Subject), " "))
	m.SetDateWithValue(now)
	m.SetMessageIDWithValue(newPathToken() + "@" + domain)
	m.SetUserAgent("demo")
	if o.auto {
		m.SetGenHeader("Auto-Submitted", "auto-replied")
	}
	if o.Answers != nil {
		answered, err := w.find(*o.Answers)
		if err != nil {
			return nil, err
		}
		id := "<" + strings.Trim(answered.id, "<>") + ">"
		m.SetGenHeader("In-Reply-To", id)
		m.SetGenHeader("References", strings.Join(append(answered.answers, id), " "))
	}
	m.SetBodyString(gomail.TypeTextPlain, o.Text)
	if o.replies != nil {
		m.AddAlternativeString("text/calendar; method=REPLY", string(o.replies))
	}
	for _, f := range o.Files {
		if err := m.AttachReader(f.Name, bytes.NewReader(f.raw.Data)); err != nil {
			return nil, fmt.Errorf("mail: attach: %w", err)
		}
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("mail: write: %w", err)
	}
	return b.Bytes(), nil
}

// keepSent files a copy, as mail programs do.
func (w *world) keepSent(from account, raw []byte) error {
	c, err := imapclient.DialInsecure(w.mail.IMAP(), nil)
	if err != nil {
		return fmt.Errorf("mail: keep a copy: %w", err)
	}
	defer c.Close()
	if err := c.Login(from.Address, demoPassword).Wait(); err != nil {
		return fmt.Errorf("mail: keep a copy: %w", err)
	}
	into := c.Append("Sent", int64(len(raw)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: w.clock.now()})
	if _, err := into.Write(raw); err != nil {
		return fmt.Errorf("mail: keep a copy: %w", err)
	}
	if err := into.Close(); err != nil {
		return fmt.Errorf("mail: keep a copy: %w", err)
	}
	_, err = into.Wait()
	return err
}

// An invitation is a meeting that somebody is asked to come to.
type invitation struct {
	Summary string    `json:"summary"`
	At      time.Time `json:"at"`
	End     time.Time `json:"end"`

	lines map[string]string // name to the whole line, as it stood
}

var icsFold = regexp.MustCompile(`\r?\n[ \t]`)

// readInvitation reads the invitations that the desk writes.
func readInvitation(ics []byte) *invitation {
	v := &invitation{lines: map[string]string{}}
	inEvent := false
	for line := range strings.Lines(icsFold.ReplaceAllString(string(ics), "")) {
		line = strings.TrimRight(line, "\r\n")
		name, _, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		if line == "BEGIN:VEVENT" {
			inEvent = true
		}
		if inEvent && v.lines[name] == "" {
			v.lines[name] = line
		}
	}
	v.Summary = icsText.Replace(v.value("SUMMARY"))
	v.At, v.End = icsTime(v.value("DTSTART")), icsTime(v.value("DTEND"))
	return v
}

var icsText = strings.NewReplacer(`\n`, " ", `\,`, ",", `\;`, ";", `\\`, `\`)

func (v *invitation) value(name string) string {
	_, value, _ := strings.Cut(v.lines[name], ":")
	return value
}

// icsTime reads a time in UTC, or by the clock in Stockholm.
func icsTime(s string) time.Time {
	if t, err := time.Parse("20060102T150405Z", s); err == nil {
		return t
	}
	t, err := time.ParseInLocation("20060102T150405", s, care.Stockholm)
	if err != nil {
		return time.Time{}
	}
	return t
}

// An invitationOrder answers the invitation in a mail, as a calendar does when
// one presses its button.
type invitationOrder struct {
	place
	Answer  string `json:"answer"`  // ACCEPTED or DECLINED
	Subject string `json:"subject"` // in the calendar's own words
}

func (p *demoPage) doInvitation(_ context.Context, o invitationOrder) (any, error) {
	m, err := p.world.find(o.place)
	if err != nil {
		return nil, err
	}
	for _, f := range m.whole.Files {
		if isInvite(f) && (o.Answer == "ACCEPTED" || o.Answer == "DECLINED") {
			part := readInvitation(f.Data).answer(o.Box, o.Answer, p.world.clock.now())
			return struct{}{}, p.world.send(mailOrder{
				From: o.Box, To: m.From, Subject: o.Subject + ": " + m.Subject, Text: o.Subject, Answers: &o.place, replies: part,
			})
		}
	}
	return nil, errors.New("mail: there is no invitation to answer so")
}

// answer writes what a calendar sends back.
func (v *invitation) answer(who, partstat string, now time.Time) []byte {
	lines := []string{
		"BEGIN:VCALENDAR", "PRODID:-//demo//demo//SV", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT",
		v.lines["UID"], v.lines["SEQUENCE"], "DTSTAMP:" + now.UTC().Format("20060102T150405Z"),
		"DTSTART:" + v.At.UTC().Format("20060102T150405Z"), "DTEND:" + v.End.UTC().Format("20060102T150405Z"),
		v.lines["ORGANIZER"], "ATTENDEE;PARTSTAT=" + partstat + ":mailto:" + who, "END:VEVENT", "END:VCALENDAR",
	}
	return []byte(strings.Join(lines, "\r\n") + "\r\n")
}
