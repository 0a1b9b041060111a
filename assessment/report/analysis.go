package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// RiskAnalysis builds the risk analysis (164.308(a)(1)(ii)(A)).
func RiskAnalysis(s assessment.Snapshot) *Document {
	b := build(s)
	b.evidence = b.indexEvidence()
	d := b.document("risk-analysis", "Security risk analysis",
		"Risk analysis under 45 CFR 164.308(a)(1)(ii)(A)",
		"An assessment of the risks to the confidentiality, integrity and availability of the electronic protected health "+
			"information (ePHI) that the client creates, receives, maintains or transmits (45 CFR 164.308(a)(1)(ii)(A)).")
	b.summary(d)
	b.whereToFind(d)
	b.scope(d)
	b.method(d)
	b.inventory(d)
	b.threats(d)
	b.measures(d)
	b.register(d)
	b.treatments(d)
	b.signOff(d)
	b.decisions(d)
	b.since(d)
	b.limitations(d)
	b.review(d)
	b.approval(d)
	b.answersGiven(d)
	b.evidenceIndex(d)
	b.gaps(d)
	return d
}

func (b *builder) summary(d *Document) {
	r, open := b.Result, b.open()
	d.chapter("Summary")
	d.add(Text{Text: b.inBrief()})
	d.add(b.levels())
	if len(open) > 0 {
		d.section("The highest risks")
		d.add(b.riskTable(open[:min(len(open), 8)]))
		if len(open) > 8 {
			d.add(Text{Text: fmt.Sprintf("The register lists all %d risks over the threshold.", len(open)), Tone: Muted})
		}
	}
	d.section("The Security Rule, row by row")
	d.add(Text{Text: fmt.Sprintf(
		"%s of the rows that apply are in place. The evaluation lists each of them. A row in place does not mean that the related risks "+
			"are treated.", percent(r.Totals.Implemented))})
	d.add(b.shares())
}

// inBrief says in one paragraph what was found.
func (b *builder) inBrief() string {
	r, open := b.Result, len(b.open())
	applies := r.Totals.Levels.Sum()
	return sentences(
		fmt.Sprintf("%s to the ePHI of %s %s considered; %d %s.",
			count(len(r.Risks), "risk"), b.Content.Client.Name, verb(len(r.Risks), "was", "were"), applies, verb(applies, "applies", "apply")),
		fmt.Sprintf("%d of these %s over the threshold (%s) and %s a response.",
			open, verb(open, "is", "are"), lower(b.Content.Accepted().Title()), verb(open, "needs", "need")),
		fmt.Sprintf("The risk index is %s of 100 now and %s with the plan done.", points(r.Totals.Index), points(r.Totals.IndexTarget)),
		b.remainInBrief(),
	)
}

// remainInBrief says how many risks the plan leaves over the threshold.
func (b *builder) remainInBrief() string {
	n := len(b.remaining())
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d %s over the threshold even then; leadership decides whether to plan more or to accept %s.",
		n, verb(n, "stays", "stay"), verb(n, "it", "them"))
}

// levelColumns are the three levels of a risk, in the order in which every table has them.
var levelColumns = [3]Column{{Title: "Inherent", Width: 2.9}, {Title: "Current", Width: 2.9}, {Title: "Target", Width: 2.9}}

// riskTable is the register in short.
func (b *builder) riskTable(risks []*assessment.RatedRisk) Table {
	t := Table{Columns: []Column{
		{Title: "No.", Width: 1.1},
		{Title: "Risk", Width: 8.6},
		levelColumns[0], levelColumns[1], levelColumns[2],
		{Title: "Response", Width: 2.6},
	}}
	for _, r := range risks {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: b.number(r.Risk)}, {Text: r.Heading()}, {Level: r.Inherent.Level}, {Level: r.Current.Level}, {Level: r.Target.Level}, {Text: b.treatment(r.Risk)},
		}})
	}
	return t
}

func (b *builder) scope(d *Document) {
	c := b.Content
	d.chapter(chapterScope)
	d.add(Text{Text: or(c.Scope, "The scope has not been written yet.")})
	rows := []Fact{{"Sites", or(strings.Join(c.Client.Sites, ", "), "none listed")}}
	if c.Client.Workforce > 0 {
		rows = append(rows, Fact{"Workforce", fmt.Sprint(c.Client.Workforce)})
	}
	if c.Client.Individuals > 0 {
		rows = append(rows, Fact{"Individuals whose ePHI is held", "about " + thousands(float64(c.Client.Individuals))})
	}
	d.add(Facts{rows})
	d.section("How the client works")
	d.add(b.facts())
	d.section("Left out of the scope")
	var out List
	for _, x := range c.Exclusions {
		out.Items = append(out.Items, fmt.Sprintf("%s: %s", x.What, or(x.Reason, "no reason given")))
	}
	d.or(len(out.Items) == 0, "Nothing was left out.", out)
	d.add(Text{Text: fmt.Sprintf("What the analysis could not see stands in the chapter %q.", chapterLimitations), Tone: Muted})
}

