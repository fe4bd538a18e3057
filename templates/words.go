package templates

import (
	"cmp"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"time"

	"example.org/stegvis/bot/care"
)

//go:embed words.toml
var wordsTOML []byte

// Words are the words that letters share.
type Words struct {
	Weekdays []string          `toml:"weekdays"` // from Sunday
	Months   []string          `toml:"months"`
	And      string            `toml:"and"`
	Day      string            `toml:"day"`
	Slot     string            `toml:"slot"`
	Subject  string            `toml:"subject"`
	Late     string            `toml:"late"`    // how the subject of a late reminder begins
	Delayed  string            `toml:"delayed"` // said in one that should have gone before
	Ongoing  string            `toml:"ongoing"`
	Until    string            `toml:"until"`
	Later    string            `toml:"later"`
	LaterOn  string            `toml:"later_ongoing"`
	End      string            `toml:"limit_end"`
	Review   string            `toml:"limit_review"`
	Unsent   string            `toml:"unsent"`
	Rungs    map[string]string `toml:"rungs"` // why somebody is told, by rung and code
	Several  map[string]struct {
		Subject string `toml:"subject"`
		Intro   string `toml:"intro"`
		Foot    string `toml:"foot"`
	} `toml:"several"`
	Roles    map[string]string `toml:"roles"`
	Nameless map[string]string `toml:"nameless"`
	Meetings map[string]string `toml:"meetings"`
	Booked   map[string]string `toml:"booked"`
	The      map[string]string `toml:"the"`
	It       map[string]string `toml:"it"`
	Opinions map[string]string `toml:"opinions"`
	Outcomes map[string]string `toml:"outcomes"`
	Told     map[string]string `toml:"told"`
	Signs    map[string]string `toml:"signs"`
	Whys     map[string]string `toml:"whys"`
	Kinds    map[string]string `toml:"kinds"`
	Lines    map[string]string `toml:"lines"`  // why a line was not taken
	Alarms   map[string]string `toml:"alarms"` // by [channels.Report.What]
	Papers   map[string]string `toml:"papers"` // by [care.Paper], and what came by mail
	Lists    struct {          // one, and more than one
		Added       [2]string `toml:"added"`
		Readdressed [2]string `toml:"readdressed"`
		Changed     [2]string `toml:"changed"`
		Removed     [2]string `toml:"removed"`
		Staff       [2]string `toml:"staff"`
	} `toml:"lists"`
}

var words = sync.OnceValue(func() Words { return mustDecode[Words]("words.toml", wordsTOML) })

// The functions that templates call. Their names are Swedish because they stand
// in Swedish sentences.
var functions = template.FuncMap{
	"dag":         Day,
	"tid":         Slot,
	"och":         List,
	"fält":        fields,
	"part":        func(r care.Role) (string, error) { return word(words().Roles, string(r)) },
	"möte":        func(k care.MeetingKind) (string, error) { return word(words().Meetings, string(k)) },
	"bokat":       func(k care.MeetingKind) (string, error) { return word(words().Booked, string(k)) },
	"mötet":       func(k care.MeetingKind) (string, error) { return word(words().The, string(k)) },
	"detta":       func(k care.MeetingKind) (string, error) { return word(words().It, string(k)) },
	"bedömning":   func(s string) (string, error) { return word(words().Opinions, s) },
	"gäller":      lasts,
	"anledning":   reason,
	"utfall":      func(s string) (string, error) { return word(words().Outcomes, s) },
	"informerat":  func(s string) (string, error) { return word(words().Told, s) },
	"varför":      func(s string) (string, error) { return word(words().Whys, s) },
	"sorts":       func(s string) (string, error) { return word(words().Kinds, s) },
	"skyldighet":  func(s string) (string, error) { return word(ChatWords().Duties, s) },
	"förskrivare": func(c care.PublicCase) string { return cmp.Or(c.PVR, words().Nameless["PVR"]) },
	"utförare":    func(c care.PublicCase) string { return cmp.Or(c.HTJ, words().Nameless["HTJ"]) },
	"tecken":      signs,
	"brev":        waiting,
	"tidpunkt":    func(at time.Time) string { return Slot(care.Slot{At: at}) },
	"knapp":       func(act string) string { return Forms()[act].Button },
	"larm":        alarm,
	"handling":    func(s string) (string, error) { return word(words().Papers, s) },
	"klockan":     func(at time.Time) string { return at.In(care.Stockholm).Format("15.04") },
	"deref":       func(b *bool) bool { return *b },
	"nummer":      func(i int) int { return i + 1 },
	"stor":        func(s string) string { return strings.ToUpper(s[:1]) + s[1:] },
}

