package slackfake

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const (
	room1 = "C0BIH"
	anna  = "U0ANNA"
	omar  = "U0OMAR"
)

// A rig is a fake under a clock that only the test moves, and an app that
// speaks the protocol with nothing but JSON.
type rig struct {
	*Fake
	t  *testing.T
	mu sync.Mutex
	at time.Time
}

func newRig(t *testing.T, change func(*Config)) *rig {
	t.Helper()
	manifest, err := os.ReadFile("../manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, at: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)}
	cfg := Config{
		Manifest: withShortcut(manifest), Clock: r.now, AckTimeout: 3 * time.Second,
		Users: []User{
			{ID: anna, Name: "anna", RealName: "Anna Ek", Email: "anna@bih.example"},
			{ID: omar, Name: "omar", RealName: "Omar Ali", Email: "omar@htj.example"},
		},
		Channels: []Channel{
			{ID: room1, Name: "egenvard", Private: true, Members: []string{anna, omar, BotUser}},
			{ID: "C0OPEN", Name: "allmant", Members: []string{anna}},
		},
		Groups: []Group{{ID: "S0BIH", Handle: "bih", Members: []string{anna}}},
	}
	if change != nil {
		change(&cfg)
	}
	if r.Fake, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	if err := r.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

// pass moves the clock.
func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	r.at = r.at.Add(d)
	r.mu.Unlock()
	r.Tick()
}

// call calls a method of the web API with JSON.
func (r *rig) call(method string, args M) M {
	r.t.Helper()
	resp, status, err := r.send(method, args)
	if err != nil || status != http.StatusOK {
		r.t.Fatalf("%s: status %d, %v", method, status, err)
	}
	return resp
}

func (r *rig) send(method string, args M) (resp M, status int, err error) {
	body, _ := json.Marshal(args)
	req, _ := http.NewRequest("POST", r.APIURL()+method, bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	token := BotToken
	if method == "apps.connections.open" {
		token = AppToken
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer res.Body.Close()
	return resp, res.StatusCode, json.NewDecoder(res.Body).Decode(&resp)
}

// must is a call that must be answered with ok.
func (r *rig) must(method string, args M) M {
	r.t.Helper()
	resp := r.call(method, args)
	if resp["ok"] != true {
		r.t.Fatalf("%s: %v", method, resp)
	}
	return resp
}

// refused is a call that must be answered with that error.
func (r *rig) refused(code, method string, args M) M {
	r.t.Helper()
	resp := r.call(method, args)
	if resp["error"] != code {
		r.t.Errorf("%s: got %v, want %s", method, resp, code)
	}
	return resp
}

// A box holds what an app answers with, for the test to change.
type box struct {
	mu sync.Mutex
	m  M
}

func (b *box) put(m M) { b.mu.Lock(); b.m = m; b.mu.Unlock() }
func (b *box) get() M  { b.mu.Lock(); defer b.mu.Unlock(); return b.m }

// An app is the other end of a socket.
type app struct {
	conn *websocket.Conn
	mu   sync.Mutex // one writer at a time
	got  chan M     // envelopes, hello and goodbyes
	met  chan bool  // closed with the first of them
}

func (a *app) write(m M) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.conn.WriteJSON(m)
}

// connect opens a socket. answer returns what to acknowledge an envelope with,
// and whether to do so at all; a nil answer acknowledges everything with
// nothing. It returns once Slack has said hello, or goodbye: what is sent before
// that is not sent here.
func (r *rig) connect(answer func(e M) (payload M, ack bool)) *app {
	r.t.Helper()
	url := r.must("apps.connections.open", nil)["url"].(string)
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	a := &app{conn: conn, got: make(chan M, 100), met: make(chan bool)}
	go a.serve(answer)
	select {
	case <-a.met:
	case <-time.After(time.Minute):
		r.t.Fatal("neither hello nor goodbye")
	}
	return a
}

func (a *app) serve(answer func(M) (M, bool)) {
	defer close(a.got)
	for met := false; ; met = true {
		var e M
		if a.conn.ReadJSON(&e) != nil {
			return
		}
		a.got <- e
		if !met {
			close(a.met)
		}
		if e["envelope_id"] == nil {
			continue
		}
		reply, ack := M{"envelope_id": e["envelope_id"]}, true
		if answer != nil {
			var payload M
			if payload, ack = answer(e); payload != nil {
				reply["payload"] = payload
			}
		}
		if ack && a.write(reply) != nil {
			return
		}
	}
}

// next returns the next envelope of that type, or hello, or disconnect.
func (a *app) next(t *testing.T, kind string) M {
	t.Helper()
	for end := time.After(time.Minute); ; {
		select {
		case e, ok := <-a.got:
			if !ok {
				t.Fatalf("the socket was closed before any %s", kind)
			}
			if e["type"] == kind {
				return e
			}
		case <-end:
			t.Fatalf("no %s", kind)
		}
	}
}

// none makes sure that nothing of that type has come, nor comes in a while
// that is long for loopback.
func (a *app) none(t *testing.T, kind string) {
	t.Helper()
	for end := time.After(100 * time.Millisecond); ; {
		select {
		case e := <-a.got:
			if e["type"] == kind {
				t.Errorf("unexpected %v", e)
			}
		case <-end:
			return
		}
	}
}

// at reads a value out of nested objects and lists: "payload.event.text".
func at(t *testing.T, m M, path string) any {
	t.Helper()
	var x any = m
	for _, k := range strings.Split(path, ".") {
		if l, ok := x.([]any); ok {
			if len(l) == 0 {
				t.Fatalf("%s: nothing at %s", path, k)
			}
			x = l[0]
		}
		if x = asMap(x)[k]; x == nil {
			return nil
		}
	}
	return x
}

func until(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !f(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("timed out waiting for %s", what)
		}
	}
}

func readAll(t *testing.T, res *http.Response) string {
	t.Helper()
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// withShortcut adds a shortcut to a manifest, which the bot's own has none of.
func withShortcut(manifest []byte) []byte {
	return []byte(strings.Replace(string(manifest), "  slash_commands:\n",
		"  shortcuts:\n    - name: Koppla\n      type: message\n      callback_id: link_message\n      description: Koppla\n  slash_commands:\n", 1))
}
