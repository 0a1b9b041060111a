package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/vault"
)

// keyring is how a store comes by its keys, and by those that are made while it is open.
type keyring struct {
	mu     sync.Mutex // of the reading of keys
	master vault.Master
	again  func() ([]vault.Master, error)
	// db keeps no connection open. Keys are read again by one of their own, since who finds an unknown key may hold one of
	// the others while the rest wait for it.
	db   *sql.DB
	wait time.Duration // for how long a transaction that another server began may seal under a key that a newer one replaced
}

// ErrWrongKey says that the master key is not the one that the database was made with.
var ErrWrongKey = errors.New("the master key does not fit this database: give the key that it was made with, or that it was changed to")

// unlock reads the wrapped keys, and makes them in a new database.
func (s *Store) unlock(ctx context.Context) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM keys`).Scan(&n); err != nil || n > 0 {
			return err
		}
		for _, purpose := range []string{"data", "mac"} {
			// Another server that finds the same new database may be first.
			if _, err := tx.ExecContext(ctx, `INSERT INTO keys (purpose, id, wrapped, made_at) VALUES ($1, 1, $2, $3) ON CONFLICT (purpose, id) DO NOTHING`,
				purpose, s.keys.master.NewKey(), micros(s.now())); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("making the keys: %w", err)
	}
	v, err := s.readKeys(ctx, s.reader)
	if err != nil {
		return err
	}
	v.OnUnknown(s.readKeysAgain)
	s.vault = v
	return nil
}

// readKeys reads the wrapped keys and gives a vault that has them. It tries the master key that fitted last, then those that
// there are now.
func (s *Store) readKeys(ctx context.Context, q querier) (*vault.Vault, error) {
	data, mac := map[int64][]byte{}, []byte(nil)
	err := each(ctx, q, func(rows *sql.Rows) error {
		var purpose string
		var id int64
		var wrapped []byte
		if err := rows.Scan(&purpose, &id, &wrapped); err != nil {
			return err
		}
		if purpose == "mac" {
			mac = wrapped
		} else {
			data[id] = wrapped
		}
		return nil
	}, `SELECT purpose, id, wrapped FROM keys`)
	if err != nil {
		return nil, fmt.Errorf("reading the keys: %w", err)
	}
	v, err := s.keys.master.Unlock(data, mac)
	if !errors.Is(err, vault.ErrSealed) {
		return v, err
	}
	if s.keys.again == nil {
		return nil, ErrWrongKey
	}
	masters, err := s.keys.again()
	if err != nil {
		return nil, err
	}
	for _, m := range masters {
		if v, err = m.Unlock(data, mac); !errors.Is(err, vault.ErrSealed) {
			s.keys.master = m
			return v, err
		}
	}
	return nil, ErrWrongKey
}

// readKeysAgain has the vault take the keys that were made since it was unlocked.
func (s *Store) readKeysAgain() error {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	fresh, err := s.readKeys(ctx, s.keys.db)
	if err != nil {
		return err
	}
	s.vault.Take(fresh)
	return nil
}

// seekNewerKey reads the keys again where there is a newer one than the vault has, so that nothing that the transaction
// seals is sealed under an older one.
func (s *Store) seekNewerKey(ctx context.Context, tx *sql.Tx) error {
	if s.vault == nil { // it makes the first keys
		return nil
	}
	var newest int64
	err := tx.QueryRowContext(ctx, `SELECT COALESCE(max(id), 0) FROM keys WHERE purpose = 'data'`).Scan(&newest)
	if err != nil || newest <= s.vault.Newest() {
		return err
	}
	return s.readKeysAgain()
}

// FitsMaster reports whether a master key is the one that wraps the keys of the database.
func (s *Store) FitsMaster(m vault.Master) bool {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	return s.keys.master == m
}

// Key is a data key: the newest seals, the others open what was sealed before and was not sealed anew yet.
type Key struct {
	ID   int64
	Made time.Time
}

// settingMaster is the setting with the moment in which the master key was changed last, in microseconds.
const settingMaster = "master_changed"

// Keys lists the data keys, the oldest first, and says when the master key was changed last; the zero time is never.
func (s *Store) Keys(ctx context.Context, scope assessment.Scope) (keys []Key, master time.Time, err error) {
	if !scope.CanAdminister() {
		return nil, master, assessment.ErrForbidden
	}
	if keys, err = s.dataKeys(ctx, s.reader); err != nil {
		return nil, master, fmt.Errorf("listing the keys: %w", err)
	}
	changed, err := s.Setting(ctx, settingMaster)
	if err != nil || changed == "" {
		return keys, master, err
	}
	us, err := strconv.ParseInt(changed, 10, 64)
	return keys, when(us), err
}

func (s *Store) dataKeys(ctx context.Context, q querier) ([]Key, error) {
	return all(ctx, q, func(rows *sql.Rows) (k Key, err error) {
		var made int64
		err = rows.Scan(&k.ID, &made)
		k.Made = when(made)
		return k, err
	}, `SELECT id, made_at FROM keys WHERE purpose = 'data' ORDER BY id`)
}

// RewrapKeys has every key of the database wrapped by another master key, all in one step, and gives how many there are.
// Servers that run go on with the keys that they hold, and read the master key again when they need to.
func (s *Store) RewrapKeys(ctx context.Context, scope assessment.Scope, to vault.Master) (int, error) {
	if !scope.CanAdminister() {
		return 0, assessment.ErrForbidden
	}
	n := 0
	err := s.write(ctx, func(tx *sql.Tx) error {
		from, err := s.lockKeys(ctx, tx)
		if err != nil {
			return err
		}
		if n, err = rewrap(ctx, tx, from, to); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
			settingMaster, strconv.FormatInt(micros(s.now()), 10))
		if err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "key.master", Detail: fmt.Sprintf("%d keys wrapped anew", n)})
	})
	if err != nil {
		return 0, fmt.Errorf("changing the master key: %w", err)
	}
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	s.keys.master = to
	return n, nil
}

// lockKeys keeps every other change of the keys waiting until the transaction ends, and gives the master key that fits.
func (s *Store) lockKeys(ctx context.Context, tx *sql.Tx) (vault.Master, error) {
	if _, err := tx.ExecContext(ctx, `UPDATE keys SET made_at = made_at WHERE purpose = 'mac'`); err != nil {
		return vault.Master{}, err
	}
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	_, err := s.readKeys(ctx, tx)
	return s.keys.master, err
}

func rewrap(ctx context.Context, tx *sql.Tx, from, to vault.Master) (int, error) {
	type row struct {
		purpose string
		id      int64
		wrapped []byte
	}
	rows, err := all(ctx, tx, func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.purpose, &r.id, &r.wrapped)
	}, `SELECT purpose, id, wrapped FROM keys`)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		wrapped, err := from.Rewrap(r.wrapped, to)
		if err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE keys SET wrapped = $1 WHERE purpose = $2 AND id = $3`, wrapped, r.purpose, r.id); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}
