package intyg

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/stegvis/bot/intyg/page"
)

// split finds the labels inside the pieces of a line and cuts the pieces at
// them.
func (c *Catalogue) split(pieces []*element) (out []*element) {
	var open *label // the last label, while it waits for its value
	for i, e := range pieces {
		if e.mark != nil || len(e.words) == 0 || e.isField() || i > 0 && pieces[i-1].mark != nil {
			out = append(out, e)
			if e.mark != nil {
				open = nil
			}
			continue
		}
		for _, p := range c.cutLabels(e, open) {
			out = append(out, p)
			if open = p.label; open != nil && (open.inline || c.ofType(open, "title")) {
				open = nil
			}
		}
	}
	return out
}

func (c *Catalogue) cutLabels(e *element, open *label) (out []*element) {
	start, current := 0, (*label)(nil)
	flush := func(end int) {
		if end > start {
			out = append(out, e.cut(start, end))
		}
	}
	for i := 0; i < len(e.words); i++ {
		l, n := c.labelAt(e, i, open)
		if n == 0 || i > 0 && l.soft && c.inSentence(current, l, join(e, i+n, len(e.words))) {
			continue
		}
		current = l
		flush(i)
		at := e.cut(i, i+n)
		l.at, l.inline = at, i+n < len(e.words)
		at.label = l
		out = append(out, at)
		start, open = i+n, nil
		i += n - 1
	}
	flush(len(e.words))
	return out
}

// labelAt returns the label that begins with word i of e and how many words it
// has; none when 0.
func (c *Catalogue) labelAt(e *element, i int, open *label) (*label, int) {
	if i > 0 && !mayBegin(e, i) {
		return nil, 0
	}
	for n := min(c.longest, len(e.words)-i); n > 0; n-- {
		p := plain(join(e, i, i+n))
		ms, no := c.meanings[p], 0
		if len(ms) == 0 && n > 1 {
			ms, no = c.numberedLabel(p)
		}
		if len(ms) == 0 || endsInside(e, i, n) {
			continue
		}
		all, colon := n, ends(e.words[i+n-1].Text)
		if !colon {
			all, colon = tail(e, i, n)
		}
		if !colon && longer(e, i+all) {
			continue
		}
		l := &label{text: join(e, i, i+all), meanings: ms, exact: true, known: true, colon: colon, number: no}
		if c.fits(e, i, all, l, open) {
			return l, all
		}
	}
	if i > 0 {
		return nil, 0
	}
	return c.roughly(e)
}

// longer reports whether a label goes on behind the words that are known, in
// the same type and in small letters (or capitals, like the rest) up to its
// colon: "Adress till bostaden:" is another label than "Adress".
func longer(e *element, next int) bool {
	for k := next; k < min(len(e.words), next+7); k++ {
		w := e.words[k]
		if w.Bold != e.words[next-1].Bold || !isLower(w.Text) && !(capitals(w.Text) && capitals(join(e, 0, next))) {
			return false
		}
		if ends(w.Text) {
			return true
		}
	}
	return false
}

// capitals reports whether all letters of s are.
func capitals(s string) bool { return lettered(s) && s == strings.ToUpper(s) }

// inSentence reports whether what reads like a label in the middle of a line
// rather is a word of the sentence there: "ring 112. Övrigt: ring läkaren".
func (c *Catalogue) inSentence(current, l *label, value string) bool {
	if c.suits(l, value) {
		return false
	}
	return current == nil || !current.known || c.ofType(current, "text", "followup") || !c.ofAny(l)
}

// ofAny reports whether the label is for a field of the intyg at all.
func (c *Catalogue) ofAny(l *label) bool {
	return slices.ContainsFunc(l.meanings, func(m meaning) bool { return m.key != "" })
}

// numberedLabel returns the meanings of labels such as "Insats 2".
func (c *Catalogue) numberedLabel(p string) ([]meaning, int) {
	base, n := number(p)
	ms := c.meanings[base]
	if n == 0 || !slices.ContainsFunc(ms, func(m meaning) bool { return ofMeasure(m.key) }) {
		return nil, 0
	}
	return ms, n
}

func join(e *element, i, j int) string {
	parts := make([]string, 0, j-i)
	for _, w := range e.words[i:j] {
		parts = append(parts, w.Text)
	}
	return strings.Join(parts, " ")
}

// ends reports whether a word ends a label.
func ends(w string) bool { return strings.HasSuffix(w, ":") || strings.HasSuffix(w, "?") }

// endsInside reports whether a colon stands before the last of the n words: a
// label never reaches over its own colon.
func endsInside(e *element, i, n int) bool {
	for _, w := range e.words[i : i+n-1] {
		if ends(w.Text) {
			return true
		}
	}
	return false
}

