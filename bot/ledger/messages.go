package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
)

// A Message is something that came in.
type Message struct {
	Channel, ID string
	Received    time.Time
	Raw         []byte
	State       string // kept, ours, not_ours, own
	Case        care.CaseID
	Role        care.Role // the party it came from
	Receipt     string    // how a message of ours refers to it
	Say         string    // what the sender was told at once
}

// Keep stores a message as it came. Keeping it again changes nothing.
func (l *Ledger) Keep(ctx context.Context, m Message) error {
	_, err := l.db.ExecContext(ctx, `
		INSERT INTO messages (channel, id, received, raw, sha256) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, m.Channel, m.ID, ms(m.Received), bytes(m.Raw), sum(m.Raw))
	if err != nil {
		return fmt.Errorf("keep message: %w", explain(err))
	}
	return nil
}

// Message returns what is known of a message; ok is false when it has never come.
func (l *Ledger) Message(ctx context.Context, channel, id string) (m Message, ok bool, err error) {
	var received int64
	var caseID, role, receipt, say sql.NullString
	err = l.db.QueryRowContext(ctx, `
		SELECT received, raw, `+stateOf+`, case_id, role, receipt, say FROM messages
		WHERE channel = ? AND id = ?`, channel, id).
		Scan(&received, &m.Raw, &m.State, &caseID, &role, &receipt, &say)
	if errors.Is(err, sql.ErrNoRows) {
		return Message{}, false, nil
	}
	m.Channel, m.ID, m.Received = channel, id, instant(received)
	m.Case, m.Role, m.Receipt, m.Say = care.CaseID(caseID.String), care.Role(role.String), receipt.String, say.String
	return m, err == nil, err
}

// Kept returns the messages of a channel that nobody has dealt with.
func (l *Ledger) Kept(ctx context.Context, channel string) (found []Message, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		m := Message{Channel: channel}
		var received int64
		err := rows.Scan(&m.ID, &received, &m.Raw)
		m.Received = instant(received)
		found = append(found, m)
		return err
	}, `SELECT id, received, raw FROM messages WHERE channel = ? AND state = 'kept' ORDER BY received`, channel)
	if err != nil {
		return nil, fmt.Errorf("find messages: %w", err)
	}
	return found, nil
}

// MessageState returns what has become of a message; empty when it has never come.
func (l *Ledger) MessageState(ctx context.Context, channel, id string) (state string, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT `+stateOf+` FROM messages WHERE channel = ? AND id = ?`, channel, id).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return state, err
}

// Settled counts the messages of a channel that have been dealt with.
func (l *Ledger) Settled(ctx context.Context, channel string) (n int, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT count(*) FROM messages WHERE channel = ? AND state <> 'kept'`, channel).Scan(&n)
	return n, err
}

// Twin returns a message of the same content, to the byte, that has been dealt
// with under another id: a restored mailbox gives every mail a new one.
func (l *Ledger) Twin(ctx context.Context, channel, id string) (m Message, ok bool, err error) {
	var twin string
	err = l.db.QueryRowContext(ctx, `
		SELECT t.id FROM messages m JOIN messages t ON t.channel = m.channel AND t.sha256 = m.sha256
		WHERE m.channel = ? AND m.id = ? AND t.id <> m.id AND t.state <> 'kept'
		ORDER BY t.received LIMIT 1`, channel, id).Scan(&twin)
	if errors.Is(err, sql.ErrNoRows) {
		return Message{}, false, nil
	}
	if err != nil {
		return Message{}, false, fmt.Errorf("find twin: %w", err)
	}
	return l.Message(ctx, channel, twin)
}

// NotOurs notes that a message is nothing for the desk.
func (l *Ledger) NotOurs(ctx context.Context, m Message) error {
	_, err := l.db.ExecContext(ctx, `
		INSERT INTO messages (channel, id, received, raw, state) VALUES (?, ?, ?, ?, 'not_ours')
		ON CONFLICT DO UPDATE SET state = 'not_ours' WHERE state = 'kept'`, m.Channel, m.ID, ms(m.Received), bytes(m.Raw))
	if err != nil {
		return fmt.Errorf("note message: %w", err)
	}
	return nil
}

// stateOf is a message's state: what belongs to the desk but to no case is the
// desk's own.
const stateOf = `CASE WHEN state = 'ours' AND case_id IS NULL THEN 'own' ELSE state END`

// Own notes that a message is a copy of one that the desk has sent. Its bytes
// are not kept: the letter has them.
func (l *Ledger) Own(ctx context.Context, m Message) error {
	_, err := l.db.ExecContext(ctx, `
		INSERT INTO messages (channel, id, received, raw, state) VALUES (?, ?, ?, x'', 'ours')
		ON CONFLICT DO UPDATE SET state = 'ours', raw = x'' WHERE state = 'kept'`, m.Channel, m.ID, ms(m.Received))
	if err != nil {
		return fmt.Errorf("note message: %w", explain(err))
	}
	return nil
}

// take notes within tx what became of the message behind an entry. fresh is
// false when it has been dealt with before.
func take(ctx context.Context, tx *sql.Tx, m Message, id care.CaseID) (fresh bool, err error) {
	r, err := tx.ExecContext(ctx, `
		INSERT INTO messages (channel, id, received, raw, state, case_id, role, receipt, say)
		VALUES (?, ?, ?, ?, 'ours', ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET state = 'ours', case_id = excluded.case_id, role = excluded.role,
			receipt = excluded.receipt, say = excluded.say
		WHERE state <> 'ours'`,
		m.Channel, m.ID, ms(m.Received), bytes(m.Raw), id, m.Role, m.Receipt, m.Say)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n == 1, err
}

// bytes is never nil: the column may not be null.
func bytes(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// sum is the SHA-256 of b, or null when there is nothing.
func sum(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
