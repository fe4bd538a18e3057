package bot

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// TestRetention holds made-up cases against the plan.
func TestRetention(t *testing.T) {
	last := time.Date(2026, 12, 1, 12, 0, 0, 0, care.Stockholm)
	after, long := last.Add(time.Hour), care.Date{Year: 2032, Month: 1, Day: 1}
	done := Standing{Exported: after, Confirmed: after}
	plan := UsualRetention
	plan.Undecided, plan.ExemptAreas = 0, []string{"GÖTEBORG"}
	person := func(id string) care.Case {
		c := care.Case{ID: "SK-2026-0001", Closed: true, Decision: &care.DecisionMade{Outcome: "avslag"}}
		c.Intyg.Person.ID = id
		return c
	}
	const on8 = "194408139089"
	away := person(on8)
	away.Intyg.Person.Address = "Provgränd 7, 411 01 GÖTEBORG"
	open, none := person(on8), person(on8)
	open.Closed, none.Decision = false, nil
	for name, c := range map[string]struct {
		c     care.Case
		s     Standing
		today care.Date
		want  string
	}{
		"due":                     {person(on8), done, long, ""},
		"the day before":          {person(on8), done, care.Date{Year: 2031, Month: 11, Day: 30}, "not due"},
		"the day":                 {person(on8), done, care.Date{Year: 2031, Month: 12, Day: 1}, ""},
		"open":                    {open, done, long, "open"},
		"held":                    {person(on8), Standing{Exported: after, Confirmed: after, Held: true}, long, "held"},
		"never":                   {none, done, long, "never"},
		"not exported":            {person(on8), Standing{}, long, "not exported"},
		"exported before the end": {person(on8), Standing{Exported: last.Add(-time.Hour), Confirmed: after}, long, "not exported"},
		"not confirmed":           {person(on8), Standing{Exported: after}, long, "export not confirmed"},
		"exported again":          {person(on8), Standing{Exported: after.Add(time.Hour), Confirmed: after}, long, "export not confirmed"},
		"exempt area":             {away, done, long, "exempt area"},
		"nobody knows who":        {person(""), done, long, ""},
		"no birth day":            {person("TF-kvinna"), done, long, "birth day unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := plan.Judge(c.c, []care.Fact{{At: last}}, c.s, c.today); got.Keep != c.want {
				t.Errorf("kept for %q, want %q", got.Keep, c.want)
			}
		})
	}
	for day, want := range map[int]string{5: "exempt birth day", 15: "exempt birth day", 25: "exempt birth day", 6: "", 14: "", 1: ""} {
		for _, sixty := range []int{0, 60} {
			id := bornOn(1944, 8, day+sixty)
			if got := plan.Judge(person(id), []care.Fact{{At: last}}, done, long); got.Keep != want {
				t.Errorf("born on the %d (+%d): kept for %q, want %q", day, sixty, got.Keep, want)
			}
		}
	}
	plan.ExemptAreas = []string{"*"}
	if got := plan.Judge(person(on8), []care.Fact{{At: last}}, done, long); got.Keep != "exempt area" {
		t.Errorf("nothing is erased here: kept for %q", got.Keep)
	}
}

// bornOn is a personnummer with the right check digit.
func bornOn(year, month, day int) string {
	d := []byte{byte(year/1000) + '0', byte(year/100%10) + '0', byte(year/10%10) + '0', byte(year%10) + '0', byte(month/10) + '0', byte(month%10) + '0', byte(day/10) + '0', byte(day%10) + '0', '9', '0', '8'}
	sum := 0
	for i, c := range d[2:] {
		n := int(c - '0')
		if i%2 == 0 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return string(append(d, byte((10-sum%10)%10)+'0'))
}

// erasing is a desk with one closed case that may be erased.
func erasing(t *testing.T, now *time.Time) (*bench, Erasing) {
	t.Helper()
	*now = time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return *now })
	withStaff(t, b)
	b.take(t, ask("1", *now))
	b.take(t, channels.Incoming{Channel: "slack", ID: "2", From: "U2", Case: "SK-2026-0001", Act: "avsluta", Values: care.Values{"skal": "aterkallad"}, Received: *now})
	b.send(t)
	return b, Erasing{
		Registry: Registry{Unit: b.Unit, Ledger: b.Ledger, Contacts: b.lists, Words: b.Words}, Plan: UsualRetention, Now: func() time.Time { return *now },
		Count: func(care.CaseID, []care.Fact) []json.RawMessage { return []json.RawMessage{[]byte(`{"Unit":"SK"}`)} },
	}
}

