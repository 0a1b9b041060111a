package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrLocked says that another process holds the data folder.
var ErrLocked = errors.New("another Safeguard server is using this data folder: stop it first, or name another folder")

// ErrNewer says that a newer version of the program has used the database.
var ErrNewer = errors.New("this database was used by a newer version of Safeguard: start that version, or restore an older backup")

// ErrEmpty says that the file of the database is there and holds nothing, as after a copy that was broken off. It is not
// filled anew, since what was in it should come back.
var ErrEmpty = errors.New("the database file is empty: restore a backup, or delete the file if there was never anything in it")

// pragmas go into the data source name, since by a statement they would reach one connection only. Every commit is on
// the disk before it is answered (synchronous FULL).
const pragmas = "_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_dqs=0&_defensive=1"

// openSQLite opens the file of the data folder. A file that it made goes again where the opening fails: what has no keys is
// no database, and the next start would take it for one that has lost them.
func (s *Store) openSQLite(ctx context.Context, cfg Config, how access) (err error) {
	if cfg.Dir == "" {
		return errors.New("name the data folder with -data")
	}
	name := cfg.file()
	leave, made, err := enter(name, how)
	if err != nil {
		return err
	}
	letGo := func() error {
		if made && s.vault == nil {
			return errors.Join(removeFile(name), leave())
		}
		return leave()
	}
	s.close = letGo
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	reads, err := s.dialSQLite(name)
	if err != nil {
		return err
	}
	s.reads, s.reader = reads, observed(reads, cfg.Observe)
	s.close = func() error { return errors.Join(reads.Close(), s.keys.db.Close(), s.writer.Close(), letGo()) }
	return s.prepare(ctx, how)
}

// file is the file of the database in the data folder.
func (cfg *Config) file() string { return filepath.Join(cfg.Dir, "safeguard.db") }

// fileInFolder reports whether the data folder has a database. An empty file is ErrEmpty.
func fileInFolder(cfg Config) (bool, error) {
	info, err := os.Stat(cfg.file())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for the database: %w", err)
	}
	err = notEmpty(info)
	return err == nil, err
}

// dialSQLite makes one connection that writes, and gives several that only read.
func (s *Store) dialSQLite(name string) (reads *sql.DB, err error) {
	dsn := "file:" + (&url.URL{Path: name}).EscapedPath() + "?" + pragmas
	if s.writer, err = sql.Open("sqlite", dsn); err != nil {
		return nil, err
	}
	s.writer.SetMaxOpenConns(1)
	if reads, err = sql.Open("sqlite", dsn+"&mode=ro"); err != nil {
		return nil, errors.Join(err, s.writer.Close())
	}
	reads.SetMaxOpenConns(4)
	reads.SetMaxIdleConns(4)
	if s.keys.db, err = sql.Open("sqlite", dsn+"&mode=ro"); err != nil {
		return nil, errors.Join(err, s.writer.Close(), reads.Close())
	}
	s.keys.db.SetMaxIdleConns(-1)
	return reads, nil
}

// enter prepares the data folder and gives what leaves it; made reports whether it made the file of the database. The
// server makes the folder and the file, and takes the lock; a command finds them as the server made them.
func enter(name string, how access) (leave func() error, made bool, err error) {
	dir := filepath.Dir(name)
	if how == shared {
		info, err := os.Stat(name)
		if err != nil {
			return nil, false, fmt.Errorf("there is no database in the data folder: %w", err)
		}
		return func() error { return nil }, false, notEmpty(info)
	}
	if err := makeDir(dir); err != nil {
		return nil, false, err
	}
	if leave, err = lockDir(dir); err != nil {
		return nil, false, err
	}
	if made, err = ownFile(name); err != nil {
		return nil, false, errors.Join(err, leave())
	}
	return leave, made, nil
}

func notEmpty(file fs.FileInfo) error {
	if file.Size() == 0 {
		return ErrEmpty
	}
	return nil
}

// removeFile removes the file of a database and those that SQLite keeps beside it.
func removeFile(name string) error {
	var errs []error
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(name + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// makeDir makes the data folder, for its owner only.
func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be closed to others: %w", err)
	}
	return nil
}

