package slackfake

import "time"

// retryAfter is when Slack tries an event again that nobody acknowledged.
var retryAfter = []time.Duration{0, time.Minute, 5 * time.Minute}

// Requests returns every call of the web API and every acknowledgement so
// far, for tests that ask what has crossed.
func (s *Fake) Requests() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.Calls...)
}
