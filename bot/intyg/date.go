package intyg

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// A when is a day as it is written on an intyg.
type when struct {
	date       care.Date
	last       care.Date // of the week or month, when it is one; else date
	start, end int       // where it stands in the text
	dated      bool      // the year was written too
}

// A tense says which year a date without one belongs to.
type tense int

const (
	coming tense = iota // the next such day from the day of issue on
	past                // the last such day up to the day of issue
)

// A dateForm is a way to write days.
type dateForm struct {
	re   *regexp.Regexp
	read func(m []string, ref care.Date, t tense) (when, bool)
}

var dateForms = []dateForm{
	{regexp.MustCompile(`\b((?:19|20)\d{2})[-./ ]?(\d{2})[-./ ]?(\d{2})\b`), func(m []string, _ care.Date, _ tense) (when, bool) { return ymd(m[1], m[2], m[3]) }},
	{regexp.MustCompile(`\b(\d{2})-(\d{2})-(\d{2})\b`), func(m []string, _ care.Date, _ tense) (when, bool) { return ymd("20"+m[1], m[2], m[3]) }},
	{regexp.MustCompile(`\b(2\d)(\d{2})(\d{2})\b`), func(m []string, _ care.Date, _ tense) (when, bool) { return ymd("20"+m[1], m[2], m[3]) }},
	{regexp.MustCompile(`\b(\d{1,2})\s?/\s?(\d{1,2})\b(?:\s?(?:[-/]\s?'?(20\d{2}|\d{2})\b(\s?[/.]\d)?|'?(20\d{2})\b))?`), slashed},
	{regexp.MustCompile(`\b(\d{1,2})\.(\d{1,2})\.(20\d{2}|\d{2})\b`), func(m []string, _ care.Date, _ tense) (when, bool) { return ymd(century(m[3]), m[2], m[1]) }},
	{regexp.MustCompile(`(?i)\b(\d{1,2})(?::?[ae])?\s(` + monthNames + `)[a-z.]*(?:\s?[-']?\s?(20\d{2}|\d{2}\b)(\s?(?:` + monthNames + `|min|kl\b|ggr|gång)|[.:/]\d)?)?`), named},
	{regexp.MustCompile(`(?i)\bv(?:ecka|eckan)?[.\s]*(\d{1,2})\b(?:[\s,/-]+(20\d{2})\b)?`), week},
	{regexp.MustCompile(`(?i)\b(\d{1,2}(?::?[ae])?\s?)?(januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)(?:\s(20\d{2}))?`), month},
}

const monthNames = "jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec"

// dates returns the days in text, in order.
func dates(text string, ref care.Date, t tense) (found []when) {
	text = folds.Replace(text)
	for from := 0; from < len(text); {
		best := when{start: len(text)}
		for _, f := range dateForms {
			if w, ok := f.first(text, from, ref, t); ok && (w.start < best.start || w.start == best.start && w.end > best.end) {
				best = w
			}
		}
		if best.start == len(text) {
			return found
		}
		found = append(found, best)
		from = best.end
	}
	return found
}

// day reads the one day in text.
func day(text string, ref care.Date, t tense) (d care.Date, ok bool) {
	text = folds.Replace(text)
	found := dates(text, ref, t)
	if len(found) == 0 {
		return care.Date{}, false
	}
	d = found[0].date
	rest := strings.Trim(text[:found[0].start]+text[min(found[0].end, len(text)):], " .,;:")
	return d, len(found) == 1 && found[0].last == d && runes(rest) < 12
}

// first returns the first day written in that form from a place on.
func (f dateForm) first(text string, from int, ref care.Date, t tense) (when, bool) {
	for {
		m := f.re.FindStringSubmatchIndex(text[from:])
		if m == nil {
			return when{}, false
		}
		w, ok := f.read(groups(text[from:], m), ref, t)
		if w.end == 0 {
			w.end = m[1] - m[0]
		}
		w.start = from + m[0]
		if w.end += w.start; ok {
			return w, true
		}
		from = w.end
	}
}

