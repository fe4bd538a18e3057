package slack

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// Who is who in the workspace, as Slack says it. What cannot be found out is
// taken from what was last known, and who was never known may do nothing.

// personHolds is how long what Slack says of a person, or of the user group,
// is taken for granted.
const personHolds = 10 * time.Minute

// A person is what matters of somebody in Slack.
type person struct {
	team  string
	guest bool // may only see the channels she was let into
	gone  bool // the account is closed
	bot   bool
}

// insider reports whether somebody belongs to our workspace, and is no guest
// in it.
func (p person) insider(team string) bool {
	return !p.guest && !p.gone && (team == "" || p.team == "" || p.team == team)
}

// A known is something that has been looked up, and when.
type known[V any] struct {
	v  V
	at time.Time
}

// people remembers who is who. The zero people is ready for use.
type people struct {
	mu    sync.Mutex
	who   map[string]known[person]
	group known[[]string]
}

// person looks somebody up.
func (s *Slack) person(ctx context.Context, user string) (person, error) {
	s.people.mu.Lock()
	old, ok := s.people.who[user]
	s.people.mu.Unlock()
	if age := s.now().Sub(old.at); ok && age >= 0 && age < personHolds {
		return old.v, nil
	}
	var u *slack.User
	err := again(ctx, func() (err error) {
		u, err = s.api.GetUserInfoContext(ctx, user)
		return err
	})
	if err != nil && ok {
		return old.v, nil
	}
	if err != nil {
		return person{}, err
	}
	p := person{team: u.TeamID, guest: u.IsRestricted || u.IsUltraRestricted || u.IsStranger, gone: u.Deleted, bot: u.IsBot}
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	if s.people.who == nil {
		s.people.who = map[string]known[person]{}
	}
	s.people.who[user] = known[person]{p, s.now()}
	return p, nil
}

// forget makes the next look at somebody a fresh one.
func (p *people) forget(user string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.who, user)
}

// noGroups are Slack's words for a plan without user groups. Who may act is
// then for the contact list alone.
var noGroups = []string{"plan_upgrade_required", "paid_teams_only", "not_allowed"}

// grouped reports whether somebody is in the user group that the configuration
// names, when it names one and the plan has them.
func (s *Slack) grouped(ctx context.Context, user string) (bool, error) {
	if s.cfg.Group == "" {
		return true, nil
	}
	s.people.mu.Lock()
	old := s.people.group
	s.people.mu.Unlock()
	if age := s.now().Sub(old.at); !old.at.IsZero() && age >= 0 && age < personHolds {
		return slices.Contains(old.v, user), nil
	}
	var members []string
	err := again(ctx, func() (err error) {
		members, err = s.api.GetUserGroupMembersContext(ctx, s.cfg.Group)
		return err
	})
	switch {
	case slices.Contains(noGroups, code(err)):
		return true, nil
	case err != nil && !old.at.IsZero():
		return slices.Contains(old.v, user), nil
	case err != nil:
		return false, err
	}
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	s.people.group = known[[]string]{members, s.now()}
	return slices.Contains(members, user), nil
}

// mayAct reports whether somebody may act on cases: she belongs to our
// workspace and is no guest there, is in the user group if there is one, and
// the contact list has her among the staff of today.
func (n *session) mayAct(ctx context.Context, user, team string) (bool, error) {
	if inside, err := n.inside(ctx, user, team); err != nil || !inside {
		return false, err
	}
	if in, err := n.grouped(ctx, user); err != nil || !in {
		return false, err
	}
	return n.desk.Staff(ctx, Name, user)
}

// inside reports whether somebody belongs to our workspace and is no guest. An
// error says that nobody knows, which is no answer: not even as the bot stops.
func (n *session) inside(ctx context.Context, user, team string) (bool, error) {
	if team != "" && team != n.me.team {
		return false, nil
	}
	p, err := n.person(ctx, user)
	if code(err) == "user_not_found" {
		return false, nil
	}
	return err == nil && p.insider(n.me.team), err
}
