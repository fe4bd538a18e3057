package reply

import (
	"strings"
	"time"
)

// machineWords stand in mail that no person wrote for us.
var machineWords = []string{
	"automatiskt svar", "autosvar", "automatsvar", "automatiskt genererat", "automatisk svar", "automatic reply", "automatic response", "auto-reply", "autoreply", "auto reply", "out of office", "out of the office",
	"frånvaromeddelande", "detta är ett automat", "this is an automat", "your message was read", "läskvitto", "read receipt", "kunde inte levereras", "det gick inte att leverera",
	"undeliverable", "delivery has failed", "delivery status notification", "mail delivery", "olevererbart", "leveransrapport", "your message has been received", "går ej att svara på", "går inte att svara på",
	"vi har mottagit ditt meddelande och", "ditt meddelande har mottagits", "svarar inom två arbetsdagar", "i am out of", "i'm out of the office", "away from the office", "med begränsad tillgång till",
}

// isAuto reports whether a machine wrote the message; low is what stands in it
// besides quotes, in lower case.
func isAuto(text, low string) bool {
	for _, w := range machineWords {
		if strings.Contains(low, w) {
			return true
		}
	}
	return isReceipt(text)
}

// isReceipt recognises Outlook's read receipts, whose body looks like the
// header of a quoted mail.
func isReceipt(text string) bool {
	t := strings.TrimSpace(text)
	if !strings.HasPrefix(t, "Ditt meddelande") && !strings.HasPrefix(t, "Your message") {
		return false
	}
	return strings.Contains(t, "lästes") || strings.Contains(t, "was read") || strings.Contains(t, "togs bort") || strings.Contains(t, "was deleted") || strings.Contains(t, "levererades")
}

// Absence notes that do not call themselves automatic say that somebody is
// away, and who is there instead or when they are back.
var (
	awayWords = []string{"semester", "tjänstledig", "föräldraledig", "pappaledig", "mammaledig", "sjukskriven", "inte på plats", "ej på plats", "inte i tjänst", "ej i tjänst", "inte på kontoret", "läser inte min", "läser ej min", "läser inte mejl", "läser inte mail", "är ledig", "jag ledig", "ledig t", "ledig fr", "slutat min", "har slutat", "frånvarande", "bortrest", "on leave", "on vacation", "on holiday", "away", "vi läser inkorgen", "i am away", "stängt för"}
	backWords = []string{"kontakta", "vänligen kontakta", "vid brådskande", "brådskande", "vid akuta", "akuta ärenden", "åter i tjänst", "åter på", "åter den", "är åter", "tillbaka den", "är tillbaka", "växeln", "återkommer jag", "hänvisar till", "i stället till", "istället till", "i mitt ställe", "ersätter mig", "back on", "return on", "urgent", "please contact", "svarar när", "svarar så snart", "läser min e-post", "kollegor", "vänd dig till", "mejla i stället"}
)

// isAbsence reports whether the text is such a note.
func isAbsence(low string) bool { return containsAny(low, awayWords) && containsAny(low, backWords) }

// absent makes an answer that an absence note seems to give an automatic one,
// unless it says too much for that; even then it is no yes.
func (a *Answer) absent() {
	switch a.Intent {
	case Accept:
		a.doubt("absence")
	case Unclear, Propose, Asks, Answered:
		if a.StartDate.IsZero() && a.HomeVisit == nil && a.Outcome == "" {
			*a = Answer{Intent: Auto, Signs: a.Signs}
		}
	}
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// Calendar programs answer invitations by mail with a word before the subject.
var (
	calendarYes   = []string{"accepterat:", "accepterad:", "accepted:", "tackat ja:", "godkänt:", "godkänd:"}
	calendarNo    = []string{"avböjt:", "avböjd:", "declined:", "tackat nej:", "avvisat:", "avvisad:"}
	calendarMaybe = []string{"preliminärt:", "preliminär:", "tentative:", "tentatively accepted:", "kanske:", "nytt tidsförslag:", "nytt förslag på tid:", "new time proposed:", "föreslagen ny tid:", "avbokat:", "avbokad:", "inställt:", "canceled:", "cancelled:"}
)

// calendarReply reads an answer to an invitation that came as text.
func calendarReply(own string, now time.Time, q Question) (Answer, bool) {
	if q.Kind != Times {
		return Answer{}, false
	}
	first, _, _ := strings.Cut(strings.TrimSpace(own), "\n")
	low := strings.ToLower(first)
	switch {
	case hasAnyPrefix(low, calendarNo):
		return Answer{Intent: Decline}, true
	case hasAnyPrefix(low, calendarMaybe):
		return Answer{Intent: Unclear, Why: "tentative"}, true
	case hasAnyPrefix(low, calendarYes):
		return calendarAccept(own, now, q), true
	}
	return Answer{}, false
}

// calendarAccept finds the slot whose time stands in the text; an invitation
// to anything else is not ours to accept.
func calendarAccept(own string, now time.Time, q Question) Answer {
	t := &table{reader: dayReader(now), now: now, slots: q.Slots}
	ts := tokens(own)
	var found slots
	named := false
	for _, m := range t.mentions(ts) {
		if !m.is(fDay | fWeekday) {
			continue
		}
		named = true
		if m.is(fClock) && m.clock.To >= 0 {
			m.clock.To = -1
		}
		if m.is(fDay) && m.is(fClock) {
			found |= t.match(m)
		}
	}
	if found.len() == 1 {
		return Answer{Intent: Accept, Accepted: found.list()}
	}
	if !named && len(q.Slots) == 1 {
		return Answer{Intent: Accept, Accepted: []int{1}}
	}
	return Answer{Intent: Unclear, Why: "which", Ask: t.choices(t.all())}
}
