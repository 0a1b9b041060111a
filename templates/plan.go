package templates

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// PlanPage shows what an assessment still has to treat, and the risk management plan (164.308(a)(1)(ii)(B)) in the order
// in which it is worth doing.
type PlanPage struct {
	AssessmentPage
	Accepted  assessment.RiskLevel // the highest level that needs no response
	Untreated []PlanRisk           // the highest first
	Wanted    []PlanSuggestion     // of which a final report misses a remediation
	Others    []PlanSuggestion     // not in place either
	Form      LineForm             // who owns what is ticked
	Lines     []PlanEntry
	Index     float64
	Target    float64
	AsOf      assessment.Date // what is late is late on this day
	Lost      *Facts          // what was typed and cannot be saved, as the assessment is no draft any more
}

// PlanRisk is a risk of the register; What is what it lacks, as a sentence.
type PlanRisk struct {
	Heading, URL    string
	Current, Target assessment.RiskLevel
	What            string
}

// PlanSuggestion is the questionnaire's remediation of what is not in place and not planned.
type PlanSuggestion struct {
	Question string // its id
	Text     string
	Response assessment.Response
	Note     string // that was written beside the answer
	Role     string
	Line     assessment.Remediation
	Rows     []PlanRequirement // that want a remediation
	Risks    []PlanRisk        // that are to be mitigated
	Bears    []PlanRisk        // that it would bear on
	Worth    assessment.PlanLine
	Days     int
	Ticked   bool
	URL      string
	Card     string          // the address of the question, where a line that is done says that it is in place
	DoneOn   assessment.Date // of that line
}

// PlanRequirement is a row of the rule.
type PlanRequirement struct {
	Citation    string
	Heading     string
	Designation assessment.Designation
}

// PlanEntry is a line of the plan beside its worth.
type PlanEntry struct {
	assessment.Remediation
	Worth     assessment.PlanLine
	Risks     []PlanRisk
	Questions []string
	Stale     []string // what it puts in place and what is not answered Yes, although it is done
	URL       string
}

// LineURL is the address of a line of a client's plan, with the page to return to.
func LineURL(client, line, from string) string {
	address := "/clients/" + client + "/plan/" + url.PathEscape(line)
	if from != "" {
		address += "?from=" + url.QueryEscape(from)
	}
	return address
}

// Head is the head of the page: what comes next, and how much of it there is.
func (p PlanPage) Head() Page {
	return Page{Heading: "Plan", Lead: p.lead(), Main: p.main()}
}

func (p PlanPage) lead() string {
	switch {
	case p.finished():
		return "The plan as it stood when this analysis was fixed. The client's plan goes on from there."
	case len(p.Untreated)+len(p.Wanted) == 0 && p.Open == 0:
		return "Every risk over the threshold has a response, and every gap that wants a remediation has one."
	default:
		return "What is still to be treated stands on top, then the plan in the order in which it is worth doing."
	}
}

// finished reports whether the analysis holds a plan that is fixed.
func (p PlanPage) finished() bool { return p.Status != assessment.Draft }

// main is the next thing to treat. With nothing left it leads on.
func (p PlanPage) main() *Action {
	switch {
	case p.Status == assessment.Final:
		return &Action{Label: "See the client's plan", URL: "/clients/" + p.ClientID + "/plan"}
	case !p.CanEdit:
		return nil
	case len(p.Untreated) > 0:
		return &Action{Label: "Treat next", URL: p.Untreated[0].URL, Icon: "arrow-right", Key: "t"}
	case len(p.Wanted) > 0:
		return &Action{Label: "Treat next", URL: p.Wanted[0].URL, Icon: "arrow-right", Key: "t"}
	case p.Open > 0:
		return &Action{Label: "Go on with the questions", URL: p.At("sections", p.NextSection)}
	default:
		return &Action{Label: "Go to Finalize", URL: p.At("finalize"), Icon: "arrow-right"}
	}
}

func (p PlanPage) figures() Figures {
	untreated := Figure{Value: strconv.Itoa(len(p.Untreated)), Label: "risks without a response", State: StateDone}
	wanted := Figure{Value: strconv.Itoa(len(p.Wanted)), Label: "gaps without a plan", State: StateDone}
	if len(p.Untreated) > 0 {
		untreated.URL, untreated.State = "#untreated", StateNeeds
	}
	if len(p.Wanted) > 0 {
		wanted.URL, wanted.State = "#wanted", StateNeeds
	}
	open, late := p.counts()
	lines := Figure{Value: strconv.Itoa(open), Label: "open in the plan", URL: "#lines"}
	if late > 0 {
		lines.Label = fmt.Sprintf("open in the plan, %d late", late)
	}
	cost := Figure{Value: "None", Label: "estimate of its cost"}
	if sum, _ := p.cost(); sum > 0 {
		cost = Figure{Value: dollars(sum), Label: "cost of what is open"}
	}
	list := []Figure{untreated, wanted, lines, cost}
	if p.finished() {
		list = list[2:]
	}
	return Figures{Items: append(list, Figure{Value: fmt.Sprintf("%.1f to %.1f", p.Index, p.Target), Label: "risk index, now and with the plan"})}
}

