package handlers

import (
	"net/http"
	"strconv"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// What the list of lines of all clients shows: soon is as many days as "Due in 30 days" looks ahead.
const (
	soonDays     = 30
	linesPerPage = 50
)

// showRemediation lists the open lines of the plans of all clients.
func (s *Server) showRemediation(w http.ResponseWriter, r *http.Request) error {
	page := templates.RemediationPage{Show: r.URL.Query().Get("show"), Counts: map[string]int{}, Today: s.today(), PerPage: linesPerPage}
	spans := dueSpans(page.Today)
	for show, span := range spans {
		_, n, err := s.store.LinesDue(r.Context(), scopeOf(r), span, 1, 0)
		if err != nil {
			return err
		}
		page.Counts[show] = n
	}
	if _, known := spans[page.Show]; !known {
		page.Show = page.First()
	}
	page.Number = pageNumber(r, page.Counts[page.Show], page.PerPage)
	lines, _, err := s.store.LinesDue(r.Context(), scopeOf(r), spans[page.Show], page.Number, page.PerPage)
	if err != nil {
		return err
	}
	for _, due := range lines {
		page.Lines = append(page.Lines, templates.RemediationLine{ID: due.ID, Client: due.Client, ClientName: due.ClientName, Remediation: due.Value})
	}
	page.Page = s.page(r, page.Head())
	return s.ok(w, r, page.View())
}

// dueSpans gives the due dates that each tab is about. What is late stands under its own tab and not among what is due
// soon.
func dueSpans(today assessment.Date) map[string]store.Span {
	return map[string]store.Span{
		"late": {Before: today},
		"soon": {From: today, Before: today.AddDays(soonDays + 1)},
		"all":  {},
	}
}

// pageNumber gives the page of a list that the address names, or the nearest that there is.
func pageNumber(r *http.Request, found, perPage int) int {
	number, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		return 1
	}
	return max(1, min(number, (found+perPage-1)/perPage))
}
