package lab

import (
	"bytes"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// A Line carries bytes between a client and a server, until it is told not to.
type Line struct {
	Addr string // where the client is to connect

	target string
	hole   atomic.Bool
	mu     sync.Mutex
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
	t.Cleanup(func() { l.Close(); line.Cut() })
	return line
}

// BlackHole makes the line swallow everything, or carry it again. The
// connections stay open: nobody is told.
func (l *Line) BlackHole(on bool) { l.hole.Store(on) }

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
		server, err := net.Dial("tcp", l.target)
		if err != nil {
			client.Close()
			continue
		}
		l.mu.Lock()
		l.conns[client], l.conns[server] = true, true
		l.mu.Unlock()
		go l.carry(client, server, io.Discard)
		go l.carry(server, client, said{l})
	}
}

// Sent returns how often a client has sent what, in the clear.
func (l *Line) Sent(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Count(l.sent.Bytes(), []byte(what))
}

// said keeps what clients send.
type said struct{ *Line }

func (s said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent.Write(b)
}

func (l *Line) carry(to, from net.Conn, heard io.Writer) {
	defer to.Close()
	defer from.Close()
	b := make([]byte, 4096)
	for {
		n, err := from.Read(b)
		heard.Write(b[:n])
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
