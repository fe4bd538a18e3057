package contacts

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// list cuts a cell that may name several things. A comma cuts only where
// nothing else does, since names and places may hold one.
func list(cell string) (parts []string) {
	cut := "|;\n"
	if !strings.ContainsAny(cell, cut) {
		cut = ","
	}
	for p := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(cut, r) }) {
		if p = trim(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

var errDate = errors.New("not a date")

// parseDay reads a date cell. Forms that Sweden and other countries read
// differently, like 3/12, are refused.
func parseDay(cell string, since1904 bool) (care.Date, error) {
	if cell == "" {
		return care.Date{}, nil
	}
	if d, ok := serialDate(cell, since1904); ok {
		return d, nil
	}
	cell, _, _ = strings.Cut(strings.TrimSuffix(cell, " 00:00:00"), "T00:00")
	for _, form := range []string{time.DateOnly, "20060102", "2006/01/02", "2006.01.02"} {
		if t, err := time.Parse(form, cell); err == nil {
			return care.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}, nil
		}
	}
	return care.Date{}, errDate
}

var floatForm = regexp.MustCompile(`^\d(\.\d+)?[eE]\+?\d{1,2}$`)

// digits returns the digits of a number as people and workbooks write it, and
// whether nothing but digits and the usual marks stood there.
func digits(cell string) (d string, plus, ok bool) {
	if floatForm.MatchString(cell) {
		n, err := strconv.ParseFloat(cell, 64)
		return strconv.FormatFloat(n, 'f', 0, 64), false, err == nil
	}
	cell = strings.Replace(cell, "(0)", "", 1)
	for i, r := range cell {
		switch {
		case r >= '0' && r <= '9':
			d += string(r)
		case r == '+' && i == 0:
			plus = true
		case !strings.ContainsRune(" -–‑−/().\u00a0", r):
			return "", false, false
		}
	}
	return d, plus, d != ""
}

// parsePhone returns a number as it is dialled from abroad. A number without
// its first 0 has lost it in Excel.
func parsePhone(cell string) (string, bool) {
	d, plus, ok := digits(cell)
	switch {
	case !ok:
		return "", false
	case plus:
	case strings.HasPrefix(d, "00"):
		d = d[2:]
	default:
		d = "46" + strings.TrimPrefix(d, "0")
	}
	return "+" + d, len(d) >= 9 && len(d) <= 15
}

// parseOrgNr returns the ten digits of an organisation number.
func parseOrgNr(cell string) (string, bool) {
	d, plus, ok := digits(cell)
	if len(d) == 12 {
		d = d[2:] // 16 before a company's, the century before a person's
	}
	return d, ok && !plus && len(d) == 10
}

var dayRange = regexp.MustCompile(`^(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?$`)

// parseDays reads days of the month: "1–15", "5, 15, 25".
func parseDays(cell string) (days []int, ok bool) {
	for _, part := range list(cell) {
		m := dayRange.FindStringSubmatch(part)
		if m == nil {
			return nil, false
		}
		first, _ := strconv.Atoi(m[1])
		last := first
		if m[2] != "" {
			last, _ = strconv.Atoi(m[2])
		}
		if first < 1 || last > 31 || last < first {
			return nil, false
		}
		for d := first; d <= last; d++ {
			days = append(days, d)
		}
	}
	return days, true
}
