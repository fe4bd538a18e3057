package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
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

func (l Letter) store(ctx context.Context, tx *sql.Tx, at time.Time) error {
	state, next, doubted := "queued", any(max(ms(at), ms(l.After))), any(nil)
	switch {
	case l.Held:
		state, next = "held", nil
	case l.Doubtful:
		state, doubted = "unknown", next
	}
	slots, err := json.Marshal(l.Slots)
	if err != nil {
		return err
	}
	answers, err := json.Marshal(l.Answers)
	if err != nil {
		return err
	}
	acts, err := json.Marshal(l.Acts)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO letters (key, token, case_id, role, template, question, meeting, slots, channel, address, unit, mention,
			answers, subject, text, invite, written, state, next_try, acts, rev, instead, debt, owes, due, brief, doubted)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.Key, l.Token, l.Case, l.Role, l.Template, cmp.Or(l.Question, l.Template), l.Meeting, string(slots), l.Channel, l.Address, l.Unit, l.Mention,
		string(answers), l.Subject, l.Text, l.Invite, ms(at), state, next, string(acts), l.Rev, l.Instead,
		l.Reminds.Debt, l.Reminds.Owner, l.Reminds.Due.String(), l.Reminds.Brief, doubted); err != nil {
		return err
	}
	return l.storeFiles(ctx, tx)
}

func (l Letter) storeFiles(ctx context.Context, tx *sql.Tx) error {
	for i, f := range l.Files {
		sum, err := storeDocument(ctx, tx, f)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO letter_files (letter, place, name, sha256) VALUES (?, ?, ?, ?)`,
			l.Key, i, f.Name, sum); err != nil {
			return err
		}
	}
	return nil
}

const letterColumns = `key, token, case_id, role, template, question, meeting, slots, channel, address, unit, mention,
	answers, subject, text, invite, written, state, tries, coalesce(receipt, ''), coalesce(problem, ''), coalesce(doubted, 0), acts, rev, instead,
	debt, owes, due, brief, coalesce(bundle, ''), coalesce(next_try, 0)`

func scanLetter(rows *sql.Rows) (l Letter, err error) {
	var slots, answers, acts string
	var written, doubted, next int64
	var due string
	if err := rows.Scan(&l.Key, &l.Token, &l.Case, &l.Role, &l.Template, &l.Question, &l.Meeting, &slots, &l.Channel, &l.Address, &l.Unit, &l.Mention,
		&answers, &l.Subject, &l.Text, &l.Invite, &written, &l.State, &l.Tries, &l.Receipt, &l.Problem, &doubted, &acts, &l.Rev, &l.Instead,
		&l.Reminds.Debt, &l.Reminds.Owner, &due, &l.Reminds.Brief, &l.Bundle, &next); err != nil {
		return l, err
	}
	l.Written = instant(written)
	if next > 0 {
		l.After = instant(next)
	}
	if doubted > 0 {
		l.Doubted = instant(doubted)
	}
	if err := errors.Join(json.Unmarshal([]byte(slots), &l.Slots), l.Reminds.Due.UnmarshalText([]byte(due))); err != nil {
		return l, err
	}
	if err := json.Unmarshal([]byte(acts), &l.Acts); err != nil {
		return l, err
	}
	return l, json.Unmarshal([]byte(answers), &l.Answers)
}

func (l *Ledger) letters(ctx context.Context, where string, args ...any) (found []Letter, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		letter, err := scanLetter(rows)
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
		WHERE channel = ? AND address = ? COLLATE NOCASE AND state = 'sent' AND written >= ? AND case_id <> ''
		ORDER BY written DESC, key DESC LIMIT 1`, channel, address, ms(since))
	return append(found, Letter{})[0], len(found) > 0, err
}

// Files returns the attachments of a letter.
func (l *Ledger) Files(ctx context.Context, key string) (files []File, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var f File
		err := rows.Scan(&f.Name, &f.Type, &f.Data)
		files = append(files, f)
		return err
	}, `SELECT f.name, d.type, d.data FROM letter_files f JOIN documents d USING (sha256) WHERE letter = ? ORDER BY place`, key)
	return files, err
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

// Foreign counts the attachments of a letter that came in another case, and not
// in its own.
func (l *Ledger) Foreign(ctx context.Context, key string) (n int, err error) {
	err = l.db.QueryRowContext(ctx, `
		SELECT count(*) FROM letter_files f JOIN letters l ON l.key = f.letter
		WHERE f.letter = ? AND EXISTS (SELECT 1 FROM case_documents d WHERE d.sha256 = f.sha256)
			AND NOT EXISTS (SELECT 1 FROM case_documents d WHERE d.sha256 = f.sha256 AND d.case_id = l.case_id)`, key).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("look up attachments of %s: %w", key, err)
	}
	return n, nil
}

// Sent notes under which receipt a letter has been sent.
func (l *Ledger) Sent(ctx context.Context, key, receipt string) error {
	return errors.Join(
		l.mark(ctx, `UPDATE letters SET state = 'sent', next_try = NULL, problem = NULL, receipt = ?2 WHERE key = ?1`, key, receipt),
		l.gathered(ctx, key))
}

// Retry notes why a letter was not sent and when to try again; a zero time
// gives it up.
func (l *Ledger) Retry(ctx context.Context, key string, why error, next time.Time) error {
	state := "queued"
	if next.IsZero() {
		state = "failed"
	}
	return errors.Join(
		l.mark(ctx, `UPDATE letters SET state = ?2, next_try = ?3, problem = ?4, doubted = NULL WHERE key = ?1`, key, state, maybe(next), why.Error()),
		l.gathered(ctx, key))
}

// Doubt notes that nobody knows at now whether a letter was sent, and when to
// look again; a zero look leaves it to a human.
func (l *Ledger) Doubt(ctx context.Context, key string, why error, now, look time.Time) error {
	return errors.Join(l.mark(ctx, `
		UPDATE letters SET state = 'unknown', next_try = ?2, problem = ?3, doubted = coalesce(doubted, ?4) WHERE key = ?1`,
		key, maybe(look), why.Error(), ms(now)), l.gathered(ctx, key))
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
	answers, err := json.Marshal(letter.Answers)
	if err != nil {
		return fmt.Errorf("detour letter %s: %w", letter.Key, err) // unreachable: a list of texts
	}
	return l.mark(ctx, `
		UPDATE letters SET channel = ?2, address = ?3, unit = ?4, text = ?5, answers = ?6, next_try = ?7, state = 'queued', tries = 0
		WHERE key = ?1 AND state IN ('queued', 'sending')`,
		letter.Key, letter.Channel, letter.Address, letter.Unit, letter.Text, string(answers), ms(now))
}

// Hurry lets what waits for a channel be tried now: it works again.
func (l *Ledger) Hurry(ctx context.Context, channel string, now time.Time) error {
	for _, table := range []string{"letters", "cards"} {
		if err := l.mark(ctx, `UPDATE `+table+` SET next_try = ?2 WHERE channel = ?1 AND next_try > ?2 AND tries > 0`, channel, ms(now)); err != nil {
			return err
		}
	}
	return nil
}
