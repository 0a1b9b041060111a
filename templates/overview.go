package templates

import (
	"fmt"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// OverviewPage shows how far an assessment is and what comes next.
type OverviewPage struct {
	AssessmentPage
	Progress assessment.Progress
	Sections []assessment.SectionProgress
	Hidden   []HiddenQuestion
	Totals   assessment.Totals
	Remarks  []assessment.Remark // with which the client's official returned it, the oldest first

	Previous         int // the period of the analysis before, 0 in the first year
	Asked            bool
	Changed          []assessment.ChangeKind
	Touched          []SectionLink
	TouchedQuestions int

	With   map[string]StateView // by section: that contacts have its open questions, or that their answers wait
	Unsent int                  // questions that clients are likely to know, open and with nobody

	Newer string // the version of the questionnaire that is in use now, where the draft is on another
}

// HiddenQuestion is a question that is not asked, and why.
type HiddenQuestion struct{ Text, Why string }

// SectionLink names a section of the questionnaire.
type SectionLink struct{ ID, Title string }

// NextLine is what comes next: a sentence without its full stop, and the action that does it.
type NextLine struct {
	Text   string
	Action Action
}

// Lead gives the sentence under a heading, or "".
func (n NextLine) Lead() string {
	if n.Text == "" {
		return ""
	}
	return "Next: " + strings.TrimSuffix(n.Text, ".") + "."
}

// Main gives the main action, or nil where nothing comes next.
func (n NextLine) Main() *Action {
	if n.Action.URL == "" {
		return nil
	}
	return &n.Action
}

// section says how far a section is, and with whom.
func (p OverviewPage) section(s assessment.SectionProgress) StateView {
	if with, ok := p.With[s.Section.ID]; ok {
		return with
	}
	return sectionState(s)
}

// sending leads to what can be sent to the client.
func (p OverviewPage) sending() []Action {
	if !p.CanEdit || p.Unsent == 0 {
		return nil
	}
	return []Action{{Label: SendClients(p.Unsent), URL: p.At("shares", "new?suggest=client"), Icon: "send"}}
}

// SendClients offers to send n questions to the client.
func SendClients(n int) string { return "Send the client’s " + counted(n, "question", "questions") }

// figures are the numbers of the page, each of which says what it counts.
func (p OverviewPage) figures() Figures {
	list := []Figure{
		{Value: strconv.Itoa(p.Progress.Answered), Label: "answered", State: StateDone},
		{Value: strconv.Itoa(p.Progress.ToConfirm), Label: "to confirm"},
		{Value: strconv.Itoa(p.Progress.Open() - p.Progress.ToConfirm), Label: "not answered"},
		{Value: strconv.Itoa(p.Progress.Asked), Label: "asked"},
		{Value: strconv.Itoa(p.Progress.Hidden), Label: "hidden, not asked here"},
	}
	if first := p.first(func(s assessment.SectionProgress) bool { return s.ToConfirm > 0 }); first != "" && p.CanEdit {
		list[1].URL, list[1].State = p.At("sections", first)+"?show=confirm", StateNeeds
	}
	if first := p.first(func(s assessment.SectionProgress) bool { return s.Open() > s.ToConfirm }); first != "" && p.CanEdit {
		list[2].URL = p.At("sections", first)
	}
	if p.Progress.Hidden > 0 {
		list[4].URL = "#hidden"
	}
	return Figures{Items: list}
}

// first gives the id of the first section of which something holds, or "".
func (p OverviewPage) first(holds func(assessment.SectionProgress) bool) string {
	for _, s := range p.Sections {
		if holds(s) {
			return s.Section.ID
		}
	}
	return ""
}

func (p OverviewPage) bar() Progress {
	text := fmt.Sprintf("%d of %d answered, %d %%.", p.Progress.Answered, p.Progress.Asked, p.Progress.Percent())
	if p.Progress.ToConfirm > 0 {
		text += " A carried answer counts as not answered until somebody confirms it."
	}
	return Progress{Label: "Questions answered", Text: text, Done: p.Progress.Answered, Of: p.Progress.Asked}
}

// changed says what changed since the analysis before, as the beginning of a sentence.
func (p OverviewPage) changed() string {
	since := fmt.Sprintf("Changed since %d: ", p.Previous)
	titles := make([]string, len(p.Changed))
	for i, k := range p.Changed {
		titles[i] = strings.ToLower(k.Title())
	}
	return since + strings.Join(titles, ", ") + ". This touches " + counted(p.TouchedQuestions, "question", "questions") + " in " +
		counted(len(p.Touched), "section", "sections") + ", whose answers are confirmed one by one."
}

// levels lists the levels from the highest to the lowest that some risk has.
func (p OverviewPage) levels() []LevelView {
	var list []LevelView
	for l := assessment.RiskVeryHigh; l > 0; l-- {
		if n := p.Totals.Levels.Of(l); n > 0 {
			list = append(list, LevelView{Level: l, Count: n})
		}
	}
	return list
}

// index gives the risk index and what it is made from.
func (p OverviewPage) index() string {
	n := 0
	for _, l := range assessment.RiskLevels {
		n += p.Totals.Levels.Of(l)
	}
	return fmt.Sprintf("Risk index %.1f of 100: the mean of the levels of the %s that apply (very low 0, low 2, moderate 5, high 8, very high 10), times ten.",
		p.Totals.Index, counted(n, "risk", "risks"))
}

// early says that the levels stand on answers that are not there yet, or "".
func (p OverviewPage) early() string {
	if open := p.Progress.Open(); open > 0 {
		return counted(open, "question has", "questions have") + " no answer yet and count as No, so these levels are not the last word."
	}
	return ""
}

// returned gives the newest remark of an assessment that the official returned and that is being mended, or nil.
func (p OverviewPage) returned() *assessment.Remark {
	if p.Status != assessment.Draft || len(p.Remarks) == 0 {
		return nil
	}
	return &p.Remarks[len(p.Remarks)-1]
}

// remarks lists all remarks, the newest first.
func (p OverviewPage) remarks() Timeline {
	t := Timeline{}
	for i := range p.Remarks {
		remark := p.Remarks[len(p.Remarks)-1-i]
		t.Items = append(t.Items, Event{When: remark.Date.Short(), What: remark.Text, By: remark.By})
	}
	return t
}
