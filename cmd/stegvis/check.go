package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/mail"
	"example.org/stegvis/channels/slack"
	"example.org/stegvis/templates"
)

type checkCmd struct {
	What   string `arg:"" optional:"" enum:",slack" default:"" help:"slack: try everything in Slack once, with a test card and a button to press. Stop stegvis serve first."`
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	JSON   bool   `help:"One JSON object per line."`

	Wait time.Duration `default:"3m" help:"How long check slack waits for the button to be pressed."`
}

// Run says one line per thing checked: ok, or fail with what to do. It changes
// nothing but makes the state folder and the ledger if there are none.
func (c checkCmd) Run(s streams) error {
	var failed bool
	say := func(what string, err error) bool {
		failed = failed || err != nil
		c.tell(s, what, err)
		return err == nil
	}
	conf, err := loadConfig(c.Config)
	if say("config", err) && c.What == "slack" {
		c.meetSlack(conf, s.out, say)
	} else if err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if say("state folder and ledger", checkState(ctx, conf)) && say("master key", nil) && conf.keyFile() == "" && !c.JSON {
			fmt.Fprintf(s.out, "note  the master key lies beside the ledger, in %s: whoever has the folder can read it\n", filepath.Join(conf.Unit.State, ledger.MasterFile))
		}
		if say("contact lists", checkContacts(conf)) && !c.JSON {
			describeContacts(s.out, conf)
		}
		if conf.Unit.PDFPasswords != "" {
			_, err := readPasswords(conf.Unit.PDFPasswords)
			say("passwords of PDFs", err)
		}
		if conf.Unit.Papers != "" {
			_, err := loadWords(conf.Unit.Papers)
			say("papers", err)
		}
		checkMail(ctx, conf, say)
		say("slack", checkSlack(ctx, conf))
		say("ocr", checkOCR(conf))
	}
	if failed {
		return errQuiet
	}
	return nil
}

// tell writes one line: what was checked, and if it is wrong what to do.
func (c checkCmd) tell(s streams, what string, err error) {
	switch {
	case c.JSON:
		line := map[string]any{"what": what, "ok": err == nil}
		if err != nil {
			line["says"] = err.Error()
		}
		json.NewEncoder(s.out).Encode(line)
	case err != nil:
		fmt.Fprintf(s.out, "%s  %s: %v\n", paint(s.out, red, "fail"), what, err)
	default:
		fmt.Fprintf(s.out, "%s    %s\n", paint(s.out, green, "ok"), what)
	}
}

func checkState(ctx context.Context, c config) error {
	if err := os.MkdirAll(c.Unit.State, 0o700); err != nil {
		return fmt.Errorf("%w: choose a folder that the service may write", err)
	}
	l, err := openLedger(c)
	if err != nil {
		return err
	}
	defer l.Close()
	return l.Check(ctx)
}

// checkContacts wants the lists readable, and to name exactly one BIH now and later.
func checkContacts(c config) error {
	d, err := workable(c)
	if err != nil {
		return err
	}
	return checkCleared(c, d)
}

// workable reads contact lists by which a desk can work.
func workable(c config) (*contacts.Directory, error) {
	d, err := contacts.Load(c.Unit.Contacts...)
	if err != nil {
		return nil, err
	}
	return d, d.Unmanned(care.DateOf(time.Now()))
}

// checkCleared wants somebody at BIH to handle skyddade personuppgifter, and those
// who are named for it to work there.
func checkCleared(c config, d *contacts.Directory) error {
	today := care.DateOf(time.Now())
	for _, mail := range c.Unit.Cleared {
		if p, ok := d.Person(mail, today); !ok || !p.Valid(today) {
			return errors.New("unit.protected names somebody who is not among the staff in the contact list: correct the address")
		}
	}
	if len(d.Trusted(c.Unit.Cleared, care.DateOf(time.Now()))) == 0 {
		return errors.New("nobody handles skyddade personuppgifter: give somebody in the contact list, with a mail address, the role chef, or name them in unit.protected")
	}
	return nil
}

// describeContacts says what is odd about the lists, and what may be sent to each
// unit and how.
func describeContacts(out io.Writer, c config) {
	d, err := contacts.Load(c.Unit.Contacts...)
	if err != nil {
		return // unreachable: it has just been checked
	}
	for _, r := range d.Remarks() {
		fmt.Fprintf(out, "note  %v\n", r)
	}
	today, lock := care.DateOf(time.Now()), passwords(c.Unit.PDFPasswords)
	for _, u := range d.Units() {
		if u.Valid(today) && u.Role != care.BIH {
			fmt.Fprintf(out, "      %s %s: %s\n", u.Role, u.Name, delivery(u, today, c.Mail.TLSDomains, lock(u.ID) != ""))
		}
	}
}

// delivery says in words how documents get to a unit, and why.
func delivery(u contacts.Unit, on care.Date, secure []string, locked bool) string {
	_, to := u.CertifiedFor()
	expired := ""
	if !to.IsZero() && !u.Certified(on) {
		expired = fmt.Sprintf(", its certificate is not valid today (last day %s)", to)
	}
	class := string(u.Class) + expired
	switch u.Way(on, secure, locked) {
	case contacts.Enveloped:
		return fmt.Sprintf("%s, with a certificate until %s: mail is encrypted (S/MIME)", class, to)
	case contacts.Locked:
		return class + ", with an agreed password: documents are mailed as locked PDFs"
	case contacts.Guarded:
		return class + ", its domain is in mail.tls_domains: documents are mailed"
	}
	if u.Class == contacts.Document {
		return class + ", but it has no valid certificate, no agreed password, and its domain is not in mail.tls_domains: documents are carried by hand"
	}
	return class + ": documents are carried by hand, mail holds no personal data"
}

func checkMail(ctx context.Context, c config, say func(string, error) bool) {
	m, err := mail.New(c.Mail, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		say("mail", err)
		return
	}
	for _, f := range m.Check(ctx) {
		say("mail: "+f.What, f.Err)
	}
}

// meetSlack goes through a first contact with the workspace.
func (cmd checkCmd) meetSlack(c config, out io.Writer, say func(string, error) bool) {
	d, err := contacts.Load(c.Unit.Contacts...)
	if !say("contact lists", err) {
		return
	}
	s, err := slack.New(c.Slack, templates.ChatWords(), time.Now, slog.New(slog.DiscardHandler))
	if !say("tokens", err) {
		return
	}
	room := ""
	if at, err := d.Address(care.BIH, "", care.DateOf(time.Now())); err == nil && at.Channel() == slack.Name {
		room = at.At()
	}
	s.Meet(context.Background(), slack.Meeting{
		Room: room, Wait: cmd.Wait,
		Say:  func(what string, err error) { say(what, err) },
		Note: func(text string) { fmt.Fprintln(out, "now  ", text) },
	})
}

func checkSlack(ctx context.Context, c config) error {
	if c.Slack.Off() {
		return nil
	}
	s, err := slack.New(c.Slack, templates.ChatWords(), time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return s.Check(ctx)
}

// checkOCR: without an OCR program scans are read by a human, which is no fault.
func checkOCR(c config) error {
	if c.Reading.OCR == "" {
		return nil
	}
	if _, err := exec.LookPath(c.Reading.OCR); err != nil {
		return fmt.Errorf("%w: install it with apt-get install tesseract-ocr tesseract-ocr-swe, or empty the line", err)
	}
	return nil
}
