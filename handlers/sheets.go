package handlers

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/sheet"
	"safeguard/assessment/store"
)

// The types of files that hold tables.
const (
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeCSV  = "text/csv; charset=utf-8"
)

// downloadWorkbook gives the tables of an assessment as an Excel workbook.
func (s *Server) downloadWorkbook(w http.ResponseWriter, r *http.Request) error {
	wk, tables, err := s.tablesOf(r)
	if err != nil {
		return err
	}
	return s.sendTables(w, r, wk, tables, tableFile{"workbook", "xlsx", typeXLSX, func(w io.Writer) error { return sheet.Write(w, tables) }})
}

// downloadSheet gives one of the tables of an assessment as CSV.
func (s *Server) downloadSheet(w http.ResponseWriter, r *http.Request) error {
	wk, tables, err := s.tablesOf(r)
	if err != nil {
		return err
	}
	name := chi.URLParam(r, "sheet")
	one, ok := tables.Sheet(name)
	if !ok {
		return fmt.Errorf("sheet %q: %w", name, assessment.ErrNotFound)
	}
	return s.sendTables(w, r, wk, tables, tableFile{name, "csv", typeCSV, one.WriteCSV})
}

// tablesOf makes the tables of the assessment that the address names. They are made anew each time: the record is the
// documents, and the tables of one final assessment are always the same.
func (s *Server) tablesOf(r *http.Request) (*work, *report.Workbook, error) {
	wk, err := s.workOn(r)
	if err != nil {
		return nil, nil, err
	}
	snapshot, err := s.reportable(r, wk)
	if err != nil {
		return nil, nil, err
	}
	return wk, report.Tables(snapshot), nil
}

// tableFile is a file with tables: what it is called, and how it is written.
type tableFile struct {
	name, ending, kind string
	write              func(io.Writer) error
}

// sendTables writes a file with tables to be saved. That of a draft says so in its name, since what it holds may be opened
// long after it was saved.
func (s *Server) sendTables(w http.ResponseWriter, r *http.Request, wk *work, tables *report.Workbook, f tableFile) error {
	var b bytes.Buffer
	if err := f.write(&b); err != nil {
		return fmt.Errorf("assessment %s: %w", wk.ID, err)
	}
	if err := s.note(r, store.Event{Action: "report.download", Client: wk.ClientID, Assessment: wk.ID, Subject: f.name + "." + f.ending}); err != nil {
		return err
	}
	name := fileStem(wk, f.name)
	if tables.Missing != "" {
		name += "-draft"
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+"."+f.ending+`"`)
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	_, _ = w.Write(b.Bytes()) // where the browser went away, nobody is left to tell
	return nil
}
