package mail

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/jhillyerd/enmime/v2"

	"example.org/stegvis/channels"
)

// bounce returns what a delivery report says, or nil if the message is none.
//
// Most servers say it in RFC 3464's form. The others write a letter of their
// own, from their postmaster; what it is about is then found in its text.
func bounce(h header, root *enmime.Part, text string) *channels.Bounce {
	r := readReport(root)
	if !r.formal && !r.document && inText.MatchString(text+r.text) { // passed on, by hand or by a filter
		r.formal = true
		r.read([]byte(marks.ReplaceAllString(text+r.text, "")))
	}
	if !r.formal && !letterOfFailure(h, text) {
		return nil
	}
	all := text + "\n" + r.text
	b := &channels.Bounce{
		Receipt: receiptOf(r, h, all),
		To:      first(r.to, address(h.raw("X-Failed-Recipients")), failedIn(all)),
		Status:  first(telling(r.status), statusIn(r.reason), r.status, statusIn(all)),
	}
	switch {
	case r.action == "failed":
		b.Hard = true
	case r.action == "delivered" || r.action == "relayed" || r.action == "expanded" || strings.HasPrefix(r.status, "2."):
		return nil // it arrived; only the report's own field says so, never a number in somebody's words
	case r.action == "delayed":
		b.Hard = false
	default:
		b.Hard = !late.MatchString(h.get("Subject")+"\n"+all) || forGood.MatchString(all)
	}
	why := refusal{status: b.Status, reason: first(r.reason, reasonIn(all)), letter: h.lines() + all}
	b.Gone = b.Hard && why.gone()
	return b
}

// A report is what the parts of a delivery report say.
type report struct {
	document bool   // it brings something to read, as no report does
	formal   bool   // it has a part in RFC 3464's form
	grouped  bool   // a group about a recipient has been read
	action   string // failed, delayed, delivered, relayed, expanded
	status   string
	to       string
	reason   string // in the words of the server that refused it
	id       string // of the message it is about
	text     string // of the parts that are no letter to a person
}

func readReport(root *enmime.Part) (r report) {
	for p := range parts(root) {
		switch strings.ToLower(p.ContentType) {
		case "message/delivery-status", "message/global-delivery-status":
			r.formal = true
			r.read(p.Content)
			r.text += "\n" + text(string(p.Content))
		case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers":
			if id := messageID(readHeader(p.Content).raw("Message-Id")); id != "" {
				r.id = id
			}
			if inText.Match(p.Content) {
				r.text += "\n" + text(string(p.Content))
			}
		default:
			r.document = r.document || strings.HasPrefix(p.ContentType, "application/")
		}
	}
	return r
}

// read takes in the groups of fields of one delivery-status part: the first is
// about the report, each other about one recipient. What failed outweighs what
// is late, and that what arrived.
func (r *report) read(content []byte) {
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	for group := range bytes.SplitSeq(content, []byte("\n\n")) {
		h := readHeader(group)
		action := strings.ToLower(strings.TrimSpace(h.raw("Action")))
		action, _, _ = strings.Cut(action, " ")
		if !h.has("Final-Recipient") && !h.has("Original-Recipient") && action == "" {
			continue
		}
		if r.grouped && (weight[action] < weight[r.action] || r.to != "" && weight[action] == weight[r.action]) {
			continue
		}
		r.grouped, r.action = true, action
		r.status = enhanced.FindString(h.raw("Status"))
		r.reason = text(h.raw("Diagnostic-Code"))
		r.to = first(address(h.raw("Original-Recipient")), address(h.raw("Final-Recipient")), r.to)
	}
}

var weight = map[string]int{"failed": 3, "delayed": 2, "": 1}

// letterOfFailure reports whether the message is a postmaster's letter about
// mail that did not arrive.
func letterOfFailure(h header, text string) bool {
	if feedback(h) {
		return false
	}
	subject := h.get("Subject")
	if fromPostmaster(h) {
		return failure.MatchString(subject) || failure.MatchString(text) || late.MatchString(subject) || h.has("X-Failed-Recipients")
	}
	return failure.MatchString(subject) && !again.MatchString(subject) && statusIn(text) != ""
}

// fromPostmaster reports whether a mail server wrote the message, and not a
// person.
func fromPostmaster(h header) bool {
	from := strings.ToLower(text(h.get("From")))
	return postmaster.MatchString(sender(h)) || daemon.MatchString(from) ||
		h.has("Return-Path") && strings.TrimSpace(h.raw("Return-Path")) == "<>" || from == "<>"
}

