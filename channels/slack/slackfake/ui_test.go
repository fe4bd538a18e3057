package slackfake

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A page is the UI as a page uses it.
type page struct {
	t   *testing.T
	url string
}

func newPage(t *testing.T, r *rig) page {
	t.Helper()
	s := httptest.NewServer(http.StripPrefix("/chat", r.UI()))
	t.Cleanup(s.Close)
	t.Cleanup(func() { r.Close() }) // ends the streams
	return page{t, s.URL + "/chat"}
}

func (p page) act(a M) M {
	p.t.Helper()
	body, _ := json.Marshal(a)
	res, err := http.Post(p.url+"/act", "application/json", strings.NewReader(string(body)))
	if err != nil {
		p.t.Fatal(err)
	}
	var out M
	if err := json.Unmarshal([]byte(readAll(p.t, res)), &out); err != nil {
		p.t.Fatal(err)
	}
	return out
}

func (p page) state(user string) M {
	p.t.Helper()
	res, err := http.Get(p.url + "/state?user=" + user)
	if err != nil {
		p.t.Fatal(err)
	}
	var out M
	if err := json.Unmarshal([]byte(readAll(p.t, res)), &out); err != nil {
		p.t.Fatal(err)
	}
	return out
}

func TestPage(t *testing.T) {
	r := newRig(t, nil)
	p := newPage(t, r)
	a := r.connect(func(e M) (M, bool) {
		switch asMap(e["payload"])["type"] {
		case "block_suggestion":
			return M{"options": options("Norr")}, true
		case "view_submission":
			return M{"response_action": "errors", "errors": M{"dag": "Nej"}}, true
		}
		return nil, true
	})
	a.next(t, "hello")
	posted := p.act(M{"do": "post", "user": anna, "channel": room1, "text": "hej"})
	reply := p.act(M{"do": "post", "user": omar, "channel": room1, "text": "svar", "thread_ts": posted["ts"]})
	p.act(M{"do": "edit", "user": omar, "channel": room1, "ts": reply["ts"], "text": "bättre svar"})
	p.act(M{"do": "react", "user": omar, "channel": room1, "ts": posted["ts"], "name": "eyes"})
	p.act(M{"do": "upload", "user": anna, "channel": room1, "name": "intyg.pdf"})
	r.must("chat.postEphemeral", M{"channel": room1, "user": anna, "text": "bara du"})
	s := p.state(anna)
	if s["connected"] != true || s["down"] != false || s["bot"] != BotUser || at(t, s, "users.U0OMAR.real_name") != "Omar Ali" ||
		at(t, s, "commands.name") != "/stegvis" || at(t, s, "shortcuts.id") != "link_message" || at(t, s, "groups.S0BIH.handle") != "bih" {
		t.Errorf("state %v", s)
	}
	channels := s["channels"].([]any)
	if len(channels) != 3 || len(asMap(channels[0])["messages"].([]any)) != 4 || asMap(channels[2])["im"] != true {
		t.Errorf("channels %v", channels)
	}
	if n := len(p.state(omar)["channels"].([]any)[0].(M)["messages"].([]any)); n != 3 {
		t.Errorf("another sees %d messages", n)
	}

	p.act(M{"do": "slash", "user": anna, "channel": room1, "command": "/stegvis", "text": "beslut"})
	r.must("views.open", M{"trigger_id": at(t, a.next(t, "slash_commands"), "payload.trigger_id"), "view": form})
	view := at(t, p.state(anna), "stack.id")
	if out := p.act(M{"do": "suggest", "user": anna, "view": view, "block": "vem", "action": "v", "query": "n"}); at(t, out, "options.value") != "v-Norr" {
		t.Errorf("options %v", out)
	}
	if out := p.act(M{"do": "submit", "user": anna, "state": M{"minuter": M{"v": M{"type": "number_input", "value": "900"}}}}); at(t, out, "errors.minuter") != OutOfRange || at(t, out, "errors.dag") != nil {
		t.Errorf("errors %v", out)
	}
	if out := p.act(M{"do": "click", "user": anna, "view": view, "action": "fler", "block": "mer"}); out["ok"] != true {
		t.Errorf("click %v", out)
	}
	if e := a.next(t, "interactive"); at(t, e, "payload.value") != "n" {
		t.Errorf("got %v", e)
	}
	if e := a.next(t, "interactive"); at(t, e, "payload.view.state.values.dag.v.selected_date") != "2026-12-01" {
		t.Errorf("got %v", e)
	}
	p.act(M{"do": "close", "user": anna})
	if n := len(p.state(anna)["stack"].([]any)); n != 0 {
		t.Errorf("%d modals", n)
	}
	for _, bad := range []M{{"do": "dance", "user": anna}, {"do": "post", "user": "U404", "channel": room1, "text": "x"}, {"do": "post", "user": BotUser, "channel": room1, "text": "x"}} {
		if out := p.act(bad); out["ok"] != false || out["error"] == "" {
			t.Errorf("%v: %v", bad, out)
		}
	}
	p.act(M{"do": "disconnect"})
	until(t, "the cut", func() bool { return p.state(anna)["connected"] == false })
	if out := p.act(M{"do": "slash", "user": anna, "channel": room1, "command": "/stegvis", "text": ""}); out["error"] != "dispatch_failed" || p.state(anna)["toast"] != "dispatch_failed" {
		t.Errorf("got %v", out)
	}
}

func TestPageIsTold(t *testing.T) {
	r := newRig(t, nil)
	p := newPage(t, r)
	res, err := http.Get(p.url + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for _, want := range []string{"data: 0", "data: 1"} {
		if !lines.Scan() || lines.Text() != want || !lines.Scan() {
			t.Fatalf("got %q, want %q", lines.Text(), want)
		}
		r.must("chat.postMessage", M{"channel": room1, "text": "nytt"})
	}
}

// TestPageFromElsewhere: another site must not act through the browser of
// whoever has the demo open.
func TestPageFromElsewhere(t *testing.T) {
	r := newRig(t, nil)
	p := newPage(t, r)
	req, _ := http.NewRequest("POST", p.url+"/act", strings.NewReader(`{"do":"post","user":"U0ANNA","channel":"C0BIH","text":"x"}`))
	req.Header.Set("Origin", "https://evil.example")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if readAll(t, res); res.StatusCode != http.StatusForbidden || len(r.Messages(room1)) != 0 {
		t.Errorf("status %d", res.StatusCode)
	}
}
