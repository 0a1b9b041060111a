package templates

import (
	"safeguard/assessment"
)

// IncidentsPage lists what happened at a client, the newest first (164.308(a)(6)).
type IncidentsPage struct {
	Page
	Client    string // id
	CanEdit   bool
	Incidents []IncidentLine
	Last      int             // the period of the newest final analysis, 0 where there is none
	LastOn    assessment.Date // the day on which it was made final
	Form      IncidentForm    // of a new incident
	Gone      string          // who removed what the person was changing
}

// IncidentLine is an incident of the list.
type IncidentLine struct {
	ID string
	assessment.Event
}

// IncidentPage changes one incident.
type IncidentPage struct {
	Page
	Client string // id
	ID     string
	Form   IncidentForm
}

// IncidentForm is what stands in the fields of an incident, as it was typed.
type IncidentForm struct {
	Editing
	Date, What, Outcome string
}

func (p IncidentsPage) at(path string) string { return "/clients/" + p.Client + "/incidents" + path }

func (p IncidentPage) at(path string) string { return "/clients/" + p.Client + "/incidents" + path }

// since lists the incidents after the last analysis was made final, or all of them before there was one. What has no day
// is taken for new.
func (p IncidentsPage) since() (list []IncidentLine) {
	for _, e := range p.Incidents {
		if e.Date.IsZero() || !e.Date.Before(p.LastOn) {
			list = append(list, e)
		}
	}
	return list
}

// earlier lists the incidents that the last analysis knew of.
func (p IncidentsPage) earlier() (list []IncidentLine) {
	for _, e := range p.Incidents {
		if !e.Date.IsZero() && e.Date.Before(p.LastOn) {
			list = append(list, e)
		}
	}
	return list
}

// when gives the day, or says that it is not known.
func (e IncidentLine) when() string {
	if e.Date.IsZero() {
		return "Day not known"
	}
	return e.Date.Short()
}

// IncidentFacts are the fields of an incident in words.
func IncidentFacts(e assessment.Event) Facts {
	return Facts{Items: []Fact{
		{Name: "Day", Value: IncidentLine{Event: e}.when()},
		{Name: "What happened", Body: text(e.What)},
		{Name: "What came of it", Body: text(e.Outcome)},
	}}
}
