package intyg

import (
	"bytes"
	"context"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"sync/atomic"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/apart"
	"example.org/stegvis/bot/intyg/page"
	"example.org/stegvis/bot/reply"
)

// A Reader reads files that may hold intyg. It may be used from many
// goroutines.
type Reader struct {
	Pages    *page.Reader
	Ours     []string // names of our own unit or district, to see what is meant for another
	Demanded []string // what a complete intyg must say; empty for what the model requires

	taught atomic.Pointer[[]lesson] // see Teach
	apart  *apart.Worker            // see Apart
}

// NewReader returns a Reader over p with the standard labels.
func NewReader(p *page.Reader) *Reader { return &Reader{Pages: p} }

// Close frees what reading PDFs has taken.
func (r *Reader) Close() error {
	if r.apart != nil {
		return errors.Join(r.apart.Close(), r.Pages.Close())
	}
	return r.Pages.Close()
}

// Read reads all documents in a file that reached the server on received: a
// mail or an archive is taken apart, and a file with several intyg gives
// several readings. What could not be read is an error beside the readings of
// the rest, and a reading with a warning.
func (r *Reader) Read(ctx context.Context, name string, data []byte, received care.Date) (all []Reading, err error) {
	a := r.ask(ctx, question{Op: opRead, Files: []file{{name, data, received}}})
	return a.Readings, a.err
}

func (r *Reader) readOne(ctx context.Context, name string, data []byte, received care.Date) (all []Reading, err error) {
	items, err := r.Pages.Unpack(ctx, name, data)
	errs := []error{err}
	for i, it := range items {
		found, err := r.item(ctx, it, received)
		if err != nil && it.Inline {
			continue // a logo
		}
		errs = append(errs, err)
		for k := range found {
			if len(items) > 1 || it.Level > 0 {
				found[k].Item = i + 1
			}
		}
		if it.Alternative && i > 0 && len(all) > 0 {
			all = append(all[:len(all)-1], better(all[len(all)-1], found)...)
			continue
		}
		all = append(all, found...)
	}
	for i := range all {
		all[i].File = name
	}
	return all, errors.Join(errs...)
}

func (r *Reader) item(ctx context.Context, it page.Item, received care.Date) ([]Reading, error) {
	if it.Err != nil {
		return []Reading{unread(it.Err)}, it.Err
	}
	doc, err := r.Pages.ReadItem(ctx, it)
	if err != nil {
		return []Reading{unread(err)}, err
	}
	all := r.Documents(doc, received)
	for i := range all {
		all[i].confirm(it.From)
	}
	return all, nil
}

// better keeps the more telling of two forms of the same text.
func better(a Reading, b []Reading) []Reading {
	if len(b) == 1 && (b[0].Whole && !a.Whole || b[0].Whole == a.Whole && len(b[0].Fields) > len(a.Fields)) {
		return b
	}
	return []Reading{a}
}

// unread is the reading of a file that could not be read.
func unread(err error) Reading {
	code := "olaslig"
	switch {
	case errors.Is(err, page.ErrLocked):
		code = "last"
	case errors.Is(err, page.ErrTooBig):
		code = "for_stor"
	case errors.Is(err, page.ErrUnknown):
		code = "okand_filtyp"
	}
	return Reading{Kind: KindUnclear, Warnings: []string{code}}
}

// Unread reports whether r is no reading but says that, and why, there is none.
func (r Reading) Unread() bool {
	return len(r.Warnings) == 1 && slices.Contains([]string{"olaslig", "last", "for_stor", "okand_filtyp"}, r.Warnings[0]) && r.Fields == nil
}

// Documents reads a file that has been made into pages; it may hold several
// intyg one after the other.
func (r *Reader) Documents(doc page.Document, received care.Date) (all []Reading) {
	for _, part := range cutDocuments(doc, received) {
		one := r.extract(part, received)
		if one.Kind != "" { // our own blank says what it is
			all = append(all, one)
			continue
		}
		kind, _ := Classify(Mail{Text: plainText(part), Readings: []Reading{one}, Ours: r.Ours})
		all = append(all, one.as(kind))
	}
	return all
}

func (r *Reader) extract(doc page.Document, received care.Date) Reading {
	one := r.catalogue(doc).Extract(doc, received)
	one.Demanded = r.Demanded
	one.Missing = one.Intyg().Missing()
	return one
}

// Text reads what somebody wrote in a mail.
func (r *Reader) Text(text string, received care.Date) Reading {
	a := r.ask(context.Background(), question{Op: opText, Files: []file{{"", []byte(text), received}}})
	return a.Readings[0]
}

func (r *Reader) text(ctx context.Context, text string, received care.Date) Reading {
	doc, err := r.Pages.ReadItem(ctx, page.Item{Data: []byte(text), Body: true})
	if err != nil {
		return unread(err)
	}
	one := r.extract(doc, received)
	kind, _ := Classify(Mail{Text: text, Readings: []Reading{one}, Ours: r.Ours})
	return one.as(kind)
}

