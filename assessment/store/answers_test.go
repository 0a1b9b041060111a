package store

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
)

// The questions that the tests answer: a control for the whole client, one that is asked per site, and a fact.
const (
	control = "termination-procedures"
	perSite = "visitor-control"
	fact    = "remote-work"
)

func yes(note string) assessment.Answer {
	return assessment.Answer{Response: assessment.Yes, Note: note}
}

// save answers a control question and gives what was stored.
func (o *office) save(id string, ch AnswerChange) StoredAnswer {
	o.t.Helper()
	a, err := o.SaveAnswer(o.t.Context(), o.manager, id, ch)
	o.must(err)
	return a
}

// firstDraft opens the first assessment of the client.
func (o *office) firstDraft() string {
	o.t.Helper()
	return o.openDraft(catalogOf(o.t, "security-rule@2025.1"), 2025)
}

func TestAnswerIsSaved(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		given := assessment.Answer{
			Response: assessment.Yes, Note: "HR opens a ticket.", Source: assessment.SourceCall,
			Verified: &assessment.Verification{By: "Dana", Date: assessment.NewDate(2025, 10, 2), Method: assessment.ByDocument, Evidence: "Ticket 4711"},
		}
		o.clock.set(firstDay)
		got := o.save(id, AnswerChange{Question: control, Answer: given})
		want := given
		want.By, want.On, want.Mode = "Dana Reyes", assessment.NewDate(2025, 11, 12), assessment.ModeNew
		wantSame(t, "the answer saved", got.Answer, want)
		if got.Revision != 1 || got.At.Sub(firstDay) > time.Second {
			t.Errorf("revision %d at %v", got.Revision, got.At)
		}
		w := o.work(id)
		wantSame(t, "the answer read", w.Answer(control, ""), got)
		wantSame(t, "the answer in the content", w.Content.Answers[control], want)
		if !w.LastSaved().Equal(got.At) {
			t.Errorf("last saved %v, want %v", w.LastSaved(), got.At)
		}
	})
}

func TestAnswersOfSites(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		o.save(id, AnswerChange{Question: perSite, Site: "annex", Answer: assessment.Answer{Response: assessment.No}})
		o.save(id, AnswerChange{Question: perSite, Answer: yes("everywhere")})
		o.save(id, AnswerChange{Question: perSite, Site: "main", Answer: yes("here")})
		w := o.work(id)
		got := w.Content.Answers[perSite]
		if got.Note != "everywhere" || got.Sites["main"].Note != "here" || got.Sites["annex"].Response != assessment.No {
			t.Errorf("answer = %+v", got)
		}
		for _, site := range []string{"", "main", "annex"} {
			if a := w.Answer(perSite, site); a.Revision != 1 {
				t.Errorf("revision at %q = %d, want 1: each site has its own", site, a.Revision)
			}
		}
	})
}

// TestClosedSite: what was answered for a site that the client has no more stands in the way of nothing, and is there
// again when the site is.
func TestClosedSite(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		o.save(id, AnswerChange{Question: perSite, Site: "annex", Answer: yes("at the annex")})
		sites := func(list ...string) {
			t.Helper()
			c, err := o.Client(t.Context(), o.manager, o.client)
			o.must(err)
			c.Facts.Sites = list
			o.must(o.UpdateClient(t.Context(), o.manager, c))
		}
		sites("main")
		o.save(id, AnswerChange{Question: control, Answer: yes("")})
		if got := o.work(id).Content.Answers[perSite]; len(got.Sites) != 0 {
			t.Errorf("answers of sites = %v, want none", got.Sites)
		}
		sites("main", "annex")
		if got := o.work(id).Answer(perSite, "annex"); got.Note != "at the annex" || got.Revision != 1 {
			t.Errorf("answer of the site that is back = %+v", got)
		}
	})
}

func TestAnswerRevisions(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		first := o.save(id, AnswerChange{Question: control, Answer: yes("first")})
		second := o.save(id, AnswerChange{Question: control, Answer: yes("second"), Revision: 1})
		if second.Revision != 2 {
			t.Errorf("revision = %d, want 2", second.Revision)
		}
		for _, revision := range []int{0, 1, 3} {
			_, err := o.SaveAnswer(t.Context(), o.admin, id, AnswerChange{Question: control, Answer: yes("late"), Revision: revision})
			conflict := wantConflict(t, "a wrong revision", err)
			if conflict.Answer == nil || conflict.Answer.Revision != 2 || conflict.Answer.Note != "second" || conflict.Answer.By != "Dana Reyes" {
				t.Errorf("conflict at revision %d has %+v, want the answer of Dana Reyes", revision, conflict.Answer)
			}
			if conflict.Status != assessment.Draft {
				t.Errorf("conflict has status %v, want draft", conflict.Status)
			}
		}
		again := o.save(id, AnswerChange{Question: control, Answer: yes("second"), Revision: 2})
		wantSame(t, "saving the same again", again, second)
		list, err := o.History(t.Context(), o.manager, id, control)
		o.must(err)
		wantSame(t, "the history", list, []Revision{{StoredAnswer: second}, {StoredAnswer: first}})
	})
}

