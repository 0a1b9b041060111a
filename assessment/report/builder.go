package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// builder holds a snapshot and the indexes that all documents look things up in.
type builder struct {
	assessment.Snapshot
	risks    map[string]*assessment.RatedRisk
	answers  map[string]*assessment.AnswerResult
	lines    map[string]*assessment.PlanLine
	plan     map[string]*assessment.Remediation
	evidence []evidence // the index of the risk analysis; other documents have none to refer to
}

func build(s assessment.Snapshot) *builder {
	b := &builder{
		Snapshot: s,
		risks:    map[string]*assessment.RatedRisk{},
		answers:  map[string]*assessment.AnswerResult{},
		lines:    map[string]*assessment.PlanLine{},
		plan:     map[string]*assessment.Remediation{},
	}
	for i := range s.Result.Risks {
		b.risks[s.Result.Risks[i].Risk] = &s.Result.Risks[i]
	}
	for i := range s.Result.Answers {
		b.answers[s.Result.Answers[i].Question] = &s.Result.Answers[i]
	}
	for i := range s.Result.Plan {
		b.lines[s.Result.Plan[i].Remediation] = &s.Result.Plan[i]
	}
	for i := range s.Content.Remediation {
		b.plan[s.Content.Remediation[i].ID] = &s.Content.Remediation[i]
	}
	return b
}

// document begins a report with what all of them say on their first page.
func (b *builder) document(name, title, subject, lead string) *Document {
	c, r := b.Content, b.Result
	whose := fmt.Sprintf("%s, %d", c.Client.Name, c.Period)
	d := &Document{
		Name: name, Title: title, Subtitle: whose, Subject: subject, Running: whose, Date: c.Date,
		Foot:   "As of " + c.Date.Long() + ". Confidential: this document lists weaknesses.",
		Digest: r.Digest, Missing: missing(r.Missing), Cover: Cover{Lead: lead},
	}
	d.Cover.Facts = b.control(d.Missing != "")
	return d
}

// issued is the day from which the record is kept: that of the approval, which is not before the as-of date.
func (b *builder) issued() assessment.Date {
	if a := b.Content.Approval; a != nil && a.Date.After(b.Content.Date) {
		return a.Date
	}
	return b.Content.Date
}

func kinds(c assessment.Client) string {
	var list []string
	for _, k := range c.Kinds {
		list = append(list, k.Title())
	}
	if c.PlanSponsor {
		list = append(list, "sponsor of a group health plan")
	}
	if c.Clearinghouse {
		list = append(list, "with a health care clearinghouse")
	}
	return join(list)
}

// ocrElements is how many elements the OCR Guidance on Risk Analysis has. Likelihood and impact are two of them and
// share one heading here.
const ocrElements = 9

// missing says in a sentence which of OCR's elements are incomplete, or "".
func missing(gaps []assessment.Gap) string {
	var incomplete []string
	n := 0
	for _, e := range assessment.Elements {
		if !slices.ContainsFunc(gaps, func(g assessment.Gap) bool { return g.Element == e }) {
			continue
		}
		incomplete = append(incomplete, lower(e.Title()))
		n++
		if e == assessment.ElementLikelihoodImpact {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("DRAFT: %d of %d OCR elements %s incomplete: %s.", n, ocrElements, verb(n, "is", "are"), strings.Join(incomplete, ", "))
}

// gaps is the chapter that lists what a draft is missing.
func (b *builder) gaps(d *Document) {
	if len(b.Result.Missing) == 0 {
		return
	}
	d.chapter("What is missing for a final report")
	d.add(Text{Text: "This is a draft. Each line says what is to be added before the analysis can be made final."})
	t := Table{Columns: []Column{{Title: "Part", Width: 2}, {Title: "What to do", Width: 8}}}
	for _, g := range b.Result.Missing {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: g.Element.Title(), Bold: true}, {Text: g.What}}})
	}
	d.add(t)
}

// levels shows how many risks have each level, for the three ratings.
func (b *builder) levels() Block { return Levels(b.Result.Risks) }

// shares shows how many rows of the rule are in place.
func (b *builder) shares() Block {
	var chart Shares
	for _, s := range assessment.Safeguards {
		if n := b.Result.Totals.Safeguards[s]; n.Applies > 0 {
			chart.Labels = append(chart.Labels, s.Title())
			chart.Counts = append(chart.Counts, n)
		}
	}
	return Figure{chart, "Rows of the Security Rule that are in place, of those that apply. A row has the worst status of its questions."}
}

// indexNote explains the index wherever it is printed.
const indexNote = "The risk index is the mean of the levels' values on the NIST scale (very low 0, low 2, moderate 5, high 8, very high 10) " +
	"over all applicable risks, times ten. It compares states of one client and is not a probability."

// threat names a risk's threat.
func (b *builder) threat(id string) string {
	if t := b.Catalog.Threat(id); t != nil {
		return t.Title
	}
	return id
}

// question gives a question's text, or its id where this edition does not ask it.
func (b *builder) question(id string) string {
	if q := b.Catalog.Question(id); q != nil {
		return q.Text
	}
	if why, left := b.Catalog.LeftOut(id); left {
		return fmt.Sprintf("%s, left out of this questionnaire: %s", strings.ReplaceAll(id, "-", " "), why)
	}
	return id
}

// open lists the applicable risks over the threshold, the worst first.
func (b *builder) open() []*assessment.RatedRisk {
	var list []*assessment.RatedRisk
	for i := range b.Result.Risks {
		if r := &b.Result.Risks[i]; r.Applies && b.Content.Over(r.Current.Level) {
			list = append(list, r)
		}
	}
	return list
}

// number gives a risk's number in the register, such as R7, or "" where it does not apply.
func (b *builder) number(risk string) string {
	for i := range b.Result.Risks {
		if b.Result.Risks[i].Risk == risk && b.Result.Risks[i].Applies {
			return fmt.Sprintf("R%d", i+1)
		}
	}
	return ""
}

// remaining lists the applicable risks that stay over the threshold with the whole plan done.
func (b *builder) remaining() []*assessment.RatedRisk {
	var list []*assessment.RatedRisk
	for _, r := range b.open() {
		if b.Content.Over(r.Target.Level) {
			list = append(list, r)
		}
	}
	return list
}

// treatment says how a risk is responded to.
func (b *builder) treatment(risk string) string {
	if t, ok := b.Content.Treatment[risk]; ok {
		return t.Response.Title()
	}
	if b.Content.Over(b.risks[risk].Current.Level) {
		return "None yet"
	}
	return "None needed"
}
