package bot

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/intyg/page"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/notebook"
	"example.org/stegvis/reminders"
	"example.org/stegvis/templates/papers"
)

// A simulated year: many cases, people who answer late, wrongly or not at all or
// are away, servers that are down, and a desk that is closed, killed in the middle
// of what it does, and restored from a copy that is days old.
//
//	go test ./bot -run 'TestYear$' -seeds 50 -cases 2000 -timeout 0   # the long run
//	go test ./bot -run 'TestYear$' -seed 17 -seeds 1 -cases 2000      # one seed again
var (
	seeds = flag.Int("seeds", 2, "how many simulated years")
	seed  = flag.Uint64("seed", 1, "the first of them")
	cases = flag.Int("cases", 40, "cases in a simulated year")
)

func TestYear(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	t.Run("seeds", func(t *testing.T) {
		for n := *seed; n < *seed+uint64(*seeds); n++ {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				began := time.Now()
				y := newYear(t, n, *cases)
				y.live(nil)
				y.check()
				t.Logf("%v; %v; again with: go test ./bot -run 'TestYear$' -seed %d -seeds 1 -cases %d", y.count, time.Since(began).Round(time.Second), n, *cases)
				for _, p := range y.problems {
					t.Error(p)
				}
			})
		}
	})
}

// TestYearCatches: a fault that is planted is found, so that finding none says
// something.
func TestYearCatches(t *testing.T) {
	for name, c := range map[string]struct {
		fault func(*year)
		want  string
	}{
		"a follow-up a week too late":     {func(y *year) { y.leads.WindowOpens -= 7; y.bot.Plan.Leads = y.leads }, "forgotten"},
		"a letter that is sent again":     {func(y *year) { y.repeats = "mail" }, "twice"},
		"a post in chat that is repeated": {func(y *year) { y.repeats = "slack" }, "twice"},
		"a clock that is nine hours fast": {func(y *year) { y.fast, y.ahead = "mail", 9*time.Hour }, "outside working hours"},
		"the clock of chat that is slow":  {func(y *year) { y.fast, y.ahead = "slack", -9*time.Hour }, "outside working hours"},
		"letters of the day before":       {func(y *year) { y.fast, y.ahead = "slack", -24*time.Hour }, "before"},
		"a digest on the wrong day":       {func(y *year) { y.fast, y.ahead = "slack", -24*time.Hour }, "on a free day"},
		"a desk that does not look first": {func(y *year) { y.rash = true }, "twice"},
		"a card that is put up anew":      {func(y *year) { y.rash = true; y.board.lossy = 3 }, "cards"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newYear(t, 1, 12)
			y.live(c.fault)
			y.check()
			if !strings.Contains(strings.Join(y.problems, "\n"), c.want) {
				t.Errorf("not found; found %q", y.problems)
			}
		})
	}
}

// A year is a desk and the world around it.
type year struct {
	t     *testing.T
	r     *rand.Rand
	cases int
	dir   string
	now   time.Time
	leads reminders.Leads // of the desk; what must hold is reckoned with the model's
	rash  bool            // nothing is found, wherever one looks
	bot   *Bot
	mail  *clocked
	board *clockedBoard
	told
	lists    *contacts.Directory
	reader   *intyg.Reader
	words    forms.Words
	fuse     int  // so many looks at the clock until the desk is killed; 0 for never
	dead     bool // it has been
	copied   care.Date
	arrivals []arrival
	up       map[care.Date]bool // days on which the desk was open in the morning
	pressed  int
	problems []string
	wrong    map[string]int // how often, by what is wrong
	count
}

// A count is what a year has seen.
type count struct {
	cases, facts, reminders, letters, bundles int
	cards, said                               int
	downs, killed, restored, mailOut, chatOut int
	answers, presses, absences, refused       int
	worst, longest                            int
	given                                     int
}

