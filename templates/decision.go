package templates

import (
	"strings"

	"safeguard/assessment"
)

// DecisionForm is the written decision on an addressable specification that is not fully in place (164.306(d)(3)),
// inside the card of a question that cites it.
type DecisionForm struct {
	Citation string
	Heading  string // of the specification
	Question string // the id of the question in whose card it stands
	URL      string
	Back     string // the view of the section to come back to
	Revision int
	Fields   DecisionFields
	Lacks    string // what the record still needs, as the end of a sentence; empty where it is whole
	Before   *DecisionBefore
	Problems []Problem
	Conflict string // somebody else saved meanwhile
	Stored   []Fact // what they saved
	Lost     string // why it cannot be saved at all
	Saved    string // such as "Saved 10:43"
	CanEdit  bool
}

// DecisionFields are the fields of the form as text.
type DecisionFields struct {
	Choice, Assessment, Reason, Alternative, InPlace string
	Name, Title, Date, Review                        string
}

// DecisionBefore is what was decided last year, whose words may be used again.
type DecisionBefore struct {
	Period string
	Facts  []Fact
	Reuse  string // the address of the page with its words in the fields
}

// key tells the ids of this form from those of others on the page.
func (d DecisionForm) key() string {
	plain := func(r rune) rune {
		if strings.ContainsRune(".()", r) {
			return '-'
		}
		return r
	}
	return d.Question + "-" + strings.Map(plain, d.Citation)
}

func (d DecisionForm) id(part string) string { return "decision-" + part + "-" + d.key() }

// FieldID gives the id of the field with that name.
func (d DecisionForm) FieldID(path string) string {
	part, ok := map[string]string{
		"assessment": "assessment", "reason": "reason", "alternative": "alternative", "in_place": "in-place", "approver.name": "name",
		"approver.title": "title", "date": "date", "review": "review",
	}[path]
	if !ok {
		part = "choice"
	}
	return d.id(part)
}

func (d DecisionForm) wrong(part string) string {
	for _, problem := range d.Problems {
		if problem.Field == d.id(part) {
			return problem.What
		}
	}
	return ""
}

// summary says in a line what was decided.
func (d DecisionForm) summary() string {
	var c assessment.DecisionChoice
	if err := c.UnmarshalText([]byte(d.Fields.Choice)); err != nil || c == 0 {
		return "Decision needed: " + d.Heading + ", " + d.Citation
	}
	return "Decision: " + c.Title() + ". " + d.Heading + ", " + d.Citation
}

// open reports whether the form needs attention.
func (d DecisionForm) open() bool {
	return d.Lacks != "" || len(d.Problems) > 0 || d.Conflict != "" || d.Lost != ""
}

// choices are the three outcomes that the rule allows (164.306(d)(3)(ii)).
func (d DecisionForm) choices() Choices {
	option := func(c assessment.DecisionChoice, hint string) Option {
		return Option{Value: c.String(), Label: c.Title(), Hint: hint, Chosen: d.Fields.Choice == c.String()}
	}
	return Choices{
		ID: d.id("choice"), Name: "choice", Legend: "What was decided?", Error: d.wrong("choice"), Inline: true,
		Options: []Option{
			option(assessment.Implement, "We will; the plan says when."),
			option(assessment.Alternative, "Something else protects as well."),
			option(assessment.Neither, "Not reasonable, nor is an alternative; say why."),
		},
	}
}

// DecisionFacts lists what a decision says, for those who read it.
func DecisionFacts(d assessment.Decision) []Fact {
	approver := d.Approver.Name
	if d.Approver.Title != "" {
		approver += ", " + d.Approver.Title
	}
	var list []Fact
	for _, item := range []Fact{
		{Name: "Decided", Value: d.Choice.Title()},
		{Name: "Assessment", Value: d.Assessment},
		{Name: "Reason", Value: d.Reason},
		{Name: "Alternative", Value: d.Alternative},
		{Name: "In place since", Value: d.InPlace.Long()},
		{Name: "Approved by", Value: approver},
		{Name: "Date", Value: d.Date.Long()},
		{Name: "Next review", Value: d.Review.Long()},
	} {
		if item.Value != "" {
			list = append(list, item)
		}
	}
	return list
}

// SavedDecision is what changes on the page when a decision was saved or could not be.
type SavedDecision struct {
	Section SectionPage
	Card    QuestionCard
}
