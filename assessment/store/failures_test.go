package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"safeguard/assessment"
	"safeguard/assessment/vault"
)

func TestOneServerAtATime(t *testing.T) {
	cfg := onSQLite(t)
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), cfg)
	wantErr(t, "a second server", err, ErrLocked)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("the first server: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), cfg); err != nil {
		t.Fatalf("opening what was closed: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestCommandBesideTheServer: a command reads and writes while the server holds the folder, and each sees what the other
// did.
func TestCommandBesideTheServer(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		command, err := Join(t.Context(), o.cfg)
		o.must(err)
		defer command.Close()
		id, err := command.AddUser(t.Context(), o.admin, User{Email: "new@northwind.test", Name: "New", Role: assessment.Manager})
		o.must(err)
		o.must(drop(o.User(t.Context(), id)))
		o.addNamed("Added by the server")
		list, err := command.Clients(t.Context(), o.admin, Filter{Text: "added", PerPage: 1})
		o.must(err)
		if list.Found != 1 {
			t.Errorf("the command finds %d clients, want 1", list.Found)
		}
		o.must(command.VerifyAudit(t.Context()))
	})
}

// TestCommandWithoutADatabase: a command that is given the wrong folder says so and leaves nothing there.
func TestCommandWithoutADatabase(t *testing.T) {
	cfg := onSQLite(t)
	if _, err := Join(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "no database") {
		t.Errorf("error %v, want that there is no database", err)
	}
	if _, err := os.Stat(cfg.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}

// TestExists: a database is there from its first opening on, and to look for one makes none.
func TestExists(t *testing.T) {
	fresh := map[string]func(testing.TB) Config{"sqlite": onSQLite, "postgres": func(t testing.TB) Config {
		cfg := config()
		server := running(t)
		cfg.Database = server.url(server.create(t, "template1"))
		return cfg
	}}
	for engine, fresh := range fresh {
		t.Run(engine, func(t *testing.T) {
			cfg := fresh(t)
			for range 2 { // the first look leaves nothing that the second finds
				if there, err := Exists(t.Context(), cfg); there || err != nil {
					t.Errorf("before the first opening: %v, %v, want false", there, err)
				}
			}
			s, err := Open(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			for _, when := range []string{"while it is open", "when it was closed"} {
				if there, err := Exists(t.Context(), cfg); !there || err != nil {
					t.Errorf("%s: %v, %v, want true", when, there, err)
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	if _, err := Exists(t.Context(), Config{Database: "mysql://localhost/x"}); err == nil || !strings.Contains(err.Error(), "postgres:// URL") {
		t.Errorf("another engine: error %v, want that it is none", err)
	}
}

// TestOldDatabase: a command changes no tables; it asks for the server to be started.
func TestOldDatabase(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.exec(`DELETE FROM goose_db_version WHERE version_id > 0`)
		o.must(o.Close())
		if _, err := Join(t.Context(), o.cfg); err == nil || !strings.Contains(err.Error(), "start the server once") {
			t.Errorf("error %v, want that the server is to be started", err)
		}
	})
}

func TestNewerDatabase(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, TRUE)`)
		o.must(o.Close())
		for name, open := range map[string]func(context.Context, Config) (*Store, error){"Open": Open, "Join": Join} {
			_, err := open(t.Context(), o.cfg)
			wantErr(t, name, err, ErrNewer)
		}
	})
}

func TestNoDatabase(t *testing.T) {
	for what, body := range map[string]string{
		"a text":           strings.Repeat("This is no database. ", 500),
		"a damaged header": "SQLite format 3\x00" + strings.Repeat("\xff", 8192),
	} {
		t.Run(what, func(t *testing.T) {
			cfg := onSQLite(t)
			write(t, filepath.Join(cfg.Dir, "safeguard.db"), body)
			_, err := Open(t.Context(), cfg)
			wantErr(t, what, err, ErrUnreadable)
			if err != nil && err.Error() != ErrUnreadable.Error() {
				t.Errorf("more is told than what is wrong: %v", err)
			}
			kept, err := os.ReadFile(filepath.Join(cfg.Dir, "safeguard.db"))
			if err != nil || string(kept) != body {
				t.Errorf("the file was changed: %d bytes, %v", len(kept), err)
			}
		})
	}
}

// TestEmptiedDatabase: a file that lost all that was in it is not taken for a new database, by whoever opens it.
func TestEmptiedDatabase(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	o.must(o.Close())
	o.must(os.Truncate(o.cfg.file(), 0))
	for name, open := range map[string]func(context.Context, Config) (*Store, error){"Open": Open, "Join": Join} {
		_, err := open(t.Context(), o.cfg)
		wantErr(t, name, err, ErrEmpty)
	}
	_, err := Exists(t.Context(), o.cfg)
	wantErr(t, "Exists", err, ErrEmpty)
	if info, err := os.Stat(o.cfg.file()); err != nil || info.Size() != 0 {
		t.Errorf("the file was changed: %v, %v", info, err)
	}
}

func write(t *testing.T, name, body string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedPage: a page that was overwritten is told as damage, not as an empty list.
func TestDamagedPage(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	o.openDraft(catalogOf(t, "security-rule@2025.1"), 2025)
	root := o.count(`SELECT rootpage FROM sqlite_schema WHERE name = 'clients'`)
	size := o.count(`PRAGMA page_size`)
	o.must(o.Close())
	f, err := os.OpenFile(filepath.Join(o.cfg.Dir, "safeguard.db"), os.O_RDWR, 0)
	o.must(err)
	_, err = f.WriteAt([]byte(strings.Repeat("\xff", size)), int64(root-1)*int64(size))
	o.must(errors.Join(err, f.Close()))
	o.open()
	_, err = o.Client(t.Context(), o.manager, o.client)
	wantErr(t, "a damaged table", err, ErrUnreadable)
}

func TestNoFolder(t *testing.T) {
	cfg := onSQLite(t)
	write(t, cfg.Dir, "a file")
	if _, err := Open(t.Context(), cfg); !errors.Is(err, syscall.ENOTDIR) {
		t.Errorf("a file in the place of the folder: error %v, want ENOTDIR", err)
	}
	cfg.Dir = ""
	if _, err := Open(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "-data") {
		t.Errorf("no folder: error %v, want to name one", err)
	}
}

// TestRefusedStart: what an engine refuses at the start is one sentence, by whoever opens the database, and what it said
// itself is behind it. The address of the database, which holds a password, is in none.
func TestRefusedStart(t *testing.T) {
	const notUnderstood = "the address of the database cannot be understood, or names a file that cannot be read: write it as postgres://user:password@host:5432/name"
	onServer := func(database string) string {
		return "postgres://nobody:hunter2@127.0.0.1:1/" + database + "?sslmode=disable&connect_timeout=2"
	}
	tests := map[string]string{
		"mysql://localhost/x": "the database should be a postgres:// URL, or empty for a file in the data folder",
		"safeguard.db":        "the database should be a postgres:// URL, or empty for a file in the data folder",
		onServer("none"):      notReached,
		"postgres://nobody:hunter2@127.0.0.1:notaport/none":                                     notUnderstood,
		"postgres://nobody:hunter2@host:port:port/":                                             notUnderstood,
		"postgres://nobody:hunter2@127.0.0.1:1/none?sslmode=verify-full&sslrootcert=/not/there": notUnderstood,
	}
	server := running(t)
	tests[server.url("none")] = "there is no such database on the server: create it, or name another in -database"
	tests[strings.Replace(server.url("postgres"), "postgres@", "nobody:hunter2@", 1)] = "the database server does not let this user in: check the user and the password in -database"
	tests[strings.Replace(server.url("postgres"), "sslmode=disable", "sslmode=require", 1)] = notReached
	for address, want := range tests {
		cfg := config()
		cfg.Database = address
		for name, open := range map[string]func() error{
			"Open":   func() error { return drop(Open(t.Context(), cfg)) },
			"Join":   func() error { return drop(Join(t.Context(), cfg)) },
			"Exists": func() error { return drop(Exists(t.Context(), cfg)) },
		} {
			if err := open(); err == nil || err.Error() != want {
				t.Errorf("%s of %s: error %v, want %q", name, address, err, want)
			}
		}
	}
	for code, want := range map[string]string{
		"28P01": "check the user and the password", "42501": "grant it that", "53100": "make room", "25006": "cannot be written to",
		"57P03": "try again in a minute", "08006": "cannot be reached", "XX000": "(code XX000)",
	} {
		cause := &pgconn.PgError{Code: code, Message: "several\nlines"}
		err := toStart(fmt.Errorf("asking: %w", translate(cause)))
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "lines") || !errors.Is(err, cause) {
			t.Errorf("%s: error %v, want %q", code, err, want)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	cfg := config()
	cfg.Database = onServer("none")
	wantErr(t, "who stopped the start", drop(Open(ended, cfg)), context.Canceled)
}

// TestUnreachable: that nobody answers is told apart from a fault, by code and where there is no connection at all.
func TestUnreachable(t *testing.T) {
	for _, code := range []string{"08000", "08006", "53300", "57P01", "57P02", "57P03"} {
		wantErr(t, code, translate(fmt.Errorf("asking: %w", &pgconn.PgError{Code: code})), ErrUnreachable)
	}
	db, err := sql.Open("pgx", "postgres://127.0.0.1:1/none?sslmode=disable&connect_timeout=2")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	wantErr(t, "nobody listens", translate(db.PingContext(t.Context())), ErrUnreachable)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := translate(db.PingContext(ended)); errors.Is(err, ErrUnreachable) {
		t.Errorf("who went away is told %v", err)
	}
}

// TestFolderIsTheOwners: nobody else on the machine reads the data, even where the folder was there before with other
// rights and has a name of its own kind.
func TestFolderIsTheOwners(t *testing.T) {
	cfg := onSQLite(t)
	cfg.Dir = filepath.Join(t.TempDir(), "dä ta?#%41&mode=ro")
	if err := os.Mkdir(cfg.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	newOffice(t, cfg)
	for name, want := range map[string]fs.FileMode{
		"": 0o700 | fs.ModeDir, "safeguard.db": 0o600, "safeguard.db-wal": 0o600, "safeguard.db-shm": 0o600, "safeguard.lock": 0o600,
	} {
		info, err := os.Stat(filepath.Join(cfg.Dir, name))
		if err != nil {
			t.Errorf("%v", err)
		} else if info.Mode() != want {
			t.Errorf("mode of %q = %v, want %v", name, info.Mode(), want)
		}
	}
	parent, err := os.ReadDir(filepath.Dir(cfg.Dir))
	if err != nil || len(parent) != 1 {
		t.Errorf("beside the folder there is more: %v, %v", parent, err)
	}
}

// mounted gives an empty file system of its own, or skips the test where that is not permitted.
func mounted(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		missing(t, "mounting a file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func remount(t *testing.T, dir string, flags uintptr, options string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
		t.Fatal(err)
	}
}

// TestFullDisk fills the disk: what fails leaves nothing behind, all that was told to be saved is there, and the store
// goes on when there is room again.
func TestFullDisk(t *testing.T) {
	cfg := onSQLite(t)
	cfg.Dir = filepath.Join(mounted(t, "size=2m"), "data")
	o := newOffice(t, cfg)
	session := func(body string) error {
		return o.Sessions().CommitCtx(t.Context(), "token", []byte(body), time.Now().Add(15*time.Minute))
	}
	o.must(session("signed in"))
	var err error
	added := 0
	for err == nil && added < 1000 {
		_, err = o.AddClients(t.Context(), o.admin, []Client{{Facts: assessment.Client{Name: fmt.Sprintf("Client %d", added), LegalName: strings.Repeat("long ", 400)}}})
		if err == nil {
			added++
		}
	}
	wantErr(t, "on a full disk", err, ErrFull)
	if n := strings.Count(err.Error(), ErrFull.Error()); n != 1 {
		t.Errorf("the error says %d times what is the matter: %v", n, err)
	}
	for range 3 {
		_, err := o.AddClients(t.Context(), o.admin, []Client{{Facts: assessment.Client{Name: "Late", LegalName: strings.Repeat("long ", 4000)}}})
		wantErr(t, "on a disk that is still full", err, ErrFull)
	}
	check := func(when string) {
		t.Helper()
		list, err := o.Clients(t.Context(), o.admin, Filter{PerPage: 1})
		o.must(err)
		if list.Found != added+2 {
			t.Errorf("%s: %d clients, want %d", when, list.Found, added+2)
		}
		o.must(o.VerifyAudit(t.Context()))
	}
	check("full")
	o.clock.set(o.clock.now().Add(time.Minute))
	o.must(session("signed in")) // reading goes on
	wantErr(t, "another session on a full disk", session(strings.Repeat("signed in elsewhere ", 1000)), ErrFull)
	remount(t, filepath.Dir(cfg.Dir), 0, "size=8m")
	o.addNamed("New")
	added++
	check("with room again")
	o.reopen()
	check("after a restart")
}

// TestFullDiskAtTheFirstStart: a start without room says so in a sentence and leaves no file that the next start would take
// for a database. One that was there before stays as it is.
func TestFullDiskAtTheFirstStart(t *testing.T) {
	for _, size := range []string{"4k", "16k", "64k", "128k"} {
		cfg := onSQLite(t)
		disk := mounted(t, "size="+size)
		cfg.Dir = filepath.Join(disk, "data")
		_, err := Open(t.Context(), cfg)
		if err == nil || err.Error() != "there is no room left on the disk for the database: make room, then start again" {
			t.Errorf("%s: error %v, want that there is no room", size, err)
		}
		if left, err := filepath.Glob(cfg.file() + "*"); len(left) > 0 || err != nil {
			t.Errorf("%s: left behind: %v, %v", size, left, err)
		}
		remount(t, disk, 0, "size=4m")
		s, err := Open(t.Context(), cfg)
		if err != nil {
			t.Fatalf("%s: with room: %v", size, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		cfg.Master = vault.NewMaster()
		_, err = Open(t.Context(), cfg)
		wantErr(t, "with another key", err, ErrWrongKey)
		if _, err := os.Stat(cfg.file()); err != nil {
			t.Errorf("a database that was there before: %v", err)
		}
	}
}

// TestReadOnlyFolder: where nothing can be written, the error says so.
func TestReadOnlyFolder(t *testing.T) {
	cfg := onSQLite(t)
	disk := mounted(t, "size=4m")
	cfg.Dir = filepath.Join(disk, "data")
	o := newOffice(t, cfg)
	o.must(o.Close())
	remount(t, disk, syscall.MS_RDONLY, "")
	if _, err := Open(t.Context(), o.cfg); !errors.Is(err, syscall.EROFS) {
		t.Errorf("opening: error %v, want EROFS", err)
	}
}
