package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word, a number, a mark or an emoji, with all that it can mean.
type token struct {
	sense
	kind   kind
	word   string // in lower case; for numbers as written
	v      [4]int // the numbers in it
	lead   bool   // a number written with a leading zero
	upper  bool   // begins with a capital
	tight  bool   // stands close to what comes before
	first  bool   // first on its line
	marker bool   // a number before the text of its line: "1. Nej"
}

type kind uint8

const (
	kWord    kind = iota
	kNumber       // see shape.go
	kMark         // punctuation
	kEmoji        //
	kLine         // the end of a line
	kPara         // an empty line
	kMention      // <@U…>
)

// tokens reads text and gives every word its senses.
func tokens(text string) []token {
	ts := known().join(known().scan(unslack(text)))
	last := 0 // the number before, on this line
	for i := range ts {
		if ts[i].kind == kLine || ts[i].kind == kPara {
			last = 0
		}
		if i+2 < len(ts) && isMarker(ts[i], ts[i+1], ts[i+2], last) {
			last = ts[i].n
			ts[i].marker = true
			ts[i].sym = sPick
			ts[i+1] = token{kind: kMark, word: ":"}
		}
	}
	return ts
}

// isMarker reports whether t numbers the text after it: at the beginning of
// its line, or next in turn after the number last.
func isMarker(t, mark, next token, last int) bool {
	if !t.first && (last == 0 || t.n != last+1) || t.sym&sNum == 0 || !mark.tight || next.kind == kLine || next.kind == kPara {
		return false
	}
	return mark.word == "." || mark.word == ")" || mark.word == ":"
}

// scan cuts text into tokens that have no senses yet.
func (l *lexicon) scan(text string) []token {
	s := scanner{lex: l, text: text, first: true}
	s.out = make([]token, 0, len(text)/5+4)
	for s.i < len(text) {
		s.next()
	}
	return s.out
}

type scanner struct {
	lex   *lexicon
	text  string
	i     int
	out   []token
	first bool
}

func (s *scanner) next() {
	r, n := utf8.DecodeRuneInString(s.text[s.i:])
	switch {
	case r == '\n':
		s.newline()
	case unicode.IsSpace(r):
		s.i += n
	case strings.HasPrefix(s.text[s.i:], "<@"):
		end := strings.IndexByte(s.text[s.i:], '>')
		if end < 0 {
			end = 1
		}
		s.emit(token{kind: kMention, word: "<@>"}, end+1)
	case r >= '0' && r <= '9':
		s.number()
	case unicode.IsLetter(r):
		s.letters()
	case r == ':' || r == '+' || r == '=' || r == ';' || r == '(':
		s.smiley(n)
	case r > 0x2000 && !unicode.IsPunct(r) || r == '½':
		s.emit(token{kind: kEmoji, word: s.text[s.i : s.i+n]}, n)
	default:
		s.emit(token{kind: kMark, word: s.text[s.i : s.i+n]}, n)
	}
}

func (s *scanner) emit(t token, n int) {
	t.tight = s.i > 0 && s.text[s.i-1] != ' ' && s.text[s.i-1] != '\n'
	t.first = s.first
	s.first = false
	s.out = append(s.out, t)
	s.i += n
}

func (s *scanner) newline() {
	s.i++
	k := kLine
	if len(s.out) > 0 && (s.out[len(s.out)-1].kind == kLine || s.out[len(s.out)-1].kind == kPara) {
		s.out[len(s.out)-1].kind = kPara
		return
	}
	s.out = append(s.out, token{kind: k, word: "\n"})
	s.first = true
}

// letters reads a word. Letters with dots between them, such as t.o.m., are
// one word; a hyphen joins words unless it stands between weekdays.
func (s *scanner) letters() {
	start, i := s.i, s.i
	for i < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[i:])
		if !unicode.IsLetter(r) && !s.joins(start, i, r) {
			break
		}
		i += n
	}
	raw := s.text[start:i]
	r, _ := utf8.DecodeRuneInString(raw)
	word := strings.ToLower(raw)
	if strings.IndexByte(word, '-') > 0 && s.dashed(word) {
		return
	}
	s.emit(token{word: word, upper: unicode.IsUpper(r)}, i-start)
	if i < len(s.text) && s.text[i] == '.' && (abbreviated[word] || strings.IndexByte(word, '.') > 0) && !endsSentence(s.text[i+1:]) {
		s.i++
	}
}

// abbreviated are words whose full stop ends no sentence.
var abbreviated = set("v kl ca nr alt em fm ev prel jan feb mar apr jun jul aug sept sep okt nov dec mån tis ons tor tors fre lör sön t tel st ggr bl a o m fr dvs mm ang ggn resp")

