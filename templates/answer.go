package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// QuestionCard is one question as the walk shows it: what is asked, what was proposed, what was answered, and the forms
// for it. Its parts that a save changes have ids of their own, so that they can be exchanged while the form stays.
type QuestionCard struct {
	Number    int // in its section
	Question  *assessment.Question
	Rows      []assessment.Specification // of the rule, that it cites
	State     StateView
	Answered  bool
	Counts    string // what its sites count for together; empty where it is not asked per site
	Places    []AnswerPlace
	Decisions []DecisionForm
	History   string // the address of its history
	Discuss   Discussion
	CanEdit   bool
	With      string // with whom it is and until when; empty where it is with nobody
	Shares    string // where the answers of contacts are reviewed
	Ask       string // where a contact is asked; empty where that is not offered
}

// id gives the id of a part of the card.
func (c *QuestionCard) id(part string) string { return part + "-" + c.Question.ID }

// designated are the rows of one designation.
type designated struct {
	Designation assessment.Designation
	Citations   string
}

// designations sorts the cited rows by how they bind, so that each badge stands once.
func (c *QuestionCard) designations() []designated {
	var list []designated
	for _, row := range c.Rows {
		last := len(list) - 1
		if last >= 0 && list[last].Designation == row.Designation {
			list[last].Citations += ", " + row.Citation
			continue
		}
		list = append(list, designated{row.Designation, row.Citation})
	}
	return list
}

// number names the question to those who do not see where a link stands.
func (c *QuestionCard) number() string { return "of question " + strconv.Itoa(c.Number) }

// AnswerPlace is where a question is answered: for the whole client, or at one of its sites.
type AnswerPlace struct {
	Question *assessment.Question
	Key      string     // tells the ids of its parts from those of other places
	Number   int        // of the question
	URL      string     // of the answer
	Back     string     // the view of the section to come back to
	Site     string     // empty for the whole client
	History  string     // the address of the question's history, at its last place only
	Discuss  Discussion // there too
	Revision int
	Others   []SiteRevision // where "Same at all sites" saves too

	Given  assessment.Answer // that counts here, for those who read
	Fields AnswerFields
	Offer  OfferView
	Saved  SavedView

	Problems []Problem     // what kept it from being saved; the fields are ids
	Apart    bool          // the problems go to a form that stays on screen as it is
	Conflict *ConflictView // what somebody else saved meanwhile
	Lost     string        // why it cannot be saved at all, with what was typed in the fields
	Instead  *Action       // what makes it possible again
}

// SiteRevision is the revision of the answer at another site.
type SiteRevision struct {
	Key      string
	Site     string
	Revision int
}

// AnswerFields are the fields of the form as text, so that what cannot be understood is not lost.
type AnswerFields struct {
	Response, Choice, Value, Note, Reason, Owner, Due string
	Method, Date, By, Evidence                        string // of the proof
}

// Typed lists what is written in the fields, each with its name, for those who cannot save it any more.
func (f AnswerFields) Typed(q *assessment.Question) []Fact {
	var r assessment.Response
	_ = r.UnmarshalText([]byte(f.Response)) // what is no response shows as none
	var list []Fact
	for _, item := range []Fact{
		{Name: "Answer", Value: AnswerWords(q, assessment.Answer{Response: r, Choice: f.Choice, Value: f.Value})},
		{Name: "Note", Value: f.Note},
		{Name: "Why it cannot apply", Value: f.Reason},
		{Name: "Who finds out", Value: f.Owner},
		{Name: "By when", Value: f.Due},
		{Name: "Proof", Value: f.Evidence},
	} {
		if item.Value != "" {
			list = append(list, item)
		}
	}
	return list
}

// AnswerWords gives an answer in a word or two, and "" where nothing was answered.
func AnswerWords(q *assessment.Question, a assessment.Answer) string {
	switch {
	case a.Fact() != "":
		return q.Words(a.Fact())
	case a.Response != 0:
		return a.Response.Title()
	default:
		return ""
	}
}

// OfferView is what is proposed for a place.
type OfferView struct {
	Proposals []ProposalView
	Open      bool   // nothing was answered yet
	Differ    bool   // the proposals say different things
	Anew      bool   // the question is to be answered anew
	Confirm   string // the id of the proposal that can be confirmed, or empty
	Word      string // what confirming it answers
}

// ProposalView is one proposal in words.
type ProposalView struct {
	Source  string // such as "2025 answer, not confirmed"
	Answer  string
	Note    string
	Reason  string
	Who     string // who said so, and when
	Proof   string // of then; empty where there was none
	Fact    bool   // a fact needs no proof
	OldText string // the wording that was answered, where it is another now
	Period  string
}

