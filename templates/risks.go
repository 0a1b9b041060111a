package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// RiskShow says which of a risk's three levels the register shows.
type RiskShow string

// What the register shows: the levels as answered, those with every control missing, and those with every planned
// remediation done.
const (
	RiskShowCurrent  RiskShow = "current"
	RiskShowInherent RiskShow = "inherent"
	RiskShowTarget   RiskShow = "target"
)

// RiskShowOf reads the word of an address; any other word is the current level.
func RiskShowOf(word string) RiskShow {
	if show := RiskShow(word); show == RiskShowInherent || show == RiskShowTarget {
		return show
	}
	return RiskShowCurrent
}

// Of gives the rating of a risk that is shown.
func (s RiskShow) Of(r *assessment.RatedRisk) assessment.Rating {
	switch s {
	case RiskShowInherent:
		return r.Inherent
	case RiskShowTarget:
		return r.Target
	default:
		return r.Current
	}
}

// means says what the levels stand for.
func (s RiskShow) means() string {
	switch s {
	case RiskShowInherent:
		return "Inherent: as if every control were missing."
	case RiskShowTarget:
		return "Target: with every planned remediation done."
	default:
		return "Current: as the questions are answered now."
	}
}

// HeatCell is a cell of NIST SP 800-30r1 Table I-2. The zero cell is none.
type HeatCell struct {
	Likelihood assessment.Likelihood
	Impact     assessment.Impact
}

// HeatCellOf reads a cell of an address, such as high-very_high; anything else is no cell.
func HeatCellOf(word string) HeatCell {
	likelihood, impact, _ := strings.Cut(word, "-")
	var c HeatCell
	if c.Likelihood.UnmarshalText([]byte(likelihood)) != nil || c.Impact.UnmarshalText([]byte(impact)) != nil || c.Likelihood == 0 || c.Impact == 0 {
		return HeatCell{}
	}
	return c
}

// String gives the cell as addresses have it.
func (c HeatCell) String() string {
	if c == (HeatCell{}) {
		return ""
	}
	return c.Likelihood.String() + "-" + c.Impact.String()
}

// Level is the level of the risks in the cell.
func (c HeatCell) Level() assessment.RiskLevel { return assessment.LevelOf(c.Likelihood, c.Impact) }

// HeatMap is how many risks stand in each cell of Table I-2.
type HeatMap struct {
	URL    string // of the register, without its query
	Rating RiskShow
	Cell   HeatCell // the one that the register is narrowed to
	Counts map[HeatCell]int
}

// at gives the address of the register narrowed to a cell, or of all of it.
func (h HeatMap) at(c HeatCell) string {
	url := h.URL + "?show=" + string(h.Rating)
	if c != (HeatCell{}) {
		url += "&cell=" + c.String()
	}
	return url + "#register"
}

// row lists the cells of a likelihood by rising impact.
func (h HeatMap) row(l assessment.Likelihood) []HeatCell {
	var list []HeatCell
	for _, i := range heatImpacts {
		list = append(list, HeatCell{l, i})
	}
	return list
}

// heatLikelihoods and heatImpacts head the rows and columns of Table I-2, the highest likelihood on top.
var (
	heatLikelihoods = []assessment.Likelihood{
		assessment.LikelihoodVeryHigh, assessment.LikelihoodHigh, assessment.LikelihoodModerate, assessment.LikelihoodLow, assessment.LikelihoodVeryLow,
	}
	heatImpacts = []assessment.Impact{
		assessment.ImpactVeryLow, assessment.ImpactLow, assessment.ImpactModerate, assessment.ImpactHigh, assessment.ImpactVeryHigh,
	}
)

// initials shortens the head of a row or column for a phone, such as VH for Very high.
func initials(title string) string {
	short := ""
	for _, word := range strings.Fields(title) {
		short += strings.ToUpper(word[:1])
	}
	return short
}

// shortLevel is the word of a level as a narrow cell has room for it.
func shortLevel(l assessment.RiskLevel) string {
	switch l {
	case assessment.RiskVeryLow:
		return "V. low"
	case assessment.RiskModerate:
		return "Mod."
	case assessment.RiskVeryHigh:
		return "V. high"
	default:
		return l.Title()
	}
}

