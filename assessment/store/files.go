package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"safeguard/assessment"
)

// File is a file that belongs to a proof of a client.
type File struct {
	ID     string    `json:"-"`
	Proof  string    `json:"-"` // the id of the proof's record
	MadeAt time.Time `json:"-"`
	Size   int64     `json:"-"` // in bytes
	SHA256 string    `json:"-"` // of the content, in hexadecimal digits
	Name   string    `json:"name"`
	Type   string    `json:"type"` // the media type that was found in the content
	From   *FileFrom `json:"from,omitzero"`
	parts  int
}

// FileFrom says of a file that a contact gave it, and to which question.
type FileFrom struct {
	Recipient string `json:"recipient"` // the id
	Question  string `json:"question"`
}

// partSize is how much of a file is sealed at a time, in bytes.
const partSize = 1 << 20

const fileColumns = `f.id, f.proof, f.made_at, f.size, f.sha256, f.parts, f.body`

func (s *Store) scanFile(rows *sql.Rows) (f File, err error) {
	var made int64
	var sealed []byte
	if err := rows.Scan(&f.ID, &f.Proof, &made, &f.Size, &f.SHA256, &f.parts, &sealed); err != nil {
		return f, err
	}
	f.MadeAt = when(made)
	return f, s.open("files", "body", f.ID, sealed, &f)
}

// Files lists the files of a client's proofs, in the order in which they came.
func (s *Store) Files(ctx context.Context, scope assessment.Scope, client string) ([]File, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	list, err := all(ctx, s.reader, s.scanFile, `SELECT `+fileColumns+` FROM files f WHERE f.client = $1 AND NOT f.removed ORDER BY f.made_at, f.id`, client)
	if err != nil {
		return nil, fmt.Errorf("reading the files of client %s: %w", client, err)
	}
	return list, nil
}

// AddFile keeps a file with a proof of a client and gives its id. Of the file given, Proof, Name and Type count. Where the
// client has no such proof it is assessment.ErrNotFound.
func (s *Store) AddFile(ctx context.Context, scope assessment.Scope, client string, f File, content []byte) (string, error) {
	if !scope.CanEdit() {
		return "", assessment.ErrForbidden
	}
	f.ID = s.newID()
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, scope, client); err != nil {
			return err
		}
		e, err := s.putFile(ctx, tx, scope, client, f, content)
		if err != nil {
			return err
		}
		return s.record(ctx, tx, scope, e)
	})
	if err != nil {
		return "", fmt.Errorf("keeping a file of client %s: %w", client, err)
	}
	return f.ID, nil
}

// putFile writes a file, part by part, and gives the event to record.
func (s *Store) putFile(ctx context.Context, tx *sql.Tx, scope assessment.Scope, client string, f File, content []byte) (Event, error) {
	f.SHA256, f.Size = sum(content), int64(len(content))
	body, err := json.Marshal(f)
	if err != nil {
		return Event{}, err
	}
	parts := slices.Collect(slices.Chunk(content, partSize))
	done, err := tx.ExecContext(ctx, `INSERT INTO files (id, client, proof, by_user, made_at, size, sha256, parts, removed, body)
		SELECT $1, r.client, r.id, $2, $3, $4, $5, $6, FALSE, $7 FROM records r WHERE r.client = $8 AND r.kind = $9 AND r.id = $10 AND NOT r.removed`,
		f.ID, scope.User, micros(s.now()), f.Size, f.SHA256, len(parts), s.vault.Seal("files", "body", f.ID, body), client, string(kindProof), f.Proof)
	if err := foundOne(done, err); err != nil {
		return Event{}, err
	}
	for n, part := range parts {
		if _, err := tx.ExecContext(ctx, `INSERT INTO file_parts (file, n, body) VALUES ($1, $2, $3)`,
			f.ID, n, s.vault.Seal("file_parts", "body", partPlace(f.ID, n), part)); err != nil {
			return Event{}, err
		}
	}
	return Event{Action: "proof.file-add", Client: client, Subject: f.Proof + "/" + f.ID, Detail: f.SHA256}, nil
}

// partPlace is where a part of a file is sealed to, so that parts cannot change places.
func partPlace(file string, n int) string { return file + "/" + strconv.Itoa(n) }

// ReadFile records that a file of a client's proof is read and writes its content, part by part, to where begin says once
// it knows the file. Where a part is gone it is ErrTampered.
func (s *Store) ReadFile(ctx context.Context, scope assessment.Scope, client, id string, begin func(File) io.Writer) error {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return err
	}
	f, err := one(ctx, s.reader, s.scanFile, `SELECT `+fileColumns+` FROM files f WHERE f.client = $1 AND f.id = $2 AND NOT f.removed`, client, id)
	if err != nil {
		return fmt.Errorf("file %s of client %s: %w", id, client, err)
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		return s.record(ctx, tx, scope, Event{Action: "proof.file-download", Client: client, Subject: f.Proof + "/" + f.ID})
	})
	if err != nil {
		return err
	}
	w := begin(f)
	for n := range f.parts {
		part, err := s.part(ctx, f.ID, n)
		if err != nil {
			return err
		}
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("writing file %s: %w", f.ID, err)
		}
	}
	return nil
}

func (s *Store) part(ctx context.Context, file string, n int) ([]byte, error) {
	part, err := one(ctx, s.reader, func(rows *sql.Rows) (plain []byte, err error) {
		var sealed []byte
		if err := rows.Scan(&sealed); err != nil {
			return nil, err
		}
		return s.vault.Open("file_parts", "body", partPlace(file, n), sealed)
	}, `SELECT body FROM file_parts WHERE file = $1 AND n = $2`, file, n)
	if errors.Is(err, assessment.ErrNotFound) {
		err = ErrTampered
	}
	if err != nil {
		return nil, fmt.Errorf("reading part %d of file %s: %w", n, file, err)
	}
	return part, nil
}

// RemoveFile takes a file out of its proof; once more changes nothing. What it holds is kept as long as all of the client's.
func (s *Store) RemoveFile(ctx context.Context, scope assessment.Scope, client, id string) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, scope, client); err != nil {
			return err
		}
		removed, err := one(ctx, tx, func(rows *sql.Rows) (removed bool, err error) { return removed, rows.Scan(&removed) },
			`SELECT removed FROM files WHERE client = $1 AND id = $2`, client, id)
		if err != nil || removed {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE files SET removed = TRUE WHERE id = $1`, id); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "proof.file-remove", Client: client, Subject: id})
	})
	if err != nil {
		return fmt.Errorf("removing file %s of client %s: %w", id, client, err)
	}
	return nil
}
