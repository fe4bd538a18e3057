package slack

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"example.org/stegvis/bot/care"
)

// What a personnummer or samordningsnummer looks like once spaces and dashes
// have been made alike. The four last digits may be set off by a hyphen, a plus
// or nothing.
var (
	compact = regexp.MustCompile(`(?:^|[^\d])((?:18|19|20)?\d{2}[01]\d[0-9]\d)\s?([-+]?)\s?(\d{4})(?:$|[^\d])`)
	dashed  = regexp.MustCompile(`(?:^|[^\d])((?:18|19|20)\d{2})-(\d{2})-(\d{2})\s?([-+]?)\s?(\d{4})(?:$|[^\d:.])`)
	spaced  = regexp.MustCompile(`(?:^|[^\d])(\d(?:[ .\-+/]{0,3}\d){9,11})(?:$|[^\d])`)
)

var alike = strings.NewReplacer(
	"\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\u00ad", "", "\ufeff", "",
	"\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u2212", "-",
)

// holdsPersonnummer reports whether a personnummer, or a samordningsnummer,
// stands in text, however it is spelled. Where only digits tell, the check digit
// must be right, so that phone numbers and times pass; where somebody has
// written it as one writes a personnummer, a wrong check digit is no excuse.
// It cannot see names; nothing can.
func holdsPersonnummer(text string, today care.Date) bool {
	text = alike.Replace(norm.NFKC.String(text))
	for _, m := range overlapping(compact, text) {
		written := m[2] != "" || len(m[1]) == 8
		if isBirth(m[1], today) && (written || luhn(m[1]+m[3])) {
			return true
		}
	}
	for _, m := range overlapping(dashed, text) {
		birth := m[1] + m[2] + m[3]
		if isBirth(birth, today) && (m[4] != "" || luhn(birth+m[5])) {
			return true
		}
	}
	for _, m := range overlapping(spaced, text) {
		if digits := onlyDigits(m[1]); holdsDigits(digits, today) {
			return true
		}
	}
	return false
}

// overlapping returns the submatches of every match, also of those that share a
// delimiter with the one before.
func overlapping(re *regexp.Regexp, text string) (all [][]string) {
	for start := 0; start <= len(text); {
		at := re.FindStringSubmatchIndex(text[start:])
		if at == nil {
			return all
		}
		var m []string
		for i := 0; i < len(at); i += 2 {
			m = append(m, text[start+at[i]:start+at[i+1]])
		}
		all = append(all, m)
		start += at[2] + 1
	}
	return all
}

func holdsDigits(d string, today care.Date) bool {
	return (len(d) == 10 || len(d) == 12) && isBirth(d[:len(d)-4], today) && luhn(d)
}

// isBirth reports whether d, six digits or eight, can be a day of birth; a
// samordningsnummer has sixty added to its day.
func isBirth(d string, today care.Date) bool {
	month, _ := strconv.Atoi(d[len(d)-4 : len(d)-2])
	day, _ := strconv.Atoi(d[len(d)-2:])
	if day > 60 {
		day -= 60
	}
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	if len(d) == 6 {
		return true
	}
	year, _ := strconv.Atoi(d[:4])
	return year >= 1880 && !care.Date{Year: year, Month: time.Month(month), Day: day}.After(today)
}

// luhn checks the check digit of the last ten digits.
func luhn(d string) bool {
	sum := 0
	for i, r := range d[len(d)-10:] {
		n := int(r - '0')
		if i%2 == 0 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return sum%10 == 0
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
