// Package stats counts as the STEG study counted: how many intyg, for which
// insatser, by which profession; and what the study could only ask people about:
// whether they were complete, how long each step took, which deadlines were kept.
//
// There are three forms of the same knowledge, each poorer than the one before.
// A [Row] is what one intyg counts as, and is all that is left of a case that has
// been erased: it has no person, no number and no day. [Figures] are rows added
// up, one property at a time; never two at once, since who wrote it, where and
// when together point at somebody. What leaves the unit has gone through
// [Figures.Public], where no number below [Least] can be read or worked out.
package stats

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/reminders"
)

// A Row is what one intyg counts as, together with what was done about it. An
// extension brings a new intyg, and a new row; one that completes or puts right
// another is the same. A case in which none has come counts as a row without.
//
// Rows are stored as JSON for good. Fields may be added; they must never be
// renamed or change type. Nothing of a person may be added, and no day.
type Row struct {
	Unit       string      // whose desk it came to: the prefix of its case numbers
	Month      string      // 2026-11: when it came; without an intyg, when the case began
	Intyg      bool        // an intyg has come
	Profession string      `json:",omitempty"` // of who wrote it, as the study classed them
	Kinds      []string    `json:",omitempty"` // of insatser, each once
	Provider   care.UnitID `json:",omitempty"` // the utförare
	Complete   bool        `json:",omitempty"` // nothing was missing when it first came

	Days     map[int]int    `json:",omitempty"` // step to the days it took, when it is over
	Kept     map[string]int `json:",omitempty"` // debt to how often it was met in time
	Missed   map[string]int `json:",omitempty"` // and how often it was not
	Extended string         `json:",omitempty"` // when it was extended: whether BIH was told in time
	Held     map[string]int `json:",omitempty"` // kind of meeting to how many took place
	Rounds   []int          `json:",omitempty"` // of each booked meeting: how often times were proposed

	Grades map[string][]int `json:",omitempty"` // "start.2": those that the second question of a questionnaire was given
}

// What an extension counts as.
const (
	InTime = "i_tid"
	Late   = "sent"
)

// A Counter is what must be known beside the facts of a case to count it.
type Counter struct {
	Unit       string                    // the desk's prefix
	Plan       reminders.Plan            // by which deadlines were reckoned
	Profession func(title string) string // the class of a title; empty when it is in none
	Today      care.Date
}

// Rows returns what a case counts as. A case that was nothing for the unit, or
// that belongs to another, is none.
func (c Counter) Rows(id care.CaseID, facts []care.Fact) []Row {
	w := walk{Counter: c, proposed: map[care.MeetingKind]int{}, due: map[debt]care.Date{}}
	for f, after := range care.Fold(id, facts) {
		if gone(f.Event) {
			return nil
		}
		w.take(f, after)
	}
	if w.before.Unclear {
		return nil // nobody knows yet whether it is a case
	}
	w.overdue()
	return w.rows
}

// gone: the mail was not for this unit.
func gone(e care.Event) bool {
	switch e.(type) {
	case care.CaseRejected, care.CaseReturned, care.CaseHandedOver:
		return true
	}
	return false
}

// Encode returns rows as they are stored.
func Encode(rows []Row) (encoded []json.RawMessage) {
	for _, r := range rows {
		b, err := json.Marshal(r)
		if err != nil {
			panic(err) // unreachable: a row is plain data
		}
		encoded = append(encoded, b)
	}
	return encoded
}

// Decode reads what [Encode] has written.
func Decode(encoded []json.RawMessage) (rows []Row, err error) {
	for i, b := range encoded {
		var r Row
		if err := json.Unmarshal(b, &r); err != nil {
			return nil, fmt.Errorf("row %d of the figures: %w", i+1, err)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func month(t time.Time) string { return t.In(care.Stockholm).Format("2006-01") }

// kinds lists the kinds of insatser in an intyg, each once, in a fixed order.
func kinds(i care.Intyg) []string {
	found := map[string]bool{}
	for _, m := range i.Measures {
		for _, t := range m.Type {
			found[t] = true
		}
	}
	if len(found) == 0 {
		return []string{Unknown}
	}
	return slices.Sorted(maps.Keys(found))
}

// Unknown is the class of what an intyg does not say.
const Unknown = "uppgift_saknas"

// Other is the class of what it says and the study has no class for.
const Other = "annan"

func (c Counter) profession(title string) string {
	switch class := c.Profession(title); {
	case title == "":
		return Unknown
	case class == "" || class == "ej_legitimation":
		return Other
	default:
		return class
	}
}
