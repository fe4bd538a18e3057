package forms_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg/page"
	"example.org/stegvis/templates/papers"
)

func TestPapersSayWhatTheyMust(t *testing.T) {
	made := everyPaper(t, load(t))
	for name, want := range map[string][]string{
		"blank":       {"Egenvårdsintyg", "Syfte med egenvården *", "Intygets ändamål", "egenvard@pahittsholmen.example", "Skyddade personuppgifter?", "Ärende SK-2026-0042", "Sida 1 av 3"},
		"supplement":  {"Komplettering av egenvårdsintyg", "Minuter per gång *", "Sida 1 av 1"},
		"information": {"Stöd till egenvård", "1 Vi bedömer och planerar.", "6 Hjälpen slutar eller fortsätter.", "Du bestämmer själv", "1177", "112", "08-465 004 00"},
		"instruction": {"Ändamål och syfte är två olika saker.", "9. Den som utfärdar intyget", "senast två veckor före sista dagen", "Du journalför som vanligt."},
		"order":       {"Hemtjänst Blåklinten AB", "Åke Öhrnstedt-Påhittad", "19380514-9816", "utan lyft.", "10 min", "7 december 2026", "28 februari 2027", "senast 1 december 2026", "gemensamt hembesök med Påhittade Rehab", "Fallrisk vid uppresning."},
		"decision":    {"Utkast.", "Du får stöd till egenvård.", "2 gånger per dag, 10 minuter per gång.", "7 december 2026", "enhetens egen text", "skälig levnadsnivå", "Hanna Handläggarsson"},
		"casefile":    {"Ärende SK-2026-0042", "24 november 2026 08.02", "PVR Mejl med intyg kom in.", "9f86d081884c7d659a2feaa0c55ad015", "Delvis bifall|Bifall", "Biståndshandläggarenheten och Hemtjänsten"},
		"reading": {"Saknas: Syfte med egenvården.", "Jämför med intyget: Slutdatum, Minuter per gång och Nyttan av det.", "Slutdatum tomt → 2027-02-28", "Handhavande av läkemedel → Fysisk aktivitet",
			"skannad bild, sidan 1, osäker, jämför · så står det: 2027-02-2B", "rättat av Hanna Handläggarsson, 2026-11-25", "mejlets text, osäker", "Servicehus textlager, sidan 2, säker", "Under rubriker som inte är kända", "Behålla | förmågan att"},
	} {
		got := words(t, made[name])
		for _, w := range want {
			found := false
			for alt := range strings.SplitSeq(w, "|") {
				found = found || strings.Contains(got, alt)
			}
			if !found {
				t.Errorf("%s does not say %q:\n%s", name, w, got)
			}
		}
	}
}

// Lag (2022:1250) demands no document, risk analysis or follow-up, so no paper
// may say that it does. What was not filled in must not show as Go would.
func TestPapersNeverSay(t *testing.T) {
	w := load(t)
	made := everyPaper(t, w)
	file, err := forms.Order(w, forms.OrderFacts{Head: head})
	if err != nil {
		t.Fatal(err)
	}
	made["empty order"] = file
	if file, err = forms.CaseFile(w, forms.CaseFacts{Head: head}); err != nil {
		t.Fatal(err)
	}
	made["empty case file"] = file
	for name, file := range made {
		got := strings.ToLower(words(t, file))
		for _, bad := range []string{"lagen", "enligt lag", "<no", "<nil", "nil>", "%!", "0001-", "{{", "**", "map[", "[]"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s says %q:\n%s", name, bad, got)
			}
		}
	}
}

func TestDecisionLetters(t *testing.T) {
	for outcome, c := range map[string]struct{ says, not string }{
		"bifall": {"Du får stöd till egenvård.", "Varför"},
		"delvis": {"Du får en del av det stöd", "Du får inte"},
		"avslag": {"Du får inte det stöd", "Beslutet gäller från"},
	} {
		f := letter()
		f.Draft, f.Reason, f.Appeal = false, "Stödet ges redan på annat sätt.", "Så här överklagar du: skriv till oss."
		f.Decision.Outcome = outcome
		file, err := forms.Decision(load(t), f)
		if err != nil {
			t.Fatal(err)
		}
		got := words(t, file)
		if !strings.Contains(got, c.says) || strings.Contains(got, c.not) {
			t.Errorf("%s: want %q and not %q:\n%s", outcome, c.says, c.not, got)
		}
		if reason := strings.Contains(got, f.Reason); reason != (outcome != "bifall") {
			t.Errorf("%s: says the reason: %v", outcome, reason)
		}
		if !strings.Contains(got, f.Appeal) || strings.Contains(got, "Utkast") {
			t.Errorf("%s: want the unit's own text on appeal, and no draft:\n%s", outcome, got)
		}
	}
}

