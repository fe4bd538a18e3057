package bot

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/notebook"
	"example.org/stegvis/reminders"
)

// A simulated year: many cases, people who answer late, wrongly or not at all or
// are away, servers that are down, and a desk that is closed, killed and restored.
//
//	go test ./bot -run 'TestYear$' -seeds 50 -cases 2000 -timeout 0   # the long run
//	go test ./bot -run 'TestYear$' -seed 17 -cases 2000               # one seed again
var (
	seeds = flag.Int("seeds", 2, "how many simulated years")
	seed  = flag.Uint64("seed", 0, "this seed only")
	cases = flag.Int("cases", 12, "cases in a simulated year")
)

func TestYear(t *testing.T) {
	first, last := uint64(1), uint64(*seeds)
	if *seed > 0 {
		first, last = *seed, *seed
	}
	for n := first; n <= last; n++ {
		t.Run(fmt.Sprint("seed ", n), func(t *testing.T) {
			y := newYear(t, n)
			y.live(nil)
			y.check()
			t.Logf("%d cases, %d reminders in %d letters, %d down, worst lateness %d of %d days, %d bundles; again with: go test ./bot -run 'TestYear$' -seed %d -cases %d",
				*cases, y.reminders, y.letters, y.downs, y.worst, y.longest, y.bundles, n, *cases)
			for _, p := range y.problems {
				t.Error(p)
			}
		})
	}
}

// TestYearCatches: a fault that is planted is found, so that finding none says
// something.
func TestYearCatches(t *testing.T) {
	for name, c := range map[string]struct {
		fault func(*year)
		want  string
	}{
		"a follow-up a week too late":    {func(y *year) { y.leads.WindowOpens -= 7; y.bot.Plan.Leads = y.leads }, "forgotten"},
		"a letter that is sent again":    {func(y *year) { y.mail.again = true }, "twice"},
		"a clock that is six hours fast": {func(y *year) { y.ahead = 9 * time.Hour }, "outside working hours"},
	} {
		t.Run(name, func(t *testing.T) {
			y := newYear(t, 1)
			y.live(c.fault)
			y.check()
			if !strings.Contains(strings.Join(y.problems, "\n"), c.want) {
				t.Errorf("not found; found %q", y.problems)
			}
		})
	}
}

// A clocked notebook knows when each letter was sent.
type clocked struct {
	*notebook.Notebook
	now   func() time.Time
	at    map[string][]time.Time
	again bool
}

func (c *clocked) Send(ctx context.Context, m channels.Outgoing) (string, error) {
	receipt, err := c.Notebook.Send(ctx, m)
	if err == nil || channels.IsUnknown(err) {
		c.at[m.Token] = append(c.at[m.Token], c.now())
		if c.again {
			c.at[m.Token] = append(c.at[m.Token], c.now())
		}
	}
	return receipt, err
}

type year struct {
	t         *testing.T
	r         *rand.Rand
	dir       string
	now       time.Time
	ahead     time.Duration
	leads     reminders.Leads // of the desk; what must hold is reckoned with the model's
	bot       *Bot
	mail      *clocked
	board     *notebook.Board
	lists     *contacts.Directory
	up        map[care.Date]bool // days on which the desk was open in the morning
	serial    int
	problems  []string
	reminders int
	letters   int
	bundles   int
	downs     int
	worst     int
	longest   int
}

var yearList = "Id;Roll;Namn;E-post;Slack;Leverans;Ersättare\n" +
	"bih;BIH;Enheten;bih@bih.test;C1;handling;\n" +
	";handläggare;Anna Ett;anna@bih.test;U1;;bo@bih.test\n;handläggare;Bo Två;bo@bih.test;U2;;anna@bih.test\n;chef;Cia Tre;cia@bih.test;U3;;\n" +
	"p1;PVR;Rehab Ett;ett@p1.test;;handling;\np2;PVR;Rehab Två;tva@p2.test;;handling;\n" +
	"h1;HTJ;Hemtjänst Ett;ett@h1.test;;handling;\nh2;HTJ;Hemtjänst Två;tva@h2.test;;handling;\n"

