package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/mail/lab"
	"example.org/stegvis/channels/mail/mailfake"
)

// TestBackfillStruck goes through the same old mailbox twice, to look and then to
// take: once in peace, and once killed again and again and started anew. What was
// found and what came of it is the same. The mailbox of a large unit, in ten minutes:
//
//	STEGVIS_MAILS=10000 go test ./cmd/stegvis -run TestBackfillStruck -v -timeout 2h
func TestBackfillStruck(t *testing.T) {
	mails := 40
	if n, err := strconv.Atoi(os.Getenv("STEGVIS_MAILS")); err == nil {
		mails = n
	}
	peace, struck := pastDesk(t, mails), pastDesk(t, mails)
	began := time.Now()
	peace.run("--dry-run")
	looked := time.Since(began)
	kills := struck.killed(findsFile, peace.size(findsFile), "--dry-run")
	if diff := cmp.Diff(peace.finds(), struck.finds()); diff != "" || len(struck.finds()) != mails {
		t.Errorf("%d of %d mails; found in peace (-) and when killed (+):\n%s", len(struck.finds()), mails, diff)
	}
	began, keys := time.Now(), ledger.KeysOf(ledgerFile) // a key for every case
	peace.run("--since", "2000-01-01")
	took := time.Since(began)
	kills += struck.killed(keys, peace.size(keys), "--since", "2000-01-01")
	want, got := peace.became(), struck.became()
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("%d cases; taken in peace (-) and when killed (+):\n%s", len(want), diff)
	}
	t.Logf("%d mails: looked through in %s (%.0f/s), taken in %s (%.0f/s); the same %d cases after %d kills",
		mails, looked.Round(time.Second/10), float64(mails)/looked.Seconds(), took.Round(time.Second/10), float64(mails)/took.Seconds(), len(got), kills)
}

// TestBackfillCutOff: of a look that was cut off, the mails nobody has come to are
// not new. Before it has gone through to the end nothing can be chosen.
func TestBackfillCutOff(t *testing.T) {
	p := pastDesk(t, 20)
	p.run("--dry-run")
	p.rewrite(func(lines string) string { return strings.Join(strings.SplitAfter(lines, "\n")[:6], "") })
	chosen := filepath.Join(t.TempDir(), "chosen")
	write(t, chosen, strings.Fields(p.finds()[0])[0])
	p.refuses("nobody has looked through the whole mailbox", "--since", "2099-01-01")
	p.refuses("nobody has looked through the whole mailbox", "--take", chosen)
	p.run("--dry-run")
	p.run("--since", "2099-01-01")
	if cases := p.became(); len(cases) > 0 || len(p.finds()) != 20 {
		t.Errorf("%d cases of a day that has not come; %d mails found", len(cases), len(p.finds()))
	}
}

// TestBackfillRenumbered: when the server has numbered the mailbox anew, what was
// found says nothing of what is in it.
func TestBackfillRenumbered(t *testing.T) {
	p := pastDesk(t, 10)
	p.run("--dry-run")
	p.rewrite(func(lines string) string { return strings.ReplaceAll(lines, "INBOX/", "INBOX/9") })
	chosen := filepath.Join(t.TempDir(), "chosen")
	write(t, chosen, strings.Fields(p.finds()[0])[0])
	p.refuses("numbered anew", "--since", "2099-01-01")
	p.refuses("numbered anew", "--take", chosen)
	p.run("--dry-run")
	if n := len(p.finds()); n != 10 {
		t.Errorf("%d mails found of 10", n)
	}
	p.refuses("line 1: no mail", "--take", chosen)
}

// TestBackfillSince: what has come since the look is new whatever was chosen; an
// old mail that somebody has moved in since is not.
func TestBackfillSince(t *testing.T) {
	at := time.Now().AddDate(0, -1, 0)
	s, err := mailfake.New(func() time.Time { return at }, mailfake.Account{Address: intake, Password: lab.Password})
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	come := func(id string) {
		m := mailing{from: rehab, subject: "Förhandsbedömning", text: "Hej!\n\nJag vill ha en förhandsbedömning. När kan vi prata?\n\nAnna, fysioterapeut\n"}
		if err := s.Deliver(intake, compose(m, id, at)); err != nil {
			t.Fatal(err)
		}
	}
	config := oldDesk(t, s)
	p := past{t, config, filepath.Join(filepath.Dir(config), "state")}
	come("<before@pvr.test>")
	p.run("--dry-run")
	come("<moved@pvr.test>")
	at = time.Now()
	come("<new@pvr.test>")
	p.run("--since", "2099-01-01")
	if cases := p.became(); len(cases) != 1 {
		t.Errorf("%d cases of the one new mail", len(cases))
	}
}

// TestChosenNumbers: lines of --list are read as it prints them, also of a mailbox
// with a space in its name; a slip takes nothing.
func TestChosenNumbers(t *testing.T) {
	past := finds{finds: []bot.Find{{ID: "Delad inkorg/1/7", Kind: "ovrigt"}, {ID: "Delad inkorg/1/12", Kind: "egenvardsintyg", Case: true}}}
	var list bytes.Buffer
	if err := (backfillCmd{}).list(streams{out: &list}, past.finds); err != nil {
		t.Fatal(err)
	}
	_, lines, _ := strings.Cut(list.String(), "\n")
	all := map[string]bool{"Delad inkorg/1/7": true, "Delad inkorg/1/12": true}
	for text, want := range map[string]struct {
		ids map[string]bool
		err string
	}{
		lines: {all, ""},
		"Delad inkorg/1/12\r\n\r\nDelad inkorg/1/7": {all, ""},
		"Delad inkorg/1/7\nDelad inkorg/1/8\n":      {nil, "line 2: no mail"},
		"Delad inkorg/1/7 Delad inkorg/1/12\n":      {nil, "line 1: no mail"},
		"Test Testsson\n":                           {nil, "line 1: no mail"},
		"\n \n":                                     {nil, "no number"},
	} {
		file := filepath.Join(t.TempDir(), "chosen")
		write(t, file, text)
		got, err := past.numbers(file)
		if !maps.Equal(got, want.ids) || !strings.Contains(fmt.Sprint(err), want.err) || strings.Contains(fmt.Sprint(err), "Testsson") {
			t.Errorf("%q: %v, %v; want %v, %q", text, got, err, want.ids, want.err)
		}
	}
}

