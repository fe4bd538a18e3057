package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels/mail/mailfake"
	"example.org/stegvis/channels/slack"
	"example.org/stegvis/channels/slack/slackfake"
)

//go:embed demo/config.toml
var demoConfig []byte

const (
	demoPassword = "demo"
	demoChannel  = "C0EGENVARD" // as the contact list has it
	demoRoom     = "egenvardsintyg"
)

// A world is the demo without its page: a mail server, a Slack and a clock, all
// invented, and the real desk between them.
type world struct {
	clock    *movable
	mail     *mailfake.Server
	chat     *slackfake.Fake
	desk     desk
	people   *contacts.Directory
	accounts []account
	gaveUp   chan error // why the bot stopped, if it did

	moving sync.Mutex // one move of the clock at a time
	views  mailViews
	cast   cast // the invented persons of the examples
	bell   bell
	slack  *http.Server
	life   context.Context // of the demo; the bot's may be shorter
	stop   context.CancelFunc
	power  power
	idle   sync.WaitGroup
}

// An account is a mailbox of the demo, and whose it is.
type account struct {
	Address string
	Name    string
	Role    string // PVR, BIH or HTJ; "person" for one of BIH's staff; empty for a stranger
	Person  string
}

// openWorld starts everything. The bot works until close.
func openWorld(ctx context.Context, dir string, log *slog.Logger) (*world, error) {
	list := filepath.Join(dir, "kontakter.csv")
	if err := os.WriteFile(list, exampleContacts, 0o600); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	parties := filepath.Join(dir, "chattparter.csv")
	if err := os.WriteFile(parties, chattyContacts, 0o600); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	people, err := contacts.Load(list, parties)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	w := &world{
		clock: newMovable(firstMorning.At(8, 0)), people: people, accounts: accountsOf(people), gaveUp: make(chan error, 1),
	}
	if err := errors.Join(w.openMail(), w.openChat()); err != nil {
		w.close()
		return nil, err
	}
	if err := w.openDesk(dir, log, list, parties); err != nil {
		w.close()
		return nil, err
	}
	w.look()
	w.life, w.stop = context.WithCancel(ctx)
	w.start(w.life)
	w.idle.Go(func() { w.watch(w.life) })
	return w, nil
}

func (w *world) close() {
	if w.stop != nil {
		w.stop()
		w.idle.Wait()
	}
	if w.desk.ledger != nil {
		w.desk.close()
	}
	if w.slack != nil {
		w.slack.Close()
		w.chat.Close()
	}
	if w.mail != nil {
		w.mail.Close()
	}
}

// accountsOf gives everybody in the contact list a mailbox, and one stranger.
func accountsOf(people *contacts.Directory) (list []account) {
	for _, u := range people.Units() {
		for _, at := range u.Emails {
			list = append(list, account{Address: at, Name: u.Name, Role: string(u.Role), Person: u.Contact})
		}
	}
	for _, p := range people.Staff() {
		list = append(list, account{Address: p.Mail, Name: p.Name, Role: "person", Person: p.Name})
	}
	return append(list, account{Address: strangerAddress, Name: strangerAddress})
}

// strangerAddress is in no contact list.
const strangerAddress = "okand@annanstans.example"

func (w *world) openMail() error {
	var all []mailfake.Account
	for _, a := range w.accounts {
		made := mailfake.Account{Address: a.Address, Password: demoPassword}
		if a.Role == string(care.BIH) {
			made.Folders = []string{"Ärenden"}
		}
		all = append(all, made)
	}
	server, err := mailfake.New(w.clock.now, all...)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := server.Start(); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	w.mail = server
	return nil
}

// openChat makes the workspace in which BIH works. It is served behind a guard:
// a page that somebody happens to have open must not reach it.
func (w *world) openChat() error {
	cfg := slackfake.Config{Manifest: slack.Manifest(), Clock: w.clock.now}
	cfg.Users, cfg.Channels = w.workspace()
	fake, err := slackfake.New(cfg)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	line, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	fake.SetURL("http://" + line.Addr().String())
	w.chat, w.slack = fake, &http.Server{Handler: programsOnly(line.Addr().String(), fake.Handler()), ReadHeaderTimeout: 10 * time.Second}
	go w.slack.Serve(line)
	return nil
}

// openDesk opens the real desk with settings that point at the fakes.
func (w *world) openDesk(dir string, log *slog.Logger, lists ...string) error {
	conf, err := parseConfig(demoConfig)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	password := func() (secret.Text, error) { return secret.Of(demoPassword), nil }
	conf.Unit.State, conf.Unit.Contacts = filepath.Join(dir, "state"), lists
	conf.Mail.IMAP.Addr, conf.Mail.IMAP.Password = w.mail.IMAP(), password
	conf.Mail.SMTP.Addr, conf.Mail.SMTP.Password = w.mail.SMTP(), password
	conf.Slack.APIURL, conf.Slack.BotToken, conf.Slack.AppToken = w.chat.APIURL(), secret.Of(slackfake.BotToken), secret.Of(slackfake.AppToken)
	w.desk, err = openDesk(conf, w.clock.now, log)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

func (w *world) work(ctx context.Context) {
	conf, err := parseConfig(demoConfig)
	if err == nil {
		var schedule string
		if schedule, err = conf.schedule(); err == nil {
			err = w.desk.bot.Run(ctx, schedule)
		}
	}
	if err != nil && ctx.Err() == nil {
		w.gaveUp <- fmt.Errorf("demo: the bot has stopped: %w", err)
	}
}

// watch rings the bell whenever something may look different: at once when
// somebody says something, and every second for what no fake tells of, such as
// a mail that the desk has filed.
func (w *world) watch(ctx context.Context) {
	chat, stop := w.chat.Subscribe()
	defer stop()
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		mail := w.mail.Changed()
		select {
		case <-ctx.Done():
			return
		case <-chat:
		case <-mail:
		case <-second.C:
		}
		w.stir()
	}
}

// stir looks into the mailboxes again and tells all pages.
func (w *world) stir() {
	w.look()
	w.bell.ring()
}

// A bell wakes everybody who listens.
type bell struct {
	mu    sync.Mutex
	round chan struct{}
}

func (b *bell) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.round == nil {
		b.round = make(chan struct{})
	}
	return b.round
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.round != nil {
		close(b.round)
	}
	b.round = make(chan struct{})
}

// account returns the mailbox with that address.
func (w *world) account(address string) (account, bool) {
	i := slices.IndexFunc(w.accounts, func(a account) bool { return strings.EqualFold(a.Address, address) })
	if i < 0 {
		return account{}, false
	}
	return w.accounts[i], true
}

// byRole returns the first mailbox of a party.
func (w *world) byRole(role care.Role) account {
	i := slices.IndexFunc(w.accounts, func(a account) bool { return a.Role == string(role) })
	return w.accounts[max(i, 0)]
}
