package care

// A Rung is a step of the ladder on which people are told of a debt, from the
// one who owes it upwards. It is stored with every reminder: names may be added,
// never changed.
type Rung string

const (
	Owing      Rung = ""            // who owes it
	Holder     Rung = "handlaggare" // who at BIH has the case, of what another party owes
	Substitute Rung = "ersattare"   // who stands in for that one
	Head       Rung = "chef"        // the head of the unit
)

// Why somebody is told of a debt; the words are in templates.
const (
	Reminded = ""          // it is the day for it
	Silent   = "tyst"      // those before have been told, and it is not done
	Away     = "borta"     // the one before is away until after the deadline
	Unmanned = "ingen_har" // nobody has the case
	Nobody   = "saknas"    // nobody stands in for who has it
)

// An Absence is a time during which a party, or the one at BIH who has the
// case, is away.
type Absence struct {
	On    Date // when it became known
	Until Date // the last day
}

// AwayPast returns the day from which it has been known that who owes d is away
// until after due, or on it; zero when that is not so.
func (c Case) AwayPast(d Debt, due Date) Date {
	a, ok := c.Away[d.Owner]
	if !ok || due.IsZero() || a.Until.Before(due) || a.Until.Before(d.Since) {
		return Date{}
	}
	if a.On.Before(d.Since) {
		return d.Since
	}
	return a.On
}

// A Telling is the last time somebody was told of a debt: the day it was meant
// for, and the day it was done.
type Telling struct{ For, On Date }

// LastReminder returns when d, due then, was last told on a rung; zero if never.
// A debt whose deadline has moved is told of anew.
func (c Case) LastReminder(d Debt, on Rung, due Date) Telling {
	return c.Reminded[reminded(d.Name, d.Owner, on, due)]
}

func reminded(debt string, owner Role, on Rung, due Date) string {
	return debt + "/" + string(owner) + ">" + string(on) + "@" + due.String()
}

// Quiet returns the day until which nobody is told of d, and whether it is for
// good: BIH has put it off, or has said why it need not be done. Both end with
// the debt, and when the day it is about moves.
func (c Case) Quiet(d Debt) (until Date, forGood bool) {
	q, ok := c.Hushed[d.key()]
	if !ok || q.Of != d.Of {
		return Date{}, false
	}
	return q.Until, q.Until.IsZero()
}

// A Hush is the reminders of one debt put off until a day; for good when zero.
type Hush struct{ Until, Of Date }

func (e ReminderDue) apply(c *Case) {
	if e.Rung == Owing && e.To != e.Owner { // stored before there was a ladder
		e.Rung = Holder
	}
	if e.Sent.IsZero() {
		e.Sent = e.Day
	}
	c.Reminded[reminded(e.Duty, e.Owner, e.Rung, e.Due)] = Telling{e.Day, e.Sent}
}

func (e ReminderPutOff) apply(c *Case) { c.hush(e.Duty, e.Until) }
func (e DutyWaived) apply(c *Case)     { c.hush(e.Duty, Date{}) }

// hush silences what is owed under a name, whoever owes it.
func (c *Case) hush(duty string, until Date) {
	for _, d := range c.Debts() {
		if d.Name == duty {
			c.Hushed[d.key()] = Hush{until, d.Of}
		}
	}
}

func (e AbsenceNoted) apply(c *Case) {
	if e.Until.IsZero() || e.On.IsZero() {
		return // nobody can tell who must step in
	}
	c.Away[e.From] = Absence{e.On, e.Until}
}

func (e Taken) apply(c *Case) {
	c.Owner = e.Who
	delete(c.Away, BIH)
	if !e.Away.Until.IsZero() {
		c.Away[BIH] = e.Away
	}
}

// hushable: something is owed that people are still reminded of.
func hushable(c Case) bool {
	for _, d := range c.Debts() {
		if _, forGood := c.Quiet(d); !forGood {
			return !c.Closed
		}
	}
	return false
}

// owed refuses the name of what nobody owes in c.
func (v Values) owed(c Case, field string) Refusal {
	for _, d := range c.Debts() {
		if d.Name == v[field] {
			return nil
		}
	}
	return Refusal{field: Needed}
}

func putOff(c Case, v Values, who string) (Event, Refusal) {
	until, bad := v.date("till")
	return ReminderPutOff{Duty: v["plikt"], Until: until, Why: v["skal"], By: who}, join(bad, v.need("skal"), v.owed(c, "plikt"))
}

func waive(c Case, v Values, who string) (Event, Refusal) {
	return DutyWaived{Duty: v["plikt"], Why: v["skal"], By: who}, join(v.need("skal"), v.owed(c, "plikt"))
}
