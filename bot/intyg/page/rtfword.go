package page

import "strings"

// rtfAside are the groups whose text is not part of what one reads.
var rtfAside = map[string]bool{
	"colortbl": true, "stylesheet": true, "info": true, "pict": true, "generator": true, "listtable": true,
	"listoverridetable": true, "rsidtbl": true, "themedata": true, "xmlnstbl": true, "object": true, "ftnsep": true,
	"aftnsep": true, "pgdsctbl": true, "revtbl": true, "datastore": true, "latentstyles": true, "filetbl": true,
	"colorschememapping": true, "falt": true, "bkmkstart": true, "bkmkend": true, "userprops": true, "annotation": true,
	"atnid": true, "atnauthor": true, "listtext": true, "pntext": true, "panose": true, "ffdeftext": true, "ffformat": true,
	"ffentrymcr": true, "ffexitmcr": true, "ffstattext": true, "ffhelptext": true, "nonshppict": true, "fchars": true, "lchars": true,
	"sp": true, "shprslt": true,
}

// rtfChars are the control words that stand for a character.
var rtfChars = map[string]rune{
	"~": '\u00a0', "_": '-', "{": '{', "}": '}', "\\": '\\', "endash": '–', "emdash": '—', "lquote": '‘', "rquote": '’',
	"ldblquote": '“', "rdblquote": '”', "bullet": '•', "emspace": ' ', "enspace": ' ', "qmspace": ' ',
}

func (r *rtfPage) word(t rtfToken) {
	st := r.top()
	if c, ok := rtfChars[t.word]; ok {
		r.char(c)
		return
	}
	if rtfAside[t.word] {
		st.skip = true
		return
	}
	on := !t.given || t.number != 0
	switch t.word {
	case "*":
		r.destination()
	case "u":
		r.unicode(t.number)
	case "uc":
		st.skipAfter = min(max(t.number, 0), 8)
	case "plain":
		st.bold, st.hidden, st.deleted, st.size, st.font = false, false, false, 0, 0
	case "b":
		st.bold = on
	case "v":
		st.hidden = on
	case "htmlrtf": // what a reader of the HTML inside would leave out
		st.twice = on
	case "deleted":
		st.deleted = on
	case "revised":
		r.tracked = r.tracked || on
	case "f":
		r.font(t.number)
	case "fs":
		if t.number > 0 && t.number < 800 {
			st.size = float64(t.number) / 2
		}
	case "fonttbl":
		st.dest = "fonttbl"
	default:
		r.layoutWord(t)
	}
}

// layoutWord takes the words about lines, tables and fields.
func (r *rtfPage) layoutWord(t rtfToken) {
	st := r.top()
	if f := &r.field; f.depth > 0 && r.fieldWord(f, t) {
		return
	}
	if st.skip {
		return
	}
	switch t.word {
	case "par", "sect", "page", "\n", "\r":
		r.endParagraph()
	case "line":
		r.runs = append(r.runs, run{brk: true})
	case "tab":
		r.runs = append(r.runs, run{tab: true})
	case "pard":
		st.table = false
	case "intbl":
		st.table = true
	case "trowd":
		r.edges = nil
	case "cellx":
		if len(r.edges) < 64 {
			r.edges = append(r.edges, float64(min(max(t.number, 0), 100_000)))
		}
	case "cell", "nestcell":
		r.endCell()
	case "row", "nestrow":
		r.endRow()
	case "field":
		if r.field.depth == 0 {
			r.field = rtfField{depth: len(r.states), fixed: -1, result: -1}
		}
	}
}

// destination takes the word after \*: a group that those who do not know it
// must skip.
func (r *rtfPage) destination() {
	st := r.top()
	switch {
	case r.scan.peek("fldinst"):
		st.dest = "fldinst"
	case r.scan.peek("formfield"):
	case r.scan.peek("ffname"):
		st.dest = "ffname"
	case r.scan.peek("ffl"):
		st.dest = "ffl"
		r.field.entries = append(r.field.entries, "")
	case r.scan.peek("shptxt"), r.scan.peek("shpinst"), r.scan.peek("nesttableprops"):
	default:
		st.skip = true
	}
}

// unicode takes a character by its number; those below zero wrap.
func (r *rtfPage) unicode(n int) {
	if n < 0 {
		n += 1 << 16
	}
	if n > 0 && n <= 0x10ffff && (n < 0xd800 || n > 0xdfff) {
		r.char(rune(n))
	}
	r.pending = r.top().skipAfter
}

func (r *rtfPage) font(n int) {
	if r.top().dest == "fonttbl" {
		r.fontNumber = n
		if len(r.fonts) < 1000 {
			r.fonts[n] = ""
		}
		return
	}
	r.top().font = n
}

// instruction watches what a field is to be.
func (r *rtfPage) instruction(c rune) {
	f := &r.field
	if len(f.form) < 20 && c > ' ' {
		f.form += string(c)
	}
	for _, form := range []string{"FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"} {
		if strings.HasPrefix(f.form, form) {
			f.form = form
		}
	}
}

// fieldWord takes the words about a form field.
func (r *rtfPage) fieldWord(f *rtfField, t rtfToken) bool {
	switch t.word {
	case "ffres":
		if t.number != 25 { // 25 says: see what it was made with
			f.result = t.number
		}
	case "ffdefres":
		f.fixed = t.number
	case "fftype":
		f.form = map[int]string{0: "FORMTEXT", 1: "FORMCHECKBOX", 2: "FORMDROPDOWN"}[t.number]
	case "fldrslt":
		r.top().dest = ""
	default:
		return false
	}
	f.seen = true
	return true
}

// endField adds the value of a form field to the line. A tick box that does
// not say its state is unclear; some programs write them so.
func (r *rtfPage) endField() {
	f := r.field
	r.field = rtfField{}
	state := f.result
	if state < 0 {
		state = f.fixed
	}
	name := strings.TrimSpace(f.name.String())
	switch f.form {
	case "FORMCHECKBOX":
		m := &Mark{State: Unclear, Source: FromField, Field: name}
		if state >= 0 {
			m.State, m.Confidence = Off, 1
		}
		if state == 1 {
			m.State = On
		}
		r.runs = append(r.runs, run{mark: m})
	case "FORMTEXT":
		r.runs = append(r.runs, run{value: true, field: name, text: blanks.Replace(f.text.String())})
	case "FORMDROPDOWN":
		v := run{value: true, field: name}
		if state >= 0 && state < len(f.entries) {
			v.text = f.entries[state]
		}
		r.runs = append(r.runs, v)
	}
}
