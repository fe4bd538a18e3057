package main

import (
	"slices"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// TestOutcomes: what is told of each letter, and of none that it is not about.
func TestOutcomes(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 11, 2, 8, minute, 0, 0, time.UTC) }
	letter := func(minute int, role care.Role, template, address string) ledger.Letter {
		return ledger.Letter{Written: at(minute), Role: role, Template: template, Address: address, State: "sent"}
	}
	letters := []ledger.Letter{
		letter(0, care.PVR, "kvittens", "pvr@pvr.test"),
		letter(1, care.HTJ, "bestallning", "gammal@htj.test"),
		letter(2, care.HTJ, "bestallning", "htj@htj.test"),
		letter(3, care.PVR, "komplettering", "pvr@pvr.test"),
		letter(9, care.PVR, "bifall", "pvr@pvr.test"),
	}
	facts := []care.Fact{
		{At: at(1).Add(time.Second), By: "mailer-daemon@htj.test", Event: care.LetterFailed{To: care.HTJ, Template: "bestallning", Why: "bounced"}},
		{At: at(4), By: "okand@x.test", Event: care.StrangerWrote{}},
		{At: at(5), By: "htj@htj.test", Event: care.AbsenceNoted{From: care.HTJ}},
		{At: at(9), By: "pvr@pvr.test", Event: care.Acknowledged{}},
	}
	want := []string{"", "bounced", "absent", "answered", ""}
	if got := outcomes(letters, facts); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
