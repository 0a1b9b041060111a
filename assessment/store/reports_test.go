package store

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"safeguard/assessment"
)

// TestReportIsKeptOnce: the first document that was drawn is the one that is served for ever.
func TestReportIsKeptOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.draft(readSample(t, "2025"))
		pdf := []byte("%PDF-1.7 the first")
		_, err := o.KeepReport(t.Context(), o.manager, id, "risk-analysis", pdf)
		if c := wantConflict(t, "a document of a draft", err); c.Status != assessment.Draft {
			t.Errorf("conflict = %+v, want status draft", c)
		}
		o.finalize(id)
		_, err = o.Report(t.Context(), o.manager, id, "risk-analysis")
		wantErr(t, "a document that was not drawn", err, assessment.ErrNotFound)

		hash := sha256.Sum256(pdf)
		want := Report{Name: "risk-analysis", SHA256: hex.EncodeToString(hash[:]), Size: len(pdf), Bytes: pdf}
		kept, err := o.KeepReport(t.Context(), o.manager, id, "risk-analysis", pdf)
		o.must(err)
		want.MadeAt = kept.MadeAt
		wantSame(t, "the document", kept, want)
		events := o.count(`SELECT count(*) FROM events`)
		again, err := o.KeepReport(t.Context(), o.admin, id, "risk-analysis", []byte("%PDF-1.7 another"))
		o.must(err)
		wantSame(t, "the document when drawn again", again, want)
		if n := o.count(`SELECT count(*) FROM events`) - events; n != 0 {
			t.Errorf("%d events of what changed nothing", n)
		}
		got, err := o.Report(t.Context(), o.officer, id, "risk-analysis")
		o.must(err)
		wantSame(t, "the document read", got, want)
		list, err := o.Reports(t.Context(), o.officer, id)
		o.must(err)
		want.Bytes = nil
		wantSame(t, "the list", list, []Report{want})
	})
}

func TestReportsOfWhatWasSuperseded(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final := o.year(readSample(t, "2025"))
		id, err := o.AmendAssessment(t.Context(), o.manager, final, "A laptop was forgotten.")
		o.must(err)
		o.finalize(id)
		_, err = o.KeepReport(t.Context(), o.manager, final, "risk-analysis", []byte("%PDF"))
		o.must(err)
	})
}
