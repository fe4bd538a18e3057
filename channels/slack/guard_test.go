package slack

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
)

const eva = "U0EVA" // who should not be there

func with(u slackfake.User) func(*slackfake.Config) {
	return func(c *slackfake.Config) {
		u.ID, u.Name, u.RealName = eva, "eva", "Eva Gäst"
		c.Users = append(c.Users, u)
		c.Channels[0].Members = append(c.Channels[0].Members, eva)
	}
}

// TestNothingIsPostedWhereOthersRead: neither card nor message, and the error
// is one that passes, for the desk to say it another way.
func TestNothingIsPostedWhereOthersRead(t *testing.T) {
	for name, fake := range map[string]func(*slackfake.Config){
		"a guest":                 with(slackfake.User{Guest: true}),
		"a guest of one channel":  with(slackfake.User{OneChannel: true}),
		"another workspace":       with(slackfake.User{Team: "T0OTHER"}),
		"shared with others":      func(c *slackfake.Config) { c.Channels[0].Shared = true },
		"a public channel":        func(c *slackfake.Config) { c.Channels[0].Private = false },
		"nobody can be looked up": without("      - users:read\n"),
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, kit{idle: true, fake: func(c *slackfake.Config) {
				c.Manifest = []byte(strings.Replace(string(c.Manifest), "      - groups:read\n", "      - groups:read\n      - channels:read\n", 1))
				fake(c)
			}})
			_, err := r.slack.Send(t.Context(), letter("t1", "Hej"))
			if err == nil || channels.IsUnknown(err) || channels.IsPermanent(err) && name != "nobody can be looked up" {
				t.Errorf("Send: got %v, want a passing error", err)
			}
			if _, err := r.slack.Show(t.Context(), channels.Card{Token: "c1", To: at(room), Case: example()}); err == nil {
				t.Error("Show: no error")
			}
			if n := len(r.Messages(room)); n != 0 {
				t.Errorf("%d messages were posted", n)
			}
		})
	}
}

func TestAccountsThatAreGoneDoNoHarm(t *testing.T) {
	r := newRig(t, kit{idle: true, fake: with(slackfake.User{Deleted: true})})
	if _, err := r.slack.Send(t.Context(), letter("t1", "Hej")); err != nil {
		t.Error(err)
	}
}

// TestAGuestShutsTheChannel: from the moment somebody joins who should not, and
// until she has left, the desk being told of both.
func TestAGuestShutsTheChannel(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	r.AddUser(slackfake.User{ID: eva, Name: "eva", Guest: true})
	r.Invite(room, eva)
	alarms := func(n int) []channels.Report {
		channeltest.Until(t, "the desk to be told", func() bool { return len(r.desk.Reports("members")) >= n })
		return r.desk.Reports("members")
	}
	said := alarms(1)[0]
	if !said.Alarm || strings.Contains(said.Text, eva) || strings.Contains(strings.ToLower(said.Text), "eva ") {
		t.Errorf("reported %+v, want an alarm that names nobody", said)
	}
	if _, err := r.slack.Send(t.Context(), letter("t1", "Hej", card)); err == nil {
		t.Error("posted where a guest reads")
	}
	if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
		t.Error(err)
	}
	channeltest.Until(t, "an answer where the guest does not read", func() bool { return len(r.Messages(r.Human(anna).DM())) == 1 })
	r.Remove(room, eva)
	if said := alarms(2)[1]; said.Alarm {
		t.Errorf("reported %+v, want that all is well", said)
	}
	if _, err := r.slack.Send(t.Context(), letter("t2", "Hej", card)); err != nil {
		t.Error(err)
	}
}

// TestLooksAgain: a channel that is opened to others without anybody joining is
// found out at the next look, and one at start.
func TestLooksAgain(t *testing.T) {
	now := time.Now()
	r := newRig(t, kit{idle: true, slack: func(s *Slack) { s.now = func() time.Time { return now } }})
	if _, err := r.slack.Send(t.Context(), letter("t1", "Hej")); err != nil {
		t.Fatal(err)
	}
	r.Share(room, true)
	if _, err := r.slack.Send(t.Context(), letter("t2", "Hej")); err != nil {
		t.Fatalf("looked again at once: %v", err)
	}
	now = now.Add(roomHolds)
	if _, err := r.slack.Send(t.Context(), letter("t3", "Hej")); err == nil {
		t.Error("posted in a shared channel")
	}
	r.Share(room, false)
	now = now.Add(personHolds)
	if _, err := r.slack.Send(t.Context(), letter("t4", "Hej")); err != nil {
		t.Errorf("the channel is still shut: %v", err)
	}
	r.Share(room, true)
	r.receive(t)
	channeltest.Until(t, "an alarm at start", func() bool { return len(r.desk.Reports("members")) == 1 })
}

