package care

// A Trace says where one value of an intyg was read, so that whoever doubts it
// can be shown the spot. It is stored with the intyg it is about; the document
// itself is kept as it came.
type Trace struct {
	Key      string     `json:",omitempty"` // of the label catalogue; empty for what stands under a label nobody knows
	Label    string     `json:",omitempty"` // that label, as it is printed
	Measure  int        `json:",omitempty"` // which insats it is of; 0 is the first
	Raw      string     `json:",omitempty"` // what stands there, to the letter
	Source   string     `json:",omitempty"` // field, text, ocr, mail, ink; see [Corrected]
	Document string     `json:",omitempty"` // fingerprint of the file; empty for the words of the mail itself
	Item     int        `json:",omitempty"` // which of the files inside it, when it holds others
	Page     int        `json:",omitempty"`
	Box      [4]float64 `json:",omitzero"` // left, top, right and bottom in points
	Sure     bool       `json:",omitempty"`
	By       string     `json:",omitempty"` // who at BIH has put it right
	On       Date       `json:",omitzero"`  // and when
}

// Corrected is the source of what BIH has put right.
const Corrected = "bih"

// Strange reports whether much of the intyg stands under labels that nobody
// knows: it is on a form that somebody has to explain first.
func (i Intyg) Strange() bool {
	n := 0
	for _, t := range i.Traces {
		if t.Key == "" && t.Raw != "" {
			n++
		}
	}
	return n >= 5
}

// A Change is one value of an intyg that is another than before, as people
// write it. Empty means that nothing stood, or stands, there.
type Change struct {
	Key      string
	Measure  int `json:",omitempty"`
	Old, New string
}

// A Refused line is one that BIH wrote to put a value right and that was not
// taken: nothing of it has changed anything.
type Refused struct{ Label, Value, Why string }

// Keys lists the fields that changes are about, each once.
func Keys(changes []Change) (keys []string) {
	seen := map[string]bool{}
	for _, c := range changes {
		if !seen[c.Key] {
			keys = append(keys, c.Key)
			seen[c.Key] = true
		}
	}
	return keys
}

// A Fetching is what must be fetched or opened by hand: a message on a secure
// portal, or a file behind a password or a key.
type Fetching struct {
	Kind  string // sakert_meddelande, last
	Until Date   // the last day it can be fetched; zero when it does not say
}

// fetchable are the kinds of mail whose contents only a person can get at.
var fetchable = map[string]bool{"sakert_meddelande": true, "last": true}
