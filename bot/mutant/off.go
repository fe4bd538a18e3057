//go:build !mutant

package mutant

// The promises, kept.
const (
	AckFirst  = false // a mail is filed before it has been stored
	Resend    = false // what may have been sent is sent again without looking
	NotSynced = false // a commit does not wait for the disk
	Forgetful = false // the desk forgets which reminders there have been; the ledger's key must hold alone
	Unchecked = false // it does, and the ledger lets a reminder in that there has been
)
