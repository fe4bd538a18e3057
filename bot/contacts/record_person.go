package contacts

import (
	"strings"

	"example.org/stegvis/bot/care"
)

// person takes a row about one of BIH's staff into the lists. Nothing said
// about the row names the person.
func (l *loading) person(r record, post Post) {
	r.at.Unit = ""
	p := Person{Name: r.name(), Slack: r.get("slack"), Post: post,
		Districts: list(r.get("district")), Substitute: r.get("substitute")}
	if _, titled, staff, ok := roleOf(r.get("post")); ok && staff {
		p.Post = titled
	}
	if p.Name == "" {
		l.problem(r.in("name"), "name")
	}
	if mails := l.mails(r); len(mails) > 0 {
		p.Mail = mails[0]
	}
	if r.get("mail") == "" && p.Slack == "" {
		l.problem(r.in("mail"), "staff-mail")
	}
	days, ok := parseDays(r.get("days"))
	if !ok {
		l.problem(r.in("days"), "days")
	}
	p.Days, p.From, p.To = days, l.day(r, "from"), l.day(r, "to")
	if l.word(r, "active", headers().active) == "no" {
		return
	}
	l.staff = append(l.staff, p)
	l.seats = append(l.seats, r.at)
}

// seatStaff gives the staff their unit, and their substitutes by mail address.
func (l *loading) seatStaff() {
	unit := l.theDesk()
	for i := range l.staff {
		p := &l.staff[i]
		p.Unit = unit
		if p.Substitute == "" {
			continue
		}
		mail, ok := l.colleague(p.Substitute)
		if !ok {
			l.problem(l.seats[i], "substitute")
		}
		p.Substitute = mail
	}
}

// theDesk is the one BIH unit the staff belong to.
func (l *loading) theDesk() (id care.UnitID) {
	for i, u := range l.units {
		if u.Role == care.BIH && id != "" && u.ID != id && len(l.staff) > 0 {
			l.problem(l.places[i], "bih")
		}
		if u.Role == care.BIH {
			id = u.ID
		}
	}
	return id
}

func (l *loading) colleague(named string) (mail string, ok bool) {
	for _, p := range l.staff {
		if p.at(named) || strings.EqualFold(p.Name, named) {
			return p.Mail, true
		}
	}
	return "", false
}
