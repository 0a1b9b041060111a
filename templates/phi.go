package templates

import (
	"strings"

	"safeguard/assessment"
)

// PHIWarning stands in a form beside the text that looks as if it held patient data. Whoever wrote it knows better, so it may
// be sent all the same, unless it is a Social Security number.
type PHIWarning struct {
	Signs []PHISignView
	Send  string // what the form's own button does; "Send" where empty
}

// PHISignView is a place of a text that looks like PHI.
type PHISignView struct {
	Field string // the id of the field
	Kind  assessment.PHIKind
	Text  string // as it was written
}

// what says what was found.
func (v PHISignView) what() string {
	return "This looks like " + v.Kind.Title() + ": " + shortened(strings.Join(strings.Fields(v.Text), " "), 80)
}

// Final reports whether the text is not taken as it is, whatever the person says.
func (w PHIWarning) Final() bool {
	for _, v := range w.Signs {
		if v.Kind == assessment.PHISocialSecurity {
			return true
		}
	}
	return false
}

func (w PHIWarning) anyway() string {
	if w.Send == "" {
		return "Send anyway"
	}
	return w.Send + " anyway"
}

// Problems lists what was found for the top of the page.
func (w PHIWarning) Problems() []Problem {
	list := make([]Problem, len(w.Signs))
	for i, v := range w.Signs {
		list[i] = Problem{Field: v.Field, What: v.what()}
	}
	return list
}

// shortened cuts a text off after so many characters.
func shortened(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
