package intyg

import (
	"regexp"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// What an answer says where a form gives the answers to choose from.

var (
	saysNo  = regexp.MustCompile(`(?i)^(nej|no|ej|inte|saknas|nekar|avböj\w*|behövs (ej|inte)|finns (ej|inte)|önskas (ej|inte)|behov föreligger ej|kan inte|samtycker (inte|ej))(\s|[.,;:(–-]|$)`)
	saysYes = regexp.MustCompile(`(?i)^(ja|yes|behövs|finns|gjord|gjort|utförd|utfört|genomförd|genomfört|är (gjord|utförd|genomförd)|har (gjorts|genomförts|lämnats|inhämtats)|önskas|inhämtat|lämnad|lämnat|given|muntligt|skriftligt|samtycker)(\s|[.,;:(–-]|$)`)
	bothWay = regexp.MustCompile(`(?i)^((ja|nej)[\s.,:;_/()-]{0,8}(x[\s.,:;_/()-]{0,8}|eller )?(ja|nej)\b|delvis|osäker|oklart|vet ej|vet inte|ja och nej|ej aktuellt än)`)
)

// yesNo reads a yes or a no at the start of text; ok is false when it says
// neither, or both.
func yesNo(text string) (yes, ok bool) {
	text = strings.TrimSpace(text)
	switch {
	case bothWay.MatchString(text):
		return false, false
	case saysNo.MatchString(text):
		return false, true
	}
	return true, saysYes.MatchString(text)
}

// ticked reads a yes or a no from tick boxes. A lone box is the yes.
func (a *answer) ticked() (yes, ok bool) {
	var on []*element
	clear := true
	for _, m := range a.marks {
		clear = clear && m.mark.State != page.Unclear
		if m.mark.State == page.On {
			on = append(on, m)
		}
	}
	if !clear {
		a.doubt = true
	}
	switch {
	case len(on) == 1:
		if yes, ok = yesNo(on[0].caption()); ok {
			return yes, true
		}
		return true, len(a.marks) == 1
	case len(on) == 0 && len(a.marks) == 1 && clear:
		yes, said := yesNo(a.marks[0].caption())
		return said && !yes, true
	}
	return false, false
}

// yes reads an answer to a question of yes or no.
func (a *answer) yes() (yes, ok bool) {
	if len(a.marks) > 0 {
		return a.ticked()
	}
	return yesNo(a.text)
}

// picked returns the options that are ticked or written, of those the key has.
func (p *paper) picked(a *answer, key string) (values []string, clear bool) {
	clear = true
	for _, m := range a.marks {
		if m.mark.State == page.Unclear {
			clear = false
		}
		if m.mark.State != page.On {
			continue
		}
		if v := p.c.optionFor(key, m); v != "" {
			values = append(values, v)
		} else {
			clear = false
		}
	}
	if len(a.marks) == 0 && a.text != "" {
		if v := p.c.optionIn(key, a.text); v != "" {
			return []string{v}, true
		}
		for _, part := range strings.FieldsFunc(a.text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
			v := p.c.optionIn(key, part)
			if v == "" {
				return values, false
			}
			values = append(values, v)
		}
	}
	return values, clear
}

// optionFor returns which of the key's options a tick box is.
func (c *Catalogue) optionFor(key string, m *element) string {
	for _, text := range []string{m.text, m.mark.Value, m.tip} {
		if v := c.optionIn(key, text); v != "" {
			return v
		}
		if c.isCode(key, text) {
			return text
		}
	}
	return ""
}

// optionIn returns the option that text is, or begins with.
func (c *Catalogue) optionIn(key, text string) (value string) {
	p := plain(strings.TrimRight(text, ".,; "))
	for _, o := range c.choices[key] {
		if rest, ok := strings.CutPrefix(p, o.key); ok && !isLetter(rest) {
			return o.value
		}
	}
	return ""
}

// recipients returns whom a text names as those who may be told.
func (c *Catalogue) recipients(text string) (to []string) {
	p := " " + plain(text)
	for _, who := range []string{"bih", "htj", "narstaende", "annan"} {
		for _, stem := range c.words.Recipients[who] {
			if at := strings.Index(p, stem); at > 0 && !isLetter(p[at-1:]) && (runes(stem) > 4 || !isLetter(p[at+len(stem):])) {
				to = append(to, who)
				break
			}
		}
	}
	return to
}
