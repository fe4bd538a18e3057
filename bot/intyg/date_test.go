package intyg

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

func TestSpans(t *testing.T) {
	var file struct {
		Fall []struct {
			Text, Fran, Till, Omprovning string
			TillsVidare                  bool `json:"tills_vidare"`
		}
	}
	data, err := os.ReadFile("testdata/tid/perioder.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	issued := care.Date{Year: 2026, Month: 11, Day: 23}
	for _, c := range file.Fall {
		if c.Fran == "REF_UTFARDAT" {
			c.Fran, c.Till = "", "" // only a length: the start is asked for
		}
		s := parseSpan(c.Text, issued)
		if s.from.String() != c.Fran || s.to.String() != c.Till || s.ongoing != c.TillsVidare || s.review.String() != c.Omprovning {
			t.Errorf("%q: got %v–%v ongoing %v review %v, want %s–%s %v %s", c.Text, s.from, s.to, s.ongoing, s.review, c.Fran, c.Till, c.TillsVidare, c.Omprovning)
		}
	}
}

func TestDates(t *testing.T) {
	issued := care.Date{Year: 2026, Month: 11, Day: 23}
	for _, c := range []struct {
		text string
		t    tense
		want string
	}{
		{"2026-12-01", coming, "2026-12-01"}, {"20261201", coming, "2026-12-01"}, {"26-12-01", coming, "2026-12-01"}, {"261201", coming, "2026-12-01"},
		{"1/12", coming, "2026-12-01"}, {"1/12 -26", coming, "2026-12-01"}, {"3/12-26", coming, "2026-12-03"}, {"31/5 -27", coming, "2027-05-31"}, {"1/12 2026", coming, "2026-12-01"},
		{"1.12.2026", coming, "2026-12-01"}, {"den 14 december 2026", coming, "2026-12-14"}, {"1 dec", coming, "2026-12-01"}, {"5/1", coming, "2027-01-05"},
		{"20/11", past, "2026-11-20"}, {"30/12", past, "2025-12-30"}, {"19 nov", past, "2026-11-19"},
		{"20/11 10 min", past, "2026-11-20"}, {"08-465 004 11", coming, ""}, {"31/2", coming, ""}, {"10 x 2", coming, ""}, {"2026-13-01", coming, ""},
		{"31 februari", coming, ""}, {"31 februari 2027", coming, ""}, {"30:e februari", past, ""}, {"februari 2027", coming, "2027-02-01"}, {"5 oktober t.o.m. mars 2027", coming, "2027-10-05"},
	} {
		got := ""
		if d := dates(c.text, issued, c.t); len(d) > 0 {
			got = d[0].date.String()
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestEnds: what may stand by "Slutdatum" beside a day, and which days are none.
func TestEnds(t *testing.T) {
	r := NewReader(page.NewReader(page.Options{}))
	for _, c := range []struct {
		start, end, want string
		doubt            bool
	}{
		{"2026-12-01", "2027-02-28", "2027-02-28", false},
		{"2026-12-01", "3 månader", "2027-02-28", true},
		{"2026-12-01", "tolv veckor", "2027-02-22", true},
		{"2026-12-01", "31 februari 2027", "", true},
		{"2026-12-01", "31 februari", "", true},
		{"2026-12-01", "31/2 2027", "", true},
		{"1 december - 31 februari", "", "", true},
		{"31 november - 28 februari 2027", "", "2027-02-28", true},
		{"1 december - 28 februari", "", "2027-02-28", false},
		{"måndag 1/12-28/2", "", "2027-02-28", false},
	} {
		text := strings.Replace(intygOf("Siv Exempelberg", "420119-9124"), "Period: 2026-12-01 – 2027-02-28\n", "Startdatum: "+c.start+"\nSlutdatum: "+c.end+"\n", 1)
		i := r.Text(text, testDay).Intyg()
		if got := i.Measures[0].To.String(); got != c.want || slices.Contains(i.Doubts, "period.till") != c.doubt {
			t.Errorf("%q, %q: got %q, doubts %q, want %q", c.start, c.end, got, i.Doubts, c.want)
		}
	}
}
