package store

import (
	"testing"

	"safeguard/assessment"
)

func TestLinesDue(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		day := func(d int) assessment.Date { return assessment.NewDate(2026, 2, d) }
		for _, line := range []struct {
			client, id string
			due        assessment.Date
			status     assessment.RemediationStatus
		}{
			{o.client, "r-undated", assessment.Date{}, 0},
			{o.client, "r-third", day(20), 0},
			{o.other, "h-first", day(1), 0},
			{o.client, "r-second", day(1), 0},
			{o.client, "r-done", day(1), assessment.Done},
			{o.client, "r-cancelled", day(1), assessment.Cancelled},
		} {
			r := Record[assessment.Remediation]{ID: line.id, Value: assessment.Remediation{Action: "Do " + line.id, Due: line.due, Status: line.status}}
			_, err := o.SaveRemediations(t.Context(), o.manager, line.client, r)
			o.must(err)
		}
		for _, tt := range []struct {
			what    string
			scope   assessment.Scope
			due     Span
			page    int
			perPage int
			want    []string
			n       int
		}{
			{"all", o.manager, Span{}, 1, 10, []string{"h-first", "r-second", "r-third", "r-undated"}, 4},
			{"before a day", o.manager, Span{Before: day(20)}, 1, 10, []string{"h-first", "r-second"}, 2},
			{"from a day on", o.manager, Span{From: day(2)}, 1, 10, []string{"r-third"}, 1},
			{"in a span", o.manager, Span{From: day(2), Before: day(20)}, 1, 10, nil, 0},
			{"the second page", o.manager, Span{}, 2, 3, []string{"r-undated"}, 4},
			{"the number alone", o.manager, Span{}, 1, 0, nil, 4},
			{"one's own client", o.officer, Span{}, 1, 10, []string{"r-second", "r-third", "r-undated"}, 3},
			{"nobody's", assessment.Scope{}, Span{}, 1, 10, nil, 0},
		} {
			lines, n, err := o.LinesDue(t.Context(), tt.scope, tt.due, tt.page, tt.perPage)
			o.must(err)
			var ids []string
			for _, d := range lines {
				ids = append(ids, d.ID)
				if d.Value.Action != "Do "+d.ID || d.Revision != 1 || d.ClientName == "" || d.ChangedAt.IsZero() {
					t.Errorf("line %s = %+v", d.ID, d)
				}
			}
			wantSame(t, tt.what, ids, tt.want)
			if n != tt.n {
				t.Errorf("%s: %d lines, want %d", tt.what, n, tt.n)
			}
		}
		o.must(o.ArchiveClient(t.Context(), o.manager, o.client, true))
		if _, n, err := o.LinesDue(t.Context(), o.manager, Span{}, 1, 10); n != 1 || err != nil {
			t.Errorf("with one client archived: %d lines, %v, want 1", n, err)
		}
	})
}

func TestCompleteRemediation(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ids, err := o.SaveRemediations(t.Context(), o.manager, o.client, Record[assessment.Remediation]{Value: assessment.Remediation{Action: "Encrypt"}})
		o.must(err)
		line := Record[assessment.Remediation]{ID: ids[0], Revision: 1, Value: assessment.Remediation{Action: "Encrypt", Status: assessment.Done}}
		proof := assessment.Proof{Questions: []string{"device-encryption"}, What: "MDM export", Date: assessment.NewDate(2025, 11, 1), Method: assessment.ByConfiguration, By: "Sam"}
		stale := line
		stale.Revision = 7

		wantConflict(t, "an old revision", o.CompleteRemediation(t.Context(), o.manager, o.client, stale, proof))
		wantErr(t, "an officer", o.CompleteRemediation(t.Context(), o.officer, o.client, line, proof), assessment.ErrForbidden)
		wantErr(t, "a stranger", o.CompleteRemediation(t.Context(), o.stranger, o.client, line, proof), assessment.ErrNotFound)
		if n := o.count(`SELECT count(*) FROM records WHERE kind = 'proof'`); n != 0 {
			t.Fatalf("%d proofs were kept without their line, want none", n)
		}

		o.must(o.CompleteRemediation(t.Context(), o.manager, o.client, line, proof))
		plan, err := o.Plan(t.Context(), o.manager, o.client)
		o.must(err)
		line.Value.ID = ids[0]
		wantSame(t, "the line", plan[0].Value, line.Value)
		proofs, err := o.Proofs(t.Context(), o.manager, o.client)
		o.must(err)
		if len(proofs) != 1 || proofs[0].ID == "" || proofs[0].ID != proofs[0].Value.ID {
			t.Fatalf("proofs = %+v, want one with an id", proofs)
		}
		proof.ID = proofs[0].ID
		wantSame(t, "the proof", proofs[0].Value, proof)
		for _, action := range []string{"remediation.save", "proof.save"} {
			events, err := o.Events(t.Context(), o.manager, o.client, 2)
			o.must(err)
			if events[0].Action != action && events[1].Action != action {
				t.Errorf("the last events are %s and %s, want %s among them", events[0].Action, events[1].Action, action)
			}
		}
	})
}
