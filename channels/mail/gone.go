package mail

import "regexp"

// gone reports whether a letter was refused because of the address, and not
// because of the letter, the sender or the hour. The words of the server count
// for more than its code: many say 5.1.1 of a full mailbox and 5.0.0 of all
// else.
func gone(status, reason string) bool {
	switch {
	case otherwise.MatchString(reason):
		return false
	case nobody.MatchString(reason):
		return true
	}
	return goneCodes[status]
}

// goneCodes are RFC 3463's codes for an address that is no good.
var goneCodes = map[string]bool{
	"5.1.0": true, "5.1.1": true, "5.1.2": true, "5.1.3": true, "5.1.6": true, "5.1.10": true, "5.4.4": true,
}

var (
	// nobody matches what servers say of an address without a person. "Access
	// denied" to a recipient's address is how Microsoft 365 says it.
	nobody = regexp.MustCompile(`(?i)(user|recipient|mailbox|address|account)s?.{0,60}(unknown|does(n.t| not) exist|not exist|not found|invalid|no longer|not recognized|not listed|rejected as nonexistent)|` +
		`(unknown|no such|invalid|bad|non-?existent|no valid|not a valid|not a known)( local| final delivery)? (user|recipient|mailbox|address|account|person|domain)|` +
		`no mailbox here|host (unknown|not found|\S+ not found)|domain.{0,40}(not found|does(n.t| not) exist|unknown|not reachable)|unrouteable|recipnotfound|` +
		`null ?mx|no mx (record )?found|nxdomain|find a mail exchanger|does not accept mail|not accepting network messages|has moved|user doesn.t have|` +
		`address rejected(: access denied|\.| *$)|mailbox unavailable`)

	// otherwise matches other reasons, in which the same words occur.
	otherwise = regexp.MustCompile(`(?i)\bfull\b|quota|over limit|exceed|too (big|large|many)|spam|blocked|block ?list|black ?list|policy|virus|disabled|suspended|` +
		`authenticat|dmarc|\bspf\b|\bptr\b|relay(ing)? (denied|not|access)|unable to relay|timed? ?out|greylist|sender (address|domain)|of sender|my name was rejected|recipient preferences`)
)

// reasonIn returns the place in a postmaster's letter where the other server is
// quoted, or all of it before the returned message.
func reasonIn(letter string) string {
	if at := enclosed.FindStringIndex(letter); at != nil {
		letter = letter[:at[0]]
	}
	if at := quoted.FindStringIndex(letter); at != nil {
		return letter[at[0]:min(len(letter), at[1]+250)]
	}
	return letter
}

var (
	enclosed = regexp.MustCompile(`(?i)-+ ?(below this line|this is a copy|original message|unsent message|returned message|message header)|included is a copy|original message follows|message headers follow|(?m)^\s*(Received|Return-Path|DKIM-Signature): `)
	quoted   = regexp.MustCompile(`\b[45]\d\d([ :-]|\b)`)
)
