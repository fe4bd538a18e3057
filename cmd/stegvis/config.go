package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels/mail"
	"example.org/stegvis/channels/slack"
	"example.org/stegvis/reminders"
)

//go:embed config.example.toml
var exampleConfig []byte

// A config is what the file says. Each channel owns the type of its part.
type config struct {
	Unit struct {
		Name     string   `toml:"name"`
		Prefix   string   `toml:"prefix"`
		Phone    string   `toml:"phone"`
		State    string   `toml:"state"`
		Contacts []string `toml:"contacts"`
		Hold     int      `toml:"hold"` // minutes
		Closed   []string `toml:"closed"`
		Half     []string `toml:"half_days"`
		Asks     bool     `toml:"questionnaire"`
		Shadow   bool     `toml:"shadow"`
		Cleared  []string `toml:"protected"`

		PDFPasswords string `toml:"pdf_passwords_file"`
		Papers       string `toml:"papers"`
	} `toml:"unit"`
	Seal struct {
		KeyFile string `toml:"key_file"`
	} `toml:"seal"`
	Gallring  bot.Retention `toml:"gallring"`
	Mail      mail.Config   `toml:"mail"`
	Slack     slack.Config  `toml:"slack"`
	Reminders struct {
		At          string `toml:"at"`
		WindowOpens int    `toml:"window_opens"`
		Review      int    `toml:"review"`
		Extension   int    `toml:"extension"`
		Order       int    `toml:"order"`
	} `toml:"reminders"`
	Reading struct {
		OCR       string   `toml:"ocr"`
		Mandatory []string `toml:"mandatory"`
	} `toml:"reading"`
	Health struct {
		Listen string `toml:"listen"`
		Ping   string `toml:"ping"`
	} `toml:"health"`

	print [sha256.Size]byte // of the file, and of the secrets and the words for papers that it names
}

// loadConfig reads the file strictly: what it does not know is an error, with
// the line it stands on.
func loadConfig(path string) (config, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrPermission) {
		return config{}, hinted(fmt.Errorf("config: %w", err), "run stegvis as the user of the service, or as root")
	}
	if err != nil {
		return config{}, fmt.Errorf("config: %w", err)
	}
	c, err := parseConfig(data)
	if err != nil {
		return c, fmt.Errorf("config %s: %w", path, err)
	}
	c.print = c.fingerprint(data)
	return c, nil
}

// fingerprint tells a config from one with other settings, other secrets or other
// words for the papers.
func (c config) fingerprint(data []byte) [sha256.Size]byte {
	all := fmt.Sprintf("%q", data)
	for _, path := range c.secretFiles() {
		t, _ := secret.Read(path) // one that cannot be read is told of by whoever needs it
		all += fmt.Sprintf("%q", t.Reveal())
	}
	for _, path := range c.paperFiles() {
		words, _ := os.ReadFile(path) // the same
		all += fmt.Sprintf("%q %q", path, words)
	}
	return sha256.Sum256([]byte(all))
}

// secretFiles are the secrets that are read when the desk is opened, or that it
// waits for when a server has refused them.
func (c config) secretFiles() []string {
	m, s := c.Mail, c.Slack
	return []string{m.IMAP.PasswordFile, m.SMTP.PasswordFile, m.OAuth.SecretFile, s.BotTokenFile, s.AppTokenFile}
}

// paperFiles are the unit's own words for the papers.
func (c config) paperFiles() []string {
	if c.Unit.Papers == "" {
		return nil
	}
	files, _ := filepath.Glob(filepath.Join(c.Unit.Papers, "*")) // the pattern is well formed
	return files
}

func parseConfig(data []byte) (c config, err error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // Windows' Notepad
	c.Reminders.At, c.Unit.Hold, c.Gallring = "08:00", 10, bot.UsualRetention
	l := reminders.ModelLeads
	c.Reminders.WindowOpens, c.Reminders.Review, c.Reminders.Extension, c.Reminders.Order = l.WindowOpens, l.Review, l.Extension, l.Order
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&c); err != nil {
		return c, located(err)
	}
	return c, c.check()
}

