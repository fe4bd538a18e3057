package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

type serveCmd struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
}

// Run works the desk. SIGTERM and SIGINT let what is under way finish. SIGHUP
// reads the config, the secrets, the contact lists and the words for the papers
// again.
func (c serveCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	log := slog.New(slog.NewTextHandler(s.err, nil))
	now, follow := wallClock()
	v := service{path: c.Config, now: now, follow: follow, log: log}
	defer notify("STOPPING=1")
	return v.keep(ctx, conf)
}

// A service is a desk that is kept at work, with one config after another.
type service struct {
	path   string
	now    func() time.Time
	follow func(context.Context, *bot.Bot)
	log    *slog.Logger
}

// keep keeps a desk at work until ctx is done. To be told to stop before it has
// opened is no error either.
func (v service) keep(ctx context.Context, conf config) (err error) {
	for next := &conf; next != nil && err == nil; {
		next, err = v.work(ctx, *next)
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// work works the desk until it is told to stop, or until there is another config
// to go on with.
func (v service) work(ctx context.Context, conf config) (next *config, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w := &watch{ping: conf.Health.Ping, now: time.Now, log: v.log}
	if conf.Health.Listen != "" {
		unserve, err := w.serve(conf.Health.Listen)
		if err != nil {
			return nil, err
		}
		defer unserve()
	}
	d, err := openDesk(conf, v.now, v.log)
	if err != nil {
		return nil, err
	}
	defer d.close()
	if err := sane(ctx, d.ledger, v.now()); err != nil {
		return nil, err
	}
	notify("READY=1")
	if err := comeHome(ctx, d.ledger, conf.Unit.State, v.path, v.log, w.muted); err != nil {
		return nil, err
	}
	return v.open(ctx, stop, conf, d, w)
}

// open works a desk whose ledger belongs here.
func (v service) open(ctx context.Context, stop func(), conf config, d desk, w *watch) (next *config, err error) {
	schedule, err := conf.schedule()
	if err != nil {
		return nil, err
	}
	d.bot.Beat = w.beat
	w.opened(time.Now())
	changed := make(chan config, 1)
	go on(ctx, syscall.SIGHUP, func() {
		if c := v.reload(ctx, conf, d.bot); c != nil {
			changed <- *c
			stop()
		}
	})
	go v.follow(ctx, d.bot)
	v.log.Info("the desk is open", "unit", conf.Unit.Prefix, "channels", len(d.bot.Channels))
	spare := time.AfterFunc(2*time.Second, debug.FreeOSMemory) // what it took to open goes back
	defer spare.Stop()
	err = d.bot.Run(ctx, schedule)
	v.log.Info("the desk is closed")
	select {
	case c := <-changed:
		return &c, err
	default:
		return nil, err
	}
}

// on does something each time a signal comes, until ctx is done.
func on(ctx context.Context, sig os.Signal, do func()) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, sig)
	defer signal.Stop(caught)
	for {
		select {
		case <-ctx.Done():
			return
		case <-caught:
			do()
		}
	}
}

// reload reads the contact lists at once, and the config with its secrets and the
// words for the papers. It returns a config to go on with, or nil when the one in use is to stay: because
// nothing has changed, or because the new one cannot be used. Then BIH is told.
func (v service) reload(ctx context.Context, now config, b *bot.Bot) *config {
	if err := b.Reload(ctx); err != nil {
		v.log.Error("contact lists", "err", err)
	}
	next, err := loadConfig(v.path)
	if err == nil {
		err = usable(now, next, v.log)
	}
	if err == nil && next.print == now.print {
		return nil
	}
	report := channels.Report{Channel: "desk", What: "config", Alarm: err != nil, Text: "the new one is in use"}
	if err != nil {
		report.Text = err.Error()
	}
	if err := b.Report(ctx, report); err != nil {
		v.log.Error("config", "err", err)
	}
	if err != nil {
		v.log.Error("config: the old one stays in use", "err", err)
		return nil
	}
	v.log.Info("config: a new one is in use")
	return &next
}

// usable reports why a config cannot take the place of another while the desk
// works: everything is tried that can be without opening the ledger.
func usable(now, next config, log *slog.Logger) error {
	if next.Unit.State != now.Unit.State || next.Unit.Prefix != now.Unit.Prefix {
		return errors.New("unit.state and unit.prefix stay as long as the desk works: stop it, and start it again")
	}
	_, err := openChannels(next, time.Now, log)
	_, bad := workable(next)
	_, worse := loadWords(next.Unit.Papers)
	return errors.Join(err, bad, worse)
}

// sane refuses a clock that says it is earlier than something that has happened:
// what is stored now would lie before it, and nothing would be due for years.
func sane(ctx context.Context, l *ledger.Ledger, now time.Time) error {
	last, err := l.Newest(ctx)
	if err != nil || !now.Add(time.Hour).Before(last) {
		return err
	}
	return fmt.Errorf("this machine's clock says %s, but the ledger holds what happened %s: set the clock (timedatectl), then start again",
		now.In(care.Stockholm).Format(time.DateTime), last.In(care.Stockholm).Format(time.DateTime))
}
