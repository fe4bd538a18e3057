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
	Face    care.UnitID // the party whose card it is; empty for BIH's
	Role    care.Role   // of that party
	Address string
	Unit    care.UnitID
	Token   string
	Wanted  int    // the revision to show
	Receipt string // of the card in view; empty when there is none
	Tries   int
	Sending bool      // a first post was begun, and its outcome is not noted
	Doubted time.Time // since when nobody knows whether it has arrived
}

// wantCards asks for the cards of the case to be shown as it is after this entry:
// those named, and those that parties have already.
func (e Entry) wantCards(ctx context.Context, tx *writing) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE cards SET wanted = (SELECT rev FROM cases WHERE id = ?1), next_try = ?2, tries = 0 WHERE case_id = ?1 AND face <> '' AND receipt IS NOT NULL`,
		e.Case, ms(e.Fact.At)); err != nil {
		return err
	}
	for _, c := range e.Cards {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO cards (case_id, channel, address, unit, token, wanted, next_try, face, role)
			VALUES (?, ?, ?, ?, ?, (SELECT rev FROM cases WHERE id = ?1), ?, ?, ?)
			ON CONFLICT DO UPDATE SET wanted = excluded.wanted, next_try = excluded.next_try, tries = 0,
				address = excluded.address, unit = excluded.unit`,
			e.Case, c.Channel, c.Address, c.Unit, c.Token, ms(e.Fact.At), c.Face, c.Role); err != nil {
			return err
		}
	}
	return nil
}

const cardColumns = `case_id, channel, address, unit, token, wanted, coalesce(receipt, ''), tries, sending, coalesce(doubted, 0), face, role`

func scanCard(scan func(...any) error) (c Card, err error) {
	var doubted int64
	err = scan(&c.Case, &c.Channel, &c.Address, &c.Unit, &c.Token, &c.Wanted, &c.Receipt, &c.Tries, &c.Sending, &doubted, &c.Face, &c.Role)
	if doubted > 0 {
		c.Doubted = instant(doubted)
	}
	return c, err
}

// CardsDue returns the cards that show an old revision and are to be tried now. A
// party's first card goes up with the first letter under it: what is held back,
// or has been taken back, shows nobody a case.
func (l *Ledger) CardsDue(ctx context.Context, now time.Time) (due []Card, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		c, err := scanCard(rows.Scan)
		due = append(due, c)
		return err
	}, `SELECT `+cardColumns+` FROM cards WHERE wanted > shown AND next_try <= ?1 AND (face = '' OR receipt IS NOT NULL OR EXISTS (
			SELECT 1 FROM letters l WHERE l.case_id = cards.case_id AND l.unit = cards.face AND l.channel = cards.channel
				AND (l.state IN ('sending', 'sent', 'unknown') OR l.state = 'queued' AND l.next_try <= ?1))) ORDER BY next_try, case_id`, ms(now))
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	return due, nil
}

// CardOf returns the card of a case that a party has, or BIH when face is empty;
// ok is false when there is none.
func (l *Ledger) CardOf(ctx context.Context, id care.CaseID, channel string, face care.UnitID) (c Card, ok bool, err error) {
	c, err = scanCard(l.db.QueryRowContext(ctx, `SELECT `+cardColumns+` FROM cards WHERE case_id = ? AND channel = ? AND face = ?`, id, channel, face).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Card{}, false, nil
	}
	return c, err == nil, err
}

// CardBy returns the card, in view or replaced, that has one of these receipts;
// of it only the case and whose it is.
func (l *Ledger) CardBy(ctx context.Context, channel string, receipts []string) (c Card, ok bool, err error) {
	for _, r := range receipts {
		err = l.db.QueryRowContext(ctx, `
			SELECT case_id, face, role FROM cards WHERE channel = ?1 AND receipt = ?2
			UNION SELECT case_id, face, role FROM old_cards WHERE channel = ?1 AND receipt = ?2`, channel, r).Scan(&c.Case, &c.Face, &c.Role)
		if err == nil {
			return c, true, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return Card{}, false, fmt.Errorf("find card: %w", err)
		}
	}
	return Card{}, false, nil
}

// BeginCard notes that a card is about to be posted for the first time.
func (l *Ledger) BeginCard(ctx context.Context, c Card) error {
	return l.card(ctx, c, `UPDATE cards SET sending = 1 WHERE case_id = ? AND channel = ? AND face = ?`)
}

// Shown notes which revision of a card is in view, and under which receipt. A
// card that was put up anew keeps its old receipt as an alias.
func (l *Ledger) Shown(ctx context.Context, c Card, receipt string) error {
	return l.tx(ctx, func(tx *writing) error {
		if c.Receipt != "" && c.Receipt != receipt {
			if _, err := tx.ExecContext(ctx, `INSERT INTO old_cards (channel, receipt, case_id, face, role) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				c.Channel, c.Receipt, c.Case, c.Face, c.Role); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE cards SET shown = ?, receipt = ?, tries = 0, sending = 0, doubted = NULL WHERE case_id = ? AND channel = ? AND face = ?`,
			c.Wanted, receipt, c.Case, c.Channel, c.Face)
		return err
	})
}

// CardLater notes that a card could not be shown, when to try again, and whether
// and since when a first post of it may be in view all the same.
func (l *Ledger) CardLater(ctx context.Context, c Card, next time.Time) error {
	var doubted any
	if c.Sending {
		doubted = maybe(c.Doubted)
	}
	return l.card(ctx, c, `UPDATE cards SET next_try = ?4, tries = tries + 1, sending = ?5, doubted = ?6 WHERE case_id = ?1 AND channel = ?2 AND face = ?3`,
		ms(next), c.Sending, doubted)
}

// MoveCard lets a card be put up at its address, anew when it stood at another.
func (l *Ledger) MoveCard(ctx context.Context, c Card, now time.Time) error {
	return l.card(ctx, c, `UPDATE cards SET address = ?4, unit = ?5, shown = 0, next_try = ?6, tries = 0, sending = 0, doubted = NULL
		WHERE case_id = ?1 AND channel = ?2 AND face = ?3 AND address <> ?4`, c.Address, c.Unit, ms(now))
}

// Noted returns the receipt that has been noted of the letter or the card with this
// token; empty when none has.
func (l *Ledger) Noted(ctx context.Context, channel, token string) (receipt string, err error) {
	err = l.db.QueryRowContext(ctx, `
		SELECT receipt FROM cards WHERE channel = ?1 AND token = ?2 AND receipt IS NOT NULL
		UNION ALL SELECT receipt FROM letters WHERE channel = ?1 AND token = ?2 AND state = 'sent' AND receipt IS NOT NULL`, channel, token).Scan(&receipt)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look for what has been sent: %w", err)
	}
	return receipt, nil
}

func (l *Ledger) card(ctx context.Context, c Card, sql string, args ...any) error {
	if _, err := l.db.ExecContext(ctx, sql, append([]any{c.Case, c.Channel, c.Face}, args...)...); err != nil {
		return fmt.Errorf("mark card of %s: %w", c.Case, err)
	}
	return nil
}
