//go:build mutant

package mutant

import "os"

var broken = os.Getenv("STEGVIS_MUTANT")

// The promises, one of them broken.
var (
	AckFirst  = broken == "ackfirst"
	Resend    = broken == "resend"
	NotSynced = broken == "notsynced"
	Forgetful = broken == "forgetful" || Unchecked
	Unchecked = broken == "unchecked"
)
