package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// What people do on a scripted day.

func (s *stage) mailFrom(address, text string) error {
	head, body := heads(text)
	s.serial++
	id := fmt.Sprintf("INBOX/1/%d", s.serial)
	in := channels.Incoming{
		Channel: "mail", ID: id, From: address, Subject: head["Ämne"], Text: body, Received: s.now,
		Receipt: fmt.Sprintf("%d@script.example", s.serial), Auto: head["Auto"] == "ja",
	}
	if head["Studs"] == "ja" {
		in.Auto, in.Bounce = true, &channels.Bounce{Hard: true}
	}
	if t := head["Svar"]; t != "" {
		to := address
		if p, ok := s.bot.Contacts().Person(address, care.DateOf(s.now)); ok { // BIH's staff share a mailbox
			if u, ok := s.bot.Contacts().Unit(p.Unit, care.DateOf(s.now)); ok && len(u.Emails) > 0 {
				to = u.Emails[0]
			}
		}
		if in.Bounce != nil {
			to = "" // a delivery report comes from a server
		}
		token, err := s.sentTo(address, t)
		if err != nil || in.Bounce != nil {
			token, err = s.sentTo(to, t)
		}
		if err != nil {
			return err
		}
		in.Answers = []string{token}
	}
	if name := head["Bilaga"]; name != "" {
		f, err := s.attachment(name)
		if err != nil {
			return err
		}
		in.Files = []channels.File{f}
	}
	if press := head["Kalender"]; press != "" {
		f, err := s.pressed(address, press)
		if err != nil {
			return err
		}
		in.Files = append(in.Files, f)
	}
	ctx := context.Background()
	if err := s.bot.Keep(ctx, channels.Raw{Channel: "mail", ID: id, Received: s.now, Data: []byte(text)}); err != nil {
		return err
	}
	v, err := s.bot.Handle(ctx, in)
	if err == nil && !v.Ours {
		s.print("→ ingen", "Mejlet rörs inte.")
	}
	return err
}

// sentTo returns the token of the last mail of a template to an address.
func (s *stage) sentTo(address, template string) (string, error) {
	sent := s.mail.Sent()
	for i := len(sent) - 1; i >= 0; i-- {
		l, ok, err := s.bot.Ledger.LetterBy(context.Background(), []string{sent[i].Token})
		if err != nil {
			return "", err
		}
		within, err := s.bot.Ledger.Gathered(context.Background(), l.Key)
		if err != nil {
			return "", err
		}
		is := func(l ledger.Letter) bool { return l.Template == template }
		if ok && (sent[i].To.At() == address || address == "") && slices.ContainsFunc(append(within, l), is) {
			return sent[i].Token, nil
		}
	}
	return "", fmt.Errorf("no mail %q to %s to answer", template, address)
}

// attachment returns a section as a file: a blank filled in, or the text itself.
func (s *stage) attachment(name string) (channels.File, error) {
	if values := find(s.script, "blankett "+name); values != nil {
		head, _ := heads(string(values) + "\n")
		blank, err := forms.Blank(s.bot.Words, forms.Head{Unit: s.bot.Unit.Name, Mail: s.bot.Unit.Mail}, care.Intyg{}, nil)
		if err != nil {
			return channels.File{}, err
		}
		filled, err := forms.Fill(blank, head)
		return channels.File{Name: "intyg.pdf", Type: "application/pdf", Data: filled}, err
	}
	if text := find(s.script, "intyg "+name); text != nil {
		return channels.File{Name: "intyg.txt", Type: "text/plain", Data: text}, nil
	}
	return channels.File{}, fmt.Errorf("no section %q", "blankett "+name)
}

func (s *stage) chatFrom(name, text string) error {
	head, body := heads(text)
	s.serial++
	in := channels.Incoming{Channel: "slack", ID: fmt.Sprintf("Ev%d", s.serial), Received: s.now, Text: body}
	in.Receipt = in.ID
	if err := s.speaks(&in, name, head["Svar"], head["Till"] == "boten"); err != nil {
		return err
	}
	v, err := s.bot.Handle(context.Background(), in)
	s.said(v)
	return err
}

// speaks says who writes, where, and what is answered there.
func (s *stage) speaks(in *channels.Incoming, name, template string, alone bool) error {
	u, ok := s.bot.Contacts().Unit(care.UnitID(name), care.DateOf(s.now))
	if who, err := s.person(name); err == nil && !ok {
		card, up := s.bihCard()
		if in.From = who.Slack; !up && !alone {
			return errors.New("there is no card to write under")
		}
		if !alone {
			in.Answers = []string{card.Receipt}
		}
		return nil
	}
	if in.From, in.Place = "U0"+strings.ToUpper(name), u.Slack; u.Slack == "" {
		return fmt.Errorf("%q is reached nowhere in chat", name)
	}
	if alone {
		return nil
	}
	sent := s.board.Sent()
	for _, out := range slices.Backward(sent) {
		l, found, err := s.bot.Ledger.LetterBy(context.Background(), []string{out.Token})
		if err != nil {
			return err
		}
		if found && out.To.At() == u.Slack && (l.Template == template || l.Question == template) {
			in.Answers = []string{out.Token}
			return nil
		}
	}
	return fmt.Errorf("no message %q to %s to answer", template, name)
}

func (s *stage) act(name, act, text string) error {
	who, err := s.person(name)
	if err != nil {
		return err
	}
	values, _ := heads(text + "\n")
	shown, ok := s.bihCard()
	if !ok {
		return errors.New("there is no card to act on")
	}
	card := shown.Case
	v, err := s.bot.Handle(context.Background(), channels.Incoming{
		Channel: "slack", ID: fmt.Sprintf("act|%s|%s|%d", card.ID, act, card.Rev), From: who.Slack, Received: s.now,
		Case: card.ID, Act: act, Values: values,
	})
	s.said(v)
	return err
}

// newList saves another contact list over the one in use.
func (s *stage) newList(section string) error {
	text := find(s.script, section)
	if text == nil {
		return fmt.Errorf("no section %q", section)
	}
	if err := os.WriteFile(s.list, text, 0o600); err != nil {
		return err
	}
	if err := s.bot.Reload(context.Background()); err != nil {
		return err
	}
	s.bot.Secure = s.safe()
	return nil
}

func (s *stage) person(name string) (contacts.Person, error) {
	for _, p := range s.bot.Contacts().Staff() {
		if strings.HasPrefix(strings.ToLower(p.Name), strings.ToLower(name)) {
			return p, nil
		}
	}
	return contacts.Person{}, fmt.Errorf("nobody called %q works here", name)
}
