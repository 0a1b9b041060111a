package report

import (
	"fmt"

	"safeguard/assessment"
)

// evidence is one line of the evidence index: what somebody saw, and what it proves.
type evidence struct {
	id     string
	proves string
	where  string // the site, where it is of one
	answer string // where the safeguard is not wholly in place
	by     string
	date   assessment.Date
	how    string
	what   string
	proof  *assessment.Verification // nil where it is no verification of an answer
	filed  []int                    // the proofs with files that are this evidence, of Content.Proofs
}

// indexEvidence numbers the verifications of the questions that were asked, in their order, then the evidence that
// remediations were completed, and then the proofs with files that neither of them names.
func (b *builder) indexEvidence() []evidence {
	list := b.verificationEvidence()
	for _, line := range b.Result.Plan {
		rem := b.plan[line.Remediation]
		if rem.Status != assessment.Done || rem.Evidence == "" {
			continue
		}
		list = append(list, evidence{
			proves: "Completion of " + b.lineTitle(rem),
			by:     rem.VerifiedBy, date: rem.Completed, how: "Completion", what: rem.Evidence,
			filed: b.filedAs(func(p *assessment.FiledProof) bool { return p.Completes(rem) }),
		})
	}
	list = append(list, b.otherEvidence(list)...)
	for i := range list {
		list[i].id = fmt.Sprintf("E%d", i+1)
	}
	return list
}

func (b *builder) verificationEvidence() []evidence {
	var list []evidence
	for _, q := range b.Catalog.Questions() {
		if a := b.answers[q.ID]; a == nil || !a.Visible {
			continue
		}
		given := b.Content.Answers[q.ID]
		list = b.appendEvidence(list, q, "", given)
		for _, site := range b.Content.Client.Sites {
			list = b.appendEvidence(list, q, site, given.Sites[site])
		}
	}
	return list
}

// appendEvidence adds what was verified of an answer. Where that is not a Yes, the line says so, since what was seen does
// not prove the whole safeguard then.
func (b *builder) appendEvidence(list []evidence, q *assessment.Question, site string, a assessment.Answer) []evidence {
	v := a.Verified
	if v == nil {
		return list
	}
	e := evidence{proves: q.Text, where: site, by: v.By, date: v.Date, how: v.Method.Title(), what: v.Evidence, proof: v}
	e.filed = b.filedAs(func(p *assessment.FiledProof) bool { return p.Shows(q.ID, v) })
	if a.Response != assessment.Yes {
		e.answer = "Answered: " + lower(a.Response.Title())
	}
	return append(list, e)
}

// seeEvidence refers from a verification to its line in the evidence index, where it has one.
func (b *builder) seeEvidence(v *assessment.Verification) string {
	if id := b.evidenceNumber(v); id != "" {
		return fmt.Sprintf("See %s.", id)
	}
	return ""
}

// evidenceNumber gives the number of a verification in the evidence index, or "" where it has none.
func (b *builder) evidenceNumber(v *assessment.Verification) string {
	for i := range b.evidence {
		if b.evidence[i].proof == v {
			return b.evidence[i].id
		}
	}
	return ""
}

// evidenceIndex is the chapter that an auditor asks for the files by.
func (b *builder) evidenceIndex(d *Document) {
	d.chapter(chapterEvidence)
	t := Table{Columns: []Column{
		{Title: "No.", Width: 1.2},
		{Title: "What it proves", Width: 5.6},
		{Title: "Evidence", Width: 5.4},
		{Title: "How", Width: 2.6},
		{Title: "Date", Width: 2.3},
		{Title: "By", Width: 2.5},
	}}
	old := 0
	for _, e := range b.evidence {
		if e.proof != nil && e.date.Before(b.Content.Date.AddYears(-1)) {
			old++
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: e.id, Bold: true},
			{Text: noteBeside(e.proves, full(e.where), e.answer)},
			{Text: noteBeside(or(e.what, "Not described"), b.filesInBrief(e.filed))},
			{Text: e.how},
			{Text: or(e.date.Short(), "none")},
			{Text: or(e.by, "not named")},
		}})
	}
	if len(t.Rows) == 0 {
		d.add(Text{Text: "Nothing was verified; all answers rest on what was said.", Tone: Muted})
		return
	}
	d.add(Text{Text: fmt.Sprintf("%s in all: what somebody saw of the safeguards, and what shows that remediations were completed. "+
		"The answers refer to these numbers.", count(len(t.Rows), "piece")+" of evidence")})
	if old > 0 {
		d.add(Text{Text: fmt.Sprintf("%d of the verifications %s older than 12 months and %s not count as verified.",
			old, verb(old, "is", "are"), verb(old, "does", "do"))})
	}
	d.add(t)
	b.evidenceFiles(d)
}
