package bot

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/channels"
)

// documents are what a message carries, read.
type documents struct {
	readings []intyg.Reading
	files    []ledger.File // the attachments, under neutral names
	broken   bool          // something attached could not be read
}

// hasIntyg reports whether there is an intyg among them: words about one, such
// as "intyget förlängs", are none.
func (d documents) hasIntyg() bool {
	return slices.ContainsFunc(d.readings, func(r intyg.Reading) bool {
		return r.Kind == intyg.KindIntyg || r.Kind == intyg.KindExtension && r.IsIntyg()
	})
}

// foreign reports whether a file came in a format that is not read here, as the
// photos of some telephones do (HEIC).
func (d documents) foreign() bool {
	return slices.ContainsFunc(d.readings, func(r intyg.Reading) bool { return r.Unread() && r.Warnings[0] == "okand_filtyp" })
}

// tells reports whether a mail is more than the words of a machine, whoever has
// sent it: there is an intyg with it, or a document that must be opened by hand.
func (d documents) tells() bool { return d.hasIntyg() || d.protected() || d.locked() }

// blurred reports whether there is a PDF of which nothing sure could be read, as
// a copier makes of a paper.
func (d documents) blurred() bool {
	pdf := slices.ContainsFunc(d.files, func(f ledger.File) bool { return bytes.HasPrefix(f.Data, []byte("%PDF-")) })
	return pdf && slices.ContainsFunc(d.readings, func(r intyg.Reading) bool {
		return r.Document != "" && r.Blurred()
	})
}

func (d documents) protected() bool {
	return slices.ContainsFunc(d.readings, func(r intyg.Reading) bool { return r.Kind == intyg.KindProtected })
}

// read reads what a mail carries. It cannot fail: what cannot be read is noted
// as such and put before a human.
func (b *Bot) read(ctx context.Context, in channels.Incoming, raw []byte) (d documents) {
	if in.Channel != "mail" && in.Channel != putChannel || in.Act != "" {
		return d
	}
	if len(raw) > 0 && in.Channel == "mail" {
		defer func() {
			d.files = append(d.files, ledger.File{Kind: "mejl", Name: "mejl.eml", Type: "message/rfc822", Data: raw})
		}()
	}
	if b.passedOver(in) {
		return d
	}
	if err := b.teach(ctx); err != nil {
		b.Log.Warn("forms learnt are not known", "err", err) // what is on them becomes doubts
	}
	d.broken = in.Damaged
	for i, f := range in.Files {
		if isCalendar(f) || in.Auto && b.returned(f) {
			continue
		}
		found, err := b.Reader.Read(ctx, f.Name, f.Data, b.onDay(in.Received))
		if err != nil {
			b.Log.Warn("attachment not read", "channel", in.Channel, "message", in.ID, "place", i, "bytes", len(f.Data), "err", err)
			d.broken = true
		}
		for k := range found {
			found[k].Document = fingerprint(f.Data)
		}
		d.readings = append(d.readings, found...)
		d.files = append(d.files, neutral(i, f, slices.ContainsFunc(found, legible)))
	}
	if !d.hasIntyg() {
		said := b.Reader.Text(reply.Own(in.Text), b.onDay(in.Received))
		d.broken = d.broken || said.Unread()
		d.readings = append(d.readings, said)
	}
	return d
}

// passedOver reports whether what a mail carries is not read: a machine has sent
// it and attached nothing, or it brings back what we have sent. What a ward's
// copier or the desk of another district attaches is read.
func (b *Bot) passedOver(in channels.Incoming) bool {
	return in.Bounce != nil || in.Auto && (len(in.Files) == 0 || strings.EqualFold(in.From, b.Unit.Mail))
}

// returned reports whether a file is a mail of our own. Machines enclose what
// they speak of, with the papers that were in it.
func (b *Bot) returned(f channels.File) bool {
	if !strings.HasPrefix(f.Type, "message/") {
		return false
	}
	m, err := mail.ReadMessage(bytes.NewReader(f.Data))
	if err != nil {
		return false
	}
	from, err := mail.ParseAddress(m.Header.Get("From"))
	return err == nil && strings.EqualFold(from.Address, b.Unit.Mail)
}

// legible reports whether there was anything to read: a locked or broken file
// must never pass for the intyg.
func legible(r intyg.Reading) bool { return r.Carrier != "" }

// neutral gives a file a name that says nothing: senders put people in names.
func neutral(i int, f channels.File, read bool) ledger.File {
	kind := "underlag"
	if read {
		kind = "intyg"
	}
	return ledger.File{Kind: kind, Name: fmt.Sprintf("%s-%d%s", kind, i+1, strings.ToLower(ending.FindString(f.Name))), Type: f.Type, Data: f.Data}
}

// ending is all of a foreign name that is kept: what kind of file it is.
var ending = regexp.MustCompile(`\.[A-Za-z0-9]{1,4}$`)

func only(files []ledger.File, kind string) (kept []ledger.File) {
	for _, f := range files {
		if f.Kind == kind {
			kept = append(kept, f)
		}
	}
	return kept
}

// persons counts the people that the documents of a mail are about.
func persons(readings []intyg.Reading) int {
	seen, most := map[string]bool{}, 0
	for _, r := range readings {
		if id := r.Intyg().Person.ID; id != "" {
			seen[id] = true
		}
		most = max(most, r.Persons)
	}
	return max(most, len(seen))
}

func first(readings []intyg.Reading) intyg.Reading {
	for _, r := range readings {
		if r.Kind == "egenvardsintyg" || r.Kind == "forlangning" {
			return r
		}
	}
	return intyg.Reading{}
}