// What people write is text, whatever signs are in it.
func TestValuesAreNotMarkup(t *testing.T) {
	f := order()
	f.Intyg.Measures[0].What = "# Rubrik\n- punkt\n=== **fet** | cell {{.Unit}}"
	f.Intyg.Risk.Text = "# Ingen rubrik\n\n- ingen punkt"
	file, err := forms.Order(load(t), f)
	if err != nil {
		t.Fatal(err)
	}
	got := words(t, file)
	for _, want := range []string{"# Rubrik - punkt === **fet** | cell {{.Unit}}", "# Ingen rubrik - ingen punkt"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in:\n%s", want, got)
		}
	}
}

func TestLongTextsGoOnOnTheNextPage(t *testing.T) {
	f := order()
	var long []string
	for n := range 400 {
		long = append(long, fmt.Sprintf("ord%d", n))
	}
	f.Intyg.Measures[0].What = strings.Join(long, " ")
	f.Intyg.Risk.Text = strings.Join(long, "\n")
	file, err := forms.Order(load(t), f)
	if err != nil {
		t.Fatal(err)
	}
	got := words(t, file)
	for _, w := range long {
		if strings.Count(got+" ", w+" ") != 2 {
			t.Fatalf("%s is there %d times, want 2", w, strings.Count(got+" ", w+" "))
		}
	}
	for _, p := range read(t, file).Pages {
		for _, w := range p.Words {
			if w.Box.Y1 > p.H-25 || w.Box.X1 > p.W-40 {
				t.Fatalf("%q runs out of page %d", w.Text, p.Number)
			}
		}
	}
}

// However long names are, no word stands on another, and none runs out of the
// page. What cannot be written is seen, and said at the foot.
func TestLongNames(t *testing.T) {
	w, h, i := load(t), head, full()
	h.Unit = "Biståndshandläggarenheten för äldre och personer med funktionsnedsättning i Norra Påhittsholmens stadsdelsområde"
	i.Person.Name = "Anna-Margareta Wilhelmina Elisabeth von Platen-Hallermund af Öhrnstedt-Påhittad genannt Müller-Łękowska Đorđević"
	i.Measures[0].What = "Čáhcesuolu, giđđa, Ŋuŋŋe ŧ. ليلى 😀 " + strings.Repeat("Rehabiliteringsutredningsunderlag", 9)
	for range 19 {
		i.Measures = append(i.Measures, i.Measures[0])
	}
	o, l, c := order(), letter(), caseFile()
	o.Head, l.Head, c.Head = h, h, h
	o.Intyg, c.Intyg, l.Person, o.To, l.Provider = i, i, i.Person, h.Unit, h.Unit
	l.Decision.Scope = i.Measures[0].What
	for name, made := range map[string]func() ([]byte, error){
		"order":       func() ([]byte, error) { return forms.Order(w, o) },
		"decision":    func() ([]byte, error) { return forms.Decision(w, l) },
		"case file":   func() ([]byte, error) { return forms.CaseFile(w, c) },
		"information": func() ([]byte, error) { return forms.Information(w, h) },
		"blank":       func() ([]byte, error) { return forms.Blank(w, h, care.Intyg{}, nil) },
		"completion":  func() ([]byte, error) { return forms.Blank(w, h, i, []string{"insats.syfte"}) },
	} {
		file, err := made()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range read(t, file).Pages {
			notOnEachOther(t, name, p)
		}
		got := words(t, file)
		foreign := name != "information" && name != "blank"
		if strings.Contains(got, "tecken som inte kan skrivas") != foreign || foreign && !strings.Contains(got, "Ŋuŋŋe") || strings.Contains(got, "??") {
			t.Errorf("%s: what cannot be written is not said to be so, or what can is lost:\n%s", name, got)
		}
	}
}

