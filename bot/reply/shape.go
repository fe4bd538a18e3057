package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Numbers are told apart by their shape: 14.30, 1/12, 13-15, 2026-12-01 and
// 08-465 004 11 are all digits with marks between them.

// number reads digits with marks between them, and what is glued to their end.
func (s *scanner) number() {
	n, marks := clusterAt(s.text[s.i:])
	t := token{kind: kNumber, word: strings.ReplaceAll(s.text[s.i:s.i+n], "–", "-")}
	plus := len(s.out) > 0 && s.out[len(s.out)-1].word == "+"
	if more := phoneRest(s.text[s.i+n:], t.word, plus); more > 0 {
		s.emit(token{kind: kNumber, word: t.word}, n+more)
		return
	}
	t.shape(marks)
	n += t.suffix(s.text[s.i+n:])
	s.emit(t, n)
}

// clusterAt returns the length of the cluster of digits and marks that text
// begins with, and its marks.
func clusterAt(text string) (n int, marks string) {
	for n < len(text) {
		for n < len(text) && isDigit(text[n]) {
			n++
		}
		mark, size := markAt(text[n:])
		if size == 0 {
			break
		}
		n += size
		if len(marks) < 8 {
			marks += mark
		}
	}
	return n, marks
}

// markAt returns the mark that text begins with when a digit follows it.
func markAt(text string) (mark string, size int) {
	r, size := utf8.DecodeRuneInString(text)
	if size >= len(text) || !isDigit(text[size]) {
		return "", 0
	}
	switch r {
	case '.', ':', '/', '-':
		return string(r), size
	case '–', '−':
		return "-", size
	case ',':
		if len(text) > 2 && isDigit(text[2]) && (len(text) == 3 || !isDigit(text[3])) {
			return ",", size
		}
	}
	return "", 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// phoneRest reports whether word begins a telephone number: then it returns
// how much of rest belongs to it too.
func phoneRest(rest, word string, plus bool) (n int) {
	a, b, dashed := strings.Cut(word, "-")
	starts := plus || dashed && a[0] == '0' && len(a) <= 4 && len(b) >= 3 && !(len(a) == 4 && len(b) == 4) || len(word) >= 9 && word[0] == '0' && !dashed
	for {
		g := 0
		for g+1 < len(rest)-n && isDigit(rest[n+1+g]) {
			g++
		}
		if n >= len(rest) || rest[n] != ' ' && rest[n] != '-' || g < 2 || !starts && (word[0] != '0' || len(word) > 4 || g < 3) {
			break
		}
		starts = true
		n += g + 1
	}
	if starts && n == 0 && dashed {
		return len(rest) - len(strings.TrimLeft(rest, " "))
	}
	return n
}

// shape gives a number its senses by the marks in it.
func (t *token) shape(marks string) {
	parts := strings.FieldsFunc(t.word, func(r rune) bool { return r < '0' || r > '9' })
	if len(parts) > len(t.v) {
		return
	}
	for i, p := range parts {
		if len(p) > 8 {
			return
		}
		t.v[i] = atoi(p)
	}
	t.lead = parts[0][0] == '0' && len(parts[0]) == 2
	v := t.v
	last := parts[len(parts)-1]
	switch marks {
	case "":
		t.whole(parts[0])
	case ":", ".", ",":
		t.pair(marks, last)
	case "/":
		t.set(sDay, validDay(v[0], v[1]), v[0], v[1])
	case "-/":
		t.set(sDays, validDay(v[0], v[2]) && validDay(v[1], v[2]), v[0], v[2], v[1], v[2])
	case "/-/":
		t.set(sDays, validDay(v[0], v[1]) && validDay(v[2], v[3]), v[0], v[1], v[2], v[3])
	case "/-", "//":
		t.set(sFull, validDay(v[0], v[1]) && (len(last) == 4 || len(last) == 2 && v[2] > 20), century(v[2]), v[1], v[0])
	case "--", "..":
		t.ymd(parts)
	case "-":
		t.dashed(parts)
	case ".-.", ":-:", ".-", ":-", "-.", "-:":
		t.clocks(marks, parts)
	}
}

func (t *token) set(s sym, ok bool, v ...int) {
	t.v = [4]int{}
	if ok {
		t.sym = s
		copy(t.v[:], v)
	}
}

func (t *token) whole(p string) {
	n := t.v[0]
	switch len(p) {
	case 1, 2:
		t.set(sNum, true, n)
		t.n = n
	case 3, 4:
		t.set(sFour, true, n)
	case 6:
		t.set(sFull, validDay(n%100, n/100%100), century(n/10000), n/100%100, n%100)
	case 8:
		t.set(sFull, validDay(n%100, n/100%100) && n/10000 > 1900 && n/10000 < 2200, n/10000, n/100%100, n%100)
	}
}

func (t *token) pair(mark, last string) {
	a, b := t.v[0], t.v[1]
	clock, date := a < 24 && b < 60 && len(last) == 2, mark == "." && validDay(a, b)
	switch {
	case clock && date:
		t.set(sDot, true, a, b)
	case clock:
		t.set(sClock, true, a, b)
	default:
		t.set(sDay, date, a, b)
	}
}

func (t *token) ymd(parts []string) {
	v := t.v
	switch {
	case len(parts[0]) == 4:
		t.set(sFull, validDay(v[2], v[1]), v[0], v[1], v[2])
	case len(parts[2]) == 4:
		t.set(sFull, validDay(v[0], v[1]), v[2], v[1], v[0])
	case len(parts[0]) == 2 && len(parts[1]) == 2 && len(parts[2]) == 2 && strings.Contains(t.word, "-"):
		t.set(sFull, validDay(v[2], v[1]), century(v[0]), v[1], v[2])
	default:
		t.set(0, false)
	}
}

func (t *token) dashed(parts []string) {
	a, b := t.v[0], t.v[1]
	switch {
	case len(parts[0]) <= 2 && len(parts[1]) <= 2:
		t.set(sRange, true, a, b)
	case len(parts[0]) >= 3 && len(parts[0]) <= 4 && len(parts[1]) == 4:
		t.set(sClocks, a%100 < 60 && b%100 < 60 && a < 2400 && b < 2400, a/100, a%100, b/100, b%100)
	default:
		t.set(0, false)
	}
}

func (t *token) clocks(marks string, parts []string) {
	v := t.v
	switch {
	case len(parts) == 4:
	case marks[0] == '-':
		v = [4]int{v[0], 0, v[1], v[2]}
	default:
		v = [4]int{v[0], v[1], v[2], 0}
	}
	t.set(sClocks, v[0] < 24 && v[1] < 60 && v[2] < 24 && v[3] < 60, v[0], v[1], v[2], v[3])
}

// suffix reads what is glued to a number and changes what it is: 2:an, 21:a,
// 14-tiden, 1️⃣. It returns how much of rest it took.
func (t *token) suffix(rest string) int {
	if strings.HasPrefix(rest, "\u20e3") {
		t.sym = sPick
		return len("\u20e3")
	}
	n := 0
	if n < len(rest) && (rest[n] == ':' || rest[n] == '-') {
		n++
	}
	start := n
	for n < len(rest) {
		r, size := utf8.DecodeRuneInString(rest[n:])
		if !unicode.IsLetter(r) {
			break
		}
		n += size
	}
	letters := strings.ToLower(rest[start:n])
	s, ok := suffixes[letters]
	if !ok || t.sym&sNum == 0 && s != sTiden || letters == "st" && start > 0 {
		return 0
	}
	t.word += ":" + letters
	if s == sTiden {
		t.sym = s | t.sym&(sNum|sClock|sDot)
		return n
	}
	t.sym = s
	return n
}

var suffixes = map[string]sym{
	"a": sOrd, "e": sOrd, "as": sOrd, "es": sOrd, "st": sOrd, "nd": sOrd, "rd": sOrd, "th": sOrd, "de": sOrd, "dje": sOrd,
	"an": sPick, "ans": sPick, "n": sPick, "tiden": sTiden, "tid": sTiden, "tidn": sTiden,
}

func validDay(d, m int) bool { return d >= 1 && d <= 31 && m >= 1 && m <= 12 }

func century(y int) int {
	if y < 100 {
		return 2000 + y
	}
	return y
}

func atoi(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
