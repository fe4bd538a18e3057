package pdf

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Fill writes values, by the names of their fields, into a form that this
// package made, and returns the file with what was filled in appended: the
// first bytes are those of the form, as when a viewer saves. Text fields take
// any text, ticks and radio buttons the code they export, or "" for off.
func Fill(form []byte, values map[string]string) ([]byte, error) {
	f, err := parse(form)
	if err != nil {
		return nil, fmt.Errorf("fill form: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := f.fill(name, values[name]); err != nil {
			return nil, fmt.Errorf("fill form: field %s: %w", name, err)
		}
	}
	return f.append(form), nil
}

// Ticks returns the boxes of a form that this package made: the names of their
// fields, and the code each exports when it is ticked.
func Ticks(form []byte) (map[string]string, error) {
	f, err := parse(form)
	if err != nil {
		return nil, err
	}
	ticks := map[string]string{}
	for name, n := range f.fields {
		if code := submatch(reStates, f.objs.body[n-1]); code != "" {
			ticks[name] = strings.TrimPrefix(code, "/") // codes are plain letters
		}
	}
	return ticks, nil
}

// A filler holds a form and what of it has changed.
type filler struct {
	objs    objects
	fields  map[string]int // objects by the name of their field
	changed map[int]bool
	ft      *font
	res     int
	first   int // number of the first object that is new
	trailer string
	table   int // where the form's own table lies
}

var (
	reTable  = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)
	reRow    = regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`)
	reRoot   = regexp.MustCompile(`/Root \d+ 0 R /Info \d+ 0 R /ID \[<[0-9A-F]+> `)
	reName   = regexp.MustCompile(`/T (<[0-9A-F]+>) /TU`)
	reRect   = regexp.MustCompile(`/Rect \[([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)\]`)
	reStates = regexp.MustCompile(`/AP << /N << (/\S+) \d+ 0 R /Off`)
	reKids   = regexp.MustCompile(`/Kids \[([^\]]+)\]`)
	reFlags  = regexp.MustCompile(`/Ff (\d+) `)
	reNumber = regexp.MustCompile(`(\d+) 0 R`)
)

// parse reads a form as [Doc.Bytes] wrote it; any other file is an error.
func parse(form []byte) (*filler, error) {
	at := reTable.FindSubmatch(form)
	if at == nil {
		return nil, fmt.Errorf("not a form of ours")
	}
	f := &filler{fields: map[string]int{}, changed: map[int]bool{}, ft: openFont(Regular)}
	f.table, _ = strconv.Atoi(string(at[1]))
	root := reRoot.Find(form[min(f.table, len(form)):])
	if root == nil || !bytes.HasPrefix(form[f.table:], []byte("xref\n0 ")) {
		return nil, fmt.Errorf("not a form of ours, or filled in already")
	}
	f.trailer = string(root)
	for _, row := range reRow.FindAllSubmatch(form[f.table:], -1) {
		start, _ := strconv.Atoi(string(row[1]))
		if err := f.read(form, start); err != nil {
			return nil, err
		}
	}
	f.first = len(f.objs.body) + 1
	f.res = f.objs.alloc()
	return f, nil
}

// read takes the object that starts there.
func (f *filler) read(form []byte, start int) error {
	if start > len(form) {
		return fmt.Errorf("object beyond the end")
	}
	_, rest, ok := bytes.Cut(form[start:], []byte(" 0 obj\n"))
	body, _, whole := bytes.Cut(rest, []byte("\nendobj\n"))
	if !ok || !whole {
		return fmt.Errorf("object without an end")
	}
	n := f.objs.add(string(body))
	if m := reName.FindStringSubmatch(f.objs.body[n-1]); m != nil {
		f.fields[untext(m[1])] = n
	}
	return nil
}

func (f *filler) fill(field, value string) error {
	n, ok := f.fields[field]
	if !ok {
		return fmt.Errorf("no such field")
	}
	dict := f.objs.body[n-1]
	flags, _ := strconv.Atoi(submatch(reFlags, dict))
	switch {
	case flags&readOnly != 0:
		return fmt.Errorf("is not to be changed")
	case strings.Contains(dict, "/Kids ["):
		return f.choose(n, value)
	case strings.Contains(dict, "/FT /Btn"):
		return f.tick(n, value)
	}
	r := reRect.FindStringSubmatch(dict)
	if r == nil {
		return fmt.Errorf("has no place on a page")
	}
	w, h := number(r[3])-number(r[1]), number(r[4])-number(r[2])
	look := f.objs.add(appearance(f.ft, f.res, w, h, flags&multiline != 0, value))
	f.change(n, "/V ", filled(value, look))
	return nil
}

func (f *filler) tick(n int, value string) error {
	state := "/Off"
	if value != "" {
		state = name(value)
	}
	if state != "/Off" && state != submatch(reStates, f.objs.body[n-1]) {
		return fmt.Errorf("has no such choice")
	}
	f.change(n, "/V ", "/V "+state+" /AS "+state+" ")
	return nil
}

// choose switches one of several radio buttons on, and the others off.
func (f *filler) choose(group int, value string) error {
	found := value == ""
	for _, m := range reNumber.FindAllStringSubmatch(submatch(reKids, f.objs.body[group-1]), -1) {
		kid, _ := strconv.Atoi(m[1])
		if kid < 1 || kid > len(f.objs.body) {
			return fmt.Errorf("has a button that is not there")
		}
		state := "/Off"
		if value != "" && submatch(reStates, f.objs.body[kid-1]) == name(value) {
			state, found = name(value), true
		}
		f.change(kid, "/AS ", "/AS "+state+" ")
	}
	if !found {
		return fmt.Errorf("has no such choice")
	}
	state := "/Off"
	if value != "" {
		state = name(value)
	}
	f.change(group, "/V ", "/V "+state+" ")
	return nil
}

// change replaces what stands from mark to the end of an object.
func (f *filler) change(n int, mark, with string) {
	body := f.objs.body[n-1]
	f.objs.set(n, body[:max(0, strings.LastIndex(body, mark))]+with+">>")
	f.changed[n] = true
}

// append writes what is new after the form.
func (f *filler) append(form []byte) []byte {
	f.objs.set(f.res, "<< /Font << /F0 "+ref(f.ft.put(&f.objs))+" >> >>")
	for n := f.first; n <= len(f.objs.body); n++ {
		f.changed[n] = true
	}
	b := bytes.NewBuffer(slices.Clone(form))
	var rows strings.Builder
	for _, n := range slices.Sorted(maps.Keys(f.changed)) {
		fmt.Fprintf(&rows, "%d 1\n%010d 00000 n \n", n, b.Len())
		fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", n, f.objs.body[n-1])
	}
	table := b.Len()
	fmt.Fprintf(b, "xref\n%strailer\n<< /Size %d %s<%032X>] /Prev %d >>\nstartxref\n%d\n%%%%EOF\n",
		rows.String(), len(f.objs.body)+1, f.trailer, table, f.table, table)
	return b.Bytes()
}

func submatch(re *regexp.Regexp, s string) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

func number(s string) float64 {
	n, _ := strconv.ParseFloat(s, 64)
	return n
}
