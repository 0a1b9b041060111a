package assessment

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Catalog is what an assessment is made against: one questionnaire with the rule table, the threats and the
// risks of its edition. It does not change once made.
type Catalog struct {
	Questionnaire Questionnaire // with the sections of what it includes
	Hash          string        // of the questionnaire, the libraries and the rule table as they were read
	Rule          Rule          // the rows that are assessed
	Activities    []Activity    // the key activities of SP 800-66r2 that this edition is held to; none for early ones
	Threats       []Threat
	Risks         []Risk // those that this questionnaire uses

	// Everything below is looked up once, so that rating many clients costs no search.
	questions []*Question       // in the order in which they are asked
	order     []int             // indexes of questions, each gate before what it guards
	left      map[string]string // why a question that an extension hides is left out, by its id
	index     map[string]int
	threats   map[string]*Threat
	rows      map[string]int // of Rule, by citation
	byRow     [][]int        // questions of each row of Rule
}

// NewCatalog prepares a catalog from checked parts. Risks of which no key control is among the questions are
// not used and left out.
func NewCatalog(q Questionnaire, hash string, rule Rule, threats []Threat, risks []Risk) *Catalog {
	c := &Catalog{
		Questionnaire: q, Hash: hash, Rule: rule.Assessed(), Threats: threats,
		index: map[string]int{}, threats: map[string]*Threat{}, rows: map[string]int{}, left: map[string]string{},
	}
	for _, h := range q.Hide {
		c.left[h.ID] = h.Why
	}
	for i := range c.Rule {
		c.rows[c.Rule[i].Citation] = i
	}
	c.byRow = make([][]int, len(c.Rule))
	for i := range q.Sections {
		for j := range q.Sections[i].Questions {
			c.add(&q.Sections[i].Questions[j])
		}
	}
	c.sortGates()
	for i := range threats {
		c.threats[threats[i].ID] = &threats[i]
	}
	for _, r := range risks {
		if slices.ContainsFunc(r.Key, c.uses) {
			c.Risks = append(c.Risks, r)
		}
	}
	return c
}

// uses reports whether a control is among the questions, or would be if an extension did not hide it.
func (c *Catalog) uses(control string) bool {
	_, asked := c.index[control]
	_, left := c.left[control]
	return asked || left
}

// LeftOut gives the reason for which an extension hides a question, and whether it does.
func (c *Catalog) LeftOut(question string) (why string, left bool) {
	why, left = c.left[question]
	return why, left
}

// With gives the catalog the key activities that its edition is held to.
func (c *Catalog) With(activities []Activity) *Catalog {
	c.Activities = activities
	return c
}

func (c *Catalog) add(q *Question) {
	n := len(c.questions)
	c.index[q.ID] = n
	c.questions = append(c.questions, q)
	for _, citation := range q.Citations {
		if row, ok := c.rows[citation]; ok {
			c.byRow[row] = append(c.byRow[row], n)
		}
	}
}

// sortGates puts each gate before what it guards, so that one pass decides what is visible. The questionnaire's
// lint has refused circles; one that is left ends where it began.
func (c *Catalog) sortGates() {
	done := make([]bool, len(c.questions))
	var visit func(int)
	visit = func(n int) {
		if done[n] {
			return
		}
		done[n] = true
		if w := c.questions[n].When; w != nil && w.Question != "" {
			if gate, ok := c.index[w.Question]; ok {
				visit(gate)
			}
		}
		c.order = append(c.order, n)
	}
	for n := range c.questions {
		visit(n)
	}
}

// Questions lists the questions in the order in which they are asked.
func (c *Catalog) Questions() []*Question { return c.questions }

// Question gives the question with that id, or nil.
func (c *Catalog) Question(id string) *Question {
	if n, ok := c.index[id]; ok {
		return c.questions[n]
	}
	return nil
}

// Current gives the ids under which this edition asks what questions of any edition asked: the same id, or that of the
// question that replaced it. A question that is no longer asked is left out, and none stands twice.
func (c *Catalog) Current(ids []string) []string {
	var list []string
	for _, id := range ids {
		if _, ok := c.index[id]; !ok {
			id = c.replacing(id)
		}
		if id != "" && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// replacing gives the question that replaced one of another edition, or "".
func (c *Catalog) replacing(id string) string {
	for _, q := range c.questions {
		if slices.Contains(q.Replaces, id) {
			return q.ID
		}
	}
	return ""
}

// Threat gives the threat with that id, or nil.
func (c *Catalog) Threat(id string) *Threat { return c.threats[id] }

// Specification gives the row of the rule with that citation, and whether there is one to assess.
func (c *Catalog) Specification(citation string) (Specification, bool) {
	n, ok := c.rows[citation]
	if !ok {
		return Specification{}, false
	}
	return c.Rule[n], true
}

// Risk gives the risk of the library with that id, or nil.
func (c *Catalog) Risk(id string) *Risk {
	for i := range c.Risks {
		if c.Risks[i].ID == id {
			return &c.Risks[i]
		}
	}
	return nil
}

// catalogJSON is the form in which a catalog is kept, so that an edition is there as long as what was made against it.
type catalogJSON struct {
	Questionnaire Questionnaire `json:"questionnaire"`
	Hash          string        `json:"hash"`
	Rule          Rule          `json:"rule"`
	Activities    []Activity    `json:"activities,omitempty"`
	Threats       []Threat      `json:"threats"`
	Risks         []Risk        `json:"risks"`
}

// MarshalJSON implements json.Marshaler.
func (c *Catalog) MarshalJSON() ([]byte, error) {
	return json.Marshal(catalogJSON{c.Questionnaire, c.Hash, c.Rule, c.Activities, c.Threats, c.Risks})
}

// ParseCatalog reads a catalog that MarshalJSON wrote.
func ParseCatalog(text []byte) (*Catalog, error) {
	var kept catalogJSON
	if err := json.Unmarshal(text, &kept); err != nil {
		return nil, fmt.Errorf("reading a kept questionnaire: %w", err)
	}
	return NewCatalog(kept.Questionnaire, kept.Hash, kept.Rule, kept.Threats, kept.Risks).With(kept.Activities), nil
}
