package reply

import (
	_ "embed"
	"regexp"
	"strings"
)

//go:embed booking.txt
var bookingWords string

// A Standing is how somebody says that a booked time stands.
type Standing string

const (
	Unsaid    Standing = ""          // nothing that these words tell
	Holds     Standing = "holds"     // it is right, and they come
	CalledOff Standing = "calledoff" // it must be moved or dropped, without saying to when
	Wrong     Standing = "wrong"     // something is wrong with it, without saying what
)

var (
	bookAnew  = regexp.MustCompile(`\bbok(a|ar|as|at) om\b`)
	unfit     = regexp.MustCompile(`\b(stämmer (inte|ej)|(inte|ej) rätt)\b`)
	faultless = regexp.MustCompile(`\b(inget|inga|ingenting|inte|ej|utan|någo[tn]|om|ifall) (\pL+ )?fel`)
)

// Booking says how a booked time stands, by what somebody writes about it. That
// something is wrong may stand among any words, since it only calls for a
// human; that the time holds or does not, only among words that are known to
// change nothing. A question says nothing of it.
func Booking(text string) Standing {
	own := bookAnew.ReplaceAllString(strings.ToLower(Own(text)), "omboka")
	if strings.Contains(own, "?") {
		return Unsaid
	}
	said := map[string]bool{}
	for _, w := range wordShape.FindAllString(own, -1) {
		said[marked(bookingWords, w)] = true
	}
	switch {
	case (said["!"] || unfit.MatchString(own)) && !faultless.MatchString(own):
		return Wrong
	case said[""] || said["!"]:
		return Unsaid
	case said["-"]:
		return CalledOff
	case said["+"]:
		return Holds
	}
	return Unsaid
}
