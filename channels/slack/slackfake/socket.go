package slackfake

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const (
	ticketTTL = 30 * time.Second
	writeTime = 5 * time.Second
)

// sockets is the state of Socket Mode.
type sockets struct {
	tickets map[string]time.Time // until when each opens a socket
	open    []*socket
	pending map[string]*envelope // sent and not acknowledged, by envelope id
	events  []*envelope          // those that may have to come again
	stats   Stats
}

// Stats counts what has happened on the sockets.
type Stats struct {
	Opens       int // calls of apps.connections.open
	Connects    int // sockets opened with the tickets
	Sent        int // envelopes sent, again or not
	Acked       int
	Redelivered int // events sent again, or tried to
	GaveUp      int // events given up after the last attempt
	LateAcks    int // acknowledgements of what nobody waited for any more
	CrossAcks   int // acknowledgements on another socket than the envelope's
	TooBig      int // acknowledgements of 20 KB and more, which are not heard
	Pending     int // envelopes not acknowledged yet
}

func newSockets() sockets {
	return sockets{tickets: map[string]time.Time{}, pending: map[string]*envelope{}}
}

// Conns returns how many sockets the app has open, ghosts included.
func (f *Fake) Conns() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.sockets.open)
}

// Stats returns the counts so far.
func (f *Fake) Stats() Stats {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.sockets.stats
	s.Pending = len(f.sockets.pending)
	return s
}

// SocketStats returns the counts as a line of text.
func (f *Fake) SocketStats() string {
	s := f.Stats()
	return fmt.Sprintf("%+v pending=%d", s, s.Pending)
}

// A socket is one connection of the app. A ghost has no conn: it is still
// counted and sent to, and nothing sent to it arrives.
type socket struct {
	id   string
	conn *websocket.Conn
	out  chan any // closed never; nil ends the connection
	done chan struct{}
}

func newSocket(conn *websocket.Conn) *socket {
	return &socket{id: "applink-" + randID("", 6), conn: conn, out: make(chan any, 256), done: make(chan struct{})}
}

// send puts v in line. A client that has not read for so long that the line
// is full is cut off.
func (s *socket) send(v any) {
	if s.conn == nil {
		return
	}
	select {
	case s.out <- v:
	default:
		s.conn.Close()
	}
}

func (s *socket) write(pingEvery time.Duration) {
	ping := time.NewTicker(max(pingEvery, time.Millisecond))
	defer ping.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-ping.C:
			if pingEvery > 0 {
				s.conn.WriteControl(websocket.PingMessage, []byte("Ping from "+s.id), time.Now().Add(writeTime))
			}
		case v := <-s.out:
			s.conn.SetWriteDeadline(time.Now().Add(writeTime))
			if v == nil || s.conn.WriteJSON(v) != nil {
				s.conn.Close()
				return
			}
		}
	}
}

func (f *Fake) openConnection(M) M {
	t := randID("", 20)
	f.sockets.tickets[t] = f.cfg.Clock().Add(ticketTTL)
	f.sockets.stats.Opens++
	return M{"ok": true, "url": strings.Replace(f.base, "http", "ws", 1) + "/link/?ticket=" + t + "&app_id=" + strings.ToLower(AppID)}
}

func (f *Fake) serveSocket(w http.ResponseWriter, r *http.Request) {
	if !f.useTicket(r.URL.Query().Get("ticket")) {
		http.Error(w, "invalid ticket", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }} // the ticket is the check
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	s := newSocket(conn)
	defer close(s.done)
	go s.write(f.cfg.PingEvery)
	admitted := f.plugIn(s)
	defer f.unplug(s)
	for {
		kind, frame, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if kind == websocket.TextMessage && admitted {
			f.acknowledged(s, frame)
		}
	}
}

// useTicket takes a ticket, which opens one socket only.
func (f *Fake) useTicket(ticket string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	until, ok := f.sockets.tickets[ticket]
	delete(f.sockets.tickets, ticket)
	return ok && !f.down && !f.cfg.Clock().After(until)
}

// plugIn counts s in and greets it, or turns it away if there are too many.
func (f *Fake) plugIn(s *socket) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.sockets.open) >= f.cfg.MaxSockets {
		s.send(goodbye(s, "too_many_websockets"))
		s.send(nil)
		return false
	}
	f.sockets.open = append(f.sockets.open, s)
	f.sockets.stats.Connects++
	s.send(M{"type": "hello", "num_connections": len(f.sockets.open), "connection_info": M{"app_id": AppID},
		"debug_info": M{"host": s.id, "build_number": 1, "approximate_connection_time": 18060}})
	f.changed()
	return true
}

func (f *Fake) unplug(s *socket) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sockets.open = slices.DeleteFunc(f.sockets.open, func(x *socket) bool { return x == s })
	f.changed()
}

func goodbye(s *socket, reason string) M {
	return M{"type": "disconnect", "reason": reason, "debug_info": M{"host": s.id}}
}

// Disconnect tells every socket to go, the way Slack does: warning,
// refresh_requested, link_disabled or too_many_websockets. With cut it ends
// them too, and without a reason it ends them in the middle of it.
func (f *Fake) Disconnect(reason string, cut bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sockets.open {
		s.dismiss(reason, cut)
	}
}

// DisconnectOne tells the oldest socket to go.
func (f *Fake) DisconnectOne(reason string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if open := f.sockets.open; len(open) > 0 {
		f.sockets.open = append(open[1:len(open):len(open)], open[0])
		open[0].dismiss(reason, false)
	}
}

func (s *socket) dismiss(reason string, cut bool) {
	switch {
	case s.conn == nil:
	case reason == "" && cut:
		s.conn.Close()
	default:
		s.send(goodbye(s, reason))
		if cut {
			s.send(nil)
		}
	}
}

// AddGhost makes Slack believe in a socket that is not there any more, as
// happens when a router forgets a connection: it is counted, and gets its share
// of the envelopes.
func (f *Fake) AddGhost() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sockets.open = append(f.sockets.open, newSocket(nil))
}
