package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"example.org/stegvis/bot/care"
)

// A ledger from before anything was sealed is sealed when it is opened, all of it
// or nothing, and then cleared of what stood in the clear.

// after says what has to be done in the transaction of a migration, after its
// script has been run.
var after = map[string]func(context.Context, *writing) error{
	"migrations/012_seal.sql":   sealAll,
	"migrations/014_events.sql": chainAll,
}

func sealAll(ctx context.Context, w *writing) error {
	if err := w.exec(ctx, `INSERT INTO meta (key, value) VALUES ('slots', '0'), ('ring', ?)`, w.ringMark()); err != nil {
		return err
	}
	for _, step := range []func(context.Context, *writing) error{sealCases, sealFacts, sealPersons, sealMessages, sealLetters, sealDocuments, sealNames} {
		if err := step(ctx, w); err != nil {
			return fmt.Errorf("seal the ledger: %w", err)
		}
	}
	return nil
}

// each reads all rows of a query, and then does something with each of them.
func each[T any](ctx context.Context, w *writing, sqlText string, scan func(*T) []any, do func(T) error) error {
	var all []T
	err := query(ctx, w, func(rows *sql.Rows) error {
		var x T
		err := rows.Scan(scan(&x)...)
		all = append(all, x)
		return err
	}, sqlText)
	for _, x := range all {
		if err != nil {
			return err
		}
		err = do(x)
	}
	return err
}

type oldCase struct{ id, owner string }

func sealCases(ctx context.Context, w *writing) error {
	return each(ctx, w, `SELECT id, coalesce(owner, '') FROM cases ORDER BY id`,
		func(c *oldCase) []any { return []any{&c.id, &c.owner} },
		func(c oldCase) error {
			slot, _, err := w.draw(ctx)
			if err != nil {
				return err
			}
			return w.exec(ctx, `UPDATE cases SET slot = ?2, owner = nullif(?3, '') WHERE id = ?1`, c.id, slot, w.hash("staff", c.owner))
		})
}

type oldFact struct {
	seq      int64
	of       care.CaseID
	by, data string
}

func sealFacts(ctx context.Context, w *writing) error {
	return each(ctx, w, `SELECT seq, case_id, by, data FROM facts`,
		func(f *oldFact) []any { return []any{&f.seq, &f.of, &f.by, &f.data} },
		func(f oldFact) error {
			sealed, err := w.sealFor(ctx, f.of, aboutFact(f.of, f.seq), deed{f.by, []byte(f.data)})
			if err != nil {
				return err
			}
			return w.exec(ctx, `UPDATE facts SET sealed = ?2 WHERE seq = ?1`, f.seq, sealed)
		})
}

// sealPersons finds whom each case is about in its intyg: the hash by which that
// was looked up cannot be turned back.
func sealPersons(ctx context.Context, w *writing) error {
	return each(ctx, w, `SELECT id FROM cases WHERE person IS NOT NULL`,
		func(id *care.CaseID) []any { return []any{id} },
		func(id care.CaseID) error {
			var facts []care.Fact
			err := query(ctx, w, func(rows *sql.Rows) error {
				f, err := w.scanFact(rows, id)
				facts = append(facts, f)
				return err
			}, selectFacts, id, 0)
			if person := care.Replay(id, facts).Intyg.Person.ID; err == nil && person != "" {
				err = w.about(ctx, id, w.hash("person", person))
			}
			return err
		})
}

type oldMessage struct {
	Message
	raw []byte
}

func sealMessages(ctx context.Context, w *writing) error {
	return each(ctx, w, `SELECT channel, id, coalesce(receipt, ''), coalesce(say, '') FROM messages`,
		func(m *oldMessage) []any { return []any{&m.Channel, &m.ID, &m.Receipt, &m.Say} },
		func(m oldMessage) error {
			var state string
			if err := w.QueryRowContext(ctx, `SELECT raw, state FROM messages WHERE channel = ? AND id = ?`, m.Channel, m.ID).Scan(&m.raw, &state); err != nil {
				return err
			}
			slot, k, err := w.draw(ctx)
			if err != nil {
				return err
			}
			place, sealed := w.place(m.Message), []byte{}
			if len(m.raw) > 0 && state != "not_ours" {
				sealed = w.box.Seal(k, aboutMessage(m.Channel, place)+" raw", m.raw)
			}
			if err := w.exec(ctx, `UPDATE messages SET id = ?3, slot = ?4, raw = ?5, sha256 = ?6 WHERE channel = ?1 AND id = ?2`,
				m.Channel, m.ID, place, slot, sealed, w.content(m.raw)); err != nil {
				return err
			}
			return w.note(ctx, slot, m.Message)
		})
}

type oldLetter struct {
	Letter
	answers string
}

