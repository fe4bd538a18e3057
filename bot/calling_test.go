package bot

import (
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// Marit takes those born on the first half of a month, Jonas the rest.
var dividedList = "Id;Roll;Namn;E-post;Slack;Leverans;Födelsedagar;Samordnare;Språk\nbih;BIH;BIH;bih@bih.example;C1;handling;;;\n" +
	";handläggare;Marit Provberg;marit@bih.example;U0MARIT;;1–15;;\n;handläggare;Jonas Testlund;jonas@bih.example;U0JONAS;;16–31;;\n" +
	"pvr;PVR;Rehab;rehab@rehab.example;;handling;;;\nhtj;HTJ;Tranbäret;htj@htj.example;;handling;;Aino Provnen;finska\n"

// TestCalledOn: of a case that nobody has taken, the one who takes people born on
// such a day is called on; of one that somebody has taken, or of somebody whose
// birthday is not known, nobody is.
func TestCalledOn(t *testing.T) {
	for id, want := range map[string]string{"194408139089": "U0MARIT", "193805289816": "U0JONAS", "": ""} {
		now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
		b := newBench(t, func() time.Time { return now })
		b.lists = loaded(t, dividedList)
		i := agreed()
		i.Person.ID = id
		b.happens(t, care.IntygReceived{Intyg: i, From: "pvr", Provider: "htj", On: care.DateOf(now)})
		b.send(t)
		b.send(t)
		sent := b.board.Sent()
		if len(sent) != 1 || sent[0].Mention != want {
			t.Fatalf("%q: %d messages, called on %q, want %q", id, len(sent), sent[0].Mention, want)
		}
		b.happens(t, care.Taken{Who: "jonas@bih.example"}, care.NeedChanged{From: care.HTJ})
		b.send(t)
		for _, m := range b.board.Sent()[1:] {
			if m.Mention != "" {
				t.Errorf("%q: %s is called on in a case that is Jonas's", id, m.Mention)
			}
		}
	}
}

// TestLanguageOfTheCoordinator: PVR, who is to call the samordnare, is told in what
// language, when the list says.
func TestLanguageOfTheCoordinator(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = loaded(t, dividedList)
	b.happens(t, care.AssessmentAsked{From: "pvr"}, care.AssessmentGiven{Opinion: "tillstyrks", Provider: "htj"})
	b.send(t)
	b.send(t)
	if l := b.letter(t, "forhandsbedomning"); !strings.Contains(l.Text, "Samordnare: Aino Provnen\n") || !strings.Contains(l.Text, "Språk: finska\n") {
		t.Errorf("PVR is told %s", l.Text)
	}
}
