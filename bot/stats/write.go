package stats

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"example.org/stegvis/templates"
)

// WriteText writes the figures as tables for a terminal.
func WriteText(out io.Writer, f Figures, w templates.Figures) error {
	fmt.Fprintf(out, "%s\n%s\n", w.Title, Heading(f, w))
	for _, s := range Sheets(f, w) {
		fmt.Fprintf(out, "\n%s\n", s.Title)
		table := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
		for _, row := range s.all() {
			fmt.Fprint(table, "  ", leftmost(s, fmt.Sprint(row[0])), "\t")
			for _, cell := range row[1:] {
				fmt.Fprint(table, cell, "\t")
			}
			fmt.Fprintln(table)
		}
		if err := table.Flush(); err != nil {
			return err
		}
		if s.Note != "" {
			fmt.Fprintf(out, "  %s\n", s.Note)
		}
	}
	fmt.Fprintln(out)
	for _, n := range Notes(f, w) {
		fmt.Fprintln(out, n)
	}
	return nil
}

// leftmost pads a label, which begins at the left where numbers end at the right.
func leftmost(s Sheet, label string) string {
	widest := 0
	for _, row := range s.all() {
		widest = max(widest, utf8.RuneCountInString(fmt.Sprint(row[0])))
	}
	return label + strings.Repeat(" ", widest-utf8.RuneCountInString(label))
}

// all are the rows with the heads above them; none when there is nothing to tell.
func (s Sheet) all() [][]any {
	if len(s.Rows) == 0 {
		return nil
	}
	heads := make([]any, len(s.Heads))
	for i, h := range s.Heads {
		heads[i] = h
	}
	return append([][]any{heads}, s.Rows...)
}

// WriteCSV writes the figures as Swedish Excel opens them: semicolons, UTF-8 with
// a mark, one table under another.
func WriteCSV(out io.Writer, f Figures, w templates.Figures) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(out)
	c.Comma, c.UseCRLF = ';', true
	rows := [][]string{{w.Title}, {Heading(f, w)}}
	for _, s := range Sheets(f, w) {
		rows = append(rows, []string{""}, []string{s.Title})
		for _, row := range s.all() {
			var cells []string
			for _, cell := range row {
				cells = append(cells, plainText(fmt.Sprint(cell)))
			}
			rows = append(rows, cells)
		}
		if s.Note != "" {
			rows = append(rows, []string{s.Note})
		}
	}
	rows = append(rows, []string{""})
	for _, n := range Notes(f, w) {
		rows = append(rows, []string{n})
	}
	return c.WriteAll(rows)
}

// plainText keeps Excel from taking a cell for a formula: the name of an utförare
// comes from a list that somebody else writes.
func plainText(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r|", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// WriteWorkbook writes the figures as XLSX, a sheet for each table. Text is
// stored as text, so no cell can be taken for a formula.
func WriteWorkbook(out io.Writer, f Figures, w templates.Figures) error {
	x := excelize.NewFile()
	defer x.Close()
	bold, err := x.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	front := sheetName(w.Title)
	if err := x.SetSheetName("Sheet1", front); err != nil {
		return err
	}
	rows := [][]any{{w.Title}, {Heading(f, w)}}
	for _, n := range Notes(f, w) {
		rows = append(rows, []any{n})
	}
	if err := fill(x, front, rows, bold); err != nil {
		return err
	}
	for _, s := range Sheets(f, w) {
		name := sheetName(s.Title)
		if _, err := x.NewSheet(name); err != nil {
			return err
		}
		rows := append(s.all(), []any{s.Note})
		if err := fill(x, name, rows, bold); err != nil {
			return err
		}
		if err := x.SetColWidth(name, "A", "A", 44); err != nil {
			return err
		}
	}
	_, err = x.WriteTo(out)
	return err
}

func fill(x *excelize.File, sheet string, rows [][]any, heads int) error {
	for i, row := range rows {
		for j, v := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = setCell(x, sheet, cell, v)
			}
			if err != nil {
				return err
			}
		}
	}
	return x.SetRowStyle(sheet, 1, 1, heads)
}

func setCell(x *excelize.File, sheet, cell string, v any) error {
	if n, ok := v.(int); ok {
		return x.SetCellInt(sheet, cell, int64(n))
	}
	return x.SetCellStr(sheet, cell, fmt.Sprint(v))
}

// sheetName is a title as long as Excel takes it.
func sheetName(title string) string {
	r := []rune(title)
	return string(r[:min(len(r), 31)])
}

// WriteJSON writes the figures for another program.
func WriteJSON(out io.Writer, f Figures) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(f)
}
