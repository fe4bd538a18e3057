package node

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/stegvis/channels/slack/slackfake"
)

// TestNodeConformance lets Slack's unmodified SDK use the fake: web-api,
// socket-mode and bolt.
func TestNodeConformance(t *testing.T) {
	need(t)
	w := newWorkspace(t)
	out := string(Run(t, "conformance.mjs", w.fake.URL(), w.page.URL))
	passed := strings.Count("\n"+out, "\nok ")
	if passed < 40 {
		t.Errorf("only %d checks:\n%s", passed, out)
	}
	t.Logf("%d checks passed", passed)
	w.judgeWire(t)
}

// A workspace is the fake and, on another address, its UI and a clock that the
// script can move.
type workspace struct {
	fake *slackfake.Fake
	page *httptest.Server
	mu   sync.Mutex
	now  time.Duration // how far the clock is ahead
	sent []slackfake.Document
}

func newWorkspace(t *testing.T) *workspace {
	t.Helper()
	manifest, err := os.ReadFile("testdata/manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w := &workspace{}
	w.fake, err = slackfake.New(slackfake.Config{
		Manifest: manifest, Clock: w.clock, AckTimeout: time.Second, PingEvery: 500 * time.Millisecond,
		Users: []slackfake.User{
			{ID: "U0ANNA", Name: "anna", RealName: "Anna Ek", Email: "anna@bih.example"},
			{ID: "U0OMAR", Name: "omar", RealName: "Omar Ali", Email: "omar@htj.example"},
			{ID: "U0GONE", Name: "gone", RealName: "Borta", Deleted: true},
		},
		Channels: []slackfake.Channel{
			{ID: "C0EGENVARD", Name: "egenvard", Private: true, Members: []string{"U0ANNA", "U0OMAR", slackfake.BotUser}},
			{ID: "C0ALLMANT", Name: "allmant", Members: []string{"U0ANNA"}},
			{ID: "C0HEMLIGT", Name: "hemligt", Private: true, Members: []string{"U0ANNA"}},
			{ID: "C0GAMMALT", Name: "gammalt", Private: true, Archived: true, Members: []string{"U0ANNA", slackfake.BotUser}},
		},
		Groups: []slackfake.Group{{ID: "S0BIH", Handle: "bih", Members: []string{"U0ANNA"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.fake.OnFrame = w.onFrame
	if err := w.fake.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.fake.Close() })
	mux := http.NewServeMux()
	mux.Handle("/ui/", http.StripPrefix("/ui", w.fake.UI()))
	mux.HandleFunc("POST /clock", w.move)
	mux.HandleFunc("POST /admin/{do}", w.admin)
	w.page = httptest.NewServer(mux)
	t.Cleanup(w.page.Close)
	return w
}

func (w *workspace) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.now)
}

func (w *workspace) move(_ http.ResponseWriter, r *http.Request) {
	seconds, _ := strconv.Atoi(r.FormValue("seconds"))
	w.mu.Lock()
	w.now += time.Duration(seconds) * time.Second
	w.mu.Unlock()
	w.fake.Tick()
}

func (w *workspace) admin(_ http.ResponseWriter, r *http.Request) {
	channel, user := r.FormValue("channel"), r.FormValue("user")
	switch r.PathValue("do") {
	case "invite":
		w.fake.Invite(channel, user)
	case "remove":
		w.fake.Remove(channel, user)
	case "archive":
		w.fake.Archive(channel)
	}
}

func (w *workspace) onFrame(dir, kind string, frame any) {
	if dir != "send" {
		return
	}
	payload := frame.(slackfake.M)["payload"].(slackfake.M)
	if kind == "interactive" {
		kind = payload["type"].(string)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, slackfake.Document{Kind: "payload", Of: kind, JSON: payload})
}

// gaps are where the types are known not to say what Slack sends, by Slack's
// own recordings: a complaint about this that holds these words is none.
var gaps = []struct{ of, words string }{
	{"", "'\"username\"' does not exist"},                     // in the user of what is done in a view
	{"block_actions", "'response_url' is missing"},            // one in a view has none
	{"conversations.replies", "'\"subtype\"' does not exist"}, // but a tombstone has one
}

// judgeWire has everything the fake has sent to the SDK judged by the SDK's
// types.
func (w *workspace) judgeWire(t *testing.T) {
	t.Helper()
	docs := w.sent
	for _, r := range w.fake.Requests() {
		if r.Kind == slackfake.Call && r.Resp["ok"] == true {
			docs = append(docs, slackfake.Document{Kind: "response", Of: r.Method, JSON: r.Resp})
		}
	}
	docs = distinct(docs)
	kinds := map[string]bool{}
	for _, d := range docs {
		kinds[d.Of] = true
	}
	for i, complaints := range Check(t, docs) {
		for _, c := range complaints {
			if !known(docs[i].Of, c) {
				b, _ := json.Marshal(docs[i].JSON)
				t.Errorf("%s %s: %s\n%s", docs[i].Kind, docs[i].Of, c, b)
			}
		}
	}
	t.Logf("%d literals of %d kinds judged", len(docs), len(kinds))
}

func known(of, complaint string) bool {
	for _, g := range gaps {
		if (g.of == "" || g.of == of) && strings.Contains(complaint, g.words) {
			return true
		}
	}
	return false
}

// distinct keeps one document of each shape: the same keys and kinds of values.
func distinct(docs []slackfake.Document) []slackfake.Document {
	seen := map[string]bool{}
	var out []slackfake.Document
	for _, d := range docs {
		b, _ := json.Marshal(d.JSON)
		var x any
		json.Unmarshal(b, &x)
		shape, _ := json.Marshal(shapeOf(x))
		if key := d.Kind + d.Of + string(shape); !seen[key] {
			seen[key] = true
			out = append(out, d)
		}
	}
	return out
}

func shapeOf(x any) any {
	switch x := x.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, v := range x {
			out[k] = shapeOf(v)
		}
		if t, ok := x["type"]; ok {
			out["type"] = t
		}
		return out
	case []any:
		out := []any{}
		for _, v := range x {
			out = append(out, shapeOf(v))
		}
		return out
	case string:
		return "s"
	case float64:
		return 0
	}
	return x
}
