//go:build linux && amd64

package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/cmd/stegvis/ptrace"
)

var (
	powerEvery = flag.Bool("power.everywhere", false, "cut the power after every call, not only when something is promised")
	powerTries = flag.Int("power.images", 6, "how many images of the disk are made of each moment")
	powerSeed  = flag.Uint64("power.seed", 0, "seed of what the disk had done; 0: today's")
)

// TestPowerLoss lives the case once while all that the desk writes is recorded,
// and then cuts the power at each moment at which the desk promises something on
// the network: that it has a mail, or that it remembers what it is about to say.
// What had not been synced by then is there, is not, is there in part or is torn.
// Each such disk must hold a sound ledger that keeps every promise made so far.
func TestPowerLoss(t *testing.T) {
	t.Parallel()
	var calls []ptrace.Call
	l := startLife(t, *killMutant, forever, func(c ptrace.Call) { calls = append(calls, c) })
	l.play()
	seed := cmp.Or(*powerSeed, today())
	l.replayedBy("-power.seed", fmt.Sprint(seed), "-power.images", fmt.Sprint(*powerTries), fmt.Sprintf("-power.everywhere=%v", *powerEvery))
	made := promises{}
	images, moments := 0, 0
	d := newDisk(filepath.Join(l.dir, "state"))
	for i, c := range calls {
		if made.add(c) || *powerEvery && c.Name != "send" {
			moments++
			for n := range *powerTries {
				images++
				made.keptOn(t, fmt.Sprintf("call %d, image %d", i, n), d.afterPowerLoss(seed+uint64(i), n))
			}
		}
		d.do(c)
	}
	for _, what := range d.unlike() {
		t.Errorf("the record is not what was written: %s", what)
	}
	t.Logf("%d images at %d moments from seed %d, %d mails taken, %d mails and %d posts sent", images, moments, seed, len(made.taken), made.mails, made.posts)
}

// TestPowerCut lives the case while the power goes over and over, where TestKilled
// kills: each time the desk is found dead, with what may be left on such a disk,
// and is started again on that. Everybody must be told exactly what they would
// have been told, once.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	lives(t, func(l *life, seed uint64) {
		d, luck := newDisk(filepath.Join(l.dir, "state")), rand.New(rand.NewPCG(seed, 1))
		l.dead = func() error { return d.losesPower(luck.Uint64(), luck.IntN(8)) }
		l.daemon = l.start(kill(seed, *killApart), d.do)
	})
}

func forever(int) func(ptrace.Call) bool { return nil }

// promises count what the desk has told servers.
type promises struct {
	taken        []string // the numbers of the mails
	mails, posts int
}

// add reports whether the call promises something.
func (p *promises) add(c ptrace.Call) bool {
	said := string(c.Data)
	if c.Name != "send" {
		return false
	}
	if moved := taking.FindStringSubmatch(said); moved != nil {
		p.taken = append(p.taken, strings.Split(moved[1], ",")...)
		return true
	}
	switch {
	case strings.HasPrefix(said, "MAIL FROM"):
		p.mails++
	case strings.HasPrefix(said, "POST /api/chat.postMessage"):
		p.posts++
	default:
		return false
	}
	return true
}

// taking is how the desk files mails, which says that nobody else need keep them.
var taking = regexp.MustCompile(`UID MOVE ([\d,]+) `)

// keptOn opens the ledger on an image of the disk and looks for what has been
// promised.
func (p promises) keptOn(t *testing.T, what string, files map[string][]byte) {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	led, err := ledger.Open(filepath.Join(dir, ledgerFile))
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	defer led.Close()
	if err := led.Check(context.Background()); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if err := p.rememberedBy(led); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// rememberedBy says which promise a ledger knows nothing of.
func (p promises) rememberedBy(led *ledger.Ledger) error {
	ctx := context.Background()
	for _, uid := range p.taken {
		if state, err := led.MessageState(ctx, "mail", "INBOX/1/"+uid); err != nil || state != "ours" && state != "own" {
			return fmt.Errorf("mail %s has been filed and is %q, %v", uid, state, err)
		}
	}
	cases, err := led.Cases(ctx)
	if err != nil {
		return err
	}
	mails, posts := 0, 0
	for _, c := range cases {
		letters, err := led.Letters(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, l := range letters {
			switch {
			case l.Tries > 0 && l.Channel == "mail":
				mails++
			case l.Tries > 0:
				posts++
			}
		}
		if card, ok, err := led.CardOf(ctx, c.ID, "slack", ""); err != nil {
			return err
		} else if ok && (card.Sending || card.Receipt != "") {
			posts++
		}
	}
	if mails < p.mails || posts < p.posts {
		return fmt.Errorf("began to send %d mails and %d posts, remembers %d and %d", p.mails, p.posts, mails, posts)
	}
	return nil
}