func (c count) String() string {
	return fmt.Sprintf("%d cases, %d facts, %d reminders in %d letters (%d of several), %d cards, %d digests; closed %d times, killed %d, restored %d, mail out %d, chat out %d; "+
		"%d answers by mail, %d buttons, %d away, %d put to BIH as not sent; worst lateness %d of %d days",
		c.cases, c.facts, c.reminders, c.letters, c.bundles, c.cards, c.said, c.downs, c.killed, c.restored, c.mailOut, c.chatOut,
		c.answers, c.presses, c.absences, c.given, c.worst, c.longest)
}

var yearList = "Id;Roll;Namn;E-post;Slack;Leverans;Ersättare\n" +
	"bih;BIH;Enheten;alla@bih.test;C1;handling;\n" +
	";handläggare;Anna Ett;anna@bih.test;U1;;bo@bih.test\n;handläggare;Bo Två;bo@bih.test;U2;;anna@bih.test\n;chef;Cia Tre;cia@bih.test;U3;;\n" +
	"p1;PVR;Rehab Ett;ett@p1.test;;handling;\np2;PVR;Rehab Två;tva@p2.test;;handling;\n" +
	"h1;HTJ;Hemtjänst Ett;ett@h1.test;;handling;\nh2;HTJ;Hemtjänst Två;tva@h2.test;;handling;\n"

func newYear(t *testing.T, seed uint64, cases int) *year {
	t.Helper()
	dir := t.TempDir()
	if fast, err := os.MkdirTemp("/dev/shm", "stegvis-year"); err == nil {
		dir = fast
		t.Cleanup(func() { os.RemoveAll(fast) })
	}
	list := filepath.Join(dir, "kontakter.csv")
	text := yearList
	if seed%4 == 0 {
		text = withoutChat(text)
	}
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := contacts.Load(list)
	if err != nil {
		t.Fatal(err)
	}
	words, err := forms.Load(papers.Files)
	if err != nil {
		t.Fatal(err)
	}
	y := &year{
		t: t, cases: cases, leads: reminders.ModelLeads, r: rand.New(rand.NewPCG(seed, seed)), dir: dir, lists: d, reader: intyg.NewReader(page.NewReader(page.Options{})), words: words,
		up: map[care.Date]bool{}, wrong: map[string]int{}, told: newTold(), now: time.Date(2027, 1, 4, 7, 0, 0, 0, care.Stockholm),
	}
	y.mail, y.board = &clocked{Notebook: notebook.New("mail"), y: y}, &clockedBoard{Board: notebook.NewBoard("slack"), y: y}
	y.open("")
	t.Cleanup(func() { y.bot.Ledger.Close() })
	return y
}

