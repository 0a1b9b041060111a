package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// RiskAnalysis builds the risk analysis (164.308(a)(1)(ii)(A)).
func RiskAnalysis(s assessment.Snapshot) *Document {
	b := build(s)
	d := b.document("risk-analysis", "Security risk analysis",
		"Risk analysis under 45 CFR 164.308(a)(1)(ii)(A)",
		"An assessment of the risks to the confidentiality, integrity and availability of the electronic protected health "+
			"information (ePHI) that the client creates, receives, maintains or transmits (45 CFR 164.308(a)(1)(ii)(A)).")
	b.summary(d)
	b.scope(d)
	b.method(d)
	b.inventory(d)
	b.threats(d)
	b.measures(d)
	b.register(d)
	b.treatments(d)
	b.decisions(d)
	b.since(d)
	b.review(d)
	b.answersGiven(d)
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
		"%s of the rows that apply are in place. The evaluation lists each of them. A row in place is not a risk treated, and neither "+
			"says that nothing can happen.", percent(r.Totals.Implemented))})
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
	)
}

// riskTable is the register in short.
func (b *builder) riskTable(risks []*assessment.RatedRisk) Table {
	t := Table{Columns: []Column{
		{Title: "Risk", Width: 9},
		{Title: "Inherent", Width: 2.9},
		{Title: "Current", Width: 2.9},
		{Title: "Target", Width: 2.9},
		{Title: "Response", Width: 2.6},
	}}
	for _, r := range risks {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: r.Heading()}, {Level: r.Inherent.Level}, {Level: r.Current.Level}, {Level: r.Target.Level}, {Text: b.treatment(r.Risk)},
		}})
	}
	return t
}

func (b *builder) scope(d *Document) {
	c := b.Content
	d.chapter("Scope")
	d.add(Text{Text: or(c.Scope, "The scope has not been written yet.")})
	rows := []Fact{{"Sites", or(strings.Join(c.Client.Sites, ", "), "none listed")}}
	if c.Client.Workforce > 0 {
		rows = append(rows, Fact{"Workforce", fmt.Sprint(c.Client.Workforce)})
	}
	if c.Client.Individuals > 0 {
		rows = append(rows, Fact{"Individuals whose ePHI is held", fmt.Sprintf("about %d", c.Client.Individuals)})
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
	d.section("Limits of this analysis")
	d.or(len(c.Limitations) == 0, "None were stated.", List{c.Limitations})
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

func (b *builder) inventory(d *Document) {
	c := b.Content
	d.chapter("Where ePHI is")
	if c.Inventory.Confirmed() {
		d.add(Text{Text: fmt.Sprintf("The inventory was confirmed by %s on %s.", c.Inventory.ConfirmedBy, on(c.Inventory.Date))})
	} else {
		d.add(Text{Text: "Nobody has confirmed the inventory yet."})
	}
	t := Table{Columns: []Column{
		{Title: "Asset", Width: 5},
		{Title: "Kind", Width: 3},
		{Title: "Count", Width: 1.3, Right: true},
		{Title: "Site", Width: 1.8},
		{Title: "Owner", Width: 2.6},
		{Title: "ePHI", Width: 4.2},
		{Title: "Encrypted", Width: 2},
	}}
	for _, a := range c.Assets {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: noteBeside(a.Name, a.Note)},
			{Text: a.Kind.Title()},
			{Text: fmt.Sprint(a.Number())},
			{Text: or(a.Site, "all")},
			{Text: a.Owner},
			{Text: handling(a.EPHI)},
			encrypted(a),
		}})
	}
	d.or(len(c.Assets) == 0, "No asset has been entered yet.", t)
	var none []string
	for _, k := range c.Inventory.None {
		none = append(none, lower(k.Title()))
	}
	if len(none) > 0 {
		d.add(Text{Lead: "There are none of these:", Text: join(none) + "."})
	}
	b.vendors(d)
	d.section("What the analysis rests on")
	s := Table{Columns: []Column{{Title: "Source", Width: 2}, {Title: "Who or what", Width: 6}, {Title: "Date", Width: 2.4}}}
	for _, src := range c.Sources {
		s.Rows = append(s.Rows, Row{Cells: []Cell{{Text: title(src.Kind)}, {Text: noteBeside(or(src.Who, src.What), otherThan(src.What, src.Who))}, {Text: on(src.Date)}}})
	}
	d.or(len(s.Rows) == 0, "No interview, document or scan has been listed yet.", s)
}

