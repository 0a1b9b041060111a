package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"safeguard/assessment/vault"
)

// TestMain stops the PostgreSQL server that the tests started, if they did.
func TestMain(m *testing.M) {
	code := m.Run()
	if err := pg.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stopping PostgreSQL:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// engines runs a test on each database engine, each time on an empty database of its own.
func engines(t *testing.T, test func(t *testing.T, cfg Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, onSQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, onPostgres(t))
	})
}

// onSQLite configures a database in a folder of its own.
func onSQLite(t testing.TB) Config {
	cfg := config()
	cfg.Dir = filepath.Join(t.TempDir(), "data")
	return cfg
}

// onPostgres configures a database of its own on the server that the tests share.
func onPostgres(t testing.TB) Config {
	t.Helper()
	server := running(t)
	cfg := config()
	cfg.Database = server.url(server.create(t, server.template))
	return cfg
}

// running gives the server, and skips the test where PostgreSQL is not installed.
func running(t testing.TB) *postgresServer {
	t.Helper()
	server, err := pg.start()
	if errors.Is(err, errNoPostgres) {
		missing(t, "%v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// config has a clock that stands at the day of the first sample, and ids that count up.
func config() Config {
	return Config{Master: masterKey(), Now: newClock(firstDay).now, NewID: ids()}
}

func masterKey() vault.Master { return vault.Master{1, 2, 3} }

// ids gives UUIDv7 text that counts up, as the caller of the store makes it.
func ids() func() string {
	var n atomic.Int64
	return func() string { return fmt.Sprintf("01900000-0000-7000-8000-%012d", n.Add(1)) }
}

// clock is a clock that is set by hand. Each look at it takes a microsecond, so that no two moments are one.
type clock struct{ us atomic.Int64 }

var firstDay = time.Date(2025, 11, 12, 9, 0, 0, 0, time.UTC)

func newClock(at time.Time) *clock {
	c := &clock{}
	c.set(at)
	return c
}

func (c *clock) set(at time.Time) { c.us.Store(at.UnixMicro()) }

func (c *clock) now() time.Time { return time.UnixMicro(c.us.Add(1)).UTC() }

// pg is the one PostgreSQL server of the test process. It is started by the first test that needs it.
var pg = newLazyServer()

type lazyServer struct {
	started atomic.Bool
	start   func() (*postgresServer, error)
}

func newLazyServer() *lazyServer {
	l := &lazyServer{}
	l.start = sync.OnceValues(func() (*postgresServer, error) {
		l.started.Store(true)
		return startPostgres()
	})
	return l
}

// stop stops the server, if it runs.
func (l *lazyServer) stop() error {
	if !l.started.Load() {
		return nil
	}
	server, err := l.start()
	if err != nil {
		return nil // it never ran, which the tests have said
	}
	return server.stop()
}

var errNoPostgres = errors.New("PostgreSQL is not installed (apt-get install postgresql)")

// postgresServer is a PostgreSQL server in a temporary folder, on a loopback port.
type postgresServer struct {
	bin       string
	dir       string
	port      int
	template  string // the name of a database with all tables
	databases atomic.Int64
	lifeline  io.Closer
	watcher   *exec.Cmd
}

func startPostgres() (*postgresServer, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, errNoPostgres
	}
	p := &postgresServer{bin: filepath.Dir(slices.Max(found))}
	if p.dir, err = os.MkdirTemp("", "safeguard-postgres-"); err != nil {
		return nil, err
	}
	if err := p.watch(); err != nil {
		return nil, err
	}
	if err := p.makeFolder(); err != nil {
		return nil, err
	}
	if p.port, err = freePort(); err != nil {
		return nil, err
	}
	if err := p.launch(); err != nil {
		return nil, err
	}
	return p, p.makeTemplate()
}

// makeFolder makes the server's files. Text is ordered as a US English server orders it, which is not the order of bytes.
func (p *postgresServer) makeFolder() error {
	if os.Getuid() == 0 {
		if err := giveTo("postgres", p.dir); err != nil {
			return err
		}
	}
	return p.run("initdb", "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C.UTF-8",
		"--locale-provider=icu", "--icu-locale=en-US", "-D", p.data())
}

func giveTo(name, dir string) error {
	owner, err := user.Lookup(name)
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return err
	}
	return os.Chown(dir, uid, -1)
}

func (p *postgresServer) data() string { return filepath.Join(p.dir, "data") }

func (p *postgresServer) log() string { return filepath.Join(p.dir, "log") }

// launch starts the server. It is in a hurry where it need not be safe.
func (p *postgresServer) launch() error {
	options := fmt.Sprintf("-c listen_addresses=127.0.0.1 -p %d -k %s -c max_connections=200 -c fsync=off -c full_page_writes=off "+
		"-c synchronous_commit=off -c deadlock_timeout=20ms -c log_line_prefix=%%d:", p.port, p.dir)
	return p.run("pg_ctl", "-D", p.data(), "-w", "-l", p.log(), "-o", options, "start")
}

// watch starts a watcher that stops the server and removes its folder as soon as this process ends, in whatever way.
func (p *postgresServer) watch() error {
	const script = `read line; "$@" stop -m immediate; rm -rf "$FOLDER"`
	p.watcher = exec.Command("sh", append([]string{"-c", script, "sh"}, p.asOwner("pg_ctl", "-D", p.data(), "-w")...)...)
	p.watcher.Dir, p.watcher.Env = p.dir, append(os.Environ(), "FOLDER="+p.dir)
	p.watcher.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var err error
	if p.lifeline, err = p.watcher.StdinPipe(); err != nil {
		return err
	}
	return p.watcher.Start()
}

func (p *postgresServer) stop() error {
	return errors.Join(p.lifeline.Close(), p.watcher.Wait())
}

// asOwner gives the command line of a program of PostgreSQL, which refuses to run as root.
func (p *postgresServer) asOwner(program string, args ...string) []string {
	line := append([]string{filepath.Join(p.bin, program)}, args...)
	if os.Getuid() == 0 {
		line = append([]string{"runuser", "-u", "postgres", "--"}, line...)
	}
	return line
}

func (p *postgresServer) run(program string, args ...string) error {
	line := p.asOwner(program, args...)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Dir = p.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (p *postgresServer) url(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", p.port, database)
}

// makeTemplate makes the database that those of the tests are copied from, since a copy is quicker than a migration.
func (p *postgresServer) makeTemplate() error {
	p.template = "migrated"
	if err := p.exec("CREATE DATABASE " + p.template); err != nil {
		return err
	}
	cfg := config()
	cfg.Database = p.url(p.template)
	s, err := Open(context.Background(), cfg)
	if err != nil {
		return err
	}
	return s.Close()
}

// create makes a database for a test as a copy of another, and gives its name.
func (p *postgresServer) create(t testing.TB, template string) string {
	t.Helper()
	name := fmt.Sprintf("test%d", p.databases.Add(1))
	if err := p.exec("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		t.Fatal(err)
	}
	return name
}

func (p *postgresServer) exec(query string) error {
	db, err := sql.Open("pgx", p.url("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(query)
	return err
}

// deadlocks lists what the server said about transactions of a database that waited for each other.
func (p *postgresServer) deadlocks(t testing.TB, database string) []string {
	t.Helper()
	text, err := os.ReadFile(p.log())
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, database+":") && strings.Contains(line, "deadlock") {
			found = append(found, line)
		}
	}
	return found
}
