package mail

import (
	"bytes"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"github.com/jhillyerd/enmime/v2"

	"example.org/stegvis/channels"
)

// proofread reads a rendered letter as its receiver will, and reports where it
// differs from what was to be sent: who gets it, which case it is about, what
// is attached. It shares no code with [Render], so that a mistake there is
// caught here, before a line is opened.
func proofread(letter []byte, m channels.Outgoing) error {
	msg, err := mail.ReadMessage(bytes.NewReader(letter))
	if err != nil {
		return wrong(fmt.Errorf("it cannot be read: %w", err))
	}
	for _, name := range []string{"Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc", "Apparently-To"} {
		if len(msg.Header[name]) > 0 {
			return wrong(fmt.Errorf("it has a %s", name))
		}
	}
	if len(msg.Header["To"]) != 1 || len(msg.Header["Subject"]) != 1 {
		return wrong(errors.New("it has not one To and one Subject"))
	}
	to, err := mail.ParseAddressList(msg.Header.Get("To"))
	if err != nil || len(to) != 1 || to[0].Address != m.To.At() {
		return wrong(errors.New("it is to somebody else"))
	}
	return proofreadContent(letter, m)
}

func proofreadContent(letter []byte, m channels.Outgoing) error {
	e, err := parser.ReadEnvelope(bytes.NewReader(letter))
	if err != nil {
		return wrong(fmt.Errorf("its content cannot be read: %w", err))
	}
	if id := string(m.Case); strings.Contains(m.Subject, id) && !strings.Contains(e.GetHeader("Subject"), id) {
		return wrong(errors.New("its subject names another case"))
	}
	if !slices.EqualFunc(e.Attachments, m.Files, func(got *enmime.Part, want channels.File) bool {
		named := strings.Contains(fileName(got), string(m.Case)) || !strings.Contains(want.Name, string(m.Case))
		return named && bytes.Equal(got.Content, want.Data)
	}) {
		return wrong(errors.New("it does not carry what was attached"))
	}
	return nil
}

func wrong(err error) error {
	return channels.Permanent(fmt.Errorf("the letter is not as it was meant: %w", err))
}
