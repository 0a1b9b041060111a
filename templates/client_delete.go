package templates

import (
	"fmt"

	"safeguard/assessment"
)

// ClientDeletePage says from when a client may be deleted and why not before; from then on it lists what would go.
type ClientDeletePage struct {
	Page
	ID       string
	Name     string
	Revision int
	Archived bool
	Today    assessment.Date
	Effect   assessment.LastEffect
	Rows     map[string]int // what is kept, by table
	Typed    string         // what was typed for the name
	Sure     bool           // the box is ticked
}

func (p ClientDeletePage) at(path string) string { return "/clients/" + p.ID + path }

// waiting is the banner of a client that cannot be deleted yet.
func (p ClientDeletePage) waiting() Banner {
	if !p.Archived {
		return Banner{Kind: BannerInfo, Heading: "Archive the client first", Text: "Only an archived client can be deleted, and not before six years have passed since then."}
	}
	return Banner{Kind: BannerInfo, Heading: "Can be deleted from " + p.Effect.DeletableFrom().Long() + " on", Text: "HIPAA wants documents kept for six years from the day on which they were last in effect (164.316(b)(2)(i))."}
}

// dates are the days that the six years count from.
func (p ClientDeletePage) dates() Facts {
	days := Facts{Items: []Fact{
		{Name: "Last final analysis", Value: orNone(p.Effect.Final.Long())},
		{Name: "Last change", Value: orNone(p.Effect.Changed.Long())},
		{Name: "Archived", Value: orNone(p.Effect.Archived.Long())},
	}}
	if p.Archived {
		days.Items = append(days.Items, Fact{Name: "Six years from", Value: p.Effect.Last().Long()})
	}
	return days
}

// counts lists what would go, in the words of people.
func (p ClientDeletePage) counts() []string {
	var list []string
	for _, kind := range []struct{ table, one, many string }{
		{"assessments", "assessment", "assessments"},
		{"answers", "answer", "answers"},
		{"answer_revisions", "earlier state of answers", "earlier states of answers"},
		{"reports", "report", "reports"},
		{"records", "record of assets, vendors, incidents, evidence and the plan", "records of assets, vendors, incidents, evidence and the plan"},
		{"files", "file", "files"},
		{"screenings", "screening", "screenings"},
	} {
		if n, there := p.Rows[kind.table]; there {
			list = append(list, counted(n, kind.one, kind.many))
		}
	}
	rest := 0
	for name, n := range p.Rows {
		switch name {
		case "clients", "assessments", "answers", "answer_revisions", "reports", "records", "files", "screenings":
		default:
			rest += n
		}
	}
	return append(list, fmt.Sprintf("%s that belong to these", counted(rest, "other entry", "other entries")))
}

// name asks for the client's name.
func (p ClientDeletePage) name() Field {
	return Field{ID: "name", Label: "Type the name of the client: " + p.Name, Value: p.Typed, Auto: "off", Error: wrongAt(p.Problems, "name")}
}

// sure is the box that says that it is meant.
func (p ClientDeletePage) sure() Choices {
	return Choices{ID: "sure", Legend: "Are you sure?", Quiet: true, Many: true, Error: wrongAt(p.Problems, "sure"), Options: []Option{
		{Value: "yes", Label: "Delete all of this for good", Hint: "Nobody can bring it back from here. Backups that were made before still hold it until they are removed.", Chosen: p.Sure},
	}}
}
