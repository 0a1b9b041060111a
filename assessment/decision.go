package assessment

// DecisionChoice is what was decided about an addressable specification (164.306(d)(3)(ii)).
type DecisionChoice uint8

// The three outcomes that 164.306(d)(3) allows.
const (
	Implement DecisionChoice = iota + 1
	Alternative
	Neither
)

var decisionChoices = words{"", "implement", "alternative", "neither"}

// String gives the word of the answers file.
func (d DecisionChoice) String() string { return textOf(decisionChoices, d) }

// Title gives the word for people.
func (d DecisionChoice) Title() string { return title(d.String()) }

// MarshalText implements encoding.TextMarshaler.
func (d DecisionChoice) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *DecisionChoice) UnmarshalText(text []byte) error { return parseWord(decisionChoices, text, d) }

// Decision is the written record that 164.306(d)(3) wants for an addressable specification that is not fully in
// place. Addressable does not mean optional.
type Decision struct {
	Choice      DecisionChoice `json:"choice"`
	Assessment  string         `json:"assessment,omitzero"` // is it reasonable and appropriate in this environment?
	Reason      string         `json:"reason,omitzero"`     // why it is not
	Alternative string         `json:"alternative,omitzero"`
	InPlace     Date           `json:"in_place,omitzero"` // since when the alternative is in place
	Approver    Person         `json:"approver,omitzero"`
	Date        Date           `json:"date,omitzero"`
	Review      Date           `json:"review,omitzero"`
}

// counts reports whether an equivalent alternative is in place on the as-of date. A planned one does not count.
func (d Decision) counts(asOf Date) bool {
	return d.Choice == Alternative && !blank(d.Alternative) && !d.InPlace.IsZero() && !d.InPlace.After(asOf)
}

// countsAsMissing reports whether the decision leaves the specification unmet: neither, or an alternative that is
// not in place on the as-of date.
func (d Decision) countsAsMissing(asOf Date) bool {
	return d.Choice == Neither || d.Choice == Alternative && !d.counts(asOf)
}

// instead gives what a control counts for that is not in place itself: an alternative in place makes it count as
// Yes, and neither or a planned alternative as missing.
func (d Decision) instead(state State, asOf Date) State {
	switch {
	case d.counts(asOf):
		return InPlace
	case d.countsAsMissing(asOf):
		return Missing
	default:
		return state
	}
}

// Lacks names what the record still needs before it answers 164.306(d)(3), or "".
func (d Decision) Lacks(asOf Date) string {
	switch {
	case d.Choice == 0:
		return "a choice: implement, alternative or neither"
	case blank(d.Assessment):
		return "the assessment of what is reasonable and appropriate here"
	case d.Choice != Implement && blank(d.Reason):
		return "the reason why the specification is not reasonable and appropriate"
	case d.Choice == Alternative && blank(d.Alternative):
		return "the alternative that protects as well"
	case blank(d.Approver.Name), blank(d.Approver.Title):
		return "who approved it, with name and title"
	case d.Date.IsZero():
		return "its date"
	case d.Review.IsZero():
		return "the date of its next review"
	case d.Review.Before(asOf):
		return "a new review, since it was due on " + d.Review.String()
	default:
		return ""
	}
}
