package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"safeguard/assessment"
)

// catalog gives what an assessment was made against. What a hash names never changes, so it is read once.
func (s *Store) catalog(ctx context.Context, q querier, hash string) (*assessment.Catalog, error) {
	if kept, ok := s.catalogs.Load(hash); ok {
		return kept.(*assessment.Catalog), nil
	}
	body, err := one(ctx, q, func(rows *sql.Rows) (body []byte, err error) { return body, rows.Scan(&body) }, `SELECT body FROM catalogs WHERE hash = $1`, hash)
	if err != nil {
		return nil, fmt.Errorf("the questionnaire %s: %w", hash, err)
	}
	cat, err := assessment.ParseCatalog(body)
	if err == nil {
		s.catalogs.Store(hash, cat)
	}
	return cat, err
}

// keepCatalog keeps a catalog from its first use on. The same version with another hash is refused.
func (s *Store) keepCatalog(ctx context.Context, tx *sql.Tx, cat *assessment.Catalog) error {
	_, err := one(ctx, tx, func(rows *sql.Rows) (ref string, err error) { return ref, rows.Scan(&ref) }, `SELECT ref FROM catalogs WHERE hash = $1`, cat.Hash)
	if !errors.Is(err, assessment.ErrNotFound) {
		return err // nil: it is kept already
	}
	body, err := json.Marshal(cat)
	if err != nil {
		return err
	}
	ref := cat.Questionnaire.ID + "@" + cat.Questionnaire.Version
	_, err = tx.ExecContext(ctx, `INSERT INTO catalogs (hash, ref, body, kept_at) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING`,
		cat.Hash, ref, body, micros(s.now()))
	if errors.Is(translate(err), errTaken) {
		return fmt.Errorf("%s was used here with other contents: give the changed questionnaire a new version", ref)
	}
	return err
}

// keptEdition gives the edition with that name (ID@VERSION) that was kept.
func (s *Store) keptEdition(ctx context.Context, q querier, ref string) (*assessment.Catalog, error) {
	hash, err := one(ctx, q, func(rows *sql.Rows) (hash string, err error) { return hash, rows.Scan(&hash) }, `SELECT hash FROM catalogs WHERE ref = $1`, ref)
	if err != nil {
		return nil, fmt.Errorf("the questionnaire %s: %w", ref, err)
	}
	return s.catalog(ctx, q, hash)
}

// UsedEdition gives the hash under which an edition of a questionnaire (ID@VERSION) has been used in an assessment, or
// "" where it has not been. What is asked is no secret of any client, so it needs no scope.
func (s *Store) UsedEdition(ctx context.Context, ref string) (string, error) {
	hash, err := one(ctx, s.reader, func(rows *sql.Rows) (hash string, err error) { return hash, rows.Scan(&hash) }, `SELECT hash FROM catalogs WHERE ref = $1`, ref)
	if errors.Is(err, assessment.ErrNotFound) {
		return "", nil
	}
	return hash, err
}
