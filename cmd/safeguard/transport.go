package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// hostName is a name of a host, as a certificate is made for it.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// https reports whether the server speaks it itself.
func (cfg *serverConfig) https() bool { return cfg.Cert != "" || cfg.ACME != "" }

// checkTransport refuses what would send passwords over a network in the clear, and addresses that nobody could come by.
func (cfg *serverConfig) checkTransport(c *command, host string) error {
	switch {
	case (cfg.Cert == "") != (cfg.CertKey == ""):
		return c.wrong("Give -tls-cert and -tls-key together.")
	case cfg.Cert != "" && cfg.ACME != "" || cfg.https() && cfg.Proxy != "":
		return c.wrong("Give either a certificate, or -acme, or -proxy.")
	case !loopback(host) && !cfg.https() && cfg.Proxy == "":
		return c.wrong("Beyond this machine (%s) the server needs -tls-cert and -tls-key, or -proxy with the address of the proxy that speaks https, or -acme with the host name that people use.", cfg.Addr)
	case cfg.ACME != "" && !hostName.MatchString(cfg.ACME):
		return c.wrong("%q is no name of a host: write it in lower case and without a port, such as safeguard.example.com.", cfg.ACME)
	case cfg.HTTP != "" && !cfg.https():
		return c.wrong("-http is the plain address beside https: give it with -acme, or with -tls-cert and -tls-key.")
	case cfg.HTTP != "" && cfg.ACME == "" && cfg.URL == "":
		return c.wrong("Give -url with the address that people use, since -http leads there.")
	}
	if err := cfg.checkProxy(c); err != nil {
		return err
	}
	return cfg.checkURL(c)
}

// checkProxy refuses a range and a plain address that are none.
func (cfg *serverConfig) checkProxy(c *command) error {
	if cfg.Proxy != "" {
		if _, err := netip.ParsePrefix(cfg.Proxy); err != nil {
			return c.wrong("%q is no range of addresses: write it as 10.0.0.0/8 or 10.0.0.7/32.", cfg.Proxy)
		}
	}
	if cfg.HTTP == "" {
		return nil
	}
	_, err := c.host(cfg.HTTP)
	return err
}

// checkURL refuses an address that is more than a scheme and a host, or plain http beyond this machine.
func (cfg *serverConfig) checkURL(c *command) error {
	if cfg.URL == "" {
		return nil
	}
	u, err := url.Parse(cfg.URL)
	plain := err == nil && u.Scheme == "http" && loopback(u.Hostname()) && !cfg.https() && cfg.Proxy == ""
	if err != nil || u.Host == "" || u.Hostname() == "" || cfg.URL != u.Scheme+"://"+u.Host || u.Scheme != "https" && !plain {
		return c.wrong("%q is not the address that people use: write the scheme and the host only, such as https://safeguard.example.com.", cfg.URL)
	}
	return nil
}

// knownURL is the address that people use, as -url or -acme tells it; empty where neither does.
func (cfg *serverConfig) knownURL() string {
	if cfg.URL == "" && cfg.ACME != "" {
		return "https://" + cfg.ACME
	}
	return cfg.URL
}

// publicURL is the address that people use, or the one that the server listens on where that is all that is known.
func (cfg *serverConfig) publicURL(at net.Addr) string {
	return cmp.Or(cfg.knownURL(), cfg.scheme()+"://"+at.String())
}

// patience is how long a server waits at each stage for who asks or listens.
type patience struct{ header, request, answer, idle time.Duration }

// patient is what a browser on a poor connection needs, and no more.
var patient = patience{header: 10 * time.Second, request: time.Minute, answer: 2 * time.Minute, idle: 2 * time.Minute}

// server makes a server of a handler. A client that is slower than it waits for is cut off.
func (p patience) server(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: p.header, ReadTimeout: p.request, WriteTimeout: p.answer, IdleTimeout: p.idle,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}

// secured is how a server speaks https, and what it answers over plain http where it listens there too.
type secured struct {
	tls   *tls.Config
	plain http.Handler
}

// secure prepares https; without it the result is empty.
func (cfg *serverConfig) secure(db *store.Store, public string, logger *slog.Logger) (secured, error) {
	plain := leadTo(public)
	switch {
	case cfg.Cert != "":
		pair := &certificateFiles{cert: cfg.Cert, key: cfg.CertKey, log: logger}
		if err := pair.read(); err != nil {
			return secured{}, err
		}
		return secured{&tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.forHello}, plain}, nil
	case cfg.ACME != "":
		m, err := cfg.authority(db)
		if err != nil {
			return secured{}, err
		}
		config := m.TLSConfig()
		config.MinVersion = tls.VersionTLS12
		if cfg.HTTP != "" { // else the authority is not asked to look there
			plain = forHost(cfg.ACME, m.HTTPHandler(plain), plain)
		}
		return secured{config, plain}, nil
	default:
		return secured{}, nil
	}
}

