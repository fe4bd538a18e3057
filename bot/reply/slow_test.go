package reply

import (
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// TestLongTexts reads texts made to keep a reader busy.
func TestLongTexts(t *testing.T) {
	now := care.Date{Year: 2026, Month: time.December, Day: 1}.At(9, 20)
	q := Question{Slots: []time.Time{now.AddDate(0, 0, 7), now.AddDate(0, 0, 8)}, End: care.DateOf(now)}
	pieces := []string{"a ", "> x\n", "<", "1 ", "1. x\n", "på ", "onsdag ", "onsdag, ", "onsdag eller ", "Från: x\n", "den 1 dec skrev x\n", "Eva Berg\n", "mvh\n",
		"om ", "1-", "1/", "~a~", "~", "\n", "&", "<div>", "<blockquote>", "kl 10 ", "nästa ", ", ", ". ", "men ", "inte ", "08-465 004 11 ", "x@y ", "skrev: ", "ja nej ", "1:", "👍", "v 49 ", "utom ", "än ", "|"}
	for _, piece := range pieces {
		for _, kind := range []Kind{Times, Order} {
			for _, size := range []int{longest, 20 * longest} {
				q.Kind = kind
				start := time.Now()
				Parse(strings.Repeat(piece, size/len(piece)), now, q)
				if d := time.Since(start); d > 3*time.Second {
					t.Errorf("%q repeated to %d bytes, %s: %v", piece, size, kind, d)
				}
			}
		}
	}
}
