package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/mail"
	"example.org/stegvis/channels/slack"
	"example.org/stegvis/templates"
)

const ledgerFile = "stegvis.db"

type serveCmd struct {
	Config string `required:"" type:"existingfile" help:"The config file."`
}

// Run works the desk. SIGTERM and SIGINT let what is under way finish.
func (c serveCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	log := slog.New(slog.NewTextHandler(s.err, nil))
	now, follow := wallClock()
	d, err := openDesk(conf, now, log)
	if err != nil {
		return err
	}
	defer d.close()
	schedule, err := conf.schedule()
	if err != nil {
		return err
	}
	if err := comeHome(ctx, d.ledger, conf.Unit.State, c.Config, log); err != nil {
		return err
	}
	go reloadOn(ctx, syscall.SIGHUP, d.bot, log)
	go follow(ctx, d.bot)
	log.Info("the desk is open", "unit", conf.Unit.Prefix, "channels", len(d.bot.Channels))
	err = d.bot.Run(ctx, schedule)
	log.Info("the desk is closed")
	return err
}

// A desk is a bot and what it holds open.
type desk struct {
	bot     *bot.Bot
	ledger  *ledger.Ledger
	release func()
}

func (d desk) close() {
	d.bot.Reader.Close()
	d.ledger.Close()
	d.release()
}

// reloadOn reads the contact lists at once when the signal comes.
func reloadOn(ctx context.Context, sig os.Signal, b *bot.Bot, log *slog.Logger) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, sig)
	defer signal.Stop(hup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
			if err := b.Reload(ctx); err != nil {
				log.Error("contact lists", "err", err)
			}
		}
	}
}

// openDesk puts the parts together as the config says.
func openDesk(c config, now func() time.Time, log *slog.Logger) (desk, error) {
	words, err := loadWords(c.Unit.Papers)
	if err != nil {
		return desk{}, err
	}
	chs, err := openChannels(c, now, log)
	if err != nil {
		return desk{}, err
	}
	if err := os.MkdirAll(c.Unit.State, 0o700); err != nil {
		return desk{}, fmt.Errorf("state folder: %w", err)
	}
	release, err := ledger.Lock(c.Unit.State)
	if err != nil {
		return desk{}, err
	}
	l, err := openLedger(c)
	if err != nil {
		release()
		return desk{}, err
	}
	d := desk{ledger: l, release: release, bot: &bot.Bot{
		Unit:   c.unit(),
		Ledger: l, Unrelated: c.Gallring.Unrelated,
		Channels: chs, Reader: readerApart(c.Reading.OCR, c.Unit.State), Words: words, Plan: c.plan(), Secure: c.Mail.TLSDomains, Lock: passwords(c.Unit.PDFPasswords), Hold: time.Duration(c.Unit.Hold) * time.Minute, Questionnaire: c.Unit.Asks, Now: now, Log: log,
	}}
	d.bot.Reader.Demanded = c.Reading.Mandatory
	if err := d.bot.OpenLists(context.Background(), c.Unit.Contacts...); err != nil {
		d.close()
		return desk{}, err
	}
	return d, nil
}

// openChannels lists the channels there are. A new channel is a line here.
func openChannels(c config, now func() time.Time, log *slog.Logger) (chs []channels.Channel, err error) {
	m, err := mail.New(c.Mail, now, log)
	if err != nil {
		return nil, err
	}
	chs = append(chs, m)
	if c.Slack.Off() {
		return chs, nil
	}
	s, err := slack.New(c.Slack, templates.ChatWords(), now, log)
	if err != nil {
		return nil, err
	}
	return append(chs, s), nil
}
