package contacts

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
)

// TestMatch goes through the rules one by one, on the list of the development
// set. An empty unit means that a human is asked.
func TestMatch(t *testing.T) {
	d := load(t, "testdata/contacts.csv")
	for _, tt := range []struct {
		rule, text, district string
		unit                 care.UnitID
		why                  string
	}{
		{"registered name", "Tussilago Hemvård AB", "", "u011", "name"},
		{"without its legal form", "Tussilago Hemvård", "", "u011", "name"},
		{"another legal form", "Tussilago Hemvård HB", "Sätra", "", "incomplete"},
		{"a form its number contradicts", "Solrosens Hemtjänst AB", "Farsta", "", "district"},
		{"another business", "Tussilago Omsorg", "Sätra", "", "incomplete"},
		{"business in front", "hemtjänsten Tussilago", "Sätra", "u011", "alias"},
		{"a label in front", "Utförare: Hemmavid", "", "u038", "alias"},
		{"alias beside a longer name", "Tussilago", "", "", "near"},
		{"alias, district rules the other out", "Tussilago", "Sätra", "u011", "alias"},
		{"district of another", "Tussilago Hemvård AB", "Farsta", "", "district"},
		{"district unheard of", "Tussilago Hemvård AB", "Kiruna", "", "district"},
		{"district as an authority writes it", "Tussilago", "Skärholmens stadsdelsförvaltning", "u011", "alias"},
		{"two districts, one not its own", "Tussilago", "Skärholmen/Farsta", "", "district"},
		{"place in the text", "Tussilago i Sätra", "", "u011", "alias"},
		{"place of another", "Tussilago Hemvård AB i Farsta", "", "", "incomplete"},
		{"an address nobody has listed", "Tussilago Hemvård AB, Ekholmsvägen 3", "", "", "incomplete"},
		{"postcode", "Tussilago Hemvård AB, 127 43 Skärholmen", "", "u011", "name"},
		{"branch", "Linnégårdens Hemomsorg, enhet Bredäng", "", "u008", "name"},
		{"branch that does not exist", "Linnégårdens Hemomsorg, enhet Sätra", "", "", "incomplete"},
		{"branch by place", "Linnégården i Bredäng", "", "u008", "alias"},
		{"no branch", "Linnégården", "", "", "incomplete"},
		{"no branch, one in the district", "Linnégården", "Johanneshov", "u009", "name"},
		{"no branch, night works there too", "Linnégården", "Bredäng", "", "near"},
		{"night", "nattpatrullen Linnégården", "", "u010", "alias"},
		{"lost dots", "hagerns omsorg", "Skarpnäck", "u029", "name"},
		{"lost dots beside a twin", "hagerns omsorg", "", "", "near"},
		{"dots that are not in the list", "Ekbäckens Hemtjänst", "Fruängen", "", "incomplete"},
		{"dots that are not there, in one word", "ÅOmsorg", "", "", "nothing"},
		{"the name's words in another order", "Söder Hemma Tryggt", "Årsta", "", "incomplete"},
		{"dots and a letter too many", "Solröosen", "Farsta", "", "incomplete"},
		{"misread figures", "0msorgsbo1aget Söder", "", "u001", "name"},
		{"single letter for double", "Fjälripans Hemomsorg", "Enskede", "u046", "name"},
		{"the same without a district", "Fjälripans Hemomsorg", "", "", "incomplete"},
		{"a letter wrong", "Fjällrapans Hemomsorg", "Enskede", "", "incomplete"},
		{"a letter wrong in its business", "Fjällripans Hemomsorgg", "Enskede", "u046", "name"},
		{"words run apart", "Lavendel husets Omsorg", "", "u047", "name"},
		{"words run together", "Raka vägenhemtjänst", "", "", "incomplete"},
		{"hyphen at the end of a line", "Laven-\ndelhusets Omsorg", "", "u047", "name"},
		{"letters lost altogether", "Trekl�verns hemv�rd", "", "u053", "name"},
		{"entities", "M&aring;sens Omsorg &amp; Service", "", "u052", "name"},
		{"municipal, in other words", "kommunala hemtjänsten i Skärholmen", "", "u013", "municipal"},
		{"municipal, no place", "kommunala hemtjänsten", "Skärholmen", "", "incomplete"},
		{"common words reversed", "hemtjänsten i Farsta", "Farsta", "", "incomplete"},
		{"a filler that changes the name", "Omsorg i Söderort", "", "", "incomplete"},
		{"common words, one of several", "Omsorgsgruppen", "Vårberg", "", "incomplete"},
		{"a name that is also a person's", "Tryggve Alm", "", "", "incomplete"},
		{"phone", "08-465 004 11", "", "u011", "phone"},
		{"phone with letters for figures", "O8-465 OO4 1l", "", "u011", "phone"},
		{"phone from abroad", "+46 (0)8 465 004 11", "", "u011", "phone"},
		{"phone without area code", "465 004 11", "", "", "incomplete"},
		{"phone of several", "08-465 004 07", "", "", "several"},
		{"phone of several and branch", "Linnégården Enskede 08-465 004 07", "", "u009", "phone"},
		{"phone nobody has", "Tussilago Hemvård AB, tel 08-999 99 99", "", "", "unlisted"},
		{"name of one, phone of another", "Tussilago Hemvård AB 08-465 004 12", "", "", "conflict"},
		{"phone and another's samordnare", "Samira 08-465 004 11", "", "", "conflict"},
		{"called by name, number of another", "Farsta hemtjänst, 08-465 004 45", "", "", "near"},
		{"called by name, samordnare of another", "Farsta hemtjänst, Merja Hautala", "", "", "near"},
		{"branch called by name, samordnare of another", "Linnégården Skärholmen, Katarzyna Maj", "Vårberg", "", "near"},
		{"called by its place, number of another", "Bredängs, 08-465 004 45", "", "", "near"},
		{"called by its place and business, number of another", "hemtjänst Bredäng 08-465 004 45", "", "", "near"},
		{"the unit's own place and number", "Tussilago i Bredäng 08-465 004 11", "", "u011", "phone"},
		{"organisation number", "16559990-0460", "", "u046", "orgnr"},
		{"mail", "Bredang@Linnegarden.example.se", "", "u008", "mail"},
		{"unlisted mailbox in its domain", "info@tussilago.example.se", "", "", "unlisted"},
		{"samordnare and district", "Samira Haddad", "Bredäng", "u008", "person"},
		{"samordnare alone", "Samira Haddad", "", "", "incomplete"},
		{"samordnare with a namesake", "Anna Andersson", "Vårberg", "", "near"},
		{"samordnare with half a namesake", "Fatima Yildiz", "Bredäng", "", "near"},
		{"closed", "Porsens Hemservice HB", "", "", "ended"},
		{"not yet", "Vattenspegelns Omsorg AB", "", "", "upcoming"},
		{"doubt", "Tussilago Hemvård AB?", "", "", "doubt"},
		{"denial", "ej Tussilago Hemvård AB", "", "", "doubt"},
		{"two", "Hemmavid och Björkudden", "", "", "incomplete"},
		{"taken over", "f.d. Kvarnbäckens Omsorg", "Bredäng", "", "doubt"},
	} {
		m := d.Match(Query{Text: tt.text, District: tt.district}, today)
		if m.Unit != tt.unit || m.Why != tt.why || (m.Decision == Route) != (tt.unit != "") {
			t.Errorf("%s: %q %s: got %s %s (%s), want %q (%s)", tt.rule, tt.text, tt.district, m.Decision, m.Unit, m.Why, tt.unit, tt.why)
		}
	}
}

