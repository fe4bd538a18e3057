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
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/slack/slackfake"
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

// TestDemoClock: the clock goes forward over every morning, and never back.
func TestDemoClock(t *testing.T) {
	t.Parallel()
	v := openDemo(t)
	if now := v.state().Now; care.DateOf(now) != firstMorning || now.Hour() != 8 {
		t.Fatalf("begins at %s", now)
	}
	v.post("api/clock", clockOrder{Step: "day"}, nil)
	if now := v.state().Now; care.DateOf(now) != firstMorning.Add(1) || now.Hour() != 8 {
		t.Errorf("+1 day: %s", now)
	}
	far := time.Date(2027, 2, 8, 8, 0, 0, 0, care.Stockholm)
	v.post("api/clock", map[string]string{"to": far.Format(time.RFC3339)}, nil)
	if now := v.state().Now; now.Before(far) || now.After(far.Add(time.Minute)) {
		t.Errorf("moved to %s, want %s", now, far)
	}
	for what, body := range map[string]string{
		"back": `{"to":"2026-11-24T08:00:00+01:00"}`, "too far": `{"to":"2099-01-01T08:00:00+01:00"}`, "nowhere": `{}`, "no JSON": `to`,
	} {
		r, err := http.Post(v.url+"api/clock", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode < 400 {
			t.Errorf("%s: %s", what, r.Status)
		}
		if now := v.state().Now; now.After(far.Add(time.Minute)) || now.Before(far) {
			t.Fatalf("%s: the clock is at %s", what, now)
		}
	}
}

// TestDemoGuard: only the demo's own page, and programs that know its address,
// get in; and nothing changes by looking.
func TestDemoGuard(t *testing.T) {
	t.Parallel()
	changed := false
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /api/clock", func(http.ResponseWriter, *http.Request) { changed = true })
	h := guard("127.0.0.1:8321", "secret", mux)
	for _, c := range []struct {
		name, method, host, path string
		head                     map[string]string
		want                     int
	}{
		{"the page itself", "GET", "127.0.0.1:8321", "/secret/", nil, 200},
		{"by its other name", "GET", "localhost:8321", "/secret/", nil, 200},
		{"typed by a person", "GET", "127.0.0.1:8321", "/secret/", map[string]string{"Sec-Fetch-Site": "none"}, 200},
		{"its own post", "POST", "127.0.0.1:8321", "/secret/api/clock", map[string]string{"Origin": "http://127.0.0.1:8321", "Sec-Fetch-Site": "same-origin"}, 200},
		{"a program", "POST", "127.0.0.1:8321", "/secret/api/clock", nil, 200},
		{"without the token", "GET", "127.0.0.1:8321", "/", nil, 404},
		{"with a wrong token", "POST", "127.0.0.1:8321", "/secreu/api/clock", nil, 404},
		{"another site posts", "POST", "127.0.0.1:8321", "/secret/api/clock", map[string]string{"Origin": "http://evil.test", "Sec-Fetch-Site": "cross-site"}, 403},
		{"another site posts from an old browser", "POST", "127.0.0.1:8321", "/secret/api/clock", map[string]string{"Origin": "http://evil.test"}, 403},
		{"another site without origin", "POST", "127.0.0.1:8321", "/secret/api/clock", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"a page with no origin at all", "POST", "127.0.0.1:8321", "/secret/api/clock", map[string]string{"Origin": "null"}, 403},
		{"another port of this machine", "POST", "127.0.0.1:8321", "/secret/api/clock", map[string]string{"Origin": "http://127.0.0.1:3000", "Sec-Fetch-Site": "same-site"}, 403},
		{"a name made to point here, looking", "GET", "evil.test:8321", "/secret/", map[string]string{"Sec-Fetch-Site": "same-origin"}, 421},
		{"a name made to point here, posting", "POST", "evil.test:8321", "/secret/api/clock", map[string]string{"Origin": "http://evil.test:8321", "Sec-Fetch-Site": "same-origin"}, 421},
		{"a change by looking", "GET", "127.0.0.1:8321", "/secret/api/clock", nil, 200},
		{"an image on another site", "GET", "127.0.0.1:8321", "/secret/", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403},
	} {
		r := newRequest(c.method, "http://"+c.host+c.path, c.head)
		w := newRecorder()
		changed = false
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.want)
		}
		if changed != (c.method == "POST" && c.want == 200) {
			t.Errorf("%s: changed is %v", c.name, changed)
		}
		if csp := w.Header().Get("Content-Security-Policy"); csp != rules || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: not hardened: %v", c.name, w.Header())
		}
	}
}

