package care

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// An Event is something that has happened to a case. The set is closed: only
// this package can add to it, and every kind is listed in kinds.
//
// Events are stored as JSON and read back for as long as the case is kept.
// Fields may be added; they must never be renamed or change type.
type Event interface {
	apply(*Case)
}

// Step 1, Bedömning och planering.
type (
	// AssessmentAsked: PVR has mailed and wants a förhandsbedömning.
	AssessmentAsked struct{ From UnitID }

	// AssessmentGiven: BIH has given its förhandsbedömning after the call.
	AssessmentGiven struct {
		Opinion   string // tillstyrks, tveksamt, avstyrks
		Comment   string
		From, To  Date
		Frequency string
		Minutes   int
		Provider  UnitID
	}

	// ContactAsked: PVR asks who the samordnare is at an utförare, and the contact
	// lists know.
	ContactAsked struct{ From, Provider UnitID }

	// ContactNamed: HTJ has named the kontaktperson, for the riskanalys.
	ContactNamed struct{ Contact string }
)

// Step 2, Ansökan om bistånd.
type (
	// IntygReceived: an intyg has arrived and been read, or a former one has
	// been filled in further. Intyg is the whole of it as it now stands.
	IntygReceived struct {
		Intyg    Intyg
		From     UnitID   // the issuer's unit; empty when the sender is in no list
		Provider UnitID   // the one utförare that fits; empty when BIH must choose
		On       Date     // the day it reached the server
		Signs    []string // stop signs found in it
		Filled   []string // keys that a reply to a komplettering filled in
		Disputed []string // keys of which it says something else than what stood, and which stay as they were
		Fetched  bool     // BIH has fetched it and put it in
		Silent   bool     // a machine or a list has sent it: it is not acknowledged
	}

	// IntygCorrected: BIH has put right what was read, or said what the labels of
	// a form mean. Intyg is the whole of it as it now stands.
	IntygCorrected struct {
		Intyg    Intyg
		Changes  []Change
		Refused  []Refused // what could not be taken
		Taught   []string  // labels that were explained
		Provider UnitID    // the one utförare that fits, when what it is called was put right
		Signs    []string  // stop signs that follow
		By       string    // who at BIH
		Mailed   bool      // by mail, and is answered there
	}

	// CompletionAsked: BIH wants PVR to fill in what is missing.
	CompletionAsked struct {
		Fields []string // keys
		Note   string
		Before Date
	}

	// ReadingConfirmed: BIH has compared doubtful values with the intyg.
	ReadingConfirmed struct{}

	// ApplicationObtained: the person has applied.
	ApplicationObtained struct{ On Date }

	// DecisionMade: BIH has decided on the application.
	DecisionMade struct {
		Outcome  string // bifall, delvis, avslag
		From, To Date
		Scope    string
		Provider UnitID
		ByHand   bool // the utförare may not be mailed documents; BIH carries them
		Unproven bool // nobody has answered for its address: a second person must
		By       string
		Held     time.Time // what it says to the parties leaves then, and can be taken back until
	}

	// ProviderChosen: BIH has said which utförare the case goes to.
	ProviderChosen struct {
		Provider UnitID
		ByHand   bool
		Unproven bool
		By       string
		Held     time.Time // what it says to the parties leaves then, and can be taken back until
	}

	// ProviderChanged: BIH gives a running case to another utförare.
	ProviderChanged struct {
		Provider UnitID
		Last     Date // the last day of the old one
		ByHand   bool
		Unproven bool
		By       string
		Held     time.Time // what it says to the parties leaves then, and can be taken back until
	}

	// ProviderEnded: the contact lists no longer have the utförare of the case.
	ProviderEnded struct{ Provider UnitID }

	// ConsentGiven: BIH has been told that the person agrees to what these parties
	// are told, or that they may be told without.
	ConsentGiven struct {
		To  []Role
		On  Date
		How string // skriftligt, muntligt, annan_grund
		By  string
	}

	// AddressProven: a second person answers for the utförare's new address.
	AddressProven struct {
		By   string
		Held time.Time
	}

	// OrderUndone: BIH takes back what it has just sent on its way, and all
	// is as it was before.
	OrderUndone struct{}

	// OrderLeft: the time to take it back is over.
	OrderLeft struct{}

	// OrderCarried: BIH has itself sent what the bot may not mail.
	OrderCarried struct{ On Date }

	// PersonInformed: somebody has told the person what there was to tell.
	PersonInformed struct {
		Of string // "beslut", "start", "hembesok"
		On Date
		At time.Time // zero when no time of day was told
		By Role
	}
)

// Step 3, Uppstart.
type (
	// StartProposed: HTJ has said when it can start and whether a joint visit
	// is needed. Either may still be open.
	StartProposed struct {
		On    Date
		Joint *bool
	}

	// OrderDeclined: HTJ cannot take the order.
	OrderDeclined struct{}

	// StartReached: the day of the start has come.
	StartReached struct{}
)

