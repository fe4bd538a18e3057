package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

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

func newRequest(method, url string, head map[string]string) *http.Request {
	r := httptest.NewRequest(method, url, nil)
	for k, v := range head {
		r.Header.Set(k, v)
	}
	return r
}

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }
