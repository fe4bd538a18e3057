package care

import "time"

// A CaseID names a case in mail subjects and chat, such as "SK-2026-0042". It
// says nothing about the person.
type CaseID string

// A PublicCase is what everybody at the desk may see of a case: the only form
// in which a case reaches chat or the text of a mail. It has no field for a
// name, a personnummer, an address, a diagnosis or free text, so no template
// can let one out by mistake.
type PublicCase struct {
	ID        CaseID
	Seen      Role   // the party that is to see it, and then most is left out; empty for BIH
	Label     string // neutral words to say instead of a name: "Blå Tall"
	Step      Step
	Closed    bool
	Round     int // 1, and one more for every extension
	Rev       int // grows with every fact; tells an old card from a new one
	Granted   *bool
	PVR       string // unit names
	HTJ       string
	Other     string // the BIH it has been handed over to
	Reach     string // where HTJ is mailed, as the contact lists say
	Mailed    bool   // documents are mailed there; otherwise BIH carries them
	From      Date
	End       Date
	To        Date    // the last day to decide on: of the intyg at hand, or else End
	Ongoing   bool    // the insats goes on tills vidare; End is when it is looked at again
	Later     []Limit // other insatser end, or are looked at again, on these days
	Starts    Date
	Missing   []string  // keys of fields
	Doubts    []string  // keys of fields
	Protected bool      // the person's identity is protected: nothing else is shown
	Stopped   bool      // something came that a human must look at first
	Frozen    bool      // a letter went wrong; nothing is sent
	Held      time.Time // when what was last decided leaves; it can be taken back until then
	Paused    Date      // no reminders until then
	Owner     string    // who at BIH has taken the case, as the contact lists name them
	Meeting   PublicMeeting
	Duties    []Duty    // open, the most urgent first
	Acts      []string  // what BIH can do now, the expected first
	Unsent    []Waiting // what is written to parties and waits for BIH
}

// A PublicMeeting is what may be seen of the meeting under negotiation or
// booked: never where, never with whom by name.
type PublicMeeting struct {
	Kind   MeetingKind
	Slots  []Slot
	Agreed *Slot
	Was    *Slot  // the booked time that no longer holds
	Waits  []Role // who has yet to answer
}

// A Duty is something a party owes, by a day.
type Duty struct {
	Name  string // also names its words in templates
	Owner Role
	Due   Date
}

// A MeetingKind is one of the three occasions the model lets parties agree on.
type MeetingKind string

const (
	Call   MeetingKind = "samtal"      // 1 telefonsamtal för förhandsbedömning
	Visit  MeetingKind = "hembesok"    // 3 gemensamt hembesök
	Review MeetingKind = "uppfoljning" // 5 gemensam uppföljning
)

// A Slot is a proposed time.
type Slot struct {
	At      time.Time
	Minutes int
}

// Public returns the public face of c. The names of units and of the owner are
// those of the contact lists; duties are the open debts with their days.
func (c Case) Public(units map[Role]string, owner string, duties []Duty) PublicCase {
	p := PublicCase{
		ID: c.ID, Label: c.Label, Step: c.Step, Closed: c.Closed, Round: c.Round, Rev: c.Rev,
		PVR: units[PVR], HTJ: units[HTJ], Other: units[Other], Owner: owner,
		From: c.Intyg.From(), End: c.End(), Ongoing: c.Ongoing(), Later: c.Later(), Starts: c.Starts,
		Stopped: len(c.Stop) > 0, Frozen: c.Frozen, Paused: c.Paused,
		Duties: duties, Acts: c.Offers(), Unsent: c.Waiting,
	}
	if c.Undoable() && !c.unsent() { // what waits for a human does not leave by the clock
		p.Held = c.Held
	}
	if c.Decision != nil {
		granted := c.granted()
		p.Granted = &granted
	}
	if c.hasIntyg() && c.undecided() {
		p.Missing, p.Doubts = c.Intyg.Missing(), c.Intyg.Doubts
	}
	if p.To = c.End(); c.undecided() && !c.Intyg.End().IsZero() {
		p.To = c.Intyg.End()
	}
	p.Meeting = c.meeting()
	return p
}

// meeting returns the meeting that matters now: one under negotiation before
// one that is booked, and none that has been held.
func (c Case) meeting() (p PublicMeeting) {
	for _, k := range []MeetingKind{Call, Visit, Review} {
		m := c.Meetings[k]
		if m == nil || m.Held != nil || len(m.Slots) == 0 || (k == Call && !c.asking()) {
			continue
		}
		if p.Kind == "" || m.Agreed == nil {
			p = PublicMeeting{Kind: k, Slots: m.Slots, Agreed: m.Agreed, Waits: m.Waits()}
		}
	}
	return p
}
