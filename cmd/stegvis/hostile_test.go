package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/apart"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/mail"
)

// hostileDesk is a desk, as serve opens it, whose channels nobody listens to.
func hostileDesk(t *testing.T) *bot.Bot {
	t.Helper()
	dir := t.TempDir()
	file := filing(t, dir)
	conf, err := loadConfig(file("stegvis.toml", fmt.Sprintf(`
[unit]
name = "Enheten"
prefix = "SK"
state = %q
contacts = [%q]
[mail]
address = "intyg@bih.test"
[mail.imap]
address = "127.0.0.1:1"
tls = "none"
user = "x"
password_file = %[3]q
[mail.smtp]
address = "127.0.0.1:1"
tls = "none"
user = "x"
password_file = %[3]q
`, filepath.Join(dir, "state"), file("kontakter.csv", fmt.Sprintf(loopContactLists, "marit@bih.test", "rehab@pvr.test")), file("password", "x"))))
	if err != nil {
		t.Fatal(err)
	}
	d, err := openDesk(conf, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	return d.bot
}

// given hands the desk a mail as the mail channel does, and holds it to its
// promises: nothing takes long (ten seconds to read, and some for the rest), and every byte is kept.
func given(t *testing.T, b *bot.Bot, name string, raw []byte) (ours, damaged bool) {
	t.Helper()
	id, now := "INBOX/1/"+name, time.Now()
	if err := b.Keep(t.Context(), channels.Raw{Channel: "mail", ID: id, Received: now, Data: raw}); err != nil {
		t.Fatal(err)
	}
	in, err := mail.Parse(raw)
	in.Channel, in.ID, in.Received, in.Damaged = "mail", id, now, err != nil
	verdict, err := b.Handle(t.Context(), in)
	limit := 12 * time.Second
	if strings.Contains(name, "fax") {
		limit *= 2 // a page that is a picture may take as long again
	}
	if took := time.Since(now); took > limit || err != nil {
		t.Errorf("%s: took %v, %v", name, took, err)
	}
	m, ok, err := b.Ledger.Message(t.Context(), "mail", id)
	if m.State == "not_ours" {
		raw = nil // it lies in the mailbox as it lay, and only there
	}
	if err != nil || !ok || !bytes.Equal(m.Raw, raw) || m.State == "kept" {
		t.Errorf("%s: %d of %d bytes kept, %q, %v", name, len(m.Raw), len(raw), m.State, err)
	}
	return verdict.Ours, in.Damaged && !in.Auto
}

// enclosed is a mail from a PVR that we know, with one attachment.
func enclosed(name string, data []byte) []byte {
	var body strings.Builder
	for chunk := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(data)), 76) {
		body.Write(chunk)
		body.WriteString("\r\n")
	}
	return []byte("From: <rehab@pvr.test>\r\nTo: <intyg@bih.test>\r\nSubject: Intyg\r\nMessage-ID: <" + name + "@pvr.test>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=gr\r\n\r\n--gr\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHej! Intyg bifogas.\r\n" +
		"--gr\r\nContent-Type: application/octet-stream; name=\"fil\"\r\nContent-Disposition: attachment; filename=\"fil\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		body.String() + "--gr--\r\n")
}

// filesIn returns the files in and under a folder.
func filesIn(t *testing.T, root string) map[string][]byte {
	t.Helper()
	if _, err := os.Stat(root); err != nil {
		if os.Getenv("STEGVIS_REAL") == "1" {
			t.Fatalf("%s is missing", root)
		}
		t.Skipf("%s is not here", root)
	}
	all := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all[filepath.Base(path)], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestHostileMail: mail that other people have collected for being hard to read
// goes through the desk. What could not be read in full is put before a person.
func TestHostileMail(t *testing.T) {
	b := hostileDesk(t)
	for _, corpus := range []string{"mime-enmime", "mime-mime4j"} {
		seen, hurt := 0, 0
		for name, raw := range filesIn(t, "../../../shared/corpora/"+corpus) {
			if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".txt") {
				continue // what should be read in another
			}
			ours, damaged := given(t, b, corpus+"/"+name, raw)
			if seen++; damaged {
				hurt++
			}
			if damaged && !ours {
				t.Errorf("%s: could not be read, and nobody is told", name)
			}
		}
		t.Logf("%s: %d mails, %d could not be read in full", corpus, seen, hurt)
	}
}

// TestHostileFiles: the same for attachments of a sender that we know. Each
// becomes something a person sees.
func TestHostileFiles(t *testing.T) {
	b := hostileDesk(t)
	files := filesIn(t, "../../../shared/corpora/tnef")
	for name, data := range filesIn(t, "../../bot/intyg/page/testdata") {
		if strings.HasSuffix(name, ".jsonl") {
			continue
		}
		for _, part := range []int{50, 97, 100} {
			files[fmt.Sprint(part, name)] = data[:len(data)*part/100]
		}
	}
	files["zip"] = bytes.Repeat([]byte("PK\x03\x04"), 1000)
	files["elf"] = append([]byte("\x7fELF"), make([]byte, 1000)...)
	files["html"] = []byte(strings.Repeat("<table><tr><td>", 20_000))
	for name, data := range files {
		if ours, _ := given(t, b, name, enclosed(name, data)); !ours {
			t.Errorf("%s: nobody is told", name)
		}
	}
}

// TestReaderFails: whatever becomes of the process that reads, the desk goes on:
// each mail is kept and put before a person, and the next intyg is read.
func TestReaderFails(t *testing.T) {
	b := hostileDesk(t)
	for name, command := range map[string]string{
		"crash": "kill -SEGV $$", "exit": "exit 0", "hang": "exec sleep 600", "flood": "exec yes",
		"memory": `x=0123456789abcdef; while :; do x=$x$x; done`, "spin": "while :; do :; done",
	} {
		t.Run(name, func(t *testing.T) {
			bad := &apart.Worker{Path: "/bin/sh", Args: []string{"sh", "-c", command}, Limits: apart.Usual}
			bad.Limits.Wait, bad.Limits.Memory = time.Second, 64<<20
			b.Reader.Apart(bad)
			defer bad.Close()
			if ours, _ := given(t, b, name, enclosed(name, []byte("%PDF-1.7 "+name))); !ours {
				t.Error("nobody is told")
			}
		})
	}
	b.Reader = readerApart("", t.TempDir())
	defer b.Reader.Close()
	text := []byte("Egenvårdsintyg\nNamn: Åke Påhittad\nPersonnummer: 19380514-9816\n")
	if all, err := b.Reader.Read(t.Context(), "fil", text, care.DateOf(time.Now())); err != nil || len(all) != 1 {
		t.Errorf("afterwards: %+v, %v", all, err)
	}
}

// TestForeignFormat: a photo that a telephone wrote in a format nobody reads
// here becomes a task that says what to do about it.
func TestForeignFormat(t *testing.T) {
	b := hostileDesk(t)
	heic := append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 4000)...)
	if ours, _ := given(t, b, "foto", enclosed("foto", heic)); !ours {
		t.Fatal("nobody is told")
	}
	cases, err := b.Ledger.Cases(t.Context())
	if err != nil || len(cases) != 1 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	letters, err := b.Ledger.Letters(t.Context(), cases[0].ID)
	if err != nil || len(letters) == 0 || !strings.Contains(letters[0].Text, "HEIC") || !strings.Contains(letters[0].Text, "som PDF") {
		t.Errorf("%v: %+v", err, letters)
	}
}
