package mail

import (
	"regexp"
	"strings"
)

// loopHeader stands on everything we send.
const loopHeader = "X-Stegvis"

// machine reports whether a program sent the message without a person behind
// it: RFC 3834, a delivery report. Nobody answers such a message.
//
// X-Auto-Response-Suppress alone is no sign: Outlook puts it on letters that
// people write.
func machine(h header) bool {
	return says(h, "Auto-Submitted", func(v string) bool { return v != "no" }) ||
		!listed(h) && says(h, "Precedence", func(v string) bool { return precedence[v] }) ||
		says(h, "Content-Type", func(v string) bool { return v == "multipart/report" }) ||
		h.has("Return-Path") && strings.TrimSpace(h.raw("Return-Path")) == "<>" ||
		anyOf(h, loopHeader, "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply", "X-Mlserver", "X-Apple-Action") ||
		postmaster.MatchString(sender(h)) ||
		autoReply.MatchString(text(h.get("Subject"))) ||
		h.has("X-Ms-Exchange-Inbox-Rules-Loop") && absent.MatchString(text(h.get("Subject")))
}

var precedence = map[string]bool{"bulk": true, "junk": true, "auto_reply": true}

// listed reports whether a list has passed the message on. What was written to a
// group mailbox comes like that as well: it says nothing of who wrote it, only
// that an answer would go to many.
func listed(h header) bool {
	return h.has("List-Id") || says(h, "Precedence", func(v string) bool { return v == "list" })
}

// postmaster matches the addresses behind which nobody sits.
var postmaster = regexp.MustCompile(`^(mailer-?daemon|post_?master|mail-daemon|microsoftexchange[0-9a-f]{16,}|no-?reply|do-?not-?reply|no_reply|svara-?(ej|inte)|ej-?svar|bounces?)@`)

// autoReply matches the subjects that mail programs give automatic answers, at
// their very beginning: an answer to one, "SV: Autosvar: …", is a person's.
var autoReply = regexp.MustCompile(`(?i)^\s*(automatiskt svar|autosvar|auto-svar|auto-? ?reply|automatic reply|auto:|autorespon|complaint about message from|out of office|automaattinen vastaus|automatisk svar)`)

// absent matches the subjects that people give their own rules for answering.
var absent = regexp.MustCompile(`(?i)^\s*(frånvar|semester|ej på plats|inte på plats|tjänstledig|föräldraledig|ledig\b)`)

// says reports whether the header is there and its first word fulfils ok.
func says(h header, name string, ok func(string) bool) bool {
	for _, v := range h.all(name) {
		word, _, _ := strings.Cut(strings.ToLower(v), ";")
		word, _, _ = strings.Cut(strings.TrimSpace(word), " ")
		if word != "" && ok(word) {
			return true
		}
	}
	return false
}

func anyOf(h header, names ...string) bool {
	for _, name := range names {
		if h.has(name) {
			return true
		}
	}
	return false
}
