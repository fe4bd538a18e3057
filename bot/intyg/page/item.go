package page

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Item is a file that came inside another: a mail's body or attachment, an
// archive's entry.
type Item struct {
	Name          string // as its sender wrote it: for people to read, never a path
	Type          string // what it is by its content, as a media type
	Data          []byte
	Body          bool   // it is what a mail says; text or HTML, in UTF-8
	Alternative   bool   // it says the same as the item before it, in another form
	Inline        bool   // it is shown inside a mail's body, as a logo is
	Subject, From string // of the mail it came in
	Level         int    // how many mails and archives it lay inside
	Err           error  // why it, being a mail or an archive, could not be opened
}

// Unpack takes a file apart into what can be read: the bodies and attachments
// of a mail, of mails in it, the entries of archives and of winmail.dat, in
// the order they stand. A file that holds no others is its own only item. An
// inner one that cannot be opened is an item with its Err set; when the
// outermost cannot, or when there is more than is unpacked, Unpack returns an
// error beside the items it got to.
func (r *Reader) Unpack(ctx context.Context, name string, data []byte) (items []Item, err error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("unpack %d bytes: %w", len(data), ErrTooBig)
	}
	u := &unpacker{ctx: ctx, reader: r, budget: maxUnpack}
	if err := u.open(Item{Name: cleanName(name), Data: data}); err != nil {
		return u.items, fmt.Errorf("unpack: %w", err)
	}
	if u.full {
		return u.items, fmt.Errorf("unpack: %w", ErrTooBig)
	}
	return u.items, ctx.Err()
}

// An unpacker takes one file apart.
type unpacker struct {
	ctx    context.Context
	reader *Reader
	items  []Item
	budget int  // bytes that may still come out
	full   bool // more would have come out
}

// opener returns what takes apart one kind of file, handing all it finds to
// [unpacker.add]; nil for files that hold no others.
func opener(k kind) func(u *unpacker, it Item) error {
	switch k {
	case isMail:
		return openMail
	case isZIP:
		return openZIP
	case isTNEF:
		return openTNEF
	case isMSG:
		return openMSG
	case isSigned:
		return openSigned
	}
	return nil
}

// open takes it apart, or keeps it when there is nothing in it.
func (u *unpacker) open(it Item) (err error) {
	defer rescue(&err)
	k := sniff(it.Data)
	if open := opener(k); open != nil && !it.Body {
		return open(u, it)
	}
	if t := mediaTypes[k]; t != "" && !it.Body {
		it.Type = t
	}
	u.keep(it)
	if k == isPDF && it.Level <= maxNested && bytes.Contains(it.Data, []byte("/EmbeddedFile")) {
		u.reader.attached(u, it)
	}
	return nil
}

// add takes in what came out of a file.
func (u *unpacker) add(it Item) {
	it.Name = cleanName(it.Name)
	u.budget -= len(it.Data)
	switch {
	case u.budget < 0 || len(u.items) >= maxItems:
		u.full = true
		return
	case it.Level > maxNested && opener(sniff(it.Data)) != nil:
		it.Err = ErrTooBig
	case u.ctx.Err() != nil:
		it.Err = u.ctx.Err()
	case it.Err == nil:
		if it.Err = u.open(it); it.Err == nil {
			return
		}
	}
	u.keep(it)
}

func (u *unpacker) keep(it Item) { u.items = append(u.items, it) }

// cleanName makes a name fit to be shown: no folders, nothing that turns the
// direction of reading, no more than fits on a line.
func cleanName(s string) string {
	if !utf8.ValidString(s) {
		s, _ = decodeText([]byte(s))
	}
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.In(c, unicode.Cf) {
			return -1
		}
		return c
	}, s)
	if r := []rune(strings.TrimSpace(s)); len(r) > 150 {
		return string(r[:140]) + "…" + string(r[len(r)-9:]) // the end tells what it is
	}
	return strings.TrimSpace(s)
}