// TestMatchWithContact: who stands beside the name on an intyg, and on what
// number, can settle whom the name means and can contradict it.
func TestMatchWithContact(t *testing.T) {
	d := load(t, "testdata/contacts.csv")
	for _, tt := range []struct {
		rule, text, contact, district string
		unit                          care.UnitID
		candidates                    []care.UnitID
	}{
		{"its own samordnare and number", "Tussilago", "Fatima Yildiz, 08-465 004 11", "Sätra", "u011", nil},
		{"nobody", "Tussilago", " ", "Sätra", "u011", nil},
		{"somebody unlisted", "Tussilago", "Lisa Nyanställd, 070-999 88 77", "Sätra", "u011", nil},
		{"number of another", "Tussilago", "08-465 004 53", "Sätra", "", []care.UnitID{"u011", "u053"}},
		{"number of another, without area code", "Tussilago", "465 004 53", "Sätra", "", []care.UnitID{"u011", "u053"}},
		{"number shared with another", "Linnégården Bredäng", "08-465 004 07", "", "u008", nil},
		{"samordnare of another", "Tussilago", "Samordnare: Samira Haddad", "Sätra", "", []care.UnitID{"u011", "u008"}},
		{"address of another", "Tussilago", "hagersten@tussilagogruppen.example.se", "Sätra", "", []care.UnitID{"u011", "u012"}},
		{"mailbox in the domain of another", "Tussilago", "ny@tussilagogruppen.example.se", "Sätra", "", []care.UnitID{"u011", "u012"}},
		{"which branch, by number", "Linnégården", "070-174 06 08", "", "u008", nil},
		{"which branch, by samordnare where the night works too", "Linnégården", "Samira Haddad", "Bredäng", "", []care.UnitID{"u008", "u010"}},
		{"which of two, by number", "Solrosens Hemtjänst", "08-465 004 25", "", "u025", nil},
		{"number of a third", "Linnégården", "08-465 004 11", "Sätra", "", []care.UnitID{"u008", "u011"}},
		{"no name", "", "08-465 004 11", "Sätra", "", nil},
		{"district of another", "Tussilago", "08-465 004 11", "Farsta", "", []care.UnitID{"u011"}},
		{"closed", "Porsens Hemservice HB", "08-465 004 22", "", "", []care.UnitID{"u022"}},
	} {
		m := d.Match(Query{Text: tt.text, Contact: tt.contact, District: tt.district}, today)
		if m.Unit != tt.unit || (m.Decision == Route) != (tt.unit != "") {
			t.Errorf("%s: got %s %s (%s), want %q", tt.rule, m.Decision, m.Unit, m.Why, tt.unit)
		}
		for _, want := range tt.candidates {
			if !slices.ContainsFunc(m.Candidates, func(c Candidate) bool { return c.Unit == want }) {
				t.Errorf("%s: got %v, want %s among them", tt.rule, m.Candidates, want)
			}
		}
	}
}

