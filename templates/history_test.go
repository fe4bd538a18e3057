package templates

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// TestHistory: there is a sentence for everything that can happen, with
// everything said and with nothing.
func TestHistory(t *testing.T) {
	for _, kind := range care.Kinds() {
		for what, e := range map[string]care.Event{"filled in": filledIn(kind), "bare": barely(kind)} {
			said, err := Tell(Happening{e, func(id care.UnitID) string { return string(id) }, func(_, text string) string { return text }})
			if err != nil {
				t.Errorf("%s, %s: %v", care.Kind(kind), what, err)
			}
			if said == "" || strings.ContainsAny(said, "{}<>[]\n") || strings.Contains(said, "  ") || strings.Contains(said, "..") {
				t.Errorf("%s, %s: said %q", care.Kind(kind), what, said)
			}
		}
	}
}

// TestHistoryTellsFreeText: what somebody has written is told whole.
func TestHistoryTellsFreeText(t *testing.T) {
	for _, kind := range care.Kinds() {
		v := reflect.ValueOf(filledIn(kind))
		said, _ := Tell(Happening{v.Interface().(care.Event), func(care.UnitID) string { return "" }, func(_, text string) string { return text }})
		for _, name := range []string{"Text", "Comment", "Note", "Scope", "Contact"} {
			if f := v.FieldByName(name); f.IsValid() && !strings.Contains(said, f.String()) {
				t.Errorf("%s does not tell its %s: %q", care.Kind(kind), name, said)
			}
		}
	}
}

// codes are values of fields that hold one of a few words.
var codes = map[string]string{
	"Opinion": "tillstyrks", "Outcome": "bifall", "Of": "beslut", "Duty": "beslut", "Kind": "samtal", "OutcomeReported.Outcome": "extend",
	"LetterFailed.Why": "bounced", "MailUnclear.Kind": "fraga",
}

// barely is an event that says as little as one can.
func barely(kind care.Event) care.Event {
	v := reflect.New(reflect.TypeOf(kind)).Elem()
	v.Set(reflect.ValueOf(kind))
	for i := range v.NumField() {
		if code := codeOf(v, i); code != "" && v.Field(i).Kind() == reflect.String {
			v.Field(i).SetString(code)
		}
	}
	return v.Interface().(care.Event)
}

func codeOf(v reflect.Value, i int) string {
	name := v.Type().Field(i).Name
	if code, ok := codes[v.Type().Name()+"."+name]; ok {
		return code
	}
	return codes[name]
}

// filledIn is an event with something in every field.
func filledIn(kind care.Event) care.Event {
	v := reflect.New(reflect.TypeOf(kind)).Elem()
	for i := range v.NumField() {
		fillField(v.Field(i), codeOf(v, i), v.Type().Field(i).Name)
	}
	return v.Interface().(care.Event)
}

func fillField(f reflect.Value, code, name string) {
	yes := true
	values := []any{
		care.Date{Year: 2026, Month: 12, Day: 1}, time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm), &yes, true, 15,
		care.PVR, []care.Role{care.PVR, care.HTJ}, care.UnitID("enhet"), care.Call, []care.Slot{{At: time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm)}},
		[]time.Time{time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm)}, []care.Change{{Key: "insats.syfte", Old: "gammalt", New: "nytt"}},
	}
	for _, x := range values {
		if v := reflect.ValueOf(x); v.Type() == f.Type() {
			f.Set(v)
			return
		}
	}
	switch {
	case f.Kind() == reflect.String && code != "":
		f.SetString(code)
	case f.Kind() == reflect.String:
		f.SetString("ord om " + name)
	case f.Type() == reflect.TypeFor[[]string]() && name == "Signs":
		f.Set(reflect.ValueOf([]string{"sjukhus", "fall"}))
	case f.Type() == reflect.TypeFor[[]string]():
		f.Set(reflect.ValueOf([]string{"insats.syfte", "period.till"}))
	}
}
