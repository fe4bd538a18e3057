package slackfake

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

type Fake struct {
	mu       sync.Mutex
	cfg      Config
	app      manifest
	http     *http.Server
	base     string // http://127.0.0.1:port
	users    map[string]*User
	chans    map[string]*room
	groups   map[string]M
	members  map[string][]string
	views    map[string]M            // view id -> view object
	stacks   map[string][]string     // user -> stack of view ids
	homes    map[string]M            // user -> published view
	triggers map[string]*trigger     // trigger id
	respURLs map[string]*responseURL // id
	files    map[string]M
	sched    map[string]M
	lastTS   int64
	limiter  map[string]time.Time
	faults   map[string][]Fault
	sock     *socketHub
	subs     map[chan struct{}]bool
	errors   map[string]string // user -> last toast
	Calls    []Call
	OnCall   func(Call)
	OnFrame  func(dir, kind string, v any)
}

type Call struct {
	Method string
	Args   M
	Resp   M
	Status int
}

// Fault makes the next call of a method misbehave.
type Fault struct {
	Error      string        // ok:false error
	Status     int           // HTTP status (429 sets Retry-After)
	RetryAfter int           // seconds
	DropAfter  bool          // do the work, then cut the connection: the caller cannot know
	Delay      time.Duration // slow answer
}

type trigger struct {
	user  string
	until time.Time
	used  bool
	view  string
}

type responseURL struct {
	channel, user, msgTS, threadTS string
	ephemeral                      bool
	uses                           int
	until                          time.Time
}

func randID(prefix string, n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return prefix + strings.ToUpper(hex.EncodeToString(b))[:n]
}

func (s *Fake) ts() string {
	us := s.cfg.Clock().UnixMicro()
	if us <= s.lastTS {
		us = s.lastTS + 1
	}
	s.lastTS = us
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}

// ---- HTTP -------------------------------------------------------------------------------------

func (s *Fake) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", s.api)
	mux.HandleFunc("/link/", s.sock.serve)
	mux.HandleFunc("/response/", s.respond)
	mux.HandleFunc("/upload/", s.upload)
	mux.HandleFunc("/files/", s.download)
	return mux
}

func parseArgs(r *http.Request) (M, string) {
	args := M{}
	ct, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	for k, v := range r.URL.Query() {
		args[k] = v[0]
	}
	switch ct {
	case "application/json":
		b, _ := io.ReadAll(r.Body)
		if len(strings.TrimSpace(string(b))) > 0 && string(b) != "null\n" && string(b) != "null" {
			if json.Unmarshal(b, &args) != nil {
				return nil, "invalid_json"
			}
		}
	case "multipart/form-data":
		if r.ParseMultipartForm(32<<20) != nil {
			return nil, "invalid_form_data"
		}
		for k, v := range r.MultipartForm.Value {
			args[k] = v[0]
		}
	default:
		if r.ParseForm() != nil {
			return nil, "invalid_form_data"
		}
		for k, v := range r.PostForm {
			args[k] = v[0]
		}
	}
	return args, ""
}

// jsonArg returns a structured argument that may arrive as JSON text (form) or already decoded (JSON body).
func jsonArg(a M, k string) (any, bool, error) {
	x, ok := a[k]
	if !ok || x == nil || x == "" {
		return nil, false, nil
	}
	if t, ok := x.(string); ok {
		var v any
		if err := json.Unmarshal([]byte(t), &v); err != nil {
			return nil, true, err
		}
		return v, true, nil
	}
	return x, true, nil
}

