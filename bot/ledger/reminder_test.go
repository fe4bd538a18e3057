package ledger

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

var (
	due      = care.Date{Year: 2026, Month: 12, Day: 4}
	deciding = Duty{Case: "SK-2026-0001", Name: "beslut", Owner: care.BIH, Unit: "bih", Due: due}
	planning = Duty{Case: "SK-2026-0001", Name: "startbesked", Owner: care.HTJ, Unit: "htj", Due: due}
)

// reminds is a reminder of a duty on a day, with its letter, when duties are owed.
func reminds(of Duty, day int, duties ...Duty) Entry {
	l := letter(NewToken())
	l.Template, l.Role, l.Unit, l.Files = "paminn_"+of.Name, of.Owner, of.Unit, nil
	l.Reminds = Reminds{Debt: of.Name, Owner: of.Owner, Due: of.Due, Brief: "b"}
	e := entry("", l)
	on := care.Date{Year: 2026, Month: 12, Day: day}
	e.Fact.Event = care.ReminderDue{Duty: of.Name, Owner: of.Owner, To: of.Owner, Day: on, Due: of.Due}
	e.Reminder = &Reminder{Round: 1, Rule: of.Name + "/" + string(of.Owner) + ">", Day: on, Due: of.Due, Recipient: string(of.Owner)}
	e.Duties = duties
	return e
}

func states(t *testing.T, l *Ledger) (list []string) {
	t.Helper()
	letters, err := l.Letters(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range letters {
		list = append(list, strings.TrimSpace(x.State+" "+x.Problem))
	}
	return list
}

func wants(t *testing.T, l *Ledger, want ...string) {
	t.Helper()
	if got := states(t, l); strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("letters are %q, want %q", got, want)
	}
}

// TestReminderOnce: the ledger itself refuses a reminder that there has been: one of
// the same round, rule, day, deadline and receiver. Anything else makes it another.
func TestReminderOnce(t *testing.T) {
	l, _ := open(t)
	if !record(t, l, reminds(deciding, 1, deciding)) {
		t.Error("the first was refused")
	}
	if record(t, l, reminds(deciding, 1, deciding)) {
		t.Error("the second was taken")
	}
	if facts, letters := count(t, l, "facts"), count(t, l, "letters"); facts != 1 || letters != 1 {
		t.Errorf("%d facts and %d letters, want 1 and 1: a refused reminder takes all with it", facts, letters)
	}
	if _, err := l.db.Exec(`INSERT INTO reminders (case_id, round, rule, day, due, recipient) SELECT case_id, round, rule, day, due, recipient FROM reminders`); err == nil {
		t.Error("the file holds a reminder twice")
	}
	for name, other := range map[string]func(*Reminder){
		"round": func(r *Reminder) { r.Round++ }, "rule": func(r *Reminder) { r.Rule += "x" }, "day": func(r *Reminder) { r.Day = r.Day.Add(1) },
		"deadline": func(r *Reminder) { r.Due = r.Due.Add(1) }, "receiver": func(r *Reminder) { r.Recipient += "x" },
	} {
		e := reminds(deciding, 1, deciding)
		other(e.Reminder)
		if !record(t, l, e) {
			t.Errorf("another %s was refused", name)
		}
	}
}

// TestNewestStands: a reminder that has not left gives way to the next of its kind.
func TestNewestStands(t *testing.T) {
	l, _ := open(t)
	record(t, l, reminds(deciding, 1, deciding))
	record(t, l, reminds(deciding, 2, deciding))
	record(t, l, reminds(planning, 2, deciding, planning))
	wants(t, l, "failed a newer reminder stands for it", "queued", "queued")
}

// TestWithdrawn: what is done, put off or due another day is not reminded of, though
// the letter has been written.
func TestWithdrawn(t *testing.T) {
	moved, quiet := deciding, deciding
	moved.Due, quiet.Quiet = due.Add(1), care.DateOf(noon).Add(5)
	for name, after := range map[string][]Duty{"done": nil, "moved": {moved}, "put off": {quiet}} {
		t.Run(name, func(t *testing.T) {
			l, _ := open(t)
			record(t, l, reminds(deciding, 1, deciding))
			e := entry("")
			e.Duties = after
			record(t, l, e)
			wants(t, l, "failed no longer owed")
		})
	}
}

// TestWithdrawnFromTheFormer: what another unit owes now the former is not reminded of,
// but BIH still is.
func TestWithdrawnFromTheFormer(t *testing.T) {
	l, _ := open(t)
	late := reminds(planning, 2, planning)
	late.Letters[0].Role, late.Letters[0].Unit, late.Letters[0].Template = care.BIH, "bih", "paminnelse"
	record(t, l, reminds(planning, 1, planning))
	record(t, l, late)
	e, another := entry(""), planning
	another.Unit = "htj2"
	e.Duties = []Duty{another}
	record(t, l, e)
	wants(t, l, "failed no longer owed", "queued")
}

// TestFree: a case is free for as long as it is open and nobody's.
func TestFree(t *testing.T) {
	l, _ := open(t)
	e := entry("")
	e.Duties = []Duty{deciding}
	for _, closed := range []bool{false, true} {
		e.Fact.Closed = closed
		record(t, l, e)
		if list, err := l.Standings(t.Context(), "marit@bih.example"); err != nil || len(list) != 1 || list[0].Free == closed {
			t.Errorf("closed %v: %+v (%v)", closed, list, err)
		}
	}
}

