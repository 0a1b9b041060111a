package assessment

import (
	"fmt"
	"slices"
	"strings"
)

// Premise is what decides that a question is asked, in words.
type Premise struct {
	Question *Question // the fact question that decides; nil where a fact of the client does
	Holds    string    // when it does, to follow the question or "the client": is answered "Some people"
	Why      string    // why it may hide what it hides
	ByRule   bool      // it is not the question's own: every row that it cites binds these clients only
}

// String is the premise as the end of a sentence that begins with "if".
func (p Premise) String() string {
	if p.Question == nil {
		return "the client " + p.Holds
	}
	return fmt.Sprintf("%q %s", p.Question.Text, p.Holds)
}

// Premises says when a question is asked; one that is always asked has none. What Stand hides is what these leave out:
// a question by its condition, or because every row that it cites binds somebody else.
func (c *Catalog) Premises(q *Question) []Premise {
	var list []Premise
	switch c.binding(q) {
	case OnlyCoveredEntity:
		list = append(list, Premise{Holds: "is a covered entity", ByRule: true})
	case OnlyBusinessAssociate:
		list = append(list, Premise{Holds: "is a business associate", ByRule: true})
	}
	if q.When != nil {
		list = append(list, c.premise(q.When))
	}
	return list
}

// binding says whom the rows bind that a question cites, if all bind the same.
func (c *Catalog) binding(q *Question) Party {
	party := Party(0)
	for _, citation := range q.Citations {
		row, ok := c.Specification(citation)
		if !ok || party != 0 && row.AppliesTo != party {
			return Both
		}
		party = row.AppliesTo
	}
	return party
}

// premise puts a condition into words.
func (c *Catalog) premise(w *Condition) Premise {
	if q := c.Question(w.Question); q != nil {
		return Premise{Question: q, Holds: w.answered(q), Why: w.Why}
	}
	return Premise{Holds: w.ofWhom(), Why: w.Why}
}

// answered says which answers to a question let the condition hold.
func (c *Condition) answered(q *Question) string {
	if c.AtLeast > 0 {
		return fmt.Sprintf("is %d or more", c.AtLeast)
	}
	words := make([]string, len(c.Is))
	for i, value := range c.Is {
		words[i] = fmt.Sprintf("%q", q.answerWords(value))
	}
	return "is answered " + either(words)
}

// answerWords gives an answer as people read it; a screening's have no words of their own.
func (q *Question) answerWords(value string) string {
	if q.IsFact() {
		return q.Words(value)
	}
	return title(value)
}

// ofWhom says of which clients the condition holds.
func (c *Condition) ofWhom() string {
	no := slices.Equal(c.Is, []string{"no"})
	switch {
	case c.Client == ClientWorkforce:
		return fmt.Sprintf("has a workforce of %d or more", c.AtLeast)
	case c.Client == ClientIndividuals:
		return fmt.Sprintf("holds ePHI of %d or more individuals", c.AtLeast)
	case c.Client == ClientSites:
		return fmt.Sprintf("has %d or more sites", c.AtLeast)
	case c.Client == ClientClearinghouse && no:
		return "has no health care clearinghouse"
	case c.Client == ClientClearinghouse:
		return "has a health care clearinghouse"
	case c.Client == ClientPlanSponsor && no:
		return "sponsors no group health plan"
	case c.Client == ClientPlanSponsor:
		return "sponsors a group health plan"
	}
	words := make([]string, len(c.Is))
	for i, kind := range c.Is {
		words[i] = "a " + strings.ReplaceAll(kind, "_", " ")
	}
	return "is " + either(words)
}

// either lists words of which one is enough: "a, b or c".
func either(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

// Clause is a part of an outcome's rule.
type Clause struct {
	Wants    string // how many of the premises hold, to begin a sentence with
	Premises []Premise
}

// OutcomeRule puts into words when an outcome of the screening holds; one that holds when no other does has no clauses.
func (c *Catalog) OutcomeRule(o *Outcome) []Clause {
	var list []Clause
	for _, part := range []struct {
		one, many  string
		conditions []Condition
	}{
		{"This is so", "At least one of these is so", o.Any},
		{"This is so", "All of these are so", o.All},
		{"This is not so", "None of these is so", o.None},
	} {
		clause := Clause{Wants: part.many}
		if len(part.conditions) == 1 {
			clause.Wants = part.one
		}
		for i := range part.conditions {
			clause.Premises = append(clause.Premises, c.premise(&part.conditions[i]))
		}
		if len(clause.Premises) > 0 {
			list = append(list, clause)
		}
	}
	return list
}
