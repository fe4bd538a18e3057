// Package mail is the channel that reads one mailbox over IMAP and sends over
// SMTP.
//
// # What it leaves alone
//
// The mailbox belongs to people who work in it at the same time. So nothing is
// kept in flags, nothing is marked as read, and nothing is deleted. What has
// been taken is known to the desk, under the name the server has for the
// message (mailbox, UIDVALIDITY, UID), and a message counts as long as it lies
// in the mailbox, read or unread. Only what the desk says is ours is moved, and
// only if a folder has been named for it; all else stays exactly as it was.
//
// # How a message comes in
//
// IDLE is a hint and polling is the truth: the mailbox is searched once a
// minute whatever the server pushes. Messages are fetched one at a time and
// whole; we read MIME ourselves, since one malformed header in an ENVELOPE or
// BODYSTRUCTURE costs the connection. A message is kept as it came before
// anybody tries to read it, and one that cannot be read is handed over all the
// same, marked as damaged. Every command runs under a watchdog, because the
// IMAP library has no time limits and a half-open line would hang for ever.
//
// # How a message goes out
//
// A letter is rendered to bytes before a line is opened ([Render]), the same
// bytes at every attempt: the library's own writer sends a letter cut short as
// if it were whole when rendering fails half-way, and makes up new boundaries
// each time. Between the first byte of a letter and the server's answer
// nothing is known, so an error there is [channels.Unknown], and the copy in
// the archive folder tells ([Mail.Find]).
package mail

import (
	"log/slog"
	"time"

	"example.org/stegvis/channels"
)

// Mail is a mailbox and the server that sends for it. It is a
// [channels.Channel].
type Mail struct {
	cfg Config
	now func() time.Time
	log *slog.Logger

	tokens  *tokens // nil when passwords open everything
	heart   channels.Heart
	exits   spare[exit]
	pace    pace
	render  func(channels.Outgoing, Sender) ([]byte, error)
	largest int64 // the largest message that is fetched whole, in bytes
}

// New returns the channel that cfg describes. It opens nothing; a mistake in
// cfg that can be seen without a server is reported.
func New(cfg Config, now func() time.Time, log *slog.Logger) (*Mail, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	m := &Mail{cfg: cfg, now: now, log: log, pace: unhurried, render: Render, largest: 64 << 20}
	if cfg.IMAP.byToken() || cfg.SMTP.byToken() {
		m.tokens = &tokens{cfg: cfg.OAuth, now: now, limit: unhurried.command}
	}
	return m, nil
}

// Pulse says how the mailbox fares. Each look through it that is finished counts,
// and each message that is taken on the way.
func (m *Mail) Pulse() channels.Pulse { return m.heart.Pulse() }

// Name returns "mail".
func (*Mail) Name() string { return "mail" }

// AtOnce returns how many letters may leave at the same time.
func (*Mail) AtOnce() int { return atOnce }

// A pace is how long things are given. Tests hurry.
type pace struct {
	poll     time.Duration // between two looks into the mailbox, whatever IDLE says
	renew    time.Duration // the age at which a connection is given up for a fresh one
	command  time.Duration // for the server to answer one command
	transfer time.Duration // for it to take or give a whole message
	again    time.Duration // the first wait after an error; it doubles
	longest  time.Duration // the longest such wait
	linger   time.Duration // for a connection to be left open when a letter has gone
}

var unhurried = pace{
	poll:     time.Minute,
	renew:    20 * time.Minute,
	command:  time.Minute,
	transfer: 5 * time.Minute,
	again:    time.Second,
	longest:  5 * time.Minute,
	linger:   5 * time.Second,
}

// wait returns how long to wait after that many errors in a row.
func (p pace) wait(errors int) time.Duration {
	d := p.again
	for ; errors > 1 && d < p.longest; errors-- {
		d *= 2
	}
	return min(d, p.longest)
}
