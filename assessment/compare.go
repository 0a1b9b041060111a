package assessment

import (
	"cmp"
	"fmt"
)

// Snapshot is an assessment with all that its reports are made from.
type Snapshot struct {
	ID      string // of the assessment; empty where it is an answers file
	Catalog *Catalog
	Content *Content
	Result  *Result
	Overlay *Catalog // what its readiness was answered to; nil where it was not
}

// Comparison sets an assessment beside an earlier one of the same client, by ids that are stable across versions
// of a questionnaire.
type Comparison struct {
	Previous    Earlier           `json:"previous"`
	Questions   []QuestionChange  `json:"questions"`
	Risks       []RiskChange      `json:"risks"`
	Index       IndexChange       `json:"index"`
	Implemented [2]float64        `json:"implemented"` // previous, current
	Remediation RemediationChange `json:"remediation"`

	// Trend is over more years than the two. What was compared before there were trends has none.
	Trend *Trend `json:"trend,omitempty"`
}

// Earlier names the assessment that was compared with.
type Earlier struct {
	Digest        string  `json:"digest"`
	Questionnaire Edition `json:"questionnaire"`
	Period        int     `json:"period"`
	Date          Date    `json:"date"`
}

// Change is what became of a question or of a risk.
type Change uint8

// Questions are Improved, Regressed, Unchanged, Added, Retired or NotComparable; risks are Opened, Closed, Raised,
// Lowered or Unchanged.
const (
	Improved Change = iota + 1
	Regressed
	Unchanged
	Added
	Retired
	NotComparable
	Opened
	Closed
	Raised
	Lowered
)

var changes = words{
	"", "improved", "regressed", "unchanged", "added", "retired", "not_comparable", "opened", "closed", "raised", "lowered",
}

// String gives the word of result.json.
func (c Change) String() string { return textOf(changes, c) }

// Title gives the word for people.
func (c Change) Title() string { return title(c.String()) }

// MarshalText implements encoding.TextMarshaler.
func (c Change) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Change) UnmarshalText(text []byte) error { return parseWord(changes, text, c) }

// Cause is one of the things that can move a risk.
type Cause uint8

// The causes.
const (
	BecauseAnswers Cause = iota + 1
	BecauseLibrary
	BecauseOverride
	BecauseAssets
)

var causes = words{"", "answers", "library", "override", "assets"}

// String gives the word of result.json.
func (c Cause) String() string { return textOf(causes, c) }

// MarshalText implements encoding.TextMarshaler.
func (c Cause) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Cause) UnmarshalText(text []byte) error { return parseWord(causes, text, c) }

// QuestionChange is what became of one question. Reworded stands beside the change, since a new wording may
// explain it.
type QuestionChange struct {
	Question string `json:"question"`
	Replaces string `json:"replaces,omitzero"` // its id in the earlier version
	Change   Change `json:"change"`
	Reworded bool   `json:"reworded"`
	Text     string `json:"text"`
	Before   string `json:"before"`       // the response or fact
	After    string `json:"after"`        // the response or fact
	OldText  string `json:"text_before"`  // where it was reworded
	Why      string `json:"why,omitzero"` // of a retired question
}

// RiskChange is what became of one risk. It is open while its level is over this year's threshold.
type RiskChange struct {
	Risk      string    `json:"risk"`
	Title     string    `json:"title"`
	Change    Change    `json:"change"`
	Because   []Cause   `json:"because"`
	YearsOpen int       `json:"years_open"` // assessments in a row, this one included; 0 when not open
	Before    RiskLevel `json:"before"`
	After     RiskLevel `json:"after"`
}

// IndexChange sets the indexes side by side, over all risks and over those that apply in both.
type IndexChange struct {
	Before       float64 `json:"before"`
	After        float64 `json:"after"`
	CommonBefore float64 `json:"common_before"`
	CommonAfter  float64 `json:"common_after"`
	Common       int     `json:"common"` // how many risks apply in both
}

// RemediationChange lists by id what became of the earlier plan and what stands in this one.
type RemediationChange struct {
	Done    []string `json:"done"`    // done since
	Late    []string `json:"late"`    // open after its due date
	Carried []string `json:"carried"` // open in both
	Added   []string `json:"added"`
	Dropped []string `json:"dropped"` // open then, cancelled or gone now
	Moved   []Moved  `json:"moved"`   // carried over with a later due date
}

