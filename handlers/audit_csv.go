package handlers

import (
	"encoding/csv"
	"errors"
	"mime"
	"net/http"
	"strconv"

	"safeguard/assessment/report"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// auditColumns are the columns of the log as a table.
var auditColumns = []string{
	"Time", "Who", "What was done", "Action", "Client", "From", "About", "Detail", "Before", "After", "Assessment", "Client id", "Person id", "Number",
}

// downloadAudit gives all events that the filter lets through as CSV. That it was asked for is an event itself.
func (s *Server) downloadAudit(w http.ResponseWriter, r *http.Request) error {
	desk, err := s.auditDeskAt(r)
	if err == nil {
		err = s.fillFilter(r, desk)
	}
	switch {
	case err != nil:
		return err
	case len(desk.page.Problems) > 0:
		return bad("%s", desk.page.Problems[0].What)
	}
	if err := s.note(r, store.Event{Action: "audit.download", Client: desk.client.ID, Detail: desk.page.Filter.String()}); err != nil {
		return err
	}
	name := "audit-log"
	if desk.client.ID != "" {
		name += "-" + planFile(desk.client)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".csv"}))
	s.writeAudit(w, r, desk)
	return nil
}

// writeAudit writes the events as they are read, since there may be more than memory should hold. Where reading them
// fails midway the connection is cut off: half a table must not pass for a whole one.
func (s *Server) writeAudit(w http.ResponseWriter, r *http.Request, desk *auditDesk) {
	_, _ = w.Write([]byte("\ufeff")) // tells spreadsheets that it is UTF-8
	table := csv.NewWriter(w)
	err := table.Write(auditColumns)
	if err == nil {
		desk.query.Before = store.Logged{}
		err = s.eachEvent(r, desk, func(e store.Logged) error { return table.Write(auditRow(e, s.auditLine(e, desk.names))) })
	}
	table.Flush()
	if err = errors.Join(err, table.Error()); err == nil {
		return
	}
	if r.Context().Err() == nil {
		s.log.Error("writing the audit log as a table", "error", err)
	}
	panic(http.ErrAbortHandler)
}

// auditRow is an event as cells.
func auditRow(e store.Logged, l templates.AuditLine) []string {
	cells := []string{
		l.Machine, l.By, l.Words(), l.Action, l.ClientName, l.From, l.Subject, l.Detail, l.Before, l.After, l.Assessment, l.Client, e.User,
		strconv.FormatInt(l.Seq, 10),
	}
	for i := range cells {
		cells[i] = report.Harmless(cells[i])
	}
	return cells
}
