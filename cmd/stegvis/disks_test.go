//go:build linux && amd64

package main

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// TestBadDisk lets the disk be full, break, or become read-only while mail comes
// in. The desk stays up and acknowledges nothing that it has not stored; when the
// disk is well again it takes everything by itself.
func TestBadDisk(t *testing.T) {
	for errno, words := range map[syscall.Errno]string{
		syscall.ENOSPC: "the disk is full: make room",
		syscall.EIO:    "the disk cannot be read or written",
		syscall.EROFS:  "the disk cannot be read or written",
	} {
		t.Run(errno.Error(), func(t *testing.T) {
			t.Parallel()
			l := startLife(t, "", forever, nil)
			monday := care.DateOf(l.clock.now())
			l.mails(mailing{from: lunch, subject: "Veckans lunch", text: "Måndag: ärtsoppa.\n"})
			l.flow(*killWait, func() bool { return l.slack.Conns() > 0 })
			l.daemon.spoil(errno)
			l.intyg(monday, "Egenvårdsintyg", nil)
			l.wait("a write to fail", func() bool { return l.daemon.spoilt() > 0 })
			l.flow(2*time.Second, func() bool { return false })
			l.hears() // nothing
			if n := len(l.folder(intake, "Klart")); n > 0 || len(l.cards()) > 0 {
				t.Errorf("%d mails were filed and %d cards put up that nobody has stored", n, len(l.cards()))
			}
			l.daemon.spoil(0)
			l.hears("PVR: Vi har tagit emot intyget", "BIH: Intyget är komplett.")
			l.settled()
			if l.daemon.lives != 1 || !strings.Contains(l.daemon.log(), words) {
				t.Errorf("%d lives, want one, and %q in the log:\n%s", l.daemon.lives, words, l.daemon.log())
			}
		})
	}
}

func (d *daemon) spoil(errno syscall.Errno) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.disk = errno
}

func (d *daemon) spoilt() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.spoiled
}
