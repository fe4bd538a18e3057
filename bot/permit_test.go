package bot

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

func (b *bench) happens(t *testing.T, events ...care.Event) {
	t.Helper()
	for _, e := range events {
		if _, err := b.store(t.Context(), ledger.Entry{Case: "SK-2026-0001"}, e, "marit@bih.example"); err != nil {
			t.Fatal(err)
		}
	}
}

// TestConsentAtTheDoor: an order that was written while the person agreed does not
// leave after that has been taken back, whatever has been said of the stop, and
// leaves once when the person agrees again.
func TestConsentAtTheDoor(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	decided(t, b)
	b.happens(t, care.StopSigned{Signs: []string{"samtycke_aterkallat"}, From: care.PVR}, care.StopCleared{})
	b.send(t)
	b.send(t)
	if l := b.letter(t, "bestallning"); l.State != "held" || l.Waits != care.ForConsent || len(b.mailed("htj@htj.example")) > 0 {
		t.Fatalf("the order is %s and waits for %q; HTJ has got %q", l.State, l.Waits, b.mailed("htj@htj.example"))
	}
	if b.letter(t, "samtycke_saknas").State != "sent" {
		t.Error("BIH was not asked")
	}
	b.happens(t, care.ConsentGiven{To: []care.Role{care.PVR}, On: b.today(), How: "muntligt"})
	b.send(t)
	if got := b.mailed("htj@htj.example"); len(got) > 0 {
		t.Errorf("PVR's consent let go what is for HTJ: %q", got)
	}
	b.happens(t, care.ConsentGiven{To: []care.Role{care.HTJ}, On: b.today(), How: "muntligt"})
	b.send(t)
	b.send(t)
	if got := b.mailed("htj@htj.example"); len(got) != 1 {
		t.Errorf("HTJ has got %q, want the order once", got)
	}
}

// TestStoppedWhileItWasSent: an order that was being sent, or of which nobody knows
// whether it was, when a case is stopped is not sent again before it is let go.
func TestStoppedWhileItWasSent(t *testing.T) {
	stops := map[string]care.Event{"felskick": care.Misrouted{}, "avliden": care.StopSigned{Signs: []string{"avliden"}, From: care.HTJ}}
	goesOn := map[string]care.Event{"felskick": care.Resumed{}, "avliden": care.StopCleared{}}
	for why, stop := range stops {
		for fate, crash := range map[string]bool{"unknown": true, "greylisted": false} {
			t.Run(why+", "+fate, func(t *testing.T) {
				now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
				b := newBench(t, func() time.Time { return now })
				decided(t, b)
				begun := b.beginAll(t)
				b.happens(t, stop)
				var err error
				if crash {
					err = b.Ledger.Interrupted(t.Context(), now)
				} else {
					for _, l := range begun {
						err = errors.Join(err, b.settle(t.Context(), l, "", errors.New("450")))
					}
				}
				if err != nil {
					t.Fatal(err)
				}
				b.sendFor(t, &now, 30)
				if got := b.mailed("rehab@rehab.example", "htj@htj.example"); len(got) > 0 {
					t.Fatalf("sent from a stopped case: %q", got)
				}
				b.happens(t, goesOn[why])
				b.sendFor(t, &now, 30)
				if got := b.mailed("htj@htj.example"); len(got) != 1 {
					t.Errorf("HTJ has got %q when it goes on, want the order once", got)
				}
			})
		}
	}
}

// beginAll notes of what is due to the parties that it is being sent.
func (b *bench) beginAll(t *testing.T) (begun []ledger.Letter) {
	t.Helper()
	due, err := b.Ledger.Due(t.Context(), b.Now())
	for _, l := range due {
		if l.Role == care.BIH {
			continue
		}
		if _, bad := b.Ledger.Begin(t.Context(), l, b.Now(), ledger.Budget{}); bad != nil {
			err = bad
		}
		l.State = "sending"
		begun = append(begun, l)
	}
	if err != nil || len(begun) == 0 {
		t.Fatalf("%d begun: %v", len(begun), err)
	}
	return begun
}

