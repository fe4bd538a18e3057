package mail

import (
	"sync"
	"time"
)

// atOnce is how many letters leave at the same time. Microsoft 365 lets a
// mailbox have three connections for sending.
const atOnce = 3

// A spare keeps connections open for a while after their work, for the next
// letters: when many leave at once, most of the time goes into saying hello.
// Whoever takes one has it alone.
type spare[T any] struct {
	mu    sync.Mutex
	lines map[*T]*time.Timer
}

// take returns a connection that was left, or nil.
func (s *spare[T]) take() *T {
	s.mu.Lock()
	defer s.mu.Unlock()
	for line, timer := range s.lines {
		timer.Stop()
		delete(s.lines, line)
		return line
	}
	return nil
}

// leave leaves a connection for as long as is given; part ends one that nobody
// has taken by then.
func (s *spare[T]) leave(line *T, linger time.Duration, part func(*T)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lines == nil {
		s.lines = map[*T]*time.Timer{}
	}
	s.lines[line] = time.AfterFunc(linger, func() {
		s.mu.Lock()
		_, left := s.lines[line]
		delete(s.lines, line)
		s.mu.Unlock()
		if left {
			part(line)
		}
	})
}
