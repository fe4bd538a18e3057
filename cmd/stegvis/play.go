package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/notebook"
	"example.org/stegvis/reminders"
	"example.org/stegvis/templates/papers"
)

// A script's sections:
//
//	-- 2026-12-01 08:02 mejl från ADDRESS --   a mail comes in; head lines Ämne:, Svar: TEMPLATE (the
//	                                           last mail of that template to the sender), Bilaga: SECTION,
//	                                           Kalender: accepterat, avböjt, preliminärt or a time such as
//	                                           2026-12-01T10:00 (pressed in the last invitation there),
//	                                           Auto: ja (a machine wrote it), Studs: ja (a delivery report)
//	-- 2026-12-01 08:10 chatt från NAME --     somebody at BIH writes under the last card, or a unit in its own
//	                                           place; head lines Svar: TEMPLATE, Till: boten (in no thread)
//	-- 2026-12-01 08:10 NAME gör ACT --        somebody at BIH does an act; its fields as "field: value"
//	-- 2026-12-01 08:10 kontaktlista SECTION -- the contact list's file becomes that section
//	-- 2026-12-03 08:00 tiden går --           nothing but time passes
//	-- 2026-12-03 07:45 god morgon --          the hour at which the day's work is listed, and
//	                                           once a month the figures
//	-- 2026-12-03 09:00 chatten ligger nere -- until "chatten svarar"; "kortet försvinner": somebody
//	                                           takes the last card away; "larm KIND": chat reports trouble
//	-- blankett NAME --                        the intyg blank, filled in with "key: value", as a PDF
//	-- intyg NAME --                           any other text that a mail attaches as it stands
//	-- enkät --                                the parties are asked how it works
//	-- ångertid DURATION --                    how long an order can be taken back; not at all without
//	-- skuggläge --                            nothing leaves to a party before BIH sends it
//	-- utsedda --                              who works with protected identities, one mail address a line
//	-- kontakter.csv --                        the contact list
//	-- NAME.pem --                             a certificate that lies beside it
//	-- osäkra domäner --                       those to which mail goes without verified TLS
//	-- lösenord --                             the passwords agreed for PDFs, as in their file
//
// Between two deeds the desk ticks at eight every morning. What it says is
// written after the deed as "-- → PARTY (channel) --".

// A played day.
type played struct {
	transcript []byte
	slack      []channels.Outgoing // everything that went to chat
	cards      []channels.Card
	mail       []channels.Outgoing
	log        []byte
	templates  map[string]bool // "PVR/kvittens": the letters that were written
	ledger     *ledger.Ledger
}

// A stage is where a script is played.
type stage struct {
	now    time.Time
	bot    *bot.Bot
	mail   *notebook.Notebook
	board  *notebook.Board
	list   string // the contact list's file
	script *txtar.Archive
	out    txtar.Archive
	mails  int // how much has been printed
	chats  int
	card   string
	faces  map[string]string // what each party's card says
	serial int
	log    bytes.Buffer
}

