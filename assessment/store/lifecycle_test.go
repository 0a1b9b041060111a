package store

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"safeguard/assessment"
)

// sameContent compares contents as people gave them. What the store adds to an answer is left out.
func sameContent(t testing.TB, got, want assessment.Content) {
	t.Helper()
	diff := cmp.Diff(want, got, cmpopts.EquateComparable(assessment.Date{}), cmpopts.EquateEmpty(),
		cmpopts.IgnoreFields(assessment.Answer{}, "By", "On", "Mode"))
	if diff != "" {
		t.Errorf("content differs (-given +kept):\n%s", diff)
	}
}

func TestSampleIsKeptWhole(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		s := readSample(t, "2025")
		id := o.draft(s)
		want := *s.content
		want.Approval = nil
		sameContent(t, o.work(id).Content, want)
		o.reopen()
		sameContent(t, o.work(id).Content, want)
	})
}

func TestFirstAssessment(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.clock.set(firstDay)
		id := o.firstDraft()
		w := o.work(id)
		if w.ID != id || w.ClientID != o.client || w.Period != 2025 || w.Status != assessment.Draft || w.Due != assessment.NewDate(2025, 12, 15) {
			t.Errorf("draft = %s of %s, %d, %v, due %v", w.ID, w.ClientID, w.Period, w.Status, w.Due)
		}
		if len(w.Proposals) != 0 || w.Previous != "" || len(w.Content.Answers) != 0 {
			t.Errorf("the first year has %d proposals from %q and %d answers", len(w.Proposals), w.Previous, len(w.Content.Answers))
		}
		if w.Content.Questionnaire != "security-rule@2025.1" || w.Catalog.Hash != catalogOf(t, "security-rule@2025.1").Hash {
			t.Errorf("questionnaire = %s, %s", w.Content.Questionnaire, w.Catalog.Hash)
		}
		wantSame(t, "the client's facts", w.Client, riverside())
		if w.Date != assessment.NewDate(2025, 11, 12) || !w.OpenedAt.After(firstDay) {
			t.Errorf("as of %v, opened at %v", w.Date, w.OpenedAt)
		}
	})
}

// TestCatalogIsKept: an assessment reads the catalog that it was opened with from the database.
func TestCatalogIsKept(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		cat := catalogOf(t, "security-rule@2025.1")
		id := o.firstDraft()
		o.reopen()
		kept := o.work(id).Catalog
		if kept == cat {
			t.Fatal("the catalog was not read from the database")
		}
		wantSame(t, "the questionnaire", kept.Questionnaire, cat.Questionnaire)
		wantSame(t, "the risks", kept.Risks, cat.Risks)

		changed := assessment.NewCatalog(cat.Questionnaire, "sha256:other", cat.Rule, cat.Threats, cat.Risks)
		_, err := o.OpenAssessment(t.Context(), o.manager, Opening{Client: o.other, Period: 2025, Catalog: changed})
		if err == nil || errors.Is(err, assessment.ErrConflict) {
			t.Errorf("the same version with another hash: error %v, want one about the version", err)
		}
	})
}

func TestOpenedTwice(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		s := readSample(t, "2025")
		id := o.draft(s)
		again := func(when string) {
			t.Helper()
			_, err := o.OpenAssessment(t.Context(), o.manager, Opening{Client: o.client, Period: 2025, Catalog: s.cat})
			opened, ok := errors.AsType[*Opened](err)
			if !ok || opened.ID != id || !errors.Is(err, assessment.ErrConflict) {
				t.Errorf("opened again %s: error %v, want *Opened with %s", when, err, id)
			}
		}
		again("as a draft")
		o.submit(id)
		again("under review")
		o.approve(id)
		o.must(o.FinalizeAssessment(t.Context(), o.manager, id))
		again("when final")
	})
}

func TestOpenedAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		for period := 2021; period <= 2025; period++ {
			openAtOnce(t, o, Opening{Client: o.client, Period: period, Catalog: catalogOf(t, "security-rule@2025.1")})
		}
	})
}

func openAtOnce(t *testing.T, o *office, opening Opening) {
	ids, errs := make([]string, 4), make([]error, 4)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() { ids[i], errs[i] = o.OpenAssessment(t.Context(), o.manager, opening) })
	}
	group.Wait()
	won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
	if won < 0 {
		t.Fatalf("nobody opened it: %v", errs)
	}
	for i, err := range errs {
		if opened, ok := errors.AsType[*Opened](err); i != won && (!ok || opened.ID != ids[won]) {
			t.Errorf("opened beside another: error %v, want *Opened with %s", err, ids[won])
		}
	}
	if n := o.count(`SELECT count(*) FROM assessments WHERE period = $1`, opening.Period); n != 1 {
		t.Errorf("%d assessments of %d, want 1", n, opening.Period)
	}
}

func TestSecondYearProposes(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final, id := o.secondYear()
		w := o.work(id)
		if w.Previous != final || len(w.Content.Answers) != 0 {
			t.Errorf("previous = %q with %d answers, want %q, 0", w.Previous, len(w.Content.Answers), final)
		}
		p := proposalFor(t, w, assessment.Place{Question: "malware-protection"})
		want := assessment.Proposal{
			ID: p.ID, Question: "malware-protection", Source: assessment.Carried, Response: assessment.Partial, By: "Dana Reyes",
			Note: "The two x-ray computers are left to the x-ray firm and are not in the console.",
			AsOf: assessment.NewDate(2025, 11, 12), Origin: final, Period: 2025,
			Proof: &assessment.Verification{
				By: "Priya Nair", Date: assessment.NewDate(2025, 10, 20), Method: assessment.ByConfiguration,
				Evidence: "Console: 17 of 17 managed machines up to date",
			},
			OldText: p.OldText, Anew: p.Anew, // which the core's own tests are about
		}
		wantSame(t, "the proposal", p, want)
		sum := o.summary(id)
		if sum.ToConfirm == 0 || sum.Answered != 0 {
			t.Errorf("%d to confirm, %d answered: a proposal is not an answer", sum.ToConfirm, sum.Answered)
		}
		o.checkSummary("of the second year", id)
	})
}

// TestPlanOutlivesQuestions: the lines of a plan stay while questions get other ids, are retired, or are risks that the
// assessor added in another year. An assessment has of them what its own edition knows.
func TestPlanOutlivesQuestions(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		_, id := o.secondYear()
		line := assessment.Remediation{
			ID: "r-old", Action: "Mend it.", Questions: []string{"leaver-checklist", "fax-cover-sheet", control, "leaver-devices-returned"},
			Risks: []string{anOwnRisk, "own-fire"},
		}
		o.plan([]assessment.Remediation{line})
		own := assessment.OwnRisk{
			ID: anOwnRisk, Threat: aThreat, Vulnerability: "The basement.", Harm: assessment.LikelihoodLow, Impact: assessment.Impacts{Integrity: assessment.ImpactLow},
		}
		o.must(o.SaveEntries(t.Context(), o.manager, id, OwnRiskEntry(0, own)))
		w := o.work(id)
		i := slices.IndexFunc(w.Remediation, func(r assessment.Remediation) bool { return r.ID == "r-old" })
		wantSame(t, "the questions", w.Remediation[i].Questions, []string{"leaver-devices-returned", control})
		wantSame(t, "the risks", w.Remediation[i].Risks, []string{anOwnRisk})
		if problems := w.Check(w.Catalog); len(problems) != 0 {
			t.Errorf("the second year has problems: %v", problems)
		}
		kept, err := o.Plan(t.Context(), o.manager, o.client)
		o.must(err)
		i = slices.IndexFunc(kept, func(r Record[assessment.Remediation]) bool { return r.ID == "r-old" })
		line.Status = assessment.Open
		wantSame(t, "the line itself", kept[i].Value, line)
	})
}

