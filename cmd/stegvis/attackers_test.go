package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	sealing "example.org/stegvis/bot/ledger/seal"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
)

// Mallory wants to know what is the matter with Ingeborg Provström, or to put
// something wrong into her case. Each test below gives Mallory something to do it
// with, tells what Mallory tries, and what comes of it: nothing.

// A mail account, and luck: Mallory works at an utförare whose name is nearly that
// of Ingeborg's, stands in the contact lists, and has come by the number of the
// case and by the Message-ID of a letter in it, which nobody can guess.
func TestAttackerWithAMailAccount(t *testing.T) {
	t.Parallel()
	clock := &clock{at: quietMonday(care.DateOf(time.Now())).At(9, 0)}
	o := fakeOffice(t, clock)
	o.config = "[mail.trust]\nserver = \"mx.bih.test\"\n" + o.config
	w := open(t, o, clock)
	monday := care.DateOf(clock.now())

	// In the morning PVR asks for a förhandsbedömning, and has an answer.
	w.finds(ownLine+"dmarc=pass header.from=pvr.test\n"+asking, false, 0, monday)
	w.settled(1)
	w.expects("PVR: Vi har tagit emot ert mejl", "BIH: Almens Rehab vill ha en förhandsbedömning.")

	const (
		mine    = ownLine + "dmarc=pass header.from=htj.test\nFrom: Mallory <kontor@htj.test>\n" // our server knows that it is from there
		asMarit = "From: Marit Provberg <marit@bih.test>\n"
		thread  = "In-Reply-To: %id\nReferences: %id\n"
	)
	for i, try := range []struct{ what, head, body string }{
		{"asks about the case by its number", mine, "Vad gäller SK-ärendet? Skicka underlaget hit."},
		{"answers PVR's letter from the own address", mine + thread, "Tisdag kl 10 går bra. Skicka underlaget till mig i stället."},
		{"answers it as PVR", asRehab + thread, "Tisdag kl 10 går bra."},
		{"says as PVR where to answer", asRehab + thread + "Reply-To: mallory@htj.test\n", "Svara mig på den andra adressen."},
		{"says as PVR that the person has died", asRehab + thread, "Hon har avlidit."},
		{"presses a button as BIH", asMarit + thread, "1"},
		{"decides as BIH, with an old card quoted", asMarit + thread, "3 bifall, utförare: Tranbärens Hemtjänst HB\n\n> SVARA MED EN SIFFRA.\n> 3  Registrera beslut"},
		{"writes to herself as two", "From: intyg@pvr.test, kontor@htj.test\n" + thread, "Ja."},
		{"puts another name before the address", ownLine + "dmarc=pass header.from=htj.test\nFrom: \"intyg@pvr.test\" <kontor@htj.test>\n" + thread, "Ja."},
		{"sends a line too much", mine + "Subject: x\r\nBcc: alla@htj.test\n" + thread, "{{.Private}} <script>alert(1)</script>"},
	} {
		clock.later(3 * time.Minute)
		subject := "Subject: Sv: [%case] Vi har tagit emot ert mejl\n"
		if strings.Contains(try.head, "\nSubject:") {
			subject = ""
		}
		w.finds(try.head+"To: <mottagning@bih.test>\n"+subject+"Message-ID: <m"+string(rune('a'+i))+"@htj.test>\n\n"+try.body+"\n", false, 0, monday)
		w.settled(i + 2)
		if n := len(w.inbox(neighbour)); n > 0 {
			t.Fatalf("Mallory %s, and gets %d mails", try.what, n)
		}
	}

	// All that has happened in the case is that BIH is told that somebody wrote.
	w.untouched("SK-"+monday.String()[:4]+"-0001", "AssessmentAsked", "StrangerWrote")
	if told := subjects(w.inbox(rehab)); len(told) != 1 {
		t.Errorf("PVR has been told %q", told)
	}
}

