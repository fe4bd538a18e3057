package pdf

// A Kind is a kind of form field.
type Kind int

const (
	Line   Kind = iota // one line of text
	Lines              // several lines of text
	Combo              // a list to choose from, or to write something else in
	Tick               // a box
	Radio              // one of several; those with the same Name exclude each other
	Hidden             // seen by programs only, and not to be changed
)

// A Field is a place to fill in. A full stop may not stand in Name.
type Field struct {
	Kind       Kind
	Name       string
	Tip        string // read aloud, and shown when the mouse rests on it
	X, Y, W, H float64
	Value      string   // text; for a Tick or Radio the code it exports when on
	On         bool     // for a Tick or Radio
	Options    []string // for a Combo
	Required   bool
}

// A placed field knows where it went in the file.
type placed struct {
	Field
	elem   *Elem
	obj    int
	parent int // its key on the way back to the tree
}

// Field puts f on the page. It is read aloud as a part of e.
func (p *Page) Field(e *Elem, f Field) {
	pl := placed{Field: f}
	if f.Kind != Hidden {
		pl.elem = e.Add("Form")
		pl.elem.alt = f.Tip
	}
	p.fields = append(p.fields, pl)
}

// flags of a field, as the format numbers them
const (
	readOnly  = 1 << 0
	required  = 1 << 1
	multiline = 1 << 12
	noToggle  = 1 << 14 // a radio button cannot be switched off by pressing it
	isRadio   = 1 << 15
	isCombo   = 1 << 17
	canEdit   = 1 << 18
)

func (f Field) flags() (n int) {
	if f.Required {
		n = required
	}
	switch f.Kind {
	case Lines:
		n |= multiline
	case Combo:
		n |= isCombo | canEdit
	case Hidden:
		n |= readOnly
	case Radio:
		n |= isRadio | noToggle
	}
	return n
}

// state is the name of what a Tick or Radio shows.
func (f Field) state() string {
	if f.On {
		return name(f.Value)
	}
	return "/Off"
}
