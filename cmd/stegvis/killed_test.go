//go:build linux && amd64

package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/slack/slackfake"
	"example.org/stegvis/cmd/stegvis/ptrace"
	"example.org/stegvis/templates"
)

var (
	killSeed  = flag.Uint64("kill.seed", 0, "seed of the deaths; 0: today's")
	killWait  = flag.Duration("kill.patience", time.Minute, "how long something may be missing")
	killRuns  = flag.Int("kill.runs", 3, "how many times the case is lived, from one seed to the next")
	killApart = flag.Int("kill.apart", 650, "calls between one death and the next; more than the longest commit has")
)

// TestKilled lives a case from its intyg to its extension while the desk is
// killed over and over, at system calls that it makes to write or to send, and
// once more while it recovers. Everybody must be told exactly what they would
// have been told, once, and there must be one case with one card.
func TestKilled(t *testing.T) {
	t.Parallel()
	lives(t, func(l *life, seed uint64) { l.daemon = l.start(kill(seed, *killApart), nil) })
}

// lives lives the case once for each seed and counts the deaths.
func lives(t *testing.T, begin func(l *life, seed uint64)) {
	seed := cmp.Or(*killSeed, today()*uint64(*killRuns))
	var all tally
	t.Run("lives", func(t *testing.T) {
		for i := range *killRuns {
			seed := seed + uint64(i)
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				l := conceive(t, *killMutant)
				l.replayedBy("-kill.seed", fmt.Sprint(seed), "-kill.runs 1 -kill.apart", fmt.Sprint(*killApart))
				begin(l, seed)
				l.play()
				all.add(l.daemon)
			})
		}
	})
	t.Logf("%d runs from seed %d: %s", *killRuns, seed, &all)
}

// today is a seed that is another each day.
func today() uint64 { return uint64(time.Now().Unix() / 86400) }

// replayedBy says, should the test fail, how to see that again.
func (w *wire) replayedBy(flags ...string) {
	test, _, _ := strings.Cut(w.Name(), "/")
	w.Cleanup(func() {
		if w.Failed() {
			w.Logf("again: go test ./cmd/stegvis -run '%s$' %s", test, strings.Join(flags, " "))
		}
	})
}

// A tally counts the deaths of many daemons.
type tally struct {
	mu              sync.Mutex
	deaths, opening int // opening: before the desk had found its feet again
	threads         map[int]bool
	reached         map[string]int
}

func (a *tally) add(d *daemon) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.reached == nil {
		a.reached, a.threads = map[string]int{}, map[int]bool{}
	}
	for _, at := range d.died {
		a.deaths++
		if at.calls <= starting {
			a.opening++
		}
		a.threads[at.Thread] = true
		a.reached[at.Where()]++
	}
}

func (a *tally) String() string {
	var rows []string
	for _, where := range slices.Sorted(maps.Keys(a.reached)) {
		rows = append(rows, fmt.Sprintf("%s %d", where, a.reached[where]))
	}
	return fmt.Sprintf("%d deaths, %d of them during recovery, in %d threads, at %s", a.deaths, a.opening, len(a.threads), strings.Join(rows, ", "))
}

// kill is a plan: a life of some calls, then a short one that ends while the
// desk is still finding its feet, and so on. Which calls is the seed's choice;
// as many seeds as there are calls between two kills reach every call.
func kill(seed uint64, apart int) plan {
	r := rand.New(rand.NewPCG(seed, 0))
	return func(life int) func(ptrace.Call) bool {
		switch {
		case life == 0:
			return after(1 + int(seed)%apart)
		case life%2 == 1:
			return after(1 + r.IntN(starting))
		}
		return after(starting + apart)
	}
}

// after ends a life at its nth call.
func after(n int) func(ptrace.Call) bool {
	return func(ptrace.Call) bool {
		n--
		return n == 0
	}
}

// starting is about how many calls the desk makes before it has seen the
// mailbox and the chat again.
const starting = 45

