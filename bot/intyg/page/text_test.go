package page

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func TestTextEncodings(t *testing.T) {
	const want = "Åsa Öhrn – går bra"
	enc := func(e interface{ String(string) (string, error) }, s string) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for name, data := range map[string]string{
		"utf-8":        want,
		"utf-8 bom":    "\ufeff" + want,
		"windows-1252": enc(charmap.Windows1252.NewEncoder(), want),
		"utf-16 bom":   enc(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), want),
		"utf-16":       enc(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(), want),
		"utf-16 be":    enc(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder(), want),
		"decomposed":   "A\u030asa O\u0308hrn – ga\u030ar bra",
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, []byte(data))
			if got := text(doc); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if sure := !slices.Contains(doc.Warnings, WarnEncoding); sure != (name != "windows-1252") {
				t.Errorf("sure of the encoding: %v", sure)
			}
		})
	}
}

func TestTextTicks(t *testing.T) {
	for line, want := range map[string][]State{
		"[x] Ja  [ ] Nej":       {On, Off},
		"(X) Ja ( ) Nej":        {On, Off},
		"[X] Ja [] Nej [_] Vet": {On, Off, Off},
		"☒ Ja ☐ Nej":            {On, Off},
		"● Ja ○ Nej":            {On, Off},
		"Bror (x:son), tel ()":  nil,
		"se punkt (a) och (b)":  nil,
	} {
		var got []State
		for _, m := range read(t, []byte(line)).Pages[0].Marks {
			got = append(got, m.State)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", line, got, want)
		}
	}
}

// TestBulletsAreNoSureTicks holds that the dots of a list are not taken for
// boxes that are ticked.
func TestBulletsAreNoSureTicks(t *testing.T) {
	for _, m := range read(t, []byte("● Ta tabletten\n● Drick vatten\n")).Pages[0].Marks {
		if m.Confidence > .5 {
			t.Errorf("a bullet is a mark of confidence %v", m.Confidence)
		}
	}
}

func TestTextLayout(t *testing.T) {
	p := read(t, []byte("> Namn:\tÅke\r\nTelefon:      08-465 004 11\n")).Pages[0]
	w := p.Words
	if len(w) != 6 || w[0].Text != "Namn:" || w[0].Box.Y0 != w[1].Box.Y0 || w[2].Box.Y0 <= w[1].Box.Y1 {
		t.Fatalf("got %+v", w)
	}
	if tab, blanks := w[1].Box.X0-w[0].Box.X1, w[3].Box.X0-w[2].Box.X1; tab < 20 || blanks < 20 {
		t.Errorf("a tab is %v and six blanks are %v wide; want columns", tab, blanks)
	}
	if one := w[4].Box.X0 - w[3].Box.X1; one > 5 {
		t.Errorf("one blank is %v wide", one)
	}
}

