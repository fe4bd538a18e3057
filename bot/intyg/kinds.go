package intyg

import (
	"regexp"
	"strconv"
	"strings"

	"example.org/stegvis/bot/care"
)

// read reads an answer as the kind of value that its key has.
func (b *builder) read(a *answer) {
	switch b.c.types[a.key] {
	case "date", "pastdate":
		readDate(b, a)
	case "from", "to":
		readPeriod(b, a)
	case "personid":
		readID(b, a)
	case "name":
		readName(b, a)
	case "yesno":
		readYesNo(b, a)
	case "choice":
		readChoice(b, a)
	case "choices":
		readChoices(b, a)
	case "email":
		readEmail(b, a)
	case "phone":
		readPhone(b, a)
	case "number":
		readNumber(b, a)
	case "followup":
		readFollowUp(b, a)
	case "minutes":
		b.put(a, a.key, minutes(a.text), true)
	case "frequency":
		b.put(a, a.key, frequency(a.text), true)
	case "flag":
		yes, ok := a.yes()
		b.put(a, a.key, yes || !ok, true)
	case "risk":
		readRisk(b, a)
	case "consent":
		readConsent(b, a)
	case "recipients":
		readRecipients(b, a)
	case "provider":
		readProvider(b, a)
	case "issuer":
		readIssuer(b, a)
	default:
		readText(b, a)
	}
}

func readDate(b *builder, a *answer) {
	t := coming
	if a.key == "datum_utfardat" || a.key == "riskanalys.datum" {
		t = past
	}
	d, ok := day(a.text, b.ref(t), t)
	if d.IsZero() {
		b.put(a, a.key, nil, false)
		return
	}
	b.put(a, a.key, d.String(), ok)
}

func (b *builder) ref(t tense) care.Date {
	if t == past {
		return b.received
	}
	return b.issued
}

// readPeriod reads what stands at the start of a period, which may be all of
// it.
func readPeriod(b *builder, a *answer) {
	s := parseSpan(a.text, b.issued)
	if a.key == "period.till" && s.to.IsZero() {
		s.to, s.from = s.from, care.Date{}
		if found := dates(a.text, b.issued, coming); len(found) > 0 {
			s.to = found[0].last
		}
	}
	if from := b.begun(); a.key == "period.till" && s.to.IsZero() && !s.ongoing && !from.IsZero() {
		s.to, s.length = lastOf(a.text, from), true // "Slutdatum: 3 månader"
	}
	if s.from.IsZero() && s.to.IsZero() && !s.ongoing {
		b.put(a, a.key, nil, false)
		return
	}
	sure := !noSuchDay(a.text)
	if !s.from.IsZero() {
		b.put(a, "period.fran", s.from.String(), sure && plausible(s.from, b.issued))
	}
	switch {
	case s.ongoing:
		b.put(a, "period.till", Ongoing, sure)
	case !s.to.IsZero():
		b.put(a, "period.till", s.to.String(), sure && !s.length && plausible(s.to, b.issued))
	case !sure:
		b.put(a, "period.till", nil, false)
	}
	if !s.review.IsZero() {
		b.offer(a, "omprovning", s.review.String(), a.text, true)
	}
}

// begun returns the first day of the insats that is being read, as far as it is
// known.
func (b *builder) begun() care.Date {
	if b.measure >= len(b.r.Measures) {
		return care.Date{}
	}
	d, _ := care.ParseDate(textOf(b.r.Measures[b.measure]["period.fran"]))
	return d
}

// plausible reports whether a day lies where the day of an intyg may.
func plausible(d, issued care.Date) bool {
	return issued.IsZero() || d.Days(issued) > -400 && d.Days(issued) < 6*366
}

func readID(b *builder, a *answer) {
	id, ok := ParsePersonnummer(a.text, b.received)
	switch {
	case ok:
		b.put(a, a.key, id.Number, len(digits(a.text)) <= 12)
		if id.Child {
			b.warn("barn_i_aldreomsorg")
			b.unsure(a.key, .6)
		}
	case id.Kind == UnknownReserve:
		b.put(a, a.key, id.Number, false)
		b.warn("reservnummer_okant")
	default:
		if fixed, ok := RepairPersonnummer(a.text, b.received); ok {
			b.put(a, a.key, fixed.Number, false)
			return
		}
		b.put(a, a.key, nil, false)
		b.warn("personnummer_ogiltigt")
	}
}

