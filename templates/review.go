package templates

import (
	"time"

	"example.org/stegvis/bot/care"
)

// A Review is what the managers are told once a week: how the log stands, and who
// has taken out what.
type Review struct {
	Week    int
	Since   care.Date // the day from which looks are told of
	Rows    int64
	Head    string // the number that shows that nothing has been changed since
	Broken  int64  // the first row that is wrong; 0 when none is
	Lookers []Looker
	Looks   []Look // the newest of them
}

// A Looker is somebody who has taken out what cases are about.
type Looker struct {
	Who          string
	Times, Cases int
}

// A Look is one time that somebody did.
type Look struct {
	At             time.Time
	Case           care.CaseID
	Who, What, Why string
}