// tail takes what may follow the words of a label before its colon: a star, a
// remark in brackets, or the rest of a long question.
func tail(e *element, i, n int) (all int, colon bool) {
	rest := e.words[i+n:]
	if len(rest) == 0 {
		return n, false
	}
	if rest[0].Text == ":" || rest[0].Text == "*" || rest[0].Text == "*:" || rest[0].Text == "?" {
		return n + 1, rest[0].Text != "*"
	}
	if strings.HasPrefix(rest[0].Text, "(") {
		for k, w := range rest {
			t := strings.TrimRight(w.Text, ":*")
			if strings.HasSuffix(t, ")") {
				if k+1 == len(rest) || ends(w.Text) {
					return n + k + 1, ends(w.Text)
				}
				if rest[k+1].Text == ":" {
					return n + k + 2, true
				}
				break
			}
		}
	}
	return n, false
}

// mayBegin reports whether a label can begin inside a run of words: after the
// end of a sentence, or with a capital letter and a colon soon after.
func mayBegin(e *element, i int) bool {
	before, w := e.words[i-1].Text, e.words[i].Text
	if strings.HasSuffix(before, ":") {
		return false
	}
	return isUpper(w) || strings.HasSuffix(before, ",") || strings.HasSuffix(before, ";")
}

// fits decides whether the words are used as a label here.
func (c *Catalogue) fits(e *element, i, n int, l *label, open *label) bool {
	rest := e.words[i+n:]
	text := join(e, i, i+n)
	if i > 0 {
		stop := strings.ContainsAny(e.words[i-1].Text[len(e.words[i-1].Text)-1:], ".;)!?")
		l.soft = !(stop && strings.Count(plain(text), " ") > 0)
		if l.colon {
			return !c.ofType(l, "from", "to")
		}
		return stop && isUpper(text) && strings.Count(plain(text), " ") > 0 && (len(rest) == 0 || c.suits(l, join(e, i+n, len(e.words))))
	}
	if l.colon || len(rest) == 0 {
		return true
	}
	if e.words[i].Bold && !rest[0].Bold {
		return true
	}
	if open != nil && !open.colon {
		return false // what follows a label is its value, whatever it begins with
	}
	value := join(e, i+n, len(e.words))
	if c.suits(l, value) {
		return true
	}
	return isUpper(text) && strings.Count(plain(text), " ") > 0 && isUpper(value) && c.ofType(l, "text", "followup", "provider", "issuer")
}

func (c *Catalogue) ofType(l *label, types ...string) bool {
	for _, m := range l.meanings {
		if slices.Contains(types, c.types[m.key]) {
			return true
		}
	}
	return false
}

// suits reports whether value is unmistakably a value of the kind that the
// label asks for, so that no colon is needed to tell them apart.
func (c *Catalogue) suits(l *label, value string) bool {
	for _, m := range l.meanings {
		if re := shapes[c.types[m.key]]; re != nil && re.MatchString(value) {
			return true
		}
	}
	return false
}

// shapes are what values look like when no colon stands before them.
var shapes = map[string]*regexp.Regexp{
	"date":       regexp.MustCompile(`^(?i:senast |den )?\d{1,4}[-/. ]?\d`),
	"pastdate":   regexp.MustCompile(`^(?i:den )?\d{1,4}[-/. ]?\d`),
	"from":       regexp.MustCompile(`^(?i:(fr\.?\s?o\.?\s?m\.?|from|från|den|v\.?|vecka) )?\d|^(?i:tills ?vidare)`),
	"to":         regexp.MustCompile(`^(?i:(den|v\.?|vecka) )?\d|^(?i:tills ?vidare)`),
	"personid":   regexp.MustCompile(`^\d{6}`),
	"phone":      regexp.MustCompile(`^[+0]\d`),
	"minutes":    regexp.MustCompile(`^(?i:ca |cirka )?\d+|^(?i:en |en halv)`),
	"frequency":  regexp.MustCompile(`(?i)^\d|^(varje|dagl|alla dagar|varannan|mån|tis|ons|tors|fre|lör|sön|en gång|två gånger|tre gånger|vid behov)`),
	"yesno":      regexp.MustCompile(`(?i)^(ja|nej)\b`),
	"risk":       regexp.MustCompile(`(?i)^(ja|nej|utförd|genomförd|gjord|ej)\b`),
	"consent":    regexp.MustCompile(`(?i)^(ja|nej|finns|bih|htj|muntligt|skriftligt|inhämtat)\b`),
	"recipients": regexp.MustCompile(`(?i)^(bih|htj)\b`),
	"name":       regexp.MustCompile(`^(\p{Lu}[\p{L}'-]+)( (\p{Lu}[\p{L}'.-]*|von|af|de|van|al|el)){1,4}$`),
	"issuer":     regexp.MustCompile(`^(\p{Lu}[\p{L}'-]+)( (\p{Lu}[\p{L}'.-]*|von|af|de|van|al|el)){1,4}(,.*)?$`),
	"profession": regexp.MustCompile(`(?i)^leg\b`),
	"address":    regexp.MustCompile(`^\p{Lu}\p{L}+.* \d|^\d{3} ?\d\d `),
	"email":      regexp.MustCompile(`^\S+@\S+$`),
	"number":     regexp.MustCompile(`^\d+$`),
	"choice":     regexp.MustCompile(`(?i)^(utfärdaren|den enskilde|patienten|undertecknad|närstående)\b`),
}

