package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
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

// said is what is sealed of a message beside the message itself.
type said struct{ ID, Receipt, Say string }

func aboutMessage(channel, place string) string { return "message " + channel + "/" + place }

// place is where a message stands: by its id, which is told to nobody.
func (l *Ledger) place(m Message) string { return l.hash("message", m.Channel+"\x00"+m.ID) }

// Keep stores a message as it came. Keeping it again changes nothing.
func (l *Ledger) Keep(ctx context.Context, m Message) error {
	err := l.tx(ctx, func(tx *writing) error {
		_, err := tx.keep(ctx, m)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep message: %w", err)
	}
	return nil
}

// keep stores a message under a key of its own, unless it is there, and returns
// the slot of its key.
func (w *writing) keep(ctx context.Context, m Message) (slot int, err error) {
	err = w.QueryRowContext(ctx, `SELECT coalesce(slot, 0) FROM messages WHERE channel = ? AND id = ?`, m.Channel, w.place(m)).Scan(&slot)
	if !errors.Is(err, sql.ErrNoRows) && (err != nil || slot > 0) {
		return slot, err
	}
	slot, k, err := w.draw(ctx)
	if err != nil {
		return 0, err
	}
	place, raw := w.place(m), []byte{}
	if len(m.Raw) > 0 {
		raw = w.box.Seal(k, aboutMessage(m.Channel, place)+" raw", m.Raw)
	}
	if err := w.exec(ctx, `
		INSERT INTO messages (channel, id, received, slot, raw, sha256) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET slot = excluded.slot`,
		m.Channel, place, ms(m.Received), slot, raw, w.content(m.Raw)); err != nil {
		return 0, err
	}
	return slot, w.note(ctx, slot, m)
}

// note seals what there is to be said of a message.
func (w *writing) note(ctx context.Context, slot int, m Message) error {
	k, err := w.ring.Key(slot)
	if err != nil {
		return fmt.Errorf("key of a message: %w", err)
	}
	plain, err := json.Marshal(said{m.ID, m.Receipt, m.Say})
	if err != nil {
		return err // unreachable: it is text
	}
	return w.exec(ctx, `UPDATE messages SET note = ? WHERE channel = ? AND id = ?`,
		w.box.Seal(k, aboutMessage(m.Channel, w.place(m)), plain), m.Channel, w.place(m))
}

// content is by what a message of the same content is found; null when there is
// nothing in it.
func (l *Ledger) content(raw []byte) any {
	if len(raw) == 0 {
		return nil
	}
	return l.hash("content", digest(raw))
}

// Message returns what is known of a message; ok is false when it has never come.
func (l *Ledger) Message(ctx context.Context, channel, id string) (m Message, ok bool, err error) {
	return l.messageAt(ctx, channel, l.place(Message{Channel: channel, ID: id}))
}

func (l *Ledger) messageAt(ctx context.Context, channel, place string) (m Message, ok bool, err error) {
	found, err := l.messages(ctx, `channel = ? AND id = ?`, channel, place)
	return append(found, Message{})[0], len(found) > 0, err
}

// Kept returns the messages of a channel that nobody has dealt with.
func (l *Ledger) Kept(ctx context.Context, channel string) (found []Message, err error) {
	return l.messages(ctx, `channel = ? AND state = 'kept'`, channel)
}

// Messages returns what has come in about a case.
func (l *Ledger) Messages(ctx context.Context, id care.CaseID) (found []Message, err error) {
	return l.messages(ctx, `case_id = ?`, id)
}

func (l *Ledger) messages(ctx context.Context, which string, args ...any) (found []Message, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		m, err := l.scanMessage(rows)
		found = append(found, m)
		return err
	}, `SELECT channel, id, received, coalesce(slot, 0), raw, note, `+stateOf+`, case_id, role FROM messages WHERE `+which+` ORDER BY received`, args...)
	if err != nil {
		return nil, fmt.Errorf("find messages: %w", err)
	}
	return found, nil
}

func (l *Ledger) scanMessage(rows *sql.Rows) (m Message, err error) {
	var received int64
	var place string
	var slot int
	var raw, note []byte
	var caseID, role sql.NullString
	if err := rows.Scan(&m.Channel, &place, &received, &slot, &raw, &note, &m.State, &caseID, &role); err != nil {
		return m, err
	}
	m.Received, m.Case, m.Role = instant(received), care.CaseID(caseID.String), care.Role(role.String)
	if len(raw) > 0 {
		if m.Raw, err = l.open(slot, aboutMessage(m.Channel, place)+" raw", raw); err != nil {
			return m, err
		}
	}
	var s said
	if len(note) > 0 {
		err = l.openJSON(slot, aboutMessage(m.Channel, place), note, &s)
	}
	m.ID, m.Receipt, m.Say = s.ID, s.Receipt, s.Say
	return m, err
}

// MessageState returns what has become of a message; empty when it has never come.
func (l *Ledger) MessageState(ctx context.Context, channel, id string) (state string, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT `+stateOf+` FROM messages WHERE channel = ? AND id = ?`,
		channel, l.place(Message{Channel: channel, ID: id})).Scan(&state)
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
		ORDER BY t.received LIMIT 1`, channel, l.place(Message{Channel: channel, ID: id})).Scan(&twin)
	if errors.Is(err, sql.ErrNoRows) {
		return Message{}, false, nil
	}
	if err != nil {
		return Message{}, false, fmt.Errorf("find twin: %w", err)
	}
	return l.messageAt(ctx, channel, twin)
}

// NotOurs notes that a message is nothing for the desk. Nothing of what stands in
// it is kept any longer: it stays where it came in.
func (l *Ledger) NotOurs(ctx context.Context, m Message) error {
	return l.letGo(ctx, m, "not_ours")
}

func (l *Ledger) letGo(ctx context.Context, m Message, state string) error {
	_, err := l.db.ExecContext(ctx, `
		INSERT INTO messages (channel, id, received, raw, state) VALUES (?1, ?2, ?3, x'', ?4)
		ON CONFLICT DO UPDATE SET state = ?4, raw = x'', note = NULL WHERE state = 'kept'`, m.Channel, l.place(m), ms(m.Received), state)
	if err != nil {
		return fmt.Errorf("note message: %w", explain(err))
	}
	return nil
}

// stateOf is a message's state: what belongs to the desk but to no case is the
// desk's own.
const stateOf = `CASE WHEN state = 'ours' AND case_id IS NULL THEN 'own' ELSE state END`

// Own notes that a message is a copy of one that the desk has sent. Its bytes
// are not kept: the letter has them.
func (l *Ledger) Own(ctx context.Context, m Message) error {
	return l.letGo(ctx, m, "ours")
}

// take notes within tx what became of the message behind an entry. fresh is
// false when it has been dealt with before.
func take(ctx context.Context, tx *writing, m Message, id care.CaseID) (fresh bool, err error) {
	slot, err := tx.keep(ctx, m)
	if err != nil {
		return false, err
	}
	r, err := tx.ExecContext(ctx, `
		UPDATE messages SET state = 'ours', case_id = ?, role = ? WHERE channel = ? AND id = ? AND state <> 'ours'`,
		id, m.Role, m.Channel, tx.place(m))
	if err != nil {
		return false, err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	return true, tx.note(ctx, slot, m)
}