// ownFile makes the file of the database before SQLite does, for its owner only; the files beside it take its mode. Where
// it is there already, it has to hold something and can be written to.
func ownFile(name string) (made bool, err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if made = err == nil; errors.Is(err, fs.ErrExist) {
		f, err = os.OpenFile(name, os.O_RDWR, 0)
	}
	if errors.Is(err, fs.ErrPermission) {
		return false, fmt.Errorf("the data folder cannot be written to: %w", err)
	}
	if err != nil {
		return false, fmt.Errorf("opening the database: %w", err)
	}
	if made {
		return true, f.Close()
	}
	info, err := f.Stat()
	if err == nil {
		err = notEmpty(info)
	}
	return false, errors.Join(err, f.Close())
}

// lockDir takes the lock of the data folder and gives what lets go of it.
func lockDir(dir string) (func() error, error) {
	held := flock.New(filepath.Join(dir, "safeguard.lock"), flock.SetPermissions(0o600))
	got, err := held.TryLock()
	if err != nil {
		return nil, fmt.Errorf("the data folder cannot be locked: %w", err)
	}
	if !got {
		return nil, ErrLocked
	}
	return held.Unlock, nil
}

// openPostgres opens a database on a server.
func (s *Store) openPostgres(ctx context.Context, cfg Config, how access) error {
	db, err := dialPostgres(cfg)
	if err != nil {
		return err
	}
	const connections = 16 // which stay open, since a new one costs more than most statements
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	s.writer, s.reads, s.reader = db, db, observed(db, cfg.Observe)
	if s.keys.db, err = dialPostgres(cfg); err != nil {
		return errors.Join(err, db.Close())
	}
	s.keys.db.SetMaxIdleConns(-1)
	s.keys.wait = 2 * longestChange
	s.close = func() error { return errors.Join(s.keys.db.Close(), db.Close()) }
	if err := s.prepare(ctx, how); err != nil {
		return errors.Join(err, s.close())
	}
	return nil
}

// prepare looks after the tables of a database that was just opened.
func (s *Store) prepare(ctx context.Context, how access) error {
	switch how {
	case bare:
		return nil
	case shared:
		return s.check(ctx)
	default:
		return s.migrate(ctx)
	}
}

// dialPostgres prepares connections. Its error does not tell the address, which holds a password.
func dialPostgres(cfg Config) (*sql.DB, error) {
	parsed, err := pgx.ParseConfig(cfg.Database)
	if err != nil {
		return nil, errors.New("the address of the database cannot be understood, or names a file that cannot be read: write it as postgres://user:password@host:5432/name")
	}
	return stdlib.OpenDB(*parsed), nil
}

// tablesOnServer reports whether a server has brought the tables of a database up to date before.
func tablesOnServer(ctx context.Context, cfg Config) (there bool, err error) {
	db, err := dialPostgres(cfg)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.QueryRowContext(ctx, `SELECT to_regclass('goose_db_version') IS NOT NULL`).Scan(&there); err != nil {
		return false, fmt.Errorf("reading the version of the database: %w", translate(err))
	}
	return there, nil
}

// migrate brings the tables up to date. On SQLite the lock of the folder keeps two processes apart, on PostgreSQL a
// lock of goose's in the database.
func (s *Store) migrate(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := notNewer(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bringing the database up to date: %w", translate(err))
	}
	return nil
}

// check refuses a database that is not of this version, and changes nothing.
func (s *Store) check(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := notNewer(ctx, p); err != nil {
		return err
	}
	pending, err := p.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("reading the version of the database: %w", translate(err))
	}
	if pending {
		return errors.New("this database is of an older version: start the server once, which brings it up to date")
	}
	return nil
}

func notNewer(ctx context.Context, p *goose.Provider) error {
	current, known, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("reading the version of the database: %w", translate(err))
	}
	if current > known {
		return ErrNewer
	}
	return nil
}

func (s *Store) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{}
	if s.onServer {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // it looks each second, for five minutes
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, s.writer, files, options...)
}
