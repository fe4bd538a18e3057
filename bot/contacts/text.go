package contacts

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// readText reads a CSV file.
func readText(data []byte) (tables []table, code string) {
	text, ok := decode(data)
	if !ok {
		return nil, "file"
	}
	t := table{}
	comma, text, skipped := separator(text)
	t.rows, t.broken = splitRows(text, comma, skipped)
	return []table{t}, ""
}

// decode makes text of what Swedish Excel, Notepad and old systems write. A
// file with bytes no text has is not a list.
func decode(data []byte) (string, bool) {
	s := string(data)
	switch {
	case strings.HasPrefix(s, "\xef\xbb\xbf"):
		s = s[3:]
	case strings.HasPrefix(s, "\xff\xfe"), strings.HasPrefix(s, "\xfe\xff"):
		wide, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().String(s)
		if err != nil {
			return "", false
		}
		s = wide
	case !utf8.ValidString(s):
		narrow, err := charmap.Windows1252.NewDecoder().String(s)
		if err != nil {
			return "", false
		}
		s = narrow
	}
	return norm.NFC.String(s), !strings.ContainsRune(s, 0)
}

// separator says what stands between the cells: what a first line "sep=;" says,
// or whatever makes the best header. It returns the text without that line.
func separator(text string) (comma rune, rest string, skipped int) {
	if first, after, ok := strings.Cut(text, "\n"); ok {
		if s, ok := strings.CutPrefix(strings.TrimSpace(first), "sep="); ok && len(s) == 1 {
			return rune(s[0]), after, 1
		}
	}
	best, comma := -1, ';'
	for _, c := range ";\t," {
		if n := headersWith(text, c); n > best {
			best, comma = n, c
		}
	}
	return comma, text, 0
}

// headersWith counts the headers that the best of the first lines has when cut
// at c.
func headersWith(text string, c rune) (best int) {
	lines := 0
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSpace(line), string(c))
		for i := range cells {
			cells[i] = strings.Trim(cells[i], `"`)
		}
		best = max(best, len(readHeader(tableRow{cells: cells}).columns))
		if lines++; lines == headerDepth {
			break
		}
	}
	return best
}

// splitRows is strict about quotation marks: one that is never closed would
// otherwise swallow the rest of the list without a word.
func splitRows(text string, comma rune, skipped int) (rows []tableRow, broken *Problem) {
	if strings.ContainsRune("\"\r\n", comma) {
		return nil, &Problem{Code: "header"}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, &Problem{Row: errorLine(err) + skipped, Code: "quotes"}
		}
		line, _ := r.FieldPos(0)
		rows = append(rows, tableRow{line + skipped, cells})
	}
}

func errorLine(err error) int {
	if pe, ok := errors.AsType[*csv.ParseError](err); ok {
		return pe.StartLine
	}
	return 0
}