// summary gives an assessment as lists show it.
func (o *office) summary(id string) Summary {
	o.t.Helper()
	list, err := o.Assessments(o.t.Context(), o.manager, o.client)
	o.must(err)
	i := slices.IndexFunc(list, func(s Summary) bool { return s.ID == id })
	if i < 0 {
		o.t.Fatalf("assessment %s is not in the list", id)
	}
	return list[i]
}

// checkSummary holds the figures of the lists against those that the core gives now.
func (o *office) checkSummary(when, id string) {
	o.t.Helper()
	w := o.work(id)
	snapshot, err := w.Snapshot()
	o.must(err)
	all, _ := assessment.ProgressOf(w.Catalog, &w.Content, assessment.Offers(w.Proposals))
	plan, err := o.Plan(o.t.Context(), o.manager, o.client)
	o.must(err)
	w.Remediation = nil
	for _, r := range plan {
		w.Remediation = append(w.Remediation, r.Value)
	}
	want := Summary{
		ID: id, Period: w.Period, Status: w.Status, Due: w.Due, Asked: all.Asked, Answered: all.Answered, ToConfirm: all.ToConfirm,
		Level: highest(snapshot.Result), Index: snapshot.Result.Totals.Index, Missing: len(snapshot.Result.Missing),
		Next: assessment.NextOf(&w.Assessment, snapshot.Result, all, assessment.SharedOut{}), FinalAt: w.FinalAt, Amends: w.Amends,
		Edition: w.Questionnaire,
	}
	if w.Previous != "" {
		want.Carried = o.work(w.Previous).Period
	}
	wantSame(o.t, "the summary "+when, o.summary(id), want)
	list, err := o.Clients(o.t.Context(), o.manager, Filter{Text: "riverside", PerPage: 1})
	o.must(err)
	wantSame(o.t, "the client's line "+when, list.Lines[0].Current, &want)
}

// TestListsKeepUp: after every change the lists show what the core says of it.
func TestListsKeepUp(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		s := readSample(t, "2025")
		id := o.draft(s)
		o.checkSummary("of a draft", id)
		o.save(id, AnswerChange{Question: control, Answer: yes(""), Revision: 1})
		o.checkSummary("after an answer", id)
		o.must(o.SaveEntries(t.Context(), o.manager, id, TakeOut(EntryTreatment, anyKey(s.content.Treatment), 1)))
		o.checkSummary("after an entry", id)
		o.must(o.SaveEntries(t.Context(), o.manager, id, TreatmentEntry(anyKey(s.content.Treatment), 2, s.content.Treatment[anyKey(s.content.Treatment)])))
		c, err := o.Client(t.Context(), o.manager, o.client)
		o.must(err)
		c.Facts.Sites = nil
		o.must(o.UpdateClient(t.Context(), o.manager, c))
		o.checkSummary("without sites", id)
		c.Facts.Sites, c.Revision = s.content.Client.Sites, c.Revision+1
		o.must(o.UpdateClient(t.Context(), o.manager, c))
		o.submit(id)
		o.checkSummary("under review", id)
		o.approve(id)
		o.checkSummary("approved", id)
		o.must(o.FinalizeAssessment(t.Context(), o.manager, id))
		o.checkSummary("when final", id)
		o.closePlan()
		o.checkSummary("with the plan done", id)
		if next := o.summary(id).Next; next.Step != assessment.StepReview || next.Due != s.content.NextReview {
			t.Errorf("next = %+v, want the review on %v", next, s.content.NextReview)
		}
	})
}

func anyKey[T any](m map[string]T) string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	return slices.Min(keys)
}

// closePlan marks every line of the plan as done.
func (o *office) closePlan() {
	o.t.Helper()
	plan, err := o.Plan(o.t.Context(), o.manager, o.client)
	o.must(err)
	for i := range plan {
		plan[i].Value.Status = assessment.Done
	}
	_, err = o.SaveRemediations(o.t.Context(), o.manager, o.client, plan...)
	o.must(err)
}

