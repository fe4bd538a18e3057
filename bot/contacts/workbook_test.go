package contacts

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"github.com/xuri/excelize/v2"
)

// A sheet is what a coordinator has put into a workbook, row by row.
type sheet struct {
	name string
	rows [][]any
	do   func(f *excelize.File, sheet string) error
}

func workbook(t *testing.T, sheets ...sheet) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range sheets {
		if i == 0 {
			must(t, f.SetSheetName("Sheet1", s.name))
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for n, row := range s.rows {
			cell, err := excelize.CoordinatesToCellName(1, n+1)
			must(t, err)
			must(t, f.SetSheetRow(s.name, cell, &row))
		}
		if s.do != nil {
			must(t, s.do(f, s.name))
		}
	}
	path := filepath.Join(t.TempDir(), "lista.xlsx")
	must(t, f.SaveAs(path))
	return path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestWorkbook reads what real lists are like: titles above, a sheet per party,
// numbers that have lost their zero, dates as Excel keeps them, merged cells.
func TestWorkbook(t *testing.T) {
	hide := func(f *excelize.File, s string) error { return f.SetSheetVisible(s, false) }
	merge := func(f *excelize.File, s string) error { return f.MergeCell(s, "A4", "A5") }
	d := load(t, workbook(t,
		sheet{"Utförare", [][]any{
			{"Kontaktlista hemtjänst"}, {},
			{"Utförare", "Enhet", "E-post", "Telefon", "Org.nr", "Gäller från", "Stadsdel"},
			{"Solgläntan AB", "Sätra", "satra@sol.example", 84650011, 5599900114, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), "Sätra"},
			{nil, "Bredäng", "Sol Bredäng <bredang@sol.example>", "08-465 004 12", "559990-0114", "2026-12-01", "Bredäng"},
			{}, {},
		}, merge},
		sheet{"PVR", [][]any{{"Namn", "E-post"}, {"Almens Rehab", "intyg@almen.example"}}, nil},
		sheet{"Gammalt", [][]any{{"Namn", "E-post"}, {"Nedlagd AB", "x@nedlagd.example"}}, hide},
		sheet{"Tomt", nil, nil},
	))
	want := []Unit{
		{ID: "solglantan-ab-satra", Role: care.HTJ, Name: "Solgläntan AB, Sätra", OrgNr: "5599900114", Districts: []string{"Sätra"}, Emails: []string{"satra@sol.example"}, Phones: []string{"+4684650011"}, Class: Notice, From: today},
		{ID: "solglantan-ab-bredang", Role: care.HTJ, Name: "Solgläntan AB, Bredäng", OrgNr: "5599900114", Districts: []string{"Bredäng"}, Emails: []string{"bredang@sol.example"}, Phones: []string{"+46846500412"}, Class: Notice, From: today},
		{ID: "almens-rehab", Role: care.PVR, Name: "Almens Rehab", Emails: []string{"intyg@almen.example"}, Class: Notice},
	}
	if got := d.Units(); jsonOf(got) != jsonOf(want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if r := d.Remarks(); len(r) != 1 || r[0].Code != "hidden-sheet" || r[0].Sheet != "Gammalt" {
		t.Errorf("got remarks %v, want one about the hidden sheet", r)
	}
	if m := d.Match(Query{Text: "Almens Rehab"}, today); m.Decision == Route {
		t.Errorf("routed to PVR: %v", m)
	}
}

// TestWorkbookTraps holds that an address that can come to mean another is
// refused.
func TestWorkbookTraps(t *testing.T) {
	rows := [][]any{{"Namn", "E-post"}, {"Solgläntan AB", "info@sol.example"}}
	for _, tt := range []struct {
		want string
		do   func(f *excelize.File, s string) error
	}{
		{"formula", func(f *excelize.File, s string) error { return f.SetCellFormula(s, "B2", `="info@"&"sol.example"`) }},
		{"mail-link", func(f *excelize.File, s string) error {
			return f.SetCellHyperLink(s, "B2", "mailto:gammal@annan.example", "External")
		}},
		{"", func(f *excelize.File, s string) error {
			return f.SetCellHyperLink(s, "B2", "mailto:info@sol.example", "External")
		}},
	} {
		_, err := Load(workbook(t, sheet{"Blad1", rows, tt.do}))
		ps, _ := errors.AsType[Problems](err)
		has := slices.ContainsFunc(ps, func(p Problem) bool { return p.Code == tt.want && p.Row == 2 && p.Column == "E-post" })
		if has != (tt.want != "") || tt.want == "" && err != nil {
			t.Errorf("%s: got %v", tt.want, err)
		}
	}
}
