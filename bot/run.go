package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"example.org/stegvis/bot/care"
)

// Run works until ctx is done. Cron only wakes the bot; what is due is read from
// the ledger, so a missed or doubled tick does no harm.
func (b *Bot) Run(ctx context.Context, schedule string) error {
	ticks, err := parseSchedule(schedule)
	if err != nil {
		return err
	}
	if err := b.Ledger.Interrupted(ctx, b.Now()); err != nil && ctx.Err() == nil {
		return err
	}
	if changed, err := b.Ledger.TakePlan(ctx, b.Plan.Fingerprint(), b.today()); err != nil && ctx.Err() == nil {
		return err
	} else if changed {
		b.Log.Info("lead times or calendar are new: every open case is looked at anew")
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	clock := b.clock(ctx, ticks)
	b.opened = b.Now()
	b.marks.note(&b.marks.opened, time.Now())
	b.try("tick", b.sureTick(ctx)) // what came due while the desk was closed
	if at := b.Now().In(care.Stockholm); at.Hour() == 8 || at.Hour() == 9 {
		b.try("morning", b.morning(ctx)) // the desk opens a little late
	}
	clock.Start()
	var all sync.WaitGroup
	for _, ch := range b.Channels {
		all.Go(func() {
			if err := ch.Receive(ctx, b); err != nil && ctx.Err() == nil {
				stop(fmt.Errorf("receive %s: %w", ch.Name(), err))
			}
		})
	}
	all.Go(func() { b.courier(ctx, ticks) })
	if b.lists != nil {
		all.Go(func() { b.watchLists(ctx) })
	}
	all.Wait()
	<-clock.Stop().Done()
	return cause(ctx)
}

// cause is why the desk closed; being told to is no error.
func cause(ctx context.Context) error {
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// morning is what is said before the day begins.
func (b *Bot) morning(ctx context.Context) error {
	return errors.Join(b.Morning(ctx), b.Monthly(ctx), b.Weekly(ctx))
}

// courier sleeps until a letter is due or one has just been written. It never
// sleeps longer than a minute: the clock on the wall may be set.
func (b *Bot) courier(ctx context.Context, ticks cron.Schedule) {
	for ctx.Err() == nil {
		b.try("put", b.takePuts(ctx))
		b.try("tick", errors.Join(b.catchUp(ctx), b.overslept(ctx, ticks)))
		b.try("deliver", b.Deliver(ctx))
		b.progressed()
		b.beat(ctx)
		timer := time.NewTimer(b.nap(ctx))
		select {
		case <-ctx.Done():
		case <-b.wake():
		case <-timer.C:
		}
		timer.Stop()
	}
}

func (b *Bot) nap(ctx context.Context) time.Duration {
	next, err := b.Ledger.NextTry(ctx)
	b.try("deliver", err)
	if b.owing() && b.Now().Sub(b.opened) < time.Minute {
		return time.Second // a server will have answered soon
	}
	if err != nil || next.IsZero() {
		return time.Minute
	}
	return min(max(next.Sub(b.Now()), time.Second), time.Minute)
}

func (b *Bot) try(what string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		b.Log.Error(what, "err", err)
	}
}
