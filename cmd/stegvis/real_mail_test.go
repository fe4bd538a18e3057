package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-smtp"
	"github.com/jhillyerd/enmime/v2"

	"example.org/stegvis/channels/mail/lab"
	"example.org/stegvis/channels/mail/mailfake"
)

// An office is the mail servers of a wire.
type office struct {
	imap, smtp string // where people's mail programs connect
	password   string // of every account
	config     string // what the desk's config says of them; %q is its password file

	// carried returns how many letters the servers have taken for each
	// address, whoever sent them.
	carried func() map[string]int
}

// realOffice is a Dovecot with a Postfix in front of it.
func realOffice(t *testing.T) office {
	t.Helper()
	lab.Need(t, "/usr/sbin/dovecot", "/usr/lib/postfix/sbin/master")
	d := lab.StartDovecot(t, "")
	return officeOf(d, lab.StartPostfix(t, d, ""))
}

func officeOf(d *lab.Dovecot, p *lab.Postfix) office {
	return office{
		imap: d.IMAP, smtp: p.SMTP, password: lab.Password,
		config: fmt.Sprintf(`
[mail.imap]
address = %q
tls = "tls"
ca_file = %q
user = "mottagning@bih.test"
password_file = %%q
done = "Klart"
sent = "Sent"
[mail.smtp]
address = %q
tls = "none"
`, d.IMAPS, d.CAFile, p.SMTP),
		carried: func() map[string]int {
			to := map[string]int{}
			for _, m := range delivered.FindAllStringSubmatch(p.Log(), -1) {
				to[m[1]]++
			}
			return to
		},
	}
}

// delivered matches Postfix's note that it has handed on a letter, or tried to.
var delivered = regexp.MustCompile(` to=<([^>]*)>.* status=`)

// fakeOffice is the mail server that Go alone can offer.
func fakeOffice(t *testing.T, clock *clock, more ...string) office {
	t.Helper()
	var accounts []mailfake.Account
	for _, a := range append([]string{intake, rehab, homecare, neighbour}, more...) {
		accounts = append(accounts, mailfake.Account{Address: a, Password: lab.Password, Folders: []string{"Klart"}})
	}
	s, err := mailfake.New(clock.now, accounts...)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return office{
		imap: s.IMAP(), smtp: s.SMTP(), password: lab.Password,
		config: fmt.Sprintf(`
[mail.imap]
address = %q
tls = "none"
user = "mottagning@bih.test"
password_file = %%q
done = "Klart"
sent = "Sent"
[mail.smtp]
address = %q
tls = "none"
`, s.IMAP(), s.SMTP()),
		carried: func() map[string]int {
			to := map[string]int{}
			for _, a := range accounts {
				if n := len(s.Accepted(a.Address)); n > 0 {
					to[a.Address] = n
				}
			}
			return to
		},
	}
}

// A letter is a mail as the one who gets it sees it.
type letter struct {
	ID, From, ReplyTo, Subject, Text string
	InReplyTo                        string
	References                       []string
	Files                            []string
	Kinds                            []string // of all parts
	Calendar                         string
	Flags                            []imap.Flag
	Raw                              []byte
}

// inbox is what lies in somebody's INBOX, the oldest first.
func (w *wire) inbox(account string) []letter {
	w.Helper()
	return w.folder(account, "INBOX")
}

// folder looks into somebody's folder without leaving a trace.
func (w *wire) folder(account, name string) (letters []letter) {
	w.Helper()
	c, err := imapclient.DialInsecure(w.office.imap, nil)
	if err != nil {
		w.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(account, w.office.password).Wait(); err != nil {
		w.Fatal(err)
	}
	box, err := c.Select(name, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		w.Fatal(err)
	}
	if box.NumMessages == 0 {
		return nil
	}
	all, err := c.Fetch(imap.SeqSet{{Start: 1, Stop: 0}}, &imap.FetchOptions{Flags: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}}).Collect()
	if err != nil {
		w.Fatal(err)
	}
	for _, m := range all {
		letters = append(letters, w.read(m.BodySection[0].Bytes, m.Flags))
	}
	return letters
}

// read opens a letter, once: whoever waits for one looks at all the others again
// and again.
func (w *wire) read(raw []byte, flags []imap.Flag) letter {
	w.Helper()
	l, ok := w.opened[string(raw)]
	if !ok {
		if w.opened == nil {
			w.opened = map[string]letter{}
		}
		l = w.parse(raw)
		w.opened[string(raw)] = l
	}
	l.Flags = flags
	return l
}

func (w *wire) parse(raw []byte) letter {
	w.Helper()
	e, err := enmime.ReadEnvelope(bytes.NewReader(raw))
	if err != nil {
		w.Fatal(err)
	}
	l := letter{
		ID: e.GetHeader("Message-ID"), From: e.Root.Header.Get("From"), ReplyTo: e.Root.Header.Get("Reply-To"), Subject: e.GetHeader("Subject"),
		Text: e.Text, InReplyTo: e.GetHeader("In-Reply-To"), References: strings.Fields(e.GetHeader("References")), Raw: raw,
	}
	e.Root.DepthMatchAll(func(p *enmime.Part) bool {
		l.Kinds = append(l.Kinds, p.ContentType)
		if p.FileName != "" {
			l.Files = append(l.Files, p.FileName)
		}
		if p.ContentType == "text/calendar" {
			l.Calendar += string(p.Content)
		}
		return false
	})
	return l
}

