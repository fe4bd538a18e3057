package reply

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Frequency is how often something is done.
type Frequency struct {
	Times    float64 // 0 when no number is named; 0.5 a week is every other week
	Max      float64 // the upper end of "2-3 ggr"; else 0
	Per      Per
	Days     int            // with PerDays: every so many days
	Weekdays []time.Weekday // when they are named
	Clocks   []TimeOfDay    // when they are named
	Holidays bool           // not on public holidays
}

// Per is what a frequency is counted in.
type Per string

const (
	PerDay  Per = "dag"
	PerWeek Per = "vecka"
	PerDays Per = "dagar"         // every third day
	AsNeeds Per = "vid_behov"     // vb
	OnEvent Per = "handelsestyrd" // vid varje toalettbesök
	Vague   Per = "oklart"        // några gånger i veckan
)

// frequencies are tried in order. A number may be in digits or letters; N
// stands for either, U for a unit of time.
var frequencies = []struct {
	pattern string
	make    func(m []string) Frequency
}{
	{`^(?:vb|v\.b\.?|vid behov)\b`, func([]string) Frequency { return Frequency{Per: AsNeeds} }},
	{`^(?:några|ett par|flera|enstaka) `, func([]string) Frequency { return Frequency{Per: Vague} }},
	{`^(?:vid|efter|före|inför|i samband med) (?:varje|alla|var)? ?\pL+`, func([]string) Frequency { return Frequency{Per: OnEvent} }},
	{`^\d(?:\+\d){2,3}$`, func(m []string) Frequency { return Frequency{Times: doses(m[0]), Per: PerDay} }},
	{`^[1-4] ?[x*] ?([1-6])$`, func(m []string) Frequency { return Frequency{Times: count(m[1]), Per: PerDay} }},
	{`^var(?:je)? (?:14|fjortonde)(?::e|e)? dag|^varannan vecka`, func([]string) Frequency { return Frequency{Times: 0.5, Per: PerWeek} }},
	{`^varannan dag`, func([]string) Frequency { return Frequency{Per: PerDays, Days: 2} }},
	{`^var(?:je)? (N)(?::e|:a|e)? dag`, func(m []string) Frequency { return Frequency{Per: PerDays, Days: int(count(m[1]))} }},
	{`(?:^|\D)(N) ?(?:-|–|till|à) ?(N) ?(?:ggr|gånger|gång|x|st|tillfällen|dgr|dagar)? ?(?:/|per|om|i|var|varje)? ?(U)`, func(m []string) Frequency { return Frequency{Times: count(m[1]), Max: count(m[2]), Per: per(m[3])} }},
	{`(?:^|\b)(N) ?(?:ggr|gång|gånger|x|\*|tillfällen|tillfälle|dgr|dagar|besök)? ?(?:/|per|om|i|var|varje)? ?(U)\b`, func(m []string) Frequency { return Frequency{Times: count(m[1]), Per: per(m[2])} }},
	{`^x ?(N) ?(?:/|per|om|i)? ?(U)\b`, func(m []string) Frequency { return Frequency{Times: count(m[1]), Per: per(m[2])} }},
	{`(helgfria )?(?:vardagar|vardag|arbetsdagar)`, func(m []string) Frequency {
		return Frequency{Times: 5, Per: PerWeek, Weekdays: week[:5], Holidays: m[1] != ""}
	}},
	{`dagligen|dagl\b|varje dag|alla dagar|var dag|varje dygn`, func([]string) Frequency { return Frequency{Times: 1, Per: PerDay} }},
	{`varje vecka|veckovis`, func([]string) Frequency { return Frequency{Times: 1, Per: PerWeek} }},
}

var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

