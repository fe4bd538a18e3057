package slackfake

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadManifest(t *testing.T) {
	got, err := ReadManifest([]byte("# about\na: 1\nb:\n  - x:y\n  - name: Ett två\n    hint: \"[a | b]\"\n  - 3\nc:\n- d\n\ne:\n  f: true\n  g: false\n"))
	want := M{"a": 1.0, "b": []any{"x:y", M{"name": "Ett två", "hint": "[a | b]"}, 3.0}, "c": []any{"d"}, "e": M{"f": true, "g": false}}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	data, err := os.ReadFile("../manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := parseManifest(withShortcut(data))
	if err != nil || m.BotName != "stegvis" || len(m.Scopes) != 12 || len(m.Events) != 8 || !m.Home || !m.Messages || !m.Interact ||
		!cmp.Equal(m.Commands, []command{{"/stegvis", "[SK-2026-0042 | mina | lediga | sena | väntar | sammanställning | hjälp]", true}}) ||
		!cmp.Equal(m.Shortcuts, []shortcut{{"link_message", "Koppla", true}}) {
		t.Errorf("%v: %+v", err, m)
	}
}

func TestManifestRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "manifest: empty",
		"- a":                      "manifest: not a map",
		"a: 1\na: 2":               "line 2: want a new key",
		"a:":                       "line 1: a key without a value",
		"a:\nb: 1":                 "line 1: a key without a value",
		"a: 1\n  b: 2":             "line 2: unexpected indentation",
		"a: {b: 1}":                "line 1: only plain",
		"a: 'b'":                   "line 1: only plain",
		"a: |":                     "line 1: only plain",
		"a: yes":                   "line 1: only plain",
		"a: b # c":                 "line 1: only plain",
		"a: b: c":                  "line 1: only plain",
		"a: 2026-01-01":            "line 1: only plain",
		"a:\n  - &x b":             "line 2: only plain",
		"a: \"b\\n\"":              "line 1: only plain",
		"just text":                "line 1: want a new key",
		"a:\n    b: 1\n  c: 2":     "line 3: unexpected indentation",
		"a:\n  - b: 1\n    b: 2\n": "line 3: want a new key",
		"\ta: 1":                   "",
	} {
		_, err := ReadManifest([]byte(text))
		if want == "" {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	if _, err := New(Config{}); err == nil {
		t.Error("a workspace without a manifest")
	}
}

func FuzzReadManifest(f *testing.F) {
	data, err := os.ReadFile("../manifest.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	f.Add("a:\n- - b\n")
	f.Add("-  a: 1\n   b: 2")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadManifest([]byte(text))
		if (m == nil) == (err == nil) {
			t.Errorf("got %v and %v", m, err)
		}
		parseManifest([]byte(text))
	})
}
