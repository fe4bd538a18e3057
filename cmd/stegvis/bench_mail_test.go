package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-smtp"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/mail"
	"example.org/stegvis/channels/mail/lab"
	"example.org/stegvis/channels/notebook"
	"example.org/stegvis/templates/papers"
)

// waitingMails is how many mails lie in the mailbox when the desk opens.
const waitingMails = 500

// BenchmarkWaitingMail works through a full mailbox on a Dovecot and a Postfix,
// and beside it does no more than must be done: fetch each mail, commit it,
// send a receipt. The ratio of the two rates is the figure; it must be 0.4 or
// more. Documents are not read: how fast that goes is measured elsewhere.
//
//	go test ./cmd/stegvis -run '^$' -bench WaitingMail -benchtime 1x
func BenchmarkWaitingMail(b *testing.B) {
	for range b.N {
		floor := floorRate(b)
		desk := deskRate(b)
		b.ReportMetric(floor, "floor-mails/s")
		b.ReportMetric(desk, "desk-mails/s")
		b.ReportMetric(desk/floor, "ratio")
	}
}

// benchUnits are so many that none is written to more often than work explains.
const benchUnits = 20

func benchUnit(i int) string { return fmt.Sprintf("rehab%d@pvr.test", i%benchUnits) }

// fillMailbox delivers the mails: 42 KB each, most of it a PDF of 30 KB.
func fillMailbox(b *testing.B, d *lab.Dovecot) {
	b.Helper()
	for i := range waitingMails {
		pdf := make([]byte, 30<<10)
		rand.Read(pdf)
		raw := compose(mailing{
			from: benchUnit(i), subject: "Förhandsbedömning", file: "underlag.pdf", pdf: pdf,
			text: "Hej!\n\nJag planerar ett egenvårdsintyg och vill ha en förhandsbedömning. När kan vi prata?\n\nAnna-Lena Provkvist, fysioterapeut\n",
		}, fmt.Sprintf("<%d@pvr.test>", i), time.Now())
		if err := d.Deliver(benchUnit(i), intake, raw); err != nil {
			b.Fatal(err)
		}
	}
}