// A past is a new desk with an old mailbox.
type past struct {
	*testing.T
	config, state string
}

func pastDesk(t *testing.T, mails int) past {
	t.Helper()
	config := oldDesk(t, oldMailbox(t, mails, 10))
	return past{t, config, filepath.Join(filepath.Dir(config), "state")}
}

// run goes through the mailbox to the end.
func (p past) run(args ...string) {
	p.Helper()
	out, err := exec.Command("stegvis", append([]string{"backfill", "--config", p.config}, args...)...).CombinedOutput()
	if err != nil {
		p.Fatalf("%v: %s", err, out)
	}
}

// killed goes through the mailbox too, and is killed when it has come a quarter of
// the way, half, and three quarters: as far as a file has grown that ended so
// large in peace. Of what was found the last line is torn, as when the power goes.
// Then it goes to the end.
func (p past) killed(file string, inPeace int64, args ...string) (kills int) {
	p.Helper()
	for quarter := range int64(3) {
		b := background(p.T, os.Environ(), "stegvis", append([]string{"backfill", "--config", p.config}, args...)...)
		over := make(chan struct{})
		go func() { b.cmd.Wait(); close(over) }()
		if p.grown(file, inPeace*(quarter+1)/4, over) {
			kills++
		}
		b.cmd.Process.Kill()
		<-over
		if file == findsFile {
			p.tear()
		}
	}
	if kills == 0 {
		p.Error("it was never killed in the middle")
	}
	p.run(args...)
	return kills
}

// refuses says why it will not take anything, and takes nothing.
func (p past) refuses(why string, args ...string) {
	p.Helper()
	out, err := exec.Command("stegvis", append([]string{"backfill", "--config", p.config}, args...)...).CombinedOutput()
	if err == nil || !strings.Contains(string(out), why) || !strings.Contains(string(out), "nothing has been done") {
		p.Errorf("%v: %v, and it does not say %q: %s", args, err, why, out)
	}
	if cases := p.became(); len(cases) > 0 {
		p.Fatalf("%d cases have come of it", len(cases))
	}
}

// rewrite changes what dry runs have found.
func (p past) rewrite(change func(lines string) string) {
	p.Helper()
	file := filepath.Join(p.state, findsFile)
	lines, err := os.ReadFile(file)
	if err != nil {
		p.Fatal(err)
	}
	write(p.T, file, change(string(lines)))
}

// tear takes off the end of the last line.
func (p past) tear() {
	p.Helper()
	if size := p.size(findsFile); size > 10 {
		if err := os.Truncate(filepath.Join(p.state, findsFile), size-5); err != nil {
			p.Fatal(err)
		}
	}
}

// grown waits until a file is so large, and reports false if what makes it is over
// before.
func (p past) grown(file string, size int64, over chan struct{}) bool {
	for tick := time.NewTicker(time.Millisecond); ; {
		select {
		case <-over:
			return false
		case <-tick.C:
			if p.size(file) >= size {
				return true
			}
		}
	}
}

func (p past) size(file string) int64 {
	info, err := os.Stat(filepath.Join(p.state, file))
	if err != nil {
		return 0 // it is not there yet
	}
	return info.Size()
}

// finds are what dry runs have found, a line per mail.
func (p past) finds() (lines []string) {
	p.Helper()
	past, err := readFinds(filepath.Join(p.state, findsFile))
	if err != nil {
		p.Fatal(err)
	}
	for _, f := range past.finds {
		lines = append(lines, fmt.Sprintf("%s %s %s %v", f.ID, f.Day, f.Kind, f.Case))
	}
	slices.Sort(lines)
	return lines
}

// became is what the mails have become: of every case its facts, with all that
// stands in them, and what was written because of them.
func (p past) became() (cases []string) {
	p.Helper()
	l, err := ledger.Open(filepath.Join(p.state, ledgerFile))
	if err != nil {
		p.Fatal(err)
	}
	defer l.Close()
	ctx := context.Background()
	list, err := l.Cases(ctx)
	if err != nil {
		p.Fatal(err)
	}
	for _, x := range list {
		facts, bad := l.Facts(ctx, x.ID)
		letters, err := l.Letters(ctx, x.ID)
		if err := errors.Join(bad, err); err != nil {
			p.Fatal(err)
		}
		cases = append(cases, became(x.ID, facts, letters))
	}
	return cases
}

func became(id care.CaseID, facts []care.Fact, letters []ledger.Letter) string {
	var b strings.Builder
	fmt.Fprint(&b, id)
	for _, f := range facts {
		event, _ := json.Marshal(f.Event) // plain data
		fmt.Fprintf(&b, "\n%s %s %d", care.Kind(f.Event), event, f.Step)
	}
	for _, x := range letters {
		fmt.Fprintf(&b, "\nto %s %s %s %s", x.Role, x.Unit, x.Template, x.State)
	}
	return b.String()
}