// formLabels is how many labels that nobody knows make what is no intyg a form.
const formLabels = 8

// as gives the reading its kind. What is no intyg lacks nothing, and is not
// warned of as an intyg would be.
func (r Reading) as(kind string) Reading {
	r.Kind = kind
	if kind == KindIntyg || kind == KindExtension && r.IsIntyg() || kind == KindSeveral || kind == KindProtected || kind == KindOther {
		r.Missing = r.Intyg().Missing()
		return r
	}
	r.Missing = nil
	form := kind == KindUnclear && len(r.Unknown) >= formLabels
	r.Warnings = slices.DeleteFunc(slices.Clone(r.Warnings), func(w string) bool {
		return w == "skickas_av_saknas" || w == "okant_formular" && !form
	})
	add := map[string]string{KindAutomatic: "franvaro", KindEarlyEnd: "pausa_paminnelser_genast"}[kind]
	if add != "" && !slices.Contains(r.Warnings, add) {
		r.Warnings = append(r.Warnings, add)
	}
	return r
}

// confirm checks what was read against who sent it. The sender's address is a
// closed world: what OCR made of it is close to it or is something else.
func (r *Reading) confirm(from string) {
	a, err := mail.ParseAddress(from)
	if err != nil || r.Fields == nil {
		return
	}
	f, had := r.Fields["utfardare.epost"]
	read := strings.ToLower(textOf(f))
	sender := strings.ToLower(a.Address)
	switch {
	case had && read != "" && read != sender && f.Source == page.FromOCR && distance(read, sender, 3) <= 3:
		f.Value, f.Certain, f.Confidence = a.Address, true, .95
	case had && read == sender && f.Source == page.FromOCR:
		f.Certain, f.Confidence = true, .95
	case read == "" && !r.Whole && len(r.Fields) > 5:
		f = Field{Value: a.Address, Raw: a.Address, Confidence: .6, Page: 1, Source: page.FromMail}
	default:
		return
	}
	r.Fields["utfardare.epost"] = f
	if n := r.Fields["utfardare.namn"]; n.Source == page.FromOCR && a.Name != "" && plain(textOf(n)) == plain(a.Name) {
		n.Certain, n.Confidence = true, .95
		r.Fields["utfardare.namn"] = n
	}
}

// A letter is the head of a mail, for telling what the mail is.
type letter struct {
	mail     Mail
	received care.Date // the day it says it was sent; zero when it does not
}

// open reads the head of a mail, of a file in mail format or of a text that
// begins with the head lines people see.
func open(data []byte) (l letter, ok bool) {
	if m, err := mail.ReadMessage(bytes.NewReader(data)); err == nil && m.Header.Get("From") != "" {
		l.mail.Subject, l.mail.From = decode(m.Header.Get("Subject")), decode(m.Header.Get("From"))
		auto := strings.ToLower(m.Header.Get("Auto-Submitted"))
		l.mail.Auto = auto != "" && auto != "no" || m.Header.Get("X-Autoreply") != ""
		l.mail.Reply = m.Header.Get("In-Reply-To") != "" || m.Header.Get("References") != ""
		if t, err := m.Header.Date(); err == nil {
			l.received = care.DateOf(t)
		}
		return l, true
	}
	return seenHead(string(data))
}

// seenHead reads the head of a mail as it is printed.
func seenHead(text string) (l letter, ok bool) {
	n := 0
	for _, line := range strings.Split(folds.Replace(text), "\n") {
		name, value, found := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		if !found || !mailHead(line) {
			if n > 0 && strings.TrimSpace(line) == "" || n == 0 && len(line) > 200 {
				break
			}
			continue
		}
		n++
		switch strings.ToLower(name) {
		case "från", "from":
			l.mail.From = value
		case "ämne", "subject":
			l.mail.Subject = value
		case "skickat", "sent", "date":
			if d := dates(value, care.Date{}, past); len(d) > 0 {
				l.received = d[0].date
			}
		case "auto-submitted":
			l.mail.Auto = !strings.EqualFold(value, "no")
		case "in-reply-to", "references":
			l.mail.Reply = true
		}
	}
	return l, n >= 2 && l.mail.From != ""
}

// ownWords is what the sender of a mail wrote, from its text with or without
// its head.
func ownWords(text string, l letter) string {
	if _, body, ok := strings.Cut(text, "\n\n"); ok && mailHead(firstHead(text)) {
		text = body
	}
	if l.mail.Reply || answers.MatchString(l.mail.Subject) {
		return reply.Own(text)
	}
	return text
}

func firstHead(text string) string {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" && !separator(line) {
			return line
		}
	}
	return ""
}
