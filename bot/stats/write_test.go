package stats

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/templates"
)

// study is the table of the STEG study: 6161 intyg by who wrote them.
func study(t *testing.T) Figures {
	t.Helper()
	data, err := os.ReadFile("testdata/steg.json")
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestStudy: the study's counts come out as the study printed them, and so do as
// many rows counted one by one.
func TestStudy(t *testing.T) {
	want := [][]any{
		{"Distriktssköterska/sjuksköterska", 4876, 79},
		{"Läkare", 813, 13},
		{"Fysioterapeut", 263, 4},
		{"Arbetsterapeut", 15, "<1"},
		{"Dietist", 2, "<1"},
		{"Logoped", 1, "<1"},
		{"Uppgift saknas", 191, 3},
		{"Totalt", 6161, 100},
	}
	loaded := study(t)
	var rows []Row
	for _, c := range loaded.Tables[0].Cells {
		for range c.N {
			rows = append(rows, Row{Unit: "STEG", Month: "2023-01", Intyg: true, Profession: c.Name, Kinds: []string{"lakemedel"}})
		}
	}
	merged, err := Merge([]Figures{loaded}, false)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]Figures{"loaded": loaded, "merged": merged, "counted": Count(rows, "", "")} {
		if diff := cmp.Diff(want, Sheets(f, templates.FigureWords())[0].Rows); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	shown := Sheets(loaded.Public(), templates.FigureWords())[0].Rows
	for i, hidden := range []bool{false, false, false, true, true, true, false, false} {
		if (shown[i][1] == "..") != hidden {
			t.Errorf("published: %v", shown[i])
		}
	}
}

// year is a unit's year with something in every table, and a name in it that
// somebody has made into a formula.
func year() []Row {
	var rows []Row
	for i := range 120 {
		r := Row{Unit: "SK", Month: fmt.Sprintf("2026-%02d", 1+i%12), Intyg: true, Profession: Professions[i%3], Kinds: []string{Kinds[i%2], Kinds[2]},
			Provider: []care.UnitID{"Solglimten", "=HYPERLINK(\"http://x\")", "Björken"}[i%3], Complete: i%3 > 0,
			Days: map[int]int{1: 0, 2: 5 + i%20, 3: i % 9}, Kept: map[string]int{"beslut": 1}, Rounds: []int{1 + i%2}, Held: map[string]int{"hembesok": i % 2}}
		if i%6 == 0 {
			r.Missed, r.Extended = map[string]int{"beslut": 1, "besked_pvr": 1}, Late
		}
		rows = append(rows, r)
	}
	rows[7].Profession = "logoped"
	return rows
}

// TestWriters: every form of the report has every table, with the numbers.
func TestWriters(t *testing.T) {
	f, w := Count(year(), "", "").Public(), templates.FigureWords()
	for name, write := range map[string]func(io.Writer) error{
		"text": func(out io.Writer) error { return WriteText(out, f, w) },
		"csv":  func(out io.Writer) error { return WriteCSV(out, f, w) },
		"page": func(out io.Writer) error { return WritePage(out, f, w) },
		"xlsx": func(out io.Writer) error { return WriteWorkbook(out, f, w) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if name == "xlsx" {
			text = workbookText(t, &b)
		}
		for _, s := range Sheets(f, w) {
			for _, row := range s.all() {
				for _, cell := range row[:2] {
					if !strings.Contains(strings.NewReplacer("&lt;", "<", "&#34;", `"`, `""`, `"`).Replace(text), fmt.Sprint(cell)) {
						t.Errorf("%s: %s lacks %v", name, s.Title, cell)
					}
				}
			}
		}
	}
}

func workbookText(t *testing.T, in io.Reader) string {
	t.Helper()
	x, err := excelize.OpenReader(in)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var b strings.Builder
	for _, sheet := range x.GetSheetList() {
		rows, err := x.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, sheet, rows)
		for i := range rows {
			for j := range rows[i] {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if formula, err := x.GetCellFormula(sheet, cell); formula != "" || err != nil {
					t.Errorf("%s %s is the formula %q, %v", sheet, cell, formula, err)
				}
			}
		}
	}
	return b.String()
}

// TestCSV: Excel with Swedish settings opens it as it is meant, and nothing in
// it is a formula.
func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, Count(year(), "", ""), templates.FigureWords()); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	if !marked {
		t.Error("no mark that it is UTF-8")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = ';', -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("%q is a formula", cell)
			}
		}
	}
	if !strings.Contains(text, `'=HYPERLINK`) || !strings.Contains(text, "Läkare;39;33") {
		t.Errorf("got\n%s", text)
	}
}