// here marks the cell that the register is narrowed to.
func (h HeatMap) here(c HeatCell) templ.Attributes {
	if c == h.Cell {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

// RisksPage is the register of an assessment: the heat map, each risk that applies, and those that do not.
type RisksPage struct {
	AssessmentPage
	Heat       HeatMap
	Levels     report.Figure // in all three ratings
	Rows       []RiskRow     // those of the cell, where one is chosen
	Applies    int
	Absent     []AbsentRisk
	Own        []OwnRiskLink // of the analysis before, that this one has not
	Threshold  assessment.Threshold
	Over       int      // risks above the threshold
	Untreated  *RiskRow // the first of them without a response
	Untreateds int
	Unreviewed int
	Before     int // the period of the analysis before, 0 where there is none
	Review     RiskForm
}

// RiskRow is a line of the register.
type RiskRow struct {
	ID        string
	Heading   string
	Level     assessment.RiskLevel // that is shown
	Over      bool                 // its current level is above the threshold
	Before    assessment.RiskLevel // of the analysis before, 0 where the risk was not in it
	YearsOpen int
	Response  assessment.TreatmentResponse
	Reviewed  string // the day, or another word for it; empty where it is still to be reviewed
	Revision  int    // of its review
	Ticked    bool
}

// Ticks reports whether the row has a box to tick: nobody has reviewed it, or somebody did while it was ticked.
func (r RiskRow) Ticks() bool { return r.Reviewed == "" || r.Ticked }

// tick is what the box of the row sends: the risk, and the revision of its review that is shown.
func (r RiskRow) tick() string { return r.ID + "@" + strconv.Itoa(r.Revision) }

// before says what the risk was in the analysis before.
func (r RiskRow) before() string {
	switch {
	case r.Before == 0:
		return "New"
	case r.YearsOpen > 1:
		return fmt.Sprintf("%s, open %d years", r.Before.Title(), r.YearsOpen)
	default:
		return r.Before.Title()
	}
}

// AbsentRisk is a risk that does not apply, and why.
type AbsentRisk struct{ ID, Heading, Why, Said string }

// OwnRiskLink names a risk that an assessor added.
type OwnRiskLink struct{ ID, Heading string }

func (p RisksPage) ticks() bool { return p.CanEdit && slices.ContainsFunc(p.Rows, RiskRow.Ticks) }

// show is the switch between the three levels.
func (p RisksPage) show() Tabs {
	tab := func(show RiskShow, label string) Tab {
		h := p.Heat
		h.Rating = show
		return Tab{Label: label, URL: strings.TrimSuffix(h.at(HeatCell{}), "#register"), Current: show == p.Heat.Rating}
	}
	return Tabs{Label: "Level to show", Items: []Tab{
		tab(RiskShowInherent, "Inherent"), tab(RiskShowCurrent, "Current"), tab(RiskShowTarget, "Target"),
	}}
}

// levels counts the risks by the level that is shown, the highest first.
func (p RisksPage) levels() []LevelView {
	var counts assessment.LevelCounts
	for cell, n := range p.Heat.Counts {
		for range n {
			counts.Add(cell.Level())
		}
	}
	return levelViews(counts)
}

// tickLevels counts the risks that can be ticked by their level, the highest first.
func (p RisksPage) tickLevels() []LevelView {
	var counts assessment.LevelCounts
	for _, row := range p.Rows {
		if row.Ticks() {
			counts.Add(row.Level)
		}
	}
	return levelViews(counts)
}

func levelViews(counts assessment.LevelCounts) []LevelView {
	var list []LevelView
	for l := assessment.RiskVeryHigh; l > 0; l-- {
		if n := counts.Of(l); n > 0 {
			list = append(list, LevelView{Level: l, Count: n})
		}
	}
	return list
}

// threshold says from where on a risk needs a response, and who decided that.
func (p RisksPage) threshold() string {
	level := p.Threshold.Level.Title()
	text := "Above " + level + ", each risk needs a response"
	switch {
	case p.Threshold.SetBy != "" && p.Threshold.Reason != "":
		text += fmt.Sprintf(". %s set this: %s", p.Threshold.SetBy, strings.TrimSuffix(p.Threshold.Reason, "."))
	case p.Threshold.SetBy != "":
		text += ". " + p.Threshold.SetBy + " set this"
	}
	return fmt.Sprintf("%s. %s above %s, and %s no response yet.", text, counted(p.Over, "risk is", "risks are"), level, counted(p.Untreateds, "has", "have"))
}

// narrowed says which part of the register is shown, or "".
func (p RisksPage) narrowed() string {
	if p.Heat.Cell == (HeatCell{}) {
		return ""
	}
	return fmt.Sprintf("Only those of likelihood %s and impact %s: %s.", inSentence(p.Heat.Cell.Likelihood.Title()), inSentence(p.Heat.Cell.Impact.Title()), p.Heat.Cell.Level().Title())
}

// reviewURL is where the ticked risks are sent; the view of the register comes along, so that the answer has it too.
func (p RisksPage) reviewURL() string {
	url := p.At("risks", "review") + "?show=" + string(p.Heat.Rating)
	if p.Heat.Cell != (HeatCell{}) {
		url += "&cell=" + p.Heat.Cell.String()
	}
	return url
}

// early says that levels stand on answers that are not there yet, or "".
func (p RisksPage) early() string {
	if p.Open == 0 || p.Status != assessment.Draft {
		return ""
	}
	return counted(p.Open, "question has", "questions have") + " no answer yet. Each counts as No, so some levels will fall as you answer."
}

// basisHint says what to write beside a review.
func (p RisksPage) basisHint() string {
	if strings.HasPrefix(p.Review.Value("basis"), StillValid) {
		return fmt.Sprintf("Finish the sentence for the ticked risks, or write a new basis. What was said in %d is on the page of each risk.", p.Before)
	}
	return "What you know of this client that makes the ratings right, such as: Twelve staff, one office, all records in a cloud EHR that nobody can copy."
}

// inSentence makes the first letter small, so that a title can stand inside a sentence.
func inSentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// goOn leads to the questions that have no answer.
func (p RisksPage) goOn() []Action {
	if !p.CanEdit {
		return nil
	}
	return []Action{{Label: "Answer questions", URL: p.At("sections", p.NextSection)}}
}

func (p RisksPage) registerActions() []Action {
	if !p.CanEdit {
		return nil
	}
	return []Action{{Label: "Add a risk of your own", URL: p.At("risks", "new"), Icon: "plus"}, {Label: "Change the threshold", URL: p.At("scope")}}
}

// NextAction is the main action: to review, then to respond, then to plan.
func (p RisksPage) NextAction() *Action {
	switch {
	case !p.CanEdit:
		return nil
	case p.Unreviewed > 0:
		return &Action{Label: "Review " + counted(p.Unreviewed, "risk", "risks"), URL: p.Heat.at(HeatCell{}), Key: "t"}
	case p.Untreated != nil:
		label := fmt.Sprintf("Treat %s above %s", counted(p.Untreateds, "risk", "risks"), p.Threshold.Level.Title())
		return &Action{Label: label, URL: p.At("risks", p.Untreated.ID) + "#treatment", Key: "t"}
	default:
		return &Action{Label: "Go to the plan", URL: p.At("plan"), Key: "t"}
	}
}

// ReviewProblems lists what is wrong with the form that marks risks as reviewed. Where no box can be ticked, the problems
// lead to the register.
func (p RisksPage) ReviewProblems() []Problem {
	list := p.Review.Summary()
	for i := range list {
		if !p.ticks() {
			list[i].Field = "register"
		}
	}
	return list
}

// tickID gives the first box of the register the id that problems lead to.
func (p RisksPage) tickID(row RiskRow) string {
	n := slices.IndexFunc(p.Rows, RiskRow.Ticks)
	if n < 0 || p.Rows[n].ID != row.ID {
		return ""
	}
	return p.Review.ID("risk")
}

// mitigating offers to respond to the ticked risks at once. It is not ticked beforehand: a response is a decision.
func (p RisksPage) mitigating() Choices {
	return Choices{ID: "mitigate", Legend: "Response", Many: true, Options: []Option{{
		Value: "yes", Label: "Mitigate those of them that need a response and have none", Chosen: p.Review.Value("mitigate") != "",
		Hint: "The plan says what is done about each. To accept, transfer or avoid a risk, open it.",
	}}}
}

// reviewKind makes the button for reviews the main one while there is something to review.
func (p RisksPage) reviewKind() string {
	if p.Unreviewed > 0 {
		return "primary"
	}
	return ""
}

// reads reports whether the reader may not change a draft that others can.
func (p AssessmentPage) reads() bool { return p.Status == assessment.Draft && !p.CanEdit }

// changer says who can change what the reader only reads.
func (p AssessmentPage) changer() string {
	return orWords(p.MSP, "Your IT provider") + " can change this."
}
