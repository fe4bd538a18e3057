package contacts

import (
	"slices"
	"strconv"
	"strings"

	"example.org/stegvis/bot/care"
)

// A Person is one of BIH's staff.
type Person struct {
	Name       string
	Mail       string
	Slack      string // user id
	Post       Post
	Substitute string // mail address of the colleague who takes over
	Districts  []string
	Days       []int // takes those born on these days of the month
	Unit       care.UnitID
	From, To   care.Date // first and last day; zero means open
}

// A Post is what somebody does at BIH.
type Post string

const (
	Coordinator Post = "koordinator"
	Handler     Post = "handläggare"
	Manager     Post = "chef"
)

// Staff lists the people of BIH as the lists have them, in the lists' order.
func (d *Directory) Staff() []Person { return slices.Clone(d.staff) }

// Person returns who has that Slack user id or mail address, by the line that
// [Directory.Unit] would choose of several: somebody with a new post, or back
// from leave, has one for before and one for after. It finds those who have left
// as well; ask [Person.Valid] whether she works here.
func (d *Directory) Person(slackIDOrMail string, on care.Date) (Person, bool) {
	at := strings.TrimSpace(slackIDOrMail)
	var nearest Person
	found := false
	for _, p := range d.staff {
		if at != "" && p.at(at) && (!found || p.span().nearer(nearest.span(), on)) {
			nearest, found = p, true
		}
	}
	return nearest, found
}

func (p Person) at(at string) bool { return p.Slack == at || strings.EqualFold(p.Mail, at) }

// Is reports whether two lines are about the same person: she has the same mail
// address or Slack user id in both. That both lack one says nothing.
func (p Person) Is(o Person) bool {
	return p.Mail != "" && strings.EqualFold(p.Mail, o.Mail) || p.Slack != "" && p.Slack == o.Slack
}

// Valid reports whether the person works here on that day.
func (p Person) Valid(on care.Date) bool { return p.span().Valid(on) }

// span is a line that holds when the person's does.
func (p Person) span() Unit { return Unit{From: p.From, To: p.To} }

// Assigned returns those who take a person who lives in the district and was
// born on that day of the month. Whoever has neither districts nor days is
// assigned nobody. An empty district or day 0 means that it is not known, and
// then nobody whose assignment depends on it is returned.
func (d *Directory) Assigned(district string, day int, on care.Date) (takers []Person) {
	for _, p := range d.staff {
		if p.Valid(on) && p.takes(district, day) {
			takers = append(takers, p)
		}
	}
	return takers
}

func (p Person) takes(district string, day int) bool {
	if len(p.Districts) == 0 && len(p.Days) == 0 {
		return false
	}
	if len(p.Districts) > 0 && !(Unit{Districts: p.Districts}).Serves(district) {
		return false
	}
	return len(p.Days) == 0 || slices.Contains(p.Days, day)
}

// Posted returns those with that post who work here on that day.
func (d *Directory) Posted(post Post, on care.Date) (people []Person) {
	for _, p := range d.staff {
		if p.Post == post && p.Valid(on) {
			people = append(people, p)
		}
	}
	return people
}

// Trusted returns those who work here on that day and handle what only some may see:
// the named, by mail address; or else, when none is named or all have left, the
// managers; or else the coordinators. Never everybody: with none of these it is nobody.
// They are told by mail, so nobody is among them who has none.
func (d *Directory) Trusted(named []string, on care.Date) (people []Person) {
	mayBe := []func(Person) bool{
		func(p Person) bool {
			return slices.ContainsFunc(named, func(mail string) bool { return strings.EqualFold(strings.TrimSpace(mail), p.Mail) })
		},
		func(p Person) bool { return p.Post == Manager },
		func(p Person) bool { return p.Post == Coordinator },
	}
	for _, is := range mayBe {
		for _, p := range d.staff {
			if p.Mail != "" && p.Valid(on) && is(p) {
				people = append(people, p)
			}
		}
		if len(people) > 0 {
			break
		}
	}
	return people
}

// Deputy returns who takes over from somebody at BIH, by Slack user id or mail
// address: the substitute the lists name, if that one works here on that day.
func (d *Directory) Deputy(slackIDOrMail string, on care.Date) (Person, bool) {
	p, ok := d.Person(slackIDOrMail, on)
	if !ok || p.Substitute == "" {
		return Person{}, false
	}
	deputy, ok := d.Person(p.Substitute, on)
	return deputy, ok && deputy.Valid(on)
}

// BirthDay returns the day of the month on which somebody with that personnummer
// or samordningsnummer, of 12 digits, was born; 0 when it does not say.
func BirthDay(id string) int {
	digits := strings.Map(onlyDigits, id)
	if len(digits) != 12 {
		return 0
	}
	day, _ := strconv.Atoi(digits[6:8]) // unreachable error: they are digits
	if day > 60 {
		day -= 60
	}
	if day > 31 {
		return 0
	}
	return day
}
