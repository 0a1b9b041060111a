package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// runHealth asks the server on this machine whether it is ready, for the health check of a container that has no other
// program.
func runHealth(ctx context.Context, args, environ []string, stdout io.Writer) error {
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("health", "health [-addr 127.0.0.1:8080] [-tls-cert FILE | -acme HOST]")
	c.StringVar(&cfg.Addr, "addr", cfg.Addr, "the `ADDRESS` that the server listens on (SAFEGUARD_ADDR)")
	c.StringVar(&cfg.Cert, "tls-cert", cfg.Cert, "the `FILE` with the server's certificate, where it speaks https (SAFEGUARD_TLS_CERT)")
	c.StringVar(&cfg.ACME, "acme", cfg.ACME, "the `HOST` name that the server has a certificate for, where it fetches one itself (SAFEGUARD_ACME)")
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	if c.NArg() > 0 {
		return c.wrong("%q is too much.", c.Arg(0))
	}
	if _, err := c.host(cfg.Addr); err != nil {
		return err
	}
	ready, err := cfg.readyURL()
	if err != nil {
		return err
	}
	if err := askReady(ctx, ready, cfg.ACME); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "ready")
	return err
}

// readyURL is where the server says whether it is ready: at the address that it listens on, or at loopback where it
// listens on all of them.
func (cfg *serverConfig) readyURL() (string, error) {
	host, port, err := net.SplitHostPort(cfg.Addr)
	if err != nil {
		return "", err
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1" // [::] takes it too, also where the machine has no ::1
	}
	u := url.URL{Scheme: cfg.scheme(), Host: net.JoinHostPort(host, port), Path: "/readyz"}
	return u.String(), nil
}

// askReady gives an error unless the server says that it is ready. The certificate is not verified: it names the server as
// others know it, and the program asks only itself, to which it tells nothing. For the same reason no proxy is used.
func askReady(ctx context.Context, ready, host string) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, ready, nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, ServerName: host}}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", response.Status)
	}
	return nil
}
