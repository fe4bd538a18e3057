package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/mail"
	"example.org/stegvis/channels/slack"
	"example.org/stegvis/templates"
)

const ledgerFile = "stegvis.db"

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
	l, err := ledger.OpenHeld(c.ledgerOf(), c.keyFile())
	if err != nil {
		release()
		return desk{}, err
	}
	d := desk{ledger: l, release: release, bot: &bot.Bot{
		Unit:   c.unit(),
		Ledger: l, Unrelated: c.Gallring.Unrelated,
		Channels: chs, Reader: readerApart(c.Reading.OCR, c.Unit.State), Words: words, Plan: c.plan(), Secure: c.Mail.TLSDomains, Lock: passwords(c.Unit.PDFPasswords), Hold: time.Duration(c.Unit.Hold) * time.Minute, Shadow: c.Unit.Shadow, Cleared: c.Unit.Cleared, Questionnaire: c.Unit.Asks, Now: now, Log: log,
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
