package bot

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"example.org/stegvis/bot/care"
)

// The traps of cron, held against the library itself: when one of these tests fails
// the library has changed, and what is done about it may go.

// firings counts how often a line fires between two moments, by the clock in Stockholm.
func firings(t *testing.T, line string, from, to time.Time) (n int) {
	t.Helper()
	s, err := cron.ParseStandard(line)
	if err != nil {
		t.Fatal(err)
	}
	for at := s.Next(from); at.Before(to); at = s.Next(at) {
		n++
	}
	return n
}

func TestCronSummerTime(t *testing.T) {
	spring, autumn := care.Date{Year: 2027, Month: time.March, Day: 28}, care.Date{Year: 2027, Month: time.October, Day: 31}
	for _, c := range []struct {
		line           string
		spring, autumn int
	}{
		{"30 2 * * *", 0, 2},
		{"0 2 * * *", 0, 2},
		{"0 3 * * *", 1, 1},
		{"0 8 * * *", 1, 1},
		{early, 0, 0}, // both nights are Sundays
	} {
		for day, want := range map[care.Date]int{spring: c.spring, autumn: c.autumn} {
			if got := firings(t, c.line, day.At(0, 0).Add(-time.Second), day.Add(1).At(0, 0)); got != want {
				t.Errorf("%q fires %d times on %v, want %d", c.line, got, day, want)
			}
		}
	}
	if got := firings(t, "0 8 * * *", spring.Add(-100).At(0, 0), spring.Add(265).At(0, 0)); got != 365 {
		t.Errorf("the tick comes %d times in a year of 365 days", got)
	}
}

// panics runs a job that panics three times through a chain, and returns how often it
// was begun.
func panics(chain cron.Chain) (begun int) {
	job := chain.Then(cron.FuncJob(func() { begun++; panic("once") }))
	for range 3 {
		func() {
			defer func() { _ = recover() }()
			job.Run()
		}()
	}
	return begun
}

func TestCronPanics(t *testing.T) {
	log := cronLog{slog.New(slog.NewTextHandler(io.Discard, nil))}
	if n := panics(cron.NewChain(cron.Recover(log), cron.SkipIfStillRunning(log))); n != 1 {
		t.Errorf("in the usual order it ran %d times, want once and never again", n)
	}
	if n := panics(cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log))); n != 3 {
		t.Errorf("in the other order it ran %d times, want 3", n)
	}
	if n := panics(cron.NewChain()); n != 3 {
		t.Errorf("without a chain it ran %d times and took everything with it, want 3", n)
	}
}

// TestTickPanics: what goes wrong in one tick stops neither the desk nor the next.
func TestTickPanics(t *testing.T) {
	begun := 0
	b := newBench(t, func() time.Time { begun++; panic("the clock") })
	b.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	ticks, err := parseSchedule("0 8 * * *")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range b.clock(t.Context(), ticks).Entries() {
		begun = 0
		for range 3 {
			e.WrappedJob.Run()
		}
		if begun != 3 {
			t.Errorf("begun %d times, want 3", begun)
		}
	}
}

func TestSchedule(t *testing.T) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error(`the library takes "TZ=0" now`)
			}
		}()
		_, _ = cron.ParseStandard("TZ=0")
	}()
	if s, err := cron.ParseStandard("0 7 31 2 *"); err != nil || !s.Next(time.Now()).IsZero() {
		t.Errorf("the library refuses the 31st of February now: %v", err)
	}
	if s, err := cron.ParseStandard("CRON_TZ=Asia/Tokyo 0 8 * * *"); err != nil || s.Next(time.Now()).In(care.Stockholm).Hour() == 8 {
		t.Errorf("the library heeds no zone in a line now: %v", err)
	}
	for line, want := range map[string]string{
		"0 8 * * *": "", "59 11 * * *": "", early: "",
		"TZ=0": "zone", "TZ=Asia/Tokyo 0 8 * * *": "zone", "CRON_TZ=UTC 0 8 * * *": "zone",
		"0 7 31 2 *": "never", "30 2 * * *": "two and three", "*/5 * * * *": "two and three", "0 8": "schedule", "": "schedule",
	} {
		_, err := parseSchedule(line)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", line, err, want)
		}
	}
}
