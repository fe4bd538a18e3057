package intyg

import (
	"encoding/json"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// A Reading is what was read from one document. Its JSON is a contract with
// other programs: keys may be added, never changed.
type Reading struct {
	File     string
	Kind     string
	Form     string             // what the form calls itself, with its version
	Fields   map[string]Field   // by the keys of the catalogue
	Measures []map[string]Field // one per insats: insats.*, period.*, antal_personer
	Demanded []string           // what a complete intyg must say; empty for what the model requires
	Missing  []string           // what a complete intyg would also say
	Warnings []string           // codes
	Unknown  []string           // labels nobody knows
	Others   []Other            // what stands under them
	Document string             // fingerprint of the file, when whoever reads it keeps it
	Item     int                // which of the files inside it, from 1, when it holds others
	Persons  int                // different persons the document is about
	Case     string             // the case our own blank was made for
	Carrier  page.Carrier
	Whole    bool // the form is known: most of what an intyg asks for was found under known labels
}

// A Field is one value, what stands on the paper, and where.
type Field struct {
	Value      any         `json:"value"`
	Raw        string      `json:"raw"`
	Certain    bool        `json:"certain"`
	Confidence float64     `json:"confidence"`
	Page       int         `json:"page"`
	Box        page.Box    `json:"-"`
	Source     page.Source `json:"source"`
}

// MarshalJSON writes r as stegvis read --json does.
func (r Reading) MarshalJSON() ([]byte, error) {
	out := struct {
		File     string             `json:"file"`
		Kind     string             `json:"kind"`
		Form     string             `json:"form"`
		Fields   map[string]Field   `json:"fields"`
		Insatser []map[string]Field `json:"insatser"`
		Missing  []string           `json:"missing"`
		Warnings []string           `json:"warnings"`
		Unknown  []string           `json:"unknown,omitempty"`
		Persons  int                `json:"persons,omitempty"`
	}{r.File, r.Kind, r.Form, r.Fields, r.Measures, r.Missing, r.Warnings, r.Unknown, r.Persons}
	if out.Fields == nil {
		out.Fields = map[string]Field{}
	}
	if out.Insatser == nil {
		out.Insatser = []map[string]Field{}
	}
	if out.Missing == nil {
		out.Missing = []string{}
	}
	if out.Warnings == nil {
		out.Warnings = []string{}
	}
	return json.Marshal(out)
}

// MarshalJSON writes the box as four numbers from the top left, in points.
func (f Field) MarshalJSON() ([]byte, error) {
	type field Field // without this method
	var box []float64
	if !f.Box.IsZero() {
		box = []float64{tenth(f.Box.X0), tenth(f.Box.Y0), tenth(f.Box.X1), tenth(f.Box.Y1)}
	}
	return json.Marshal(struct {
		field
		Box []float64 `json:"box"`
	}{field(f), box})
}

func tenth(x float64) float64 { return float64(int(x*10+.5)) / 10 }

// Get returns the field with that key, of the first measure where it is one of
// a measure.
func (r Reading) Get(key string) (Field, bool) {
	if f, ok := r.Fields[key]; ok {
		return f, true
	}
	for _, m := range r.Measures {
		if f, ok := m[key]; ok {
			return f, true
		}
	}
	return Field{}, false
}

// Empty reports whether the field has no value.
func (f Field) Empty() bool {
	switch v := f.Value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []string:
		return len(v) == 0
	}
	return false
}

// Intyg returns what was read as the model knows it. The keys of what is not
// certain are its Doubts.
func (r Reading) Intyg() care.Intyg {
	i := care.Intyg{
		Form: r.Form, Demanded: r.Demanded, Type: r.text("dokument_typ"), Issued: r.date("datum_utfardat"),
		Person: care.Person{
			Name: r.text("patient_namn"), ID: r.text("patient_id"), Address: r.text("patient_adress"),
			Phone: r.text("patient_telefon"), Protected: r.yes("skyddade_uppgifter") != nil,
		},
		Own:      r.yes("eget_ansvar"),
		Risk:     care.Risk{Done: r.yes("riskanalys.gjord"), On: r.date("riskanalys.datum"), Text: r.raw("riskanalys.text"), Harm: r.yes("riskanalys.skaderisk")},
		Consent:  care.Consent{Given: r.yes("samtycke.finns"), To: r.list("samtycke.omfattar")},
		Provider: r.text("utforare"), Contact: r.text("utforare.kontakt"), Joint: r.yes("gemensamt_hembesok"),
		FollowUp: r.raw("uppfoljning"),
		Issuer: care.Issuer{
			Name: r.text("utfardare.namn"), Profession: r.text("utfardare.yrke"), Unit: r.text("utfardare.enhet"),
			Phone: r.text("utfardare.telefon"), Email: r.text("utfardare.epost"),
		},
		SentBy: r.text("skickas_av"), Copy: r.yes("kopia_till_enskild"),
	}
	for _, m := range r.Measures {
		i.Measures = append(i.Measures, measure(m, r.date("omprovning")))
	}
	i.Doubts, i.Traces = r.doubts(), r.traces()
	return i
}

func measure(m map[string]Field, review care.Date) care.Measure {
	r := Reading{Fields: m}
	out := care.Measure{
		Type: r.list("insats.typ"), What: r.text("insats.beskrivning"), Purpose: r.text("insats.syfte"),
		Self: r.text("insats.utfor_sjalv"), Help: r.text("insats.hjalp_med"),
		From: r.date("period.fran"), To: r.date("period.till"), Review: review,
		Frequency: r.raw("insats.frekvens"), Time: r.raw("insats.minuter"),
	}
	out.Ongoing = r.text("period.till") == Ongoing
	out.Minutes, _ = m["insats.minuter"].Value.(int)
	out.Persons, _ = m["antal_personer"].Value.(int)
	return out
}

// Ongoing is the value of period.till when no last day is set.
const Ongoing = "tills_vidare"

func (r Reading) text(key string) string {
	s, _ := r.Fields[key].Value.(string)
	return s
}

func (r Reading) raw(key string) string {
	if f := r.Fields[key]; !f.Empty() || f.Raw != "" {
		return f.Raw
	}
	return ""
}

func (r Reading) date(key string) care.Date {
	d, _ := care.ParseDate(r.text(key))
	return d
}

func (r Reading) yes(key string) *bool {
	if b, ok := r.Fields[key].Value.(bool); ok {
		return &b
	}
	return nil
}

func (r Reading) list(key string) []string {
	l, _ := r.Fields[key].Value.([]string)
	return l
}

// doubts returns the keys of values that are not certain, in the order of the
// catalogue.
func (r Reading) doubts() (keys []string) {
	for _, f := range Standard().words.Fields {
		unsure := func(m map[string]Field) bool {
			v, ok := m[f.Key]
			return ok && !v.Certain && (!v.Empty() || v.Raw != "")
		}
		found := unsure(r.Fields)
		for _, m := range r.Measures {
			found = found || unsure(m)
		}
		if found {
			keys = append(keys, f.Key)
		}
	}
	return keys
}
