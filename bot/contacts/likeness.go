package contacts

import (
	"math/bits"
	"strings"
)

// A likeness is a core word of the lists that resembles one in the text. It
// can make a match doubtful and rank candidates; it never makes one.
type likeness struct {
	*spelling
	how resemblance
}

type resemblance int

const (
	begins  resemblance = iota + 1 // the same first letters
	within                         // it is part of the text's word
	holds                          // the text's word begins or ends it
	nearly                         // two letters differ
	almost                         // one letter differs
	similar                        // the same, give or take what scanners and haste lose
)

// alike returns the words of the lists that resemble w.
func (m *matching) alike(w word) []likeness {
	if found, done := m.near[w.stem]; done {
		return found
	}
	var found []likeness
	sig := signature(w.stem)
	for i := range m.index.words {
		s := &m.index.words[i]
		if how := resemble(w, sig, s); how > 0 {
			found = append(found, likeness{s, how})
		}
	}
	if m.near == nil {
		m.near = map[string][]likeness{}
	}
	m.near[w.stem] = found
	return found
}

func resemble(w word, sig uint32, s *spelling) resemblance {
	a, b := w.stem, s.stem
	switch d := distance(a, sig, b, s.sig); {
	case a == b || w.loose == s.loose:
		return similar
	case d == 1 && min(len(a), len(b)) >= 4:
		return almost
	case d == 2 && min(len(a), len(b)) >= 6:
		return nearly
	case len(a) >= 4 && sig&^s.sig == 0 && (strings.HasPrefix(b, a) || strings.HasSuffix(b, a)):
		return holds
	case len(b) >= 6 && s.sig&^sig == 0 && (strings.HasPrefix(a, b) || strings.HasSuffix(a, b)):
		return within
	case shared(a, b) >= 5 && !commonStart(a[:shared(a, b)]):
		return begins
	}
	return 0
}

// shared is how many letters two words have in common at their beginning.
func shared(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// commonStart reports whether half of all utförare begin like that.
func commonStart(s string) bool {
	for _, common := range lex().starts {
		if strings.HasPrefix(common, s) {
			return true
		}
	}
	return false
}

// far is any distance that is too long to matter.
const far = 3

// distance counts the letters to insert, delete, change or swap with their
// neighbour to make b of a; far when more than two.
func distance(a string, sigA uint32, b string, sigB uint32) int {
	if len(a)-len(b) >= far || len(b)-len(a) >= far || bits.OnesCount32(sigA&^sigB) >= far || bits.OnesCount32(sigB&^sigA) >= far {
		return far
	}
	var rows [3][64]uint8
	if len(a) >= 64 || len(b) >= 64 {
		return far
	}
	for j := range len(b) + 1 {
		rows[0][j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		now, up, upup := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		now[0] = uint8(i)
		best := now[0]
		for j := 1; j <= len(b); j++ {
			now[j] = min(now[j-1], up[j]) + 1
			if step := up[j-1]; a[i-1] == b[j-1] {
				now[j] = min(now[j], step)
			} else {
				now[j] = min(now[j], step+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], upup[j-2]+1)
			}
			best = min(best, now[j])
		}
		if best >= far {
			return far
		}
	}
	return min(far, int(rows[len(a)%3][len(b)]))
}