// forHost passes on what is asked of the one host, without its port: an authority that looks at another than 80, as private ones
// do, names it. Everything else is answered otherwise.
func forHost(name string, next, otherwise http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host, _, err := net.SplitHostPort(r.Host); err == nil {
			r.Host = host
		}
		if r.Host == name {
			next.ServeHTTP(w, r)
		} else {
			otherwise.ServeHTTP(w, r)
		}
	})
}

// leadTo answers plain http: pages are at the address that people use, whatever host was asked for, and nothing that was sent
// in the clear is taken.
func leadTo(public string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to, err := url.Parse(public)
		if err != nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Use https", http.StatusBadRequest)
			return
		}
		to.Path, to.RawPath, to.RawQuery = r.URL.Path, r.URL.RawPath, r.URL.RawQuery
		w.Header().Set("Location", to.String())
		w.WriteHeader(http.StatusPermanentRedirect)
	})
}

// authority asks an authority for certificates of the one host (RFC 8555), and keeps them in the database, where other servers
// on it find them.
func (cfg *serverConfig) authority(db *store.Store) (*autocert.Manager, error) {
	client := &acme.Client{DirectoryURL: cfg.ACMEDirectory}
	if cfg.ACMERoots != "" {
		roots, err := cfg.roots()
		if err != nil {
			return nil, err
		}
		client.HTTPClient = &http.Client{Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, TLSHandshakeTimeout: 10 * time.Second,
		}, Timeout: time.Minute}
	}
	return &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: certificateCache{db.Certificates(system)}, HostPolicy: autocert.HostWhitelist(cfg.ACME), Client: client,
	}, nil
}

// roots reads whom a private authority is vouched for by.
func (cfg *serverConfig) roots() (*x509.CertPool, error) {
	text, err := os.ReadFile(cfg.ACMERoots)
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("the file %s of SAFEGUARD_ACME_ROOTS has no certificate: give a PEM file with the roots of the authority", cfg.ACMERoots)
	}
	return roots, nil
}

// certificateCache is the table of certificates as autocert wants it.
type certificateCache struct{ *store.Certificates }

// Get implements autocert.Cache.
func (c certificateCache) Get(ctx context.Context, name string) ([]byte, error) {
	body, err := c.Certificates.Get(ctx, name)
	if errors.Is(err, assessment.ErrNotFound) {
		return nil, autocert.ErrCacheMiss
	}
	return body, err
}

// certificateFiles are the files of a certificate and its key, which are read again when they change.
type certificateFiles struct {
	cert, key string
	log       *slog.Logger

	mu    sync.Mutex
	pair  *tls.Certificate
	stamp string // of the files that were read or tried last
}

// forHello gives the certificate. Files that changed and are none are left alone until they change again, as one of the two may
// be written before the other.
func (f *certificateFiles) forHello(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if stamp := f.changed(); stamp != f.stamp {
		if err := f.load(stamp); err != nil {
			f.log.Error("the new certificate cannot be used; the one before is", "error", err)
		} else {
			f.log.Info("a new certificate is used", "file", f.cert)
		}
	}
	return f.pair, nil
}

// read reads the files for the first time.
func (f *certificateFiles) read() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.load(f.changed())
}

func (f *certificateFiles) load(stamp string) error {
	f.stamp = stamp
	pair, err := readPair(f.cert, f.key)
	if err == nil {
		f.pair = pair
	}
	return err
}

// changed tells a state of the files from another.
func (f *certificateFiles) changed() string {
	var state strings.Builder
	for _, name := range []string{f.cert, f.key} {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprint(&state, info.ModTime().UnixNano(), " ", info.Size(), " ")
		}
	}
	return state.String()
}

// readPair reads a certificate and its key.
func readPair(cert, key string) (*tls.Certificate, error) {
	chain, err := readNamed("tls-cert", cert)
	if err != nil {
		return nil, err
	}
	private, err := readNamed("tls-key", key)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(chain, private)
	if err != nil {
		return nil, fmt.Errorf("%s and %s are no certificate with its key: give a PEM file with -tls-cert, and that of the key which it was made for with -tls-key", cert, key)
	}
	return &pair, nil
}
