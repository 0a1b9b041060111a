package templates

import (
	"strings"

	"safeguard/assessment"
)

// StillValid begins the basis of a risk that had one in the analysis before; who reviews it finishes the sentence.
const StillValid = "Still valid because "

// RiskForm is one of the forms about a risk: the revision that it was made from, what its fields hold, and what is wrong
// with them.
type RiskForm struct {
	Part     string // begins the ids of its fields
	URL      string
	Alone    string // the page on which it is the only form
	Revision int
	Stored   bool                // there is something stored, which can be taken out
	Folds    bool                // it is not what the page is for now
	Change   string              // says what the form does, where it is folded
	Values   map[string][]string // by the names of the fields
	Problems []Problem           // with the names of fields
	Met      Problem             // somebody else saved meanwhile; its field is the first of the form
	Open     bool
}

// Value gives what a field holds.
func (f RiskForm) Value(name string) string {
	if list := f.Values[name]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// Has reports whether one of the values of a field is that one.
func (f RiskForm) Has(name, value string) bool {
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// ID gives the id of a field.
func (f RiskForm) ID(name string) string { return f.Part + "-" + name }

// Wrong says what is wrong with a field, or "".
func (f RiskForm) Wrong(name string) string {
	for _, p := range f.Problems {
		if p.Field == name {
			return p.What
		}
	}
	return ""
}

// Summary lists the problems for the top of the page.
func (f RiskForm) Summary() []Problem {
	var list []Problem
	for _, p := range append(f.meets(), f.Problems...) {
		if p.Field != "" {
			p.Field = f.ID(p.Field)
		}
		list = append(list, p)
	}
	return list
}

// meets lists what somebody else saved meanwhile, where somebody did.
func (f RiskForm) meets() []Problem {
	if f.Met.What == "" {
		return nil
	}
	return []Problem{f.Met}
}

// field is the field of that name, as it was sent.
func (f RiskForm) field(name string, field Field) Field {
	field.ID, field.Name, field.Value, field.Error = f.ID(name), name, f.Value(name), f.Wrong(name)
	return field
}

// choices is the group of that name, as it was sent.
func (f RiskForm) choices(name string, group Choices) Choices {
	group.ID, group.Name, group.Error = f.ID(name), name, f.Wrong(name)
	for i := range group.Options {
		group.Options[i].Chosen = f.Has(name, group.Options[i].Value)
	}
	return group
}

// scaleOptions lists the five steps of NIST's scales, after what stands for none of them.
func scaleOptions(none string) []Option {
	list := []Option{{Label: none}}
	for l := assessment.LikelihoodVeryLow; l <= assessment.LikelihoodVeryHigh; l++ {
		list = append(list, Option{Value: l.String(), Label: l.Title()})
	}
	return list
}

// asComputed is the option that leaves a value as it was computed.
func asComputed(title string) string {
	if title == "" {
		return "As computed"
	}
	return "As computed: " + title
}

// KeptText is what somebody typed and could not save, by the name of its field.
type KeptText struct{ Name, Text string }

// KeptTexts lists what was typed into fields, by the label of each.
func KeptTexts(values map[string][]string, labels []KeptText) []KeptText {
	var list []KeptText
	for _, label := range labels {
		if text := strings.TrimSpace(strings.Join(values[label.Name], ", ")); text != "" {
			list = append(list, KeptText{label.Text, text})
		}
	}
	return list
}
