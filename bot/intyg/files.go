package intyg

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"os"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// ReadFiles reads files and writes what stands in them: one JSON object per
// document, or lines for people. With asPages the files are the pages of one
// document. A file that cannot be read is written as such; an error means that
// a file could not be opened or out not be written.
func ReadFiles(ctx context.Context, r *Reader, paths []string, asPages, asJSON bool, out io.Writer) error {
	var all []file
	for _, path := range paths {
		data, day, err := load(path)
		if err != nil {
			return err
		}
		all = append(all, file{path, data, day})
		if asPages {
			continue
		}
		if err := write(out, r.ask(ctx, question{Op: opFile, Files: all}).Readings, asJSON); err != nil {
			return err
		}
		all = nil
	}
	if asPages {
		return write(out, r.ask(ctx, question{Op: opPages, Files: all}).Readings, asJSON)
	}
	return nil
}

// load reads a file, and the day it was last changed: the day a document
// without a mail around it came in.
func load(path string) ([]byte, care.Date, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, care.Date{}, fmt.Errorf("read file: %w", err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, care.Date{}, fmt.Errorf("read file: %w", err)
	}
	return data, care.DateOf(info.ModTime()), nil
}

// file reads one file as a mail is read: all its documents make one thing.
func (r *Reader) file(ctx context.Context, path string, data []byte, day care.Date) []Reading {
	l, isMail := open(data)
	if !l.received.IsZero() {
		day = l.received
	}
	all, err := r.readOne(ctx, path, data, day)
	if len(all) == 0 {
		if err == nil {
			err = page.ErrUnreadable
		}
		all = []Reading{unread(err)}
		all[0].File = path
	}
	if isMail {
		l.mail.Text = ownWords(r.body(ctx, path, data), l)
		l.mail.Readings, l.mail.Ours = all, r.Ours
		kind, _ := Classify(l.mail)
		for i := range all {
			all[i] = all[i].as(kind)
		}
	}
	return telling(all)
}

// body returns the text of a mail's body.
func (r *Reader) body(ctx context.Context, path string, data []byte) string {
	items, _ := r.Pages.Unpack(ctx, path, data)
	for _, it := range items {
		if it.Body {
			if doc, err := r.Pages.ReadItem(ctx, it); err == nil {
				return plainText(doc)
			}
		}
	}
	if len(items) == 1 && len(data) < 1<<20 {
		return string(data)
	}
	return ""
}

// telling keeps the readings that are intyg; when none is, the one that says
// most.
func telling(all []Reading) []Reading {
	intyg := slices.DeleteFunc(slices.Clone(all), func(r Reading) bool { return !r.IsIntyg() })
	if len(intyg) > 0 {
		return intyg
	}
	best := all[0]
	for _, r := range all[1:] {
		if len(r.Fields) > len(best.Fields) {
			best = r
		}
	}
	return []Reading{best}
}

// pages reads files as the pages of one document.
func (r *Reader) pages(ctx context.Context, files []file) []Reading {
	var whole page.Document
	for _, f := range files {
		doc, err := r.Pages.Read(ctx, f.Data)
		if err != nil {
			doc = page.Document{Carrier: page.Scan, Pages: []page.Page{{Gone: true}}, Warnings: []string{"olaslig"}}
		}
		whole.Carrier = doc.Carrier
		for _, p := range doc.Pages {
			p.Number = len(whole.Pages) + 1
			whole.Pages = append(whole.Pages, p)
		}
		whole.Warnings = append(whole.Warnings, doc.Warnings...)
	}
	one := r.extract(whole, files[len(files)-1].Received)
	kind, _ := Classify(Mail{Text: plainText(whole), Readings: []Reading{one}, Ours: r.Ours})
	one = one.as(kind)
	one.File = files[0].Name
	return []Reading{one}
}

func write(out io.Writer, all []Reading, asJSON bool) error {
	for _, r := range all {
		line, err := r.line(asJSON)
		if err != nil {
			return fmt.Errorf("write reading: %w", err)
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("write reading: %w", err)
		}
	}
	return nil
}

func (r Reading) line(asJSON bool) ([]byte, error) {
	if asJSON {
		return json.Marshal(r)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\t%s\t%s\n", r.File, r.Kind, r.Form)
	list := func(m map[string]Field) {
		for _, f := range Standard().words.Fields {
			if v, ok := m[f.Key]; ok && (!v.Empty() || v.Raw != "") {
				sure := " "
				if !v.Certain {
					sure = "?"
				}
				fmt.Fprintf(&b, "%s %-26s %v\n", sure, f.Key, shown(v))
			}
		}
	}
	list(r.Fields)
	for _, m := range r.Measures {
		list(m)
	}
	fmt.Fprintf(&b, "- %s\n! %s\n", strings.Join(r.Missing, " "), strings.Join(r.Warnings, " "))
	return []byte(b.String()), nil
}

func shown(f Field) any {
	if _, ok := f.Value.(Frequency); ok || f.Empty() {
		return f.Raw
	}
	return f.Value
}

// decode makes plain text of a header line.
func decode(s string) string {
	d := mime.WordDecoder{}
	if out, err := d.DecodeHeader(s); err == nil {
		return out
	}
	return s
}

// plainText is the text of a document, line by line.
func plainText(doc page.Document) string {
	var lines []string
	for _, row := range byRow(elements(doc)) {
		if t := lineText(row); t != "" {
			lines = append(lines, t)
		}
	}
	return strings.Join(lines, "\n")
}
