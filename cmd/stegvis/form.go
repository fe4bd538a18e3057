package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
)

// The commands for forms whose wording nobody knew.

type formCmd struct {
	Blank   formBlankCmd   `cmd:"" help:"Write the egenvårdsintyg to fill in, with the unit's name and address."`
	Preview formPreviewCmd `cmd:"" help:"Write any of the papers as it looks, about somebody who does not exist."`
	Words   formWordsCmd   `cmd:"" help:"Copy the words of the papers to a folder, to change them there."`
	Learn   formLearnCmd   `cmd:"" help:"Have a form's wording explained, once: the next intyg on it is read whole."`
	List    formListCmd    `cmd:"" help:"List the forms that have been explained."`
}

type formLearnCmd struct {
	Config string `type:"existingfile" placeholder:"FILE" help:"The config file, to keep what you have filled in."`
	By     string `default:"operator" help:"Who says so."`
	DryRun bool   `help:"Check what you have filled in, and keep nothing."`
	OCR    string `help:"The tesseract program, for scans." default:"tesseract"`
	File   string `arg:"" type:"existingfile" help:"An intyg on the form, to get a file to fill in; or that file, filled in."`
}

// A worksheet is a form as a person fills it in: a key beside each label.
type worksheet struct {
	intyg.Form
	Keys map[string]string `json:"keys,omitempty"` // those there are, and what most forms call them
}

// Run prints the labels of an intyg for a person to fill in a key for each, or
// keeps what a person has filled in.
func (c formLearnCmd) Run(s streams) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("form: %w", err)
	}
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) || bytes.HasPrefix(data, []byte(`{\rtf`)) {
		return c.ask(s, data)
	}
	var w worksheet
	if err := json.Unmarshal(data, &w); err != nil {
		return fmt.Errorf("form: %w: want the file that stegvis form learn printed, with a key for each label", err)
	}
	if _, err := intyg.Standard().With(w.Form); err != nil {
		return fmt.Errorf("%w: the file's own list, keys, has them all", err)
	}
	if c.DryRun {
		fmt.Fprintf(s.out, "%s: %d labels would be kept\n", w.Name, len(w.Labels))
		return nil
	}
	return c.keep(s, w.Form)
}

func (c formLearnCmd) ask(s streams, data []byte) error {
	r := reader(c.OCR)
	defer r.Close()
	all, err := r.Read(context.Background(), c.File, data, care.DateOf(time.Now()))
	if len(all) == 0 {
		return errors.Join(errors.New("form: nothing could be read: try another copy of the form"), err)
	}
	w := worksheet{Form: all[0].Learn(), Keys: map[string]string{}}
	for _, k := range intyg.Keys() {
		w.Keys[k[0]] = k[1]
	}
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(w)
}

func (c formLearnCmd) keep(s streams, f intyg.Form) error {
	if c.Config == "" {
		return errors.New("form: --config is missing: name the config of the desk that is to know the form")
	}
	l, err := fromLedger{Config: c.Config}.open()
	if err != nil {
		return err
	}
	defer l.Close()
	if err := l.KeepWording(context.Background(), ledger.Wording{At: time.Now(), By: c.By, Form: f.Name, Labels: f.Labels}); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %d labels kept\n", f.Name, len(f.Labels))
	return nil
}

type formListCmd struct{ fromLedger }

func (c formListCmd) Run(s streams) error {
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	kept, err := l.Wordings(context.Background())
	if err != nil {
		return err
	}
	var rows [][]string
	for _, w := range kept {
		rows = append(rows, []string{w.Form, w.At.In(care.Stockholm).Format("2006-01-02 15:04"), w.By, fmt.Sprint(len(w.Labels))})
	}
	return c.table(s, []string{"form", "at", "by", "labels"}, rows)
}

// likeDesk makes r read as the desk of a config does: with the forms that have
// been explained to it, and what it requires.
func likeDesk(r *intyg.Reader, config string) error {
	if config == "" {
		return nil
	}
	c, err := loadConfig(config)
	if err != nil {
		return err
	}
	r.Demanded = c.Reading.Mandatory
	l, err := fromLedger{Config: config}.open()
	if err != nil {
		return err
	}
	defer l.Close()
	kept, err := l.Wordings(context.Background())
	if err != nil {
		return err
	}
	var forms []intyg.Form
	for _, w := range kept {
		forms = append(forms, intyg.Form{Name: w.Form, Labels: w.Labels})
	}
	return r.Teach(forms...)
}
