package intyg

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// FuzzText: whatever somebody writes, reading it never panics, and every word
// of a value that is called certain stands in what was written.
func FuzzText(f *testing.F) {
	files, _ := filepath.Glob("testdata/intyg/*.txt")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add("Namn:\nNamn:\n[x] [ ] Ja Nej\nSyfte: :\n1. :\n? :")
	f.Add("Insats   Syfte   Tid\nInsats 2\nInsats 99: x")
	f.Add("Från: a@b\nÄmne: x\n\n/N\n☒☐☒ ☐\n\t:")
	r := NewReader(page.NewReader(page.Options{}))
	day := care.Date{Year: 2026, Month: 11, Day: 24}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 || !utf8.ValidString(text) {
			t.Skip("longer than a page, or in another encoding than a mail's body can be")
		}
		got := r.Text(text, day)
		if _, err := json.Marshal(got); err != nil {
			t.Fatal(err)
		}
		got.Intyg().Missing()
		all := append([]map[string]Field{got.Fields}, got.Measures...)
		for _, fields := range all {
			for key, v := range fields {
				if v.Certain && !stands(v.Raw, text) {
					t.Errorf("%s: %q is certain and not in the text", key, v.Raw)
				}
			}
		}
	})
}

// stands reports whether every word of raw stands in text, bar what layout
// does to words.
func stands(raw, text string) bool {
	clean := func(s string) string {
		return strings.Map(func(r rune) rune {
			if isLetter(string(r)) || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, strings.ToLower(plain(s)))
	}
	whole := clean(text)
	for _, w := range strings.Fields(raw) {
		if !strings.Contains(whole, clean(w)) {
			return false
		}
	}
	return true
}

// FuzzPersonnummer: what is found is 12 digits of the text with a right check
// digit.
func FuzzPersonnummer(f *testing.F) {
	f.Add("440813-9089 19440813-9089 99200439-1013 121212+1212")
	f.Fuzz(func(t *testing.T, s string) {
		for _, id := range FindPersonnummer(s, care.Date{Year: 2026, Month: 11, Day: 21}) {
			if len(id.Number) != 12 || !luhn(id.Number[2:]) || !strings.Contains(digits(s), id.Number[2:]) {
				t.Errorf("%q: got %v", s, id)
			}
		}
		HasPersonnummer(s)
		RepairPersonnummer(s, care.Date{Year: 2026, Month: 11, Day: 21})
	})
}

// FuzzMail: telling a mail never panics and gives one of the kinds.
func FuzzMail(f *testing.F) {
	f.Add("Sv: [SK-26-0041]", "Tisdag passar bra", "a@b", true, false)
	f.Add("", "", "", false, true)
	kinds := map[string]bool{}
	for _, k := range []string{KindIntyg, KindExtension, KindSeveral, KindPreliminary, KindSupplement, KindTimes, KindQuestion, KindEarlyEnd, KindNoExtension, KindAutomatic, KindBounce, KindSecure, KindOther, KindProtected, KindNotOurs, KindUnclear} {
		kinds[k] = true
	}
	f.Fuzz(func(t *testing.T, subject, text, from string, reply, auto bool) {
		if kind, _ := Classify(Mail{Subject: subject, Text: text, From: from, Reply: reply, Auto: auto}); !kinds[kind] {
			t.Errorf("got kind %q", kind)
		}
		Signs(text)
	})
}
