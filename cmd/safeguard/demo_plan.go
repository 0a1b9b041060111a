package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// review looks at every risk.
func (w *demoWork) review(ctx context.Context) error {
	_, snapshot, err := w.load(ctx)
	if err != nil {
		return err
	}
	var entries []store.Entry
	for i := range snapshot.Result.Risks {
		risk := &snapshot.Result.Risks[i]
		if !risk.Applies {
			continue
		}
		basis := fmt.Sprintf("Talked through with %s; %d people work here and %d controls bear on it.", w.story.contact, w.story.people, len(risk.Controls))
		entries = append(entries, store.ReviewEntry(risk.Risk, 0, store.Reviewed{By: "Dana Reyes", Date: w.day(), Basis: basis}))
		if !slices.ContainsFunc(risk.Controls, func(c assessment.Control) bool { return c.Key }) {
			entries = append(entries, store.ExclusionEntry(risk.Risk, 0, assessment.RiskExclusion{Reason: "Nothing that this risk is about is in use here.", By: "Dana Reyes", Date: w.day()}))
		}
	}
	return w.store.SaveEntries(ctx, w.scope, w.id, entries...)
}

// treat writes the decisions, plans a remediation for each gap, and gives each risk over the threshold a response.
func (w *demoWork) treat(ctx context.Context) error {
	if err := w.plan(ctx); err != nil {
		return err
	}
	work, snapshot, err := w.load(ctx)
	if err != nil {
		return err
	}
	var entries []store.Entry
	for i := range snapshot.Result.Rule {
		row := &snapshot.Result.Rule[i]
		if row.Designation == assessment.Addressable && row.Missing() {
			entries = append(entries, store.DecisionEntry(row.Citation, 0, w.decision()))
		}
	}
	for i := range snapshot.Result.Risks {
		if risk := &snapshot.Result.Risks[i]; risk.Applies && work.Over(risk.Current.Level) {
			entries = append(entries, store.TreatmentEntry(risk.Risk, 0, w.treatment(risk)))
		}
	}
	return w.store.SaveEntries(ctx, w.scope, w.id, entries...)
}

func (w *demoWork) decision() assessment.Decision {
	return assessment.Decision{
		Choice: assessment.Implement, Assessment: "Reasonable and appropriate for an organization of this size.",
		Approver: assessment.Person{Name: w.story.contact, Title: "Security official"}, Date: w.day(), Review: w.day().AddYears(1),
	}
}

func (w *demoWork) treatment(risk *assessment.RatedRisk) assessment.Treatment {
	if slices.ContainsFunc(risk.Controls, func(c assessment.Control) bool { return c.Planned }) {
		return assessment.Treatment{Response: assessment.Mitigate}
	}
	return assessment.Treatment{
		Response: assessment.Accept, Reason: "What remains is watched, and its cost would be out of proportion.",
		ApprovedBy: assessment.Person{Name: w.story.contact, Title: "Security official"}, Date: w.day(), Expires: w.day().AddYears(1),
	}
}

// plan adds a line for each question that is not in place and that no open line is about, and works off older ones.
func (w *demoWork) plan(ctx context.Context) error {
	work, _, err := w.load(ctx)
	if err != nil {
		return err
	}
	lines, err := w.store.Plan(ctx, w.scope, w.client)
	if err != nil {
		return err
	}
	standing := map[string]*assessment.Standing{}
	list := assessment.Stand(work.Catalog, &work.Content)
	for i := range list {
		standing[list[i].Question.ID] = &list[i]
	}
	var changed []store.Record[assessment.Remediation]
	planned := map[string]bool{}
	for _, line := range lines {
		line.Value.Questions = work.Catalog.Current(line.Value.Questions)
		if line.Value.Status != assessment.Open || len(line.Value.Questions) == 0 {
			continue
		}
		if s := standing[line.Value.Questions[0]]; s == nil || s.Response == assessment.Yes || s.Response == assessment.NotApplicable {
			changed = append(changed, w.done(line, w.day()))
			continue
		}
		planned[line.Value.Questions[0]] = true
	}
	for i := range list {
		s := &list[i]
		if gap := s.Counts() && !s.Question.IsFact() && s.Response != assessment.Yes; gap && !planned[s.Question.ID] {
			changed = append(changed, store.Record[assessment.Remediation]{Value: w.remediation(s.Question)})
		}
	}
	_, err = w.store.SaveRemediations(ctx, w.scope, w.client, changed...)
	return err
}

// done closes a line of the plan.
func (w *demoWork) done(line store.Record[assessment.Remediation], day assessment.Date) store.Record[assessment.Remediation] {
	line.Value.Status, line.Value.Completed = assessment.Done, day
	line.Value.Evidence, line.Value.VerifiedBy = "Seen in place", "Dana Reyes"
	return line
}

// workPlan is the year after the report: most lines are done in time, some are put off, and a few are late.
func (w *demoWork) workPlan(ctx context.Context) error {
	lines, err := w.store.Plan(ctx, w.scope, w.client)
	if err != nil {
		return err
	}
	today := assessment.DateOf(time.Now())
	var changed []store.Record[assessment.Remediation]
	for _, line := range lines {
		n := w.chance("work", line.Value.Questions[0])
		switch {
		case line.Value.Status != assessment.Open:
		case n < 75 && line.Value.Due.Before(today):
			changed = append(changed, w.done(line, line.Value.Due.AddDays(-5)))
		case n < 94 && line.Value.Due.Before(today):
			line.Value.Due = today.AddDays(20 + n)
			changed = append(changed, line)
		}
	}
	_, err = w.store.SaveRemediations(ctx, w.scope, w.client, changed...)
	return err
}

// remediation takes the questionnaire's suggestion over.
func (w *demoWork) remediation(q *assessment.Question) assessment.Remediation {
	rem := assessment.Remediation{
		Questions: []string{q.ID}, Action: "Put in place: " + q.Text, Owner: w.story.contact, Start: w.day(),
		Due: w.day().AddDays(120 + 3*w.chance("due", q.ID)), Cost: float64(100 * (1 + w.chance("cost", q.ID)%30)),
	}
	if s := q.Remediation; s != nil {
		rem.Action, rem.Success, rem.Effort = s.Action, s.Success, s.Effort
		rem.Due = w.day().AddDays(s.Days + 2*w.chance("due", q.ID))
	}
	return rem
}
