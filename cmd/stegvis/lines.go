package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/intyg/apart"
	"example.org/stegvis/bot/intyg/page"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/channels/slack"
	"example.org/stegvis/reminders"
)

// The commands that other programs call: one JSON object per line in and out.

type readCmd struct {
	JSON   bool     `help:"One JSON object per document."`
	Pages  bool     `help:"The files are the pages of one document."`
	OCR    string   `help:"The tesseract program, for scans; without it scans stay pictures." default:"tesseract"`
	Config string   `type:"existingfile" placeholder:"FILE" help:"The config of a desk, to read as it does: the forms explained to it, and what it requires."`
	Case   string   `help:"Put the one file into this case, as if it had come by mail: the desk takes it, within a minute or when it is next opened."`
	By     string   `help:"Who at BIH puts it in, by mail address."`
	Files  []string `arg:"" type:"existingfile" help:"pdf, docx, odt, rtf, eml, msg, txt, html, png, jpg or zip."`
}

func (c readCmd) Run(s streams) error {
	if c.Case != "" {
		return c.put(s)
	}
	r := readerApart(c.OCR, os.TempDir())
	defer r.Close()
	if err := likeDesk(r, c.Config); err != nil {
		return err
	}
	return intyg.ReadFiles(context.Background(), r, c.Files, c.Pages, c.JSON, s.out)
}

// reader returns a reader of documents, with scans if there is an OCR program.
func reader(ocr string) *intyg.Reader {
	return intyg.NewReader(page.NewReader(page.Options{OCR: ocrCommand(ocr)}))
}

func ocrCommand(ocr string) []string {
	path, err := exec.LookPath(ocr)
	if err != nil {
		return nil
	}
	return []string{path, "-l", "swe"}
}

// readerApart is reader with all reading done by a process of its own, which is
// this program again. State is a folder that is surely ours to write in.
func readerApart(ocr, state string) *intyg.Reader {
	r := reader("")
	r.Apart(&apart.Worker{
		Path: ourselves(), Args: []string{os.Args[0], "reader", "--ocr=" + ocr, "--cache=" + engineCache(state)}, Limits: apart.Usual,
	})
	return r
}

// engineCache is where the compiled PDF engine is kept: with what else the user
// has cached, or for a user without a home, such as a service, in its state.
func engineCache(state string) string {
	if dir, err := os.UserCacheDir(); err == nil {
		dir = filepath.Join(dir, "stegvis", "wazero")
		if os.MkdirAll(dir, 0o700) == nil {
			return dir
		}
	}
	return filepath.Join(state, "engine")
}

// ourselves is this program, even when its file has been replaced since.
func ourselves() string {
	const running = "/proc/self/exe"
	if _, err := os.Stat(running); err == nil {
		return running
	}
	path, _ := os.Executable() // where there is no /proc; starting says what is wrong
	return path
}

type readerCmd struct {
	OCR   string `help:"The tesseract program."`
	Cache string `help:"Where the compiled PDF engine is kept."`
}

// Run reads what it is asked to on standard input. It is for readerApart alone.
func (c readerCmd) Run(s streams) error {
	if err := apart.Confine(); err != nil {
		return err
	}
	return intyg.Serve(s.in, s.out, func(alive func()) *intyg.Reader {
		return intyg.NewReader(page.NewReader(page.Options{OCR: ocrCommand(c.OCR), CacheDir: c.Cache, Guarded: true, Alive: alive}))
	})
}

type understandCmd struct {
	JSON bool `help:"Read and write JSON, one object per line (the only way there is)." default:"true"`
}

func (understandCmd) Run(s streams) error { return reply.JSONL(s.in, s.out) }

type matchCmd struct {
	Contacts []string `required:"" type:"existingfile" placeholder:"FILE" help:"The contact lists."`
	JSON     bool     `help:"Read and write JSON, one object per line (the only way there is)." default:"true"`
	Why      bool     `help:"Say why each candidate is one."`
}

func (c matchCmd) Run(s streams) error {
	d, err := contacts.Load(c.Contacts...)
	if err != nil {
		return err
	}
	return d.MatchJSONL(s.in, s.out, c.Why)
}

type deadlinesCmd struct {
	JSON bool `help:"Read and write JSON, one object per line (the only way there is)." default:"true"`
}

// Run answers {"id","end"} with the working days of the model's deadlines.
func (deadlinesCmd) Run(s streams) error {
	plan := reminders.Plan{Leads: reminders.ModelLeads}
	in, out := json.NewDecoder(s.in), json.NewEncoder(s.out)
	for {
		var q struct {
			ID  string    `json:"id"`
			End care.Date `json:"end"`
		}
		if err := in.Decode(&q); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read deadlines: %w: want one JSON object per line with id and end", err)
		}
		if q.End.IsZero() {
			return fmt.Errorf("deadline %s: end is missing: want a day such as 2027-02-28", q.ID)
		}
		d := plan.Before(q.End)
		if err := out.Encode(map[string]any{
			"id": q.ID, "followup_from": d.FollowUpFrom, "followup_to": d.FollowUpTo,
			"pvr_to_bih": d.PVRToBIH, "bih_to_htj": d.BIHToHTJ,
		}); err != nil {
			return err
		}
	}
}

type manifestCmd struct{}

func (manifestCmd) Run(s streams) error {
	_, err := s.out.Write(slack.Manifest())
	return err
}

type exampleCmd struct{}

func (exampleCmd) Run(s streams) error {
	_, err := s.out.Write(exampleConfig)
	return err
}
