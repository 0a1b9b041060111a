package store

import (
	"testing"
	"time"

	"safeguard/assessment"
)

// TestCopies: a copy is known again by its digest, by those who see the client; of what is not kept there is no copy.
func TestCopies(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx := t.Context()
		final := o.year(readSample(t, "2025"))
		report, signed, locked := []byte("%PDF report"), []byte("%PDF report signed"), []byte("%PDF locked")
		wantErr(t, "a copy of what is not kept", o.NoteCopy(ctx, o.manager, final, "risk-analysis", SignedCopy, signed), assessment.ErrNotFound)
		_, err := o.KeepReport(ctx, o.manager, final, "risk-analysis", report)
		o.must(err)
		events := o.count(`SELECT count(*) FROM events`)
		o.must(o.NoteCopy(ctx, o.officer, final, "risk-analysis", SignedCopy, signed))
		o.clock.set(o.clock.now().Add(time.Hour))
		o.must(o.NoteCopy(ctx, o.manager, final, "risk-analysis", ProtectedCopy, locked))
		if n := o.count(`SELECT count(*) FROM events`) - events; n != 2 {
			t.Errorf("%d events of two copies", n)
		}
		list, err := o.Events(ctx, o.admin, o.client, 1)
		if o.must(err); list[0].Action != "report.copy" || list[0].Subject != "risk-analysis" || list[0].Detail != "protected" || list[0].After != sum(locked) {
			t.Errorf("the event is %+v", list[0])
		}
		for what, tt := range map[string]struct {
			file []byte
			kind CopyKind
			by   string
			at   time.Time
		}{
			"a signed copy":    {signed, SignedCopy, o.officer.User, o.clock.now().Add(-time.Hour)},
			"a protected copy": {locked, ProtectedCopy, o.manager.User, o.clock.now()},
		} {
			found, err := o.IssuedReport(ctx, o.officer, tt.file, "")
			o.must(err)
			if found.Origin != OriginCopy || !found.Genuine() || found.Assessment != final || found.Report.Name != "risk-analysis" || found.Report.SHA256 != sum(report) || found.Report.Bytes != nil {
				t.Errorf("%s is %+v", what, found)
			}
			if ago := tt.at.Sub(found.Copy.MadeAt); ago < 0 || ago > time.Minute {
				t.Errorf("%s was made at %v, want about %v", what, found.Copy.MadeAt, tt.at)
			}
			wantSame(t, what, found.Copy, Copy{Kind: tt.kind, SHA256: sum(tt.file), MadeAt: found.Copy.MadeAt, MadeBy: tt.by})
			found, err = o.IssuedReport(ctx, o.outsider, tt.file, "")
			if o.must(err); found.Origin != OriginUnknown || found.Client != "" {
				t.Errorf("an outsider is told that %s is %+v", what, found)
			}
		}
	})
}

// TestExtended: a file that begins with a report is told from one that only names its analysis.
func TestExtended(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final := o.year(readSample(t, "2025"))
		report := []byte("%PDF report")
		kept, err := o.KeepReport(t.Context(), o.manager, final, "evaluation", report)
		o.must(err)
		w, err := o.Assessment(t.Context(), o.manager, final)
		o.must(err)
		for file, want := range map[string]Origin{
			"%PDF report":       OriginIssued,
			"%PDF report, more": OriginExtended,
			"%PDF repor, more":  OriginAltered,
			"%PDF":              OriginAltered,
		} {
			found, err := o.IssuedReport(t.Context(), o.officer, []byte(file), w.Digest)
			if o.must(err); found.Origin != want || found.Genuine() != (want == OriginIssued) {
				t.Errorf("%q is %+v, want %d", file, found, want)
			}
			if want == OriginExtended && found.Report.SHA256 != kept.SHA256 {
				t.Errorf("%q begins with %+v", file, found.Report)
			}
		}
	})
}

// TestSigner: what reports are signed with is kept by admins alone, another replaces it, and what was removed is gone.
func TestSigner(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx := t.Context()
		_, err := o.Signer(ctx)
		wantErr(t, "none yet", err, assessment.ErrNotFound)
		for who, scope := range map[string]assessment.Scope{"a manager": o.manager, "an officer": o.officer, "nobody": {}} {
			wantErr(t, who+" sets it", o.SetSigner(ctx, scope, []byte("key"), "print"), assessment.ErrForbidden)
			wantErr(t, who+" removes it", o.RemoveSigner(ctx, scope), assessment.ErrForbidden)
		}
		for _, want := range []string{"one key", "another key"} {
			o.must(o.SetSigner(ctx, o.admin, []byte(want), "print of "+want))
			got, err := o.Signer(ctx)
			if o.must(err); string(got) != want {
				t.Errorf("the signer is %q, want %q", got, want)
			}
			var newest Logged
			o.must(o.EachEvent(ctx, o.admin, EventQuery{Limit: 1}, func(e Logged) error {
				newest = e
				return nil
			}))
			if newest.Action != "signer.keep" || newest.Detail != "print of "+want {
				t.Errorf("the event is %+v", newest)
			}
		}
		events := o.count(`SELECT count(*) FROM events`)
		o.must(o.RemoveSigner(ctx, o.admin))
		o.must(o.RemoveSigner(ctx, o.admin))
		if n := o.count(`SELECT count(*) FROM events`) - events; n != 1 {
			t.Errorf("%d events of one removal", n)
		}
		_, err = o.Signer(ctx)
		wantErr(t, "removed", err, assessment.ErrNotFound)
		o.must(o.VerifyAudit(ctx))
	})
}
