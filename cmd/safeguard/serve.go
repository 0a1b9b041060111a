package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/google/uuid"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/assessment/vault"
	"safeguard/handlers"
	"safeguard/questionnaires"
)

// serverConfig is what serve is told, by flags or by the environment. A flag wins.
type serverConfig struct {
	Addr     string        `env:"ADDR" envDefault:"127.0.0.1:8080"`
	Data     string        `env:"DATA"`
	Database string        `env:"DATABASE"`
	Key      string        `env:"KEY"`
	Cert     string        `env:"TLS_CERT"`
	CertKey  string        `env:"TLS_KEY"`
	Proxy    string        `env:"PROXY"`
	Idle     time.Duration `env:"IDLE" envDefault:"15m"`
	Lifetime time.Duration `env:"LIFETIME" envDefault:"12h"`
}

// databaseFlags adds the flags that say where the data are.
func (cfg *serverConfig) databaseFlags(c *command) {
	c.StringVar(&cfg.Data, "data", cfg.Data, "the `DIR` that holds the database (SAFEGUARD_DATA)")
	c.StringVar(&cfg.Database, "database", cfg.Database, "a postgres:// `URL` instead of a file in the data folder (SAFEGUARD_DATABASE)")
	c.StringVar(&cfg.Key, "key", cfg.Key, "the `FILE` with the master key, outside the data folder (SAFEGUARD_KEY)")
}

// readEnv gives the settings of the environment, with folders of the person who runs the program where it names none.
func readEnv(environ []string) (*serverConfig, error) {
	cfg := &serverConfig{}
	err := env.ParseWithOptions(cfg, env.Options{Prefix: "SAFEGUARD_", Environment: env.ToMap(environ)})
	if err != nil {
		return nil, notParsed(err)
	}
	own, err := os.UserConfigDir()
	if err != nil {
		own = "."
	}
	if cfg.Data == "" {
		cfg.Data = filepath.Join(own, "safeguard", "data")
	}
	if cfg.Key == "" {
		cfg.Key = filepath.Join(own, "safeguard", "master.key")
	}
	return cfg, nil
}

// notParsed names the variable that cannot be read. Durations are all that can be written wrong; the others are texts.
func notParsed(err error) error {
	mistake, ok := errors.AsType[env.ParseError](err)
	if !ok {
		return fmt.Errorf("reading the environment: %w", err)
	}
	field, _ := reflect.TypeFor[serverConfig]().FieldByName(mistake.Name)
	return usageError{fmt.Sprintf("SAFEGUARD_%s is no length of time: write it such as %s.", field.Tag.Get("env"), field.Tag.Get("envDefault"))}
}

