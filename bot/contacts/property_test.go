package contacts

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"example.org/stegvis/bot/care"
	"pgregory.net/rapid"
)

// The lists that are drawn here are nastier than real ones: few words to make
// names of, twins that differ in a letter, shared telephones, branches, closed
// units. What must hold is the same: nobody is routed to by likeness.

var (
	stems     = []string{"Hägern", "Hagern", "Hagen", "Ekbacken", "Ekebacken", "Solrosen", "Solrosgården", "Linnégården", "Lindgården", "Måsen", "Masen", "Mossen", "Vilan", "Villan", "Älvlund", "Alvelund", "Björken", "Björkudden", "Treklövern", "Klövern", "Söder", "Omsorg 24", "A1", "Vård 7", "Nya Hägern", "Hägern Söder", "Söderorts", "Team Hagen", "Hagens Vänner", "Hemma Hos", "Trygg Hemma", "Hemma", "Måsen & Mossen", "Nattviolen", "Nattugglan", "Kommunhälsan", "Hemtjänstgruppen", "Omsorgshuset", "Omsorgshuset Söder", "ABC", "A.B.C.", "Björk Service", "Stockholms", "Sätra", "Farsta", "Vårdteamet Klövern", "Klövern Plus"}
	business  = []string{"Hemtjänst", "Omsorg", "Hemvård", "Hemomsorg", "Service", "Vård"}
	forms     = []string{"", " AB", " HB", " ek. för."}
	quarters  = []string{"Skärholmen", "Sätra", "Bredäng", "Vårberg", "Farsta", "Farsta strand", "Hägersten"}
	givenName = []string{"Anna", "Fatima", "Maria", "Olle"}
	surname   = []string{"Andersson", "Yildiz", "Yilmaz", "Lindqvist", "Lindkvist"}
	today     = care.Date{Year: 2026, Month: 12, Day: 1}
)

func drawUnit(t *rapid.T, i int) Unit {
	stem := rapid.SampledFrom(stems).Draw(t, "stem")
	u := Unit{ID: care.UnitID(fmt.Sprintf("u%02d", i)), Role: care.HTJ}
	u.Name = stem + rapid.SampledFrom([]string{"", "s"}).Draw(t, "s") + " " + rapid.SampledFrom(business).Draw(t, "business") + rapid.SampledFrom(forms).Draw(t, "form")
	if rapid.Bool().Draw(t, "aliased") {
		u.Aliases = []string{stem}
	}
	if rapid.IntRange(0, 3).Draw(t, "branched") == 0 {
		branch := rapid.SampledFrom(append(quarters, "natt")).Draw(t, "branch")
		u.Name += ", enhet " + branch
	}
	u.Districts = rapid.SliceOfNDistinct(rapid.SampledFrom(quarters), 0, 3, rapid.ID).Draw(t, "districts")
	u.Phones = []string{fmt.Sprintf("+46846500%03d", rapid.IntRange(0, 8).Draw(t, "phone"))}
	u.OrgNr = fmt.Sprintf("%d%09d", rapid.SampledFrom([]int{5, 9}).Draw(t, "kind"), rapid.IntRange(0, 8).Draw(t, "orgnr"))
	u.Emails = []string{fmt.Sprintf("info@%s.example", slug(stem)), fmt.Sprintf("%s@htj.example", u.ID)}
	u.Contact = rapid.SampledFrom(givenName).Draw(t, "given") + " " + rapid.SampledFrom(surname).Draw(t, "surname")
	u.Closed = rapid.IntRange(0, 9).Draw(t, "closed") == 0
	return u
}

func drawUnits(t *rapid.T) []Unit {
	n := rapid.IntRange(1, 8).Draw(t, "units")
	units := make([]Unit, n)
	for i := range units {
		units[i] = drawUnit(t, i)
	}
	return units
}

// A said is what somebody writes about a unit, and which of its names, numbers
// or addresses that was before it was badly written.
type said struct {
	Query
	key string
}

// drawSaid is how somebody may write about u: what they have of it, more or
// less well spelt.
func drawSaid(t *rapid.T, u Unit) said {
	key := rapid.SampledFrom(append([]string{u.Name, strings.SplitN(u.Name, ",", 2)[0], u.Contact, u.Emails[0], local08(u.Phones[0])}, u.Aliases...)).Draw(t, "said")
	q := said{Query{Text: key}, key}
	for range rapid.IntRange(0, 2).Draw(t, "noise") {
		q.Text = rapid.SampledFrom(noises).Draw(t, "how")(q.Text)
	}
	if rapid.IntRange(0, 3).Draw(t, "placed") == 0 {
		q.Text += rapid.SampledFrom([]string{", ", " i ", " (", " enhet "}).Draw(t, "glue") + rapid.SampledFrom(quarters).Draw(t, "where")
	}
	if rapid.Bool().Draw(t, "district known") {
		q.District = rapid.SampledFrom(append(quarters, u.Districts...)).Draw(t, "district")
	}
	return q
}