func notOnEachOther(t *testing.T, name string, p page.Page) {
	t.Helper()
	var all []page.Word
	for _, w := range p.Words {
		if w.Field == "" && !w.Hidden {
			all = append(all, w)
		}
	}
	for i, w := range all {
		if w.Box.X1 > p.W-40 || w.Box.Y1 > p.H-25 || w.Box.Y0 < 15 {
			t.Errorf("%s, page %d: %q runs out of the page", name, p.Number, w.Text)
		}
		for _, o := range all[:i] {
			if over := w.Box.Overlap(o.Box); over > .2*w.Box.Width()*w.Box.Height() {
				t.Errorf("%s, page %d: %q stands on %q", name, p.Number, w.Text, o.Text)
			}
		}
	}
}

func TestSameFactsSameBytes(t *testing.T) {
	first, second := everyPaper(t, load(t)), everyPaper(t, load(t))
	for name := range first {
		if !bytes.Equal(first[name], second[name]) {
			t.Errorf("%s differs from one time to the next", name)
		}
	}
}

// A file tells no more of the person in its properties than chat would.
func TestPropertiesNameNobody(t *testing.T) {
	for name, file := range everyPaper(t, load(t)) {
		for _, secret := range []string{"Öhrnstedt", "19380514", "Exempelström"} {
			if bytes.Contains(file, []byte(secret)) || bytes.Contains(file, []byte(utf16Hex(secret))) && !carries(name) {
				t.Errorf("%s: %s lies open in the file", name, secret)
			}
		}
	}
}

// carries reports whether a paper has the person's data in its fields.
func carries(name string) bool { return name == "prefilled" || name == "renewal" }

func utf16Hex(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, "%04X", r)
	}
	return b.String()
}

func TestUnitsWordsComeFirst(t *testing.T) {
	own := fstest.MapFS{"information.txt": {Data: []byte("# Vår egen rubrik\n{{.Unit}} svarar på {{.Phone}}.\n")}}
	w, err := forms.Load(own, papers.Files)
	if err != nil {
		t.Fatal(err)
	}
	file, err := forms.Information(w, head)
	if err != nil {
		t.Fatal(err)
	}
	if got := words(t, file); !strings.Contains(got, "Vår egen rubrik") || !strings.Contains(got, "svarar på 08-465 004 00.") {
		t.Errorf("got %s", got)
	}
}

func TestLoadRefuses(t *testing.T) {
	intyg := func(s string) fstest.MapFS { return fstest.MapFS{"egenvardsintyg.toml": {Data: []byte(s)}} }
	field := func(s string) fstest.MapFS {
		return intyg("id = \"x\"\n[[section]]\n[[section.row]]\nfield = [" + s + "]")
	}
	for want, own := range map[string]fstest.MapFS{
		"strict mode":                   intyg("id = \"x\"\ntittel = \"Felstavat\""),
		"datum_utfardat: the model":     intyg("id = \"x\""),
		"must begin with stegvis-":      {"egenvardsintyg.toml": {Data: bytes.Replace(ours(t, "egenvardsintyg.toml"), []byte("stegvis-1"), []byte("skarholmen-1"), 1)}},
		"the model requires it":         {"egenvardsintyg.toml": {Data: bytes.Replace(ours(t, "egenvardsintyg.toml"), []byte(`key = "insats.syfte"`), []byte(`key = "insats.mal"`), 1)}},
		"can't evaluate field Unitt":    {"information.txt": {Data: []byte("# Rubrik\n{{.Unitt}}")}},
		"can't evaluate field Namn":     {"bestallning.txt": {Data: []byte("# Rubrik\n{{with .Contact}}{{$.Namn}}{{end}}")}},
		"information.txt: no heading":   {"information.txt": {Data: []byte("Ingen rubrik")}},
		"informaton.txt: takes":         {"informaton.txt": {Data: []byte("# Felstavad")}},
		"twice":                         field(`{key="a", label="A", width=50}, {key="a", label="A", width=50}`),
		"no such kind":                  field(`{key="a", label="A", width=50, kind="rader"}`),
		"options and kind":              field(`{key="a", label="A", width=50, kind="choice"}`),
		"width 5":                       field(`{key="a", label="A", width=5}`),
		"without key":                   field(`{key="a", width=50}`),
		"twelve months":                 {"ord.toml": {Data: []byte(`months = ["januari"]`)}},
		"beslut.txt":                    {"beslut.txt": {Data: []byte("{{.Unit")}},
		`function "hemlig" not defined`: {"akt.txt": {Data: []byte("{{hemlig}}")}},
	} {
		_, err := forms.Load(own, papers.Files)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one that says %q", err, want)
		}
	}
	if _, err := forms.Load(); err == nil {
		t.Error("words without files")
	}
}