// otherThan gives what was seen where it stands beside who was asked, and nothing where it stands alone.
func otherThan(what, who string) string {
	if who == "" {
		return ""
	}
	return what
}

func handling(list []assessment.Handling) string {
	var verbs []string
	for _, h := range list {
		verbs = append(verbs, h.String())
	}
	return or(strings.Join(verbs, ", "), "none")
}

func encrypted(a assessment.Asset) Cell {
	switch {
	case a.Encrypted:
		return Cell{Text: "Yes", Mark: Check}
	case a.Portable:
		return Cell{Text: "No, and portable", Mark: Cross}
	default:
		return Cell{Text: "No", Mark: Dash}
	}
}

func (b *builder) vendors(d *Document) {
	d.section("Business associates and subcontractors")
	t := Table{Columns: []Column{{Title: "Name", Width: 4}, {Title: "Service", Width: 5}, {Title: "Agreement", Width: 3}}}
	for _, v := range b.Content.Vendors {
		agreement := Cell{Text: "None on file", Mark: Cross}
		if !v.Agreement.IsZero() {
			agreement = Cell{Text: v.Agreement.Long(), Mark: Check}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: v.Name}, {Text: noteBeside(v.Service, v.Location, v.Note)}, agreement}})
	}
	d.or(len(t.Rows) == 0, "None are listed.", t)
}

func (b *builder) threats(d *Document) {
	d.chapter("Threats")
	d.add(Text{Text: "Each threat has a source of NIST SP 800-30 table D-2 and a likelihood to occur in a year (occurrence), with the reason. " +
		"Only threats of risks that apply are listed."})
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
	d.chapter("Current security measures")
	d.add(Text{Text: "How many of the safeguards asked about are in place, by section. Verified means that somebody saw a document, a " +
		"configuration or a test within the last 12 months; all else was stated. The last chapter has every question with its answer."})
	t := Table{Columns: []Column{{Title: "Section", Width: 6}}}
	for _, title := range []string{"Asked", "Yes", "Verified", "Partial", "No", "Unknown", "N/A"} {
		t.Columns = append(t.Columns, Column{Title: title, Width: 1.6, Right: true})
	}
	for _, s := range b.Catalog.Questionnaire.Sections {
		n := b.tallySection(s)
		if n[0] == 0 {
			continue
		}
		row := Row{Cells: []Cell{{Text: s.Title}}}
		for _, number := range n {
			row.Cells = append(row.Cells, Cell{Text: fmt.Sprint(number)})
		}
		t.Rows = append(t.Rows, row)
	}
	d.add(t)
}

// tallySection counts the control questions of a section that are asked: all, Yes, verified, Partial, No (with the
// unanswered), Unknown, not applicable.
func (b *builder) tallySection(s assessment.Section) (n [7]int) {
	for i := range s.Questions {
		a := b.answers[s.Questions[i].ID]
		if s.Questions[i].IsFact() || !a.Visible {
			continue
		}
		n[0]++
		switch a.Response {
		case assessment.Yes:
			n[1]++
		case assessment.Partial:
			n[3]++
		case assessment.Unknown:
			n[5]++
		case assessment.NotApplicable:
			n[6]++
		default:
			n[4]++
		}
		if a.Verified {
			n[2]++
		}
	}
	return n
}

func (b *builder) register(d *Document) {
	d.chapter("Risk register")
	d.section("Heat map")
	d.add(Figure{heatMapOf(b.Result.Risks, current), "Applicable risks by likelihood and impact, as answered. Each cell bears the level that NIST SP 800-30 table I-2 gives."})
	d.section("All risks that apply")
	var applies []*assessment.RatedRisk
	rest := Table{Columns: []Column{{Title: "Risk", Width: 5}, {Title: "Why it does not apply", Width: 6}}}
	for i := range b.Result.Risks {
		if r := &b.Result.Risks[i]; r.Applies {
			applies = append(applies, r)
		} else {
			rest.Rows = append(rest.Rows, Row{Cells: []Cell{{Text: r.Heading()}, {Text: r.Why}}})
		}
	}
	d.or(len(applies) == 0, "No risk applies.", b.riskTable(applies))
	if len(rest.Rows) > 0 {
		d.section("Risks that do not apply")
		d.add(rest)
	}
	d.chapter("Each risk and its controls")
	d.add(Text{Text: "A key control is one without which the risk happens as told; a supporting one makes it rarer, smaller or sooner noticed."})
	for _, r := range applies {
		b.risk(d, r)
	}
}