// TestOutsidersMayNotAct: a guest, somebody of another workspace and somebody
// whose account is closed, even if the contact list has them among the staff.
func TestOutsidersMayNotAct(t *testing.T) {
	for name, u := range map[string]slackfake.User{
		"a guest":           {ID: anna, Name: "anna", Guest: true},
		"another workspace": {ID: anna, Name: "anna", Team: "T0OTHER"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, kit{})
			card := r.card(t, unowned())
			r.AddUser(u)
			r.slack.people.forget(anna)
			if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
				t.Fatal(err)
			}
			channeltest.Until(t, "an answer", func() bool {
				posts := r.Messages(r.Human(anna).DM())
				return len(posts) == 1 || len(r.Ephemerals(room, anna)) == 1
			})
			if err := r.Human(anna).Slash(r.Human(anna).DM(), "/stegvis", "SK-2026-0042"); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Human(anna).Reply(room, ts(t, card), "Tisdag kl 10 går bra."); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Human(bo).Reply(room, ts(t, card), "Och jag hör hit."); err != nil {
				t.Fatal(err)
			}
			if in := r.desk.Wait(t, 1)[0]; in.From != bo {
				t.Errorf("%s was heard", in.From)
			}
			if n := len(r.desk.Taken()); n != 1 {
				t.Errorf("%d messages and deeds were taken, want only what bo wrote", n)
			}
		})
	}
}

// TestUserGroup: where the plan has user groups, only members of the configured
// one act; what was last known holds while it cannot be read, and who was never
// known to be in it may do nothing.
func TestUserGroup(t *testing.T) {
	group := func(members ...string) func(*slackfake.Config) {
		return func(c *slackfake.Config) {
			c.Groups = []slackfake.Group{{ID: "S0BIH", Handle: "bih", Members: members}}
		}
	}
	for name, x := range map[string]struct {
		fake  func(*slackfake.Config)
		fault slackfake.Fault
		want  bool
		lost  bool // it cannot be found out, so the click is not acknowledged
	}{
		"a member":          {fake: group(anna), want: true},
		"no member":         {fake: group(bo), want: false},
		"no such group":     {fake: func(*slackfake.Config) {}, lost: true},
		"a plan without":    {fake: func(c *slackfake.Config) { c.FreePlan = true }, want: true},
		"it cannot be read": {fake: group(anna), fault: slackfake.Fault{Error: "internal_error", Always: true}, lost: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, kit{fake: x.fake, config: func(c *Config) { c.Group = "S0BIH" }})
			card := r.card(t, unowned())
			if x.fault.Error != "" {
				r.Fail("usergroups.users.list", x.fault)
			}
			if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); (err != nil) != x.lost {
				t.Fatal(err)
			}
			r.told(t, anna, 1)
			if got := len(r.desk.Taken()) == 1; got != x.want {
				t.Errorf("acted: %t, want %t", got, x.want)
			}
		})
	}
}

func TestUserGroupIsRemembered(t *testing.T) {
	now := time.Now()
	r := newRig(t, kit{idle: true, config: func(c *Config) { c.Group = "S0BIH" }, slack: func(s *Slack) { s.now = func() time.Time { return now } },
		fake: func(c *slackfake.Config) {
			c.Groups = []slackfake.Group{{ID: "S0BIH", Handle: "bih", Members: []string{anna}}}
		}})
	ask := func() (got []bool) {
		for _, user := range []string{anna, bo} {
			in, err := r.slack.grouped(t.Context(), user)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, in)
		}
		return got
	}
	if got := ask(); !slices.Equal(got, []bool{true, false}) {
		t.Errorf("at first: %v", got)
	}
	now = now.Add(personHolds)
	r.Fail("usergroups.users.list", slackfake.Fault{Error: "internal_error"}, slackfake.Fault{Error: "internal_error"})
	if got := ask(); !slices.Equal(got, []bool{true, false}) {
		t.Errorf("while it cannot be read: %v", got)
	}
	r.AddGroup(slackfake.Group{ID: "S0BIH", Handle: "bih", Members: []string{bo}})
	if got := ask(); !slices.Equal(got, []bool{false, true}) {
		t.Errorf("ten minutes later: %v", got)
	}
}
