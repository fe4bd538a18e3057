package ledger

import (
	"context"
	"fmt"
	"sync"

	"example.org/stegvis/bot/care"
)

// Cases as they stood when they were last asked for, so that a case is not put
// together anew from its first fact for every fact that is added. Whoever asks
// gets what the facts say now: the file is looked into every time, since other
// programs may write to it too.

// A folded case is what its facts add up to, up to one of them.
type folded struct {
	care.Case
	last int64 // fact
}

// atHand is how many cases are kept so.
const atHand = 1024

// folds are the cases at hand. The zero folds has none.
type folds struct {
	sync.Mutex
	at map[care.CaseID]folded
}

func (f *folds) get(id care.CaseID) folded {
	f.Lock()
	defer f.Unlock()
	return f.at[id]
}

// put keeps a case, in the place of any other when there are too many.
func (f *folds) put(id care.CaseID, c folded) {
	f.Lock()
	defer f.Unlock()
	if f.at == nil {
		f.at = map[care.CaseID]folded{}
	}
	for other := range f.at {
		if len(f.at) < atHand {
			break
		}
		delete(f.at, other)
	}
	f.at[id] = c
}

func (f *folds) drop(id care.CaseID) {
	f.Lock()
	defer f.Unlock()
	delete(f.at, id)
}

// Case returns the case as it stands; a case nothing has happened to is new.
func (l *Ledger) Case(ctx context.Context, id care.CaseID) (care.Case, error) {
	rev, last, err := l.stand(ctx, id)
	if err != nil {
		return care.Case{}, err
	}
	c := l.folds.get(id)
	if c.last == 0 || c.last > last || c.Rev > rev {
		c = folded{Case: care.New(id)}
	}
	if c.last < last {
		facts, err := l.factsAfter(ctx, id, c.last)
		if err != nil {
			return care.Case{}, err
		}
		c = folded{c.Resume(facts), last}
	}
	if c.Rev == rev && rev > 0 {
		l.folds.put(id, c)
		return c.Case, nil
	}
	l.folds.drop(id) // facts have gone, or come while they were read
	facts, err := l.Facts(ctx, id)
	return care.Replay(id, facts), err
}

// stand returns how many facts a case has had, and the newest of those that are
// kept; zero for none.
func (l *Ledger) stand(ctx context.Context, id care.CaseID) (rev int, last int64, err error) {
	err = l.db.QueryRowContext(ctx, `
		SELECT coalesce((SELECT rev FROM cases WHERE id = ?1), 0), coalesce((SELECT max(seq) FROM facts WHERE case_id = ?1), 0)`, id).Scan(&rev, &last)
	if err != nil {
		return 0, 0, fmt.Errorf("read case %s: %w", id, err)
	}
	return rev, last, nil
}