// Moved is a remediation of which the due date was put off.
type Moved struct {
	Remediation string `json:"remediation"`
	From        Date   `json:"from"`
	To          Date   `json:"to"`
}

// Compare sets the current assessment beside an earlier one. Both must have been rated.
func Compare(previous, current Snapshot) *Comparison {
	return &Comparison{
		Previous:    earlierOf(previous.Result),
		Questions:   compareQuestions(previous, current),
		Risks:       compareRisks(previous, current),
		Index:       compareIndex(previous.Result, current.Result),
		Implemented: [2]float64{previous.Result.Totals.Implemented, current.Result.Totals.Implemented},
		Remediation: compareRemediation(previous.Content, current.Content),
	}
}

// CompareOver is Compare with the trend over the results of all earlier assessments, that of the previous one among them.
func CompareOver(earlier []*Result, previous, current Snapshot) *Comparison {
	c := Compare(previous, current)
	c.SetTrend(NewTrend(earlier, current))
	return c
}

// SetTrend puts a trend up to the current assessment beside the comparison, or none where it is nil. How long a risk has
// been open is then counted over the years of the trend.
func (c *Comparison) SetTrend(t *Trend) {
	c.Trend = t
	for i := range c.Risks {
		if t == nil || c.Risks[i].YearsOpen == 0 {
			continue
		}
		if risk := t.Risk(c.Risks[i].Risk); risk != nil {
			c.Risks[i].YearsOpen = risk.YearsOpen
		}
	}
}

func earlierOf(r *Result) Earlier { return Earlier{r.Digest, r.Questionnaire, r.Period, r.Date} }

func compareQuestions(previous, current Snapshot) []QuestionChange {
	before := map[string]*AnswerResult{}
	for i := range previous.Result.Answers {
		a := &previous.Result.Answers[i]
		before[a.Question] = a
	}
	list := []QuestionChange{}
	for i := range current.Result.Answers {
		after := &current.Result.Answers[i]
		q := current.Catalog.Question(after.Question)
		old := matched(before, q)
		for _, id := range append([]string{q.ID}, q.Replaces...) {
			delete(before, id)
		}
		if change, asked := changeOf(q, old, after); asked {
			list = append(list, change)
		}
	}
	for i := range previous.Result.Answers {
		a := &previous.Result.Answers[i]
		if _, left := before[a.Question]; left && a.Visible {
			list = append(list, QuestionChange{
				Question: a.Question, Text: a.Text, Change: Retired, Before: given(a), Why: current.Catalog.retiredBecause(a.Question),
			})
		}
	}
	return list
}

// matched finds the earlier answer to a question: under its id, or the worst of those that it replaces.
func matched(before map[string]*AnswerResult, q *Question) *AnswerResult {
	if a, ok := before[q.ID]; ok {
		return a
	}
	var worst *AnswerResult
	for _, id := range q.Replaces {
		if a, ok := before[id]; ok && (worst == nil || a.Visible && a.Response.state() < worst.Response.state()) {
			worst = a
		}
	}
	return worst
}

// changeOf compares the two answers to a question; asked is false when neither year asked it.
func changeOf(q *Question, old, after *AnswerResult) (change QuestionChange, asked bool) {
	change = QuestionChange{Question: q.ID, Text: q.Text, After: given(after), Change: Added}
	if old == nil {
		return change, after.Visible
	}
	change.Before = given(old)
	if change.Reworded = old.Text != q.Text; change.Reworded {
		change.OldText = old.Text
	}
	if old.Question != q.ID {
		change.Replaces = old.Question
	}
	change.Change = changeBetween(q, old, after)
	return change, old.Visible || after.Visible
}

func changeBetween(q *Question, old, after *AnswerResult) Change {
	oldNA, newNA := old.Response == NotApplicable, after.Response == NotApplicable
	switch {
	case old.Visible != after.Visible, oldNA != newNA:
		return NotComparable
	case oldNA:
		return Unchanged
	case q.IsFact() && given(old) != given(after):
		return NotComparable
	case q.IsFact():
		return Unchanged
	}
	switch cmp.Compare(after.Response.state(), old.Response.state()) {
	case 1:
		return Improved
	case -1:
		return Regressed
	default:
		return Unchanged
	}
}

