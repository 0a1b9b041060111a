package templates

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// QuestionnairePage shows the questions of a questionnaire with all that stands about them.
type QuestionnairePage struct {
	QuestionnaireFrame
	Query string // what was searched for

	sections []browsedSection
	found    int
}

// browsedSection is a section with its questions, or those of them that were searched for.
type browsedSection struct {
	*assessment.Section
	Number    int
	Questions []browsedQuestion
}

// anchor marks the section on the page.
func (s browsedSection) anchor() string { return "s-" + s.ID }

// browsedQuestion is a question with what else the catalog says of it.
type browsedQuestion struct {
	*assessment.Question
	Number     string // as on paper: of the section, and in it
	Premises   []assessment.Premise
	Rows       []assessment.Specification
	Activities []assessment.Activity
	Key        []*assessment.Risk // that do not happen as told while it is in place
	Supporting []*assessment.Risk
}

// Complete looks up what the page shows of each question.
func (p QuestionnairePage) Complete() QuestionnairePage {
	key, supporting := p.controlled()
	words := strings.Fields(strings.ToLower(p.Query))
	for i := range p.Catalog.Questionnaire.Sections {
		s := browsedSection{Section: &p.Catalog.Questionnaire.Sections[i], Number: i + 1}
		for j := range s.Section.Questions {
			q := browsedQuestion{Question: &s.Section.Questions[j], Number: fmt.Sprintf("%d.%d", i+1, j+1)}
			if !q.has(words) {
				continue
			}
			q.Premises, q.Key, q.Supporting = p.Catalog.Premises(q.Question), key[q.ID], supporting[q.ID]
			q.Rows, q.Activities = p.rows(q.Question), p.activities(q.Question)
			s.Questions = append(s.Questions, q)
		}
		if len(s.Questions) > 0 {
			p.sections = append(p.sections, s)
			p.found += len(s.Questions)
		}
	}
	if p.Query != "" {
		p.Title = fmt.Sprintf("%d found: %s", p.found, p.Title)
	}
	return p
}

// rows lists the rows of the rule that a question cites.
func (p QuestionnairePage) rows(q *assessment.Question) []assessment.Specification {
	var list []assessment.Specification
	for _, citation := range q.Citations {
		if row, ok := p.Catalog.Specification(citation); ok {
			list = append(list, row)
		}
	}
	return list
}

// activities lists the key activities that a question examines.
func (p QuestionnairePage) activities(q *assessment.Question) []assessment.Activity {
	var list []assessment.Activity
	for _, a := range p.Catalog.Activities {
		if slices.Contains(q.Activities, a.Key()) {
			list = append(list, a)
		}
	}
	return list
}

// controlled lists for each question the risks that it holds back.
func (p QuestionnairePage) controlled() (key, supporting map[string][]*assessment.Risk) {
	key, supporting = map[string][]*assessment.Risk{}, map[string][]*assessment.Risk{}
	for i := range p.Catalog.Risks {
		r := &p.Catalog.Risks[i]
		for _, id := range r.Key {
			key[id] = append(key[id], r)
		}
		for _, id := range r.Supporting {
			supporting[id] = append(supporting[id], r)
		}
	}
	return key, supporting
}

// has reports whether every word stands somewhere in the question.
func (q browsedQuestion) has(words []string) bool {
	if len(words) == 0 {
		return true
	}
	parts := []string{q.ID, q.Text, q.Guidance, q.Proposal}
	for _, list := range [][]string{q.Citations, q.Question.Activities, q.Evidence} {
		parts = append(parts, list...)
	}
	text := strings.ToLower(strings.Join(parts, "\n"))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// premiseURL leads to the question that decides, which a search may have left out of this page.
func (p QuestionnairePage) premiseURL(q *assessment.Question) string {
	if p.Query == "" {
		return "#" + questionAnchor(q.ID)
	}
	return p.questionURL(q.ID)
}

// result says what the search found.
func (p QuestionnairePage) result() string {
	return fmt.Sprintf("%d of %s match.", p.found, counted(len(p.Catalog.Questions()), "question", "questions"))
}

// edition are the facts of the questionnaire as a whole.
func (p QuestionnairePage) edition() []Fact {
	q := &p.Catalog.Questionnaire
	facts := []Fact{{Name: "Id", Value: q.ID}, {Name: "Hash", Value: p.Catalog.Hash}}
	for _, f := range []Fact{
		{Name: "Includes", Value: strings.Join(q.Include, ", ")},
		{Name: "Extends", Value: q.Extends},
		{Name: "May be laid over", Value: strings.Join(q.Over, ", ")},
	} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	if n := len(p.Catalog.Risks); n > 0 {
		facts = append(facts, Fact{Name: "Rates", Value: counted(n, "risk", "risks"), URL: p.inLibrary("risks", "")})
	}
	return facts
}

// responses are the words of the answers that are offered.
func (q browsedQuestion) responses() string {
	switch q.Fact {
	case assessment.FactChoice:
		var list []string
		for _, c := range q.Choices {
			list = append(list, c.Text)
		}
		return strings.Join(list, "; ")
	case assessment.FactNumber:
		return "A number"
	case assessment.FactDate:
		return "A date"
	default:
		return "Words"
	}
}

// knows says who is likely to know the answer.
func (q browsedQuestion) knows() string {
	if q.Audience == assessment.ForMSP {
		return "The MSP is likely to know"
	}
	return "The client is likely to know"
}

// more names what the fold has.
func (q browsedQuestion) more() string {
	var parts []string
	for _, part := range []struct {
		there bool
		name  string
	}{
		{len(q.Evidence) > 0, "evidence"},
		{q.Remediation != nil, "remediation"},
		{len(q.Key)+len(q.Supporting) > 0 || q.ComplianceOnly != "", "risks"},
		{len(q.Activities) > 0, "key activities"},
		{len(q.Replaces) > 0, "earlier ids"},
		{slices.ContainsFunc(q.Rows, func(row assessment.Specification) bool { return crosswalk(row) != "" }), "crosswalk"},
	} {
		if part.there {
			parts = append(parts, part.name)
		}
	}
	return strings.Join(parts, ", ")
}

// sentences makes each text of a list a sentence.
func sentences(list []string) string {
	var parts []string
	for _, text := range list {
		parts = append(parts, fullStop(text))
	}
	return strings.Join(parts, " ")
}

// after is what follows the nth of several things in a row.
func after(n, of int) string {
	if n < of-1 {
		return ","
	}
	return ""
}

// remedy says what the remediation takes.
func remedy(s *assessment.Suggestion) string {
	return fmt.Sprintf("%s effort, within %s, %s", s.Effort.Title(), counted(s.Days, "day", "days"), s.Role)
}

// crosswalk is a row of the rule with what other frameworks call it.
func crosswalk(row assessment.Specification) string {
	var parts []string
	if len(row.CSF) > 0 {
		parts = append(parts, "CSF 2.0: "+strings.Join(row.CSF, ", "))
	}
	if len(row.SP80053) > 0 {
		parts = append(parts, "SP 800-53r5: "+strings.Join(row.SP80053, ", "))
	}
	return strings.Join(parts, ". ")
}

// follows says what a client is by an outcome, and when it is looked at again.
func follows(o *assessment.Outcome) string {
	var parts []string
	for _, k := range o.Kinds {
		parts = append(parts, "The client is then a "+inSentence(k.Title())+".")
	}
	if o.Days > 0 {
		parts = append(parts, "Screen again or follow up within "+counted(o.Days, "day", "days")+".")
	}
	return strings.Join(parts, " ")
}
