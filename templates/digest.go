package templates

import "example.org/stegvis/bot/care"

// A Digest is what there is to do on a morning, in numbers and in the cases to
// begin with.
type Digest struct {
	Day                        care.Date
	Today, Late, Free, Waiting int
	Lines                      []Line
	More                       int  // cases that are not among the lines
	Chat                       bool // it is read in chat
}

// A Line is one case of a [Digest], and what is most urgent in it.
type Line struct {
	Case care.PublicCase
	Duty care.Duty
	Late bool
}