// TestCandidates holds that whoever is asked sees why each one is there.
func TestCandidates(t *testing.T) {
	d := load(t, "testdata/contacts.csv")
	for _, tt := range []struct {
		text, district string
		first          Candidate
	}{
		{"Kvarnbäckens Omsorg AB", "Vårberg", Candidate{"u020", "ended"}},
		{"Vattenspegeln", "", Candidate{"u023", "upcoming"}},
		{"Mosippans hemtjänst", "Farsta", Candidate{"u049", "district"}},
		{"Lindgårdens hemomsorg", "Skärholmen", Candidate{"u007", "similar"}},
		{"Nattpatrullen", "Farsta", Candidate{"u019", "part"}},
		{"Fatima Y", "", Candidate{"u011", "person-part"}},
		{"465 004 11", "", Candidate{"u011", "phone"}},
	} {
		m := d.Match(Query{Text: tt.text, District: tt.district}, today)
		if m.Decision != Ask || !slices.Contains(m.Candidates, tt.first) {
			t.Errorf("%q: got %v, want %v among them", tt.text, m, tt.first)
		}
	}
}

// TestNamedExactly: who is called exactly as it stands is asked about, though it
// works elsewhere and somebody called nearly so works here.
func TestNamedExactly(t *testing.T) {
	d := fromText(t, `id;namn;alias;stadsdel;e-post;samordnare;till
a1;Team Olivia Omsorg AB, enhet Kista;Olivia Kista;Kista|Husby;kista@olivia.example;Berit Hållbus;
a2;Team Olivia Omsorg AB, enhet Rinkeby;Olivia Rinkeby;Rinkeby|Tensta;rinkeby@olivia.example;;
a3;Olivias Hemtjänst HB;Olivias;Spånga;info@olivias.example;Olivia Sand;
a4;ABC Omsorg AB;ABC;Kista;info@abc.example;;
a5;A.B.C.-Hemtjänst HB;ABC Hemtjänst;Rinkeby;abc@abchemtjanst.example;;
a6;Nya Omsorgshuset i Tensta AB;Omsorgshuset Tensta;Tensta|Hjulsta;info@oh.example;;
a7;Omsorgshuset Tensta AB;;Tensta;gamla@oh-tensta.example;;2026-05-31
a8;Hemtjänsten Spånga kommunal regi;;Spånga;spanga@stad.example;Åke Öhman;
`)
	for _, tt := range []struct{ text, district, also string }{
		{"Olivias", "Kista", "a3"}, {"0l1vias", "Rinkeby", "a3"}, {"Olvias", "Husby", "a3"}, {"Olivias i Kista", "", "a3"}, {"Olivias enhet Rinkeby", "", "a3"},
		{"ABC", "Rinkeby", "a4"}, {"abc", "Rinkeby", "a4"}, {"Omsorgshuset Tensta AB", "Hjulsta", "a7"}, {"Hemtjänsten Spånga, Olivia Sand", "", "a8"},
	} {
		m := d.Match(Query{Text: tt.text, District: tt.district}, today)
		if m.Decision != Ask || !slices.ContainsFunc(m.Candidates, func(c Candidate) bool { return string(c.Unit) == tt.also }) {
			t.Errorf("%s, %s: got %+v, want a question with %s", tt.text, tt.district, m, tt.also)
		}
	}
	for text, want := range map[string]care.UnitID{"Olivia Kista": "a1", "Team Olivia Rinkeby": "a2", "ABC Hemtjänst": "a5", "ABC Omsorg": "a4"} {
		if m := d.Match(Query{Text: text}, today); m.Unit != want {
			t.Errorf("%s: got %+v, want %s", text, m, want)
		}
	}
}

