package slackfake

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"
)

func (r *rig) respond(url string, a M) int {
	r.t.Helper()
	body, _ := json.Marshal(a)
	res, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	readAll(r.t, res)
	return res.StatusCode
}

// pressed connects, posts a card, has Anna press it and returns the response
// URL and the card's ts.
func pressed(t *testing.T, ephemeral bool) (r *rig, url, ts string) {
	t.Helper()
	r = newRig(t, nil)
	a := r.connect(nil)
	a.next(t, "hello")
	if ephemeral {
		ts = r.must("chat.postEphemeral", M{"channel": room1, "user": anna, "text": "kort", "blocks": buttons})["message_ts"].(string)
	} else {
		ts = r.must("chat.postMessage", M{"channel": room1, "text": "kort", "blocks": buttons})["ts"].(string)
	}
	if err := r.Human(anna).Click(room1, ts, "a"); err != nil {
		t.Fatal(err)
	}
	e := a.next(t, "interactive")
	if hasMessage := at(t, e, "payload.message") != nil; hasMessage == ephemeral {
		t.Errorf("the message is in the payload: %v", hasMessage)
	}
	return r, at(t, e, "payload.response_url").(string), ts
}

func TestResponseURL(t *testing.T) {
	r, url, ts := pressed(t, false)
	for _, a := range []M{{"text": "till dig"}, {"text": "till alla", "response_type": "in_channel"}, {"text": "utbytt", "replace_original": true}, {"delete_original": true}} {
		if got := r.respond(url, a); got != http.StatusOK {
			t.Errorf("%v: status %d", a, got)
		}
	}
	if m := r.Messages(room1); len(m) != 1 || m[0]["text"] != "till alla" {
		t.Errorf("messages %v", m)
	}
	if e := r.Ephemerals(room1, anna); len(e) != 1 || e[0]["text"] != "till dig" {
		t.Errorf("ephemerals %v", e)
	}
	if got := r.respond(url, M{"blocks": []any{M{"type": "x"}}}); got != http.StatusBadRequest {
		t.Errorf("bad blocks: status %d", got)
	}
	if got := r.respond(url, M{"text": "sjätte"}); got != http.StatusNotFound {
		t.Errorf("the sixth time: status %d", got)
	}
	r.refused("message_not_found", "chat.update", M{"channel": room1, "ts": ts, "text": "x"})
	if record := r.Requests(); record[len(record)-2].Kind != Response && record[len(record)-3].Kind != Response {
		t.Error("the answers are not on record")
	}
}

func TestResponseURLOfEphemeral(t *testing.T) {
	r, url, _ := pressed(t, true)
	r.respond(url, M{"text": "utbytt", "replace_original": true})
	if e := r.Ephemerals(room1, anna); len(e) != 1 || e[0]["text"] != "utbytt" || e[0]["blocks"] != nil {
		t.Errorf("ephemerals %v", e)
	}
	r.respond(url, M{"delete_original": true})
	if e := r.Ephemerals(room1, anna); len(e) != 0 {
		t.Errorf("ephemerals %v", e)
	}
	r.pass(30*time.Minute + time.Second)
	if got := r.respond(url, M{"text": "för sent"}); got != http.StatusNotFound {
		t.Errorf("after half an hour: status %d", got)
	}
	if got := r.respond(r.URL()+"/response/unknown", M{"text": "x"}); got != http.StatusNotFound {
		t.Errorf("an invented one: status %d", got)
	}
}

// FuzzMethods: no arguments whatever may bring the fake down or out of step.
func FuzzMethods(f *testing.F) {
	for _, s := range []string{`{}`, `{"channel":"C0BIH","text":"x","ts":"1.1"}`, `{"channel":"C0BIH","blocks":[1]}`, `{"view":{"type":"home","blocks":[{"type":"divider"}]},"user_id":"U0ANNA"}`,
		`{"channel":"C0BIH","ts":"0","metadata":{"event_type":"x","event_payload":{}},"limit":-1,"cursor":"zz"}`, `{"files":[{"id":"x"}],"users":"U0ANNA","attachments":{}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var args M
		if json.Unmarshal(body, &args) != nil || args == nil {
			return
		}
		fake, err := New(Config{Manifest: everything(), Users: []User{{ID: anna, Name: "anna"}}, Channels: []Channel{{ID: room1, Private: true, Members: []string{anna, BotUser}}}})
		if err != nil {
			t.Fatal(err)
		}
		ts, _ := fake.Human(anna).Post(room1, "hej")
		fake.call(t, "chat.postMessage", M{"channel": room1, "text": "kort", "thread_ts": ts})
		for name := range methods {
			fake.call(t, name, clone(args))
		}
		fake.State(anna)
	})
}

func (f *Fake) call(t *testing.T, name string, args M) {
	t.Helper()
	token := BotToken
	if name == "apps.connections.open" {
		token = AppToken
	}
	resp, status, _, _ := f.take(name, token, args, "", "")
	if _, said := resp["ok"].(bool); !said || status != http.StatusOK || resp["ok"] == false && resp["error"] == "" {
		t.Errorf("%s: %d %v", name, status, resp)
	}
}

// everything is a manifest with all scopes there are.
func everything() []byte {
	text := "features:\n  app_home:\n    home_tab_enabled: true\n    messages_tab_enabled: true\noauth_config:\n  scopes:\n    bot:\n"
	for _, s := range []string{"channels", "groups", "im"} {
		text += "      - " + s + ":read\n      - " + s + ":history\n"
	}
	for _, s := range []string{"chat:write", "im:write", "files:read", "files:write", "reactions:write", "team:read", "usergroups:read", "users:read", "users:read.email"} {
		text += "      - " + s + "\n"
	}
	return []byte(text)
}
