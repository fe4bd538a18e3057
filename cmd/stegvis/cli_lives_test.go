package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/rogpeppe/go-internal/testscript"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/mail/lab"
)

// What scripts need to have happened before the command that they are about.

// writeAnswers writes what somebody would answer stegvis init, with those servers.
func writeAnswers(file string) error {
	c, err := loadConfig(file)
	if err != nil {
		return err
	}
	answers := []string{"Biståndshandläggarenheten Skärholmen", "SK", c.Unit.State, c.Unit.Contacts[0], c.Mail.Address,
		c.Mail.IMAP.Addr, c.Mail.SMTP.Addr, c.Mail.IMAP.PasswordFile, "-"}
	return os.WriteFile(filepath.Join(filepath.Dir(file), "answers"), []byte(strings.Join(answers, "\n")+"\n"), 0o600)
}

// arrived lets an intyg come in and be recorded, with the letter to PVR.
func arrived(ts *testscript.TestScript, _ bool, args []string) {
	c, err := loadConfig(ts.MkAbs(args[0]))
	ts.Check(err)
	l, err := ledger.Open(filepath.Join(c.Unit.State, ledgerFile))
	ts.Check(err)
	defer l.Close()
	person, err := l.PersonKey(context.Background(), ingeborgsIntyg().Person.ID)
	ts.Check(err)
	event := care.IntygReceived{Intyg: ingeborgsIntyg(), From: "rehab", Provider: "tranbaret", On: care.DateOf(time.Now())}
	after, notices := care.Decide(care.New("SK-2026-0001"), event)
	after = after.On(care.DateOf(time.Now()))
	e := ledger.Entry{Case: after.ID, Person: person, Fact: care.Fact{Event: event, Step: after.Step, At: time.Now()}, Wake: c.plan().Wake(after)}
	for _, n := range notices {
		e.Letters = append(e.Letters, ledger.Letter{Token: ledger.NewToken(), Role: n.To, Template: n.Template, Channel: "mail", Address: "x@pvr.test", Unit: "rehab"})
	}
	for i := range e.Letters {
		e.Letters[i].Case = e.Case
	}
	_, err = l.Record(context.Background(), e)
	ts.Check(err)
}

// ingeborgsIntyg is one in which nothing is missing.
func ingeborgsIntyg() care.Intyg {
	yes, day := true, care.Date{Year: 2026, Month: 12, Day: 1}
	return care.Intyg{
		Issued: day, Person: care.Person{Name: "Ingeborg Provström", ID: "194408139089"},
		Measures: []care.Measure{{Type: []string{"fysisk_aktivitet"}, What: "w", Purpose: "p", Help: "h", From: day, To: day.AddMonths(3), Frequency: "2 ggr/dag", Minutes: 15}},
		Risk:     care.Risk{Done: &yes}, Consent: care.Consent{Given: &yes, To: []string{"bih", "htj"}},
		Issuer: care.Issuer{Name: "A", Profession: "fysioterapeut", Unit: "Rehab", Phone: "08"},
	}
}

// damaged notes a step that no fact has led to.
func damaged(ts *testscript.TestScript, _ bool, args []string) {
	c, err := loadConfig(ts.MkAbs(args[0]))
	ts.Check(err)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(c.Unit.State, ledgerFile))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(`UPDATE cases SET step = 5 WHERE id <> ''`)
	ts.Check(err)
}

// oldmail puts five mails into the mailbox: an intyg, a question for a
// förhandsbedömning, and three that are nothing for the desk.
func oldmail(ts *testscript.TestScript, _ bool, args []string) {
	c, err := loadConfig(ts.MkAbs(args[0]))
	ts.Check(err)
	blank := filepath.Join(ts.MkAbs("."), "intyg.pdf")
	ts.Check(writeBlank(blank))
	pdf, err := os.ReadFile(blank)
	ts.Check(err)
	mails := []mailing{
		{from: rehab, subject: "Intyg", text: "Hej! Intyg bifogas.\n\nAnna\n", file: "intyg.pdf", pdf: pdf},
		{from: rehab, subject: "Förhandsbedömning", text: "Hej!\n\nJag planerar ett egenvårdsintyg och vill ha en förhandsbedömning. När kan vi prata?\n\nAnna, fysioterapeut\n"},
	}
	for _, what := range []string{"Fika", "Lunch", "Kopieringspapper"} {
		mails = append(mails, mailing{from: "kansli@bih.test", subject: what, text: "Nu finns det mer i köket.\n"})
	}
	box, err := imapclient.DialInsecure(c.Mail.IMAP.Addr, nil)
	ts.Check(err)
	defer box.Close()
	ts.Check(box.Login(intake, lab.Password).Wait())
	for i, m := range mails {
		raw := compose(m, fmt.Sprintf("<old%d@pvr.test>", i), time.Now())
		command := box.Append("INBOX", int64(len(raw)), nil)
		_, err := command.Write(raw)
		ts.Check(err)
		ts.Check(command.Close())
		_, err = command.Wait()
		ts.Check(err)
	}
}

// choose writes the numbers of the mails of a class, as a human would out of the
// list.
func choose(ts *testscript.TestScript, _ bool, args []string) {
	c, err := loadConfig(ts.MkAbs(args[0]))
	ts.Check(err)
	past, err := readFinds(filepath.Join(c.Unit.State, findsFile))
	ts.Check(err)
	var ids strings.Builder
	for _, f := range past.finds {
		if f.Kind == args[1] {
			fmt.Fprintln(&ids, f.ID)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(ids.String()), 0o600))
}