var (
	numberWords = map[string]float64{"en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
		"andra": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6, "sjunde": 7}
	frequencyRules = compileFrequencies()
	partsOfDay     = regexp.MustCompile(`^(?:(?:mo|morgon|morgnar|fm|mi|middag|lunch|em|kv|kväll|kvällar|na|natt|sängdags)[ ,+&]*(?:och |o )?)+$`)
	partOfDay      = regexp.MustCompile(`morgon|morgnar|middag|lunch|kväll(?:ar)?|natt|sängdags|\bmo\b|\bmi\b|\bfm\b|\bem\b|\bkv\b|\bna\b`)
	weekdayList    = regexp.MustCompile(`^(?:(?:må(?:n|ndag|ndagar)?|ti(?:s|sdag|sdagar)?|on(?:s|sdag|sdagar)?|to(?:r|rs|rsdag|rsdagar)?|fr(?:e|edag|edagar)?|lö(?:r|rdag|rdagar)?|sö(?:n|ndag|ndagar)?)\.?[ ,/&–-]*(?:och |o |samt )?)+$`)
	weekdayWord    = regexp.MustCompile(`må|ti|on|to|fr|lö|sö`)
	bracket        = regexp.MustCompile(`\(([^)]*)\)`)
	clockWord      = regexp.MustCompile(`\b([01]?\d|2[0-3])(?:[:.]([0-5]\d))?\b`)
)

func compileFrequencies() (compiled []*regexp.Regexp) {
	number := `\d+|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|andra|tredje|fjärde|femte|sjätte|sjunde`
	unit := `dagligen|dagl|dagen|dag|dygn|d|veckan|vecka|vk|v`
	for _, f := range frequencies {
		p := strings.ReplaceAll(strings.ReplaceAll(f.pattern, "(N)", "("+number+")"), "(U)", "("+unit+")")
		compiled = append(compiled, regexp.MustCompile(p))
	}
	return compiled
}

// ParseFrequency reads how often: 2 ggr/dag, 1x2 (a dose), mån-ons-fre, vb.
func ParseFrequency(s string) (f Frequency, ok bool) {
	s = strings.ToLower(strings.TrimSpace(clean.Replace(s)))
	inside := bracket.FindStringSubmatch(s)
	outside := strings.TrimSpace(bracket.ReplaceAllString(s, ""))
	if days := weekdaysIn(outside); days != nil {
		return Frequency{Times: float64(len(days)), Per: PerWeek, Weekdays: days}, true
	}
	if partsOfDay.MatchString(outside) {
		return Frequency{Times: float64(len(partOfDay.FindAllString(outside, -1))), Per: PerDay}, true
	}
	for i, re := range frequencyRules {
		if m := re.FindStringSubmatch(outside); m != nil {
			f = frequencies[i].make(m)
			f.detail(inside)
			return f, true
		}
	}
	return f, false
}

// detail adds the weekdays or times that stand in brackets.
func (f *Frequency) detail(inside []string) {
	if inside == nil {
		return
	}
	if f.Weekdays = weekdaysIn(inside[1]); f.Weekdays != nil {
		return
	}
	for _, m := range clockWord.FindAllStringSubmatch(inside[1], -1) {
		f.Clocks = append(f.Clocks, TimeOfDay(count(m[1])*60+count(m[2])))
	}
}

// weekdaysIn reads a list of weekdays. Two with a dash between them are a
// range, three are a list.
func weekdaysIn(s string) (days []time.Weekday) {
	if !weekdayList.MatchString(s) {
		return nil
	}
	for _, w := range weekdayWord.FindAllString(s, -1) {
		days = append(days, map[string]time.Weekday{"må": 1, "ti": 2, "on": 3, "to": 4, "fr": 5, "lö": 6, "sö": 0}[w])
	}
	if len(days) == 2 && strings.ContainsAny(s, "-–") {
		from, to := (days[0]+6)%7, (days[1]+6)%7
		if from < to {
			return week[from : to+1]
		}
	}
	return days
}

func doses(s string) (n float64) {
	for d := range strings.SplitSeq(s, "+") {
		if d != "0" {
			n++
		}
	}
	return n
}

func count(s string) float64 {
	if n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64); err == nil {
		return n
	}
	return numberWords[s]
}

func per(unit string) Per {
	if unit[0] == 'v' {
		return PerWeek
	}
	return PerDay
}
