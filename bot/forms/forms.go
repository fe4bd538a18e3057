// Package forms makes the papers of the model as PDF: the intyg to fill in,
// the information to the person, the instruction to the issuer, the order, the
// decision letter and the case file.
//
// The words are not here. [Load] reads them from files that a unit can replace
// one by one, and every paper is drawn from them: the blank from a list of
// fields, the others from texts with a little markup (see markup.go). What is
// here is only how paper looks.
//
// The same words and facts give the same bytes: the date on a paper is an
// argument, and nothing else in it comes from a clock.
package forms

import (
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms/pdf"
)

// A Head says who a paper comes from, which case it is about and its date. The
// zero value of each field leaves it out.
type Head struct {
	Unit  string // biståndshandläggarenheten, as people know it
	Mail  string // where answers and intyg go
	Phone string
	Case  care.CaseID
	Date  care.Date
}

// meta describes a file. It carries no more than chat would see of the case.
func (h Head) meta(title string) pdf.Meta {
	at := time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC)
	if !h.Date.IsZero() {
		at = h.Date.At(12, 0)
	}
	return pdf.Meta{Title: title, Author: h.Unit, Lang: "sv-SE", Created: at}
}