// TestDemoListen: the page is served on this machine only.
func TestDemoListen(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "[::]:0", "example.test:0", "8321"} {
		if line, err := listenHere(address); err == nil {
			line.Close()
			t.Errorf("listens on %s", address)
		} else if !strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: %v: does not say what to write", address, err)
		}
	}
	line, err := listenHere("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if _, err := listenHere(line.Addr().String()); err == nil || !strings.Contains(err.Error(), "another port") {
		t.Errorf("a port that is taken: %v", err)
	}
}

// TestDemoSlackGuard: no browser reaches the fake Slack.
func TestDemoSlackGuard(t *testing.T) {
	t.Parallel()
	h := programsOnly("127.0.0.1:4000", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for name, c := range map[string]struct {
		host string
		head map[string]string
		want int
	}{
		"a client":          {"127.0.0.1:4000", nil, 200},
		"slack-go's socket": {"127.0.0.1:4000", map[string]string{"Origin": clientOrigin}, 200},
		"a page":            {"127.0.0.1:4000", map[string]string{"Origin": "http://evil.test"}, 403},
		"a page, same site": {"127.0.0.1:4000", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		"another name":      {"evil.test:4000", nil, 403},
	} {
		w := newRecorder()
		h.ServeHTTP(w, newRequest("POST", "http://"+c.host+"/api/auth.test", c.head))
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
}

// TestDemoGuide: whatever can be owed, the guide knows what to do about it, by
// names that exist.
func TestDemoGuide(t *testing.T) {
	t.Parallel()
	g := readGuide()
	acts := map[string]care.Act{}
	for _, a := range care.Acts {
		acts[a.Name] = a
	}
	for _, name := range care.DebtNames() {
		e, ok := g.Duty[name]
		switch {
		case !ok || e.Title == "" || e.Text == "":
			t.Errorf("%s: the guide has no words", name)
		case e.Who == "BIH" && len(e.Act) == 0, e.Who != "BIH" && e.Who != "clock" && len(e.Mail) == 0:
			t.Errorf("%s: the guide does not say where it is done", name)
		}
		for _, a := range e.Act {
			if _, ok := acts[a]; !ok {
				t.Errorf("%s: there is no act %s", name, a)
			}
		}
	}
	if len(g.Duty) != len(care.DebtNames()) {
		t.Errorf("the guide has words for %d things, and %d can be owed", len(g.Duty), len(care.DebtNames()))
	}
}

// TestDemoBlocks: the page can draw every kind of block and element that the
// bot's forms and cards are made of.
func TestDemoBlocks(t *testing.T) {
	t.Parallel()
	script, err := pageFiles.ReadFile("demo/page/blocks.js")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^  (\w+): \(`).FindAllSubmatch(script, -1) {
		known[string(m[1])] = true
	}
	for _, kind := range emitted(t) {
		if !known[kind] {
			t.Errorf("the page cannot draw %s", kind)
		}
	}
}

var elementMaker = regexp.MustCompile(`slack\.New(\w+?)(?:Block)?(?:Element)?\(`)

// kinds are Slack's names for what slack-go's makers make.
var kinds = map[string]string{
	"Button": "button", "OverflowBlock": "overflow", "Overflow": "overflow", "DatePicker": "datepicker", "TimePicker": "timepicker",
	"NumberInput": "number_input", "RadioButtons": "radio_buttons", "CheckboxGroups": "checkboxes", "PlainTextInput": "plain_text_input",
	"OptionsSelect": "static_select", "OptionsMultiSelect": "multi_static_select",
	"Section": "section", "Header": "header", "Context": "context", "Action": "actions", "Input": "input", "Divider": "divider",
}

// emitted lists the kinds that channels/slack makes anywhere in its source. What
// is made by a maker that is not in kinds must be put there, and drawn.
func emitted(t *testing.T) (list []string) {
	t.Helper()
	for name, source := range goSource(t, "../../channels/slack") {
		for _, m := range elementMaker.FindAllStringSubmatch(source, -1) {
			switch kind, ok := kinds[m[1]]; {
			case ok:
				list = append(list, kind)
			case !slices.Contains([]string{"TextBlockObject", "Text", "OptionBlockObject", "Option", "ConfirmationBlockObject", "Confirmation", "Accessory"}, m[1]) && !strings.HasSuffix(m[1], "Object"):
				t.Errorf("%s: slack.New%s makes something whose kind this test does not know", name, m[1])
			}
		}
	}
	if len(list) == 0 {
		t.Error("found nothing that is made")
	}
	return append(list, "external_select")
}
