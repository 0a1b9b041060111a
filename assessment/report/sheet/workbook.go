// Package sheet writes the tables of an assessment as an Excel workbook (XLSX). What stands in the tables is made in package
// report; this package knows how it looks. It is the only importer of excelize.
//
// The same tables give the same bytes: nothing in a workbook comes from the clock, and its parts are written in one order.
package sheet

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"safeguard/assessment/report"
)

// book is a workbook that is being written.
type book struct {
	*excelize.File
	*report.Workbook
	styles styles
}

// Write writes the workbook: a first sheet that says what it is, and then each table with filters, under heads that stay in
// view and are repeated on paper.
func Write(w io.Writer, tables *report.Workbook) (err error) {
	b := &book{File: excelize.NewFile(), Workbook: tables}
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing the workbook: %w", err)
		}
	}()
	if err := b.prepare(); err != nil {
		return err
	}
	if err := b.front(); err != nil {
		return err
	}
	for _, s := range tables.Sheets {
		if err := b.table(s); err != nil {
			return err
		}
	}
	return b.File.Write(w)
}

// prepare makes the styles and says in the properties what the workbook is.
func (b *book) prepare() (err error) {
	if b.styles, err = makeStyles(b.File); err != nil {
		return err
	}
	day := b.Date.Time().Format(time.RFC3339)
	if err := b.SetDocProps(&excelize.DocProperties{
		Title: b.Title, Subject: b.Subject, Creator: b.Author, LastModifiedBy: b.Author, Created: day, Modified: day, Language: "en-US",
		Keywords: b.Digest, Description: b.Missing, ContentStatus: b.Status(), Category: "Confidential",
	}); err != nil {
		return err
	}
	return b.SetAppProps(&excelize.AppProperties{Application: "Safeguard", Company: b.Client})
}

// paper sets how a sheet is printed: wide on Letter, all columns on one page, with whose it is and whether it is a draft on
// each page.
func (b *book) paper(name string) error {
	landscape, letter, wide, high, fit := "landscape", 1, 1, 0, true
	margin, edge := 0.5, 0.3
	if err := b.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &letter, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	if err := b.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
		Left: &margin, Right: &margin, Top: &margin, Bottom: &margin, Header: &edge, Footer: &edge,
	}); err != nil {
		return err
	}
	middle := ""
	if b.Missing != "" {
		middle = "&C&B" + b.Status()
	}
	return b.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + onPaper(b.Running) + middle + "&R" + onPaper(name),
		OddFooter: "&L" + onPaper(b.Foot) + "&RPage &P of &N",
	})
}

// longestRunning is how much of a text stands at the head or foot of a page, where Excel has room for 255 characters in all.
const longestRunning = 80

// onPaper makes a text fit for the head or foot of a page, where & begins a command.
func onPaper(text string) string {
	if letters := []rune(text); len(letters) > longestRunning {
		text = string(letters[:longestRunning]) + "..."
	}
	return strings.ReplaceAll(text, "&", "&&")
}

// at names a cell by its column and row, which count from 1.
func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(fmt.Sprintf("sheet: column %d, row %d: %v", column, row, err)) // more columns or rows than Excel has
	}
	return name
}
