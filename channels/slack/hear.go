package slack

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// An event is what we need of the events that Slack sends.
type event struct {
	Type     string     `json:"type"`
	Subtype  string     `json:"subtype"`
	User     string     `json:"user"`
	BotID    string     `json:"bot_id"`
	Team     string     `json:"user_team"` // set when the writer is of another workspace
	Text     string     `json:"text"`
	TS       string     `json:"ts"`
	Thread   string     `json:"thread_ts"`
	Parent   string     `json:"parent_user_id"` // who began the thread
	Channel  string     `json:"channel"`
	Kind     string     `json:"channel_type"`
	Tab      string     `json:"tab"`
	Files    []attached `json:"files"`
	Quotes   []attached `json:"attachments"` // messages passed on, and what links show
	Message  *event     `json:"message"`     // as it is now, when somebody has changed it
	original []byte
}

// attached is what can be read of something that comes with a message.
type attached struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// event handles one event and acknowledges it once the desk has it. Otherwise
// Slack will repeat it: at once, after a minute and after five.
func (n *session) event(ctx context.Context, envelope string, payload json.RawMessage) {
	var p struct {
		Event event `json:"event"`
	}
	if err := json.Unmarshal(payload, &p); err != nil {
		n.ack(ctx, envelope, nil)
		return
	}
	p.Event.original = payload
	if err := n.take(ctx, p.Event); err != nil {
		n.log.Error("slack: a message could not be stored, leaving it for Slack to repeat", "id", receipt(p.Event.Channel, p.Event.TS), "err", err)
		n.askForSweepLater()
		return
	}
	n.ack(ctx, envelope, nil)
}

func (n *session) take(ctx context.Context, e event) error {
	switch e.Type {
	case "message", "app_mention":
		return n.hear(ctx, e)
	case "app_home_opened":
		return n.home(ctx, e)
	case "member_joined_channel", "member_left_channel":
		return n.moved(ctx, e)
	case "group_left", "group_archive", "channel_left", "channel_archive":
		n.guard.forget(e.Channel)
		n.report(ctx, channels.Report{Channel: Name, What: "room", Alarm: true, Count: 1, Text: "the bot can no longer write in channel " + e.Channel + ": " + e.Type})
	}
	return nil
}

// spoken are the kinds of message that people write. Our own, edits, joins and
// the like are passed over.
var spoken = []string{"", "file_share", "thread_broadcast"}

// hear takes a message to the desk, unless it is none of the desk's business
// or holds what must not be in Slack.
func (n *session) hear(ctx context.Context, e event) error {
	if e.Subtype == "message_changed" && e.Message != nil {
		n.changedTo(ctx, e)
		return nil
	}
	if e.BotID != "" && e.BotID == n.me.bot {
		n.unlooked(e)
	}
	if !n.byPerson(e) {
		return nil
	}
	id := receipt(e.Channel, e.TS)
	defer n.flight.enter(id)() // a mention comes twice, as itself and as a message
	if n.mayNotStand(ctx, e, id) || !n.forUs(e) {
		return nil
	}
	if _, known, err := n.desk.Known(ctx, Name, id); err != nil || known {
		return err
	}
	if inside, err := n.inside(ctx, e.User, e.Team); err != nil || !inside { // a guest speaks for nobody, wherever she has been let in
		return err
	}
	at := unstamp(e.TS)
	if err := n.desk.Keep(ctx, channels.Raw{Channel: Name, ID: id, Received: at, Data: e.original}); err != nil {
		return err
	}
	verdict, err := n.handle(ctx, channels.Incoming{
		Channel: Name, ID: id, Receipt: id, From: e.User, Place: e.Channel, Received: at,
		Text: n.readable(e.Text), Answers: n.answers(ctx, e),
	})
	if err == nil && verdict.Say != "" {
		n.whisper(ctx, e.User, e.place(), verdict.Say)
	}
	return err
}

func (n *session) byPerson(e event) bool {
	return e.User != "" && e.User != n.me.user && e.BotID == "" && slices.Contains(spoken, e.Subtype) &&
		(e.Team == "" || e.Team == n.me.team)
}

// forUs reports whether somebody speaks to the desk: in the thread of a message
// of ours, to the bot alone, or by its name. The rest is people talking, and is
// not even kept.
func (n *session) forUs(e event) bool {
	inThread := e.Thread != "" && e.Thread != e.TS && (e.Parent == "" || e.Parent == n.me.user)
	return inThread || e.direct() || e.Type == "app_mention" || strings.Contains(e.Text, "<@"+n.me.user+">")
}

func (e event) direct() bool { return e.Kind == "im" || strings.HasPrefix(e.Channel, "D") }

// place is where to answer: beside the message.
func (e event) place() place { return place{e.Channel, e.Thread} }

