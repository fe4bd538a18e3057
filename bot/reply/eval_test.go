package reply

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
)

// goldLine is a reply with what it says.
type goldLine struct {
	example
	Tags   []string
	Expect map[string]any
}

func readGold(t testing.TB) (gold []goldLine, raw []byte) {
	t.Helper()
	return readReplies(t, "replies-dev.jsonl")
}

func readReplies(t testing.TB, name string) (gold []goldLine, raw []byte) {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(raw) {
		var g goldLine
		if err := json.Unmarshal(line, &g); err != nil {
			t.Fatal(err)
		}
		gold = append(gold, g)
	}
	return gold, raw
}

// TestReplies measures the replies as the reference scorer does: at least 95 %
// right, and none dangerous.
func TestReplies(t *testing.T) { measure(t, "replies-dev.jsonl") }

// TestColleagues measures replies that were written before anybody looked at
// how they are read: dialect, haste, typing errors, two things in one breath.
func TestColleagues(t *testing.T) { measure(t, "colleagues.jsonl") }

func measure(t *testing.T, name string) {
	t.Helper()
	gold, raw := readReplies(t, name)
	var out bytes.Buffer
	if err := JSONL(bytes.NewReader(raw), &out); err != nil {
		t.Fatal(err)
	}
	right, dangerous := 0, 0
	dec := json.NewDecoder(&out)
	for _, g := range gold {
		var p struct {
			ID  string
			Got map[string]any
		}
		if err := dec.Decode(&p); err != nil || p.ID != g.ID {
			t.Fatalf("prediction for %s: %q %v", g.ID, p.ID, err)
		}
		ok, danger := score(string(g.Context), g.Expect, p.Got)
		if ok {
			right++
		} else {
			t.Logf("%s wrong: %q got %v want %v", g.ID, firstLines(g.Text), p.Got, g.Expect)
		}
		if danger {
			dangerous++
			t.Errorf("%s dangerous: %q got %v want %v", g.ID, firstLines(g.Text), p.Got, g.Expect)
		}
	}
	t.Logf("%d replies: %d right (%.1f %%), %d dangerous", len(gold), right, 100*float64(right)/float64(len(gold)), dangerous)
	if float64(right) < 0.95*float64(len(gold)) {
		t.Errorf("%d of %d right, want 95 %%", right, len(gold))
	}
}

func firstLines(s string) string {
	if len(s) > 150 {
		s = s[:150]
	}
	return s
}

// score is the reference scorer, score.py, in Go.
func score(context string, e, g map[string]any) (right, danger bool) {
	gi, ei := g["intent"], e["intent"]
	gotSlots, wantSlots := ints(g["accepted"]), ints(e["accepted"])
	if context == "times" && gi == "accept" && (ei != "accept" || len(gotSlots) == 0 || !subset(gotSlots, wantSlots)) {
		danger = true
	}
	if context == "ack" && gi == "accept" && ei != "accept" {
		danger = true
	}
	keys := []string{"start_date", "home_visit", "outcome", "until", "held"}
	for _, k := range keys {
		if g[k] != nil && g[k] != e[k] {
			danger = true
		}
	}
	et, gt := timeKeys(e["times"]), timeKeys(g["times"])
	if gi == "propose" && !subset(gt, et) {
		danger = true
	}
	if also, _ := e["also_ok"].([]any); slices.Contains(also, gi) {
		return !danger, danger
	}
	right = gi == ei
	if right && context == "times" && gi == "accept" {
		right = reflect.DeepEqual(gotSlots, wantSlots)
	}
	if right && (ei == "propose" || ei == "accept" || ei == "answer") && (len(et) > 0 || gi == "propose") {
		right = reflect.DeepEqual(et, gt)
	}
	for _, k := range keys {
		if _, has := e[k]; has && g[k] != e[k] {
			right = false
		}
	}
	return right, danger
}

func ints(v any) (out []string) {
	list, _ := v.([]any)
	for _, x := range list {
		out = append(out, fmt.Sprint(x))
	}
	slices.Sort(out)
	return out
}

func timeKeys(v any) (out []string) {
	list, _ := v.([]any)
	for _, x := range list {
		m := x.(map[string]any)
		start := m["start"].(string)
		key := "day " + start[:10]
		switch {
		case m["precision"] == "minute" && m["bound"] == "to":
			key = fmt.Sprint("to ", start[:10], m["end"])
		case m["precision"] == "minute":
			key = fmt.Sprint("minute ", start, m["end"])
		case m["precision"] == "halfday" && start[11:] < "12:00":
			key = "fm " + start[:10]
		case m["precision"] == "halfday":
			key = "em " + start[:10]
		}
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

func subset(a, b []string) bool {
	left := slices.Clone(b)
	for _, x := range a {
		i := slices.Index(left, x)
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}
