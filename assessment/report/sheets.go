package report

import (
	"encoding/csv"
	"fmt"
	"io"

	"safeguard/assessment"
)

// Workbook is what an assessment holds as tables, for those who work on with it in a spreadsheet. The documents are the
// record.
type Workbook struct {
	Title   string
	Subject string
	Author  string // the assessor
	Client  string
	Running string // at the head of every page on paper
	Foot    string // at the foot of every page on paper
	Date    assessment.Date
	Digest  string
	Missing string // why it is a draft; empty when it is final
	Facts   []SheetFact
	Sheets  []Sheet
}

// Status says in a word whether the analysis is final.
func (w *Workbook) Status() string { return statusOf(w.Missing) }

func statusOf(missing string) string {
	if missing != "" {
		return "DRAFT"
	}
	return "Final"
}

// SheetFact is a line of the first sheet, which says what the workbook is.
type SheetFact struct {
	Label string
	Value Value
}

// Sheet is one table.
type Sheet struct {
	SheetKind
	Columns []SheetColumn
	Rows    [][]Value // each has a value for every column
}

// SheetColumn is the head of a column.
type SheetColumn struct {
	Title string
	Width float64 // in letters
}

// column is a column together with what stands in it for a row made from a T.
type column[T any] struct {
	title string
	width float64
	value func(T) Value
}

// tabulate fills a sheet: a row for each item. The last column says in every row whether the analysis is final. There it
// survives filters, sorting and copying into another table, where a line above the head would break all three.
func tabulate[T any](status string, items []T, columns []column[T]) Sheet {
	var s Sheet
	for _, c := range columns {
		s.Columns = append(s.Columns, SheetColumn{c.title, c.width})
	}
	s.Columns = append(s.Columns, SheetColumn{"Status of the analysis", 12})
	for _, item := range items {
		row := make([]Value, 0, len(s.Columns))
		for _, c := range columns {
			row = append(row, c.value(item))
		}
		s.Rows = append(s.Rows, append(row, Words(status)))
	}
	return s
}

// SheetKind is one of the sheets that every workbook has.
type SheetKind struct {
	Name  string // of its CSV file, without extension
	Title string
	About string // what it has, in a sentence
}

// SheetKinds are the sheets of every workbook, in their order.
var SheetKinds = []SheetKind{
	{"register", "Risk register", "Every risk with its levels and why they are so, and the risks that do not apply, with the reason."},
	{"plan", "Plan", "Every remediation of the risk management plan in the order of what it is worth, and those that were canceled."},
	{"answers", "Answers", "Every question that was asked, at each site where sites differ, with its answer, its proof and who gave it."},
	{"evaluation", "Evaluation", "Every row of the Security Rule, how it stands and how it was examined (164.308(a)(8))."},
}

// Tables builds the workbook of a snapshot.
func Tables(s assessment.Snapshot) *Workbook {
	b := build(s)
	b.evidence = b.indexEvidence()
	c := b.Content
	w := &Workbook{
		Title: fmt.Sprintf("Risk analysis of %s, %d: tables", c.Client.Name, c.Period), Subject: "Risk analysis under 45 CFR 164.308(a)(1)(ii)(A), as tables",
		Author: c.Assessor.Name, Client: c.Client.Name, Running: fmt.Sprintf("%s, %d", c.Client.Name, c.Period),
		Foot: "As of " + c.Date.Long() + ". Confidential: these tables list weaknesses.", Date: c.Date, Digest: b.Result.Digest, Missing: missing(b.Result.Missing),
	}
	status := w.Status()
	w.Sheets = []Sheet{b.registerSheet(status), b.planSheet(status), b.answersSheet(status), b.evaluationSheet(status)}
	for i, kind := range SheetKinds {
		w.Sheets[i].SheetKind = kind
	}
	w.Facts = b.sheetFacts(w)
	return w
}

// sheetFacts says what the workbook is.
func (b *builder) sheetFacts(w *Workbook) []SheetFact {
	facts := []SheetFact{
		{"Status of the analysis", words(or(w.Missing, "Final"))},
		{"As of", Day{b.Content.Date}},
		{"Period", Count(b.Content.Period)},
	}
	for _, f := range b.control(w.Missing != "") {
		if f.Label != "Period" && f.Label != "As of" {
			facts = append(facts, SheetFact{f.Label, words(f.Value)})
		}
	}
	if r := b.Content.RisksReviewed; r != nil && r.By != "" {
		facts = append(facts, SheetFact{"Risks reviewed", words(fmt.Sprintf("By %s on %s.", r.By, on(r.Date)))})
	}
	return append(facts,
		SheetFact{"Risk index now", Points(b.Result.Totals.Index)},
		SheetFact{"Risk index with the plan done", Points(b.Result.Totals.IndexTarget)},
		SheetFact{"What the index is", words(indexNote)},
		SheetFact{"What counts", words("These tables are for working with. The record is the documents: what is changed here changes nothing there.")},
	)
}

// Sheet gives the sheet of that name.
func (w *Workbook) Sheet(name string) (Sheet, bool) {
	for _, s := range w.Sheets {
		if s.Name == name {
			return s, true
		}
	}
	return Sheet{}, false
}

// WriteCSV writes the sheet as comma-separated values in UTF-8, with the heads of the columns on top. Texts that a
// spreadsheet would run as a formula are made harmless; numbers and days are as they are.
func (s Sheet) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // tells spreadsheets that it is UTF-8
		return err
	}
	table := csv.NewWriter(w)
	cells := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		cells[i] = c.Title
	}
	if err := table.Write(cells); err != nil {
		return err
	}
	for _, row := range s.Rows {
		for i, v := range row {
			cells[i] = csvCell(v)
		}
		if err := table.Write(cells); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

func csvCell(v Value) string {
	switch v := v.(type) {
	case nil:
		return ""
	case Words:
		return Harmless(string(v))
	default:
		return v.String()
	}
}
