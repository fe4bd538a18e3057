package contacts

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"example.org/stegvis/bot/care"
)

// question is a line of the development set with the answer wanted.
type question struct {
	asked
	Tags   []string
	Expect struct {
		Decision   Decision
		Provider   care.UnitID
		Candidates []care.UnitID
		AlsoOK     []Decision  `json:"also_ok"`
		AlsoRoute  care.UnitID `json:"also_route"` // as good as the decision wanted
	}
}

// judge scores one answer as eval/score.py does. To route where a human was to
// be asked, or to another than the right one, is dangerous.
func (q question) judge(g got) (right, dangerous bool) {
	e := q.Expect
	hit := g.Decision == Route && (g.Provider == e.Provider || g.Provider == e.AlsoRoute)
	dangerous = g.Decision == Route && !hit
	if hit || slices.Contains(e.AlsoOK, g.Decision) {
		return true, dangerous
	}
	right = g.Decision == e.Decision && g.Decision != Route
	for _, c := range e.Candidates {
		right = right && (g.Decision != Ask || slices.Contains(g.Candidates, c))
	}
	return right, dangerous
}

// TestQueries answers the development set, and more than three hundred questions
// of our own against its list and against another, in which nearly everybody has
// a twin: noise of scanners, lost letters, abbreviations, former names, wrong
// districts, name of one and number of another, ended and not begun.
func TestQueries(t *testing.T) {
	for list, questions := range map[string][]string{
		"testdata/contacts.csv":   {"testdata/queries-dev.jsonl", "testdata/queries-own.jsonl"},
		"testdata/contacts-2.csv": {"testdata/queries-own-2.jsonl"},
	} {
		for _, file := range questions {
			t.Run(file, func(t *testing.T) { answerAll(t, load(t, list), file) })
		}
	}
}

func answerAll(t *testing.T, d *Directory, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := d.MatchJSONL(bytes.NewReader(data), &out, false); err != nil {
		t.Fatal(err)
	}
	answers := json.NewDecoder(&out)
	n, ok := 0, 0
	for sc := bufio.NewScanner(bytes.NewReader(data)); sc.Scan(); n++ {
		var q question
		var a answered
		if err := json.Unmarshal(sc.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		if err := answers.Decode(&a); err != nil {
			t.Fatal(err)
		}
		right, dangerous := q.judge(a.Got)
		switch {
		case dangerous:
			t.Errorf("%s %q %s: dangerous: got %v, want %v", q.ID, q.Text, q.District, a.Got, q.Expect)
		case !right:
			t.Logf("%s %q %s: wrong: got %v, want %v", q.ID, q.Text, q.District, a.Got, q.Expect)
		default:
			ok++
		}
	}
	t.Logf("%d of %d right", ok, n)
	if n == 0 || float64(ok) < 0.95*float64(n) {
		t.Errorf("got %d of %d right, want at least 95 %%", ok, n)
	}
}

func load(t testing.TB, paths ...string) *Directory {
	t.Helper()
	d, err := Load(paths...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