// Meetings: the phone call, the joint visit, the joint follow-up.
type (
	// TimesProposed: a party proposes times, and says who is needed.
	TimesProposed struct {
		Kind  MeetingKind
		By    Role
		Slots []Slot
		Needs []Role
	}

	// TimesChosen: a party can at these of the proposed times.
	TimesChosen struct {
		Kind  MeetingKind
		By    Role
		Times []time.Time
	}

	// TimesRefused: a party can at none of the proposed times.
	TimesRefused struct {
		Kind MeetingKind
		By   Role
	}

	// MeetingHeld: a booked meeting took place, or did not.
	MeetingHeld struct {
		Kind MeetingKind
		Held bool
	}

	// MeetingCancelled: a booked meeting does not take place; another time has
	// to be found.
	MeetingCancelled struct {
		Kind MeetingKind
		By   Role
	}

	// BookingDoubted: a party says that a booking is wrong, but not how.
	BookingDoubted struct {
		Kind MeetingKind
		By   Role
	}

	// BookingConfirmed: a party, or BIH for all of them, says that a booking is
	// right.
	BookingConfirmed struct {
		Kind    MeetingKind
		By      Role
		Doubted bool // it was in doubt
	}
)

// Step 4, Genomförande av stöd.
type (
	// QuestionAsked: a party wants another to know or answer something.
	QuestionAsked struct {
		From, To Role
		Text     string
		ByHand   bool // the receiver may not be mailed free text
	}

	// NeedChanged: a party says that the situation has changed.
	NeedChanged struct{ From Role }

	// ChangeHandled: BIH has said what follows from a change, and to whom.
	ChangeHandled struct {
		Choice string // justera, nytt_intyg, avsluta, fraga
		To     []Role
		Text   string
	}
)

// Steps 5 and 6, Uppföljning, Avslut eller förlängt intyg.
type (
	// OutcomeReported: PVR has said how it goes on after the follow-up.
	OutcomeReported struct {
		Outcome string // extend, close, change
		Until   Date
		By      Role
	}

	// EndTold: BIH tells HTJ whether the insats goes on.
	EndTold struct {
		Extend bool
		Until  Date
	}

	// EndReached: the last day has passed.
	EndReached struct{}

	// QuestionnaireAnswered: a party has said how it works, for the figures.
	QuestionnaireAnswered struct {
		By     Role
		Of     string // start, slut: when it was asked
		Grades []int  // 1 to 5, one for each of its questions
		Text   string // in its own words; in no figures
	}
)