// sendFor delivers every minute for so many.
func (b *bench) sendFor(t *testing.T, now *time.Time, minutes int) {
	t.Helper()
	for range minutes {
		b.send(t)
		*now = now.Add(time.Minute)
	}
}

// TestEndedIsNotSent: what a stop held back is not sent when the case ends there.
func TestEndedIsNotSent(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	decided(t, b)
	b.happens(t, care.StopSigned{Signs: []string{"avliden"}, From: care.HTJ}, care.StopCleared{End: true})
	b.send(t)
	b.send(t)
	if l := b.letter(t, "bestallning"); l.State != "failed" {
		t.Errorf("the order is %s", l.State)
	}
	if got := b.mailed("htj@htj.example"); !slices.Equal(got, []string{"[SK-2026-0001] Ärendet är avslutat"}) {
		t.Errorf("HTJ has got %q", got)
	}
}

// TestEndedIsNotSentLater: nor is an order of which nobody knew whether it had been sent.
func TestEndedIsNotSentLater(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	decided(t, b)
	b.beginAll(t)
	if err := b.Ledger.Interrupted(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	b.happens(t, care.StopSigned{Signs: []string{"avliden"}, From: care.HTJ}, care.StopCleared{End: true})
	b.sendFor(t, &now, 30)
	if got := b.mailed("htj@htj.example"); !slices.Equal(got, []string{"[SK-2026-0001] Ärendet är avslutat"}) {
		t.Errorf("HTJ has got %q", got)
	}
}

// TestWordsToTheFormer: what was written to one utförare is not sent when the case
// has become another's, though it has no papers.
func TestWordsToTheFormer(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = contacts.New(append(slices.Clone(units), contacts.Unit{ID: "htj2", Role: care.HTJ, Name: "Solen", Emails: []string{"sol@sol.example"}, Class: contacts.Document}))
	decided(t, b)
	b.send(t)
	b.happens(t, care.ChangeHandled{Choice: "fraga", To: []care.Role{care.HTJ}, Text: "Hur går det?"}, care.ProviderChanged{Provider: "htj2", Last: b.today()})
	b.send(t)
	b.send(t)
	if l := b.letter(t, "besked"); l.State != "failed" {
		t.Errorf("words for the case's utförare went to the former one: %s", l.State)
	}
}

// TestFormerIsTold: an utförare that BIH takes a case from is told so, once and
// with no word about the person, also when she no longer agrees to anything: it
// would otherwise go on. What has stopped the case stops that, too, for as long;
// and the one that comes in its place is told nothing without her leave.
func TestFormerIsTold(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = contacts.New(append(slices.Clone(units), contacts.Unit{ID: "htj2", Role: care.HTJ, Name: "Solen", Emails: []string{"sol@sol.example"}, Class: contacts.Document}))
	decided(t, b)
	b.send(t)
	before := len(b.mailed("htj@htj.example"))
	b.happens(t, care.StopSigned{Signs: []string{"samtycke_aterkallat"}, From: care.PVR}, care.ProviderChanged{Provider: "htj2", Last: b.today()})
	b.send(t)
	if got := b.mailed("htj@htj.example"); len(got) != before || b.letter(t, "utforare_bytt").State != "held" {
		t.Fatalf("told while the case is stopped: %q", got)
	}
	b.happens(t, care.StopCleared{})
	b.send(t)
	b.send(t)
	if got := b.mailed("htj@htj.example")[before:]; !slices.Equal(got, []string{"[SK-2026-0001] Uppdraget upphör"}) {
		t.Errorf("the former has been told %q", got)
	}
	if got := b.mailed("sol@sol.example"); len(got) > 0 {
		t.Errorf("the new one has been told %q without the person's leave", got)
	}
	if l := b.letter(t, "utforare_bytt"); care.Says(l.Role, l.Template) != care.Bare || len(l.Files) > 0 {
		t.Error("the former is told something of the person")
	}
}

// TestShadow: whatever happens in whatever order, nothing reaches a party that
// nobody has sent.
func TestShadow(t *testing.T) {
	for seed := range uint64(3) {
		w := newWalk(t, seed)
		w.Shadow = true
		for range 40 {
			w.step(t)
		}
		for _, m := range slices.Concat(w.mail.Sent(), w.board.Sent()) {
			if u, _ := w.lists.Unit(m.To.Unit(), w.today()); u.Role != care.BIH {
				t.Fatalf("seed %d: %s reached %s by itself", seed, m.Subject, m.To.Unit())
			}
		}
	}
}

// TestShadowTurnedOn: what was queued to the parties before shadow mode is not sent
// when that is turned on, also after a try that failed. BIH is asked once, and what
// somebody has let go is not asked about again.
func TestShadowTurnedOn(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	decided(t, b)
	greylisted := errors.New("450 greylisted")
	later := func(fails ...error) {
		b.mail.Fail(fails...)
		now = now.Add(10 * time.Minute)
		b.send(t)
		b.send(t)
	}
	later(greylisted, greylisted, greylisted)
	b.Shadow = true
	later()
	if got := b.mailed("pvr@rehab.example", "htj@htj.example"); len(got) > 0 {
		t.Fatalf("unread, and sent: %q", got)
	}
	if b.asked(t, "forslag") != 1 || b.letter(t, "bestallning").Waits != care.ForHuman {
		t.Fatalf("BIH was asked %d times, and the order waits for %q", b.asked(t, "forslag"), b.letter(t, "bestallning").Waits)
	}
	b.happens(t, care.LettersReleased{By: "marit@bih.example"})
	later(greylisted, greylisted, greylisted)
	later()
	if got := b.mailed("htj@htj.example"); len(got) != 1 || b.asked(t, "forslag") != 1 {
		t.Errorf("HTJ has got %q, and BIH was asked %d times, want the order and once", got, b.asked(t, "forslag"))
	}
}

// TestShadowAfterConsent: an order that has waited for a consent since before shadow mode
// has not been read because something else has been let go meanwhile.
func TestShadowAfterConsent(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	mine := agreed()
	mine.Consent.To = []string{"bih"}
	b.happens(t, care.IntygReceived{Intyg: mine, From: "pvr", On: b.today()}, care.DecisionMade{Outcome: "bifall", To: b.today().Add(60), Provider: "htj"})
	b.sendFor(t, &now, 2)
	if l := b.letter(t, "bestallning"); l.Waits != care.ForConsent {
		t.Fatalf("the order is %s and waits for %q", l.State, l.Waits)
	}
	b.Shadow = true
	b.happens(t, care.ChangeHandled{Choice: "fraga", To: []care.Role{care.PVR}, Text: "Hur går det?"}, care.LettersReleased{By: "marit@bih.example"},
		care.ConsentGiven{To: []care.Role{care.HTJ}, On: b.today(), How: "muntligt"})
	b.sendFor(t, &now, 2)
	if got := b.mailed("htj@htj.example"); len(got) > 0 || b.letter(t, "bestallning").Waits != care.ForHuman {
		t.Errorf("unread, and sent: %q", got)
	}
	b.happens(t, care.LettersReleased{By: "marit@bih.example"})
	b.sendFor(t, &now, 2)
	if got := b.mailed("htj@htj.example"); len(got) != 1 {
		t.Errorf("HTJ has got %q, want the order once it is read", got)
	}
}

// TestShadowWithinABundle: of several reminders that would go in one mail, only what
// somebody has let go leaves.
func TestShadowWithinABundle(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	ids := []care.CaseID{"SK-2026-0001", "SK-2026-0002", "SK-2026-0003"}
	for _, id := range ids {
		b.runs(t, id, lastDay)
	}
	b.send(t)
	b.send(t)
	before := len(b.mailed("rehab@rehab.example"))
	b.tickAt(t, &now, lastDay.Add(-20))
	b.Shadow = true
	for _, id := range ids[:2] {
		if _, err := b.store(t.Context(), ledger.Entry{Case: id}, care.LettersReleased{By: "marit@bih.example"}, "marit@bih.example"); err != nil {
			t.Fatal(err)
		}
	}
	b.send(t)
	if got := b.mailed("rehab@rehab.example")[before:]; !slices.Equal(got, []string{"Påminnelser i 2 ärenden"}) {
		t.Errorf("PVR has got %q", got)
	}
	c, err := b.Ledger.Case(t.Context(), ids[2])
	if err != nil || !c.Waits(care.PVR, care.ForHuman) {
		t.Errorf("nothing waits in the third case (%v)", err)
	}
}

// asked counts the letters of a template in the case.
func (b *bench) asked(t *testing.T, template string) (n int) {
	t.Helper()
	all, err := b.Ledger.Letters(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Template == template {
			n++
		}
	}
	return n
}

var protectedList = "Id;Roll;Namn;E-post;Slack;Leverans\nbih;BIH;BIH;bih@bih.example;C1;handling\n" +
	";handläggare;Marit Provberg;marit@bih.example;U0MARIT;\n;handläggare;Jonas Testlund;jonas@bih.example;U0JONAS;\n;chef;Cia Provchef;cia@bih.example;U0CIA;\n" +
	"pvr;PVR;Rehab;rehab@rehab.example;;handling\nhtj;HTJ;Tranbäret;htj@htj.example;;handling\nhtj2;HTJ;Lyktan;lyktan@sol.example;;handling\n"

// TestProtected: wherever a case stands when it becomes known that the identity is
// protected, no party hears more, chat shows that there is a case, and only those
// named are told or may act.
func TestProtected(t *testing.T) {
	noHead := strings.ReplaceAll(strings.ReplaceAll(protectedList, ";chef;", ";handläggare;"), ";handläggare;Jonas", ";koordinator;Jonas")
	for _, tt := range []struct {
		name, list string
		named      []string
	}{
		{"marit@bih.example", protectedList, []string{"Marit@bih.example"}}, {"cia@bih.example", protectedList, nil},
		{"cia@bih.example", protectedList, []string{"har.slutat@bih.example"}}, {"jonas@bih.example", noHead, nil},
	} {
		name, named := tt.name, tt.named
		now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
		b := newBench(t, func() time.Time { return now })
		b.lists, b.Cleared = loaded(t, tt.list), named
		decided(t, b)
		b.happens(t, care.StopSigned{Signs: []string{"skyddade_personuppgifter"}, From: care.BIH})
		b.happens(t, care.QuestionAsked{From: care.HTJ, To: care.PVR, Text: "?"}, care.NeedChanged{From: care.HTJ})
		now = now.Add(100 * 24 * time.Hour)
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.send(t)
		b.send(t)
		for _, m := range b.mail.Sent() {
			if m.To.At() != name {
				t.Errorf("%s was mailed to %s", m.Subject, m.To.At())
			}
		}
		if len(b.mail.Sent()) == 0 {
			t.Errorf("%s was told nothing", name)
		}
		cards, _ := b.board.Cards()
		if c := cards[0].Case; !c.Protected || len(c.Acts)+len(c.Duties) > 0 || c.HTJ+c.PVR != "" {
			t.Errorf("the card shows %+v", c)
		}
		for _, who := range []string{"marit@bih.example", "jonas@bih.example", "cia@bih.example"} {
			m, err := b.interpret(t.Context(), channels.Incoming{Channel: "slack", From: who, Case: "SK-2026-0001", Act: "mejla_underlag"}, documents{})
			if err != nil || (m.event != nil) != (who == name) {
				t.Errorf("named is %s, and %s got %+v (%v)", name, who, m.event, err)
			}
		}
	}
}
