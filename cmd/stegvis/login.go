package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"time"

	"example.org/stegvis/channels/mail"
)

type loginCmd struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
}

// Run lets a person lend the desk her log-on. What she lends is kept in
// mail.oauth.token_file.
func (c loginCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	m, err := mail.New(conf.Mail, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if err := signIn(s, m); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "Signed in. See with stegvis check that everything is right.")
	return nil
}

// signIn shows where to sign in, and waits until somebody has.
func signIn(s streams, m *mail.Mail) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return m.SignIn(ctx, func(page, code string) {
		fmt.Fprintf(s.out, "Open %s as somebody with full access to the mailbox, and enter %s\n", page, code)
	})
}
