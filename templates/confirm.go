package templates

import (
	"fmt"
	"slices"
	"strconv"

	"safeguard/assessment"
)

// ConfirmPage confirms several answers of a section, each on a proof of this year.
type ConfirmPage struct {
	AssessmentPage
	Section *assessment.Section
	Lines   []ConfirmLine
	Held    []HeldLine
	Nothing string // why nothing can be confirmed together
}

// ConfirmLine is an answer that passed the tests.
type ConfirmLine struct {
	Question string // its text
	URL      string // of the question alone
	Site     string
	Answer   string
	Proof    string // what shows it, and about which day it is
	Proposal string // its id
	Revision int
	Ticked   bool
}

// HeldLine is a reason for which answers are confirmed alone, with the questions that it holds back.
type HeldLine struct {
	Why       string
	Scope     bool // done away with under Scope
	Questions []Action
}

func (l ConfirmLine) id(n int) string {
	if n == 0 {
		return "pick"
	}
	return "pick-" + strconv.Itoa(n+1)
}

// confirm names the button.
func (p ConfirmPage) confirm() string {
	if len(p.Lines) == 1 {
		return "Confirm this one"
	}
	return fmt.Sprintf("Confirm these %d", len(p.Lines))
}

// ways lead on where nothing can be confirmed together.
func (p ConfirmPage) ways() []Action {
	alone := Action{Label: "Confirm them one by one", URL: p.back()}
	if slices.ContainsFunc(p.Held, func(h HeldLine) bool { return h.Scope }) {
		return []Action{{Label: "Go to Scope", URL: p.At("scope")}, alone}
	}
	return []Action{alone}
}

func (p ConfirmPage) back() string { return p.At("sections", p.Section.ID) + "?show=" + ShowConfirm }
