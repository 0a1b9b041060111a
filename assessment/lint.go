package assessment

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Element is one of the headings under which a final report may lack something. They follow the nine elements
// of OCR's Guidance on Risk Analysis (2010); likelihood and impact share one.
type Element uint8

// The elements in the order of the guidance.
const (
	ElementScope Element = iota + 1
	ElementData
	ElementThreats
	ElementControls
	ElementLikelihoodImpact
	ElementLevel
	ElementDocumentation
	ElementReview
)

var elements = words{"", "scope", "data", "threats", "controls", "likelihood_impact", "level", "documentation", "review"}

var elementTitles = words{
	"", "Scope", "Where ePHI is", "Threats and weaknesses", "Current measures", "Likelihood and impact",
	"Level of risk", "Written record", "Review",
}

// Elements lists the elements in their order.
var Elements = []Element{
	ElementScope, ElementData, ElementThreats, ElementControls, ElementLikelihoodImpact, ElementLevel,
	ElementDocumentation, ElementReview,
}

// String gives the word of result.json.
func (e Element) String() string { return textOf(elements, e) }

// Title gives the words for people.
func (e Element) Title() string { return textOf(elementTitles, e) }

// MarshalText implements encoding.TextMarshaler.
func (e Element) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (e *Element) UnmarshalText(text []byte) error { return parseWord(elements, text, e) }

// Gap is one thing that is missing before the analysis can be final.
type Gap struct {
	Element Element `json:"element"`
	What    string  `json:"what"`
	About   Subject `json:"-"` // for pages; result.json tells the element and the sentence
}

// linter collects what is missing, element by element.
type linter struct {
	cat      *Catalog
	c        *Content
	standing []Standing
	result   *Result
	gaps     []Gap
}

// lint is the final lint: it lists what is missing before the analysis answers OCR's nine elements. With
// nothing missing the analysis can be made final.
func lint(cat *Catalog, c *Content, standing []Standing, result *Result) []Gap {
	l := linter{cat: cat, c: c, standing: standing, result: result, gaps: []Gap{}}
	l.scope()
	l.data()
	l.threats()
	l.controls()
	l.decisions()
	l.likelihoodAndImpact()
	l.level()
	l.gapsOfRule()
	l.documentation()
	l.review()
	return l.gaps
}

func (l *linter) miss(e Element, about Subject, format string, args ...any) {
	l.gaps = append(l.gaps, Gap{e, fmt.Sprintf(format, args...), about})
}

func (l *linter) scope() {
	if blank(l.c.Scope) {
		l.miss(ElementScope, Subject{Kind: AboutScope}, "Say what the analysis covers: systems, people, sites, remote work and vendors.")
	}
	if len(l.c.Client.Sites) == 0 {
		l.miss(ElementScope, Subject{Kind: AboutSites}, "Name the client's sites, at least one; where all staff work from home, name that.")
	}
	for _, site := range l.c.Client.Sites {
		if !l.examined(site) {
			l.miss(ElementScope, Subject{AboutSite, site}, "Nothing was examined at site %q: answer for it, enter an asset there, or exclude it with a reason.", site)
		}
	}
	for _, x := range l.c.Exclusions {
		if blank(x.Reason) {
			l.miss(ElementScope, Subject{AboutExclusion, x.What}, "Say why %q is left out of the scope.", x.What)
		}
	}
}

// examined reports whether an answer, an asset, the scope's text or an exclusion touches the site.
func (l *linter) examined(site string) bool {
	for i := range l.standing {
		s := &l.standing[i]
		if s.Visible && s.Sites[site] != 0 {
			return true
		}
	}
	named := func(text string) bool { return mentionsWords(text, site) }
	return named(l.c.Scope) ||
		slices.ContainsFunc(l.c.Assets, func(a Asset) bool { return a.Site == site }) ||
		slices.ContainsFunc(l.c.Exclusions, func(x Exclusion) bool { return named(x.What) })
}

// mentionsWords reports whether a text has the words of a name, whole and in a row: a scope that says "maintains" does
// not name the site "main".
func mentionsWords(text, name string) bool {
	words := func(s string) string {
		return " " + strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ") + " "
	}
	if blank(words(name)) {
		return strings.Contains(text, name)
	}
	return strings.Contains(words(text), words(name))
}