// A life is a case that is lived between mail servers and a chat, with the
// program itself between them.
type life struct {
	*wire
	daemon *daemon
	start  func(plan, func(ptrace.Call)) *daemon
	dead   func() error // what happens between two lives; may be nil
}

// startLife begins a life that ends as planned.
func startLife(t *testing.T, mutant string, deaths plan, watch func(ptrace.Call)) *life {
	t.Helper()
	l := conceive(t, mutant)
	l.daemon = l.start(deaths, watch)
	return l
}

// conceive is everything but the program.
func conceive(t *testing.T, mutant string) *life {
	t.Helper()
	clock := &clock{at: (care.Date{Year: 2027, Month: time.January, Day: 11}).At(8, 12)}
	l := &life{wire: furnish(t, fakeOffice(t, clock), clock)}
	shown, _ := face(t, clock)
	config := l.config()
	l.start = func(p plan, watch func(ptrace.Call)) *daemon {
		return startDaemon(t, filepath.Join(l.dir, "state"), config, shown, mutant, &daemon{plan: p, watch: watch, dead: l.dead})
	}
	return l
}

// play lives the case.
func (l *life) play() {
	monday := care.DateOf(l.clock.now())
	l.mails(mailing{from: lunch, subject: "Veckans lunch", text: "Måndag: ärtsoppa och pannkakor.\n"})
	l.intyg(monday, "Egenvårdsintyg", nil)
	l.hears("PVR: Vi har tagit emot intyget", "BIH: Intyget är komplett.")
	l.decides(monday, "PVR: Beslut: bifall", "HTJ: Beställning av stöd till egenvård", "BIH: Beslut är registrerat: bifall.")
	l.does("meddelat", slackfake.Form{"datum": monday.String()}, "BIH: Den enskilde är informerad om")
	l.answers(homecare, "Beställning av stöd till egenvård", "Vi kan starta "+asSaid(monday.Add(7))+". Gemensamt hembesök behövs inte.")
	l.hears("PVR: Insatsen startar "+long(monday.Add(7)), "HTJ: Informera den enskilde om starten", "BIH: Tranbärets Hemtjänst AB startar")
	l.answers(homecare, "Informera den enskilde om starten", "Informerad!")
	l.hears("BIH: Den enskilde är informerad om", "HTJ: Vi har noterat att den enskilde är informerad")
	l.clock.set(monday.Add(7).At(8, 0))
	l.hears("BIH: Insatsen startar ")
	l.clock.set(monday.Add(21).At(8, 0))
	l.hears("PVR: Dags för uppföljning")
	l.extended(monday.Add(21))
	l.settled()
}

func (l *life) extended(day care.Date) {
	l.answers(rehab, "Dags för uppföljning", "Uppföljningen är gjord. Intyget förlängs.")
	l.hears("PVR: Förlängning noterad", "BIH: PVR meddelar: förlängs")
	l.intyg(day, "", l.last(rehab, "Förlängning noterad"))
	l.hears("PVR: Vi har tagit emot intyget", "BIH: Intyget är komplett.")
	l.decides(day, "PVR: Beslut: bifall", "HTJ: Beställning: insatsen förlängs", "BIH: Beslut är registrerat: bifall.")
}

// intyg mails our blank, filled in on the screen.
func (l *life) intyg(day care.Date, subject string, to *letter) {
	l.mails(mailing{from: rehab, subject: subject, to: to, text: "Här kommer ett egenvårdsintyg.\n", file: "Intyg.pdf", pdf: l.filled(day)})
}

func (l *life) decides(day care.Date, told ...string) {
	l.does("ansokan", slackfake.Form{"datum": day.String()}, "BIH: Ansökan är inhämtad.")
	l.does("beslut", slackfake.Form{
		"utfall": "bifall", "omfattning": "15 minuter, 2 gånger per dag", "utforare": "Tranbärets Hemtjänst AB", "kontrollerad": "ja",
	}, told...)
}