func local08(phone string) string { return "08-" + phone[4:7] + " " + phone[7:] }

// noises keep a name the name it is, to whoever knows it.
var noises = []func(string) string{
	strings.ToLower,
	strings.ToUpper,
	func(s string) string {
		return strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "Ä", "A").Replace(s)
	},
	func(s string) string { return strings.NewReplacer("o", "0", "l", "1").Replace(s) },
	func(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, " AB"), " HB") },
	func(s string) string { return "Utförare: " + s },
	func(s string) string { return strings.Replace(s, "nn", "n", 1) },
	func(s string) string { return latin1(s) },
}

// latin1 is s as it looks when its UTF-8 is read as Windows-1252.
func latin1(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c == 0x81 || c == 0x8d || c == 0x8f || c == 0x90 || c == 0x9d {
			return s
		}
		b.WriteRune(windows1252(c))
	}
	return b.String()
}

func windows1252(c byte) rune {
	if c < 0x80 || c >= 0xa0 {
		return rune(c)
	}
	return []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")[c-0x80]
}

// TestRoutesOnlyToWhoIsMeant holds that a text about a unit, however badly
// written, leads to that unit or to a question.
func TestRoutesOnlyToWhoIsMeant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := drawUnits(t)
		meant := rapid.SampledFrom(units).Draw(t, "meant")
		q := drawSaid(t, meant)
		m := New(units).Match(q.Query, today)
		if m.Decision != Route {
			return
		}
		got, _ := New(units).Unit(m.Unit, today)
		if !got.Valid(today) {
			t.Fatalf("%q: routed to %s, which is closed", q, m.Unit)
		}
		if q.District != "" && len(got.Districts) > 0 && !got.Serves(q.District) {
			t.Fatalf("%q: routed to %s, which does not serve the district", q, m.Unit)
		}
		if m.Unit != meant.ID && !q.has(got) {
			t.Fatalf("%q: routed to %+v, meant was %+v", q, got, meant)
		}
	})
}

// has reports whether what was said is true of u as well: it has that number,
// address, samordnare or alias, or a name that differs only in what a text may lose.
func (q said) has(u Unit) bool {
	if slices.Contains(append(u.Aliases, u.Contact, u.Emails[0], local08(u.Phones[0])), q.key) {
		return true
	}
	whole := strings.TrimSuffix(lettersOf(head(q.key)), "s") // Björk Service of Björk Service Hemtjänst
	for _, name := range append(u.Aliases, u.Name) {
		if q.stem(name) == whole {
			return true
		}
		if q.stem(name) == q.stem(q.key) && (kindOf(q.key) == "" || kindOf(q.key) == kindOf(u.Name)) {
			return true
		}
	}
	return false
}

// stem is the part of a name that is the unit's own, and without small words when
// a place stands beside it.
func (q said) stem(name string) string {
	if q.placed() {
		name = strings.NewReplacer("Team ", "", " Hos", "").Replace(name)
	}
	return stemOf(name)
}

func (q said) placed() bool {
	return q.District != "" || slices.ContainsFunc(quarters, func(p string) bool { return strings.Contains(lettersOf(q.key+q.Text), lettersOf(p)) })
}

// stemOf is the part of a name that is the unit's own.
func stemOf(name string) string {
	name = head(name)
	return strings.TrimSuffix(lettersOf(strings.TrimSuffix(name, kindOf(name))), "s")
}

// kindOf is the part that says its business.
func kindOf(name string) string {
	words := strings.Fields(head(name))
	if last := words[len(words)-1]; slices.Contains(business, last) {
		return last
	}
	return ""
}

func head(name string) string {
	name, _, _ = strings.Cut(name, ",")
	for _, f := range forms[1:] {
		name = strings.TrimSuffix(name, f)
	}
	return name
}

// lettersOf is an identity of its own making, so that the test does not lean on
// what it tests.
func lettersOf(s string) string {
	s = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "0", "o", "1", "l", "nn", "n", "ll", "l", "s ", " ").Replace(strings.ToLower(s) + " ")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '@' {
			return r
		}
		return -1
	}, s)
}

// TestStrangersAreNotRouted holds that a text about a unit that is not in the
// lists leads to nobody, however like the names in the lists it is.
func TestStrangersAreNotRouted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := drawUnits(t)
		stranger := drawUnit(t, 90)
		q := drawSaid(t, stranger)
		m := New(units).Match(q.Query, today)
		if m.Decision != Route {
			return
		}
		if got, _ := New(units).Unit(m.Unit, today); !q.has(got) {
			t.Fatalf("%q: routed to %+v, meant was %+v", q, got, stranger)
		}
	})
}

