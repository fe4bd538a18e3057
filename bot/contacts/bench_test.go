package contacts

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// manyUnits makes a list of n utförare whose names are made of syllables, so
// that there are near twins enough, as in a whole county.
func manyUnits(n int) []Unit {
	r := rand.New(rand.NewPCG(1, 2))
	first := []string{"Björk", "Ek", "Sol", "Måne", "Hav", "Älv", "Sjö", "Lind", "Ros", "Gran", "Tall", "Vinter", "Sommar", "Norr", "Söder", "Ljus", "Stjärn", "Fjäll", "Klöver", "Svan"}
	last := []string{"backen", "gården", "gläntan", "udden", "hagen", "dalen", "lunden", "kullen", "bäcken", "bryggan", "viken", "ängen", "rosen", "berget", "stigen", "vägen", "huset", "teamet"}
	units := make([]Unit, n)
	for i := range units {
		stem := first[r.IntN(len(first))] + last[r.IntN(len(last))]
		if r.IntN(2) == 0 {
			stem += " " + first[r.IntN(len(first))] + last[r.IntN(len(last))]
		}
		units[i] = Unit{ID: care.UnitID(fmt.Sprintf("u%05d", i)), Role: care.HTJ,
			Name: stem + "s " + business[r.IntN(len(business))] + forms[r.IntN(len(forms))], Aliases: []string{stem},
			Districts: []string{fmt.Sprintf("Område %d", r.IntN(300)), quarters[r.IntN(len(quarters))]},
			Emails:    []string{fmt.Sprintf("info@u%d.example", i)}, Phones: []string{fmt.Sprintf("+468%08d", i/2)},
			OrgNr:   fmt.Sprintf("55%08d", i/3),
			Contact: last[r.IntN(len(last))] + first[r.IntN(len(first))] + " " + first[r.IntN(len(first))] + last[r.IntN(len(last))]}
	}
	return units
}

// manyTexts asks about them as people do: whole names and parts of them, badly
// written, numbers, people, and utförare that are not in the list.
func manyTexts(units []Unit, n int) (texts []Query) {
	r := rand.New(rand.NewPCG(3, 4))
	for range n {
		u := units[r.IntN(len(units))]
		said := []string{u.Name, head(u.Name), u.Aliases[0], strings.Fields(u.Aliases[0])[0], u.Contact, u.Emails[0], local08(u.Phones[0]), "Prästkragens hemtjänst", u.Name[:len(u.Name)/2], u.Name + ", kontakt " + u.Contact + ", tel " + local08(u.Phones[0])}
		text := noises[r.IntN(len(noises))](said[r.IntN(len(said))])
		texts = append(texts, Query{Text: text, District: []string{"", u.Districts[0], u.Districts[1], "Farsta"}[r.IntN(4)]})
	}
	return texts
}

// BenchmarkMatch reports the slowest text of a hundred among 10 000 utförare, and
// how many times as long it takes as among 100.
func BenchmarkMatch(b *testing.B) {
	units := manyUnits(10_000)
	d, texts := New(units), manyTexts(units, 2000)
	best, few := slowest(d, texts), slowest(New(units[:100]), manyTexts(units[:100], 2000))
	for i := 0; b.Loop(); i++ {
		d.Match(texts[i%len(texts)], today)
	}
	b.ReportMetric(milliseconds(best[len(best)*99/100]), "p99-ms")
	b.ReportMetric(milliseconds(best[len(best)-1]), "max-ms")
	b.ReportMetric(milliseconds(best[len(best)*99/100])/milliseconds(few[len(few)*99/100]), "p99/100-units")
}

// slowest times each text, the fastest first. Of each the best of three counts, so
// that whatever else the machine is doing does not.
func slowest(d *Directory, texts []Query) []time.Duration {
	best := make([]time.Duration, len(texts))
	for i := range texts {
		best[i] = time.Hour
		for range 3 {
			start := time.Now()
			d.Match(texts[i], today)
			best[i] = min(best[i], time.Since(start))
		}
	}
	slices.Sort(best)
	return best
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
