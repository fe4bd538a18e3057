package forms_test

import (
	"image"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/templates/papers"
)

func load(t *testing.T) forms.Words {
	t.Helper()
	w, err := forms.Load(papers.Files)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func day(s string) care.Date {
	d, err := care.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

var head = forms.Head{Unit: "Biståndshandläggarenheten Påhittsholmen", Mail: "egenvard@pahittsholmen.example", Phone: "08-465 004 00", Case: "SK-2026-0042", Date: day("2026-11-26")}

// full is an intyg that lacks nothing. Nobody in it exists.
func full() care.Intyg {
	yes, no := true, false
	return care.Intyg{
		Type: "nytt", Issued: day("2026-11-24"), Own: &yes, Provider: "Hemtjänst Blåklinten AB", Contact: "Öyvind Låtsas, 070-174 06 21",
		Person: care.Person{Name: "Åke Öhrnstedt-Påhittad", ID: "193805149816", Phone: "08-465 004 11"},
		Measures: []care.Measure{{
			Type: []string{"fysisk_aktivitet", "ovrigt"}, What: "Funktionell styrketräning: uppresningar från rullstol",
			Purpose: "Behålla förmågan att flytta sig mellan rullstol och säng – utan lyft.",
			Self:    "Reser sig med stöd av armarna.", Help: "Stå på höger sida och hålla lätt i bältet.",
			From: day("2026-12-01"), To: day("2027-02-28"), Frequency: "2 gånger per dag", Minutes: 10,
		}},
		Risk:    care.Risk{Done: &yes, On: day("2026-11-19"), Text: "Fallrisk vid uppresning.\nStöd vid bältet minskar risken.", Harm: &no},
		Consent: care.Consent{Given: &yes, To: []string{"bih", "htj"}}, Joint: &yes, FollowUp: "2027-02-10",
		Issuer: care.Issuer{Name: "Linnéa Exempelström", Profession: "Leg. fysioterapeut", Unit: "Påhittade Rehab", Phone: "08-465 004 31", Email: "linnea@rehab.example"},
		SentBy: "utfardare", Copy: &yes,
	}
}

var decision = care.DecisionMade{Outcome: "bifall", From: day("2026-12-07"), To: day("2027-02-28"), Scope: "Stöd vid uppresningar från rullstol, 2 gånger per dag, 10 minuter per gång."}

func order() forms.OrderFacts {
	return forms.OrderFacts{Head: head, To: "Hemtjänst Blåklinten AB", Contact: "Öyvind Låtsas", Handler: "Hanna Handläggarsson", Decided: day("2026-11-26"), Decision: decision, Intyg: full(), AnswerBy: day("2026-12-01")}
}

func letter() forms.DecisionFacts {
	return forms.DecisionFacts{Head: head, Draft: true, Person: full().Person, Issuer: full().Issuer, Provider: "Hemtjänst Blåklinten AB", Handler: "Hanna Handläggarsson", Decided: day("2026-11-26"), Decision: decision, Form: "bistand"}
}

func caseFile() forms.CaseFacts {
	at := time.Date(2026, 11, 24, 8, 2, 0, 0, care.Stockholm)
	return forms.CaseFacts{
		Head: head, Opened: day("2026-11-24"), Round: 1, Provider: "Hemtjänst Blåklinten AB", Handler: "Hanna Handläggarsson", Decided: day("2026-11-26"), Decision: &decision, Intyg: full(),
		Events:     []forms.Entry{{At: at, Who: "PVR", What: "Mejl med intyg kom in."}, {At: at.Add(time.Hour), Who: "BIH", What: "Bekräftade det som lästes."}},
		Others:     []forms.Value{{Label: "Behov av tolk", Text: "persiska"}},
		Letters:    []forms.Sent{{At: at, To: "Påhittade Rehab", Subject: "[SK-2026-0042] Vi har tagit emot intyget", Text: "Hej!\n\nVi har tagit emot egenvårdsintyget.\n", State: "sent", Papers: []string{"SK-2026-0042-information.pdf"}}, {At: at, To: "Hemtjänst Blåklinten AB", Subject: "[SK-2026-0042] Beställning", Text: "Hej!\n", State: "held"}},
		Enclosures: []forms.Enclosure{{Title: "Egenvårdsintyg", Received: at, Bytes: 123456, SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}},
	}
}

// reading is what was read of a scan, on a form with one label nobody knows.
func reading() forms.ReadingFacts {
	i := full()
	i.Measures[0].Purpose, i.Measures[0].Time = "", "10 min"
	i.Doubts = []string{"period.till", "insats.minuter"}
	till := care.Trace{Key: "period.till", Raw: "2027-02-2B", Source: "ocr", Page: 1, Box: [4]float64{100, 200, 180, 212}}
	i.Traces = []care.Trace{
		{Key: "patient_id", Raw: "19380514-9816", Source: "ocr", Page: 1, Sure: true},
		till,
		{Key: "insats.minuter", Raw: "tio minuter", Source: "mail"},
		{Key: "period.fran", Raw: "2026-12-01", Source: care.Corrected, Sure: true, By: "hanna@bih.example", On: day("2026-11-25")},
		{Key: "boendeform", Raw: "Servicehus", Source: "text", Page: 2, Sure: true},
		{Label: "Nyttan av det", Raw: "Behålla | förmågan att gå", Source: "text", Page: 2},
	}
	return forms.ReadingFacts{
		Head: head, Intyg: i, Labels: map[string]string{"period.till": "Slutdatum", "insats.minuter": "Minuter per gång", "insats.syfte": "Syfte med egenvården", "period.fran": "Startdatum", "boendeform": "Boendeform"},
		Names:   map[string]string{"hanna@bih.example": "Hanna Handläggarsson"},
		Spots:   []forms.Spot{{Trace: till, Picture: striped(600, 90), DPI: 300}},
		Earlier: []care.Change{{Key: "period.till", Old: "", New: "2027-02-28"}, {Key: "insats.typ", Old: "lakemedel", New: "fysisk_aktivitet,ovrigt"}},
	}
}

// striped is a picture that cannot be taken for paper.
func striped(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = uint8(i % w / 8 % 2 * 255)
	}
	return m
}

// everyPaper makes one of each.
func everyPaper(t *testing.T, w forms.Words) map[string][]byte {
	t.Helper()
	made := map[string][]byte{}
	add := func(name string, file []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		made[name] = file
	}
	file, err := forms.Blank(w, head, care.Intyg{}, nil)
	add("blank", file, err)
	file, err = forms.Blank(w, head, full(), nil)
	add("prefilled", file, err)
	file, err = forms.Blank(w, head, care.Intyg{}, []string{"insats.syfte", "insats.minuter", "samtycke.omfattar"})
	add("supplement", file, err)
	file, err = forms.Blank(w, head, full(), []string{"insats.syfte", "samtycke.omfattar"})
	add("completion", file, err)
	file, err = forms.Blank(w, head, forms.Renewal(full()), nil)
	add("renewal", file, err)
	file, err = forms.Information(w, forms.Head{Unit: head.Unit, Phone: head.Phone})
	add("information", file, err)
	file, err = forms.Instruction(w, head)
	add("instruction", file, err)
	file, err = forms.Order(w, order())
	add("order", file, err)
	file, err = forms.Decision(w, letter())
	add("decision", file, err)
	file, err = forms.CaseFile(w, caseFile())
	add("casefile", file, err)
	file, err = forms.Reading(w, reading())
	add("reading", file, err)
	return made
}
