package intyg

import (
	"slices"
	"testing"

	"example.org/stegvis/bot/care"
)

var correctDay = care.Date{Year: 2026, Month: 11, Day: 25}

func doubtful() care.Intyg {
	yes := true
	return care.Intyg{
		Issued: care.Date{Year: 2026, Month: 11, Day: 23}, Person: care.Person{Name: "Ebba Provsson", ID: "194408139089"},
		Measures: []care.Measure{{What: "Insulin", From: care.Date{Year: 2026, Month: 12, Day: 1}, To: care.Date{Year: 2027, Month: 2, Day: 23}, Time: "15 min", Minutes: 15}},
		Risk:     care.Risk{Done: &yes}, Doubts: []string{"period.till", "insats.minuter"},
		Traces: []care.Trace{{Key: "period.till", Raw: "2027-02-2B", Source: "ocr", Page: 1}, {Key: "insats.minuter", Raw: "l5", Source: "ocr", Page: 1}},
	}
}

// TestCorrect holds what BIH writes against what becomes of it.
func TestCorrect(t *testing.T) {
	names := map[string]string{"Den enskildes namn": "patient_namn", "Slutdatum": "period.till", "Minuter per gång": "insats.minuter"}
	for _, c := range []struct {
		line    string
		key     string
		becomes string
		why     string
	}{
		{"Slutdatum: 2027-02-28", "period.till", "2027-02-28", ""},
		{"> Slutdatum: 28/2 2027", "period.till", "2027-02-28", ""},
		{"Slutdatum: tills vidare", "period.till", "ja", ""},
		{"Slutdatum: snart", "period.till", "", LineUnread},
		{"Slutdatum: 31 februari 2027", "period.till", "", LineUnread},
		{"Slutdatum: 2026-10-01", "period.till", "", LineBackwards},
		{"Slutdatum, insats 2: 2027-02-28", "period.till", "", LineMeasure},
		{"Födelsenummer: 19440813-9089", "patient_id", "", ""},
		{"Födelsenummer: 19440813-9080", "patient_id", "", LineID},
		{"Personnummer: 20121212-1212", "patient_id", "201212121212", ""},
		{"Den enskildes namn: Ebba Provdotter", "patient_namn", "Ebba Provdotter", ""},
		{"Namn: Ebba", "", "", LineUnknown}, // whose
		{"Minuter per gång: 15 min", "insats.minuter", "15 min", ""},
		{"Minuter per gång: lagom", "insats.minuter", "", LineUnread},
		{"Riskanalys gjord: nej", "riskanalys.gjord", "nej", ""},
		{"Skofärg: röd", "", "", LineUnknown},
		{"Boendeform: servicehus", "boendeform", "", LineUnset},
		{"Minuter per gång: -", "insats.minuter", "", ""},
	} {
		t.Run(c.line, func(t *testing.T) {
			lines := Lines(c.line+"\n", names)
			if len(lines) != 1 || lines[0].Key != c.key {
				t.Fatalf("read as %+v, want the key %q", lines, c.key)
			}
			before := doubtful()
			whole, changes, refused := Correct(before, lines, "marit@bih.example", correctDay)
			if c.why != "" {
				if len(refused) != 1 || refused[0].Why != c.why || len(changes) > 0 || len(Changes(before, whole)) > 0 {
					t.Fatalf("refused %+v, changed %+v; want it refused as %s", refused, changes, c.why)
				}
				return
			}
			if len(refused) > 0 {
				t.Fatalf("refused %+v", refused)
			}
			got := ""
			if len(changes) > 0 {
				got = changes[0].New
			}
			if got != c.becomes {
				t.Errorf("became %q, want %q", got, c.becomes)
			}
			if c.becomes != "" && slices.Contains(whole.Doubts, c.key) {
				t.Errorf("%s is still in doubt", c.key)
			}
			if len(before.Doubts) != 2 || before.Measures[0].To.Day != 23 {
				t.Error("the intyg before was changed")
			}
		})
	}
}

