package templates

import (
	"regexp"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
)

// TestByMail: every message to BIH can also go to a unit without chat, and then
// speaks of numbers, never of buttons, cards or threads.
func TestByMail(t *testing.T) {
	chatty := regexp.MustCompile(`(?i)knapp|kortet|tråd|slack|tryck på|kryssa`)
	for _, name := range Names(care.BIH) {
		if strings.HasPrefix(name, "larm") || name == "nytt_kort" {
			continue // they are about chat, and about no unit without it
		}
		for _, d := range []Data{full(), least(full())} {
			d.Private = nil
			d.Case.Acts = []string{"ansokan", "mejla_underlag", "anmal_felskick"}
			subject, text, err := RenderDesk(name, d, 0, Numbered(d.Case.Acts), "")
			if err != nil {
				t.Errorf("%v", err)
				continue
			}
			if found := chatty.FindString(subject + text); found != "" {
				t.Errorf("bih/%s by mail says %q: give it a line under [[instead]]:\n%s", name, found, text)
			}
			if !strings.Contains(text, "\n1  Ansökan inhämtad\n     Datum för ansökan: datum (annars i dag)\n") {
				t.Errorf("bih/%s lists no acts:\n%s", name, text)
			}
		}
	}
}

// TestEveryActByMail: whatever an act asks for can be read in the letter that
// lists it, from the same file as the form in chat.
func TestEveryActByMail(t *testing.T) {
	chatty := regexp.MustCompile(`(?i)knapp|kortet|tråd|slack|tryck på|kryssa`)
	var all []string
	for _, a := range care.Acts {
		all = append(all, a.Name)
	}
	d := full()
	d.Private, d.Case.Acts = nil, all
	_, text, err := RenderDesk("ansokan", d, 2, Numbered(all), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range all {
		form := Forms()[act]
		for _, f := range form.Fields {
			if !strings.Contains(text, "     "+f.Label+": ") {
				t.Errorf("%s: the letter does not say how to fill in %q", act, f.Label)
			}
			if MailWords().How[f.Kind] == "" {
				t.Errorf("%s.%s: no words for how to write a %s", act, f.Name, f.Kind)
			}
		}
		if form.Confirm != nil && !strings.Contains(text, about(form.Confirm.Text, d.Case)) {
			t.Errorf("%s: the letter does not say what cannot be taken back", act)
		}
		if said := Done("Marit", act, nil); chatty.MatchString(said) {
			t.Errorf("%s: confirmed with %q", act, said)
		}
	}
	if found := chatty.FindString(text); found != "" || strings.ContainsAny(text, "{}") {
		t.Errorf("the letter says %q:\n%s", found, text)
	}
	if !strings.Contains(text, "\n1–2  ") || !strings.Contains(text, "\n3  ") {
		t.Errorf("the acts do not follow the times:\n%s", text)
	}
}
