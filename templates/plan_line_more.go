package templates

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// LineMore is what a person may say of a line beyond what, who and by when.
type LineMore struct {
	Approver, ApproverTitle string
	Resources               string
	Milestones              []MilestoneRow
	VerifiedOn              string
	Review                  string
}

// MilestoneRow is an interim date as it is typed.
type MilestoneRow struct{ Date, What string }

// moreOpen reports whether the fold is open from the start: something stands in it, or is wrong with it.
func (f LineForm) moreOpen() bool {
	if f.Approver+f.ApproverTitle+f.Resources+f.Review != "" || len(f.Milestones) > 0 {
		return true
	}
	return slices.ContainsFunc([]string{"approver", "approver_title", "resources", "milestones", "review"}, func(field string) bool {
		return f.wrong(field) != ""
	})
}

// milestoneRows are the interim dates with empty rows to fill in, as many as a line may have.
func (m LineMore) milestoneRows() []MilestoneRow {
	const least, spare = 3, 2
	n := min(max(least, len(m.Milestones)+spare), max(assessment.MostMilestones, len(m.Milestones)))
	return append(slices.Clone(m.Milestones), make([]MilestoneRow, n-len(m.Milestones))...)
}

// fields are the two fields of a row, the nth from 0.
func (row MilestoneRow) fields(n int) (day, what Field) {
	day = Field{
		ID: fmt.Sprintf("milestone-date-%d", n+1), Name: "milestone_date", Label: fmt.Sprintf("Date %d", n+1),
		Type: "date", Width: "short", Value: row.Date,
	}
	what = Field{
		ID: fmt.Sprintf("milestone-what-%d", n+1), Name: "milestone_what", Label: fmt.Sprintf("What is reached by date %d", n+1), Value: row.What,
	}
	return day, what
}

// ApprovedBy names who approved a line, with their title.
func ApprovedBy(r assessment.Remediation) string {
	if r.Approver.Title == "" {
		return r.Approver.Name
	}
	return r.Approver.Name + ", " + r.Approver.Title
}

// verifiedBy names who looked that a line is done, and on which day.
func verifiedBy(r assessment.Remediation) string {
	if r.VerifiedBy == "" || r.Verified.IsZero() {
		return r.VerifiedBy
	}
	return r.VerifiedBy + ", on " + r.Verified.Long()
}

// InterimDates are the milestones of a line, one in a line and the earliest first.
func InterimDates(r assessment.Remediation) string { return strings.Join(interimDates(r), "\n") }

func interimDates(r assessment.Remediation) []string {
	var list []string
	for _, m := range r.InterimDates() {
		list = append(list, m.Date.Long()+": "+m.What)
	}
	return list
}

// milestones are the interim dates of a line as a fact, or nothing where it has none.
func milestones(r assessment.Remediation) []Fact {
	list := interimDates(r)
	if len(list) == 0 {
		return nil
	}
	return []Fact{{Name: "Interim dates", Body: listed(list)}}
}
