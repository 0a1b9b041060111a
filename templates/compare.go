package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// ComparePage sets an assessment beside an earlier one of the same client. In the first year there is none.
type ComparePage struct {
	AssessmentPage
	Options []Option // the periods that it can be compared with
	With    int      // the chosen one, 0 in the first year
	Before  assessment.Snapshot
	After   assessment.Snapshot // with the comparison in its result
	PDF     string
	Refused []assessment.Problem // why the two cannot be compared
}

// comparison is what was found, or nil.
func (p ComparePage) comparison() *assessment.Comparison {
	if p.After.Result == nil || len(p.Refused) > 0 {
		return nil
	}
	return p.After.Result.Comparison
}

// Complete fills in what the head of the page says, from the rest of it.
func (p ComparePage) Complete() ComparePage {
	c := p.comparison()
	if c == nil {
		return p
	}
	p.Lead = fmt.Sprintf("What changed between the analysis as of %s and the one as of %s.", c.Previous.Date.Long(), p.After.Content.Date.Long())
	p.Main = &Action{Label: "Read the comparison (PDF)", URL: p.PDF, Icon: "file-text"}
	if len(p.questions(assessment.Regressed)) > 0 {
		p.Main = &Action{Label: "See what got worse", URL: "#worse"}
	}
	return p
}

// refused says why the two cannot be compared, in the words of the pages.
func (p ComparePage) refused() []string {
	var list []string
	for _, problem := range p.Refused {
		switch problem.Path {
		case "date":
			list = append(list, fmt.Sprintf("The analysis of %d is not dated before this one. Mend the as-of date in the scope, then compare again.", p.With))
		case "questionnaire":
			list = append(list, fmt.Sprintf("The analysis of %d was made with another questionnaire, so their questions and risks have nothing in common.", p.With))
		default:
			list = append(list, problem.What)
		}
	}
	return list
}

// yearMeasure is one number of both years.
type yearMeasure struct{ Name, Before, After string }

func (p ComparePage) measures() []yearMeasure {
	c := p.comparison()
	points := func(f float64) string { return fmt.Sprintf("%.1f", f) }
	percent := func(f float64) string { return fmt.Sprintf("%d %%", int(100*f+1e-9)) }
	return []yearMeasure{
		{"Risk index, all risks that apply", points(c.Index.Before), points(c.Index.After)},
		{"Risk index, the " + counted(c.Index.Common, "risk that applies", "risks that apply") + " in both", points(c.Index.CommonBefore), points(c.Index.CommonAfter)},
		{"Rows of the Security Rule in place", percent(c.Implemented[0]), percent(c.Implemented[1])},
	}
}

// edition says that the questionnaire changed, or "".
func (p ComparePage) edition() string {
	c := p.comparison()
	if c.Previous.Questionnaire.Hash == p.After.Result.Questionnaire.Hash {
		return ""
	}
	return fmt.Sprintf("The questionnaire or its libraries changed from version %s to %s. New and retired questions count as neither better nor worse.",
		c.Previous.Questionnaire.Version, p.After.Result.Questionnaire.Version)
}

// figures count what changed, each a link to its list.
func (p ComparePage) figures() Figures {
	c := p.comparison()
	figure := func(n int, label, anchor string, state StateKind) Figure {
		f := Figure{Value: strconv.Itoa(n), Label: label}
		if n > 0 {
			f.URL, f.State = anchor, state
		}
		return f
	}
	return Figures{Items: []Figure{
		figure(len(p.questions(assessment.Regressed)), "answers got worse", "#worse", StateNeeds),
		figure(len(p.questions(assessment.Improved)), "answers improved", "#improved", StateDone),
		figure(len(p.risks(assessment.Opened))+len(p.risks(assessment.Raised)), "risks opened or raised", "#risks", StateNeeds),
		figure(len(p.risks(assessment.Closed))+len(p.risks(assessment.Lowered)), "risks closed or lowered", "#risks", StateDone),
		figure(len(c.Remediation.Late), "remediations late", "#plan", StateNeeds),
		figure(len(c.Remediation.Done), "remediations done", "#plan", StateDone),
	}}
}

