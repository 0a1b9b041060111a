package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"safeguard/assessment"
)

// summarize keeps the figures that lists show of an assessment up with its content, so that a list of a thousand
// clients need not rate them.
func (s *Store) summarize(ctx context.Context, tx *sql.Tx, w *Work) error {
	if err := s.summarizeOne(ctx, tx, w); err != nil {
		return err
	}
	return s.refreshClient(ctx, tx, w.ClientID)
}

func (s *Store) summarizeOne(ctx context.Context, tx *sql.Tx, w *Work) error {
	snapshot, err := w.Snapshot()
	if err != nil {
		return err
	}
	list := assessment.Stand(w.Catalog, &w.Content)
	all, _ := assessment.CountProgress(w.Catalog, &w.Content, list, assessment.Offers(w.Proposals))
	due, toReview, err := s.sharedDue(ctx, tx, w)
	if err != nil {
		return err
	}
	next := assessment.NextOf(&w.Assessment, snapshot.Result, all, assessment.SharedOutOf(list, due, toReview))
	_, err = tx.ExecContext(ctx, `UPDATE assessments SET asked = $1, answered = $2, to_confirm = $3, level = $4, risk_index = $5, missing = $6,
		next_step = $7, next_count = $8, next_element = $9, next_due = $10 WHERE id = $11`,
		all.Asked, all.Answered, all.ToConfirm, highest(snapshot.Result).String(), snapshot.Result.Totals.Index, len(snapshot.Result.Missing),
		next.Step.String(), next.Count, next.Element.String(), next.Due.String(), w.ID)
	if err != nil {
		return fmt.Errorf("summing up assessment %s: %w", w.ID, err)
	}
	return nil
}

// highest gives the highest current level of the risks that apply, or 0.
func highest(r *assessment.Result) assessment.RiskLevel {
	for l := assessment.RiskVeryHigh; l > 0; l-- {
		if r.Totals.Levels.Of(l) > 0 {
			return l
		}
	}
	return 0
}

// refresh keeps all figures of a client up with its facts, records and assessments.
func (s *Store) refresh(ctx context.Context, tx *sql.Tx, client string) error {
	type row struct{ id, status string }
	list, err := all(ctx, tx, func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.id, &r.status) },
		`SELECT id, status FROM assessments WHERE client = $1 AND status <> 'superseded' ORDER BY period DESC, opened_at DESC, id DESC`, client)
	if err != nil {
		return err
	}
	for i, r := range list {
		if r.status == assessment.Final.String() && i > 0 {
			continue // it does not change any more, and is not the one that lists show
		}
		w, err := s.load(ctx, tx, assessment.Scope{All: true}, r.id)
		if err != nil {
			return err
		}
		if err := s.summarizeLiving(ctx, tx, w); err != nil {
			return err
		}
	}
	return s.refreshClient(ctx, tx, client)
}

// summarizeLiving sums up an assessment beside the plan as it stands now: once it is final, the plan is what goes on.
func (s *Store) summarizeLiving(ctx context.Context, tx *sql.Tx, w *Work) error {
	if w.Status == assessment.Final {
		plan, err := recordsIn[assessment.Remediation](ctx, s, tx, w.ClientID, kindRemediation)
		if err != nil {
			return err
		}
		w.Remediation = nil
		for i := range plan {
			w.Remediation = append(w.Remediation, plan[i].Value)
		}
	}
	return s.summarizeOne(ctx, tx, w)
}

// refreshClient keeps the client's own row up: which assessment counts now, whose turn it is and what is due next.
func (s *Store) refreshClient(ctx context.Context, tx *sql.Tx, client string) error {
	current, err := one(ctx, tx, func(rows *sql.Rows) (*Summary, error) {
		var row summaryRow
		if err := rows.Scan(row.into()...); err != nil {
			return nil, err
		}
		return row.summary()
	}, `SELECT `+summaryColumns+` FROM assessments a WHERE a.client = $1 AND a.status <> 'superseded' ORDER BY a.period DESC, a.opened_at DESC, a.id DESC LIMIT 1`, client)
	if errors.Is(err, assessment.ErrNotFound) {
		current, err = &Summary{Next: assessment.Next{Step: assessment.StepOpen, Due: s.today()}}, nil
	}
	if err != nil {
		return err
	}
	recorded, found, err := s.screened(ctx, tx, client)
	if err != nil {
		return err
	}
	screened := 0
	if found != nil {
		screened = found.Period
	}
	next := assessment.NextOfClient(recorded, found, current.Next)
	due := dueNext(current)
	if next.OfScreening() {
		due = next.Due.String()
	}
	var lines int
	var line sql.NullString
	if err := tx.QueryRowContext(ctx, `SELECT count(*), min(NULLIF(due, '')) FROM records
		WHERE client = $1 AND kind = 'remediation' AND status = 'open' AND NOT removed`, client).Scan(&lines, &line); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE clients SET current = $1, grp = $2, due = $3, open_lines = $4, next_line = $5, screened = $6 WHERE id = $7`,
		current.ID, next.Group().String(), due, lines, line.String, screened, client)
	if err != nil {
		return fmt.Errorf("summing up client %s: %w", client, err)
	}
	return nil
}

// dueNext gives the next day on which something is due: that of the work itself, or what the plan and the review say.
func dueNext(current *Summary) string {
	day := current.Next.Due
	if current.Status == assessment.Draft || current.Status == assessment.InReview {
		day = current.Due
	}
	if day.IsZero() {
		return never
	}
	return day.String()
}
