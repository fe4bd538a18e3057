package ledger

import "context"

// Invited returns the letters that carried an invitation with this identity, or
// took it back, the oldest first. It reads through the invitations themselves:
// an answer from a calendar that tells nothing else is rare.
func (l *Ledger) Invited(ctx context.Context, uid string) ([]Letter, error) {
	return l.letters(ctx, `WHERE invite IS NOT NULL AND instr(invite, CAST(?1 AS BLOB)) > 0 ORDER BY written, key`, "UID:"+uid+"\r\n")
}
