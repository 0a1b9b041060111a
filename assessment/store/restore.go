package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"safeguard/assessment"
)

// ErrOccupied says that a backup cannot be restored where there is something already.
var ErrOccupied = errors.New("there is something already: a backup is restored into an empty folder, and into a database without tables")

// staging is the folder inside the data folder in which a restore works until all is checked, so that what was broken off
// is never taken for a database.
const staging = ".restoring"

// Restore fills an empty data folder and, where one is named, an empty database with what a backup holds: each of its
// files goes into the folder own, which lies in the data folder. It checks that all of it came and is what was written, that the audit
// chains hold, that every sealed text opens with the master key, and that each report has its digest. Where anything
// fails, nothing remains. A backup of either engine is restored into both, one by an older version is brought up to date.
// The restore becomes an event of the restored installation.
func Restore(ctx context.Context, scope assessment.Scope, cfg Config, own string, r io.Reader) (done Dumped, err error) {
	remote, err := cfg.onServer()
	if err != nil {
		return done, err
	}
	look := cfg.Dir
	if remote {
		look = filepath.Join(cfg.Dir, own) // nothing else of the folder is used
	}
	if err := vacant(look); err != nil {
		return done, err
	}
	_, missing := os.Stat(cfg.Dir)
	if err := makeDir(cfg.Dir); err != nil {
		return done, err
	}
	leave, err := lockDir(cfg.Dir)
	if err != nil {
		return done, err
	}
	defer func() {
		if err != nil && errors.Is(missing, fs.ErrNotExist) { // a folder that somebody has filled meanwhile stays
			_ = os.Remove(filepath.Join(cfg.Dir, "safeguard.lock"))
			_ = os.Remove(cfg.Dir)
		}
	}()
	defer func() { err = errors.Join(err, leave()) }()
	work := filepath.Join(cfg.Dir, staging)
	if err := errors.Join(os.RemoveAll(work), makeDir(work)); err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	inside := cfg
	inside.Dir = work
	if done, err = restoreInto(ctx, scope, inside, own, r); err != nil {
		return done, err
	}
	return done, settle(cfg.Dir, own, remote)
}

// vacant gives ErrOccupied where a data folder has something in it, other than what a restore that was broken off left.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking into the data folder: %w", err)
	}
	for _, e := range entries {
		if !slices.Contains([]string{staging, "safeguard.lock", "lost+found"}, e.Name()) {
			return ErrOccupied
		}
	}
	return nil
}

// restoreInto fills and checks a database of which nothing is kept where it fails.
func restoreInto(ctx context.Context, scope assessment.Scope, cfg Config, own string, r io.Reader) (done Dumped, err error) {
	s, err := openBare(ctx, cfg)
	if err != nil {
		return done, err
	}
	defer func() {
		if err != nil && s.onServer {
			err = errors.Join(err, s.dropAll(context.WithoutCancel(ctx)))
		}
		err = errors.Join(err, s.Close())
	}()
	d := newDumpReader(r)
	p, err := s.provider()
	if err != nil {
		return done, err
	}
	_, known, err := p.GetVersions(ctx)
	if err != nil {
		return done, fmt.Errorf("reading the version of the database: %w", translate(err))
	}
	h, err := d.head(formatBackup, known)
	if err != nil {
		return done, err
	}
	if _, err := p.UpTo(ctx, h.Migration); err != nil {
		return done, fmt.Errorf("making the tables: %w", translate(err))
	}
	t, err := s.fill(ctx, d, filepath.Join(cfg.Dir, own))
	if err != nil {
		return done, translate(err)
	}
	if err := s.migrate(ctx); err != nil {
		return done, err
	}
	done = Dumped{MadeAt: h.MadeAt, Rows: t.Tables, Files: t.Files, SHA256: t.SHA256}
	if done.Sealed, err = s.verify(ctx, cfg, h); err != nil {
		return done, err
	}
	return done, s.write(ctx, func(tx *sql.Tx) error {
		return s.record(ctx, tx, scope, Event{Action: "backup.restore", Subject: h.MadeAt.Format(time.RFC3339), Detail: done.SHA256})
	})
}

// openBare opens a database without tables, and refuses one that has some.
func openBare(ctx context.Context, cfg Config) (*Store, error) {
	s, err := dial(ctx, cfg, bare)
	if err != nil {
		return nil, err
	}
	tables, err := s.schema(ctx, s.writer)
	if err == nil && len(tables) > 0 {
		err = ErrOccupied
	}
	if err != nil {
		return nil, toStart(errors.Join(err, s.Close()))
	}
	return s, nil
}

