package slackfake

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// The identity of the app in every fake. The tokens open nothing but a fake.
const (
	AppID    = "A0STEGVIS"
	BotID    = "B0STEGVIS"
	BotUser  = "U0STEGVIS"
	BotToken = "xoxb-demo"
	AppToken = "xapp-demo"
)

// A Config says what the workspace is like. Only Manifest is needed; the zero
// value of everything else is what Slack does.
type Config struct {
	Manifest []byte           // the app's manifest in YAML: its scopes, events and commands
	Clock    func() time.Time // nil means the real clock
	Team     Team
	Users    []User
	Channels []Channel
	Groups   []Group
	FreePlan bool // user groups answer plan_upgrade_required

	AckTimeout     time.Duration // how long an answer is waited for, by people in real time and by events on the clock; 3 s
	TriggerTTL     time.Duration // 3 s
	PingEvery      time.Duration // 5 s, in real time; a negative one never pings
	PostsPerSecond float64       // per channel, with a small burst; 0 is no limit
	MaxSockets     int           // 10; a negative number refuses every socket
}

// A Team is the workspace.
type Team struct{ ID, Domain string }

// A User is a person of the workspace.
type User struct {
	ID, Name, RealName, Email string
	IsBot, Deleted            bool
	Guest                     bool   // is_restricted
	OneChannel                bool   // a guest of one channel: is_ultra_restricted as well
	Team                      string // of another workspace, when she comes through a shared channel
	TZ                        string
}

// A Channel is a conversation that exists from the start. The bot is in it
// only if Members names [BotUser].
type Channel struct {
	ID, Name string
	Private  bool
	Archived bool
	Shared   bool // with another organisation: is_ext_shared
	Members  []string
}

// A Group is a user group, on plans that have them.
type Group struct {
	ID, Handle string
	Members    []string
}

// A Fake is a workspace with the app in it. All methods may be called from
// many goroutines.
type Fake struct {
	// OnFrame, if it is set before anybody connects, gets every envelope sent
	// ("send", its type, the frame) and every acknowledgement ("ack", the
	// envelope's id, the payload). It must not call the fake.
	OnFrame func(dir, kind string, v any)

	cfg  Config
	app  manifest
	http *http.Server
	once sync.Once
	stop chan struct{}

	mu       sync.Mutex // guards all below
	base     string     // http://127.0.0.1:port
	lastTS   int64
	users    map[string]*User
	rooms    map[string]*room
	groups   map[string]Group
	views    map[string]M            // by view id
	stacks   map[string][]string     // user to the ids of the modals, the uppermost last
	homes    map[string]string       // user to the id of the published view
	triggers map[string]*trigger     // by trigger id
	replies  map[string]*responseURL // by the last part of the URL
	files    map[string]*upload      // by file id
	queued   map[string]M            // scheduled messages by id
	toasts   map[string]string       // user to the last thing that went wrong
	nextPost map[string]time.Time    // channel to when it is free again
	faults   map[string][]Fault      // by method; "*" is any
	down     bool
	record   []Request
	watchers map[chan struct{}]bool
	sockets  sockets
}

// New returns a workspace in which the app of cfg.Manifest is installed.
func New(cfg Config) (*Fake, error) {
	app, err := parseManifest(cfg.Manifest)
	if err != nil {
		return nil, err
	}
	f := &Fake{
		cfg: cfg.withDefaults(), app: app, stop: make(chan struct{}),
		users: map[string]*User{}, rooms: map[string]*room{}, groups: map[string]Group{},
		views: map[string]M{}, stacks: map[string][]string{}, homes: map[string]string{},
		triggers: map[string]*trigger{}, replies: map[string]*responseURL{}, files: map[string]*upload{},
		queued: map[string]M{}, toasts: map[string]string{}, nextPost: map[string]time.Time{},
		faults: map[string][]Fault{}, watchers: map[chan struct{}]bool{}, sockets: newSockets(),
	}
	f.AddUser(User{ID: BotUser, Name: app.BotName, RealName: app.BotName, IsBot: true})
	for _, u := range cfg.Users {
		f.AddUser(u)
	}
	for _, c := range cfg.Channels {
		f.AddChannel(c)
	}
	for _, g := range cfg.Groups {
		f.AddGroup(g)
	}
	return f, nil
}

func (c Config) withDefaults() Config {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Team == (Team{}) {
		c.Team = Team{ID: "T0DEMO001", Domain: "demo"}
	}
	if c.AckTimeout == 0 {
		c.AckTimeout = 3 * time.Second
	}
	if c.TriggerTTL == 0 {
		c.TriggerTTL = 3 * time.Second
	}
	if c.PingEvery == 0 {
		c.PingEvery = 5 * time.Second
	}
	if c.MaxSockets == 0 {
		c.MaxSockets = 10
	}
	return c
}

// Start serves the fake on a loopback address, such as "127.0.0.1:0", until
// [Fake.Close].
func (f *Fake) Start(listen string) error {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("start the fake Slack: %w", err)
	}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		l.Close()
		return fmt.Errorf("start the fake Slack: %s is not a loopback address", listen)
	}
	f.SetURL("http://" + l.Addr().String())
	f.http = &http.Server{Handler: f.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go f.http.Serve(l)
	return nil
}

// SetURL tells the fake where its handler is served, for those who serve it
// themselves.
func (f *Fake) SetURL(url string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.base = url
}

// URL is where the fake is served, without a slash at the end.
func (f *Fake) URL() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.base
}

// APIURL is what a client takes for https://slack.com/api/.
func (f *Fake) APIURL() string { return f.URL() + "/api/" }

// Close cuts every connection and stops serving.
func (f *Fake) Close() error {
	f.once.Do(func() {}) // nothing starts after this
	select {
	case <-f.stop:
		return nil
	default:
		close(f.stop)
	}
	f.Disconnect("", true)
	if f.http == nil {
		return nil
	}
	return f.http.Close()
}

// Subscribe returns a channel that gets a value after every change, and a
// function that ends it. Changes in quick succession may arrive as one.
func (f *Fake) Subscribe() (changed <-chan struct{}, end func()) {
	ch := make(chan struct{}, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.watchers[ch] = true
	return ch, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.watchers, ch)
	}
}

// changed tells the watchers; f.mu is held.
func (f *Fake) changed() {
	for ch := range f.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// ts returns the next message time: the clock's, but never the same twice and
// never backwards, whatever the clock does.
func (f *Fake) ts() string {
	us := max(f.cfg.Clock().UnixMicro(), f.lastTS+1)
	f.lastTS = us
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}