// TestHistoryOfSites: the history of a question has all of its sites, the newest on top.
func TestHistoryOfSites(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		var want []Revision
		for i, at := range []struct {
			site     string
			revision int
		}{{"main", 0}, {"annex", 0}, {"main", 1}, {"", 0}} {
			note := []string{"a", "b", "c", "d"}[i]
			a := o.save(id, AnswerChange{Question: perSite, Site: at.site, Revision: at.revision, Answer: yes(note)})
			want = append(want, Revision{StoredAnswer: a, Site: at.site})
		}
		slices.Reverse(want)
		got, err := o.History(t.Context(), o.manager, id, perSite)
		o.must(err)
		wantSame(t, "the history", got, want)
		if list, err := o.History(t.Context(), o.manager, id, control); err != nil || len(list) != 0 {
			t.Errorf("history of what was never answered = %v, %v, want none", list, err)
		}
	})
}

// TestNothingIsNoAnswer: what says nothing makes no first revision; taking an answer back does.
func TestNothingIsNoAnswer(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		if a := o.save(id, AnswerChange{Question: control}); a.Revision != 0 {
			t.Errorf("saving nothing gave revision %d, want 0", a.Revision)
		}
		o.save(id, AnswerChange{Question: control, Answer: yes("")})
		if a := o.save(id, AnswerChange{Question: control, Revision: 1}); a.Revision != 2 || !a.Blank() || a.Mode != 0 {
			t.Errorf("taking the answer back gave %+v, want revision 2, blank, without a mode", a)
		}
	})
}

func TestAnswersThatAreRefused(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		_, err := o.SaveAnswer(t.Context(), o.manager, id, AnswerChange{Question: "no-such-question", Answer: yes("")})
		wantErr(t, "an unknown question", err, assessment.ErrNotFound)
		_, err = o.SaveAnswer(t.Context(), o.manager, "no-such-assessment", AnswerChange{Question: control, Answer: yes("")})
		wantErr(t, "an unknown assessment", err, assessment.ErrNotFound)
		for _, tt := range []struct {
			what string
			ch   AnswerChange
			path string
		}{
			{"an unknown site", AnswerChange{Question: perSite, Site: "moon", Answer: yes("")}, "site"},
			{"a site where none is asked", AnswerChange{Question: control, Site: "main", Answer: yes("")}, "site"},
			{"not applicable without a reason", AnswerChange{Question: control, Answer: assessment.Answer{Response: assessment.NotApplicable}}, "reason"},
			{"a choice that is none", AnswerChange{Question: fact, Answer: assessment.Answer{Choice: "perhaps"}}, "choice"},
		} {
			_, err := o.SaveAnswer(t.Context(), o.manager, id, tt.ch)
			wantInvalid(t, tt.what, err, tt.path)
		}
		if n := o.count(`SELECT count(*) FROM answers`) + o.count(`SELECT count(*) FROM answer_revisions`); n != 0 {
			t.Errorf("%d rows were kept of what was refused", n)
		}
	})
}

// TestOldTroubleStopsNoAnswer: what is wrong elsewhere, here an asset of a kind that the inventory says is not there, is
// no reason to refuse an answer. It stands in the way of the review.
func TestOldTroubleStopsNoAnswer(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		s := readSample(t, "2025")
		id := o.draft(s)
		_, err := o.SaveAssets(t.Context(), o.manager, o.client, Record[assessment.Asset]{Value: assessment.Asset{Name: "iPad", Kind: assessment.Tablet}})
		o.must(err)
		o.save(id, AnswerChange{Question: control, Answer: yes("now"), Revision: 1})
		err = o.UpdateAssessment(t.Context(), o.manager, id, "submit", func(w *Work) error { return w.Submit(w.Catalog) })
		if _, ok := errors.AsType[*assessment.Invalid](err); !ok {
			t.Errorf("submitting with a contradiction: error %v, want *Invalid", err)
		}
	})
}

