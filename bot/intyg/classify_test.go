package intyg

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestClassify(t *testing.T) {
	var mails []struct {
		Kind, Subject, Text, From string
		Auto, Reply               bool
	}
	data, err := os.ReadFile("testdata/kinds.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &mails); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, m := range mails {
		seen[m.Kind]++
		kind, why := Classify(Mail{Subject: m.Subject, Text: m.Text, From: m.From, Auto: m.Auto, Reply: m.Reply})
		if kind != m.Kind {
			t.Errorf("%q %.60q: got %s (%s), want %s", m.Subject, m.Text, kind, why, m.Kind)
		}
	}
	for _, kind := range []string{KindExtension, KindPreliminary, KindSupplement, KindTimes, KindQuestion, KindEarlyEnd, KindNoExtension, KindAutomatic, KindBounce, KindSecure, KindOther, KindProtected, KindNotOurs, KindUnclear} {
		if seen[kind] == 0 {
			t.Errorf("no mail of kind %s in the test", kind)
		}
	}
}

// TestClassifyByDocuments: an intyg decides, unless something must stop first.
func TestClassifyByDocuments(t *testing.T) {
	id := func(n string) Reading {
		return Reading{Form: "egenvardsintyg", Whole: true, Persons: 1, Carrier: "pdf-flat", Fields: map[string]Field{
			"patient_id": {Value: n}, "patient_namn": {Value: "x"}, "datum_utfardat": {Value: "2026-11-23"}, "utforare": {Value: "y"}, "utfardare.namn": {Value: "z"},
			"mottagare": {Value: "Farsta stadsdelsförvaltning"},
		}}
	}
	marked := id("1")
	marked.Warnings = []string{"skyddade_personuppgifter"}
	for _, tc := range []struct {
		name string
		mail Mail
		want string
	}{
		{"one", Mail{Readings: []Reading{id("1")}}, KindIntyg},
		{"an intyg is no preliminary assessment, whatever the subject", Mail{Subject: "Egenvårdsintyg – förhandsbedömning", Readings: []Reading{id("1")}}, KindIntyg},
		{"two people", Mail{Readings: []Reading{id("1"), id("2")}}, KindSeveral},
		{"protected", Mail{Readings: []Reading{marked}}, KindProtected},
		{"another district", Mail{Readings: []Reading{id("1")}, Ours: []string{"Skärholmen"}}, KindOther},
		{"our own district", Mail{Readings: []Reading{id("1")}, Ours: []string{"Farsta"}}, KindIntyg},
		{"death first", Mail{Text: "Patienten avled i natt.", Readings: []Reading{id("1")}}, KindEarlyEnd},
		{"a scan nobody could read", Mail{Subject: "scan", Text: "Se bifogat", Readings: []Reading{{Carrier: "scan"}}}, KindUnclear},
		{"a locked file", Mail{Text: "Se bifogat", Readings: []Reading{{Kind: KindUnclear, Warnings: []string{"last"}}}}, KindUnclear},
	} {
		if got, why := Classify(tc.mail); got != tc.want {
			t.Errorf("%s: got %s (%s), want %s", tc.name, got, why, tc.want)
		}
	}
}

func TestSigns(t *testing.T) {
	for text, want := range map[string]string{
		"Patienten avled i helgen.":                                "avliden",
		"Hon har ramlat i natt och är på sjukhuset":                "sjukhus fall",
		"Han blev inlagd igår":                                     "sjukhus",
		"Uppgifterna är sekretessmarkerade":                        "skyddade_personuppgifter",
		"Skyddad identitet: nej":                                   "",
		"Har inte skyddade personuppgifter":                        "",
		"Hon återkallar sitt samtycke":                             "samtycke_aterkallat",
		"Hon har flyttat till särskilt boende":                     "flytt",
		"Hon flyttar till dottern på tisdag":                       "flytt",
		"Hon har flyttat från lägenheten":                          "flytt",
		"Han ska flytta":                                           "flytt",
		"Vi flyttar till 10/12":                                    "",
		"Vi har flyttat mötet till tisdag":                         "",
		"Kan vi flytta besöket till onsdag 9/12 kl 13?":            "",
		"Kan ni flytta till en annan dag?":                         "",
		"Vi flyttar den till kl 14":                                "",
		"Förebygga fall. Siv har haft 0 fall under perioden":       "",
		"Bibehålla gångförmåga efter höftfraktur, minska fallrisk": "",
		"Tisdag passar bra":                                        "",
		"Hon har inte ramlat":                                      "",
	} {
		got := Signs(text)
		slices.Sort(got)
		w := strings.Fields(want)
		slices.Sort(w)
		if !slices.Equal(got, w) {
			t.Errorf("%q: got %q, want %q", text, got, w)
		}
	}
}

func TestNoticeEnds(t *testing.T) {
	for text, want := range map[string]string{
		"Meddelandet är tillgängligt till 2026-12-20.":            "2026-12-20",
		"Länken är giltig t.o.m. den 20 december 2026":            "2026-12-20",
		"Meddelandet raderas efter 60 dagar":                      "2027-01-23",
		"Logga in med BankID för att läsa: https://p.example/x/1": "",
	} {
		if got := NoticeEnds(text, testDay).String(); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
