package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/vault"
)

// Rotation is what a rotation of the data keys did.
type Rotation struct {
	Newest  int64 // the id of the key that seals now
	Made    bool  // it was made by this rotation; else an earlier one was carried on
	Sealed  int   // how many texts were sealed anew
	Broken  int   // how many texts do not open, and stay as they are
	Removed []int64
	Kept    []KeptKey
}

// KeptKey is an old key that could not be removed.
type KeptKey struct {
	Key
	Texts int       // that are sealed under it
	Until time.Time // by when no transaction that began before the newest key can seal under it any more
}

// RotateKeys makes a new data key and seals every text anew under it, in batches between which others work; then it removes
// the keys that nothing is sealed under. Where old keys are there from a rotation that was cut off, or that could not remove
// them yet, it makes no other key and carries that one on. told is called after each batch with how many texts it sealed.
func (s *Store) RotateKeys(ctx context.Context, scope assessment.Scope, told func(table string, sealed int)) (r Rotation, err error) {
	if !scope.CanAdminister() {
		return r, assessment.ErrForbidden
	}
	if r.Newest, r.Made, err = s.newDataKey(ctx, scope); err != nil {
		return r, fmt.Errorf("making a data key: %w", err)
	}
	const passes = 3 // a transaction that began before the key was made may end behind the first
	for range passes {
		n, broken := 0, 0
		for i := range sealedColumns {
			c := &sealedColumns[i]
			done, left, err := s.sealAnew(ctx, c, r.Newest, told)
			if n, broken = n+done, broken+left; err != nil {
				return r, fmt.Errorf("sealing %s.%s anew: %w", c.table, c.column, err)
			}
		}
		if r.Sealed, r.Broken = r.Sealed+n, broken; n == 0 {
			break
		}
	}
	return r, s.removeKeys(ctx, scope, &r)
}

// newDataKey makes a data key where there is only one, and gives the newest.
func (s *Store) newDataKey(ctx context.Context, scope assessment.Scope) (newest int64, made bool, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		master, err := s.lockKeys(ctx, tx)
		if err != nil {
			return err
		}
		keys, err := s.dataKeys(ctx, tx)
		if err != nil {
			return err
		}
		newest = keys[len(keys)-1].ID
		if made = len(keys) == 1; !made {
			return nil
		}
		newest++
		_, err = tx.ExecContext(ctx, `INSERT INTO keys (purpose, id, wrapped, made_at) VALUES ('data', $1, $2, $3)`, newest, master.NewKey(), micros(s.now()))
		if err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "key.make", Subject: fmt.Sprint(newest)})
	})
	return newest, made, err
}

// A batch ends after so many texts, or so many bytes, so that those who work meanwhile do not wait long.
const (
	batchTexts = 64
	batchBytes = 4 << 20
)

// sealAnew seals the texts of a column anew that are not under the newest key. It walks the table by its key, batch by batch.
func (s *Store) sealAnew(ctx context.Context, c *sealedColumn, newest int64, told func(string, int)) (sealed, broken int, err error) {
	var at []any
	for {
		began := time.Now()
		var b batch
		err := s.write(ctx, func(tx *sql.Tx) (err error) {
			b, err = s.sealBatch(ctx, tx, c, newest, at)
			return err
		})
		if err != nil {
			return sealed, broken, err
		}
		sealed, broken, at = sealed+b.sealed, broken+b.broken, b.last
		if b.sealed > 0 {
			told(c.table, b.sealed)
		}
		if b.ended {
			return sealed, broken, nil
		}
		// Who waits for SQLite's one writer looks for it only now and then, so it is left alone for as long as it was taken.
		select {
		case <-ctx.Done():
			return sealed, broken, ctx.Err()
		case <-time.After(time.Since(began)):
		}
	}
}

// batch is how far a walk through a table came.
type batch struct {
	sealed, broken int
	last           []any // the key of the last row
	ended          bool
}

