package mail

import "regexp"

// A refusal is why a letter was not delivered, as far as the report says.
type refusal struct {
	status string // RFC 3463's code
	reason string // in the words of the server that refused it
	letter string // the whole report, and who wrote it
}

// gone reports whether a letter was refused because of the address, and not
// because of the letter, the sender or the hour: the first of the signs that is
// there decides.
func (r refusal) gone() bool {
	for _, s := range signs {
		if s.in(r) {
			return s.gone
		}
	}
	return false
}

// A sign is what a report says, and what follows for the address. What it names
// must all be there.
type sign struct {
	gone   bool
	reason *regexp.Regexp
	letter *regexp.Regexp
	status *regexp.Regexp
}

func (s sign) in(r refusal) bool {
	fits := func(re *regexp.Regexp, text string) bool { return re == nil || re.MatchString(text) }
	return fits(s.reason, r.reason) && fits(s.letter, r.letter) && fits(s.status, r.status)
}

// signs are what servers say, the surest first. Their words count for more than
// their codes: many say 5.1.1 of a full mailbox and 5.0.0 of all else. When
// they are said counts as well: a server knows its people when it hears the
// address, and what it says only when it has read the letter is the filter's.
var signs = []sign{
	{gone: false, reason: otherwise},
	{gone: false, letter: ofSender},
	{gone: false, status: passes4},
	{gone: true, reason: noAccount}, // Yahoo reads the letter first, always
	{gone: false, letter: ofLetter, status: vague},
	{gone: false, letter: filters, status: vaguer},
	{gone: false, reason: unnamed},
	{gone: true, reason: nobody, letter: ofAddress},
	{gone: false, status: there},
	{gone: true, reason: nobody},
	{gone: true, status: goneCodes},
}

var (
	// otherwise matches other reasons, in which the words of nobody occur too.
	otherwise = regexp.MustCompile(`(?i)\bfull\b|quota|over limit|exceed|too (big|large|many)|spam|blocked|block ?list|black ?list|policy|virus|disabled|suspended|` +
		`authenticat|dmarc|\bspf\b|\bptr\b|relay(ing)? (denied|not|access)|unable to relay|timed? ?out|greylist|sender (address|domain)|of sender|sender\s+rejected|my name was rejected|recipient preferences|` +
		`couldn.t create|other mail system problem`)

	// nobody matches what servers say of an address without a person. "Access
	// denied" to a recipient's address is how Microsoft 365 says it.
	nobody = regexp.MustCompile(`(?i)(user|recipient|mailbox|address|account)s?.{0,60}(unknown|does(n.t| not) exist|not exist|not found|invalid|no longer|not recognized|not listed|rejected as nonexistent)|` +
		`(unknown|no such|invalid|bad|non-?existent|no valid|not a valid|not a known)( local| final delivery)? (user|recipient|mailbox|address|account|person|domain)|` +
		`no mailbox here|host (unknown|not found|\S+ not found)|domain.{0,40}(not found|does(n.t| not) exist|unknown|not reachable)|unrouteable|recipnotfound|` +
		`null ?mx|no mx (record )?found|no smtp service|nxdomain|find a mail exchanger|does not accept mail|not accepting network messages|has moved|` +
		`address rejected(: access denied|\.| *$)|mailbox unavailable`)

	noAccount = regexp.MustCompile(`(?i)554 delivery error: .*user doesn.t have`)

	// unnamed matches KDDI's refusal of what its filter has read: the address
	// is left out.
	unnamed = regexp.MustCompile(`(?i)\b550:? : user unknown`)

	ofSender  = regexp.MustCompile(`(?i)(after|in reply to) mail from|my name was rejected|>>> mail from:.*\s+<<< 5`)
	ofAddress = regexp.MustCompile(`(?i)(after|in reply to|our) rcpt|\[rcpt_to\]|>>> rcpt to:.*\s+<<< 5`)
	ofLetter  = regexp.MustCompile(`(?i)(after|in reply to) (end of )?data|smtp command\s+data|>>> data\s+<<< 5`)

	// filters matches the marks of programs that take a letter in and pass on
	// later what the server behind them has said of it.
	filters = regexp.MustCompile(`(?i)mcafee|mxlogic|surfcontrol|active!hunter|mailfoundry|m-filter`)

	// passes4 matches the codes of what may pass; 4.1.1 alone is about the address.
	passes4 = regexp.MustCompile(`^4\.[^1]`)
	vague   = regexp.MustCompile(`^$|^5\.[0237]\.`)
	vaguer  = regexp.MustCompile(`^$|^5\.[02357]\.`)
	there   = regexp.MustCompile(`^5\.(2\.1|7\.1)$`) // RFC 3463: the mailbox takes nothing, or not from us

	goneCodes = regexp.MustCompile(`^5\.(1\.(0|1|2|3|6|10)|4\.4)$`)
)

// reasonIn returns the place in a postmaster's letter where the other server is
// quoted, or all of it before the returned message. Of several recipients it is
// the first.
func reasonIn(letter string) string {
	if at := enclosed.FindStringIndex(letter); at != nil {
		letter = letter[:at[0]]
	}
	if all := recipient.FindAllStringIndex(letter, 2); len(all) == 2 {
		letter = letter[:all[1][0]]
	}
	if at := quoted.FindStringIndex(letter); at != nil {
		return letter[at[0]:min(len(letter), at[1]+250)]
	}
	return letter
}

var (
	enclosed  = regexp.MustCompile(`(?i)-+ ?(below this line|this is a copy|original message|unsent message|returned message|message header)|included is a copy|original message follows|message headers follow|(?m)^\s*(Received|Return-Path|DKIM-Signature): `)
	recipient = regexp.MustCompile(`(?m)^["<]?[^\s@"<>:]+@[^\s@"<>:]+[">]?:`)
	quoted    = regexp.MustCompile(`(?i)transcript of session follows|\b[45]\d\d([ :-]|\b)`)
)
