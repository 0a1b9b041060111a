package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// The chapters of the risk analysis that other parts of it refer to.
const (
	chapterScope       = "Scope"
	chapterMethod      = "Method"
	chapterInventory   = "Where ePHI is"
	chapterThreats     = "Threats"
	chapterMeasures    = "Current security measures"
	chapterRegister    = "Risk register"
	chapterRisks       = "Each risk and its controls"
	chapterResponses   = "Responses to risks"
	chapterSince       = "Since the last analysis"
	chapterLimitations = "Limitations"
	chapterReview      = "Review"
	chapterApproval    = "Approval"
	chapterAnswers     = "Questions and answers"
	chapterEvidence    = "Evidence index"
)

// control lists what identifies a document: of whom, as of when, by whom, approved by whom, and from which content.
func (b *builder) control(draft bool) []Fact {
	c, r := b.Content, b.Result
	var facts []Fact
	fact := func(label, value string) {
		if value != "" {
			facts = append(facts, Fact{label, value})
		}
	}
	fact("Client", or(c.Client.LegalName, c.Client.Name))
	fact("EIN", c.Client.EIN)
	fact("Kind of entity", kinds(c.Client))
	fact("Period", fmt.Sprint(c.Period))
	fact("Fieldwork", b.fieldwork())
	fact("As of", c.Date.Long())
	fact("Issued", b.issue(draft))
	fact("Assessor", sentences(person(c.Assessor)+".", c.Assessor.Qualification))
	if c.SecurityOfficial != nil {
		fact("Security official", person(*c.SecurityOfficial))
	}
	if a := c.Approval; a != nil {
		fact("Approved by", fmt.Sprintf("%s on %s", approver(a), on(a.Date)))
	} else {
		fact("Approved by", "Not approved yet")
	}
	fact("Questionnaire", fmt.Sprintf("%s, version %s, %s", r.Questionnaire.ID, r.Questionnaire.Version, r.Questionnaire.Hash))
	if !draft {
		fact("Keep at least until", fmt.Sprintf("%s, or six years after it was last in effect, if that is later (164.316(b)(2)(i))", b.issued().AddYears(6).Long()))
	}
	fact("Digest of the content", r.Digest)
	return facts
}

// issue says on which day the document was issued, which it is with its approval.
func (b *builder) issue(draft bool) string {
	if draft || b.Content.Approval == nil {
		return "Not issued yet"
	}
	return on(b.issued())
}

// fieldwork says from when to when people were asked and things were seen, or "" where no date was given. What is older
// than the 12 months before the as-of date belongs to an earlier year's work.
func (b *builder) fieldwork() string {
	var first, last assessment.Date
	for _, d := range b.worked() {
		if d.IsZero() || d.After(b.Content.Date) || d.Before(b.Content.Date.AddYears(-1)) {
			continue
		}
		if first.IsZero() || d.Before(first) {
			first = d
		}
		if d.After(last) {
			last = d
		}
	}
	switch {
	case first.IsZero():
		return ""
	case first == last:
		return first.Long()
	default:
		return first.Long() + " to " + last.Long()
	}
}

// worked lists the days of the sources, the verifications and the answers.
func (b *builder) worked() []assessment.Date {
	var days []assessment.Date
	for _, s := range b.Content.Sources {
		days = append(days, s.Date)
	}
	for _, e := range b.verificationEvidence() {
		days = append(days, e.date)
	}
	for _, a := range b.Content.Answers {
		days = append(days, a.On)
		for _, own := range a.Sites {
			days = append(days, own.On)
		}
	}
	return days
}

// whereToFind leads from the nine elements of OCR's guidance to the chapters.
func (b *builder) whereToFind(d *Document) {
	d.chapter("Where to find what OCR asks for")
	d.add(Text{Text: "The nine elements of the OCR Guidance on Risk Analysis, and the chapters of this report that hold them."})
	t := Table{Columns: []Column{{Title: "Element", Width: 6}, {Title: "Chapters", Width: 7}}}
	for n, e := range []struct {
		element  string
		chapters []string
	}{
		{"Scope of the analysis", []string{chapterScope, chapterLimitations}},
		{"Data collection", []string{chapterInventory, chapterAnswers}},
		{"Threats and vulnerabilities", []string{chapterThreats, chapterRisks}},
		{"Current security measures", []string{chapterMeasures, chapterAnswers, chapterEvidence}},
		{"Likelihood of threat occurrence", []string{chapterThreats, chapterRegister}},
		{"Impact of threat occurrence", []string{chapterRegister, chapterRisks}},
		{"Level of risk", []string{chapterMethod, chapterRegister, chapterResponses}},
		{"Final documentation", []string{chapterApproval, chapterEvidence}},
		{"Periodic review and updates", []string{chapterSince, chapterReview}},
	} {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: fmt.Sprintf("%d. %s", n+1, e.element), Bold: true}, {Text: strings.Join(e.chapters, "; ")}}})
	}
	d.add(t)
}

// limitations says what the analysis could not see, and what holds for every analysis of this kind.
func (b *builder) limitations(d *Document) {
	d.chapter(chapterLimitations)
	d.section("Of this analysis")
	d.or(len(b.Content.Limitations) == 0, "None were stated.", List{b.Content.Limitations})
	d.section("Of every analysis of this kind")
	d.add(List{[]string{
		"An answer that is not marked as verified rests on what was stated by those who gave it.",
		"A verification shows the state on its day, of what was looked at. It says nothing of the days after it.",
		"What stands neither in the inventory nor in the library of threats was not considered.",
		"Levels of risk are judgments by a published method, not measurements or forecasts.",
		"The report is no legal advice and no finding of the Office for Civil Rights.",
	}})
}

// signature is the room for one name.
var signature = Lines{[]string{"Name and title", "Signature", "Date"}}

// approver names who approved, set off for a verb to follow.
func approver(a *assessment.Approval) string {
	if a.Title == "" {
		return a.Name
	}
	return a.Name + ", " + a.Title + ","
}

// approval says who stands by the analysis, or gives the room to sign it.
func (b *builder) approval(d *Document) {
	d.chapter(chapterApproval)
	if a := b.Content.Approval; a != nil {
		d.add(Text{Text: fmt.Sprintf("%s approved this analysis on %s.", approver(a), on(a.Date))})
		return
	}
	d.add(Together{chapterApproval, []Block{
		Text{Text: "Not approved yet. By signing, the client's official takes note of the risks in this report, agrees to the responses to them, " +
			"and stands by the decisions in it."},
		signature,
	}})
}
