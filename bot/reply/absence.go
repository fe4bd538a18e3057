package reply

import (
	"regexp"
	"strings"

	"example.org/stegvis/bot/care"
)

// AwayUntil returns the last day on which somebody is away, as her automatic
// answer says; ok is false when it does not say, or says more than one day. ref
// is the day it was written.
func AwayUntil(text string, ref care.Date) (last care.Date, ok bool) {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	for _, m := range back.FindAllStringIndex(text, 5) {
		if d, found := dayAfter(text[m[1]:], ref); found {
			return d.Add(-1), true
		}
	}
	for _, m := range until.FindAllStringIndex(text, 5) {
		if d, found := dayAfter(text[m[1]:], ref); found {
			return d, true
		}
	}
	return care.Date{}, false
}

var (
	// back matches what comes before the first day of work.
	back = regexp.MustCompile(`(?:^|[ .,(])(?:åter(kommer( jag)?|vänder( jag)?)?|tillbaka|i tjänst( igen)?|på (plats|jobbet|kontoret)( igen)?|arbetar igen|jobbar igen|börjar (jobba|arbeta) igen|back (in the office )?(on|from)|return(ing)? (to the office )?(on)?)( igen)?( först)?( från( och med)?)?:? `)

	// until matches what comes before the last day away.
	until = regexp.MustCompile(`(\bt\.? ?o\.? ?m\.?|\btill och med|\btill|\bfram till|\buntil|\bthrough|\btom|\d ?[-–—]|[a-zåäö] [-–—]) ?`)
)

var bare = regexp.MustCompile(`^(den )?\d{1,2}(:?[ae])?$`)

// dayAfter returns the day that a text begins with.
func dayAfter(text string, ref care.Date) (care.Date, bool) {
	if i := strings.IndexAny(text, "!?;\n"); i >= 0 {
		text = text[:i]
	}
	words := strings.Fields(text)
	for n := min(len(words), 6); n > 0; n-- {
		phrase := strings.Trim(strings.Join(words[:n], " "), ".,:()")
		if bare.MatchString(phrase) {
			break // "den 4" of which month?
		}
		if d, ok := ParseDate(phrase, ref); ok && !d.Before(ref) && d.Days(ref) < 400 {
			return d, true
		}
	}
	return care.Date{}, false
}
