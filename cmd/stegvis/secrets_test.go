package main

import (
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/channels/channeltest"
)

// canaries are secrets that no server takes. They may be in the files that hold
// them, and nowhere else.
var canaries = map[string]string{
	"mail-password": "kanarie-brevlada-9157",
	"bot":           "xoxb-kanarie-bot-2264",
	"app":           "xapp-kanarie-app-8830",
	"pdf":           "htj-tranbaret = kanarie-pdf-losenord-4471",
}

// TestSecretsStayInTheirFiles runs the program with secrets that all servers
// refuse, which is when they are talked of the most; has it say how it fares; and
// ends it by a signal that makes it print all it is doing. No secret may stand in
// anything that it has written anywhere.
func TestSecretsStayInTheirFiles(t *testing.T) {
	clock := &clock{}
	clock.set(time.Now())
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	config := w.config()
	for name, text := range canaries {
		write(t, filepath.Join(w.dir, name), text+"\n")
	}
	listen := freeAddress(t)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	extended := strings.Replace(string(text), "hold = 0", "hold = 0\npdf_passwords_file = \""+filepath.Join(w.dir, "pdf")+"\"", 1) +
		"\n[health]\nlisten = \"" + listen + "\"\nping = \"http://127.0.0.1:1/kanarie-ping-6642\"\n"
	write(t, config, extended)

	var said journal
	run([]string{"check", "--config", config}, strings.NewReader(""), &said, &said)
	refused := background(t, os.Environ(), "stegvis", "serve", "--config", config)
	refused.cmd.Wait() // Slack's no is for good
	write(t, config, extended[:strings.Index(extended, "[slack]")]+extended[strings.Index(extended, "[health]"):])
	mailOnly := background(t, os.Environ(), "stegvis", "serve", "--config", config)
	channeltest.Until(t, "a log-on that is refused", func() bool { return strings.Contains(mailOnly.said.String(), "the password is refused") })
	channeltest.Until(t, "a sign of life that does not get through", func() bool {
		return strings.Contains(mailOnly.said.String(), "sign of life does not get through") || strings.Contains(mailOnly.said.String(), "mailbox lost")
	})
	resp, err := http.Get("http://" + listen + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if values, _ := figures(t, string(page)); err != nil || values["stegvis_goroutines"] == "" {
		t.Errorf("metrics: %v:\n%s", err, page)
	}
	mailOnly.cmd.Process.Signal(syscall.SIGQUIT)
	mailOnly.cmd.Wait()
	if !strings.Contains(mailOnly.said.String(), "goroutine ") {
		t.Errorf("it did not print what it was doing: %s", &mailOnly.said)
	}
	run([]string{"status", "--config", config}, strings.NewReader(""), &said, &said)
	for where, text := range map[string]string{"check and status": said.String(), "metrics": string(page), "serve": refused.said.String(), "serve without chat": mailOnly.said.String()} {
		if text == "" {
			t.Errorf("%s said nothing", where)
		}
		noCanary(t, where, text)
	}
	filepath.WalkDir(filepath.Join(w.dir, "state"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			data, _ := os.ReadFile(path)
			noCanary(t, filepath.Base(path), string(data))
		}
		return nil
	})
}

// freeAddress is an address on loopback that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func noCanary(t *testing.T, where, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if strings.Contains(line, "kanarie") {
			t.Errorf("%s: %s", where, line)
		}
	}
}

// TestRotation: the server's password has been changed, and the file does not have
// it. The desk is refused and BIH told; when the file is right and SIGHUP comes the
// desk goes on at once, however long it would have waited.
func TestRotation(t *testing.T) {
	clock := &clock{}
	clock.set(time.Now())
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	config, file := w.config(), filepath.Join(w.dir, "mail-password")
	write(t, file, "gammalt\n")
	desk := background(t, os.Environ(), "stegvis", "serve", "--config", config)
	channeltest.Until(t, "BIH to be told", func() bool { return w.saidInChat("Mejlservern släpper inte in stegvis") })
	w.mails(mailing{from: rehab, subject: "Förhandsbedömning", text: "Hej! Jag planerar ett egenvårdsintyg och vill ha en förhandsbedömning."})
	write(t, file, w.office.password+"\n")
	desk.cmd.Process.Signal(syscall.SIGHUP)
	channeltest.Until(t, "a card", func() bool { return len(w.cards()) == 1 })
	if said := desk.said.String(); !strings.Contains(said, "config: a new one is in use") || strings.Contains(said, "gammalt") {
		t.Errorf("the log:\n%s", said)
	}
}