// Around the steps.
type (
	// MailUnclear: a mail that might be ours but that nobody can place, or whose
	// contents only a person can get at.
	MailUnclear struct {
		Kind  string // its class, see bot/intyg
		From  UnitID
		Until Date // the last day its contents can be fetched
	}

	// FetchDropped: what was to be fetched by hand need not be, or has been dealt
	// with in another way.
	FetchDropped struct{}

	// CaseAccepted: BIH takes a case that a stranger or an unclear mail opened.
	CaseAccepted struct{ PVR UnitID }

	// CaseReturned: what came is for another district or unit, and goes back to
	// whoever sent it.
	CaseReturned struct{}

	// CaseHandedOver: what came is for another district, and BIH hands it over
	// to the BIH that works there.
	CaseHandedOver struct {
		To     UnitID
		ByHand bool // the documents may not be mailed there; BIH carries them
		By     string
		Held   time.Time // what it says leaves then, and can be taken back until
	}

	// HandoverCarried: BIH has itself sent there what the bot may not mail.
	HandoverCarried struct{ On Date }

	// CaseRejected: BIH says that the mail was nothing for the unit.
	CaseRejected struct{}

	// ReplyUnclear: a party answered, but not so that it can be acted on.
	ReplyUnclear struct {
		From     Role
		Question string // the template that asked
		Meeting  MeetingKind
		Again    bool // it was unclear before too: a human takes over
	}

	// AnswerRefused: BIH answered a letter by mail, and nothing came of it.
	AnswerRefused struct {
		Act    string  // which was chosen; empty when none could be made out
		Why    string  // unclear, stale, fields
		Fields Refusal // what is wrong with which field
		By     string  // who had done it already
		Time   int     // the how manyth in a row that was not understood; zero when it was
	}

	// AnswerDoubted: a party says that what we have noted of its answer is wrong.
	AnswerDoubted struct {
		By       Role
		Question string // the template whose answer it was
		Kind     MeetingKind
		Again    bool // it was wrong before too: a human takes over
	}

	// AnswerConfirmed: a party has read what we noted, and leaves it so.
	AnswerConfirmed struct{ By Role }

	// StrangerWrote: an answer in the case came from somebody who is no party of
	// it, or cannot be shown to answer anything of ours.
	StrangerWrote struct{}

	// Acknowledged: a party has received what was sent, and it is right.
	Acknowledged struct{ From Role }

	// StopSigned: something came that a human must look at before any
	// automatic sentence.
	StopSigned struct {
		Signs []string
		From  Role
	}

	// StopCleared: BIH has dealt with the stop sign.
	StopCleared struct{ End bool }

	// ProtectionLifted: BIH says that the person's identity is not protected.
	ProtectionLifted struct{ By string }

	// LettersHeld: what has just been written to the parties waits for BIH.
	LettersHeld struct{ Letters []Waiting }

	// LettersReleased: somebody at BIH has read what waits, and sends it.
	LettersReleased struct{ By string }

	// LettersDropped: somebody at BIH says that what waits is not to be sent.
	LettersDropped struct{ By string }

	// AbsenceNoted: a machine answered that the person is away.
	AbsenceNoted struct {
		From  Role
		Who   string // at BIH: the one who has the case
		On    Date   // the day it became known
		Until Date   // the last day
	}

	// LetterFailed: a letter did not get through, or may not have.
	LetterFailed struct {
		To       Role
		Template string
		Why      string // bounced, gone, refused, late, unknown; address, protected, stopped: it never left
	}

	// PartyReached: BIH has seen to it that a party knows what a letter that was
	// not delivered said, and that the next one can be.
	PartyReached struct{}

	// Misrouted: somebody says that a letter went to the wrong place.
	Misrouted struct {
		By string // who at BIH, when it was somebody there
	}

	// Paused and Resumed: BIH holds the case's reminders, and lets them go.
	Paused struct {
		Until Date
		Why   string
	}
	Resumed struct{}

	// Taken: somebody at BIH has taken the case, or been handed it.
	Taken struct {
		Who  string
		Away Absence // if it is known that who takes it is away
	}

	// CaseEnded: BIH ends the case before its time: the person has moved, died,
	// or does not want the support.
	CaseEnded struct{ Why string }

	// Reopened: BIH opens a closed case again.
	Reopened struct{}

	// BasisAsked: somebody at BIH wants the documents by mail.
	BasisAsked struct{ Who string }

	// ReminderDue: a duty's day is near, here or past.
	ReminderDue struct {
		Duty  string
		Due   Date // the deadline
		Day   Date // the day of this reminder
		Sent  Date // the day it was written; later than Day after a silence
		Owner Role // who owes it
		To    Role // who is reminded: the owner, or BIH when the owner has let it pass
		Late  bool // the deadline has passed
		Rung  Rung
		Why   string // it comes to this rung
		Who   string // at BIH, whose turn it is; empty when the unit as a whole is told
	}

	// ReminderPutOff: BIH wants no reminders of a duty until a day.
	ReminderPutOff struct {
		Duty  string
		Until Date
		Why   string
		By    string
	}

	// DutyWaived: BIH says why a duty needs no more reminders. It stands open.
	DutyWaived struct {
		Duty string
		Why  string
		By   string
	}
)

var kinds = []Event{
	AssessmentAsked{}, AssessmentGiven{}, ContactAsked{}, ContactNamed{},
	IntygReceived{}, IntygCorrected{}, CompletionAsked{}, ReadingConfirmed{}, ApplicationObtained{}, DecisionMade{}, ProviderChosen{}, ProviderChanged{}, ProviderEnded{}, ConsentGiven{}, AddressProven{}, OrderUndone{}, OrderLeft{}, OrderCarried{}, PersonInformed{},
	StartProposed{}, OrderDeclined{}, StartReached{},
	TimesProposed{}, TimesChosen{}, TimesRefused{}, MeetingHeld{}, MeetingCancelled{}, BookingDoubted{}, BookingConfirmed{},
	QuestionAsked{}, NeedChanged{}, ChangeHandled{},
	OutcomeReported{}, EndTold{}, EndReached{}, QuestionnaireAnswered{},
	MailUnclear{}, FetchDropped{}, CaseAccepted{}, CaseRejected{}, CaseReturned{}, CaseHandedOver{}, HandoverCarried{}, ReplyUnclear{}, AnswerRefused{}, AnswerDoubted{}, AnswerConfirmed{}, StrangerWrote{}, Acknowledged{}, StopSigned{}, StopCleared{}, ProtectionLifted{}, LettersHeld{}, LettersReleased{}, LettersDropped{}, AbsenceNoted{}, LetterFailed{}, PartyReached{}, Misrouted{},
	Paused{}, Resumed{}, Taken{}, CaseEnded{}, Reopened{}, BasisAsked{}, ReminderDue{}, ReminderPutOff{}, DutyWaived{},
}

// Kinds returns a zero event of every kind.
func Kinds() []Event { return kinds }

// Kind returns the name under which e is stored.
func Kind(e Event) string { return reflect.TypeOf(e).Name() }

// Unmarshal reads back an event stored as kind and data.
func Unmarshal(kind string, data []byte) (Event, error) {
	for _, k := range kinds {
		if Kind(k) != kind {
			continue
		}
		p := reflect.New(reflect.TypeOf(k))
		if err := json.Unmarshal(data, p.Interface()); err != nil {
			return nil, fmt.Errorf("event %s: %w", kind, err)
		}
		return p.Elem().Interface().(Event), nil
	}
	return nil, fmt.Errorf("event %q: unknown kind", kind)
}
