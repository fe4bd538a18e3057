package intyg

import (
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// A paperForm is our own blank as it is recognised off a picture, with answers.
type paperForm struct {
	doc   page.Document
	scale float64
	y     float64
}

func (f *paperForm) page() *page.Page { return &f.doc.Pages[len(f.doc.Pages)-1] }

func (f *paperForm) turnPage() {
	f.doc.Pages = append(f.doc.Pages, page.Page{Number: len(f.doc.Pages) + 1, W: 595.28, H: 841.89})
	f.write(46, 800, "Egenvårdsintyg stegvis-1 Fält med + ska alltid vara ifyllda.")
	f.y = 60
}

// write puts words on the page, as if the scanner had made it smaller.
func (f *paperForm) write(x, y float64, text string) {
	for w := range strings.FieldsSeq(text) {
		wide := 4.6 * float64(runes(w))
		at := page.Box{X0: x * f.scale, Y0: y * f.scale, X1: (x + wide) * f.scale, Y1: (y + 8) * f.scale}
		f.page().Words = append(f.page().Words, page.Word{Box: at, Text: w, Source: page.FromOCR, Confidence: .93})
		x += wide + 3
	}
}

func (f *paperForm) mark(x, y float64, s page.State) {
	f.page().Marks = append(f.page().Marks, page.Mark{Box: page.Box{X0: x * f.scale, Y0: y * f.scale, X1: (x + 12) * f.scale, Y1: (y + 12) * f.scale}, State: s, Source: page.FromInk, Confidence: .9})
}

// onPaper lays the blank out with said in its fields; of a choice, the words of
// the one that is ticked. misread is what the recogniser makes of some labels;
// a box whose cross hides it is among hidden.
func onPaper(said, misread map[string]string, hidden []string, scale float64, measures int) page.Document {
	f := &paperForm{doc: page.Document{Carrier: page.Scan}, scale: scale}
	f.turnPage()
	f.write(46, 90, "Egenvårdsintyg")
	f.write(60, 130, "Skyddade personuppgifter? Skicka inte intyget med mejl. Ring oss först.")
	f.y = 160
	section, form := -1, ownForm()
	for _, r := range form.rows(measures) {
		high := 0.0
		for _, x := range r.fields {
			high = max(high, x.high())
		}
		if f.y+high+40 > 780 {
			f.turnPage()
		}
		if of := r.section*10 + r.measure; of != section {
			section = of
			title := form.Section[r.section].Title
			if measures > 1 && form.Section[r.section].PerMeasure {
				title += ", insats " + string(rune('1'+r.measure))
			}
			f.write(46, f.y, "3. "+title)
			f.y += 20
		}
		f.write(401, f.y+4, "Skriv personnumret med tolv siffror.")
		for k, x := range r.fields {
			left := 46 + r.at[k]
			label := x.Label
			if other, ok := misread[x.Key]; ok {
				label = other
			}
			f.write(left, f.y, label)
			key := x.Key
			if r.measure > 0 {
				key += "_2"
			}
			f.answer(x, left, f.y+14, said[key], hidden)
		}
		f.y += high + 20
	}
	return f.doc
}

func (f *paperForm) answer(x printedField, left, y float64, said string, hidden []string) {
	if len(x.Option) == 0 || x.Kind == "combo" {
		f.write(left+6, y, said)
		return
	}
	for _, o := range x.Option {
		on := slices.Contains(strings.Split(said, "|"), o.Label)
		if !slices.Contains(hidden, x.Key) || !on {
			f.mark(left, y-2, map[bool]page.State{true: page.On, false: page.Off}[on])
		}
		f.write(left+17, y, o.Label)
		if y += 18; len(x.Option) < 3 {
			y, left = y-18, left+60
		}
	}
}

var onThePaper = map[string]string{
	"dokument_typ": "Nytt intyg", "datum_utfardat": "2026-11-24", "patient_namn": "Ingeborg Provström", "patient_id": "19440813-9089",
	"insats.typ": "Fysisk aktivitet|Övrigt", "insats.beskrivning": "Uppresningar", "insats.syfte": "Behålla styrkan", "insats.hjalp_med": "Stå bredvid",
	"eget_ansvar": "Ja", "period.fran": "2026-12-01", "period.till": "2027-02-28", "insats.frekvens": "2 gånger per dag", "insats.minuter": "15",
	"riskanalys.gjord": "Ja", "riskanalys.datum": "2026-11-19", "riskanalys.skaderisk": "Nej", "samtycke.finns": "Ja", "samtycke.omfattar": "Hemtjänsten",
	"utforare": "Tranbäret", "utfardare.namn": "Anna Provkvist", "utfardare.yrke": "Leg. fysioterapeut", "utfardare.enhet": "Rehab", "utfardare.telefon": "08-465 004 11",
	"insats.beskrivning_2": "Stödstrumpor på",
}

// TestOursScanned: what is written in the fields is found where the fields are,
// whatever became of a label, and is all for people to compare but what the
// check digit confirms.
func TestOursScanned(t *testing.T) {
	day := care.Date{Year: 2026, Month: 11, Day: 24}
	lost := map[string]string{"patient_namn": "reser", "utfardare.enhet": "|", "period.fran": "Frän ech rned", "insats.minuter": ""}
	reversed := onPaper(onThePaper, nil, nil, 1, 1)
	slices.Reverse(reversed.Pages)
	for name, doc := range map[string]page.Document{
		"as it is":                   onPaper(onThePaper, nil, nil, 1, 1),
		"labels misread":             onPaper(onThePaper, lost, nil, 1, 1),
		"printed smaller":            onPaper(onThePaper, nil, nil, .95, 1),
		"boxes crossed out of sight": onPaper(onThePaper, nil, []string{"dokument_typ", "insats.typ", "eget_ansvar", "samtycke.finns"}, 1, 1),
		"the last page first":        reversed,
		"two insatser":               onPaper(onThePaper, nil, nil, 1, 2),
	} {
		t.Run(name, func(t *testing.T) {
			all := NewReader(nil).Documents(doc, day)
			if len(all) != 1 || all[0].Kind != KindIntyg || all[0].Form != "stegvis-1" || all[0].Persons != 1 {
				t.Fatalf("%d readings; %s, form %q, %d persons", len(all), all[0].Kind, all[0].Form, all[0].Persons)
			}
			i := all[0].Intyg()
			if i.Type != "nytt" || i.Issued != day || i.Person.Name != "Ingeborg Provström" || i.Person.ID != "194408139089" || i.Person.Protected || i.Own == nil || !*i.Own {
				t.Errorf("%+v", i)
			}
			if m := i.Measures[0]; !slices.Equal(m.Type, []string{"fysisk_aktivitet", "ovrigt"}) || m.What != "Uppresningar" || m.Purpose != "Behålla styrkan" || m.Help != "Stå bredvid" || m.Minutes != 15 || m.To != (care.Date{Year: 2027, Month: 2, Day: 28}) {
				t.Errorf("%+v", m)
			}
			if i.Risk.Harm == nil || *i.Risk.Harm || i.Consent.Given == nil || !slices.Equal(i.Consent.To, []string{"htj"}) || i.Provider != "Tranbäret" || i.Issuer.Unit != "Rehab" || i.Issuer.Phone != "08-465 004 11" {
				t.Errorf("%+v", i)
			}
			if !all[0].Fields["patient_id"].Certain || slices.Contains(i.Doubts, "patient_id") || !slices.Contains(i.Doubts, "period.till") || !slices.Contains(i.Doubts, "utforare") {
				t.Errorf("doubts %q", i.Doubts)
			}
			if name == "two insatser" && (len(i.Measures) != 2 || i.Measures[1].What != "Stödstrumpor på") {
				t.Errorf("measures %+v", i.Measures)
			}
		})
	}
}

// TestOursScannedStops: what is ticked, or written in the margin, stops as it
// does in any other document, and what is printed on the blank does not.
func TestOursScannedStops(t *testing.T) {
	day := care.Date{Year: 2026, Month: 11, Day: 24}
	said := func(key, value string) map[string]string {
		m := map[string]string{key: value}
		for k, v := range onThePaper {
			if k != key {
				m[k] = v
			}
		}
		return m
	}
	margin := onPaper(onThePaper, nil, nil, 1, 1)
	(&paperForm{doc: margin, scale: 1}).write(300, 20, "OBS sekretessmarkerad")
	two := onPaper(said("insats.syfte", "Samma som för 19380514-9816"), nil, nil, 1, 1)
	for name, c := range map[string]struct {
		doc  page.Document
		want string
	}{
		"ticked":             {onPaper(said("skyddade_uppgifter", "Personen har skyddade personuppgifter"), nil, nil, 1, 1), KindProtected},
		"crossed from sight": {onPaper(said("skyddade_uppgifter", "Personen har skyddade personuppgifter"), nil, []string{"skyddade_uppgifter"}, 1, 1), KindProtected},
		"in the margin":      {margin, KindProtected},
		"another person":     {two, KindIntyg},
	} {
		r := NewReader(nil).Documents(c.doc, day)[0]
		if r.Kind != c.want || c.want == KindProtected && !r.Intyg().Person.Protected {
			t.Errorf("%s: %s", name, r.Kind)
		}
		if name == "another person" && (r.Persons != 2 || r.Fields["patient_id"].Certain) {
			t.Errorf("%d persons, sure of the personnummer: %v", r.Persons, r.Fields["patient_id"].Certain)
		}
	}
	noBoxes := onPaper(said("riskanalys.skaderisk", "Ja"), nil, nil, 1, 1)
	if r := NewReader(nil).Documents(noBoxes, day)[0]; !slices.Contains(r.Warnings, "skaderisk_ja") {
		t.Errorf("warnings %q", r.Warnings)
	}
}