func TestSaveAnswersIsAllOrNone(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		events := o.count(`SELECT count(*) FROM events`)
		good := AnswerChange{Question: control, Answer: yes("")}
		for what, bad := range map[string]AnswerChange{
			"a wrong revision": {Question: perSite, Answer: yes(""), Revision: 1},
			"an unknown site":  {Question: perSite, Site: "moon", Answer: yes("")},
			"the same place":   {Question: control, Answer: yes("again")},
		} {
			if _, err := o.SaveAnswers(t.Context(), o.manager, id, []AnswerChange{good, bad}); err == nil {
				t.Errorf("%s: saved", what)
			}
		}
		if n := o.count(`SELECT count(*) FROM answers`) + o.count(`SELECT count(*) FROM events`) - events; n != 0 {
			t.Errorf("%d rows were kept of what failed", n)
		}
		other := AnswerChange{Question: perSite, Site: "main", Answer: yes("")}
		list, err := o.SaveAnswers(t.Context(), o.manager, id, []AnswerChange{other, good})
		o.must(err)
		if len(list) != 2 || o.count(`SELECT count(*) FROM answers`) != 2 {
			t.Errorf("%d answers came back, want both", len(list))
		}
	})
}

// TestManySaveOneAnswer: of several people who saw no answer yet, one saves theirs and all others are shown it.
func TestManySaveOneAnswer(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		errs := make([]error, 8)
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() {
				_, errs[i] = o.SaveAnswer(t.Context(), o.manager, id, AnswerChange{Question: control, Answer: yes(string(rune('a' + i)))})
			})
		}
		group.Wait()
		stored := o.work(id).Answer(control, "")
		won := 0
		for i, err := range errs {
			if err == nil {
				won++
				if note := string(rune('a' + i)); stored.Note != note {
					t.Errorf("stored %q, but %q was told to be saved", stored.Note, note)
				}
				continue
			}
			if c := wantConflict(t, "one who came late", err); c.Answer == nil || c.Answer.Note != stored.Note {
				t.Errorf("the conflict shows %+v, want %q", c.Answer, stored.Note)
			}
		}
		if won != 1 || stored.Revision != 1 {
			t.Errorf("%d saved, revision %d, want 1, 1", won, stored.Revision)
		}
	})
}

// secondYear finishes 2025 and opens the draft of 2026, with what 2025 proposes.
func (o *office) secondYear() (final, draft string) {
	o.t.Helper()
	final = o.year(readSample(o.t, "2025"))
	o.clock.set(time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC))
	return final, o.openDraft(catalogOf(o.t, "security-rule"), 2026)
}

// proposalFor gives the one proposal for a place.
func proposalFor(t testing.TB, w *Work, at assessment.Place) assessment.Proposal {
	t.Helper()
	for _, p := range w.Proposals {
		if p.Place() == at {
			return p
		}
	}
	t.Fatalf("nothing is proposed for %v", at)
	return assessment.Proposal{}
}

func TestProposalIsConfirmed(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		_, id := o.secondYear()
		w := o.work(id)
		p := proposalFor(t, w, assessment.Place{Question: "access-duties-listed"})
		if a := o.save(id, AnswerChange{Question: p.Question, Answer: p.Answer(), Proposal: p.ID}); a.Mode != assessment.ModeAlone || a.Verified != nil {
			t.Errorf("confirmed: mode %v, proof %v, want alone, none", a.Mode, a.Verified)
		}
		changed := proposalFor(t, w, assessment.Place{Question: "access-approved"})
		a := o.save(id, AnswerChange{Question: changed.Question, Answer: assessment.Answer{Response: assessment.Partial}})
		if a.Mode != assessment.ModeChanged {
			t.Errorf("answered otherwise: mode %v, want changed", a.Mode)
		}
		several := proposalFor(t, w, assessment.Place{Question: "security-reminders"})
		a = o.save(id, AnswerChange{Question: several.Question, Answer: several.Answer(), Proposal: several.ID, mode: assessment.ModeTogether})
		if a.Mode != assessment.ModeTogether {
			t.Errorf("confirmed with others: mode %v, want together", a.Mode)
		}
		for what, ch := range map[string]AnswerChange{
			"another question's proposal": {Question: "sanction-policy", Answer: yes(""), Proposal: p.ID},
			"one that is not there":       {Question: "sanction-policy", Answer: yes(""), Proposal: "nothing"},
		} {
			_, err := o.SaveAnswer(t.Context(), o.manager, id, ch)
			if c := wantConflict(t, what, err); !c.Changed {
				t.Errorf("%s: conflict %+v, want Changed", what, c)
			}
		}
	})
}

// TestProposalForEverySite: what is proposed for the whole client is confirmed at a site as well.
func TestProposalForEverySite(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		s := readSample(t, "2025")
		s.content.Answers[perSite] = yes("at both sites")
		o.year(s)
		id := o.openDraft(catalogOf(t, "security-rule"), 2026)
		p := proposalFor(t, o.work(id), assessment.Place{Question: perSite})
		a := o.save(id, AnswerChange{Question: perSite, Site: "annex", Answer: p.Answer(), Proposal: p.ID})
		if a.Mode != assessment.ModeAlone {
			t.Errorf("mode = %v, want alone", a.Mode)
		}
	})
}
