package assessment

import "slices"

// RowStatus is how one row of the rule stands.
type RowStatus uint8

// A row has the worst status of its visible questions. It is NotAsked when none of them is visible.
const (
	RowMissing RowStatus = iota + 1
	RowPartial
	RowInPlace
	RowNotApplicable
	RowNotAsked
)

var rowStatuses = words{"", "missing", "partial", "in_place", "not_applicable", "not_asked"}

// String gives the word of result.json.
func (s RowStatus) String() string { return textOf(rowStatuses, s) }

// Title gives the word for people.
func (s RowStatus) Title() string { return title(s.String()) }

// MarshalText implements encoding.TextMarshaler.
func (s RowStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *RowStatus) UnmarshalText(text []byte) error { return parseWord(rowStatuses, text, s) }

// RowResult is how one row of the rule stands, and from which questions.
type RowResult struct {
	Citation    string      `json:"citation"`
	Safeguard   Safeguard   `json:"safeguard"`
	Heading     string      `json:"heading"`
	Designation Designation `json:"designation"`
	Status      RowStatus   `json:"status"`
	Alternative bool        `json:"alternative"` // in place by an equivalent alternative
	Unanswered  bool        `json:"unanswered"`  // all that stands against it is that questions have no answer yet
	Why         string      `json:"why"`         // why it does not apply or is not asked
	Questions   []string    `json:"questions"`
	Examined    []Method    `json:"examined"` // how questions of it were verified
	Stated      bool        `json:"stated"`   // some answer of it rests on what was said
}

// Applies reports whether the row counts among those that the client must meet.
func (r *RowResult) Applies() bool { return r.Status != RowNotApplicable && r.Status != RowNotAsked }

// Missing reports whether the row applies and is not fully in place.
func (r *RowResult) Missing() bool { return r.Status == RowMissing || r.Status == RowPartial }

// rule works out every row of the rule.
func (r *rater) rule() []RowResult {
	rows := make([]RowResult, len(r.cat.Rule))
	for i, spec := range r.cat.Rule {
		rows[i] = RowResult{
			Citation: spec.Citation, Safeguard: spec.Safeguard, Heading: spec.Heading(), Designation: spec.Designation,
			Questions: []string{}, Examined: []Method{},
		}
		r.judge(&rows[i], r.cat.byRow[i])
		if !r.c.Client.Bound(spec.AppliesTo) {
			rows[i].Status, rows[i].Why = RowNotAsked, notBound(spec.AppliesTo)
		}
	}
	return rows
}

// judge sets a row's status from its questions.
func (r *rater) judge(row *RowResult, questions []int) {
	decision := r.c.Decisions[row.Citation]
	worst, asked, counted, unanswered, open := Verified, 0, 0, 0, 0
	for _, n := range questions {
		s := &r.standing[n]
		row.Questions = append(row.Questions, s.Question.ID)
		if !s.Visible {
			row.Why = s.Why()
			continue
		}
		asked++
		if s.Response == NotApplicable {
			row.Why = reasonOf(r.c.Answers[s.Question.ID])
			continue
		}
		counted++
		state := s.Response.state()
		if state < InPlace {
			state = decision.instead(state, r.c.Date)
			row.Alternative = row.Alternative || state == InPlace
		}
		worst = min(worst, state)
		if !s.Answered() {
			unanswered++
		}
		if state < InPlace {
			open++
		}
		row.Examined = append(row.Examined, r.methods(s)...)
		row.Stated = row.Stated || s.Answered() && !s.Verified
	}
	switch {
	case asked == 0:
		row.Status = RowNotAsked
	case counted == 0:
		row.Status = RowNotApplicable
	default:
		row.Status, row.Why = rowStatus(worst), ""
	}
	row.Unanswered = unanswered > 0 && unanswered == open
	slices.Sort(row.Examined)
	row.Examined = slices.Compact(row.Examined)
}

func rowStatus(worst State) RowStatus {
	switch worst {
	case Missing:
		return RowMissing
	case PartlyInPlace:
		return RowPartial
	default:
		return RowInPlace
	}
}

// methods lists how a verified answer was verified.
func (r *rater) methods(s *Standing) []Method {
	if !s.Verified {
		return nil
	}
	var list []Method
	for _, a := range r.c.Answers[s.Question.ID].given(s.Question, r.c.Client.Sites) {
		if a.Response == Yes {
			list = append(list, a.Verified.Method)
		}
	}
	return list
}
