package intyg

import (
	"math"
	"regexp"
)

// Some forms print each label under the line that its value is written on. They
// are few, so what is read of them is proposed and never certain.

// beneath reports whether labels stand under their values: what is right above
// them is of the kind that they ask for, and what comes after hardly ever is.
func (p *paper) beneath(lines [][]*element) bool {
	over, after := 0, 0
	for i, line := range lines {
		for j, e := range line {
			if e.label == nil || e.taken || !e.label.resolved {
				continue
			}
			asks := asked[p.c.types[e.label.meaning.key]]
			if v := flush(lines, i-1, e); v != nil && asks != "" && asks == seenAs(v.text) {
				over++
			}
			next := flush(lines, i+1, e)
			if j+1 < len(line) {
				next = line[j+1]
			}
			if next != nil && next.label == nil && asks != "" && asks == seenAs(next.text) {
				after++
			}
		}
	}
	return over >= 4 && over > 2*after
}

// asked is what the value of a type is seen as, where it is unmistakable.
var asked = map[string]string{
	"date": "day", "pastdate": "day", "from": "day", "to": "day", "followup": "day",
	"personid": "personid", "phone": "phone", "email": "email", "minutes": "minutes", "frequency": "frequency",
}

var minutesWritten = regexp.MustCompile(`(?i)^(?:ca\.? |cirka )?\d{1,3}\s?min`)

// seenAs returns the kind of value that text unmistakably is; empty for none.
func seenAs(text string) string {
	_, isDay := day(text, someDay, coming)
	switch {
	case emailShape.MatchString(text):
		return "email"
	case HasPersonnummer(text):
		return "personid"
	case phoneWhole.MatchString(folds.Replace(text)):
		return "phone"
	case minutesWritten.MatchString(text):
		return "minutes"
	case isDay:
		return "day"
	case runes(text) < 30 && frequency(text) != nil:
		return "frequency"
	}
	return ""
}

// flush returns the piece of line i that begins where e does, close to it, if it
// is no label.
func flush(lines [][]*element, i int, e *element) *element {
	if i < 0 || i >= len(lines) {
		return nil
	}
	for _, x := range lines[i] {
		if x.page == e.page && x.label == nil && !x.taken && math.Abs(x.box.X0-e.box.X0) < 6 && math.Abs(x.box.Middle()-e.box.Middle()) < 3*e.line() {
			return x
		}
	}
	return nil
}

// under returns the label that e stands over, alone or with more lines of it in
// between; lines are those after e's own.
func under(lines [][]*element, e *element) *label {
	bottom := e.box.Y1
	for _, line := range lines {
		f := column(line, e)
		switch {
		case line[0].page != e.page || line[0].box.Y0-bottom > 2.4*e.line():
			return nil
		case f == nil || e.mark == nil && f.box.X0 < e.box.X0-12:
			continue // of another column
		case f.heading != nil:
			return nil
		case f.label != nil:
			return f.label
		}
		bottom = f.box.Y1
	}
	return nil
}