func sealLetters(ctx context.Context, w *writing) error {
	return each(ctx, w, `SELECT key, case_id, address, mention, answers, subject, text, invite, instead, brief, coalesce(problem, '') FROM letters`,
		func(l *oldLetter) []any {
			return []any{&l.Key, &l.Case, &l.Address, &l.Mention, &l.answers, &l.Subject, &l.Text, &l.Invite, &l.Instead, &l.Reminds.Brief, &l.Problem}
		},
		func(l oldLetter) error {
			k, err1 := w.key(ctx, l.Case)
			err2 := json.Unmarshal([]byte(l.answers), &l.Answers)
			sealed, err3 := l.sealed(ctx, w)
			if err := errors.Join(err1, err2, err3); err != nil {
				return err
			}
			return w.exec(ctx, `UPDATE letters SET sealed = ?2, invited = nullif(?3, ''), address = ?4, mention = ?5, problem = NULL, error = ?6 WHERE key = ?1`,
				l.Key, sealed, w.hash("invitation", identity(l.Invite)), w.address(l.Address), w.hash("staff", l.Mention),
				w.box.Seal(k, aboutLetter(l.Key)+" error", []byte(l.Problem)))
		})
}

// oldPaper is a place at which a document is named.
type oldPaper struct {
	of     care.CaseID
	letter string
	seq    int64
	place  int
	kind   string
	name   string
	sha    string
}

// sealDocuments gives each case its own copy of its files. What letters of several
// cases carry, and came in none, is the same for everybody.
func sealDocuments(ctx context.Context, w *writing) error {
	return each(ctx, w, `
		SELECT case_id, '', seq, place, kind, name, sha256 FROM case_documents
		UNION ALL SELECT l.case_id, f.letter, 0, f.place,
			iif((SELECT count(DISTINCT l2.case_id) FROM letter_files f2 JOIN letters l2 ON l2.key = f2.letter WHERE f2.sha256 = f.sha256) > 1
				AND NOT EXISTS (SELECT 1 FROM case_documents c WHERE c.sha256 = f.sha256), 'information', ''), f.name, f.sha256
		FROM letter_files f JOIN letters l ON l.key = f.letter`,
		func(p *oldPaper) []any { return []any{&p.of, &p.letter, &p.seq, &p.place, &p.kind, &p.name, &p.sha} },
		func(p oldPaper) error {
			f := File{Kind: p.kind}
			if err := w.QueryRowContext(ctx, `SELECT type, data FROM documents WHERE sha256 = ?`, p.sha).Scan(&f.Type, &f.Data); err != nil {
				return err
			}
			id, err := storeDocumentIn(ctx, w, "documents_sealed", p.of, f)
			if err != nil {
				return err
			}
			if p.letter != "" {
				return w.exec(ctx, `INSERT INTO letter_files_sealed (letter, place, name, document) VALUES (?, ?, ?, ?)`, p.letter, p.place, p.name, id)
			}
			return w.exec(ctx, `INSERT INTO case_documents_sealed (case_id, seq, place, kind, name, document) VALUES (?, ?, ?, ?, ?, ?)`,
				p.of, p.seq, p.place, p.kind, p.name, id)
		})
}

type oldName struct{ key, name string }

// sealNames hides who is away, who has answered for addresses, who has explained
// forms, and to whom something was sent in the last hour.
func sealNames(ctx context.Context, w *writing) error {
	read := func(n *oldName) []any { return []any{&n.key, &n.name} }
	return errors.Join(
		each(ctx, w, `SELECT '', person FROM away`, read, func(n oldName) error {
			return w.exec(ctx, `UPDATE away SET person = ?2 WHERE person = ?1`, n.name, w.hash("staff", n.name))
		}),
		each(ctx, w, `SELECT DISTINCT '', by FROM addresses WHERE by IS NOT NULL`, read, func(n oldName) error {
			return w.exec(ctx, `UPDATE addresses SET by = ?2 WHERE by = ?1`, n.name, w.hash("staff", n.name))
		}),
		each(ctx, w, `SELECT seq, by FROM wordings`, read, func(n oldName) error {
			return w.exec(ctx, `UPDATE wordings SET by = ?2 WHERE seq = ?1`, n.key, w.rootSeal("wording", n.name))
		}),
		each(ctx, w, `SELECT seq, labels FROM wordings`, read, func(n oldName) error {
			return w.exec(ctx, `UPDATE wordings SET labels = ?2 WHERE seq = ?1`, n.key, w.rootSeal("labels", n.name))
		}),
		w.exec(ctx, `DELETE FROM sendings`))
}

// scrub clears the file of what was dropped when it was sealed, and takes away the
// copies that earlier upgrades left beside it, for they are in the clear. It is
// done again until it has been done.
func (l *Ledger) scrub(ctx context.Context) error {
	var due bool
	if err := l.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'scrub')`).Scan(&due); err != nil || !due {
		return err
	}
	if _, err := l.db.ExecContext(ctx, `VACUUM`); err != nil {
		return fmt.Errorf("clear the ledger of what stood in the clear: %w", err)
	}
	if err := l.fold(ctx); err != nil {
		return fmt.Errorf("clear the ledger of what stood in the clear: %w", err)
	}
	path, err := l.path()
	if err != nil {
		return err
	}
	old, err := filepath.Glob(strings.NewReplacer("[", "\\[", "*", "\\*", "?", "\\?").Replace(path) + ".version-*")
	for _, copied := range old {
		err = errors.Join(err, os.Remove(copied))
	}
	if err != nil {
		return fmt.Errorf("remove the copies in the clear: %w", err)
	}
	_, err = l.db.ExecContext(ctx, `DELETE FROM meta WHERE key = 'scrub'`)
	return err
}