// caseTag is how the subjects of the desk's mails begin.
var caseTag = regexp.MustCompile(`^\[SK-\d{4}-\d{4}\] `)

func subjects(letters []letter) (list []string) {
	for _, l := range letters {
		list = append(list, caseTag.ReplaceAllString(l.Subject, ""))
	}
	return list
}

// A mailing is what somebody writes in a mail program.
type mailing struct {
	from, subject, text string
	to                  *letter // the mail that is answered, if one is
	file                string  // the name of the PDF
	pdf                 []byte
}

// mails sends a mail to the desk as a mail program does: over SMTP, with the
// headers and the quotation that people's programs add to an answer.
func (w *wire) mails(m mailing) (id string) {
	w.Helper()
	w.clock.later(10 * time.Minute)
	w.sent++
	w.wrote += " " + m.text
	id = fmt.Sprintf("<program.%d.%d@%s>", w.sent, w.clock.now().Unix(), m.from[strings.IndexByte(m.from, '@')+1:])
	if err := w.submit(m.from, compose(m, id, w.clock.now())); err != nil {
		w.Fatalf("send as %s: %v", m.from, err)
	}
	return id
}

// answers sends an answer to the last mail with that subject.
func (w *wire) answers(from, subject, text string) {
	w.Helper()
	w.mails(mailing{from: from, subject: "Sv: " + subject, text: text, to: w.last(from, subject)})
}

// last is the last mail with that subject in somebody's mailbox.
func (w *wire) last(account, subject string) *letter {
	w.Helper()
	got := w.inbox(account)
	for i, s := range slices.Backward(subjects(got)) {
		if s == subject {
			return &got[i]
		}
	}
	w.Fatalf("%s has no mail %q", account, subject)
	return nil
}

func (w *wire) submit(from string, raw []byte) error {
	return submitTo(w.office.smtp, from, intake, raw)
}

func submitTo(server, from, to string, raw []byte) error {
	c, err := smtp.Dial(server)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.SendMail(from, []string{to}, bytes.NewReader(raw)); err != nil {
		return err
	}
	return c.Quit()
}

// compose writes the message.
func compose(m mailing, id string, at time.Time) []byte {
	var b bytes.Buffer
	head := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	head("From", "<"+m.from+">")
	head("To", "<"+intake+">")
	head("Date", at.Format(time.RFC1123Z))
	head("Message-ID", id)
	head("MIME-Version", "1.0")
	text := m.text
	if m.to != nil {
		if a, err := mail.ParseAddress(m.to.ReplyTo); err != nil || a.Address != intake {
			panic(fmt.Sprintf("an answer would go to %q", m.to.ReplyTo))
		}
		m.subject = "Sv: " + m.to.Subject
		head("In-Reply-To", m.to.ID)
		head("References", strings.Join(append(slices.Clone(m.to.References), m.to.ID), "\r\n "))
		text += "\n\nDen " + at.Format("2006-01-02 15:04") + " skrev " + m.to.From + ":\n\n> " + strings.ReplaceAll(strings.ReplaceAll(m.to.Text, "\r", ""), "\n", "\n> ")
	}
	head("Subject", mime.QEncoding.Encode("utf-8", m.subject))
	if m.pdf == nil {
		head("Content-Type", "text/plain; charset=utf-8")
		head("Content-Transfer-Encoding", "quoted-printable")
		b.WriteString("\r\n")
		quote(&b, text)
		return b.Bytes()
	}
	body := multipart.NewWriter(&b)
	head("Content-Type", `multipart/mixed; boundary="`+body.Boundary()+`"`)
	b.WriteString("\r\n")
	part, _ := body.CreatePart(textproto.MIMEHeader{"Content-Type": {"text/plain; charset=utf-8"}, "Content-Transfer-Encoding": {"quoted-printable"}})
	var quoted bytes.Buffer
	quote(&quoted, text)
	part.Write(quoted.Bytes())
	name := mime.QEncoding.Encode("utf-8", m.file)
	part, _ = body.CreatePart(textproto.MIMEHeader{
		"Content-Type":        {`application/pdf; name="` + name + `"`},
		"Content-Disposition": {`attachment; filename="` + name + `"`}, "Content-Transfer-Encoding": {"base64"},
	})
	encoded := base64.StdEncoding.EncodeToString(m.pdf)
	for chunk := range slices.Chunk([]byte(encoded), 76) {
		part.Write(append(chunk[:len(chunk):len(chunk)], "\r\n"...))
	}
	body.Close()
	return b.Bytes()
}

func quote(b *bytes.Buffer, text string) {
	q := quotedprintable.NewWriter(b)
	q.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n")))
	q.Close()
}