func (s *Store) sealBatch(ctx context.Context, tx *sql.Tx, c *sealedColumn, newest int64, at []any) (b batch, err error) {
	args, from := append([]any{[]byte{vault.Mark(newest)}}, at...), ""
	if at != nil {
		from = " AND " + c.after(2)
	}
	keys := strings.Join(c.key, ", ")
	rows, err := all(ctx, tx, func(rows *sql.Rows) ([]any, error) {
		key, into := make([]any, len(c.key)), make([]any, len(c.key))
		for i := range key {
			into[i] = &key[i]
		}
		return key, rows.Scan(into...)
	}, fmt.Sprintf(`SELECT %s FROM %s WHERE substr(%s, 1, 1) <> $1%s ORDER BY %s LIMIT %d`, keys, c.table, c.column, from, keys, batchTexts), args...)
	if err != nil {
		return b, err
	}
	b.ended = len(rows) < batchTexts
	bytes := 0
	for i, key := range rows {
		size, err := s.sealRow(ctx, tx, c, key, &b)
		if err != nil {
			return b, err
		}
		b.last = key
		if bytes += size; bytes >= batchBytes && i < len(rows)-1 {
			b.ended = false
			break
		}
	}
	return b, nil
}

// sealRow seals one text anew, unless somebody else wrote another one meanwhile, which is under the newest key. One that does
// not open stays as it is.
func (s *Store) sealRow(ctx context.Context, tx *sql.Tx, c *sealedColumn, key []any, b *batch) (size int, err error) {
	var old []byte
	err = tx.QueryRowContext(ctx, `SELECT `+c.column+` FROM `+c.table+` WHERE `+c.is(1), key...).Scan(&old)
	if errors.Is(err, sql.ErrNoRows) { // such as a session that ended
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	id := c.place(key)
	plain, err := s.vault.Open(c.table, c.column, id, old)
	if errors.Is(err, vault.ErrSealed) {
		b.broken++
		return len(old), nil
	}
	if err != nil {
		return 0, err
	}
	done, err := tx.ExecContext(ctx, `UPDATE `+c.table+` SET `+c.column+` = $1 WHERE `+c.column+` = $2 AND `+c.is(3),
		append([]any{s.vault.Seal(c.table, c.column, id, plain), old}, key...)...)
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	b.sealed += int(n)
	return len(old), err
}

// removeKeys removes the old keys that no text is sealed under and under which none can be any more, and records the rotation.
func (s *Store) removeKeys(ctx context.Context, scope assessment.Scope, r *Rotation) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		r.Removed, r.Kept = nil, nil
		if _, err := s.lockKeys(ctx, tx); err != nil {
			return err
		}
		keys, err := s.dataKeys(ctx, tx)
		if err != nil {
			return err
		}
		for i, k := range keys[:len(keys)-1] {
			kept := KeptKey{Key: k, Until: keys[i+1].Made.Add(s.keys.wait)}
			if kept.Texts, err = sealedUnder(ctx, tx, k.ID); err != nil {
				return err
			}
			if kept.Texts > 0 || s.keys.wait > 0 && s.now().Before(kept.Until) {
				r.Kept = append(r.Kept, kept)
				continue
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM keys WHERE purpose = 'data' AND id = $1`, k.ID); err != nil {
				return err
			}
			r.Removed = append(r.Removed, k.ID)
		}
		return s.record(ctx, tx, scope, Event{Action: "key.rotate", Subject: fmt.Sprint(r.Newest), Detail: r.detail()})
	})
	if err != nil {
		return fmt.Errorf("removing old data keys: %w", err)
	}
	return nil
}

// detail is what the audit log keeps of a rotation.
func (r *Rotation) detail() string {
	return fmt.Sprintf("%d texts sealed anew, %d that do not open, %d keys removed, %d kept", r.Sealed, r.Broken, len(r.Removed), len(r.Kept))
}

// sealedUnder counts the texts that are sealed under a data key.
func sealedUnder(ctx context.Context, q querier, id int64) (int, error) {
	sum := 0
	for _, c := range sealedColumns {
		var n int
		err := q.QueryRowContext(ctx, `SELECT count(*) FROM `+c.table+` WHERE substr(`+c.column+`, 1, 1) = $1`, []byte{vault.Mark(id)}).Scan(&n)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}
