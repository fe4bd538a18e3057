package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/channeltest"
)

// lostAtMost is what docs/drift.md says may be gone with the machine.
const lostAtMost = 10 * time.Second

// TestReplica loses the machine while Litestream copies the ledger to another: the
// desk and Litestream are killed, everything is wiped, and the replica restored.
// All that had been acknowledged is there; the desk stays mute until a person says
// that it is the one, and then goes on and says nothing twice.
func TestReplica(t *testing.T) {
	litestream := tool(t, "litestream")
	clock := &clock{}
	clock.set(time.Now())
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	config, state, replica := w.config(), filepath.Join(w.dir, "state"), filepath.Join(w.dir, "replica")
	env := append(os.Environ(), "STEGVIS_STATE="+state, "STEGVIS_REPLICA="+replica)
	const replication = "../../docs/drift/litestream.yml"

	desk := background(t, env, "stegvis", "serve", "--config", config)
	copier := background(t, env, litestream, "replicate", "-config", replication)
	stop := keysFollow(state, replica)
	for i, subject := range []string{"Förhandsbedömning", "Förhandsbedömning, en till"} {
		w.mails(mailing{from: rehab, subject: subject, text: "Hej! Jag planerar ett egenvårdsintyg och vill ha en förhandsbedömning.\n" + strings.Repeat(subject+" ", 100_000)})
		channeltest.Until(t, "a card", func() bool { return len(w.cards()) == i+1 })
	}
	channeltest.Until(t, "both mails filed", func() bool { return len(w.folder(intake, "Klart")) >= 2 })
	acknowledged := time.Now()
	restored := func(to string) string {
		os.Remove(to)
		if err := errors.Join(follow(replica, ledger.KeysOf(ledgerFile), ledger.KeysOf(to)), follow(replica, ledger.MasterFile, filepath.Join(filepath.Dir(to), ledger.MasterFile))); err != nil {
			return err.Error()
		}
		cmd := exec.Command(litestream, "restore", "-config", replication, "-o", to, filepath.Join(state, ledgerFile))
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		if err != nil {
			return string(out)
		}
		l, err := ledger.Open(to)
		if err != nil {
			return err.Error()
		}
		defer l.Close()
		q, err := l.Queue(t.Context(), time.Now())
		list, bad := l.Cases(t.Context())
		if err != nil || bad != nil || len(list) != 2 || q.Waiting > 0 || l.Check(t.Context()) != nil {
			return "not all of it"
		}
		return ""
	}
	channeltest.Until(t, "the replica to hold it all", func() bool { return restored(filepath.Join(w.dir, "try.db")) == "" })
	t.Logf("the replica held it all %s after it was acknowledged", time.Since(acknowledged).Round(100*time.Millisecond))
	if took := time.Since(acknowledged); took > 6*lostAtMost { // the machine that runs this may have a lot to do
		t.Errorf("that is far more than %s", lostAtMost)
	}
	desk.kill()
	copier.kill()
	stop()
	generations, err := filepath.Glob(filepath.Join(replica, "generations", "*"))
	if err != nil || len(generations) != 1 {
		t.Errorf("%d generations, want one: the ledger's own checkpoints have broken the chain", len(generations))
	}
	if err := os.RemoveAll(state); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	if wrong := restored(filepath.Join(state, ledgerFile)); wrong != "" {
		t.Fatal(wrong)
	}
	told := len(w.inbox(rehab))
	desk = background(t, env, "stegvis", "serve", "--config", config)
	channeltest.Until(t, "a mute desk", func() bool {
		return strings.Contains(desk.said.String(), "mute: this ledger was last at work")
	})
	if n := w.slack.Conns(); n != 0 {
		t.Errorf("a mute desk has %d connections to Slack", n)
	}
	if out, err := exec.Command("stegvis", "here", "--config", config).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	w.mails(mailing{from: rehab, subject: "En tredje", text: "Hej! Jag planerar ett egenvårdsintyg och vill ha en förhandsbedömning."})
	channeltest.Until(t, "a third card", func() bool { return len(w.cards()) == 3 })
	channeltest.Until(t, "a third answer", func() bool { return len(w.inbox(rehab)) == told+1 })
}

// tool finds a program that is not ours; without it the test is skipped, or fails
// where everything must be there.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("STEGVIS_REAL") == "1" {
		t.Fatalf("missing real part: %s", name)
	}
	if err != nil {
		t.Skipf("missing real part: %s", name)
	}
	return path
}

// A process is a program that runs beside the test.
type process struct {
	cmd  *exec.Cmd
	said journal
}

// background starts a program, and kills it when the test ends.
func background(t *testing.T, env []string, name string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(name, args...)}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = env, &p.said, &p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s said:\n%s", name, bytes.TrimSpace([]byte(p.said.String())))
		}
	})
	return p
}

func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// keysFollow copies the keys, which Litestream does not know of, whenever they have
// changed: what docs/drift/stegvis-keys@.path sees to. Stop ends it.
func keysFollow(state, replica string) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			for _, name := range []string{ledger.MasterFile, ledger.KeysOf(ledgerFile)} {
				follow(state, name, filepath.Join(replica, name)) // until it is there
			}
			select {
			case <-time.After(100 * time.Millisecond):
			case <-ctx.Done():
			}
		}
	}()
	return func() { cancel(); <-done }
}

// follow copies a file from a folder, whole or not at all.
func follow(dir, name, to string) error {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to+".new", data, 0o600), os.Rename(to+".new", to))
}
