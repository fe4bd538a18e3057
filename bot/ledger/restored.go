package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"strconv"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/mutant"
)

// A ledger that is a copy of another knows nothing of what was said after it was
// made. Its promise: what may have been said since is looked for where it would
// have arrived before it is said, and not said when it is found there. That goes
// for every letter that waited when the copy was made, and for every reminder. It
// does not go for letters that a person's deed led to after that: the deed is gone
// with them.

// aboutToWake is what meta says of a copy that has been told to go on but has not yet
// begun; afterwards it is when it began.
const aboutToWake = "soon"

// asCopy notes that a ledger is to go on with what another may have done.
func asCopy(ctx context.Context, tx *writing) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ('restored', ?) ON CONFLICT DO UPDATE SET value = excluded.value`, aboutToWake)
	return err
}

// Interrupted turns what was being sent when the desk last closed into unknown,
// to be looked up at once. In a copy so is what waited to be sent, and the cards that
// waited to be put up.
func (l *Ledger) Interrupted(ctx context.Context, now time.Time) error {
	err := l.tx(ctx, func(tx *writing) error {
		if err := doubt(ctx, tx, `state = 'sending'`, now); err != nil {
			return err
		}
		if err := tx.exec(ctx, `UPDATE cards SET doubted = ? WHERE sending = 1 AND doubted IS NULL`, ms(now)); err != nil {
			return err
		}
		woken, err := tx.ExecContext(ctx, `UPDATE meta SET value = ? WHERE key = 'restored' AND value = ?`, strconv.FormatInt(ms(now), 10), aboutToWake)
		if err != nil {
			return err
		}
		if n, err := woken.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return errors.Join(doubt(ctx, tx, `state = 'queued'`, now), tx.exec(ctx, `UPDATE cards SET sending = 1, doubted = ? WHERE receipt IS NULL`, ms(now)))
	})
	if err != nil {
		return fmt.Errorf("mark interrupted letters: %w", err)
	}
	return nil
}

func doubt(ctx context.Context, tx *writing, which string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE letters SET state = 'unknown', next_try = iif(bundle IS NULL, ?1, NULL), doubted = ?1, problem = 'interrupted while sending'
		WHERE `+waiting+` AND `+which, ms(now))
	return err
}

// known gives the letters of a reminder the tokens that they have in every copy of
// the ledger, and those that may have left from another a look before they leave.
func (e *Entry) known(ctx context.Context, tx *writing) error {
	r := e.Reminder
	if r == nil || mutant.Unchecked { // which would let a second one with the same token in
		return nil
	}
	secret := tx.index.Derive("reminder")
	since, err := restored(ctx, tx)
	if err != nil {
		return err
	}
	for i := range e.Letters {
		l := &e.Letters[i]
		h := hmac.New(sha256.New, secret[:])
		fmt.Fprintln(h, e.Case, r.Round, r.Rule, r.Day, r.Due, r.Recipient, l.Role, l.Template, i)
		l.Token = base32.StdEncoding.EncodeToString(h.Sum(nil))[:len(NewToken())]
		l.Doubtful = !since.IsZero() && !r.Day.After(since)
	}
	return nil
}

// restored returns the day on which a copy went on; zero when it is none.
func restored(ctx context.Context, tx *writing) (care.Date, error) {
	var value string
	err := tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'restored'`).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return care.Date{}, nil
	}
	if value == aboutToWake {
		return ForGood, nil
	}
	at, bad := strconv.ParseInt(value, 10, 64)
	if err = errors.Join(err, bad); err != nil {
		return care.Date{}, fmt.Errorf("read when the ledger was restored: %w", err)
	}
	return care.DateOf(instant(at)), nil
}