// reason says why somebody at BIH is told of what is not done.
func reason(d Data) (string, error) {
	w, err := word(words().Rungs, d.Turn)
	if err != nil || d.Until.IsZero() {
		return w, err
	}
	until, err := Day(d.Until)
	return Fill(w, "until", until), err
}

// lasts says until when an intyg holds, and of what else in the case until when that
// does.
func lasts(c care.PublicCase) (string, error) {
	day, err := Day(c.End)
	if err != nil {
		return "", err
	}
	said, others := words().Until, words().Later
	if c.Ongoing {
		said, others = words().Ongoing, words().LaterOn
	}
	limits, err := limits(c.Later)
	if limits != "" {
		said += " " + others
	}
	return Fill(said, "day", day, "limits", limits), err
}

func limits(all []care.Limit) (string, error) {
	var said []string
	for _, l := range all {
		day, err := Day(l.Day)
		if err != nil {
			return "", err
		}
		w := words().End
		if l.Review {
			w = words().Review
		}
		said = append(said, Fill(w, "day", day))
	}
	return List(said), nil
}

// Day says d in full: "tisdag 1 december 2026".
func Day(d care.Date) (string, error) {
	if d.IsZero() {
		return "", fmt.Errorf("no day is known")
	}
	return Fill(words().Day, dateWords(d)...), nil
}

// Slot says s in full: "tisdag 1 december 2026 (v. 49) kl. 10.00".
func Slot(s care.Slot) string {
	d := care.DateOf(s.At)
	_, week := d.Week()
	return Fill(words().Slot, append(dateWords(d), "week", strconv.Itoa(week), "time", s.At.In(care.Stockholm).Format("15.04"))...)
}

func dateWords(d care.Date) []string {
	return []string{
		"weekday", words().Weekdays[d.Weekday()], "day", strconv.Itoa(d.Day),
		"month", words().Months[d.Month-1], "year", strconv.Itoa(d.Year),
	}
}

// List says several things as one: "a, b och c".
func List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + words().And + " " + items[last]
}

func fields(keys []string) (labels []string) {
	for _, k := range keys {
		labels = append(labels, ChatWords().Field(k))
	}
	return labels
}

func signs(codes []string) (said []string, err error) {
	for _, c := range codes {
		s, err := word(words().Signs, c)
		if err != nil {
			return nil, err
		}
		said = append(said, s)
	}
	return said, nil
}

// waiting names what is written to the parties and waits for that.
func waiting(letters []care.Waiting, what string) (said []string, err error) {
	for _, w := range letters {
		to, err := word(words().Roles, string(w.To))
		if err != nil {
			return nil, err
		}
		if w.For == what {
			said = append(said, Fill(words().Unsent, "to", to, "subject", w.Subject))
		}
	}
	return said, nil
}

// WhyNot says why a line that was to put a value right was not taken.
func WhyNot(code string) string { return words().Lines[code] }

func alarm(what string) string {
	other := "other"
	if where, _, ok := strings.Cut(what, " "); ok && words().Alarms[where+" other"] != "" {
		other = where + " other"
	}
	return cmp.Or(words().Alarms[what], words().Alarms[other])
}

func word(list map[string]string, key string) (string, error) {
	if w, ok := list[key]; ok {
		return w, nil
	}
	return "", fmt.Errorf("no word for %q", key)
}
