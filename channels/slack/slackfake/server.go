package slackfake

import (
	"encoding/json"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Handler serves what slack.com, wss-primary.slack.com and hooks.slack.com
// serve. It also sets going the clockwork by which unanswered events come
// again; [Fake.Close] stops it.
func (f *Fake) Handler() http.Handler {
	f.once.Do(func() { go f.tickAlong() })
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", f.serveMethod)
	mux.HandleFunc("GET /link/", f.serveSocket)
	mux.HandleFunc("POST /response/{id}", f.serveResponse)
	mux.HandleFunc("POST /upload/v1/{id}", f.serveUpload)
	mux.HandleFunc("GET /files/{id}", f.serveDownload)
	return onlyPrograms(f.punctual(mux))
}

// onlyPrograms refuses browsers: a page anywhere on the web could otherwise
// post to the demo through its visitor, by way of a form or of a name that
// resolves to 127.0.0.1. The clients of Slack send no Origin, except on their
// sockets, where the ticket is what lets them in.
func onlyPrograms(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fromPage := r.Header.Get("Origin") != "" && !strings.HasPrefix(r.URL.Path, "/link/")
		if fromPage || !isLoopback(r.Host) {
			http.Error(w, "for programs on this machine", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// punctual puts the fake's own time on every answer.
func (f *Fake) punctual(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", f.cfg.Clock().UTC().Format(http.TimeFormat))
		next.ServeHTTP(w, r)
	})
}

func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && addr.IsLoopback()
}

const maxBody = 4 << 20

// serveMethod answers one call of the web API. Slack answers 200 to whatever
// it understands, refusals included; only its rate limits have a status.
func (f *Fake) serveMethod(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return
	}
	name := r.PathValue("method")
	args, parseError := readArgs(r, body)
	token := bearer(r, args)
	resp, status, wait, fault := f.take(name, token, args, parseError, string(body))
	if fault.Delay > 0 {
		time.Sleep(fault.Delay) // the caller's patience is measured in real time
	}
	if fault.DropAfter && hangUp(w) {
		return
	}
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(wait))
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-OAuth-Scopes", strings.Join(f.app.Scopes, ","))
	w.Header().Set("X-Slack-Req-Id", randID("", 16))
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(resp)
}

// take answers a call and writes both down.
func (f *Fake) take(name, token string, args M, parseError, body string) (resp M, status, wait int, fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.changed()
	fault = f.takeFault(name)
	given := clone(args) // before anything is filled in
	resp, status, wait = f.answer(name, token, args, parseError, fault)
	resp = clone(resp)
	f.note(Request{Kind: Call, Method: name, Args: given, Body: body, Resp: resp, Status: status})
	return resp, status, wait, fault
}

// answer decides what a call gets; f.mu is held. wait is the Retry-After.
func (f *Fake) answer(name, token string, args M, parseError string, fault Fault) (resp M, status, wait int) {
	if f.down {
		return fail("service_unavailable"), http.StatusServiceUnavailable, 0
	}
	if fault.DoneAll {
		f.answer(name, token, args, parseError, Fault{})
	}
	if fault.Status != 0 {
		return fail("ratelimited"), fault.Status, fault.RetryAfter
	}
	if fault.Error != "" {
		return fail(fault.Error), http.StatusOK, 0
	}
	if parseError != "" {
		return fail(parseError), http.StatusOK, 0
	}
	m, known := methods[name]
	if !known {
		return M{"ok": false, "error": "unknown_method", "req_method": name}, http.StatusOK, 0
	}
	if code := refuseToken(name, m, token); code != "" {
		return fail(code), http.StatusOK, 0
	}
	if missing := f.missingScope(m.scope, args); missing != "" {
		return M{"ok": false, "error": "missing_scope", "needed": missing, "provided": strings.Join(f.app.Scopes, ",")}, http.StatusOK, 0
	}
	if wait := f.tooFast(name, args); wait > 0 {
		return fail("ratelimited"), http.StatusTooManyRequests, wait
	}
	return m.do(f, args), http.StatusOK, 0
}

func refuseToken(name string, m method, token string) string {
	switch {
	case token == "":
		return "not_authed"
	case token != BotToken && token != AppToken:
		return "invalid_auth"
	case name == "auth.test":
		return ""
	case (token == AppToken) != (m.scope == appToken):
		return "not_allowed_token_type"
	}
	return ""
}

func fail(code string) M { return M{"ok": false, "error": code} }

// invalid is Slack's answer when an argument is refused with a reason.
func invalid(reasons ...string) M {
	messages := []string{}
	for _, r := range reasons {
		messages = append(messages, "[ERROR] "+r)
	}
	return M{"ok": false, "error": "invalid_arguments", "response_metadata": M{"messages": messages}}
}

func bearer(r *http.Request, args M) string {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		token = str(args, "token")
	}
	delete(args, "token")
	return token
}

// hangUp cuts the connection without an answer.
func hangUp(w http.ResponseWriter) bool {
	hj, ok := w.(http.Hijacker)
	if !ok {
		return false
	}
	conn, _, err := hj.Hijack()
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// readArgs reads the arguments of a call, which may be in the query, in a form
// of either kind, or in JSON.
func readArgs(r *http.Request, body []byte) (args M, problem string) {
	args = M{}
	for k, v := range r.URL.Query() {
		args[k] = v[0]
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		text := strings.TrimSpace(string(body))
		if text != "" && text != "null" && json.Unmarshal(body, &args) != nil {
			return M{}, "invalid_json"
		}
		return args, ""
	case "multipart/form-data":
		if r.ParseMultipartForm(maxBody) != nil {
			return M{}, "invalid_form_data"
		}
		return addForm(args, r.MultipartForm.Value), ""
	}
	if r.ParseForm() != nil {
		return M{}, "invalid_form_data"
	}
	return addForm(args, r.PostForm), ""
}

func addForm(args M, form map[string][]string) M {
	for k, v := range form {
		args[k] = v[0]
	}
	return args
}