// TestTwoPeople: a case is erased when it is due, is in the personakt, and two
// people have each given the code that was mailed to them; and not before.
func TestTwoPeople(t *testing.T) {
	var now time.Time
	b, e := erasing(t, &now)
	ctx := t.Context()
	fails := func(want string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	propose := func(people ...string) error { _, _, err := e.Propose(ctx, people...); return err }
	now = now.AddDate(5, 0, 1)
	fails("no case is to be erased", propose("sara@bih.example", "bo@bih.example"))
	fails("has not been exported", e.Say(ctx, ledger.Confirmed, "SK-2026-0001", "bo@bih.example", ""))
	for _, kind := range []string{ledger.Exported, ledger.Confirmed} {
		if err := e.Say(ctx, kind, "SK-2026-0001", "bo@bih.example", ""); err != nil {
			t.Fatal(err)
		}
	}
	fails("nobody who works here", e.Say(ctx, ledger.Held, "SK-2026-0001", "eva@annan.example", "tvist"))
	if err := e.Say(ctx, ledger.Held, "SK-2026-0001", "bo@bih.example", "tvist"); err != nil {
		t.Fatal(err)
	}
	fails("no case is to be erased", propose("sara@bih.example", "bo@bih.example"))
	if err := e.Say(ctx, ledger.LetGo, "SK-2026-0001", "bo@bih.example", ""); err != nil {
		t.Fatal(err)
	}
	fails("name two", propose("sara@bih.example"))
	fails("name two", propose("sara@bih.example", "U2"))
	fails("nobody who works here", propose("sara@bih.example", "eva@annan.example"))

	id, cases, err := e.Propose(ctx, "sara@bih.example", "bo@bih.example")
	if err != nil || !slices.Equal(cases, []care.CaseID{"SK-2026-0001"}) {
		t.Fatal(id, cases, err)
	}
	b.send(t)
	codes := b.codes(t)
	approve := func(codes ...string) error { _, err := e.Approve(ctx, id, codes); return err }
	fails("both codes", approve(codes["sara@bih.example"], codes["sara@bih.example"]))
	fails("both codes", approve(codes["bo@bih.example"], "ABCDEFGH"))
	_, err = e.Approve(ctx, "ABCDEFGH", []string{codes["bo@bih.example"], codes["sara@bih.example"]})
	fails("there is none", err)
	gone, err := e.Approve(ctx, id, []string{strings.ToLower(codes["bo@bih.example"]), codes["sara@bih.example"]})
	if err != nil || !slices.Equal(gone, cases) {
		t.Errorf("erased %v, %v", gone, err)
	}
	fails("has been carried out", approve(codes["bo@bih.example"], codes["sara@bih.example"]))
	if c, err := b.Ledger.Case(ctx, "SK-2026-0001"); err != nil || c.Rev != 0 {
		t.Errorf("the case is %+v, %v", c, err)
	}
	if rows, err := b.Ledger.Figures(ctx); err != nil || len(rows) != 1 {
		t.Errorf("figures %s, %v", rows, err)
	}
	renamed := Counter(Unit{Prefix: "NY"}, b.Plan, b.today())
	if rows, err := Rows(ctx, b.Ledger, renamed, b.Contacts(), func(int, int) {}); err != nil || len(rows) != 1 || rows[0].Unit != "NY" {
		t.Errorf("counted as two units after a new prefix: %+v, %v", rows, err)
	}
	protocol, err := b.Ledger.Events(ctx, time.Time{}, ledger.Erased)
	if err != nil || len(protocol) != 1 || protocol[0].Who != "sara@bih.example, bo@bih.example" || !strings.Contains(protocol[0].Why, "undecided, due 2031-11-23, proposal "+id) {
		t.Errorf("protocol %+v, %v", protocol, err)
	}
	if v := b.take(t, ask("1", now)); v.Ours {
		t.Error("the mail of an erased case is taken for new")
	}
}

// codes are those that were mailed, by address.
func (b *bench) codes(t *testing.T) map[string]string {
	t.Helper()
	codes := map[string]string{}
	for _, m := range b.mail.Sent() {
		if found := regexp.MustCompile(`kod är ([A-Z2-7]{8})\.`).FindStringSubmatch(m.Text); found != nil {
			codes[m.To.At()] = found[1]
		}
	}
	if len(codes) != 2 {
		t.Fatalf("codes went to %v", codes)
	}
	return codes
}

// TestHeldBetween: what is held, or reopened, after it was proposed is not erased.
func TestHeldBetween(t *testing.T) {
	var now time.Time
	b, e := erasing(t, &now)
	ctx := t.Context()
	now = now.AddDate(5, 0, 1)
	for _, kind := range []string{ledger.Exported, ledger.Confirmed} {
		if err := e.Say(ctx, kind, "SK-2026-0001", "bo@bih.example", ""); err != nil {
			t.Fatal(err)
		}
	}
	id, _, err := e.Propose(ctx, "sara@bih.example", "bo@bih.example")
	if err != nil {
		t.Fatal(err)
	}
	b.send(t)
	codes := b.codes(t)
	if err := e.Say(ctx, ledger.Held, "SK-2026-0001", "bo@bih.example", "tvist"); err != nil {
		t.Fatal(err)
	}
	gone, err := e.Approve(ctx, id, []string{codes["sara@bih.example"], codes["bo@bih.example"]})
	if err != nil || len(gone) != 0 {
		t.Errorf("erased %v, %v", gone, err)
	}
	if c, err := b.Ledger.Case(ctx, "SK-2026-0001"); err != nil || c.Rev == 0 {
		t.Errorf("the case is %+v, %v", c, err)
	}
}

// TestWeekly: once a week, on its first working day, whoever is in charge is told
// where the log ends, and who has looked at what.
func TestWeekly(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	weekly := func(want int) (text string) {
		t.Helper()
		if err := b.Weekly(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.send(t)
		n := 0
		for _, m := range append(b.mail.Sent(), b.board.Sent()...) {
			if strings.Contains(m.Text, "kontrolltalet är") {
				n, text = n+1, m.Text
			}
		}
		if n != want {
			t.Errorf("%s: %d reviews, want %d", now, n, want)
		}
		return text
	}
	weekly(0) // there is nothing to tell of
	b.take(t, ask("1", now))
	b.take(t, channels.Incoming{Channel: "slack", ID: "2", From: "U2", Case: "SK-2026-0001", Act: "mejla_underlag", Received: now})
	head, err := b.Ledger.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	said := weekly(1)
	for _, want := range []string{head.String(), "Loggen är genomgången och stämmer.", "Sara Testson: en gång, i ett ärende", "SK-2026-0001 Sara Testson: underlag"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	weekly(1)
	now = now.AddDate(0, 0, 5) // Saturday
	weekly(1)
	now = now.AddDate(0, 0, 2)
	if said := weekly(2); !strings.Contains(said, "Loggen är genomgången") {
		t.Errorf("said %q", said)
	}
	if _, err := b.Ledger.Verify(context.Background(), head); err != nil {
		t.Error(err)
	}
}
