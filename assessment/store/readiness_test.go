package store

import (
	"testing"
	"time"

	"safeguard/assessment"
)

// ready answers two questions of the proposed rule.
func ready(note string) assessment.Readiness {
	return assessment.Readiness{By: "Dana Reyes", Date: assessment.NewDate(2025, 11, 3), Answers: map[string]assessment.ReadinessAnswer{
		"proposed-network-map": {Response: assessment.Partial, Note: note}, "proposed-mfa-assets": {Response: assessment.Yes}, "proposed-all-written": {},
	}}
}

// stored is what comes of ready.
func stored(ref, note string) *assessment.Readiness {
	r := ready(note)
	r.Questionnaire = ref
	delete(r.Answers, "proposed-all-written")
	return &r
}

// editionOf gives an overlay in another version, over other bases.
func editionOf(cat *assessment.Catalog, id, version string, over ...string) *assessment.Catalog {
	q := cat.Questionnaire
	q.ID, q.Version, q.Over = id, version, over
	return assessment.NewCatalog(q, "sha256:"+id+version, nil, nil, nil)
}

func TestReadiness(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		proposed := catalogOf(t, "proposed-rule-2025")
		save := func(overlay *assessment.Catalog, revision int, r assessment.Readiness) error {
			return o.SaveReadiness(t.Context(), o.manager, id, overlay, revision, r)
		}
		check := func(what string, revision int, want *assessment.Readiness) {
			t.Helper()
			w := o.work(id)
			wantSame(t, what, w.Readiness, want)
			if n := w.Revision(EntryReadiness, "proposed-rule-2025"); n != revision {
				t.Errorf("%s: revision = %d, want %d", what, n, revision)
			}
			switch {
			case (w.Overlay == nil) != (want == nil):
				t.Errorf("%s: overlay %v beside %v", what, w.Overlay, want)
			case want != nil && w.Overlay.Questionnaire.ID+"@"+w.Overlay.Questionnaire.Version != want.Questionnaire:
				t.Errorf("%s: overlay of version %s, want %s", what, w.Overlay.Questionnaire.Version, want.Questionnaire)
			}
		}
		o.must(save(proposed, 0, assessment.Readiness{}))
		check("nothing answered", 0, nil)
		o.must(save(proposed, 0, ready("one")))
		check("the first", 1, stored("proposed-rule-2025@2026.1", "one"))
		for _, revision := range []int{0, 2} {
			if conflict := wantConflict(t, "a wrong revision", save(proposed, revision, ready("two"))); !conflict.Changed {
				t.Errorf("conflict = %+v, want Changed", conflict)
			}
		}
		unknown := ready("two")
		unknown.Answers["no-such-question"] = assessment.ReadinessAnswer{Response: assessment.Yes}
		wantInvalid(t, "an unknown question", save(proposed, 1, unknown), "readiness.answers.no-such-question")
		bare := ready("two")
		bare.Answers["proposed-mfa-assets"] = assessment.ReadinessAnswer{Response: assessment.NotApplicable}
		wantInvalid(t, "not applicable without a note", save(proposed, 1, bare), "readiness.answers.proposed-mfa-assets.note")
		wantErr(t, "a base", save(catalogOf(t, "security-rule"), 1, ready("two")), assessment.ErrNotFound)
		wantErr(t, "an overlay over another", save(editionOf(proposed, "proposed-rule-2025", "3", "other"), 1, ready("two")), assessment.ErrNotFound)
		wantConflict(t, "a second overlay", save(editionOf(proposed, "later", "1", "security-rule"), 0, ready("two")))
		check("after what was refused", 1, stored("proposed-rule-2025@2026.1", "one"))

		newer := editionOf(proposed, "proposed-rule-2025", "2027.1", "security-rule")
		if err := save(editionOf(proposed, "proposed-rule-2025", "2026.1", "security-rule"), 1, ready("two")); err == nil {
			t.Error("an edition with other contents than it was used with was taken")
		}
		o.must(save(newer, 1, ready("two")))
		check("on a newer edition", 2, stored("proposed-rule-2025@2027.1", "two"))
		o.reopen()
		check("after a restart", 2, stored("proposed-rule-2025@2027.1", "two"))
		o.must(save(newer, 2, assessment.Readiness{}))
		check("taken back", 3, nil)
		o.must(save(proposed, 3, ready("three")))
		check("answered again", 4, stored("proposed-rule-2025@2026.1", "three"))
	})
}

// TestReadinessIsFrozen: what is final keeps its answers and their edition, an amendment begins with them, and the year
// after finds them.
func TestReadinessIsFrozen(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		proposed := catalogOf(t, "proposed-rule-2025")
		before := func(overlay string, period int) *Work {
			t.Helper()
			w, err := o.ReadinessBefore(t.Context(), o.manager, o.client, overlay, period)
			o.must(err)
			return w
		}
		id := o.draft(readSample(t, "2025"))
		want := stored("proposed-rule-2025@2026.1", "one")
		o.must(o.SaveReadiness(t.Context(), o.manager, id, proposed, 0, ready("one")))
		if before("proposed-rule-2025", 2026) != nil {
			t.Error("a draft counts as an earlier year")
		}
		o.finalize(id)
		w := o.work(id)
		wantSame(t, "what is final", w.Readiness, want)
		snapshot, err := w.Snapshot()
		o.must(err)
		if snapshot.Overlay == nil || snapshot.Overlay.Hash != proposed.Hash {
			t.Errorf("the snapshot has the overlay %v", snapshot.Overlay)
		}
		wantConflict(t, "a final one", o.SaveReadiness(t.Context(), o.manager, id, proposed, 1, ready("two")))

		for period, found := range map[int]bool{2025: false, 2026: true, 2028: true} {
			if got := before("proposed-rule-2025", period); (got != nil) != found || found && (got.ID != id || got.Overlay == nil) {
				t.Errorf("before %d: %v, want found = %t", period, got, found)
			}
		}
		if before("later", 2026) != nil {
			t.Error("answers to another overlay were found")
		}
		amendment, err := o.AmendAssessment(t.Context(), o.manager, id, "A laptop was forgotten.")
		o.must(err)
		wantSame(t, "the amendment", o.work(amendment).Readiness, want)
		o.must(o.SaveReadiness(t.Context(), o.manager, amendment, proposed, 1, assessment.Readiness{}))
		o.finalize(amendment)
		if before("proposed-rule-2025", 2026) != nil {
			t.Error("answers that the amendment took back were found")
		}
		o.clock.set(time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC))
		if r := o.work(o.openDraft(catalogOf(t, "security-rule"), 2026)).Readiness; r != nil {
			t.Errorf("the next year begins with %v, want nothing", r)
		}
	})
}

// TestReadinessIsImported: it comes in with the content of a file, whose overlay is kept.
func TestReadinessIsImported(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		s := readSample(t, "2025")
		c, err := o.Client(t.Context(), o.manager, o.client)
		o.must(err)
		c.Facts = s.content.Client
		o.must(o.UpdateClient(t.Context(), o.manager, c))
		s.content.Readiness = stored("proposed-rule-2025@2026.1", "one")
		opening := Opening{Client: o.client, Period: 2025, Catalog: s.cat}
		_, err = o.ImportAssessment(t.Context(), o.manager, opening, s.content)
		wantErr(t, "without the overlay", err, assessment.ErrNotFound)
		opening.Overlay = catalogOf(t, "proposed-rule-2025")
		id, err := o.ImportAssessment(t.Context(), o.manager, opening, s.content)
		o.must(err)
		wantSame(t, "what was imported", o.work(id).Readiness, s.content.Readiness)
	})
}
