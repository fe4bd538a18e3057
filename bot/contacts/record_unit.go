package contacts

import (
	"strings"

	"example.org/stegvis/bot/care"
)

// unit takes a row about a unit into the lists.
func (l *loading) unit(r record, role care.Role) {
	u := Unit{Role: role, Name: r.name(), Districts: list(r.get("district")), Slack: r.get("slack"),
		Contact: r.get("contact"), Language: r.get("language"), Successor: care.UnitID(r.get("successor"))}
	u.ID = care.UnitID(r.get("id"))
	u.Aliases = append(list(r.get("alias")), former(list(r.get("former")))...)
	if u.Name == "" {
		l.problem(r.in("name"), "name")
	}
	if u.ID == "" {
		u.ID = care.UnitID(slug(u.Name))
	}
	l.numbers(r, &u)
	l.validity(r, &u)
	l.reach(r, &u)
	if role == care.HTJ && len(u.Districts) == 0 {
		l.remark(r.in("district"), "no-district")
	}
	l.units = append(l.units, u)
	l.places = append(l.places, r.at)
}

// former marks names that the unit no longer goes by.
func former(names []string) []string {
	for i, n := range names {
		names[i] = headers().former[0] + " " + n
	}
	return names
}

// slug is the id of a unit that the list gives none.
func slug(name string) string {
	return strings.Join(strings.FieldsFunc(fold(strings.ToLower(name)), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
}

func (l *loading) numbers(r record, u *Unit) {
	for _, cell := range list(r.get("phone")) {
		p, ok := parsePhone(cell)
		if !ok {
			l.remark(r.in("phone"), "phone-form")
			continue
		}
		u.Phones = append(u.Phones, p)
	}
	if cell := r.get("orgnr"); cell != "" {
		n, ok := parseOrgNr(cell)
		if !ok {
			l.remark(r.in("orgnr"), "orgnr-form")
			return
		}
		u.OrgNr = n
	}
}

func (l *loading) validity(r record, u *Unit) {
	u.From, u.To = l.day(r, "from"), l.day(r, "to")
	if !u.From.IsZero() && !u.To.IsZero() && u.To.Before(u.From) {
		l.problem(r.in("to"), "dates")
	}
	switch cell := r.get("active"); {
	case cell == "":
	case headers().active[cellKey(cell)] == "":
		l.problem(r.in("active"), "active")
	default:
		u.Closed = headers().active[cellKey(cell)] == "no"
	}
}

func (l *loading) day(r record, meaning string) care.Date {
	d, err := parseDay(r.get(meaning), r.table.since1904)
	if err != nil {
		l.problem(r.in(meaning), "date")
	}
	return d
}

// reach reads how the unit is reached and what may be sent to it.
func (l *loading) reach(r record, u *Unit) {
	u.Emails = l.mails(r)
	u.Domains = l.domains(r)
	u.Class = Class(l.word(r, "class", headers().classes))
	if u.Class == "" {
		u.Class = Notice
	}
	l.certificate(r, u)
	u.Channel = l.word(r, "channel", headers().channels)
	switch {
	case u.Channel == slack && u.Slack == "":
		l.problem(r.in("slack"), "no-slack")
	case r.get("mail") == "" && !u.chats() && !u.Closed && len(u.Domains) == 0:
		l.problem(r.in("mail"), "mail")
	}
}

func (l *loading) mails(r record) []string {
	cell := r.get("mail")
	if cell == "" {
		return nil
	}
	all, err := parseAddresses(cell)
	if err != nil {
		l.problem(r.in("mail"), "mail-form")
	}
	return all
}

func (l *loading) domains(r record) (domains []string) {
	for _, part := range list(r.get("domain")) {
		d := strings.ToLower(strings.TrimPrefix(part, "@"))
		if !domainForm.MatchString(d) {
			l.problem(r.in("domain"), "mail-form")
			continue
		}
		domains = append(domains, d)
	}
	return domains
}

// word reads a cell that must hold one of a few known words.
func (l *loading) word(r record, meaning string, words vocabulary) string {
	cell := r.get(meaning)
	if cell == "" {
		return ""
	}
	word := words[cellKey(cell)]
	if word == "" {
		l.problem(r.in(meaning), meaning)
	}
	return word
}