// endsSentence reports whether what follows a full stop begins a sentence.
func endsSentence(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	if rest == "" || rest[0] == '\n' {
		return true
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsUpper(r)
}

// joins reports whether the mark r at i is part of the word from start.
func (s *scanner) joins(start, i int, r rune) bool {
	after, _ := utf8.DecodeRuneInString(s.text[min(i+1, len(s.text)):])
	switch r {
	case '-', '\'':
		return unicode.IsLetter(after)
	case '’':
		after, _ = utf8.DecodeRuneInString(s.text[min(i+3, len(s.text)):])
		return unicode.IsLetter(after)
	case '.', ':':
		next := i + 1 + utf8.RuneLen(after)
		if !unicode.IsLetter(after) || i-start > 5 {
			return false
		}
		ahead, _ := utf8.DecodeRuneInString(s.text[min(next, len(s.text)):])
		return r == '.' && !unicode.IsLetter(ahead) && lastLetters(s.text[start:i]) == 1
	}
	return false
}

// lastLetters counts the letters after the last dot of w.
func lastLetters(w string) int {
	return utf8.RuneCountInString(w[strings.LastIndexByte(w, '.')+1:])
}

// dashed emits the halves of a hyphenated word apart when both are weekdays or
// halves of a day: tis-tors.
func (s *scanner) dashed(word string) bool {
	parts := strings.Split(word, "-")
	for _, p := range parts {
		if s.lex.words[p].sym&(sWeekday|sHalf|sMonth) == 0 {
			return false
		}
	}
	for i, p := range parts {
		if i > 0 {
			s.emit(token{kind: kMark, word: "-"}, 1)
		}
		s.emit(token{word: p}, len(p))
	}
	return true
}

// smiley reads :-), :emoji_name: and their like; other marks stand alone.
func (s *scanner) smiley(n int) {
	rest := s.text[s.i:]
	if end := strings.IndexByte(rest[1:], ':'); rest[0] == ':' && end > 1 && isCode(rest[1:end+1]) {
		s.emit(token{kind: kEmoji, word: rest[:end+2]}, end+2)
		return
	}
	for _, m := range smileys {
		if strings.HasPrefix(rest, m) {
			s.emit(token{kind: kEmoji, word: strings.ToLower(m)}, len(m))
			return
		}
	}
	s.emit(token{kind: kMark, word: rest[:n]}, n)
}

var smileys = []string{":-)", ":)", ";-)", ";)", ":D", "=)", "(:", "+1"}

func isCode(name string) bool {
	for i := range len(name) {
		c := name[i]
		if (c < 'a' || c > 'z') && c != '_' && c != '+' && c != '-' && (c < '0' || c > '9') {
			return false
		}
	}
	return strings.ContainsAny(name, "abcdefghijklmnopqrstuvwxyz+-") && strings.Trim(name, "0123456789") != ""
}

// join gives tokens their senses, and makes one token of every phrase.
func (l *lexicon) join(ts []token) []token {
	out := ts[:0]
	for i := 0; i < len(ts); {
		if p, n := l.phraseAt(ts, i); n > 0 {
			t := ts[i]
			t.sense, t.word = p.sense, strings.Join(p.words, " ")
			out = append(out, t)
			i += n
			continue
		}
		if halves, ok := l.compound(ts[i]); ok {
			out = append(out, halves)
			i++
			continue
		}
		out = append(out, l.sensed(ts[i]))
		i++
	}
	return out
}

func (l *lexicon) sensed(t token) token {
	if t.kind == kNumber {
		return t
	}
	if t.kind == kMention {
		t.tag = tMan | tFill
		return t
	}
	if s, ok := l.find(t.word); ok {
		t.sense = s
		return t
	}
	if s, ok := markSenses[t.word]; ok && t.kind == kMark {
		t.sense = s
	}
	return t
}

// phraseAt returns the longest phrase that begins at i, and its length.
func (l *lexicon) phraseAt(ts []token, i int) (phrase, int) {
	for _, p := range l.phrases[ts[i].word] {
		if n := matchWords(ts[i:], p.words); n > 0 {
			return p, n
		}
	}
	return phrase{}, 0
}

// matchWords returns how many tokens the words take; a line may break inside.
func matchWords(ts []token, words []string) int {
	n := 0
	for k, w := range words {
		if k > 0 && n < len(ts) && ts[n].kind == kLine {
			n++
		}
		if n >= len(ts) || ts[n].word != w {
			return 0
		}
		n++
	}
	return n
}

var markSenses = map[string]sense{
	"–": {sym: sDash}, "-": {sym: sDash}, "—": {sym: sDash}, "−": {sym: sDash}, ",": {sym: sComma}, "~": {sym: sAbout},
	"&": {sym: sAnd, tag: tAnd}, "/": {tag: tOr, sym: sOr}, "+": {tag: tAnd},
}

// compound reads words such as onsdagseftermiddag: a weekday and a half.
func (l *lexicon) compound(t token) (token, bool) {
	i := strings.Index(t.word, "dag")
	if t.kind != kWord || i < 3 || i > 6 || len(t.word) < i+8 {
		return t, false
	}
	day, half := l.words[t.word[:i+3]], l.words[strings.TrimPrefix(t.word[i+3:], "s")]
	if day.sym&sWeekday == 0 || half.sym&sHalf == 0 {
		return t, false
	}
	t.sense = sense{sym: sWeekday, n: day.n, u: half.n + compoundHalf}
	return t, true
}

const compoundHalf = 100
