package templates

import (
	"fmt"

	"safeguard/assessment"
)

// LibraryPage is what every page of the library has around its own content.
type LibraryPage struct {
	Page
	Tab     string // risks, threats or coverage
	Catalog *assessment.Catalog
}

// LibraryRisksPage shows every risk of the library.
type LibraryRisksPage struct{ LibraryPage }

// LibraryThreatsPage shows every threat of the library.
type LibraryThreatsPage struct{ LibraryPage }

// CoveragePage shows which questions examine each row of the rule.
type CoveragePage struct{ LibraryPage }

func (p LibraryPage) tabs() Tabs {
	tab := func(id, label, url string, n int) Tab {
		return Tab{Label: label, URL: url, Count: fmt.Sprint(n), Current: p.Tab == id}
	}
	return Tabs{Label: "Library", Items: []Tab{
		tab("risks", "Risks", "/library/risks", len(p.Catalog.Risks)),
		tab("threats", "Threats", "/library/threats", len(p.Catalog.Threats)),
		tab("coverage", "Coverage of the rule", "/questionnaires/"+p.Catalog.Questionnaire.ID+"/coverage", len(p.Catalog.Rule)),
	}}
}

// threat names the threat of a risk.
func (p LibraryPage) threat(id string) string {
	if t := p.Catalog.Threat(id); t != nil {
		return t.Title
	}
	return id
}

// questions lists the words of questions; those that this questionnaire has not are left out.
func (p LibraryPage) questions(ids []string) []string {
	var list []string
	for _, id := range ids {
		if q := p.Catalog.Question(id); q != nil {
			list = append(list, q.Text)
		}
	}
	return list
}

// countControls says how many controls a risk has.
func (p LibraryPage) countControls(risk assessment.Risk) string {
	return fmt.Sprintf("%s, %d supporting", counted(len(p.questions(risk.Key)), "key control", "key controls"), len(p.questions(risk.Supporting)))
}

// risksOf counts the risks that a threat brings about.
func (p LibraryPage) risksOf(threat string) int {
	n := 0
	for i := range p.Catalog.Risks {
		if p.Catalog.Risks[i].Threat == threat {
			n++
		}
	}
	return n
}

// assetWords names the assets that a risk is about.
func assetWords(list []assessment.AssetKind) string {
	if len(list) == 0 {
		return "The client as a whole"
	}
	text := list[0].Title()
	for _, k := range list[1:] {
		text += ", " + inSentence(k.Title())
	}
	return text
}

// coveredRows are the rows of one family of safeguards.
type coveredRows struct {
	Safeguard assessment.Safeguard
	Rows      []coveredRow
}

// coveredRow is a row of the rule and the questions that examine it.
type coveredRow struct {
	assessment.Specification
	Questions []string
}

// families sorts the rows of the rule by their family, in the order of the rule.
func (p CoveragePage) families() []coveredRows {
	questions := map[string][]string{}
	for _, q := range p.Catalog.Questions() {
		for _, citation := range q.Citations {
			questions[citation] = append(questions[citation], q.Text)
		}
	}
	var list []coveredRows
	for _, safeguard := range assessment.Safeguards {
		family := coveredRows{Safeguard: safeguard}
		for _, row := range p.Catalog.Rule {
			if row.Safeguard == safeguard {
				family.Rows = append(family.Rows, coveredRow{row, questions[row.Citation]})
			}
		}
		if len(family.Rows) > 0 {
			list = append(list, family)
		}
	}
	return list
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
