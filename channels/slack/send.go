package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/channels"
)

// Every message of ours carries its token as metadata, so that it can be found
// again when the answer to a post was lost. Anybody in the workspace can read
// metadata: the token says nothing.
const (
	outbox  = "stegvis_outbox"
	tokenID = "id"
)

// Send posts m in the thread it answers, or at the top of its channel. Neither
// documents nor invitations go into Slack.
func (s *Slack) Send(ctx context.Context, m channels.Outgoing) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("slack: send: %w", err)
	}
	if len(m.Files) > 0 {
		return "", channels.Permanent(errors.New("slack: send: documents do not go into chat"))
	}
	if r, ok := s.sent.get(m.Token); ok {
		return r, nil
	}
	r, err := s.post(ctx, m.To.At(), thread(m), m.Token, m.Text, s.message(ctx, m))
	if code(err) == "thread_not_found" { // the card has been taken away by hand
		r, err = s.post(ctx, m.To.At(), "", m.Token, m.Text, s.message(ctx, m))
	}
	if err != nil {
		return "", sending("send", err)
	}
	return r, nil
}

// message lays out m. The subject is for those who get it by mail. Without the
// workspace's address nothing in it can point at another message.
func (s *Slack) message(ctx context.Context, m channels.Outgoing) []slack.Block {
	urls := map[string]string{} // by the text that stands for them
	if me, err := s.self(ctx); err == nil {
		for _, l := range m.Links {
			urls[l.Text] = me.permalink(l.Receipt)
		}
	}
	return s.words.message(m, urls)
}

// permalink is the address of a message.
func (i identity) permalink(r string) string {
	channel, ts, ok := parseReceipt(r)
	if !ok || i.url == "" {
		return ""
	}
	return strings.TrimSuffix(i.url, "/") + "/archives/" + channel + "/p" + strings.Replace(ts, ".", "", 1)
}

// pointing lays out a text in which pieces point at other messages. All else in
// it means nothing but itself.
func pointing(text string, urls map[string]string) []slack.Block {
	var pairs []string
	for piece, url := range urls {
		if url != "" {
			pairs = append(pairs, esc(piece), link(url, piece))
		}
	}
	linked := strings.NewReplacer(pairs...).Replace(esc(text))
	if len(pairs) == 0 || len([]rune(linked)) > mostSection {
		return paragraphs(text)
	}
	return []slack.Block{slack.NewSectionBlock(rich(linked, mostSection), nil, nil)}
}

// link makes text point at an address of Slack's own.
func link(url, text string) string { return "<" + esc(url) + "|" + esc(text) + ">" }

func (w words) message(m channels.Outgoing, urls map[string]string) []slack.Block {
	var blocks []slack.Block
	if call := mention(m.Mention); call != "" {
		blocks = append(blocks, slack.NewSectionBlock(rich(call, mostSection), nil, nil))
	}
	blocks = append(blocks, pointing(m.Text, urls)...)
	if len(m.Slots) > 0 {
		blocks = append(blocks, w.slots(m.Case, m.Slots))
	}
	return blocks
}

// aPerson is what the id of somebody in Slack looks like.
var aPerson = regexp.MustCompile(`^[UW][A-Z0-9]+$`)

// mention calls on one person, whose client then tells her so. What is no id
// of a person is never written as one: a mention can call on a whole channel.
func mention(user string) string {
	if !aPerson.MatchString(user) {
		return ""
	}
	return "<@" + user + ">"
}

// thread returns the ts of the thread m belongs to: the first of what it
// answers that stands where m is going.
func thread(m channels.Outgoing) string {
	for _, r := range m.Answers {
		channel, ts, ok := parseReceipt(r)
		if ok && (channel == m.To.At() || isPerson(m.To.At()) && channel[0] == 'D') {
			return ts
		}
	}
	return ""
}

// isPerson reports whether a message to at becomes a direct message.
func isPerson(at string) bool { return strings.HasPrefix(at, "U") || strings.HasPrefix(at, "W") }

// post puts up a message and returns its receipt.
func (s *Slack) post(ctx context.Context, to, thread, token, notice string, blocks []slack.Block) (string, error) {
	if err := s.mayPost(ctx, to); err != nil {
		return "", err
	}
	if err := s.pace.wait(ctx, to); err != nil {
		return "", unposted{err}
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(cut(notice, mostNotice), true),
		slack.MsgOptionBlocks(blocks...),
		slack.MsgOptionMetadata(metadata(token)),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	var r string
	err := again(ctx, func() error {
		channel, ts, err := s.api.PostMessageContext(ctx, to, options...)
		r = receipt(channel, ts)
		return err
	})
	if err != nil {
		return "", err
	}
	s.posted(token, r)
	return r, nil
}

// posted remembers where a message stands.
func (s *Slack) posted(token, r string) {
	s.sent.put(token, r)
	s.stands.put(r, true)
}

func metadata(token string) slack.SlackMetadata {
	return slack.SlackMetadata{EventType: outbox, EventPayload: map[string]any{tokenID: token}}
}

// Find looks for m by its token, where it would stand.
func (s *Slack) Find(ctx context.Context, m channels.Outgoing) (string, bool, error) {
	if r, ok := s.sent.get(m.Token); ok {
		return r, true, nil
	}
	channel, err := s.conversation(ctx, m.To.At())
	if err != nil {
		return "", false, changing("find: open conversation", err)
	}
	since := stamp(m.Written.Add(-time.Hour)) // Slack's clock is not ours
	if m.Written.IsZero() {
		since = stamp(s.now().Add(-lookBack))
	}
	if ts := thread(m); ts != "" {
		r, found, err := s.search(ctx, m.Token, func(cursor string) (page, error) {
			return s.replies(ctx, channel, ts, since, "", cursor)
		})
		if found || err != nil && code(err) != "thread_not_found" {
			return r, found, err
		}
	}
	return s.search(ctx, m.Token, func(cursor string) (page, error) {
		return s.history(ctx, channel, since, cursor)
	})
}

// conversation returns the channel that a message to at ends up in.
func (s *Slack) conversation(ctx context.Context, at string) (string, error) {
	if !isPerson(at) {
		return at, nil
	}
	var id string
	err := again(ctx, func() error {
		c, _, _, err := s.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{at}})
		if err == nil {
			id = c.ID
		}
		return err
	})
	return id, err
}

// search turns the pages until our message with that token is on one of them.
func (s *Slack) search(ctx context.Context, token string, turn func(cursor string) (page, error)) (string, bool, error) {
	for cursor, n := "", 0; n == 0 || cursor != ""; n++ {
		p, err := turn(cursor)
		if err != nil {
			return "", false, changing("find", err)
		}
		for _, m := range p.messages {
			if m.Metadata.EventType == outbox && m.Metadata.EventPayload[tokenID] == token {
				r := receipt(p.channel, m.Timestamp)
				s.posted(token, r)
				return r, true, nil
			}
		}
		cursor = p.next
	}
	return "", false, nil
}

// stamp writes t as Slack writes the time of a message.
func stamp(t time.Time) string {
	return strconv.FormatInt(t.Unix(), 10) + ".000000"
}

// unstamp reads the time of a message.
func unstamp(ts string) time.Time {
	seconds, fraction, _ := strings.Cut(ts, ".")
	sec, _ := strconv.ParseInt(seconds, 10, 64)
	micro, _ := strconv.ParseInt(fraction, 10, 64)
	return time.Unix(sec, micro*1000)
}
