package reply

import (
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// Parse understands text as an answer to q, given at now. Text is the whole
// body of the mail or message, quotes and all, plain or HTML.
func Parse(text string, now time.Time, q Question) Answer {
	b := read(text)
	own := b.own()
	low := strings.ToLower(own)
	a := Answer{Intent: Unclear, Why: "empty"}
	switch {
	case isAuto(text, low):
		a = Answer{Intent: Auto}
	case strings.TrimSpace(own) == "":
	case len(own) > longest:
		a = Answer{Intent: Unclear, Why: "long", Signs: signs(tokens(own[:longest]))}
	default:
		ts := b.tokens(q)
		a = decide(ts, own, now, q)
		if isAbsence(low) {
			a.absent()
		}
		a.Signs = signs(ts)
	}
	if !b.sure {
		a.doubt("quote")
	}
	for _, s := range a.Signs {
		if s == Death || s == Hospital {
			a.doubt(string(s))
		}
	}
	a.Personal = hasPersonalID(text)
	return a
}

// longest is how many bytes an answer may have. What is longer is no short
// answer, and a human reads it.
const longest = 8_000

// doubt takes back every certainty.
func (a *Answer) doubt(why string) {
	switch a.Intent {
	case Accept, Propose, Answered:
		*a = Answer{Intent: Unclear, Why: why, Question: a.Question, Signs: a.Signs}
	}
}

func decide(ts []token, own string, now time.Time, q Question) Answer {
	if a, ok := calendarReply(own, now, q); ok {
		return a
	}
	switch q.Kind {
	case Times:
		return answerTimes(ts, now, q)
	case Order:
		return answerOrder(ts, now)
	case Outcome, Extension:
		return answerOutcome(ts, now, q)
	case Ack:
		return answerAck(ts, now)
	case Contact:
		return answerContact(ts, own)
	case Held:
		return answerHeld(ts, now)
	}
	return Answer{Intent: Answered}
}

// tokens reads all parts. A part that stands under one quoted numbered line
// answers that line, so its number is put before it.
func (b body) tokens(q Question) (ts []token) {
	for i, p := range b.parts {
		if strings.TrimSpace(strings.Join(p.lines, "")) == "" {
			continue
		}
		if len(ts) > 0 {
			ts = append(ts, token{kind: kPara, word: "\n"})
		}
		if n := p.answers(); n > 0 && len(b.parts) > 1 && i > 0 {
			ts = append(ts, token{kind: kNumber, sense: sense{sym: sPick, n: n}, word: under, marker: true}, token{kind: kMark, word: ":"})
		}
		ts = append(ts, tokens(strings.TrimSpace(unwrap(p.lines)))...)
	}
	return ts
}

// under is the word of the token that stands for a quoted line.
const under = "»"

// answers returns the number of the quoted line that a part stands under; 0
// when it is not numbered, or when more than one is.
func (p part) answers() (n int) {
	for i, line := range p.quoted {
		k := lineNumber(line)
		if k > 0 && n > 0 {
			return 0
		}
		if k > 0 {
			n = k
		} else if n > 0 && strings.TrimSpace(line) != "" && i > 0 {
			return 0
		}
	}
	return n
}

func lineNumber(line string) int {
	i := 0
	for i < len(line) && isDigit(line[i]) {
		i++
	}
	if i == 0 || i > 2 || i+1 >= len(line) || line[i] != ')' && line[i] != '.' || line[i+1] != ' ' {
		return 0
	}
	return atoi(line[:i])
}

// unwrap joins lines that a mail program broke in the middle of a sentence.
func unwrap(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		line = strings.TrimSpace(line)
		b.WriteString(line)
		if i+1 == len(lines) {
			break
		}
		next := strings.TrimSpace(lines[i+1])
		if len(line) >= 60 && next != "" && !strings.ContainsAny(line[len(line)-1:], ".!?:") && next == strings.ToLower(next[:1])+next[1:] && next[0] != '-' && next[0] != '*' {
			b.WriteByte(' ')
		} else {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func dayReader(now time.Time) reader { return reader{today: care.DateOf(now)} }

// hasPersonalID reports whether a personnummer or samordningsnummer stands in
// text, in any of its spellings.
func hasPersonalID(text string) bool {
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		n := digitsAt(text[i:])
		if personalAt(text[i:i+n], text[i+n:]) {
			return true
		}
		i += n
	}
	return false
}

func digitsAt(s string) (n int) {
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// personalAt reports whether run, with rest after it, is a personal number:
// the day of birth and four digits more, in one run or two.
func personalAt(run, rest string) bool {
	switch len(run) {
	case 10, 12:
		return birthday(run[:len(run)-4]) && luhn(run)
	case 6, 8:
		rest = strings.TrimLeft(rest, " ")
		mark := strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") || strings.HasPrefix(rest, "–") || strings.HasPrefix(rest, "−")
		rest = strings.TrimLeft(rest, "-+–− ")
		return digitsAt(rest) == 4 && birthday(run) && (mark || luhn(run+rest[:4]))
	}
	return false
}

// birthday reports whether s ends in a month and a day; in samordningsnummer
// sixty is added to the day.
func birthday(s string) bool {
	month, day := atoi(s[len(s)-4:len(s)-2]), atoi(s[len(s)-2:])
	if day > 60 {
		day -= 60
	}
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 && (len(s) == 6 || s[:2] == "19" || s[:2] == "20")
}

// luhn checks the last ten digits of s.
func luhn(s string) bool {
	var d []int
	for _, r := range s {
		if r >= '0' && r <= '9' {
			d = append(d, int(r-'0'))
		}
	}
	if len(d) < 10 {
		return false
	}
	sum := 0
	for i, x := range d[len(d)-10:] {
		if i%2 == 0 {
			x *= 2
		}
		sum += x/10 + x%10
	}
	return sum%10 == 0
}
