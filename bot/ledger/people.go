package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"

	"example.org/stegvis/bot/care"
)

// Whom a case is about is sealed with the case's own key, so that it is forgotten
// with the case: a hash that stood beside the case could be tried out against
// every personnummer there is by who has the keys. What is looked up is put
// together from all cases when it is first asked for, and kept in memory.

// people knows which cases each person has.
type people struct {
	sync.Mutex
	cases map[string][]care.CaseID // nil until asked for
}

// PersonKey returns the key under which a person's cases are found: a hash that
// says nothing to who does not have this ledger and its keys.
func (l *Ledger) PersonKey(ctx context.Context, personnummer string) (string, error) {
	return l.hash("person", personnummer), nil
}

// about notes whom a case is about.
func (w *writing) about(ctx context.Context, id care.CaseID, person string) error {
	sealed, err := w.sealFor(ctx, id, "person of "+string(id), person)
	if err != nil {
		return err
	}
	_, err = w.ExecContext(ctx, `UPDATE cases SET about = ? WHERE id = ?`, sealed, id)
	return err
}

// OfPerson returns the open cases about the person with this key, the newest last.
func (l *Ledger) OfPerson(ctx context.Context, person string) (open []care.CaseID, err error) {
	all, err := l.AllOfPerson(ctx, person)
	for _, id := range all {
		var is bool
		if err := l.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM cases WHERE id = ? AND NOT closed)`, id).Scan(&is); err != nil {
			return nil, fmt.Errorf("find cases: %w", err)
		}
		if is {
			open = append(open, id)
		}
	}
	return open, err
}

// AllOfPerson is OfPerson with the closed cases among them.
func (l *Ledger) AllOfPerson(ctx context.Context, person string) ([]care.CaseID, error) {
	l.people.Lock()
	defer l.people.Unlock()
	if l.people.cases == nil {
		found, err := l.whoIsWho(ctx)
		if err != nil {
			return nil, fmt.Errorf("find cases: %w", err)
		}
		l.people.cases = found
	}
	return slices.Sorted(slices.Values(l.people.cases[person])), nil
}

func (l *Ledger) whoIsWho(ctx context.Context) (map[string][]care.CaseID, error) {
	found := map[string][]care.CaseID{}
	err := query(ctx, l.db, func(rows *sql.Rows) error {
		var id care.CaseID
		var slot int
		var sealed []byte
		if err := rows.Scan(&id, &slot, &sealed); err != nil {
			return err
		}
		var person string
		err := l.openJSON(slot, "person of "+string(id), sealed, &person)
		found[person] = append(found[person], id)
		return err
	}, `SELECT id, slot, about FROM cases WHERE about IS NOT NULL`)
	return found, err
}

// forget forgets a case.
func (p *people) forget(id care.CaseID) {
	p.Lock()
	defer p.Unlock()
	for person, ids := range p.cases {
		p.cases[person] = slices.DeleteFunc(ids, func(x care.CaseID) bool { return x == id })
	}
}

// met remembers whom a case is about; it is told after that has been stored.
func (p *people) met(person string, id care.CaseID) {
	p.Lock()
	defer p.Unlock()
	if p.cases == nil || person == "" || slices.Contains(p.cases[person], id) {
		return
	}
	for other, ids := range p.cases { // it may have been put right
		p.cases[other] = slices.DeleteFunc(ids, func(x care.CaseID) bool { return x == id })
	}
	p.cases[person] = append(p.cases[person], id)
}
