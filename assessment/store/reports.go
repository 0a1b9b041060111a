package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"safeguard/assessment"
)

// Report is a document of a final assessment as it was drawn once. It is served as it is for ever.
type Report struct {
	Name   string // of the file, without extension
	SHA256 string
	Size   int
	MadeAt time.Time
	Bytes  []byte // left out by Reports
}

// Reports lists the documents that were drawn of an assessment, without their bytes.
func (s *Store) Reports(ctx context.Context, scope assessment.Scope, id string) ([]Report, error) {
	if _, _, err := s.head(ctx, s.reader, scope, id); err != nil {
		return nil, fmt.Errorf("assessment %s: %w", id, err)
	}
	return all(ctx, s.reader, func(rows *sql.Rows) (r Report, err error) {
		var made int64
		err = rows.Scan(&r.Name, &r.SHA256, &r.Size, &made)
		r.MadeAt = when(made)
		return r, err
	}, `SELECT name, sha256, size, made_at FROM reports WHERE assessment = $1 ORDER BY name`, id)
}

// Report gives a document that was drawn, and checks that it is still what was stored.
func (s *Store) Report(ctx context.Context, scope assessment.Scope, id, name string) (Report, error) {
	r, err := s.report(ctx, s.reader, scope, id, name)
	if err != nil {
		return r, fmt.Errorf("report %s of assessment %s: %w", name, id, err)
	}
	return r, nil
}

func (s *Store) report(ctx context.Context, q querier, scope assessment.Scope, id, name string) (Report, error) {
	r, err := one(ctx, q, func(rows *sql.Rows) (r Report, err error) {
		var made int64
		var sealed []byte
		if err := rows.Scan(&r.Name, &r.SHA256, &r.Size, &made, &sealed); err != nil {
			return r, err
		}
		r.MadeAt = when(made)
		r.Bytes, err = s.vault.Open("reports", "body", id+"/"+r.Name, sealed)
		return r, err
	}, `SELECT r.name, r.sha256, r.size, r.made_at, r.body FROM reports r JOIN assessments a ON a.id = r.assessment
		WHERE r.assessment = $1 AND r.name = $2 AND `+visibleTo("a.client", 3, 4), id, name, scope.All, scope.User)
	if err == nil && sum(r.Bytes) != r.SHA256 {
		return r, fmt.Errorf("%w: a report has not the digest that was stored", ErrTampered)
	}
	return r, err
}

func sum(b []byte) string {
	digest := sha256.Sum256(b)
	return hex.EncodeToString(digest[:])
}

// KeepReport stores a document of a final assessment, and gives what is stored: the first that came stays.
func (s *Store) KeepReport(ctx context.Context, scope assessment.Scope, id, name string, pdf []byte) (Report, error) {
	var kept Report
	err := s.write(ctx, func(tx *sql.Tx) error {
		w, _, err := s.head(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		if w.Status != assessment.Final && w.Status != assessment.Superseded {
			return &Conflict{Status: w.Status}
		}
		done, err := tx.ExecContext(ctx, `INSERT INTO reports (assessment, name, sha256, size, body, made_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (assessment, name) DO NOTHING`, id, name, sum(pdf), len(pdf), s.vault.Seal("reports", "body", id+"/"+name, pdf), micros(s.now()))
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err == nil && n == 1 {
			err = s.record(ctx, tx, scope, Event{Action: "report.keep", Client: w.ClientID, Assessment: id, Subject: name, Detail: sum(pdf)})
		}
		if err != nil {
			return err
		}
		kept, err = s.report(ctx, tx, scope, id, name)
		return err
	})
	if err != nil {
		return kept, fmt.Errorf("keeping report %s of assessment %s: %w", name, id, err)
	}
	return kept, nil
}

// Setting gives a setting of the installation, or "".
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	list, err := all(ctx, s.reader, func(rows *sql.Rows) (value string, err error) { return value, rows.Scan(&value) }, `SELECT value FROM settings WHERE name = $1`, name)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// Settings gives settings of the installation by their names, those that there are.
func (s *Store) Settings(ctx context.Context, names ...string) (map[string]string, error) {
	holders, args := make([]string, len(names)), make([]any, len(names))
	for i, name := range names {
		holders[i], args[i] = fmt.Sprintf("$%d", i+1), name
	}
	values := map[string]string{}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var name, value string
		err := rows.Scan(&name, &value)
		values[name] = value
		return err
	}, `SELECT name, value FROM settings WHERE name IN (`+strings.Join(holders, ", ")+`)`, args...)
	return values, err
}

// SetSetting keeps a setting of the installation.
func (s *Store) SetSetting(ctx context.Context, scope assessment.Scope, name, value string) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.write(ctx, func(tx *sql.Tx) error { return s.setSetting(ctx, tx, scope, name, value) })
}

// setSetting is SetSetting within a change of which it is a part.
func (s *Store) setSetting(ctx context.Context, tx *sql.Tx, scope assessment.Scope, name, value string) error {
	before, err := one(ctx, tx, scanBody, `SELECT value FROM settings WHERE name = $1`, name)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return fmt.Errorf("reading setting %s: %w", name, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	if err != nil {
		return fmt.Errorf("keeping setting %s: %w", name, err)
	}
	return s.record(ctx, tx, scope, Event{Action: "setting.save", Subject: name, Before: s.digest(before), After: s.digest([]byte(value))})
}
