package templates

import (
	"fmt"

	"safeguard/assessment"
)

// OwnRiskPage is the form of a risk that an assessor adds for one client.
type OwnRiskPage struct {
	AssessmentPage
	Form     RiskForm
	Existing bool // it is in the register already
	From     int  // the period that its text comes from, 0 where it is new
	Threats  []assessment.Threat
	Sections []OwnSection
	Lines    int // of the plan that name the risk
}

// OwnSection is a section of the questionnaire with the questions that can be controls.
type OwnSection struct {
	Title     string
	Questions []OwnControl
}

// OwnControl is a question that can be a control.
type OwnControl struct{ ID, Text string }

// Head is what the page has around itself.
func (p OwnRiskPage) Head() Page {
	head := Page{
		Heading: "Add a risk of your own", Problems: p.Form.Summary(),
		Lead: "For what the library does not know of this client. It is rated by the same two tables as every other risk.",
	}
	if p.Existing {
		head.Heading, head.Lead = "Change a risk of your own", ""
	}
	return head
}

func (p OwnRiskPage) threats() []Option {
	list := []Option{{Label: "Choose"}}
	for _, t := range p.Threats {
		list = append(list, Option{Value: t.ID, Label: fmt.Sprintf("%s (occurrence %s)", t.Title, inSentence(t.Occurrence.Title()))})
	}
	return list
}

func ownAssets() []Option {
	var list []Option
	for k := assessment.Server; k <= assessment.Facility; k++ {
		list = append(list, Option{Value: k.String(), Label: k.Title()})
	}
	return list
}

// chosen counts the questions of a section that are controls of the risk.
func (p OwnRiskPage) chosen(s OwnSection) int {
	n := 0
	for _, q := range s.Questions {
		if p.Form.Has("key", q.ID) || p.Form.Has("supporting", q.ID) {
			n++
		}
	}
	return n
}

func (p OwnRiskPage) summary(s OwnSection) string {
	if n := p.chosen(s); n > 0 {
		return fmt.Sprintf("%s (%d chosen)", s.Title, n)
	}
	return s.Title
}

// back is where to go without saving.
func (p OwnRiskPage) back() string {
	if p.Existing {
		return p.At("risks", p.Form.Value("id"))
	}
	return p.At("risks")
}

func (p OwnRiskPage) submit() string {
	if p.Existing {
		return "Save the risk"
	}
	return "Add the risk"
}
