package handlers

import (
	"net/http"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// historyEvents is how many of the newest events of a client the page of its history reads.
const historyEvents = 2000

// showClientHistory shows a client's assessments of all years and what was done lately.
func (s *Server) showClientHistory(w http.ResponseWriter, r *http.Request) error {
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	sums, err := s.store.Assessments(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	events, err := s.store.Events(r.Context(), scopeOf(r), c.ID, historyEvents)
	if err != nil {
		return err
	}
	plan, err := s.store.Plan(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	page := templates.ClientHistoryPage{ID: c.ID, Years: s.yearsOf(sums, anyStatus), Done: templates.Together(historyOf(events, sums, plan, s.dayOf))}
	if len(events) == historyEvents {
		page.Limit = historyEvents
	}
	page.Page = s.page(r, templates.Page{
		Heading: "History", Title: "History, " + c.Facts.Name, Nav: "clients",
		Crumbs: []templates.Crumb{{Label: "Clients", URL: "/clients"}, {Label: c.Facts.Name, URL: "/clients/" + c.ID}},
	})
	return s.ok(w, r, page.View())
}

// latelyOf gives the newest lines of a client's history. It reads more events than it shows, since many make one line.
func (s *Server) latelyOf(r *http.Request, client string, sums []store.Summary, plan []store.Record[assessment.Remediation]) ([]templates.HistoryEvent, error) {
	events, err := s.store.Events(r.Context(), scopeOf(r), client, 40*templates.Lately)
	if err != nil {
		return nil, err
	}
	list := templates.Together(historyOf(events, sums, plan, s.dayOf))
	return list[:min(len(list), templates.Lately)], nil
}

// historyOf makes events ready to be shown, each with the period of its assessment or the line of the plan that it is
// about.
func historyOf(events []store.Event, sums []store.Summary, plan []store.Record[assessment.Remediation], dayOf func(time.Time) assessment.Date) []templates.HistoryEvent {
	lines := map[string]string{}
	for _, line := range plan {
		lines[line.ID] = templates.Brief(line.Value.Action)
	}
	periods := map[string]int{}
	for i := range sums {
		periods[sums[i].ID] = sums[i].Period
	}
	list := make([]templates.HistoryEvent, len(events))
	for i, e := range events {
		list[i] = templates.HistoryEvent{
			Action: e.Action, Subject: e.Subject, Assessment: e.Assessment, Period: periods[e.Assessment],
			Day: dayOf(e.At).Short(), By: e.Name, Line: lines[e.Subject],
		}
	}
	return list
}
