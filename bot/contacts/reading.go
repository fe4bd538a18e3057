package contacts

import (
	"regexp"
	"slices"
	"strings"
)

// A reading is what stands in a text about a utförare: numbers and addresses,
// which can be looked up, and words, which must be explained.
type reading struct {
	mails, domains, phones, orgNrs []string
	cutPhones                      []string // telephone numbers without their area code
	words                          []textWord
	pairs                          []word   // each word joined with the next
	joined                         string   // all words that could be a name, folded, in one
	districts                      []string // by placeKey, of the query's own field
	form                           string   // legal form
	doubt                          bool     // the writer was not sure, or part is unreadable
	branch, led, filled            bool     // the word before was "enhet", "team", or a filler
	tied                           bool     // the word before was one that must be followed by another: "och"
	lost                           bool     // a letter is gone that several words could have had
}

type textWord struct {
	nameWord
	after  bool // stands after the first core word
	branch bool // stands after "enhet": names a branch, not where somebody lives
}

var (
	mailForm  = regexp.MustCompile(`[^\s<>,;:()]*@[^\s<>,;:()]+\.\p{L}{2,}`)
	hostForm  = regexp.MustCompile(`(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}`)
	orgForm   = regexp.MustCompile(`(^|\D)((?:16)?[1-9]\d{5}[-–‑ ]?\d{4})($|\D)`)
	phoneForm = regexp.MustCompile(`(?:\+\d|\(?0)[\d \t\x{a0}–‑().-]{5,18}\d|\(?0\d{1,3}\)?/[\d \t-]{5,12}\d`)
	localTel  = regexp.MustCompile(`(^|[^\d-])(\d{2,3}[ -]?\d{2,3}[ -]?\d{2,3})($|\D)`)
	postcode  = regexp.MustCompile(`(^|[^\d-])\d{3} ?\d{2}($|[^\d-])`)
	trailing  = regexp.MustCompile(`…|\.\.\.?|\?($|[^\p{L}])`)
)

// read takes a query apart.
func (x *index) read(q Query) *reading {
	r := &reading{}
	text := clean(q.Text)
	text = r.takeAddresses(text, x)
	text = r.takeNumbers(text)
	r.doubt = trailing.MatchString(text)
	for _, w := range flatMap(cutWords(text), splitFigures) {
		r.addWord(x.restore(w, r))
	}
	r.doubt = r.doubt || r.tied && !r.numbered() // cut off, unless a number has been taken out
	r.join()
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(clean(q.District), " och ", "/"), func(c rune) bool { return strings.ContainsRune("/,;|", c) }) {
		if k := placeKey(part); k != "" {
			r.districts = append(r.districts, k)
		}
	}
	return r
}

func (r *reading) takeAddresses(text string, x *index) string {
	text = mailForm.ReplaceAllStringFunc(text, func(m string) string {
		m = strings.TrimPrefix(m, "mailto")
		if a, err := parseAddress(m); err == nil {
			r.mails = append(r.mails, a)
		} else {
			r.domains = append(r.domains, domainOf(m))
		}
		return " "
	})
	return hostForm.ReplaceAllStringFunc(text, func(m string) string {
		host := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(m, "https://"), "http://"), "www.")
		if _, known := x.domain[host]; !known {
			return m // its words are left, and nobody will be able to explain them
		}
		r.domains = append(r.domains, host)
		return " "
	})
}

// garbledNumber is a number in which a scanner has read letters.
var garbledNumber = regexp.MustCompile(`(^|[^\p{L}\d])([0-9o][0-9oil \-–]{6,16}[0-9oil])($|[^\p{L}\d])`)

func (r *reading) takeNumbers(text string) string {
	text = garbledNumber.ReplaceAllStringFunc(text, func(m string) string {
		if len(strings.Map(onlyDigits, m)) < 5 {
			return m
		}
		return strings.NewReplacer("o", "0", "i", "1", "l", "1").Replace(m)
	})
	text = orgForm.ReplaceAllStringFunc(text, func(m string) string {
		d := strings.Map(onlyDigits, m)
		r.orgNrs = append(r.orgNrs, d[len(d)-10:])
		return " "
	})
	text = phoneForm.ReplaceAllStringFunc(text, func(m string) string {
		p, ok := parsePhone(trim(m))
		if !ok {
			p = "?" // a number that nobody has
		}
		r.phones = append(r.phones, p)
		return " "
	})
	text = localTel.ReplaceAllStringFunc(text, func(m string) string {
		d := strings.Map(onlyDigits, m)
		if len(d) < 6 {
			return m
		}
		r.cutPhones = append(r.cutPhones, d)
		return " "
	})
	return postcode.ReplaceAllString(text, "$1 $2")
}

func onlyDigits(c rune) rune {
	if c < '0' || c > '9' {
		return -1
	}
	return c
}

var figures = regexp.MustCompile(`^(\p{L}{3,})(\d{2,})$|^(\d{2,})(\p{L}{3,})$`)

// splitFigures cuts "omsorg24" in two. A single digit is more likely a misread
// letter.
func splitFigures(w string) []string {
	m := figures.FindStringSubmatch(w)
	if m == nil {
		return []string{w}
	}
	return []string{m[1] + m[3], m[2] + m[4]}
}

func flatMap(words []string, f func(string) []string) (all []string) {
	for _, w := range words {
		all = append(all, f(w)...)
	}
	return all
}

// restore puts back letters that were lost altogether, when only one word known
// to the lists or the lexicon can have stood there.
func (x *index) restore(w string, r *reading) string {
	if !strings.ContainsAny(w, "?\ufffd") {
		return w
	}
	key := strings.ReplaceAll(w, "\ufffd", "?")
	fits := slices.Compact(slices.Sorted(slices.Values(slices.Concat(x.letters[key], lex().letters[key]))))
	if len(fits) != 1 {
		r.lost = true
		return strings.ReplaceAll(key, "?", "")
	}
	return fits[0]
}

// maxWords is how many words of a text are looked at; their use is kept as bits.
const maxWords = 64

func (r *reading) addWord(s string) {
	w := newNameWord(s)
	switch w.class {
	case noise:
		r.filled, r.tied = true, contains(lex().ties, w.exact)
		return
	case branch:
		r.branch, r.led = true, contains(lex().leads, w.exact)
		return
	case doubt, blank:
		r.doubt = true
		return
	case legal:
		r.form = w.canon
		return
	}
	if len(r.words) == maxWords {
		r.doubt = true // nobody names a utförare in that many words
		return
	}
	after := slices.ContainsFunc(r.words, func(t textWord) bool { return t.class == core })
	w.filled, w.led = r.filled, r.led
	r.words = append(r.words, textWord{w, after, r.branch})
	r.branch, r.led, r.filled, r.tied = false, false, false, false
}

func (r *reading) join() {
	for i, w := range r.words {
		r.joined += w.fold
		if i+1 < len(r.words) {
			r.pairs = append(r.pairs, newWord(w.exact+r.words[i+1].exact))
		}
	}
}

// numbered reports whether something stands there that can be looked up.
func (r *reading) numbered() bool {
	return len(r.mails)+len(r.domains)+len(r.phones)+len(r.orgNrs)+len(r.cutPhones) > 0
}
