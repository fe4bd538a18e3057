package mail

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"example.org/stegvis/channels"
)

// Receive watches the mailbox until ctx is done. See [channels.Channel].
func (m *Mail) Receive(ctx context.Context, desk channels.Desk) error {
	in := intake{Mail: m, desk: desk}
	errors := 0
	for ctx.Err() == nil {
		looked, err := in.watch(ctx)
		if looked {
			errors = 0
		}
		in.locked(ctx, err)
		if err != nil && ctx.Err() == nil {
			errors++
			m.log.Warn("mailbox lost", "in", m.pace.wait(errors), "err", err)
			sleep(ctx, m.pace.wait(errors))
		}
	}
	return ctx.Err()
}

// An intake remembers, while Receive runs, what need not be looked at again.
// Nothing depends on its memory: the desk knows what has been taken.
type intake struct {
	*Mail
	desk channels.Desk

	validity uint32
	settled  map[imap.UID]bool   // taken, or known to the desk
	unfiled  map[imap.UID]string // taken, and still to be moved to this folder
	strikes  map[imap.UID]int    // how often taking it has cost the connection
	garbled  map[imap.UID]int    // how often that was because the answer made no sense
	refused  int                 // rounds in a row in which the desk could not take something
	shut     bool                // the server does not let us in
	account
}

// watch looks after the mailbox over one connection. It reports whether it got
// as far as looking through the mailbox once; it returns without an error when
// the connection is old enough for a fresh one.
func (in *intake) watch(ctx context.Context) (looked bool, err error) {
	b, err := in.open(ctx)
	if err != nil {
		return false, err
	}
	defer b.hangUp()
	in.locked(ctx, nil)
	if err := in.meet(ctx, b.validity); err != nil {
		return false, err
	}
	for !looked || time.Since(b.opened) < in.pace.renew { // however slow the log-on was
		again, err := in.round(ctx, b)
		if err != nil {
			return looked, err
		}
		looked = true
		in.heart.Beat(time.Now())
		if err := b.rest(ctx, in.restFor(again)); err != nil {
			return looked, err
		}
	}
	b.bye()
	return looked, nil
}

// meet forgets what it knew under numbers that have lost their meaning.
func (in *intake) meet(ctx context.Context, validity uint32) error {
	if in.validity == validity {
		return nil
	}
	if in.validity != 0 {
		if err := in.report(ctx, "renumbered", false, 0, "the server has numbered the mailbox anew: everything in it is looked at again"); err != nil {
			return err
		}
	}
	in.validity, in.upTo = validity, 0
	in.settled, in.unfiled = map[imap.UID]bool{}, map[imap.UID]string{}
	in.strikes, in.garbled = map[imap.UID]int{}, map[imap.UID]int{}
	return nil
}

// restFor returns how long to rest before the next round: until the next poll,
// or shorter when the desk could not take something.
func (in *intake) restFor(again bool) time.Duration {
	if !again {
		in.refused = 0
		return in.pace.poll
	}
	in.refused++
	return min(in.pace.wait(in.refused), in.pace.poll)
}

// round takes everything in the mailbox that has not been taken, and reports
// whether the desk could not take something now. One bad mail does not stop
// the others: what has cost a connection before comes last.
func (in *intake) round(ctx context.Context, b *box) (again bool, err error) {
	uids, err := b.search(ctx, in.cfg.since())
	if err != nil {
		return false, fmt.Errorf("imap: %w", err)
	}
	if err := in.audit(ctx, b, uids); err != nil {
		if !passing(err) {
			return false, err
		}
		in.log.Warn("the mailbox could not be gone through", "err", err)
		again = true
	}
	slices.SortStableFunc(uids, func(a, c imap.UID) int { return cmp.Compare(in.strikes[a], in.strikes[c]) })
	for _, uid := range uids {
		if in.settled[uid] {
			continue
		}
		err = in.take(ctx, b, uid)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err == nil {
			in.heart.Beat(time.Now())
		}
		if err == nil && len(in.unfiled)%handful == handful-1 {
			err = in.file(ctx, b)
		}
		if err != nil && !passing(err) {
			in.blame(uid, err)
			return again, err
		}
		if err != nil {
			in.log.Warn("a mail waits", "uid", uid, "err", err)
			again = true
		}
	}
	if err := in.file(ctx, b); err != nil || again {
		return true, err
	}
	if err := in.reconcile(ctx, b, uids); err != nil {
		in.log.Warn("the mailbox could not be compared with the ledger", "err", err)
		return true, nil
	}
	return false, nil
}

// blame notes that taking the message has cost the connection.
func (in *intake) blame(uid imap.UID, err error) {
	in.strikes[uid]++
	if !cut(err) {
		in.garbled[uid]++
	}
}

// since is the restriction that the configuration puts on what is looked at.
// It is a fixed day and not a window that moves: mail that waits out a long
// standstill is not lost.
func (c Config) since() *imap.SearchCriteria {
	if c.IMAP.Since.IsZero() {
		return &imap.SearchCriteria{}
	}
	return &imap.SearchCriteria{Since: c.IMAP.Since.At(0, 0)}
}

// search returns the numbers of the messages in the folder, the oldest first.
func (b *box) search(ctx context.Context, which *imap.SearchCriteria) ([]imap.UID, error) {
	data, err := ask(ctx, b, b.pace.command, "search", func() (*imap.SearchData, error) {
		return b.UIDSearch(which, nil).Wait()
	})
	if err != nil {
		return nil, err
	}
	uids := data.AllUIDs()
	slices.Sort(uids)
	return uids, nil
}

// rest waits for the server to push something, at most for d.
func (b *box) rest(ctx context.Context, d time.Duration) error {
	if !b.caps.Has(imap.CapIdle) {
		return b.listen(ctx, d)
	}
	idle, err := ask(ctx, b, b.pace.command, "idle", b.Idle)
	if err != nil {
		return fmt.Errorf("imap: %w", err)
	}
	if err := b.listen(ctx, d); err != nil {
		return err
	}
	err = b.do(ctx, b.pace.command, "end idle", func() error {
		if err := idle.Close(); err != nil {
			return err
		}
		return idle.Wait()
	})
	if err != nil {
		return fmt.Errorf("imap: %w", err)
	}
	return nil
}

func (b *box) listen(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-b.news:
	case <-t.C:
	case <-b.Closed():
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil // a closed line shows at the next command, with its reason
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
