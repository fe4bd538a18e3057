package invite

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// A PartStat is what somebody answers to an invitation.
type PartStat string

const (
	Unclear   PartStat = ""          // not said, or more than one answer
	Accepted  PartStat = "ACCEPTED"  // comes
	Declined  PartStat = "DECLINED"  // does not come
	Tentative PartStat = "TENTATIVE" // may come; never a yes
	Delegated PartStat = "DELEGATED" // sends somebody else; never a yes
)

// A Reply is what a calendar sent back.
type Reply struct {
	Method   string // REPLY or COUNTER
	UID      string // see [UID]
	Sequence int    // of the invitation that is answered; an old one no longer counts
	From     string // mail address of who answers, as the calendar says; not vouched for
	PartStat PartStat
	Start    time.Time // of the meeting; for a COUNTER the time proposed instead. Zero when not certain
	Minutes  int       // 0 when not known
	Comment  string    // what the person wrote; it may make a yes conditional
}

// ErrOther is for a calendar object that is no answer: an invitation, a
// calendar that somebody attached.
var ErrOther = errors.New("no answer to an invitation")

// errBroken says nothing of what stood there: it may be personal.
var errBroken = errors.New("no calendar object that can be read")

const maxBytes = 1 << 20

// Parse reads an answer to an invitation.
func Parse(ics []byte) (Reply, error) {
	if len(ics) > maxBytes {
		return Reply{}, errBroken
	}
	props, err := calendar(ics)
	if err != nil {
		return Reply{}, err
	}
	r := Reply{Method: strings.ToUpper(strings.TrimSpace(props.one("VCALENDAR", "METHOD").value))}
	if r.Method != "REPLY" && r.Method != "COUNTER" {
		return Reply{}, ErrOther
	}
	if r.UID = props.uid(); r.UID == "" {
		return Reply{}, errBroken
	}
	r.Sequence, _ = strconv.Atoi(strings.TrimSpace(props.one("VEVENT", "SEQUENCE").value))
	r.From, r.PartStat = props.answer()
	zones := props.zones()
	r.Start = zones.instant(props.one("VEVENT", "DTSTART"))
	r.Minutes = props.minutes(zones, r.Start)
	r.Comment = props.comment()
	return r, nil
}

// uid is the one identity that the events in a file have; "" when they have
// several.
func (ps properties) uid() (uid string) {
	for _, p := range ps {
		if p.in != "VEVENT" || p.name != "UID" {
			continue
		}
		v := strings.TrimSpace(p.value)
		if uid != "" && v != uid {
			return ""
		}
		uid = v
	}
	return uid
}

// answer is who answers, and what. When there are several attendees, as in a
// counter-proposal, the one who is not merely invited answers; when several
// do, nobody knows which of them sent it.
func (ps properties) answer() (from string, answer PartStat) {
	said := 0
	for _, p := range ps {
		if p.in != "VEVENT" || p.name != "ATTENDEE" {
			continue
		}
		stat := partStat(p.params["PARTSTAT"])
		if stat == Unclear {
			continue
		}
		if said > 0 && (stat != answer || address(p) != from) {
			return "", Unclear
		}
		from, answer = address(p), stat
		said++
	}
	return from, answer
}

func partStat(s string) PartStat {
	switch p := PartStat(strings.ToUpper(strings.TrimSpace(s))); p {
	case Accepted, Declined, Tentative, Delegated:
		return p
	}
	return Unclear
}

func address(p property) string {
	v := strings.TrimSpace(p.value)
	if len(v) > 7 && strings.EqualFold(v[:7], "mailto:") {
		v = v[7:]
	}
	if !strings.Contains(v, "@") { // Apple puts it here when the value is a principal
		v = p.params["EMAIL"]
	}
	return strings.ToLower(v)
}

func (ps properties) minutes(z zones, start time.Time) int {
	if start.IsZero() {
		return 0
	}
	end := z.instant(ps.one("VEVENT", "DTEND"))
	if d, ok := duration(ps.one("VEVENT", "DURATION").value); ok {
		end = start.Add(d)
	}
	if m := end.Sub(start) / time.Minute; m > 0 && m <= 24*60 {
		return int(m)
	}
	return 0
}

// duration reads PT1H30M, PT45M, P1D and the like.
func duration(s string) (d time.Duration, ok bool) {
	rest, ok := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(s)), "P")
	if !ok {
		return 0, false
	}
	n := 0
	for _, r := range rest {
		switch unit, isUnit := durations[r]; {
		case r >= '0' && r <= '9' && n < 100_000:
			n = 10*n + int(r-'0')
		case isUnit:
			d, n = d+time.Duration(n)*unit, 0
		default:
			return 0, false
		}
	}
	return d, d > 0
}

var durations = map[rune]time.Duration{'T': 0, 'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour, 'H': time.Hour, 'M': time.Minute, 'S': time.Second}

// comment is what the person wrote to the answer. Google keeps it with the
// attendee.
func (ps properties) comment() string {
	for _, p := range ps {
		if p.in == "VEVENT" && p.name == "COMMENT" && strings.TrimSpace(unescape(p.value)) != "" {
			return strings.TrimSpace(unescape(p.value))
		}
	}
	for _, p := range ps {
		if p.in == "VEVENT" && p.name == "ATTENDEE" && p.params["X-RESPONSE-COMMENT"] != "" {
			return strings.TrimSpace(unescape(p.params["X-RESPONSE-COMMENT"]))
		}
	}
	return ""
}
