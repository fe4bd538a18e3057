package bot

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// Random lives of a case: whatever anybody may do happens in any order, and what is to
// be said of it is written by the desk itself, but for the papers.
//
//	go test ./bot -run 'TestLives$' -lives 3000          # the long run
//	go test ./bot -run 'TestLives$' -seed 17 -lives 1    # one life again
var lives = flag.Int("lives", 150, "how many random lives of a case")

// TestLives: whatever happens in a case, every letter can be written, whatever BIH is
// offered does something, and what [promises] lists is kept.
func TestLives(t *testing.T) {
	now, wrong := new(time.Time), 0
	b := populated(t, now)
	for n := *seed; n < *seed+uint64(*lives) && wrong < 10; n++ {
		l := newLife(t, b, now, n)
		if l.live(); l.broken != "" {
			wrong++
			t.Errorf("%s\n  %s\nagain: go test ./bot -run 'TestLives$' -seed %d -lives 1", l.broken, strings.Join(l.trail, "\n  "), n)
		}
	}
}

// TestLivesCatch: a fault that is planted is found, so that finding none says
// something; there is one for every promise.
func TestLivesCatch(t *testing.T) {
	now := new(time.Time)
	b := populated(t, now)
	for _, p := range promises {
		if faults[p.what] == nil {
			t.Errorf("no fault breaks it: %s", p.what)
		}
	}
	for what, fault := range faults {
		found := false
		for n := *seed; n < *seed+300 && !found; n++ {
			l := newLife(t, b, now, n)
			l.decide = planted(fault)
			l.live()
			found = l.broken == what
		}
		if !found {
			t.Errorf("not found: %s", what)
		}
	}
}

// populated is a desk with people, several utförare, one of them in chat, and a
// neighbour.
func populated(t *testing.T, now *time.Time) *bench {
	b := newBench(t, func() time.Time { return *now })
	b.Questionnaire = true
	b.lists = loaded(t, "Id;Roll;Namn;E-post;Slack;Kanal;Leverans\nbih;BIH;BIH;bih@bih.example;C1;;handling\n"+
		";handläggare;Sara Testson;sara@bih.example;U2;;\n;koordinator;Bo Testman;bo@bih.example;U3;;\n;chef;Cia Provchef;cia@bih.example;U4;;\n"+
		"pvr;PVR;Rehab;rehab@rehab.example;;;handling\nhtj;HTJ;Tranbäret;htj@htj.example;;;handling\nhtj2;HTJ;Solen;sol@sol.example;C5;slack;handling\n"+
		"bih2;annan BIH;Grannen;granne@sol.example;;;handling\n")
	return b
}

// A life is a case in which things happen at random.
type life struct {
	*bench
	*rand.Rand
	t      *testing.T
	now    *time.Time
	decide func(care.Case, care.Event) (care.Case, []care.Notice)
	c      care.Case
	facts  []care.Fact
	trail  []string
	broken string // the promise that was, or what else went wrong; empty while nothing has
}

func newLife(t *testing.T, b *bench, now *time.Time, seed uint64) *life {
	*now = time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	l := &life{bench: b, Rand: rand.New(rand.NewPCG(seed, 1)), t: t, now: now, decide: care.Decide, c: care.New("SK-2026-0001")}
	b.Shadow = l.IntN(4) == 0
	return l
}

// live lets a case live until it has been closed for a while, or something is wrong.
func (l *life) live() {
	l.happens("a mail", l.begins())
	for n := 0; n < 90 && l.broken == ""; n++ {
		switch l.IntN(5) {
		case 0:
			l.passes()
		case 1, 2:
			l.happens("a party", l.comes())
		default:
			l.press()
		}
		if l.c.Closed && l.IntN(3) == 0 {
			break
		}
	}
	if l.broken == "" && !reflect.DeepEqual(care.Replay(l.c.ID, l.facts), l.c) {
		l.broken = "the facts add up to another case"
	}
}

// A turn is what one event made of a case, and what was to be said of it.
type turned struct {
	before, after care.Case
	event         care.Event
	by            string
	said          []care.Notice
}

// happens lets e happen as [Bot.store] does, but for the papers and the ledger; nil is
// nothing.
func (l *life) happens(by string, e care.Event) {
	if e == nil || l.broken != "" {
		return
	}
	l.trail = append(l.trail, fmt.Sprintf("%s %v, %s: %s %.150s", care.DateOf(*l.now), l.c.Step, by, care.Kind(e), fmt.Sprintf("%+v", e)))
	x := turned{before: l.c, event: e, by: by}
	defer l.survives(care.Kind(e))
	x.after, x.said = l.decide(x.before, e)
	x.after = x.after.On(l.today())
	x.said = append(x.said, l.questionnaires(x.after, e)...)
	l.facts, l.c = append(l.facts, l.fact(x.after, e, by)), x.after
	held := l.onHold(l.letters(x))
	l.holds(x)
	if len(held.Letters) > 0 {
		l.happens("the desk", held)
	}
}

func (l *life) survives(what string) {
	if r := recover(); r != nil {
		l.broken = fmt.Sprintf("%s: panic: %v", what, r)
	}
}

// letters writes what is to be said, without the papers, which take long to make.
func (l *life) letters(x turned) []ledger.Letter {
	said := slices.Clone(x.said)
	for i := range said {
		said[i].Papers = nil
	}
	letters, err := l.write(l.t.Context(), ledger.Entry{Case: x.after.ID}, x.after, x.event, said)
	if err != nil {
		l.broken = fmt.Sprintf("%s: %v", care.Kind(x.event), err)
	}
	return letters
}

// passes lets some days pass; on the morning after them the clock does what is due.
func (l *life) passes() {
	*l.now = l.now.AddDate(0, 0, 1+l.IntN(4*int(l.c.Step)))
	if !l.c.Held.IsZero() && l.now.After(l.c.Held) && !l.c.Waits("", care.ForHuman) {
		l.happens("the clock", care.OrderLeft{})
	}
	for range 20 {
		due := l.Plan.Due(l.c, l.today())
		for _, e := range due {
			l.happens("the clock", e)
		}
		if !slices.ContainsFunc(due, turn) || l.broken != "" {
			return
		}
	}
	l.broken = "a tick does not come to its end"
}
