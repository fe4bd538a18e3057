package mail

import (
	"context"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"example.org/stegvis/channels"
)

// Find looks for the copy of m that went to our own mailbox in the same breath:
// in the watched folder, and where mail is filed. See [channels.Channel].
func (m *Mail) Find(ctx context.Context, out channels.Outgoing) (receipt string, found bool, err error) {
	b, err := m.dial(ctx)
	if err != nil {
		return "", false, channels.Down(fmt.Errorf("find mail: %w", err))
	}
	defer b.hangUp()
	id := "<" + out.Token + "@" + domainOf(m.cfg.Address) + ">"
	for _, folder := range []string{m.cfg.IMAP.Sent, m.cfg.IMAP.Mailbox, m.cfg.IMAP.Done} {
		if folder == "" {
			continue
		}
		found, err := b.holds(ctx, folder, id)
		if err != nil && cut(err) {
			return "", false, channels.Down(fmt.Errorf("find mail: %w", err))
		}
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

// holds reports whether there is a message with this id in the folder, or one that
// it was sent within.
func (b *box) holds(ctx context.Context, folder, id string) (bool, error) {
	if err := b.choose(ctx, folder, true); err != nil {
		return false, err
	}
	for _, header := range []string{"Message-ID", withinHeader} {
		uids, err := b.search(ctx, &imap.SearchCriteria{
			Header: []imap.SearchCriteriaHeaderField{{Key: header, Value: id}},
		})
		if err != nil || len(uids) > 0 {
			return len(uids) > 0, err
		}
	}
	return false, nil
}