// TestBusinessOfAnother: a business that is part of the name does not account for
// another that is said beside it, and a number does not outweigh the unit whose
// name more of the words are.
func TestBusinessOfAnother(t *testing.T) {
	alone := fromText(t, `id;namn;alias;telefon;e-post
a1;Omsorg 24 Hemtjänst;Omsorg 24;08-465 00 00;info@a1.example
`)
	beside := fromText(t, `id;namn;telefon;e-post;status
a1;Omsorg 24 Hemtjänst, enhet Sätra;08-465 00 00;info@a1.example;
a2;Omsorg 24 Omsorg, enhet Sätra;08-465 00 01;info@a2.example;avslutad
`)
	service := fromText(t, `id;namn;alias;e-post
a1;Björk Service Hemtjänst;Björk Service;info@a1.example
`)
	aliased := fromText(t, `id;namn;alias;telefon;e-post
a1;Hägern Hemtjänst, enhet Sätra;Sätra Omsorg;08-465 00 00;info@a1.example
a2;Hägern Omsorg, enhet Sätra;;08-465 00 01;info@a2.example
`)
	for _, tt := range []struct {
		list *Directory
		text string
		unit care.UnitID
	}{
		{alone, "Omsorg 24 Hemtjänst", "a1"},
		{alone, "Omsorg 24 Omsorg", ""},
		{alone, "Omsorg 24 omsorgg", ""},
		{alone, "omsorg: Omsorg 24 Hemtjänst", "a1"},
		{alone, "Omsorg 24, Omsorg 24 Hemtjänst", "a1"},
		{beside, "Omsorg 24 Hemtjänst, 08-465 00 00", "a1"},
		{beside, "Omsorg 24, 08-465 00 00", "a1"},
		{beside, "Omsorg 24 Omsorg, 08-465 00 00", ""},
		{service, "Björk Service Service", ""},
		{service, "Björk Service Hemtjänst (hemtjänst)", "a1"},
		{aliased, "Hägern, 08-465 00 00", "a1"},
		{aliased, "Hägern Omsorg, 08-465 00 00", ""},
	} {
		if m := tt.list.Match(Query{Text: tt.text}, today); m.Unit != tt.unit {
			t.Errorf("%s: got %+v, want %q", tt.text, m, tt.unit)
		}
	}
}

