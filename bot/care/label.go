package care

import (
	_ "embed"
	"hash/fnv"
	"strings"
)

//go:embed label.txt
var labelWords string

// Label returns two neutral words to call a case by, such as "Blå Tall", so that
// nobody needs to write a name in chat. They come from the case number alone
// and so cannot hint at the person; two cases may share them, the number decides.
func Label(id CaseID) string {
	first, second, _ := strings.Cut(strings.TrimSpace(labelWords), "\n")
	h := fnv.New32a()
	h.Write([]byte(id))
	n := int(h.Sum32() >> 1)
	a, b := strings.Fields(first), strings.Fields(second)
	return a[n%len(a)] + " " + b[n/len(a)%len(b)]
}
