package bot

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/reply"
)

// PVR may ask who the samordnare is, in a case or out of the blue. It is answered
// from the contact lists when the question is that and nothing else, and exactly
// one utförare is meant; everything else goes before BIH as any question does.

var (
	asksCoordinator = regexp.MustCompile(`(?i)\b(vem|vilka|kontaktuppgift\pL*|uppgift\pL* till|telefon\pL*|nummer|numret|mejl\pL*|e-post\pL*|når (vi|jag))\b[^.?!\n]{0,60}\bsamordnar\pL*|\bvilken samordnare\b`)
	wantsAnswer     = regexp.MustCompile(`(?i)\?|\b(behöver|önskar|skicka|kan (ni|vi|jag) få|får (vi|jag)|vill ha|saknar)\b`)
	atWhom          = regexp.MustCompile(`(?i)\bsamordnar\pL*\s+(?:som finns )?(?:på|hos|för|vid|i|till)\s+([^?!,;\n]{2,60})`)
	anyProvider     = regexp.MustCompile(`(?i)^(hemtjänst(en|utföraren?)?|utföraren?|htj)[\s.]*$`)
)

// longestQuestion is how long a question about nothing else is at most.
const longestQuestion = 300

// coordinator returns what follows when PVR's words ask for the samordnare; nil
// when they do not, or when it is not clear whose.
func (b *Bot) coordinator(m meaning, c care.Case, from care.UnitID) care.Event {
	own := reply.Own(m.in.Text)
	if m.in.Channel != "mail" || len(m.in.Files) > 0 || utf8.RuneCountInString(own) > longestQuestion || strings.Count(own, "?") > 1 ||
		!asksCoordinator.MatchString(own) || !wantsAnswer.MatchString(own) {
		return nil
	}
	id := c.Units[care.HTJ]
	if named := atWhom.FindStringSubmatch(own); named != nil && !anyProvider.MatchString(named[1]) {
		match := b.Contacts().Match(contacts.Query{Text: strings.TrimRight(named[1], ". ")}, b.today())
		if match.Decision != contacts.Route {
			return nil
		}
		id = match.Unit
	}
	u, ok := b.Contacts().UnitOn(id, b.today())
	if !ok || u.Contact == "" && len(u.Phones) == 0 {
		return nil
	}
	return care.ContactAsked{From: from, Provider: id}
}
