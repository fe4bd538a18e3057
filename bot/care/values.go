package care

import (
	"strconv"
	"strings"
	"time"
)

// Values are what a person has filled in on a form, field by field, as text:
// dates as 2026-12-01, times of day as 13:00, ticks as "ja", several choices
// separated by commas.
type Values map[string]string

// A Refusal says what is wrong on a form: field to code. The words for the codes
// are in templates.
type Refusal map[string]string

// Codes of refusals.
const (
	Needed     = "needed"      // the field must be filled in
	BadDate    = "bad_date"    // not a date
	BadOrder   = "bad_order"   // ends before it begins
	BadTimes   = "bad_times"   // not times, or passed
	BadCount   = "bad_count"   // not a number of minutes between 1 and 600
	Unticked   = "unticked"    // must be ticked first
	SameUnit   = "same_unit"   // that is the one it is now
	OtherUnit  = "other_unit"  // another has the order
	SamePerson = "same_person" // somebody else must do it
	Personal   = "personal"    // a personnummer stands in the text
	NoSuch     = "no_such"     // none of those there are to choose from
	TooLong    = "too_long"    // more text than there is room for
	Words      = "words"       // what was written beside it was not understood
	Unread     = "unread"      // not a value of the kind the field has
	NoChange   = "no_change"   // that is what stands there
	NoMeasure  = "no_measure"  // the intyg has no insats with that number
)

func ordered(from, to Date) Refusal {
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		return Refusal{"till": BadOrder}
	}
	return nil
}

func join(all ...Refusal) (bad Refusal) {
	for _, r := range all {
		for k, v := range r {
			if bad == nil {
				bad = Refusal{}
			}
			bad[k] = v
		}
	}
	return bad
}

func (v Values) need(field string) Refusal {
	if strings.TrimSpace(v[field]) == "" {
		return Refusal{field: Needed}
	}
	return nil
}

func (v Values) ticked(field string) Refusal {
	if v[field] != "ja" {
		return Refusal{field: Unticked}
	}
	return nil
}

func (v Values) date(field string) (Date, Refusal) {
	if bad := v.need(field); bad != nil {
		return Date{}, bad
	}
	return v.optional(field)
}

func (v Values) optional(field string) (Date, Refusal) {
	if v[field] == "" {
		return Date{}, nil
	}
	d, err := ParseDate(v[field])
	if err != nil {
		return Date{}, Refusal{field: BadDate}
	}
	return d, nil
}

func (v Values) minutes(field string) (int, Refusal) {
	if v[field] == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(v[field])
	if err != nil || n < 1 || n > 600 {
		return 0, Refusal{field: BadCount}
	}
	return n, nil
}

// slots reads up to three times written 2026-12-01T10:00.
func (v Values) slots(field string) (slots []Slot, bad Refusal) {
	length, bad := v.minutes("minuter")
	if length == 0 {
		length = 30
	}
	for _, s := range splitList(v[field]) {
		at, err := time.ParseInLocation("2006-01-02T15:04", s, Stockholm)
		if err != nil {
			return nil, Refusal{field: BadTimes}
		}
		slots = append(slots, Slot{At: at, Minutes: length})
	}
	return slots, join(bad, v.need(field))
}

// splitList reads a comma-separated value.
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}
