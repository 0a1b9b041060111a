package sheet

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"safeguard/assessment/report"
)

const frontName = "About"

// front is the first sheet: what the workbook is, of whom, as of when, and that it is a draft where it is one.
func (b *book) front() error {
	if err := b.SetSheetName("Sheet1", frontName); err != nil {
		return err
	}
	for column, width := range map[string]float64{"A": 30, "B": 90} {
		if err := b.SetColWidth(frontName, column, column, width); err != nil {
			return err
		}
	}
	hidden := false
	if err := b.SetSheetView(frontName, 0, &excelize.ViewOptions{ShowGridLines: &hidden}); err != nil {
		return err
	}
	if err := b.put(frontName, 1, 1, report.Words(b.Title), b.styles.title); err != nil {
		return err
	}
	row, err := b.facts(3)
	if err != nil {
		return err
	}
	if err := b.contents(row + 1); err != nil {
		return err
	}
	return b.paper(frontName)
}

// facts writes what the workbook is from a row on, and gives the row behind.
func (b *book) facts(row int) (int, error) {
	for i, f := range b.Facts {
		style := b.styles.of(f.Value)
		if i == 0 && b.Missing != "" {
			style = b.styles.draft
		}
		if err := b.put(frontName, 1, row, report.Words(f.Label), b.styles.label); err != nil {
			return row, err
		}
		if err := b.put(frontName, 2, row, f.Value, style); err != nil {
			return row, err
		}
		row++
	}
	return row, nil
}

// contents leads to the tables.
func (b *book) contents(row int) error {
	if err := b.put(frontName, 1, row, report.Words("The tables"), b.styles.heading); err != nil {
		return err
	}
	for _, s := range b.Sheets {
		row++
		if err := b.put(frontName, 1, row, report.Words(s.Title), b.styles.link); err != nil {
			return err
		}
		if err := b.SetCellHyperLink(frontName, at(1, row), fmt.Sprintf("'%s'!A1", s.Title), "Location"); err != nil {
			return err
		}
		if err := b.put(frontName, 2, row, report.Words(fmt.Sprintf("%s Rows: %d.", s.About, len(s.Rows))), b.styles.text); err != nil {
			return err
		}
	}
	return nil
}
