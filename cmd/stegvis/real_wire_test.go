package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack"
	"example.org/stegvis/channels/slack/slackfake"
	"example.org/stegvis/reminders"
)

// Who there is on the wire. The mail servers of the lab know these domains.
const (
	intake    = "mottagning@bih.test" // BIH's mailbox, the desk's own
	rehab     = "intyg@pvr.test"      // PVR
	homecare  = "samordning@htj.test" // HTJ
	neighbour = "kontor@htj.test"     // another HTJ with nearly the same name: must never get a word
	lunch     = "lunchen@restaurang.test"

	room  = "C0EGENVARD"
	marit = "U0MARIT"
	jonas = "U0JONAS"
)

const wireContacts = `Id;Roll;Namn;Alias;Org.nr;Stadsdel;E-post;Samordnare;Slack;Leverans
bih;BIH;Biståndshandläggarenheten Skärholmen;;;Skärholmen;mottagning@bih.test;;C0EGENVARD;
;handläggare;Marit Provberg;;;;marit@bih.test;;U0MARIT;
;handläggare;Jonas Testlund;;;;jonas@bih.test;;U0JONAS;
pvr-almen;PVR;Almens Rehab;Rehab Almen;;;intyg@pvr.test;;;handling
htj-tranbaret;HTJ;Tranbärets Hemtjänst AB;Tranbäret;559990-1005;Skärholmen;samordning@htj.test;Siri Provgren;;handling
htj-tranbaren;HTJ;Tranbärens Hemtjänst HB;Tranbären;969999-1013;Skärholmen;kontor@htj.test;Olof Testberg;;handling
`

const wireConfig = `
[unit]
name = "Biståndshandläggarenheten Skärholmen"
prefix = "SK"
hold = 0
state = %q
contacts = [%q]
[mail]
address = "mottagning@bih.test"
from = "Stegvis, Skärholmen"
tls_domains = ["pvr.test", "htj.test"]
%s
[slack]
api_url = %q
bot_token_file = %q
app_token_file = %q
team = "T0DEMO001"
`

// A wire is the real desk, as serve opens it, between mail servers and a Slack,
// with a clock that the test moves. What each party has been told is compared
// with what the test expects after every deed, to the letter.
type wire struct {
	*testing.T
	office office
	slack  *slackfake.Fake
	dir    string // where the unit keeps its files
	desk   desk
	clock  *clock
	log    *journal
	told   map[care.Role][]string // what the test has expected so far
	sent   int                    // mails that people have sent to the desk
	wrote  string                 // everything they have written in them
	list   string                 // the contact list
	opened map[string]letter      // mails, by what they are made of
}

// open starts everything and sees to it that it ends.
func open(t *testing.T, o office, clock *clock) *wire {
	t.Helper()
	return openWith(t, o, clock, wireContacts)
}

