package care

import (
	"cmp"
	"reflect"
	"slices"
)

// A Notice is one thing to say to one party. It names the template and leaves
// the wording, the address and the channel to others.
type Notice struct {
	To        Role
	Template  string
	Asks      bool    // an answer is expected in the thread
	Papers    []Paper // what goes with it
	Protected bool    // carries personal data: only to a party that may be mailed documents
	Invite    bool    // carries the calendar invitation to the meeting
	Cancel    bool    // takes the invitation back
	Meeting   MeetingKind
	Unit      UnitID // the unit it is for, when the party of the case is another now
	Person    string // the one person at BIH it is for; empty for the unit
	Mention   string // the one at BIH whose turn it is, in what all of BIH can read; empty for nobody
	Debt      string // the debt it reminds of
	Question  string // the template whose answer it expects, when that is not its own
}

// A Paper is a document that goes with a notice.
type Paper string

const (
	Information Paper = "information" // skriftlig information till den enskilde
	Instruction Paper = "instruktion" // instruktion till intyget
	Blank       Paper = "blankett"    // intyget to fill in, prefilled where that is allowed
	Original    Paper = "intyg"       // the intyg as it came
	Sheet       Paper = "avlasning"   // what was read of it, value by value
	Order       Paper = "bestallning"
	Letter      Paper = "beslut" // the decision, for BIH to give to the person
	Drafts      Paper = "utkast" // what is written to parties and waits for BIH
	Replies     Paper = "svar"   // the mails that have answered, as they came
)

// A Row is one line of the [Model].
type Row struct {
	events  []reflect.Type
	conds   []condition
	notices func(Case, Event) []Notice
	next    Step
	closes  bool
	opens   bool
	line    int // where it stands in model.go
}

type condition func(Case, Event) bool

func on[E Event]() Row {
	return Row{events: []reflect.Type{reflect.TypeFor[E]()}, line: here()}
}

func (r Row) or(events ...Event) Row {
	for _, e := range events {
		r.events = append(r.events, reflect.TypeOf(e))
	}
	return r
}

func (r Row) when(conds ...condition) Row {
	r.conds = append(slices.Clone(r.conds), conds...)
	return r
}
func (r Row) to(s Step) Row { r.next = s; return r }
func (r Row) close() Row    { r.closes = true; return r }
func (r Row) reopen() Row   { r.opens = true; return r }

// say adds what f says to what the row says already.
func (r Row) say(f func(Case, Event) []Notice) Row {
	before := r.notices
	r.notices = func(c Case, e Event) []Notice {
		if before == nil {
			return f(c, e)
		}
		return append(before(c, e), f(c, e)...)
	}
	return r
}

func (r Row) tell(to Role, template string, papers ...Paper) Row {
	return r.say(func(Case, Event) []Notice { return []Notice{{To: to, Template: template, Papers: papers}} })
}

func (r Row) ask(to Role, template string, papers ...Paper) Row {
	return r.say(func(Case, Event) []Notice {
		return []Notice{{To: to, Template: template, Asks: true, Papers: papers}}
	})
}

// order sends HTJ what it needs to know about the person, and asks for an answer.
func (r Row) order(template string) Row {
	return r.say(func(Case, Event) []Notice {
		return []Notice{{To: HTJ, Template: template, Asks: true, Protected: true, Papers: []Paper{Order, Original}}}
	})
}

// welcome acknowledges a mail from PVR; the first on a case carries the written
// information and the instruction. What a machine has sent is not acknowledged,
// or two would go on for ever.
func (r Row) welcome() Row {
	return r.say(func(c Case, e Event) []Notice {
		if i, ok := e.(IntygReceived); ok && i.Silent {
			return nil
		}
		n := Notice{To: PVR, Template: "kvittens"}
		if c.Mails == 1 {
			n.Papers = []Paper{Information, Instruction}
		}
		return []Notice{n}
	})
}

// Decide returns what follows when e happens to c: the case afterwards and
// what to say to whom. It reads no clock, touches no disk and cannot fail. An
// event the model has no row for is put before BIH; it is never dropped.
func Decide(c Case, e Event) (Case, []Notice) {
	after := c.with(e)
	r, ok := find(c, after, e)
	if !ok {
		return after, []Notice{{To: BIH, Template: "ovantat", Asks: true}}
	}
	after = after.move(cmp.Or(r.next, after.Step), (after.Closed || r.closes) && !r.opens)
	var notices []Notice
	if r.notices != nil {
		notices = r.notices(after, e)
	}
	return after, takeBack(c, after, e, notices)
}

// within lists the steps whose rows hold in c when its own step has none: what is
// done late, or once more, is done all the same when what it rests on is there.
func (c Case) within() (steps []Step) {
	if c.hasIntyg() {
		steps = append(steps, Application)
	}
	if c.granted() {
		steps = append(steps, Startup, Delivery, Closing)
	}
	return steps
}

// find returns the first row that fits: of the closed case, of its step, of those
// that apply in every step, or of a step that it has been in.
func find(before, after Case, e Event) (Row, bool) {
	lists := [][]Row{Model[before.Step], Anytime}
	for _, s := range after.within() {
		lists = append(lists, Model[s])
	}
	if before.Closed {
		lists = [][]Row{Afterwards}
	}
	for _, rows := range lists {
		for _, r := range rows {
			if r.fits(after, e) {
				return r, true
			}
		}
	}
	return Row{}, false
}

func (r Row) fits(c Case, e Event) bool {
	if len(r.events) > 0 && !slices.Contains(r.events, reflect.TypeOf(e)) {
		return false
	}
	return !slices.ContainsFunc(r.conds, func(cond condition) bool { return !cond(c, e) })
}
