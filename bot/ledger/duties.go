package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/mutant"
)

// What is owed in the cases now, and the reminders there have been of it.

// A Duty is what a party owes in a case.
type Duty struct {
	Case  care.CaseID
	Name  string
	Owner care.Role
	Unit  care.UnitID // the owner's line of the contact lists; empty when nobody knows
	Due   care.Date
	Quiet care.Date // nobody is told of it before that day; [ForGood] for never
}

// ForGood is the day until which reminders are put off that nobody wants again.
var ForGood = care.Date{Year: 9999, Month: 12, Day: 31}

// A Reminder is what makes one unlike any other.
type Reminder struct {
	Round     int
	Rule      string // duty, who owes it, and the rung that is told
	Day, Due  care.Date
	Recipient string
}

// Reminds is what a letter reminds of: it is withdrawn when that is no longer owed.
type Reminds struct {
	Debt  string
	Owner care.Role
	Due   care.Date
	Brief string // what it says, for a letter that gathers several
	Menu  string // what can be done in its case, by number, for the same
}

var errTwice = errors.New("this reminder has been sent")

// once notes a reminder, and refuses it when there has been one like it. One that
// is still waiting to be sent gives way to it: the newest stands for those before.
func (e Entry) once(ctx context.Context, tx *writing) error {
	r := e.Reminder
	if r == nil {
		return nil
	}
	done, err := tx.ExecContext(ctx, `
		INSERT INTO reminders (case_id, round, rule, day, due, recipient) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		e.Case, r.Round, r.Rule, r.Day.String(), r.Due.String(), r.Recipient)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 && !mutant.Unchecked {
		return errors.Join(err, errTwice)
	}
	for _, l := range e.Letters {
		if _, err := tx.ExecContext(ctx, `
			UPDATE letters SET state = 'failed', next_try = NULL, problem = 'a newer reminder stands for it'
			WHERE case_id = ? AND `+waiting+` AND state <> 'sending' AND debt = ? AND owes = ? AND role = ? AND template = ? AND mention = ? AND debt <> ''`,
			e.Case, l.Reminds.Debt, l.Reminds.Owner, l.Role, l.Template, tx.hash("staff", l.Mention)); err != nil {
			return err
		}
	}
	return nil
}

// storeDuties replaces what is owed in the case, and withdraws the reminders of
// anything else, or of what is put off, that have not left. Most facts change
// nothing of it.
func (e Entry) storeDuties(ctx context.Context, tx *writing) error {
	before, err := dutiesIn(ctx, tx, `case_id = ?`, e.Case)
	if err != nil || sameDuties(before, e.Duties) {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM duties WHERE case_id = ?`, e.Case); err != nil {
		return err
	}
	for _, d := range e.Duties {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO duties (case_id, name, owner, unit, due, quiet) VALUES (?, ?, ?, ?, ?, ?)`,
			e.Case, d.Name, d.Owner, d.Unit, d.Due.String(), d.Quiet.String()); err != nil {
			return err
		}
	}
	return withdraw(ctx, tx, `case_id = ?1 AND (NOT `+owed+` OR EXISTS (SELECT 1 FROM duties d WHERE d.case_id = letters.case_id
		AND d.name = letters.debt AND d.owner = letters.owes AND d.quiet > ?2))`, e.Case, care.DateOf(e.Fact.At).String())
}

func sameDuties(a, b []Duty) bool {
	have := map[Duty]bool{}
	for _, d := range a {
		have[d] = true
	}
	return len(a) == len(b) && !slices.ContainsFunc(b, func(d Duty) bool { return !have[d] })
}

// owed says of a letter that what it reminds of is owed, and by that day; and when it
// is to the party that owes it, that this is the same unit still.
const owed = `EXISTS (SELECT 1 FROM duties d WHERE d.case_id = letters.case_id AND d.name = letters.debt AND d.owner = letters.owes AND d.due = letters.due
	AND (letters.role = 'BIH' OR letters.role <> d.owner OR d.unit = letters.unit))`

// withdraw stops those of the reminders that are not owed any more.
func withdraw(ctx context.Context, tx *writing, which string, args ...any) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE letters SET state = 'failed', next_try = NULL, problem = 'no longer owed'
		WHERE `+waiting+` AND state <> 'sending' AND debt <> '' AND `+which, args...)
	return err
}