// given is what was answered: the response, or the fact.
func given(a *AnswerResult) string {
	switch {
	case !a.Visible:
		return ""
	case a.Value != "":
		return a.Value
	default:
		return a.Response.String()
	}
}

func (c *Catalog) retiredBecause(id string) string {
	for _, r := range c.Questionnaire.Retired {
		if r.ID == id {
			return r.Why
		}
	}
	return ""
}

func compareIndex(previous, current *Result) IndexChange {
	before := map[string]*RatedRisk{}
	for i := range previous.Risks {
		if r := &previous.Risks[i]; r.Applies {
			before[r.Risk] = r
		}
	}
	change := IndexChange{Before: previous.Totals.Index, After: current.Totals.Index}
	sumBefore, sumAfter := 0, 0
	for i := range current.Risks {
		after := &current.Risks[i]
		if old, ok := before[after.Risk]; ok && after.Applies {
			sumBefore += old.Current.Level.Value()
			sumAfter += after.Current.Level.Value()
			change.Common++
		}
	}
	change.CommonBefore, change.CommonAfter = index(sumBefore, change.Common), index(sumAfter, change.Common)
	return change
}

func compareRemediation(previous, current *Content) RemediationChange {
	change := RemediationChange{Done: []string{}, Late: []string{}, Carried: []string{}, Added: []string{}, Dropped: []string{}, Moved: []Moved{}}
	before := map[string]*Remediation{}
	for i := range previous.Remediation {
		before[previous.Remediation[i].ID] = &previous.Remediation[i]
	}
	for i := range current.Remediation {
		r := &current.Remediation[i]
		old := before[r.ID]
		delete(before, r.ID)
		change.note(r, old, previous.Date)
		if r.Late(current.Date) {
			change.Late = append(change.Late, r.ID)
		}
	}
	for i := range previous.Remediation {
		if r := &previous.Remediation[i]; before[r.ID] != nil && r.open() {
			change.Dropped = append(change.Dropped, r.ID)
		}
	}
	return change
}

// note files a remediation under what became of it since the day of the earlier analysis; old is nil where it is new. What
// was done before that day and only recorded later did not become done since.
func (c *RemediationChange) note(r, old *Remediation, since Date) {
	switch {
	case old != nil && !old.open() && !r.open():
	case r.Status == Done && !r.Completed.IsZero() && r.Completed.Before(since):
	case r.Status == Done:
		c.Done = append(c.Done, r.ID)
	case r.Status == Cancelled && old != nil:
		c.Dropped = append(c.Dropped, r.ID)
	case r.Status == Cancelled:
	case old != nil:
		c.Carried = append(c.Carried, r.ID)
		if !old.Due.IsZero() && r.Due.After(old.Due) {
			c.Moved = append(c.Moved, Moved{r.ID, old.Due, r.Due})
		}
	default:
		c.Added = append(c.Added, r.ID)
	}
}

// Follows reports as *Invalid why a snapshot cannot be compared with an earlier one: it must be of the same
// client, of a later period and day, and of the same questionnaire, in whatever version.
func (s Snapshot) Follows(earlier Snapshot) error {
	var problems []Problem
	switch {
	case earlier.Content.Period >= s.Content.Period:
		problems = append(problems, Problem{"period", fmt.Sprintf("The previous assessment is of the period %d, which is not before %d; were the two files swapped?", earlier.Content.Period, s.Content.Period)})
	case !earlier.Content.Date.Before(s.Content.Date):
		problems = append(problems, Problem{"date", fmt.Sprintf("The previous assessment is dated %s, which is not before %s; were the two files swapped?", earlier.Content.Date, s.Content.Date)})
	}
	if !s.Content.Client.same(earlier.Content.Client) {
		problems = append(problems, Problem{"client", fmt.Sprintf(
			"They are of different clients, %s and %s; a client that changed its name keeps its legal_name or ein.", earlier.Content.Client.Name, s.Content.Client.Name)})
	}
	if s.Catalog.Questionnaire.ID != earlier.Catalog.Questionnaire.ID {
		problems = append(problems, Problem{"questionnaire", fmt.Sprintf("They use different questionnaires, %s and %s.", s.Catalog.Questionnaire.ID, earlier.Catalog.Questionnaire.ID)})
	}
	if len(problems) > 0 {
		return &Invalid{problems}
	}
	return nil
}
