//go:build linux && amd64

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// TestRestore loses the machine: the ledger is copied while the desk works, the
// state folder is wiped, and the copy restored. The desk stays mute until a person
// says that it is the one; then it goes on where it was, and nobody is told
// anything twice.
func TestRestore(t *testing.T) {
	t.Parallel()
	l := startLife(t, "", forever, nil)
	config, state := filepath.Join(l.dir, "stegvis.toml"), filepath.Join(l.dir, "state")
	monday := care.DateOf(l.clock.now())
	l.intyg(monday, "Egenvårdsintyg", nil)
	l.hears("PVR: Vi har tagit emot intyget", "BIH: Intyget är komplett.")

	key, public := keys(t, l.dir)
	backup := filepath.Join(l.dir, "backup.age")
	l.command(0, "sound, and all there", "backup", "--config", config, "--to", backup, "--recipient", public)
	l.command(1, "exists", "backup", "--config", config, "--to", backup, "--recipient", public)
	l.command(1, "is there already", "restore", "--config", config, "--from", backup, "--identity", key)
	l.daemon.close()
	if sealed, err := os.ReadFile(backup); err != nil || len(sealed) < 100_000 || bytes.Contains(sealed, []byte("SQLite")) || bytes.Contains(sealed, []byte("Ingeborg")) {
		t.Errorf("%d bytes, %v, or not encrypted", len(sealed), err)
	}
	if err := os.RemoveAll(state); err != nil {
		t.Fatal(err)
	}

	l.command(0, "stegvis here --config", "restore", "--config", config, "--from", backup, "--identity", key)
	l.mails(mailing{from: lunch, subject: "Veckans lunch", text: "Måndag: ärtsoppa.\n"})
	l.daemon = l.start(forever, nil)
	l.flow(3*time.Second, func() bool { return false })
	if n := l.slack.Conns(); n != 0 {
		t.Errorf("a mute desk has %d connections to Slack", n)
	}
	l.command(0, "from now on", "here", "--config", config)
	l.does("ansokan", map[string]string{"datum": monday.String()}, "BIH: Ansökan är inhämtad.")
	l.settled()
	if !strings.Contains(l.daemon.log(), "mute: this ledger was last at work") {
		t.Errorf("the log:\n%s", l.daemon.log())
	}
}

// TestSharedBackups: two desks keep their backups in the same folder, and each can
// be restored. What an earlier version left there is restored too, and pointed out.
func TestSharedBackups(t *testing.T) {
	dir := t.TempDir()
	key, public := keys(t, dir)
	says := (&life{wire: &wire{T: t}}).command
	skarholmen, farsta := pastDesk(t, 0), pastDesk(t, 0)
	for _, p := range []past{skarholmen, farsta} {
		if err := os.MkdirAll(p.state, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	says(0, "sound", "backup", "--config", skarholmen.config, "--to", filepath.Join(dir, "skarholmen.age"), "--recipient", public)
	says(0, "sound", "backup", "--config", farsta.config, "--to", filepath.Join(dir, "farsta.age"), "--recipient", public)
	for name, p := range map[string]past{"skarholmen.age": skarholmen, "farsta.age": farsta} {
		os.RemoveAll(p.state)
		says(0, "restored", "restore", "--config", p.config, "--from", filepath.Join(dir, name), "--identity", key)
	}

	old := filepath.Join(dir, "keys.age")
	says(0, "sound", "backup", "--config", farsta.config, "--to", filepath.Join(dir, "old.age"), "--keys", old, "--recipient", public)
	says(0, "keys.age is of an earlier version", "backup", "--config", farsta.config, "--to", filepath.Join(dir, "new.age"), "--recipient", public)
	os.RemoveAll(farsta.state)
	for _, own := range glob(t, filepath.Join(dir, "keys-*.age")) {
		os.Remove(own)
	}
	says(0, "restored", "restore", "--config", farsta.config, "--from", filepath.Join(dir, "old.age"), "--identity", key)
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) != 2 {
		t.Fatalf("%s: %q, %v; want one for each desk", pattern, files, err)
	}
	return files
}

// A backup that was changed on the way is refused.
func TestSpoiltBackup(t *testing.T) {
	dir := t.TempDir()
	key, public := keys(t, dir)
	to, err := age.ParseX25519Recipient(public)
	if err != nil {
		t.Fatal(err)
	}
	plain, sealed := filepath.Join(dir, "plain"), filepath.Join(dir, "sealed")
	os.WriteFile(plain, bytes.Repeat([]byte("ledger "), 100), 0o600)
	if err := seal(plain, sealed, to); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(sealed)
	data[len(data)-10] ^= 1
	os.WriteFile(sealed, data, 0o600)
	if err := unseal(sealed, filepath.Join(dir, "out"), key); err == nil {
		t.Error("it was taken")
	}
}

// TestUnsoundLedger: of a ledger whose file is damaged in the middle, where nobody
// looks on a common day, no backup is made, and none is restored.
func TestUnsoundLedger(t *testing.T) {
	dir := t.TempDir()
	path, master := filepath.Join(dir, ledgerFile), filepath.Join(dir, ledger.MasterFile)
	l, err := ledger.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 200 {
		m := ledger.Message{Channel: "mail", ID: fmt.Sprint(n), Received: time.Now(), Raw: make([]byte, 3000)}
		if err := l.Keep(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	l.Close()
	if err := sound(path, master); err != nil {
		t.Fatalf("before it is damaged: %v", err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	at := len(data) / page / 2 * page
	copy(data[at:at+page], bytes.Repeat([]byte{0xFF}, page))
	write(t, path, string(data))
	if err := sound(path, master); err == nil || !strings.Contains(err.Error(), "restore the last backup") {
		t.Errorf("it was restored: %v", err)
	}
	if l, err = ledger.Open(path); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	copied := filepath.Join(dir, "copy.db")
	if err := l.Copy(t.Context(), copied); err == nil {
		t.Error("it was copied")
	}
	if _, err := os.Stat(copied); err == nil {
		t.Error("a copy that is not sound is left behind")
	}
}

func keys(t *testing.T, dir string) (file, public string) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, "key.txt")
	if err := os.WriteFile(file, []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, id.Recipient().String()
}

// command runs a command beside the desk and looks for words in what it says.
func (l *life) command(code int, words string, args ...string) {
	l.Helper()
	var said bytes.Buffer
	if got := run(args, strings.NewReader(""), &said, &said); got != code || !strings.Contains(said.String(), words) {
		l.Fatalf("%s: exit %d, want %d and %q: %s", args[0], got, code, words, &said)
	}
}
