package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
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
	// MasterKey is the master key itself, in the place of the key file. It has no flag: other people see those.
	MasterKey string `env:"MASTER_KEY"`

	ACME string `env:"ACME"`
	HTTP string `env:"HTTP"`
	URL  string `env:"URL"`
	// Another authority for certificates than the one that everybody trusts, and by which roots it is trusted.
	ACMEDirectory string `env:"ACME_DIRECTORY"`
	ACMERoots     string `env:"ACME_ROOTS"`

	Heads      string        `env:"AUDIT_HEADS"`
	HeadsEvery time.Duration `env:"AUDIT_HEADS_EVERY" envDefault:"1h"`

	Backup          string        `env:"BACKUP"`
	BackupRecipient string        `env:"BACKUP_RECIPIENT"`
	BackupEvery     time.Duration `env:"BACKUP_EVERY" envDefault:"24h"`
	BackupKeep      string        `env:"BACKUP_KEEP" envDefault:"7d,5w,12m"`
	noMFA           bool          // the demo's alone; no flag and no variable of serve sets it
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
	if err != nil {
		return err
	}
	if err := cfg.checkTransport(c, host); err != nil {
		return err
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
	if err := cfg.checkBackup(c); err != nil {
		return err
	}
	if err := cfg.checkHeads(c); err != nil {
		return err
	}
	switch {
	case cfg.Cert != "":
		_, err = readPair(cfg.Cert, cfg.CertKey)
	case cfg.ACME != "" && cfg.ACMERoots != "":
		_, err = cfg.roots()
	}
	return err
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

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (cfg *serverConfig) storeWith(master vault.Master) store.Config {
	return store.Config{Database: cfg.Database, Dir: cfg.Data, Master: master, Masters: cfg.masters, Now: time.Now, NewID: newID}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// scheme is what the server speaks itself; before a proxy that is http.
func (cfg *serverConfig) scheme() string {
	if cfg.https() {
		return "https"
	}
	return "http"
}

// proxyRange gives the addresses of the proxy; without one none is in it. What cannot be read check has refused.
func (cfg *serverConfig) proxyRange() netip.Prefix {
	allowed, _ := netip.ParsePrefix(cfg.Proxy)
	return allowed
}
