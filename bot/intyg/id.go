package intyg

import (
	"regexp"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// An ID is a personnummer or what stands in for one.
type ID struct {
	Number string // 12 digits; as written when it has letters
	Kind   IDKind
	Birth  care.Date // zero for a reservnummer
	Child  bool      // below 18 today: in elder care more likely a forgotten "+"
}

// An IDKind is what sort of number it is.
type IDKind string

const (
	Personnummer      IDKind = "personnummer"
	Samordningsnummer IDKind = "samordningsnummer" // sixty is added to the day
	Reservnummer      IDKind = "reservnummer"      // Region Stockholm: begins with 99, has a check digit
	UnknownReserve    IDKind = "reservnummer_okant"
)

// idShape finds what is written like a personnummer. What may stand around it
// is checked in [FindPersonnummer], since RE2 has no look-around.
var idShape = regexp.MustCompile(`(?:(\d{2})[ -]?)?(\d{2})[ -]?(\d{2})[ -]?(\d{2})\s?([-+]?)\s?(\d{4})`)

var letterID = regexp.MustCompile(`^\D{0,12}((?:\d{2})?\d{6})-([A-ZÅÄÖ\d]{4})\.?$`)

// ParsePersonnummer reads the one number in s. ok is false when there is none
// or several, or when the check digit is wrong; an UnknownReserve, which cannot
// be checked, is returned with ok false too.
func ParsePersonnummer(s string, today care.Date) (id ID, ok bool) {
	found := FindPersonnummer(s, today)
	if len(found) == 1 {
		return found[0], true
	}
	if m := letterID.FindStringSubmatch(folds.Replace(strings.TrimSpace(s))); m != nil && digits(m[2]) != m[2] {
		if masked := strings.Trim(m[2], "X"); masked != "" {
			return ID{Number: m[1] + "-" + m[2], Kind: UnknownReserve}, false
		}
	}
	return ID{}, false
}

// FindPersonnummer returns all numbers with right check digits in s, each once.
func FindPersonnummer(s string, today care.Date) (ids []ID) {
	s = folds.Replace(s)
	seen := map[string]bool{}
	for at := 0; at < len(s); {
		m := idShape.FindStringSubmatchIndex(s[at:])
		if m == nil {
			return ids
		}
		start, end := at+m[0], at+m[1]
		at += m[0] + 1
		if touches(s, start, end) {
			continue
		}
		id, ok := check(s[start:end], today)
		if !ok {
			continue
		}
		at = end
		if !seen[id.Number] {
			seen[id.Number] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// touches reports whether s[start:end] is part of something longer.
func touches(s string, start, end int) bool {
	before, after := strings.TrimRight(s[:start], " "), s[end:]
	if n := len(s[:start]); n > 0 && strings.ContainsAny(s[n-1:n], "0123456789-+/.,:") && !strings.HasSuffix(before, ":") && !strings.HasSuffix(before, ",") {
		return true
	}
	if n := len(s[:start]); n > 0 && isLetter(s[n-1:]) {
		return true
	}
	return after != "" && (strings.ContainsAny(after[:1], "0123456789") || after[0] == '-' && len(after) > 1 && after[1] >= '0' && after[1] <= '9')
}

func check(written string, today care.Date) (ID, bool) {
	d := digits(written)
	plus := strings.Contains(written, "+")
	ten := d[len(d)-10:]
	if !luhn(ten) || strings.Trim(d, "0") == "" {
		return ID{}, false
	}
	if len(d) == 12 && d[:2] == "99" {
		return ID{Number: d, Kind: Reservnummer}, true
	}
	if len(d) == 12 {
		return born(d, today)
	}
	for _, century := range []string{"20", "19", "18"} {
		id, ok := born(century+ten, today)
		if !ok {
			continue
		}
		if old := today.Year-id.Birth.Year >= 100; old == plus {
			return id, true
		}
	}
	return ID{}, false
}

// born settles the kind of a number with 12 digits from its date.
func born(d string, today care.Date) (ID, bool) {
	id := ID{Number: d, Kind: Personnummer}
	day := (d[6]-'0')*10 + d[7] - '0'
	if day > 60 {
		id.Kind, day = Samordningsnummer, day-60
	}
	year := int(d[0]-'0')*1000 + int(d[1]-'0')*100 + int(d[2]-'0')*10 + int(d[3]-'0')
	month := int(d[4]-'0')*10 + int(d[5]-'0')
	t := time.Date(year, time.Month(month), int(day), 12, 0, 0, 0, time.UTC)
	id.Birth = care.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
	if id.Birth != (care.Date{Year: year, Month: time.Month(month), Day: int(day)}) || year < 1880 || id.Birth.After(today) {
		return ID{}, false
	}
	id.Child = today.AddMonths(-12 * 18).Before(id.Birth)
	return id, true
}

// luhn reports whether the last of ten digits is the right check digit.
func luhn(ten string) bool {
	sum := 0
	for i, r := range ten {
		n := int(r - '0')
		if i%2 == 0 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return sum%10 == 0
}

// mistaken are the letters that OCR reads for digits.
var mistaken = strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1", "|", "1", "S", "5", "s", "5", "B", "8", "Z", "2", "z", "2", "G", "6", "b", "6")

// RepairPersonnummer reads a number that OCR has put letters into. It is only
// ok when one number with a right check digit comes of it, and even then it is
// a proposal.
func RepairPersonnummer(s string, today care.Date) (ID, bool) {
	return ParsePersonnummer(mistaken.Replace(s), today)
}

// HasPersonnummer reports whether text holds what may be somebody's number. It
// is for keeping such numbers out of places: it looks at digits only, and
// knows no date of today.
func HasPersonnummer(text string) bool {
	text = folds.Replace(text)
	for at := 0; at < len(text); {
		m := idShape.FindStringIndex(text[at:])
		if m == nil {
			return false
		}
		written := text[at+m[0] : at+m[1]]
		d := digits(written)
		ten := d[len(d)-10:]
		day := (ten[4]-'0')*10 + ten[5] - '0'
		dated := ten[2:4] >= "01" && ten[2:4] <= "12" && (day >= 1 && day <= 31 || day >= 61 && day <= 91)
		if !touches(text, at+m[0], at+m[1]) && dated && (luhn(ten) || strings.ContainsAny(written, "-+")) {
			return true
		}
		at += m[0] + 1
	}
	return false
}