// changedAnswers is a list of questions with the same fate.
type changedAnswers struct {
	ID, Heading, Note string
	Rows              []changedAnswer
	Open              bool // shown without being opened
}

// changedAnswer is one question with its answers in both years.
type changedAnswer struct {
	Text, URL     string
	Before, After string
	OldText       string // its earlier wording, where it is another
	Why           string // it was retired
}

// groups lists the questions by what became of them, what got worse on top. Unchanged ones are left out.
func (p ComparePage) groups() []changedAnswers {
	list := []changedAnswers{
		{"worse", "Got worse", "", p.rows(p.questions(assessment.Regressed)), true},
		{"improved", "Improved", "", p.rows(p.questions(assessment.Improved)), true},
		{"new", "New questions", "Not asked before.", p.rows(p.questions(assessment.Added)), false},
		{"reworded", "Reworded", "Matched by ids that stay the same; the wording is another.", p.rows(p.reworded()), false},
		{"retired", "Retired questions", "Not asked any more.", p.rows(p.questions(assessment.Retired)), false},
		{"not-comparable", "Not comparable", "Not applicable, not asked, or another fact, in one of the years.", p.rows(p.questions(assessment.NotComparable)), false},
	}
	return slices.DeleteFunc(list, func(g changedAnswers) bool { return len(g.Rows) == 0 })
}

func (p ComparePage) questions(change assessment.Change) []assessment.QuestionChange {
	var list []assessment.QuestionChange
	for _, q := range p.comparison().Questions {
		if q.Change == change {
			list = append(list, q)
		}
	}
	return list
}

func (p ComparePage) reworded() []assessment.QuestionChange {
	var list []assessment.QuestionChange
	for _, q := range p.comparison().Questions {
		if q.Reworded {
			list = append(list, q)
		}
	}
	return list
}

func (p ComparePage) rows(list []assessment.QuestionChange) []changedAnswer {
	rows := make([]changedAnswer, len(list))
	for i, q := range list {
		earlier := q.Question
		if q.Replaces != "" {
			earlier = q.Replaces
		}
		rows[i] = changedAnswer{
			Text: q.Text, OldText: q.OldText, Why: q.Why,
			Before: comparedWords(p.Before.Catalog.Question(earlier), q.Before, q.Change == assessment.Added || q.Change == assessment.NotComparable),
			After:  comparedWords(p.After.Catalog.Question(q.Question), q.After, q.Change == assessment.Retired || q.Change == assessment.NotComparable),
		}
		if q.Change != assessment.Retired {
			rows[i].URL = p.At("answers", q.Question)
		}
	}
	return rows
}

// comparedWords gives an answer in words: the response, or a fact as the question words it. Without an answer, the question
// may not have been asked.
func comparedWords(q *assessment.Question, answer string, maybeNotAsked bool) string {
	var r assessment.Response
	switch {
	case answer == "" && (q == nil || maybeNotAsked):
		return "Not asked"
	case q != nil && q.IsFact() && answer != "" && r.UnmarshalText([]byte(answer)) != nil:
		return q.Words(answer)
	case r.UnmarshalText([]byte(answer)) == nil:
		return r.Title()
	default:
		return answer
	}
}

// changedRisk is one risk with its levels in both years.
type changedRisk struct {
	assessment.RiskChange
	URL string
}

// changedRisks is a list of risks with the same fate.
type changedRisks struct {
	Title string
	Rows  []changedRisk
}

// riskGroups lists the risks by what became of them, in each group those first that are open the longest.
func (p ComparePage) riskGroups() []changedRisks {
	var list []changedRisks
	for _, change := range []assessment.Change{assessment.Opened, assessment.Raised, assessment.Lowered, assessment.Closed} {
		if rows := p.risks(change); len(rows) > 0 {
			list = append(list, changedRisks{change.Title(), rows})
		}
	}
	return list
}

// risks lists the risks that changed in that way.
func (p ComparePage) risks(change assessment.Change) []changedRisk {
	return p.riskRows(func(c assessment.RiskChange) bool { return c.Change == change })
}