func (l *linter) data() {
	if !slices.ContainsFunc(l.c.Assets, func(a Asset) bool { return len(a.EPHI) > 0 }) {
		l.miss(ElementData, Subject{Kind: AboutAssets}, "Enter at least one asset that creates, receives, maintains or transmits ePHI.")
	}
	switch i := l.c.Inventory; {
	case !i.Confirmed():
		l.miss(ElementData, Subject{Kind: AboutInventory}, "Have somebody confirm the inventory, with a name and a date.")
	case i.Date.Before(l.c.Date.AddYears(-1)):
		l.miss(ElementData, Subject{Kind: AboutInventory}, "The inventory was confirmed on %s, more than a year before the analysis: have it confirmed again.", i.Date)
	}
	for _, kind := range l.kindsNotEntered() {
		l.miss(ElementData, Subject{AboutAssetKind, kind.String()}, "Enter the assets of kind %s, or state in the confirmed inventory that there is none.", kind)
	}
	if len(l.c.Sources) == 0 {
		l.miss(ElementData, Subject{Kind: AboutSources}, "List the interviews, documents and scans that the analysis rests on.")
	}
}

// kindsNotEntered lists the kinds that applicable risks concern and of which the inventory says nothing.
func (l *linter) kindsNotEntered() []AssetKind {
	var kinds []AssetKind
	for i := range l.result.Risks {
		risk := &l.result.Risks[i]
		if !risk.Applies {
			continue
		}
		for _, k := range risk.Assets {
			if !l.c.entered(k) && !slices.Contains(l.c.Inventory.None, k) && !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
	}
	slices.Sort(kinds)
	return kinds
}

func (c *Content) entered(k AssetKind) bool {
	return slices.ContainsFunc(c.Assets, func(a Asset) bool { return a.Kind == k })
}

func (l *linter) threats() {
	switch r := l.c.RisksReviewed; {
	case r == nil, blank(r.By), r.Date.IsZero():
		l.miss(ElementThreats, Subject{Kind: AboutRegister}, "Have a person go through the register: record who reviewed the risks, and when.")
	case r.Date.Before(l.c.Date.AddYears(-1)):
		l.miss(ElementThreats, Subject{Kind: AboutRegister}, "The risks were reviewed on %s, more than a year before the analysis: go through them again.", r.Date)
	}
	for _, id := range sortedKeys(l.c.Threats) {
		if blank(l.c.Threats[id].Reason) {
			l.miss(ElementThreats, Subject{AboutThreat, id}, "Say why the occurrence of threat %s was changed for this client.", id)
		}
	}
	for _, id := range sortedKeys(l.c.RisksExcluded) {
		if x := l.c.RisksExcluded[id]; blank(x.Reason) || blank(x.By) || x.Date.IsZero() {
			l.miss(ElementThreats, Subject{AboutRiskExclusion, id}, "To leave out risk %s needs a reason, who decided so (by) and a date.", id)
		}
	}
}

func (l *linter) controls() {
	for i := range l.standing {
		if s := &l.standing[i]; s.Visible {
			l.answer(s)
		}
	}
}

func (l *linter) answer(s *Standing) {
	id, a := s.Question.ID, l.c.Answers[s.Question.ID]
	if s.Question.IsFact() && a.Fact() != "" {
		return
	}
	if !s.Answered() {
		l.miss(ElementControls, Subject{AboutQuestion, id}, "Answer %s%s: %s", id, l.unansweredSites(s), s.Question.Text)
		return
	}
	for _, given := range a.given(s.Question, l.c.Client.Sites) {
		if what := l.lacking(given); what != "" {
			l.miss(ElementControls, Subject{AboutAnswer, id}, what, id)
			return
		}
	}
}

// lacking says what an answer that was given still needs, as a sentence with a place for the question's id, or "".
func (l *linter) lacking(given Answer) string {
	v := given.Verified
	switch {
	case given.Response == Unknown && (blank(given.Owner) || given.Due.IsZero()):
		return "%s is Unknown: name who finds out (owner) and by when (due)."
	case given.Response == Unknown && given.Due.Before(l.c.Date):
		return "%s is Unknown and was to be found out by " + given.Due.String() + ": answer it, or set a new date."
	case given.Response == NotApplicable && blank(given.Reason):
		return "Say why %s cannot apply."
	case given.Response != Yes || v == nil:
		return ""
	case v.Method == 0, v.Date.IsZero():
		return "The verification of %s needs a method (document, configuration or test) and a date before it counts."
	case v.Date.After(l.c.Date):
		return "The verification of %s is dated after the assessment (" + l.c.Date.String() + "), so it does not count yet: mend one of the dates."
	default:
		return ""
	}
}

func (l *linter) unansweredSites(s *Standing) string {
	var open []string
	for _, site := range l.c.Client.Sites {
		if r, ok := s.Sites[site]; ok && r == 0 {
			open = append(open, site)
		}
	}
	if len(open) == 0 || len(open) == len(s.Sites) {
		return ""
	}
	return " at " + strings.Join(open, ", ")
}

// decisions asks for the record of 164.306(d)(3) where an addressable specification is not at Yes.
func (l *linter) decisions() {
	for i := range l.result.Rule {
		row := &l.result.Rule[i]
		if row.Designation != Addressable || !row.Applies() || row.Status == RowInPlace && !row.Alternative {
			continue
		}
		if row.Unanswered {
			continue // the answer is asked for already, and may be Yes
		}
		d, ok := l.c.Decisions[row.Citation]
		if lacks := d.Lacks(l.c.Date); !ok || lacks != "" {
			if !ok {
				lacks = "a written decision (164.306(d)(3))"
			}
			l.miss(ElementControls, Subject{AboutDecision, row.Citation}, "%s (%s) is addressable and not fully in place: record %s.", row.Citation, row.Heading, lacks)
		}
	}
}

func (l *linter) likelihoodAndImpact() {
	for i := range l.result.Risks {
		risk := &l.result.Risks[i]
		if !risk.Applies {
			continue
		}
		if blank(l.c.Basis(risk.Risk)) {
			l.miss(ElementLikelihoodImpact, Subject{AboutBasis, risk.Risk}, "State the basis on which risk %s was rated for this client.", risk.Risk)
		}
		if !slices.ContainsFunc(risk.Controls, func(c Control) bool { return c.Key }) && risk.StatedHarm == 0 && (risk.Override == nil || risk.Override.Harm == 0) {
			l.miss(ElementLikelihoodImpact, Subject{AboutHarm, risk.Risk}, "No key control of risk %s counts here: override its harm with a reason, or say why the risk does not apply.", risk.Risk)
		}
	}
	for _, id := range sortedKeys(l.c.Overrides) {
		if o := l.c.Overrides[id]; blank(o.Reason) || blank(o.By) || o.Date.IsZero() {
			l.miss(ElementLikelihoodImpact, Subject{AboutOverride, id}, "The override of risk %s needs a reason, who made it (by) and its date.", id)
		}
	}
}

func (l *linter) level() {
	if t := l.c.Threshold; t != nil && t.Level > RiskLow && (blank(t.SetBy) || blank(t.Reason)) {
		l.miss(ElementLevel, Subject{Kind: AboutThreshold}, "A threshold above low needs a reason and the official who set it.")
	}
	for i := range l.result.Risks {
		if risk := &l.result.Risks[i]; risk.Applies {
			l.treatment(risk)
		}
	}
}

func (l *linter) treatment(risk *RatedRisk) {
	t, ok := l.c.Treatment[risk.Risk]
	if !ok || t.Response == 0 {
		if l.c.Over(risk.Current.Level) {
			l.miss(ElementLevel, Subject{AboutTreatment, risk.Risk}, "Risk %s is %s: choose a treatment (mitigate, accept, transfer or avoid).",
				risk.Risk, strings.ToLower(risk.Current.Level.Title()))
		}
		return
	}
	if lacks := t.lacks(l.c.Date); lacks != "" {
		l.miss(ElementLevel, Subject{AboutTreatment, risk.Risk}, "To %s risk %s needs %s.", t.Response, risk.Risk, lacks)
	}
	if t.Response == Mitigate && !l.mitigated(risk) {
		l.miss(ElementLevel, Subject{AboutMitigation, risk.Risk}, "Risk %s is to be mitigated: plan a remediation of one of its controls that is still open, with action, owner and due date; "+
			"where all are in place, verify the key ones or accept what remains.", risk.Risk)
	}
}

// mitigated reports whether a planned remediation that is still open works on a control of the risk, or on this own
// risk. What was done already has its effect in the answers.
func (l *linter) mitigated(risk *RatedRisk) bool {
	return slices.ContainsFunc(l.c.Remediation, func(r Remediation) bool {
		return r.Planned() && r.open() && (slices.Contains(r.Risks, risk.Risk) ||
			slices.ContainsFunc(risk.Controls, func(c Control) bool { return slices.Contains(r.Questions, c.Question) }))
	})
}

// gapsOfRule asks for a remediation of every row that wants one and has none.
func (l *linter) gapsOfRule() {
	for _, row := range l.rowsWithoutPlan() {
		if row.Designation == Addressable {
			l.miss(ElementLevel, Subject{AboutRow, row.Citation}, "%s (%s) was decided to be implemented: plan a remediation with action, owner and due date.", row.Citation, row.Heading)
			continue
		}
		l.miss(ElementLevel, Subject{AboutRow, row.Citation}, "%s (%s) is %s and not fully in place: plan a remediation with action, owner and due date.",
			row.Citation, row.Heading, map[Designation]string{Standard: "a standard", Required: "required"}[row.Designation])
	}
}

// remediated reports whether a planned remediation that is still open works on a question that keeps the row from
// being in place. One that was done while the answer is still No has cured nothing.
func (l *linter) remediated(row *RowResult) bool {
	for i := range l.c.Remediation {
		rem := &l.c.Remediation[i]
		if rem.Planned() && rem.open() && slices.ContainsFunc(rem.Questions, func(id string) bool {
			return slices.Contains(row.Questions, id) && l.open(id)
		}) {
			return true
		}
	}
	return false
}

func (l *linter) open(id string) bool {
	n, ok := l.cat.index[id]
	return ok && l.standing[n].Counts() && l.standing[n].Response.state() < InPlace
}

func (l *linter) documentation() {
	if blank(l.c.Assessor.Name) {
		l.miss(ElementDocumentation, Subject{Kind: AboutAssessor}, "Name the assessor.")
	}
	if blank(l.c.Assessor.Qualification) {
		l.miss(ElementDocumentation, Subject{Kind: AboutQualification}, "State the assessor's qualification.")
	}
	if o := l.c.SecurityOfficial; o == nil || blank(o.Name) {
		l.miss(ElementDocumentation, Subject{Kind: AboutOfficial}, "Name the client's security official (164.308(a)(2)).")
	}
	if gap := l.c.approvalGap(); gap != (Gap{}) {
		l.gaps = append(l.gaps, gap)
	}
}

// approvalGap is what the approval lacks. It is the last gap to be closed, and the only one that a review may have.
func (c *Content) approvalGap() Gap {
	about := Subject{Kind: AboutApproval}
	switch a := c.Approval; {
	case a == nil, blank(a.Name), blank(a.Title), a.Date.IsZero():
		return Gap{ElementDocumentation, "Have the client's official approve the analysis: name, title and date.", about}
	case a.Date.Before(c.Date):
		return Gap{ElementDocumentation, fmt.Sprintf("The approval (%s) is older than the analysis (%s): have the official approve this one.", a.Date, c.Date), about}
	default:
		return Gap{}
	}
}

func (l *linter) review() {
	if l.c.NextReview.IsZero() {
		l.miss(ElementReview, Subject{Kind: AboutNextReview}, "Set the date of the next review.")
	}
	if !slices.ContainsFunc(l.c.ReviewTriggers, func(t string) bool { return !blank(t) }) {
		l.miss(ElementReview, Subject{Kind: AboutTriggers}, "List what would bring the review forward, such as a new system, a move or an incident.")
	}
}
