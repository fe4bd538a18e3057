package mail

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// An account is what the intake knows about the numbers of the mailbox: every
// number the server has given must end up with the desk. One that was given,
// is not there any more and never reached the desk is a gap: a mail that
// somebody moved or deleted before we saw it.
type account struct {
	upTo imap.UID  // every number below has been accounted for; 0 before the first look
	gaps int       // numbers without a mail, since the last nightly report
	day  care.Date // of the last nightly report
}

// farBack is how many numbers are looked through, at most, for the newest that
// the desk knows.
const farBack = 20000

// audit looks for gaps: uids are in the mailbox now, and next is the number that
// the next mail will have.
func (in *intake) audit(ctx context.Context, b *box, uids []imap.UID) error {
	next := b.next
	if len(uids) > 0 {
		next = max(next, slices.Max(uids)+1)
	}
	if in.upTo == 0 {
		since, err := in.newest(ctx, b, next)
		if err != nil {
			return err
		}
		in.upTo = since
	}
	if next <= in.upTo {
		return nil
	}
	missing, err := in.missing(ctx, b, in.upTo, next)
	if err != nil {
		return err
	}
	in.upTo = next
	return in.missed(ctx, missing)
}

// newest returns the number above the newest mail that the desk knows: what came
// later came while nobody looked. A desk that knows none starts here.
func (in *intake) newest(ctx context.Context, b *box, next imap.UID) (imap.UID, error) {
	for uid := next - 1; uid > 0 && next-uid < farBack; uid-- {
		_, known, err := in.desk.Known(ctx, in.Name(), in.nameOf(b, uid))
		if err != nil {
			return 0, notNow{err}
		}
		if known {
			return uid + 1, nil
		}
	}
	return next, nil
}

// missing counts the numbers from one to another that neither the server nor
// the desk has. The server is asked about them all: which day a mail bears does
// not matter here.
func (in *intake) missing(ctx context.Context, b *box, from, next imap.UID) (n int, err error) {
	there, err := b.search(ctx, &imap.SearchCriteria{UID: []imap.UIDSet{{{Start: from, Stop: next - 1}}}})
	if err != nil {
		return 0, fmt.Errorf("imap: %w", err)
	}
	for uid := from; uid < next; uid++ {
		if _, ok := slices.BinarySearch(there, uid); ok {
			continue
		}
		_, known, err := in.desk.Known(ctx, in.Name(), in.nameOf(b, uid))
		if err != nil {
			return 0, notNow{err}
		}
		if !known {
			n++
		}
	}
	return n, nil
}

// missed raises the alarm about mails that are gone and never reached the desk.
func (in *intake) missed(ctx context.Context, n int) error {
	if n == 0 {
		return nil
	}
	in.gaps += n
	return in.report(ctx, "gap", true, n, "mail came and was moved or deleted before it was read: look for it in the other folders")
}

// reconcile compares, once a day, what is in the mailbox with what the desk
// knows. It reports the result also when nothing is missing: silence would look
// the same as not having looked.
func (in *intake) reconcile(ctx context.Context, b *box, uids []imap.UID) error {
	today := care.DateOf(in.now())
	if in.day == today {
		return nil
	}
	missing := 0
	for _, uid := range uids {
		_, known, err := in.desk.Known(ctx, in.Name(), in.nameOf(b, uid))
		if err != nil {
			return notNow{err}
		}
		if !known {
			missing++
		}
	}
	text := fmt.Sprintf("of %d mails on the server %d are unknown to the desk", len(uids), missing)
	err := in.report(ctx, "reconciled", missing > 0, missing, text)
	err = errors.Join(err, in.report(ctx, "gap", in.gaps > 0, in.gaps, "mails gone unread since the day before"))
	if ending := in.cfg.OAuth.ending(in.now()); in.tokens != nil {
		err = errors.Join(err, in.report(ctx, "secret", ending != nil, 0, saying(ending)))
	}
	if err == nil {
		in.day, in.gaps = today, 0
	}
	return err
}

func saying(err error) string {
	if err == nil {
		return "good"
	}
	return err.Error()
}

// locked reports, once, that the server does not let us in, and that it does
// again.
func (in *intake) locked(ctx context.Context, err error) {
	shut := errors.As(err, new(refusedGrant)) || errors.As(err, new(refusedToken)) || errors.Is(err, errNoEntry)
	if shut == in.shut || err != nil && !shut {
		return
	}
	in.shut = shut
	if err := in.report(ctx, "log on", shut, 0, saying(err)); err != nil {
		in.log.Warn("a report was not kept", "err", err)
	}
}

func (in *intake) report(ctx context.Context, what string, alarm bool, count int, text string) error {
	err := in.desk.Report(ctx, channels.Report{Channel: in.Name(), What: what, Alarm: alarm, Count: count, Text: text})
	if err != nil {
		return notNow{err}
	}
	return nil
}
