package intyg

import (
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
)

// Other intyg than anybody has shown us: forms as strangers would make them,
// written as web pages. A browser prints them, so that fonts, columns, tables
// and page breaks are real. The same values in another layout must be read
// alike, or be doubted.

// A web is a form being written as a page for a browser.
type web struct {
	rng    *rand.Rand
	layout string
	ticks  string // how options are drawn
	colon  string
	upper  bool // labels in capitals
	b      strings.Builder
}

var (
	webLayouts = []string{"rows", "table", "striped", "grid", "three", "above", "below", "halves", "dl", "ruled"}
	webTicks   = []string{"glyphs", "brackets", "round", "ring", "boxes", "crossed", "word"}
	webFonts   = []string{"Liberation Sans", "Liberation Serif", "DejaVu Sans", "DejaVu Serif", "Inter", "Liberation Sans Narrow", "Liberation Mono"}
)

// webForm writes a form with one draw of everything.
func webForm(rng *rand.Rand, layout string, sections []sectionOf) string {
	w := &web{rng: rng, layout: layout, ticks: webTicks[rng.IntN(len(webTicks))], upper: rng.IntN(6) == 0}
	if rng.IntN(2) == 0 || layout == "rows" || layout == "halves" {
		w.colon = ":"
	}
	size := 8 + rng.IntN(5)
	class := fmt.Sprintf("f%d", rng.Uint32())
	fmt.Fprintf(&w.b, `<style>.%[1]s{font:%[2]dpt '%[3]s';padding:%[4]dpt} .%[1]s .l{%[5]s} .%[1]s h1{font-size:%[6]dpt} .%[1]s h2{font-size:%[7]dpt;margin:8pt 0 3pt}</style><section class="form %[1]s l-%[8]s">`,
		class, size, webFonts[rng.IntN(len(webFonts))], rng.IntN(30), w.look(size), size+6+rng.IntN(6), size+1+rng.IntN(4), layout)
	titles := []string{"Egenvårdsintyg", "Intyg om egenvård", "Bedömning av egenvård", "Intyg egenvård"}
	w.b.WriteString("<h1>" + titles[rng.IntN(len(titles))] + "</h1>")
	if rng.IntN(2) == 0 {
		w.b.WriteString("<p>Intyget fylls i av legitimerad personal och skickas till biståndshandläggarenheten.</p>")
	}
	if layout == "halves" {
		w.b.WriteString(`<div class="cols">`)
	}
	numbered := rng.IntN(2) == 0
	for i, s := range sections {
		head := s.heading
		if numbered {
			head = fmt.Sprintf("%d. %s", i+1, head)
		}
		w.b.WriteString("<h2>" + html.EscapeString(head) + "</h2>")
		w.section(s.entries)
	}
	if layout == "halves" {
		w.b.WriteString("</div>")
	}
	w.b.WriteString("</section>")
	return w.b.String()
}

// look is what makes labels differ from values.
func (w *web) look(size int) string {
	looks := []string{"font-weight:bold", fmt.Sprintf("font-size:%dpt;color:#444", max(size-3, 6)), "font-weight:600;color:#036", "font-style:italic;font-weight:bold"}
	if w.layout == "grid" || w.layout == "three" || w.layout == "below" {
		looks = looks[:2]
	}
	return looks[w.rng.IntN(len(looks))]
}

func (w *web) label(e entry) string {
	l := e.label
	if w.upper {
		l = strings.ToUpper(l)
	}
	if !strings.HasSuffix(l, "?") {
		l += w.colon
	}
	return `<span class="l">` + html.EscapeString(l) + `</span>`
}

func (w *web) value(e entry) string {
	if e.options == nil {
		return html.EscapeString(e.value)
	}
	var all []string
	for _, o := range e.options {
		all = append(all, w.option(o, o == e.value))
	}
	return strings.Join(all, "&emsp;")
}

// option draws one choice, and whether it is chosen.
func (w *web) option(name string, on bool) string {
	pick := func(yes, no string) string {
		if on {
			return yes
		}
		return no
	}
	switch w.ticks {
	case "glyphs":
		return pick("☒ ", "☐ ") + name
	case "brackets":
		return pick("[X] ", "[ ] ") + name
	case "round":
		return pick("(x) ", "( ) ") + name
	case "ring": // radio buttons
		return pick("◉ ", "○ ") + name
	case "boxes":
		return `<span class="box">` + pick("X", "") + `</span> ` + name
	case "crossed":
		return `<svg width="9" height="9" viewBox="0 0 9 9"><rect x=".5" y=".5" width="8" height="8" fill="none" stroke="#000"/>` +
			pick(`<path d="M1 1L8 8M8 1L1 8" stroke="#000" stroke-width="1.2"/>`, "") + `</svg> ` + name
	}
	return pick(name, "")
}

func (w *web) section(entries []entry) {
	open, each, shut := w.shapes()
	w.b.WriteString(open)
	for _, e := range entries {
		fmt.Fprintf(&w.b, each, w.label(e), w.value(e))
	}
	w.b.WriteString(shut)
}

