package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// runHealth asks the server on this machine whether it is ready, for the health check of a container that has no other
// program.
func runHealth(ctx context.Context, args, environ []string, stdout io.Writer) error {
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("health", "health [-addr 127.0.0.1:8080]")
	c.StringVar(&cfg.Addr, "addr", cfg.Addr, "the `ADDRESS` that the server listens on (SAFEGUARD_ADDR)")
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(cfg.Addr)
	if err != nil {
		return c.wrong("%q is no address: write it as host:port.", cfg.Addr)
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort("127.0.0.1", port)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", response.Status)
	}
	_, err = fmt.Fprintln(stdout, "ready")
	return err
}
