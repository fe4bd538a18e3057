// Package slack keeps the team's cards in Slack and carries what people say
// there to the desk and back.
//
// Slack is a view of the cases, never the record of them: one card per case,
// changed in place, its thread the log. Only a [care.PublicCase] is drawn, so
// no card can show who a case is about. What people write is handed to the desk
// unless it holds a personnummer; then they are asked to take it away.
//
// It speaks Socket Mode through slack-go and repairs what was measured to be
// weak in it (each has its test):
//
//	A, B  a connection that ends at once is reopened without a pause: [opener] spaces it
//	C     ghost connections steal clicks: hello's num_connections above one is an alarm, and mailed
//	D     an unread event queue hangs the client: the loop only hands out work; watchdog
//	E     Ack blocks for ever while not connected: only AckCtx, with a timeout
//	F     an unknown event is never acknowledged: we do, and log its type alone
//	G     no server ping means a dead connection: slack-go's own interval is kept
//	I, J  retrying a lost answer posts twice: no retry but for 429; [Slack.Find] looks first
//	K     our own messages come back as events: dropped
//	L, M  booleans on the wire, second connections: the first is slack-go's business, and we open one connection
//	N     debug mode prints what people write: there is no way to switch it on
//	O     slack-go's HTTP client has no timeout: ours has
//
// A message is acknowledged when the desk has stored it. When the desk cannot,
// Slack repeats it three times; whatever is missed even so is found by the
// sweep that follows every hello. Clicks are not repeated by Slack: one that is
// not acknowledged within three seconds shows a warning, and is pressed again. So
// none is acknowledged before it is stored, and one that could not be stored is not
// at all. A double click carries the same id twice, and the desk takes an id once.
//
// Nothing is posted in a channel that a guest, another workspace or the public
// can read (guard.go), and only people of our own workspace act (people.go).
// What cannot be found out about either is taken for a no.
package slack

import (
	_ "embed"
	"fmt"
	"io"
	"log"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// Name is the channel's name in the contact lists.
const Name = "slack"

//go:embed manifest.yaml
var manifest []byte

// Manifest returns the app manifest with which a municipality makes its own
// Slack app.
func Manifest() []byte { return manifest }

// Config says which workspace the channel lives in. Who may act there, and in
// which channels, stands in the contact lists.
type Config struct {
	APIURL       string `toml:"api_url"`        // empty means Slack's own
	BotTokenFile string `toml:"bot_token_file"` // holds xoxb-…
	AppTokenFile string `toml:"app_token_file"` // holds xapp-…
	Team         string `toml:"team"`           // T…; another workspace is refused
	Group        string `toml:"group"`          // S…; only members of this user group act, where the plan has them

	// The tokens themselves, for a program that makes its own workspace. They
	// come before the files.
	BotToken secret.Text `toml:"-"`
	AppToken secret.Text `toml:"-"`
}

// Slack is a [channels.Board].
type Slack struct {
	api   *slack.Client
	cfg   Config
	words words
	now   func() time.Time
	log   *slog.Logger
	pace  *pacer

	sent    *recent[string]   // token to receipt
	stands  *recent[bool]     // receipts of what we know that we have posted
	drawn   *recent[[32]byte] // receipt to what stands there
	doers   *recent[doer]     // id of an act to who did it
	tails   *recent[tail]     // writer and place to how her last message ended
	warned  *recent[bool]     // ids of messages somebody has been asked to remove; whether for a personnummer
	flight  flight
	people  people
	guard   guard
	readers readers
	changed chan struct{} // something is not as the home tabs say
	heart   channels.Heart
	up      atomic.Bool // the socket is open
	me      atomic.Pointer[identity]

	quick  time.Duration // how long a form may take before "Hämtar …" is shown
	soon   time.Duration // how long an acknowledgement is sure to be seen: Slack waits a little longer
	late   time.Duration // how long after a message of ours has come in it is known whether it is one that we know
	settle time.Duration // how long after a change the home tabs are drawn anew
	stall  time.Duration // how long without a connection before starting over
}

var (
	_ channels.Board = (*Slack)(nil)
	_ channels.Live  = (*Slack)(nil)
)

// New returns a channel that is not yet connected. It reads the token files.
func New(cfg Config, w templates.Chat, now func() time.Time, log *slog.Logger) (*Slack, error) {
	bot, err := tokenIn("xoxb-", cfg.BotToken, cfg.BotTokenFile)
	if err != nil {
		return nil, fmt.Errorf("slack: bot token: %w", err)
	}
	app, err := tokenIn("xapp-", cfg.AppToken, cfg.AppTokenFile)
	if err != nil {
		return nil, fmt.Errorf("slack: app token: %w", err)
	}
	s := &Slack{
		cfg: cfg, now: now, log: log, pace: newPacer(),
		words: words{Chat: w, forms: templates.Forms()},
		sent:  newRecent[string](2000), stands: newRecent[bool](2000), drawn: newRecent[[32]byte](2000),
		doers: newRecent[doer](2000), warned: newRecent[bool](2000), tails: newRecent[tail](500),
		quick: 700 * time.Millisecond, soon: 2500 * time.Millisecond, stall: 7 * time.Minute, settle: 10 * time.Second, late: 5 * time.Second,
		changed: make(chan struct{}, 1),
	}
	s.api = client(cfg.APIURL, bot, app, newOpener(now, s.heart.Clock))
	return s, nil
}

// Pulse says how the connection fares. While the socket is open Slack is heard
// all the time: it pings every few seconds, and is given up when it does not.
func (s *Slack) Pulse() channels.Pulse {
	if s.up.Load() {
		s.heart.Beat(time.Now())
	}
	return s.heart.Pulse()
}

// Name returns "slack".
func (s *Slack) Name() string { return Name }

// tokenIn returns the token itself or what stands in the file, once it looks
// like one: the two are easily put in each other's place.
func tokenIn(prefix string, t secret.Text, file string) (secret.Text, error) {
	if t.Empty() {
		var err error
		if t, err = secret.Read(file); err != nil {
			return t, fmt.Errorf("read file: %w", err)
		}
	}
	if !strings.HasPrefix(t.Reveal(), prefix) {
		return t, fmt.Errorf("does not begin with %s", prefix)
	}
	return t, nil
}

// client returns a slack-go client that never retries by itself, waits no
// longer than it must and says nothing in the log.
func client(url string, bot, app secret.Text, http *opener) *slack.Client {
	options := []slack.Option{
		slack.OptionAppLevelToken(app.Reveal()),
		slack.OptionHTTPClient(http),
		slack.OptionLog(log.New(io.Discard, "", 0)),
	}
	if url != "" {
		options = append(options, slack.OptionAPIURL(strings.TrimSuffix(url, "/")+"/"))
	}
	return slack.New(bot.Reveal(), options...)
}
