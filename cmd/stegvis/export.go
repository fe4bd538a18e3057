package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates/papers"
)

// Cases as files: for the personakt, and for the person. Whoever writes them is
// noted.

type exportCmd struct {
	Config  string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	By      string `required:"" help:"Who at BIH does it, by mail address."`
	To      string `help:"The folder for the files; it is made, and must not exist."`
	Confirm bool   `help:"Say instead that what was exported is in the personakt."`
	ID      string `arg:"" help:"The case number."`
}

func (c exportCmd) Run(s streams) error {
	e, done, err := openErasing(c.Config)
	if err != nil {
		return err
	}
	defer done()
	ctx, id := context.Background(), care.CaseID(c.ID)
	if c.Confirm {
		if err := e.Say(ctx, ledger.Confirmed, id, c.By, ""); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.out, "%s: noted that it is in the personakt\n", id)
		return err
	}
	if c.To == "" {
		return errors.New("export: name a folder with --to, or say --confirm")
	}
	err = inFolder(c.To, func() error {
		sum, err := writeCase(ctx, e.Registry, id, c.To)
		if err != nil {
			return err
		}
		return e.Say(ctx, ledger.Exported, id, c.By, sum)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "wrote %s; when it is in the personakt: stegvis export %s --confirm\n", c.To, id)
	return err
}

// inFolder makes a folder and fills it, whole or not at all: what somebody may not
// have, or what was not noted, is not left lying about.
func inFolder(path string, fill func() error) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	if err := fill(); err != nil {
		return errors.Join(err, os.RemoveAll(path))
	}
	return nil
}

// writeCase writes a case into a folder, and returns the fingerprint of what it
// wrote.
func writeCase(ctx context.Context, r bot.Registry, id care.CaseID, folder string) (sum string, err error) {
	files, err := r.Folder(ctx, id, care.DateOf(time.Now()))
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %x\n", f.Name, sha256.Sum256(f.Data))
		if err := os.WriteFile(filepath.Join(folder, f.Name), f.Data, 0o600); err != nil {
			return "", fmt.Errorf("export: %w", err)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

type extractCmd struct {
	Config string   `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	By     string   `required:"" help:"Who at BIH does it, by mail address."`
	Why    string   `required:"" help:"Why, for the log: who has asked for it."`
	To     string   `required:"" help:"The folder for the files; it is made, and must not exist."`
	Person bool     `help:"Read a personnummer on standard input, and take all cases about that person."`
	Cases  []string `arg:"" optional:"" help:"The case numbers, if not --person."`
}

// Run writes all that there is about a person (registerutdrag). The personnummer
// is never an argument: those stand in the list of processes.
func (c extractCmd) Run(s streams) error {
	e, done, err := openErasing(c.Config)
	if err != nil {
		return err
	}
	defer done()
	ctx := context.Background()
	ids, err := c.cases(ctx, s, e.Ledger)
	if err != nil {
		return err
	}
	err = inFolder(c.To, func() error { return c.write(ctx, e, ids) })
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "wrote %d cases into %s\n", len(ids), c.To)
	return err
}

func (c extractCmd) write(ctx context.Context, e bot.Erasing, ids []care.CaseID) error {
	for _, id := range ids {
		if err := e.Say(ctx, ledger.Seen, id, c.By, "registerutdrag: "+c.Why); err != nil {
			return err
		}
		folder := filepath.Join(c.To, string(id))
		err := inFolder(folder, func() error {
			_, err := writeCase(ctx, e.Registry, id, folder)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c extractCmd) cases(ctx context.Context, s streams, l *ledger.Ledger) (ids []care.CaseID, err error) {
	if !c.Person {
		for _, id := range c.Cases {
			ids = append(ids, care.CaseID(id))
		}
		if len(ids) == 0 {
			err = errors.New("extract: name cases, or say --person and write the personnummer on standard input")
		}
		return ids, err
	}
	fmt.Fprint(s.err, "personnummer: ")
	line, _ := bufio.NewReader(s.in).ReadString('\n') // an unended line is one too
	id, ok := intyg.ParsePersonnummer(line, care.DateOf(time.Now()))
	if !ok {
		return nil, errors.New("extract: what was written on standard input is no personnummer")
	}
	key, err := l.PersonKey(ctx, id.Number)
	if err != nil {
		return nil, err
	}
	if ids, err = l.AllOfPerson(ctx, key); err == nil && len(ids) == 0 {
		err = errors.New("extract: there is nothing about that person")
	}
	return ids, err
}

// openErasing opens what the commands need that take cases out of the ledger.
func openErasing(config string) (e bot.Erasing, done func(), err error) {
	conf, err := loadConfig(config)
	if err != nil {
		return e, nil, err
	}
	lists, err := contacts.Load(conf.Unit.Contacts...)
	if err != nil {
		return e, nil, err
	}
	words, err := forms.Load(papers.Files)
	if err != nil {
		return e, nil, err
	}
	l, err := openLedger(conf)
	if err != nil {
		return e, nil, err
	}
	return bot.Erasing{
		Registry: bot.Registry{Unit: conf.unit(), Ledger: l, Contacts: lists, Words: words},
		Plan:     conf.Gallring, Count: conf.counts(), Now: time.Now,
	}, func() { l.Close() }, nil
}