// TestOneNameAnotherNumber holds that the name of one unit with the number of
// another is always a question.
func TestOneNameAnotherNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := drawUnits(t)
		a := rapid.SampledFrom(units).Draw(t, "a")
		b := rapid.SampledFrom(units).Draw(t, "b")
		name, number := said{Query{}, head(a.Name)}, said{Query{}, local08(b.Phones[0])}
		m := New(units).Match(Query{Text: name.key + ", tel " + number.key}, today)
		if got, _ := New(units).Unit(m.Unit, today); m.Decision == Route && !(name.has(got) && number.has(got)) {
			t.Fatalf("%q %q: routed to %+v", name.key, number.key, got)
		}
	})
}

// drawTwin is a new line that could be taken for u.
func drawTwin(t *rapid.T, u Unit) Unit {
	twin := drawUnit(t, 99)
	switch rapid.IntRange(0, 6).Draw(t, "twin") {
	case 0:
		twin.Name = u.Name
	case 1:
		twin.Name = noises[2](u.Name)
	case 2:
		at := rapid.IntRange(1, len([]rune(u.Name))-1).Draw(t, "at")
		r := []rune(u.Name)
		twin.Name = string(r[:at]) + string(r[at+1:])
	case 3:
		twin.Name = "Nya " + u.Name
	case 4:
		twin.Name = head(u.Name) + rapid.SampledFrom(forms).Draw(t, "form")
	case 5:
		twin.Aliases = append(twin.Aliases, u.Aliases...)
	case 6:
		twin.Name = head(u.Name) + ", enhet " + rapid.SampledFrom(quarters).Draw(t, "branch")
	}
	if rapid.Bool().Draw(t, "shared") {
		twin.Phones, twin.OrgNr, twin.Emails = u.Phones, u.OrgNr, u.Emails
	}
	if rapid.Bool().Draw(t, "neighbours") {
		twin.Districts = u.Districts
	}
	return twin
}

// TestTwinOnlyMakesAQuestion holds that one more line in the lists can turn a
// route into a question, and never into another route.
func TestTwinOnlyMakesAQuestion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := drawUnits(t)
		meant := rapid.SampledFrom(units).Draw(t, "meant")
		q := drawSaid(t, meant)
		before := New(units).Match(q.Query, today)
		twin := drawTwin(t, meant)
		after := New(append(slices.Clone(units), twin)).Match(q.Query, today)
		if before.Decision != Route {
			return
		}
		if after.Decision == Unknown || after.Decision == Route && after.Unit != before.Unit {
			t.Fatalf("%q: %v became %v with %+v", q, before, after, twin)
		}
	})
}

// TestNearTwinAsks holds that a name one letter from another in the same
// district is a question, unless it is written as it is registered.
func TestNearTwinAsks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := drawUnit(t, 1)
		u.Closed, u.Name = false, rapid.SampledFrom([]string{"Ekbacken", "Treklövern", "Björkudden", "Linnégården"}).Draw(t, "stem")+" Hemtjänst AB"
		u.Aliases = []string{strings.Fields(u.Name)[0]}
		twin := drawUnit(t, 2)
		stem := []rune(u.Aliases[0])
		at := rapid.IntRange(1, len(stem)-2).Draw(t, "at")
		twin.Name = string(stem[:at]) + string(stem[at+1:]) + " Hemtjänst HB"
		twin.Districts = u.Districts
		q := Query{Text: rapid.SampledFrom([]string{u.Aliases[0], strings.ToLower(head(u.Name)), strings.ToUpper(u.Aliases[0])}).Draw(t, "said")}
		if len(u.Districts) > 0 {
			q.District = u.Districts[0]
		}
		if m := New([]Unit{u, twin}).Match(q, today); m.Decision != Ask || len(m.Candidates) < 2 {
			t.Fatalf("%q with %q beside %q: got %v", q, twin.Name, u.Name, m)
		}
		if m := New([]Unit{u, twin}).Match(Query{Text: u.Name}, today); m.Decision != Route || m.Unit != u.ID {
			t.Fatalf("%q beside %q: got %v", u.Name, twin.Name, m)
		}
	})
}

// TestWellWrittenIsRouted keeps the other properties from being true because
// nothing is ever routed.
func TestWellWrittenIsRouted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := drawUnit(t, 1)
		u.Closed = false
		for _, text := range []string{u.Name, "Utförare: " + strings.ToLower(u.Name), "Hemtjänst: " + u.Name, u.Emails[1], local08(u.Phones[0])} {
			if m := New([]Unit{u}).Match(Query{Text: text}, today); m.Unit != u.ID {
				t.Fatalf("%q: got %v, want %s", text, m, u.Name)
			}
		}
	})
}

// TestMain checks the properties on more lists than usual: they are what stands
// between a text and the wrong recipient.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "1000"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
