package ledger

import (
	"context"
	"errors"

	"example.org/stegvis/bot/care"
)

// What stands between a letter to a party and the post: the case may be stopped,
// and the letter itself may wait for BIH.

// A Freed says that what waited for one thing in letters to a party waits for
// another now, or for nothing when that is empty.
type Freed struct {
	Role     care.Role
	From, To string
}

// stop stops what is queued to the parties, or lets go what was stopped, and
// before that moves on what waits for BIH.
func (e Entry) stop(ctx context.Context, tx *writing) error {
	errs := []error{e.drop(ctx, tx), e.withhold(ctx, tx)}
	for _, f := range e.Frees {
		_, err := tx.ExecContext(ctx, `UPDATE letters SET waits = ? WHERE case_id = ? AND role = ? AND `+waiting+` AND state = 'held' AND waits = ?`, f.To, e.Case, f.Role, f.From)
		errs = append(errs, err)
	}
	return errors.Join(append(errs, e.hold(ctx, tx))...)
}

// drop gives up what is held to the parties: BIH has said that it is not to be
// sent, or the case is over.
func (e Entry) drop(ctx context.Context, tx *writing) error {
	if !e.Drops {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE letters SET state = 'failed', problem = 'not to be sent', waits = ''
		WHERE case_id = ? AND `+waiting+` AND state = 'held' AND role <> 'BIH' AND (waits <> '' OR ?)`, e.Case, e.Fact.Closed)
	return err
}

// withhold lets letters that were about to leave wait after all.
func (e Entry) withhold(ctx context.Context, tx *writing) error {
	var errs []error
	for _, l := range e.Withholds {
		_, err := tx.ExecContext(ctx, `UPDATE letters SET state = 'held', next_try = NULL, waits = ? WHERE key = ? AND state = 'queued'`, l.Waits, l.Key)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Stay holds a letter to a party that is queued in a case which is stopped, until
// that is let go.
func (l *Ledger) Stay(ctx context.Context, key string) error {
	return l.mark(ctx, `UPDATE letters SET state = 'held', next_try = NULL WHERE key = ? AND state = 'queued'`, key)
}

// Unread returns what is queued to the parties of a case and has been written, or has
// waited for a consent, since somebody at BIH last let letters go: nobody has read it.
func (l *Ledger) Unread(ctx context.Context, id care.CaseID) ([]Letter, error) {
	return l.letters(ctx, `
		WHERE case_id = ?1 AND role <> 'BIH' AND state = 'queued' AND
			max(CAST(substr(key, length(case_id) + 2) AS INTEGER), (SELECT coalesce(max(seq), 0) FROM facts WHERE case_id = ?1 AND kind IN (`+permitting+`))) >
			(SELECT coalesce(max(seq), 0) FROM facts WHERE case_id = ?1 AND kind = 'LettersReleased')
		ORDER BY written, key`, id)
}

// permitting are the kinds of facts that may bring a consent, and let go what waited
// for it.
const permitting = `'ConsentGiven', 'IntygReceived', 'IntygCorrected', 'ProtectionLifted'`

// hold stops what is queued to the parties, or lets go what was stopped and waits
// for nothing else.
func (e Entry) hold(ctx context.Context, tx *writing) error {
	from, to, next := "held", "queued", any(ms(e.Fact.At))
	if e.Hold {
		from, to, next = "queued", "held", nil
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE letters SET state = ?, next_try = ? WHERE case_id = ? AND `+waiting+` AND state = ? AND role <> 'BIH' AND waits = ''`,
		to, next, e.Case, from)
	return err
}
