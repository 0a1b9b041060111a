package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"safeguard/assessment"
)

// Dumped says what is in a dump.
type Dumped struct {
	MadeAt time.Time
	Rows   map[string]int // by table
	Files  int            // questionnaires of the provider's own
	SHA256 string         // of what was dumped, before it was packed and encrypted
	Sealed int            // texts that were opened to see that they do; of a restore
}

// Backup writes everything that the database holds as it is at one moment, while others go on working, and the files of
// the folder own beside it; own may be nil. It is written row by row, so that it takes no more memory the more there is.
// What is sealed stays sealed, and the master key is not in it.
func (s *Store) Backup(ctx context.Context, scope assessment.Scope, w io.Writer, own fs.FS) (Dumped, error) {
	if !scope.CanAdminister() {
		return Dumped{}, assessment.ErrForbidden
	}
	var done Dumped
	err := s.still(ctx, func(tx *sql.Tx) error {
		tables, err := s.schema(ctx, tx)
		if err != nil {
			return err
		}
		d := newDumpWriter(w)
		h, err := s.dumpHead(ctx, tx, formatBackup, "")
		if err != nil {
			return err
		}
		if err := errors.Join(d.putJSON(h), d.ownFiles(own)); err != nil {
			return err
		}
		for i := range tables {
			if slices.Contains(notDumped, tables[i].name) {
				continue
			}
			if err := d.rows(ctx, tx, &tables[i], nil, ""); err != nil {
				return fmt.Errorf("table %s: %w", tables[i].name, err)
			}
		}
		done, err = d.end(h)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("making a backup: %w", translate(err))
	}
	return done, nil
}

// still runs f in a transaction that only reads and sees the database as it is at one moment.
func (s *Store) still(ctx context.Context, f func(*sql.Tx) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if s.onServer {
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := s.reads.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	return errors.Join(f(tx), ignoreDone(tx.Rollback()))
}

// dumpHead makes the first line of a dump: of a client, or of everything.
func (s *Store) dumpHead(ctx context.Context, q querier, format, client string) (head, error) {
	h := head{Format: format, Version: formatVersion, MadeAt: s.now().UTC(), Client: client}
	if err := q.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&h.Migration); err != nil {
		return h, fmt.Errorf("reading the version of the tables: %w", err)
	}
	var err error
	h.Chain, err = endOfChain(ctx, q, client)
	return h, err
}

// endOfChain gives where an audit chain stands; one without events is at 0.
func endOfChain(ctx context.Context, q querier, chain string) (chainHead, error) {
	list, err := all(ctx, q, func(rows *sql.Rows) (h chainHead, err error) {
		var mac []byte
		err = rows.Scan(&h.Seq, &mac)
		h.MAC = hex.EncodeToString(mac)
		return h, err
	}, `SELECT seq, head FROM chains WHERE chain = $1`, chain)
	if err != nil || len(list) == 0 {
		return chainHead{}, err
	}
	return list[0], nil
}
