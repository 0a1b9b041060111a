package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"safeguard/assessment"
)

// Record is something that a client keeps through the years, with the revision by which two editors are kept apart.
type Record[T any] struct {
	ID        string
	Revision  int // 0 = not stored yet
	ChangedAt time.Time
	Value     T
}

// recordKind names a kind of record in the database.
type recordKind string

const (
	kindAsset       recordKind = "asset"
	kindVendor      recordKind = "vendor"
	kindIncident    recordKind = "incident"
	kindProof       recordKind = "proof"
	kindInventory   recordKind = "inventory"
	kindRemediation recordKind = "remediation"
)

// Assets lists what holds or carries a client's ePHI.
func (s *Store) Assets(ctx context.Context, scope assessment.Scope, client string) ([]Record[assessment.Asset], error) {
	return records[assessment.Asset](ctx, s, scope, client, kindAsset)
}

// SaveAssets adds or changes assets, all of them or none, and gives their ids.
func (s *Store) SaveAssets(ctx context.Context, scope assessment.Scope, client string, list ...Record[assessment.Asset]) ([]string, error) {
	return saveRecords(ctx, s, scope, client, kindAsset, list)
}

// RemoveAsset takes an asset out of the inventory.
func (s *Store) RemoveAsset(ctx context.Context, scope assessment.Scope, client, id string, revision int) error {
	return s.removeRecord(ctx, scope, client, kindAsset, id, revision)
}

// Vendors lists a client's business associates and subcontractors.
func (s *Store) Vendors(ctx context.Context, scope assessment.Scope, client string) ([]Record[assessment.Vendor], error) {
	return records[assessment.Vendor](ctx, s, scope, client, kindVendor)
}

// SaveVendor adds or changes a vendor and gives its id.
func (s *Store) SaveVendor(ctx context.Context, scope assessment.Scope, client string, r Record[assessment.Vendor]) (string, error) {
	return saveRecord(ctx, s, scope, client, kindVendor, r)
}

// RemoveVendor takes a vendor out.
func (s *Store) RemoveVendor(ctx context.Context, scope assessment.Scope, client, id string, revision int) error {
	return s.removeRecord(ctx, scope, client, kindVendor, id, revision)
}

// Incidents lists what happened at a client.
func (s *Store) Incidents(ctx context.Context, scope assessment.Scope, client string) ([]Record[assessment.Event], error) {
	return records[assessment.Event](ctx, s, scope, client, kindIncident)
}

// SaveIncident adds or changes an incident and gives its id.
func (s *Store) SaveIncident(ctx context.Context, scope assessment.Scope, client string, r Record[assessment.Event]) (string, error) {
	return saveRecord(ctx, s, scope, client, kindIncident, r)
}

// RemoveIncident takes an incident out.
func (s *Store) RemoveIncident(ctx context.Context, scope assessment.Scope, client, id string, revision int) error {
	return s.removeRecord(ctx, scope, client, kindIncident, id, revision)
}

// Proofs lists a client's dated proofs.
func (s *Store) Proofs(ctx context.Context, scope assessment.Scope, client string) ([]Record[assessment.Proof], error) {
	return records[assessment.Proof](ctx, s, scope, client, kindProof)
}

// SaveProof adds or changes a proof and gives its id.
func (s *Store) SaveProof(ctx context.Context, scope assessment.Scope, client string, r Record[assessment.Proof]) (string, error) {
	return saveRecord(ctx, s, scope, client, kindProof, r)
}

// RemoveProof takes a proof out.
func (s *Store) RemoveProof(ctx context.Context, scope assessment.Scope, client, id string, revision int) error {
	return s.removeRecord(ctx, scope, client, kindProof, id, revision)
}

// Inventory gives the client's word on its assets; its revision is 0 where nobody gave it yet.
func (s *Store) Inventory(ctx context.Context, scope assessment.Scope, client string) (Record[assessment.Inventory], error) {
	list, err := records[assessment.Inventory](ctx, s, scope, client, kindInventory)
	if err != nil || len(list) == 0 {
		return Record[assessment.Inventory]{}, err
	}
	return list[0], nil
}

// SaveInventory keeps the client's word on its assets.
func (s *Store) SaveInventory(ctx context.Context, scope assessment.Scope, client string, r Record[assessment.Inventory]) error {
	r.ID = string(kindInventory) // a client has one
	_, err := saveRecord(ctx, s, scope, client, kindInventory, r)
	return err
}

// Plan lists the lines of a client's risk management plan.
func (s *Store) Plan(ctx context.Context, scope assessment.Scope, client string) ([]Record[assessment.Remediation], error) {
	return records[assessment.Remediation](ctx, s, scope, client, kindRemediation)
}

// SaveRemediations adds or changes lines of a client's plan, all of them or none, and gives their ids. A new line keeps
// the id that it brings, since the ids of a plan stay from year to year.
func (s *Store) SaveRemediations(ctx context.Context, scope assessment.Scope, client string, list ...Record[assessment.Remediation]) ([]string, error) {
	list = slices.Clone(list) // it is the caller's
	for i := range list {
		r := &list[i]
		if r.ID == "" && r.Value.ID == "" {
			r.Value.ID = s.newID()
		}
		if r.ID == "" {
			r.ID = r.Value.ID
		}
		r.Value.ID, r.Value.Status = r.ID, max(r.Value.Status, assessment.Open)
	}
	return saveRecords(ctx, s, scope, client, kindRemediation, list)
}

// records lists the records of a kind in the order in which they were made.
// Values gives what records hold.
func Values[T any](list []Record[T]) []T {
	values := make([]T, len(list))
	for i := range list {
		values[i] = list[i].Value
	}
	return values
}