// dropAll takes the tables out again that a restore made in a database on a server.
func (s *Store) dropAll(ctx context.Context) error {
	tables, err := s.schema(ctx, s.writer)
	for i := range tables {
		_, dropped := s.writer.ExecContext(ctx, `DROP TABLE `+tables[i].name+` CASCADE`)
		err = errors.Join(err, dropped)
	}
	return err
}

// fill inserts the rows of a dump into empty tables in one transaction, and writes its files into a folder.
func (s *Store) fill(ctx context.Context, d *dumpReader, folder string) (t trailer, err error) {
	err = s.once(ctx, func(tx *sql.Tx) error {
		tables, err := s.schema(ctx, tx)
		if err != nil {
			return err
		}
		f := filler{ctx: ctx, tx: tx, tables: tables}
		defer f.close()
		t, err = d.all(dumpHandler{
			file:  func(name string, body []byte) error { return putFile(folder, name, body) },
			table: f.table, row: f.row,
		})
		if err != nil {
			return err
		}
		for i := range tables {
			if _, there := t.Tables[tables[i].name]; !there && !slices.Contains(notDumped, tables[i].name) {
				return errChanged
			}
		}
		return nil
	})
	return t, err
}

// putFile writes a file of a dump into a folder, and nowhere else.
func putFile(folder, name string, body []byte) error {
	if !filepath.IsLocal(name) || !fs.ValidPath(name) {
		return errChanged
	}
	path := filepath.Join(folder, name)
	return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, body, 0o600))
}

// filler inserts rows as they are read.
type filler struct {
	ctx    context.Context
	tx     *sql.Tx
	tables []table
	insert *sql.Stmt
}

// table begins a table. Its names come from the schema, so that a file cannot bring statements along.
func (f *filler) table(line tableLine) error {
	i := slices.IndexFunc(f.tables, func(t table) bool { return t.name == line.Table })
	if i < 0 || slices.Contains(notDumped, line.Table) || !f.tables[i].fits(line) {
		return errChanged
	}
	f.close()
	named := table{name: line.Table}
	for _, name := range line.Columns {
		named.columns = append(named.columns, column{name: name})
	}
	var err error
	f.insert, err = f.tx.PrepareContext(f.ctx, named.insert())
	return err
}

func (f *filler) row(values []any) error {
	_, err := f.insert.ExecContext(f.ctx, values...)
	if err != nil && f.ctx.Err() == nil && !errors.Is(translate(err), ErrFull) {
		return fmt.Errorf("%w (%w)", errChanged, err) // what does not fit the tables was not written by a program that made them
	}
	return err
}

func (f *filler) close() {
	if f.insert != nil {
		_ = f.insert.Close() // the transaction ends it anyway
	}
}

// verify unlocks what was restored and checks all of it. It gives the number of sealed texts, which all open.
func (s *Store) verify(ctx context.Context, cfg Config, h head) (sealed int, err error) {
	var keys int
	if err := s.writer.QueryRowContext(ctx, `SELECT count(*) FROM keys`).Scan(&keys); err != nil {
		return 0, translate(err)
	}
	if keys == 0 {
		return 0, errChanged
	}
	if err := s.unlock(ctx); err != nil {
		if errors.Is(err, ErrWrongKey) {
			err = &starting{"the master key does not open this backup: give with -key the key file of the installation that it was made of", err}
		}
		return 0, err
	}
	end, err := endOfChain(ctx, s.reader, "")
	if err != nil {
		return 0, err
	}
	if end != h.Chain {
		return 0, errChanged
	}
	if err := s.VerifyAudit(ctx); err != nil {
		return 0, fmt.Errorf("checking the audit log of the backup: %w", err)
	}
	if sealed, err = s.openAll(ctx); err != nil {
		return sealed, fmt.Errorf("checking what is sealed in the backup: %w", err)
	}
	return sealed, nil
}

// settle puts what was checked into its place, the database last.
func settle(dir, own string, remote bool) error {
	names := []string{own}
	if !remote {
		names = append(names, "safeguard.db")
	}
	for _, name := range names {
		err := os.Rename(filepath.Join(dir, staging, name), filepath.Join(dir, name))
		if err != nil && (name != own || !errors.Is(err, fs.ErrNotExist)) {
			return fmt.Errorf("putting the restored data into their place: %w", err)
		}
	}
	return syncDir(dir)
}

// syncDir waits until the disk has the names of a folder.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
