package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/templates/papers"
)

// The commands for the papers of a unit: the blank to hand out, how each paper
// looks, and its words to begin from when a unit wants its own.

type formBlankCmd struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file, for the unit's name and address."`
	Out    string `default:"egenvardsintyg.pdf" help:"The file to write; - for standard output."`
}

func (c formBlankCmd) Run(s streams) error {
	return printed(s, c.Config, c.Out, func(w forms.Words, h forms.Head) ([]byte, error) {
		h.Date = care.Date{} // a blank lies in a drawer for years
		return forms.Blank(w, h, care.Intyg{}, nil)
	})
}

type formPreviewCmd struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file: the unit's name, and its own words if it has such."`
	Name   string `arg:"" help:"Which paper: blankett, information, instruktion, bestallning, beslut, akt, avlasning or omslag."`
	Out    string `help:"The file to write; - for standard output. The paper's name if left out."`
}

// Run prints a paper about somebody who does not exist.
func (c formPreviewCmd) Run(s streams) error {
	out := c.Out
	if out == "" {
		out = filepath.Base(c.Name) + ".pdf"
	}
	return printed(s, c.Config, out, func(w forms.Words, h forms.Head) ([]byte, error) { return forms.Preview(w, c.Name, h) })
}

// printed writes a paper with the words and the head that a config says.
func printed(s streams, config, out string, print func(forms.Words, forms.Head) ([]byte, error)) error {
	c, err := loadConfig(config)
	if err != nil {
		return err
	}
	w, err := loadWords(c.Unit.Papers)
	if err != nil {
		return err
	}
	data, err := print(w, forms.Head{Unit: c.Unit.Name, Mail: c.Mail.Address, Phone: c.Unit.Phone, Date: care.DateOf(time.Now())})
	if err != nil {
		return err
	}
	if out == "-" {
		_, err := s.out.Write(data)
		return err
	}
	return writeNew(s, out, data, 0o600)
}

// writeNew writes a file that there was not.
func writeNew(s streams, name string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: is there already: remove it, or name another file", name)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s written\n", name)
	return nil
}

type formWordsCmd struct {
	Dir    string `arg:"" type:"existingdir" help:"The folder to write them to."`
	DryRun bool   `help:"Say which files would be written, and write none."`
}

// Run copies the words of all papers to a folder, where a unit can change them.
// Files that are there already are left alone.
func (c formWordsCmd) Run(s streams) error {
	all, err := fs.ReadDir(papers.Files, ".")
	if err != nil {
		return err // unreachable: they are built in
	}
	for _, f := range all {
		name := filepath.Join(c.Dir, f.Name())
		data, err := papers.Files.ReadFile(f.Name())
		if err != nil {
			return err // unreachable: they are built in
		}
		if _, err := os.Lstat(name); err == nil {
			fmt.Fprintf(s.out, "%s left as it is\n", name)
		} else if c.DryRun {
			fmt.Fprintf(s.out, "%s would be written\n", name)
		} else if err := writeNew(s, name, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// loadWords reads the words of all papers, the unit's own first. What is wrong
// with them is said here, when the desk starts, and never when a paper is due.
func loadWords(own string) (forms.Words, error) {
	places := []fs.FS{papers.Files}
	if own != "" {
		if _, err := os.ReadDir(own); err != nil {
			return forms.Words{}, fmt.Errorf("unit.papers: %w", err)
		}
		places = []fs.FS{os.DirFS(own), papers.Files}
	}
	w, err := forms.Load(places...)
	if err != nil {
		return w, fmt.Errorf("unit.papers: %w: put it right, or take the file away to use ours", err)
	}
	for _, key := range w.Keys() {
		if !slices.ContainsFunc(intyg.Keys(), func(k [2]string) bool { return k[0] == key }) {
			return w, fmt.Errorf("unit.papers: egenvardsintyg.toml: field %s: no intyg has such a field: stegvis form learn lists the keys there are", key)
		}
	}
	return w, nil
}