func groups(s string, m []int) (out []string) {
	for i := 0; i+1 < len(m); i += 2 {
		if m[i] < 0 {
			out = append(out, "")
			continue
		}
		out = append(out, s[m[i]:m[i+1]])
	}
	return out
}

func ymd(y, m, d string) (when, bool) {
	year, _ := strconv.Atoi(y)
	month, _ := strconv.Atoi(m)
	day, _ := strconv.Atoi(d)
	w, ok := exact(year, month, day)
	w.dated = true
	return w, ok
}

func exact(year, month, day int) (when, bool) {
	d := care.Date{Year: year, Month: time.Month(month), Day: day}
	if d.IsZero() || month < 1 || month > 12 || day < 1 || d.Add(0) != d {
		return when{}, false
	}
	return when{date: d, last: d}, true
}

func century(y string) string {
	if len(y) == 2 {
		return "20" + y
	}
	return y
}

// near returns the day in the year that t asks for.
func near(month, day int, ref care.Date, t tense) (when, bool) {
	for _, year := range []int{ref.Year, ref.Year + 1, ref.Year - 1} {
		w, ok := exact(year, month, day)
		if ok && (t == past && !w.date.After(ref) || t == coming && !w.date.Before(ref)) {
			return w, true
		}
	}
	return when{}, false
}

func slashed(m []string, ref care.Date, t tense) (when, bool) {
	day, _ := strconv.Atoi(m[1])
	mon, _ := strconv.Atoi(m[2])
	if m[5] != "" {
		m[3] = m[5]
	}
	if m[3] != "" && m[4] == "" {
		return ymd(century(m[3]), m[2], m[1])
	}
	w, ok := near(mon, day, ref, t)
	if m[4] != "" { // 1/12-28/2: what looked like a year begins another date
		_, after, _ := strings.Cut(m[0], "/")
		w.end = len(m[0]) - len(after) + strings.Index(after, m[2]) + len(m[2])
	}
	return w, ok
}

func named(m []string, ref care.Date, t tense) (when, bool) {
	mon := strings.Index(monthNames, strings.ToLower(m[2]))/4 + 1
	if m[3] != "" && m[4] == "" {
		return ymd(century(m[3]), strconv.Itoa(mon), m[1])
	}
	day, _ := strconv.Atoi(m[1])
	w, ok := near(mon, day, ref, t)
	if m[4] != "" { // 1 december - 28 februari: what looked like a year begins something else
		w.end = len(strings.TrimRight(strings.TrimSuffix(m[0], m[3]+m[4]), " -'"))
	}
	return w, ok
}

func week(m []string, ref care.Date, t tense) (when, bool) {
	n, _ := strconv.Atoi(m[1])
	year, _ := strconv.Atoi(m[2])
	dated := year != 0
	if !dated {
		year, _ = ref.Week()
	}
	for range 2 {
		monday := weekStart(year, n)
		if y, w := monday.Week(); y != year || w != n {
			return when{}, false
		}
		if dated || t == past || !monday.Add(6).Before(ref) {
			return when{date: monday, last: monday.Add(6), dated: dated}, true
		}
		year++
	}
	return when{}, false
}

// weekStart returns the Monday of an ISO week.
func weekStart(year, week int) care.Date {
	d := care.Date{Year: year, Month: time.January, Day: 4}
	return d.Add(-(int(d.Weekday())+6)%7 + 7*(week-1))
}

// month reads a month that stands alone. One with a number in front is a day of
// it, and when it was not read as one there is no such day.
func month(m []string, ref care.Date, t tense) (when, bool) {
	if m[1] != "" {
		return when{}, false
	}
	mon := strings.Index(monthNames, strings.ToLower(m[2][:3]))/4 + 1
	year, _ := strconv.Atoi(m[3])
	if year == 0 {
		year = ref.Year
		if t == coming && time.Month(mon) < ref.Month {
			year++
		}
	}
	w, ok := exact(year, mon, 1)
	w.last, w.dated = w.date.AddMonths(1).Add(-1), m[3] != ""
	return w, ok
}

