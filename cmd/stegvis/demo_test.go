package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/slack/slackfake"
	"example.org/stegvis/templates"
)

// A visitor uses the demo as its page does: over HTTP.
type visitor struct {
	*testing.T
	page *demoPage
	url  string
}

// openDemo starts a demo of the test's own and returns somebody who uses it.
func openDemo(t *testing.T) visitor {
	t.Helper()
	line, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w, err := openWorld(t.Context(), t.TempDir(), slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	p := newPage(w, line.Addr().String())
	server := &http.Server{Handler: p.handler()}
	go server.Serve(line)
	t.Cleanup(func() { server.Close(); w.close() })
	v := visitor{t, p, p.url()}
	v.until("the bot is in the chat", func(s view) bool { return s.Chat.Connected })
	return v
}

// until looks whenever something may have changed, and returns the first state
// in which ok holds.
func (v visitor) until(what string, ok func(view) bool) view {
	v.Helper()
	deadline := time.After(30 * time.Second)
	for {
		next := v.page.world.bell.next()
		s := v.state()
		if ok(s) {
			return s
		}
		select {
		case <-next:
		case <-deadline:
			v.Fatalf("waited in vain until %s; the guide says %q", what, s.Guide.Title)
		}
	}
}

func (v visitor) state() (s view) {
	v.Helper()
	v.get("api/state?user=U0MARIT", &s)
	return s
}

func (v visitor) get(path string, into any) {
	v.Helper()
	r, err := http.Get(v.url + path)
	if err != nil {
		v.Fatal(err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	if r.StatusCode != http.StatusOK {
		v.Fatalf("GET %s: %s: %s", path, r.Status, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		v.Fatalf("GET %s: %v", path, err)
	}
}

// post asks for something and returns the answer; into may be nil.
func (v visitor) post(path string, order, into any) {
	v.Helper()
	body, err := json.Marshal(order)
	if err != nil {
		v.Fatal(err)
	}
	r, err := http.Post(v.url+path, "application/json", bytes.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	defer r.Body.Close()
	answer, _ := io.ReadAll(r.Body)
	if r.StatusCode != http.StatusOK {
		v.Fatalf("POST %s: %s: %s", path, r.Status, answer)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			v.Fatal(err)
		}
	}
}

// follow does what the guide says, once, and waits until it says something else.
func (v visitor) follow(s view) view {
	v.Helper()
	switch g := s.Guide; {
	case g.Sample != "":
		v.post("api/sample", sampleOrder{g.Sample, g.Mail}, nil)
	case g.Who == "clock":
		v.post("api/clock", clockOrder{Step: "reminder"}, nil)
	case g.Mail != nil:
		v.reply(*g.Mail, g.Replies[0])
	default:
		v.press(s, g.Acts[0])
	}
	before := hintKey(s.Guide)
	return v.until("the guide goes on from "+s.Guide.Title, func(now view) bool {
		return hintKey(now.Guide) != before && now.Guide.Title != v.page.guide.Work.Title
	})
}

func hintKey(h hint) string { return fmt.Sprint(h.Title, h.Mail, h.Step, h.Case) }

// reply answers a mail as a mail program does, with what it answers below.
func (v visitor) reply(at place, text string) {
	v.Helper()
	var m openMail
	v.get("api/mail?"+url.Values{"box": {at.Box}, "folder": {at.Folder}, "uid": {fmt.Sprint(at.UID)}}.Encode(), &m)
	quoted := "\n\nDen 1 december skrev " + m.From + ":\n> " + strings.ReplaceAll(m.Text, "\n", "\n> ")
	v.post("api/mail", mailOrder{From: at.Box, To: m.From, Subject: "Sv: " + m.Subject, Text: text + quoted, Answers: &at}, nil)
}

// press presses a button on the card, and fills in the form it opens.
func (v visitor) press(s view, act string) {
	v.Helper()
	ts, element := v.button(s, "act:"+act)
	v.chat(chatOrder{Do: "click", Room: demoChannel, TS: ts, Action: element["action_id"].(string), Value: slackfake.M{}})
	if !asks(act) {
		return
	}
	s = v.until("the form of "+act+" is open", func(s view) bool {
		return s.Chat.Modal != nil && s.Chat.Modal["callback_id"] == "form:"+act
	})
	if a := v.chat(chatOrder{Do: "submit", State: filledIn(s)}); len(a.Errors) > 0 {
		v.Fatalf("%s: the form refuses: %v", act, a.Errors)
	}
}

func (v visitor) chat(o chatOrder) (a chatAnswer) {
	v.Helper()
	o.User = "U0MARIT"
	v.post("api/chat", o, &a)
	if a.Problem != "" {
		v.Fatalf("chat: %s: %s", o.Do, a.Problem)
	}
	return a
}

// button finds an element on the newest message that has it.
func (v visitor) button(s view, action string) (ts string, element slackfake.M) {
	v.Helper()
	for _, m := range slices.Backward(s.Chat.Rooms[0].Messages) {
		for _, b := range blockList(m["blocks"]) {
			for _, e := range append(blockList(b["elements"]), blockOf(b["accessory"])) {
				if e["action_id"] == action {
					return m["ts"].(string), e
				}
			}
		}
	}
	v.Fatalf("no button %s in the channel", action)
	return "", nil
}

func blockOf(x any) slackfake.M { m, _ := x.(slackfake.M); return m }

func blockList(x any) (all []slackfake.M) {
	items, _ := x.([]any)
	for _, i := range items {
		all = append(all, blockOf(i))
	}
	return all
}

// filledIn fills in the form that is open: the first of every choice, every
// tick, what is filled in already, and a time in three days.
func filledIn(s view) slackfake.M {
	state := slackfake.M{}
	for _, b := range blockList(s.Chat.Modal["blocks"]) {
		if b["type"] != "input" {
			continue
		}
		e := blockOf(b["element"])
		state[b["block_id"].(string)] = slackfake.M{e["action_id"].(string): chosen(b, e, s.Now)}
	}
	return state
}

func chosen(b, e slackfake.M, now time.Time) slackfake.M {
	v := slackfake.M{"type": e["type"]}
	needed := b["optional"] != true
	switch e["type"] {
	case "datepicker":
		v["selected_date"] = e["initial_date"]
		if needed && e["initial_date"] == nil {
			v["selected_date"] = care.DateOf(now).Add(3).String()
		}
	case "timepicker":
		v["selected_time"] = e["initial_time"]
		if needed && e["initial_time"] == nil {
			v["selected_time"] = "10:00"
		}
	case "radio_buttons":
		v["selected_option"] = e["options"].([]any)[0]
	case "checkboxes":
		v["selected_options"] = e["options"]
	case "external_select":
		v["selected_option"] = e["initial_option"]
	default:
		v["value"] = e["initial_value"]
	}
	return v
}

// asks reports whether an act opens a form.
func asks(act string) bool {
	f := templates.Forms()[act]
	return len(f.Fields) > 0
}

// TestDemoCase: a newcomer who does what the guide says, and nothing else, gets
// from nothing to a closed case, and not by a long way.
func TestDemoCase(t *testing.T) {
	for first, most := range map[string]int{"komplett": 14, "forhandsbedomning": 22, "utan-syfte": 17} {
		t.Run(first, func(t *testing.T) {
			t.Parallel()
			v := openDemo(t)
			s := v.until("the guide begins", func(s view) bool { return s.Guide.Sample != "" })
			s.Guide.Sample = first
			deeds := 0
			var titles []string
			for ; !s.Guide.Closed; deeds++ {
				if deeds > most {
					t.Fatalf("not closed after %d deeds: %q", deeds, titles)
				}
				titles = append(titles, s.Guide.Title)
				s = v.follow(s)
			}
			t.Logf("%d deeds: %q", deeds, titles)
			for _, b := range s.Boxes {
				if b.Address == v.page.world.byRole(care.HTJ).Address && len(b.Mails) < 4 {
					t.Errorf("HTJ has %d mails", len(b.Mails))
				}
			}
			noName(t, v, s)
		})
	}
}

// noName: nobody the examples are about is named in the chat.
func noName(t *testing.T, v visitor, s view) {
	t.Helper()
	spoken, err := json.Marshal(s.Chat)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range v.page.samples.People {
		for _, word := range append(strings.Fields(p.Name), p.ID) {
			if bytes.Contains(spoken, []byte(word)) {
				t.Errorf("%q stands in the chat", word)
			}
		}
	}
}

// TestDemoSamples: every example can be sent, and comes to something.
func TestDemoSamples(t *testing.T) {
	t.Parallel()
	v := openDemo(t)
	s := v.until("the guide begins", func(s view) bool { return s.Guide.Sample != "" })
	for _, d := range []string{"komplett"} {
		v.post("api/sample", sampleOrder{ID: d}, nil)
		s = v.until("a case is open", func(s view) bool { return s.Guide.Case != "" })
	}
	for _, act := range []string{"ansokan", "beslut"} {
		v.until(act+" is offered", func(now view) bool { s = now; return slices.Contains(now.Guide.Acts, act) })
		v.press(s, act)
	}
	v.until("HTJ has the order", func(s view) bool { _, ok := v.page.world.latestTo(care.HTJ); return ok })
	before := len(v.posts())
	for _, sample := range v.page.samples.Mails {
		v.post("api/sample", sampleOrder{ID: sample.ID}, nil)
	}
	v.until("the desk has looked at them", func(s view) bool {
		desk := s.Boxes[slices.IndexFunc(s.Boxes, func(b boxView) bool { return b.Role == "BIH" })]
		left := 0
		for _, m := range desk.Mails {
			if m.Folder == "INBOX" {
				left++
			}
		}
		return left == 1 && len(v.posts()) > before // the newsletter stays where it is
	})
}

func (v visitor) posts() []slackfake.M {
	return v.page.world.chat.Messages(demoChannel)
}