// ours returns a file of words as it comes with the program.
func ours(t *testing.T, name string) []byte {
	t.Helper()
	data, err := papers.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Every paper can be looked at before anything is sent.
func TestPreview(t *testing.T) {
	w := load(t)
	for _, name := range forms.Previews() {
		file, err := forms.Preview(w, name, head)
		if err != nil || !bytes.HasPrefix(file, []byte("%PDF-")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := forms.Preview(w, "faktura", head); err == nil {
		t.Error("there is a paper called faktura")
	}
}

// part returns the path of a program that may not be installed.
func part(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("STEGVIS_REAL") == "1" {
			t.Fatalf("%s is not installed", name)
		}
		t.Skipf("%s is not installed", name)
	}
	return path
}

func saved(t *testing.T, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestQPDFFindsNothingWrong(t *testing.T) {
	qpdf := part(t, "qpdf")
	made := everyPaper(t, load(t))
	filled, err := forms.Fill(made["blank"], map[string]string{"patient_namn": "Åke", "insats_syfte": "Gå\nstå", "riskanalys_gjord": "ja"})
	if err != nil {
		t.Fatal(err)
	}
	made["filled"] = filled
	for name, file := range made {
		if out, err := exec.Command(qpdf, "--check", saved(t, file)).CombinedOutput(); err != nil || bytes.Contains(out, []byte("WARNING")) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// A screen reader meets the parts in order, each with its tag.
func TestPapersAreTagged(t *testing.T) {
	pdfinfo := part(t, "pdfinfo")
	made := everyPaper(t, load(t))
	for name, want := range map[string][]string{
		"blank":       {"Document", "H1", "Egenvårdsintyg", "H2", "1. Om intyget", "P", "Intyget gäller", "Form", "2. Den enskilde"},
		"information": {"H1", "Stöd till egenvård", "H2", "Sex steg", "L", "LI", "Lbl", "LBody"},
		"order":       {"H1", "Beställning av stöd till egenvård", "Table", "TR", "TH", "Till", "TD", "Hemtjänst Blåklinten AB"},
	} {
		out, err := exec.Command(pdfinfo, "-struct-text", saved(t, made[name])).Output()
		if err != nil {
			t.Fatal(err)
		}
		rest := string(out)
		for _, w := range want {
			_, after, ok := strings.Cut(rest, w)
			if !ok {
				t.Errorf("%s: no %q after the one before, in\n%s", name, w, out)
				break
			}
			rest = after
		}
	}
	out, err := exec.Command(pdfinfo, saved(t, made["blank"])).Output()
	if err != nil || !bytes.Contains(out, []byte("Tagged:          yes")) || !bytes.Contains(out, []byte("Form:            AcroForm")) {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestInstructionExplainsEveryField(t *testing.T) {
	w := load(t)
	blank, err := forms.Blank(w, head, care.Intyg{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	instruction, err := forms.Instruction(w, head)
	if err != nil {
		t.Fatal(err)
	}
	got := words(t, instruction)
	for _, p := range read(t, blank).Pages {
		for _, word := range p.Words {
			_, label, _ := strings.Cut(word.Tip, ": ")
			label, _, _ = strings.Cut(label, ". ")
			label, _, _ = strings.Cut(label, " (ska")
			if word.Field != "" && !word.Hidden && !strings.Contains(got, label) {
				t.Errorf("the instruction does not explain %q", label)
			}
		}
	}
}