// noSuchDay reports whether a day is written in text that is in no calendar, as
// the 31st of February. What else stands there is then not to be relied on.
func noSuchDay(text string) bool {
	text = folds.Replace(text)
	leap := care.Date{Year: 2028, Month: time.January, Day: 1}
	for _, f := range dateForms {
		for _, at := range f.re.FindAllStringSubmatchIndex(text, -1) {
			m := groups(text, at)
			mayBe := strings.ContainsAny(m[0], "/-") || isLetter(m[0][len(m[0])-1:])
			if _, ok := f.read(m, leap, coming); !ok && mayBe && len(dates(text[at[0]:at[1]], leap, coming)) == 0 {
				return true
			}
		}
	}
	return false
}

// A span is a period as it is written.
type span struct {
	from, to, review care.Date
	ongoing          bool // tills vidare
	length           bool // the end follows from the length
}

var (
	ongoingWord = regexp.MustCompile(`(?i)tills?[\s-]*vidare|\bt\.?\s?v\.?(?:\s|$)|livslång|löpande`)
	reviewWord  = regexp.MustCompile(`(?i)ompröv|ny bedömning|utvärder`)
	endWord     = regexp.MustCompile(`(?i)(t\.?\s?o\.?\s?m\.?|till och med|till|slut|längst|--|[-–])\s*:?\s*(den\s)?$`)
	startWord   = regexp.MustCompile(`(?i)(fr\.?\s?o\.?\s?m\.?|f\.?\s?o\.?\s?m\.?|from|fr|från och med|från|start\w*|med)\s*:?\s*(den\s)?$`)
	lengthWord  = regexp.MustCompile(`(?i)(\d{1,3}|en|ett|två|tre|fyra|fem|sex|åtta|tio|tolv)\s?(v|veckor|vecka|mån|månader|månad|år)\b`)
)

var numberWords = map[string]int{"en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12}

// parseSpan reads a period; issued is the day of issue, from which a year that
// is not written follows.
func parseSpan(text string, issued care.Date) (s span) {
	text = folds.Replace(text)
	if at := reviewWord.FindStringIndex(text); at != nil {
		if d := dates(text[at[0]:], issued, coming); len(d) > 0 {
			s.review = d[0].date
		}
		text = text[:at[0]]
	}
	s.ongoing = ongoingWord.MatchString(text)
	found := dates(text, issued, coming)
	for i, d := range found {
		before := text[:d.start]
		switch {
		case s.from.IsZero() && s.to.IsZero() && i == 0 && !(endWord.MatchString(before) && !startWord.MatchString(before)):
			s.from = d.date
		case s.to.IsZero() && !s.from.IsZero():
			s.to = d.last
			if !d.dated && s.to.Before(s.from) {
				if again := dates(text[d.start:], s.from, coming); len(again) > 0 {
					s.to = again[0].last
				}
			}
		case s.to.IsZero():
			s.to = d.last
		}
	}
	if !s.from.IsZero() && s.to.IsZero() && !s.ongoing {
		s.to = lastOf(text, s.from)
		s.length = !s.to.IsZero()
	}
	return s
}

// lastOf returns the last day of a period that begins on from, when text says
// how long it is.
func lastOf(text string, from care.Date) care.Date {
	m := lengthWord.FindStringSubmatch(folds.Replace(text))
	if m == nil {
		return care.Date{}
	}
	return endAfter(from, m[1], m[2])
}

// endAfter returns the last day of a period that long.
func endAfter(from care.Date, count, unit string) care.Date {
	n, err := strconv.Atoi(count)
	if err != nil {
		n = numberWords[strings.ToLower(count)]
	}
	switch strings.ToLower(unit)[0] {
	case 'v':
		return from.Add(7*n - 1)
	case 'm':
		return from.AddMonths(n).Add(-1)
	}
	return from.AddMonths(12 * n).Add(-1)
}

// someDay is any day, for seeing whether there is a date at all.
var someDay = care.Date{Year: 2026, Month: time.January, Day: 1}
