package templates

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/stegvis/bot/care"
)

func TestEveryActHasItsForm(t *testing.T) {
	forms := Forms()
	for _, a := range care.Acts {
		f, ok := forms[a.Name]
		if !ok {
			t.Errorf("%s: no form", a.Name)
			continue
		}
		if len(f.Fields) > 0 && (f.Title == "" || f.Submit == "") {
			t.Errorf("%s: a form with fields needs a title and a submit label", a.Name)
		}
		if f.Done == "" {
			t.Errorf("%s: nothing to say when it is done", a.Name)
		}
	}
	for name := range forms {
		if !slices.ContainsFunc(care.Acts, func(a care.Act) bool { return a.Name == name }) {
			t.Errorf("%s: a form for an act there is not", name)
		}
	}
}

// TestOnlySayableFieldsInChat: the form that puts a value right offers the
// fields whose values may pass through chat, in the words of the card.
func TestOnlySayableFieldsInChat(t *testing.T) {
	var offered []string
	for _, o := range Forms()["ratta_uppgift"].Fields[0].Options {
		offered = append(offered, o.Value)
		if o.Label != ChatWords().Fields[o.Value] {
			t.Errorf("%s is called %q here and %q on the card", o.Value, o.Label, ChatWords().Fields[o.Value])
		}
	}
	if !slices.Equal(offered, care.Sayable) {
		t.Errorf("got %q, want %q", offered, care.Sayable)
	}
}

// TestFieldsAreToldApart: no two fields have the same plain words, since people
// answer with them.
func TestFieldsAreToldApart(t *testing.T) {
	seen := map[string]string{}
	for key, label := range ChatWords().Fields {
		if other := seen[strings.ToLower(label)]; other != "" {
			t.Errorf("%s and %s are both called %q", key, other, label)
		}
		seen[strings.ToLower(label)] = key
	}
}

func TestFormsKeepSlacksLimits(t *testing.T) {
	for name, f := range Forms() {
		short(t, name+" button", f.Button, 1, 30)
		short(t, name+" title", f.Title, 0, 24)
		short(t, name+" submit", f.Submit, 0, 24)
		short(t, name+" intro", f.Intro, 0, 300)
		if c := f.Confirm; c != nil {
			short(t, name+" confirm title", c.Title, 1, 24)
			short(t, name+" confirm yes", c.Yes, 1, 24)
			short(t, name+" confirm text", c.Text, 1, 200)
		}
		if !slices.Contains(Places(), f.Place) {
			t.Errorf("%s: place %q", name, f.Place)
		}
		if !slices.Contains([]string{"", "primary", "danger"}, f.Style) {
			t.Errorf("%s: style %q", name, f.Style)
		}
		for _, field := range f.Fields {
			checkField(t, name+"."+field.Name, field)
		}
	}
}

func checkField(t *testing.T, name string, f Field) {
	t.Helper()
	short(t, name+" label", f.Label, 1, 75)
	short(t, name+" hint", f.Hint, 0, 150)
	if !slices.Contains(FieldKinds(), f.Kind) {
		t.Errorf("%s: kind %q", name, f.Kind)
	}
	if strings.HasPrefix(f.Default, "@") && !slices.Contains(Defaults(), f.Default) {
		t.Errorf("%s: default %q", name, f.Default)
	}
	if f.Kind == "text" && (f.Max == 0 || f.Max > 3000) {
		t.Errorf("%s: a text needs a longest length of at most 3000, has %d", name, f.Max)
	}
	if f.Kind == "number" && f.Max == 0 {
		t.Errorf("%s: a number needs a highest value", name)
	}
	chosen := f.Kind == "choice" || f.Kind == "tick" || f.Kind == "choices" && f.Default != "@missing"
	if chosen != (len(f.Options) > 0) {
		t.Errorf("%s: kind %s with %d options", name, f.Kind, len(f.Options))
	}
	for _, o := range f.Options {
		short(t, name+" option "+o.Value, o.Label, 1, 75)
	}
}

func TestEveryDebtHasWords(t *testing.T) {
	words := ChatWords()
	for _, name := range care.DebtNames() {
		if words.Duties[name] == "" {
			t.Errorf("duty %s: no words", name)
		}
	}
	for name := range words.Duties {
		if !slices.Contains(care.DebtNames(), name) {
			t.Errorf("duty %s: words for a debt there is not", name)
		}
	}
}