// SavedView says that the answer is stored, and how we know it.
type SavedView struct {
	Text string // such as "Saved 10:43"
	Who  string // such as "Dana Reyes, call"
	Undo bool
}

// ConflictView sets what somebody else saved beside what is not saved yet.
type ConflictView struct {
	Text   string
	Keep   string // what is stored, for the button that keeps it
	Mine   string // what was sent, for the button that saves it; empty where there is nothing to save
	URL    string // where the stored answer stands
	Stored []Fact
	Typed  []Fact
}

// id gives the id of a part of the place.
func (p *AnswerPlace) id(part string) string { return part + "-" + p.Key }

// FieldID gives the id of the field that the core names.
func (p *AnswerPlace) FieldID(path string) string {
	part, ok := map[string]string{
		"response": "answer", "choice": "answer", "site": "answer", "value": "value", "note": "note", "reason": "reason", "owner": "owner", "due": "due",
		"verified": "method", "verified.method": "method", "verified.date": "day", "verified.by": "by", "verified.evidence": "evidence",
	}[path]
	if !ok {
		part = "answer"
	}
	return p.id(part)
}

// wrong gives what is wrong with a field, where it stands beside it.
func (p *AnswerPlace) wrong(part string) string {
	if p.Apart {
		return ""
	}
	for _, problem := range p.Problems {
		if problem.Field == p.id(part) {
			return problem.What
		}
	}
	return ""
}

// marks tells those who do not see it that a field is wrong.
func (p *AnswerPlace) marks(part string) templ.Attributes {
	if p.wrong(part) == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": p.id(part) + "-error"}
}

// about completes the name of a button, so that those of 40 cards have 40 names.
func (p *AnswerPlace) about() string {
	about := ", question " + strconv.Itoa(p.Number)
	if p.Site != "" {
		about += ", " + p.Site
	}
	return about
}

// radio is one of the answers to a fact question.
type radio struct {
	Name, Value, Label string
	Means              string // the id of its explanation
	Class              string // what it asks for beside it, for the style sheet and the script
	Chosen             bool
}

// ChoseResponse begins the value of a choice that stands for a response, so that one group of buttons holds both.
const ChoseResponse = "response:"

// radios lists the choices of a fact, or a button for the field where it is written; then Unknown and Not applicable.
// Nothing is chosen but what was answered: a proposal is not an answer.
func (p *AnswerPlace) radios() []radio {
	name, prefix := "response", ""
	var list []radio
	if p.Question.Fact == assessment.FactChoice {
		name, prefix = "choice", ChoseResponse
		for _, c := range p.Question.Choices {
			list = append(list, radio{Name: name, Value: c.ID, Label: c.Text, Chosen: p.Fields.Choice == c.ID})
		}
	} else {
		list = append(list, radio{Name: name, Label: "The answer is:", Class: "asks-value", Chosen: p.Fields.Response == "" && p.Fields.Value != ""})
	}
	unknown, never := assessment.Unknown.String(), assessment.NotApplicable.String()
	return append(list,
		radio{Name: name, Value: prefix + unknown, Label: "Unknown", Means: "means-" + unknown, Class: "asks-owner", Chosen: p.Fields.Response == unknown},
		radio{Name: name, Value: prefix + never, Label: "Not applicable", Means: "means-" + never, Class: "asks-reason", Chosen: p.Fields.Response == never},
	)
}

// meaning explains a response.
type meaning struct{ ID, Word, Text string }

func meanings() []meaning {
	var list []meaning
	for _, r := range assessment.Responses {
		list = append(list, meaning{"means-" + r.String(), r.Title(), r.Means()})
	}
	return list
}

// radioID numbers the buttons after the first, which carries the id of the group.
func (p *AnswerPlace) radioID(n int) string {
	if n == 0 {
		return p.id("answer")
	}
	return p.id("answer") + "-" + strconv.Itoa(n+1)
}

// key is the key that chooses the nth answer.
func key(n int) string { return strconv.Itoa(n + 1) }

// needsNote reports whether the fold of the note is open: it says something, or the response wants it to.
func (p *AnswerPlace) needsNote() bool {
	return p.Fields.Note != "" || p.wrong("note") != "" || p.Fields.Response != "" && p.Fields.Response != assessment.Yes.String()
}

// hasProof reports whether the fold of the proof is open.
func (p *AnswerPlace) hasProof() bool {
	f := p.Fields
	wrong := p.wrong("method") + p.wrong("day") + p.wrong("by") + p.wrong("evidence")
	return f.Method+f.Date+f.By+f.Evidence+wrong != ""
}

