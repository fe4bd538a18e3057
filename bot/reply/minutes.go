package reply

import (
	"regexp"
	"strings"
)

// A Duration is how long something takes each time, in minutes.
type Duration struct {
	Min, Max int // equal unless a range was given
	About    bool
	AtLeast  bool
	Parts    []Part // "10 min på morgonen, 5 min på kvällen": then Min and Max are 0
}

// A Part is the time for one part of the day.
type Part struct {
	When    string // morgon, middag, kvall, natt
	Minutes int
}

var (
	minuteWords = map[string]float64{"en halvtimme": 30, "halvtimme": 30, "en halv timme": 30, "halv timme": 30, "½ tim": 30, "½ timme": 30, "½ h": 30,
		"trekvart": 45, "tre kvart": 45, "3 kvart": 45, "en kvart": 15, "kvart": 15, "1 kvart": 15, "en timme": 60, "en och en halv timme": 90, "halvannan timme": 90, "1½ tim": 90}
	amount = regexp.MustCompile(`^(\d+(?:[.,]\d+)?|en|två|tre|fem|tio)(?: ?(?:-|–|till|à) ?(\d+(?:[.,]\d+)?))? ?(m|min|minut|minuter|h|tim|timme|timmar)\.?(?: ?(?:/|per|vid varje|varje) ?\pL+)?$`)
	hedges = regexp.MustCompile(`^(ca\.?|c:a|cirka|ungefär|omkring|runt)? ?(minst)? ?`)
	ofDay  = regexp.MustCompile(`^(.+?) (?:på |vid )?(morgon|middag|lunch|kväll|natt)\pL*$`)
	dayKey = map[string]string{"morgon": "morgon", "middag": "middag", "lunch": "middag", "kväll": "kvall", "natt": "natt"}
)

// ParseMinutes reads how long: 15 min, ca en kvart, 0,5 h, 15-20 min.
func ParseMinutes(s string) (d Duration, ok bool) {
	s = strings.ToLower(strings.TrimSpace(clean.Replace(s)))
	if parts, ok := minuteParts(s); ok {
		return Duration{Parts: parts}, true
	}
	h := hedges.FindStringSubmatch(s)
	d.About, d.AtLeast = h[1] != "", h[2] != ""
	s = strings.TrimSpace(s[len(h[0]):])
	if n, found := minuteWords[s]; found {
		d.Min, d.Max = int(n), int(n)
		return d, true
	}
	m := amount.FindStringSubmatch(s)
	if m == nil {
		return Duration{}, false
	}
	d.Min = minutes(m[1], m[3])
	d.Max = d.Min
	if m[2] != "" {
		d.Max = minutes(m[2], m[3])
	}
	return d, d.Min > 0 && d.Max >= d.Min
}

func minutes(n, unit string) int {
	if strings.HasPrefix(unit, "h") || strings.HasPrefix(unit, "t") {
		return int(count(n) * 60)
	}
	return int(count(n))
}

func minuteParts(s string) (parts []Part, ok bool) {
	for p := range strings.SplitSeq(strings.ReplaceAll(s, " och ", ", "), ", ") {
		m := ofDay.FindStringSubmatch(strings.TrimSpace(p))
		if m == nil {
			return nil, false
		}
		d, ok := ParseMinutes(m[1])
		if !ok || d.Min != d.Max {
			return nil, false
		}
		parts = append(parts, Part{dayKey[m[2]], d.Min})
	}
	return parts, len(parts) > 0
}
