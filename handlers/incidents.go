package handlers

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// incidents are the pages of what happened at a client (164.308(a)(6)).
func (s *Server) incidents() *ledger[assessment.Event, templates.IncidentForm] {
	return &ledger[assessment.Event, templates.IncidentForm]{
		s: s, kind: "incident", path: "incidents",
		records: s.store.Incidents, remove: s.store.RemoveIncident,
		save: func(ctx context.Context, scope assessment.Scope, client string, rec store.Record[assessment.Event]) error {
			_, err := s.store.SaveIncident(ctx, scope, client, rec)
			return err
		},
		read: s.readIncident, form: incidentForm, facts: factsBy(templates.IncidentFacts),
		edit: func(form *templates.IncidentForm) *templates.Editing { return &form.Editing },
		name: func(assessment.Event) string { return "the incident" },
		all:  s.incidentsPage, one: s.incidentPage,
	}
}

func (s *Server) incidentsPage(r *http.Request, k kept[assessment.Event], form templates.IncidentForm, gone string) (templ.Component, error) {
	sums, err := s.store.Assessments(r.Context(), scopeOf(r), k.client.ID)
	if err != nil {
		return nil, err
	}
	head := templates.Page{Heading: "Incidents", Lead: "Security incidents and near misses at " + k.client.Facts.Name + ".", Problems: form.Problems}
	if scopeOf(r).CanEdit() && len(k.list) > 0 {
		head.Main = &templates.Action{Label: "Add an incident", URL: "#add", Icon: "plus"}
	}
	page := templates.IncidentsPage{
		Page: s.clientFrame(r, k.client, head), Client: k.client.ID, CanEdit: scopeOf(r).CanEdit(), Form: form, Gone: gone,
	}
	if n := slices.IndexFunc(sums, func(sum store.Summary) bool { return sum.Status == assessment.Final }); n >= 0 {
		page.Last, page.LastOn = sums[n].Period, s.dayOf(sums[n].FinalAt)
	}
	for _, rec := range k.list {
		page.Incidents = append(page.Incidents, templates.IncidentLine{ID: rec.ID, Event: rec.Value})
	}
	slices.SortStableFunc(page.Incidents, func(a, b templates.IncidentLine) int { return b.Date.Time().Compare(a.Date.Time()) })
	return page.View(), nil
}

func (s *Server) incidentPage(r *http.Request, k kept[assessment.Event], id string, form templates.IncidentForm) (templ.Component, error) {
	head := templates.Page{
		Heading: "Change an incident", Title: thingTitle(form.What, k.client), Problems: form.Problems,
		Crumbs: []templates.Crumb{{Label: "Incidents", URL: "/clients/" + k.client.ID + "/incidents"}},
	}
	return templates.IncidentPage{Page: s.clientFrame(r, k.client, head), Client: k.client.ID, ID: id, Form: form}.View(), nil
}

// incidentForm gives the fields of an incident.
func incidentForm(_ kept[assessment.Event], rec store.Record[assessment.Event]) templates.IncidentForm {
	return templates.IncidentForm{Date: rec.Value.Date.String(), What: rec.Value.What, Outcome: rec.Value.Outcome}
}

// readIncident reads the fields of an incident, as they were typed and as they are stored. One that lies after the as-of
// date of a draft would be news to that draft, and it could not be saved any more.
func (s *Server) readIncident(r *http.Request, f *form, k kept[assessment.Event]) (templates.IncidentForm, assessment.Event, error) {
	typed := templates.IncidentForm{Date: f.text("date"), What: f.free("what"), Outcome: f.free("outcome")}
	e := assessment.Event{Date: f.date("date"), What: typed.What, Outcome: typed.Outcome}
	if e.What == "" {
		f.bad("what", "Say what happened.")
	}
	if e.Date.After(s.today()) {
		f.bad("date", "This day lies ahead. Give the day on which it happened.")
	}
	return typed, e, s.checkRecord(r, f, k.client, "incidents", func(c *assessment.Content) {
		c.Incidents = []assessment.Event{e}
		if e.Date.After(c.Date) && !f.wrong("date") {
			f.bad("date", "The draft of %d speaks of the client as of %s, and this day is later. Move the as-of date in its scope first.", c.Period, c.Date.Long())
		}
	})
}
