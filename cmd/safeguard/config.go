package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/google/uuid"

	"safeguard/assessment/store"
	"safeguard/assessment/vault"
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
	SSO      ssoConfig     `envPrefix:"OIDC_"`
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
	if err := cfg.SSO.check(c); err != nil {
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

// scheme is what the server speaks itself; before a proxy that is http.
func (cfg *serverConfig) scheme() string {
	if cfg.Cert != "" {
		return "https"
	}
	return "http"
}

// proxyRange gives the addresses of the proxy; without one none is in it. What cannot be read check has refused.
func (cfg *serverConfig) proxyRange() netip.Prefix {
	allowed, _ := netip.ParsePrefix(cfg.Proxy)
	return allowed
}
