package contacts

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// TestSameList holds that one list reads the same in every form Excel gives it.
func TestSameList(t *testing.T) {
	want := load(t, "testdata/contacts.csv")
	for _, path := range []string{"testdata/contacts-excel.csv", "testdata/contacts-win1252.csv", "testdata/contacts.xlsx"} {
		if got := load(t, path); got.Version() != want.Version() {
			t.Errorf("%s: not the same as contacts.csv: %+v", path, Compare(want, got))
		}
	}
	if got := len(want.Units()); got != 70 {
		t.Errorf("got %d units, want 70", got)
	}
}

func TestEncodings(t *testing.T) {
	const list = "namn;e-post;stadsdel\r\nHägerns Omsorg AB;hagern@hagern.example;Årsta\r\n"
	wide := func(e unicode.Endianness) string {
		s, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(list)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	narrow, err := charmap.Windows1252.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	want := fromText(t, list)
	for name, text := range map[string]string{
		"with a byte order mark": "\ufeff" + list,
		"UTF-16, little end":     wide(unicode.LittleEndian),
		"UTF-16, big end":        wide(unicode.BigEndian),
		"Windows-1252":           narrow,
		"decomposed":             strings.NewReplacer("ä", "a\u0308", "Å", "A\u030a").Replace(list),
		"tabs":                   strings.ReplaceAll(list, ";", "\t"),
		"commas":                 strings.ReplaceAll(list, ";", ","),
		"sep=":                   "sep=;\r\n" + list,
		"old Mac lines":          strings.ReplaceAll(list, "\r\n", "\n"),
	} {
		if got := fromText(t, text); got.Version() != want.Version() {
			t.Errorf("%s: got %+v", name, got.Units())
		}
	}
}

// written puts a list in a file of its own.
func written(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func fromText(t testing.TB, text string) *Directory {
	t.Helper()
	return load(t, written(t, "lista.csv", text))
}

// TestDemoList reads the list of the demo, which has a bit of everything.
func TestDemoList(t *testing.T) {
	d := load(t, "testdata/kontakter.csv")
	bih, err := d.Address(care.BIH, "", today)
	if err != nil || bih.Channel() != "slack" || bih.At() != "C0EGENVARD" || bih.Unit() != "bih" {
		t.Errorf("BIH: got %v, %v", bih, err)
	}
	if len(d.Remarks()) > 0 {
		t.Errorf("remarks: %v", d.Remarks())
	}
	if got := d.Assigned("", 20, today); len(got) != 1 || got[0].Slack != "U0JONAS" || got[0].Substitute != "marit.provberg@bih-skarholmen.example" {
		t.Errorf("born on the 20th: got %v", got)
	}
	if p, ok := d.Person("u0aina", today); ok {
		t.Errorf("got %v for a Slack id in small letters", p)
	}
	if p, ok := d.Person("Aina.Exempelman@bih-skarholmen.example", today); !ok || p.Post != Manager || p.Unit != "bih" {
		t.Errorf("manager: got %v", p)
	}
	u, _ := d.Unit("htj-lyktan", today)
	want := Unit{ID: "htj-lyktan", Role: care.HTJ, Name: "Lyktans Omsorg AB", Aliases: []string{"Lyktan"}, OrgNr: "5599901021",
		Districts: []string{"Skärholmen", "Bredäng", "Sätra", "Vårberg"}, Emails: []string{"planering@lyktan.example"}, Contact: "Amira Exempelsson",
		Phones: []string{"+46846500495", "+46701740695"}, Class: ByHand, From: care.Date{Year: 2016, Month: 3, Day: 1}}
	if jsonOf(u) != jsonOf(want) {
		t.Errorf("got %+v, want %+v", u, want)
	}
}

// TestProblems holds one bad list per problem, and that what is said about it
// names the place and what to do.
func TestProblems(t *testing.T) {
	const ok = "Solgläntan AB;info@solglantan.example;Sätra"
	for _, tt := range []struct{ name, list, want string }{
		{"no address", "namn;e-post\n" + "Solglimten;\n", `rad 2, kolumn e-post: e-post saknas för Solglimten: skriv en adress, eller ta bort raden om utföraren har upphört`},
		{"no name", "namn;e-post\n;a@b.example\n", "rad 2, kolumn namn: namn saknas"},
		{"broken address", "namn;e-post\nSol;info@sol,example\n", "rad 2, kolumn e-post: e-posten för Sol är ingen hel och riktig adress"},
		{"half an address", "namn;e-post\nSol;info@sol.example eller ring\n", "rad 2, kolumn e-post: e-posten"},
		{"no dot", "namn;e-post\nSol;info@sol\n", "kolumn e-post: e-posten"},
		{"comment", "namn;e-post\nSol;info@sol.example (gäller ej)\n", "kolumn e-post: e-posten"},
		{"one of two", "namn;e-post\nSol;info@sol.example|annat@\n", "kolumn e-post: e-posten"},
		{"letters", "namn;e-post\nSol;info@sölen.example\n", "kolumn e-post: e-posten"},
		{"formula", "namn;e-post\n\"=HYPERLINK(\"\"x\"\")\";a@b.example\n", "rad 2, kolumn namn: cellen är en formel"},
		{"call", "namn;e-post;telefon\nSol;a@b.example;+cmd|' /C calc'!A0\n", "kolumn telefon: cellen är en formel"},
		{"date", "namn;e-post;till\nSol;a@b.example;3/12-26\n", "kolumn till: datumet går inte att läsa"},
		{"dates", "namn;e-post;från;till\nSol;a@b.example;2026-12-01;2026-11-01\n", "kolumn till: slutdatumet ligger före"},
		{"active", "namn;e-post;aktiv\nSol;a@b.example;kanske\n", "kolumn aktiv: går inte att läsa: skriv ja eller nej"},
		{"role", "namn;e-post;roll\nSol;a@b.example;städ\n", "kolumn roll: okänd roll"},
		{"class", "namn;e-post;leverans\nSol;a@b.example;fax\n", "kolumn leverans: okänt leveranssätt"},
		{"channel", "namn;e-post;kanal\nSol;a@b.example;duva\n", "kolumn kanal: okänd kanal"},
		{"no channel", "namn;e-post;kanal;slack\nSol;a@b.example;slack;\n", "kolumn slack: Sol ska nås i Slack"},
		{"twice", "id;namn;e-post\nu1;Sol;a@b.example\nu1;Måne;c@d.example\n", "rad 3: Måne står två gånger för samma tid"},
		{"successor", "namn;e-post;efterträdare\nSol;a@b.example;Ingen Alls AB\n", "efterträdaren till Sol finns inte"},
		{"header", "hej;hopp\n1;2\n", "ingen rubrikrad"},
		{"header twice", "namn;e-post;mail\nSol;a@b.example;\n", "kolumn mail: två kolumner med samma innebörd"},
		{"extra cell", "namn;e-post\nSol;a@b.example;Sätra;Bredäng\n", "rad 2: något står till höger om sista rubriken"},
		{"open quote", "namn;e-post;stadsdel\n\"Sol;a@b.example;Sätra\n" + ok + "\n", "citattecken"},
		{"mojibake", "namn;e-post\nHÃ¤gern;a@b.example\n", "rad 2, kolumn namn: å, ä eller ö har gått sönder"},
		{"nothing", "namn;e-post\n", "kontaktlistan lista.csv: ingen rad att läsa"},
		{"nothing at all", "", "kontaktlistan lista.csv: ingen rad att läsa"},
		{"nobody but staff", "namn;roll;e-post\nMarit;chef;m@b.example\n", "kontaktlistan lista.csv: ingen rad att läsa"},
		{"zeros", "namn;e-post\nSol;a\x00b\n", "går inte att läsa som en kontaktlista"},
		{"old Excel", "\xd0\xcf\x11\xe0rest", "gammalt eller lösenordsskyddat Excelformat"},
		{"no workbook", "PK\x03\x04rest", "går inte att läsa som en kontaktlista"},
		{"staff", "namn;roll;e-post\nBIH;BIH;bih@b.example\nMarit Provberg;handläggare;\n", "rad 3, kolumn e-post: en medarbetare saknar både e-post och Slack-id"},
		{"substitute", "namn;roll;e-post;ersättare\nBIH;BIH;bih@b.example;\nMarit Provberg;handläggare;m@b.example;Nisse\n", "rad 3: ersättaren finns inte"},
		{"days", "namn;roll;e-post;födda\nBIH;BIH;bih@b.example;\nMarit Provberg;handläggare;m@b.example;sommar\n", "rad 3, kolumn födda: födelsedagarna"},
		{"two desks", "namn;roll;e-post\nBIH A;BIH;a@b.example\nBIH B;BIH;b@b.example\nMarit;chef;m@b.example\n", "rad 3: personalen hör till flera BIH-enheter"},
	} {
		_, err := Load(written(t, "lista.csv", tt.list))
		ps, isProblems := errors.AsType[Problems](err)
		if !isProblems || !slices.ContainsFunc(ps, func(p Problem) bool { return strings.Contains(p.Swedish(), tt.want) }) {
			t.Errorf("%s: got %v, want %q", tt.name, swedishOf(ps), tt.want)
		}
		for _, p := range ps {
			if strings.HasSuffix(p.Error(), ": ") || strings.Contains(p.Error()+p.Swedish(), "{") {
				t.Errorf("%s: %q, %q: not a whole sentence", tt.name, p.Error(), p.Swedish())
			}
		}
	}
}

func swedishOf(ps Problems) (s []string) {
	for _, p := range ps {
		s = append(s, p.Swedish())
	}
	return s
}

// TestAllAtOnce holds that everything wrong in all files is said together, in
// reading order, and that no person and no address is named.
func TestAllAtOnce(t *testing.T) {
	a := written(t, "a.csv", "Lista 2026\n\nnamn;roll;e-post;till\nSolgläntan;HTJ;info@sol,example;i morgon\nEbba Hemlig;handläggare;ebba.hemlig@;\n\n;;;\n")
	b := written(t, "b.csv", "namn;e-post\nMånen;\n")
	_, err := Load(a, b)
	want := `contact list a.csv, row 4, column till: not a date: write it as 2026-12-01
contact list a.csv, row 4, column e-post: the mail address of Solgläntan is not a whole, correct address: correct it
contact list a.csv, row 5, column e-post: the mail address of the unit is not a whole, correct address: correct it
contact list b.csv, row 2, column e-post: no mail address for Månen: add one, or remove the row if the provider has closed`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if ps, _ := errors.AsType[Problems](err); strings.Contains(strings.ToLower(err.Error()+strings.Join(swedishOf(ps), "")), "ebba") {
		t.Errorf("a person is named: %v", err)
	}
}

// TestEmptiedFile holds that one file without rows stops them all: the recipients
// that stood in it must not vanish without a word.
func TestEmptiedFile(t *testing.T) {
	full := written(t, "htj.csv", "namn;e-post\nSol;info@sol.example\n")
	empty := written(t, "pvr.csv", "namn;roll;e-post\n")
	_, err := Load(full, empty)
	if want := "contact list pvr.csv: no row to read: write at least one recipient in the list"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRemarks(t *testing.T) {
	d := fromText(t, "Kontakter\n;;\nNamn: ;E-POST *;Område;Tel;Favoritfärg;orgnr\nSol;a@b.example;Sätra;växeln;grön;12\nSol;a@b.example;Sätra;växeln;grön;12\nMåne;A@b.example;–;08-465 004 01;;559990-0114\nNamn;E-post;Område;Tel;Favoritfärg;orgnr\n;;\n")
	var got []string
	for _, p := range d.Remarks() {
		got = append(got, p.Code)
	}
	slices.Sort(got)
	if want := []string{"column", "no-district", "orgnr-form", "orgnr-form", "phone-form", "phone-form", "same-mail", "same-row"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(d.Units()) != 2 {
		t.Errorf("got %v", d.Units())
	}
}

// TestHistory holds that one id may have a line for before and one for after,
// and that a successor may be given by name.
func TestHistory(t *testing.T) {
	d := fromText(t, `id;namn;e-post;stadsdel;från;till;efterträdare;tidigare namn
u1;Sol AB;gammal@sol.example;Sätra;;2026-12-31;;
u1;Sol AB;ny@sol.example;Sätra;2027-01-01;;;
u2;Måne AB;mane@mane.example;Sätra;;2026-10-31;Stjärnan AB;
u3;Stjärnan AB;s@stjarnan.example;Sätra;2026-11-01;;;Kometen AB
`)
	for _, tt := range []struct {
		on   care.Date
		want string
	}{{care.Date{Year: 2026, Month: 12, Day: 31}, "gammal@sol.example"}, {care.Date{Year: 2027, Month: 1, Day: 1}, "ny@sol.example"}} {
		if got, err := d.Address(care.HTJ, "u1", tt.on); got.At() != tt.want {
			t.Errorf("%s: got %v, %v, want %s", tt.on, got, err, tt.want)
		}
		if m := d.Match(Query{Text: "Sol AB"}, tt.on); m.Decision != Route || m.Unit != "u1" {
			t.Errorf("%s: got %v, want a route to u1", tt.on, m)
		}
	}
	for _, text := range []string{"Måne AB", "Kometen"} {
		m := d.Match(Query{Text: text}, today)
		if m.Decision != Ask || len(m.Candidates) == 0 || m.Candidates[0].Unit != "u3" {
			t.Errorf("%s: got %v, want the successor first", text, m)
		}
	}
}
