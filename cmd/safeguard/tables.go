package main

import (
	"bytes"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/sheet"
)

// renderTables makes the tables of a snapshot: a workbook, and each table as CSV.
func renderTables(s assessment.Snapshot) ([]output, error) {
	tables := report.Tables(s)
	var book bytes.Buffer
	if err := sheet.Write(&book, tables); err != nil {
		return nil, err
	}
	files := []output{{"workbook.xlsx", book.Bytes()}}
	for _, one := range tables.Sheets {
		var b bytes.Buffer
		if err := one.WriteCSV(&b); err != nil {
			return nil, err
		}
		files = append(files, output{one.Name + ".csv", b.Bytes()})
	}
	return files, nil
}
