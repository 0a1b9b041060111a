package store

import (
	"context"
	"database/sql"
	"fmt"

	"safeguard/assessment"
)

// CompleteRemediation keeps a line of a client's plan together with the proof that it was done, both or neither. Next
// year's answers are confirmed on that proof.
func (s *Store) CompleteRemediation(ctx context.Context, scope assessment.Scope, client string, line Record[assessment.Remediation], proof assessment.Proof) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	line.Value.ID, line.Value.Status = line.ID, max(line.Value.Status, assessment.Open)
	proof.ID = s.newID()
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, scope, client); err != nil {
			return err
		}
		if err := putRecord(ctx, s, tx, scope, client, kindRemediation, line); err != nil {
			return err
		}
		if err := putRecord(ctx, s, tx, scope, client, kindProof, Record[assessment.Proof]{ID: proof.ID, Value: proof}); err != nil {
			return err
		}
		return s.refresh(ctx, tx, client)
	})
	if err != nil {
		return fmt.Errorf("completing a line of the plan of client %s: %w", client, err)
	}
	return nil
}

// Span is a run of due dates: from a day on, and before another. A zero day leaves that end open; the zero Span has
// every line, also those without a due date.
type Span struct{ From, Before assessment.Date }

// Due is a line of some client's plan, for the list over all clients.
type Due struct {
	Client     string
	ClientName string
	Record[assessment.Remediation]
}

// LinesDue lists the open lines of the plans of all clients in a scope that are due in a span, what is due first on top
// and what has no due date last, a page at a time. The number is of all of them.
func (s *Store) LinesDue(ctx context.Context, scope assessment.Scope, due Span, page, perPage int) ([]Due, int, error) {
	from, before := due.From.String(), never
	if !due.Before.IsZero() {
		before = due.Before.String()
	}
	where := ` FROM records r JOIN clients c ON c.id = r.client WHERE r.kind = 'remediation' AND r.status = 'open' AND NOT r.removed
		AND NOT c.archived AND (r.due <> '' OR CAST($5 AS BOOLEAN)) AND r.due >= $3 AND r.due < $4 AND ` + visibleTo("c.id", 1, 2)
	args := []any{scope.All, scope.User, from, before, due == Span{}}
	n, err := one(ctx, s.reader, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) }, `SELECT count(*)`+where, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("counting lines of plans: %w", err)
	}
	lines, err := all(ctx, s.reader, s.scanDue, `SELECT c.id, c.name, r.id, r.revision, r.changed_at, r.body`+where+
		` ORDER BY CASE WHEN r.due = '' THEN 1 ELSE 0 END, r.due, c.sort_key, r.id LIMIT $6 OFFSET $7`, append(args, perPage, (max(page, 1)-1)*perPage)...)
	if err != nil {
		return nil, 0, fmt.Errorf("reading lines of plans: %w", err)
	}
	return lines, n, nil
}

func (s *Store) scanDue(rows *sql.Rows) (d Due, err error) {
	var sealed []byte
	var changed int64
	if err := rows.Scan(&d.Client, &d.ClientName, &d.ID, &d.Revision, &changed, &sealed); err != nil {
		return d, err
	}
	d.ChangedAt = when(changed)
	return d, s.open("records", "body", recordPlace(d.Client, kindRemediation, d.ID), sealed, &d.Value)
}
