package templates

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// FinalizePage says whether an analysis is whole, in the terms of OCR's guidance, and sends it for review.
type FinalizePage struct {
	AssessmentPage
	With     int // questions that contacts still have
	Elements []ElementView
	Hasty    []LinkedText // confirmed too fast to have been read
	Given    assessment.GivenCounts
	Asked    int      // questions
	Step     NextLine // what comes next for the assessment, as every page has it
	Review   ReviewFields
	Saved    *Saved // what somebody else saved meanwhile
	Lost     *Facts // what was typed and cannot be saved, as the assessment is no draft any more
	Edition  string // of the questionnaire
	Digest   string
	Next     []LinkedText // what comes after the analysis is final
}

// ElementView is one line of the nine elements: likelihood and impact share one.
type ElementView struct {
	ID       string // of its row
	Title    string // with its number
	Elements int    // of OCR's guidance: two for the line that two share
	Detail   string // what it rests on
	Gaps     []GapGroup
	Missing  int // gaps in all
}

// GapGroup are the gaps of one kind.
type GapGroup struct {
	Kind assessment.SubjectKind
	List []LinkedText
}

// LinkedText is a sentence with the place that it leads to; without one for a reader who cannot go there.
type LinkedText struct{ Text, URL string }

// ReviewFields is the form before the review as it was filled in.
type ReviewFields struct {
	Revision   int
	NextReview string
	Triggers   string // one a line
	Reviewed   bool   // with the client
	Seen       string // the digest of the content that the page was made from, without the fields of this form
	Latest     string // a year from the analysis, for the hint
}

// Facts shows what is in the fields.
func (f ReviewFields) Facts() Facts {
	return Facts{Items: []Fact{{Name: "Next review", Value: f.NextReview}, {Name: "Brought forward by", Body: listed(strings.Split(f.Triggers, "\n"))}}}
}

func (e ElementView) state() StateView {
	if e.Missing > 0 {
		return StateView{StateNeeds, fmt.Sprintf("%d to fix", e.Missing)}
	}
	return StateView{StateDone, "Ready"}
}

// ready counts the elements that are ready, all of them, and the gaps.
func (p FinalizePage) ready() (ready, of, gaps int) {
	for _, e := range p.Elements {
		of += e.Elements
		gaps += e.Missing
		if e.Missing == 0 {
			ready += e.Elements
		}
	}
	return ready, of, gaps
}

// lead says under the heading how far it is.
func (p FinalizePage) lead() string {
	ready, of, gaps := p.ready()
	switch {
	case p.Status == assessment.Final:
		return "The analysis is final. Its content and its reports stay as they are."
	case p.Status == assessment.Superseded:
		return "An amendment replaced this analysis. Its content and its reports stay as they are."
	case p.Status == assessment.InReview && p.Approval != nil:
		return "The client's official approved it. Once it is final nobody can change it, and its reports are made and kept."
	case p.Status == assessment.InReview:
		return "All elements are ready. The client's official reads it now."
	case gaps > 0:
		return fmt.Sprintf("%d of %d elements ready. %s to fix before it can go to the client's official.", ready, of, counted(gaps, "thing", "things"))
	default:
		return fmt.Sprintf("%d of %d elements ready. It can go to the client's official.", ready, of)
	}
}

// main is the next thing to do here, or nil where the form on the page is it.
func (p FinalizePage) main() *Action {
	switch {
	case p.Status == assessment.Final, p.Status == assessment.Superseded:
		return &Action{Label: "See the reports", URL: p.At("reports")}
	case p.Status == assessment.InReview && p.Approval != nil && p.manages():
		return p.makeFinal()
	case p.Status == assessment.InReview:
		return &Action{Label: "See the review", URL: p.At("review")}
	case !p.CanEdit:
		return nil
	}
	if next := p.Step.Main(); next != nil && next.URL != p.At("finalize") {
		return next
	}
	if gaps := p.gaps(); len(gaps) > 0 {
		return &Action{Label: fmt.Sprintf("Fix the first of %d", len(gaps)), URL: gaps[0].URL}
	}
	return nil
}

// manages reports whether the reader is one of those who run assessments.
func (p AssessmentPage) manages() bool {
	return p.User != nil && (p.User.Role == assessment.Admin || p.User.Role == assessment.Manager)
}

// makeFinal leads to the last step of all, which nobody can take back.
func (p AssessmentPage) makeFinal() *Action {
	return &Action{Label: "Make it final", URL: p.At("review") + "#final"}
}

// Complete fills in what the head of the page says, from the rest of it.
func (p FinalizePage) Complete() FinalizePage {
	p.Lead, p.Main = p.lead(), p.main()
	return p
}

// elsewhere counts the gaps that the form on this page does not close.
func (p FinalizePage) elsewhere() int {
	n := 0
	for _, g := range p.gaps() {
		if !strings.HasPrefix(g.URL, p.At("finalize")) {
			n++
		}
	}
	return n
}

// gaps lists all gaps in the order of the elements.
func (p FinalizePage) gaps() []LinkedText {
	var list []LinkedText
	for _, e := range p.Elements {
		for _, g := range e.Gaps {
			list = append(list, g.List...)
		}
	}
	return list
}

// counts says how the answers came to be.
func (p FinalizePage) counts() string {
	g := p.Given
	parts := []string{fmt.Sprintf("%d one by one", g.Alone), fmt.Sprintf("%d together on fresh proof", g.Together)}
	if g.Client > 0 {
		parts = append(parts, fmt.Sprintf("%d by the client", g.Client))
	}
	text := fmt.Sprintf("%d confirmed (%s), %d changed, %d new, %d open.", g.Alone+g.Together+g.Client, strings.Join(parts, ", "), g.Changed, g.New, g.Open)
	if n := g.Answers() + g.Open; n != p.Asked {
		text += fmt.Sprintf(" A question that is asked per site counts once for each site, so %s asked make %s.", counted(p.Asked, "question", "questions"), counted(n, "answer", "answers"))
	}
	return text
}

// hasty says what to look at again.
func (p FinalizePage) hasty() string {
	return counted(len(p.Hasty), "answer was", "answers were") + " confirmed in under 2 seconds after the one before. This does not block."
}

func (p FinalizePage) reviewed() Choices {
	return Choices{
		ID: "reviewed", Legend: "Before you send it", Many: true, Error: wrongAt(p.Problems, "reviewed"),
		Options: []Option{{Value: "yes", Label: "I reviewed this with the client", Chosen: p.Review.Reviewed}},
	}
}

// record are the facts of a final analysis.
func (p FinalizePage) record() Facts {
	list := []Fact{
		{Name: "Final since", Value: p.Final.Format("January 2, 2006")},
		{Name: "Approved by", Value: approvedBy(p.Approval)},
		{Name: "Questionnaire", Value: p.Edition},
		{Name: "Digest", Body: code(p.Digest)},
	}
	return Facts{Items: list}
}

// approvedBy names who approved, with title and day.
func approvedBy(a *assessment.Approval) string {
	if a == nil {
		return "Not approved yet"
	}
	return fmt.Sprintf("%s, %s, on %s", a.Name, a.Title, a.Date.Long())
}

// with says that contacts still have questions, and what becomes of them.
func (p FinalizePage) with() string {
	text := counted(p.With, "question is", "questions are") + " still with contacts of the client. "
	if p.Status == assessment.Draft {
		return text + "That does not block you. Once it is submitted, they can answer no more."
	}
	return text + "They can answer no more."
}
