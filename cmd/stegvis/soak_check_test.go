//go:build linux && amd64

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/slack/slackfake"
)

// everythingOnce compares what went in with the ledger, and the ledger with what
// came out.
func (s *soak) everythingOnce() {
	s.Helper()
	led, err := ledger.Open(filepath.Join(s.dir, "state", ledgerFile))
	if err != nil {
		s.Fatal(err)
	}
	defer led.Close()
	if err := led.Check(context.Background()); err != nil {
		s.Error(err)
	}
	s.desk.ledger = led
	cases, err := led.Cases(context.Background())
	if err != nil || len(cases) != len(s.ours) {
		s.Errorf("%d cases, %v; %d mails asked for one", len(cases), err, len(s.ours))
	}
	for id := range s.pressed {
		if c, err := led.Case(context.Background(), care.CaseID(id)); err != nil || c.Owner == "" {
			s.Errorf("%s: %v, and nobody has taken it, though somebody was told so", id, err)
		}
	}
	s.filedOnce()
	s.saidOnce()
}

// filedOnce: each mail that is ours has been filed, once; what is not lies where
// it lay.
func (s *soak) filedOnce() {
	s.Helper()
	filed, err := s.dovecot.Mails(intake, "Klart")
	if err != nil {
		s.Fatal(err)
	}
	seen := map[string]int{}
	for _, raw := range filed {
		seen[s.read(raw, nil).ID]++
	}
	for id := range s.ours {
		if seen[id] != 1 {
			s.Errorf("%s has been filed %d times", id, seen[id])
		}
	}
	left, err := s.dovecot.Mails(intake, "INBOX")
	if err != nil || len(left) != s.mails-len(s.ours) || len(filed) != len(s.ours) {
		s.Errorf("%d mails left in the mailbox, %v, and %d filed; want %d and %d", len(left), err, len(filed), s.mails-len(s.ours), len(s.ours))
	}
}

// saidOnce: each letter in the ledger has arrived, once, and nothing else has.
func (s *soak) saidOnce() {
	s.Helper()
	arrived := s.arrived()
	cards := map[string]int{}
	aboutNoCase, err := s.desk.ledger.Letters(context.Background(), "")
	if err != nil {
		s.Fatal(err)
	}
	lists := map[string]bool{} // of the morning's work, which name cases and are no cards
	for _, l := range aboutNoCase {
		lists[l.Token] = true
	}
	for _, l := range append(s.letters(), aboutNoCase...) {
		want := 1
		switch {
		case l.Address == goneUnit:
			want = 0
		case l.Address == laterUnit && l.State != "sent":
			want = 0
		case l.State != "sent":
			s.Errorf("letter %s (%s to %s) is %s: %s", l.Key, l.Template, l.Role, l.State, l.Problem)
		}
		if arrived[l.Token] != want {
			s.Errorf("letter %s (%s to %s) has arrived %d times", l.Key, l.Template, l.Role, arrived[l.Token])
		}
		delete(arrived, l.Token)
		if l.Case != "" {
			cards[string(l.Case)] = 1
		}
	}
	shown := map[string][]string{}
	for _, c := range s.cards() {
		if id := string(caseNumber.Find([]byte(drawn(c["blocks"])))); !lists[tokenOf(c)] {
			cards[id]--
			shown[id] = append(shown[id], fmt.Sprintf("%s of %s: %s", tokenOf(c), c["ts"], c["text"]))
			delete(arrived, tokenOf(c))
		}
	}
	for id, n := range cards {
		if n != 0 {
			s.Errorf("case %s has %d cards: %q", id, 1-n, shown[id])
		}
	}
	for _, m := range s.slack.Messages(room) {
		if arrived[tokenOf(m)] > 0 {
			s.Logf("in chat: %s", drawn(m["text"]))
		}
	}
	for token, n := range arrived {
		s.Errorf("%d times something arrived that no letter says: %s", n, token)
	}
}

// arrived counts what the parties and the channel have, by token.
func (s *soak) arrived() map[string]int {
	n := map[string]int{}
	accounts := []string{goneUnit, laterUnit, rehab, homecare, neighbour}
	for i := range soakUnits {
		accounts = append(accounts, soakUnit(i))
	}
	for _, a := range accounts {
		mails, err := s.dovecot.Mails(a, "INBOX")
		if err != nil {
			s.Fatal(err)
		}
		for _, raw := range mails {
			token, _, _ := strings.Cut(s.read(raw, nil).ID, "@")
			n[strings.TrimPrefix(token, "<")]++
		}
	}
	for _, m := range s.slack.Messages(room) {
		if token := tokenOf(m); token != "" {
			n[token]++
		}
	}
	return n
}

// tokenOf is the mark that the desk puts on what it posts.
func tokenOf(m slackfake.M) string {
	var marked struct {
		Payload struct {
			ID string `json:"id"`
		} `json:"event_payload"`
	}
	json.Unmarshal([]byte(drawn(m["metadata"])), &marked)
	return marked.Payload.ID
}
