package intyg

import (
	"slices"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// core are the fields that every intyg asks for. A form that has fewer than
// six in ten of them under labels we know is one nobody has told us of: what
// was read from it is a proposal, however well it seems to fit.
var core = [][]string{
	{"patient_namn"}, {"patient_id"}, {"datum_utfardat"}, {"insats.beskrivning"}, {"insats.syfte"},
	{"period.fran"}, {"period.till"}, {"insats.frekvens"}, {"insats.minuter"}, {"utforare"},
	{"utfardare.namn"}, {"utfardare.yrke"}, {"utfardare.enhet"}, {"utfardare.telefon"},
	{"samtycke.finns", "samtycke.omfattar"}, {"riskanalys.gjord", "riskanalys.text"},
}

// judge decides how much of the reading is certain.
func (b *builder) judge(all []*answer) {
	b.r.Whole = b.coverage() >= .6 && b.strangers() < .4
	if !b.r.Whole {
		b.warn("okant_formular")
		b.lower(.6)
	}
	b.r.Persons = b.persons()
	if b.r.Persons > 1 {
		b.warn("flera_personer")
		b.lower(.6)
	}
	if slices.Contains(b.r.Warnings, page.WarnEncoding) && strings.Contains(b.wholeText(), "Ã") {
		b.lower(.6) // UTF-8 taken for something else
	}
	b.doubtStray()
	b.suspect(all)
	b.order()
	if b.doc.Carrier == page.Scan {
		b.ocr()
	}
	b.stops()
}

// coverage is the share of the core that was found.
func (b *builder) coverage() float64 {
	has := map[string]bool{}
	for _, l := range b.labels {
		if l.known && l.resolved {
			has[l.meaning.key] = true
		}
	}
	for key := range b.r.Fields {
		has[key] = true
	}
	for _, m := range b.r.Measures {
		for key := range m {
			has[key] = true
		}
	}
	n := 0
	for _, keys := range core {
		if slices.ContainsFunc(keys, func(k string) bool { return has[k] }) {
			n++
		}
	}
	return float64(n) / float64(len(core))
}

// strangers is the share of labels that nobody knows.
func (b *builder) strangers() float64 {
	if len(b.labels) == 0 {
		return 1
	}
	return float64(len(b.unknown)) / float64(len(b.labels))
}

// lower makes nothing more certain than limit.
func (b *builder) lower(limit float64) {
	for key := range b.r.Fields {
		b.unsure(key, limit)
	}
	for _, m := range b.r.Measures {
		for key := range m {
			b.unsure(key, limit)
		}
	}
}

// persons counts the different people the document has numbers of.
func (b *builder) persons() int {
	seen := map[string]bool{}
	for _, e := range b.els {
		for _, id := range FindPersonnummer(e.text, b.received) {
			seen[id.Number] = true
		}
	}
	for _, pg := range b.doc.Pages {
		for _, w := range pg.Words {
			if w.Source == page.FromField {
				for _, id := range FindPersonnummer(w.Text, b.received) {
					seen[id.Number] = true
				}
			}
		}
	}
	return len(seen)
}

// doubtStray takes the certainty from fields that text stands under which
// belongs to nothing: it may be the rest of their value.
func (b *builder) doubtStray() {
	for _, s := range b.stray {
		if begins(s.text, b.c.words.Furniture) || runes(s.text) < 3 {
			continue
		}
		var last *label
		for _, l := range b.labels {
			if l.at.page == s.page && (l.at.row < s.row || l.at.row == s.row && l.at.box.X0 < s.box.X0) {
				last = l
			}
		}
		if last == nil || !last.resolved || last.meaning.key == "" || b.far(last, s) {
			continue
		}
		b.unsure(last.meaning.key, .8)
	}
}

// far reports whether s stands well below all of the label's value.
func (b *builder) far(l *label, s *element) bool {
	bottom := l.at.box.Y1
	for _, v := range l.values {
		if v.page == s.page {
			bottom = max(bottom, v.box.Y1)
		}
	}
	return s.box.Y0-bottom > 1.6*s.line()
}

// order doubts a period that ends before it begins.
func (b *builder) order() {
	for _, m := range b.r.Measures {
		from, _ := m["period.fran"].Value.(string)
		to, _ := m["period.till"].Value.(string)
		if from != "" && to != "" && to != Ongoing && to < from {
			b.unsure("period.fran", .4)
			b.unsure("period.till", .4)
			b.warn("slut_fore_start")
		}
	}
}

// ocr leaves certain only what the world outside the picture confirms: a
// personnummer whose check digit is right and that stands under its label.
func (b *builder) ocr() {
	id := b.r.Fields["patient_id"]
	keep := b.r.Whole && b.r.Persons == 1 && id.Confidence >= .8 && len(digits(id.Raw)) >= 10
	b.lower(.85)
	if keep {
		id.Certain, id.Confidence = true, .95
		b.r.Fields["patient_id"] = id
	}
}

// stops warns of what must go before a human first.
func (b *builder) stops() {
	if b.yesIn("eget_ansvar") == "nej" {
		b.warn("eget_ansvar_nej")
	}
	if b.yesIn("riskanalys.skaderisk") == "ja" {
		b.warn("skaderisk_ja")
	}
	if b.yesIn("samtycke.finns") == "nej" {
		b.warn("samtycke_saknas")
	}
	if y := b.yesIn("skyddade_uppgifter"); y == "ja" || y == "" && say(b.wholeText()).signed("skyddade_personuppgifter") {
		b.warn("skyddade_personuppgifter")
		if y == "" {
			b.r.Fields["skyddade_uppgifter"] = Field{Value: true, Raw: "", Confidence: .8, Page: 1}
		}
	}
	if t, _ := b.r.Fields["utfardare.yrke"].Value.(string); t != "" && b.c.Profession(t) == "ej_legitimation" {
		b.warn("utfardare_ej_legitimerad")
	}
}

func (b *builder) yesIn(key string) string {
	switch v := b.r.Fields[key].Value.(type) {
	case bool:
		if v {
			return "ja"
		}
		return "nej"
	}
	return ""
}

// wholeText is what the writer has written, labels aside. What is printed on a
// fillable form, and on our own blank, is nobody's words: there it is the fields
// alone, and what is written beside them.
func (b *builder) wholeText() string {
	var parts []string
	if b.doc.Carrier == page.Form || len(b.els) == 0 {
		parts = append(parts, b.aside)
		for _, fields := range append([]map[string]Field{b.r.Fields}, b.r.Measures...) {
			for _, f := range fields {
				parts = append(parts, f.Raw)
			}
		}
		return strings.Join(parts, "\n")
	}
	for _, e := range b.els {
		if e.label == nil {
			parts = append(parts, e.text)
		}
	}
	return strings.Join(parts, "\n")
}
