package templates

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// LineForm is what a person types for a line of a plan. What is wrong with it stands beside the fields.
type LineForm struct {
	Editing
	Action, Success    string
	Owner, Other       string // chosen from the list, or typed
	Start, Due         string
	Cost, Effort       string
	Interim            string
	Questions, Risks   []string // ids of what it puts in place, and of the assessor's own risks that it lowers
	Status, Why        string
	Completed          string
	Evidence, Verified string
	LineMore
	Proof string // the method of the proof to record with the completion, empty for none

	People []Option // who is known at the client
	Role   string   // who usually owns it
	From   string   // the page to return to
}

// Chosen is the owner: the name that was typed, or else the one from the list.
func (f LineForm) Chosen() string {
	if f.Other != "" {
		return f.Other
	}
	return f.Owner
}

// Facts is what was typed, as text, behind what it is about.
func (f LineForm) Facts(about string, texts []string) Facts {
	facts := Facts{Items: []Fact{{Name: about, Body: listed(texts)}}}
	for _, typed := range []Fact{
		{Name: "What to do", Value: f.Action},
		{Name: "Done when", Value: f.Success},
		{Name: "Owner", Value: f.Chosen()},
		{Name: "Due", Value: f.Due},
		{Name: "Cost", Value: f.Cost},
		{Name: "Effort", Value: f.Effort},
		{Name: "Until then", Value: f.Interim},
	} {
		if typed.Value != "" {
			facts.Items = append(facts.Items, typed)
		}
	}
	return facts
}

// owner is the list of those who may own the line. Nobody is chosen beforehand.
func (f LineForm) owner() Field {
	hint := "Who answers for it, by name."
	if f.Role != "" {
		hint = "Usually: " + f.Role + "."
	}
	options := append([]Option{{Label: "Choose who owns it"}}, f.People...)
	if known := func(o Option) bool { return o.Value == f.Owner }; !slices.ContainsFunc(options, known) {
		options = append(options, Option{Value: f.Owner, Label: f.Owner})
	}
	return Field{ID: "owner", Label: "Owner", Type: "select", Value: f.Owner, Options: options, Hint: hint, Error: f.wrong("owner")}
}

func (f LineForm) other() Field {
	return Field{ID: "other", Label: "Somebody else", Value: f.Other, Hint: "A name typed here counts.", Auto: "off", Optional: true}
}

func (f LineForm) due() Field {
	return Field{ID: "due", Label: "Due", Type: "date", Width: "short", Value: f.Due, Hint: "When it is done at the latest.", Error: f.wrong("due")}
}

func (f LineForm) effort() Field {
	return Field{
		ID: "effort", Label: "Effort", Type: "select", Value: f.Effort, Error: f.wrong("effort"), Hint: "Small counts 1, medium 3, large 8.",
		Options: []Option{
			{Label: "Not estimated"},
			{Value: "small", Label: "Small, some hours"},
			{Value: "medium", Label: "Medium, some days"},
			{Value: "large", Label: "Large, weeks"},
		},
	}
}

func (f LineForm) cost() Field {
	return Field{ID: "cost", Label: "Cost in dollars", Value: f.Cost, Mode: "decimal", Error: f.wrong("cost"), Hint: "An estimate will do.", Optional: true}
}

// statuses are what a line may come to.
func (f LineForm) statuses() Choices {
	c := Choices{ID: "status", Legend: "Status", Error: f.wrong("status"), Options: []Option{
		{Value: "open", Label: "Open"},
		{Value: "done", Label: "Done", Hint: "Give the day and how one can see it."},
		{Value: "cancelled", Label: "Canceled", Hint: "Say why. The line stays in the record."},
	}}
	for i := range c.Options {
		c.Options[i].Chosen = c.Options[i].Value == f.Status
	}
	return c
}

// completing reports whether something is said of the completion, so that it is shown whatever the status says.
func (f LineForm) completing() bool {
	return f.Completed+f.Evidence+f.Verified+f.VerifiedOn+f.Proof != ""
}

// proofs offers to keep the completion as proof, by the method of its verification.
func (f LineForm) proofs() Field {
	return Field{
		ID: "proof", Label: "Keep as proof for next year", Type: "select", Value: f.Proof, Error: f.wrong("proof"),
		Hint: "Records the completion as the client's proof of that day. Next year's answers can be confirmed on it.",
		Options: []Option{
			{Label: "No proof to keep"},
			{Value: "document", Label: "Yes, a document shows it"},
			{Value: "configuration", Label: "Yes, the settings were looked at"},
			{Value: "test", Label: "Yes, it was tested"},
		},
	}
}

// LinePage shows one line of a client's plan, with its fields where the person may change it.
type LinePage struct {
	Page
	Client    string // its id
	Line      assessment.Remediation
	New       bool
	CanEdit   bool
	Today     assessment.Date
	Form      LineForm
	Sections  []LineSection
	Own       []Option // the assessor's own risks
	Questions []string // the texts of what it puts in place
}

// LineSection is a section of the questionnaire with what a line may put in place of it.
type LineSection struct {
	Title   string
	Options []Option
	Open    int // not in place
	Ticked  int
}

func (p LinePage) action() string {
	if p.New {
		return "/clients/" + p.Client + "/plan/new"
	}
	return LineURL(p.Client, p.Line.ID, "")
}