// TestReviewIsFixed: what happens to the client and its records after the draft was submitted changes nothing of what the
// official looks at.
func TestReviewIsFixed(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.draft(readSample(t, "2025"))
		before := o.work(id)
		digest := before.Content.Digest(before.Catalog)
		o.submit(id)
		c, err := o.Client(t.Context(), o.manager, o.client)
		o.must(err)
		c.Facts.Name, c.Facts.Workforce = "Renamed", 99
		o.must(o.UpdateClient(t.Context(), o.manager, c))
		_, err = o.SaveAssets(t.Context(), o.manager, o.client, Record[assessment.Asset]{Value: assessment.Asset{Name: "New server", Kind: assessment.Server}})
		o.must(err)
		o.clock.set(firstDay.AddDate(0, 0, 9))
		w := o.work(id)
		if w.Status != assessment.InReview || w.Digest != digest || w.Content.Digest(w.Catalog) != digest {
			t.Errorf("%v, digest %s of content %s, want %s", w.Status, w.Digest, w.Content.Digest(w.Catalog), digest)
		}
		if w.Client.Name != "Riverside Family Dental" || len(w.Assets) != len(before.Assets) {
			t.Errorf("under review: %s with %d assets, want as it was submitted", w.Client.Name, len(w.Assets))
		}
	})
}

// TestNothingChangesAfterTheDraft tries to change what is under review and what is final.
func TestNothingChangesAfterTheDraft(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.draft(readSample(t, "2025"))
		try := func(status assessment.Status) {
			t.Helper()
			_, err := o.SaveAnswer(t.Context(), o.manager, id, AnswerChange{Question: control, Answer: yes(""), Revision: 1})
			if c := wantConflict(t, "an answer", err); c.Status != status || c.Answer != nil {
				t.Errorf("conflict = %+v, want status %v", c, status)
			}
			err = o.SaveEntries(t.Context(), o.manager, id, ScopingEntry(1, Scoping{}))
			if c := wantConflict(t, "an entry", err); c.Status != status {
				t.Errorf("conflict = %+v, want status %v", c, status)
			}
		}
		o.submit(id)
		try(assessment.InReview)
		o.approve(id)
		o.must(o.FinalizeAssessment(t.Context(), o.manager, id))
		try(assessment.Final)
		wantErr(t, "finalizing twice", o.FinalizeAssessment(t.Context(), o.manager, id), assessment.ErrConflict)
	})
}

func TestReturnedAndTakenBack(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.draft(readSample(t, "2025"))
		o.submit(id)
		remark := assessment.Remark{By: o.officer.Name, Date: assessment.NewDate(2025, 11, 13), Text: "The annex has a second x-ray."}
		o.must(o.UpdateAssessment(t.Context(), o.officer, id, "return", func(w *Work) error { return w.Return(remark) }))
		w := o.work(id)
		wantSame(t, "the remarks", w.Remarks, []assessment.Remark{remark})
		if w.Status != assessment.Draft || w.Digest != "" {
			t.Errorf("returned: %v, digest %q, want a draft without one", w.Status, w.Digest)
		}
		o.save(id, AnswerChange{Question: control, Answer: yes("after the return"), Revision: 1})
		o.submit(id)
		o.approve(id)
		o.must(o.UpdateAssessment(t.Context(), o.manager, id, "take back", func(w *Work) error { return w.TakeBack() }))
		w = o.work(id)
		if w.Status != assessment.Draft || w.Approval != nil || w.Content.Approval != nil {
			t.Errorf("taken back: %v with approval %v, want a draft without one", w.Status, w.Approval)
		}
		if a := w.Answer(control, ""); a.Note != "after the return" || len(w.Remarks) != 1 {
			t.Errorf("taken back: answer %q, %d remarks", a.Note, len(w.Remarks))
		}
	})
}

