package assessment

import (
	"slices"
	"strings"
)

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
	Approver   Person            `json:"approver,omitzero"`  // who agreed to it and to what it takes
	Resources  string            `json:"resources,omitzero"` // people, tools and the line of the budget
	Start      Date              `json:"start,omitzero"`
	Due        Date              `json:"due,omitzero"`
	Milestones []Milestone       `json:"milestones,omitempty,omitzero"`
	Cost       float64           `json:"cost,omitzero"` // in US dollars
	Effort     Effort            `json:"effort,omitzero"`
	Interim    string            `json:"interim,omitzero"` // what protects until it is done
	Status     RemediationStatus `json:"status,omitzero"`
	History    []Event           `json:"history,omitempty,omitzero"`
	Completed  Date              `json:"completed,omitzero"`
	Evidence   string            `json:"evidence,omitzero"` // of its completion
	VerifiedBy string            `json:"verified_by,omitzero"`
	Verified   Date              `json:"verified,omitzero"` // when VerifiedBy looked
	Review     Date              `json:"review,omitzero"`   // when it is looked at again, done or not
}

// Planned reports whether the remediation counts for the target: not cancelled, with action, owner and due date.
func (r *Remediation) Planned() bool {
	return r.Status != Cancelled && !blank(r.Action) && !blank(r.Owner) && !r.Due.IsZero()
}

// Advance changes status and due date at once and keeps the history, see Move and Reschedule. why stands with what
// changed, or by itself where neither did.
func (r *Remediation) Advance(to RemediationStatus, due, on Date, by, why string) error {
	before := len(r.History)
	if err := r.Move(to, on, by, why); err != nil {
		return err
	}
	if len(r.History) > before {
		why = ""
	}
	r.Reschedule(due, on, by, why)
	if len(r.History) == before && !blank(why) {
		r.Note(on, by, why)
	}
	return nil
}

// Move changes how far the remediation has come and writes it into the history: the day, who did it, and why in their own
// words. To give it up needs the why, which is *Invalid where it is blank. What was said of a completion stays in the
// history when it is no longer done. To move it to where it is changes nothing.
func (r *Remediation) Move(to RemediationStatus, on Date, by, why string) error {
	from := max(r.Status, Open)
	if to = max(to, Open); to == from {
		return nil
	}
	if to == Cancelled && blank(why) {
		return &Invalid{[]Problem{{"why", "Say why it is canceled; the record keeps the reason."}}}
	}
	e := Event{Date: on, What: to.Title() + ", as recorded by " + by + ".", Outcome: why}
	if to == Open {
		e.What = "Open again, as recorded by " + by + "."
	}
	if from == Done {
		e.What += " " + r.completion()
		r.Completed, r.Evidence, r.VerifiedBy, r.Verified = Date{}, "", "", Date{}
	}
	r.Status, r.History = to, append(slices.Clip(r.History), e)
	return nil
}

// Reschedule changes the due date and writes into the history from when to when it moved, so that a delay shows. A first
// date is no delay.
func (r *Remediation) Reschedule(due, on Date, by, why string) {
	if due != r.Due && !r.Due.IsZero() && !due.IsZero() {
		what := "Due date moved from " + r.Due.Long() + " to " + due.Long() + ", as recorded by " + by + "."
		r.History = append(slices.Clip(r.History), Event{Date: on, What: what, Outcome: why})
	}
	r.Due = due
}

// Note writes into the history what happened, in a person's own words.
func (r *Remediation) Note(on Date, by, text string) {
	r.History = append(slices.Clip(r.History), Event{Date: on, What: strings.TrimSpace(text), Outcome: "Noted by " + by + "."})
}

// completion says what was recorded when it was done.
func (r *Remediation) completion() string {
	text := "It had been done"
	if !r.Completed.IsZero() {
		text += " on " + r.Completed.Long()
	}
	if !blank(r.VerifiedBy) {
		text += ", verified by " + r.VerifiedBy
		if !r.Verified.IsZero() {
			text += " on " + r.Verified.Long()
		}
	}
	if !blank(r.Evidence) {
		text += ", with this evidence: " + strings.TrimSuffix(strings.TrimSpace(r.Evidence), ".")
	}
	return text + "."
}

// open reports whether the remediation is neither done nor cancelled.
func (r *Remediation) open() bool { return r.Status != Done && r.Status != Cancelled }

// Late reports whether the remediation is still open after its due date.
func (r *Remediation) Late(asOf Date) bool {
	return r.open() && !r.Due.IsZero() && r.Due.Before(asOf)
}
