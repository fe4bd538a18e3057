package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"example.org/stegvis/channels/slack/slackfake"
)

// thread is what has been written under the card, the oldest first.
func (w *wire) thread() (texts []string) {
	for _, m := range w.slack.Messages(room) {
		if th, _ := m["thread_ts"].(string); th != "" && th != m["ts"] {
			text, _ := m["text"].(string)
			texts = append(texts, text)
		}
	}
	return texts
}

// cards are the messages in the channel itself that are about a case; an alarm is
// about none.
func (w *wire) cards() (cards []slackfake.M) {
	for _, m := range w.slack.Messages(room) {
		th, _ := m["thread_ts"].(string)
		if (th == "" || th == m["ts"]) && strings.Contains(drawn(m["blocks"]), "SK-") {
			cards = append(cards, m)
		}
	}
	return cards
}

// card waits until there is one card that offers the act, and returns its ts.
func (w *wire) card(act string) (ts string) {
	w.Helper()
	w.wait("a card that offers "+act, func() bool {
		cards := w.cards()
		if len(cards) != 1 {
			return false
		}
		ts, _ = cards[0]["ts"].(string)
		return strings.Contains(drawn(cards[0]), `"act:`+act+`"`)
	})
	return ts
}

func drawn(m any) string {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // it has come as JSON
	}
	return string(b)
}

// clicks presses a button of the card.
func (w *wire) clicks(user, act string) {
	w.Helper()
	w.clock.later(10 * time.Minute)
	if err := w.slack.Human(user).Click(room, w.card(act), "act:"+act); err != nil {
		w.Fatalf("%s clicks %s: %v", user, act, err)
	}
}

// bothClick lets two people press the same button at once: one of them has done
// it, the other is told by whom it was done.
func (w *wire) bothClick(act string) {
	w.Helper()
	w.clock.later(10 * time.Minute)
	ts := w.card(act)
	var both sync.WaitGroup
	for _, user := range []string{marit, jonas} {
		both.Go(func() {
			if err := w.slack.Human(user).Click(room, ts, "act:"+act); err != nil {
				w.Errorf("%s clicks %s: %v", user, act, err)
			}
		})
	}
	both.Wait()
	w.expects("BIH: ")
	late := jonas
	if said := w.thread(); strings.HasPrefix(said[len(said)-1], "Jonas") {
		late = marit
	}
	w.whispered(late, "Redan gjort av ")
}

// fills presses a button of the card and hands in the form that opens.
func (w *wire) fills(user, act string, form slackfake.Form) {
	w.Helper()
	w.clicks(user, act)
	who := w.slack.Human(user)
	w.wait("the form of "+act, func() bool { m := who.Modal(); return m != nil && m["callback_id"] == "form:"+act })
	errs, err := who.SubmitForm(form)
	if err != nil || len(errs) > 0 {
		w.Fatalf("%s fills in %s: %v, %v", user, act, errs, err)
	}
	if m := who.Modal(); m != nil {
		w.Fatalf("after %s a form is still open: %s", act, drawn(m))
	}
}

// whispered waits until somebody has been told so in the channel, unseen by
// the others.
func (w *wire) whispered(user, words string) {
	w.Helper()
	w.wait(fmt.Sprintf("%q to %s", words, user), func() bool {
		return strings.Contains(drawn(w.slack.Ephemerals(room, user)), words)
	})
}