func newYear(t *testing.T, seed uint64) *year {
	t.Helper()
	dir := t.TempDir()
	if fast, err := os.MkdirTemp("/dev/shm", "stegvis-year"); err == nil {
		dir = fast
		t.Cleanup(func() { os.RemoveAll(fast) })
	}
	list := filepath.Join(dir, "kontakter.csv")
	if err := os.WriteFile(list, []byte(yearList), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := contacts.Load(list)
	if err != nil {
		t.Fatal(err)
	}
	y := &year{t: t, leads: reminders.ModelLeads, r: rand.New(rand.NewPCG(seed, seed)), dir: dir, lists: d, up: map[care.Date]bool{}, board: notebook.NewBoard("slack")}
	y.now = time.Date(2027, 1, 4, 7, 0, 0, 0, care.Stockholm)
	y.mail = &clocked{Notebook: notebook.New("mail"), now: func() time.Time { return y.now.Add(y.ahead) }, at: map[string][]time.Time{}}
	y.open()
	t.Cleanup(func() { y.bot.Ledger.Close() })
	return y
}

// open opens the desk on the ledger as it lies there.
func (y *year) open() {
	l, err := ledger.Open(filepath.Join(y.dir, "ledger.db"))
	if err != nil {
		y.t.Fatal(err)
	}
	y.bot = &Bot{
		Unit: Unit{Name: "Enheten", Prefix: "SK", Mail: "bih@bih.test"}, Ledger: l,
		Contacts: func() *contacts.Directory { return y.lists }, Channels: []channels.Channel{y.mail, y.board},
		Secure: []string{"p1.test", "p2.test", "h1.test", "h2.test"},
		Plan:   reminders.Plan{Leads: y.leads}, Now: func() time.Time { return y.now },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	y.ok(l.Interrupted(y.t.Context(), y.now))
}

func (y *year) ok(err error) {
	if err != nil {
		y.t.Helper()
		y.t.Fatal(y.now, err)
	}
}

// live lives through a year and a quarter, a quarter of an hour at a time around
// the mornings.
func (y *year) live(fault func(*year)) {
	begin := care.DateOf(y.now)
	down := 0
	for n := range 450 {
		day := begin.Add(n)
		if n == 120 && fault != nil {
			fault(y)
		}
		if down == 0 && y.r.IntN(40) == 0 {
			down = []int{1, 3, 21}[y.r.IntN(3)]
			y.downs, y.longest = y.downs+1, max(y.longest, down)
		}
		y.now = day.At(7, 30)
		if n < 300 {
			for range (*cases)*(n+1)/300 - (*cases)*n/300 {
				y.arrive(day)
			}
		}
		if down > 0 {
			down--
			continue
		}
		y.morning(day)
		y.work(day)
	}
}

// morning is a tick at eight, after which the letters leave; some mornings the
// servers are down, the acknowledgement is lost, or the desk is killed.
func (y *year) morning(day care.Date) {
	ctx := y.t.Context()
	switch y.r.IntN(12) {
	case 0:
		y.mail.Fail(errors.New("451 later"), errors.New("451 later"))
	case 1:
		y.mail.Fail(channels.Unknown(errors.New("lost after DATA")))
	case 2:
		y.restored()
	}
	for _, at := range []time.Time{day.At(3, 0), day.At(8, 0), day.At(8, 2), day.At(9, 30), day.At(17, 0)} {
		y.now = at
		y.ok(y.bot.Tick(ctx))
		if y.r.IntN(20) == 0 {
			y.ok(y.bot.Ledger.Close()) // killed after the tick, before anything left
			y.open()
		}
		_ = y.bot.Deliver(ctx) // a server that is down is no fault of the desk
		_ = y.bot.Deliver(ctx)
	}
	y.up[day] = true
}

// restored replaces the ledger by the copy of it that was made in the night.
func (y *year) restored() {
	y.ok(y.bot.Ledger.Close())
	data, err := os.ReadFile(filepath.Join(y.dir, "ledger.db"))
	y.ok(err)
	for _, f := range []string{"ledger.db", "ledger.db-wal", "ledger.db-shm"} {
		os.Remove(filepath.Join(y.dir, f))
	}
	y.ok(os.WriteFile(filepath.Join(y.dir, "ledger.db"), data, 0o600))
	y.open()
}

// arrive opens a case whose intyg is complete; how it came is another test's.
func (y *year) arrive(day care.Date) {
	y.serial++
	yes := true
	from := day.Add(10 + y.r.IntN(20))
	m := care.Measure{What: "w", Purpose: "p", Help: "h", From: from, To: from.Add(40 + y.r.IntN(120)), Frequency: "2 ggr/dag", Minutes: 15}
	i := care.Intyg{
		Issued: day, Person: care.Person{Name: "N", ID: "191212121212"}, Measures: []care.Measure{m}, Risk: care.Risk{Done: &yes},
		Consent: care.Consent{Given: &yes, To: []string{"bih", "htj"}}, Issuer: care.Issuer{Name: "I", Profession: "fysioterapeut", Unit: "U", Phone: "08"},
	}
	if y.r.IntN(10) == 0 {
		i.Measures[0].To, i.Measures[0].Ongoing, i.Measures[0].Review = care.Date{}, true, from.Add(90)
	}
	if y.r.IntN(8) == 0 {
		second := m
		second.To = m.To.Add(30)
		i.Measures = append(i.Measures, second)
	}
	c := care.New(care.CaseID(fmt.Sprintf("SK-2027-%04d", y.serial)))
	for _, e := range []care.Event{
		care.IntygReceived{Intyg: i, From: care.UnitID(fmt.Sprint("p", 1+y.r.IntN(2))), Provider: care.UnitID(fmt.Sprint("h", 1+y.r.IntN(2))), On: day},
		care.Taken{Who: []string{"anna@bih.test", "bo@bih.test"}[y.r.IntN(2)]},
	} {
		y.quietly(c.ID, e)
	}
}

// quietly stores an event without the letters, whose papers take long to make.
func (y *year) quietly(id care.CaseID, event care.Event) {
	ctx := y.t.Context()
	before, err := y.bot.Ledger.Case(ctx, id)
	y.ok(err)
	after, _ := care.Decide(before, event)
	after = after.On(y.bot.today())
	e := ledger.Entry{Case: id, Fact: care.Fact{Event: event, Step: after.Step, Closed: after.Closed, At: y.now, By: "someone"}}
	y.bot.derive(&e, after)
	_, err = y.bot.Ledger.Record(ctx, e)
	y.ok(err)
}

// work lets people do some of what they owe.
func (y *year) work(day care.Date) {
	y.now = day.At(13, 0)
	if !y.bot.Plan.Calendar.Open(y.now) {
		return
	}
	if y.r.IntN(30) == 0 {
		y.ok(y.bot.Absent(y.t.Context(), []string{"anna@bih.test", "bo@bih.test"}[y.r.IntN(2)], day.Add(y.r.IntN(20))))
	}
	list, err := y.bot.Ledger.Cases(y.t.Context())
	y.ok(err)
	for _, l := range list {
		if l.Closed || y.r.IntN(4) > 0 {
			continue
		}
		c, err := y.bot.Ledger.Case(y.t.Context(), l.ID)
		y.ok(err)
		if debts := c.Debts(); len(debts) > 0 {
			if e := y.deed(c, debts[y.r.IntN(len(debts))], day); e != nil {
				y.quietly(c.ID, e)
			}
		}
	}
}

// deed is what whoever owes something does: the thing itself, something else, or
// nothing.
func (y *year) deed(c care.Case, d care.Debt, day care.Date) care.Event {
	no := false
	switch y.r.IntN(12) {
	case 0:
		return care.ReplyUnclear{From: d.Owner, Question: "x"}
	case 1:
		return care.AbsenceNoted{From: d.Owner, On: day, Until: day.Add(y.r.IntN(25))}
	case 2:
		return care.ReminderPutOff{Duty: d.Name, Until: day.Add(1 + y.r.IntN(10)), Why: "w"}
	case 3:
		return care.Paused{Until: day.Add(y.r.IntN(6)), Why: "w"}
	}
	switch d.Name {
	case "ansokan":
		return care.ApplicationObtained{On: day}
	case "beslut":
		return care.DecisionMade{Outcome: "bifall", Provider: c.Units[care.HTJ]}
	case "meddelat":
		return care.PersonInformed{Of: "beslut", On: day, By: care.BIH}
	case "startbesked":
		return care.StartProposed{On: day.Add(3), Joint: &no}
	case "informera_start":
		return care.PersonInformed{Of: "start", On: day, By: care.HTJ}
	case "uppfoljning", "besked_pvr":
		if c.End().Days(day) < 25 {
			return care.OutcomeReported{Outcome: []string{"close", "extend"}[y.r.IntN(2)], Until: c.End().Add(60), By: care.PVR}
		}
	case "nytt_intyg":
		i := c.Intyg
		i.Type, i.Measures = "forlangning", slices.Clone(i.Measures)
		for n := range i.Measures {
			i.Measures[n].To = c.End().Add(60 + y.r.IntN(60))
			i.Measures[n].Ongoing = false
		}
		return care.IntygReceived{Intyg: i, From: c.Units[care.PVR], Provider: c.Units[care.HTJ], On: day}
	case "besked_htj", "slut_utan_besked":
		return care.EndTold{Extend: c.Outcome != nil && c.Outcome.Outcome == "extend"}
	}
	return nil
}

func (y *year) bad(id care.CaseID, format string, args ...any) {
	if len(y.problems) < 10 {
		y.problems = append(y.problems, string(id)+": "+fmt.Sprintf(format, args...))
	}
}

// check holds everything that has happened against what must hold.
func (y *year) check() {
	ctx := y.t.Context()
	list, err := y.bot.Ledger.Cases(ctx)
	y.ok(err)
	for _, l := range list {
		facts, err := y.bot.Ledger.Facts(ctx, l.ID)
		y.ok(err)
		y.checkFacts(l.ID, facts)
		letters, err := y.bot.Ledger.Letters(ctx, l.ID)
		y.ok(err)
		for _, x := range letters {
			y.checkLetter(x)
		}
	}
	duties, err := y.bot.Ledger.Duties(ctx, "")
	y.ok(err)
	for _, d := range duties {
		if d.Owner == "" || d.Unit == "" {
			y.bad(d.Case, "%s has no owner", d.Name)
		}
	}
}

// checkFacts replays a case: nothing was told twice, nothing before its day, and
// on no morning on which the desk was open was anything left that was due: so the
// worst lateness is the longest time the desk was closed.
func (y *year) checkFacts(id care.CaseID, facts []care.Fact) {
	seen := map[string]bool{}
	plan := reminders.Plan{Leads: reminders.ModelLeads}
	c := care.New(id)
	last := care.Date{}
	for _, f := range facts {
		day := care.DateOf(f.At)
		y.checkBetween(id, plan, c, last, day)
		last = day
		if r, ok := f.Event.(care.ReminderDue); ok {
			y.reminders++
			key := fmt.Sprint(c.Round, r.Duty, r.Owner, r.Rung, r.Due, r.Day)
			if seen[key] {
				y.bad(id, "told twice: %s", key)
			}
			seen[key] = true
			if r.Day.After(day) {
				y.bad(id, "%s told on %v, before %v", r.Duty, day, r.Day)
			}
			y.late(r, day)
		}
		c, _ = care.Decide(c, f.Event)
		c = c.On(day)
	}
	y.checkBetween(id, plan, c, last, care.DateOf(y.now))
}

// checkBetween: after last and before day nothing happened in the case, so on no
// morning in between may anything have been due. What arises after a morning waits
// for the next.
func (y *year) checkBetween(id care.CaseID, plan reminders.Plan, c care.Case, last, day care.Date) {
	for d := last.Add(1); !last.IsZero() && d.Before(day); d = d.Add(1) {
		if !y.up[d] || !plan.Calendar.Workday(d) {
			continue
		}
		if due := plan.Due(c, d); len(due) > 0 {
			y.bad(id, "forgotten on %v: %+v", d, due[0])
		}
	}
}

// late holds a reminder's lateness against the time during which the desk was closed.
func (y *year) late(r care.ReminderDue, day care.Date) {
	n := 0
	for d := r.Day; d.Before(day); d = d.Add(1) {
		if y.bot.Plan.Calendar.Workday(d) && !y.up[d] {
			n++
		}
	}
	y.worst = max(y.worst, n)
}

// checkLetter: nothing is sent twice, or while people are away.
func (y *year) checkLetter(l ledger.Letter) {
	if l.Reminds.Debt == "" || l.Channel != "mail" {
		return
	}
	token := l.Token
	if l.Bundle != "" {
		within, err := y.bot.Ledger.Letter(y.t.Context(), l.Bundle)
		y.ok(err)
		token = within.Token
		y.bundles++
	}
	at := y.mail.at[token]
	y.letters += min(1, len(at))
	if len(at) > 1 {
		y.bad(l.Case, "%s sent twice", l.Template)
	}
	for _, when := range at {
		if !y.bot.Plan.Calendar.Open(when) {
			y.bad(l.Case, "%s sent at %v, outside working hours", l.Template, when.In(care.Stockholm))
		}
	}
	if l.State == "queued" && y.now.Sub(l.Written) > 48*time.Hour && y.longest < 2 {
		y.bad(l.Case, "%s still waits since %v", l.Template, l.Written)
	}
}
