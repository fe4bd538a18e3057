package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
)

// A Card is a case's card on a board.
type Card struct {
	Case    care.CaseID
	Channel string
	Address string
	Unit    care.UnitID
	Token   string
	Wanted  int    // the revision to show
	Receipt string // of the card in view; empty when there is none
	Tries   int
	Sending bool // a first post was begun, and its outcome is not noted
}

// wantCard asks for the card to be shown as it is after this entry.
func (e Entry) wantCard(ctx context.Context, tx *sql.Tx) error {
	if e.Card == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO cards (case_id, channel, address, unit, token, wanted, next_try)
		VALUES (?, ?, ?, ?, ?, (SELECT rev FROM cases WHERE id = ?1), ?)
		ON CONFLICT DO UPDATE SET wanted = excluded.wanted, next_try = excluded.next_try, tries = 0,
			address = excluded.address, unit = excluded.unit`,
		e.Case, e.Card.Channel, e.Card.Address, e.Card.Unit, e.Card.Token, ms(e.Fact.At))
	return err
}

const cardColumns = `case_id, channel, address, unit, token, wanted, coalesce(receipt, ''), tries, sending`

func scanCard(scan func(...any) error) (c Card, err error) {
	err = scan(&c.Case, &c.Channel, &c.Address, &c.Unit, &c.Token, &c.Wanted, &c.Receipt, &c.Tries, &c.Sending)
	return c, err
}

// CardsDue returns the cards that show an old revision and are to be tried now.
func (l *Ledger) CardsDue(ctx context.Context, now time.Time) (due []Card, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		c, err := scanCard(rows.Scan)
		due = append(due, c)
		return err
	}, `SELECT `+cardColumns+` FROM cards WHERE wanted > shown AND next_try <= ? ORDER BY next_try, case_id`, ms(now))
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	return due, nil
}

// CardOf returns the card of a case; ok is false when it has none.
func (l *Ledger) CardOf(ctx context.Context, id care.CaseID, channel string) (c Card, ok bool, err error) {
	c, err = scanCard(l.db.QueryRowContext(ctx, `SELECT `+cardColumns+` FROM cards WHERE case_id = ? AND channel = ?`, id, channel).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Card{}, false, nil
	}
	return c, err == nil, err
}

// CaseOfCard returns the case whose card, in view or replaced, has one of these
// receipts.
func (l *Ledger) CaseOfCard(ctx context.Context, channel string, receipts []string) (id care.CaseID, ok bool, err error) {
	for _, r := range receipts {
		err = l.db.QueryRowContext(ctx, `
			SELECT case_id FROM cards WHERE channel = ?1 AND receipt = ?2
			UNION SELECT case_id FROM old_cards WHERE channel = ?1 AND receipt = ?2`, channel, r).Scan(&id)
		if err == nil {
			return id, true, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return "", false, fmt.Errorf("find card: %w", err)
		}
	}
	return "", false, nil
}

// BeginCard notes that a card is about to be posted for the first time.
func (l *Ledger) BeginCard(ctx context.Context, c Card) error {
	return l.card(ctx, c, `UPDATE cards SET sending = 1 WHERE case_id = ? AND channel = ?`)
}

// Shown notes which revision of a card is in view, and under which receipt. A
// card that was put up anew keeps its old receipt as an alias.
func (l *Ledger) Shown(ctx context.Context, c Card, receipt string) error {
	return l.tx(ctx, func(tx *sql.Tx) error {
		if c.Receipt != "" && c.Receipt != receipt {
			if _, err := tx.ExecContext(ctx, `INSERT INTO old_cards (channel, receipt, case_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
				c.Channel, c.Receipt, c.Case); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE cards SET shown = ?, receipt = ?, tries = 0, sending = 0 WHERE case_id = ? AND channel = ?`,
			c.Wanted, receipt, c.Case, c.Channel)
		return err
	})
}

// CardLater notes that a card could not be shown, and when to try again.
func (l *Ledger) CardLater(ctx context.Context, c Card, next time.Time) error {
	return l.card(ctx, c, `UPDATE cards SET next_try = ?3, tries = tries + 1 WHERE case_id = ?1 AND channel = ?2`, ms(next))
}

func (l *Ledger) card(ctx context.Context, c Card, sql string, args ...any) error {
	if _, err := l.db.ExecContext(ctx, sql, append([]any{c.Case, c.Channel}, args...)...); err != nil {
		return fmt.Errorf("mark card of %s: %w", c.Case, err)
	}
	return nil
}
