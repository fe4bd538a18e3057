package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"example.org/stegvis/bot/care"
)

// What wakes the bot. Cron has traps, each held by a test: on the night when summer
// time begins it leaves out what is to happen between two and three, and in autumn
// does it twice; with its usual chain a job that has panicked never runs again; a
// zone in a line of its own overrides the desk's; and its timers stand still while
// the machine is asleep, so that what was for eight o'clock comes hours later.

// early is when BIH is told what there is to do today, before it opens.
const early = "45 7 * * 1-5"

// clock returns the cron that wakes the bot. SkipIfStillRunning stands outside
// Recover: the other way round a job that has panicked once never runs again.
func (b *Bot) clock(ctx context.Context, ticks cron.Schedule) *cron.Cron {
	log := cronLog{b.Log}
	c := cron.New(cron.WithLocation(care.Stockholm), cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	c.Schedule(ticks, cron.FuncJob(func() { b.try("tick", b.sureTick(ctx)) }))
	if _, err := c.AddFunc(early, func() { b.try("morning", b.morning(ctx)) }); err != nil {
		b.Log.Error("morning", "err", err) // unreachable: it is well formed
	}
	return c
}

// parseSchedule reads a cron line, and refuses one that cron would take and not
// keep: with a zone of its own, for a day that never comes, or in the hour that
// summer time takes and doubles.
func parseSchedule(line string) (s cron.Schedule, err error) {
	if strings.Contains(line, "TZ=") {
		return nil, fmt.Errorf("schedule %q: it is meant in Swedish time: leave the zone out", line)
	}
	if s, err = cron.ParseStandard(line); err != nil {
		return nil, fmt.Errorf("schedule %q: %w", line, err)
	}
	next := time.Date(2027, time.January, 1, 0, 0, 0, 0, care.Stockholm)
	for range 1000 { // which is years for a line of a desk
		if next = s.Next(next); next.IsZero() {
			return nil, fmt.Errorf("schedule %q: that day never comes", line)
		}
		if next.Hour() == 2 {
			return nil, fmt.Errorf("schedule %q: between two and three there are nights without that hour", line)
		}
	}
	return s, nil
}

// overslept ticks when cron should have and did not, or when it went wrong: the
// machine has been asleep, its clock has been set, or the disk was full. Only the
// courier calls it.
func (b *Bot) overslept(ctx context.Context, ticks cron.Schedule) error {
	now := b.Now().In(care.Stockholm)
	if now.Before(b.looked) { // the clock has been set back: what it said before says nothing
		b.ticked.Store(nil)
		b.retick = time.Time{}
		b.try("set back", b.Ledger.SetBack(ctx, now))
	}
	b.looked = now
	last := b.ticked.Load()
	if last != nil && ticks.Next(*last).Add(time.Minute).After(now) || b.retick.After(now) && b.retick.Before(now.Add(time.Hour)) {
		return nil // cron is given the chance
	}
	b.retick = now.Add(patience[2])
	return b.sureTick(ctx)
}
