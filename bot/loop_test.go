package bot

import (
	"context"
	"flag"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/reminders"
)

// The desk's own loop, with its real timers, in time that is made up. The clock on
// the wall is the bubble's, off by as much as it has been set; while the machine
// sleeps the bubble stands still and the wall goes on, as timers and clocks do.

// A wall is a clock on the wall.
type wall struct{ off atomic.Int64 }

func (w *wall) now() time.Time      { return time.Now().Add(time.Duration(w.off.Load())) }
func (w *wall) set(d time.Duration) { w.off.Add(int64(d)) }

// A loop is a desk at work, or closed.
type loop struct {
	*bench
	t    *testing.T
	wall wall
	stop func()
}

// startLoop opens the desk for the first time, at a moment by the wall. In the year
// with which a bubble begins nothing has to be set, and cron, which looks at the
// bubble's own clock, wakes the desk; in others the courier does.
func startLoop(t *testing.T, at time.Time) *loop {
	t.Helper()
	l := &loop{t: t}
	if wait := at.Sub(time.Now()); at.Year() == time.Now().Year() {
		time.Sleep(wait)
	} else {
		l.wall.set(wait)
	}
	l.bench = newBench(t, l.wall.now)
	withStaff(t, l.bench)
	l.open()
	return l
}

func (l *loop) open() {
	ctx, cancel := context.WithCancel(l.t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx, "0 8 * * *") }()
	l.stop = func() {
		cancel()
		if err := <-done; err != nil {
			l.t.Error(err)
		}
	}
}

// down closes the desk for a while.
func (l *loop) down(d time.Duration) {
	l.stop()
	time.Sleep(d)
	l.open()
}

// reminded lists the reminders there have been in a case.
func (l *loop) reminded(id care.CaseID) (list []care.ReminderDue, at []time.Time) {
	facts, err := l.Ledger.Facts(context.Background(), id)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, f := range facts {
		if r, ok := f.Event.(care.ReminderDue); ok {
			list, at = append(list, r), append(at, f.At)
		}
	}
	return list, at
}

// held reports what does not hold of the case: a reminder that came twice, on a day
// before its own, or while people are away; and, when the desk has been open for a
// while in working hours, one that is due and has not come.
func (l *loop) held(id care.CaseID, awhile bool) error {
	list, at := l.reminded(id)
	seen := map[string]bool{}
	for i, r := range list {
		key := fmt.Sprint(r.Duty, r.Owner, r.Rung, r.Due, r.Day)
		if seen[key] {
			return fmt.Errorf("%s came twice", key)
		}
		seen[key] = true
		if !l.Plan.Calendar.Open(at[i]) || care.DateOf(at[i]).Before(r.Day) {
			return fmt.Errorf("%s came at %v", key, at[i].In(care.Stockholm))
		}
	}
	letters, err := l.Ledger.Letters(context.Background(), id)
	if err != nil {
		return err
	}
	now := l.wall.now()
	for _, x := range letters {
		if awhile && x.Reminds.Debt != "" && x.State == "queued" {
			return fmt.Errorf("%s still waits at %v", x.Template, now.In(care.Stockholm))
		}
	}
	c, err := l.Ledger.Case(context.Background(), id)
	if err != nil || !awhile {
		return err
	}
	if due := l.Plan.Due(c, care.DateOf(now)); len(due) > 0 {
		return fmt.Errorf("forgotten at %v: %+v", now.In(care.Stockholm), due[0])
	}
	return nil
}

// begun is a desk with one case, in which everybody owes something and nobody does it.
func begunLoop(t *testing.T, at time.Time) *loop {
	l := startLoop(t, at)
	synctest.Wait()
	l.take(t, ask("1", l.wall.now()))
	synctest.Wait()
	return l
}

