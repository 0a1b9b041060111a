package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// levelsOf are the three levels, side by side.
func (p RiskPage) levelsOf() []riskLevel {
	r := p.Risk
	target := "with what is planned"
	if !p.TargetOn.IsZero() {
		target = "planned by " + p.TargetOn.Short()
	}
	if r.Target == r.Current && p.TargetOn.IsZero() {
		target = "nothing planned lowers it"
	}
	return []riskLevel{
		{"Current", r.Current.Level, "as answered now"},
		{"Inherent", r.Inherent.Level, "if every control were missing"},
		{"Target", r.Target.Level, target},
	}
}

// riskLevel is one of the levels of a risk with its name.
type riskLevel struct {
	Name  string
	Level assessment.RiskLevel
	Note  string
}

// last says what the risk was in the analysis before.
func (p RiskPage) last() string {
	switch {
	case p.Before == 0, !p.Risk.Applies && p.Last == nil:
		return ""
	case p.Last == nil || p.Last.Before == 0:
		return fmt.Sprintf("%d: not in the register, so it is new.", p.Before)
	case p.Last.YearsOpen > 1:
		return fmt.Sprintf("%d: %s. Open for %d years.", p.Before, p.Last.Before.Title(), p.Last.YearsOpen)
	default:
		return fmt.Sprintf("%d: %s.", p.Before, p.Last.Before.Title())
	}
}

// parts are the three parts that the level is made from.
func (p RiskPage) parts() Facts {
	r := p.Risk
	return Facts{Items: []Fact{
		{Name: "Threat", Value: p.Threat.Title},
		{Name: "Occurrence", Value: r.Occurrence.Title() + p.changed(r.Override != nil && r.Override.Occurrence != 0)},
		{Name: "Harm, once it occurs", Value: r.Current.Harm.Title() + p.changed(r.HarmRule == assessment.SetByAssessor)},
		{Name: "Likelihood", Value: r.Current.Likelihood.Title()},
	}}
}

// impacts are the impacts on the three properties that the rule protects (164.306(a)(1)).
func (p RiskPage) impacts() Facts {
	set := assessment.Impacts{}
	if p.Risk.Override != nil {
		set = p.Risk.Override.Impact
	}
	fact := func(name string, i, set assessment.Impact) Fact {
		if i == 0 {
			return Fact{Name: name, Value: "Not rated"}
		}
		return Fact{Name: name, Value: i.Title() + p.changed(set != 0)}
	}
	i := p.Risk.Impact
	return Facts{Items: []Fact{
		fact("Impact on confidentiality", i.Confidentiality, set.Confidentiality),
		fact("Impact on integrity", i.Integrity, set.Integrity),
		fact("Impact on availability", i.Availability, set.Availability),
	}}
}

func (p RiskPage) changed(is bool) string {
	if is {
		return ", set by the assessor"
	}
	return ""
}

// controlState is what a control counts for, as a word and an icon.
func controlState(c assessment.Control) templ.Component {
	view := StateView{StateBlocked, c.Response.Title()}
	switch c.State() {
	case assessment.Verified:
		view = StateView{StateDone, "Yes, verified"}
	case assessment.InPlace:
		view.Kind = StateDone
	case assessment.PartlyInPlace:
		view.Kind = StateNeeds
	}
	if c.Alternative {
		view.Word = "By alternative"
	}
	if c.Response == 0 {
		view.Kind = StateTodo
	}
	return State(view)
}

func controlRole(key bool) string {
	if key {
		return "Key"
	}
	return "Supporting"
}

// words says how many assets of the kind there are, and how many of them can be read by whoever finds them.
func (a RiskAssets) words() string {
	switch {
	case a.Count == 0 && a.Absent:
		return "None, as the inventory says."
	case a.Count == 0:
		return "None entered yet."
	}
	text := strconv.Itoa(a.Count)
	if a.Encrypt && a.Open == 0 {
		text += ", all encrypted"
	} else if a.Encrypt {
		text += fmt.Sprintf(", %d not encrypted", a.Open)
	}
	if len(a.Names) > 0 {
		text += ": " + strings.Join(a.Names, ", ")
	}
	return text
}

// lowers sums up what would lower the level, above the list of controls that are not in place.
func (p RiskPage) lowers() string {
	level := inSentence(p.Risk.Current.Level.Title())
	switch {
	case len(p.Lowers) == 0 && len(p.Controls) == 0:
		return "No control of this risk counts here, so nothing that is answered lowers it."
	case len(p.Lowers) == 0 && p.verified():
		return "Every control that counts is in place, and the key ones are verified. What remains can be accepted, transferred or avoided."
	case len(p.Lowers) == 0:
		return "Every control that counts is in place. Verify the key ones, or accept what remains."
	case p.Lowers[0].Level < p.Risk.Current.Level:
		return fmt.Sprintf("The first control of the list lowers it the most. With all of them in place the level would be %s.", inSentence(p.Remaining.Title()))
	case p.Remaining < p.Risk.Current.Level:
		return fmt.Sprintf("No single one lowers it. With all of them in place the level would be %s.", inSentence(p.Remaining.Title()))
	default:
		return fmt.Sprintf("Even with all of them in place the level would stay %s.", level)
	}
}

