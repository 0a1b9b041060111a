package store

import (
	"slices"
	"testing"
	"time"

	"safeguard/assessment"
)

// TestMove moves a draft to a newer edition and back. Nothing that was said is lost on the way.
func TestMove(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx := t.Context()
		old, newer := catalogOf(t, "security-rule@2025.1"), catalogOf(t, "security-rule@2026.1")
		o.clock.set(time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC))
		id := o.openDraft(old, 2026)
		given := map[string]assessment.Answer{
			"termination-procedures": {Response: assessment.Yes, Note: "The same day"},     // as it was
			"device-encryption":      {Response: assessment.Partial, Note: "Two old ones"}, // reworded
			"leaver-checklist":       {Response: assessment.Yes, Note: "HR keeps it"},      // under another id
			"fax-cover-sheet":        {Response: assessment.No, Note: "Never"},             // retired
			"remote-work":            {Choice: "some-staff"},
		}
		for question, a := range given {
			o.save(id, AnswerChange{Question: question, Answer: a})
		}
		w, plan, err := o.PlanMove(ctx, o.manager, id, newer)
		o.must(err)
		if plan.Stays != 2 || !slices.Equal(plan.Reopened, []string{"device-encryption"}) || !slices.Equal(plan.Unseen, []string{"fax-cover-sheet"}) {
			t.Errorf("the plan keeps %d, reopens %v and leaves %v unseen", plan.Stays, plan.Reopened, plan.Unseen)
		}
		o.must(o.MoveAssessment(ctx, o.manager, id, w.Catalog.Hash, newer))

		w = o.work(id)
		if w.Catalog.Hash != newer.Hash || w.Questionnaire != "security-rule@2026.1" {
			t.Errorf("the draft is on %s", w.Questionnaire)
		}
		for question, want := range map[string]string{"termination-procedures": "The same day", "device-encryption": "", "fax-cover-sheet": ""} {
			if got := w.Answers[question].Note; got != want {
				t.Errorf("%s has the note %q, want %q", question, got, want)
			}
		}
		for question, note := range map[string]string{"device-encryption": "Two old ones", "leaver-devices-returned": "HR keeps it"} {
			p := proposalFor(t, w, assessment.Place{Question: question})
			if p.Note != note || p.OldText == "" || p.Origin != id {
				t.Errorf("%s is proposed as %+v, want the note %q", question, p, note)
			}
		}
		history, err := o.History(ctx, o.manager, id, "device-encryption")
		o.must(err)
		if len(history) != 2 || history[1].Note != "Two old ones" || !history[0].Blank() {
			t.Errorf("the history of device-encryption is %+v", history)
		}
		o.checkSummary("of a moved draft", id)
		if problems := w.Check(w.Catalog); len(problems) > 0 {
			t.Errorf("the moved draft has problems: %v", problems)
		}

		aRisk := w.Catalog.Risks[0].ID
		o.must(o.SaveEntries(ctx, o.manager, id, ReviewEntry(aRisk, 0, Reviewed{By: "Dana", Basis: "After the move"})))
		wantConflict(t, "moving from what it is not on any more", o.MoveAssessment(ctx, o.manager, id, old.Hash, newer))
		o.must(o.MoveAssessment(ctx, o.manager, id, newer.Hash, old))
		if got := o.work(id).Answers["fax-cover-sheet"].Note; got != "Never" {
			t.Errorf("back on the old edition the answer reads %q, want Never", got)
		}
		o.checkSummary("of a draft moved back", id)
	})
}

// TestMoveKeepsLastYear: what was carried from the year before is proposed against the new edition, and what was answered
// in the draft itself goes before it.
func TestMoveKeepsLastYear(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final := o.year(readSample(t, "2025"))
		o.clock.set(time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC))
		id := o.openDraft(catalogOf(t, "security-rule@2025.1"), 2026)
		o.save(id, AnswerChange{Question: "device-encryption", Answer: assessment.Answer{Response: assessment.No, Note: "This year"}})
		w := o.work(id)
		newer := catalogOf(t, "security-rule@2026.1")
		o.must(o.MoveAssessment(t.Context(), o.manager, id, w.Catalog.Hash, newer))
		w = o.work(id)
		var want []assessment.Proposal
		before := o.work(final)
		snapshot, err := before.Snapshot()
		o.must(err)
		for _, p := range assessment.CarryForward(snapshot, newer, &w.Client, func() string { return "" }) {
			if p.Question != "device-encryption" {
				want = append(want, p)
			}
		}
		var got []assessment.Proposal
		for _, p := range w.Proposals {
			if p.Question == "device-encryption" {
				if p.Note != "This year" || p.Origin != id {
					t.Errorf("device-encryption is proposed as %+v", p)
				}
				continue
			}
			p.ID = ""
			got = append(got, p)
		}
		wantSame(t, "what last year proposes", byQuestion(got), byQuestion(want))
	})
}

// byQuestion gathers proposals, whatever their order.
func byQuestion(list []assessment.Proposal) map[assessment.Place]assessment.Proposal {
	m := map[assessment.Place]assessment.Proposal{}
	for _, p := range list {
		m[p.Place()] = p
	}
	return m
}
