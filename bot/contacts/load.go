package contacts

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// Load reads the contact lists: CSV with semicolons, commas or tabs, in UTF-8,
// UTF-16 or Windows-1252, and XLSX. They make one Directory, or none: when
// anything is wrong the error is [Problems] with everything that is wrong in
// all of the files. What is merely odd is kept in [Directory.Remarks].
func Load(paths ...string) (*Directory, error) {
	var l loading
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("contact list: %w", err)
		}
		l.folder = filepath.Dir(path)
		l.file(filepath.Base(path), data)
	}
	return l.directory()
}

// loading is the lists while they are read.
type loading struct {
	units    []Unit
	places   []Problem // where each unit stands, with its name and without a code
	staff    []Person
	seats    []Problem
	problems Problems
	remarks  Problems
	files    []string
	folder   string // of the file being read
	rows     int    // that have been read
}

func (l *loading) file(name string, data []byte) {
	l.files = append(l.files, name)
	tables, code := readTables(data)
	if code != "" {
		l.problems = append(l.problems, Problem{File: name, Code: code})
		return
	}
	rows, problems := l.rows, len(l.problems)
	for _, t := range tables {
		t.at.File = name
		l.table(t)
	}
	if l.rows == rows && len(l.problems) == problems {
		l.problem(Problem{File: name}, "no-units") // an emptied file would take its recipients with it
	}
}

// maxFile is far more than any list of people; a file can be a mistake.
const maxFile = 20 << 20

// readTables finds out what kind of file it is and reads its sheets. The code
// says what is wrong when it cannot.
func readTables(data []byte) (tables []table, code string) {
	switch {
	case len(data) > maxFile:
		return nil, "too-big"
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return nil, "old-excel"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return readWorkbook(data)
	}
	return readText(data)
}

func (l *loading) table(t table) {
	if t.hidden {
		l.remark(t.at, "hidden-sheet")
		return
	}
	if t.broken != nil {
		l.problems = append(l.problems, t.problem(*t.broken))
		return
	}
	h, ok := t.header()
	if !ok {
		if !t.blank() {
			l.problem(t.at, "header")
		}
		return
	}
	l.headerProblems(t, h)
	for _, r := range t.rows[h.index+1:] {
		if !r.blank() && !h.repeats(r) {
			l.rows++
			l.row(record{table: t, header: h, row: r, at: t.place(r)})
		}
	}
}

func (l *loading) headerProblems(t table, h header) {
	at := t.place(t.rows[h.index])
	for _, c := range h.twice {
		at.Column = c
		l.problem(at, "header-twice")
	}
	for _, c := range h.unknown {
		at.Column = c
		l.remark(at, "column")
	}
}

func (l *loading) problem(at Problem, code string) {
	at.Code = code
	l.problems = append(l.problems, at)
}

func (l *loading) remark(at Problem, code string) {
	at.Code = code
	l.remarks = append(l.remarks, at)
}
