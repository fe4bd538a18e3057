package main

import (
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// outcomes says of each letter what became of it after the server had accepted
// it, as far as anybody has told: it bounced, is late, was met by an automatic
// answer, or was answered. What somebody writes answers the newest letter that
// she had got by then. letters and facts are in the order of time.
func outcomes(letters []ledger.Letter, facts []care.Fact) []string {
	became := make([]string, len(letters))
	for _, f := range facts {
		for i := len(letters) - 1; i >= 0; i-- {
			l := letters[i]
			if !l.Written.Before(f.At) || l.State == "queued" || l.State == "held" {
				continue // a letter that the fact itself has led to
			}
			if word := outcome(l, f); word != "" {
				became[i] = word
				break
			}
		}
	}
	return became
}

func outcome(l ledger.Letter, f care.Fact) string {
	switch e := f.Event.(type) {
	case care.LetterFailed:
		if e.To == l.Role && e.Template == l.Template {
			return e.Why
		}
		return ""
	case care.StrangerWrote:
		return ""
	case care.AbsenceNoted:
		if f.By == l.Address {
			return "absent"
		}
		return ""
	}
	if f.By == l.Address {
		return "answered"
	}
	return ""
}
