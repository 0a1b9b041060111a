package handlers

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showClientPlan shows the plan that a client keeps through the years.
func (s *Server) showClientPlan(w http.ResponseWriter, r *http.Request) error {
	c, err := s.store.Client(r.Context(), scopeOf(r), chi.URLParam(r, "client"))
	if err != nil {
		return err
	}
	lines, err := s.store.Plan(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	page := templates.ClientPlanPage{Client: c.ID, CanEdit: scopeOf(r).CanEdit(), Show: planTab(r), Counts: map[string]int{}, Today: s.today()}
	for _, rec := range lines {
		for _, tab := range tabsOf(rec.Value, page.Today) {
			page.Counts[tab]++
			if tab == page.Show {
				page.Lines = append(page.Lines, templates.ClientPlanLine{ID: rec.ID, Remediation: rec.Value})
			}
			if tab == "open" {
				page.Cost += rec.Value.Cost
			}
		}
	}
	slices.SortStableFunc(page.Lines, comparePlanLines)
	page.Page = s.clientFrame(r, c, templates.Page{Heading: "Plan", Lead: page.Lead(), Main: page.Main()})
	return s.ok(w, r, page.View())
}

// planTab gives the tab that the address names.
func planTab(r *http.Request) string {
	if show := r.URL.Query().Get("show"); slices.Contains([]string{"late", "done", "cancelled"}, show) {
		return show
	}
	return "open"
}

// tabsOf lists the tabs under which a line stands: what is late is open as well.
func tabsOf(line assessment.Remediation, on assessment.Date) []string {
	status := max(line.Status, assessment.Open).String()
	if line.Late(on) {
		return []string{status, "late"}
	}
	return []string{status}
}

// comparePlanLines puts what is due first on top, and what has no due date last. What is done has the newest on top.
func comparePlanLines(a, b templates.ClientPlanLine) int {
	if a.Status == assessment.Done {
		return cmp.Compare(b.Completed.String(), a.Completed.String())
	}
	if a.Due.IsZero() != b.Due.IsZero() {
		return cmp.Compare(b.Due.String(), a.Due.String())
	}
	return cmp.Compare(a.Due.String(), b.Due.String())
}

// planColumns are the columns of the plan as a table for a spreadsheet.
var planColumns = []string{
	"Remediation", "Done when", "Status", "Late", "Owner", "Approved by", "Start", "Due", "Interim dates", "Cost in dollars", "Effort", "Resources",
	"Until then", "Completed", "Evidence", "Verified by", "Verified on", "Next review", "Puts in place", "Rows of the rule",
}

// downloadPlan gives the whole plan of a client as CSV.
func (s *Server) downloadPlan(w http.ResponseWriter, r *http.Request) error {
	desk, err := s.planDeskAt(r)
	if err != nil {
		return err
	}
	if err := s.note(r, store.Event{Action: "plan.download", Client: desk.client.ID}); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("\ufeff") // tells spreadsheets that it is UTF-8
	table := csv.NewWriter(&b)
	rows := [][]string{planColumns}
	for _, rec := range desk.lines {
		rows = append(rows, desk.row(rec.Value, s.today()))
	}
	if err := table.WriteAll(rows); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "plan-" + planFile(desk.client) + ".csv"}))
	_, _ = w.Write([]byte(b.String())) // where the browser went away, nobody is left to tell
	return nil
}

// row is a line of the plan as cells.
func (desk *planDesk) row(line assessment.Remediation, on assessment.Date) []string {
	late, cost := "", ""
	if line.Late(on) {
		late = "Yes"
	}
	if line.Cost != 0 {
		cost = fmt.Sprintf("%.2f", line.Cost)
	}
	cells := []string{
		line.Action, line.Success, line.Status.Title(), late, line.Owner, templates.ApprovedBy(line), line.Start.String(), line.Due.String(),
		templates.InterimDates(line), cost, line.Effort.Title(), line.Resources, line.Interim,
		line.Completed.String(), line.Evidence, line.VerifiedBy, line.Verified.String(), line.Review.String(),
		strings.Join(desk.texts(line.Questions), "\n"), strings.Join(desk.citations(line.Questions), ", "),
	}
	for i := range cells {
		cells[i] = report.Harmless(cells[i])
	}
	return cells
}

// citations lists the rows of the rule that questions cite, each once.
func (desk *planDesk) citations(ids []string) []string {
	var list []string
	for _, id := range ids {
		if q := desk.catalog.Question(id); q != nil {
			list = append(list, q.Citations...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// planFile is the name of a client in that of a file: its letters and digits.
func planFile(c store.Client) string {
	words := strings.FieldsFunc(strings.ToLower(c.Facts.Name), func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return cmp.Or(strings.Join(words, "-"), "client")
}