func TestHTML(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"blocks are lines", "<html><p>Hej!</p><div>Namn: <b>Åke</b></div>", "Hej!|Namn: Åke"},
		{"words cut by tags", "<html><p>Person<b>nummer</b>", "Person nummer"},
		{"what nobody sees", `<html><style>x</style><script>y</script><p style="display:none">dolt</p><p>syns<span style="font-size:0">dolt</span>`, "syns"},
		{"a line break", "<html><p>a<br>b", "a|b"},
		{"kept blanks", "<html><pre>a\nb</pre>", "a|b"},
		{"tables for looks", "<html><table><tr><td><table><tr><td>Namn</td><td>Åke</td></tr></table></td></tr></table>", "Namn Åke"},
		{"form fields", `<html><form>Namn <input name="n" value="Åke Ö"><input type=hidden value=x><textarea>rad</textarea>`, "Namn Åke Ö rad"},
		{"windows-1252", "<html><meta charset=iso-8859-1><p>\xc5ke", "Åke"},
		{"a meta tag that lies", "<html><meta charset=iso-8859-1><p>Åke", "Åke"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lines(read(t, []byte(c.page))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	p := read(t, []byte(`<html><input type=checkbox checked> Ja <input type=radio name=r value=v> Nej`)).Pages[0]
	if len(p.Marks) != 2 || p.Marks[0].State != On || p.Marks[1].State != Off || p.Marks[1].Field != "r" || p.Marks[1].Value != "v" {
		t.Errorf("got %+v", p.Marks)
	}
}

// lines returns the words of a document, its lines parted by bars.
func lines(d Document) string {
	var out []string
	y := -1.0
	for _, p := range d.Pages {
		for _, w := range p.Words {
			if w.Box.Y0 != y {
				out, y = append(out, w.Text), w.Box.Y0
			} else {
				out[len(out)-1] += " " + w.Text
			}
		}
	}
	return strings.Join(out, "|")
}

func TestRTF(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"letters", `{\rtf1\ansi \'c5sa \u214\'d6hrn \endash  \{x\}\par n\'e4sta}`, "Åsa Öhrn – {x}|nästa"},
		{"what is aside", `{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator X}{\info{\author Y}}text}`, "text"},
		{"a deletion is gone", `{\rtf1 10{\deleted  20} 30}`, "10 30"},
		{"hidden text", `{\rtf1 a{\v dolt}b}`, "ab"},
		{"html inside", `{\rtf1\fromhtml1{\*\htmltag <p>}a\htmlrtf  dubbelt\htmlrtf0  b}`, "a b"},
		{"a text field", `{\rtf1 Namn: {\field{\*\fldinst FORMTEXT{\*\formfield{\fftype0{\*\ffname namn}}}}{\fldrslt \'c5ke \'d6}}}`, "Namn: Åke Ö"},
		{"a link", `{\rtf1 {\field{\*\fldinst HYPERLINK "http://x.example"}{\fldrslt se h\'e4r}}}`, "se här"},
		{"a shape", `{\rtf1 ute{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt inne}}{\shprslt dubbelt}}`, "uteinne"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lines(read(t, []byte(c.file))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	for file, want := range map[string]State{
		`{\field{\*\fldinst FORMCHECKBOX{\*\formfield{\fftype1\ffres1}}}}`:            On,
		`{\field{\*\fldinst FORMCHECKBOX{\*\formfield{\fftype1\ffres0}}}}`:            Off,
		`{\field{\*\fldinst FORMCHECKBOX{\*\formfield{\fftype1\ffres25\ffdefres1}}}}`: On,
		`{\field{\*\fldinst FORMCHECKBOX}{\fldrslt }}`:                                Unclear,
		`{\fonttbl{\f0 Arial;}{\f3\fcharset2 Wingdings;}}{\f3\'fe}`:                   On,
	} {
		marks := read(t, []byte(`{\rtf1 `+file+` Ja}`)).Pages[0].Marks
		if len(marks) != 1 || marks[0].State != want {
			t.Errorf("%s: got %+v, want %v", file, marks, want)
		}
	}
}

func TestODT(t *testing.T) {
	odt := func(body string) []byte {
		return archiveOf("content.xml", `<d xmlns:t="t" xmlns:f="f" xmlns:o="o" xmlns:l="l"><t:body><t:text>`+body+`</t:text></t:body></d>`)
	}
	for _, c := range []struct{ name, body, want string }{
		{"blanks and tabs", `<t:p>Namn:<t:s t:c="2"/>Åke<t:tab/>x</t:p>`, "Namn: Åke x"},
		{"a deletion lies outside", `<t:tracked-changes><t:deletion><t:p>bort</t:p></t:deletion></t:tracked-changes><t:p>kvar</t:p>`, "kvar"},
		{"a note in the margin", `<t:p>a<o:annotation><t:p>not</t:p></o:annotation></t:p>`, "a"},
		{"a text field", `<t:p>Namn: <f:fieldmark-start t:name="n" f:type="x.FORMTEXT"/>Åke Ö<f:fieldmark-end/></t:p>`, "Namn: Åke Ö"},
		{"a prompt", `<t:p>Namn: <l:content-control l:showing-place-holder="true">Klicka</l:content-control></t:p>`, "Namn: "},
		{"a text box", `<t:p>ute<t:frame><t:text-box><t:p>inne</t:p></t:text-box></t:frame></t:p>`, "ute|inne"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lines(read(t, odt(c.body))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	p := read(t, odt(`<f:checkbox f:id="c1" f:name="n" f:current-state="checked"/><t:p><t:control t:control="c1"/><l:content-control l:checkbox="true" l:checked="false">☐</l:content-control></t:p>`)).Pages[0]
	if len(p.Marks) != 2 || p.Marks[0].State != On || p.Marks[0].Field != "n" || p.Marks[1].State != Off {
		t.Errorf("got %+v", p.Marks)
	}
}