// roughly looks for a label that is misspelt, or that nobody knows, in front
// of a colon or alone in its piece of the line.
func (c *Catalogue) roughly(e *element) (*label, int) {
	n := colonAfter(e)
	if n == 0 {
		if len(e.words) > 9 || runes(e.text) < 6 || strings.ContainsAny(e.text[len(e.text)-1:], ".!") {
			return nil, 0
		}
		for _, text := range c.readings(e) {
			if ms := c.meanings[plain(text)]; len(ms) > 0 {
				return &label{text: strings.TrimSpace(text), meanings: ms, known: true}, len(e.words)
			}
		}
		for _, text := range c.readings(e) {
			if ms := c.similar(plain(text), e.from); len(ms) > 0 {
				return &label{text: strings.TrimSpace(text), meanings: ms, known: true}, len(e.words)
			}
		}
		return nil, 0
	}
	text := join(e, 0, n)
	if ms := c.similar(plain(text), e.from); len(ms) > 0 {
		return &label{text: text, meanings: ms, known: true, colon: true}, n
	}
	if ms := c.opens(e, n); len(ms) > 0 {
		return &label{text: text, meanings: ms, known: true, colon: true}, n
	}
	return &label{text: text, colon: true}, n
}

// readings returns what a piece may say. The corner of a frame in front of a
// word looks like a letter to a machine: "T E-post", "TTelefon".
func (c *Catalogue) readings(e *element) []string {
	all := []string{e.text}
	if e.from != page.FromOCR {
		return all
	}
	if len(e.words) > 1 && runes(e.words[0].Text) <= 2 && digits(e.words[0].Text) == "" {
		all = append(all, join(e, 1, len(e.words)))
	}
	if r, n := utf8.DecodeRuneInString(e.text); !unicode.IsDigit(r) {
		all = append(all, e.text[n:])
	}
	return all
}

// colonAfter returns how many words at the start of e may be a label because
// a colon or question mark follows them.
func colonAfter(e *element) int {
	for k, w := range e.words[:min(len(e.words), 12)] {
		if ends(w.Text) {
			if w.Text == ":" {
				return k + 1
			}
			t := strings.TrimRight(w.Text, ":?")
			if t == "" || digits(t) == t {
				return 0
			}
			return k + 1
		}
		if last := w.Text[len(w.Text)-1]; last == '!' || last == ';' || last == '.' && k > 0 && len(w.Text) > 5 {
			return 0
		}
	}
	return 0
}

// opens finds a known question whose beginning is that of the n words.
func (c *Catalogue) opens(e *element, n int) []meaning {
	for k := n - 1; k >= 4; k-- {
		if ms := c.meanings[plain(join(e, 0, k))]; len(ms) > 0 {
			return ms
		}
	}
	return nil
}

// similar returns the meanings of the one label that p is a misspelling of:
// one letter in eight, or one in five when a machine read it; never a digit.
func (c *Catalogue) similar(p string, from page.Source) (found []meaning) {
	limit := runes(p) / 8
	if from == page.FromOCR {
		limit = runes(p) / 5
	}
	if limit == 0 {
		return nil
	}
	size, figures, best := runes(p), digits(p), limit+1
	for _, l := range c.spelt {
		if l.runes > size+limit || l.runes < size-limit || l.digits != figures {
			continue
		}
		switch d, ms := distance(p, l.text, min(best, limit)), c.meanings[l.text]; {
		case d < best:
			best, found = d, ms
		case d == best && d <= limit && !sameMeanings(found, ms):
			found = nil
		}
	}
	return found
}

func sameMeanings(a, b []meaning) bool {
	return slices.EqualFunc(a, b, func(x, y meaning) bool { return x.key == y.key })
}

// lettered reports whether s has any letter or digit at all.
func lettered(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
