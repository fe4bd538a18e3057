package intyg

// Where fields stand on our own blank (package forms draws it so), in points from
// the left margin, and how high they are.
const (
	fieldsWide  = 336.0
	betweenEach = 10.0
	helpAt      = 355.0
	oneLine     = 24.0
	moreLine    = 13.5
)

// A formRow is fields side by side.
type formRow struct {
	section, measure int
	fields           []printedField
	at               []float64 // where each begins, from the left margin
}

// rows are those of the form in order, with what is asked for every insats so
// many times.
func (f printedForm) rows(measures int) (all []formRow) {
	for i := 0; i < len(f.Section); {
		j := i
		for j < len(f.Section) && f.Section[j].PerMeasure {
			j++
		}
		for m := range measures {
			for k := i; k < j; k++ {
				all = append(all, f.sectionRows(k, m)...)
			}
		}
		if j == i {
			all = append(all, f.sectionRows(i, 0)...)
			j++
		}
		i = j
	}
	return all
}

func (f printedForm) sectionRows(section, measure int) (all []formRow) {
	for _, r := range f.Section[section].Row {
		row, share := formRow{section: section, measure: measure}, 0
		for _, x := range r.Field {
			if share+x.Width > 100 {
				all, row, share = append(all, row), formRow{section: section, measure: measure}, 0
			}
			row.fields = append(row.fields, x)
			row.at = append(row.at, float64(share)/100*(fieldsWide+betweenEach))
			share += x.Width
		}
		all = append(all, row)
	}
	return all
}

// wide is how wide the field is, and high what is written in it at most.
func (x printedField) wide() float64 {
	return float64(x.Width)/100*(fieldsWide+betweenEach) - betweenEach
}

func (x printedField) high() float64 {
	switch x.Kind {
	case "lines":
		return oneLine + float64(max(x.Lines, 2)-1)*moreLine
	case "choice", "choices":
		return oneLine + 18*float64(len(x.Option)-1)
	}
	return oneLine
}
