package slack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/channels"
)

// The guard looks at who can read a channel before anything is posted there:
// it must be private, shared with no other organisation, and hold no guest and
// nobody of another workspace. Where that is not so, or cannot be found out,
// nothing is posted, and whoever looks after the desk is told. It looks when
// the bot starts, when somebody joins, and again every few hours.

// roomHolds is how long a look at a channel is good for, and how often all of
// them are looked at.
const roomHolds = 6 * time.Hour

// errShut means that somebody can read the channel who must not.
var errShut = errors.New("somebody can read the channel who should not, so nothing is posted there")

// An unposted error came before anything left this machine.
type unposted struct{ error }

func (u unposted) Unwrap() error { return u.error }

// guard remembers what was found. The zero guard is ready for use.
type guard struct {
	mu    sync.Mutex
	rooms map[string]known[string] // channel to what is wrong with it; empty when nothing is
	told  map[string]bool          // channels that are known to be shut
}

// holds returns what was found in a channel, unless that was too long ago. A
// channel that is shut is looked at more often: somebody is at work on it.
func (g *guard) holds(channel string, now time.Time) (wrong string, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f, ok := g.rooms[channel]
	for long := roomHolds; ; long = personHolds {
		if age := now.Sub(f.at); age < 0 || age >= long {
			return "", false
		}
		if f.v == "" || long == personHolds {
			return f.v, ok
		}
	}
}

// turn notes whether a channel is shut, and reports whether that is new.
func (g *guard) turn(channel string, shut bool) (changed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	changed = g.told[channel] != shut
	if g.told == nil {
		g.told = map[string]bool{}
	}
	g.told[channel] = shut
	return changed
}

func (g *guard) note(channel, wrong string, at time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.rooms == nil {
		g.rooms = map[string]known[string]{}
	}
	g.rooms[channel] = known[string]{wrong, at}
}

// forget makes the next look a fresh one.
func (g *guard) forget(channel string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.rooms, channel)
}

// mayPost returns nil when a message to at reaches nobody it must not reach.
func (s *Slack) mayPost(ctx context.Context, at string) error {
	if at != "" && at[0] == 'D' {
		return nil // somebody has written to the bot, and is answered
	}
	wrong, ok := s.guard.holds(at, s.now())
	if !ok {
		var err error
		if wrong, err = s.inspect(ctx, at); err != nil {
			return unposted{fmt.Errorf("look who reads the channel: %w", err)}
		}
	}
	if wrong != "" {
		return unposted{errShut}
	}
	return nil
}

// inspect looks at a channel, or at the person a direct message goes to, and
// says what is wrong; empty when nothing is.
func (s *Slack) inspect(ctx context.Context, at string) (wrong string, err error) {
	me, err := s.self(ctx)
	if err != nil {
		return "", err
	}
	if isPerson(at) {
		p, err := s.person(ctx, at)
		if err == nil && !p.insider(me.team) {
			return "the person is a guest, of another workspace, or gone", nil
		}
		return "", err
	}
	if wrong, err = s.inspectRoom(ctx, at, me.team); err == nil {
		s.guard.note(at, wrong, s.now())
	}
	return wrong, err
}

func (s *Slack) inspectRoom(ctx context.Context, channel, team string) (wrong string, err error) {
	var c *slack.Channel
	err = again(ctx, func() (err error) {
		c, err = s.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
		return err
	})
	switch {
	case err != nil:
		return "", err
	case !c.IsPrivate:
		return "it is not private", nil
	case c.IsExtShared, c.IsPendingExtShared, c.IsOrgShared, c.IsGlobalShared:
		return "it is shared with another organisation", nil
	}
	return s.inspectMembers(ctx, channel, team)
}

func (s *Slack) inspectMembers(ctx context.Context, channel, team string) (wrong string, err error) {
	members, err := s.members(ctx, channel)
	if err != nil {
		return "", err
	}
	outsiders := 0
	for _, user := range members {
		p, err := s.person(ctx, user)
		if err != nil {
			return "", err
		}
		if !p.gone && !p.insider(team) {
			outsiders++
		}
	}
	if outsiders > 0 {
		return fmt.Sprintf("members who are guests or of another workspace: %d", outsiders), nil
	}
	return "", nil
}

// members lists who is in a channel.
func (s *Slack) members(ctx context.Context, channel string) (users []string, err error) {
	for cursor, i := "", 0; i == 0 || cursor != ""; i++ {
		err := again(ctx, func() error {
			list, next, err := s.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: channel, Cursor: cursor, Limit: perPage})
			if err == nil {
				users, cursor = append(users, list...), next
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return users, nil
}

// patrol looks at every channel the bot is in, now and every few hours, until
// ctx is done, and says how it found them.
func (n *session) patrol(ctx context.Context) {
	for {
		if err := n.lookAround(ctx); err != nil && ctx.Err() == nil {
			n.log.Warn("slack: look who reads the channels", "err", err)
		}
		if pause(ctx, roomHolds) != nil {
			return
		}
	}
}

func (n *session) lookAround(ctx context.Context) error {
	rooms, err := n.rooms(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, channel := range rooms {
		errs = append(errs, n.lookAt(ctx, channel))
	}
	return errors.Join(errs...)
}

// lookAt looks at one channel, and reports it when it is shut, or open again.
func (n *session) lookAt(ctx context.Context, channel string) error {
	wrong, err := n.inspect(ctx, channel)
	if err != nil {
		n.guard.forget(channel)
		return err
	}
	if !n.guard.turn(channel, wrong != "") {
		return nil
	}
	r := channels.Report{Channel: Name, What: "members", Text: "channel " + channel + " is as it should be again"}
	if wrong != "" {
		r.Alarm, r.Count, r.Text = true, 1, "channel "+channel+": "+wrong+"; nothing is posted there until that is put right"
	}
	return n.desk.Report(ctx, r)
}

// moved looks at a channel that somebody has just come into, or left.
func (n *session) moved(ctx context.Context, e event) error {
	n.people.forget(e.User)
	return n.lookAt(ctx, e.Channel)
}