// runServe answers browsers until it is told to stop.
func runServe(ctx context.Context, args, environ []string, stdout, stderr io.Writer) (err error) {
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("serve", "serve [-addr 127.0.0.1:8080] [-data DIR] [-database URL] [-key FILE] [-tls-cert FILE -tls-key FILE | -proxy CIDR]")
	c.StringVar(&cfg.Addr, "addr", cfg.Addr, "the `ADDRESS` to listen on (SAFEGUARD_ADDR)")
	cfg.databaseFlags(c)
	c.StringVar(&cfg.Cert, "tls-cert", cfg.Cert, "the `FILE` with the certificate (SAFEGUARD_TLS_CERT)")
	c.StringVar(&cfg.CertKey, "tls-key", cfg.CertKey, "the `FILE` with the certificate's key (SAFEGUARD_TLS_KEY)")
	c.StringVar(&cfg.Proxy, "proxy", cfg.Proxy, "the `CIDR` of the proxy in front that speaks https; requests from elsewhere are refused (SAFEGUARD_PROXY)")
	c.DurationVar(&cfg.Idle, "idle", cfg.Idle, "how long a session lasts without a request, at least a minute (SAFEGUARD_IDLE)")
	c.DurationVar(&cfg.Lifetime, "lifetime", cfg.Lifetime, "how long a session lasts at most, not less than -idle (SAFEGUARD_LIFETIME)")
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	if c.NArg() > 0 {
		return c.wrong("%q is too much.", c.Arg(0))
	}
	if err := cfg.check(c); err != nil {
		return err
	}
	listener, err := cfg.listen(ctx)
	if err != nil {
		return err
	}
	defer listener.Close() // the server closes it too, if it comes to that
	db, err := cfg.open(ctx, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	users, err := db.Users(ctx, system)
	if err != nil {
		return err
	}
	if len(users) == 0 {
		fmt.Fprintln(stderr, `Nobody can sign in yet. Stop the server or leave it running, and add somebody with "safeguard user add".`)
	}
	return cfg.answer(ctx, listener, db, nil, stdout, stderr)
}

// check refuses what would send passwords over a network in the clear, sessions without an end, a key beside what it opens,
// and a certificate that nobody could be answered with.
func (cfg *serverConfig) check(c *command) error {
	host, err := c.host(cfg.Addr)
	switch {
	case err != nil:
		return err
	case (cfg.Cert == "") != (cfg.CertKey == ""):
		return c.wrong("Give -tls-cert and -tls-key together.")
	case cfg.Cert != "" && cfg.Proxy != "":
		return c.wrong("Give either a certificate or -proxy.")
	case !loopback(host) && cfg.Cert == "" && cfg.Proxy == "":
		return c.wrong("Beyond this machine (%s) the server needs -tls-cert and -tls-key, or -proxy with the address of the proxy that speaks https.", cfg.Addr)
	}
	if cfg.Proxy != "" {
		if _, err := netip.ParsePrefix(cfg.Proxy); err != nil {
			return c.wrong("%q is no range of addresses: write it as 10.0.0.0/8 or 10.0.0.7/32.", cfg.Proxy)
		}
	}
	if err := cfg.checkSession(c); err != nil {
		return err
	}
	if err := cfg.checkKey(c); err != nil {
		return err
	}
	_, err = cfg.certificates()
	return err
}

// certificates reads the certificate and its key; without -tls-cert there are none.
func (cfg *serverConfig) certificates() ([]tls.Certificate, error) {
	if cfg.Cert == "" {
		return nil, nil
	}
	chain, err := readNamed("tls-cert", cfg.Cert)
	if err != nil {
		return nil, err
	}
	key, err := readNamed("tls-key", cfg.CertKey)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(chain, key)
	if err != nil {
		return nil, fmt.Errorf("%s and %s are no certificate with its key: give a PEM file with -tls-cert, and that of the key which it was made for with -tls-key", cfg.Cert, cfg.CertKey)
	}
	return []tls.Certificate{pair}, nil
}

// readNamed reads the file that a flag names.
func readNamed(flag, name string) ([]byte, error) {
	content, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the file %s of -%s is not there: check its name", name, flag)
	case err != nil:
		return nil, fmt.Errorf("the file %s of -%s cannot be read: check that it is a file and who may read it", name, flag)
	default:
		return content, nil
	}
}

// checkSession refuses times that would never sign anybody off (164.312(a)(2)(iii)), or before they did anything.
func (cfg *serverConfig) checkSession(c *command) error {
	switch {
	case cfg.Idle < time.Minute:
		return c.wrong("A session lasts at least a minute without a request, so -idle cannot be %s: write it such as 15m.", cfg.Idle)
	case cfg.Lifetime < cfg.Idle:
		return c.wrong("A session lasts at least as long as -idle (%s), so -lifetime cannot be %s: write it such as 12h.", cfg.Idle, cfg.Lifetime)
	}
	return nil
}

// checkKey refuses a master key inside the data folder: whoever takes the folder, or a copy of it, would have both.
func (cfg *serverConfig) checkKey(c *command) error {
	inside, err := filepath.Rel(resolved(cfg.Data), resolved(cfg.Key))
	if err == nil && filepath.IsLocal(inside) {
		return c.wrong("The key file %s lies inside the data folder %s: name one outside with -key, so that no copy of the folder holds both.", cfg.Key, cfg.Data)
	}
	return nil
}

// resolved gives a path from the root on and without symbolic links, as far as it is there.
func resolved(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	if found, err := filepath.EvalSymlinks(path); err == nil {
		return found
	}
	if dir := filepath.Dir(path); dir != path {
		return filepath.Join(resolved(dir), filepath.Base(path))
	}
	return path
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// system is the scope of the program itself.
var system = assessment.Scope{User: "system", Name: "Safeguard", Role: assessment.Admin, All: true}

// open opens the database by itself. A key file is made only for a database that is new, since a new key opens no old one.
func (cfg *serverConfig) open(ctx context.Context, stderr io.Writer) (*store.Store, error) {
	_, noKey := os.Stat(cfg.Key)
	_, noFile := os.Stat(filepath.Join(cfg.Data, "safeguard.db"))
	if cfg.Database == "" && noKey != nil && noFile == nil {
		return nil, cfg.keyGone()
	}
	master, made, err := vault.ReadMaster(cfg.Key)
	if errors.Is(err, syscall.ENOSPC) {
		return nil, fmt.Errorf("there is no room left on the disk for the key file %s: make room, then start again", cfg.Key)
	}
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, cfg.storeWith(master))
	switch {
	case err != nil && made:
		return nil, errors.Join(err, os.Remove(cfg.Key))
	case err != nil:
		return nil, err
	case made:
		fmt.Fprintf(stderr, "A new master key is in %s. Keep a copy of it in another place: without it nothing in the database can be read.\n", cfg.Key)
	}
	return db, nil
}