func records[T any](ctx context.Context, s *Store, scope assessment.Scope, client string, kind recordKind) ([]Record[T], error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	return recordsIn[T](ctx, s, s.reader, client, kind)
}

func recordsIn[T any](ctx context.Context, s *Store, q querier, client string, kind recordKind) ([]Record[T], error) {
	list, err := all(ctx, q, func(rows *sql.Rows) (r Record[T], err error) {
		var sealed []byte
		var changed int64
		if err := rows.Scan(&r.ID, &r.Revision, &changed, &sealed); err != nil {
			return r, err
		}
		r.ChangedAt = when(changed)
		return r, s.open("records", "body", recordPlace(client, kind, r.ID), sealed, &r.Value)
	}, `SELECT id, revision, changed_at, body FROM records WHERE client = $1 AND kind = $2 AND NOT removed ORDER BY made_at, id`, client, string(kind))
	if err != nil {
		return nil, fmt.Errorf("reading the %ss of client %s: %w", kind, client, err)
	}
	return list, nil
}

// recordPlace is where a record is sealed to.
func recordPlace(client string, kind recordKind, id string) string {
	return client + "/" + string(kind) + "/" + id
}

func saveRecord[T any](ctx context.Context, s *Store, scope assessment.Scope, client string, kind recordKind, r Record[T]) (string, error) {
	ids, err := saveRecords(ctx, s, scope, client, kind, []Record[T]{r})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

func saveRecords[T any](ctx context.Context, s *Store, scope assessment.Scope, client string, kind recordKind, list []Record[T]) ([]string, error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	ids := make([]string, len(list))
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, scope, client); err != nil {
			return err
		}
		for i, r := range list {
			if r.ID == "" {
				r.ID = s.newID()
			}
			ids[i] = r.ID
			if err := putRecord(ctx, s, tx, scope, client, kind, r); err != nil {
				return err
			}
		}
		return s.refresh(ctx, tx, client)
	})
	if err != nil {
		return nil, fmt.Errorf("keeping a %s of client %s: %w", kind, client, err)
	}
	return ids, nil
}

// putRecord writes one record, unless its revision is not the one that is there.
func putRecord[T any](ctx context.Context, s *Store, tx *sql.Tx, scope assessment.Scope, client string, kind recordKind, r Record[T]) error {
	before, err := s.recordDigest(ctx, tx, client, kind, r.ID, r.Revision)
	if err != nil {
		return err
	}
	sealed, after, err := s.sealed("records", "body", recordPlace(client, kind, r.ID), r.Value)
	if err != nil {
		return err
	}
	status, due := "", ""
	if rem, ok := any(r.Value).(assessment.Remediation); ok {
		status, due = rem.Status.String(), rem.Due.String()
	}
	query, args := `INSERT INTO records (client, kind, id, revision, removed, status, due, body, made_at, changed_at)
		VALUES ($1, $2, $3, 1, FALSE, $4, $5, $6, $7, $7) ON CONFLICT (client, kind, id) DO NOTHING`,
		[]any{client, string(kind), r.ID, status, due, sealed, micros(s.now())}
	if r.Revision > 0 {
		query = `UPDATE records SET revision = revision + 1, status = $4, due = $5, body = $6, changed_at = $7
			WHERE client = $1 AND kind = $2 AND id = $3 AND revision = $8 AND NOT removed`
		args = append(args, r.Revision)
	}
	done, err := tx.ExecContext(ctx, query, args...)
	if err := changedOne(done, err); err != nil {
		return err
	}
	return s.record(ctx, tx, scope, Event{Action: string(kind) + ".save", Client: client, Subject: r.ID, Detail: status, Before: before, After: after})
}

// recordDigest gives the digest of a record as it is before a change of that revision; of a new one there is none.
func (s *Store) recordDigest(ctx context.Context, tx *sql.Tx, client string, kind recordKind, id string, revision int) (string, error) {
	if revision == 0 {
		return "", nil
	}
	sealed, err := one(ctx, tx, scanBody, `SELECT body FROM records WHERE client = $1 AND kind = $2 AND id = $3`, client, string(kind), id)
	if errors.Is(err, assessment.ErrNotFound) {
		return "", &Conflict{Changed: true}
	}
	if err != nil {
		return "", err
	}
	return s.digestIn("records", recordPlace(client, kind, id), sealed)
}

// scanBody reads the only column of a row.
func scanBody(rows *sql.Rows) (body []byte, err error) { return body, rows.Scan(&body) }

func (s *Store) removeRecord(ctx context.Context, scope assessment.Scope, client string, kind recordKind, id string, revision int) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, scope, client); err != nil {
			return err
		}
		sealed, err := one(ctx, tx, scanBody, `UPDATE records SET removed = TRUE, revision = revision + 1, changed_at = $1
			WHERE client = $2 AND kind = $3 AND id = $4 AND revision = $5 AND NOT removed RETURNING body`, micros(s.now()), client, string(kind), id, revision)
		if errors.Is(err, assessment.ErrNotFound) {
			return &Conflict{Changed: true}
		}
		if err != nil {
			return err
		}
		before, err := s.digestIn("records", recordPlace(client, kind, id), sealed)
		if err != nil {
			return err
		}
		if err := s.record(ctx, tx, scope, Event{Action: string(kind) + ".remove", Client: client, Subject: id, Before: before}); err != nil {
			return err
		}
		return s.refresh(ctx, tx, client)
	})
	if err != nil {
		return fmt.Errorf("removing a %s of client %s: %w", kind, client, err)
	}
	return nil
}
