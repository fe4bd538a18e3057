package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// settle delivers what has been written, and prints it.
func (s *stage) settle() error {
	ctx := context.Background()
	if err := errors.Join(s.bot.Deliver(ctx), s.bot.Deliver(ctx)); err != nil { // letters in chat wait for their card
		return err
	}
	mails, chats := s.mail.Sent(), s.board.Sent()
	for _, m := range chats[s.chats:] {
		s.print("→ "+s.party(m)+" (chatt) "+s.clock(), m.Text)
	}
	for _, m := range mails[s.mails:] {
		s.print("→ "+s.party(m)+" (mejl) "+s.clock(), m.Subject+"\n\n"+strings.TrimSpace(m.Text)+"\n"+attached(m))
	}
	s.mails, s.chats = len(mails), len(chats)
	s.printCard()
	return nil
}

// printCard prints the cards that parties have and the one BIH has in view, when
// they have changed.
func (s *stage) printCard() {
	cards, _ := s.board.Cards()
	for _, c := range cards {
		if line := faceLine(c.Case); c.Case.Seen != "" && line != s.faces[c.Receipt] {
			s.faces[c.Receipt] = line
			s.print("→ kort för "+string(c.Case.Seen)+", "+string(c.To.Unit())+" "+s.clock(), line)
		}
	}
	c, ok := s.bihCard()
	if line := cardLine(c.Case); ok && line != s.card {
		s.card = line
		s.print("→ kort "+s.clock(), line)
	}
}

// bihCard is the last card that BIH has got.
func (s *stage) bihCard() (card channels.Card, ok bool) {
	cards, _ := s.board.Cards()
	for _, c := range cards {
		if c.Case.Seen == "" {
			card, ok = c, true
		}
	}
	return card, ok
}

// faceLine is all that a party's card holds.
func faceLine(c care.PublicCase) string {
	if c.Closed {
		return templates.Fill(templates.ChatWords().Party.Left, "case", string(c.ID))
	}
	line := fmt.Sprintf("%s · steg %d %s\n%s", c.ID, c.Step, c.Step, templates.Todo(c))
	for i, slot := range c.Meeting.Slots {
		if len(c.Meeting.Waits) > 0 {
			line += fmt.Sprintf("\n[%d: %s]", i+1, templates.ChatWords().Slot(slot))
		}
	}
	return line
}

func cardLine(c care.PublicCase) string {
	words := templates.ChatWords()
	var owed []string
	for _, d := range c.Duties {
		due := ""
		if !d.Due.IsZero() {
			due = " senast " + d.Due.String()
		}
		owed = append(owed, fmt.Sprintf("%s: %s%s", d.Owner, words.Duties[d.Name], due))
	}
	state := fmt.Sprintf("steg %d %s", c.Step, c.Step)
	if c.Closed {
		state = "avslutat"
	}
	if c.Protected {
		return fmt.Sprintf("%s · %s", c.ID, words.Card.Shielded)
	}
	return fmt.Sprintf("%s · %s\n%s\nval: %s", c.ID, state, strings.Join(owed, "\n"), strings.Join(c.Acts, " "))
}

// said prints what the person who did something was told at once.
func (s *stage) said(v channels.Verdict) {
	if v.Say != "" {
		s.print("svar "+s.clock(), v.Say)
	}
	for _, field := range slices.Sorted(mapKeys(v.Refused)) {
		s.print("svar "+s.clock(), field+": "+v.Refused[field])
	}
}

func mapKeys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (s *stage) clock() string { return s.now.In(care.Stockholm).Format("2006-01-02 15:04") }

// party names the unit that a message went to.
func (s *stage) party(m channels.Outgoing) string {
	u, _ := s.bot.Contacts().Unit(m.To.Unit(), care.DateOf(s.now))
	if p, ok := s.bot.Contacts().Person(m.To.At(), care.DateOf(s.now)); ok {
		return string(u.Role) + ", " + p.Name
	}
	return string(u.Role) + ", " + u.Name
}

func attached(m channels.Outgoing) string {
	var b strings.Builder
	for _, f := range m.Files {
		locked := ""
		if bytes.Contains(f.Data, []byte("/Encrypt ")) {
			locked = ", låst"
		}
		fmt.Fprintf(&b, "[bilaga %s%s]\n", f.Name, locked)
	}
	if len(m.Certificate) > 0 {
		b.WriteString("[krypterat med mottagarens certifikat]\n")
	}
	switch {
	case bytes.Contains(m.Invite, []byte("METHOD:CANCEL")):
		b.WriteString("[kalenderinbjudan återtagen]\n")
	case m.Invite != nil:
		b.WriteString("[kalenderinbjudan]\n")
	}
	return b.String()
}

// byChance are the numbers that are others each time: the end of the log, and what
// belongs to a proposal.
var byChance = regexp.MustCompile(`\b([0-9]+-)[0-9a-f]{20}\b|\b(förslag |kod är )[A-Z2-7]{8}\b`)

func unchanging(text string) string { return byChance.ReplaceAllString(text, "$1$2…") }

func (s *stage) print(name, text string) {
	text = unchanging(strings.TrimRight(text, "\n")) + "\n\n"
	s.out.Files = append(s.out.Files, txtar.File{Name: name, Data: []byte(text)})
}

func (s *stage) result() played {
	p := played{transcript: txtar.Format(&s.out), slack: s.board.Sent(), mail: s.mail.Sent(), log: s.log.Bytes(), templates: map[string]bool{}}
	p.cards, _ = s.board.Cards()
	for _, m := range append(s.board.Sent(), s.mail.Sent()...) {
		if l, ok, err := s.bot.Ledger.LetterBy(context.Background(), []string{m.Token}); err == nil && ok {
			within, _ := s.bot.Ledger.Gathered(context.Background(), l.Key) // an error leaves templates unused, which is told
			for _, x := range append(within, l) {
				p.templates[string(x.Role)+"/"+x.Template] = true
			}
		}
	}
	return p
}

// heads splits "Key: value" lines from the text after the first empty line.
func heads(text string) (head map[string]string, body string) {
	head = map[string]string{}
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		key, value, ok := strings.Cut(line, ": ")
		if strings.TrimSpace(line) == "" || !ok {
			break
		}
		head[key] = strings.TrimSpace(value)
	}
	return head, strings.TrimSpace(text) + "\n"
}

func find(a *txtar.Archive, name string) []byte {
	for _, f := range a.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}
