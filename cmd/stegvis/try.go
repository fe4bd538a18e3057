package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/rogpeppe/go-internal/txtar"
)

// tryCmd plays a scripted day. A script is a txtar archive: the comment tells
// the story, sections whose name begins with a date are what people do, files
// they send are sections of their own, and what the desk says in return follows
// each deed as it is expected. See play.go for the words a script may use.
type tryCmd struct {
	Update bool   `help:"Write what happened into the file instead of comparing."`
	File   string `arg:"" type:"existingfile" help:"The script."`
}

func (c tryCmd) Run(s streams) error {
	want, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	got, err := play(txtar.Parse(want), s.err)
	if _, err := s.out.Write(got.transcript); err != nil {
		return err
	}
	if err != nil {
		return fmt.Errorf("try %s: %w", c.File, err)
	}
	if c.Update {
		return os.WriteFile(c.File, got.transcript, 0o644)
	}
	if !bytes.Equal(got.transcript, want) {
		return errors.New("the day went otherwise than the script says: " + firstDifference(want, got.transcript))
	}
	return nil
}

func firstDifference(want, got []byte) string {
	w, g := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range max(len(w), len(g)) {
		a, b := line(w, i), line(g, i)
		if a != b {
			return fmt.Sprintf("line %d: want %q, got %q", i+1, a, b)
		}
	}
	return "no line differs"
}

func line(lines [][]byte, i int) string {
	if i >= len(lines) {
		return "(end)"
	}
	return string(lines[i])
}