// TestLoop: whatever happens to the desk and its clock, people are reminded once,
// in working hours, and at once when the desk is there again.
func TestLoop(t *testing.T) {
	day := func(y int, m time.Month, d, h, min int) time.Time {
		return time.Date(y, m, d, h, min, 0, 0, care.Stockholm)
	}
	for name, c := range map[string]struct {
		from time.Time
		do   func(*loop)
		to   time.Time // when nothing may be left to say
	}{
		"down for an hour":     {day(2027, time.February, 3, 7, 30), func(l *loop) { l.down(time.Hour) }, day(2027, time.February, 3, 8, 50)},
		"down for a weekend":   {day(2027, time.February, 5, 15, 0), func(l *loop) { l.down(66 * time.Hour) }, day(2027, time.February, 8, 9, 20)},
		"down for three weeks": {day(2027, time.February, 5, 15, 0), func(l *loop) { l.down(21*24*time.Hour - 6*time.Hour) }, day(2027, time.February, 26, 9, 20)},
		"asleep for a weekend": {day(2027, time.February, 5, 15, 0), func(l *loop) { l.wall.set(66 * time.Hour) }, day(2027, time.February, 8, 9, 20)},
		"asleep past eight":    {day(2027, time.February, 4, 7, 30), func(l *loop) { l.wall.set(2 * time.Hour) }, day(2027, time.February, 4, 9, 45)},
		"set back an hour":     {day(2027, time.February, 4, 8, 30), func(l *loop) { l.wall.set(-time.Hour) }, day(2027, time.February, 4, 8, 10)},
		"set back two days":    {day(2027, time.February, 10, 9, 0), func(l *loop) { l.wall.set(-48 * time.Hour) }, day(2027, time.February, 10, 9, 30)},
		"set ahead two days":   {day(2027, time.February, 8, 7, 0), func(l *loop) { l.wall.set(49 * time.Hour) }, day(2027, time.February, 10, 8, 30)},
		"summer time begins":   {day(2000, time.March, 24, 15, 0), func(*loop) {}, day(2000, time.March, 28, 8, 20)},
		"summer time ends":     {day(2000, time.October, 27, 15, 0), func(*loop) {}, day(2000, time.October, 30, 8, 20)},
		"a leap day":           {day(2000, time.February, 28, 15, 0), func(*loop) {}, day(2000, time.February, 29, 8, 20)},
		"the end of the year":  {day(2000, time.December, 29, 15, 0), func(*loop) {}, day(2001, time.January, 2, 8, 20)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := reminders.Calendar{}.Add(care.DateOf(c.to), -6) // so that somebody is told of it on that day
				switch from := care.DateOf(c.from); {
				case from.Year == 2000:
					c.from = begun.At(10, 0)
				case !begun.Before(from):
					begun = from.Add(-9)
				}
				l := begunLoop(t, begun.At(9, 0))
				l.stop()
				time.Sleep(c.from.Sub(l.wall.now()))
				l.open()
				synctest.Wait()
				c.do(l)
				time.Sleep(c.to.Sub(l.wall.now()))
				synctest.Wait()
				if err := l.held(l.first(), true); err != nil {
					t.Error(err)
				}
				_, at := l.reminded(l.first())
				if len(at) == 0 {
					t.Fatal("nobody was reminded of anything")
				}
				if last := at[len(at)-1].In(care.Stockholm); c.from.Year() == 2000 && (last.Hour() != 8 || last.Minute() != 0) {
					t.Errorf("cron did not come at eight: %v", last)
				}
				l.stop()
			})
		})
	}
}

// first is the only case there is.
func (l *loop) first() care.CaseID {
	list, err := l.Ledger.Cases(context.Background())
	if err != nil || len(list) != 1 {
		l.t.Fatal(len(list), err)
	}
	return list[0].ID
}

// TestLoopAnyhow: the same for whatever may come after whatever else.
func TestLoopAnyhow(t *testing.T) {
	type event struct {
		What string
		For  time.Duration
	}
	hours := rapid.Custom(func(r *rapid.T) event {
		what := rapid.SampledFrom([]string{"wait", "down", "asleep", "set back"}).Draw(r, "what")
		return event{what, time.Duration(rapid.IntRange(1, 100).Draw(r, "hours")) * time.Hour}
	})
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := flag.Set("rapid.checks", "25"); err != nil { // each is days of a desk
			t.Fatal(err)
		}
		defer flag.Set("rapid.checks", checks.DefValue)
	}
	rapid.Check(t, func(r *rapid.T) {
		begin := care.Date{Year: 2027, Month: time.January, Day: 1}.Add(rapid.IntRange(0, 730).Draw(r, "day"))
		events := rapid.SliceOfN(hours, 1, 4).Draw(r, "events")
		var bad error
		synctest.Test(t, func(t *testing.T) {
			l := begunLoop(t, begin.At(9, 0))
			defer func() { l.stop() }()
			for _, e := range events {
				switch e.What {
				case "wait":
					time.Sleep(e.For / 4)
				case "down":
					l.down(e.For * 3)
				case "asleep":
					l.wall.set(e.For)
				case "set back":
					l.wall.set(-e.For / 20)
				}
				synctest.Wait()
				if bad = l.held(l.first(), false); bad != nil {
					return
				}
			}
			opens := l.Plan.Calendar.Opens(l.wall.now())
			time.Sleep(opens.Sub(l.wall.now()) + settling + 2*time.Minute)
			synctest.Wait()
			bad = l.held(l.first(), l.Plan.Calendar.Open(l.wall.now()))
		})
		if bad != nil {
			r.Fatal(bad)
		}
	})
}
