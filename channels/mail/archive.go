package mail

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"example.org/stegvis/channels"
)

// Find looks for m among the copies of what we have sent: in the folder for
// them, in the watched mailbox and in the folder for mail that was taken. See
// [channels.Channel].
func (m *Mail) Find(ctx context.Context, out channels.Outgoing) (receipt string, found bool, err error) {
	if m.cfg.IMAP.Sent == "" && m.cfg.SMTP.Copy == "" {
		return "", false, errors.New("find mail: no copies are kept of what is sent")
	}
	b, err := m.dial(ctx)
	if err != nil {
		return "", false, fmt.Errorf("find mail: %w", err)
	}
	defer b.hangUp()
	id := "<" + out.Token + "@" + domainOf(m.cfg.Address) + ">"
	for _, folder := range []string{m.cfg.IMAP.Sent, m.cfg.IMAP.Mailbox, m.cfg.IMAP.Done} {
		if folder == "" {
			continue
		}
		found, err := b.holds(ctx, folder, id)
		if err != nil {
			return "", false, fmt.Errorf("find mail: %w", err)
		}
		if found {
			b.bye()
			return out.Token, true, nil
		}
	}
	b.bye()
	return "", false, nil
}

// holds reports whether there is a message with this id in the folder.
func (b *box) holds(ctx context.Context, folder, id string) (bool, error) {
	if err := b.choose(ctx, folder, true); err != nil {
		return false, err
	}
	uids, err := b.search(ctx, &imap.SearchCriteria{
		Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: id}},
	})
	return len(uids) > 0, err
}

// archive files a copy of what was sent. It is marked as read, as a mail
// program would mark it.
func (m *Mail) archive(ctx context.Context, letter []byte) error {
	b, err := m.copier(ctx)
	if err != nil {
		return err
	}
	err = b.do(ctx, b.pace.transfer, "append", func() error {
		c := b.Append(m.cfg.IMAP.Sent, int64(len(letter)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: m.now()})
		if _, err := c.Write(letter); err != nil {
			return err
		}
		if err := c.Close(); err != nil {
			return err
		}
		_, err := c.Wait()
		return err
	})
	if err != nil {
		b.hangUp()
		return err
	}
	m.copies.leave(b, m.pace.linger, (*box).bye)
	return nil
}

// copier returns a connection for the archive: the one that was left open, if
// it still is.
func (m *Mail) copier(ctx context.Context) (*box, error) {
	if b := m.copies.take(); b != nil {
		if b.do(ctx, b.pace.command, "noop", func() error { return b.Noop().Wait() }) == nil {
			return b, nil
		}
		b.hangUp()
	}
	return m.dial(ctx)
}
