package slack

import (
	"fmt"
	"strconv"
	"strings"

	"example.org/stegvis/bot/care"
)

// A receipt names a message: its channel and its time, "C123:1732184523.000200".
// It is stored by the desk, so its form must never change.

func receipt(channel, ts string) string { return channel + ":" + ts }

// parseReceipt takes a receipt apart; ok is false for one of another channel's.
func parseReceipt(r string) (channel, ts string, ok bool) {
	channel, ts, ok = strings.Cut(r, ":")
	_, err := strconv.ParseFloat(ts, 64)
	return channel, ts, ok && err == nil && channel != "" && strings.ContainsRune("CGD", rune(channel[0]))
}

// A mark is what a button carries: the case it stands on and how far that had
// come when the button was drawn. Buttons live in Slack for years, so the form
// begins with a version.
type mark struct {
	Case care.CaseID
	Rev  int
}

const markVersion = "v1"

func (m mark) String() string { return fmt.Sprintf("%s|%s|%d", markVersion, m.Case, m.Rev) }

// parseMark reads a mark and what follows it.
func parseMark(s string) (m mark, rest []string, ok bool) {
	parts := strings.Split(s, "|")
	if len(parts) < 3 || parts[0] != markVersion || parts[1] == "" {
		return mark{}, nil, false
	}
	rev, err := strconv.Atoi(parts[2])
	return mark{Case: care.CaseID(parts[1]), Rev: rev}, parts[3:], err == nil
}

// Action ids. Every element we draw has one of these, and press or suggest
// knows them all.
const (
	actPrefix    = "act:"    // a button: act:beslut
	showAction   = "show"    // a button on the home tab: shows the case
	moreAction   = "more"    // the overflow menu; the option carries mark|act
	slotPrefix   = "slot:"   // a proposed time: slot:1; slot:0 is another time
	choosePrefix = "choose:" // a typeahead: choose:provider
	inputAction  = "v"       // any other input of a form
)

// Callback ids of views.
const (
	formPrefix   = "form:" // form:beslut
	menuCallback = "menu"  // the list of acts that did not fit on the card
	noteCallback = "note"  // a view that only says something
)

// showCase is what the button on the home tab asks for; no act has that name.
const showCase = "?"

// allActs is the option that opens the list of acts that did not fit.
const allActs = "*"

// A place is where in Slack to answer somebody.
type place struct{ channel, thread string }

// A spot is what a view remembers about the button that opened it.
type spot struct {
	mark
	place
}

func (s spot) String() string {
	return strings.Join([]string{s.mark.String(), s.channel, s.thread}, "|")
}

func parseSpot(text string) (spot, bool) {
	m, rest, ok := parseMark(text)
	if !ok || len(rest) != 2 {
		return spot{}, false
	}
	return spot{m, place{rest[0], rest[1]}}, true
}
