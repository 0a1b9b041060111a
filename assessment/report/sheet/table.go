package sheet

import (
	"fmt"
	"regexp"

	"github.com/xuri/excelize/v2"

	"safeguard/assessment/report"
)

// frozen is how many columns stay in view beside the heads: the number and the name of what a row is about.
const frozen = 2

// table writes a sheet with one table.
func (b *book) table(s report.Sheet) error {
	if _, err := b.NewSheet(s.Title); err != nil {
		return err
	}
	if err := b.heads(s); err != nil {
		return err
	}
	for i, row := range s.Rows {
		for j, v := range row {
			if err := b.put(s.Title, j+1, i+2, v, b.styles.of(v)); err != nil {
				return err
			}
		}
	}
	if err := b.frame(s); err != nil {
		return err
	}
	return b.paper(s.Title)
}

// heads writes the names of the columns and sets their widths.
func (b *book) heads(s report.Sheet) error {
	for i, c := range s.Columns {
		if err := b.put(s.Title, i+1, 1, report.Words(c.Title), b.styles.head); err != nil {
			return err
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.SetColWidth(s.Title, name, name, c.Width+3); err != nil { // with room for the button of the filter
			return err
		}
	}
	return nil
}

// frame makes a table with filters of what was written, keeps its heads in view and repeats them on paper. A table has a
// row, even where there is nothing to put into it.
func (b *book) frame(s report.Sheet) error {
	last := at(len(s.Columns), max(len(s.Rows), 1)+1)
	stripes := false
	if err := b.AddTable(s.Title, &excelize.Table{Range: "A1:" + last, Name: s.Name, StyleName: "TableStyleLight1", ShowRowStripes: &stripes}); err != nil {
		return err
	}
	if err := b.SetPanes(s.Title, &excelize.Panes{
		Freeze: true, XSplit: frozen, YSplit: 1, TopLeftCell: at(frozen+1, 2), ActivePane: "bottomRight",
	}); err != nil {
		return err
	}
	return b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$1:$1", s.Title), Scope: s.Title})
}

// put writes a value into a cell as what it is: a text never as a formula, a number as a number, a day as a day.
func (b *book) put(name string, column, row int, v report.Value, style int) error {
	cell := at(column, row)
	if err := b.SetCellStyle(name, cell, cell, style); err != nil {
		return err
	}
	if v == nil || v.String() == "" {
		return nil
	}
	switch v := v.(type) {
	case report.Count:
		return b.SetCellInt(name, cell, int64(v))
	case report.Points:
		return b.SetCellFloat(name, cell, float64(v), -1, 64)
	case report.Money:
		return b.SetCellFloat(name, cell, float64(v), -1, 64)
	case report.Day:
		return b.day(name, cell, style, v)
	default:
		return b.SetCellStr(name, cell, escaped.ReplaceAllString(v.String(), "_x005F$0"))
	}
}

// escaped is what Excel reads as the code of a character and not as the text that it is.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// day writes a day in the style of days, which excelize would replace by one of its own.
func (b *book) day(name, cell string, style int, d report.Day) error {
	if err := b.SetCellValue(name, cell, d.Time()); err != nil {
		return err
	}
	return b.SetCellStyle(name, cell, cell, style)
}