// TestPage: the report is one file that fetches nothing, and each diagram has a
// name, a description and a table that says the same.
func TestPage(t *testing.T) {
	var b bytes.Buffer
	if err := WritePage(&b, Count(year(), "", "").Public(), templates.FigureWords()); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	for _, bad := range []string{"<script", "src=", "href=", "url(", "@import", "<HYPERLINK", "no value", "ZgotmplZ"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	charts := strings.Split(html, "<svg ")[1:]
	if len(charts) < 6 {
		t.Errorf("%d diagrams", len(charts))
	}
	for _, c := range charts {
		c = "<svg " + c[:strings.Index(c, "</svg>")+6]
		if !strings.Contains(c, `role="img"`) || !strings.Contains(c, "<title ") || !strings.Contains(c, "<desc ") {
			t.Errorf("nobody who cannot see it knows what this is:\n%.300s", c)
		}
		for d := xml.NewDecoder(strings.NewReader(c)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in\n%s", err, c)
			}
		}
	}
	if n := strings.Count(html, "<table "); n < len(charts) {
		t.Errorf("%d tables beside %d diagrams", n, len(charts))
	}
	if file := os.Getenv("STEGVIS_PAGE"); file != "" {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWords: every cell, line and table that can be counted has its Swedish word.
func TestWords(t *testing.T) {
	w := templates.FigureWords()
	rows := year()
	for _, d := range care.DebtNames() {
		rows[0].Kept[d] = 10
	}
	f := Count(rows, "", "")
	named := map[string]bool{"manad": true, "distrikt": true, "utforare": true}
	for _, x := range f.Tables {
		group, ok := w.Tables[x.Group()]
		if !ok || group.Title == "" || group.Line == "" || len([]rune(group.Title)) > 31 {
			t.Errorf("%s: %+v", x.Name, group)
		}
		for _, c := range x.Cells {
			if group.Cells[c.Name] == "" && days(c.Name, w) == c.Name && !named[x.Name] {
				t.Errorf("%s: no word for %s", x.Name, c.Name)
			}
		}
		if line := x.Line(); line != "" && group.Lines[line] == "" && lineName(x.Group(), line) == line {
			t.Errorf("%s: no word for the line", x.Name)
		}
	}
}

// TestParse: what cannot be added up is refused with a reason.
func TestParse(t *testing.T) {
	public, err := json.Marshal(Count(year(), "", "").Public())
	if err != nil {
		t.Fatal(err)
	}
	for data, want := range map[string]string{
		string(public):   "for publishing",
		`{"exact":true}`: "whose they are",
		`{"exact":true,"units":["A"],"tables":[{"name":"x","of":3,"once":true,"cells":[{"name":"a","n":2}]}]}`: "should be 3",
		`{"exact":true,"units":["A"],"tables":[{"name":"x","of":3,"cells":[{"name":"a","n":-1}]}]}`:            "-1 of 3",
		`what`: "read figures",
	} {
		if _, err := Parse([]byte(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", data, err, want)
		}
	}
	a, b := Count([]Row{{Unit: "A", Month: "2026-01"}}, "", ""), Count([]Row{{Unit: "B", Month: "2026-01"}}, "", "")
	late := Count([]Row{{Unit: "C", Month: "2026-02"}}, "", "")
	for want, all := range map[string][]Figures{"two units": {a, b}, "is there twice": {a, b, a}, "same months": {a, b, late}} {
		if _, err := Merge(all, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestMergeOfASum: what is the sum of several units cannot be told from outside of
// what was whose. It is for who may see them all, and is no part of another sum.
func TestMergeOfASum(t *testing.T) {
	unit := func(name string) Figures { return Count([]Row{{Unit: name, Month: "2026-01", Intyg: true}}, "", "") }
	both, err := Merge([]Figures{unit("A"), unit("B")}, true)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteJSON(&b, both); err != nil {
		t.Fatal(err)
	}
	file, err := Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Merge([]Figures{file}, false); !errors.Is(err, ErrSum) {
		t.Errorf("shown to all: %v", err)
	}
	if _, err := Merge([]Figures{unit("C"), file, unit("D")}, true); !errors.Is(err, ErrSum) {
		t.Errorf("added to others: %v", err)
	}
	if got, err := Merge([]Figures{file}, true); err != nil || got.Intyg != 2 {
		t.Errorf("shown to who may see both: %d, %v", got.Intyg, err)
	}
}

// TestMergeKeepsGroups: however little the first unit has of what the others have,
// each table is told of once, and where it stands in the figures of one unit.
func TestMergeKeepsGroups(t *testing.T) {
	row := func(unit string, kept ...string) Row {
		r := Row{Unit: unit, Month: "2026-01", Intyg: true, Kept: map[string]int{}, Grades: map[string][]int{}}
		for _, d := range kept {
			r.Kept[d] = 10
		}
		return r
	}
	last, first, third := row("A", "besked_htj"), row("B", "ansokan"), row("C", "beslut")
	last.Grades["slut.1"], first.Grades["start.2"] = []int{5}, []int{4}
	rows := []Row{last, first, third}
	var units []Figures
	for _, r := range rows {
		units = append(units, Count([]Row{r}, "", ""))
	}
	units[2].Tables = append(units[2].Tables, Table{Name: "ny.1"}, Table{Name: "frist.ny", Cells: []Cell{{Name: InTime}, {Name: Late}}})
	merged, err := Merge(units, false)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, s := range Sheets(merged, templates.FigureWords()) {
		got = append(got, s.Name)
	}
	for _, s := range Sheets(Count(rows, "", ""), templates.FigureWords()) {
		want = append(want, s.Name)
	}
	if diff := cmp.Diff(append(want, "ny"), got); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
}

// TestNames: every table that can be counted has its place, and is counted there.
func TestNames(t *testing.T) {
	rows := year()
	for _, d := range care.DebtNames() {
		rows[0].Kept[d] = 10
	}
	rows[0].Grades = map[string][]int{}
	for _, q := range questions {
		rows[0].Grades[q] = []int{1}
	}
	var got []string
	for _, x := range Count(rows, "", "").Tables {
		got = append(got, x.Name)
	}
	if diff := cmp.Diff(names(), got); diff != "" {
		t.Errorf("tables (-names +counted):\n%s", diff)
	}
}
