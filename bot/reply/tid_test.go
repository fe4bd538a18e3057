package reply

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// The vectors in testdata/tid say how Swedes write days and times.
func vectors(t *testing.T, name string, v any) {
	t.Helper()
	b, err := os.ReadFile("testdata/tid/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatal(err)
	}
}

var tidRef = care.Date{Year: 2026, Month: 11, Day: 23}

func day(t *testing.T, s string) care.Date {
	t.Helper()
	if s == "" {
		return care.Date{}
	}
	d, err := care.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDates(t *testing.T) {
	var v struct {
		Fall []struct {
			Text, Tolkning, Datum string
			Vecka                 string `json:"iso_vecka"`
			Fri                   bool   `json:"fri_dag"`
			Intervall, Undantag   []string
			Ungefarlig            bool
			Not                   string `json:"not_"`
		}
	}
	vectors(t, "datum.json", &v)
	for _, x := range v.Fall {
		got, ok := ParseDays(x.Text, tidRef)
		switch x.Tolkning {
		case "datum":
			want := day(t, x.Datum)
			if one, ok := ParseDate(x.Text, tidRef); !ok || one != want {
				t.Errorf("ParseDate(%q) = %v %v, want %v", x.Text, one, ok, want)
			}
			if free := isFree(want); free != x.Fri {
				t.Errorf("isFree(%v) = %v, want %v", want, free, x.Fri)
			}
		case "intervall":
			if !ok || got.From != day(t, x.Intervall[0]) || got.To != day(t, x.Intervall[1]) || got.About != x.Ungefarlig {
				t.Errorf("ParseDays(%q) = %+v %v, want %v", x.Text, got, ok, x.Intervall)
			}
			if len(got.Except) != len(x.Undantag) || len(got.Except) > 0 && got.Except[0] != day(t, x.Undantag[0]) {
				t.Errorf("ParseDays(%q) except %v, want %v", x.Text, got.Except, x.Undantag)
			}
			if ask := strings.HasPrefix(x.Not, "passerad"); ask != got.Ask {
				t.Errorf("ParseDays(%q).Ask = %v, want %v", x.Text, got.Ask, ask)
			}
		default:
			if ok {
				t.Errorf("ParseDays(%q) = %+v, want none (%s)", x.Text, got, x.Tolkning)
			}
		}
	}
}

func TestClocks(t *testing.T) {
	var v struct {
		Fall []struct {
			Text, Fran, Till, Antagande string
			Ungefarlig, Fel             bool
			Tvetydig                    []string
		}
	}
	vectors(t, "klockslag.json", &v)
	for _, x := range v.Fall {
		got, ok := ParseClock(x.Text)
		if ok == x.Fel {
			t.Errorf("ParseClock(%q) = %+v %v", x.Text, got, ok)
			continue
		}
		if x.Fel {
			continue
		}
		if x.Tvetydig != nil {
			if got.From.String() != x.Tvetydig[0] || got.Other < 0 || got.Other.String() != x.Tvetydig[1] {
				t.Errorf("ParseClock(%q) = %+v, want %v", x.Text, got, x.Tvetydig)
			}
			continue
		}
		to := ""
		if got.To >= 0 {
			to = got.To.String()
		}
		if got.From.String() != x.Fran || to != x.Till || got.About != x.Ungefarlig || got.Other >= 0 || x.Antagande != "" && !got.Assumed {
			t.Errorf("ParseClock(%q) = %v-%v %+v, want %+v", x.Text, got.From, to, got, x)
		}
	}
}

func TestPeriods(t *testing.T) {
	var v struct {
		Fall []struct {
			Text, Fran, Till, Omprovning string
			TillsVidare                  bool `json:"tills_vidare"`
		}
	}
	vectors(t, "perioder.json", &v)
	for _, x := range v.Fall {
		got, ok := ReadPeriod(x.Text, tidRef)
		want := Period{Ongoing: x.TillsVidare, Review: day(t, x.Omprovning)}
		if x.Fran == "REF_UTFARDAT" {
			want.From, want.To, want.Assumed = tidRef, tidRef.AddMonths(12).Add(-1), true
		} else {
			want.From, want.To = day(t, x.Fran), day(t, x.Till)
		}
		if !ok || got != want {
			t.Errorf("ReadPeriod(%q) = %+v %v, want %+v", x.Text, got, ok, want)
		}
		from, to, ongoing, ok := ParsePeriod(x.Text, tidRef)
		if from != want.From || to != want.To || ongoing != want.Ongoing || ok == want.Assumed {
			t.Errorf("ParsePeriod(%q) = %v %v %v %v", x.Text, from, to, ongoing, ok)
		}
	}
}

func TestFrequencies(t *testing.T) {
	var v struct {
		Frekvens []struct {
			Text      string
			Antal     any
			Per       string
			Veckodag  []string `json:"veckodagar"`
			Helgfri   bool
			Klockslag []string
		}
		Minuter []struct {
			Text              string
			Minuter           any
			Ungefarlig, Minst bool
			Oklart            bool
			Delar             map[string]int
		}
	}
	vectors(t, "frekvens_minuter.json", &v)
	keys := []string{"son", "man", "tis", "ons", "tor", "fre", "lor"}
	for _, x := range v.Frekvens {
		got, ok := ParseFrequency(x.Text)
		per := string(got.Per)
		if got.Per == PerDays {
			per = map[int]string{2: "var_2_dag", 3: "var_3_dag"}[got.Days]
		}
		var days, clocks []string
		for _, d := range got.Weekdays {
			days = append(days, keys[d])
		}
		for _, c := range got.Clocks {
			clocks = append(clocks, c.String())
		}
		if !ok || per != x.Per || !reflect.DeepEqual(number2(got.Times, got.Max), x.Antal) || !reflect.DeepEqual(days, x.Veckodag) || got.Holidays != x.Helgfri || !reflect.DeepEqual(clocks, x.Klockslag) {
			t.Errorf("ParseFrequency(%q) = %+v %v, want %+v", x.Text, got, ok, x)
		}
	}
	for _, x := range v.Minuter {
		got, ok := ParseMinutes(x.Text)
		if ok == x.Oklart {
			t.Errorf("ParseMinutes(%q) = %+v %v", x.Text, got, ok)
			continue
		}
		max := got.Max
		if max == got.Min {
			max = 0
		}
		parts := map[string]int{}
		for _, p := range got.Parts {
			parts[p.When] = p.Minutes
		}
		if !reflect.DeepEqual(number2(float64(got.Min), float64(max)), x.Minuter) || got.About != x.Ungefarlig || got.AtLeast != x.Minst || len(x.Delar) > 0 && !reflect.DeepEqual(parts, x.Delar) {
			t.Errorf("ParseMinutes(%q) = %+v, want %+v", x.Text, got, x)
		}
	}
}

// number2 is a number, or two, as the vectors write them.
func number2(a, b float64) any {
	switch {
	case a == 0:
		return nil
	case b != 0:
		return []any{a, b}
	}
	return a
}

func TestEcho(t *testing.T) {
	d := care.Date{Year: 2026, Month: time.December, Day: 1}
	if got, want := Echo(d.At(10, 0)), "tisdag 1 december 2026 (v. 49) kl. 10.00"; got != want {
		t.Errorf("Echo = %q, want %q", got, want)
	}
	if got, want := EchoDate(care.Date{Year: 2027, Month: 1, Day: 3}), "söndag 3 januari 2027 (v. 53)"; got != want {
		t.Errorf("EchoDate = %q, want %q", got, want)
	}
}
