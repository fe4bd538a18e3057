package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// A Letter is one message to one party, ready to be sent.
type Letter struct {
	Key      string // set by Record
	Token    string
	Case     care.CaseID
	Role     care.Role
	Template string
	Question string // the template whose answer it expects; its own when empty
	Meeting  care.MeetingKind
	Slots    []care.Slot
	Acts     []string // what it lists for BIH to choose from by number
	Rev      int      // how many facts the case was made of when it was written
	Instead  string   // its text when it has to go by mail, for one meant for chat
	Channel  string
	Address  string
	Unit     care.UnitID
	Mention  string   // the mail address of whose turn it is, among those who read it
	Answers  []string // receipts in the same thread, the oldest first
	Subject  string
	Text     string
	Invite   []byte
	Files    []File
	After    time.Time // it may not leave before; when it is tried next
	Held     bool      // write it, but do not send it until the case is let go
	Waits    string    // write it, but do not send it before this: [care.ForConsent], [care.ForHuman]
	Doubtful bool      // it may have been sent from the ledger that this is a copy of; set by Record
	Reminds  Reminds   // what it reminds of; of nothing when empty

	Written time.Time
	State   string
	Tries   int
	Receipt string
	Problem string
	Doubted time.Time // since when nobody knows whether it was sent
	Bundle  string    // the key of the letter that it is sent within
}

// waiting says of a letter that it has not left, and that the index of such letters
// will do: there are few of them, however many there have been in a case.
const waiting = `state IN ('queued', 'held', 'sending')`

func (l Letter) store(ctx context.Context, tx *writing, at time.Time) error {
	state, next, doubted := "queued", any(max(ms(at), ms(l.After))), any(nil)
	switch {
	case l.Held || l.Waits != "":
		state, next = "held", nil
	case l.Doubtful:
		state, doubted = "unknown", next
	}
	slots, err1 := json.Marshal(l.Slots)
	acts, err2 := json.Marshal(l.Acts)
	sealed, err3 := l.sealed(ctx, tx)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO letters (key, token, case_id, role, template, question, meeting, slots, channel, address, unit, mention,
			sealed, invited, written, state, next_try, acts, rev, debt, owes, due, doubted, waits)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.Key, l.Token, l.Case, l.Role, l.Template, cmp.Or(l.Question, l.Template), l.Meeting, string(slots), l.Channel, tx.address(l.Address), l.Unit,
		tx.hash("staff", l.Mention), sealed, tx.hash("invitation", identity(l.Invite)), ms(at), state, next, string(acts), l.Rev,
		l.Reminds.Debt, l.Reminds.Owner, l.Reminds.Due.String(), doubted, l.Waits); err != nil {
		return err
	}
	return l.storeFiles(ctx, tx)
}

// content is what is sealed of a letter.
type content struct {
	Address, Mention, Subject, Text, Instead, Brief, Menu string
	Answers                                               []string
	Invite                                                []byte
}

func aboutLetter(key string) string { return "letter " + key }

func (l Letter) sealed(ctx context.Context, tx *writing) ([]byte, error) {
	return tx.sealFor(ctx, l.Case, aboutLetter(l.Key), content{l.Address, l.Mention, l.Subject, l.Text, l.Instead, l.Reminds.Brief, l.Reminds.Menu, l.Answers, l.Invite})
}

// address is by what letters to an address are found.
func (l *Ledger) address(at string) string { return l.hash("address", strings.ToLower(at)) }

