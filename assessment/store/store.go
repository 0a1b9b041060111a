// Package store keeps everything that Safeguard knows in one database: SQLite in a file, or PostgreSQL. Both run the
// same statements. It decides nothing that the core decides, and seals what people write before it is written. People,
// sessions, links, second factors, mails, keys and the runs of backups are in it as well.
//
// Every call that concerns a client takes the [assessment.Scope] of who asks; what is out of scope is
// assessment.ErrNotFound. Every change is one transaction together with its event in the audit log.
package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/vault"
)

// Config says where the data are and what the store is given from outside.
type Config struct {
	// Database is a postgres:// URL, or empty for the file safeguard.db in Dir.
	Database string
	// Dir is the data folder; it is made where there is none. With PostgreSQL it is not used.
	Dir    string
	Master vault.Master
	// Masters reads the master keys that there are again, where Master does not fit (any more); nil gives no others.
	Masters func() ([]vault.Master, error)
	Now     func() time.Time // the clock
	NewID   func() string    // makes UUIDv7 text
	// Observe, where it is set, is told every statement that only reads, so that a test can count them.
	Observe func(statement string)
}

// Store is an open database. Close it when done.
type Store struct {
	writer *sql.DB // of SQLite one connection, since it has one writer at a time
	reader querier
	reads  *sql.DB // what reader asks
	vault  sealer
	keys   keyring
	now    func() time.Time
	newID  func() string
	close  func() error

	onServer bool // the database is PostgreSQL

	catalogs sync.Map // by hash; what a hash names never changes
	dates    sync.Map // as-of dates by digest of the content; what a digest names never changes
}

// sealer is what the store asks of a vault. That it is no more lets a benchmark measure what it costs.
type sealer interface {
	Seal(table, column, id string, plain []byte) []byte
	Open(table, column, id string, sealed []byte) ([]byte, error)
	MAC(purpose string, parts ...[]byte) []byte
	Newest() int64
	Take(other *vault.Vault)
}

// Open opens the database, brings its tables up to date under a lock, and unlocks it with the master key. The data
// folder stays locked until Close, so that no second server works on it.
func Open(ctx context.Context, cfg Config) (*Store, error) { return open(ctx, cfg, exclusive) }

// Join opens a database beside the server that holds its lock, for a command that does one thing. It changes no
// tables, and there must be some.
func Join(ctx context.Context, cfg Config) (*Store, error) { return open(ctx, cfg, shared) }

// access says whether a store takes the lock of the data folder.
type access uint8

const (
	exclusive access = iota + 1
	shared
	bare // exclusive, and without tables until who opens it makes them
)

func open(ctx context.Context, cfg Config, how access) (*Store, error) {
	s, err := dial(ctx, cfg, how)
	if err != nil {
		return nil, err
	}
	if err := s.unlock(ctx); err != nil {
		return nil, toStart(errors.Join(err, s.Close()))
	}
	return s, nil
}

// dial opens the database, still locked by its keys.
func dial(ctx context.Context, cfg Config, how access) (*Store, error) {
	remote, err := cfg.onServer()
	if err != nil {
		return nil, err
	}
	s := &Store{now: cfg.Now, newID: cfg.NewID, onServer: remote, keys: keyring{master: cfg.Master, again: cfg.Masters}}
	engine := s.openSQLite
	if remote {
		engine = s.openPostgres
	}
	if err := engine(ctx, cfg, how); err != nil {
		return nil, toStart(err)
	}
	return s, nil
}

// Engine names the database that everything is kept in.
func (s *Store) Engine() string {
	if s.onServer {
		return "PostgreSQL"
	}
	return "SQLite"
}

// NewID makes an id for something that is new.
func (s *Store) NewID() string { return s.newID() }

// Exists reports whether there is a database that was opened before, so that a command makes one only where there is
// none. It makes nothing itself.
func Exists(ctx context.Context, cfg Config) (bool, error) {
	remote, err := cfg.onServer()
	switch {
	case err != nil:
		return false, err
	case remote:
		there, err := tablesOnServer(ctx, cfg)
		return there, toStart(err)
	default:
		return fileInFolder(cfg)
	}
}

// onServer reports whether the database is PostgreSQL.
func (cfg *Config) onServer() (bool, error) {
	switch {
	case cfg.Database == "":
		return false, nil
	case strings.HasPrefix(cfg.Database, "postgres://"), strings.HasPrefix(cfg.Database, "postgresql://"):
		return true, nil
	default:
		return false, errors.New("the database should be a postgres:// URL, or empty for a file in the data folder")
	}
}

// Close waits for the work that is under way and lets go of the database.
func (s *Store) Close() error { return s.close() }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.reader.QueryRowContext(ctx, `SELECT 1`).Scan(&one)
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// watched is a database that tells which statements it is asked.
type watched struct {
	*sql.DB
	saw func(string)
}

func observed(db *sql.DB, saw func(string)) querier {
	if saw == nil {
		return db
	}
	return watched{db, saw}
}

// QueryContext tells the statement and passes it on.
func (w watched) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	w.saw(query)
	return w.DB.QueryContext(ctx, query, args...)
}

// QueryRowContext tells the statement and passes it on.
func (w watched) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	w.saw(query)
	return w.DB.QueryRowContext(ctx, query, args...)
}

// longestChange is how long a transaction may last. What was begun under an old key is over by then.
const longestChange = 5 * time.Minute

// write runs f in a transaction and tries again where the engine asks for that. What f seals is sealed under the newest key.
func (s *Store) write(ctx context.Context, f func(*sql.Tx) error) error {
	const tries = 5
	for i := 1; ; i++ {
		err := s.once(ctx, f)
		if i == tries || !retryable(err) {
			return translate(err)
		}
	}
}

func (s *Store) once(ctx context.Context, f func(*sql.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, longestChange)
	defer cancel()
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err = s.seekNewerKey(ctx, tx); err == nil {
		err = f(tx)
	}
	if err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	return tx.Commit()
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// each runs f on every row.
func each(ctx context.Context, q querier, f func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return translate(rows.Err())
}

// all collects what scan makes of every row.
func all[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	list := []T{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		item, err := scan(rows)
		list = append(list, item)
		return err
	}, query, args...)
	return list, err
}

// one gives what scan makes of the only row, and assessment.ErrNotFound where there is none.
func one[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) (T, error) {
	var none T
	list, err := all(ctx, q, scan, query, args...)
	switch {
	case err != nil:
		return none, err // an error is not "none": who does not answer has not said that there is nothing
	case len(list) == 0:
		return none, assessment.ErrNotFound
	default:
		return list[0], nil
	}
}

// micros gives a time as it is stored.
func micros(t time.Time) int64 { return t.UnixMicro() }

// when gives a time that was stored; zero stays zero.
func when(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// never sorts after every day that something may be due.
const never = "9999-12-31"

// today is the day by the store's clock.
func (s *Store) today() assessment.Date { return assessment.DateOf(s.now()) }