// does fills in a form of the card, and again for as long as nothing has come of
// it, as people do whose chat says that something went wrong.
func (l *life) does(act string, form slackfake.Form, told ...string) {
	l.Helper()
	l.clock.later(10 * time.Minute)
	l.adds(told)
	var err error
	for end := time.Now().Add(*killWait); time.Now().Before(end); {
		if err = l.press(act, form); err == nil {
			break
		}
		if l.flow(500*time.Millisecond, l.heardAll) {
			return
		}
	}
	if err != nil {
		l.Logf("%s: %v; the card: %.3000s", act, err, drawn(l.cards()))
	}
	l.hears()
}

func (l *life) press(act string, form slackfake.Form) error {
	cards := l.cards()
	if len(cards) != 1 || !strings.Contains(drawn(cards[0]), `"act:`+act+`"`) {
		return fmt.Errorf("no card offers %s", act)
	}
	who := l.slack.Human(marit)
	who.CloseModal()
	if err := who.Click(room, cards[0]["ts"].(string), "act:"+act); err != nil {
		return err
	}
	for range 100 {
		if m := who.Modal(); m != nil && m["callback_id"] == "form:"+act {
			errs, err := who.SubmitForm(form)
			if err == nil && len(errs) > 0 {
				err = fmt.Errorf("the form says %v", errs)
			}
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("the form of %s did not open", act)
}

func (l *life) adds(told []string) {
	for _, line := range told {
		party, what, _ := strings.Cut(line, ": ")
		l.told[care.Role(party)] = append(l.told[care.Role(party)], what)
	}
}

// hears waits until everybody has been told these things too, and demands that
// nobody has been told more. While it waits, time passes.
func (l *life) hears(told ...string) {
	l.Helper()
	l.adds(told)
	if !l.flow(*killWait, l.heardAll) {
		for _, r := range care.Roles() {
			l.Logf("%s was told\n%q\nwant\n%q", r, l.heard(r), l.told[r])
		}
		l.Fatalf("waited in vain for %q; the log:\n%s", told, l.daemon.log())
	}
	for _, r := range care.Roles() {
		if got, want := sorted(l.heard(r)), sorted(l.told[r]); !slices.EqualFunc(got, want, strings.HasPrefix) {
			l.Fatalf("%s was told\n%q\nwant\n%q\n%s", r, got, want, l.daemon.log())
		}
	}
}

func (l *life) heardAll() bool {
	for _, r := range care.Roles() {
		if len(l.heard(r)) < len(l.told[r]) {
			return false
		}
	}
	return true
}

// sorted: after a crash two letters that were written together may arrive in
// another order.
func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// flow waits for ok and lets time pass meanwhile, some hours at most: whoever
// tries again in a minute must not keep the test waiting for one.
func (l *life) flow(patience time.Duration, ok func() bool) bool {
	hours := l.clock.now().Add(3 * time.Hour)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return true
		}
		if l.clock.now().Before(hours) {
			l.clock.later(15 * time.Second)
		}
	}
	return ok()
}

// settled: the desk has closed soundly, its ledger is whole, and nothing is left
// to be sent.
func (l *life) settled() {
	l.Helper()
	l.flow(time.Second, func() bool { return false })
	l.hears()
	l.daemon.close()
	led, err := ledger.Open(filepath.Join(l.dir, "state", ledgerFile))
	if err != nil {
		l.Fatal(err)
	}
	defer led.Close()
	if err := led.Check(context.Background()); err != nil {
		l.Error(err)
	}
	l.desk.ledger = led
	cases, err := led.Cases(context.Background())
	if err != nil || len(cases) != 1 || len(l.cards()) != 1 {
		l.Errorf("%d cases, %d cards, %v; want one each", len(cases), len(l.cards()), err)
	}
	for _, letter := range l.letters() {
		if letter.State != "sent" {
			l.Errorf("letter %s is %s", letter.Key, letter.State)
		}
	}
}

// long is a day as the desk's mails write it.
func long(d care.Date) string {
	day, _ := templates.Day(d)
	return day
}
