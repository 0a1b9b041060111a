package templates

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// QuestionnaireFrame is what the pages of one questionnaire have around their own content.
type QuestionnaireFrame struct {
	LibraryPage
	View    string // questions, coverage or activities
	Earlier bool   // another edition is in use
}

// views leads between the pages of the questionnaire. Only a risk analysis is held to the rule and its key activities.
func (p QuestionnaireFrame) views() Tabs {
	tab := func(id, page, label string, n int) Tab {
		return Tab{Label: label, URL: p.questionnaire(page), Count: fmt.Sprint(n), Current: p.View == id}
	}
	tabs := Tabs{Label: "Questionnaire", Items: []Tab{tab("questions", "", "Questions", len(p.Catalog.Questions()))}}
	if p.Catalog.Questionnaire.Kind != assessment.Base {
		return tabs
	}
	tabs.Items = append(tabs.Items, tab("coverage", "coverage", "Coverage of the rule", len(p.Catalog.Rule)))
	if len(p.Catalog.Activities) > 0 {
		tabs.Items = append(tabs.Items, tab("activities", "activities", "Key activities", len(p.Catalog.Activities)))
	}
	return tabs
}

func (p QuestionnaireFrame) proposed() bool {
	return p.Catalog.Questionnaire.Kind == assessment.Overlay
}

// CoveragePage shows which questions examine each row of the rule.
type CoveragePage struct{ QuestionnaireFrame }

// coveredFamily is the standards of one family of safeguards.
type coveredFamily struct {
	Safeguard assessment.Safeguard
	Rows      int
	Standards []coveredStandard
}

// coveredStandard is the rows of one standard.
type coveredStandard struct {
	Name string
	Rows []coveredRow
}

// coveredRow is a row of the rule and the questions that examine it.
type coveredRow struct {
	assessment.Specification
	Questions []examiner
}

// examiner is a question that examines a row or a key activity, with when it is asked.
type examiner struct {
	*assessment.Question
	URL      string
	Premises []assessment.Premise
}

// families sorts the rows of the rule by family and standard, in the order of the rule.
func (p CoveragePage) families() []coveredFamily {
	questions := p.examiners(func(q *assessment.Question) []string { return q.Citations })
	var list []coveredFamily
	for _, row := range p.Catalog.Rule {
		if n := len(list); n == 0 || list[n-1].Safeguard != row.Safeguard {
			list = append(list, coveredFamily{Safeguard: row.Safeguard})
		}
		family := &list[len(list)-1]
		if n := len(family.Standards); n == 0 || family.Standards[n-1].Name != row.Standard {
			family.Standards = append(family.Standards, coveredStandard{Name: row.Standard})
		}
		standard := &family.Standards[len(family.Standards)-1]
		standard.Rows = append(standard.Rows, coveredRow{row, questions[row.Citation]})
		family.Rows++
	}
	return list
}

// examiners lists the questions under each of the keys that of gives.
func (p QuestionnaireFrame) examiners(of func(*assessment.Question) []string) map[string][]examiner {
	list := map[string][]examiner{}
	for _, q := range p.Catalog.Questions() {
		for _, key := range of(q) {
			list[key] = append(list[key], examiner{q, p.questionURL(q.ID), p.Catalog.Premises(q)})
		}
	}
	return list
}

// conditions are the premises of a question that are its own. That a row binds only some is said of the row.
func (e examiner) conditions() []assessment.Premise {
	return slices.DeleteFunc(slices.Clone(e.Premises), func(p assessment.Premise) bool { return p.ByRule })
}

// asked says whether some question examines the row whatever the answers are.
func (r coveredRow) asked() string {
	switch {
	case len(r.Questions) == 0:
		return ""
	case slices.ContainsFunc(r.Questions, func(e examiner) bool { return len(e.conditions()) == 0 }):
		return "Always"
	default:
		return "Conditional"
	}
}

// binds says whom a row binds, where that is not everybody.
func (r coveredRow) binds() string {
	switch r.AppliesTo {
	case assessment.OnlyCoveredEntity:
		return "Covered entities only"
	case assessment.OnlyBusinessAssociate:
		return "Business associates only"
	default:
		return ""
	}
}

// ActivitiesPage shows which questions examine each key activity of NIST SP 800-66r2.
type ActivitiesPage struct{ QuestionnaireFrame }

// activityGroup is the key activities of one standard.
type activityGroup struct {
	Citation, Name string
	Activities     []coveredActivity
}

// coveredActivity is a key activity and the questions that examine it.
type coveredActivity struct {
	assessment.Activity
	Questions []examiner
}

// groups sorts the activities by their standard.
func (p ActivitiesPage) groups() []activityGroup {
	questions := p.examiners(func(q *assessment.Question) []string { return q.Activities })
	var list []activityGroup
	for _, a := range p.Catalog.Activities {
		if n := len(list); n == 0 || list[n-1].Citation != a.Standard {
			list = append(list, activityGroup{Citation: a.Standard, Name: p.standard(a.Standard)})
		}
		group := &list[len(list)-1]
		group.Activities = append(group.Activities, coveredActivity{a, questions[a.Key()]})
	}
	return list
}

// standard names the standard of which a citation is the beginning.
func (p ActivitiesPage) standard(citation string) string {
	for _, row := range p.Catalog.Rule {
		if strings.HasPrefix(row.Citation, citation) {
			return row.Standard
		}
	}
	return ""
}
