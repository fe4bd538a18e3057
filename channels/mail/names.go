package mail

import "context"

// Names returns the names of the mails that Receive would look at: those in the
// mailbox that are not older than the configuration says.
func (m *Mail) Names(ctx context.Context) (names []string, err error) {
	b, err := m.open(ctx)
	if err != nil {
		return nil, err
	}
	defer b.hangUp()
	uids, err := b.search(ctx, m.cfg.since())
	if err != nil {
		return nil, err
	}
	b.bye()
	for _, uid := range uids {
		names = append(names, m.nameOf(b, uid))
	}
	return names, nil
}