// TestCorrectKeepsWhoAndWhen: what BIH puts right is told apart from what was read.
func TestCorrectKeepsWhoAndWhen(t *testing.T) {
	whole, _, _ := Correct(doubtful(), []Line{{Label: "x", Key: "period.till", Measure: -1, Value: "2027-02-28"}}, "marit@bih.example", correctDay)
	want := care.Trace{Key: "period.till", Raw: "2027-02-28", Source: care.Corrected, Sure: true, By: "marit@bih.example", On: correctDay}
	if !slices.Contains(whole.Traces, want) || len(whole.Traces) != 2 {
		t.Errorf("traces %+v, want %+v among two", whole.Traces, want)
	}
}

// TestCorrectOnlyOneOfSeveral: with several insatser a line must say which.
func TestCorrectOnlyOneOfSeveral(t *testing.T) {
	i := doubtful()
	i.Measures = append(i.Measures, i.Measures[0])
	lines := Lines("Hjälp med: hålla i\nHjälp med insats 2: stötta\n", nil)
	whole, changes, refused := Correct(i, lines, "a", correctDay)
	if len(refused) != 1 || refused[0].Why != LineMeasure || len(changes) != 1 || whole.Measures[0].Help != "" || whole.Measures[1].Help != "stötta" {
		t.Errorf("changes %+v, refused %+v", changes, refused)
	}
}

// TestChanges: what is written otherwise but says the same is no change.
func TestChanges(t *testing.T) {
	a, b := doubtful(), doubtful()
	b.Measures = []care.Measure{a.Measures[0]}
	b.Person.Name = "EBBA PROVSSON"
	b.Measures[0].To = care.Date{Year: 2027, Month: 3, Day: 31}
	got := Changes(a, b)
	want := []care.Change{{Key: "period.till", Old: "2027-02-23", New: "2027-03-31"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// FuzzCorrect: whatever is written, nothing is taken that was not asked for,
// and what is refused changes nothing.
func FuzzCorrect(f *testing.F) {
	for _, s := range []string{"Slutdatum: 2027-03-01", "insats 9: ", "Utfärdare: Anna, dsk\nRisk: ja", "Till: 1/2\nFrån: v 8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := Lines(text, nil)
		before := doubtful()
		whole, changes, refused := Correct(before, lines, "a", correctDay)
		if len(changes)+len(refused) > 2*len(lines) {
			t.Errorf("%d lines gave %d changes and %d refusals", len(lines), len(changes), len(refused))
		}
		for _, c := range Changes(before, whole) {
			if !slices.ContainsFunc(changes, func(x care.Change) bool { return x.Key == c.Key && x.Measure == c.Measure }) {
				t.Errorf("%s changed, and nobody was told", c.Key)
			}
		}
	})
}

// TestExplain: what a person says a label means comes before what was guessed,
// and words that have got their field are no other field's.
func TestExplain(t *testing.T) {
	i := care.Intyg{
		Issued: correctDay, Person: care.Person{Address: "19440813-9089"}, Measures: []care.Measure{{}}, Doubts: []string{"datum_utfardat", "patient_adress"},
		Traces: []care.Trace{
			{Key: "datum_utfardat", Source: "mail"}, {Key: "patient_adress", Raw: "19440813-9089", Source: "text"},
			{Label: "Papperet skrevs", Raw: "2026-11-23", Source: "text"}, {Label: "Nummer", Raw: "19440813-9089", Source: "text"}, {Label: "Slut", Raw: "någon gång", Source: "text"},
		},
	}
	for label, key := range map[string]string{"Papperet skrevs": "datum_utfardat", "Nummer": "patient_id", "Slut": "period.till"} {
		i, _ = Explain(i, label, key, correctDay)
	}
	if i.Issued.Day != 23 || i.Person.ID != "194408139089" || i.Person.Address != "" || !i.Measures[0].To.IsZero() {
		t.Errorf("got %v, %+v and %v", i.Issued, i.Person, i.Measures[0].To)
	}
	if !slices.Equal(i.Doubts, []string{"period.till"}) || len(i.Traces) != 3 {
		t.Errorf("doubts %q, traces %+v; want one doubt about what could not be read", i.Doubts, i.Traces)
	}
}