// facts lists what the client said about how it works.
func (b *builder) facts() Table {
	t := Table{Columns: []Column{{Title: "Question", Width: 6}, {Title: "Answer", Width: 6}}}
	for _, q := range b.Catalog.Questions() {
		a := b.Content.Answers[q.ID]
		if !q.IsFact() || !b.answers[q.ID].Visible {
			continue
		}
		value := q.Words(a.Fact())
		if value == "" {
			value = a.Response.Title()
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: q.Text}, {Text: sentences(full(value), full(a.Note))}}})
	}
	return t
}

func (b *builder) threats(d *Document) {
	d.chapter(chapterThreats)
	d.add(Text{Text: "Each threat has a source of NIST SP 800-30 table D-2 and a likelihood to occur in a year (occurrence), with the reason. " +
		"The other threats of the library were considered too, and concern no risk that applies to this client."})
	used := map[string]bool{}
	for i := range b.Result.Risks {
		if r := &b.Result.Risks[i]; r.Applies {
			used[r.Threat] = true
		}
	}
	t := Table{Columns: []Column{{Title: "Threat", Width: 5}, {Title: "Occurrence", Width: 2}, {Title: "Why", Width: 8}}}
	for _, source := range []assessment.ThreatSource{assessment.Adversarial, assessment.Accidental, assessment.Structural, assessment.Environmental} {
		group := Row{Group: source.Title()}
		for i := range b.Catalog.Threats {
			threat := &b.Catalog.Threats[i]
			if threat.Source != source || !used[threat.ID] {
				continue
			}
			if group.Group != "" {
				t.Rows = append(t.Rows, group)
				group.Group = ""
			}
			t.Rows = append(t.Rows, b.threatRow(threat))
		}
	}
	d.add(t)
}

func (b *builder) threatRow(t *assessment.Threat) Row {
	occurrence, why := t.Occurrence, t.Why
	if adjusted, ok := b.Content.Threats[t.ID]; ok && adjusted.Occurrence != 0 {
		occurrence = adjusted.Occurrence
		why = fmt.Sprintf("For this client, instead of %s: %s", lower(t.Occurrence.Title()), or(adjusted.Reason, "no reason given."))
	}
	return Row{Cells: []Cell{{Text: t.Title}, {Text: occurrence.Title(), Bold: true}, {Text: why}}}
}

// measures sums up current measures section by section; the answers themselves are at the end of the report.
func (b *builder) measures(d *Document) {
	d.chapter(chapterMeasures)
	d.add(Text{Text: "How many of the safeguards asked about are in place, by section. Verified means that somebody saw a document, a " +
		"configuration or a test within the last 12 months; all else was stated. The chapter \"Questions and answers\" has every question with its answer."})
	t := Table{Columns: []Column{{Title: "Section", Width: 6}}}
	for _, title := range []string{"Asked", "Yes", "Verified", "Partial", "No", "Unknown", "N/A"} {
		t.Columns = append(t.Columns, Column{Title: title, Width: 1.6, Right: true})
	}
	for _, s := range b.Catalog.Questionnaire.Sections {
		if n := b.tallySection(s); n.asked > 0 {
			t.Rows = append(t.Rows, Row{Cells: []Cell{
				{Text: s.Title}, number(n.asked), number(n.yes), number(n.verified), number(n.partial), number(n.no), number(n.unknown), number(n.notApplicable),
			}})
		}
	}
	d.add(t)
	d.add(Text{Text: fmt.Sprintf("What was verified, by whom, when and how stands in the chapter %q.", chapterEvidence)})
}

// verifications lists the proofs of an answer, the plain one and those of sites.
func verifications(a assessment.Answer, sites []string) []*assessment.Verification {
	var list []*assessment.Verification
	if a.Verified != nil {
		list = append(list, a.Verified)
	}
	for _, site := range sites {
		if own := a.Sites[site]; own.Verified != nil {
			list = append(list, own.Verified)
		}
	}
	return list
}

func number(n int) Cell { return Cell{Text: fmt.Sprint(n)} }

// sectionTally counts the control questions of a section that are asked. Those without an answer are among the Nos.
type sectionTally struct{ asked, yes, verified, partial, no, unknown, notApplicable int }

func (b *builder) tallySection(s assessment.Section) (n sectionTally) {
	for i := range s.Questions {
		a := b.answers[s.Questions[i].ID]
		if s.Questions[i].IsFact() || !a.Visible {
			continue
		}
		n.asked++
		switch a.Response {
		case assessment.Yes:
			n.yes++
		case assessment.Partial:
			n.partial++
		case assessment.Unknown:
			n.unknown++
		case assessment.NotApplicable:
			n.notApplicable++
		default:
			n.no++
		}
		if a.Verified {
			n.verified++
		}
	}
	return n
}
