package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"example.org/stegvis/bot"
	"example.org/stegvis/channels/mail"
	"example.org/stegvis/channels/mail/lab"
	"example.org/stegvis/channels/mail/mailfake"
)

// oldMails is how many mails lie in the mailbox that is looked through, one in ten
// with a document of one page.
const oldMails = 1000

// BenchmarkBackfill looks through an old mailbox as stegvis backfill --dry-run
// does, and beside it fetches and parses the same mails and does nothing with
// them. The figures are mails a second, and the ratio of the two; then one-page
// documents a second, each in a mail of its own.
//
//	go test ./cmd/stegvis -run '^$' -bench Backfill -benchtime 1x
func BenchmarkBackfill(b *testing.B) {
	for range b.N {
		mixed := oldMailbox(b, oldMails, 10)
		floor, look := fetchRate(b, mixed, oldMails), lookRate(b, mixed, oldMails)
		b.ReportMetric(floor, "floor-mails/s")
		b.ReportMetric(look, "mails/s")
		b.ReportMetric(look/floor, "ratio")
		papers := oldMailbox(b, oldMails/10, 1)
		b.ReportMetric(lookRate(b, papers, oldMails/10), "documents/s")
	}
}

// onePagers are documents of one page, of different makes.
var onePagers = []string{"paraPlain_L2_c03.pdf", "twocol_L1_c03.pdf", "grid_L1_c02.pdf", "form_L1_c02.pdf"}

// oldMailbox fills a mailbox in which every so manyth mail has a document, and as
// many of the others ask for a förhandsbedömning.
func oldMailbox(b testing.TB, mails, every int) *mailfake.Server {
	b.Helper()
	s, err := mailfake.New(time.Now, mailfake.Account{Address: intake, Password: lab.Password})
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	received := time.Now()
	for i := range mails {
		m := mailing{from: "kansli@bih.test", subject: "Möte", text: "Hej!\n\nHär kommer dagordningen till måndagens möte. Säg till om något fattas.\n\nMvh Kansliet\n"}
		if i%every == every/2 {
			m = mailing{from: rehab, subject: "Förhandsbedömning", text: "Hej!\n\nJag planerar ett egenvårdsintyg och vill ha en förhandsbedömning. När kan vi prata?\n\nAnna, fysioterapeut\n"}
		}
		if i%every == 0 {
			pdf, err := os.ReadFile(filepath.Join("../../bot/intyg/page/testdata", onePagers[i/every%len(onePagers)]))
			if err != nil {
				b.Fatal(err)
			}
			m = mailing{from: rehab, subject: "Intyg", text: "Hej! Intyg bifogas.\n", file: "intyg.pdf", pdf: pdf}
		}
		if err := s.Deliver(intake, compose(m, fmt.Sprintf("<old%d@pvr.test>", i), received)); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// fetchRate is how many mails a second can be fetched and parsed.
func fetchRate(b *testing.B, s *mailfake.Server, mails int) float64 {
	began := time.Now()
	in, err := imapclient.DialInsecure(s.IMAP(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	if err := in.Login(intake, lab.Password).Wait(); err != nil {
		b.Fatal(err)
	}
	if _, err := in.Select("INBOX", nil).Wait(); err != nil {
		b.Fatal(err)
	}
	for i := range mails {
		got, err := in.Fetch(imap.UIDSetNum(imap.UID(i+1)), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{{Peek: true}}}).Collect()
		if err != nil || len(got) != 1 {
			b.Fatalf("%d mails, %v", len(got), err)
		}
		if _, err := mail.Parse(got[0].BodySection[0].Bytes); err != nil {
			b.Fatal(err)
		}
	}
	return float64(mails) / time.Since(began).Seconds()
}

// oldDesk is the config of a new desk with that old mailbox.
func oldDesk(b testing.TB, s *mailfake.Server) (config string) {
	b.Helper()
	dir := b.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
		return path
	}
	return file("stegvis.toml", fmt.Sprintf("[unit]\nname = \"BIH\"\nprefix = \"SK\"\nstate = %q\ncontacts = [%q]\n[mail]\naddress = %q\n[mail.imap]\naddress = %q\ntls = \"none\"\nuser = %q\npassword_file = %q\n[mail.smtp]\naddress = \"127.0.0.1:1\"\ntls = \"none\"\n",
		filepath.Join(dir, "state"), file("kontakter.csv", wireContacts), intake, s.IMAP(), intake, file("password", lab.Password)))
}

// lookRate is how many mails a second a dry run looks through.
func lookRate(b *testing.B, s *mailfake.Server, mails int) float64 {
	conf, err := loadConfig(oldDesk(b, s))
	if err != nil {
		b.Fatal(err)
	}
	d, err := openDesk(conf, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer d.close()
	n := 0
	began := time.Now()
	err = through(context.Background(), streams{err: io.Discard}, d, bot.Survey{Found: func(bot.Find) error { n++; return nil }}, 0)
	if err != nil || n != mails {
		b.Fatalf("%d mails, %v", n, err)
	}
	return float64(mails) / time.Since(began).Seconds()
}