// join opens a database that is there, beside the server that may run on it. It makes nothing.
func (cfg *serverConfig) join(ctx context.Context) (*store.Store, error) {
	master, err := vault.FindMaster(cfg.Key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, cfg.keyGone()
	}
	if err != nil {
		return nil, err
	}
	return store.Join(ctx, cfg.storeWith(master))
}

// exists reports whether there is a database to join.
func (cfg *serverConfig) exists(ctx context.Context) (bool, error) {
	return store.Exists(ctx, cfg.storeWith(vault.Master{}))
}

func (cfg *serverConfig) storeWith(master vault.Master) store.Config {
	return store.Config{Database: cfg.Database, Dir: cfg.Data, Master: master, Now: time.Now, NewID: newID}
}

func (cfg *serverConfig) keyGone() error {
	return fmt.Errorf("the key file %s is not there, and the database cannot be read without it: name it with -key", cfg.Key)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// listen takes the address. It comes before all that a start makes, since another program may have it; who asks meanwhile
// waits for the answer.
func (cfg *serverConfig) listen(ctx context.Context) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Addr)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the address %s is in use: stop what uses it, or choose another with -addr", cfg.Addr)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("this user may not listen on %s: choose a port from 1024 on with -addr", cfg.Addr)
	case errors.Is(err, context.Canceled):
		return nil, err
	default:
		return nil, fmt.Errorf("%s is no address of this machine: choose another with -addr", cfg.Addr)
	}
}

// answer serves until ctx ends, then lets requests that are under way finish.
func (cfg *serverConfig) answer(ctx context.Context, listener net.Listener, db *store.Store, notice []string, stdout, stderr io.Writer) error {
	lib, err := questionnaires.Embedded()
	if err != nil {
		return err
	}
	certificates, err := cfg.certificates()
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewTextHandler(stderr, nil))
	debug.SetGCPercent(handlers.GCPercent)
	site := handlers.New(handlers.Config{
		Store: db, Library: lib, Log: logger, Now: time.Now, Version: version(), Secure: cfg.Cert != "" || cfg.Proxy != "",
		Proxy: cfg.proxyRange(), Idle: cfg.Idle, Lifetime: cfg.Lifetime, Notice: notice,
	})
	server := &http.Server{
		Handler: cfg.fromProxy(site.Handler()), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: certificates},
	}
	fmt.Fprintf(stdout, "Safeguard is at %s://%s\n", cfg.scheme(), listener.Addr())
	ended := make(chan error, 1)
	go func() { ended <- cfg.serve(server, listener) }()
	stop := sweep(ctx, db, logger)
	defer stop()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return server.Shutdown(patience)
}

// scheme is what the server speaks itself; before a proxy that is http.
func (cfg *serverConfig) scheme() string {
	if cfg.Cert != "" {
		return "https"
	}
	return "http"
}

func (cfg *serverConfig) serve(server *http.Server, listener net.Listener) error {
	if cfg.Cert != "" {
		return server.ServeTLS(listener, "", "") // its configuration has the certificate
	}
	return server.Serve(listener)
}

// proxyRange gives the addresses of the proxy; without one none is in it. What cannot be read check has refused.
func (cfg *serverConfig) proxyRange() netip.Prefix {
	allowed, _ := netip.ParsePrefix(cfg.Proxy)
	return allowed
}

// fromProxy refuses requests that do not come through the proxy: they would be plain http from a network. What this
// machine asks itself, such as whether the server is ready, crosses none.
func (cfg *serverConfig) fromProxy(next http.Handler) http.Handler {
	if cfg.Proxy == "" {
		return next
	}
	allowed := cfg.proxyRange()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !allowed.Contains(from.Addr().Unmap()) && !from.Addr().IsLoopback() && !fromItself(r, from.Addr()) {
			http.Error(w, "Use the address of the proxy.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// fromItself reports whether a request comes from the very address that it arrived at.
func fromItself(r *http.Request, from netip.Addr) bool {
	at, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && at.AddrPort().Addr().Unmap() == from.Unmap()
}

// sweep deletes sessions that are over, now and then, until the function that it gives is called.
func sweep(ctx context.Context, db *store.Store, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(10 * time.Minute)
		defer tick.Stop()
		for {
			if err := db.Sessions().Sweep(ctx); err != nil && ctx.Err() == nil {
				logger.Error("sweeping sessions", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return func() { cancel(); <-done }
}
