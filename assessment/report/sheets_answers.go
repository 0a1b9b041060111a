package report

import (
	"fmt"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// givenAt is a question with its answer at one place.
type givenAt struct {
	assessment.Answer
	section  string
	number   string // within the questionnaire, such as 3.2
	question *assessment.Question
	site     string // empty where the answer is for the whole client
}

// answersSheet has every question that is asked, at every site where it is asked per site, and its answer.
func (b *builder) answersSheet(status string) Sheet {
	return tabulate(status, b.givenEverywhere(), append(b.answerColumns(), b.proofColumns()...))
}

func (b *builder) givenEverywhere() []givenAt {
	standing := assessment.Stand(b.Catalog, b.Content)
	byQuestion := map[string]*assessment.Standing{}
	for i := range standing {
		byQuestion[standing[i].Question.ID] = &standing[i]
	}
	var list []givenAt
	for i, section := range b.Catalog.Questionnaire.Sections {
		for j := range section.Questions {
			s := byQuestion[section.Questions[j].ID]
			if !s.Visible {
				continue
			}
			for _, at := range s.Places(b.Content.Client.Sites) {
				list = append(list, givenAt{b.Content.AnswerAt(at), section.Title, fmt.Sprintf("%d.%d", i+1, j+1), s.Question, at.Site})
			}
		}
	}
	return list
}

func (b *builder) answerColumns() []column[givenAt] {
	return []column[givenAt]{
		{"No.", 7, func(g givenAt) Value { return Words(g.number) }},
		{"Section", 26, func(g givenAt) Value { return words(g.section) }},
		{"Question", 55, func(g givenAt) Value { return words(g.question.Text) }},
		{"Site", 18, func(g givenAt) Value { return words(or(g.site, "Whole client")) }},
		{"Answer", 16, givenAt.said},
		{"Note", 45, func(g givenAt) Value { return words(g.Note) }},
		{"Why it cannot apply", 30, func(g givenAt) Value { return words(g.Reason) }},
		{"Who finds out", 20, func(g givenAt) Value { return words(g.Owner) }},
		{"Finds out by", 13, func(g givenAt) Value { return Day{g.Due} }},
		{"Given by", 22, func(g givenAt) Value { return words(g.By) }},
		{"Given on", 13, func(g givenAt) Value { return Day{g.On} }},
		{"Source", 10, func(g givenAt) Value { return Words(g.Source.Title()) }},
		{"How it came to be", 12, func(g givenAt) Value { return Words(g.Mode.Title()) }},
		{"In the words of the client's contact", 30, func(g givenAt) Value {
			if g.Client == nil {
				return nil
			}
			return words(saidByContact(g.Answer))
		}},
	}
}

// said is the response, or the fact as what it is.
func (g givenAt) said() Value {
	fact := g.Fact()
	switch {
	case fact == "":
		return Words(g.Response.Title())
	case g.question.Fact == assessment.FactNumber:
		if n, err := strconv.Atoi(fact); err == nil {
			return Count(n)
		}
	case g.question.Fact == assessment.FactDate:
		var d assessment.Date
		if d.UnmarshalText([]byte(fact)) == nil {
			return Day{d}
		}
	}
	return words(g.question.Words(fact))
}

func (b *builder) proofColumns() []column[givenAt] {
	seen := func(value func(*assessment.Verification) Value) func(givenAt) Value {
		return func(g givenAt) Value {
			if g.Verified == nil {
				return nil
			}
			return value(g.Verified)
		}
	}
	return []column[givenAt]{
		{"Evidence no.", 10, seen(func(v *assessment.Verification) Value { return Words(b.evidenceNumber(v)) })},
		{"Evidence", 35, seen(func(v *assessment.Verification) Value { return words(v.Evidence) })},
		{"Examined by", 14, seen(func(v *assessment.Verification) Value { return Words(v.Method.Title()) })},
		{"Verified by", 22, seen(func(v *assessment.Verification) Value { return words(v.By) })},
		{"Verified on", 13, seen(func(v *assessment.Verification) Value { return Day{v.Date} })},
		{"Rows of the rule", 24, func(g givenAt) Value { return words(strings.Join(g.question.Citations, "\n")) }},
		{"Id", 28, func(g givenAt) Value { return words(g.question.ID) }},
	}
}
