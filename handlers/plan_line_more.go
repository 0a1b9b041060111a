package handlers

import (
	"cmp"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/templates"
)

// lineMore gives the fields of a line that are folded away: who approved it, what it takes, and when it is looked at.
func lineMore(line assessment.Remediation) templates.LineMore {
	more := templates.LineMore{
		Approver: line.Approver.Name, ApproverTitle: line.Approver.Title, Resources: line.Resources,
		VerifiedOn: line.Verified.String(), Review: line.Review.String(),
	}
	for _, m := range line.InterimDates() {
		more.Milestones = append(more.Milestones, templates.MilestoneRow{Date: m.Date.String(), What: m.What})
	}
	return more
}

// readMore reads those fields as they were typed. Rows of interim dates in which nothing stands are left out.
func readMore(f *form) templates.LineMore {
	more := templates.LineMore{
		Approver: f.text("approver"), ApproverTitle: f.text("approver_title"), Resources: f.text("resources"),
		VerifiedOn: f.text("verified"), Review: f.text("review"),
	}
	dates, whats := f.all("milestone_date"), f.all("milestone_what")
	for i := range max(len(dates), len(whats)) {
		row := templates.MilestoneRow{Date: nth(dates, i), What: nth(whats, i)}
		if row != (templates.MilestoneRow{}) {
			more.Milestones = append(more.Milestones, row)
		}
	}
	return more
}

// nth gives a value without spaces around it, or "" where fewer were sent.
func nth(values []string, i int) string {
	if i >= len(values) {
		return ""
	}
	return strings.TrimSpace(values[i])
}

// takeMore puts what was typed into the line, but for the day of its verification, which goes with its status.
func takeMore(f *form, typed templates.LineMore, line *assessment.Remediation) {
	line.Approver.Name, line.Approver.Title = typed.Approver, typed.ApproverTitle
	line.Resources, line.Review, line.Milestones = typed.Resources, f.date("review"), nil
	for _, row := range typed.Milestones {
		m := assessment.Milestone{What: row.What}
		if err := m.Date.UnmarshalText([]byte(row.Date)); err != nil && !f.wrong("milestones") {
			f.bad("milestones", "Write each day as year, month and day, such as 2026-11-23.")
		}
		line.Milestones = append(line.Milestones, m)
	}
	slices.SortStableFunc(line.Milestones, func(a, b assessment.Milestone) int {
		return cmp.Compare(a.Date.String(), b.Date.String())
	})
}