func (p PlanPage) counts() (open, late int) {
	for i := range p.Lines {
		if p.Lines[i].Status == assessment.Done {
			continue
		}
		open++
		if p.Lines[i].Late(p.AsOf) {
			late++
		}
	}
	return open, late
}

// standing gives the lines that are done, or those that are not.
func (p PlanPage) standing(done bool) []PlanEntry {
	return slices.DeleteFunc(slices.Clone(p.Lines), func(e PlanEntry) bool { return (e.Status == assessment.Done) != done })
}

// cost sums up what is open, and counts the lines that have no estimate.
func (p PlanPage) cost() (sum float64, unpriced int) {
	for i := range p.Lines {
		switch line := &p.Lines[i]; {
		case line.Status == assessment.Done:
		case line.Cost == 0:
			unpriced++
		default:
			sum += line.Cost
		}
	}
	return sum, unpriced
}

// total says in a sentence what the plan costs.
func (p PlanPage) total() string {
	open, _ := p.counts()
	sum, unpriced := p.cost()
	switch {
	case open == 0:
		return "Nothing of the plan is open."
	case sum == 0:
		return "No open line has an estimate of its cost yet."
	case unpriced == 0:
		return fmt.Sprintf("What is open costs %s in all.", dollars(sum))
	default:
		return fmt.Sprintf("What is open costs %s in all; %s no estimate yet.", dollars(sum), counted(unpriced, "line has", "lines have"))
	}
}

// early says that what has no answer may still add to the list, or "".
func (p PlanPage) early() string {
	if p.Open == 0 || p.finished() {
		return ""
	}
	return counted(p.Open, "question has", "questions have") + " no answer yet, so more may come. The levels count them as No."
}

// over says which risks need a response.
func (p PlanPage) over() string {
	return fmt.Sprintf("The client accepts risks up to %s. Each one above needs a response: mitigate, accept, transfer or avoid.", strings.ToLower(p.Accepted.Title()))
}

// untreatedShown is as many risks as the page lists; the register has all of them.
const untreatedShown = 8

func (p PlanPage) firstUntreated() []PlanRisk {
	return p.Untreated[:min(len(p.Untreated), untreatedShown)]
}

// lowers says what the suggestion would be worth.
func (s PlanSuggestion) lowers() string {
	switch {
	case s.Worth.Now > 0:
		return fmt.Sprintf("Would lower the index by %.1f.", s.Worth.Now)
	case s.Worth.Later > 0:
		return fmt.Sprintf("Lowers nothing alone. With the rest of the plan it is worth %.1f points of the index.", s.Worth.Later)
	default:
		return "Changes no level by itself."
	}
}

// why says why a remediation is missed, in the words of the rule.
func (s PlanSuggestion) why() string {
	var list []string
	for _, row := range s.Rows {
		list = append(list, fmt.Sprintf("%s, %s (%s)", row.Heading, strings.ToLower(row.Designation.Title()), row.Citation))
	}
	for _, risk := range s.Risks {
		list = append(list, risk.Heading+", to be mitigated")
	}
	return strings.Join(list, "; ")
}

// rest is what Brief leaves out of the action.
func (s PlanSuggestion) rest() string {
	_, rest := parted(s.Line.Action)
	return rest
}

// again says that a line of the plan is done while the answer says otherwise.
func (s PlanSuggestion) again() string {
	text := "A line of the plan has this as done"
	if !s.DoneOn.IsZero() {
		text += " on " + s.DoneOn.Long()
	}
	return text + ", but the answer is still " + s.Response.Title() + "."
}

// takes says how long the suggestion takes.
func (s PlanSuggestion) takes() string {
	return counted(s.Days, "day", "days")
}

// worth says in a sentence what the line does to the index now and to the target.
func (e PlanEntry) worth() string {
	now, later := fmt.Sprintf("%.1f", e.Worth.Now), fmt.Sprintf("%.1f", e.Worth.Later)
	switch {
	case e.Status == assessment.Done:
		return ""
	case !e.Planned():
		return "Counts for nothing until it has an owner and a due date."
	case e.Worth.Now > 0 && e.Worth.Later > 0:
		return "Lowers the index by " + now + " now; without it the target would be " + later + " higher."
	case e.Worth.Now > 0:
		return "Lowers the index by " + now + " now; without it the target stays, since other lines do the same."
	case e.Worth.Later > 0:
		return "Lowers nothing alone; without it the target would be " + later + " higher."
	case e.Worth.Binds:
		return "Changes no level by itself. It closes a gap in what the rule requires."
	default:
		return "Changes no level by itself."
	}
}

