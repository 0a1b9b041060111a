package templates

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// MovePage moves a draft to another edition of its questionnaire, and says before what that does.
type MovePage struct {
	AssessmentPage
	Edition string // on which the draft is
	Others  []OtherEdition

	// What moving to the one that was chosen does; empty where none is.
	To     string // id
	From   string // the hash of what the draft is on
	ToHash string // and of what it would be on
	Move   *assessment.Move
}

// OtherEdition is a questionnaire that a draft can be moved to.
type OtherEdition struct{ ID, Title, Version string }

func (p MovePage) chooses(o OtherEdition) string { return p.At("questionnaire") + "?to=" + o.ID }

func (p MovePage) name() string {
	for _, o := range p.Others {
		if o.ID == p.To {
			return o.Title + ", " + o.Version
		}
	}
	return p.To
}

// effects says in sentences what becomes of the answers.
func (p MovePage) effects() []string {
	m := p.Move
	list := []string{counted(m.Stays, "answer stays", "answers stay") + " as given."}
	if m.Stays+len(m.Proposals)+len(m.Unseen) == 0 {
		list[0] = "Nothing is answered yet."
	}
	if again := m.Again(); again > 0 {
		list = append(list, counted(again, "answer waits", "answers wait")+" to be confirmed, since the words are others now. You see both wordings.")
	}
	if anew := len(m.Proposals) - m.Again(); anew > 0 {
		list = append(list, counted(anew, "question is", "questions are")+" to be answered anew, since the rule or the risks behind them are others now. What was answered is shown beside them.")
	}
	if n := len(m.Unseen); n > 0 {
		list = append(list, counted(n, "answer is", "answers are")+" kept though the question is not asked any more. Moving back brings them back.")
	}
	if added := len(p.group(func(q *assessment.QuestionDiff) bool { return q.Added })); added > 0 {
		list = append(list, counted(added, "question is", "questions are")+" new.")
	}
	return list
}

func (p MovePage) group(of func(*assessment.QuestionDiff) bool) []assessment.QuestionDiff {
	var list []assessment.QuestionDiff
	for i := range p.Move.Diff.Questions {
		if of(&p.Move.Diff.Questions[i]) {
			list = append(list, p.Move.Diff.Questions[i])
		}
	}
	return list
}

// moveGroup is a list of questions of which the same became.
type moveGroup struct {
	id, heading, note string
	questions         []assessment.QuestionDiff
}

func (p MovePage) groups() []moveGroup {
	list := []moveGroup{
		{"meaning", "Changed meaning", "These cite or control something else under the same id.", p.group(func(q *assessment.QuestionDiff) bool { return len(q.Meaning) > 0 })},
		{"reworded", "Reworded", "", p.group((*assessment.QuestionDiff).Reworded)},
		{"added", "New", "", p.group(func(q *assessment.QuestionDiff) bool { return q.Added })},
		{"retired", "Not asked any more", "", p.group(func(q *assessment.QuestionDiff) bool { return q.Retired })},
		{"asking", "Asked otherwise", "", p.group(func(q *assessment.QuestionDiff) bool { return len(q.Asking) > 0 })},
	}
	var full []moveGroup
	for _, g := range list {
		if len(g.questions) > 0 {
			full = append(full, g)
		}
	}
	return full
}

func (g moveGroup) summary() string { return fmt.Sprintf("%s (%d)", g.heading, len(g.questions)) }

// details gives the sentences on a question that belong to its group.
func (g moveGroup) details(q assessment.QuestionDiff) []string {
	switch g.id {
	case "meaning":
		return q.Meaning
	case "reworded":
		return []string{"Before: " + strings.ReplaceAll(q.OldText, "\n", " ")}
	case "retired":
		if q.Why != "" {
			return []string{q.Why}
		}
	case "asking":
		return q.Asking
	}
	return nil
}

// entryWords says what became of a risk or threat.
func entryWords(e assessment.EntryDiff) []string {
	switch {
	case e.Added:
		return []string{"New."}
	case e.Gone:
		return []string{"Not in this edition any more."}
	default:
		return e.What
	}
}
