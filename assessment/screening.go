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
	// Unsure says that nobody can tell yet, so that it is to be found out within the days.
	Unsure bool        `json:"unsure,omitzero"`
	Days   int         `json:"days"` // days until it is time to screen again or follow up
	Any    []Condition `json:"any,omitzero"`
	All    []Condition `json:"all,omitzero"`
	None   []Condition `json:"none,omitzero"`
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
	met := func(c Condition) bool { return c.screened(answers) }
	return (len(o.Any) == 0 || slices.ContainsFunc(o.Any, met)) &&
		!slices.ContainsFunc(o.All, func(c Condition) bool { return !met(c) }) &&
		!slices.ContainsFunc(o.None, met)
}

// screened decides a condition of an outcome.
func (c *Condition) screened(answers map[string]Response) bool {
	return slices.Contains(c.Is, ScreeningWord(answers[c.Question]))
}

// Because lists the questions whose answers led to an outcome that holds, each once and in the order of its conditions.
// There are none for the outcome that holds when no other does: there it is that every answer is No.
func (o *Outcome) Because(answers map[string]Response) []string {
	var list []string
	for _, c := range slices.Concat(o.All, o.Any) {
		if c.screened(answers) && !slices.Contains(list, c.Question) {
			list = append(list, c.Question)
		}
	}
	return list
}

// ScreeningWords are the answers to a screening as its file and its pages call them.
var ScreeningWords = []string{"yes", "no", "unsure"}

// ParseScreeningWord gives the response that a word of a screening stands for, or 0.
func ParseScreeningWord(word string) Response {
	for _, r := range []Response{Yes, No, Unknown} {
		if ScreeningWord(r) == word {
			return r
		}
	}
	return 0
}

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

// PHIScreening is what a client answered in a yearly screening: who said so, on what day, and from what it was taken.
type PHIScreening struct {
	Answers map[string]ScreeningAnswer `json:"answers,omitzero"` // by question
	By      Person                     `json:"by,omitzero"`      // who answered
	Date    Date                       `json:"date,omitzero"`
	Source  Source                     `json:"source,omitzero"`
	Again   Date                       `json:"again,omitzero"` // the day to look again, where it is not that of the outcomes
	// Identified is how a contact who answered by link showed who they are.
	Identified Identification `json:"identified,omitzero"`
}

// ScreeningAnswer is the answer to one question of a screening.
type ScreeningAnswer struct {
	Response Response `json:"response,omitzero"`
	Note     string   `json:"note,omitzero"`
}

// Responses gives the answers without their notes.
func (s *PHIScreening) Responses() map[string]Response {
	responses := make(map[string]Response, len(s.Answers))
	for id, a := range s.Answers {
		responses[id] = a.Response
	}
	return responses
}

// Check lists what keeps a screening from being saved on a day. One that is not whole yet needs nobody's name; the whole
// one is a record, and says who answered, when and from what.
func (s *PHIScreening) Check(cat *Catalog, today Date) []Problem {
	k := checker{}
	for _, id := range sortedKeys(s.Answers) {
		a := s.Answers[id]
		if cat.Question(id) == nil {
			k.bad("answers."+id, "%s is not a question of this screening.", id)
		}
		if a.Response != 0 && ScreeningWord(a.Response) == "" {
			k.bad("answers."+id, "Answer yes, no or unsure.")
		}
		k.text("answers."+id+".note", a.Note)
	}
	k.problems = append(k.problems, CheckLine("by.name", s.By.Name)...)
	k.problems = append(k.problems, CheckLine("by.title", s.By.Title)...)
	if s.Date.After(today) {
		k.bad("date", "This day lies ahead. Give the day on which the questions were answered.")
	}
	if !s.Again.IsZero() && !s.Again.After(s.Date) {
		k.bad("again", "Choose a day after the one on which the questions were answered.")
	}
	if len(Screen(cat, s.Responses()).Open) > 0 {
		return k.problems
	}
	if blank(s.By.Name) {
		k.bad("by.name", "Every question is answered: name the person at the client who did.")
	}
	if s.Date.IsZero() {
		k.bad("date", "Give the day on which the questions were answered.")
	}
	if s.Source == 0 {
		k.bad("source", "Say how you got the answers.")
	}
	return k.problems
}

// Finding is what a screening of a period comes to, as far as lists and the next step need to know.
type Finding struct {
	Period int
	Open   int // questions without an answer; while there are some, nothing was found yet
	Date   Date
	Title  string       // of the weightiest outcome
	Kinds  []EntityKind // what the client is by all outcomes that hold
	Unsure bool         // nobody can tell yet
	Again  Date         // by when to look again
}

// Finding sums a screening up.
func (s *PHIScreening) Finding(cat *Catalog, period int) Finding {
	screened := Screen(cat, s.Responses())
	f := Finding{Period: period, Open: len(screened.Open), Date: s.Date}
	for i, o := range screened.Outcomes {
		if i == 0 {
			f.Title = o.Title
		}
		for _, kind := range o.Kinds {
			if !slices.Contains(f.Kinds, kind) {
				f.Kinds = append(f.Kinds, kind)
			}
		}
		f.Unsure = f.Unsure || o.Unsure
		if day := s.Date.AddDays(o.Days); f.Again.IsZero() || day.Before(f.Again) {
			f.Again = day
		}
	}
	if !s.Again.IsZero() && f.Open == 0 {
		f.Again = s.Again
	}
	return f
}

// Unrecorded lists the kinds that a screening found and that are not among those recorded of the client.
func (f *Finding) Unrecorded(recorded []EntityKind) []EntityKind {
	return slices.DeleteFunc(slices.Clone(f.Kinds), func(k EntityKind) bool { return slices.Contains(recorded, k) })
}

// Unfound lists the kinds that are recorded of the client and that a whole screening did not find. Which is right is for
// a person to say.
func (f *Finding) Unfound(recorded []EntityKind) []EntityKind {
	if f.Open > 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(recorded), func(k EntityKind) bool { return slices.Contains(f.Kinds, k) })
}
