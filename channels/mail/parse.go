package mail

import (
	"bytes"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"
	"golang.org/x/text/encoding/charmap"

	"example.org/stegvis/channels"
)

// Parse reads a message as it came over the wire. What stands on the envelope
// of the desk (Channel, ID, Received) is left to the caller.
//
// An error means that the message, or a part of it, could not be read; what
// could be read is returned all the same.
func Parse(raw []byte) (in channels.Incoming, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("read mail: the parser gave up")
		}
	}()
	raw = trimFront(raw)
	head := readHeader(raw)
	in = channels.Incoming{
		From:    sender(head),
		Subject: text(head.get("Subject")),
		Answers: answers(head),
		Receipt: messageID(head.get("Message-Id")),
		Auto:    machine(head),
		Listed:  listed(head),
	}
	if err := guard(raw); err != nil {
		in.Bounce = bounce(head, nil, "")
		return in, fmt.Errorf("read mail: %w", err)
	}
	root, err := parser.ReadParts(bytes.NewReader(raw))
	if err != nil {
		in.Bounce = bounce(head, nil, "")
		return in, errors.New("read mail: its parts could not be told apart") // the cause quotes the mail
	}
	c := leavesOf(raw, root)
	in.Text, in.Files = c.text(), c.files
	whole := first(in.Text, strings.TrimSpace(unread(raw)))
	if in.Bounce = bounce(head, root, whole); in.Bounce != nil {
		in.Auto = true
		if r := in.Bounce.Receipt; r != "" && !slices.Contains(in.Answers, r) {
			in.Answers = append([]string{r}, in.Answers...) // most servers name it only inside
		}
	}
	if c.lost && in.Bounce == nil && whole != "" {
		in.Text = whole // a stop sign shows among boundaries, too
		if strings.Contains("\n"+whole, "\n--") {
			c.err = errors.Join(c.err, errors.New("read mail: its parts are not where it says"))
		}
	}
	return in, errors.Join(severe(root), c.err)
}

// unread is the body of a message as it stands: of some reports the parser finds
// no text, because their parts are wrongly marked.
func unread(raw []byte) string {
	_, body, _ := bytes.Cut(bytes.ReplaceAll(raw[:min(len(raw), 64<<10)], []byte("\r\n"), []byte("\n")), []byte("\n\n"))
	return text(string(body))
}

var (
	lenient = []enmime.Option{
		enmime.SkipMalformedParts(true),
		enmime.MultipartWOBoundaryAsSinglePart(true),
		enmime.DisableCharacterDetection(true), // what it detects in short Swedish texts is often Baltic
		enmime.StripMediaTypeInvalidCharacters(true),
		enmime.MaxStoredPartErrors(20),
	}
	parser    = enmime.NewParser(lenient...)
	untouched = enmime.NewParser(append(lenient, enmime.RawContent(true))...)
)

// severe returns an error if a part of the message was lost in reading.
func severe(root *enmime.Part) error {
	for p := range parts(root) {
		for _, err := range p.Errors {
			if err.Severe {
				return fmt.Errorf("read mail: %s", err.Name)
			}
		}
	}
	return nil
}

// trimFront removes what mail programs and archives leave before the first
// header.
func trimFront(raw []byte) []byte {
	raw = bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\ufeff")), "\r\n")
	if bytes.HasPrefix(raw, []byte("From ")) {
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	return raw
}

// text returns s as UTF-8. What is not was meant as Windows-1252, the only
// other thing that Swedish mail programs send without saying so.
func text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	decoded, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\ufffd")
	}
	return decoded
}

// unmistaken returns s as it was written when the parser has taken UTF-8 for
// Windows-1252, because the message did not say or said wrong: "å"
// has become "Ã¥". Text that was meant like that does not exist.
func unmistaken(s string) string {
	bytes, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil || !utf8.ValidString(bytes) {
		return s
	}
	return bytes
}

// sender returns the one address the message says it is from, or "" if there
// is none or more than one.
func sender(h header) string {
	from := h.all("From")
	if len(from) != 1 {
		return ""
	}
	list, err := mail.ParseAddressList(from[0])
	if err != nil {
		list, err = enmime.ParseAddressList(text(from[0])) // lenient with names
	}
	if err != nil || len(list) != 1 || !plain(list[0].Address) {
		return ""
	}
	return strings.ToLower(list[0].Address)
}

// plain reports whether an address has nothing in it that could be read in two
// ways: one @, no blanks, no quotes.
func plain(address string) bool {
	return strings.Count(address, "@") == 1 && !strings.ContainsAny(address, " \t\r\n\"<>,;:\\()[]") && utf8.ValidString(address)
}