// floorRate is how many mails a second go through when nothing is done with
// them: one connection in, one out, one commit each. A receipt goes to whoever
// wrote and to our own mailbox: without that copy no lost acknowledgement could
// be looked up, so it belongs to sending.
func floorRate(b *testing.B) float64 {
	d := lab.StartDovecot(b, "")
	p := lab.StartPostfix(b, d, "")
	fillMailbox(b, d)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "floor.db")+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE mails (uid INTEGER PRIMARY KEY, raw BLOB)`); err != nil {
		b.Fatal(err)
	}
	receipt := floorReceipt(b)
	began := time.Now()
	in, err := imapclient.DialInsecure(d.IMAP, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	out, err := smtp.Dial(p.SMTP)
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	if err := in.Login(intake, lab.Password).Wait(); err != nil {
		b.Fatal(err)
	}
	if _, err := in.Select("INBOX", nil).Wait(); err != nil {
		b.Fatal(err)
	}
	for i := range waitingMails {
		got, err := in.Fetch(imap.UIDSetNum(imap.UID(i+1)), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{{Peek: true}}}).Collect()
		if err != nil || len(got) != 1 {
			b.Fatalf("%d mails, %v", len(got), err)
		}
		if _, err := db.Exec(`INSERT INTO mails (uid, raw) VALUES (?, ?)`, i, got[0].BodySection[0].Bytes); err != nil {
			b.Fatal(err)
		}
		if err := out.SendMail(intake, []string{benchUnit(i), intake}, bytes.NewReader(receipt)); err != nil {
			b.Fatal(err)
		}
	}
	return waitingMails / time.Since(began).Seconds()
}

// floorReceipt is a letter as large as the desk's own, with its two leaflets.
func floorReceipt(b *testing.B) []byte {
	words, err := forms.Load(papers.Files)
	if err != nil {
		b.Fatal(err)
	}
	head := forms.Head{Unit: "Enheten", Mail: intake}
	information, err := forms.Information(words, head)
	if err != nil {
		b.Fatal(err)
	}
	instruction, err := forms.Instruction(words, head)
	if err != nil {
		b.Fatal(err)
	}
	return compose(mailing{from: intake, subject: "Tack", text: "Tack.", file: "papper.pdf", pdf: append(information, instruction...)}, "<tack@bih.test>", time.Now())
}

// deskRate is how many mails a second the desk takes: each becomes a case, with
// a card and a question in chat, and a receipt that has been sent.
func deskRate(b *testing.B) float64 {
	d := lab.StartDovecot(b, "")
	p := lab.StartPostfix(b, d, "")
	fillMailbox(b, d)
	desk, sent := benchDesk(b, d, p)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	began := time.Now()
	go func() { done <- desk.bot.Run(ctx, "0 8 * * *") }()
	for n := 0; n < waitingMails; {
		select {
		case <-sent:
			n++
		case <-time.After(2 * time.Minute):
			b.Fatalf("%d receipts sent, and no more", n)
		}
	}
	took := time.Since(began)
	stop()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	cases, err := desk.ledger.Cases(context.Background())
	if err != nil || len(cases) != waitingMails {
		b.Fatalf("%d cases, %v", len(cases), err)
	}
	return waitingMails / took.Seconds()
}

// A counted channel tells of every letter that its server has taken.
type counted struct {
	*mail.Mail
	sent chan<- string
}

func (c counted) Send(ctx context.Context, m channels.Outgoing) (string, error) {
	receipt, err := c.Mail.Send(ctx, m)
	if err == nil {
		c.sent <- m.To.At()
	}
	return receipt, err
}

// benchDesk opens a desk with that mailbox and a chat that takes no time.
func benchDesk(b *testing.B, d *lab.Dovecot, p *lab.Postfix) (desk, <-chan string) {
	b.Helper()
	lists := "Id;Roll;Namn;E-post;Slack;Leverans\nbih;BIH;Enheten;mottagning@bih.test;C0EGENVARD;\n"
	for i := range benchUnits {
		lists += fmt.Sprintf("pvr%d;PVR;Rehab %d;%s;;handling\n", i, i, benchUnit(i))
	}
	dir := b.TempDir()
	file := filing(b, dir)
	conf, err := loadConfig(file("stegvis.toml", fmt.Sprintf(benchConfig,
		filepath.Join(dir, "state"), file("kontakter.csv", lists), d.IMAP, file("password", lab.Password), p.SMTP)))
	if err != nil {
		b.Fatal(err)
	}
	opened, err := openDesk(conf, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(opened.close)
	sent := make(chan string, 2*waitingMails)
	opened.bot.Channels = []channels.Channel{counted{opened.bot.Channels[0].(*mail.Mail), sent}, notebook.NewBoard("slack")}
	return opened, sent
}

const benchConfig = `
[unit]
name = "Enheten"
prefix = "SK"
state = %q
contacts = [%q]
[mail]
address = "mottagning@bih.test"
[mail.imap]
address = %q
tls = "none"
user = "mottagning@bih.test"
password_file = %q
done = "Klart"
sent = "Sent"
[mail.smtp]
address = %q
tls = "none"
`

// BenchmarkPrompt measures how long it takes from a mail's arrival, with an
// intyg in PDF that is read, to the question in chat, beside how long the server
// itself takes to push it to a client that only waits. The 95th percentile may
// be 1.5 times the server's and 100 ms more.
//
//	go test ./cmd/stegvis -run '^$' -bench Prompt -benchtime 20x
func BenchmarkPrompt(b *testing.B) {
	d := lab.StartDovecot(b, "")
	opened, _ := benchDesk(b, d, lab.StartPostfix(b, d, ""))
	board := notebook.NewBoard("slack")
	opened.bot.Channels[1] = board
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- opened.bot.Run(ctx, "0 8 * * *") }()
	defer func() { stop(); <-done }()
	pushed := idling(b, d)
	pdf := benchIntyg(b)
	var prompts, pushes []time.Duration
	for i := range b.N {
		raw := compose(mailing{from: benchUnit(i), subject: "Egenvårdsintyg", file: "intyg.pdf", pdf: pdf,
			text: fmt.Sprintf("Hej!\n\nHär kommer ett egenvårdsintyg, nummer %d.\n", i)}, fmt.Sprintf("<p%d@pvr.test>", i), time.Now())
		for len(pushed) > 0 {
			<-pushed // of what has been filed since
		}
		before, began := len(board.Sent()), time.Now()
		if err := d.Deliver(benchUnit(0), intake, raw); err != nil {
			b.Fatal(err)
		}
		pushes = append(pushes, (<-pushed).Sub(began))
		for len(board.Sent()) == before {
			if time.Since(began) > 30*time.Second {
				b.Fatalf("mail %d leads to no question", i)
			}
			time.Sleep(time.Millisecond)
		}
		prompts = append(prompts, time.Since(began))
	}
	push, prompt := p95(pushes), p95(prompts)
	b.ReportMetric(float64(push.Milliseconds()), "push-p95-ms")
	b.ReportMetric(float64(prompt.Milliseconds()), "prompt-p95-ms")
	b.ReportMetric(float64(prompt)/(1.5*float64(push)+float64(100*time.Millisecond)), "of-allowed")
}

func p95(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)*95/100]
}

// idling tells when the server pushes something to a client that only waits.
func idling(b *testing.B, d *lab.Dovecot) <-chan time.Time {
	b.Helper()
	pushed := make(chan time.Time, 100)
	c, err := imapclient.DialInsecure(d.IMAP, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(m *imapclient.UnilateralDataMailbox) {
			if m.NumMessages != nil {
				pushed <- time.Now()
			}
		},
	}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	if err := c.Login(intake, lab.Password).Wait(); err != nil {
		b.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		b.Fatal(err)
	}
	if _, err := c.Idle(); err != nil {
		b.Fatal(err)
	}
	return pushed
}

// benchIntyg is our blank, filled in, about nobody who has a case: its
// personnummer is left out.
func benchIntyg(b *testing.B) []byte {
	b.Helper()
	words, err := forms.Load(papers.Files)
	if err != nil {
		b.Fatal(err)
	}
	blank, err := forms.Blank(words, forms.Head{Unit: "Enheten", Mail: intake}, care.Intyg{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	values := ingeborg()
	delete(values, "patient_id")
	pdf, err := forms.Fill(blank, values)
	if err != nil {
		b.Fatal(err)
	}
	return pdf
}