// verified reports whether every key control is verified.
func (p RiskPage) verified() bool {
	return !slices.ContainsFunc(p.Controls, func(c RiskControl) bool { return c.Key && !c.Verified })
}

// treated is a response as facts.
func treated(t *assessment.Treatment) Facts {
	items := []Fact{{Name: "Response", Value: t.Response.Title()}}
	add := func(name, value string) {
		if value != "" {
			items = append(items, Fact{Name: name, Value: value})
		}
	}
	add("Why", t.Reason)
	add("Approved by", strings.TrimSuffix(t.ApprovedBy.Name+", "+t.ApprovedBy.Title, ", "))
	add("On", t.Date.Long())
	add("Until", t.Expires.Long())
	return Facts{Items: items}
}

// overridden lists what the assessor set, each beside what was computed.
func overridden(o assessment.Override, c assessment.Computed) []string {
	var list []string
	add := func(what, set, computed string) {
		if set != "" {
			list = append(list, fmt.Sprintf("%s: %s instead of %s.", what, inSentence(set), inSentence(orWords(computed, "not rated"))))
		}
	}
	add("Occurrence", o.Occurrence.Title(), c.Occurrence.Title())
	add("Harm", o.Harm.Title(), c.Harm.Title())
	add("Impact on confidentiality", o.Impact.Confidentiality.Title(), c.Impact.Confidentiality.Title())
	add("Impact on integrity", o.Impact.Integrity.Title(), c.Impact.Integrity.Title())
	add("Impact on availability", o.Impact.Availability.Title(), c.Impact.Availability.Title())
	return list
}

// Computed gives the parts of a risk as they are without an override.
func Computed(r *assessment.RatedRisk) assessment.Computed {
	c := assessment.Computed{Occurrence: r.Occurrence, Harm: r.Current.Harm, Impact: assessment.Impacts{
		Confidentiality: r.Impact.Confidentiality, Integrity: r.Impact.Integrity, Availability: r.Impact.Availability,
	}}
	if r.Override != nil {
		c = r.Override.Computed
	}
	if r.StatedHarm != 0 {
		c.Harm = r.StatedHarm
	}
	return c
}

// treatmentOptions are the four responses of NIST SP 800-39.
func treatmentOptions() []Option {
	return []Option{
		{Value: "mitigate", Label: "Mitigate", Hint: "Put controls in place. The plan says which, who and by when."},
		{Value: "accept", Label: "Accept", Hint: "The client lives with it for a time. Its official says why and until when."},
		{Value: "transfer", Label: "Transfer", Hint: "Somebody else bears the cost, such as an insurer. The duty to protect stays with the client."},
		{Value: "avoid", Label: "Avoid", Hint: "Stop doing what brings the risk."},
	}
}

// fullStop ends a text with a full stop, where it has no end of its own.
func fullStop(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}

// orWords gives the text, or the words that stand for its absence.
func orWords(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// signedBy says whose word something is.
func signedBy(who string, on assessment.Date) string {
	switch {
	case who == "":
		return on.Long()
	case on.IsZero():
		return who
	default:
		return who + ", " + on.Long()
	}
}

// planActions lead to the plan, where what lowers the risk is put into words.
func (p RiskPage) planActions() []Action {
	if len(p.Lowers) == 0 || !p.Risk.Applies {
		return nil
	}
	return []Action{{Label: "Go to the plan", URL: p.At("plan")}}
}

func (p RiskPage) reviewFacts() []Fact {
	items := []Fact{{Name: "Basis for this client", Value: p.Basis}}
	if p.Reviewed != "" {
		items = append(items, Fact{Name: "Reviewed by", Value: p.Reviewed})
	}
	return items
}

// basisHint says what to write beside a review.
func (p RiskPage) basisHint() string {
	if strings.HasPrefix(p.Review.Value("basis"), StillValid) {
		return "Finish the sentence, or write a new basis."
	}
	return "What you know of this client that makes the rating right."
}

// treatmentNote says whether a response is needed.
func (p RiskPage) treatmentNote() string {
	level := p.Accepted.Title()
	if p.over() {
		return "Needed, since the level is above " + level + "."
	}
	return "Not needed, since the level is not above " + level + "."
}

// kindFor makes the button of a form the main one where the page's main action leads to it.
func (p RiskPage) kindFor(anchors ...string) string {
	if p.Main != nil && slices.Contains(anchors, p.Main.URL) {
		return "primary"
	}
	return ""
}

// adjusted says what was set for the threat.
func (p RiskPage) adjusted() string {
	return fmt.Sprintf("Occurrence of the threat: %s instead of %s", inSentence(p.Adjusted.Occurrence.Title()), inSentence(p.Threat.Occurrence.Title()))
}

// libraryHint says what the library holds of the threat.
func (p RiskPage) libraryHint() string {
	return fmt.Sprintf("The library says %s: %s", inSentence(p.Threat.Occurrence.Title()), p.Threat.Why)
}

// pager leads to the risks beside this one in the register.
func (p RiskPage) pager() Pager {
	pager := Pager{Label: "Risks of the register", Where: p.Where}
	if p.Previous != nil {
		pager.Previous = p.Previous.URL
	}
	if p.Next != nil {
		pager.Next = p.Next.URL
	}
	return pager
}
