package ledger

import (
	"context"
	"strings"
)

// Invited returns the letters that carried an invitation with this identity, or
// took it back, the oldest first.
func (l *Ledger) Invited(ctx context.Context, uid string) ([]Letter, error) {
	return l.letters(ctx, `WHERE invited = ? ORDER BY written, key`, l.hash("invitation", uid))
}

// identity is the UID of an invitation; empty when there is none.
func identity(invite []byte) string {
	_, rest, ok := strings.Cut("\r\n"+string(invite), "\r\nUID:")
	uid, _, _ := strings.Cut(rest, "\r\n")
	if !ok {
		return ""
	}
	return uid
}
