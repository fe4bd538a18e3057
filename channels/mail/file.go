package mail

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// handful is how many messages are moved with one command.
const handful = 20

// file moves the messages that have been taken into cases, and the copies of what
// we have sent, to the folders for those. When that is not possible they stay
// where they are and are tried again at the next round; the desk has them either
// way.
func (in *intake) file(ctx context.Context, b *box) error {
	to := map[string][]imap.UID{}
	for _, uid := range slices.Sorted(maps.Keys(in.unfiled)) {
		to[in.unfiled[uid]] = append(to[in.unfiled[uid]], uid)
	}
	for _, folder := range slices.Sorted(maps.Keys(to)) {
		if err := in.fileIn(ctx, b, folder, to[folder]); err != nil {
			return err
		}
	}
	return nil
}

// fileIn moves all at once where the server can move, and otherwise one by one.
func (in *intake) fileIn(ctx context.Context, b *box, folder string, uids []imap.UID) error {
	if b.caps.Has(imap.CapMove) {
		return in.fileSome(ctx, b, folder, uids...)
	}
	for _, uid := range uids {
		if err := in.fileSome(ctx, b, folder, uid); err != nil {
			return err
		}
	}
	return nil
}

func (in *intake) fileSome(ctx context.Context, b *box, folder string, uids ...imap.UID) error {
	err := b.move(ctx, imap.UIDSetNum(uids...), folder)
	switch {
	case err == nil || errors.Is(err, errGone):
		in.filed(uids)
	case errors.Is(err, errNoMove):
		in.filed(uids) // it will never be possible on this server
		in.log.Warn("mail is left where it is", "err", err)
	case refused(err):
		in.log.Warn("mail is left where it is for now", "mails", len(uids), "err", err)
	default:
		return fmt.Errorf("imap: %w", err)
	}
	return nil
}

func (in *intake) filed(uids []imap.UID) {
	for _, uid := range uids {
		delete(in.unfiled, uid)
	}
}

var errNoMove = errors.New("the server has neither MOVE nor UIDPLUS, so a mail cannot be moved without risk to another")

// move moves messages so that each is in at least one folder at every moment.
// More than one may be moved only where the server can MOVE.
//
// The library's own fallback for servers without MOVE sends COPY, STORE and
// EXPUNGE without waiting for answers: when the folder is missing the message
// is gone, and without UIDPLUS so is every other message that somebody has
// marked as deleted.
func (b *box) move(ctx context.Context, set imap.UIDSet, folder string) error {
	if b.caps.Has(imap.CapMove) {
		return b.do(ctx, b.pace.transfer, "move", func() error {
			_, err := b.Move(set, folder).Wait()
			return err
		})
	}
	if !b.caps.Has(imap.CapUIDPlus) {
		return errNoMove
	}
	copied, err := ask(ctx, b, b.pace.transfer, "copy", func() (*imap.CopyData, error) {
		return b.Copy(set, folder).Wait()
	})
	if err != nil {
		return err
	}
	if len(copied.SourceUIDs) == 0 {
		return fmt.Errorf("copy: %w", errGone)
	}
	if err := b.do(ctx, b.pace.command, "mark as moved", func() error {
		return b.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close()
	}); err != nil {
		return err
	}
	return b.do(ctx, b.pace.command, "expunge", func() error { return b.UIDExpunge(set).Close() })
}