// TestSmallWords: a small word, a place or a person in one unit's name may be all
// that tells it from another. What makes somebody else's name is a question.
func TestSmallWords(t *testing.T) {
	for _, tt := range []struct {
		list, text string
		unit       care.UnitID
	}{
		{"a1;Hagen Vård;;08-465 00 00;i@0.example;", "Hagen Vård", "a1"},
		{"a1;Hagen Vård;;08-465 00 00;i@0.example;", "Team Hagen Vård", ""},
		{"a1;Team Hagen Vård;;08-465 00 00;i@0.example;", "Team Hagen Vård", "a1"},
		{"a1;Team Hagen Vård;;08-465 00 00;i@0.example;", "Hagen Vård", ""},
		{"a1;Team Hagen Vård;;08-465 00 00;i@0.example;\na2;Hagen Vård, enhet Sätra;;08-465 00 01;i@1.example;", "Hagen Vård, 08-465 00 00", ""},
		{"a1;Hagen Vård, enhet Sätra;;08-465 00 00;i@0.example;\na2;Team Hagen Vård;;08-465 00 01;i@1.example;", "Team Hagen Vård, 08-465 00 00", ""},
		{"a1;Team Hagen Vård;;08-465 00 00;i@0.example;\na2;Hagen Vård, enhet natt;;08-465 00 01;i@1.example;", "Hagen Vård, 08-465 00 00", ""},
		{"a1;Hemma Hos Omsorg;Hemma Hos;08-465 00 00;i@0.example;", "Hemma Hos Omsorg", "a1"},
		{"a1;Hemma Hos Omsorg;Hemma Hos;08-465 00 00;i@0.example;", "Hemma Omsorg", ""},
		{"a1;Hemma Omsorg;Hemma;08-465 00 00;i@0.example;", "Hemma Hos Omsorg", ""},
		{"a1;Hemma Omsorg;;08-465 00 00;i@0.example;\na2;Hemma Hos Omsorg;;08-465 00 01;i@1.example;", "Hemma Hos Omsorg, 08-465 00 00", ""},
		{"a1;Hemma Omsorg;Hemma;08-465 00 00;i@0.example;", "Hemma Hos", ""},
		{"a1;Hemma Omsorg;Hemma;08-465 00 00;i@0.example;", "Hemma Omsorg och", ""},
		{"a1;Hemma Omsorg;Hemma;08-465 00 00;i@0.example;", "Hemma Omsorg, nås på 08-465 00 00", "a1"},
		{"a1;Måsen Vård;;08-465 00 00;i@0.example;", "Masen Vård", "a1"},
		{"a1;Måsen Vård;;08-465 00 00;i@0.example;", "Måsen & Masen Vård", ""},
		{"a1;Måsen Omsorg & Service;;08-465 00 00;i@0.example;", "Måsen Omsorg & Service / Måsen Omsorg & Service", "a1"},
		{"a1;Hägern;;08-465 00 00;i@0.example;Anna Berg\na2;Hägern Anna, enhet Sätra;;08-465 00 01;i@1.example;", "Hägern Anna, 08-465 00 00", ""},
		{"a1;Omsorg 24s Hemtjänst;;08-465 00 00;i@0.example;\na2;24s Hemtjänst, enhet Sätra;;08-465 00 01;i@1.example;", "24s Hemtjänst, 08-465 00 00", ""},
		{"a1;Fjällripan Vård, enhet Sätra;;08-465 00 00;i@0.example;\na2;Team Fjällripan Vård, enhet Farsta;;08-465 00 01;i@1.example;", "Team Fjälripan Vård, 08-465 00 00", ""},
		{"a1;Farsta Hemtjänst;Farsta;08-465 00 00;i@0.example;Anna Berg\na2;Anna Berg Hemtjänst;;08-465 00 01;i@1.example;", "Anna Berg Hemtjanst, Farsta", ""},
		{"a1;Hägern Hemvård;;08-465 00 00;i@0.example;Anna Berg\na2;Anna Berg Hemvård, enhet natt;;08-465 00 01;i@1.example;", "Anna Berg Hemvård, 08-465 00 00", ""},
	} {
		d := fromText(t, "id;namn;alias;telefon;e-post;samordnare\n"+tt.list+"\n")
		if m := d.Match(Query{Text: tt.text}, today); m.Unit != tt.unit {
			t.Errorf("%s, in %s: got %+v, want %q", tt.text, tt.list, m, tt.unit)
		}
	}
}

