package reply

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"pgregory.net/rapid"
)

// phrasings say yes to the slot of a given time, in words that hold wherever
// that time lies in the calendar.
var phrasings = []func(t time.Time, n int) string{
	func(t time.Time, n int) string { return fmt.Sprintf("alternativ %d passar bra", n) },
	func(t time.Time, n int) string { return fmt.Sprintf("%d", n) },
	func(t time.Time, n int) string { return fmt.Sprintf("vi tar %s", names[t.Weekday()]) },
	func(t time.Time, n int) string {
		return fmt.Sprintf("%sen den %d/%d kl %d.%02d går bra", names[t.Weekday()], t.Day(), t.Month(), t.Hour(), t.Minute())
	},
	func(t time.Time, n int) string { return fmt.Sprintf("%d/%d funkar", t.Day(), t.Month()) },
	func(t time.Time, n int) string {
		return fmt.Sprintf("den %d %s %d fungerar fint", t.Day(), names[6+t.Month()], t.Year())
	},
	func(t time.Time, n int) string { return t.Format("2006-01-02") + " blir bra" },
	func(t time.Time, n int) string {
		_, w := t.ISOWeek()
		return fmt.Sprintf("%s v. %d kl %d:%02d", names[t.Weekday()], w, t.Hour(), t.Minute())
	},
	func(t time.Time, n int) string { return Echo(t) + " passar" },
	func(t time.Time, n int) string { return "den här tiden: " + Echo(t) },
	func(t time.Time, n int) string { return fmt.Sprintf("Inte den andra, men %s går bra", Echo(t)) },
}

// TestShiftedSlots moves the slots over the whole calendar, the nights when
// the clocks change, New Year and week 53 among it: the answer must mean the
// same slot everywhere.
func TestShiftedSlots(t *testing.T) {
	edges := []care.Date{{Year: 2026, Month: 3, Day: 29}, {Year: 2026, Month: 10, Day: 25}, {Year: 2026, Month: 12, Day: 31}, {Year: 2027, Month: 1, Day: 3}, {Year: 2028, Month: 2, Day: 28}, {Year: 2032, Month: 12, Day: 30}}
	rapid.Check(t, func(r *rapid.T) {
		day := rapid.SampledFrom(edges).Draw(r, "edge").Add(rapid.IntRange(-9, 9).Draw(r, "shift"))
		first := day.At(rapid.IntRange(8, 12).Draw(r, "hour"), rapid.SampledFrom([]int{0, 15, 30, 45}).Draw(r, "minute"))
		gap := rapid.IntRange(1, 4).Draw(r, "gap")
		second := day.Add(gap).At(rapid.IntRange(13, 16).Draw(r, "hour2"), 30)
		now := day.Add(-rapid.IntRange(1, 8).Draw(r, "ahead")).At(9, 20)
		slots := []time.Time{first, second}
		n := rapid.IntRange(0, 1).Draw(r, "slot")
		say := rapid.IntRange(0, len(phrasings)-2).Draw(r, "phrase")
		if n == 0 && rapid.Bool().Draw(r, "not") {
			say = len(phrasings) - 1
		}
		text := phrasings[say](slots[n], n+1)
		want := fmt.Sprint("accept ", n+1)
		if got := short(Parse(text, now, Question{Kind: Times, Slots: slots})); got != want {
			r.Fatalf("%q at %s for %s, %s: got %s, want %s", text, Echo(now), Echo(first), Echo(second), got, want)
		}
		// The same two times the other way round are the same two times.
		swapped := Parse(text, now, Question{Kind: Times, Slots: []time.Time{second, first}})
		if byNumber := say < 2 || say == len(phrasings)-1; !byNumber && (swapped.Intent != Accept || swapped.Accepted[0] != 2-n) {
			r.Fatalf("%q swapped: got %s", text, short(swapped))
		}
	})
}

// TestProposalsSurviveTheClockChange proposes times all over the calendar.
func TestProposalsSurviveTheClockChange(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		day := care.Date{Year: 2026, Month: 1, Day: 5}.Add(rapid.IntRange(0, 800).Draw(r, "day"))
		at := day.At(rapid.IntRange(7, 16).Draw(r, "hour"), rapid.SampledFrom([]int{0, 5, 20, 50}).Draw(r, "minute"))
		now := day.Add(-rapid.IntRange(2, 60).Draw(r, "ahead")).At(9, 20)
		slot := day.Add(rapid.IntRange(1, 9).Draw(r, "slot")).At(13, 35)
		if isFree(day) || isFree(care.DateOf(slot)) {
			r.Skip("nobody works")
		}
		text := fmt.Sprintf("Nej, men %s %d/%d kl %d.%02d går bra", names[at.Weekday()], at.Day(), at.Month(), at.Hour(), at.Minute())
		a := Parse(text, now, Question{Kind: Times, Slots: []time.Time{slot}})
		if a.Intent != Propose || len(a.Times) != 1 || !a.Times[0].Start.Equal(at) {
			r.Fatalf("%q at %s: got %s (%s), want %s", text, Echo(now), short(a), a.Why, Echo(at))
		}
	})
}

// doubts turn any answer into one that must not be taken for a yes.
var doubtful = []string{
	"Kanske. %s", "%s, tror jag", "%s om Eva kan", "%s men jag måste kolla först", "Jag frågar Eva om %s", "%s, återkommer med besked",
	"preliminärt: %s", "%s? Vet inte", "Eva säger: %s", "%s. Nej vänta, det går inte", "%s, förutsatt att bilen är lagad", "Om vi får låna bilen: %s", "%s. Fast nej, förresten",
}

// TestDoubtIsNeverYes says yes in every way the tables know, and then takes it
// back, doubts it or hangs it on something.
func TestDoubtIsNeverYes(t *testing.T) {
	now := care.Date{Year: 2026, Month: time.December, Day: 1}.At(9, 20)
	one := Question{Kind: Times, Slots: []time.Time{care.Date{Year: 2026, Month: 12, Day: 9}.At(14, 30)}}
	yeses := []string{"ja", "onsdag går bra", "det passar", "vi tar den", "9/12 kl 14.30", "👍", "inga problem", "onsdag", "alternativ 1", "kör på det", "halv tre blir bra"}
	for _, y := range yeses {
		if got := Parse(y, now, one); got.Intent != Accept {
			t.Errorf("%q: got %s (%s), want accept", y, short(got), got.Why)
		}
		for _, d := range doubtful {
			text := strings.Replace(d, "%s", y, 1)
			if got := Parse(text, now, one); got.Intent == Accept {
				t.Errorf("%q: a doubt was taken for a yes", text)
			}
		}
	}
}
