package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"safeguard/assessment"
)

// Pick is a proposal that a person ticked, with the revision of the answer that they saw in its place.
type Pick struct {
	Proposal string
	Revision int
}

// ConfirmTogether confirms several carried answers of a section in one act, all of them or none. Whether that may be is
// found out here, where nobody can change an answer, a proof or what changed at the client in between; what may not is a
// *Conflict.
func (s *Store) ConfirmTogether(ctx context.Context, scope assessment.Scope, id, section string, picks []Pick) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		w, err := s.holdDraft(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		offers := assessment.Offers(w.Proposals)
		ready, err := s.readyIn(ctx, tx, scope, w, offers, section)
		if err != nil {
			return err
		}
		for _, pick := range picks {
			n := slices.IndexFunc(ready, func(r assessment.Ready) bool { return r.Proposal.ID == pick.Proposal })
			if n < 0 {
				return &Conflict{Status: w.Status, Changed: true}
			}
			if _, err := s.putAnswer(ctx, tx, scope, w, offers, confirmed(w, &ready[n], pick)); err != nil {
				return err
			}
			if err := s.acceptConfirmed(ctx, tx, scope, w, pick.Proposal); err != nil {
				return err
			}
		}
		return s.summarize(ctx, tx, w)
	})
	if err != nil {
		return fmt.Errorf("confirming answers of assessment %s: %w", id, err)
	}
	return nil
}

// readyIn lists what may be confirmed together in a section now.
func (s *Store) readyIn(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, offers map[assessment.Place]assessment.Offer, section string) ([]assessment.Ready, error) {
	if w.Catalog.Section(section) == nil {
		return nil, assessment.ErrNotFound
	}
	proofs, err := recordsIn[assessment.Proof](ctx, s, tx, w.ClientID, kindProof)
	if err != nil {
		return nil, err
	}
	var last assessment.Date
	if w.Previous != "" {
		if last, err = s.reportDate(ctx, tx, scope, w.Previous); err != nil {
			return nil, err
		}
	}
	ready, _ := assessment.Together(w.Catalog, &w.Content, offers, section, Values(proofs), last, w.ID)
	return ready, nil
}

// confirmed makes the answer of a proposal that this year's proof speaks for. A note that was written already stays.
func confirmed(w *Work, ready *assessment.Ready, pick Pick) AnswerChange {
	a := ready.Proposal.Answer()
	if note := w.answers[ready.Place].Note; note != "" {
		a.Note = note
	}
	a.Source = assessment.SourceRecords
	a.Verified = &assessment.Verification{By: ready.Proof.By, Date: ready.Proof.Date, Method: ready.Proof.Method, Evidence: ready.Proof.What}
	return AnswerChange{
		Question: ready.Question, Site: ready.Site, Answer: a, Revision: pick.Revision, Proposal: pick.Proposal, mode: assessment.ModeTogether,
	}
}