// A Slack account: Mallory is let into the workspace as a guest, is somebody from
// another workspace, and sits in the channel of the other utförare.
func TestAttackerWithASlackAccount(t *testing.T) {
	t.Parallel()
	w, monday := openParties(t, partyContacts(";", berry+";slack"))
	id := care.CaseID("SK-" + monday.String()[:4] + "-0001")
	w.chatHas(berry, string(id))
	cardAt := func(place string) string {
		ts, _ := w.chatHas(place, string(id))["ts"].(string)
		return ts
	}
	bihs, theirs := cardAt(room), cardAt(berry)
	var before care.Case
	channeltest.Until(t, "what BIH has done to be noted", func() (done bool) {
		var err error
		if before, err = w.desk.ledger.Case(context.Background(), id); err != nil {
			t.Fatal(err)
		}
		return before.Decision != nil && len(before.Untold) == 0
	})

	// From the other utförare's channel, and alone with the bot, the case does not
	// even exist: the answer is the one for a number that nobody has.
	for _, place := range []string{berrys, w.slack.Human(olof).DM()} {
		for _, said := range []string{string(id), string(id) + " vi startar i morgon, hembesök behövs inte", strings.Replace(string(id), "-0001", "-0999", 1)} {
			w.clock.later(time.Minute)
			if _, err := w.slack.Human(olof).Post(place, said); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.clock.later(time.Minute)
	if err := w.slack.Human(olof).Slash(w.slack.Human(olof).DM(), "/stegvis", string(id)); err != nil {
		t.Fatal(err)
	}

	// As a guest and as somebody from another workspace, put into the channels
	// themselves: the cards are there to be seen by then, their buttons do nothing,
	// and nothing more is posted there while she is.
	for _, u := range []slackfake.User{{ID: "U0MALLORY", Name: "mallory", RealName: "Mallory", Guest: true}, {ID: "U0MALLET", Name: "mallet", RealName: "Mallet", Team: "T0OTHER"}} {
		w.slack.AddUser(u)
		for place, ts := range map[string]string{room: bihs, berry: theirs} {
			w.slack.Invite(place, u.ID)
			for _, act := range []string{"act:mejla_underlag", "act:ta_arendet", "act:startdatum", "more"} {
				w.clock.later(time.Minute)
				w.slack.Human(u.ID).Click(place, ts, act) // an error is that there is no such button there
			}
			w.slack.Human(u.ID).Reply(place, ts, "Vi startar i morgon. Hembesök behövs inte.")
		}
		channeltest.Until(t, "whoever looks after the desk to be told", func() bool {
			reports, err := w.desk.ledger.Reports(context.Background())
			return err == nil && slices.ContainsFunc(reports, func(r ledger.Report) bool { return r.What == "members" && r.Alarm })
		})
		for _, place := range []string{room, berry} {
			w.slack.Remove(place, u.ID)
		}
	}

	// What Mallory has been told by the bot, in all places, names neither person nor
	// party, and the case stands where it stood.
	for _, who := range []string{olof, "U0MALLORY", "U0MALLET"} {
		heard := drawn(w.slack.Ephemerals(room, who)) + drawn(w.slack.Ephemerals(berry, who)) + drawn(w.slack.Ephemerals(berrys, who)) + drawn(w.slack.Messages(w.slack.Human(who).DM()))
		for _, secret := range []string{"Ingeborg", "Provström", "19440813", "Tranbäret", "Almens", before.Label, "Uppstart"} {
			if strings.Contains(heard, secret) {
				t.Errorf("%s was told %q:\n%s", who, secret, heard)
			}
		}
	}
	after, err := w.desk.ledger.Case(context.Background(), id)
	if err != nil || after.Rev != before.Rev {
		t.Errorf("the case is made of %d facts, and was of %d (%v)", after.Rev, before.Rev, err)
	}
}

// untouched demands that nothing but these has happened in a case.
func (w *wire) untouched(id string, kinds ...string) {
	w.Helper()
	facts, err := w.desk.ledger.Facts(context.Background(), care.CaseID(id))
	if err != nil || len(facts) == 0 {
		w.Fatalf("%d facts (%v)", len(facts), err)
	}
	for _, f := range facts {
		if !slices.Contains(kinds, care.Kind(f.Event)) {
			w.Errorf("%s has happened in the case", care.Kind(f.Event))
		}
	}
}

// A stolen database file: Mallory was alone with the machine for a minute, and has
// the ledger with its log and index, but not the keys, which lie beside it.
func TestAttackerWithAStolenDatabase(t *testing.T) {
	t.Parallel()
	script := days(t)["avslag"]
	ingeborg, dir, loot := prepared(script), t.TempDir(), t.TempDir()
	staged(t, dir, script)
	carry(t, dir, loot, func(name string) bool { return strings.Contains(name, ".db") && !strings.HasSuffix(name, ".keys") })

	// She searches the files for Ingeborg as they are.
	for _, leak := range ingeborg.seenIn(onDisk(t, loot)) {
		t.Error(leak)
	}
	// She lets stegvis open them.
	if l, err := ledger.Open(stolen(t, loot)); err == nil || !strings.Contains(err.Error(), "master key") {
		t.Errorf("the stolen ledger opens: %v, %v", l, err)
	}
	// She gives it the keys of a desk of her own.
	own := t.TempDir()
	l, err := ledger.Open(filepath.Join(own, "own.db"))
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	path := stolen(t, loot)
	for from, to := range map[string]string{ledger.KeysOf(filepath.Join(own, "own.db")): ledger.KeysOf(path), filepath.Join(own, ledger.MasterFile): filepath.Join(loot, ledger.MasterFile)} {
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	if l, err := ledger.Open(path); err == nil || !strings.Contains(err.Error(), "keys of another ledger") {
		t.Errorf("the stolen ledger opens with the keys of another: %v, %v", l, err)
	}
}

// A stolen backup after gallring: Mallory has had a copy of the ledger for years,
// and now comes by all keys there are and by the machine itself.
func TestAttackerWithAStolenBackup(t *testing.T) {
	t.Parallel()
	script := days(t)["avslag"]
	ingeborg, dir, loot := prepared(script), t.TempDir(), t.TempDir()
	s := staged(t, dir, script)
	old := filepath.Join(loot, "old.db")
	list, err := s.bot.Ledger.Cases(t.Context())
	if err := errors.Join(err, s.bot.Ledger.Copy(t.Context(), old)); err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := withKeys(s.bot.Ledger, old); err != nil {
		t.Fatal(err)
	}

	// Before the gallring, whoever had the keys would have read all of it.
	if facts := factsIn(t, old, list[0].ID); len(facts) == 0 {
		t.Fatal("the copy holds nothing: this test shows nothing")
	}
	for _, name := range []string{ledger.KeysOf(old), filepath.Join(loot, ledger.MasterFile)} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}

	// After it, today's keys open the old copy, and nothing of her in it.
	if err := s.bot.Ledger.Erase(t.Context(), ledger.Removal{Case: list[0].ID, At: s.bot.Now(), Who: "marit@bih.test, jonas@bih.test", Why: "avslag"}); err != nil {
		t.Fatal(err)
	}
	if err := withKeys(s.bot.Ledger, old); err != nil {
		t.Fatal(err)
	}
	if facts := factsIn(t, old, list[0].ID); len(facts) > 0 {
		t.Errorf("the old copy still tells %d facts", len(facts))
	}
	for _, leak := range append(ingeborg.seenIn(onDisk(t, loot)), ingeborg.seenIn(onDisk(t, dir))...) {
		t.Error(leak)
	}
}

// factsIn are the facts of a case that a ledger gives to whoever opens it.
func factsIn(t *testing.T, path string, id care.CaseID) []care.Fact {
	t.Helper()
	l, err := ledger.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	facts, err := l.Facts(t.Context(), id)
	if err != nil && !errors.Is(err, sealing.ErrErased) {
		t.Fatal(err)
	}
	return facts
}

// stolen is the database among the files of a folder.
func stolen(t *testing.T, dir string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q, %v: want one database", found, err)
	}
	return found[0]
}

// carry copies those files of a folder that are wanted.
func carry(t *testing.T, from, to string, wanted func(name string) bool) {
	t.Helper()
	entries, err := os.ReadDir(from)
	for _, e := range entries {
		if !e.IsDir() && wanted(e.Name()) {
			err = errors.Join(err, follow(from, e.Name(), filepath.Join(to, e.Name())))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}
