package forms

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// ErrNotPDF says that a file is of a kind that cannot be locked.
var ErrNotPDF = errors.New("only a PDF can be locked with a password")

// Lock encrypts a PDF with AES-256 so that only the password opens it. Locking
// the same again gives other bytes.
func Lock(pdf []byte, password string) ([]byte, error) {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	return encrypt(pdf, password, func(*model.Context) error { return nil })
}

// Enclose puts a file of any kind into a PDF that only the password opens. What is
// seen when it is opened says where the file is found.
func Enclose(w Words, h Head, name string, file []byte, password string) ([]byte, error) {
	cover, err := w.paper("omslag", ordinary, h, coverSaid{h, name}, false)
	if err != nil {
		return nil, err
	}
	return encrypt(cover, password, func(doc *model.Context) error {
		at := h.Date.At(12, 0)
		return doc.AddAttachment(model.Attachment{Reader: bytes.NewReader(file), ID: name, ModTime: &at}, false)
	})
}

// coverSaid is what the page says that is seen before an enclosed file.
type coverSaid struct {
	Head
	Name string
}

// encrypt writes a PDF anew, with what is added to it, so that only the password
// opens it.
//
// The library picks an older way of checking the password, which is quicker to
// guess, for anything but PDF 2.0: so the file is written as that. It may panic at
// a file that is broken in a way it did not think of.
func encrypt(pdf []byte, password string, add func(*model.Context) error) (locked []byte, err error) {
	defer func() {
		if recover() != nil {
			locked, err = nil, errors.New("lock PDF: the library cannot write it anew")
		}
	}()
	if password == "" {
		return nil, errors.New("lock PDF: no password")
	}
	api.DisableConfigDir() // it would keep its settings in the home folder of whoever runs us
	conf := model.NewAESConfiguration(password, rand.Text(), 256)
	conf.Cmd, conf.Permissions = model.ENCRYPT, model.PermissionsAll
	doc, err := api.ReadAndValidate(bytes.NewReader(pdf), conf)
	if err == nil {
		err = add(doc)
	}
	if err != nil {
		return nil, fmt.Errorf("lock PDF: %w", err)
	}
	version := model.V20
	doc.HeaderVersion, doc.RootVersion = &version, nil
	var b bytes.Buffer
	if err := api.WriteContext(doc, &b); err != nil {
		return nil, fmt.Errorf("lock PDF: %w", err)
	}
	return b.Bytes(), nil
}
