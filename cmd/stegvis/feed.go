package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// feedCmd prints a unit's deadlines as a calendar to subscribe to: print it into a
// file that your web server shows. It holds case numbers and duties, nobody's name.
type feedCmd struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	Unit   string `help:"The unit's id in the contact lists; without it all that anybody owes."`
}

func (c feedCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	if err := c.known(conf); err != nil {
		return err
	}
	l, err := openLedger(conf)
	if err != nil {
		return err
	}
	defer l.Close()
	if err := l.Look(context.Background()); err != nil {
		return err
	}
	list, err := l.Duties(context.Background(), care.UnitID(c.Unit))
	if err != nil {
		return err
	}
	cal, err := feed(list, time.Now())
	if err != nil {
		return err
	}
	_, err = s.out.Write(cal)
	return err
}

// known refuses a unit that is in no list: an empty calendar would say that it owes
// nothing.
func (c feedCmd) known(conf config) error {
	if c.Unit == "" {
		return nil
	}
	lists, err := contacts.Load(conf.Unit.Contacts...)
	if err != nil {
		return err
	}
	if _, ok := lists.Unit(care.UnitID(c.Unit), care.DateOf(time.Now())); !ok {
		return hinted(errors.New("feed: no unit has that id"), "take it from the column Id of the contact lists")
	}
	return nil
}

// feed writes duties as whole days. The identity of one is made of the case and
// the duty, so that a deadline that moves moves in the calendar.
func feed(list []ledger.Duty, at time.Time) ([]byte, error) {
	cal := ical.NewCalendar()
	cal.Props.SetText("PRODID", "-//stegvis//stegvis//SV")
	cal.Props.SetText("VERSION", "2.0")
	for _, d := range list {
		e := ical.NewEvent()
		e.Props.SetText("UID", dutyUID(d))
		e.Props.SetDateTime("DTSTAMP", at.UTC())
		start := ical.NewProp("DTSTART")
		start.SetDate(d.Due.At(12, 0))
		e.Props.Set(start)
		e.Props.SetText("SUMMARY", strings.TrimSpace(fmt.Sprintf("%s %s: %s", d.Case, d.Owner, templates.ChatWords().Duties[d.Name])))
		e.Props.SetText("TRANSP", "TRANSPARENT")
		cal.Children = append(cal.Children, e.Component)
	}
	var b bytes.Buffer
	if len(list) == 0 { // the library refuses a calendar without a day in it
		b.WriteString("BEGIN:VCALENDAR\r\nPRODID:-//stegvis//stegvis//SV\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
		return b.Bytes(), nil
	}
	if err := ical.NewEncoder(&b).Encode(cal); err != nil {
		return nil, fmt.Errorf("write calendar: %w", err)
	}
	return b.Bytes(), nil
}

func dutyUID(d ledger.Duty) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%s", d.Case, d.Name, d.Owner))
	return fmt.Sprintf("%x@stegvis", sum[:16])
}
