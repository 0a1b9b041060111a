package assessment

// TreatmentResponse is how a client responds to a risk (NIST SP 800-39).
type TreatmentResponse uint8

// The four responses.
const (
	Mitigate TreatmentResponse = iota + 1
	Accept
	Transfer
	Avoid
)

var treatmentResponses = words{"", "mitigate", "accept", "transfer", "avoid"}

// String gives the word of the answers file.
func (t TreatmentResponse) String() string { return textOf(treatmentResponses, t) }

// Title gives the word for people.
func (t TreatmentResponse) Title() string { return title(t.String()) }

// MarshalText implements encoding.TextMarshaler.
func (t TreatmentResponse) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *TreatmentResponse) UnmarshalText(text []byte) error {
	return parseWord(treatmentResponses, text, t)
}

// Treatment is the response to one risk. To accept or transfer one needs a reason, an approver, a date and an
// expiry: nobody accepts a risk for ever.
type Treatment struct {
	Response   TreatmentResponse `json:"response"`
	Reason     string            `json:"reason,omitzero"`
	ApprovedBy Person            `json:"approved_by,omitzero"`
	Date       Date              `json:"date,omitzero"`
	Expires    Date              `json:"expires,omitzero"`
}

// lacks names what the treatment still needs on the as-of date, or "".
func (t Treatment) lacks(asOf Date) string {
	if t.Response != Accept && t.Response != Transfer {
		return ""
	}
	switch {
	case blank(t.Reason):
		return "a reason"
	case blank(t.ApprovedBy.Name):
		return "an approver"
	case t.Date.IsZero():
		return "a date"
	case t.Expires.IsZero():
		return "an expiry"
	case t.Expires.Before(asOf):
		return "a new expiry, since it ended on " + t.Expires.String()
	default:
		return ""
	}
}
