package reply

import (
	"time"

	"example.org/stegvis/bot/care"
)

// A mention is what a text says of a day or a time: "torsdag 20/8 kl 13" is
// one mention with three facets. What it means is decided against the calendar
// and the question's slots (see resolve.go).
type mention struct {
	from, to int // the tokens it takes
	has      facet
	weekday  time.Weekday
	day      care.Date // fDay; with fRange the first day
	last     care.Date // the last day of a fRange
	dom      int       // fDom: the 21st
	month    time.Month
	year     int
	week     int
	clock    Clock
	half     int
	pick     int // fPick: 1-based; negative counts from the end
	num      int // fNum
	shift    int // fShift: days after what was spoken of
	mins     int // fShift: minutes after it
	why      string
	spelt    bool  // an ordinal in letters
	later    Clock // fLater: the time said of the next day in a list
	sole     bool  // a number in digits that is the whole answer
}

type facet uint64

const (
	fWeekday facet = 1 << iota
	fDay           // a date of its own
	fRange         // several days in a row
	fDom           // a day of an unnamed month
	fMonth         // a whole month
	fWeek          // a week
	fClock
	fHalf
	fPick  // one of the slots, by number
	fNum   // a bare number: slot, hour or day
	fShift // so much later than what was spoken of
	fThat  // den dagen
	fHabit // fredagar
	fNext  // nästa fredag
	fNow   // nu på fredag
	fOn    // på fredag
	fPast
	fVague  // i början av
	fBad    // contradicts itself; why says how
	fSpan   // a length of time
	fSoon   // passed this year: the next is a year away
	fMarker // a number set apart, so the number of a slot
	fList   // a number at the beginning of a line
	fFeast  // counted from a holiday
	fLater  // "torsdag och fredag kl 10"
	fLoose  // "torsdag eller fredag förmiddag"
	fYear   // a date with its year
	fOff    // i morgon
	fHours  // a range of bare numbers: 13-15
	fDot    // 9.12, which may be a date
	fEdge   // från onsdag, senast onsdag
	fAll    // när som helst, hela veckan
	fSameTime
	fFollow // veckan efter
	fMany   // several of the slots: de två första, de andra
)

// Halves of a day.
const (
	halfMorning = iota + 1
	halfAfternoon
	halfLunch
	halfDawn
	halfEvening
)

const dayFacets = fWeekday | fDay | fRange | fDom | fMonth | fWeek | fThat | fShift | fFollow

func (m *mention) is(f facet) bool { return m.has.is(f) }

func (f facet) is(any facet) bool { return f&any != 0 }

// TimeOfDay counts minutes from midnight.
type TimeOfDay int

// A Clock is a time of day as somebody said it.
type Clock struct {
	From, To TimeOfDay // To is -1 when only one time was named
	Other    TimeOfDay // what From may mean as well, when the words leave that open; else -1
	About    bool      // ungefär
	Assumed  bool      // said without telling morning from afternoon; taken within office hours
	Bound    Bound
}

// A Bound says that a time is the first or the last that will do.
type Bound string

const (
	Exact Bound = ""
	From  Bound = "from"
	To    Bound = "to"
	About Bound = "about"
)

// clockAt returns h:m as people mean it: from seven to five unless they say
// otherwise. Written with a leading zero or after noon it is what it is.
func clockAt(h, m int, literal bool) Clock {
	c := Clock{From: TimeOfDay(h*60 + m), To: -1, Other: -1}
	switch {
	case literal || h > 12 || h >= 7:
	case h == 6:
		c.Other = c.From + 12*60
	default:
		c.From += 12 * 60
		c.Assumed = true
	}
	return c
}

// String returns the time as 14:30.
func (t TimeOfDay) String() string {
	return string([]byte{'0' + byte(t/600), '0' + byte(t/60%10), ':', '0' + byte(t%60/10), '0' + byte(t%10)})
}

// on returns the instant of t on d.
func (t TimeOfDay) on(d care.Date) time.Time { return d.At(int(t)/60, int(t)%60) }
