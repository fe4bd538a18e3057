package bot

import (
	"regexp"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
)

// The digital follow-up of the study: three questions that are answered by grades,
// and one in free words, to each party at the start and at the follow-up.

// gradeCount is how many grades a questionnaire asks for.
const gradeCount = 3

// questionnaires are what is asked of the parties because of an event, when the unit
// has chosen to ask at all. At BIH it is whoever has the case, by mail.
func (b *Bot) questionnaires(after care.Case, event care.Event) (notices []care.Notice) {
	template := ""
	switch event.(type) {
	case care.StartReached:
		template = "enkat_start"
	case care.OutcomeReported:
		template = "enkat_slut"
	}
	if !b.Questionnaire || template == "" {
		return nil
	}
	for _, r := range []care.Role{care.PVR, care.HTJ} {
		if after.Units[r] != "" {
			notices = append(notices, care.Notice{To: r, Template: template, Asks: true})
		}
	}
	if after.Owner != "" {
		notices = append(notices, care.Notice{To: care.BIH, Template: template, Asks: true, Person: after.Owner})
	}
	return notices
}

// graded reads the answer to a questionnaire: a grade from 1 to 5 for each question,
// in their order, and below them whatever else there is to say. Anything else is no
// answer to it.
func graded(question, own string, from care.Role) (care.QuestionnaireAnswered, bool) {
	e := care.QuestionnaireAnswered{By: from, Of: question[strings.LastIndexByte(question, '_')+1:]}
	lines := strings.Split(strings.TrimSpace(own), "\n")
	for i, line := range lines {
		m := gradeLine.FindStringSubmatch(strings.TrimSpace(line))
		switch {
		case strings.TrimSpace(line) == "":
			continue
		case m == nil:
			return e, false
		case m[1] != "" && m[1] != string(rune('1'+len(e.Grades))): // "2: 4" where the first was due
			return e, false
		}
		for _, d := range regexp.MustCompile(`[1-5]`).FindAllString(m[2], -1) {
			e.Grades = append(e.Grades, int(d[0]-'0'))
		}
		if m[1] != "" && len(e.Grades) != int(m[1][0]-'0') {
			return e, false
		}
		if len(e.Grades) >= gradeCount {
			e.Text = strings.TrimSpace(strings.Join(lines[i+1:], "\n"))
			return e, len(e.Grades) == gradeCount
		}
	}
	return e, false
}

// grades takes an answer to a questionnaire. What is none is what such words are
// anywhere else.
func (b *Bot) grades(m meaning, c care.Case, l ledger.Letter, a reply.Answer) care.Event {
	if e, ok := graded(l.Question, reply.Own(m.in.Text), m.role); ok {
		return e
	}
	return b.event(m, c, l, a)
}

// gradeLine is a line of grades: "4 5 3", "4, 5, 3", or "1: 4" on lines of their own.
var gradeLine = regexp.MustCompile(`^(?:([1-3]) ?[:.)] ?)?([1-5](?:[ ,;/]+[1-5])*)\.?$`)
