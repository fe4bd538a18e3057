package main

import (
	"os"
	"strings"
	"testing"

	"example.org/stegvis/reminders"
)

// TestExample: the example is a config that loads, and stands at the top.
func TestExample(t *testing.T) {
	if _, err := parseConfig(exampleConfig); err != nil {
		t.Error(err)
	}
	top, err := os.ReadFile("../../config.example.toml")
	if err != nil || string(top) != string(exampleConfig) {
		t.Errorf("config.example.toml at the top differs from the one built in (%v)", err)
	}
}

// TestBadConfig: one mistake each, and the sentence it gives.
func TestBadConfig(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"misspelled key":   {`prefix = "SK"`, `prefixx = "SK"`, `line 8, column 1: unknown key "unit.prefixx": check the spelling`},
		"misspelled table": {"[reading]", "[redaing]", `unknown key "redaing"`},
		"wrong kind":       {"order = 7", `order = "a week"`, `"reminders.order" cannot be read`},
		"bad day":          {`"2026-12-28..2026-12-30"`, `"den 28:e"`, `unit.closed: day "den 28:e"`},
		"backwards":        {`"2026-12-28..2026-12-30"`, `"2026-12-30..2026-12-28"`, "unit.closed"},
		"unheard-of eve":   {`"trettondagsafton"`, `"midvinterblot"`, "unit.half_days"},
		"after noon":       {`at = "08:00"`, `at = "13:00"`, "from 08:00 to 11:59"},
		"missing name":     {`name = "Biståndshandläggarenheten Skärholmen"`, `name = ""`, "unit.name is missing: write it in the file"},
		"no contacts":      {`["/etc/stegvis/kontakter.csv"]`, `[]`, "unit.contacts is missing"},
		"in the lost hour": {`at = "08:00"`, `at = "02:30"`, `reminders.at is "02:30": write a time in working hours`},
		"not a time":       {`at = "08:00"`, `at = "åtta"`, "reminders.at"},
		"not TOML":         {"[unit]", "[unit", "line 6"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(exampleConfig), c.old, c.new, 1)
			if text == string(exampleConfig) {
				t.Fatalf("the example has no %q", c.old)
			}
			_, err := parseConfig([]byte(text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("err = %v\nwant it to say %q", err, c.want)
			}
		})
	}
}

// TestNotepad: Windows' byte order mark is no part of the config.
func TestNotepad(t *testing.T) {
	if _, err := parseConfig(append([]byte("\xef\xbb\xbf"), exampleConfig...)); err != nil {
		t.Error(err)
	}
}

// TestReadme: the tables in the README and the handbook are those that the code
// prints.
func TestReadme(t *testing.T) {
	embedded(t, "../../README.md", "model", modelTable())
	embedded(t, "../../docs/paminnelser.md", "rules", rulesTable(ruleRows(reminders.Plan{Leads: reminders.ModelLeads})))
}

func embedded(t *testing.T, file, name, table string) {
	t.Helper()
	readme, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(readme), "<!-- "+name+" -->\n")
	_, after, ok2 := strings.Cut(rest, "<!-- /"+name+" -->")
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the table", file)
	}
	want := before + "<!-- " + name + " -->\n" + table + "<!-- /" + name + " -->" + after
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(readme) != want {
		t.Errorf("the table in %s is not what the code prints: run go test ./cmd/stegvis -run TestReadme -update", file)
	}
}
