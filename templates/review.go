package templates

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// ReviewPage is what the client's official approves or returns, and where a manager records the official's word.
type ReviewPage struct {
	AssessmentPage
	Confirm  bool // to make it final takes a code
	Digest   string
	Edition  string
	Date     assessment.Date
	Totals   assessment.Totals
	Accepted assessment.RiskLevel // the threshold
	Over     int                  // risks over it
	Taken    []TakenRisk
	Papers   []Paper
	Remarks  []assessment.Remark
	Form     ReviewForm
	Person   *assessment.Person // the officer who is signed in, who approves under the own name
	Today    assessment.Date
	Official string // the client's security official, for the hint
}

// ReviewForm is what stands in the fields of the review, as it was typed.
type ReviewForm struct {
	Name, Title, Date, Remark string
	Kept                      bool // a signed file is kept
}

// TakenRisk is a risk over the threshold that the client accepts or transfers.
type TakenRisk struct {
	Heading string
	Level   assessment.RiskLevel
	assessment.Treatment
}

// Paper is a report to read before approving.
type Paper struct{ Title, What, URL string }

// open reports whether the official's word is awaited.
func (p ReviewPage) open() bool { return p.Status == assessment.InReview && p.Approval == nil }

func (p ReviewPage) lead() string {
	switch {
	case p.open() && p.manages():
		return "The client's official approves the analysis here, or you record the official's signed word."
	case p.open():
		return "Read the analysis, then approve it or return it with a remark."
	case p.Status == assessment.InReview && p.manages():
		return "Make it final now. Nobody can change it then, and its reports are made and kept."
	case p.Status == assessment.InReview:
		return "It is made final next."
	case p.Status == assessment.Draft:
		return "The analysis is being worked on and is not under review."
	default:
		return "Approved by " + approvedBy(p.Approval) + "."
	}
}

func (p ReviewPage) main() *Action {
	switch {
	case p.open() && p.manages():
		return &Action{Label: "Record the approval", URL: "#approve"}
	case p.open():
		return &Action{Label: "Approve or return", URL: "#approve"}
	case p.Status == assessment.InReview && p.manages():
		return p.makeFinal()
	case p.Status == assessment.Draft:
		return &Action{Label: "See what is missing", URL: p.At("finalize")}
	default:
		return &Action{Label: "See the reports", URL: p.At("reports")}
	}
}

// Complete fills in what the head of the page says, from the rest of it.
func (p ReviewPage) Complete() ReviewPage {
	p.Lead, p.Main = p.lead(), p.main()
	return p
}

// facts are what the approval is about.
func (p ReviewPage) facts() Facts {
	list := []Fact{
		{Name: "Client", Value: p.Client},
		{Name: "Period", Value: fmt.Sprint(p.Period)},
		{Name: "As of", Value: p.Date.Long()},
		{Name: "Questionnaire", Value: p.Edition},
		{Name: "Approval", Value: approvedBy(p.Approval)},
		{Name: "Digest of the content", Body: code(p.Digest)},
	}
	return Facts{Items: list, Columns: true}
}

// levels lists the levels from the highest to the lowest that some risk has.
func (p ReviewPage) levels() []LevelView {
	var list []LevelView
	for l := assessment.RiskVeryHigh; l > 0; l-- {
		if n := p.Totals.Levels.Of(l); n > 0 {
			list = append(list, LevelView{l, n})
		}
	}
	return list
}

// sums says in sentences what was found.
func (p ReviewPage) sums() []string {
	t := p.Totals
	return []string{
		fmt.Sprintf("%s, the risk index is %.1f of 100 now and %.1f with the plan done.", counted(t.Levels.Sum(), "risk applies", "risks apply"), t.Index, t.IndexTarget),
		fmt.Sprintf("The threshold is %s: risks above it need a response. %s above it, each with a response.", strings.ToLower(p.Accepted.Title()), counted(p.Over, "risk is", "risks are")),
		fmt.Sprintf("%d %% of the rows of the Security Rule that apply are in place.", int(100*t.Implemented+1e-9)),
		fmt.Sprintf("%s answered.", counted(t.Questions.Answered, "question is", "questions are")),
	}
}

// remarks lists with what it was returned, the newest first.
func (p ReviewPage) remarks() Timeline {
	t := Timeline{}
	for i := range p.Remarks {
		remark := p.Remarks[len(p.Remarks)-1-i]
		t.Items = append(t.Items, Event{When: remark.Date.Short(), What: remark.Text, By: remark.By})
	}
	return t
}

func (p ReviewPage) wrong(field string) string { return wrongAt(p.Problems, field) }

// signature is the officer as the reports will name them.
func (p ReviewPage) signature() string {
	return strings.TrimSuffix(p.Person.Name+", "+p.Person.Title, ", ")
}

// officialHint names whom the manager may have in mind.
func (p ReviewPage) officialHint() string {
	if p.Official == "" {
		return ""
	}
	return "The client's security official is " + p.Official + "."
}

// sure asks for a tick before what cannot be taken back.
func (p ReviewPage) sure() Choices {
	return Choices{
		ID: "sure", Legend: "Cannot be taken back", Many: true, Error: p.wrong("sure"),
		Options: []Option{{Value: "yes", Label: fmt.Sprintf("Make the analysis of %d for %s final", p.Period, p.Client)}},
	}
}

// kept asks the manager who records an approval for what proves it.
func (p ReviewPage) kept() Choices {
	return Choices{
		ID: "kept", Legend: "Proof", Many: true, Error: p.wrong("kept"),
		Options: []Option{{Value: "yes", Label: "A file that the official signed is kept", Hint: "With the client's papers, for at least six years (164.316(b)(2)(i)).", Chosen: p.Form.Kept}},
	}
}