// changedTo looks at what somebody has made of a message. What it says now is
// taken for no answer, but it must not hold a personnummer either.
func (n *session) changedTo(ctx context.Context, e event) {
	now := *e.Message
	now.Channel, now.Kind = e.Channel, e.Kind
	if n.byPerson(now) {
		n.mayNotStand(ctx, now, receipt(now.Channel, now.TS))
	}
}

// mayNotStand asks the writer to take away what must not be in Slack, and
// reports whether the message goes no further because of it. A file is left
// alone, but what was written with it counts, and what it is called.
func (n *session) mayNotStand(ctx context.Context, e event, id string) bool {
	before, warned := n.warned.get(id)
	if before {
		return true // it comes twice, or again
	}
	today, text := care.DateOf(n.now()), n.readable(e.Text)
	personal := holdsPersonnummer(n.everything(e), today)
	parts := !personal && n.continues(e, text, today)
	said := ""
	switch {
	case personal:
		said = n.words.Say.Personal
	case parts:
		said = n.words.Say.Parts
	case len(e.Files) > 0 && n.forUs(e):
		said = n.words.Say.File
	}
	if said != "" && (!warned || personal) {
		n.warned.put(id, personal || parts)
		n.log.Warn("slack: asked somebody to remove a message", "id", id, "personnummer", personal || parts)
		n.whisper(ctx, e.User, e.place(), said)
	}
	return personal || parts || len(e.Files) > 0 && text == ""
}

// everything is all that can be read in a message.
func (n *session) everything(e event) string {
	all := []string{n.readable(e.Text)}
	for _, a := range slices.Concat(e.Files, e.Quotes) {
		all = append(all, a.Name, a.Title, n.readable(a.Text))
	}
	return strings.Join(all, "\n")
}

// together is how long after one message another may go on with it.
const together = 10 * time.Minute

// continues reports whether a message goes on where the writer's last one in the
// same place ended, so that the two hold a personnummer between them.
func (n *session) continues(e event, text string, today care.Date) bool {
	key := strings.Join([]string{e.User, e.Channel, e.Thread}, "|")
	last, ok := n.tails.get(key)
	n.tails.put(key, tail{e.TS, ending(text)})
	if !ok || e.TS <= last.ts || unstamp(e.TS).Sub(unstamp(last.ts)) > together {
		return false
	}
	return last.digits != "" && holdsPersonnummer(last.digits+" "+beginning(text), today)
}

// A tail is the number that a message ends with.
type tail struct{ ts, digits string }

var (
	lastDigits  = regexp.MustCompile(`(?:\d[ .\-+/]{0,3}){2,12}\W*$`)
	firstDigits = regexp.MustCompile(`^\W{0,5}\d[\d .\-+/]*`)
)

func ending(text string) string    { return strings.TrimSpace(lastDigits.FindString(text)) }
func beginning(text string) string { return strings.TrimSpace(firstDigits.FindString(text)) }

// handle gives the message to the desk, and does so again when the desk is
// momentarily busy; longer trouble is left to Slack's own repeating.
func (n *session) handle(ctx context.Context, in channels.Incoming) (v channels.Verdict, err error) {
	for _, wait := range []time.Duration{0, 200 * time.Millisecond, 600 * time.Millisecond} {
		if err := pause(ctx, wait); err != nil {
			return v, err
		}
		if v, err = n.desk.Handle(ctx, in); err == nil {
			return v, nil
		}
	}
	return v, err
}

// answers lists the receipts a message in a thread may answer: our messages
// before it, the nearest first, and the one that began the thread. When the
// thread cannot be read, the first message alone still says which case it is.
func (n *session) answers(ctx context.Context, e event) (receipts []string) {
	if e.Thread == "" || e.Thread == e.TS {
		return nil
	}
	root := receipt(e.Channel, e.Thread)
	for cursor, i := "", 0; i == 0 || cursor != ""; i++ {
		p, err := n.replies(ctx, e.Channel, e.Thread, "", e.TS, cursor)
		if err != nil {
			n.log.Warn("slack: read thread", "err", err)
			break
		}
		for _, m := range p.messages {
			if r := receipt(e.Channel, m.Timestamp); n.ours(m) && m.Timestamp < e.TS && r != root {
				receipts = append(receipts, r)
			}
		}
		cursor = p.next
	}
	slices.Reverse(receipts)
	return append(receipts, root)
}

func (n *session) ours(m slack.Message) bool { return m.BotID == n.me.bot }

// What people write is full of Slack's own notation: <@U1>, <https://x|y>,
// <mailto:a@b|a@b>, &amp;.
var notation = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

// readable returns what was written as the writer saw it, without the mention
// of the bot.
func (n *session) readable(text string) string {
	text = notation.ReplaceAllStringFunc(text, func(s string) string {
		m := notation.FindStringSubmatch(s)
		switch {
		case m[1] == "@"+n.me.user:
			return ""
		case m[2] != "":
			return m[2]
		}
		return strings.TrimPrefix(m[1], "mailto:")
	})
	return strings.TrimSpace(unescaper.Replace(text))
}
