package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"

	"safeguard/assessment"
)

// SaveReadiness changes what a draft answers to an overlay, in the edition given, which is kept from then on. Answers that
// are not as the person saw them are a *Conflict; a question that the edition does not ask is *assessment.Invalid. A draft
// answers one overlay at most.
func (s *Store) SaveReadiness(ctx context.Context, scope assessment.Scope, id string, overlay *assessment.Catalog, revision int, r assessment.Readiness) error {
	r.Questionnaire = overlay.Questionnaire.ID + "@" + overlay.Questionnaire.Version
	r.Answers = maps.Clone(r.Answers)
	maps.DeleteFunc(r.Answers, func(_ string, a assessment.ReadinessAnswer) bool { return a == assessment.ReadinessAnswer{} })
	e := Entry{EntryReadiness, r.Overlay(), revision, r}
	nothing := len(r.Answers) == 0
	if nothing {
		e.Value = nil // who answered nothing has not answered
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		return s.changeDraft(ctx, tx, scope, id, func(w *Work) error {
			if err := s.keepOverlay(ctx, tx, w, overlay, &r); err != nil {
				return err
			}
			if nothing && revision == 0 && w.Revision(e.Kind, e.About) == 0 {
				return nil
			}
			return s.putEntry(ctx, tx, scope, w, e)
		})
	})
	if err != nil {
		return fmt.Errorf("answering %s in assessment %s: %w", r.Questionnaire, id, err)
	}
	return nil
}

// keepOverlay keeps the edition of an overlay that a draft answers, where it may answer it.
func (s *Store) keepOverlay(ctx context.Context, tx *sql.Tx, w *Work, overlay *assessment.Catalog, r *assessment.Readiness) error {
	if overlay == nil || overlay.Questionnaire.ID+"@"+overlay.Questionnaire.Version != r.Questionnaire || !overlay.Questionnaire.LiesOver(&w.Catalog.Questionnaire) {
		return fmt.Errorf("%s over %s: %w", r.Questionnaire, w.Catalog.Questionnaire.Base(), assessment.ErrNotFound)
	}
	if w.Readiness != nil && w.Readiness.Overlay() != r.Overlay() {
		return &Conflict{Status: w.Status, Changed: true}
	}
	if problems := r.Check(overlay); len(problems) > 0 {
		return &assessment.Invalid{Problems: problems}
	}
	return s.keepCatalog(ctx, tx, overlay)
}

// ReadinessBefore gives the newest final assessment of an earlier period in which a client answered an overlay, or nil where
// there is none.
func (s *Store) ReadinessBefore(ctx context.Context, scope assessment.Scope, client, overlay string, period int) (*Work, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	id, err := one(ctx, s.reader, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) },
		`SELECT a.id FROM assessments a JOIN entries e ON e.assessment = a.id
		WHERE a.client = $1 AND a.period < $2 AND a.status = 'final' AND e.kind = 'readiness' AND e.about = $3 AND length(e.body) > 0
		ORDER BY a.period DESC, a.final_at DESC LIMIT 1`, client, period, overlay)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	default:
		return s.Assessment(ctx, scope, id)
	}
}