func feedback(h header) bool {
	return strings.Contains(strings.ToLower(h.raw("Content-Type")), "feedback-report")
}

var (
	daemon = regexp.MustCompile(`mailer[- ]?daemon|mail deliver|mail\.delivery|post_?master|po{1,2}stmaster|mmsc ndr|system administrator|delivery (sub)?system`)
	again  = regexp.MustCompile(`(?i)^\s*(re|sv|vs|fw|fwd|vb)\s*:`)

	failure = regexp.MustCompile(`(?i)undeliver|not (be )?deliver|did not reach the following|invalid user address|returned mail|returning (message )?to sender|return to sender|delivery (status notification|failure|has failed|report)|deliver(y|ed)? (failed|failure)|failure (notice|delivery)|mail (delivery )?(failure|failed|system error)|could not (be )?(send|deliver)|fail(ed|ure)? deliver|message status - undeliverable|error sending your mail|(errors from|unable to deliver)|user unknown|host unknown|olevererbar|kunde inte levereras|kan inte levereras|gick inte att leverera|leveransfel|misslyckad leverans|meddelande om leveransstatus`)

	late = regexp.MustCompile(`(?i)\b(delay(ed)?|deferred)\b|will (continue|keep|be) (to )?(try|retr|attempt)|not yet been delivered|warning.{0,40}(could not send|not sent|delayed)|status notification: warning|försenad|fördröjd|nytt försök kommer`)

	// forGood matches sendmail's note that it has given up one recipient.
	forGood = regexp.MustCompile(`(?m)^55\d <\S+@\S+>\.\.\. `)

	enhanced = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)
	refusing = regexp.MustCompile(`\b[45]\.\d{1,3}\.\d{1,3}\b`)
	network  = regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3,}\b`)
	reply    = regexp.MustCompile(`\b[45]\d\d[ -][#']?([45]\.\d{1,3}\.\d{1,3})\b`)
	inText   = regexp.MustCompile(`(?im)^[ >|]*Final-Recipient:`)
	marks    = regexp.MustCompile(`(?m)^[ >|]+`)
	angled   = regexp.MustCompile(`[A-Za-z0-9._%+'=-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
	idLine   = regexp.MustCompile(`(?im)^[ >|]*Message-ID:\s*(<[^<>\s@]+@[^<>\s@]+>)`)
)

// telling returns the code, unless it says no more than yes or no.
func telling(status string) string {
	if strings.HasSuffix(status, ".0.0") {
		return ""
	}
	return status
}

// statusIn returns the status code of a refusal that a letter quotes. Part of an
// IP address looks like one: "10.4.2.1".
func statusIn(text string) string {
	text = network.ReplaceAllString(text, " ")
	if m := reply.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return refusing.FindString(text)
}

// failedIn returns the first recipient that a letter lists, or else the first
// address in it that is not a postmaster's.
func failedIn(text string) string {
	if to := address(recipient.FindString(text)); to != "" {
		return to
	}
	for _, a := range angled.FindAllString(text, 20) {
		if a = strings.ToLower(a); !daemon.MatchString(a) {
			return a
		}
	}
	return ""
}

// address returns the address in a field such as "rfc822; name@domain".
func address(value string) string {
	return strings.ToLower(angled.FindString(value))
}

// receiptOf returns the receipt of the message that a report is about.
func receiptOf(r report, h header, text string) string {
	id := r.id
	if m := idLine.FindStringSubmatch(text); id == "" && m != nil {
		id = messageID(m[1])
	}
	if id == "" {
		id = messageID(first(h.raw("In-Reply-To"), h.raw("References")))
	}
	receipt, _, _ := strings.Cut(id, "@")
	return receipt
}

// first returns the first of values that is not empty.
func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// parts yields every part of a message, the outermost first.
func parts(root *enmime.Part) func(func(*enmime.Part) bool) {
	var walk func(p *enmime.Part, yield func(*enmime.Part) bool) bool
	walk = func(p *enmime.Part, yield func(*enmime.Part) bool) bool {
		for ; p != nil; p = p.NextSibling {
			if !yield(p) || !walk(p.FirstChild, yield) {
				return false
			}
		}
		return true
	}
	return func(yield func(*enmime.Part) bool) { walk(root, yield) }
}