// unsure takes the certainty from a field.
func (b *builder) unsure(key string, confidence float64) {
	lower := func(m map[string]Field) {
		if f, ok := m[key]; ok {
			f.Certain, f.Confidence = false, min(f.Confidence, confidence)
			m[key] = f
		}
	}
	lower(b.r.Fields)
	for _, m := range b.r.Measures {
		lower(m)
	}
}

// readName reads a name, with the personnummer that may stand behind it.
func readName(b *builder, a *answer) {
	name := a.text
	if ids := FindPersonnummer(name, b.received); len(ids) == 1 {
		b.offer(a, "patient_id", ids[0].Number, a.text, true)
		name = strings.Trim(idShape.ReplaceAllString(folds.Replace(name), ""), " ,;()")
	}
	b.put(a, a.key, name, isName(name))
}

var nameShape = regexp.MustCompile(`^\p{Lu}[\p{L}'’.-]*(?:[ ,]+(?:\p{Lu}[\p{L}'’.-]*|von|af|de|van|der|al|el|"\p{L}+"))*$`)

// isName reports whether s looks like the name of a person and nothing else.
func isName(s string) bool {
	return (nameShape.MatchString(s) || s == strings.ToUpper(s) && digits(s) == "") && len(strings.Fields(s)) <= 6 && len(strings.Fields(s)) >= 1
}

func readYesNo(b *builder, a *answer) {
	yes, ok := a.yes()
	if !ok {
		b.put(a, a.key, nil, len(a.marks) > 0 && a.raw() == "")
		return
	}
	b.put(a, a.key, yes, true)
}

func readChoice(b *builder, a *answer) {
	values, clear := b.picked(a, a.key)
	switch {
	case len(values) == 1:
		b.put(a, a.key, values[0], clear)
	case len(values) > 1:
		b.put(a, a.key, nil, false)
		b.warn("flera_val")
	default:
		b.put(a, a.key, nil, a.raw() == "")
	}
}

func readChoices(b *builder, a *answer) {
	values, clear := b.picked(a, a.key)
	if len(values) == 0 {
		b.put(a, a.key, nil, a.raw() == "")
		return
	}
	b.put(a, a.key, values, clear)
}

func readEmail(b *builder, a *answer) {
	mail := strings.Join(strings.Fields(strings.TrimPrefix(a.text, "mailto:")), "")
	b.put(a, a.key, mail, emailShape.MatchString(mail))
}

var emailShape = regexp.MustCompile(`^[\w.+åäöÅÄÖ-]+@[\w-]+(\.[\w-]+)+$`)

func readPhone(b *builder, a *answer) {
	b.put(a, a.key, strings.TrimSpace(strings.TrimPrefix(a.text, ":")), phoneWhole.MatchString(folds.Replace(a.text)))
}

var (
	phoneShape = regexp.MustCompile(`(?:\+46|0)[\d][\d ()/-]{5,15}\d`)
	phoneWhole = regexp.MustCompile(`^(?:(?i:tel|tfn|telefon)\.?:? ?)?(?:\+46|0)[\d ()/-]{7,17}(?: ?\([\p{L} .]+\))?$`)
)

func readNumber(b *builder, a *answer) {
	if v := b.c.optionIn(a.key, a.text); v != "" {
		n, _ := strconv.Atoi(v)
		b.put(a, a.key, n, true)
		return
	}
	if values, clear := b.picked(a, a.key); len(values) == 1 && len(a.marks) > 0 {
		n, _ := strconv.Atoi(values[0])
		b.put(a, a.key, n, clear)
		return
	}
	n, err := strconv.Atoi(digits(a.text))
	if yes, ok := yesNo(a.text); ok && err != nil {
		n, err = 1, nil
		if yes {
			n = 2 // "Dubbelbemanning: ja"
		}
	}
	b.put(a, a.key, value(n, err == nil && n > 0), err == nil && n > 0 && n < 5)
}

func value(v any, ok bool) any {
	if !ok {
		return nil
	}
	return v
}

func readFollowUp(b *builder, a *answer) {
	d, ok := day(a.text, b.issued, coming)
	if !ok {
		b.put(a, a.key, a.text, true)
		if approximately.MatchString(a.text) {
			b.warn("uppfoljning_ungefarlig")
		}
		return
	}
	b.put(a, a.key, d.String(), true)
}

var approximately = regexp.MustCompile(`(?i)\b(ca|cirka|ungefär|omkring)\b`)