// located turns the decoder's errors into sentences with line and column.
func located(err error) error {
	var strict *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		var all []string
		for _, e := range strict.Errors {
			row, col := e.Position()
			all = append(all, fmt.Sprintf("line %d, column %d: unknown key %q: check the spelling against config.example.toml", row, col, strings.Join(e.Key(), ".")))
		}
		return errors.New(strings.Join(all, "\n"))
	case errors.As(err, &wrong):
		row, col := wrong.Position()
		what := strconv.Quote(strings.Join(wrong.Key(), ".")) + " cannot be read"
		if len(wrong.Key()) == 0 {
			what = strings.TrimPrefix(wrong.Error(), "toml: ") // it is not TOML
		}
		return fmt.Errorf("line %d, column %d: %s: compare with config.example.toml", row, col, what)
	}
	return err
}

// check says everything that is wrong at once.
func (c config) check() error {
	var bad []error
	for key, value := range map[string]string{"unit.name": c.Unit.Name, "unit.prefix": c.Unit.Prefix, "unit.state": c.Unit.State} {
		if value == "" {
			bad = append(bad, fmt.Errorf("%s is missing: write it in the file", key))
		}
	}
	if c.Unit.Hold < 0 || c.Unit.Hold > 120 {
		bad = append(bad, fmt.Errorf("unit.hold is %d: write minutes between 0 and 120", c.Unit.Hold))
	}
	if c.Health.Listen != "" {
		bad = append(bad, onLoopback(c.Health.Listen))
	}
	if p := c.Health.Ping; p != "" && !strings.HasPrefix(p, "https://") && !strings.HasPrefix(p, "http://127.0.0.1:") {
		bad = append(bad, errors.New("health.ping: write an address that begins with https://"))
	}
	if len(c.Unit.Contacts) == 0 {
		bad = append(bad, errors.New("unit.contacts is missing: name at least one contact list"))
	}
	if g := c.Gallring; min(g.Granted, g.Refused, g.Undecided, g.Unrelated) < 0 {
		bad = append(bad, errors.New("gallring has a negative number: write how many months or days, or 0 for never"))
	}
	for _, key := range c.Reading.Mandatory {
		bad = append(bad, mayDemand(key))
	}
	if _, err := c.schedule(); err != nil {
		bad = append(bad, err)
	}
	if _, err := c.calendar(); err != nil {
		bad = append(bad, err)
	}
	return errors.Join(bad...)
}

// mayDemand refuses what is no field of an intyg, and a person's address.
func mayDemand(key string) error {
	all := care.Demandable()
	switch {
	case slices.Contains(all, key):
		return nil
	case key == "patient_adress":
		return errors.New("reading.mandatory has patient_adress: an address is never asked for, take it out")
	}
	return fmt.Errorf("reading.mandatory has %q, which is no field: choose among %s", key, strings.Join(all, ", "))
}

// schedule is the cron line of the daily tick. It must be in working hours, also
// on half days; the hour that summer time takes or doubles is far from there.
func (c config) schedule() (string, error) {
	var hour, minute int
	if n, err := fmt.Sscanf(c.Reminders.At, "%d:%d", &hour, &minute); n != 2 || err != nil || hour < 8 || hour > 11 || minute < 0 || minute > 59 {
		return "", fmt.Errorf("reminders.at is %q: write a time in working hours, from 08:00 to 11:59", c.Reminders.At)
	}
	return fmt.Sprintf("%d %d * * *", minute, hour), nil
}

func (c config) calendar() (reminders.Calendar, error) {
	closed, err1 := reminders.ParseDays(c.Unit.Closed)
	half, err2 := reminders.ParseDays(c.Unit.Half)
	return reminders.Calendar{Closed: closed, Half: half}, errors.Join(wrap("unit.closed", err1), wrap("unit.half_days", err2))
}

func wrap(key string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", key, err)
}

func (c config) plan() reminders.Plan {
	calendar, _ := c.calendar() // its mistakes were told when the file was read
	r := c.Reminders
	return reminders.Plan{
		Calendar: calendar,
		Leads:    reminders.Leads{WindowOpens: r.WindowOpens, Review: r.Review, Extension: r.Extension, Order: r.Order},
	}
}
