package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// The unit's own server writes what it thinks of a sender into a line that
// begins with its name. These are what others put there in its stead, each
// above or in a mail that bears the address of a PVR in the contact lists.
const (
	ownLine = "Authentication-Results: mx.bih.test; "
	arLine  = "Authentication-Results: "
	asRehab = "From: Almens Rehab <intyg@pvr.test>\n"
)

var forged = []string{
	asRehab,
	ownLine + "dmarc=fail header.from=pvr.test\n" + asRehab,
	ownLine + "dmarc=none header.from=pvr.test\n" + asRehab,
	ownLine + "dmarc=bestguesspass header.from=pvr.test\n" + asRehab,
	ownLine + "spf=pass smtp.mailfrom=pvr.test; dkim=pass header.d=pvr.test\n" + asRehab,
	ownLine + "none\n" + asRehab,
	arLine + "mx.forger.test; dmarc=pass header.from=pvr.test\n" + asRehab,
	arLine + "xmx.bih.test; dmarc=pass header.from=pvr.test\n" + asRehab,
	arLine + "mx.bih.test.forger.test; dmarc=pass header.from=pvr.test\n" + asRehab,
	arLine + "(mx.bih.test) mx.forger.test; dmarc=pass header.from=pvr.test\n" + asRehab,
	arLine + "; dmarc=pass header.from=pvr.test\n" + asRehab,
	arLine + "dmarc=pass action=none header.from=pvr.test;compauth=pass reason=100\n" + asRehab,
	arLine + "mx.bih.test 2; dmarc=pass header.from=pvr.test\n" + asRehab,
	arLine + "mx.forger.test; spf=fail\n" + ownLine + "dmarc=pass header.from=pvr.test\n" + asRehab,
	ownLine + "dmarc=fail header.from=pvr.test\n" + ownLine + "dmarc=pass header.from=pvr.test\n" + asRehab,
	ownLine + "dmarc=pass header.from=forger.test\n" + asRehab,
	ownLine + "dmarc=pass header.from=mail.pvr.test\n" + asRehab,
	ownLine + "dmarc=pass header.from=test\n" + asRehab,
	ownLine + "dmarc=pass\n" + asRehab,
	ownLine + "dmarc=pass (header.from=pvr.test)\n" + asRehab,
	ownLine + "dmarc=fail (dmarc=pass header.from=pvr.test) header.from=pvr.test\n" + asRehab,
	ownLine + `spf=fail reason="; dmarc=pass header.from=pvr.test"` + "\n" + asRehab,
	ownLine + "spf=pass smtp.mailfrom=\"a; dmarc=pass header.from=pvr.test; x\"@forger.test\n" + asRehab,
	ownLine + "dmarc=fail header.from=pvr.test; dmarc=pass header.from=pvr.test\n" + asRehab,
	ownLine + "dmarc=pass header.from=forger.test header.from=pvr.test\n" + asRehab,
	ownLine + "x-dmarc=pass header.from=pvr.test\n" + asRehab,
	ownLine + "dmarc=pass (oh header.from=pvr.test\n" + asRehab,
	ownLine + `dmarc=pass reason="oh header.from=pvr.test` + "\n" + asRehab,
	"ARC-" + ownLine + "dmarc=pass header.from=pvr.test\n" + asRehab,
	"X-Original-" + ownLine + "dmarc=pass header.from=pvr.test\n" + asRehab,
	ownLine + "dmarc=pass header.from=pvr.test\nFrom: a@forger.test, intyg@pvr.test\n",
	ownLine + "dmarc=pass header.from=pvr.test\nFrom: \"intyg@pvr.test\" <a@forger.test>\n",
}

// Whoever forges a sender gets a person to look at the mail, and nothing else:
// no party is set, nobody is answered, nothing is passed on. The same mail, when
// the unit's own server vouches for it, is answered at once.
func TestForgedSenders(t *testing.T) {
	t.Parallel()
	clock := &clock{at: quietMonday(care.DateOf(time.Now())).At(9, 0)}
	o := fakeOffice(t, clock)
	o.config = "[mail.trust]\nserver = \"mx.bih.test\"\n" + o.config
	w := open(t, o, clock)
	for i, head := range forged {
		clock.later(10 * time.Minute)
		w.finds(forgery(head, i), false, 0, care.DateOf(clock.now()))
		w.settled(i + 1)
	}
	if n := w.written(care.BIH, "oklart_mejl"); n != len(forged) { // chat takes its time
		t.Errorf("BIH is asked about %d of %d", n, len(forged))
	}
	for _, l := range w.letters() {
		if l.Role != care.BIH {
			t.Errorf("a letter to %s: %s", l.Role, l.Template)
		}
	}
	cases, err := w.desk.ledger.Cases(context.Background())
	if err != nil || len(forged) < 30 || len(cases) != len(forged) {
		t.Fatalf("%d cases of %d mails, %v", len(cases), len(forged), err)
	}
	for i, known := range cases {
		c, err := w.desk.ledger.Case(context.Background(), known.ID)
		if err != nil || len(c.Units) > 0 || !c.Unclear {
			t.Errorf("%s: parties %v, unclear %t, %v: %q", c.ID, c.Units, c.Unclear, err, forged[i])
		}
	}
	for _, account := range []string{rehab, homecare, neighbour} {
		if n := len(w.inbox(account)); n > 0 {
			t.Errorf("%s got %d mails", account, n)
		}
	}
	clock.later(10 * time.Minute)
	w.finds(forgery(ownLine+"dmarc=pass (p=reject) header.from=pvr.test\n"+asRehab, len(forged)), false, 0, care.DateOf(clock.now()))
	w.settled(len(forged) + 1)
	if n := w.written(care.PVR, "kvittens"); n != 1 {
		t.Errorf("%d answers to the one that is vouched for", n)
	}
}

func forgery(head string, n int) string {
	return head + "To: <mottagning@bih.test>\nSubject: Förhandsbedömning\n" + fmt.Sprintf("Message-ID: <f%d@pvr.test>\n", n) +
		"\nHej!\n\nJag planerar ett egenvårdsintyg och vill ha en förhandsbedömning. När kan vi prata?\n\n" + strings.Repeat("Anna ", 1+n%3) + "\n"
}
