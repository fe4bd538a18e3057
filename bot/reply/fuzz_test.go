package reply

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// FuzzParse looks for texts that crash, that are answered with what was not
// offered, or that are taken for a yes with a doubt in them.
func FuzzParse(f *testing.F) {
	gold, _ := readGold(f)
	for _, g := range gold {
		f.Add(g.Text, 0)
	}
	kinds := []Kind{Times, Order, Outcome, Extension, Ack, Contact, Free, Held}
	now := care.Date{Year: 2026, Month: time.December, Day: 1}.At(9, 20)
	slots := []time.Time{care.Date{Year: 2026, Month: 12, Day: 8}.At(10, 0), care.Date{Year: 2026, Month: 12, Day: 9}.At(14, 30)}
	f.Fuzz(func(t *testing.T, text string, kind int) {
		q := Question{Kind: kinds[uint(kind)%uint(len(kinds))], Slots: slots, End: care.Date{Year: 2026, Month: 12, Day: 31}}
		a := Parse(text, now, q)
		for _, n := range a.Accepted {
			if n < 1 || n > len(slots) {
				t.Fatalf("accepted %d of %d", n, len(slots))
			}
		}
		for _, p := range a.Times {
			if !p.End.IsZero() && p.End.Before(p.Start) || p.Start.Year() < 2026 {
				t.Fatalf("proposed %v to %v", p.Start, p.End)
			}
		}
		if a.Intent == Accept && q.Kind == Times && len(a.Accepted) == 0 {
			t.Fatal("accepted nothing")
		}
		Own(text)
		for _, doubt := range []string{"\n\nFast det är inte säkert än, måste kolla först.", "\n\nOm Eva kan."} {
			if b := Parse(plainText(text)+doubt, now, q); b.Intent == Accept && q.Kind == Times {
				t.Fatalf("%q: a doubt was taken for a yes", text)
			}
		}
	})
}

// plainText drops what would hide the doubt that is put after it: markup,
// quotes and signatures.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("<>|/-_*=:~&", r) {
			return ' '
		}
		return r
	}, Own(s))
}

// floor is how many replies a core must understand in a second.
const floor = 20_000

func BenchmarkParse(b *testing.B) {
	gold, _ := readGold(b)
	var qs []Question

	for _, g := range gold {
		q, err := g.question()
		if err != nil {
			b.Fatal(err)
		}
		qs = append(qs, q)

	}
	n, before := 0, cpuTime(b)
	for b.Loop() {
		for i, g := range gold {
			Parse(g.Text, g.Now, qs[i])
		}
		n += len(gold)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "replies/s")
	perCore := float64(n) / (cpuTime(b) - before).Seconds()
	b.ReportMetric(perCore, "replies/cpu-s")
	b.ReportMetric(perCore/floor, "of-floor")
	if perCore < floor && b.N > 1 {
		b.Errorf("%.0f replies/s per core, want %d", perCore, floor)
	}
}

// cpuTime is how long this process has computed: what counts per core on a
// machine that does other things as well.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// FuzzInformed looks for texts that crash, that tell of a time to come, or in
// which a doubt is taken for a yes.
func FuzzInformed(f *testing.F) {
	for _, text := range []string{"Informerad igår kl 14", "Hon är informerad 1/12 kl. 10.30", "Ja", "Informerad i måndags", "Nej", "klart 30/2", "informerad 2027-01-01"} {
		f.Add(text)
	}
	now := care.Date{Year: 2026, Month: time.December, Day: 2}.At(9, 20)
	f.Fuzz(func(t *testing.T, text string) {
		if when, ok := Informed(text, now); ok && (when.On.After(care.DateOf(now)) || when.At.After(now)) {
			t.Fatalf("%q: told at a time to come: %v", text, when)
		}
		if _, ok := Informed(plainText(text)+"\n\nFast inte än.", now); ok {
			t.Fatalf("%q: a doubt was taken for a yes", text)
		}
	})
}
