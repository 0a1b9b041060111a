package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"syscall"
)

// transportFlags adds the flags that say how the server is reached beyond this machine.
func (cfg *serverConfig) transportFlags(c *command) {
	c.StringVar(&cfg.Cert, "tls-cert", cfg.Cert, "the `FILE` with the certificate, which is read again when it changes (SAFEGUARD_TLS_CERT)")
	c.StringVar(&cfg.CertKey, "tls-key", cfg.CertKey, "the `FILE` with the certificate's key (SAFEGUARD_TLS_KEY)")
	c.StringVar(&cfg.ACME, "acme", cfg.ACME, "the `HOST` name for which a certificate is fetched from Let's Encrypt and renewed (SAFEGUARD_ACME)")
	c.StringVar(&cfg.HTTP, "http", cfg.HTTP, "a second `ADDRESS`, such as :80, that leads from http to https (SAFEGUARD_HTTP)")
	c.StringVar(&cfg.Proxy, "proxy", cfg.Proxy, "the `CIDR` of the proxy in front that speaks https; requests from elsewhere are refused (SAFEGUARD_PROXY)")
	c.StringVar(&cfg.URL, "url", cfg.URL, "the `URL` that people use, scheme and host, for links (SAFEGUARD_URL)")
}

// listeners are the addresses that a server holds: its own and, where there is one, the plain one beside it.
type listeners struct{ main, plain net.Listener }

func (l listeners) close() {
	_ = l.main.Close()
	if l.plain != nil {
		_ = l.plain.Close()
	}
}

// listenAll takes the addresses. It comes before all that a start makes, since another program may have them; who asks
// meanwhile waits for the answer.
func (cfg *serverConfig) listenAll(ctx context.Context) (at listeners, err error) {
	if at.main, err = listen(ctx, cfg.Addr, "addr"); err != nil || cfg.HTTP == "" {
		return at, err
	}
	if at.plain, err = listen(ctx, cfg.HTTP, "http"); err != nil {
		_ = at.main.Close()
	}
	return at, err
}

// listen takes the address of a flag.
func listen(ctx context.Context, addr, flag string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the address %s is in use: stop what uses it, or choose another with -%s", addr, flag)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("this user may not listen on %s: choose a port from 1024 on with -%s", addr, flag)
	case errors.Is(err, context.Canceled):
		return nil, err
	default:
		return nil, fmt.Errorf("%s is no address of this machine: choose another with -%s", addr, flag)
	}
}
