package slackfake

import (
	"fmt"
	"net"
	"net/http"
	"slices"
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

// M is a JSON object.
type M = map[string]any

// A Config says what the fake workspace is like. Only Manifest is needed; the
// zero value of everything else is what Slack does.
type Config struct {
	Manifest []byte           // the app's manifest in YAML: its scopes, events and commands
	Clock    func() time.Time // nil means the real clock
	Team     Team
	Users    []User
	Channels []Channel
	Groups   []Group
	FreePlan bool // user groups answer plan_upgrade_required

	AckTimeout     time.Duration // how long people wait for an answer, in real time; 3 s
	TriggerTTL     time.Duration // 3 s
	PingEvery      time.Duration // 5 s, in real time
	PostsPerSecond float64       // per channel, with a small burst; 0 is no limit
	MaxSockets     int           // 10; a negative number refuses every socket
}

// A Team is the workspace.
type Team struct{ ID, Domain string }

// A User is a person of the workspace.
type User struct {
	ID, Name, RealName, Email string
	IsBot, Deleted            bool
	Guest                     bool // is_restricted
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

// New returns a workspace in which the app of cfg.Manifest is installed.
func New(cfg Config) (*Fake, error) {
	app, err := parseManifest(cfg.Manifest)
	if err != nil {
		return nil, err
	}
	s := &Fake{cfg: cfg.withDefaults(), app: app, users: map[string]*User{}, chans: map[string]*room{}, groups: map[string]M{}, members: map[string][]string{}, views: map[string]M{},
		stacks: map[string][]string{}, homes: map[string]M{}, triggers: map[string]*trigger{}, respURLs: map[string]*responseURL{}, files: map[string]M{}, sched: map[string]M{},
		limiter: map[string]time.Time{}, faults: map[string][]Fault{}, subs: map[chan struct{}]bool{}, errors: map[string]string{}}
	s.sock = newSocketHub(s)
	s.AddUser(User{ID: BotUser, Name: app.BotName, RealName: app.BotName, IsBot: true})
	for _, u := range cfg.Users {
		s.AddUser(u)
	}
	for _, c := range cfg.Channels {
		s.AddChannel(c)
	}
	for _, g := range cfg.Groups {
		s.AddGroup(g)
	}
	return s, nil
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

// Start serves the fake on a loopback address, such as "127.0.0.1:0".
func (s *Fake) Start(listen string) error {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("start the fake Slack: %w", err)
	}
	if ip := net.ParseIP(l.Addr().(*net.TCPAddr).IP.String()); !ip.IsLoopback() {
		l.Close()
		return fmt.Errorf("start the fake Slack: %s is not a loopback address", listen)
	}
	s.SetURL("http://" + l.Addr().String())
	s.http = &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go s.http.Serve(l)
	return nil
}

// SetURL tells the fake where its handler is served, when [Fake.Start] is not
// used.
func (s *Fake) SetURL(u string) { s.mu.Lock(); s.base = u; s.mu.Unlock() }

// URL is where the fake is served, without a slash at the end.
func (s *Fake) URL() string { s.mu.Lock(); defer s.mu.Unlock(); return s.base }

// APIURL is what a client takes for https://slack.com/api/.
func (s *Fake) APIURL() string { return s.URL() + "/api/" }

// Close cuts every connection and stops serving.
func (s *Fake) Close() error {
	s.Disconnect("", true)
	if s.http == nil {
		return nil
	}
	return s.http.Close()
}

// AddUser lets a person join the workspace, or changes one who is there.
func (s *Fake) AddUser(u User) { s.mu.Lock(); s.users[u.ID] = &u; s.mu.Unlock() }

// AddChannel creates a conversation.
func (s *Fake) AddChannel(c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &room{ID: c.ID, Name: c.Name, Private: c.Private, Archived: c.Archived, Shared: c.Shared, Members: map[string]bool{}, Eph: map[string][]M{}}
	for _, m := range c.Members {
		r.Members[m] = true
	}
	s.chans[c.ID] = r
}

// AddGroup creates a user group.
func (s *Fake) AddGroup(g Group) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups[g.ID] = M{"id": g.ID, "team_id": s.cfg.Team.ID, "is_usergroup": true, "name": g.Handle, "handle": g.Handle, "user_count": len(g.Members)}
	s.members[g.ID] = slices.Clone(g.Members)
}

// Fail makes the next calls of a method misbehave, one fault each.
func (s *Fake) Fail(method string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[method] = append(s.faults[method], faults...)
}

// Subscribe returns a channel that gets a value after every change, and a
// function to stop it. Changes in quick succession may arrive as one.
func (s *Fake) Subscribe() (changed <-chan struct{}, stop func()) {
	ch := make(chan struct{}, 1)
	s.mu.Lock()
	s.subs[ch] = true
	s.mu.Unlock()
	return ch, func() { s.mu.Lock(); delete(s.subs, ch); s.mu.Unlock() }
}

// A room is a conversation as the fake holds it.
type room struct {
	ID, Name              string
	Private, IM, Archived bool
	Shared                bool
	IMUser                string
	Members               map[string]bool
	Msgs                  []M // sorted by ts
	Eph                   map[string][]M
}
