package lab

import (
	"bytes"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A Line carries bytes between a client and a server, until it is told not to.
type Line struct {
	Addr string // where the client is to connect

	target string
	hole   atomic.Bool
	closed atomic.Bool
	delay  atomic.Int64
	unsaid atomic.Bool // what the server says to the next letter never comes
	busy   atomic.Value
	mu     sync.Mutex
	word   string        // how what is to be held up begins
	nth    int           // which of them it is; 0 when none is
	held   chan struct{} // closed when what is held up may go on; nil when nothing is
	conns  map[net.Conn]bool
	sent   bytes.Buffer // by the client
}

// StartLine starts a line to target that ends with the test.
func StartLine(t testing.TB, target string) *Line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	line := &Line{Addr: l.Addr().String(), target: target, conns: map[net.Conn]bool{}}
	go line.accept(l)
	t.Cleanup(func() { l.Close(); line.Release(); line.Cut() })
	return line
}

// BlackHole makes the line swallow everything, or carry it again. The
// connections stay open: nobody is told.
func (l *Line) BlackHole(on bool) { l.hole.Store(on) }

// Delay lets every piece take its time.
func (l *Line) Delay(d time.Duration) { l.delay.Store(int64(d)) }

// Close refuses whoever connects, or no longer.
func (l *Line) Close(on bool) { l.closed.Store(on) }

// Busy greets whoever connects with these words and hangs up, until they are empty.
func (l *Line) Busy(words string) { l.busy.Store(words) }

// LoseAnswer cuts the connection on which the next letter is handed to an SMTP
// server, when the server has taken it and is about to say so.
func (l *Line) LoseAnswer() { l.unsaid.Store(true) }

// Heal ends every fault. What has been swallowed does not come back: cut the line
// as well, lest somebody wait for it.
func (l *Line) Heal() {
	l.hole.Store(false)
	l.closed.Store(false)
	l.unsaid.Store(false)
	l.delay.Store(0)
	l.busy.Store("")
}

// Cut ends every connection that is on the line.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		c.Close()
	}
}

func (l *Line) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		if words, _ := l.busy.Load().(string); words != "" || l.closed.Load() {
			io.WriteString(client, words)
			client.Close()
			continue
		}
		server, err := net.Dial("tcp", l.target)
		if err != nil {
			client.Close()
			continue
		}
		l.mu.Lock()
		l.conns[client], l.conns[server] = true, true
		l.mu.Unlock()
		lost := &atomic.Bool{}
		go l.carry(client, server, func([]byte) bool { return !lost.Load() })
		go l.carry(server, client, l.listen(lost))
	}
}

// listen keeps what a client sends, and sees when it has sent the end of a letter
// whose answer is to be lost.
func (l *Line) listen(lost *atomic.Bool) func([]byte) bool {
	var last []byte
	return func(b []byte) bool {
		l.mu.Lock()
		l.sent.Write(b)
		l.mu.Unlock()
		l.delays(b)
		last = append(last, b...)
		last = last[max(0, len(last)-5):]
		if string(last) == "\r\n.\r\n" && l.unsaid.CompareAndSwap(true, false) {
			lost.Store(true)
		}
		return true
	}
}

// Sent returns how often a client has sent what, in the clear.
func (l *Line) Sent(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Count(l.sent.Bytes(), []byte(what))
}

// Hold holds up the nth piece from now that a client begins with this word, as a
// slow server in between does, until it is released: then it arrives, though the
// client may be long gone.
func (l *Line) Hold(word string, nth int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.word, l.nth = word, nth
}

// Holding reports whether something is held up.
func (l *Line) Holding() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held != nil
}

// Release lets what is held up go on, and holds up nothing more.
func (l *Line) Release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.nth = 0
	if l.held != nil {
		close(l.held)
		l.held = nil
	}
}

// delays waits for as long as a piece is held up.
func (l *Line) delays(b []byte) {
	l.mu.Lock()
	if l.nth > 0 && bytes.HasPrefix(b, []byte(l.word)) {
		l.nth--
	} else {
		l.mu.Unlock()
		return
	}
	if l.nth > 0 || l.held != nil {
		l.mu.Unlock()
		return
	}
	held := make(chan struct{})
	l.held = held
	l.mu.Unlock()
	<-held
}

// Forget forgets what clients have sent.
func (l *Line) Forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = bytes.Buffer{}
}

// carry carries what passes, and hangs up when something does not.
func (l *Line) carry(to, from net.Conn, passes func([]byte) bool) {
	defer l.hangUp(to, from)
	b := make([]byte, 4096)
	for {
		n, err := from.Read(b)
		if !passes(b[:n]) {
			return
		}
		time.Sleep(time.Duration(l.delay.Load()))
		if n > 0 && !l.hole.Load() {
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (l *Line) hangUp(conns ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		c.Close()
		delete(l.conns, c)
	}
}
