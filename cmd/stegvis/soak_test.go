//go:build linux && amd64

package main

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/mail/lab"
)

var (
	soakFor  = flag.Duration("soak", 24*time.Second, "how long the desk works among faults")
	soakSeed = flag.Uint64("soak.seed", 0, "seed of mail, faults and deaths; 0: today's")
)

// TestSoak works the desk between a real Dovecot, a real Postfix and a Slack, all
// of them behind lines that fail in every way a line can, while mail comes in and
// people press buttons. For the first half it is killed again and again; through
// the second it lives, and may not grow. When all is well again, the ledger must
// hold exactly what went in, and everybody must have been told exactly what it
// says: each once.
func TestSoak(t *testing.T) {
	t.Parallel()
	s := startSoak(t, cmp.Or(*soakSeed, today()))
	s.work(*soakFor/2, true)
	s.work(*soakFor/2, false)
	s.heals()
	s.settles()
	s.program.close()
	s.everythingOnce()
	s.grewNot()
	t.Logf("seed %d, %v: %d mails in, %d of them ours, %d presses, %d kills, faults: %s; %s", s.seed, *soakFor, s.mails, len(s.ours), len(s.pressed), s.kills, s.faults, s.size())
}

// soakUnits are the PVR units that write, beside one whose mailbox does not exist
// and one that is always to be tried later.
const (
	soakUnits = 40
	goneUnit  = "gone@htj.test"
	laterUnit = "greylist@htj.test"
)

// A soak is a desk among faults, and what has been done to it.
type soak struct {
	*wire
	seed    uint64
	luck    *rand.Rand
	dovecot *lab.Dovecot
	tokens  *lab.Tokens
	lines   map[string]*lab.Line // mail in, mail out, chat
	program *kept

	mails   int
	ours    map[string]string // by Message-ID, who sent it
	pressed map[string]bool   // cases that have been taken
	kills   int
	faults  faultCount
	sizes   []size // through the second half
}

func startSoak(t *testing.T, seed uint64) *soak {
	t.Helper()
	lab.Need(t, "/usr/sbin/dovecot", "/usr/lib/postfix/sbin/master")
	clock := &clock{at: quietMonday(care.DateOf(time.Now())).At(8, 12)}
	s := &soak{
		seed: seed, luck: rand.New(rand.NewPCG(seed, 2)), tokens: lab.StartTokens(t, intake),
		ours: map[string]string{}, pressed: map[string]bool{}, faults: faultCount{},
	}
	s.dovecot = lab.StartTokenDovecot(t, s.tokens)
	postfix := lab.StartPostfix(t, s.dovecot, "")
	s.wire = furnish(t, office{}, clock)
	s.lines = map[string]*lab.Line{
		"mail in": lab.StartLine(t, s.dovecot.IMAPS), "mail out": lab.StartLine(t, postfix.SMTP),
		"chat": lab.StartLine(t, strings.TrimPrefix(s.slack.URL(), "http://")),
	}
	s.slack.SetURL("http://" + s.lines["chat"].Addr)
	s.list = soakContacts()
	s.office.config = s.accounts()
	s.replayedBy("-soak", soakFor.String(), "-soak.seed", fmt.Sprint(seed))
	config := s.config()
	shown, goroutines := face(t, clock)
	s.program = keep(t, config, shown, goroutines)
	return s
}

// accounts is what the config says of the mail servers.
func (s *soak) accounts() string {
	secret := filepath.Join(s.dir, "app-secret")
	if err := os.WriteFile(secret, []byte(s.tokens.Secret), 0o600); err != nil {
		s.Fatal(err)
	}
	return fmt.Sprintf(`
[mail.imap]
address = %q
tls = "tls"
ca_file = %q
auth = "xoauth2"
user = "mottagning@bih.test"
done = "Klart"
sent = "Sent"
[mail.smtp]
address = %q
tls = "none"
auth = "xoauth2"
user = "mottagning@bih.test"
[mail.oauth]
client = "app"
secret_file = %q
endpoint = %q
# %%q
`, s.lines["mail in"].Addr, s.dovecot.CAFile, s.lines["mail out"].Addr, secret, s.tokens.URL)
}

func soakUnit(i int) string { return fmt.Sprintf("rehab%d@pvr.test", i) }

func soakContacts() string {
	list := wireContacts
	for i := range soakUnits {
		list += fmt.Sprintf("pvr-%d;PVR;Rehab %d;;;;%s;;;handling\n", i, i, soakUnit(i))
	}
	list += fmt.Sprintf("pvr-gone;PVR;Borta;;;;%s;;;handling\n", goneUnit)
	return list + fmt.Sprintf("pvr-later;PVR;Sedan;;;;%s;;;handling\n", laterUnit)
}

