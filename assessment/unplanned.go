package assessment

import (
	"cmp"
	"slices"
)

// Unplanned is a question whose safeguard is not in place and that no open line of the plan is about. A final report
// misses a remediation of it where a row of the rule or a risk stands beside it.
type Unplanned struct {
	Question *Question
	Rows     []*RowResult // that are not in place and for which nothing is planned, although they want a remediation
	Risks    []*RatedRisk // that are to be mitigated and for which nothing is planned
	Worth    PlanLine     // what the questionnaire's remediation would be worth beside the plan as it is
}

// Wanted reports whether a final report misses a remediation.
func (u Unplanned) Wanted() bool { return len(u.Rows)+len(u.Risks) > 0 }

// UnplannedOf lists what is answered, not in place and not planned. What a final report misses comes first, and each part
// is in the order in which the questionnaire's remediations are worth doing. What has no answer yet is left out: it may
// be in place.
func UnplannedOf(cat *Catalog, c *Content, result *Result) []Unplanned {
	l := &linter{cat: cat, c: c, standing: Stand(cat, c), result: result}
	var list []Unplanned
	for i := range l.standing {
		s := &l.standing[i]
		if s.Question.IsFact() || !s.Answered() || !s.Counts() || s.state >= InPlace || l.working(s.Question.ID) {
			continue
		}
		list = append(list, Unplanned{Question: s.Question, Risks: l.unmitigated(s.Question.ID)})
	}
	l.addRows(list)
	rank(cat, c, list)
	return list
}

// working reports whether a planned remediation that is still open is about the question.
func (l *linter) working(question string) bool {
	return slices.ContainsFunc(l.c.Remediation, func(r Remediation) bool {
		return r.Planned() && r.open() && slices.Contains(r.Questions, question)
	})
}

// unmitigated lists the risks with that control that are to be mitigated while nothing planned works on them.
func (l *linter) unmitigated(question string) []*RatedRisk {
	var list []*RatedRisk
	for i := range l.result.Risks {
		risk := &l.result.Risks[i]
		if risk.Applies && l.c.Treatment[risk.Risk].Response == Mitigate && !l.mitigated(risk) &&
			slices.ContainsFunc(risk.Controls, func(c Control) bool { return c.Question == question }) {
			list = append(list, risk)
		}
	}
	return list
}

// addRows gives each question the rows that want a remediation of it.
func (l *linter) addRows(list []Unplanned) {
	for _, row := range l.rowsWithoutPlan() {
		for i := range list {
			if slices.Contains(row.Questions, list[i].Question.ID) {
				list[i].Rows = append(list[i].Rows, row)
			}
		}
	}
}

// rowsWithoutPlan lists the rows that want a remediation and have none: every required or standard row that is not in
// place, whatever the level of risk, since to accept a risk cures no gap; and an addressable one that was decided to be
// implemented.
func (l *linter) rowsWithoutPlan() []*RowResult {
	var list []*RowResult
	for i := range l.result.Rule {
		row := &l.result.Rule[i]
		wanted := row.Designation != Addressable || l.c.Decisions[row.Citation].Choice == Implement
		if wanted && row.Missing() && !row.Unanswered && !l.remediated(row) {
			list = append(list, row)
		}
	}
	return list
}

// rank sorts by what is missed, then by the order of a plan that had the questionnaire's remediation for each of them.
func rank(cat *Catalog, c *Content, list []Unplanned) {
	whole := *c
	whole.Remediation = slices.Clone(c.Remediation)
	for _, u := range list {
		r := u.Question.Suggested(c.Date)
		r.ID, r.Owner = "suggested:"+u.Question.ID, "Nobody yet" // without an owner it would be worth nothing
		whole.Remediation = append(whole.Remediation, r)
	}
	place := map[string]int{}
	plan := Rate(cat, &whole).Plan
	for i := range plan {
		place[plan[i].Remediation] = i
	}
	for i := range list {
		list[i].Worth = plan[place["suggested:"+list[i].Question.ID]]
	}
	slices.SortStableFunc(list, func(a, b Unplanned) int {
		return cmp.Or(compareBool(b.Wanted(), a.Wanted()), cmp.Compare(place[a.Worth.Remediation], place[b.Worth.Remediation]))
	})
}

// Suggested gives the remediation that the questionnaire offers where the safeguard is not in place, due so many days
// after the as-of date. Its owner is for a person to choose.
func (q *Question) Suggested(asOf Date) Remediation {
	s := q.Remediation
	if s == nil {
		return Remediation{Questions: []string{q.ID}, Action: "Put this in place: " + q.Text, Due: asOf.AddDays(90)}
	}
	return Remediation{Questions: []string{q.ID}, Action: s.Action, Success: s.Success, Effort: s.Effort, Due: asOf.AddDays(s.Days)}
}
