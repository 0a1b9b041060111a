package store

import (
	"testing"
	"time"

	"safeguard/assessment"
)

// TestGiven: the times of a draft's answers tell which were confirmed too fast; what an amendment took over tells nothing.
func TestGiven(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		first := o.year(readSample(t, "2025"))
		if list := o.work(first).Given(); len(list) > 0 {
			t.Errorf("a final assessment lists %d answers, want none", len(list))
		}
		amendment, err := o.AmendAssessment(t.Context(), o.manager, first, "A laptop was forgotten.")
		o.must(err)
		w := o.work(amendment)
		if list := w.Given(); len(list) > 0 {
			t.Errorf("an amendment lists %d answers that it took over, want none", len(list))
		}
		at := o.clock.now().Add(time.Hour)
		o.clock.set(at)
		before := w.Answer("password-rules", "")
		a := before.Answer
		a.Note = "Looked at again."
		_, err = o.SaveAnswer(t.Context(), o.manager, amendment, AnswerChange{Question: "password-rules", Answer: a, Revision: before.Revision})
		o.must(err)
		list := o.work(amendment).Given()
		if len(list) != 1 || list[0].Place != (assessment.Place{Question: "password-rules"}) || list[0].By != o.manager.Name || list[0].At.Before(at) {
			t.Errorf("after one answer the list is %+v", list)
		}
	})
}
