package intyg

import (
	"regexp"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// People write several things in one field: "Ja, 20/11 med kontaktperson",
// "Siri Provén, leg. fysioterapeut, Måsbergets Rehab, 08-465 004 15". What
// stands first is what was asked for; the rest is offered to the fields that
// ask for it and have no value of their own.

func readText(b *builder, a *answer) {
	text := a.text
	if text == "" && len(a.marks) > 0 {
		text = a.raw()
	}
	switch a.key {
	case "utfardare.enhet":
		rest := b.offerContact(a, text)
		b.put(a, a.key, value(rest, rest != ""), true)
	case "insats.hjalp_med", "insats.beskrivning":
		b.put(a, a.key, value(text, text != ""), len(a.marks) == 0)
	default:
		b.put(a, a.key, value(text, text != ""), true)
	}
}

// offerContact takes phone and mail address off a text.
func (b *builder) offerContact(a *answer, text string) string {
	folded := folds.Replace(text)
	if m := phoneShape.FindString(folded); m != "" {
		b.offer(a, "utfardare.telefon", strings.TrimSpace(m), m, true)
		folded = strings.Replace(folded, m, "", 1)
	}
	if m := mailIn.FindString(folded); m != "" {
		b.offer(a, "utfardare.epost", m, m, true)
		folded = strings.Replace(folded, m, "", 1)
	}
	if folded == folds.Replace(text) {
		return text
	}
	return strings.Trim(telWord.ReplaceAllString(folded, ""), " ,;.-")
}

var (
	mailIn  = regexp.MustCompile(`[\w.+åäö-]+@[\w-]+(?:\.[\w-]+)+`)
	telWord = regexp.MustCompile(`(?i)[,;]?\s*\b(tel(efon)?|tfn|mobil)\b\.?:?\s*$|[,;]?\s*\b(tel(efon)?|tfn|mobil)\b\.?:?\s*([,;]|$)`)
)

func readRisk(b *builder, a *answer) {
	yes, ok := a.yes()
	if !ok && len(a.marks) > 0 {
		b.put(a, a.key, nil, a.raw() == "")
		return
	}
	if len(a.marks) == 0 && (!ok && yesOrNo.MatchString(plain(a.text)) || both.MatchString(a.text) && runes(a.text) < 40) {
		b.put(a, a.key, nil, false) // both are printed, and which is meant is not seen
		return
	}
	if !ok {
		b.put(a, a.key, true, false) // it says what the risks are, so somebody looked
		b.offer(a, "riskanalys.text", a.text, a.text, false)
		return
	}
	b.put(a, a.key, yes, true)
	text := a.detail()
	if found := dates(text, b.received, past); yes && len(found) > 0 {
		b.offer(a, "riskanalys.datum", found[0].date.String(), text, len(found) == 1)
	}
	if _, rest, ok := strings.Cut(text, ". "); ok && runes(rest) > 10 {
		b.offer(a, "riskanalys.text", rest, rest, false)
	}
}

// detail is what an answer says beside its yes or no.
func (a *answer) detail() string {
	if len(a.marks) == 0 {
		return a.text
	}
	var on []string
	for _, m := range a.marks {
		if m.mark.State == page.On {
			on = append(on, m.text)
		}
	}
	return strings.TrimSpace(strings.Join(append(on, a.text), " "))
}

func readConsent(b *builder, a *answer) {
	to, boxes, clear := b.consentBoxes(a)
	yes, ok := a.yes()
	switch {
	case boxes > 0 && len(to) > 0:
		yes, ok = true, true
	case boxes > 0 && boxes == len(a.marks):
		ok = false // asked of each, and nobody ticked
	case len(a.marks) == 0 && !ok && (len(b.c.recipients(a.text)) > 0 || strings.Contains(plain(a.text), "samtyck")):
		yes, ok = !strings.Contains(plain(a.text), " inte "), true
		clear = strings.Contains(plain(a.text), "samtyck") || namesSomebody.MatchString(a.text)
	}
	if !ok {
		b.put(a, a.key, nil, a.raw() == "")
		return
	}
	b.put(a, a.key, yes, clear)
	if !yes {
		return
	}
	if len(to) == 0 {
		words := a.detail()
		if a.label != nil && a.label.text != "" {
			words = a.label.text + " " + words
		}
		to = b.c.recipients(words)
	}
	if len(to) > 0 {
		b.offer(a, "samtycke.omfattar", to, a.raw(), clear)
	}
}

// namesSomebody is an answer that begins with those who may be told.
var namesSomebody = regexp.MustCompile(`(?i)^(bih|htj|bistånd|hemtjänst|kommun|till (bih|htj|bistånd|hemtjänst))`)

// consentBoxes returns for whom boxes are ticked, and how many of the boxes
// name somebody.
func (b *builder) consentBoxes(a *answer) (to []string, boxes int, clear bool) {
	clear = true
	for _, m := range a.marks {
		who := b.c.optionFor("samtycke.omfattar", m)
		if who == "" || runes(m.text) > 40 {
			continue
		}
		boxes++
		switch m.mark.State {
		case page.On:
			to = append(to, who)
		case page.Unclear:
			clear = false
		}
	}
	return to, boxes, clear
}

func readRecipients(b *builder, a *answer) {
	to, boxes, clear := b.consentBoxes(a)
	if boxes == 0 {
		to = b.c.recipients(a.detail())
	}
	if len(to) == 0 {
		b.put(a, a.key, nil, a.raw() == "")
		return
	}
	b.put(a, a.key, to, clear)
	b.offer(a, "samtycke.finns", true, a.raw(), boxes > 0)
}

var contactStart = regexp.MustCompile(`(?i)[,;.(]?\s+(samordnare|kontaktperson|kontakt|tel|tfn|telefon|mobil)\b[.:]?.*$|[,;(]?\s+(?:\+46|0\d)[\d ()/-]{6,}.*$`)

func readProvider(b *builder, a *answer) {
	text := a.text
	if text == "" && len(a.marks) > 0 {
		text = a.raw()
	}
	name := text
	if at := contactStart.FindStringIndex(folds.Replace(text)); at != nil && folds.Replace(text) == text && at[0] > 2 {
		name = strings.Trim(text[:at[0]], " ,;(")
		b.offer(a, "utforare.kontakt", strings.Trim(text[at[0]:], " ,;()"), text[at[0]:], true)
	}
	b.put(a, a.key, value(name, name != ""), len(a.marks) <= 1 && runes(name) < 80)
}

// readIssuer reads who wrote the intyg, with what may follow the name.
func readIssuer(b *builder, a *answer) {
	parts := strings.Split(a.text, ",")
	name := strings.TrimSpace(parts[0])
	if len(parts) == 1 {
		b.put(a, a.key, name, isName(name))
		return
	}
	var unit []string
	known := false
	for _, part := range parts[1:] {
		part = strings.TrimSpace(part)
		switch {
		case !known && b.c.Profession(part) != "":
			b.offer(a, "utfardare.yrke", part, part, true)
			known = true
		case part != "":
			unit = append(unit, part)
		}
	}
	rest := b.offerContact(a, strings.Join(unit, ", "))
	if rest != "" && known {
		b.offer(a, "utfardare.enhet", rest, rest, !strings.Contains(rest, ","))
	}
	b.put(a, a.key, name, isName(name) && (known || rest == ""))
}

// Profession returns the class of the STEG study a title belongs to, or "".
func (c *Catalogue) Profession(title string) string {
	p := plain(strings.TrimRight(title, " ."))
	p = strings.TrimPrefix(strings.TrimPrefix(p, "legitimerad "), "leg ")
	for _, t := range c.classes {
		if p == t.key || strings.HasPrefix(p, t.key+" ") || len(t.key) > 5 && strings.HasSuffix(p, t.key) {
			return t.value
		}
	}
	return ""
}
