package slackfake

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// own is the bot's own manifest with some words changed.
func own(pairs ...string) func(*Config) {
	return func(c *Config) { c.Manifest = []byte(strings.NewReplacer(pairs...).Replace(string(c.Manifest))) }
}

func TestManifestDecides(t *testing.T) {
	r := newRig(t, own("      - im:read\n", ""))
	for method, needed := range map[string]string{
		"team.info": "team:read", "files.info": "files:read", "files.getUploadURLExternal": "files:write",
	} {
		if resp := r.refused("missing_scope", method, nil); resp["needed"] != needed || !strings.Contains(resp["provided"].(string), "chat:write") {
			t.Errorf("%s: %v", method, resp)
		}
	}
	if resp := r.refused("missing_scope", "conversations.info", M{"channel": r.Human(anna).DM()}); resp["needed"] != "im:read" {
		t.Errorf("a DM: %v", resp)
	}
	r.must("conversations.info", M{"channel": room1})

	poor := newRig(t, own("      - groups:history\n", "", "      - users:read.email\n", "", "home_tab_enabled: true", "home_tab_enabled: false"))
	poor.refused("missing_scope", "conversations.history", M{"channel": room1})
	poor.refused("missing_scope", "users.lookupByEmail", M{"email": "anna@bih.example"})
	poor.refused("not_enabled", "views.publish", M{"user_id": anna, "view": M{"type": "home", "blocks": []any{}}})
	if got := at(t, poor.must("users.info", M{"user": anna}), "user.profile.email"); got != nil {
		t.Errorf("an address without the scope: %v", got)
	}
	a := poor.connect(nil)
	a.next(t, "hello")
	poor.Human(anna).Post(room1, "hej @stegvis")
	if e := a.next(t, "events_api"); at(t, e, "payload.event.type") != "app_mention" {
		t.Errorf("without groups:history got %v", e)
	}
	a.none(t, "events_api")
	if err := poor.Human(anna).Slash(room1, "/annat", ""); err == nil {
		t.Error("a command that is not in the manifest")
	}
}

func TestFreePlan(t *testing.T) {
	r := newRig(t, func(c *Config) { c.FreePlan = true })
	r.refused("plan_upgrade_required", "usergroups.list", nil)
	r.refused("plan_upgrade_required", "usergroups.users.list", M{"usergroup": "S0BIH"})
}

// TestUpdate: a text takes the blocks away, blocks leave the text, metadata
// stays until it is emptied.
func TestUpdate(t *testing.T) {
	r := newRig(t, nil)
	meta := M{"event_type": "x", "event_payload": M{"id": "1"}}
	ts := r.must("chat.postMessage", M{"channel": room1, "text": "ett", "blocks": buttons, "metadata": meta})["ts"]
	now := func() M { return r.Messages(room1)[0] }
	update := func(args M) {
		t.Helper()
		args["channel"], args["ts"] = room1, ts
		r.must("chat.update", args)
	}
	update(M{"blocks": buttons})
	if m := now(); m["text"] != "ett" || m["blocks"] == nil || m["metadata"] == nil || m["edited"] != nil {
		t.Errorf("blocks alone: %v", m)
	}
	update(M{"text": "två"})
	if m := now(); m["text"] != "två" || m["blocks"] != nil || m["metadata"] == nil || m["edited"] == nil {
		t.Errorf("text alone: %v", m)
	}
	update(M{"text": "tre", "metadata": M{}})
	if m := now(); m["metadata"] != nil {
		t.Errorf("empty metadata: %v", m)
	}
}

func TestFaults(t *testing.T) {
	r := newRig(t, nil)
	r.Fail("chat.postMessage", Fault{Error: "internal_error"}, Fault{Status: 429, RetryAfter: 7}, Fault{DropAfter: true})
	post := M{"channel": room1, "text": "hej"}
	r.refused("internal_error", "chat.postMessage", post)
	if _, status, _ := r.send("chat.postMessage", post); status != http.StatusTooManyRequests {
		t.Errorf("status %d", status)
	}
	if len(r.Messages(room1)) != 0 {
		t.Error("something was posted")
	}
	if _, _, err := r.send("chat.postMessage", post); err == nil || len(r.Messages(room1)) != 1 {
		t.Errorf("a lost answer: %v, %d messages", err, len(r.Messages(room1)))
	}
	r.must("chat.postMessage", post)
	r.Fail("*", Fault{Error: "fatal_error", Always: true})
	r.refused("fatal_error", "auth.test", nil)
	r.refused("fatal_error", "users.list", nil)
	r.Heal()
	r.must("auth.test", nil)
}