// shapes are how a section begins, how an entry is written and how it ends.
func (w *web) shapes() (open, each, shut string) {
	switch w.layout {
	case "table", "striped", "ruled":
		return "<table>", "<tr><td>%s</td><td>%s</td></tr>", "</table>"
	case "grid", "three":
		return `<div class="cells">`, "<div>%s<br>%s&nbsp;</div>", "</div>"
	case "above":
		return "", "<p>%s<br>%s</p>", ""
	case "below":
		return `<div class="cells">`, "<div>%[2]s&nbsp;<hr>%[1]s</div>", "</div>"
	case "dl":
		return "<dl>", "<dt>%s</dt><dd>%s&nbsp;</dd>", "</dl>"
	}
	return "", "<p>%s %s</p>", ""
}

// webPages are forms as one file for a browser, each on pages of its own.
func webPages(forms []string) string {
	return `<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><style>
@page{size:A4;margin:12mm} body{margin:0} .form{break-before:page} p{margin:3pt 0}
table{border-collapse:collapse;width:100%} td{padding:2pt 4pt;vertical-align:top} td:first-child{width:34%}
.l-table td,.l-ruled td{border:.7pt solid #333} .l-ruled tr td:first-child{background:#eee} .l-striped tr:nth-child(odd){background:#eef}
.cells{display:grid;grid-template-columns:1fr 1fr} .cells>div{border:.7pt solid #333;padding:2pt 4pt} .l-three .cells{grid-template-columns:1fr 1fr 1fr}
.l-below .cells>div{border:0} hr{border:0;border-top:.7pt solid #333;margin:0} .cols{columns:2;column-gap:8mm} dd{margin:0 0 4pt 14pt}
.box{display:inline-block;width:8pt;height:8pt;line-height:8pt;font-size:8pt;border:.8pt solid #000;text-align:center;vertical-align:-1pt}
</style></head><body>` + strings.Join(forms, "\n") + `</body></html>`
}

// newWords are labels that strangers would write and that nobody has shown us:
// near what is known, or not.
var newWords = map[string][]string{
	"patient_namn":           {"Patientens fullständiga namn", "Namn på patienten", "Vem gäller intyget"},
	"patient_id":             {"Personnummer (ÅÅÅÅMMDD-XXXX)", "Patientens personnr", "Personnummer, 12 siffror"},
	"patient_adress":         {"Adress till bostaden", "Patientens bostadsadress"},
	"patient_telefon":        {"Telefonnr", "Patientens tel.nr"},
	"insats.beskrivning":     {"Åtgärd som patienten behöver stöd med", "Beskriv egenvårdsåtgärden", "Egenvård som ska utföras"},
	"insats.syfte":           {"Vad är syftet med egenvården?", "Syfte med den bedömda egenvården", "Varför behövs insatsen?"},
	"insats.utfor_sjalv":     {"Patienten utför själv följande", "Det klarar patienten på egen hand"},
	"insats.hjalp_med":       {"Hjälp som hemtjänsten ska ge", "Beskriv behovet av hjälp"},
	"eget_ansvar":            {"Kan patienten ansvara själv för sin egenvård?"},
	"period.fran":            {"Gäller fr o m", "Startdatum för insatsen", "Datum för start"},
	"period.till":            {"Gäller t o m", "Slutdatum för insatsen", "Datum för avslut"},
	"insats.frekvens":        {"Antal gånger per dag eller vecka", "Hur ofta utförs insatsen?"},
	"insats.minuter":         {"Beräknad tid per tillfälle (min)", "Uppskattad tid i minuter"},
	"riskanalys.gjord":       {"Är en riskanalys genomförd?", "Riskanalys utförd enligt rutin"},
	"riskanalys.text":        {"Risker som framkommit", "Beskriv riskerna och hur de förebyggs"},
	"samtycke.finns":         {"Har patienten lämnat samtycke?", "Patienten har gett sitt samtycke"},
	"samtycke.omfattar":      {"Samtycket avser", "Information får lämnas till"},
	"utforare":               {"Hemtjänstutförare som patienten valt", "Namn på hemtjänstföretaget"},
	"utforare.kontakt":       {"Kontaktperson på hemtjänsten", "Samordnarens namn"},
	"gemensamt_hembesok":     {"Behövs ett gemensamt hembesök?"},
	"uppfoljning":            {"Uppföljning ska ske senast", "Planerat datum för uppföljning"},
	"kontakt_vid_forsamring": {"Kontakta vid försämring", "Vart vänder man sig vid frågor?"},
	"datum_utfardat":         {"Datum för intygets utfärdande", "Utfärdat (datum)"},
	"utfardare.namn":         {"Utfärdarens namnförtydligande", "Namn på den som utfärdat intyget"},
	"utfardare.yrke":         {"Utfärdarens profession", "Legitimerad som"},
	"utfardare.enhet":        {"Utfärdarens arbetsplats", "Vårdenhetens namn"},
	"utfardare.telefon":      {"Telefonnummer till utfärdaren", "Tel till utfärdare"},
	"utfardare.epost":        {"E-postadress till utfärdaren"},
}

// rephrased gives one entry in so many a label from newWords.
func rephrased(rng *rand.Rand, sections []sectionOf, n int) []sectionOf {
	for i := range sections {
		for j := range sections[i].entries {
			e := &sections[i].entries[j]
			if all := newWords[e.key]; all != nil && n > 0 && rng.IntN(n) == 0 {
				e.label = all[rng.IntN(len(all))]
			}
		}
	}
	return sections
}
