package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"

	"example.org/stegvis/channels"
)

// proofread reads a rendered letter as its receiver will, and reports where it
// differs from what was to be sent: who gets it, which case it is about, what
// is attached. It shares no code with [Render], so that a mistake there is
// caught here, before a line is opened.
func proofread(letter []byte, m channels.Outgoing) error {
	msg, err := proofreadHead(letter, m)
	if err != nil {
		return err
	}
	return proofreadContent(msg, m)
}

// proofreadHead looks at who gets it, which is all there is to see of one that
// has been encrypted.
func proofreadHead(letter []byte, m channels.Outgoing) (*mail.Message, error) {
	msg, err := mail.ReadMessage(bytes.NewReader(letter))
	if err != nil {
		return nil, wrong(fmt.Errorf("it cannot be read: %w", err))
	}
	for _, name := range []string{"Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc", "Apparently-To"} {
		if len(msg.Header[name]) > 0 {
			return nil, wrong(fmt.Errorf("it has a %s", name))
		}
	}
	if len(msg.Header["To"]) != 1 || len(msg.Header["Subject"]) != 1 {
		return nil, wrong(errors.New("it has not one To and one Subject"))
	}
	to, err := mail.ParseAddressList(msg.Header.Get("To"))
	if err != nil || len(to) != 1 || to[0].Address != m.To.At() {
		return nil, wrong(errors.New("it is to somebody else"))
	}
	return msg, nil
}

func proofreadContent(msg *mail.Message, m channels.Outgoing) error {
	subject, err := words.DecodeHeader(msg.Header.Get("Subject"))
	if id := string(m.Case); err != nil || strings.Contains(m.Subject, id) && !strings.Contains(subject, id) {
		return wrong(errors.New("its subject names another case"))
	}
	got, err := attached(textproto.MIMEHeader(msg.Header), msg.Body)
	if err != nil {
		return wrong(fmt.Errorf("its content cannot be read: %w", err))
	}
	if !slices.EqualFunc(got, m.Files, func(got, want channels.File) bool {
		named := strings.Contains(got.Name, string(m.Case)) || !strings.Contains(want.Name, string(m.Case))
		return named && bytes.Equal(got.Data, want.Data)
	}) {
		return wrong(errors.New("it does not carry what was attached"))
	}
	return nil
}

// attached returns the files in a part and the parts within it.
func attached(h textproto.MIMEHeader, body io.Reader) (files []channels.File, err error) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(kind, "multipart/") {
		how, named, _ := mime.ParseMediaType(h.Get("Content-Disposition"))
		if how != "attachment" && strings.HasPrefix(kind, "text/") {
			return nil, nil // to be read, not saved
		}
		data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, body))
		return []channels.File{{Name: named["filename"], Data: data}}, err
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		within, err := attached(part.Header, part)
		if err != nil {
			return nil, err
		}
		files = append(files, within...)
	}
}

func wrong(err error) error {
	return channels.Permanent(fmt.Errorf("the letter is not as it was meant: %w", err))
}
