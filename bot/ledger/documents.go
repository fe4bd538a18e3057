package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// Documents are kept sealed, once in each case however often they are sent. What
// is the same for everybody is kept once.

// storeDocument stores a file of a case and returns its id.
func storeDocument(ctx context.Context, tx *writing, of care.CaseID, f File) (id string, err error) {
	return storeDocumentIn(ctx, tx, "documents", of, f)
}

func storeDocumentIn(ctx context.Context, tx *writing, table string, of care.CaseID, f File) (id string, err error) {
	if f.Kind == string(care.Information) || f.Kind == string(care.Instruction) {
		of = "" // it is about nobody
	}
	content := tx.hash("content", digest(f.Data))
	id = tx.hash("document", string(of)+" "+content)
	var there bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+` WHERE id = ?)`, id).Scan(&there); err != nil || there {
		return id, err
	}
	k, err := tx.key(ctx, of)
	if err != nil {
		return id, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO `+table+` (id, case_id, content, type, data) VALUES (?, ?, ?, ?, ?)`,
		id, of, content, f.Type, tx.box.Seal(k, aboutDocument(id), f.Data))
	return id, err
}

func aboutDocument(id string) string { return "document " + id }

func digest(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// fileColumns are those that scanFile reads.
const fileColumns = `d.id, d.type, d.data, (SELECT slot FROM cases WHERE id = d.case_id)`

func (l *Ledger) scanFile(rows *sql.Rows, more ...any) (f File, err error) {
	var id string
	var slot int
	var sealed []byte
	if err := rows.Scan(append([]any{&id, &f.Type, &sealed, &slot}, more...)...); err != nil {
		return f, err
	}
	f.Data, err = l.open(slot, aboutDocument(id), sealed)
	return f, err
}

// documents returns the files of one kind in a case, the oldest first.
func (l *Ledger) documents(ctx context.Context, which string, args ...any) (files []File, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var name, kind string
		f, err := l.scanFile(rows, &name, &kind)
		f.Name, f.Kind = name, kind
		files = append(files, f)
		return err
	}, `SELECT `+fileColumns+`, c.name, c.kind FROM case_documents c JOIN documents d ON d.id = c.document
		WHERE `+which+` ORDER BY seq, place`, args...)
	if err != nil {
		return nil, fmt.Errorf("read documents of %s: %w", args[0], err)
	}
	return files, nil
}

// Documents returns the files of one kind that came last in a case, together: a
// newer intyg replaces an older one.
func (l *Ledger) Documents(ctx context.Context, id care.CaseID, kind string) (files []File, err error) {
	return l.documents(ctx, `c.case_id = ?1 AND kind = ?2
		AND seq = (SELECT max(seq) FROM case_documents WHERE case_id = ?1 AND kind = ?2)`, id, kind)
}

// AllDocuments returns every document of a kind that has come in a case, the
// oldest first; of any kind when it is empty.
func (l *Ledger) AllDocuments(ctx context.Context, id care.CaseID, kind string) (files []File, err error) {
	return l.documents(ctx, `c.case_id = ?1 AND (kind = ?2 OR ?2 = '')`, id, kind)
}

// Document returns the file of a case whose SHA-256 begins so; nil when it has
// none.
func (l *Ledger) Document(ctx context.Context, id care.CaseID, fingerprint string) (data []byte, err error) {
	all, err := l.AllDocuments(ctx, id, "")
	for _, f := range all {
		if strings.HasPrefix(digest(f.Data), fingerprint) {
			return f.Data, nil
		}
	}
	return nil, err
}

// A Kept file is a document of a case with when it came.
type Kept struct {
	File
	At time.Time
}

// Archive returns every document that has come in a case, the oldest first.
func (l *Ledger) Archive(ctx context.Context, id care.CaseID) (kept []Kept, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var name, kind string
		var at int64
		f, err := l.scanFile(rows, &name, &kind, &at)
		f.Name, f.Kind = name, kind
		kept = append(kept, Kept{f, instant(at)})
		return err
	}, `SELECT `+fileColumns+`, c.name, c.kind, f.at FROM case_documents c JOIN documents d ON d.id = c.document JOIN facts f USING (seq)
		WHERE c.case_id = ? ORDER BY c.seq, c.place`, id)
	if err != nil {
		return nil, fmt.Errorf("read documents of %s: %w", id, err)
	}
	return kept, nil
}

// Files returns the attachments of a letter.
func (l *Ledger) Files(ctx context.Context, key string) (files []File, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var name string
		f, err := l.scanFile(rows, &name)
		f.Name = name
		files = append(files, f)
		return err
	}, `SELECT `+fileColumns+`, f.name FROM letter_files f JOIN documents d ON d.id = f.document WHERE letter = ? ORDER BY place`, key)
	return files, err
}

// Foreign counts the attachments of a letter that came in another case, and not
// in its own.
func (l *Ledger) Foreign(ctx context.Context, key string) (n int, err error) {
	const came = `EXISTS (SELECT 1 FROM documents x JOIN case_documents c ON c.document = x.id WHERE x.content = d.content`
	err = l.db.QueryRowContext(ctx, `
		SELECT count(*) FROM letter_files f JOIN letters l ON l.key = f.letter JOIN documents d ON d.id = f.document
		WHERE f.letter = ? AND `+came+`) AND NOT `+came+` AND c.case_id = l.case_id)`, key).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("look up attachments of %s: %w", key, err)
	}
	return n, nil
}
