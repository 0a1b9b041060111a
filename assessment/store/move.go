package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"safeguard/assessment"
)

// PlanMove gives what MoveAssessment would do. It changes nothing.
func (s *Store) PlanMove(ctx context.Context, scope assessment.Scope, id string, to *assessment.Catalog) (*Work, assessment.Move, error) {
	w, err := s.Assessment(ctx, scope, id)
	if err != nil {
		return nil, assessment.Move{}, err
	}
	return w, assessment.PlanMove(assessment.Snapshot{ID: w.ID, Catalog: w.Catalog, Content: &w.Content}, to, s.newID), nil
}

// MoveAssessment moves a draft from the edition given to another one of the same base. Answers that stand stay; the others
// become proposals, and every revision of them is kept. Another edition than from is a *Conflict: somebody moved it before.
func (s *Store) MoveAssessment(ctx context.Context, scope assessment.Scope, id, from string, to *assessment.Catalog) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		w, err := s.holdDraft(ctx, tx, scope, id)
		switch {
		case err != nil:
			return err
		case w.Catalog.Hash != from:
			return &Conflict{Status: w.Status, Changed: true}
		case w.Catalog.Questionnaire.Base() != to.Questionnaire.Base():
			return assessment.ErrNotFound
		case w.Catalog.Hash == to.Hash:
			return nil
		}
		if err := s.keepCatalog(ctx, tx, to); err != nil {
			return err
		}
		return s.move(ctx, tx, scope, w, to)
	})
	if err != nil {
		return fmt.Errorf("moving assessment %s to %s@%s: %w", id, to.Questionnaire.ID, to.Questionnaire.Version, err)
	}
	return nil
}

func (s *Store) move(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, to *assessment.Catalog) error {
	m := assessment.PlanMove(assessment.Snapshot{ID: w.ID, Catalog: w.Catalog, Content: &w.Content}, to, s.newID)
	if err := s.reopen(ctx, tx, scope, w, m.Reopened); err != nil {
		return err
	}
	if err := s.proposeAgain(ctx, tx, scope, w, to, m.Proposals); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE assessments SET catalog = $1 WHERE id = $2`, to.Hash, w.ID); err != nil {
		return err
	}
	from, now := &w.Catalog.Questionnaire, &to.Questionnaire
	e := Event{
		Action: "assessment.move", Client: w.ClientID, Assessment: w.ID,
		Detail: fmt.Sprintf("%s@%s to %s@%s", from.ID, from.Version, now.ID, now.Version),
	}
	if err := s.record(ctx, tx, scope, e); err != nil {
		return err
	}
	moved, err := s.load(ctx, tx, scope, w.ID)
	if err != nil {
		return err
	}
	return s.summarize(ctx, tx, moved)
}

// reopen takes the answers to questions back, each as a revision of its own, so that what was said before stays.
func (s *Store) reopen(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, questions []string) error {
	for at, before := range w.answers {
		if !slices.Contains(questions, at.Question) || before.Answer.Blank() {
			continue
		}
		if err := s.writeAnswer(ctx, tx, scope, w, at, before, StoredAnswer{Revision: before.Revision + 1, At: s.now().UTC()}); err != nil {
			return err
		}
	}
	return nil
}

// proposeAgain makes the proposals of a moved draft: those from the year before against the new edition, those that came
// from elsewhere under their present ids, and what was answered in the draft itself, which goes before last year's word.
func (s *Store) proposeAgain(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, to *assessment.Catalog, again []assessment.Proposal) error {
	list := again
	answered := func(p assessment.Proposal) bool {
		return slices.ContainsFunc(again, func(o assessment.Proposal) bool { return o.Question == p.Question })
	}
	carried, err := s.carriedInto(ctx, tx, scope, w, to)
	if err != nil {
		return err
	}
	for _, p := range w.Proposals {
		if p.Source == assessment.Carried {
			continue
		}
		if ids := to.Current([]string{p.Question}); len(ids) > 0 {
			p.Question = ids[0]
		}
		carried = append(carried, p)
	}
	for _, p := range carried {
		if p.Source != assessment.Carried || !answered(p) {
			list = append(list, p)
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM proposals WHERE assessment = $1`, w.ID); err != nil {
		return err
	}
	for i := range list {
		if err := s.insertProposal(ctx, tx, w.ID, &list[i]); err != nil {
			return err
		}
	}
	return nil
}

// carriedInto proposes the answers of the assessment before against another edition.
func (s *Store) carriedInto(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, to *assessment.Catalog) ([]assessment.Proposal, error) {
	if w.Previous == "" {
		return nil, nil
	}
	before, err := s.load(ctx, tx, scope, w.Previous)
	if err != nil {
		return nil, err
	}
	snapshot, err := before.Snapshot()
	if err != nil {
		return nil, err
	}
	return assessment.CarryForward(snapshot, to, &w.Client, s.newID), nil
}
