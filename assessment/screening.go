package assessment

import "slices"

// Outcome is what a screening can find about a client, with what follows from it. It holds when one condition of Any
// does (or there are none), all of All do, and none of None does. An outcome without conditions holds when no other does.
type Outcome struct {
	ID    string       `json:"id"`
	Title string       `json:"title"`
	Means string       `json:"means"`          // what that is, for the client to read
	Next  string       `json:"next"`           // what to do now
	Kinds []EntityKind `json:"kinds,omitzero"` // what the client is then (160.103)
	Days  int          `json:"days"`           // days until it is time to screen again or follow up
	Any   []Condition  `json:"any,omitzero"`
	All   []Condition  `json:"all,omitzero"`
	None  []Condition  `json:"none,omitzero"`
}

// Otherwise reports whether the outcome holds when no other does.
func (o *Outcome) Otherwise() bool { return len(o.Any)+len(o.All)+len(o.None) == 0 }

// Screened is what the answers to a screening come to.
type Screened struct {
	Outcomes []*Outcome // all that hold, the weightiest first; none while a question is open
	Open     []string   // questions without an answer that a screening knows
}

// Screen decides the outcomes of a screening by the rules of its file. Answers are Yes, No or Unknown, which people
// see as "unsure".
func Screen(cat *Catalog, answers map[string]Response) Screened {
	var s Screened
	for _, q := range cat.Questions() {
		if ScreeningWord(answers[q.ID]) == "" {
			s.Open = append(s.Open, q.ID)
		}
	}
	if len(s.Open) > 0 {
		return s
	}
	outcomes := cat.Questionnaire.Outcomes
	for i := range outcomes {
		if o := &outcomes[i]; !o.Otherwise() && o.holds(answers) {
			s.Outcomes = append(s.Outcomes, o)
		}
	}
	if len(s.Outcomes) == 0 {
		for i := range outcomes {
			if outcomes[i].Otherwise() {
				s.Outcomes = append(s.Outcomes, &outcomes[i])
			}
		}
	}
	return s
}

func (o *Outcome) holds(answers map[string]Response) bool {
	met := func(c Condition) bool { return slices.Contains(c.Is, ScreeningWord(answers[c.Question])) }
	return (len(o.Any) == 0 || slices.ContainsFunc(o.Any, met)) &&
		!slices.ContainsFunc(o.All, func(c Condition) bool { return !met(c) }) &&
		!slices.ContainsFunc(o.None, met)
}

// ScreeningWords are the answers to a screening as its file and its pages call them.
var ScreeningWords = []string{"yes", "no", "unsure"}

// ScreeningWord gives the word of a response to a screening's question, or "".
func ScreeningWord(r Response) string {
	switch r {
	case Yes:
		return "yes"
	case No:
		return "no"
	case Unknown:
		return "unsure"
	default:
		return ""
	}
}
