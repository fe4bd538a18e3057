package page

import (
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// annotations reads what lies on top of a page: form fields, and text that
// somebody put there with a pen tool. Each is asked for one by one, since one
// bad field must not hide the others.
func (f *pdfFile) annotations(ref requests.Page, m matrix, p *Page) {
	count, err := f.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: ref})
	if err != nil {
		return
	}
	n := count.Count
	if n > maxFields {
		f.warn(WarnCut)
		n = maxFields
	}
	for i := range n {
		a, err := f.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: ref, Index: i})
		if err != nil {
			f.warn(WarnCut)
			continue
		}
		f.annotation(a.Annotation, m, p)
		f.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: a.Annotation})
	}
}

func (f *pdfFile) annotation(a references.FPDF_ANNOTATION, m matrix, p *Page) {
	kind, err := f.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: a})
	if err != nil {
		f.warn(WarnCut)
		return
	}
	rect, err := f.FPDFAnnot_GetRect(&requests.FPDFAnnot_GetRect{Annotation: a})
	if err != nil {
		return
	}
	r := rect.Rect
	box := m.box(float64(r.Left), float64(r.Bottom), float64(r.Right), float64(r.Top))
	switch kind.Subtype {
	case enums.FPDF_ANNOT_SUBTYPE_FREETEXT:
		p.Words = append(p.Words, f.freeText(a, box)...)
	case enums.FPDF_ANNOT_SUBTYPE_TEXT, enums.FPDF_ANNOT_SUBTYPE_POPUP:
		f.warn(WarnComments)
	case enums.FPDF_ANNOT_SUBTYPE_WIDGET:
		f.field(a, box, p)
	}
}

// freeText lays out text that was typed over a flat form.
func (f *pdfFile) freeText(a references.FPDF_ANNOTATION, box Box) (words []Word) {
	c, err := f.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: a, Key: "Contents"})
	if err != nil {
		return nil
	}
	lines := strings.Split(newlines.Replace(strings.TrimSpace(c.Value)), "\n")
	high := min(box.Height()/float64(len(lines)), lineHeight)
	for i, l := range lines {
		y := box.Y0 + high*float64(i)
		x := box.X0
		for _, w := range strings.Fields(l) {
			wide := charWidth * float64(len([]rune(w)))
			words = append(words, Word{Box: Box{x, y, x + wide, y + high}, Text: w, Source: FromText, Confidence: .95, Size: high * .8})
			x += wide + charWidth*.6
		}
	}
	return words
}

// hiddenField are the flags of fields that people do not see.
const hiddenField = enums.FPDF_ANNOT_FLAG_HIDDEN | enums.FPDF_ANNOT_FLAG_NOVIEW

// field reads one form field.
func (f *pdfFile) field(a references.FPDF_ANNOTATION, box Box, p *Page) {
	kind, err := f.FPDFAnnot_GetFormFieldType(&requests.FPDFAnnot_GetFormFieldType{FormHandle: f.form, Annotation: a})
	if err != nil {
		f.warn(WarnCut)
		return
	}
	name, tip := f.fieldName(a)
	hidden := false
	if fl, err := f.FPDFAnnot_GetFlags(&requests.FPDFAnnot_GetFlags{Annotation: a}); err == nil {
		hidden = fl.Flags&hiddenField != 0 || box.Width() < 1 || box.Height() < 1
	}
	switch kind.FormFieldType {
	case enums.FPDF_FORMFIELD_TYPE_CHECKBOX, enums.FPDF_FORMFIELD_TYPE_RADIOBUTTON:
		if hidden {
			return
		}
		p.Marks = append(p.Marks, f.tick(a, Mark{Box: box, Source: FromField, Confidence: 1, Field: name, Tip: tip}))
		f.fields++
	case enums.FPDF_FORMFIELD_TYPE_TEXTFIELD, enums.FPDF_FORMFIELD_TYPE_COMBOBOX, enums.FPDF_FORMFIELD_TYPE_LISTBOX:
		f.cells++
		w := Word{Box: box, Source: FromField, Confidence: 1, Size: typeSize, Cell: f.cells, Field: name, Tip: tip, Hidden: hidden}
		w.Text = f.fieldValue(a, kind.FormFieldType != enums.FPDF_FORMFIELD_TYPE_TEXTFIELD)
		p.Words = append(p.Words, w)
		if !hidden {
			f.fields++
		}
	}
}

func (f *pdfFile) fieldName(a references.FPDF_ANNOTATION) (name, tip string) {
	if n, err := f.FPDFAnnot_GetFormFieldName(&requests.FPDFAnnot_GetFormFieldName{FormHandle: f.form, Annotation: a}); err == nil {
		name = n.FormFieldName
	}
	if t, err := f.FPDFAnnot_GetFormFieldAlternateName(&requests.FPDFAnnot_GetFormFieldAlternateName{FormHandle: f.form, Annotation: a}); err == nil {
		tip = t.FormFieldAlternateName
	}
	return name, tip
}

func (f *pdfFile) tick(a references.FPDF_ANNOTATION, m Mark) Mark {
	on, err := f.FPDFAnnot_IsChecked(&requests.FPDFAnnot_IsChecked{FormHandle: f.form, Annotation: a})
	switch {
	case err != nil:
		m.State, m.Confidence = Unclear, 0
	case on.IsChecked:
		m.State = On
	default:
		m.State = Off
	}
	if v, err := f.FPDFAnnot_GetFormFieldExportValue(&requests.FPDFAnnot_GetFormFieldExportValue{FormHandle: f.form, Annotation: a}); err == nil {
		m.Value = v.Value
	}
	return m
}

// fieldValue returns what a field shows: of a choice that is its label, which
// may differ from what the form would send.
func (f *pdfFile) fieldValue(a references.FPDF_ANNOTATION, choice bool) string {
	if choice {
		if labels := f.chosen(a); labels != "" {
			return labels
		}
	}
	v, err := f.FPDFAnnot_GetFormFieldValue(&requests.FPDFAnnot_GetFormFieldValue{FormHandle: f.form, Annotation: a})
	if err != nil {
		f.warn(WarnCut)
		return ""
	}
	return strings.TrimSpace(newlines.Replace(v.FormFieldValue))
}

func (f *pdfFile) chosen(a references.FPDF_ANNOTATION) string {
	count, err := f.FPDFAnnot_GetOptionCount(&requests.FPDFAnnot_GetOptionCount{FormHandle: f.form, Annotation: a})
	if err != nil {
		return ""
	}
	var labels []string
	for i := range min(count.OptionCount, 200) {
		is, err := f.FPDFAnnot_IsOptionSelected(&requests.FPDFAnnot_IsOptionSelected{FormHandle: f.form, Annotation: a, Index: i})
		if err != nil || !is.IsOptionSelected {
			continue
		}
		if l, err := f.FPDFAnnot_GetOptionLabel(&requests.FPDFAnnot_GetOptionLabel{FormHandle: f.form, Annotation: a, Index: i}); err == nil {
			labels = append(labels, strings.TrimSpace(l.OptionLabel))
		}
	}
	return strings.Join(labels, "\n")
}
