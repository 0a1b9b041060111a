package assessment

import "strings"

// CheckRemediation lists everything that is wrong with a line of a plan that somebody gives in a form, on that day: what
// cannot be understood, and what its status still needs. A line without owner or due date is no plan, and one that is done
// needs its day and its evidence. The paths are the names of the fields.
func (cat *Catalog) CheckRemediation(r Remediation, today Date) []Problem {
	k := checker{cat: cat, c: &Content{}}
	r.Risks = nil // risks of an assessor's own are known to their assessment alone
	k.remediation("line", &r)
	for i := range k.problems {
		field := strings.TrimPrefix(k.problems[i].Path, "line.")
		k.problems[i].Path, _, _ = strings.Cut(field, "[")
	}
	k.lineTexts(&r)
	k.lineNeeds(&r, today)
	return k.problems
}

// lineTexts checks what was written in a line of a plan.
func (k *checker) lineTexts(r *Remediation) {
	k.text("action", r.Action)
	k.text("success", r.Success)
	k.text("interim", r.Interim)
	k.text("resources", r.Resources)
	k.text("evidence", r.Evidence)
	k.name("owner", r.Owner)
	k.name("approver", r.Approver.Name)
	k.name("approver_title", r.Approver.Title)
	k.name("verified_by", r.VerifiedBy)
}

// lineNeeds checks what a line of that status cannot do without.
func (k *checker) lineNeeds(r *Remediation, today Date) {
	if blank(r.Action) {
		k.bad("action", "Say what is to be done.")
	}
	if r.open() && blank(r.Owner) {
		k.bad("owner", "Choose who owns it. Nobody owns what nobody was chosen for.")
	}
	if r.open() && r.Due.IsZero() {
		k.bad("due", "Give the day by which it is due.")
	}
	if r.Completed.After(today) {
		k.bad("completed", "%s has not come yet. Give the day on which it was done, or leave it open until then.", r.Completed.Long())
	}
	k.lineNames(r, today)
	if r.Status != Done {
		return
	}
	if r.Completed.IsZero() {
		k.bad("completed", "Give the day on which it was done.")
	}
	if blank(r.Evidence) {
		k.bad("evidence", "Say how one can see that it is done, such as a report, a ticket or a setting.")
	}
}

// lineNames checks that whoever stands by a line of a plan is named: who approved it, and who looked that it is done.
func (k *checker) lineNames(r *Remediation, today Date) {
	if r.Verified.After(today) {
		k.bad("verified", "%s has not come yet. Give the day on which somebody looked that it is done.", r.Verified.Long())
	}
	if !r.Verified.IsZero() && blank(r.VerifiedBy) {
		k.bad("verified_by", "Name who looked on %s that it is done.", r.Verified.Long())
	}
	if blank(r.Approver.Name) && !blank(r.Approver.Title) {
		k.bad("approver", "Name who approved it, or take the title out.")
	}
}
