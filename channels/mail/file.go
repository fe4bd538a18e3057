package mail

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// file moves a message that has been taken into a case to the folder for those.
// When that is not possible the message stays where it is and is tried again at
// the next round; the desk has it either way.
func (in *intake) file(ctx context.Context, b *box, uid imap.UID) error {
	err := b.move(ctx, uid, in.cfg.IMAP.Done)
	switch {
	case err == nil || errors.Is(err, errGone):
		delete(in.unfiled, uid)
	case errors.Is(err, errNoMove):
		delete(in.unfiled, uid) // it will never be possible on this server
		in.log.Warn("mail is left where it is", "err", err)
	case refused(err):
		in.log.Warn("mail is left where it is for now", "uid", uid, "err", err)
	default:
		return fmt.Errorf("imap: %w", err)
	}
	return nil
}

var errNoMove = errors.New("the server has neither MOVE nor UIDPLUS, so a mail cannot be moved without risk to another")

// move moves one message so that it is in at least one folder at every moment.
//
// The library's own fallback for servers without MOVE sends COPY, STORE and
// EXPUNGE without waiting for answers: when the folder is missing the message
// is gone, and without UIDPLUS so is every other message that somebody has
// marked as deleted.
func (b *box) move(ctx context.Context, uid imap.UID, folder string) error {
	set := imap.UIDSetNum(uid)
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
	if !copied.SourceUIDs.Contains(uid) {
		return fmt.Errorf("copy: %w", errGone)
	}
	if err := b.do(ctx, b.pace.command, "mark as moved", func() error {
		return b.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close()
	}); err != nil {
		return err
	}
	return b.do(ctx, b.pace.command, "expunge", func() error { return b.UIDExpunge(set).Close() })
}
