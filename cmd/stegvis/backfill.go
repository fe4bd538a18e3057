package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
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

// findsFile is what a dry run has found, a line per mail: from there it goes on.
const findsFile = "backfill.jsonl"

// Run goes through a mailbox that was there before stegvis. First it only looks;
// then it takes what somebody has chosen, and leaves the rest alone for good.
// Stopped half-way, it goes on from there.
func (c backfillCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	path := filepath.Join(conf.Unit.State, findsFile)
	finds, err := readFinds(path)
	switch {
	case err != nil:
		return err
	case c.List:
		return c.list(s, finds)
	case !c.DryRun && c.Since == "" && c.Take == "":
		return hinted(errors.New("nothing has been chosen"), "look first with --dry-run, then choose with --since DAY, or with --take FILE and numbers from --list")
	case !c.DryRun && len(finds) == 0:
		return hinted(errors.New("nobody has looked yet"), "look first: stegvis backfill --dry-run --config "+c.Config)
	}
	chosen, err := c.chosen()
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
		return c.look(ctx, s, d, path, finds)
	}
	return c.take(ctx, s, d, finds, chosen)
}

// look adds to what has been found before, and tells the sum of it.
func (c backfillCmd) look(ctx context.Context, s streams, d desk, path string, finds []bot.Find) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	seen := map[string]bool{}
	for _, f := range finds {
		seen[f.ID] = true
	}
	// On a line of its own, whatever was being written when it was stopped.
	if _, err := out.WriteString("\n"); err != nil {
		return err
	}
	lines := json.NewEncoder(out)
	err = through(ctx, s, d, bot.Survey{Seen: seen, Found: func(f bot.Find) error {
		finds = append(finds, f)
		return lines.Encode(f)
	}}, len(finds))
	if err = errors.Join(err, out.Sync()); err != nil {
		return err
	}
	return c.summary(s, finds)
}

// take does what was chosen.
func (c backfillCmd) take(ctx context.Context, s streams, d desk, finds []bot.Find, chosen func(channels.Incoming) bool) error {
	looked := map[string]bool{}
	for _, f := range finds {
		looked[f.ID] = true
	}
	taken, old := 0, 0
	err := through(ctx, s, d, bot.Survey{
		Chosen: func(in channels.Incoming) bool { return !looked[in.ID] || chosen(in) }, // what has come since is new
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

// through lets the mail channel hand everything in the mailbox to the survey, and
// ends when it has.
func through(ctx context.Context, s streams, d desk, survey bot.Survey, before int) error {
	i := slices.IndexFunc(d.bot.Channels, func(ch channels.Channel) bool { return ch.Name() == "mail" })
	box := d.bot.Channels[i].(*mail.Mail)
	all, err := box.Count(ctx)
	if err != nil {
		return err
	}
	work, done := context.WithCancel(ctx)
	defer done()
	n, step, found := before, progress(s.err, "mails"), survey.Found
	survey.Bot, survey.Done = d.bot, done
	survey.Found = func(f bot.Find) error {
		n++
		step(n, max(all, n))
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
func (c backfillCmd) chosen() (func(channels.Incoming) bool, error) {
	if c.Take != "" {
		data, err := os.ReadFile(c.Take)
		if err != nil {
			return nil, err
		}
		ids := strings.Fields(string(data))
		return func(in channels.Incoming) bool { return slices.Contains(ids, in.ID) }, nil
	}
	if c.Since == "" {
		return nil, nil
	}
	day, err := care.ParseDate(c.Since)
	if err != nil {
		return nil, err
	}
	return func(in channels.Incoming) bool { return !care.DateOf(in.Received).Before(day) }, nil
}

// readFinds reads what a dry run has found. A last line that was being written when
// it was stopped counts for nothing.
func readFinds(path string) (finds []bot.Find, err error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var f bot.Find
		if json.Unmarshal(lines.Bytes(), &f) == nil {
			finds = append(finds, f)
		}
	}
	return finds, lines.Err()
}

func (c backfillCmd) list(s streams, finds []bot.Find) error {
	var rows [][]string
	for _, f := range finds {
		rows = append(rows, []string{f.ID, f.Day.String(), f.Kind, yesNo(f.Case)})
	}
	return c.table(s, []string{"mail", "day", "class", "case"}, rows)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// summary tells of each class how many mails there are, and from when.
func (c backfillCmd) summary(s streams, finds []bot.Find) error {
	classes := map[string][]bot.Find{}
	for _, f := range finds {
		classes[f.Kind] = append(classes[f.Kind], f)
	}
	var rows [][]string
	for _, kind := range slices.Sorted(maps.Keys(classes)) {
		rows = append(rows, summed(kind, classes[kind]))
	}
	if len(finds) > 0 {
		rows = append(rows, summed("all", finds))
	}
	return c.table(s, []string{"class", "mails", "cases", "oldest", "newest"}, rows)
}

func summed(kind string, finds []bot.Find) []string {
	cases := 0
	for _, f := range finds {
		if f.Case {
			cases++
		}
	}
	byDay := func(a, b bot.Find) int { return cmp.Compare(a.Day.String(), b.Day.String()) }
	return []string{kind, fmt.Sprint(len(finds)), fmt.Sprint(cases), slices.MinFunc(finds, byDay).Day.String(), slices.MaxFunc(finds, byDay).Day.String()}
}
