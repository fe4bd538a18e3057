// Package page turns any file that may hold an intyg into pages: words that
// have a place, and tick boxes that have a state.
//
// It is the one intermediate form. A fillable PDF, a flat one, a scan, a Word
// file and the text of a mail all become the same thing, so that one extractor
// (package intyg) reads them all and every value can be shown where it stands.
// Files without a layout of their own get a made-up one: a paragraph is a line,
// a table cell is a box.
//
// Nothing is interpreted here: a word is a word, not yet a label or a value.
// But nothing is smoothed over either: what a form field holds is told apart
// from what is printed around it, what a machine recognised in a picture from
// what somebody typed, and a field left empty from a field that is not there.
//
// What comes here was written by strangers. Every decoder therefore counts
// what it unpacks, and gives up with one of four errors: [ErrLocked],
// [ErrUnreadable], [ErrTooBig], [ErrUnknown]. No file name is ever used as a
// path, no link followed, no script run.
package page

// A Document is a file as pages.
type Document struct {
	Carrier  Carrier
	Pages    []Page
	Warnings []string // codes, all of them below
}

// A Carrier is what kind of file the document came in.
type Carrier string

const (
	Form Carrier = "pdf-form" // fillable PDF
	Flat Carrier = "pdf-flat" // PDF with a text layer
	Scan Carrier = "scan"     // picture, or PDF of pictures
	DOCX Carrier = "docx"
	ODT  Carrier = "odt"
	RTF  Carrier = "rtf"
	Text Carrier = "text" // plain text, or the body of a mail
	HTML Carrier = "html"
)

// What a Document may warn of, beside its words.
const (
	WarnJavaScript = "javascript"      // the PDF holds scripts; none was run
	WarnEmbedded   = "embedded_files"  // the PDF has files attached; see Unpack
	WarnXFA        = "xfa"             // a form in Adobe's other format
	WarnXFAData    = "xfa_data"        // its words come from the data, not from a page
	WarnPages      = "pages_cut"       // only the first pages were read
	WarnCut        = "page_cut"        // a page holds more than was read of it
	WarnTicks      = "ticks_unseen"    // the tick boxes could not be looked at: all are unclear
	WarnPage       = "page_unreadable" // a page could not be read
	WarnTracked    = "tracked_changes" // read as if every change had been accepted
	WarnHidden     = "hidden_text"     // text that no reader sees was left out
	WarnComments   = "comments"        // notes in the margin were left out
	WarnNoOCR      = "no_ocr"          // a picture, and nothing to read pictures with
	WarnOCRFailed  = "ocr_failed"      // a picture, and reading it failed
	WarnForeignOCR = "foreign_ocr"     // a picture whose words somebody else's OCR put in
	WarnEncoding   = "encoding"        // the character encoding is a guess
)

// A Page is upright; places on it are in points (1/72 inch) from its top left.
type Page struct {
	Number int // 1 is the first
	W, H   float64
	Words  []Word
	Marks  []Mark
	Cells  []Box // ruled cells; those of a made-up layout in the order of [Word.Cell]: the first is 1
	Gone   bool  // the page is there but could not be read
}

// A Word is a run of text without a blank in it, or the whole value of a form
// field ([FromField]). A form field that was left empty is a Word with an
// empty Text: there, and nothing in it.
type Word struct {
	Box        Box
	Text       string
	Source     Source
	Confidence float64 // 0 to 1
	Size       float64 // of the type, in points
	Bold       bool
	Cell       int    // words with the same Cell above 0 share a table cell, or are one PDF form field
	Field      string // name of the form field or content control it is the value of
	Tip        string // what the form says of that field
	Hidden     bool   // a field that people cannot see, such as the form's version: never a value
}

// A Mark is a tick box or a radio button.
type Mark struct {
	Box        Box
	State      State
	Source     Source
	Confidence float64
	Field      string // name of the form field
	Value      string // what the form exports for it
	Tip        string
	Cell       int
}

// A State is what a tick box shows. Debris that may or may not be a tick is
// Unclear, never Off.
type State int

const (
	Unclear State = iota
	On
	Off
)

// A Source is how a word came to be known.
type Source string

const (
	FromField Source = "field" // form field, content control
	FromText  Source = "text"  // text layer
	FromOCR   Source = "ocr"
	FromMail  Source = "mail" // body of a mail
	FromInk   Source = "ink"  // seen in the picture of the page
)

// A Box is a place on a page.
type Box struct{ X0, Y0, X1, Y1 float64 }

func (b Box) Width() float64  { return b.X1 - b.X0 }
func (b Box) Height() float64 { return b.Y1 - b.Y0 }
func (b Box) Middle() float64 { return (b.Y0 + b.Y1) / 2 }
func (b Box) IsZero() bool    { return b == Box{} }

// Union returns the smallest box around both; a zero box counts as none.
func (b Box) Union(o Box) Box {
	switch {
	case b.IsZero():
		return o
	case o.IsZero():
		return b
	}
	return Box{min(b.X0, o.X0), min(b.Y0, o.Y0), max(b.X1, o.X1), max(b.Y1, o.Y1)}
}

// Overlap returns the area the two boxes share.
func (b Box) Overlap(o Box) float64 {
	w, h := min(b.X1, o.X1)-max(b.X0, o.X0), min(b.Y1, o.Y1)-max(b.Y0, o.Y0)
	return max(w, 0) * max(h, 0)
}
