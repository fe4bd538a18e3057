package reply

import (
	"strings"
	"time"
	"unicode"
)

// contact.go weighs an answer to "who is kontaktperson": a name, with how to
// reach it. What is written is kept as it was written.

func answerContact(ts []token, own string) Answer {
	question := false
	for _, c := range dayReader(epoch).clauses(ts) {
		question = question || c.question
		if c.has(tDefer|tHedge) || c.has(tNot) && !c.has(tTopic) {
			return Answer{Intent: Unclear, Why: "defer", Question: question}
		}
	}
	if who := contactLine(own); who != "" {
		return Answer{Intent: Answered, Contact: who, Question: question}
	}
	if question {
		return Answer{Intent: Asks}
	}
	return Answer{Intent: Unclear, Why: "nothing"}
}

// contactLine returns the lines that hold a name or a way to reach somebody.
func contactLine(own string) string {
	var found []string
	named := false
	for line := range strings.SplitSeq(own, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case hasName(line):
			found = append(found, line)
			named = true
		case named && isDetail(line):
			found = append(found, line)
		}
	}
	return strings.Join(found, ", ")
}

// hasName reports whether a line holds a name: two capitalised words in a row
// that mean nothing else, or one beside a number or an address.
func hasName(line string) bool {
	run, best := 0, 0
	for _, w := range strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' || r == ':' || r == '(' || r == ')' }) {
		w = strings.Trim(w, ".!")
		if w != "" && isNameWord(w, 0) && !detailWords[strings.ToLower(w)] {
			run++
			best = max(best, run)
			continue
		}
		run = 0
	}
	reach := strings.Contains(line, "@")
	digits := 0
	for _, r := range line {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return best >= 2 || best == 1 && (reach || digits >= 8 || strings.Contains(strings.ToLower(line), "kontaktperson") || len(strings.Fields(line)) <= 2)
}

// epoch stands in for the moment of the reply where no day is read.
var epoch = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