// TestCheckedAsItLeaves: whether it is owed is looked at in the transaction in which a
// letter begins to leave, alone or within another. What has been done since it was
// looked for stops it, however late.
func TestCheckedAsItLeaves(t *testing.T) {
	done := func(l *Ledger, name string) {
		if _, err := l.db.Exec(`DELETE FROM duties WHERE name = ?`, name); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("alone", func(t *testing.T) {
		l, _ := open(t)
		record(t, l, reminds(deciding, 1, deciding))
		written, err := l.Due(t.Context(), noon)
		if err != nil || len(written) != 1 {
			t.Fatal(written, err)
		}
		done(l, "beslut")
		if begun, err := l.Begin(t.Context(), written[0], noon, Budget{}); begun || err != nil {
			t.Errorf("begun %v (%v)", begun, err)
		}
		wants(t, l, "failed no longer owed")
	})
	t.Run("within another", func(t *testing.T) {
		l, _ := open(t)
		third := Duty{Case: "SK-2026-0001", Name: "informera_start", Owner: care.HTJ, Unit: "htj", Due: due}
		record(t, l, reminds(deciding, 1, deciding, planning, third))
		record(t, l, reminds(planning, 1, deciding, planning, third))
		record(t, l, reminds(third, 1, deciding, planning, third))
		written, err := l.Due(t.Context(), noon)
		if err != nil || len(written) != 3 {
			t.Fatal(written, err)
		}
		var keys, within []string
		for _, x := range written {
			keys = append(keys, x.Key)
		}
		compose := func(left []Letter) (Letter, error) {
			for _, x := range left {
				within = append(within, x.Reminds.Debt)
			}
			return Letter{Token: "T", Role: care.HTJ, Template: "samlad", Channel: "mail", Address: "a@rehab.example", Subject: "s", Text: "t"}, nil
		}
		done(l, "beslut")
		if _, ok, err := l.Gather(t.Context(), keys, noon, Budget{}, compose); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if got := strings.Join(within, " "); got != "startbesked informera_start" {
			t.Errorf("within it: %q", got)
		}
		wants(t, l, "failed no longer owed", "sending", "sending")
	})
	t.Run("all but one done", func(t *testing.T) {
		l, _ := open(t)
		record(t, l, reminds(deciding, 1, deciding, planning))
		record(t, l, reminds(planning, 1, deciding, planning))
		written, _ := l.Due(t.Context(), noon)
		done(l, "beslut")
		_, ok, err := l.Gather(t.Context(), []string{written[0].Key, written[1].Key}, noon, Budget{}, nil)
		if ok || err != nil {
			t.Errorf("gathered one alone (%v)", err)
		}
		wants(t, l, "failed no longer owed", "queued")
	})
}

// TestCopyLooksFirst: a copy that goes on doubts what waited when it was made and the
// reminders whose day has come, and gives these the tokens that they had.
func TestCopyLooksFirst(t *testing.T) {
	l, path := open(t)
	if home, err := l.Home(t.Context(), "here"); !home || err != nil {
		t.Fatal(home, err)
	}
	record(t, l, reminds(deciding, 1, deciding, planning))
	if err := l.Copy(t.Context(), path+".copy"); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(KeysOf(path), KeysOf(path+".copy")); err != nil {
		t.Fatal(err)
	}
	c, err := Open(filepath.Clean(path + ".copy"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if home, err := c.Home(t.Context(), "here"); home || err != nil {
		t.Errorf("the copy speaks (%v)", err)
	}
	wants(t, c, "queued")
	if err := c.Settle(t.Context(), "here"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second start doubts nothing more
		if err := c.Interrupted(t.Context(), noon); err != nil {
			t.Fatal(err)
		}
	}
	later := noon.Add(24 * time.Hour)
	for _, x := range []*Ledger{l, c} {
		record(t, x, reminds(planning, 1, deciding, planning))
		e := reminds(planning, 2, deciding, planning)
		e.Fact.At = later
		record(t, x, e)
	}
	wants(t, l, "queued", "failed a newer reminder stands for it", "queued")
	wants(t, c, "unknown interrupted while sending", "unknown", "queued")
	ours, _ := l.Letters(t.Context(), "SK-2026-0001")
	copied, _ := c.Letters(t.Context(), "SK-2026-0001")
	for i := range ours {
		if ours[i].Token != copied[i].Token {
			t.Errorf("letter %d has another token in the copy", i)
		}
	}
}

// TestSetBack: reminders do not wait for a time that the clock has gone back from.
func TestSetBack(t *testing.T) {
	l, _ := open(t)
	e := reminds(deciding, 1, deciding)
	e.Letters[0].After = noon.Add(time.Hour)
	record(t, l, e)
	if err := l.SetBack(t.Context(), noon.Add(-24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if waiting, err := l.Due(t.Context(), noon.Add(-24*time.Hour)); err != nil || len(waiting) != 1 {
		t.Errorf("%d to be looked at (%v), want 1", len(waiting), err)
	}
}

// TestCaseGoesOn: a case that has been asked for is gone on with, and is what all its
// facts say, whoever writes them; when they are gone so is it.
func TestCaseGoesOn(t *testing.T) {
	l, path := open(t)
	other, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for i, by := range []*Ledger{l, other, l, other, other} {
		record(t, by, entry(string(rune('a'+i))))
		c, err := l.Case(t.Context(), "SK-2026-0001")
		if err != nil || c.Rev != i+1 {
			t.Errorf("%d facts (%v), want %d", c.Rev, err, i+1)
		}
	}
	for _, gone := range []string{`PRAGMA foreign_keys = off`, `DELETE FROM facts`} {
		if _, err := other.db.Exec(gone); err != nil {
			t.Fatal(err)
		}
	}
	if c, err := l.Case(t.Context(), "SK-2026-0001"); err != nil || c.Rev != 0 {
		t.Errorf("%d facts (%v) when all are gone", c.Rev, err)
	}
}
