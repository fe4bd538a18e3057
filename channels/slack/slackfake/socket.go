package slackfake

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

type wsConn struct {
	c  *websocket.Conn
	wm sync.Mutex
	id string
}

func (w *wsConn) send(v any) error {
	w.wm.Lock()
	defer w.wm.Unlock()
	w.c.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return w.c.WriteJSON(v)
}

type envelope struct {
	id, typ string
	payload M
	accepts bool
	attempt int
	conn    string
	acked   chan M // closed/filled on ack (interactive)
	timer   *time.Timer
	key     string // event_id
}

type socketHub struct {
	s       *Fake
	tickets map[string]time.Time
	conns   []*wsConn
	pending map[string]*envelope
	Stats   struct{ Sent, Acked, Redelivered, GaveUp, LateAcks, CrossConnAcks, Opens, Connects int }
	up      websocket.Upgrader
}

func newSocketHub(s *Fake) *socketHub {
	return &socketHub{s: s, tickets: map[string]time.Time{}, pending: map[string]*envelope{}, up: websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}}
}

func (h *socketHub) open() M { // s.mu held
	t := randID("", 20)
	h.tickets[t] = h.s.cfg.Clock().Add(30 * time.Second)
	h.Stats.Opens++
	return M{"ok": true, "url": strings.Replace(h.s.base, "http", "ws", 1) + "/link/?ticket=" + t + "&app_id=" + strings.ToLower(AppID)}
}

func (h *socketHub) serve(w http.ResponseWriter, r *http.Request) {
	s := h.s
	s.mu.Lock()
	exp, ok := h.tickets[r.URL.Query().Get("ticket")]
	delete(h.tickets, r.URL.Query().Get("ticket")) // single use
	n := len(h.conns)
	s.mu.Unlock()
	if !ok || s.cfg.Clock().After(exp) {
		http.Error(w, "invalid ticket", http.StatusForbidden)
		return
	}
	c, err := h.up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	wc := &wsConn{c: c, id: randID("", 6)}
	if n >= s.cfg.MaxSockets {
		wc.send(M{"type": "disconnect", "reason": "too_many_websockets", "debug_info": M{"host": "applink-0"}})
		c.Close()
		return
	}
	s.mu.Lock()
	h.conns = append(h.conns, wc)
	h.Stats.Connects++
	n = len(h.conns)
	s.mu.Unlock()
	wc.send(M{"type": "hello", "num_connections": n, "debug_info": M{"host": "applink-" + wc.id, "build_number": 1, "approximate_connection_time": 18060}, "connection_info": M{"app_id": AppID}})
	stop := make(chan struct{})
	go func() {
		t := time.NewTicker(s.cfg.PingEvery)
		defer t.Stop()
		for {
			select {
			case <-stop:
				return
			case <-t.C:
				wc.wm.Lock()
				c.WriteControl(websocket.PingMessage, []byte("Ping from "+wc.id), time.Now().Add(5*time.Second))
				wc.wm.Unlock()
			}
		}
	}()
	for {
		_, b, err := c.ReadMessage()
		if err != nil {
			break
		}
		h.onFrame(wc, b)
	}
	close(stop)
	c.Close()
	s.mu.Lock()
	h.conns = slices.DeleteFunc(h.conns, func(x *wsConn) bool { return x == wc })
	s.mu.Unlock()
}

func (h *socketHub) onFrame(wc *wsConn, b []byte) {
	var f struct {
		EnvelopeID string `json:"envelope_id"`
		Payload    M      `json:"payload"`
	}
	if json.Unmarshal(b, &f) != nil || f.EnvelopeID == "" {
		return
	}
	if len(b) > 20*1024 {
		return // Slack silently drops acks of 20 KB and more
	}
	if on := h.s.OnFrame; on != nil {
		on("ack", f.EnvelopeID, f.Payload)
	}
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	e := h.pending[f.EnvelopeID]
	if e == nil {
		h.Stats.LateAcks++
		return
	}
	if e.conn != wc.id {
		h.Stats.CrossConnAcks++
	}
	delete(h.pending, f.EnvelopeID)
	if e.timer != nil {
		e.timer.Stop()
	}
	h.Stats.Acked++
	if e.acked != nil {
		e.acked <- f.Payload
	}
}

