package store

import (
	"context"
	"database/sql"
	"fmt"

	"safeguard/assessment"
)

// ImportAssessment opens a draft for a client and fills it with a whole content, such as that of an answers file, and
// gives its id. The client's inventory, vendors and incidents become those of the content; lines of the plan keep their
// ids. The content's client must be the facts that the store has, and its approval is left out. What fails leaves nothing
// behind.
func (s *Store) ImportAssessment(ctx context.Context, scope assessment.Scope, o Opening, c *assessment.Content) (string, error) {
	if !scope.CanEdit() {
		return "", assessment.ErrForbidden
	}
	id := s.newID()
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := s.openDraft(ctx, tx, scope, id, o); err != nil {
			return err
		}
		return s.changeDraft(ctx, tx, scope, id, func(w *Work) error {
			if err := s.importRecords(ctx, tx, scope, o.Client, c); err != nil {
				return err
			}
			if c.Readiness != nil {
				if err := s.keepOverlay(ctx, tx, w, o.Overlay, c.Readiness); err != nil {
					return err
				}
			}
			return s.spread(ctx, tx, scope, &Work{Assessment: assessment.Assessment{ID: id, Content: *c}, ClientID: o.Client, Catalog: w.Catalog})
		})
	})
	if err != nil {
		return "", fmt.Errorf("importing an assessment of client %s: %w", o.Client, err)
	}
	return id, nil
}

// importRecords makes the records of a client those of a content.
func (s *Store) importRecords(ctx context.Context, tx *sql.Tx, scope assessment.Scope, client string, c *assessment.Content) error {
	_, err := tx.ExecContext(ctx, `UPDATE records SET removed = TRUE, revision = revision + 1, changed_at = $1
		WHERE client = $2 AND kind IN ('asset', 'vendor', 'incident') AND NOT removed`, micros(s.now()), client)
	if err != nil {
		return err
	}
	if err := addAll(ctx, s, tx, scope, client, kindAsset, c.Assets); err != nil {
		return err
	}
	if err := addAll(ctx, s, tx, scope, client, kindVendor, c.Vendors); err != nil {
		return err
	}
	if err := addAll(ctx, s, tx, scope, client, kindIncident, c.Incidents); err != nil {
		return err
	}
	for _, rem := range c.Remediation {
		rem.Status = max(rem.Status, assessment.Open)
		if err := upsert(ctx, s, tx, scope, client, kindRemediation, rem.ID, rem); err != nil {
			return err
		}
	}
	return upsert(ctx, s, tx, scope, client, kindInventory, string(kindInventory), c.Inventory)
}

func addAll[T any](ctx context.Context, s *Store, tx *sql.Tx, scope assessment.Scope, client string, kind recordKind, list []T) error {
	for _, value := range list {
		if err := putRecord(ctx, s, tx, scope, client, kind, Record[T]{ID: s.newID(), Value: value}); err != nil {
			return err
		}
	}
	return nil
}

// upsert writes a record over the one with that id, whatever its revision.
func upsert[T any](ctx context.Context, s *Store, tx *sql.Tx, scope assessment.Scope, client string, kind recordKind, id string, value T) error {
	revision, err := all(ctx, tx, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) },
		`SELECT revision FROM records WHERE client = $1 AND kind = $2 AND id = $3`, client, string(kind), id)
	if err != nil {
		return err
	}
	r := Record[T]{ID: id, Value: value}
	if len(revision) > 0 {
		r.Revision = revision[0]
	}
	return putRecord(ctx, s, tx, scope, client, kind, r)
}