func str(a M, k string) string {
	switch x := a[k].(type) {
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return ""
}

func fail(code string) M { return M{"ok": false, "error": code} }

type method struct {
	scope string // any of (space separated); "" none; "app" = app-level token
	fn    func(*Fake, M) M
}

func (s *Fake) api(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/api/")
	args, perr := parseArgs(r)
	tok := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if tok == "" || tok == r.Header.Get("Authorization") {
		tok = str(args, "token")
	}
	delete(args, "token")
	var resp M
	status := 200
	s.mu.Lock()
	var flt Fault
	if q := s.faults[name]; len(q) > 0 {
		flt = q[0]
		s.faults[name] = q[1:]
	}
	m, known := methods[name]
	switch {
	case flt.Status != 0:
		status = flt.Status
		resp = fail("ratelimited")
		if flt.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(flt.RetryAfter))
		}
	case flt.Error != "":
		resp = fail(flt.Error)
	case perr != "":
		resp = fail(perr)
	case !known:
		resp = M{"ok": false, "error": "unknown_method", "req_method": name}
	case tok == "":
		resp = fail("not_authed")
	case m.scope == "app" && tok != AppToken, m.scope != "app" && tok == AppToken && name != "auth.test":
		if tok == AppToken || tok == BotToken {
			resp = fail("not_allowed_token_type")
		} else {
			resp = fail("invalid_auth")
		}
	case tok != BotToken && tok != AppToken:
		resp = fail("invalid_auth")
	default:
		if miss := s.missingScope(m.scope, args); miss != "" {
			resp = M{"ok": false, "error": "missing_scope", "needed": miss, "provided": strings.Join(s.app.Scopes, ",")}
		} else if wait := s.rate(name, args); wait > 0 {
			status = 429
			w.Header().Set("Retry-After", strconv.Itoa(wait))
			resp = fail("ratelimited")
		} else {
			resp = m.fn(s, args)
		}
	}
	call := Call{name, args, resp, status}
	s.Calls = append(s.Calls, call)
	on := s.OnCall
	s.notify()
	s.mu.Unlock()
	if on != nil {
		on(call)
	}
	if flt.Delay > 0 {
		time.Sleep(flt.Delay)
	}
	if flt.DropAfter {
		if hj, ok := w.(http.Hijacker); ok {
			if c, _, err := hj.Hijack(); err == nil {
				c.Close()
				return
			}
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-OAuth-Scopes", strings.Join(s.app.Scopes, ","))
	w.Header().Set("X-Slack-Req-Id", randID("", 16))
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(resp)
}

func (s *Fake) hasScope(sc string) bool { return slices.Contains(s.app.Scopes, sc) }

func (s *Fake) missingScope(scope string, args M) string {
	if scope == "" || scope == "app" {
		return ""
	}
	if strings.HasPrefix(scope, "conv:") { // depends on the conversation type
		suffix := strings.TrimPrefix(scope, "conv:")
		c := s.chans[str(args, "channel")]
		if c == nil {
			return ""
		}
		sc := "channels:" + suffix
		if c.IM {
			sc = "im:" + suffix
		} else if c.Private {
			sc = "groups:" + suffix
		}
		if !s.hasScope(sc) {
			return sc
		}
		return ""
	}
	for _, sc := range strings.Fields(scope) {
		if s.hasScope(sc) {
			return ""
		}
	}
	return strings.Fields(scope)[0]
}

func (s *Fake) rate(name string, a M) int {
	if s.cfg.PostsPerSecond == 0 || (name != "chat.postMessage" && name != "chat.postEphemeral") {
		return 0
	}
	k := str(a, "channel")
	now := s.cfg.Clock()
	next := s.limiter[k]
	// a burst of 3 is tolerated, then one per second and channel
	if next.Sub(now) > 3*time.Duration(float64(time.Second)/s.cfg.PostsPerSecond) {
		return int(next.Sub(now).Seconds()) + 1
	}
	if next.Before(now) {
		next = now
	}
	s.limiter[k] = next.Add(time.Duration(float64(time.Second) / s.cfg.PostsPerSecond))
	return 0
}

// ---- lookups ----------------------------------------------------------------------------------

func (s *Fake) channel(id string) (*room, string) {
	c := s.chans[id]
	if c == nil && strings.HasPrefix(id, "U") && s.users[id] != nil {
		c = s.im(id)
	}
	if c == nil {
		for _, x := range s.chans {
			if !x.IM && (x.Name == strings.TrimPrefix(id, "#")) && !x.Private {
				c = x
			}
		}
	}
	if c == nil || (c.Private && !c.Members[BotUser]) {
		return nil, "channel_not_found"
	}
	return c, ""
}

func (s *Fake) im(user string) *room {
	for _, c := range s.chans {
		if c.IM && c.IMUser == user {
			return c
		}
	}
	c := &room{ID: "D" + strings.TrimPrefix(user, "U"), IM: true, IMUser: user, Members: map[string]bool{user: true, BotUser: true}, Eph: map[string][]M{}}
	s.chans[c.ID] = c
	return c
}

func (c *room) find(ts string) M {
	for _, m := range c.Msgs {
		if m["ts"] == ts {
			return m
		}
	}
	return nil
}

func (s *Fake) userJSON(u *User) M {
	prof := M{"real_name": u.RealName, "display_name": u.Name, "real_name_normalized": u.RealName, "display_name_normalized": u.Name, "status_text": "", "status_emoji": "", "team": s.cfg.Team.ID}
	if u.Email != "" && s.hasScope("users:read.email") {
		prof["email"] = u.Email
	}
	if u.IsBot {
		prof["bot_id"] = BotID
		prof["api_app_id"] = AppID
	}
	return M{"id": u.ID, "team_id": s.cfg.Team.ID, "name": u.Name, "deleted": u.Deleted, "real_name": u.RealName, "tz": "Europe/Stockholm", "tz_label": "Central European Time", "tz_offset": 3600,
		"profile": prof, "is_admin": false, "is_owner": false, "is_primary_owner": false, "is_restricted": u.Guest, "is_ultra_restricted": false, "is_bot": u.IsBot, "is_app_user": false, "updated": 1700000000}
}

func (s *Fake) chanJSON(c *room) M {
	if c.IM {
		return M{"id": c.ID, "created": 1700000000, "is_archived": false, "is_im": true, "is_org_shared": false, "user": c.IMUser, "priority": 0}
	}
	return M{"id": c.ID, "name": c.Name, "is_channel": !c.Private, "is_group": c.Private, "is_im": false, "is_mpim": false, "is_private": c.Private, "created": 1700000000, "is_archived": c.Archived,
		"is_general": false, "unlinked": 0, "name_normalized": c.Name, "is_shared": false, "is_org_shared": false, "is_ext_shared": c.Shared, "creator": BotUser, "is_member": c.Members[BotUser],
		"topic": M{"value": "", "creator": "", "last_set": 0}, "purpose": M{"value": "", "creator": "", "last_set": 0}, "num_members": len(c.Members)}
}

func (s *Fake) botProfile() M {
	return M{"id": BotID, "app_id": AppID, "name": s.app.BotName, "deleted": false, "updated": 1700000000, "team_id": s.cfg.Team.ID,
		"icons": M{"image_36": s.base + "/icon36.png", "image_48": s.base + "/icon48.png", "image_72": s.base + "/icon72.png"}}
}

func clone(m M) M {
	b, _ := json.Marshal(m)
	var out M
	json.Unmarshal(b, &out)
	return out
}

func apiMsg(m M, withMeta bool) M { // what history/replies show
	out := clone(m)
	delete(out, "channel")
	if !withMeta {
		delete(out, "metadata")
	}
	return out
}

// ---- chat -------------------------------------------------------------------------------------

// content reads text/blocks/metadata and returns an error response, or nil.
func (s *Fake) content(a M, m M, maxText int) M {
	if t, ok := a["text"]; ok {
		m["text"] = fmt.Sprint(t)
	} else if m["text"] == nil {
		m["text"] = ""
	}
	if n := len([]rune(m["text"].(string))); maxText > 0 && n > maxText {
		if maxText == 4000 {
			return fail("msg_too_long")
		}
		m["text"] = string([]rune(m["text"].(string))[:maxText])
	}
	bl, ok, err := jsonArg(a, "blocks")
	if err != nil {
		return fail("invalid_blocks_format")
	}
	if ok {
		l, isList := bl.([]any)
		if !isList {
			return fail("invalid_blocks_format")
		}
		if _, errs := validateBlocks(surfMessage, l, "/blocks", 50); errs != nil {
			var msgs []string
			for _, e := range errs {
				msgs = append(msgs, "[ERROR] "+e)
			}
			return M{"ok": false, "error": "invalid_blocks", "errors": errs, "response_metadata": M{"messages": msgs}}
		}
		for i, b := range l {
			if bm := asMap(b); bm["block_id"] == nil || bm["block_id"] == "" {
				bm["block_id"] = fmt.Sprintf("b%s%d", randID("", 3), i)
			}
		}
		m["blocks"] = l
	}
	md, ok, err := jsonArg(a, "metadata")
	if err != nil || (ok && asMap(md) == nil) {
		return fail("invalid_metadata_format")
	}
	if ok {
		if asStr(asMap(md)["event_type"]) == "" || asMap(asMap(md)["event_payload"]) == nil {
			return fail("invalid_metadata_schema")
		}
		m["metadata"] = md
	}
	if at, ok, _ := jsonArg(a, "attachments"); ok {
		m["attachments"] = at
	}
	if m["text"] == "" && m["blocks"] == nil && m["attachments"] == nil {
		return fail("no_text")
	}
	return nil
}

func (s *Fake) postMessage(a M) M {
	c, e := s.channel(str(a, "channel"))
	if e != "" {
		return fail(e)
	}
	if c.Archived {
		return fail("is_archived")
	}
	if !c.IM && !c.Members[BotUser] && !s.hasScope("chat:write.public") {
		return fail("not_in_channel")
	}
	m := M{"type": "message", "user": BotUser, "bot_id": BotID, "app_id": AppID, "team": s.cfg.Team.ID, "bot_profile": s.botProfile()}
	if e := s.content(a, m, 40000); e != nil {
		return e
	}
	if th := str(a, "thread_ts"); th != "" {
		root := c.find(th)
		if root == nil {
			return fail("thread_not_found")
		}
		m["thread_ts"] = th
		if r, ok := root["thread_ts"].(string); ok {
			m["thread_ts"] = r
		}
		m["parent_user_id"] = root["user"]
		if flag(a, "reply_broadcast") {
			m["subtype"] = "thread_broadcast"
		}
	}
	m["ts"] = s.ts()
	s.store(c, m)
	return M{"ok": true, "channel": c.ID, "ts": m["ts"], "message": apiMsg(m, true)}
}

func (s *Fake) store(c *room, m M) {
	c.Msgs = append(c.Msgs, m)
	if th, ok := m["thread_ts"].(string); ok && th != m["ts"] {
		if root := c.find(th); root != nil {
			root["thread_ts"] = th
			n, _ := root["reply_count"].(int)
			root["reply_count"] = n + 1
			root["latest_reply"] = m["ts"]
			us, _ := root["reply_users"].([]string)
			if u := asStr(m["user"]); !slices.Contains(us, u) {
				us = append(us, u)
			}
			root["reply_users"] = us
			root["reply_users_count"] = len(us)
		}
	}
	s.emitMessage(c, m, "")
}

func (s *Fake) chanType(c *room) string {
	if c.IM {
		return "im"
	}
	if c.Private {
		return "group"
	}
	return "channel"
}

func (s *Fake) emitMessage(c *room, m M, _ string) {
	ev := clone(m)
	delete(ev, "metadata")
	for _, k := range []string{"reply_count", "reply_users", "reply_users_count", "latest_reply"} {
		delete(ev, k)
	}
	ev["channel"], ev["channel_type"], ev["event_ts"] = c.ID, s.chanType(c), m["ts"]
	s.event(map[string]string{"im": "message.im", "group": "message.groups", "channel": "message.channels"}[s.chanType(c)], c, ev)
	if strings.Contains(asStr(m["text"]), "<@"+BotUser+">") && m["bot_id"] == nil && !c.IM {
		am := clone(ev)
		am["type"] = "app_mention"
		delete(am, "channel_type")
		delete(am, "parent_user_id")
		s.event("app_mention", c, am)
	}
}

func (s *Fake) update(a M) M {
	c, e := s.channel(str(a, "channel"))
	if e != "" {
		return fail(e)
	}
	m := c.find(str(a, "ts"))
	if m == nil {
		return fail("message_not_found")
	}
	if m["bot_id"] != BotID {
		return fail("cant_update_message")
	}
	prev := clone(m)
	n := clone(m)
	if _, ok := a["blocks"]; ok {
		delete(n, "blocks")
	}
	if e := s.content(a, n, 4000); e != nil {
		return e
	}
	n["edited"] = M{"user": BotUser, "ts": s.ts()}
	for _, k := range []string{"text", "blocks", "metadata", "edited", "attachments"} {
		if n[k] == nil {
			delete(m, k)
		} else {
			m[k] = n[k]
		}
	}
	ch := M{"type": "message", "subtype": "message_changed", "hidden": true, "channel": c.ID, "channel_type": s.chanType(c), "ts": s.ts(), "message": apiMsg(m, false), "previous_message": apiMsg(prev, false)}
	ch["event_ts"] = ch["ts"]
	s.event(map[string]string{"im": "message.im", "group": "message.groups", "channel": "message.channels"}[s.chanType(c)], c, ch)
	out := apiMsg(m, true)
	delete(out, "ts") // Slack's own recordings have no ts inside message here
	return M{"ok": true, "channel": c.ID, "ts": m["ts"], "text": m["text"], "message": out}
}

func (s *Fake) ephemeral(a M) M {
	c, e := s.channel(str(a, "channel"))
	if e != "" {
		return fail(e)
	}
	u := str(a, "user")
	if !c.Members[u] {
		return fail("user_not_in_channel")
	}
	if !c.Members[BotUser] {
		return fail("not_in_channel")
	}
	m := M{"type": "message", "user": BotUser, "bot_id": BotID, "is_ephemeral": true}
	if e := s.content(a, m, 40000); e != nil {
		return e
	}
	if th := str(a, "thread_ts"); th != "" {
		m["thread_ts"] = th
	}
	m["ts"] = s.ts()
	c.Eph[u] = append(c.Eph[u], m)
	return M{"ok": true, "message_ts": m["ts"]}
}

func tsLess(a, b string) bool { return a < b }

func (s *Fake) page(msgs []M, a M, keep func(M) bool) M {
	lim, _ := strconv.Atoi(str(a, "limit"))
	if lim <= 0 || lim > 999 {
		lim = 100
	}
	meta := flag(a, "include_all_metadata")
	oldest, latest, incl := str(a, "oldest"), str(a, "latest"), flag(a, "inclusive")
	var out []M
	for _, m := range msgs {
		ts := asStr(m["ts"])
		if !keep(m) || (oldest != "" && (tsLess(ts, oldest) || (ts == oldest && !incl))) || (latest != "" && (tsLess(latest, ts) || (ts == latest && !incl))) {
			continue
		}
		out = append(out, apiMsg(m, meta))
	}
	return M{"all": out, "lim": lim}
}

// ---- views ------------------------------------------------------------------------------------

func (s *Fake) takeView(a M) (M, M) {
	x, ok, err := jsonArg(a, "view")
	if err != nil || !ok || asMap(x) == nil {
		return nil, M{"ok": false, "error": "invalid_arguments", "response_metadata": M{"messages": []string{"[ERROR] missing required field: view [json-pointer:/view]"}}}
	}
	v := asMap(x)
	if b, _ := json.Marshal(v); len(b) > 250*1024 {
		return nil, fail("view_too_large")
	}
	for k, val := range v { // clients send empty optional strings/nulls; Slack ignores null
		if val == nil {
			delete(v, k)
		}
	}
	if errs := validateView(v); errs != nil {
		var msgs []string
		for _, e := range errs {
			msgs = append(msgs, "[ERROR] "+e)
		}
		return nil, M{"ok": false, "error": "invalid_arguments", "response_metadata": M{"messages": msgs}}
	}
	for i, b := range asList(v["blocks"]) {
		bm := asMap(b)
		if bm["block_id"] == nil || bm["block_id"] == "" {
			bm["block_id"] = fmt.Sprintf("v%s%d", randID("", 3), i)
		}
		for j, e := range append(asList(bm["elements"]), bm["element"], bm["accessory"]) {
			if em := asMap(e); em != nil && em["action_id"] == nil && em["type"] != "mrkdwn" && em["type"] != "plain_text" && em["type"] != "image" {
				em["action_id"] = fmt.Sprintf("a%s%d", randID("", 3), j)
			}
		}
	}
	return v, nil
}

func (s *Fake) mkView(v M) M {
	id := randID("V", 10)
	o := clone(v)
	for k, d := range viewDefaults {
		if _, ok := o[k]; !ok {
			o[k] = d
		}
	}
	if o["type"] == "home" {
		o["title"] = M{"type": "plain_text", "text": "View Title", "emoji": true}
	}
	maps.Copy(o, M{"id": id, "team_id": s.cfg.Team.ID, "state": M{"values": M{}}, "hash": fmt.Sprintf("%d.%s", s.cfg.Clock().Unix(), randID("", 8)), "root_view_id": id, "app_id": AppID, "app_installed_team_id": s.cfg.Team.ID, "bot_id": BotID})
	s.views[id] = o
	return o
}

func (s *Fake) useTrigger(a M) (*trigger, string) {
	id := str(a, "trigger_id")
	t := s.triggers[id]
	switch {
	case t == nil:
		return nil, "invalid_trigger_id"
	case t.used:
		return nil, "exchanged_trigger_id"
	case s.cfg.Clock().After(t.until):
		return nil, "expired_trigger_id"
	}
	return t, ""
}

func (s *Fake) viewsOpen(a M, push bool) M {
	if str(a, "trigger_id") == "" {
		return fail("invalid_arguments")
	}
	v, e := s.takeView(a)
	if e != nil {
		return e
	}
	t, code := s.useTrigger(a)
	if code != "" {
		return fail(code)
	}
	if v["type"] != "modal" {
		return fail("invalid_arguments")
	}
	st := s.stacks[t.user]
	if push {
		if len(st) >= 3 {
			return fail("push_limit_reached")
		}
	} else {
		st = nil
	}
	t.used = true
	o := s.mkView(v)
	if push && len(st) > 0 {
		o["previous_view_id"] = st[len(st)-1]
		o["root_view_id"] = st[0]
	}
	s.stacks[t.user] = append(st, asStr(o["id"]))
	return M{"ok": true, "view": clone(o)}
}

func (s *Fake) viewsUpdate(a M) M {
	v, e := s.takeView(a)
	if e != nil {
		return e
	}
	id := str(a, "view_id")
	if ext := str(a, "external_id"); ext != "" {
		for k, o := range s.views {
			if o["external_id"] == ext {
				id = k
			}
		}
	}
	old := s.views[id]
	if old == nil {
		return fail("not_found")
	}
	if h := str(a, "hash"); h != "" && h != old["hash"] {
		return fail("hash_conflict")
	}
	return M{"ok": true, "view": clone(s.replaceView(id, v))}
}

func (s *Fake) replaceView(id string, v M) M {
	old := s.views[id]
	n := s.mkView(v)
	delete(s.views, asStr(n["id"]))
	n["id"], n["root_view_id"], n["previous_view_id"] = id, old["root_view_id"], old["previous_view_id"]
	s.views[id] = n
	return n
}

func (s *Fake) publish(a M) M {
	if !s.app.Home {
		return fail("not_enabled")
	}
	u := str(a, "user_id")
	if s.users[u] == nil {
		return M{"ok": false, "error": "invalid_arguments", "response_metadata": M{"messages": []string{"[ERROR] invalid `user_id` [json-pointer:/user_id]"}}}
	}
	v, e := s.takeView(a)
	if e != nil {
		return e
	}
	if old := s.homes[u]; old != nil {
		if h := str(a, "hash"); h != "" && h != old["hash"] {
			return fail("hash_conflict")
		}
		n := s.replaceView(asStr(old["id"]), v)
		s.homes[u] = n
		return M{"ok": true, "view": clone(n)}
	}
	n := s.mkView(v)
	s.homes[u] = n
	return M{"ok": true, "view": clone(n)}
}

// ---- method table -----------------------------------------------------------------------------

var methods map[string]method

func init() {
	methods = map[string]method{
		"api.test": {"", func(s *Fake, a M) M { return M{"ok": true, "args": a} }},
		"auth.test": {"", func(s *Fake, a M) M {
			return M{"ok": true, "url": "https://" + s.cfg.Team.Domain + ".slack.com/", "team": s.cfg.Team.Domain, "user": s.app.BotName, "team_id": s.cfg.Team.ID, "user_id": BotUser, "bot_id": BotID, "is_enterprise_install": false}
		}},
		"apps.connections.open": {"app", func(s *Fake, a M) M { return s.sock.open() }},
		"team.info": {"", func(s *Fake, a M) M {
			return M{"ok": true, "team": M{"id": s.cfg.Team.ID, "name": s.cfg.Team.Domain, "domain": s.cfg.Team.Domain}}
		}},
		"chat.postMessage":   {"chat:write", (*Fake).postMessage},
		"chat.update":        {"chat:write", (*Fake).update},
		"chat.postEphemeral": {"chat:write", (*Fake).ephemeral},
		"chat.delete": {"chat:write", func(s *Fake, a M) M {
			c, e := s.channel(str(a, "channel"))
			if e != "" {
				return fail(e)
			}
			for i, m := range c.Msgs {
				if m["ts"] == str(a, "ts") {
					if m["bot_id"] != BotID {
						return fail("cant_delete_message")
					}
					c.Msgs = slices.Delete(c.Msgs, i, i+1)
					return M{"ok": true, "channel": c.ID, "ts": m["ts"]}
				}
			}
			return fail("message_not_found")
		}},
		"chat.getPermalink": {"", func(s *Fake, a M) M {
			c, e := s.channel(str(a, "channel"))
			if e != "" {
				return fail(e)
			}
			m := c.find(str(a, "message_ts"))
			if m == nil {
				return fail("message_not_found")
			}
			return M{"ok": true, "channel": c.ID, "permalink": fmt.Sprintf("https://%s.slack.com/archives/%s/p%s", s.cfg.Team.Domain, c.ID, strings.ReplaceAll(asStr(m["ts"]), ".", ""))}
		}},
		"chat.scheduleMessage": {"chat:write", func(s *Fake, a M) M {
			c, e := s.channel(str(a, "channel"))
			if e != "" {
				return fail(e)
			}
			at, err := strconv.ParseInt(str(a, "post_at"), 10, 64)
			if err != nil {
				return fail("invalid_time")
			}
			now := s.cfg.Clock().Unix()
			if at <= now {
				return fail("time_in_past")
			}
			if at > now+120*86400 {
				return fail("time_too_far")
			}
			m := M{}
			if e := s.content(a, m, 40000); e != nil {
				return e
			}
			id := randID("Q", 10)
			s.sched[id] = M{"id": id, "channel_id": c.ID, "post_at": at, "date_created": now, "text": m["text"]}
			return M{"ok": true, "channel": c.ID, "scheduled_message_id": id, "post_at": at, "message": M{"text": m["text"], "type": "delayed_message", "bot_id": BotID, "user": BotUser, "team": s.cfg.Team.ID}}
		}},
		"chat.deleteScheduledMessage": {"chat:write", func(s *Fake, a M) M {
			if s.sched[str(a, "scheduled_message_id")] == nil {
				return fail("invalid_scheduled_message_id")
			}
			delete(s.sched, str(a, "scheduled_message_id"))
			return M{"ok": true}
		}},
		"conversations.info": {"conv:read", func(s *Fake, a M) M {
			c, e := s.channel(str(a, "channel"))
			if e != "" {
				return fail(e)
			}
			return M{"ok": true, "channel": s.chanJSON(c)}
		}},
		"conversations.list": {"channels:read groups:read", func(s *Fake, a M) M {
			types := str(a, "types")
			if types == "" {
				types = "public_channel"
			}
			var ids []string
			for id, c := range s.chans {
				if c.IM && strings.Contains(types, "im") || !c.IM && c.Private && strings.Contains(types, "private_channel") && c.Members[BotUser] || !c.IM && !c.Private && strings.Contains(types, "public_channel") {
					ids = append(ids, id)
				}
			}
			sort.Strings(ids)
			out := []M{}
			next, page := paginate(ids, a, 100)
			for _, id := range page {
				out = append(out, s.chanJSON(s.chans[id]))
			}
			return M{"ok": true, "channels": out, "response_metadata": M{"next_cursor": next}}
		}},
		"conversations.members": {"conv:read", func(s *Fake, a M) M {
			c, e := s.channel(str(a, "channel"))
			if e != "" {
				return fail(e)
			}
			ids := slices.Sorted(maps.Keys(c.Members))
			next, page := paginate(ids, a, 100)
			return M{"ok": true, "members": page, "response_metadata": M{"next_cursor": next}}
		}},
		"conversations.open": {"im:write", func(s *Fake, a M) M {
			u := strings.Split(str(a, "users"), ",")[0]
			if s.users[u] == nil {
				return fail("user_not_found")
			}
			return M{"ok": true, "channel": M{"id": s.im(u).ID}}
		}},
		"conversations.history": {"conv:history", func(s *Fake, a M) M {
			c, e := s.channel(str(a, "channel"))
			if e != "" {
				return fail(e)
			}
			if !c.IM && !c.Members[BotUser] {
				return fail("not_in_channel")
			}
			p := s.page(c.Msgs, a, func(m M) bool {
				th, ok := m["thread_ts"]
				return !ok || th == m["ts"] || m["subtype"] == "thread_broadcast"
			})
			all, lim := p["all"].([]M), p["lim"].(int)
			slices.Reverse(all)
			off := cursorOffset(a)
			all = all[min(off, len(all)):]
			more := len(all) > lim
			r := M{"ok": true, "messages": all[:min(lim, len(all))], "has_more": more, "pin_count": 0}
			if more {
				r["response_metadata"] = M{"next_cursor": cursor(off + lim)}
			}
			return r
		}},
		"conversations.replies": {"conv:history", func(s *Fake, a M) M {
			c, e := s.channel(str(a, "channel"))
			if e != "" {
				return fail(e)
			}
			ts := str(a, "ts")
			root := c.find(ts)
			if root == nil {
				return fail("thread_not_found")
			}
			p := s.page(c.Msgs, a, func(m M) bool { return m["thread_ts"] == ts && m["ts"] != ts })
			all, lim := p["all"].([]M), p["lim"].(int)
			off := cursorOffset(a)
			all = all[min(off, len(all)):]
			more := len(all) > lim
			out := []M{apiMsg(root, flag(a, "include_all_metadata"))} // Slack always returns the parent first
			r := M{"ok": true, "messages": append(out, all[:min(lim, len(all))]...), "has_more": more}
			if more {
				r["response_metadata"] = M{"next_cursor": cursor(off + lim)}
			}
			return r
		}},
		"users.info": {"users:read", func(s *Fake, a M) M {
			u := s.users[str(a, "user")]
			if u == nil {
				return fail("user_not_found")
			}
			return M{"ok": true, "user": s.userJSON(u)}
		}},
		"users.list": {"users:read", func(s *Fake, a M) M {
			next, page := paginate(slices.Sorted(maps.Keys(s.users)), a, 1000)
			out := []M{}
			for _, id := range page {
				out = append(out, s.userJSON(s.users[id]))
			}
			return M{"ok": true, "members": out, "cache_ts": s.cfg.Clock().Unix(), "response_metadata": M{"next_cursor": next}}
		}},
		"users.lookupByEmail": {"users:read.email", func(s *Fake, a M) M {
			for _, u := range s.users {
				if strings.EqualFold(u.Email, str(a, "email")) && u.Email != "" && !u.Deleted {
					return M{"ok": true, "user": s.userJSON(u)}
				}
			}
			return fail("users_not_found")
		}},
		"usergroups.list": {"usergroups:read", func(s *Fake, a M) M {
			if s.cfg.FreePlan {
				return fail("plan_upgrade_required")
			}
			out := []M{}
			for _, id := range slices.Sorted(maps.Keys(s.groups)) {
				out = append(out, s.groups[id])
			}
			return M{"ok": true, "usergroups": out}
		}},
		"usergroups.users.list": {"usergroups:read", func(s *Fake, a M) M {
			if s.cfg.FreePlan {
				return fail("plan_upgrade_required")
			}
			us, ok := s.members[str(a, "usergroup")]
			if !ok {
				return fail("no_such_subteam")
			}
			return M{"ok": true, "users": us}
		}},
		"reactions.add":    {"reactions:write", func(s *Fake, a M) M { return s.react(a, BotUser, true) }},
		"reactions.remove": {"reactions:write", func(s *Fake, a M) M { return s.react(a, BotUser, false) }},
		"views.open":       {"", func(s *Fake, a M) M { return s.viewsOpen(a, false) }},
		"views.push":       {"", func(s *Fake, a M) M { return s.viewsOpen(a, true) }},
		"views.update":     {"", (*Fake).viewsUpdate},
		"views.publish":    {"", (*Fake).publish},
		"files.getUploadURLExternal": {"files:write", func(s *Fake, a M) M {
			n, _ := strconv.Atoi(str(a, "length"))
			if str(a, "filename") == "" || n <= 0 {
				return fail("invalid_arguments")
			}
			id := randID("F", 10)
			s.files[id] = M{"id": id, "name": str(a, "filename"), "size": n}
			return M{"ok": true, "upload_url": s.base + "/upload/v1/" + id, "file_id": id}
		}},
		"files.completeUploadExternal": {"files:write", func(s *Fake, a M) M {
			x, _, err := jsonArg(a, "files")
			l := asList(x)
			if err != nil || len(l) == 0 {
				return fail("invalid_arguments")
			}
			out := []M{}
			for _, f := range l {
				fm := s.files[asStr(asMap(f)["id"])]
				if fm == nil || fm["content"] == nil {
					return fail("file_not_found")
				}
				title := asStr(asMap(f)["title"])
				if title == "" {
					title = asStr(fm["name"])
				}
				fm["title"] = title
				out = append(out, M{"id": fm["id"], "title": title, "name": fm["name"], "mimetype": "", "filetype": "", "user": BotUser, "size": fm["size"], "url_private": s.base + "/files/" + asStr(fm["id"])})
			}
			if ch := str(a, "channel_id"); ch != "" {
				c, e := s.channel(ch)
				if e != "" {
					return fail(e)
				}
				if !c.IM && !c.Members[BotUser] {
					return fail("not_in_channel")
				}
				m := M{"type": "message", "user": BotUser, "bot_id": BotID, "text": str(a, "initial_comment"), "files": out, "upload": false, "ts": s.ts()}
				if th := str(a, "thread_ts"); th != "" {
					m["thread_ts"] = th
				}
				s.store(c, m)
			}
			return M{"ok": true, "files": out}
		}},
		"files.info": {"files:read", func(s *Fake, a M) M {
			f := s.files[str(a, "file")]
			if f == nil {
				return fail("file_not_found")
			}
			return M{"ok": true, "file": M{"id": f["id"], "name": f["name"], "title": f["title"], "size": f["size"]}}
		}},
	}
}

func paginate(ids []string, a M, def int) (string, []string) {
	lim, _ := strconv.Atoi(str(a, "limit"))
	if lim <= 0 {
		lim = def
	}
	off := min(cursorOffset(a), len(ids))
	end := min(off+lim, len(ids))
	next := ""
	if end < len(ids) {
		next = cursor(end)
	}
	return next, ids[off:end]
}
func cursor(n int) string { return hex.EncodeToString([]byte("off:" + strconv.Itoa(n))) }
func cursorOffset(a M) int {
	b, _ := hex.DecodeString(str(a, "cursor"))
	n, _ := strconv.Atoi(strings.TrimPrefix(string(b), "off:"))
	return n
}

func (s *Fake) react(a M, user string, add bool) M {
	c, e := s.channel(str(a, "channel"))
	if e != "" {
		return fail(e)
	}
	m := c.find(str(a, "timestamp"))
	if m == nil {
		return fail("message_not_found")
	}
	name := strings.Trim(str(a, "name"), ":")
	if name == "" {
		return fail("invalid_name")
	}
	l, _ := m["reactions"].([]M)
	for i, r := range l {
		if r["name"] == name {
			us := r["users"].([]string)
			if slices.Contains(us, user) {
				if add {
					return fail("already_reacted")
				}
				us = slices.DeleteFunc(slices.Clone(us), func(x string) bool { return x == user })
			} else if add {
				us = append(us, user)
			} else {
				return fail("no_reaction")
			}
			l[i] = M{"name": name, "users": us, "count": len(us)}
			m["reactions"] = l
			return M{"ok": true}
		}
	}
	if !add {
		return fail("no_reaction")
	}
	m["reactions"] = append(l, M{"name": name, "users": []string{user}, "count": 1})
	ev := M{"type": "reaction_added", "user": user, "reaction": name, "item_user": m["user"], "item": M{"type": "message", "channel": c.ID, "ts": m["ts"]}, "event_ts": s.ts()}
	s.event("reaction_added", c, ev)
	return M{"ok": true}
}

func (s *Fake) upload(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	var body []byte
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if r.ParseMultipartForm(64<<20) == nil {
			for _, fh := range r.MultipartForm.File {
				f, _ := fh[0].Open()
				body, _ = io.ReadAll(f)
			}
		}
	} else {
		body, _ = io.ReadAll(r.Body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[id]
	if f == nil {
		http.Error(w, "not found", 404)
		return
	}
	f["content"] = body
	fmt.Fprintf(w, "OK - %d", len(body))
}

func (s *Fake) download(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[strings.TrimPrefix(r.URL.Path, "/files/")]
	if f == nil || f["content"] == nil {
		http.NotFound(w, r)
		return
	}
	w.Write(f["content"].([]byte))
}

func (s *Fake) respond(w http.ResponseWriter, r *http.Request) {
	id := strings.TrimPrefix(r.URL.Path, "/response/")
	var a M
	if json.NewDecoder(r.Body).Decode(&a) != nil {
		w.WriteHeader(400)
		w.Write([]byte("invalid_payload"))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	u := s.respURLs[id]
	if u == nil || s.cfg.Clock().After(u.until) {
		w.WriteHeader(404)
		w.Write([]byte(`{"ok":false,"error":"expired_url"}`))
		return
	}
	u.uses++
	if u.uses > 5 {
		w.WriteHeader(404)
		w.Write([]byte(`{"ok":false,"error":"used_url"}`))
		return
	}
	c := s.chans[u.channel]
	if flag(a, "delete_original") {
		if u.ephemeral {
			c.Eph[u.user] = slices.DeleteFunc(c.Eph[u.user], func(m M) bool { return m["ts"] == u.msgTS })
		} else {
			c.Msgs = slices.DeleteFunc(c.Msgs, func(m M) bool { return m["ts"] == u.msgTS })
		}
		w.Write([]byte("ok"))
		return
	}
	m := M{"type": "message", "user": BotUser, "bot_id": BotID}
	if e := s.content(a, m, 40000); e != nil {
		w.WriteHeader(400)
		json.NewEncoder(w).Encode(e)
		return
	}
	if flag(a, "replace_original") {
		list := c.Msgs
		if u.ephemeral {
			list = c.Eph[u.user]
		}
		for _, o := range list {
			if o["ts"] == u.msgTS {
				o["text"] = m["text"]
				delete(o, "blocks")
				if m["blocks"] != nil {
					o["blocks"] = m["blocks"]
				}
			}
		}
		w.Write([]byte("ok"))
		return
	}
	m["ts"] = s.ts()
	if th := str(a, "thread_ts"); th != "" {
		m["thread_ts"] = th
	} else if u.threadTS != "" {
		m["thread_ts"] = u.threadTS
	}
	if str(a, "response_type") == "in_channel" {
		s.store(c, m)
	} else {
		m["is_ephemeral"] = true
		c.Eph[u.user] = append(c.Eph[u.user], m)
	}
	w.Write([]byte("ok"))
}

func (s *Fake) notify() {
	for ch := range s.subs {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

var _ = url.Values{}

var viewDefaults = M{"private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": false, "notify_on_close": false, "submit": nil, "close": nil, "previous_view_id": nil}

func flag(a M, k string) bool { v := str(a, k); return v == "true" || v == "1" }

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
