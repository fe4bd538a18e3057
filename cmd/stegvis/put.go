package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
)

// put leaves a file that was fetched by hand for the desk. It never touches the
// case itself, so it may be done while the desk is open.
func (c readCmd) put(s streams) error {
	switch {
	case c.Config == "":
		return errors.New("read: --config is missing: name the config of the desk that has the case")
	case len(c.Files) != 1:
		return errors.New("read: one file at a time can be put into a case")
	}
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	lists, err := contacts.Load(conf.Unit.Contacts...)
	if err != nil {
		return err
	}
	today := care.DateOf(time.Now())
	who, ok := lists.Person(c.By, today)
	if !ok || !who.Valid(today) {
		return errors.New("read: --by is nobody who works here: give the mail address of one of the staff in the contact list")
	}
	data, err := os.ReadFile(c.Files[0])
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	l, err := fromLedger{Config: c.Config}.open()
	if err != nil {
		return err
	}
	defer l.Close()
	p := bot.Put{Case: care.CaseID(c.Case), By: who.Mail, Name: "fil" + filepath.Ext(c.Files[0]), Data: data}
	if err := p.Leave(context.Background(), l, time.Now()); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	_, err = fmt.Fprintf(s.out, "%s: the file is left for the desk, which takes it within a minute, or when it is next opened\n", c.Case)
	return err
}