// work lets mail come in, buttons be pressed and things go wrong for a while.
func (s *soak) work(d time.Duration, killing bool) {
	s.Helper()
	next := map[string]time.Time{}
	often := func(what string, every time.Duration, do func()) {
		now := time.Now()
		if at, known := next[what]; known && now.Before(at) {
			return
		} else if known {
			do()
		}
		next[what] = now.Add(time.Duration(float64(every) * (0.5 + s.luck.Float64())))
	}
	for end := time.Now().Add(d); time.Now().Before(end); s.passes(50*time.Millisecond, 15) {
		often("mail", max(1500*time.Millisecond, *soakFor/450), s.mail) // chat takes a post a second, and must catch up
		often("press", 2500*time.Millisecond, s.press)
		often("fault", 3*time.Second, s.fault)
		if killing {
			often("kill", 4*time.Second, func() { s.kills++; s.program.kill() })
		} else {
			often("size", time.Second, func() { s.sizes = append(s.sizes, s.program.size()) })
		}
	}
}

// passes lets time pass, for the desk more than for us.
func (s *soak) passes(d time.Duration, haste int) {
	time.Sleep(d)
	s.clock.later(d * time.Duration(haste))
}

// mail is somebody's mail to the desk: nearly always a unit that wants a
// preliminary assessment, sometimes nothing for the desk.
func (s *soak) mail() {
	s.mails++
	m := mailing{subject: "Förhandsbedömning", text: fmt.Sprintf("Hej!\n\nJag planerar ett egenvårdsintyg, vårt nummer %d, och vill ha en förhandsbedömning. När kan vi prata?\n", s.mails)}
	switch n := s.luck.IntN(40); {
	case n == 0:
		m.from = goneUnit
	case n == 1:
		m.from = laterUnit
	case n < 5:
		m = mailing{from: lunch, subject: "Veckans lunch", text: "Måndag: ärtsoppa och pannkakor.\n"}
	default:
		m.from = soakUnit(s.luck.IntN(soakUnits))
	}
	id := fmt.Sprintf("<soak.%d.%d@pvr.test>", s.seed, s.mails)
	if err := s.dovecot.Deliver(m.from, intake, compose(m, id, s.clock.now())); err != nil {
		s.Fatalf("deliver: %v", err)
	}
	if m.from != lunch {
		s.ours[id] = m.from
	}
}

// press lets somebody take a case that nobody has taken. Who is told that it went
// well may rely on it.
func (s *soak) press() {
	cards := s.cards()
	s.luck.Shuffle(len(cards), func(i, j int) { cards[i], cards[j] = cards[j], cards[i] })
	for _, card := range cards {
		id := string(caseNumber.Find([]byte(drawn(card["blocks"]))))
		if !strings.Contains(drawn(card), `"act:ta_arendet"`) || s.pressed[id] {
			continue
		}
		if err := s.slack.Human(marit).Click(room, card["ts"].(string), "act:ta_arendet"); err == nil {
			s.pressed[id] = true
		}
		return
	}
}

// heals ends all faults.
func (s *soak) heals() {
	s.slack.Heal()
	s.slack.SetDown(false)
	for _, l := range s.lines {
		l.Release()
		l.Heal()
		l.Cut()
	}
}

// settles waits until the desk has caught up by itself: until all that must happen
// has, and then for a quarter of an hour of the desk's, in which it would still
// look for what it may have sent.
func (s *soak) settles() {
	s.Helper()
	want := outside{filed: len(s.ours), posts: 2 * len(s.ours)} // a card, and what to do under it
	for _, from := range s.ours {
		if from != goneUnit && from != laterUnit {
			want.told++
		}
	}
	since, before := time.Now(), outside{}
	for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); s.passes(100*time.Millisecond, 60) {
		now := s.outside()
		if now != before {
			since, before = time.Now(), now
		}
		if now.filed >= want.filed && now.told >= want.told && now.posts >= want.posts && time.Since(since) > 15*time.Second {
			return
		}
	}
	s.Errorf("waited in vain: %+v, want at least %+v\n%s", before, want, s.program.log())
}

// outside is what can be seen of the desk's work.
type outside struct{ filed, copies, told, posts int }

func (s *soak) outside() outside {
	n := func(account, folder string) int {
		all, err := s.dovecot.Mails(account, folder)
		if err != nil {
			s.Fatal(err)
		}
		return len(all)
	}
	told := 0
	for i := range soakUnits {
		told += n(soakUnit(i), "INBOX")
	}
	return outside{n(intake, "Klart"), n(intake, "Sent"), told, len(s.slack.Messages(room))}
}
