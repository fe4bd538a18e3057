package reply

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/stegvis/bot/care"
)

// What does not change the meaning of a reply must not change what is
// understood: another week, another order of the slots, a greeting, another
// mail program. Where it does, the answer may only become a question.

// sayings are replies in words made of the slots: {w1} is the weekday of the
// first, {d1} its date, {m1} the date in letters, {c1} its time, {v1} its week,
// {f1} all of it as we write it.
var sayings = []struct{ text, want string }{
	{"{w1} går bra", "accept 1"},
	{"{W2}en passar oss", "accept 2"},
	{"{w2} {d2}", "accept 2"},
	{"{w1} den {m1} kl. {c1}", "accept 1"},
	{"{f2}", "accept 2"},
	{"{f1} passar", "accept 1"},
	{"{d1} kl {c1} fungerar för oss", "accept 1"},
	{"den {m2} blir bra", "accept 2"},
	{"{i2} {c2}", "accept 2"},
	{"v. {v1} {w1}", "accept 1"},
	{"{w2} v {v2} kl {c2}", "accept 2"},
	{"kl {c2} passar", "accept 2"},
	{"inte {w1} men {w2} funkar", "accept 2"},
	{"{w2} går tyvärr inte, {w1} går bra", "accept 1"},
	{"{w1}: nej\n{w2}: ja", "accept 2"},
	{"{w1}... nej förlåt, {w2} menar jag", "accept 2"},
	{"båda går men helst {w2}", "accept 1,2"},
	{"Hellre {w2} än {w1}", "accept 2"},
	{"vilken som helst utom {w1}", "accept 2"},
	{"{w1} eller {w2}", "accept 1,2"},
	{"varken {w1} eller {w2}", "decline"},
	{"ingen av dem", "decline"},
	{"nr 2", "accept 2"},
	{"den första tiden", "accept 1"},
	{"{w1} om Anna kan", "unclear"},
	{"{w2} kanske", "unclear"},
	{"{w2} {d1}", "unclear"},
	{"nr 1, {w2}", "unclear"},
	{"ok", "unclear"},
	{"jag frågar Ahmed om {w1}", "unclear"},
	{"helst inte {w1}", "unclear"},
	{"{w1} går inte", "unclear"},
	{"går det bra med {w1}?", "question/unclear"},
}

// fill puts the slots into a saying.
func fill(text string, slots []time.Time) string {
	var r []string
	for i, s := range slots {
		n, d := fmt.Sprint(i+1), care.DateOf(s)
		_, week := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).ISOWeek()
		day, month := weekdayNames[d.Weekday()], monthNames[d.Month-1]
		r = append(r, "{w"+n+"}", day, "{W"+n+"}", strings.ToUpper(day[:1])+day[1:], "{d"+n+"}", fmt.Sprintf("%d/%d", d.Day, d.Month),
			"{m"+n+"}", fmt.Sprintf("%d %s", d.Day, month), "{c"+n+"}", s.Format("15.04"), "{v"+n+"}", fmt.Sprint(week), "{i"+n+"}", d.String(),
			"{f"+n+"}", fmt.Sprintf("%s %d %s %d kl. %s", day, d.Day, month, d.Year, s.Format("15.04")))
	}
	return strings.NewReplacer(r...).Replace(text)
}

var (
	weekdayNames = []string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"}
	monthNames   = strings.Fields("januari februari mars april maj juni juli augusti september oktober november december")
)

// TestShifted says the same of slots through two and a half years: over both
// changes of the clock, the turn of the years, week 53 and the leap day.
func TestShifted(t *testing.T) {
	first := care.Date{Year: 2026, Month: 9, Day: 1}
	n := 0
	for d := first; d.Days(first) < 900; d = d.Add(1) {
		if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
			continue
		}
		one, two := workday(d.Add(6)), workday(workday(d.Add(6)).Add(1))
		if two.Days(one) > 4 {
			continue // too far apart for a weekday to tell
		}
		slots := []time.Time{one.At(10, 0), two.At(14, 30)}
		for _, x := range sayings {
			n++
			said(t, x.text, x.want, d.At(9, 20), slots)
		}
	}
	t.Logf("%d replies", n)
}

func workday(d care.Date) care.Date {
	for isFree(d) {
		d = d.Add(1)
	}
	return d
}