func (l Letter) storeFiles(ctx context.Context, tx *writing) error {
	for i, f := range l.Files {
		document, err := storeDocument(ctx, tx, l.Case, f)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO letter_files (letter, place, name, document) VALUES (?, ?, ?, ?)`,
			l.Key, i, f.Name, document); err != nil {
			return err
		}
	}
	return nil
}

const letterColumns = `key, token, case_id, role, template, question, meeting, slots, channel, unit,
	sealed, written, state, tries, coalesce(receipt, ''), coalesce(problem, ''), error, coalesce(doubted, 0), acts, rev,
	debt, owes, due, coalesce(bundle, ''), coalesce(next_try, 0), waits, (SELECT slot FROM cases WHERE id = case_id)`

func (l *Ledger) scanLetter(rows *sql.Rows) (x Letter, err error) {
	var slots, acts, due string
	var written, doubted, next int64
	var slot int
	var sealed, trouble []byte
	if err := rows.Scan(&x.Key, &x.Token, &x.Case, &x.Role, &x.Template, &x.Question, &x.Meeting, &slots, &x.Channel, &x.Unit,
		&sealed, &written, &x.State, &x.Tries, &x.Receipt, &x.Problem, &trouble, &doubted, &acts, &x.Rev,
		&x.Reminds.Debt, &x.Reminds.Owner, &due, &x.Bundle, &next, &x.Waits, &slot); err != nil {
		return x, err
	}
	x.Written = instant(written)
	if next > 0 {
		x.After = instant(next)
	}
	if doubted > 0 {
		x.Doubted = instant(doubted)
	}
	var c content
	if err := l.openJSON(slot, aboutLetter(x.Key), sealed, &c); err != nil {
		return x, err
	}
	x.Address, x.Mention, x.Subject, x.Text, x.Instead = c.Address, c.Mention, c.Subject, c.Text, c.Instead
	x.Reminds.Brief, x.Reminds.Menu, x.Answers, x.Invite = c.Brief, c.Menu, c.Answers, c.Invite
	if x.Problem == "" && len(trouble) > 0 {
		plain, err := l.open(slot, aboutLetter(x.Key)+" error", trouble)
		if err != nil {
			return x, err
		}
		x.Problem = string(plain)
	}
	return x, errors.Join(json.Unmarshal([]byte(slots), &x.Slots), json.Unmarshal([]byte(acts), &x.Acts), x.Reminds.Due.UnmarshalText([]byte(due)))
}

func (l *Ledger) letters(ctx context.Context, where string, args ...any) (found []Letter, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		letter, err := l.scanLetter(rows)
		found = append(found, letter)
		return err
	}, `SELECT `+letterColumns+` FROM letters `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	return found, nil
}

// Due returns the letters to try now, the oldest first: those that are queued,
// and those whose fate is unknown and must be looked up.
func (l *Ledger) Due(ctx context.Context, now time.Time) ([]Letter, error) {
	return l.letters(ctx, `WHERE next_try <= ? ORDER BY written, key`, ms(now))
}

// Letters returns the letters of a case as they were written.
func (l *Ledger) Letters(ctx context.Context, id care.CaseID) ([]Letter, error) {
	return l.letters(ctx, `WHERE case_id = ? ORDER BY written, key`, id)
}

// LetterBy returns the letter that one of these receipts stands for, the first
// of them that is known; ok is false when none is.
func (l *Ledger) LetterBy(ctx context.Context, receipts []string) (letter Letter, ok bool, err error) {
	for _, r := range receipts {
		found, err := l.letters(ctx, `WHERE token = ? OR receipt = ?`, r, r)
		if err != nil || len(found) > 0 {
			return append(found, Letter{})[0], len(found) > 0, err
		}
	}
	return Letter{}, false, nil
}

// LastTo returns the newest letter that has been sent to an address since then.
func (l *Ledger) LastTo(ctx context.Context, channel, address string, since time.Time) (letter Letter, ok bool, err error) {
	found, err := l.letters(ctx, `
		WHERE channel = ? AND address = ? AND state = 'sent' AND written >= ? AND case_id <> ''
		ORDER BY written DESC, key DESC LIMIT 1`, channel, l.address(address), ms(since))
	return append(found, Letter{})[0], len(found) > 0, err
}

// NextTry returns when the next letter or card is to be tried; zero when none waits.
func (l *Ledger) NextTry(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := l.db.QueryRowContext(ctx, `
		SELECT min(t) FROM (
			SELECT min(next_try) AS t FROM letters WHERE next_try IS NOT NULL
			UNION ALL SELECT min(next_try) FROM cards WHERE wanted > shown AND (face = '' OR receipt IS NOT NULL))`).Scan(&at)
	if err != nil || !at.Valid {
		return time.Time{}, err
	}
	return instant(at.Int64), nil
}

// Sent notes under which receipt a letter has been sent.
func (l *Ledger) Sent(ctx context.Context, key, receipt string) error {
	err := l.tx(ctx, func(tx *writing) error {
		err := tx.exec(ctx, `UPDATE letters SET state = 'sent', next_try = NULL, problem = NULL, error = NULL, receipt = ?2 WHERE key = ?1`, key, receipt)
		return errors.Join(err, tx.gathered(ctx, key))
	})
	if err != nil {
		return fmt.Errorf("mark letter %s: %w", key, err)
	}
	return nil
}

// Retry notes why a letter was not sent and when to try again; a zero time
// gives it up.
func (l *Ledger) Retry(ctx context.Context, key string, why error, next time.Time) error {
	state := "queued"
	if next.IsZero() {
		state = "failed"
	}
	return l.failed(ctx, key, why, `UPDATE letters SET state = ?3, next_try = ?4, problem = NULL, error = ?2, doubted = NULL WHERE key = ?1`, state, maybe(next))
}

// Untried notes why a letter that was begun did not leave, for a reason that says
// nothing of it, and when to try again. The try does not count, for it or for what was
// sent within it, and nothing has been spent.
func (l *Ledger) Untried(ctx context.Context, key string, why error, next time.Time) error {
	return errors.Join(
		l.mark(ctx, `UPDATE letters SET tries = max(tries - 1, 0) WHERE key = ?1 OR bundle = ?1`, key),
		l.failed(ctx, key, why, `UPDATE letters SET state = 'queued', next_try = ?3, problem = NULL, error = ?2 WHERE key = ?1`, ms(next)),
		l.mark(ctx, `DELETE FROM sendings WHERE seq = (SELECT max(s.seq) FROM sendings s JOIN letters l USING (channel, address, case_id) WHERE l.key = ?1)`, key))
}

// Sightless notes that a letter whose fate is unknown could not be looked for, and
// when to look again: it has not been looked for in vain before then.
func (l *Ledger) Sightless(ctx context.Context, key string, why error, now, look time.Time) error {
	return l.failed(ctx, key, why, `UPDATE letters SET next_try = ?3, problem = NULL, error = ?2, doubted = ?4 WHERE key = ?1`, ms(look), ms(now))
}

// Doubt notes that nobody knows at now whether a letter was sent, and when to
// look again; a zero look leaves it to a human.
func (l *Ledger) Doubt(ctx context.Context, key string, why error, now, look time.Time) error {
	return l.failed(ctx, key, why, `
		UPDATE letters SET state = 'unknown', next_try = ?3, problem = NULL, error = ?2, doubted = coalesce(doubted, ?4) WHERE key = ?1`,
		maybe(look), ms(now))
}

// failed marks a letter with an error, which may quote whatever the other side
// has said and is sealed.
func (l *Ledger) failed(ctx context.Context, key string, why error, sql string, args ...any) error {
	err := l.tx(ctx, func(tx *writing) error {
		var id care.CaseID
		if err := tx.QueryRowContext(ctx, `SELECT case_id FROM letters WHERE key = ?`, key).Scan(&id); err != nil {
			return err
		}
		k, err := tx.key(ctx, id)
		if err != nil {
			return err
		}
		err = tx.exec(ctx, sql, append([]any{key, tx.box.Seal(k, aboutLetter(key)+" error", []byte(why.Error()))}, args...)...)
		return errors.Join(err, tx.gathered(ctx, key))
	})
	if err != nil {
		return fmt.Errorf("mark letter %s: %w", key, err)
	}
	return nil
}

func (l *Ledger) mark(ctx context.Context, sql string, args ...any) error {
	if _, err := l.db.ExecContext(ctx, sql, args...); err != nil {
		return fmt.Errorf("mark letter %v: %w", args[0], err)
	}
	return nil
}

// Detour sends a letter that has not been sent another way: to the channel and
// the address that it now has, in the words it now has, at once.
func (l *Ledger) Detour(ctx context.Context, letter Letter, now time.Time) error {
	err := l.tx(ctx, func(tx *writing) error {
		sealed, err := letter.sealed(ctx, tx)
		if err != nil {
			return err
		}
		return tx.exec(ctx, `
			UPDATE letters SET channel = ?2, address = ?3, unit = ?4, sealed = ?5, next_try = ?6, state = 'queued', tries = 0
			WHERE key = ?1 AND state IN ('queued', 'sending')`,
			letter.Key, letter.Channel, tx.address(letter.Address), letter.Unit, sealed, ms(now))
	})
	if err != nil {
		return fmt.Errorf("detour letter %s: %w", letter.Key, err)
	}
	return nil
}

// Hurry lets what waits for a channel be tried now: it works again.
func (l *Ledger) Hurry(ctx context.Context, channel string, now time.Time) error {
	return errors.Join(
		l.mark(ctx, `UPDATE letters SET next_try = ?2 WHERE channel = ?1 AND next_try > ?2 AND (tries > 0 OR error IS NOT NULL)`, channel, ms(now)),
		l.mark(ctx, `UPDATE cards SET next_try = ?2 WHERE channel = ?1 AND next_try > ?2 AND tries > 0`, channel, ms(now)))
}