// details are what the table leaves out.
func (e PlanEntry) details() Facts {
	var f Facts
	add := func(name, value string) {
		if value != "" {
			f.Items = append(f.Items, Fact{Name: name, Value: value})
		}
	}
	if _, rest := parted(e.Action); rest != "" {
		add("In full", e.Action)
	}
	add("Done when", e.Success)
	add("Approved by", ApprovedBy(e.Remediation))
	add("Start", e.Start.Long())
	f.Items = append(f.Items, milestones(e.Remediation)...)
	add("Resources", e.Resources)
	add("Until then", e.Interim)
	add("Completed", e.Completed.Long())
	add("Evidence", e.Evidence)
	add("Verified by", verifiedBy(e.Remediation))
	add("Next review", e.Review.Long())
	if len(e.Questions) > 0 {
		f.Items = append(f.Items, Fact{Name: "Puts in place", Body: listed(e.Questions)})
	}
	if len(e.Risks) > 0 {
		f.Items = append(f.Items, Fact{Name: "Bears on", Body: planRisks(e.Risks)})
	}
	add("Rows of the rule", strings.Join(e.Worth.Citations, ", "))
	return f
}

// proof says in short what shows that a line is done.
func (e PlanEntry) proof() string {
	if e.Status != assessment.Done {
		return ""
	}
	text := "Done " + e.Completed.Short()
	if e.Completed.IsZero() {
		text = "Done"
	}
	if e.VerifiedBy != "" {
		text += ", verified by " + e.VerifiedBy
	}
	return text
}

func (e PlanEntry) stale() string {
	if len(e.Stale) == 0 {
		return ""
	}
	return "It is done, but the answer does not say Yes: " + strings.Join(e.Stale, "; ")
}

// AdoptPage asks for the owner and the day of one suggested remediation.
type AdoptPage struct {
	AssessmentPage
	Suggestion PlanSuggestion
	Form       LineForm
	Left       int      // suggestions that a final report misses, this one among them where it is one
	Rest       []string // the addresses of those that come after it
}

// Next is the address of the next one, or empty.
func (p AdoptPage) Next() string {
	if len(p.Rest) == 0 {
		return ""
	}
	return p.Rest[0]
}

func (p AdoptPage) lead() string {
	if p.Suggestion.Note == "" {
		return "Answered " + p.Suggestion.Response.Title() + "."
	}
	return "Answered " + p.Suggestion.Response.Title() + ": " + p.Suggestion.Note
}

// Head is the head of the page, for the client's analysis of a period.
func (p AdoptPage) Head(client string, period int) Page {
	return Page{Heading: p.Suggestion.Text, Title: fmt.Sprintf("Plan: %s, %s %d", p.Suggestion.Text, client, period), Lead: p.lead()}
}

// facts are why it is suggested and what it does.
func (p AdoptPage) facts() Facts {
	s := p.Suggestion
	f := Facts{}
	if why := s.why(); why != "" {
		f.Items = append(f.Items, Fact{Name: "Needed for", Value: why})
	}
	f.Items = append(f.Items, Fact{Name: "Worth", Value: s.lowers()})
	if len(s.Bears) > 0 {
		f.Items = append(f.Items, Fact{Name: "Bears on", Body: planRisks(s.Bears)})
	}
	return f
}

// adopt is the label of the button, which says where it leads.
func (p AdoptPage) adopt() string {
	if p.Next() == "" {
		return "Adopt"
	}
	return "Adopt, go to the next"
}

// place says how many are left.
func (p AdoptPage) place() string {
	if p.Left < 2 {
		return ""
	}
	return fmt.Sprintf("%d gaps have no plan yet.", p.Left)
}

// othersSummary says what is in the fold with what is not required.
func (p PlanPage) othersSummary() string {
	return counted(len(p.Others), "more safeguard that is not in place", "more safeguards that are not in place") + ", not required to be planned"
}

// othersTicked reports whether something in the fold is ticked, so that it shows.
func (p PlanPage) othersTicked() bool {
	return slices.ContainsFunc(p.Others, func(s PlanSuggestion) bool { return s.Ticked })
}

// begin is what to do with an empty plan.
func (p PlanPage) begin() []Action {
	if !p.CanEdit {
		return nil
	}
	return p.lineActions()
}

// lineActions adds a line that no question suggests.
func (p PlanPage) lineActions() []Action {
	if !p.CanEdit {
		return nil
	}
	return []Action{{Label: "Add a line of your own", URL: "/clients/" + p.ClientID + "/plan/new?from=" + url.QueryEscape(p.At("plan")), Icon: "plus"}}
}

// dueShort gives the due date for a table.
func dueShort(r assessment.Remediation) string {
	if r.Due.IsZero() {
		return "No date yet"
	}
	return r.Due.Short()
}

// meansWrong reports whether something in the fold with cost and effort is wrong, so that it shows.
func (f LineForm) meansWrong() bool {
	return f.wrong("cost")+f.wrong("effort")+f.wrong("interim") != ""
}
