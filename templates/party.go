package templates

import (
	"fmt"
	"strings"

	"example.org/stegvis/bot/care"
)

// RenderChat is [Render] for a party in chat: the same message without greeting
// and signature, and with what a mail says of itself said of the thread.
func RenderChat(to care.Role, name string, d Data) (subject, text string, err error) {
	subject, text, err = bare(to, name, d)
	for _, i := range chat().Party.Instead {
		text = strings.ReplaceAll(text, i.Mail, i.Chat)
	}
	return subject, text, err
}

// Status says in a sentence where a case is, to BIH or to the party that sees it.
func Status(c care.PublicCase) string {
	if c.Seen != "" {
		return Fill(chat().Party.Status, "case", string(c.ID), "n", fmt.Sprint(int(c.Step)), "todo", Todo(c))
	}
	w := chat().Command.Status
	if len(c.Duties) == 0 || c.Duties[0].Due.IsZero() {
		w = chat().Command.NoDue
	}
	next, due := chat().Card.NoDuty, ""
	if len(c.Duties) > 0 {
		next = Fill(chat().Card.Duty, "role", string(c.Duties[0].Owner), "duty", chat().Duties[c.Duties[0].Name])
		due = chat().Day(c.Duties[0].Due)
	}
	return Fill(about(w, c), "next", next, "due", due)
}

// Todo says what is asked of the party that sees a case.
func Todo(c care.PublicCase) string {
	var said []string
	for _, d := range c.Duties {
		text := chat().Duties[d.Name]
		if !d.Due.IsZero() {
			text += Fill(byMail().Card.Due, "day", chat().Day(d.Due))
		}
		said = append(said, text)
	}
	if len(said) == 0 {
		return chat().Party.Nothing
	}
	return Fill(chat().Party.Todo, "duties", strings.Join(said, " · "))
}