// open opens the desk on the ledger as it lies there; where says that a copy is to
// go on here.
func (y *year) open(where string) {
	ctx := y.t.Context()
	l, err := ledger.Open(filepath.Join(y.dir, "ledger.db"))
	y.ok(err)
	y.dead, y.fuse = false, 0
	y.bot = &Bot{
		Unit: Unit{Name: "Enheten", Prefix: "SK", Mail: "bih@bih.test"}, Ledger: l,
		Contacts: func() *contacts.Directory { y.burn(); return y.lists }, Channels: []channels.Channel{y.mail, y.board},
		Secure: []string{"p1.test", "p2.test", "h1.test", "h2.test"},
		Reader: y.reader, Words: y.words, Plan: reminders.Plan{Leads: y.leads}, Now: func() time.Time { y.burn(); return y.now },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	home, err := l.Home(ctx, "here"+where)
	y.ok(err)
	if home == (where != "") {
		y.bad("", "a ledger that was copied speaks: %v", where != "")
	}
	if where != "" {
		y.ok(l.Settle(ctx, "here"))
	}
	y.ok(l.Interrupted(ctx, y.now))
}

// burn lets the desk be killed where it looks at the clock or at the lists: nothing
// that it does after that is kept.
func (y *year) burn() {
	if y.fuse == 0 {
		return
	}
	if y.fuse--; y.fuse == 0 {
		y.dead = true
		y.killed++
		y.bot.Ledger.Close()
	}
}

func (y *year) ok(err error) {
	if err != nil {
		y.t.Helper()
		y.t.Fatal(y.now, err)
	}
}

// live lives through a year and a quarter.
func (y *year) live(fault func(*year)) {
	begin := care.DateOf(y.now)
	down := 0
	for n := range 450 {
		day := begin.Add(n)
		if n == 120 && fault != nil {
			fault(y)
		}
		if down == 0 && y.r.IntN(40) == 0 {
			down = []int{1, 3, 21}[y.r.IntN(3)]
			y.downs++
		}
		y.now = day.At(2, 30)
		if n < 300 {
			for range y.cases*(n+1)/300 - y.cases*n/300 {
				y.arrive(day)
			}
		}
		if down > 0 {
			down--
			continue
		}
		y.backups(day, n < 400)
		y.morning(day)
		y.work(day)
	}
}

// morning is a day's ticks, after which the letters leave; some days a server is
// down or an acknowledgement is lost, and sometimes the desk is killed in the
// middle of it.
func (y *year) morning(day care.Date) {
	ctx := y.t.Context()
	slots := []time.Time{day.At(3, 0), day.At(7, 45), day.At(8, 0), day.At(8, 2), day.At(9, 30), day.At(12, 0), day.At(17, 0)}
	mailBack, chatBack := 0, 0
	switch y.r.IntN(30) {
	case 0, 1:
		mailBack = 1 + y.r.IntN(len(slots))
		y.mailOut++
	case 2, 3:
		chatBack = 1 + y.r.IntN(len(slots))
		y.chatOut++
	case 4, 5:
		y.mail.Fail(channels.Unknown(errors.New("lost after DATA")))
	case 6:
		y.board.Fail(channels.Unknown(errors.New("lost on its way back")))
	case 7:
		y.board.lossy = 1
	}
	for i, at := range slots {
		y.now = at
		y.mail.down = i < mailBack
		y.board.Down(nil)
		if i < chatBack {
			y.board.Down(channels.Down(errors.New("no chat")))
		}
		if y.r.IntN(50) == 0 {
			y.fuse = 1 + y.r.IntN(80)
		}
		if err := y.tick(ctx); !y.dead {
			y.ok(err)
		}
		for range 2 {
			y.deliver()
		}
		if y.fuse = 0; y.dead {
			y.open("")
		}
	}
	y.up[day] = true
}

// tick is what the clock makes the desk do: a quarter to eight it says what there is
// to do.
func (y *year) tick(ctx context.Context) error {
	if y.now.Hour() == 7 {
		return y.bot.Morning(ctx)
	}
	return y.bot.Tick(ctx)
}

// backups copies the ledger now and then, and some days later puts the copy in its
// place: all that happened in between is gone, but for what people were told.
func (y *year) backups(day care.Date, restore bool) {
	copied := filepath.Join(y.dir, "copy.db")
	switch age := day.Days(y.copied); {
	case y.copied.IsZero() && y.r.IntN(40) == 0:
		y.ok(y.bot.Ledger.Copy(y.t.Context(), copied))
		y.copied = day
	case !y.copied.IsZero() && restore && age > 0 && y.r.IntN(4) == 0:
		y.restored++
		y.ok(y.bot.Ledger.Close())
		for _, f := range []string{"ledger.db-wal", "ledger.db-shm"} {
			os.Remove(filepath.Join(y.dir, f))
		}
		y.ok(os.Rename(copied, filepath.Join(y.dir, "ledger.db")))
		y.open(" from a copy")
		y.forgetCards()
		for d := y.copied; d.Before(day); d = d.Add(1) {
			y.up[d] = false
		}
		y.again()
		y.copied = care.Date{}
	}
}
