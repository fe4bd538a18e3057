package contacts

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"example.org/stegvis/bot/care"
)

// readWorkbook reads every sheet of an XLSX file. Values are taken raw: shown
// as they are formatted, a Swedish date comes out as an American one and a long
// number as 5.6E+09.
func readWorkbook(data []byte) (tables []table, code string) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return nil, "file"
	}
	defer f.Close()
	props, err := f.GetWorkbookProps()
	if err != nil {
		return nil, "file"
	}
	for _, name := range f.GetSheetList() {
		t, err := readSheet(f, name)
		if err != nil {
			return nil, "file"
		}
		t.since1904 = props.Date1904 != nil && *props.Date1904
		tables = append(tables, t)
	}
	return tables, ""
}

func readSheet(f *excelize.File, name string) (t table, err error) {
	t.at.Sheet = name
	visible, err := f.GetSheetVisible(name)
	if err != nil || !visible {
		t.hidden = true
		return t, err
	}
	grid, err := f.GetRows(name)
	if err != nil {
		return t, err
	}
	for i, cells := range grid {
		for j := range cells {
			cells[j] = norm.NFC.String(cells[j])
		}
		t.rows = append(t.rows, tableRow{i + 1, cells})
	}
	t.check = func(row, col int) string { return checkCell(f, name, row, col) }
	return t, spreadMerged(f, name, t.rows)
}

// spreadMerged writes the value of merged cells into each of their rows, which
// is what the one who merged them meant.
func spreadMerged(f *excelize.File, sheet string, rows []tableRow) error {
	merged, err := f.GetMergeCells(sheet)
	if err != nil {
		return err
	}
	for _, m := range merged {
		col, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			return err
		}
		_, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			return err
		}
		for n := top; n < bottom && n < len(rows) && n-top < maxMerged; n++ {
			rows[n].set(col-1, m.GetCellValue())
		}
	}
	return nil
}

// maxMerged is how many rows one value may be meant for.
const maxMerged = 100

// set gives a row that has other cells the value; a blank row stays blank.
func (r *tableRow) set(col int, value string) {
	if r.blank() || col > len(r.cells) {
		return
	}
	if col == len(r.cells) {
		r.cells = append(r.cells, "")
	}
	r.cells[col] = value
}

// checkCell says what is odd about a cell that holds an address: a formula can
// come to show something else tomorrow, and a link can lead elsewhere than its
// text says.
func checkCell(f *excelize.File, sheet string, row, col int) string {
	cell, err := excelize.CoordinatesToCellName(col+1, row)
	if err != nil {
		return "formula"
	}
	if formula, err := f.GetCellFormula(sheet, cell); err != nil || formula != "" {
		return "formula"
	}
	value, err := f.GetCellValue(sheet, cell)
	linked, link, err2 := f.GetCellHyperLink(sheet, cell)
	if err != nil || err2 != nil || !linked {
		return ""
	}
	to, mailed := strings.CutPrefix(strings.ToLower(link), "mailto:")
	to, _, _ = strings.Cut(to, "?")
	if mailed && !strings.Contains(strings.ToLower(value), to) {
		return "mail-link"
	}
	return ""
}

// serialDate reads the number by which a workbook stores a day. Those made on
// old Macs count from 1904.
func serialDate(cell string, since1904 bool) (d care.Date, ok bool) {
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || n < 20000 || n > 80000 { // 1954 to 2119
		return care.Date{}, false
	}
	t, err := excelize.ExcelDateToTime(n, since1904)
	return care.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}, err == nil
}
