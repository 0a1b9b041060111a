package store

import (
	"testing"

	"safeguard/assessment"
)

// next gives what lists say of the draft.
func (h *handedOut) next() assessment.Next {
	h.t.Helper()
	list, err := h.Assessments(h.t.Context(), h.manager, h.client)
	h.must(err)
	for _, sum := range list {
		if sum.ID == h.draft {
			return sum.Next
		}
	}
	h.t.Fatal("no such draft")
	return assessment.Next{}
}

// TestSharedOut: a question is with a contact until its answer is accepted or its share revoked, and counts say so.
func TestSharedOut(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		ctx := t.Context()
		scoping := o.work(h.draft).Scoping()
		scoping.Scope, scoping.ChangedAsked = "All of it", true
		o.must(o.SaveEntries(ctx, o.manager, h.draft, ScopingEntry(o.work(h.draft).Revision(EntryScoping, ""), scoping)))
		out := func() *Out {
			t.Helper()
			got, err := o.SharedOut(ctx, o.manager, o.client, h.draft, 2026)
			o.must(err)
			return got
		}
		names := func(question string) (list []string) {
			for _, p := range out().Who(question) {
				list = append(list, p.Person.Name)
			}
			return list
		}
		wantSame(t, "who has the first question", names(h.questions[0]), []string{"Pat Lee"})
		wantSame(t, "who has the question of both", names(h.questions[2]), []string{"Pat Lee", "Kim Roe"})
		if k := out().Questions[h.questions[0]]; !k.WithContact() || k.Due != o.today().AddDays(7) || k.Share != h.made[0].Recipient.Share {
			t.Errorf("the first question: %+v", k)
		}
		pat := o.enter(h.made[0])
		o.answerAll(pat, assessment.Partial)
		if k := out().Questions[h.questions[0]]; k.WithContact() || k.Submitted != 1 {
			t.Errorf("the first question once it is answered: %+v", k)
		}
		wantSame(t, "the next step", h.next(), assessment.Next{Step: assessment.StepReviewShares, Count: 2})
		all := h.verdicts("")
		all[0].Remark = "Since when?"
		o.must(o.ReviewShare(ctx, o.manager, h.made[0].Recipient.Share, shareLetter, all...))
		if k := out().Questions[all[0].Question]; !k.WithContact() || k.Returned != 1 {
			t.Errorf("the question that came back: %+v", k)
		}
		if _, with := out().Questions[all[1].Question]; with {
			t.Error("an accepted question is with somebody")
		}
		if step := h.next().Step; step == assessment.StepReviewShares {
			t.Error("nothing waits for a verdict, and the next step says so")
		}
		lines, err := o.ClientShares(ctx, o.manager, o.client, h.draft)
		o.must(err)
		if len(lines) != 1 || len(lines[0].Recipients) != 2 {
			t.Fatalf("the list of shares: %+v", lines)
		}
		p := lines[0].Recipients[0]
		if p.Asked != 2 || p.Answered != 1 || p.Returned != 1 || p.ToReview != 0 || p.State != assessment.ShareReturned {
			t.Errorf("the line of the first contact: %+v", p)
		}
		o.must(o.RevokeShares(ctx, o.manager, h.made[0].Recipient.ID, h.made[1].Recipient.ID))
		if n := len(out().Questions); n != 0 {
			t.Errorf("%d questions are with somebody after all was revoked", n)
		}
	})
}
