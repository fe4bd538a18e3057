package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.org/stegvis/bot/ledger"
)

type hereCmd struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
}

// Run says that the ledger here is the one to go on with.
func (c hereCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	l, err := openLedger(conf)
	if err != nil {
		return err
	}
	defer l.Close()
	place, err := here(conf.Unit.State)
	if err != nil {
		return err
	}
	if err := l.Adopt(context.Background(), place, time.Now()); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "the desk works with this ledger from now on; see to it that no other does")
	return nil
}

// here names this machine, the folder on it and what lies in the folder beside
// the ledger: a ledger that has been put back into its place, from a backup or
// from a replica, is not taken for the one that was lost.
func here(folder string) (string, error) {
	id, _ := os.ReadFile("/etc/machine-id")
	host, err := os.Hostname()
	if err != nil {
		return "", fmt.Errorf("name this machine: %w", err)
	}
	path, err := filepath.Abs(folder)
	if err != nil {
		return "", fmt.Errorf("name the state folder: %w", err)
	}
	mark, err := markOf(path)
	if err != nil {
		return "", fmt.Errorf("mark the state folder: %w", err)
	}
	return cmp.Or(strings.TrimSpace(string(id)), host) + ":" + path + ":" + mark, nil
}

// markOf reads the mark of a state folder, and makes one where there is none. It
// is on the disk for certain before anything counts on it.
func markOf(folder string) (string, error) {
	path := filepath.Join(folder, "here")
	if mark, err := os.ReadFile(path); err == nil && len(mark) == len(rand.Text()) {
		return string(mark), nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", err
	}
	mark := rand.Text()
	_, err = f.WriteString(mark)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", err
	}
	d, err := os.Open(folder)
	if err != nil {
		return "", err
	}
	return mark, errors.Join(d.Sync(), d.Close())
}

// comeHome waits, mute, until the ledger belongs here: nothing is read from the
// mailbox or said to anybody meanwhile. Only a person can know whether another
// desk goes on with the ledger that this is a copy of. While it waits it calls
// muted once a second.
func comeHome(ctx context.Context, l *ledger.Ledger, folder, config string, log *slog.Logger, muted func()) error {
	place, err := here(folder)
	if err != nil {
		return err
	}
	for said := false; ; said = true {
		home, err := l.Home(ctx, place)
		if err != nil || home {
			return err
		}
		if !said {
			log.Warn("mute: this ledger was last at work on another machine, in another folder, or under an older stegvis; nothing is read or sent. If no other desk works with it, run stegvis here --config " + config)
		}
		muted()
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}