func (p ComparePage) riskRows(wanted func(assessment.RiskChange) bool) []changedRisk {
	var rows []changedRisk
	for _, c := range p.comparison().Risks {
		if wanted(c) {
			rows = append(rows, changedRisk{c, p.riskURL(c.Risk)})
		}
	}
	slices.SortStableFunc(rows, func(a, b changedRisk) int { return b.YearsOpen - a.YearsOpen })
	return rows
}

// riskURL leads to a risk of this year's register, and nowhere for one that only the earlier year had.
func (p ComparePage) riskURL(id string) string {
	if !slices.ContainsFunc(p.After.Result.Risks, func(r assessment.RatedRisk) bool { return r.Risk == id }) {
		return ""
	}
	return p.At("risks", id)
}

// causes says what moved a risk.
func (r changedRisk) causes() string {
	words := map[assessment.Cause]string{
		assessment.BecauseAnswers: "answers", assessment.BecauseLibrary: "the library", assessment.BecauseOverride: "the assessor's own rating",
		assessment.BecauseAssets: "assets",
	}
	var list []string
	for _, cause := range r.Because {
		list = append(list, words[cause])
	}
	return strings.Join(list, ", ")
}

// noLevel says why a risk has no level in one of the years.
func (r changedRisk) noLevel() string {
	switch {
	case assessment.IsOwnRisk(r.Risk):
		return "Not rated"
	case slices.Contains(r.Because, assessment.BecauseLibrary):
		return "Not in the library"
	default:
		return "Did not apply"
	}
}

// years says for how many years a risk is open, and nothing where it is not.
func (r changedRisk) years() string {
	if r.YearsOpen == 0 {
		return ""
	}
	return strconv.Itoa(r.YearsOpen)
}

// manyRows is how long a list may be to stand open on the page.
const manyRows = 10

// changedLines is a list of remediations with the same fate.
type changedLines struct {
	Title string
	Rows  []changedLine
}

// changedLine is one remediation.
type changedLine struct{ Action, URL, Owner, When string }

// planGroups lists the remediations by what became of them.
func (p ComparePage) planGroups() []changedLines {
	c := p.comparison().Remediation
	moved := map[string]assessment.Date{}
	for _, m := range c.Moved {
		moved[m.Remediation] = m.From
	}
	var list []changedLines
	for _, g := range []struct {
		title string
		ids   []string
	}{{"Done since", c.Done}, {"Late", c.Late}, {"Carried over", c.Carried}, {"New in the plan", c.Added}, {"Dropped", c.Dropped}} {
		group := changedLines{Title: g.title}
		for _, id := range g.ids {
			group.Rows = append(group.Rows, p.planRow(id, moved[id]))
		}
		if len(group.Rows) > 0 {
			list = append(list, group)
		}
	}
	return list
}

func (p ComparePage) planRow(id string, movedFrom assessment.Date) changedLine {
	rem := remediationIn(p.After.Content, id)
	if rem == nil {
		rem = remediationIn(p.Before.Content, id)
	}
	if rem == nil {
		return changedLine{Action: id}
	}
	row := changedLine{Action: rem.Action, URL: LineURL(p.ClientID, id, ""), Owner: rem.Owner}
	switch {
	case rem.Status == assessment.Done && !rem.Completed.IsZero():
		row.When = "Done " + rem.Completed.Short()
	case rem.Status == assessment.Done:
		row.When = "Done"
	case rem.Status == assessment.Cancelled:
		row.When = "Cancelled"
	case rem.Due.IsZero():
		row.When = "No due date"
	default:
		row.When = "Due " + rem.Due.Short()
	}
	if !movedFrom.IsZero() {
		row.When += ", moved from " + movedFrom.Short()
	}
	return row
}

func remediationIn(c *assessment.Content, id string) *assessment.Remediation {
	for i := range c.Remediation {
		if c.Remediation[i].ID == id {
			return &c.Remediation[i]
		}
	}
	return nil
}
