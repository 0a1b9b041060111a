package store

import (
	"testing"

	"safeguard/assessment"
)

// TestConfirmTogether: what may be confirmed in one act is found out when it is confirmed, whatever the page showed.
func TestConfirmTogether(t *testing.T) {
	const section = "training"
	for _, test := range []struct {
		name     string
		meantime func(o *office, id string, proof Record[assessment.Proof])
		confirms bool
	}{
		{"as shown", func(*office, string, Record[assessment.Proof]) {}, true},
		{"its proof was taken out", func(o *office, id string, proof Record[assessment.Proof]) {
			o.must(o.RemoveProof(o.t.Context(), o.manager, o.client, proof.ID, 1))
		}, false},
		{"a change touches the section", func(o *office, id string, _ Record[assessment.Proof]) {
			w := o.work(id)
			f := w.Scoping()
			f.Changed = assessment.ChangeKinds
			o.must(o.SaveEntries(o.t.Context(), o.manager, id, ScopingEntry(w.Revision(EntryScoping, ""), f)))
		}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			engines(t, func(t *testing.T, cfg Config) {
				o := newOffice(t, cfg)
				_, id := o.secondYear()
				proof := o.proven(id, section)
				picks := o.picks(id, section)
				if len(picks) < 2 {
					t.Fatalf("%d answers are offered, want several", len(picks))
				}
				test.meantime(o, id, proof)
				err := o.ConfirmTogether(t.Context(), o.manager, id, section, picks)
				w := o.work(id)
				if !test.confirms {
					wantConflict(t, test.name, err)
					if len(w.answers) > 0 {
						t.Errorf("%d answers are stored, want none", len(w.answers))
					}
					return
				}
				o.must(err)
				for at, a := range w.answers {
					if a.Mode != assessment.ModeTogether || a.Verified == nil || a.Source != assessment.SourceRecords {
						t.Errorf("%v: stored %+v", at, a)
					}
				}
				if len(w.answers) != len(picks) {
					t.Errorf("%d answers are stored, want %d", len(w.answers), len(picks))
				}
				wantConflict(t, "confirmed again", o.ConfirmTogether(t.Context(), o.manager, id, section, picks))
			})
		})
	}
}

// proven says that nothing changed, and gives the client a proof of every question of a section.
func (o *office) proven(id, section string) Record[assessment.Proof] {
	o.t.Helper()
	w := o.work(id)
	f := w.Scoping()
	f.ChangedAsked = true
	o.must(o.SaveEntries(o.t.Context(), o.manager, id, ScopingEntry(w.Revision(EntryScoping, ""), f)))
	proof := Record[assessment.Proof]{Value: assessment.Proof{What: "Export", Date: o.today(), Method: assessment.ByTest, By: "Priya Nair"}}
	for _, q := range w.Catalog.Section(section).Questions {
		proof.Value.Questions = append(proof.Value.Questions, q.ID)
	}
	var err error
	proof.ID, err = o.SaveProof(o.t.Context(), o.manager, o.client, proof)
	o.must(err)
	return proof
}

// picks ticks everything that is offered to be confirmed together.
func (o *office) picks(id, section string) []Pick {
	o.t.Helper()
	w := o.work(id)
	proofs, err := o.Proofs(o.t.Context(), o.manager, o.client)
	o.must(err)
	last, err := o.ReportDate(o.t.Context(), o.manager, w.Previous)
	o.must(err)
	ready, _ := assessment.Together(w.Catalog, &w.Content, assessment.Offers(w.Proposals), section, Values(proofs), last, w.ID)
	var picks []Pick
	for _, r := range ready {
		picks = append(picks, Pick{Proposal: r.Proposal.ID})
	}
	return picks
}