func TestPostingLimit(t *testing.T) {
	r := newRig(t, func(c *Config) { c.PostsPerSecond = 1 })
	post := func() int {
		_, status, err := r.send("chat.postMessage", M{"channel": room1, "text": "hej"})
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	for range 4 {
		if got := post(); got != http.StatusOK {
			t.Errorf("within the burst: %d", got)
		}
	}
	if got := post(); got != http.StatusTooManyRequests {
		t.Errorf("after it: %d", got)
	}
	r.pass(4 * time.Second)
	if got := post(); got != http.StatusOK {
		t.Errorf("after a while: %d", got)
	}
}

// TestOnlyPrograms: a page on the web must not reach the fake through the
// browser of whoever runs the demo.
func TestOnlyPrograms(t *testing.T) {
	r := newRig(t, nil)
	for name, set := range map[string]func(*http.Request){
		"a page":                    func(q *http.Request) { q.Header.Set("Origin", "https://evil.example") },
		"a page on this machine":    func(q *http.Request) { q.Header.Set("Origin", r.URL()) },
		"a name for this machine":   func(q *http.Request) { q.Host = "evil.example:80" },
		"a name with it as a start": func(q *http.Request) { q.Host = "127.0.0.1.evil.example" },
	} {
		req, _ := http.NewRequest("POST", r.APIURL()+"chat.postMessage", strings.NewReader("token=xoxb-demo&channel="+room1+"&text=x"))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		set(req)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if readAll(t, res); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", name, res.StatusCode)
		}
	}
	if len(r.Messages(room1)) != 0 {
		t.Error("something was posted")
	}
	if err := r.Start("0.0.0.0:0"); err == nil {
		t.Error("served to the world")
	}
}

func TestWaysToWriteArguments(t *testing.T) {
	r := newRig(t, nil)
	multipart := "--x\r\nContent-Disposition: form-data; name=\"channel\"\r\n\r\n" + room1 +
		"\r\n--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{inte json\r\n--x--\r\n"
	for kind, body := range map[string]string{
		"application/x-www-form-urlencoded": "token=xoxb-demo&channel=" + room1 + "&text=%7Binte+json",
		"multipart/form-data; boundary=x":   multipart,
		"application/json; charset=utf-8":   `{"channel":"` + room1 + `","text":"{inte json"}`,
	} {
		req, _ := http.NewRequest("POST", r.APIURL()+"chat.postMessage", strings.NewReader(body))
		req.Header.Set("Content-Type", kind)
		if !strings.HasPrefix(body, "token") {
			req.Header.Set("Authorization", "Bearer "+BotToken)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, res); !strings.Contains(got, `"text":"{inte json"`) {
			t.Errorf("%s: %s", kind, got)
		}
	}
	for _, c := range r.Calls("chat.postMessage") {
		if c.Args["token"] != nil || c.Args["text"] != "{inte json" || c.Body == "" || c.At.IsZero() {
			t.Errorf("on record: %+v", c)
		}
	}
}

// TestMembers: what administrators do reaches the app, and shows in the API.
func TestMembers(t *testing.T) {
	r := newRig(t, nil)
	a := r.connect(nil)
	a.next(t, "hello")
	r.AddUser(User{ID: "U0GUEST", Name: "gast", Guest: true})
	r.Invite(room1, "U0GUEST")
	if e := a.next(t, "events_api"); at(t, e, "payload.event.type") != "member_joined_channel" || at(t, e, "payload.event.user") != "U0GUEST" {
		t.Errorf("got %v", e)
	}
	if at(t, r.must("users.info", M{"user": "U0GUEST"}), "user.is_restricted") != true {
		t.Error("not seen to be a guest")
	}
	if n := len(r.must("conversations.members", M{"channel": room1})["members"].([]any)); n != 4 {
		t.Errorf("%d members", n)
	}
	r.Share(room1, true)
	if at(t, r.must("conversations.info", M{"channel": room1}), "channel.is_ext_shared") != true {
		t.Error("not seen to be shared")
	}
	r.Archive(room1)
	if e := a.next(t, "events_api"); at(t, e, "payload.event.type") != "group_archive" {
		t.Errorf("got %v", e)
	}
	r.refused("is_archived", "chat.postMessage", M{"channel": room1, "text": "x"})
	r.Unarchive(room1)
	r.Remove(room1, BotUser)
	if e := a.next(t, "events_api"); at(t, e, "payload.event.type") != "group_left" {
		t.Errorf("got %v", e)
	}
	r.refused("channel_not_found", "chat.postMessage", M{"channel": room1, "text": "x"})
	r.Human(anna).Post(room1, "det hör du inte")
	a.none(t, "events_api")
}

func TestTimesNeverRepeat(t *testing.T) {
	r := newRig(t, nil)
	var last string
	for range 3 {
		ts := r.must("chat.postMessage", M{"channel": room1, "text": "x"})["ts"].(string)
		if ts <= last {
			t.Errorf("%s after %s", ts, last)
		}
		last = ts
		r.pass(-time.Hour)
	}
}
