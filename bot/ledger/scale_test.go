package ledger

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// crowd fills a ledger with open cases, of which so many are due on a day.
func crowd(tb testing.TB, cases, due int, day care.Date) *Ledger {
	tb.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "stegvis-scale")
	if err != nil {
		dir = tb.TempDir()
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	l, err := Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	_, err = l.db.Exec(`
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
		INSERT INTO cases (id, step, closed, rev, wake, served, owner)
		SELECT printf('SK-2026-%07d', i), 4, 0, 9, iif(i <= ?2, ?3, '2031-01-07'), printf('h%d', i % 200), 'anna@bih.example' FROM n`,
		cases, due, day.String())
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// TestNothingDueTouchesNoCase: what a tick asks is answered from an index alone; what a
// fact asks, by the letters of its case that have not left; and a new case, by those
// of its year.
func TestNothingDueTouchesNoCase(t *testing.T) {
	l := crowd(t, 100, 0, care.Date{})
	for name, q := range map[string]struct{ query, want string }{
		"awake":     {strings.Replace(awake, "?", "'2027-02-08'", 1), "COVERING INDEX cases_by_wake"},
		"served":    {`SELECT min(served) FROM cases WHERE served > 'h1' AND served IS NOT NULL`, "INDEX cases_by_served"},
		"served by": {`SELECT id FROM cases WHERE served = 'h1' ORDER BY id`, "INDEX cases_by_served"},
		"due":       {`SELECT key FROM letters WHERE next_try <= 1`, "INDEX letters_due"},
		"waiting":   {`SELECT key FROM letters WHERE case_id = 'x' AND ` + waiting + ` AND state = 'held'`, "INDEX letters_waiting"},
		"numbered":  {strings.ReplaceAll(strings.ReplaceAll(yearly, "?1", "'SK-2026-'"), "?2", "'erased'"), "SEARCH cases USING PRIMARY KEY"},
	} {
		said := plan(t, l, q.query)
		if !strings.Contains(said, q.want) || strings.Contains(said, "SCAN letters") || strings.Contains(said, "SCAN cases") {
			t.Errorf("%s: %s, want %s", name, said, q.want)
		}
	}
	if said := plan(t, l, `UPDATE letters SET tries = 0 WHERE `+waiting+` AND state = 'sending'`); !strings.Contains(said, "INDEX letters_waiting") {
		t.Errorf("the desk opens, and reads all letters: %s", said)
	}
}

// plan is how a query is going to be answered.
func plan(t *testing.T, l *Ledger, q string) string {
	t.Helper()
	var lines []string
	err := query(t.Context(), l.db, func(rows *sql.Rows) error {
		var a, b, c int
		var detail string
		err := rows.Scan(&a, &b, &c, &detail)
		lines = append(lines, detail)
		return err
	}, `EXPLAIN QUERY PLAN `+q)
	if err != nil {
		t.Fatal(q, err)
	}
	return strings.Join(lines, "; ")
}

// TestIdleTick: among a hundred thousand open cases a tick with nothing due asks for
// less than five milliseconds' work; here for the best of a few, on a busy machine.
func TestIdleTick(t *testing.T) {
	l := crowd(t, 1e5, 0, care.Date{})
	best := time.Hour
	for range 20 {
		began := time.Now()
		ids, err1 := l.Awake(t.Context(), care.Date{Year: 2027, Month: time.February, Day: 8})
		_, err2 := l.Served(t.Context())
		_, err3 := l.Due(t.Context(), time.Unix(1, 0))
		if err1 != nil || err2 != nil || err3 != nil || len(ids) > 0 {
			t.Fatal(len(ids), err1, err2, err3)
		}
		best = min(best, time.Since(began))
	}
	if best > 5*time.Millisecond {
		t.Errorf("it took %v", best)
	}
}

// BenchmarkTick is what the ledger is asked on a tick, with nothing, a hundred and a
// thousand due, among ever more open cases. It reports how many times as long that
// takes as among the fewest: one, or the cost grows with what exists; and how many
// times as long as with nothing due.
func BenchmarkTick(b *testing.B) {
	day := care.Date{Year: 2027, Month: time.February, Day: 8}
	fewest, idle := map[int]float64{}, map[int]float64{}
	for _, due := range []int{0, 100, 1000} {
		for _, n := range []int{1e3, 1e4, 1e5, 1e6} {
			b.Run(fmt.Sprintf("due=%d/cases=%d", due, n), func(b *testing.B) {
				l := crowd(b, n, due, day)
				for b.Loop() {
					ids, err1 := l.Awake(b.Context(), day)
					_, err2 := l.Served(b.Context())
					_, err3 := l.Due(b.Context(), time.Unix(1, 0))
					if err1 != nil || err2 != nil || err3 != nil || len(ids) != due {
						b.Fatal(len(ids), err1, err2, err3)
					}
				}
				took := float64(b.Elapsed()) / float64(b.N)
				if n == 1e3 {
					fewest[due] = took
				}
				if due == 0 {
					idle[n] = took
				}
				b.ReportMetric(took/fewest[due], "x-among-1000")
				b.ReportMetric(took/idle[n], "x-idle")
			})
		}
	}
}
