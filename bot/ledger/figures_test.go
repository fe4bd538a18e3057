package ledger

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

// TestKeepFigures: rows stay when the erasure they belong to is stored, and go
// with it when it is not.
func TestKeepFigures(t *testing.T) {
	l, _ := open(t)
	rows := []json.RawMessage{[]byte(`{"Month":"2026-11"}`), []byte(`{"Month":"2026-12"}`)}
	boom := errors.New("boom")
	if err := l.tx(t.Context(), func(tx *writing) error {
		return errors.Join(KeepFigures(t.Context(), tx.Tx, rows), boom)
	}); !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if err := l.tx(t.Context(), func(tx *writing) error { return KeepFigures(t.Context(), tx.Tx, rows) }); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Figures(t.Context()); err != nil || !reflect.DeepEqual(got, rows) {
		t.Errorf("%s, %v", got, err)
	}
}