// risk is one risk with its levels, why they are so, and the state of every control.
func (b *builder) risk(d *Document, r *assessment.RatedRisk) {
	head := []Block{
		Heading{3, r.Heading()},
		Table{
			Columns: []Column{{Title: "Current level", Width: 3}, {Title: "Inherent", Width: 3}, {Title: "Target", Width: 3}, {Title: "Confidentiality", Width: 2.4}, {Title: "Integrity", Width: 2.4}, {Title: "Availability", Width: 2.4}},
			Rows: []Row{{Cells: []Cell{
				{Level: r.Current.Level},
				{Level: r.Inherent.Level},
				{Level: r.Target.Level},
				{Text: r.Impact.Confidentiality.Title()},
				{Text: r.Impact.Integrity.Title()},
				{Text: r.Impact.Availability.Title()},
			}}},
		},
		Facts{b.riskFacts(r)},
	}
	controls := Table{Columns: []Column{{Title: "Control", Width: 10.8}, {Title: "Role", Width: 1.9}, {Title: "State", Width: 2.7}, {Title: "Planned", Width: 2.6}}}
	for _, c := range r.Controls {
		role := Cell{Text: "Supporting"}
		if c.Key {
			role = Cell{Text: "Key", Bold: true}
		}
		controls.Rows = append(controls.Rows, Row{Cells: []Cell{{Text: b.question(c.Question)}, role, stateCell(c), b.plannedCell(c)}})
	}
	for _, x := range r.Excluded {
		controls.Rows = append(controls.Rows, Row{Cells: []Cell{
			{Text: b.question(x.Question)},
			{Text: "Excluded"},
			{Text: map[assessment.ExcludedAs]string{
				assessment.ExcludedHidden: "Not asked", assessment.ExcludedNotApplicable: "Not applicable", assessment.ExcludedAbsent: "Not in this version",
			}[x.Why], Mark: Dash},
			{},
		}})
	}
	if len(controls.Rows) > 0 {
		head = append(head, controls)
	}
	d.add(Together{head})
}

// riskFacts is the story of a risk, and why it has its level.
func (b *builder) riskFacts(r *assessment.RatedRisk) []Fact {
	facts := []Fact{
		{"Vulnerability", full(r.Vulnerability)},
		{"Threat", full(b.threat(r.Threat))},
		{"Assets", b.assetsOf(r)},
		{"Why this level", sentences(Explain(r), full(overrideNote(r.Override)))},
		{"Basis for this client", or(b.Content.Basis(r.Risk), "Not stated yet.")},
	}
	if years := b.yearsOpen(r.Risk); years > 1 {
		facts = append(facts, Fact{"Open", fmt.Sprintf("For %d years.", years)})
	}
	return facts
}

func (b *builder) plannedCell(c assessment.Control) Cell {
	if !c.Planned {
		return Cell{}
	}
	for i := range b.Content.Remediation {
		rem := &b.Content.Remediation[i]
		if rem.Planned() && slices.Contains(rem.Questions, c.Question) {
			return Cell{Text: rem.Due.String(), Mark: Pending}
		}
	}
	return Cell{}
}

// assetsOf names the client's assets that a risk concerns: kind, count and at most five names.
func (b *builder) assetsOf(r *assessment.RatedRisk) string {
	if len(r.Assets) == 0 {
		return "The whole client."
	}
	var parts []string
	for _, kind := range r.Assets {
		n, names := 0, []string{}
		for _, a := range b.Content.Assets {
			if a.Kind == kind {
				n += a.Number()
				names = append(names, a.Name)
			}
		}
		part := fmt.Sprintf("%s: none entered", kind.Title())
		if n > 0 {
			part = fmt.Sprintf("%s: %d (%s)", kind.Title(), n, strings.Join(names[:min(len(names), 5)], ", "))
		} else if slices.Contains(b.Content.Inventory.None, kind) {
			part = fmt.Sprintf("%s: none", kind.Title())
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ") + "."
}

func (b *builder) yearsOpen(risk string) int {
	if b.Result.Comparison == nil {
		return 0
	}
	for _, c := range b.Result.Comparison.Risks {
		if c.Risk == risk {
			return c.YearsOpen
		}
	}
	return 0
}