// TestChangeOfStateThatFails leaves everything as it was.
func TestChangeOfStateThatFails(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.draft(readSample(t, "2025"))
		events := o.count(`SELECT count(*) FROM events`)
		own := errors.New("my own")
		err := o.UpdateAssessment(t.Context(), o.manager, id, "submit", func(w *Work) error {
			return errors.Join(w.Submit(w.Catalog), own)
		})
		wantErr(t, "the core's error", err, own)
		wantErr(t, "finalizing a draft", o.FinalizeAssessment(t.Context(), o.manager, id), assessment.ErrConflict)
		_, err = o.AmendAssessment(t.Context(), o.manager, id, "why")
		wantErr(t, "amending a draft", err, assessment.ErrConflict)
		o.submit(id)
		if _, ok := errors.AsType[*assessment.Invalid](o.FinalizeAssessment(t.Context(), o.manager, id)); !ok {
			t.Error("finalized without an approval")
		}
		if w := o.work(id); w.Status != assessment.InReview {
			t.Errorf("status = %v, want in review", w.Status)
		}
		if n := o.count(`SELECT count(*) FROM events`) - events; n != 1 {
			t.Errorf("%d events, want the one of the submission", n)
		}
	})
}

// TestSecondYearIsCompared: a final assessment keeps its result, with the comparison with the final one before.
func TestSecondYearIsCompared(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		first := readSample(t, "2025")
		before := o.year(first)
		o.clearRecords()
		second := readSample(t, "2026")
		id := o.year(second)

		snapshotOf := func(id string) assessment.Snapshot {
			t.Helper()
			s, err := o.work(id).Snapshot()
			o.must(err)
			return s
		}
		if s := snapshotOf(before); s.Result.Comparison != nil {
			t.Error("the first year is compared with something")
		}
		w := o.work(id)
		if w.Status != assessment.Final || w.FinalAt.IsZero() || w.Approval == nil || w.Approval.Name != "Dr. Samuel Okafor" {
			t.Errorf("final: %v at %v, approved by %v", w.Status, w.FinalAt, w.Approval)
		}
		now := snapshotOf(id)
		rated := assessment.Rate(w.Catalog, &w.Content)
		last := snapshotOf(before)
		rated.Comparison = assessment.CompareOver([]*assessment.Result{last.Result}, last, assessment.Snapshot{Catalog: w.Catalog, Content: &w.Content, Result: rated})
		wantSame(t, "the result", now.Result, rated)
		if len(now.Result.Comparison.Questions) == 0 {
			t.Error("the comparison is empty")
		}
		o.reopen()
		wantSame(t, "the result after a restart", snapshotOf(id).Result, rated)
		o.must(o.VerifyAudit(t.Context()))
	})
}

// clearRecords takes out what the next sample brings itself.
func (o *office) clearRecords() {
	o.t.Helper()
	ctx := o.t.Context()
	assets, err := o.Assets(ctx, o.manager, o.client)
	o.must(err)
	for _, r := range assets {
		o.must(o.RemoveAsset(ctx, o.manager, o.client, r.ID, r.Revision))
	}
	vendors, err := o.Vendors(ctx, o.manager, o.client)
	o.must(err)
	for _, r := range vendors {
		o.must(o.RemoveVendor(ctx, o.manager, o.client, r.ID, r.Revision))
	}
	incidents, err := o.Incidents(ctx, o.manager, o.client)
	o.must(err)
	for _, r := range incidents {
		o.must(o.RemoveIncident(ctx, o.manager, o.client, r.ID, r.Revision))
	}
}

