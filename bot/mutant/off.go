//go:build !mutant

package mutant

// The promises, kept.
const (
	AckFirst  = false // a mail is filed before it has been stored
	Resend    = false // what may have been sent is sent again without looking
	NotSynced = false // a commit does not wait for the disk
	Unchecked = false // a reminder is written without looking whether it has been
)
