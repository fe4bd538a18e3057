package templates

import "time"

// Incident is what is known when somebody says that something went to the wrong
// place: what has gone where, by kind and never by content.
type Incident struct {
	At      time.Time // when the list was made
	Before  time.Time // by when it must be reported, if it must
	Sent    []Sent
	Stopped int // letters that had not left
}

// Sent is one letter that has left, or may have.
type Sent struct {
	At     time.Time
	To     string // the unit's name, or the person's at BIH
	What   string // its subject, which is neutral
	Files  []string
	Unsure bool // nobody knows whether it was sent
}

// Carrying counts the letters that carried documents.
func (i Incident) Carrying() (n int) {
	for _, s := range i.Sent {
		if len(s.Files) > 0 {
			n++
		}
	}
	return n
}

// Receivers counts those who got anything.
func (i Incident) Receivers() int {
	seen := map[string]bool{}
	for _, s := range i.Sent {
		seen[s.To] = true
	}
	return len(seen)
}