// play plays a script on a desk of its own and returns what happened, also when
// it could not be played to the end.
func play(script *txtar.Archive, stderr io.Writer) (played, error) {
	dir, err := os.MkdirTemp("", "stegvis-try")
	if err != nil {
		return played{}, err
	}
	defer os.RemoveAll(dir)
	s, err := newStage(dir, script)
	if err != nil {
		return played{}, err
	}
	defer s.bot.Reader.Close()
	defer s.bot.Ledger.Close()
	s.out.Comment = script.Comment
	for _, f := range script.Files {
		if err := s.section(f); err != nil {
			return s.result(), fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	_, err = stderr.Write(s.log.Bytes())
	return s.result(), err
}

func newStage(dir string, script *txtar.Archive) (*stage, error) {
	list := filepath.Join(dir, "kontakter.csv")
	if err := os.WriteFile(list, exampleContacts, 0o600); err != nil {
		return nil, err
	}
	if own := find(script, "kontakter.csv"); own != nil {
		if err := os.WriteFile(list, own, 0o600); err != nil {
			return nil, err
		}
	}
	lock, err := besideList(dir, script)
	if err != nil {
		return nil, err
	}
	words, err := forms.Load(papers.Files)
	if err != nil {
		return nil, err
	}
	l, err := ledger.Open(filepath.Join(dir, ledgerFile))
	if err != nil {
		return nil, err
	}
	s := &stage{list: list, script: script, faces: map[string]string{}, mail: notebook.New("mail"), board: notebook.NewBoard("slack")}
	s.bot = &bot.Bot{
		Unit:     bot.Unit{Name: "Biståndshandläggarenheten Skärholmen", Prefix: "SK", Mail: "egenvard@skarholmen.example"},
		Ledger:   l,
		Channels: []channels.Channel{s.mail, s.board}, Reader: reader(""), Words: words,
		Plan: reminders.Plan{Leads: reminders.ModelLeads}, Now: func() time.Time { return s.now }, Lock: lock,
		Log: slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	s.now = s.begins()
	s.bot.Shadow = find(script, "skuggläge") != nil
	s.bot.Cleared = strings.Fields(string(find(script, "utsedda")))
	for _, f := range script.Files {
		s.bot.Questionnaire = s.bot.Questionnaire || f.Name == "enkät"
		if d, ok := strings.CutPrefix(f.Name, "ångertid "); ok {
			if s.bot.Hold, err = time.ParseDuration(d); err != nil {
				return nil, err
			}
		}
	}
	if err := s.bot.OpenLists(context.Background(), list); err != nil {
		return nil, err
	}
	s.bot.Secure = s.safe()
	return s, nil
}

// besideList writes the certificates and the passwords that a script brings.
func besideList(dir string, script *txtar.Archive) (func(care.UnitID) string, error) {
	path := ""
	for _, f := range script.Files {
		if f.Name == "lösenord" {
			path = filepath.Join(dir, "passwords")
			if err := os.WriteFile(path, f.Data, 0o600); err != nil {
				return nil, err
			}
		}
		if strings.HasSuffix(f.Name, ".pem") {
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(f.Name)), f.Data, 0o600); err != nil {
				return nil, err
			}
		}
	}
	return passwords(path), nil
}

// safe are the domains of the list: on a scripted day all are reached safely, but
// for those that the script says are not.
func (s *stage) safe() (all []string) {
	unsafe := strings.Fields(string(find(s.script, "osäkra domäner")))
	for _, u := range s.bot.Contacts().Units() {
		for _, at := range u.Emails {
			if _, domain, _ := strings.Cut(at, "@"); !slices.Contains(unsafe, domain) {
				all = append(all, domain)
			}
		}
	}
	return all
}

// begins is when the first deed is done.
func (s *stage) begins() time.Time {
	for _, f := range s.script.Files {
		if at, _, ok := deedAt(f.Name); ok {
			return at
		}
	}
	return time.Time{}
}

// deedAt reads when a section's deed is done, and which it is.
func deedAt(name string) (at time.Time, words []string, ok bool) {
	words = append(strings.Fields(name), "", "")
	at, err := time.ParseInLocation("2006-01-02 15:04", words[0]+" "+words[1], care.Stockholm)
	return at, words[2:], err == nil
}

// section plays one section, or passes over what is only there to be read.
func (s *stage) section(f txtar.File) error {
	if strings.HasPrefix(f.Name, "→ ") || strings.HasPrefix(f.Name, "svar ") {
		return nil // what was expected; what happens is written anew
	}
	at, _, ok := deedAt(f.Name)
	if !ok {
		s.out.Files = append(s.out.Files, f) // a file that somebody attaches
		return nil
	}
	if err := s.until(at); err != nil {
		return err
	}
	s.out.Files = append(s.out.Files, f)
	if err := s.do(strings.Fields(f.Name)[2:], string(f.Data)); err != nil {
		return err
	}
	return s.settle()
}

// until lets time pass, with a tick at eight every morning.
func (s *stage) until(at time.Time) error {
	for day := care.DateOf(s.now); ; day = day.Add(1) {
		tick := day.At(8, 0)
		if !tick.After(s.now) {
			continue
		}
		if err := s.leave(earlier(at, tick)); err != nil {
			return err
		}
		if tick.After(at) {
			break
		}
		s.now = tick
		if err := errors.Join(s.bot.Tick(context.Background()), s.settle()); err != nil {
			return err
		}
	}
	s.now = at
	return nil
}

// leave sends what was held back when its time comes, up to at.
func (s *stage) leave(at time.Time) error {
	for s.bot.Hold > 0 {
		next, err := s.bot.Ledger.NextTry(context.Background())
		if err != nil || !next.After(s.now) || next.After(at) {
			return err
		}
		s.now = next
		if err := s.settle(); err != nil {
			return err
		}
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// do plays one deed.
func (s *stage) do(words []string, text string) error {
	switch {
	case len(words) == 3 && words[0] == "mejl" && words[1] == "från":
		return s.mailFrom(words[2], text)
	case len(words) == 3 && words[0] == "chatt" && words[1] == "från":
		return s.chatFrom(words[2], text)
	case len(words) == 3 && words[1] == "gör":
		return s.act(words[0], words[2], text)
	case len(words) == 2 && words[0] == "kontaktlista":
		return s.newList(words[1])
	case len(words) == 2 && words[0] == "larm":
		return s.bot.Report(context.Background(), channels.Report{Channel: "slack", What: words[1], Alarm: true})
	case len(words) == 2 && words[0] == "brevlådelarm":
		return s.bot.Report(context.Background(), channels.Report{Channel: "mail", What: words[1], Alarm: true})
	case len(words) == 2 && words[0] == "stegvislarm":
		return s.bot.Report(context.Background(), channels.Report{Channel: "desk", What: words[1], Alarm: true})
	}
	return s.happens(strings.Join(words, " "))
}

// happens is what nobody at the desk does.
func (s *stage) happens(what string) error {
	ctx := context.Background()
	switch what {
	case "tiden går":
		return nil
	case "god morgon":
		return errors.Join(s.bot.Morning(ctx), s.bot.Monthly(ctx))
	case "ny vecka":
		return s.bot.Weekly(ctx)
	case "gallring föreslås":
		return s.proposed(ctx)
	case "chatten ligger nere":
		s.board.Down(errors.New("chat does not answer"))
		return nil
	case "chatten svarar":
		s.board.Down(nil)
		return s.bot.Report(ctx, channels.Report{Channel: "slack", What: channels.Connected, Count: 1})
	case "kortet försvinner":
		cards, _ := s.board.Cards()
		s.board.Lose(cards[len(cards)-1].Receipt)
		return nil
	}
	return errors.New("this is no deed: see the words a script may use in play.go")
}
