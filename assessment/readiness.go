package assessment

import (
	"fmt"
	"slices"
	"strings"
)

// Readiness is what was answered to an overlay: how ready the client would be for something that is not in force. It is
// part of the content, so it is frozen and approved with it, and counts nowhere: no rating, progress, row, gap or lint
// looks at it.
type Readiness struct {
	// Questionnaire is the id of the overlay, or ID@VERSION for one of its editions.
	Questionnaire string `json:"questionnaire"`

	By      string                     `json:"by,omitzero"`   // who answered last
	Date    Date                       `json:"date,omitzero"` // and on which day
	Answers map[string]ReadinessAnswer `json:"answers"`       // by question
}

// ReadinessAnswer is the answer to one question of an overlay. NotApplicable needs a note that says why.
type ReadinessAnswer struct {
	Response Response `json:"response,omitzero"`
	Note     string   `json:"note,omitzero"`
}

// Overlay gives the id of the overlay that was answered, or "" where none was.
func (r *Readiness) Overlay() string {
	if r == nil {
		return ""
	}
	id, _, _ := strings.Cut(r.Questionnaire, "@")
	return id
}

// Answer gives what was answered to a question, whether or not anything was.
func (r *Readiness) Answer(question string) ReadinessAnswer {
	if r == nil {
		return ReadinessAnswer{}
	}
	return r.Answers[question]
}

// Earlier gives the question that q continues in the edition that was answered, and what was answered to it. Both are
// empty where nothing was.
func (r *Readiness) Earlier(answered *Catalog, q *Question) (*Question, ReadinessAnswer) {
	for _, asked := range answered.continued(q) {
		if a := r.Answer(asked.ID); a != (ReadinessAnswer{}) {
			return asked, a
		}
	}
	return nil, ReadinessAnswer{}
}

// LiesOver reports whether the questionnaire is an overlay that may be laid over a base, or over what extends it.
func (q *Questionnaire) LiesOver(base *Questionnaire) bool {
	return q.Kind == Overlay && slices.Contains(q.Over, base.Base())
}

// Check lists the questions that were answered and that the overlay does not ask, with paths as the answers file has them.
func (r *Readiness) Check(overlay *Catalog) []Problem {
	k := checker{cat: overlay}
	for _, id := range sortedKeys(r.Answers) {
		if len(k.problems) > enough {
			break
		}
		switch q := overlay.Question(id); {
		case q == nil:
			k.bad("readiness.answers."+id, "%s", k.noQuestion(id))
		case q.IsFact():
			k.bad("readiness.answers."+id, "%s asks for a fact, which says nothing of readiness: take it out.", id)
		}
	}
	return k.problems
}

// CheckForm lists what is wrong with the answers whatever the overlay asks.
func (r *Readiness) CheckForm() []Problem {
	k := checker{}
	if r == nil {
		return nil
	}
	if blank(r.Questionnaire) {
		k.bad("readiness.questionnaire", "Name the overlay that was answered, such as proposed-rule-2025.")
	}
	k.name("readiness.by", r.By)
	for _, id := range sortedKeys(r.Answers) {
		path := "readiness.answers." + id
		a := r.Answers[id]
		if a.Response > NotApplicable {
			k.bad(path+".response", "Respond with yes, partial, no, unknown or not_applicable.")
		}
		if a.Response == NotApplicable && blank(a.Note) {
			k.bad(path+".note", "Say why this cannot apply.")
		}
		k.text(path+".note", a.Note)
	}
	return k.problems
}

// ReadinessCount counts questions of an overlay by what was answered.
type ReadinessCount struct {
	Asked, Yes, Partial, No, Unknown, NotApplicable, Open int
}

func (n *ReadinessCount) add(r Response) {
	n.Asked++
	*[...]*int{&n.Open, &n.Yes, &n.Partial, &n.No, &n.Unknown, &n.NotApplicable}[r]++
}

// Answered counts the questions that have a response.
func (n ReadinessCount) Answered() int { return n.Asked - n.Open }

// Applies counts the questions that could be answered with Yes.
func (n ReadinessCount) Applies() int { return n.Asked - n.NotApplicable }

// Words says how ready the client would be, in a sentence.
func (n ReadinessCount) Words() string {
	text := fmt.Sprintf("%d of %d would be ready", n.Yes, n.Applies())
	sep := "; "
	for _, part := range []struct {
		n     int
		words string
	}{{n.Partial, "partly"}, {n.No, "not"}, {n.Unknown, "unknown"}, {n.Open, "not answered"}} {
		if part.n > 0 {
			text += fmt.Sprintf("%s%d %s", sep, part.n, part.words)
			sep = ", "
		}
	}
	if n.NotApplicable > 0 {
		text += fmt.Sprintf(". %d cannot apply here", n.NotApplicable)
	}
	return text + "."
}

// ReadinessSection is a section of an overlay with the questions of it that a client is asked.
type ReadinessSection struct {
	*Section
	Asked []*Question
	Count ReadinessCount
}

// SumReadiness sums up what was answered to an overlay, which may be nothing. Questions that a client with these facts is
// not asked are left out, and so are those that ask for a fact.
func SumReadiness(overlay *Catalog, client *Client, r *Readiness) (all ReadinessCount, sections []ReadinessSection) {
	standing := Stand(overlay, &Content{Client: *client})
	for i := range overlay.Questionnaire.Sections {
		s := ReadinessSection{Section: &overlay.Questionnaire.Sections[i]}
		for _, st := range overlay.InSection(standing, s.ID) {
			if !st.Visible || st.Question.IsFact() {
				continue
			}
			response := r.Answer(st.Question.ID).Response
			s.Asked = append(s.Asked, st.Question)
			s.Count.add(response)
			all.add(response)
		}
		if len(s.Asked) > 0 {
			sections = append(sections, s)
		}
	}
	return all, sections
}