// save names the button that saves. Where somebody else saved meanwhile, it says whose answer wins.
func (p *AnswerPlace) save() string {
	if p.Conflict != nil && p.Conflict.Mine != "" {
		return "Save mine: " + p.Conflict.Mine
	}
	return "Save"
}

// inputType is the type of the field in which a fact is written.
func inputType(kind assessment.FactKind) string {
	switch kind {
	case assessment.FactNumber:
		return "number"
	case assessment.FactDate:
		return "date"
	default:
		return "text"
	}
}

// ProofWords says how an answer was verified.
func ProofWords(v *assessment.Verification) string {
	if v == nil {
		return ""
	}
	parts := []string{v.Method.Title()}
	for _, part := range []string{v.Date.Short(), v.By, v.Evidence} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// AnswerFacts lists what an answer says, for those who read it.
func AnswerFacts(q *assessment.Question, a assessment.Answer) []Fact {
	answer := AnswerWords(q, a)
	if answer == "" {
		answer = "Not answered"
	}
	list := []Fact{{Name: "Answer", Value: answer}}
	for _, item := range []Fact{
		{Name: "Note", Value: a.Note},
		{Name: "Why it cannot apply", Value: a.Reason},
		{Name: "Who finds out", Value: a.Owner},
		{Name: "By when", Value: a.Due.Long()},
		{Name: "Proof", Value: ProofWords(a.Verified)},
		{Name: "Given by", Value: GivenBy(a)},
	} {
		if item.Value != "" {
			list = append(list, item)
		}
	}
	return list
}

// GivenBy says how we know an answer: who gave it, from what and when.
func GivenBy(a assessment.Answer) string {
	if said := a.Client; said != nil {
		text := SaidBy(said.Name, said.Title, said.Date, said.Identified)
		if a.By != "" {
			text += "; accepted by " + a.By
		}
		if !a.On.IsZero() {
			text += ", " + a.On.Short()
		}
		return text
	}
	var parts []string
	for _, part := range []string{a.By, strings.ToLower(a.Source.Title()), a.On.Short()} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// Proposed says what a proposal is in words. Nothing in it is confirmed while the question is open.
func Proposed(q *assessment.Question, p *assessment.Proposal, open bool) ProposalView {
	v := ProposalView{
		Source: proposalSource(p, open), Answer: AnswerWords(q, p.Answer()), Note: p.Note, Reason: p.Reason, Proof: ProofWords(p.Proof),
		OldText: p.OldText, Period: strconv.Itoa(p.Period), Fact: q.IsFact(),
	}
	if p.Response != 0 {
		v.Answer = strings.ToUpper(v.Answer)
	}
	var who []string
	for _, part := range []string{p.By, p.AsOf.Short()} {
		if part != "" {
			who = append(who, part)
		}
	}
	v.Who = strings.Join(who, ", ")
	if said := p.Client; said != nil {
		v.Who = SaidBy(said.Name, said.Title, said.Date, said.Identified)
	}
	return v
}

func proposalSource(p *assessment.Proposal, open bool) string {
	switch {
	case p.Source == assessment.Baseline:
		return "Your baseline proposes"
	case p.Source == assessment.FromContact:
		return "The client proposes"
	case p.Source == assessment.Imported:
		return "The imported file proposes"
	case open:
		return fmt.Sprintf("%d answer, not confirmed", p.Period)
	default:
		return fmt.Sprintf("%d answer", p.Period)
	}
}

// AnswerPage is one question alone.
type AnswerPage struct {
	AssessmentPage
	Card    QuestionCard
	Section string // its title
	Back    string // the section's address
}

// AnswerHistory lists every answer that a question had in the assessment, the newest first.
type AnswerHistory struct {
	AssessmentPage
	Question *assessment.Question
	Sites    bool // it is asked per site
	Back     string
	Items    []AnswerRevision
}

// AnswerRevision is one of the answers that a question had.
type AnswerRevision struct {
	When, By, Mode, Site string
	Answer               string
	Note, Reason, Proof  string
}

// SavedAnswer is what changes on the page when an answer was saved or could not be: parts with ids that take the place
// of those with the same ids, and nothing else, so that what is being typed stays.
type SavedAnswer struct {
	Section SectionPage
	Card    QuestionCard
	Whole   bool // the fields show something else now than what was typed into them
	Asked   bool // other questions of the section are asked now than before
}

// ModeWords says how an answer came to be.
func ModeWords(m assessment.Mode) string {
	switch m {
	case assessment.ModeAlone:
		return "Confirmed alone"
	case assessment.ModeTogether:
		return "Confirmed together"
	case assessment.ModeClient:
		return "Confirmed, from the client"
	case assessment.ModeChanged:
		return "Changed"
	case assessment.ModeNew:
		return "New"
	default:
		return ""
	}
}
