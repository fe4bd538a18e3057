// Package invite writes and reads calendar invitations (iTIP, RFC 5546), so
// that a time that was agreed on stands in everybody's calendar and an answer
// given there with one press counts as an answer.
//
// What we write carries no personal data: the caller gives the words, and the
// invitation's identity is made of the case number alone. What we read comes
// from calendars that each have habits of their own: Windows names for time
// zones, names in quotes, answers without a version. They are read by one
// lenient reader. A library could be asked first and the lenient reader after,
// but two readers that disagree are worse than one, and go-ical, which we use
// to check what we write, panics on a line that ends within a parameter.
//
// A doubt is never a yes: what is not clearly an acceptance by one attendee is
// [Unclear], and a time that cannot be told for certain is the zero time.
package invite

import (
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// A Meeting is one that has been agreed on. Case, Kind and Round make its
// identity, by which calendars know that a later invitation is about the same
// meeting; Sequence must grow with each one sent.
type Meeting struct {
	Case        care.CaseID
	Kind        care.MeetingKind
	Round       int
	Sequence    int
	Slot        care.Slot
	Organizer   Party
	Attendees   []Party
	Summary     string
	Description string
	Location    string
	Stamp       time.Time // when the invitation is written
}

// A Party is a unit, as its name and address should stand in a calendar.
type Party struct{ Name, Mail string }

// UID is the identity of the meeting. It is the same on every computer and in
// every release: a change would leave old entries in people's calendars.
func UID(id care.CaseID, kind care.MeetingKind, round int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d", id, kind, round))
	return fmt.Sprintf("%x@stegvis", sum[:16])
}

// Request is the invitation to m, or a new version of one that was sent.
func Request(m Meeting) ([]byte, error) { return m.write("REQUEST", "CONFIRMED") }

// Cancel takes back the invitation to m; it too needs a higher Sequence.
func Cancel(m Meeting) ([]byte, error) { return m.write("CANCEL", "CANCELLED") }

//go:embed stockholm.ics
var stockholm string // the rules of the time zone

func (m Meeting) write(method, status string) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("invitation in case %s: %w", m.Case, err)
	}
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("PRODID", "-//stegvis//stegvis//SV")
	w.line("VERSION", "2.0")
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", method)
	for l := range strings.Lines(stockholm) {
		w.raw(strings.TrimSpace(l))
	}
	w.line("BEGIN", "VEVENT")
	w.line("UID", UID(m.Case, m.Kind, m.Round))
	w.line("SEQUENCE", fmt.Sprint(m.Sequence))
	w.line("DTSTAMP", m.Stamp.UTC().Format(utcForm))
	w.time("DTSTART", m.Slot.At)
	w.time("DTEND", m.Slot.At.Add(time.Duration(m.Slot.Minutes)*time.Minute))
	w.text("SUMMARY", m.Summary)
	w.text("DESCRIPTION", m.Description)
	w.text("LOCATION", m.Location)
	w.party("ORGANIZER", "", m.Organizer)
	for _, a := range m.Attendees {
		w.party("ATTENDEE", ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE", a)
	}
	w.line("STATUS", status)
	w.line("TRANSP", "OPAQUE")
	w.line("END", "VEVENT")
	w.line("END", "VCALENDAR")
	return w.Bytes(), nil
}

// check refuses what calendars would misunderstand.
func (m Meeting) check() error {
	switch {
	case m.Case == "" || m.Kind == "":
		return errors.New("no case or kind to make an identity of")
	case m.Slot.At.IsZero() || m.Slot.Minutes <= 0:
		return errors.New("no time, or no length")
	case m.Stamp.IsZero():
		return errors.New("no time of writing")
	case m.Sequence < 0:
		return errors.New("negative sequence")
	case m.Summary == "":
		return errors.New("no summary")
	case len(m.Attendees) == 0:
		return errors.New("nobody is invited")
	}
	for _, p := range append([]Party{m.Organizer}, m.Attendees...) {
		if a, err := mail.ParseAddress(p.Mail); err != nil || a.Address != p.Mail {
			return errors.New("a party without a plain mail address")
		}
	}
	return nil
}