// openWith is open with a contact list of its own, and with the people and
// channels that it needs in Slack.
func openWith(t *testing.T, o office, clock *clock, list string, more ...slackfake.Channel) *wire {
	t.Helper()
	w := furnish(t, o, clock)
	w.list = list
	for _, c := range more {
		for _, id := range c.Members {
			w.slack.AddUser(slackfake.User{ID: id, Name: strings.ToLower(id), RealName: id})
		}
		c.Members = append(c.Members, slackfake.BotUser)
		if c.ID[0] == 'C' {
			w.slack.AddChannel(c)
		}
	}
	conf, err := loadConfig(w.config())
	if err != nil {
		t.Fatal(err)
	}
	w.desk, err = openDesk(conf, clock.now, slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	w.run()
	return w
}

// furnish is everything but the desk.
func furnish(t *testing.T, o office, clock *clock) *wire {
	t.Helper()
	return &wire{
		T: t, office: o, clock: clock, dir: t.TempDir(), log: &journal{}, told: map[care.Role][]string{},
		slack: startSlack(t, clock),
	}
}

// config writes the files that a unit writes, and returns the config's path.
func (w *wire) config() string {
	file := filing(w.T, w.dir)
	servers := fmt.Sprintf(w.office.config, file("mail-password", w.office.password+"\n"))
	return file("stegvis.toml", fmt.Sprintf(wireConfig,
		filepath.Join(w.dir, "state"), file("kontakter.csv", cmp.Or(w.list, wireContacts)), servers,
		w.slack.APIURL(), file("bot", slackfake.BotToken), file("app", slackfake.AppToken)))
}

// filing returns a way to write files into a folder, which only we can read.
func filing(t testing.TB, dir string) func(name, text string) (path string) {
	return func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
}

func startSlack(t *testing.T, clock *clock) *slackfake.Fake {
	t.Helper()
	f, err := slackfake.New(slackfake.Config{
		Manifest: slack.Manifest(), Clock: clock.now, AckTimeout: 10 * time.Second, // a busy machine may be slower than Slack waits
		Users:    []slackfake.User{{ID: marit, Name: "marit", RealName: "Marit Provberg"}, {ID: jonas, Name: "jonas", RealName: "Jonas Testlund"}},
		Channels: []slackfake.Channel{{ID: room, Name: "egenvardsintyg", Private: true, Members: []string{marit, jonas, slackfake.BotUser}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// run works the desk until the test ends, and demands that it then stops.
func (w *wire) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.desk.bot.Run(ctx, "0 8 * * *") }()
	w.Cleanup(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				w.Errorf("the desk: %v", err)
			}
		case <-time.After(time.Minute):
			w.Error("the desk did not close")
		}
		w.desk.close()
		if w.Failed() {
			w.Logf("the desk's log:\n%s", w.log)
		}
	})
	channeltest.Until(w.T, "a connection to Slack", func() bool { return w.slack.Conns() > 0 })
}

// expects waits until the parties have been told these things after all that
// was expected before, and demands that they have been told nothing else.
// Each is a party and the subject of a mail, or how a message in chat begins.
func (w *wire) expects(told ...string) {
	w.Helper()
	for _, line := range told {
		party, what, _ := strings.Cut(line, ": ")
		w.told[care.Role(party)] = append(w.told[care.Role(party)], what)
	}
	w.wait("mail and chat to arrive", func() bool {
		for _, r := range care.Roles() {
			if len(w.heard(r)) < len(w.told[r]) {
				return false
			}
		}
		return true
	})
	for _, r := range care.Roles() {
		same := func(got, want string) bool { return got == want || r == care.BIH && strings.HasPrefix(got, want) }
		if got := w.heard(r); !slices.EqualFunc(got, w.told[r], same) {
			w.Fatalf("%s was told\n%q\nwant\n%q", r, got, w.told[r])
		}
	}
}

// wait is [channeltest.Until] with what has been said when it was in vain.
func (w *wire) wait(what string, ok func() bool) {
	w.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			for _, r := range care.Roles() {
				w.Logf("%s was told\n%q\nwant\n%q", r, w.heard(r), w.told[r])
			}
			w.Fatalf("waited in vain for %s", what)
		}
	}
}

// heard is what a party has been told so far: the subjects of the mails in its
// mailbox, or the messages under the card.
func (w *wire) heard(r care.Role) (told []string) {
	switch r {
	case care.BIH:
		return w.thread()
	case care.HTJ:
		return subjects(w.inbox(homecare))
	}
	return subjects(w.inbox(rehab))
}

// until moves the clock from morning to morning, with the tick that cron would
// have given, until a letter made from template has been sent to a party.
func (w *wire) until(to care.Role, template string) {
	w.Helper()
	before := w.written(to, template)
	for range 60 {
		w.morning()
		if w.written(to, template) > before {
			return
		}
	}
	w.Fatalf("%s/%s never came", to, template)
}

// morning lets it become eight o'clock.
func (w *wire) morning() {
	w.Helper()
	w.clock.set(care.DateOf(w.clock.now()).Add(1).At(8, 0))
	ctx := context.Background()
	if err := w.desk.bot.Tick(ctx); err != nil {
		w.Fatal(err)
	}
	if err := w.desk.bot.Deliver(ctx); err != nil {
		w.Fatal(err)
	}
}

func (w *wire) written(to care.Role, template string) (n int) {
	for _, l := range w.letters() {
		if l.Role == to && l.Template == template {
			n++
		}
	}
	return n
}

// letters are all letters that the desk has written.
func (w *wire) letters() (all []ledger.Letter) {
	w.Helper()
	list, err := w.desk.ledger.Cases(context.Background())
	if err != nil {
		w.Fatal(err)
	}
	for _, c := range list {
		found, err := w.desk.ledger.Letters(context.Background(), c.ID)
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

// A clock stands still until it is moved, except that no two looks at it show
// the same time.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	moved func(time.Time) // is told, when somebody else looks at the clock as well
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
	if c.moved != nil {
		c.moved(at)
	}
}

func (c *clock) later(d time.Duration) { c.set(c.now().Add(d)) }

// quietMonday returns a Monday from which on there are six weeks without a
// holiday on a working day. The mail servers' clocks cannot be moved, so the
// case begins in the future of the day on which the test runs, and it must go
// the same way whichever day that is.
func quietMonday(today care.Date) care.Date {
	for d := today; ; d = d.Add(1) {
		if d.Weekday() == time.Monday && quiet(d, 43) {
			return d
		}
	}
}

func quiet(from care.Date, days int) bool {
	for i := range days {
		d := from.Add(i)
		if reminders.Holiday(d) && d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
			return false
		}
	}
	return true
}

// A journal is a log that many write in.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