// back is where the page leads when nothing is to be saved.
func (p LinePage) back() Action {
	if strings.HasPrefix(p.Form.From, "/assessments/") {
		return Action{Label: "Back to the assessment's plan", URL: p.Form.From}
	}
	if strings.HasPrefix(p.Form.From, "/remediation") {
		return Action{Label: "Back to all clients", URL: p.Form.From}
	}
	return Action{Label: "Back to the plan", URL: "/clients/" + p.Client + "/plan"}
}

// done reports whether the line was stored as done.
func (p LinePage) done() bool { return p.Line.Status == assessment.Done }

// summary says in the fold of a section what is to be found there.
func (s LineSection) summary() string {
	var notes []string
	if s.Ticked > 0 {
		notes = append(notes, fmt.Sprintf("%d ticked", s.Ticked))
	}
	if s.Open > 0 {
		notes = append(notes, fmt.Sprintf("%d not in place", s.Open))
	}
	if len(notes) == 0 {
		return s.Title
	}
	return s.Title + " (" + strings.Join(notes, ", ") + ")"
}

// choices are the questions of a section, the nth.
func (s LineSection) choices(n int) Choices {
	return Choices{ID: fmt.Sprintf("questions-in-%d", n+1), Name: "questions", Legend: s.Title, Quiet: true, Many: true, Options: s.Options}
}

// LineState is the badge of how far a line has come on a day.
func LineState(r assessment.Remediation, on assessment.Date) templ.Component {
	switch {
	case r.Status == assessment.Done:
		return State(StateView{StateDone, "Done"})
	case r.Status == assessment.Cancelled:
		return State(StateView{StateTodo, "Canceled"})
	case r.Late(on):
		return State(StateView{StateBlocked, "Late"})
	case !r.Planned():
		return State(StateView{StateNeeds, "Not planned yet"})
	default:
		return State(StateView{StateOthers, "Open"})
	}
}

// LineFacts is a line as text.
func LineFacts(r assessment.Remediation, questions []string, on assessment.Date) Facts {
	f := Facts{Items: []Fact{{Name: "What to do", Value: r.Action}}}
	add := func(name, value string) {
		if value != "" {
			f.Items = append(f.Items, Fact{Name: name, Value: value})
		}
	}
	add("Done when", r.Success)
	f.Items = append(f.Items, Fact{Name: "Status", Body: LineState(r, on)})
	add("Owner", orNobody(r.Owner))
	add("Approved by", ApprovedBy(r))
	add("Start", r.Start.Long())
	add("Due", dueWords(r, on))
	f.Items = append(f.Items, milestones(r)...)
	add("Cost", dollars(r.Cost))
	add("Effort", r.Effort.Title())
	add("Resources", r.Resources)
	add("Until then", r.Interim)
	add("Completed", r.Completed.Long())
	add("Evidence", r.Evidence)
	add("Verified by", verifiedBy(r))
	add("Next review", r.Review.Long())
	if len(questions) > 0 {
		f.Items = append(f.Items, Fact{Name: "Puts in place", Body: listed(questions)})
	}
	return f
}

func orNobody(owner string) string {
	if owner == "" {
		return "Nobody yet"
	}
	return owner
}

// dueWords gives the due date, and how late the line is where it is late.
func dueWords(r assessment.Remediation, on assessment.Date) string {
	switch {
	case r.Due.IsZero():
		return "No date yet"
	case r.Late(on):
		return r.Due.Short() + ", " + lateBy(r.Due, on)
	default:
		return r.Due.Short()
	}
}

// lateBy says how late something is.
func lateBy(due, on assessment.Date) string {
	return counted(due.DaysUntil(on), "day late", "days late")
}

// dollars gives an amount for people, and "" for none.
func dollars(amount float64) string {
	if amount == 0 {
		return ""
	}
	cents := int(math.Round(amount * 100))
	if cents%100 == 0 {
		return "$" + grouped(cents/100)
	}
	return fmt.Sprintf("$%s.%02d", grouped(cents/100), cents%100)
}

// history is what happened to the line, the newest first.
func (p LinePage) history() Timeline {
	t := Timeline{}
	for _, e := range slices.Backward(p.Line.History) {
		t.Items = append(t.Items, Event{When: e.Date.Long(), What: strings.TrimSpace(e.What + " " + e.Outcome)})
	}
	return t
}

// brief is as many characters as a heading or a row shows of an action.
const brief = 160

// Brief is an action in a heading or a row, in one line and without a full stop: its first sentence, or as many of its
// words as there is room for.
func Brief(action string) string {
	first, _ := parted(action)
	if first == "" {
		return "Not described yet"
	}
	return first
}

// parted splits an action into what Brief shows, and the rest of it.
func parted(action string) (first, rest string) {
	text := strings.Join(strings.Fields(action), " ")
	if sentence, after, found := strings.Cut(text, ". "); found && len([]rune(sentence)) <= brief {
		return sentence, after
	}
	letters := []rune(text)
	if len(letters) <= brief {
		return strings.TrimSuffix(text, "."), ""
	}
	cut := string(letters[:brief])
	if space := strings.LastIndex(cut, " "); space > 0 {
		cut = cut[:space]
	}
	return cut + "...", "..." + text[len(cut):]
}