func uuid() string {
	b := make([]byte, 16)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// deliver sends one envelope (s.mu held). For events it schedules Slack's retries.
func (h *socketHub) deliver(e *envelope) bool {
	e.id = uuid()
	var wc *wsConn
	if len(h.conns) > 0 {
		wc = h.conns[rand.IntN(len(h.conns))]
	}
	msg := M{"envelope_id": e.id, "payload": e.payload, "type": e.typ, "accepts_response_payload": e.accepts}
	if e.typ == "events_api" {
		msg["retry_attempt"], msg["retry_reason"] = e.attempt, ""
		if e.attempt > 0 {
			msg["retry_reason"] = "timeout"
		}
	}
	if wc != nil {
		e.conn = wc.id
		h.pending[e.id] = e
		if on := h.s.OnFrame; on != nil {
			on("send", e.typ, msg)
		}
		h.Stats.Sent++
		go wc.send(msg)
	}
	if e.typ == "events_api" {
		id := e.id
		e.timer = time.AfterFunc(h.s.cfg.AckTimeout, func() {
			h.s.mu.Lock()
			defer h.s.mu.Unlock()
			if wc != nil && h.pending[id] == nil {
				return
			}
			delete(h.pending, id)
			if e.attempt >= len(retryAfter) {
				h.Stats.GaveUp++
				return
			}
			d := retryAfter[e.attempt]
			e.attempt++
			h.Stats.Redelivered++
			time.AfterFunc(d, func() { h.s.mu.Lock(); h.deliver(e); h.s.mu.Unlock() })
		})
	}
	return wc != nil
}

func (s *Fake) event(kind string, c *room, ev M) { // s.mu held
	if !slices.Contains(s.app.Events, kind) {
		return
	}
	if c != nil && !c.Members[BotUser] {
		return
	}
	id := randID("Ev", 10)
	p := M{"token": "verification-token", "team_id": s.cfg.Team.ID, "api_app_id": AppID, "event": ev, "type": "event_callback", "event_id": id, "event_time": s.cfg.Clock().Unix(),
		"authorizations": []M{{"enterprise_id": nil, "team_id": s.cfg.Team.ID, "user_id": BotUser, "is_bot": true, "is_enterprise_install": false}}, "is_ext_shared_channel": false}
	s.sock.deliver(&envelope{typ: "events_api", payload: p, key: id})
}

// Disconnect makes the server end all (or one) connections the way Slack does.
func (s *Fake) Disconnect(reason string, cut bool) {
	s.mu.Lock()
	cs := slices.Clone(s.sock.conns)
	s.mu.Unlock()
	for _, c := range cs {
		if reason != "" {
			c.send(M{"type": "disconnect", "reason": reason, "debug_info": M{"host": "applink-" + c.id}})
		}
		if cut {
			c.c.Close()
		}
	}
}

func (s *Fake) Conns() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.sock.conns) }
func (s *Fake) SocketStats() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("%+v pending=%d", s.sock.Stats, len(s.sock.pending))
}

// DisconnectOne refreshes a single connection.
func (s *Fake) DisconnectOne(reason string) {
	s.mu.Lock()
	if len(s.sock.conns) == 0 {
		s.mu.Unlock()
		return
	}
	c := s.sock.conns[0]
	s.sock.conns = append(s.sock.conns[1:], c)
	s.mu.Unlock()
	c.send(M{"type": "disconnect", "reason": reason, "debug_info": M{"host": "applink-" + c.id}})
}

// RawEvent delivers an arbitrary event.
func (s *Fake) RawEvent(ev M) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sock.deliver(&envelope{typ: "events_api", payload: M{"type": "event_callback", "team_id": s.cfg.Team.ID, "api_app_id": AppID, "event_id": randID("Ev", 10), "event_time": s.cfg.Clock().Unix(), "event": ev}})
}
