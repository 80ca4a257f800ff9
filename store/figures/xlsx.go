package figures

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// XLSX makes a file for a spreadsheet of tables, one sheet each, that says at the top
// where, unless that is empty, and when.
func XLSX(c *locale.Catalogue, place string, p Period, tables []Table) ([]byte, error) {
	file := excelize.NewFile()
	defer file.Close()
	w := workbook{File: file}
	bold, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return nil, fmt.Errorf("figures as XLSX: %w", err)
	}
	title := c.Text(locale.Vi, "figures.title") + " · " + p.Says(c)
	if place != "" {
		title = place + " · " + title
	}
	for i, table := range tables {
		w.table(i, bold, title, table)
	}
	if w.err != nil {
		return nil, fmt.Errorf("figures as XLSX: %w", w.err)
	}
	data, err := file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("figures as XLSX: %w", err)
	}
	return data.Bytes(), nil
}

// workbook remembers the first thing that went wrong.
type workbook struct {
	*excelize.File
	err error
}

func (w *workbook) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

// firstRow is the head's: the title and an empty row stand above.
const firstRow = 3

func (w *workbook) table(i, bold int, title string, t Table) {
	name := sheetName(t.Title)
	if i == 0 {
		w.do(w.SetSheetName("Sheet1", name))
	} else {
		_, err := w.NewSheet(name)
		w.do(err)
	}
	set := func(column, row int, value any) {
		at, err := excelize.CoordinatesToCellName(column, row)
		w.do(err)
		w.do(w.SetCellValue(name, at, value)) // a text is never taken for a formula
	}
	set(1, 1, title)
	w.do(w.SetCellStyle(name, "A1", "A1", bold))
	for column, head := range t.Head {
		set(column+1, firstRow, head)
	}
	last, err := excelize.ColumnNumberToName(len(t.Head))
	w.do(err)
	w.do(w.SetCellStyle(name, "A"+fmt.Sprint(firstRow), last+fmt.Sprint(firstRow), bold))
	w.do(w.SetColWidth(name, "A", "A", 44))
	if len(t.Head) > 1 {
		w.do(w.SetColWidth(name, "B", last, 14))
	}
	for r, row := range t.Rows {
		set(1, firstRow+1+r, row.Name)
		for column, cell := range row.Cells {
			if !cell.Unknown {
				set(column+2, firstRow+1+r, cell.Number)
			}
		}
	}
	w.do(w.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: firstRow, TopLeftCell: "A" + fmt.Sprint(firstRow+1), ActivePane: "bottomLeft"}))
}

// sheetName leaves out what a sheet's name cannot hold.
func sheetName(title string) string {
	title = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, title)
	if name := []rune(title); len(name) > excelize.MaxSheetNameLength {
		return string(name[:excelize.MaxSheetNameLength])
	}
	return title
}
