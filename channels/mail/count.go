package mail

import "context"

// Count returns how many mails Receive would look at: those in the mailbox that
// are not older than the configuration says.
func (m *Mail) Count(ctx context.Context) (int, error) {
	b, err := m.open(ctx)
	if err != nil {
		return 0, err
	}
	defer b.hangUp()
	uids, err := b.search(ctx, m.cfg.since())
	if err == nil {
		b.bye()
	}
	return len(uids), err
}
