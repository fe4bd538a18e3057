package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"example.org/stegvis/bot/mutant"
	"example.org/stegvis/channels"
)

// take hands one message to the desk.
func (in *intake) take(ctx context.Context, b *box, uid imap.UID) error {
	id := in.nameOf(b, uid)
	verdict, known, err := in.desk.Known(ctx, in.Name(), id)
	if err != nil {
		return notNow{err}
	}
	if known {
		in.settle(uid, verdict) // a crash may have come before it was filed
		return nil
	}
	raw, whole, err := in.fetch(ctx, b, uid)
	if errors.Is(err, errGone) {
		in.settled[uid] = true // somebody was quicker; it is where they have put it
		return in.missed(ctx, 1)
	}
	if err != nil {
		return err
	}
	if mutant.AckFirst {
		b.move(ctx, imap.UIDSetNum(uid), in.cfg.IMAP.Done)
	}
	raw.Channel, raw.ID = in.Name(), id
	if verdict, err = in.hand(ctx, raw, whole); err != nil {
		return notNow{err}
	}
	in.settle(uid, verdict)
	return nil
}

// settle notes that a message has been taken, and whether it is to be filed.
func (in *intake) settle(uid imap.UID, verdict channels.Verdict) {
	in.settled[uid] = true
	folder := ""
	switch {
	case verdict.Own:
		folder = in.cfg.IMAP.Sent
	case verdict.Ours:
		folder = in.cfg.IMAP.Done
	}
	if folder != "" {
		in.unfiled[uid] = folder
	}
}

// nameOf is the name of a message for ever.
func (m *Mail) nameOf(b *box, uid imap.UID) string {
	return fmt.Sprintf("%s/%d/%d", m.cfg.IMAP.Mailbox, b.validity, uid)
}

// hand keeps the message, reads it and lets the desk decide. A message that
// cannot be read goes to the desk as well, for a person to look at.
func (in *intake) hand(ctx context.Context, raw channels.Raw, whole bool) (channels.Verdict, error) {
	if err := in.desk.Keep(ctx, raw); err != nil {
		return channels.Verdict{}, err
	}
	m, err := Parse(raw.Data)
	m.Channel, m.ID, m.Received = raw.Channel, raw.ID, raw.Received
	m.Vouched = in.cfg.Trust.vouch(readHeader(trimFront(raw.Data)))
	m.Damaged = err != nil || !whole
	return in.desk.Handle(ctx, m)
}

// maxStrikes is how often the answer to fetching one message may be
// incomprehensible, which costs the connection, before the desk gets the
// message unseen.
const maxStrikes = 3

// headSize is how much is fetched of a message that is too large to be fetched
// whole: enough to see who sent it and what it is about.
const headSize = 256 << 10

var errGone = errors.New("the message is no longer there")

// fetch returns one message, and whether it is all of it.
func (in *intake) fetch(ctx context.Context, b *box, uid imap.UID) (raw channels.Raw, whole bool, err error) {
	if in.garbled[uid] >= maxStrikes {
		return channels.Raw{Received: in.now()}, false, nil
	}
	size, err := b.fetch(ctx, uid, b.pace.command, outside)
	if err != nil {
		return raw, false, err
	}
	section := &imap.FetchItemBodySection{Peek: true}
	if size.RFC822Size > in.largest {
		section.Partial = &imap.SectionPartial{Size: headSize}
	}
	body, err := b.fetch(ctx, uid, b.pace.transfer, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	if err != nil {
		return raw, false, err
	}
	if len(body.BodySection) != 1 {
		return raw, false, errGone
	}
	raw = channels.Raw{Received: size.InternalDate, Data: body.BodySection[0].Bytes}
	if raw.Received.IsZero() {
		raw.Received = in.now()
	}
	return raw, section.Partial == nil, nil
}

// outside is what is looked at before a message is fetched. Its Message-ID is not
// asked for: anybody who has had a letter of ours can give that to his own, so a
// copy of what we have sent is known by its whole, and by the desk.
var outside = &imap.FetchOptions{UID: true, InternalDate: true, RFC822Size: true}

// fetch asks for one message at a time: an answer that nobody takes in blocks
// everything behind it.
func (b *box) fetch(ctx context.Context, uid imap.UID, limit time.Duration, what *imap.FetchOptions) (*imapclient.FetchMessageBuffer, error) {
	got, err := ask(ctx, b, limit, "fetch", func() ([]*imapclient.FetchMessageBuffer, error) {
		return b.Fetch(imap.UIDSetNum(uid), what).Collect()
	})
	if err != nil {
		return nil, fmt.Errorf("imap: %w", err)
	}
	for _, m := range got {
		if m.UID == uid {
			return m, nil
		}
	}
	return nil, errGone
}

// notNow marks what the desk could not take: the connection is sound, and the
// message waits where it is.
type notNow struct{ error }

func (e notNow) Unwrap() error { return e.error }

// cut reports whether err comes from the line and not from what was on it.
func cut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errNoAnswer) ||
		errors.Is(err, net.ErrClosed) || errors.As(err, new(net.Error)) || errors.As(err, new(*net.OpError))
}

// passing reports whether err concerns one message only.
func passing(err error) bool {
	return errors.As(err, new(notNow)) || refused(err)
}
