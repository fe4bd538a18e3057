package reply

import (
	_ "embed"
	"regexp"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

//go:embed informed.txt
var informedWords string

var wordShape = regexp.MustCompile(`[\p{L}\d]+`)

// A Telling is when somebody has told the person, as a reply says it.
type Telling struct {
	On care.Date // the day the reply was written, when it names none
	At time.Time // zero when no time of day was named
}

// Informed reports whether a reply says, and says nothing else than, that the
// person has been told, and when. Any word that is not known to be harmless
// beside it, a negation or a question mark among them, makes it a doubt, and so
// a no; and so does a time that has yet to come.
func Informed(text string, now time.Time) (when Telling, ok bool) {
	own := Own(text)
	when.On = care.DateOf(now)
	if strings.ContainsAny(own, "?") {
		return when, false
	}
	ts := tokens(own)
	r := dayReader(now)
	rest, told := ts, false
	var said []token
	days := 0
	for _, m := range r.mentions(ts) {
		from := m.from - (len(ts) - len(rest))
		if !m.is(dayFacets|fClock) || m.is(fSpan|fHabit|fNum|fPick) {
			continue
		}
		if !when.add(r, m, now) {
			return when, false
		}
		days++
		said = append(said, rest[:from]...)
		rest = ts[m.to:]
	}
	for _, t := range append(said, rest...) {
		for _, w := range wordShape.FindAllString(t.word, -1) {
			switch marked(informedWords, strings.ToLower(w)) {
			case "+":
				told = true
			case "":
				return when, false
			}
		}
	}
	return when, told && days < 2
}

// add takes over what a mention says; it reports false when that has yet to come
// or contradicts itself.
func (w *Telling) add(r reader, m mention, now time.Time) bool {
	if m.is(dayFacets) {
		from, to, why := r.daysOf(m)
		if why != "" || from != to || from.IsZero() {
			return false
		}
		if from.After(w.On) && m.has&^(fClock|fHalf|fOn) == fWeekday {
			from = from.Add(-7)
		}
		if from.After(w.On) && m.is(fSoon) {
			from.Year--
		}
		if from.After(w.On) || w.On.Days(from) > 60 {
			return false
		}
		w.On = from
	}
	if m.is(fClock) && m.clock.Bound == Exact && m.clock.To < 0 && m.clock.Other < 0 {
		w.At = m.clock.From.on(w.On)
	}
	return !w.At.After(now)
}

// marked is the mark before a word in a list of words, such as "+" for one that
// says it and "." for one that may stand beside it; "" for a word that is not
// in the list.
func marked(list, word string) string {
	for line := range strings.Lines(list) {
		mark, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		if mark == "#" {
			continue
		}
		for _, w := range strings.Fields(words) {
			if w == word {
				return mark
			}
		}
	}
	return ""
}
