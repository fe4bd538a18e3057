package slack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// The app's own page: what is late, what is hers, what nobody has taken and what
// waits for somebody else. It is drawn when somebody opens it, and again soon
// after something has changed for those who have had it open this week.

const (
	mostRows  = channels.Shown     // of a list; four of them fit Slack's hundred blocks
	inTheRoom = 7 * 24 * time.Hour // how long after opening it somebody's page is kept up to date
)

// readers remembers who has opened the page, and when. The zero readers is ready
// for use.
type readers struct {
	mu   sync.Mutex
	seen map[string]time.Time
}

func (r *readers) note(user string, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[string]time.Time{}
	}
	r.seen[user] = at
}

// since returns who has opened it after a time.
func (r *readers) since(from time.Time) (users []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for user, at := range r.seen {
		if at.After(from) {
			users = append(users, user)
		}
	}
	return users
}

// home draws the page for somebody who opens it.
func (n *session) home(ctx context.Context, e event) error {
	if e.Tab == "home" {
		n.readers.note(e.User, n.now())
		n.publish(ctx, e.User)
	}
	return nil // it is drawn anew the next time it is opened
}

// publish draws somebody's page. Who may not act sees only what it is all about.
func (n *session) publish(ctx context.Context, user string) {
	defer n.flight.enter("home|" + user)()
	blocks, err := n.page(ctx, user)
	if err == nil {
		err = again(ctx, func() error {
			_, err := n.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
				UserID: user, View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}},
			})
			return err
		})
	}
	if err != nil && ctx.Err() == nil {
		n.log.Warn("slack: draw the home tab", "err", err)
	}
}

func (n *session) page(ctx context.Context, user string) ([]slack.Block, error) {
	staff, err := n.mayAct(ctx, user, "")
	if err != nil {
		return nil, err
	}
	if !staff {
		return n.words.lobby(), nil
	}
	o, err := n.desk.Overview(ctx, Name, user)
	return n.words.dashboard(o, n.now()), err
}

// refreshHomes draws the pages anew a while after something has changed: changes
// come in crowds.
func (n *session) refreshHomes(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.changed:
		}
		if pause(ctx, n.settle) != nil {
			return
		}
		select {
		case <-n.changed:
		default:
		}
		for _, user := range n.readers.since(n.now().Add(-inTheRoom)) {
			n.publish(ctx, user)
		}
	}
}

// stir lets the pages be drawn anew.
func (s *Slack) stir() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// lobby is the page of those who do not work with cases.
func (w words) lobby() []slack.Block {
	return []slack.Block{
		slack.NewHeaderBlock(plain(w.Home.Title, mostHeader)), section(w.Home.Text),
		slack.NewContextBlock("", plain(w.Home.Foot, mostSection)),
	}
}

// dashboard is the page of those who do.
func (w words) dashboard(o channels.Overview, now time.Time) []slack.Block {
	blocks := []slack.Block{slack.NewHeaderBlock(plain(w.Home.Title, mostHeader))}
	today := care.DateOf(now)
	for _, l := range w.lists(o) {
		blocks = append(blocks, w.list(l, today)...)
	}
	foot := templates.Fill(w.Home.Status, "time", now.In(care.Stockholm).Format("15.04")) + " " + w.Home.Foot
	return append(blocks, slack.NewContextBlock("", plain(foot, mostSection)))
}

// A list is one part of an overview, under its heading and the word by which
// /stegvis knows it.
type list struct {
	title, word string
	rows        []channels.Row
}

func (w words) lists(o channels.Overview) []list {
	return []list{
		{w.Home.Late, w.Command.Late, o.Late}, {w.Home.Mine, w.Command.Mine, o.Mine},
		{w.Home.Free, w.Command.Free, o.Free}, {w.Home.Waiting, w.Command.Waiting, o.Waiting},
	}
}

func (w words) list(l list, today care.Date) []slack.Block {
	title := templates.Fill(w.Home.List, "title", l.title, "n", fmt.Sprint(len(l.rows)))
	blocks := []slack.Block{slack.NewHeaderBlock(plain(title, mostHeader))}
	for _, r := range l.rows[:min(len(l.rows), mostRows)] {
		show := slack.NewButtonBlockElement(showAction, mark{r.Case.ID, r.Case.Rev}.String(), plain(w.Home.Show, mostButton))
		blocks = append(blocks, slack.NewSectionBlock(plain(w.row(r.Case, today), mostSection), nil, slack.NewAccessory(show)))
	}
	note := ""
	switch more := len(l.rows) - mostRows; {
	case more > 0:
		note = templates.Fill(w.Home.More, "n", fmt.Sprint(more))
	case len(l.rows) == 0:
		note = w.Home.None
	}
	if note != "" {
		blocks = append(blocks, slack.NewContextBlock("", plain(note, mostSection)))
	}
	return blocks
}

// row says a case in two lines: what it is called, and what comes next.
func (w words) row(c care.PublicCase, today care.Date) string {
	next := w.next(c)
	if d := due(c); !d.IsZero() {
		next = templates.Fill(w.Home.Due, "next", next, "day", w.Day(d), "until", w.Until(d, today))
	}
	return w.fill(w.Home.Row, c) + "\n" + next
}

// shown draws a case to be read, and the way to its card.
func (w words) shown(at spot, c care.PublicCase, url string, today care.Date) slack.ModalViewRequest {
	blocks := []slack.Block{w.about(c), slack.NewSectionBlock(nil, w.facts(c, today), nil)}
	for _, line := range w.remarks(c, today) {
		blocks = append(blocks, section(line))
	}
	if url != "" {
		blocks = append(blocks, slack.NewSectionBlock(rich(link(url, w.Home.Open), mostSection), nil, nil))
	}
	return w.modal(noteCallback, w.Modal.Title, "", at, blocks)
}