func TestAmendment(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final := o.year(readSample(t, "2025"))
		was := o.work(final)
		_, err := o.AmendAssessment(t.Context(), o.manager, final, " ")
		wantInvalid(t, "amending without a reason", err, "reason")
		id, err := o.AmendAssessment(t.Context(), o.manager, final, "A laptop was forgotten.")
		o.must(err)
		w := o.work(id)
		if w.Status != assessment.Draft || w.Amends != final || w.AmendReason != "A laptop was forgotten." || w.Approval != nil || w.Period != 2025 {
			t.Errorf("amendment = %v of %q because %q, approval %v", w.Status, w.Amends, w.AmendReason, w.Approval)
		}
		want := was.Content
		want.Approval = nil
		wantSame(t, "what it begins with", w.Content, want)
		o.checkSummary("of the amendment", id)

		_, err = o.AmendAssessment(t.Context(), o.manager, final, "Again.")
		wantConflict(t, "amending twice at once", err)
		a := o.save(id, AnswerChange{Question: control, Answer: yes("mended"), Revision: w.Answer(control, "").Revision})
		if a.Revision != 2 {
			t.Errorf("revision = %d, want 2", a.Revision)
		}
		o.finalize(id)
		old := o.work(final)
		if old.Status != assessment.Superseded || old.Digest != was.Digest || old.Content.Answers[control].Note == "mended" {
			t.Errorf("the amended one: %v, digest %s, answer %q", old.Status, old.Digest, old.Content.Answers[control].Note)
		}
		_, err = o.AmendAssessment(t.Context(), o.manager, final, "Once more.")
		wantErr(t, "amending what is superseded", err, assessment.ErrConflict)
		list, err := o.Assessments(t.Context(), o.manager, o.client)
		o.must(err)
		if len(list) != 2 || list[0].ID != id || list[0].Amends != final || list[1].ID != final || list[1].Status != assessment.Superseded {
			t.Errorf("list = %+v", list)
		}
		o.clock.set(time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC))
		next := o.openDraft(catalogOf(t, "security-rule"), 2026)
		if got := o.work(next).Previous; got != id {
			t.Errorf("the next year is carried from %q, want the amendment %q", got, id)
		}
	})
}

// TestImportIsAllOrNone: content that cannot be understood leaves neither a draft nor records behind.
func TestImportIsAllOrNone(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		s := readSample(t, "2025")
		s.content.Answers["no-such-question"] = yes("")
		opening := Opening{Client: o.client, Period: 2025, Catalog: s.cat}
		_, err := o.ImportAssessment(t.Context(), o.manager, opening, s.content)
		wantInvalid(t, "an unknown question", err, "answers.no-such-question")
		if n := o.count(`SELECT count(*) FROM assessments`) + o.count(`SELECT count(*) FROM records`); n != 0 {
			t.Errorf("%d rows were kept of what failed", n)
		}
		delete(s.content.Answers, "no-such-question")
		o.must(drop(o.ImportAssessment(t.Context(), o.manager, opening, s.content)))
	})
}

// TestImport: a whole content comes in by one call, over what the client had.
func TestImport(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		for _, year := range []string{"2025", "2026"} {
			s := readSample(t, year)
			o.clock.set(s.content.Date.Time().Add(9 * time.Hour))
			c, err := o.Client(t.Context(), o.manager, o.client)
			o.must(err)
			c.Facts = s.content.Client
			o.must(o.UpdateClient(t.Context(), o.manager, c))
			id, err := o.ImportAssessment(t.Context(), o.manager, Opening{Client: o.client, Period: s.content.Period, Catalog: s.cat}, s.content)
			o.must(err)
			want := *s.content
			want.Approval = nil
			w := o.work(id)
			if year == "2025" {
				sameContent(t, w.Content, want)
			}
			if len(w.Assets) != len(want.Assets) || len(w.Incidents) != len(want.Incidents) || len(w.Content.Answers) != len(want.Answers) {
				t.Errorf("%s: %d assets, %d incidents, %d answers", year, len(w.Assets), len(w.Incidents), len(w.Content.Answers))
			}
			o.finalize(id)
		}
	})
}
