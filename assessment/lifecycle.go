package assessment

import (
	"errors"
	"fmt"
	"strings"
)

// ErrConflict says that something is not in the state that the caller took it to be in.
var ErrConflict = errors.New("it has changed meanwhile")

// Invalid lists all that is wrong with what a person gave, not only the first of it.
type Invalid struct {
	Problems []Problem
}

// Problem is one thing that is wrong, where, and how to mend it.
type Problem struct {
	Path string // such as answers.device-encryption.response; empty for the whole
	What string // a sentence
}

// Error joins the problems.
func (e *Invalid) Error() string {
	list := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		list[i] = strings.TrimPrefix(p.Path+": "+p.What, ": ")
	}
	return strings.Join(list, "; ")
}

// Status is where an assessment stands in its life.
type Status uint8

// The life of an assessment: a draft is changed, a review is fixed, a final one is kept unchanged for at least six
// years (164.316(b)(2)(i)), and a superseded one has been amended.
const (
	Draft Status = iota + 1
	InReview
	Final
	Superseded
)

var statuses = words{"", "draft", "in_review", "final", "superseded"}

// String gives the word that is stored.
func (s Status) String() string { return textOf(statuses, s) }

// Title gives the word for people.
func (s Status) Title() string { return title(s.String()) }

// MarshalText implements encoding.TextMarshaler.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Status) UnmarshalText(text []byte) error { return parseWord(statuses, text, s) }

// Assessment is one client's risk analysis for one period: its content, and where it stands in its life.
type Assessment struct {
	ID string
	Content
	Status      Status
	Digest      string   // of the content under review, or final
	Remarks     []Remark // with which the official returned it
	Amends      string   // the id of the final assessment that this one amends
	AmendReason string
}

// Remark is what the official said when returning an assessment.
type Remark struct {
	By   string
	Date Date
	Text string
}

// NewAssessment opens a draft with an id made by the caller. The draft has a copy of the content: to change it
// changes nothing else.
func NewAssessment(id string, c Content) *Assessment {
	return &Assessment{ID: id, Content: c.clone(), Status: Draft}
}

// Submit puts a draft under review and fixes the digest of its content. It is refused with *Invalid while something in it
// cannot be understood, or while anything but the approval is missing, since an approval of less would be void with the
// next change.
func (a *Assessment) Submit(cat *Catalog) error {
	if err := a.must(Draft, "submitted for review"); err != nil {
		return err
	}
	if problems := a.Check(cat); len(problems) > 0 {
		return &Invalid{problems}
	}
	if gaps := a.gapsBesidesApproval(cat); len(gaps) > 0 {
		return incomplete(gaps)
	}
	a.Approval = nil
	a.Status, a.Digest = InReview, a.Content.Digest(cat)
	return nil
}

// Approve records that the client's official stands by the content with that digest. Another digest than the one under
// review is ErrConflict, and so is a second approval: what somebody has put their name to is not overwritten, but taken
// back from review first.
func (a *Assessment) Approve(by Approval, digest string) error {
	if err := a.must(InReview, "approved"); err != nil {
		return err
	}
	if digest != a.Digest {
		return fmt.Errorf("approving assessment %s: %w", a.ID, ErrConflict)
	}
	if a.Approval != nil {
		return fmt.Errorf("assessment %s is approved and has to be taken back from review first: %w", a.ID, ErrConflict)
	}
	if problems := a.refuses(by); len(problems) > 0 {
		return &Invalid{problems}
	}
	a.Approval = &by
	return nil
}

// refuses lists what is wrong with an approval. Its date may not be before the analysis, which it would not be about.
func (a *Assessment) refuses(by Approval) []Problem {
	k := checker{c: &a.Content}
	if blank(by.Name) {
		k.bad("name", "Name the official who approves.")
	}
	if blank(by.Title) {
		k.bad("title", "Give the official's title, such as owner or compliance officer.")
	}
	k.name("name", by.Name)
	k.name("title", by.Title)
	if by.Date.IsZero() {
		k.bad("date", "Give the day of the approval.")
	} else if by.Date.Before(a.Date) {
		k.bad("date", "The approval (%s) cannot be before the analysis (%s). Give the day on which it was approved, or change the date of the analysis.", by.Date.Long(), a.Date.Long())
	}
	return k.problems
}

// Return gives the assessment back as a draft, with a remark that says what to mend.
func (a *Assessment) Return(r Remark) error {
	if err := a.must(InReview, "returned"); err != nil {
		return err
	}
	k := checker{}
	if blank(r.Text) {
		k.bad("remark", "Say what is to be mended.")
	}
	if k.text("remark", r.Text); len(k.problems) > 0 {
		return &Invalid{k.problems}
	}
	a.Remarks = append(a.Remarks, r)
	a.reopen()
	return nil
}

// TakeBack makes a draft of an assessment under review. An approval that it had is void.
func (a *Assessment) TakeBack() error {
	if err := a.must(InReview, "taken back"); err != nil {
		return err
	}
	a.reopen()
	return nil
}

func (a *Assessment) reopen() { a.Status, a.Digest, a.Approval = Draft, "", nil }

// Finalize makes an approved assessment final and gives its result. The content must still have the digest that
// was approved (else ErrConflict), and nothing may be missing (else *Invalid).
func (a *Assessment) Finalize(cat *Catalog) (*Result, error) {
	if err := a.must(InReview, "finalized"); err != nil {
		return nil, err
	}
	if a.Content.Digest(cat) != a.Digest {
		return nil, fmt.Errorf("finalizing assessment %s: %w", a.ID, ErrConflict)
	}
	result := Rate(cat, &a.Content)
	if len(result.Missing) > 0 {
		return nil, incomplete(result.Missing)
	}
	a.Status = Final
	return result, nil
}

// Amend opens an amendment of a final assessment under an id made by the caller. The final one stays as it is
// until Supersede.
func (a *Assessment) Amend(id, reason string) (*Assessment, error) {
	if err := a.must(Final, "amended"); err != nil {
		return nil, err
	}
	k := checker{}
	if blank(reason) {
		k.bad("reason", "Say why the assessment is amended.")
	}
	if k.text("reason", reason); len(k.problems) > 0 {
		return nil, &Invalid{k.problems}
	}
	amendment := NewAssessment(id, a.Content)
	amendment.Approval = nil
	amendment.Amends, amendment.AmendReason = a.ID, reason
	return amendment, nil
}

// Supersede retires a final assessment once its amendment is final too.
func (a *Assessment) Supersede(by *Assessment) error {
	if err := a.must(Final, "superseded"); err != nil {
		return err
	}
	if by.Amends != a.ID || by.Status != Final {
		return fmt.Errorf("superseding assessment %s by %s: %w", a.ID, by.ID, ErrConflict)
	}
	a.Status = Superseded
	return nil
}

func (a *Assessment) must(status Status, what string) error {
	if a.Status != status {
		return fmt.Errorf("assessment %s is %s and cannot be %s: %w", a.ID, a.Status, what, ErrConflict)
	}
	return nil
}

// gapsBesidesApproval lists what would be missing if the official had approved.
func (a *Assessment) gapsBesidesApproval(cat *Catalog) []Gap {
	approved := a.Content
	approved.Approval = &Approval{Name: "-", Title: "-", Date: a.Date}
	return Rate(cat, &approved).Missing
}

func incomplete(gaps []Gap) error {
	problems := make([]Problem, len(gaps))
	for i, g := range gaps {
		problems[i] = Problem{g.Element.String(), g.What}
	}
	return &Invalid{problems}
}