// TestDomainList matches as the six worked intyg do.
func TestDomainList(t *testing.T) {
	data, err := os.ReadFile("testdata/kontaktlista.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		HTJ []struct {
			ID, Namn, Epost, Telefon, Samordnare string
			Alias, Omrade                        []string
		}
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	var units []Unit
	for _, h := range list.HTJ {
		phone, _ := parsePhone(h.Telefon)
		units = append(units, Unit{ID: care.UnitID(h.ID), Role: care.HTJ, Name: h.Namn, Aliases: h.Alias, Districts: h.Omrade, Emails: []string{h.Epost}, Phones: []string{phone}, Contact: h.Samordnare})
	}
	d := New(units)
	for text, want := range map[string]string{
		"Björnbärets Omsorg AB": "htj-bjornbaret", "Hemtjänst Linnean Norr": "htj-linnean-norr", "Kvarnhjulets Hemtjänst AB, grupp Bredäng": "htj-kvarnhjulet-bredang",
		"Kvarnhjulet": "", "Kvarnhjulets Hemtjänst": "", "Kvarnhjulet Sätra": "htj-kvarnhjulet-satra", "Linnean": "", "egen regi": "htj-kommunal", "kommunala hemtjänsten": "htj-kommunal",
	} {
		m := d.Match(Query{Text: text, District: "Skärholmen"}, today)
		if string(m.Unit) != want || want == "" && (m.Decision != Ask || len(m.Candidates) < 2) {
			t.Errorf("%q: got %v, want %q", text, m, want)
		}
	}
}

func TestMatchJSONL(t *testing.T) {
	d := load(t, "testdata/contacts.csv")
	var out bytes.Buffer
	err := d.MatchJSONL(strings.NewReader(`{"id":"a","provider_text":"Björkudden","date":"2026-12-01T10:00:00+01:00"}
{"id":2,"provider_text":"HTS","district":"Södermalm","date":"2026-12-01","tags":["x"]}
{"id":"c","provider_text":"Björkudden"}
`), &out, true)
	want := `{"id":"a","got":{"decision":"route","provider":"u034"},"why":{"decision":"kallas så i listan","candidates":[{"unit":"u034","name":"Björkuddens Hemtjänst AB","why":"kallas så i listan"}]}}
{"id":2,"got":{"decision":"ask","candidates":["u036","u037"]},"why":{"decision":"flera passar: välj en","candidates":[{"unit":"u036","name":"Hemtjänstteamet Söder AB","why":"kallas så i listan"},{"unit":"u037","name":"Hemma Tryggt Söder AB","why":"kallas så i listan"}]}}
{"id":"c","got":{"decision":"ask","candidates":["u034"]},"why":{"decision":"dagen saknas: ange vilken dag det gäller","candidates":[{"unit":"u034","name":"Björkuddens Hemtjänst AB","why":"kallas så i listan"}]}}
`
	if err != nil || out.String() != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, out.String(), want)
	}
	if err := d.MatchJSONL(strings.NewReader("{"), &out, false); err == nil {
		t.Error("half a question was answered")
	}
}
