package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/mail"
)

type backfillCmd struct {
	fromLedger
	DryRun bool   `xor:"what" help:"Only look: what would become cases. Nothing is stored but what was found."`
	List   bool   `help:"After a dry run: every mail, by its number in the mailbox, to choose from."`
	Since  string `xor:"what" help:"Take the mails from that day on, as 2026-10-01, and note all others as old."`
	Take   string `xor:"what" type:"existingfile" placeholder:"FILE" help:"Take the mails whose numbers stand in this file, a line each, and note all others as old."`
}

// Run goes through a mailbox that was there before stegvis. First it only looks;
// then it takes what somebody has chosen, and leaves the rest alone for good.
// Stopped half-way, it goes on from there.
func (c backfillCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	path := filepath.Join(conf.Unit.State, findsFile)
	past, err := readFinds(path)
	switch {
	case err != nil:
		return err
	case c.List:
		return c.list(s, past.finds)
	case !c.DryRun && c.Since == "" && c.Take == "":
		return hinted(errors.New("nothing has been chosen"), "look first with --dry-run, then choose with --since DAY, or with --take FILE and numbers from --list")
	case !c.DryRun && past.looked.IsZero():
		return c.lookFirst("nobody has looked through the whole mailbox yet")
	}
	chosen, err := c.chosen(past)
	if err != nil {
		return err
	}
	d, err := openDesk(conf, time.Now, slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		return err
	}
	defer d.close()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if c.DryRun {
		return c.look(ctx, s, d, path, past)
	}
	return c.take(ctx, s, d, past, chosen)
}

// lookFirst is the answer to a choice made before everything has been looked at:
// what nobody has seen would be taken, or left alone for good, unseen.
func (c backfillCmd) lookFirst(why string) error {
	return hinted(errors.New(why+"; nothing has been done"), "look first; a look that was cut off goes on from there: stegvis backfill --dry-run --config "+c.Config)
}

// look adds to what has been found before, and tells the sum of it.
func (c backfillCmd) look(ctx context.Context, s streams, d desk, path string, past finds) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	// On a line of its own, whatever was being written when it was stopped.
	if _, err := out.WriteString("\n"); err != nil {
		return err
	}
	began, lines := time.Now(), json.NewEncoder(out)
	err = through(ctx, s, d, bot.Survey{Seen: past.seen(), Found: func(f bot.Find) error { return lines.Encode(f) }}, len(past.finds))
	if err == nil {
		err = lines.Encode(wholeLook{began})
	}
	if err = errors.Join(err, out.Sync()); err != nil {
		return err
	}
	if past, err = readFinds(path); err != nil {
		return err
	}
	return c.summary(s, past.finds)
}

// behind is how far behind ours the mail server's clock may be.
const behind = time.Hour

// take does what was chosen. What came after the look began was not there to be
// chosen from: it is new, and taken.
func (c backfillCmd) take(ctx context.Context, s streams, d desk, past finds, chosen func(channels.Incoming) bool) error {
	names, err := mailbox(d).Names(ctx)
	if err != nil {
		return err
	}
	if past.renumbered(names) {
		return c.lookFirst("the mailbox has been numbered anew since it was looked through")
	}
	seen, taken, old := past.seen(), 0, 0
	err = through(ctx, s, d, bot.Survey{
		Chosen: func(in channels.Incoming) bool {
			return chosen(in) || !seen[in.ID] && in.Received.After(past.looked.Add(-behind))
		},
		Found: func(f bot.Find) error {
			if f.Case {
				taken++
			} else {
				old++
			}
			return nil
		},
	}, 0)
	if err != nil {
		return err
	}
	return c.table(s, []string{"taken", "noted as old"}, [][]string{{fmt.Sprint(taken), fmt.Sprint(old)}})
}

func mailbox(d desk) *mail.Mail {
	i := slices.IndexFunc(d.bot.Channels, func(ch channels.Channel) bool { return ch.Name() == "mail" })
	return d.bot.Channels[i].(*mail.Mail)
}

// through lets the mail channel hand everything in the mailbox to the survey, and
// ends when it has.
func through(ctx context.Context, s streams, d desk, survey bot.Survey, before int) error {
	box := mailbox(d)
	names, err := box.Names(ctx)
	if err != nil {
		return err
	}
	work, done := context.WithCancel(ctx)
	defer done()
	n, step, found := before, progress(s.err, "mails"), survey.Found
	survey.Bot, survey.Done = d.bot, done
	survey.Found = func(f bot.Find) error {
		n++
		step(n, max(len(names), n))
		return found(f)
	}
	err = box.Receive(work, survey)
	if ctx.Err() != nil {
		return hinted(errors.New("stopped half-way"), "give the same command again: it goes on from there")
	}
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// chosen says which mails are to be taken.
func (c backfillCmd) chosen(past finds) (func(channels.Incoming) bool, error) {
	switch {
	case c.Take != "":
		ids, err := past.numbers(c.Take)
		return func(in channels.Incoming) bool { return ids[in.ID] }, err
	case c.Since != "":
		day, err := care.ParseDate(c.Since)
		return func(in channels.Incoming) bool { return !care.DateOf(in.Received).Before(day) }, err
	}
	return nil, nil
}