// Duties lists what a unit owes, in all cases, by day; what all owe for an empty
// unit. What has no day yet is left out.
func (l *Ledger) Duties(ctx context.Context, unit care.UnitID) (list []Duty, err error) {
	where, args := `due <> ''`, []any{}
	if unit != "" {
		where, args = `due <> '' AND unit = ?`, []any{unit}
	}
	if list, err = dutiesIn(ctx, l.db, where, args...); err != nil {
		return nil, fmt.Errorf("read duties: %w", err)
	}
	return list, nil
}

func dutiesIn(ctx context.Context, db querier, where string, args ...any) (list []Duty, err error) {
	err = query(ctx, db, func(rows *sql.Rows) error {
		var d Duty
		var due, quiet string
		if err := rows.Scan(&d.Case, &d.Name, &d.Owner, &d.Unit, &due, &quiet); err != nil {
			return err
		}
		list = append(list, d)
		return errors.Join(list[len(list)-1].Due.UnmarshalText([]byte(due)), list[len(list)-1].Quiet.UnmarshalText([]byte(quiet)))
	}, `SELECT case_id, name, owner, unit, due, quiet FROM duties WHERE `+where+` ORDER BY due, case_id, name, owner`, args...)
	return list, err
}

// Owing lists the units that owe something by a known day.
func (l *Ledger) Owing(ctx context.Context) (units []care.UnitID, err error) {
	return distinct[care.UnitID](ctx, l, "duties", "unit", `due <> ''`)
}

// Served lists the utförare that open cases count on. It reads but one entry of
// the index for each.
func (l *Ledger) Served(ctx context.Context) ([]care.UnitID, error) {
	return distinct[care.UnitID](ctx, l, "cases", "served", `served IS NOT NULL`)
}

// ServedBy lists the open cases that count on an utförare.
func (l *Ledger) ServedBy(ctx context.Context, unit care.UnitID) ([]care.CaseID, error) {
	return l.ids(ctx, `SELECT id FROM cases WHERE served = ? ORDER BY id`, unit)
}

// OwnedBy lists the open cases that somebody at BIH has.
func (l *Ledger) OwnedBy(ctx context.Context, person string) ([]care.CaseID, error) {
	return l.ids(ctx, `SELECT id FROM cases WHERE owner = ? ORDER BY id`, l.hash("staff", person))
}

// distinct steps through the values of an indexed column, one look-up each,
// however many rows share them.
func distinct[T ~string](ctx context.Context, l *Ledger, table, column, where string) (found []T, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var v T
		err := rows.Scan(&v)
		found = append(found, v)
		return err
	}, fmt.Sprintf(`
		WITH RECURSIVE u (x) AS (
			SELECT min(%[2]s) FROM %[1]s WHERE %[3]s
			UNION ALL SELECT (SELECT min(%[2]s) FROM %[1]s WHERE %[2]s > x AND %[3]s) FROM u WHERE x IS NOT NULL)
		SELECT x FROM u WHERE x IS NOT NULL AND x <> ''`, table, column, where))
	if err != nil {
		return nil, fmt.Errorf("list %s of %s: %w", column, table, err)
	}
	return found, nil
}

// NoteAway notes that somebody at BIH is away; until the day before, or earlier,
// means that she is not.
func (l *Ledger) NoteAway(ctx context.Context, person string, a care.Absence) error {
	_, err := l.db.ExecContext(ctx, `
		INSERT INTO away (person, noted, until) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET noted = excluded.noted, until = excluded.until`, l.hash("staff", person), a.On.String(), a.Until.String())
	if err != nil {
		return fmt.Errorf("note absence: %w", err)
	}
	return nil
}

// Away returns the absence of somebody at BIH that is not over on a day; zero
// when none is known.
func (l *Ledger) Away(ctx context.Context, person string, today care.Date) (a care.Absence, err error) {
	var noted, until string
	err = l.db.QueryRowContext(ctx, `SELECT noted, until FROM away WHERE person = ? AND until >= ?`, l.hash("staff", person), today.String()).Scan(&noted, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return a, nil
	}
	return a, errors.Join(err, a.On.UnmarshalText([]byte(noted)), a.Until.UnmarshalText([]byte(until)))
}