func TestEveryRefusalHasWords(t *testing.T) {
	for _, code := range []string{care.Needed, care.BadDate, care.BadOrder, care.BadTimes, care.BadCount, care.Unticked, care.SameUnit, care.OtherUnit, care.SamePerson, care.Personal, care.Unread, care.NoChange, care.NoMeasure} {
		if ChatWords().Refused[code] == "" {
			t.Errorf("refusal %s: no words", code)
		}
	}
}

func TestEveryMeetingHasWords(t *testing.T) {
	for _, k := range []care.MeetingKind{care.Call, care.Visit, care.Review} {
		if ChatWords().Meetings[string(k)] == "" {
			t.Errorf("meeting %s: no words", k)
		}
	}
}

// TestEveryFieldHasPlainWords holds the words against the label catalogue.
func TestEveryFieldHasPlainWords(t *testing.T) {
	words := ChatWords()
	for _, key := range (care.Intyg{Measures: []care.Measure{{Ongoing: true}}}).Missing() {
		if words.Fields[key] == "" {
			t.Errorf("field %s: no words", key)
		}
	}
	var catalogue struct {
		Fields []struct {
			Key string `json:"nyckel"`
		} `json:"falt"`
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "eval", "domain", "falt.json"))
	if err != nil && os.Getenv("STEGVIS_REAL") != "1" {
		t.Skip("the label catalogue ../shared/eval/domain/falt.json is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &catalogue); err != nil {
		t.Fatal(err)
	}
	for _, f := range catalogue.Fields {
		if words.Fields[f.Key] == "" {
			t.Errorf("field %s: no words", f.Key)
		}
		short(t, "field "+f.Key, words.Fields[f.Key], 1, 75)
	}
}

func TestNoWordIsLeftOut(t *testing.T) {
	var walk func(name string, v reflect.Value)
	walk = func(name string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(name+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.String:
			if v.String() == "" {
				t.Errorf("%s: no words", name)
			}
		}
	}
	c := ChatWords()
	walk("chat", reflect.ValueOf(c))
	if len(c.Calendar.Weekdays) != 7 || len(c.Calendar.Months) != 12 {
		t.Errorf("%d weekdays, %d months", len(c.Calendar.Weekdays), len(c.Calendar.Months))
	}
	short(t, "modal title", c.Modal.Title, 1, 24)
	short(t, "modal choose", c.Modal.Choose, 1, 24)
	short(t, "modal next", c.Modal.Next, 1, 24)
	short(t, "modal cancel", c.Modal.Cancel, 1, 24)
	short(t, "modal close", c.Modal.Close, 1, 24)
}

func TestFill(t *testing.T) {
	got := Fill("{case}: {next} {case}", "case", "SK-1 {next}", "next", "x")
	if want := "SK-1 {next}: x SK-1 {next}"; got != want {
		t.Errorf("got %q, want %q: a value must not be looked into", got, want)
	}
}

func TestDays(t *testing.T) {
	c, today := ChatWords(), care.Date{Year: 2026, Month: 11, Day: 25}
	for _, x := range []struct {
		days int
		want string
	}{{0, "i dag"}, {1, "i morgon"}, {3, "om 3 dagar"}, {-1, "⚠️ 1 dag försenat"}, {-2, "⚠️ 2 dagar försenat"}} {
		if got := c.Until(today.Add(x.days), today); got != x.want {
			t.Errorf("%+d days: got %q, want %q", x.days, got, x.want)
		}
	}
	slot := care.Slot{At: care.Date{Year: 2026, Month: 12, Day: 1}.At(10, 0)}
	if got, want := c.Slot(slot), "tis 1 dec 10.00"; got != want {
		t.Errorf("slot: got %q, want %q", got, want)
	}
	if got := c.Day(care.Date{}); got != c.Card.Unknown {
		t.Errorf("no day: got %q", got)
	}
}

// short checks that words are between min and max runes long.
func short(t *testing.T, name, words string, min, max int) {
	t.Helper()
	if n := utf8.RuneCountInString(words); n < min || n > max {
		t.Errorf("%s: %d runes, want %d to %d: %q", name, n, min, max, words)
	}
}
