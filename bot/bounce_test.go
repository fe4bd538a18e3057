package bot

import (
	"slices"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// report is what a mail server writes back about one of our letters.
func report(id string, about channels.Outgoing, b channels.Bounce, at time.Time) channels.Incoming {
	b.Receipt, b.To = about.Token, about.To.At()
	return channels.Incoming{Channel: "mail", ID: id, From: "mailer-daemon@mx.example", Subject: "Undelivered Mail", Text: "550",
		Answers: []string{about.Token}, Auto: true, Bounce: &b, Received: at}
}

// A letter that will never arrive is at once a duty for BIH, which keeps the
// party from being reminded in vain; one that is late is told of and no more.
// Neither opens a case, and no machine is answered.
func TestBounceIsADuty(t *testing.T) {
	for why, c := range map[string]struct {
		bounce channels.Bounce
		owed   bool
	}{
		"gone":    {channels.Bounce{Hard: true, Gone: true, Status: "5.1.1"}, true},
		"bounced": {channels.Bounce{Hard: true, Status: "5.2.2"}, true},
		"late":    {channels.Bounce{Status: "4.4.1"}, false},
	} {
		now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
		b := newBench(t, func() time.Time { return now })
		b.take(t, ask("1", now))
		b.send(t)
		letter := b.mail.Sent()[0]
		told := len(b.board.Sent())
		if v := b.take(t, report("2", letter, c.bounce, now)); !v.Ours {
			t.Errorf("%s: not taken into the case", why)
		}
		b.send(t)
		cases, err := b.Ledger.Cases(t.Context())
		if err != nil || len(cases) != 1 {
			t.Fatalf("%s: %d cases, %v", why, len(cases), err)
		}
		got, err := b.Ledger.Case(t.Context(), cases[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if owes(got, "gick_inte_fram") != c.owed || slices.Contains(got.Offers(), "natt_fram") != c.owed {
			t.Errorf("%s: debts %+v, offers %q", why, got.Debts(), got.Offers())
		}
		facts, _ := b.Ledger.Facts(t.Context(), got.ID)
		if e, ok := facts[len(facts)-1].Event.(care.LetterFailed); !ok || e.Why != why || e.To != care.PVR {
			t.Errorf("%s: %+v", why, facts[len(facts)-1].Event)
		}
		if mails, said := len(b.mail.Sent()), len(b.board.Sent()); mails != 1 || said != told+1 {
			t.Errorf("%s: %d mails sent, %d things said in chat after %d", why, mails, said, told)
		}
		if e, bad, ok := got.Do("natt_fram", nil, "marit"); ok != c.owed || bad != nil {
			t.Errorf("%s: done %t, %v", why, ok, bad)
		} else if after, said := care.Decide(got, e); owes(after, "gick_inte_fram") || len(said) > 0 {
			t.Errorf("%s: still owed, or something is said: %+v", why, said)
		}
	}
}

// A report that names the recipient and not the letter is about the last one
// sent there; one about somebody we never wrote to is nothing for the desk.
func TestBounceByRecipient(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.take(t, ask("1", now))
	b.send(t)
	for id, c := range map[string]struct {
		to   string
		ours bool
	}{"2": {"Rehab@rehab.example", true}, "3": {"nagon@annan.example", false}, "4": {"", false}} {
		in := report(id, b.mail.Sent()[0], channels.Bounce{Hard: true}, now.Add(time.Hour))
		in.Answers, in.Bounce.Receipt, in.Bounce.To = nil, "", c.to
		if v := b.take(t, in); v.Ours != c.ours {
			t.Errorf("%q: ours %t", c.to, v.Ours)
		}
	}
	if cases, err := b.Ledger.Cases(t.Context()); err != nil || len(cases) != 1 {
		t.Errorf("%d cases, %v", len(cases), err)
	}
}

func owes(c care.Case, debt string) bool {
	return slices.ContainsFunc(c.Debts(), func(d care.Debt) bool { return d.Name == debt && d.Owner == care.BIH })
}
