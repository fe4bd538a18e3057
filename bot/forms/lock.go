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
//
// The library picks an older way of checking the password, which is quicker to
// guess, for anything but PDF 2.0: so the file is written as that.
func Lock(pdf []byte, password string) ([]byte, error) {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	if password == "" {
		return nil, errors.New("lock PDF: no password")
	}
	api.DisableConfigDir() // it would keep its settings in the home folder of whoever runs us
	conf := model.NewAESConfiguration(password, rand.Text(), 256)
	conf.Cmd, conf.Permissions = model.ENCRYPT, model.PermissionsAll
	doc, err := api.ReadAndValidate(bytes.NewReader(pdf), conf)
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
