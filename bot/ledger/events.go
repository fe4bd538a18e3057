package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
)

// An Event says what has been done with the ledger, and by whom. Events form a
// chain: see migration 014 for what may be relied on.
type Event struct {
	Seq  int64
	At   time.Time
	Kind string
	Case care.CaseID // empty when it is about no case
	Fact int64       // the fact whose storing it tells of, or 0

	Who  string // a mail address, or an account on the machine
	What string
	Why  string
}

// What an event can tell of.
const (
	Stored    = "fact"
	Seen      = "seen"      // somebody has seen what a case is about
	Exported  = "exported"  // it was written to files for the personakt
	Confirmed = "confirmed" // somebody has answered for it that they are there
	Held      = "held"      // it may not be erased for now
	LetGo     = "let_go"    // it may
	Proposed  = "proposed"  // somebody wants cases erased
	Approved  = "approved"  // so does somebody else
	Erased    = "erased"
)

// A Head is how far the chain goes, and the hash it ends with. Who has it can tell
// whether the chain has lost its end, or was made anew.
type Head struct {
	Seq  int64
	Hash string
}

func (h Head) String() string { return fmt.Sprintf("%d-%s", h.Seq, h.Hash) }

// ParseHead reads a head as it is written.
func ParseHead(text string) (h Head, err error) {
	if n, err := fmt.Sscanf(text, "%d-%s", &h.Seq, &h.Hash); n != 2 || err != nil || len(h.Hash) != hashShown || h.Seq < 0 {
		return Head{}, fmt.Errorf("head %q: write it as it stands in the letter: a number, a dash and %d signs", text, hashShown)
	}
	return h, nil
}

// hashShown is how much of a hash is written out: 80 bits.
const hashShown = 20

// Note adds events to the chain.
func (l *Ledger) Note(ctx context.Context, events ...Event) error {
	err := l.tx(ctx, func(tx *writing) error {
		for _, e := range events {
			if _, err := tx.chain(ctx, e, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note who does what: %w", err)
	}
	return nil
}

// chain adds an event. data is what it holds in the clear; nil when that is who,
// what and why, which are sealed.
func (w *writing) chain(ctx context.Context, e Event, data []byte) (seq int64, err error) {
	var before []byte
	err = w.QueryRowContext(ctx, `SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1`).Scan(&e.Seq, &before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	e.Seq++
	if data == nil {
		if data, err = w.sealFor(ctx, "", aboutEvent(e.Seq), deeds{e.Who, e.What, e.Why}); err != nil {
			return 0, err
		}
	}
	return e.Seq, w.exec(ctx, `INSERT INTO events (seq, at, kind, case_id, fact, data, hash) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		e.Seq, ms(e.At), e.Kind, e.Case, e.Fact, data, link(before, e, data))
}

// deeds is what is sealed of an event.
type deeds struct{ Who, What, Why string }

func aboutEvent(seq int64) string { return fmt.Sprint("event ", seq) }

// link is the hash of an event that comes after another.
func link(before []byte, e Event, data []byte) []byte {
	return fingerprint(before, number(e.Seq), number(ms(e.At)), []byte(e.Kind), []byte(e.Case), number(e.Fact), data)
}

// fingerprint is the SHA-256 of some values, none of which can flow into the next.
func fingerprint(values ...[]byte) []byte {
	h := sha256.New()
	for _, v := range values {
		h.Write(number(int64(len(v))))
		h.Write(v)
	}
	return h.Sum(nil)
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// A factRow is a fact as it lies in the ledger.
type factRow struct {
	seq, at int64
	of      care.CaseID
	kind    string
	step    int64
	closed  bool
	sealed  []byte
}

func (f factRow) fingerprint() []byte {
	state := 2 * f.step
	if f.closed {
		state++
	}
	return fingerprint(number(f.seq), []byte(f.of), number(f.at), []byte(f.kind), number(state), f.sealed)
}

const selectFactRows = `SELECT seq, at, case_id, kind, step, closed, sealed FROM facts `

func scanFactRow(rows *sql.Rows) (f factRow, err error) {
	err = rows.Scan(&f.seq, &f.at, &f.of, &f.kind, &f.step, &f.closed, &f.sealed)
	return f, err
}

// chainFact adds to the chain that a fact was stored.
func (w *writing) chainFact(ctx context.Context, f factRow) error {
	_, err := w.chain(ctx, Event{At: instant(f.at), Kind: Stored, Case: f.of, Fact: f.seq}, f.fingerprint())
	return err
}

// chainAll begins the chain with the facts that there were before it.
func chainAll(ctx context.Context, w *writing) error {
	var all []factRow
	err := query(ctx, w, func(rows *sql.Rows) error {
		f, err := scanFactRow(rows)
		all = append(all, f)
		return err
	}, selectFactRows+`ORDER BY seq`)
	for _, f := range all {
		err = errors.Join(err, w.chainFact(ctx, f))
	}
	return err
}

// Head returns the end of the chain.
func (l *Ledger) Head(ctx context.Context) (h Head, err error) {
	var hash []byte
	err = l.db.QueryRowContext(ctx, `SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1`).Scan(&h.Seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return Head{Hash: fmt.Sprintf("%0*d", hashShown, 0)}, nil
	}
	return Head{h.Seq, shown(hash)}, err
}

func shown(hash []byte) string { return hex.EncodeToString(hash)[:hashShown] }

// Events returns the events of some kinds since then, in order.
func (l *Ledger) Events(ctx context.Context, since time.Time, kinds ...string) (found []Event, err error) {
	in, args := list(kinds)
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		e, err := l.scanEvent(rows)
		found = append(found, e)
		return err
	}, `SELECT seq, at, kind, case_id, fact, data, (SELECT slot FROM cases WHERE id = '') FROM events
		WHERE kind IN (`+in+`) AND at >= ? ORDER BY seq`, append(args, ms(since))...)
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return found, nil
}

func (l *Ledger) scanEvent(rows *sql.Rows) (e Event, err error) {
	var at int64
	var slot int
	var data []byte
	if err := rows.Scan(&e.Seq, &at, &e.Kind, &e.Case, &e.Fact, &data, &slot); err != nil {
		return e, err
	}
	e.At = instant(at)
	if e.Kind == Stored {
		return e, nil
	}
	var d deeds
	err = l.openJSON(slot, aboutEvent(e.Seq), data, &d)
	e.Who, e.What, e.Why = d.Who, d.What, d.Why
	return e, err
}
