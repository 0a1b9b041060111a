package assessment

import "slices"

// PlanLine is a remediation with what it is worth: both terms are points of the index.
type PlanLine struct {
	Remediation string            `json:"remediation"`
	Now         float64           `json:"now"`   // current index less the current index with only this done
	Later       float64           `json:"later"` // target index without this less the target index
	Worth       float64           `json:"worth"` // the sum of both
	Ratio       float64           `json:"ratio"` // worth over the weight of the effort
	Level       RiskLevel         `json:"level"` // the highest current level among its risks
	Binds       bool              `json:"binds"` // it closes a gap in a required or standard row
	Days        int               `json:"days"`  // from the as-of date to its due date
	Risks       []string          `json:"risks"`
	Citations   []string          `json:"citations"`
	Status      RemediationStatus `json:"status"`
	Late        bool              `json:"late"`

	dated bool
}

// plan puts the remediations that are not cancelled into the order in which they are worth doing, see Precedence.
func (r *rater) plan(result *Result) []PlanLine {
	lines := []PlanLine{}
	r.asIs, _ = r.sum(asAnswered, r.current)
	r.asPlanned, _ = r.sum(withPlan, r.target)
	for i := range r.c.Remediation {
		if rem := &r.c.Remediation[i]; rem.Status != Cancelled {
			lines = append(lines, r.line(rem, result))
		}
	}
	slices.SortStableFunc(lines, comparePlanLines)
	return lines
}

func (r *rater) line(rem *Remediation, result *Result) PlanLine {
	line := PlanLine{
		Remediation: rem.ID, Risks: []string{}, Citations: []string{}, Status: max(rem.Status, Open), Late: rem.Late(r.c.Date),
		dated: !rem.Due.IsZero(),
	}
	touches := r.touched(rem)
	if line.dated {
		line.Days = r.c.Date.DaysUntil(rem.Due)
	}
	if rem.Planned() {
		now, later, risks := r.worth(rem, touches)
		line.Now, line.Later, line.Worth = index(now, risks), index(later, risks), index(now+later, risks)
		line.Ratio = line.Worth / float64(rem.Effort.Weight())
	}
	touched := func(n int) bool { return touches[n] }
	for i := range result.Risks {
		risk := &result.Risks[i]
		cand := &r.risks[r.order[i]]
		if risk.Applies && (slices.ContainsFunc(cand.keys, touched) || slices.ContainsFunc(cand.supporting, touched) || slices.Contains(rem.Risks, risk.Risk)) {
			line.Risks = append(line.Risks, risk.Risk)
			line.Level = max(line.Level, risk.Current.Level)
		}
	}
	for i := range result.Rule {
		row := &result.Rule[i]
		if row.Applies() && slices.ContainsFunc(r.cat.byRow[i], touched) {
			line.Citations = append(line.Citations, row.Citation)
			line.Binds = line.Binds || row.Missing() && row.Designation != Addressable && rem.open()
		}
	}
	return line
}

// worth gives both terms of what a planned remediation is worth, as sums over the applicable risks: what the current
// values fall by with only this done, and what the target values rise by without it.
func (r *rater) worth(rem *Remediation, touches []bool) (now, later, risks int) {
	onlyThis := func(n int, s *Standing) State {
		if touches[n] && s.Planned {
			return InPlace
		}
		return s.state
	}
	withoutThis := func(n int, s *Standing) State {
		if touches[n] && !r.plannedByOther(rem, n) {
			return s.state
		}
		return withPlan(n, s)
	}
	only, risks := r.sum(onlyThis, r.current)
	without, _ := r.sum(withoutThis, r.target)
	return r.asIs - only, without - r.asPlanned, risks
}

// touched marks the standings of the questions that a remediation would put in place.
func (r *rater) touched(rem *Remediation) []bool {
	marked := make([]bool, len(r.standing))
	for _, id := range rem.Questions {
		if n, ok := r.cat.index[id]; ok {
			marked[n] = true
		}
	}
	return marked
}

// plannedByOther reports whether another planned remediation would put the question in place as well.
func (r *rater) plannedByOther(this *Remediation, n int) bool {
	id := r.standing[n].Question.ID
	for i := range r.c.Remediation {
		if rem := &r.c.Remediation[i]; rem != this && rem.Planned() && slices.Contains(rem.Questions, id) {
			return true
		}
	}
	return false
}

// sum adds up the values of the applicable risks' levels under a view, and counts them.
func (r *rater) sum(v view, rating func(*candidate, view) Rating) (sum, n int) {
	for i := range r.risks {
		if cand := &r.risks[i]; cand.why == "" {
			sum += rating(cand, v).Level.Value()
			n++
		}
	}
	return sum, n
}
