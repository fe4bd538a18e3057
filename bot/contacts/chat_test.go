package contacts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
)

// TestOnePlaceEach: two who would read the same channel are an error when the
// lists are read, whoever they are.
func TestOnePlaceEach(t *testing.T) {
	const head = "Id;Roll;Namn;E-post;Slack;Kanal;Leverans\nbih;BIH;Enheten;bih@bih.example;C0BIH;;\n;handläggare;Marit;marit@bih.example;U0M;;\n"
	for name, x := range map[string]struct {
		rows string
		bad  bool
	}{
		"each its own":           {"a;HTJ;Ett;a@a.example;C1;slack;\nb;HTJ;Två;b@b.example;C2;slack;\n", false},
		"two utförare":           {"a;HTJ;Ett;a@a.example;C1;slack;\nb;HTJ;Två;b@b.example;C1;slack;\n", true},
		"one of them on mail":    {"a;HTJ;Ett;a@a.example;C1;slack;\nb;HTJ;Två;b@b.example;C1;mejl;\n", true},
		"utförare and PVR":       {"a;HTJ;Ett;a@a.example;C1;slack;\nb;PVR;Två;b@b.example;C1;slack;\n", true},
		"BIH's own channel":      {"a;HTJ;Ett;a@a.example;C0BIH;slack;\n", true},
		"a member of BIH":        {"a;HTJ;Ett;a@a.example;U0M;slack;\n", true},
		"chat without a channel": {"a;HTJ;Ett;a@a.example;;slack;\n", true},
	} {
		file := filepath.Join(t.TempDir(), "kontakter.csv")
		if err := os.WriteFile(file, []byte(head+x.rows), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(file)
		if (err != nil) != x.bad {
			t.Errorf("%s: error %v, want one: %v", name, err, x.bad)
		}
		if err != nil && !strings.Contains(err.Error(), "Slack") {
			t.Errorf("%s: %v does not say what to do", name, err)
		}
	}
}

// TestMailBesideChat: a unit in chat is still mailed what chat cannot carry.
func TestMailBesideChat(t *testing.T) {
	d := New([]Unit{{ID: "a", Role: care.HTJ, Slack: "C1", Channel: slack, Emails: []string{"a@a.example"}}, {ID: "b", Role: care.HTJ, Slack: "C2", Channel: slack}})
	day := care.Date{Year: 2026, Month: 11, Day: 23}
	if to, err := d.Address(care.HTJ, "a", day); err != nil || to.Channel() != "slack" || to.At() != "C1" {
		t.Errorf("a is reached at %+v, %v", to, err)
	}
	if to, err := d.ByMail(care.HTJ, "a", day); err != nil || to.Channel() != "mail" || to.At() != "a@a.example" {
		t.Errorf("a is mailed at %+v, %v", to, err)
	}
	if to, err := d.ByMail(care.HTJ, "b", day); err == nil {
		t.Errorf("b has no mail address, and is mailed at %+v", to)
	}
}
