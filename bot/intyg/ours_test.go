package intyg

import (
	"slices"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// ownBlank is our blank as the page reader hands it over.
func ownBlank() page.Document {
	word := func(field, text string) page.Word {
		return page.Word{Field: field, Text: text, Source: page.FromField, Confidence: 1}
	}
	mark := func(field, code string, s page.State) page.Mark {
		return page.Mark{Field: field, Value: code, State: s, Source: page.FromField, Confidence: 1}
	}
	return page.Document{Carrier: page.Form, Pages: []page.Page{{Number: 1,
		Words: []page.Word{
			word("formular", "stegvis-1"), word("arende", "SK-2026-0042"), word("datum_utfardat", "2026-11-23"), word("patient_namn", "Ingeborg Provström"),
			word("patient_id", "19440813-9089"), word("insats_beskrivning", "Uppresningar"), word("insats_syfte", "Behålla styrkan\ri benen"),
			word("insats_hjalp_med", "Stå bredvid"), word("period_fran", "2026-12-01"), word("period_till", "2027-02-28"), word("insats_frekvens", "2 gånger per dag"),
			word("insats_minuter", "15 minuter"), word("insats_beskrivning_2", "Stödstrumpor"), word("insats_syfte_2", ""), word("utforare", "Tranbäret"),
			word("utfardare_namn", "Anna Provkvist"), word("utfardare_yrke", "fysioterapeut"), word("utfardare_enhet", "Rehab"), word("utfardare_telefon", "08-465 004 11"),
		},
		Marks: []page.Mark{
			mark("dokument_typ", "nytt", page.On), mark("dokument_typ", "forlangning", page.Off), mark("skyddade_uppgifter", "ja", page.Off),
			mark("insats_typ_fysisk_aktivitet", "fysisk_aktivitet", page.On), mark("insats_typ_ovrigt", "ovrigt", page.On), mark("insats_typ_lakemedel", "lakemedel", page.Off),
			mark("eget_ansvar", "ja", page.On), mark("eget_ansvar", "nej", page.Off), mark("riskanalys_gjord", "ja", page.On), mark("riskanalys_skaderisk", "nej", page.On),
			mark("samtycke_finns", "ja", page.On), mark("samtycke_omfattar_bih", "bih", page.On), mark("samtycke_omfattar_htj", "htj", page.On),
			mark("gemensamt_hembesok", "nej", page.On), mark("skickas_av", "utfardare", page.On),
		},
	}}}
}

// TestOurs: our own blank is read by the names of its fields, exactly.
func TestOurs(t *testing.T) {
	r := Extract(ownBlank(), care.Date{Year: 2026, Month: 11, Day: 23})
	i := r.Intyg()
	if r.Kind != "egenvardsintyg" || r.Form != "stegvis-1" || r.Case != "SK-2026-0042" || len(i.Doubts) > 0 || i.Person.Protected {
		t.Errorf("kind %q, form %q, case %q, doubts %q, protected %v", r.Kind, r.Form, r.Case, i.Doubts, i.Person.Protected)
	}
	if i.Person.ID != "194408139089" || i.Measures[0].Purpose != "Behålla styrkan i benen" || i.Provider != "Tranbäret" || *i.Joint || *i.Risk.Harm || !*i.Own {
		t.Errorf("intyg = %+v", i)
	}
	if len(i.Measures) != 2 || i.Measures[0].Minutes != 15 || !slices.Equal(i.Measures[0].Type, []string{"fysisk_aktivitet", "ovrigt"}) || i.Measures[1].What != "Stödstrumpor" {
		t.Errorf("measures = %+v", i.Measures)
	}
	if !slices.Equal(i.Consent.To, []string{"bih", "htj"}) || i.SentBy != "utfardaren" {
		t.Errorf("consent to %q, sent by %q", i.Consent.To, i.SentBy)
	}
	if want := []string{"insats.syfte", "insats.hjalp_med", "period.fran", "period.till", "insats.frekvens", "insats.minuter"}; !slices.Equal(r.Missing, want) {
		t.Errorf("missing %q, want what the second insats lacks: %q", r.Missing, want)
	}
}

// TestOursProtected: the one tick that must stop everything does.
func TestOursProtected(t *testing.T) {
	doc := ownBlank()
	doc.Pages[0].Marks[2].State = page.On
	if r := Extract(doc, care.Date{Year: 2026, Month: 11, Day: 23}); r.Kind != "skyddade_personuppgifter" || !r.Intyg().Person.Protected {
		t.Errorf("kind = %q", r.Kind)
	}
}
