package mail

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// A Sender is who a letter is from, and whom it asks to answer to.
type Sender struct {
	Name    string
	Address string
	Plus    bool // ask for answers to name+token@domain
}

// Render writes m as a mail. The same m and from give the same bytes, for ever:
// the date is m's own, and Message-ID and boundaries are made of its token.
// Nothing in m can add a header or a part.
//
// The mail library can write messages too, but not this: it uses one boundary
// for all levels when it is told which to use, so that an invitation with an
// attachment comes out broken, and makes new ones at every call when not.
func Render(m channels.Outgoing, from Sender) ([]byte, error) {
	if !token.MatchString(m.Token) {
		return nil, channels.Permanent(errors.New("render mail: the token would not survive in an address"))
	}
	if !plain(m.To.At()) || !plain(from.Address) {
		return nil, channels.Permanent(errors.New("render mail: an address is not plain"))
	}
	var b bytes.Buffer
	for _, f := range letterhead(m, from) {
		b.WriteString(fold(f.name + ": " + f.value))
	}
	if err := content(&b, m); err != nil {
		return nil, fmt.Errorf("render mail: %w", err)
	}
	return b.Bytes(), nil
}

var token = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// letterhead returns the headers in the order they are written.
func letterhead(m channels.Outgoing, from Sender) header {
	name, domain, _ := strings.Cut(from.Address, "@")
	answerTo := from.Address
	if from.Plus {
		answerTo = name + "+" + m.Token + "@" + domain
	}
	h := header{
		{"Date", m.Written.In(care.Stockholm).Format(time.RFC1123Z)},
		{"From", mailbox(from.Name, from.Address)},
		{"To", mailbox("", m.To.At())},
		{"Reply-To", mailbox(from.Name, answerTo)},
		{"Subject", phrase(m.Subject)},
		{"Message-ID", "<" + m.Token + "@" + domain + ">"},
	}
	h = append(h, thread(m.Answers, domain)...)
	h = append(h, within(m.Within, domain)...)
	return append(h, header{
		{"Auto-Submitted", "auto-generated"},
		{"X-Auto-Response-Suppress", quiet},
		{loopHeader, "1"},
		{"Content-Language", "sv"},
		{"MIME-Version", "1.0"},
	}...)
}

// quiet asks Exchange for no receipts and no automatic answers. "All" would
// also ask it to keep to itself that a letter could not be delivered.
const quiet = "DR, RN, NRN, OOF, AutoReply"

// withinHeader names the letters that are sent within one, by the ids they would
// have had alone.
const withinHeader = "X-Stegvis-Within"

func within(tokens []string, domain string) header {
	if len(tokens) == 0 {
		return nil
	}
	return header{{withinHeader, "<" + strings.Join(tokens, "@"+domain+"> <") + "@" + domain + ">"}}
}

// maxThread is how many messages a letter refers back to.
const maxThread = 20

// thread returns the headers that put the letter in its thread.
func thread(answers []string, domain string) header {
	var ids []string
	for _, a := range answers {
		if !strings.Contains(a, "@") {
			a += "@" + domain
		}
		if id := "<" + a + ">"; identifier.FindString(id) == id && ascii(id) && len(id) < 250 {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	ids = ids[max(0, len(ids)-maxThread):]
	return header{{"In-Reply-To", ids[len(ids)-1]}, {"References", strings.Join(ids, " ")}}
}
