package bot

import (
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
)

// A person whose identity is protected (skyddade personuppgifter) is nobody the
// desk does anything for by itself. Nothing is said to any party, the card shows
// that there is a case and no more, and only those who are named for it are told,
// by mail, and may act.

// cleared reports whether somebody at BIH may see and act on a case.
func (b *Bot) cleared(c care.Case, who contacts.Person) bool {
	return !c.Protected || slices.ContainsFunc(b.trusted(), who.Is)
}

// trusted are those who work with people whose identity is protected.
func (b *Bot) trusted() []contacts.Person { return b.Contacts().Trusted(b.Cleared, b.today()) }

// discreet leaves out of the notices of a protected case what is for parties, and
// for anybody at BIH who is not named; those who are get one mail each.
func (b *Bot) discreet(c care.Case, notices []care.Notice) (kept []care.Notice) {
	if !c.Protected {
		return notices
	}
	told := false
	for _, n := range notices {
		p, known := b.Contacts().Person(n.Person, b.today())
		switch {
		case n.To != care.BIH:
		case n.Person == "":
			told = true
		case known && b.cleared(c, p):
			kept = append(kept, n)
		}
	}
	if !told {
		return kept
	}
	for _, p := range b.trusted() {
		kept = append(kept, care.Notice{To: care.BIH, Template: "skyddat", Asks: true, Person: p.Mail})
	}
	return kept
}