func said(t *testing.T, text, want string, now time.Time, slots []time.Time) {
	t.Helper()
	text = fill(text, slots)
	a := Parse(text, now, Question{Kind: Times, Slots: slots})
	if !agrees(a, want) {
		t.Errorf("%s, %v: %q: got %s (%s), want %s", now.Format(wallClock), slots, text, short(a), a.Why, want)
	}
}

// TestReordered offers the slots the other way round.
func TestReordered(t *testing.T) {
	now := care.Date{Year: 2026, Month: 12, Day: 21}.At(9, 20)
	one, two := care.Date{Year: 2026, Month: 12, Day: 29}.At(10, 0), care.Date{Year: 2027, Month: 1, Day: 7}.At(14, 30)
	for _, x := range sayings {
		if strings.Contains(x.text, "nr ") || strings.Contains(x.text, "första") {
			continue
		}
		want := strings.NewReplacer("accept 1,2", "accept 1,2", "accept 1", "accept 2", "accept 2", "accept 1").Replace(x.want)
		text := fill(x.text, []time.Time{one, two})
		a := Parse(text, now, Question{Kind: Times, Slots: []time.Time{two, one}})
		if !agrees(a, want) {
			t.Errorf("%q: got %s (%s), want %s", text, short(a), a.Why, want)
		}
	}
}

// TestDressed puts a greeting, thanks, other letters and other mail programs
// around what colleagues write.
func TestDressed(t *testing.T) {
	gold, _ := readReplies(t, "colleagues.jsonl")
	clients, signatures := archive(t, "clients.txtar"), archive(t, "signatures.txtar")
	dresses := []struct {
		name string
		put  func(i int, s string) string
		may  float64 // the share that may become a question
	}{
		{"greeting", func(_ int, s string) string { return "Hej!\n\n" + s }, 0.005},
		{"greeting and thanks", func(_ int, s string) string { return "Hej igen,\n" + s + "\n\nTack för hjälpen!" }, 0.01},
		{"spaces", func(_ int, s string) string { return "\n\n  " + strings.ReplaceAll(s, " ", "  ") + " \n\n" }, 0.02},
		{"lower case", func(_ int, s string) string { return strings.ToLower(s) }, 0.03},
		{"capitals", func(_ int, s string) string { return strings.ToUpper(s) }, 0.08},
		{"first capital", func(_ int, s string) string { return capital(s) }, 0.01},
		{"signature", func(i int, s string) string { return s + "\n" + string(signatures[i%len(signatures)].Data) }, 0.01},
		{"mail program", func(i int, s string) string {
			return wrap(string(clients[i%len(clients)].Data), s+"\n"+strings.TrimRight(string(signatures[i/7%len(signatures)].Data), "\n"), quotedSlots)
		}, 0.01},
	}
	for _, d := range dresses {
		asked := 0
		for i, g := range gold {
			q, err := g.question()
			if err != nil {
				t.Fatal(err)
			}
			plain, dressed := Parse(g.Text, g.Now, q), Parse(d.put(i, g.Text), g.Now, q)
			if slices.Contains([]Kind{Contact, Free}, q.Kind) || meaning(dressed) == meaning(plain) {
				continue
			}
			asked++
			if dressed.Intent != Unclear && dressed.Intent != Asks && !saysLess(dressed, plain) {
				t.Errorf("%s: %s %q: got %s, without it %s", d.name, g.ID, g.Text, meaning(dressed), meaning(plain))
			} else {
				t.Logf("%s: %s %q: %s, without it %s", d.name, g.ID, g.Text, meaning(dressed), meaning(plain))
			}
		}
		if share := float64(asked) / float64(len(gold)); share > d.may {
			t.Errorf("%s: %.1f %% understood otherwise", d.name, 100*share)
		}
	}
}

// meaning is all of an answer that somebody acts on.
func meaning(a Answer) string {
	if a.Intent == Unclear || a.Intent == Asks {
		return "ask"
	}
	return fmt.Sprint(short(a), a.Preferred)
}

// saysLess reports whether a says part of what b says, and nothing else.
func saysLess(a, b Answer) bool {
	for _, w := range strings.Fields(short(a)) {
		if !slices.Contains(strings.Fields(short(b)), w) {
			return false
		}
	}
	return true
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
