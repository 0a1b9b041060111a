package assessment

// RemediationStatus is how far a remediation has come.
type RemediationStatus uint8

// The statuses. An absent one means Open.
const (
	Open RemediationStatus = iota + 1
	Done
	Cancelled
)

var remediationStatuses = words{"", "open", "done", "cancelled"}

// String gives the word of the answers file.
func (s RemediationStatus) String() string { return textOf(remediationStatuses, s) }

// Title gives the word for people.
func (s RemediationStatus) Title() string {
	switch s {
	case 0:
		return "Open"
	case Cancelled:
		return "Canceled"
	}
	return title(s.String())
}

// MarshalText implements encoding.TextMarshaler.
func (s RemediationStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *RemediationStatus) UnmarshalText(text []byte) error {
	return parseWord(remediationStatuses, text, s)
}

// Remediation is one line of the risk management plan (164.308(a)(1)(ii)(B)). Its id stays from year to year, so
// that a comparison can tell what was done, what is late and what was carried over.
type Remediation struct {
	ID         string            `json:"id"`
	Questions  []string          `json:"questions,omitempty,omitzero"`
	Risks      []string          `json:"risks,omitempty,omitzero"` // own risks that no question controls
	Action     string            `json:"action"`
	Success    string            `json:"success,omitzero"`
	Owner      string            `json:"owner,omitzero"`
	Start      Date              `json:"start,omitzero"`
	Due        Date              `json:"due,omitzero"`
	Cost       float64           `json:"cost,omitzero"` // in US dollars
	Effort     Effort            `json:"effort,omitzero"`
	Interim    string            `json:"interim,omitzero"` // what protects until it is done
	Status     RemediationStatus `json:"status,omitzero"`
	History    []Event           `json:"history,omitempty,omitzero"`
	Completed  Date              `json:"completed,omitzero"`
	Evidence   string            `json:"evidence,omitzero"` // of its completion
	VerifiedBy string            `json:"verified_by,omitzero"`
}

// Planned reports whether the remediation counts for the target: not cancelled, with action, owner and due date.
func (r *Remediation) Planned() bool {
	return r.Status != Cancelled && !blank(r.Action) && !blank(r.Owner) && !r.Due.IsZero()
}

// open reports whether the remediation is neither done nor cancelled.
func (r *Remediation) open() bool { return r.Status != Done && r.Status != Cancelled }

// Late reports whether the remediation is still open after its due date.
func (r *Remediation) Late(asOf Date) bool {
	return r.open() && !r.Due.IsZero() && r.Due.Before(asOf)
}
