package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/user"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// The log of what has been done with the ledger: that it is whole, and who has
// looked at what.

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Go through the whole log, and name the first row that is not what it was."`
	Seen   auditSeenCmd   `cmd:"" help:"List who has taken out what of which case, and why."`
}

type auditVerifyCmd struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	Head   string `help:"The number in one of the weekly letters, which shows whether the log has lost its end since or was made anew."`
}

func (c auditVerifyCmd) Run(s streams) error {
	var known ledger.Head
	if c.Head != "" {
		var err error
		if known, err = ledger.ParseHead(c.Head); err != nil {
			return err
		}
	}
	l, err := fromLedger{Config: c.Config}.open()
	if err != nil {
		return err
	}
	defer l.Close()
	head, err := l.Verify(context.Background(), known)
	if err != nil {
		return fmt.Errorf("the log is not whole: %w", err)
	}
	_, err = fmt.Fprintf(s.out, "the log is whole: %d rows, %s\n", head.Seq, head)
	return err
}

type auditSeenCmd struct {
	fromLedger
	Days int `default:"31" help:"How many days back."`
}

func (c auditSeenCmd) Run(s streams) error {
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	looks, err := l.Events(context.Background(), time.Now().AddDate(0, 0, -c.Days), ledger.Seen, ledger.Exported)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, e := range looks {
		rows = append(rows, []string{e.At.In(care.Stockholm).Format("2006-01-02 15:04"), string(e.Case), e.Who, e.What, e.Why})
	}
	return c.table(s, []string{"at", "case", "who", "what", "why"}, rows)
}

// noteSeen notes that whoever runs this program has seen something of a case.
func noteSeen(l *ledger.Ledger, id care.CaseID, what, why string) error {
	return l.Note(context.Background(), ledger.Event{At: time.Now(), Kind: ledger.Seen, Case: id, Who: operator(), What: what, Why: why})
}

// operator is who runs this program: behind sudo, who has called it.
func operator() string {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return cmp.Or(os.Getenv("SUDO_USER"), name, fmt.Sprint("uid ", os.Getuid()))
}
