package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"runtime/debug"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/handlers"
	"safeguard/handlers/mail"
	"safeguard/questionnaires"
)

// runServe answers browsers until it is told to stop.
func runServe(ctx context.Context, args, environ []string, stdout, stderr io.Writer) (err error) {
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("serve", "serve [-addr 127.0.0.1:8080] [-data DIR] [-database URL] [-key FILE] [-tls-cert FILE -tls-key FILE | -acme HOST | -proxy CIDR] [-http ADDRESS] [-url URL]")
	c.StringVar(&cfg.Addr, "addr", cfg.Addr, "the `ADDRESS` to listen on (SAFEGUARD_ADDR)")
	cfg.databaseFlags(c)
	cfg.transportFlags(c)
	c.DurationVar(&cfg.Idle, "idle", cfg.Idle, "how long a session lasts without a request, at least a minute (SAFEGUARD_IDLE)")
	c.DurationVar(&cfg.Lifetime, "lifetime", cfg.Lifetime, "how long a session lasts at most, not less than -idle (SAFEGUARD_LIFETIME)")
	cfg.SSO.flags(c)
	c.StringVar(&cfg.Heads, "audit-heads", cfg.Heads, "the `FILE`, outside the data folder, or the https:// URL that the heads of the audit log are written to (SAFEGUARD_AUDIT_HEADS)")
	c.DurationVar(&cfg.HeadsEvery, "audit-heads-every", cfg.HeadsEvery, "how often they are, beside the start and the end (SAFEGUARD_AUDIT_HEADS_EVERY)")
	cfg.backupFlags(c)
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	if c.NArg() > 0 {
		return c.wrong("%q is too much.", c.Arg(0))
	}
	if err := cfg.check(c); err != nil {
		return err
	}
	at, err := cfg.listenAll(ctx)
	if err != nil {
		return err
	}
	defer at.close() // the server closes them too, if it comes to that
	db, err := cfg.open(ctx, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := cfg.offerSetup(ctx, cfg.publicURL(at.main.Addr()), db, stdout); err != nil {
		return err
	}
	if err := cfg.SSO.warn(ctx, db, stderr); err != nil {
		return err
	}
	return cfg.answer(ctx, at, db, nil, stdout, stderr)
}

// offerSetup prints the link with which the first admin comes in, where nobody can sign in yet. Each start makes a new one.
func (cfg *serverConfig) offerSetup(ctx context.Context, public string, db *store.Store, stdout io.Writer) error {
	link, err := db.MakeSetupLink(ctx)
	if errors.Is(err, assessment.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("making the link to set up: %w", err)
	}
	fmt.Fprintf(stdout, "Nobody can sign in yet. Open this link in a browser within 24 hours to become the first admin; it works once:\n%s%s\n", public, link.Path())
	return nil
}

// system is the scope of the program itself.
var system = assessment.Scope{User: "system", Name: "Safeguard", Role: assessment.Admin, All: true, From: "server"}

// operator is the scope of who runs a command.
var operator = assessment.Scope{User: "system", Name: "Safeguard", Role: assessment.Admin, All: true, From: "command line"}

// shelf gives the questionnaires: those of the program, and those of the folder questionnaires in the data folder.
func (cfg *serverConfig) shelf(ctx context.Context, db *store.Store) (*questionnaires.Shelf, error) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		return nil, err
	}
	used := func(ref string) (string, error) { return db.UsedEdition(ctx, ref) }
	return questionnaires.NewShelf(lib, filepath.Join(cfg.Data, ownFolder), used, time.Now), nil
}

// answer serves until ctx ends, then lets requests that are under way finish.
func (cfg *serverConfig) answer(ctx context.Context, at listeners, db *store.Store, notice []string, stdout, stderr io.Writer) error {
	shelf, err := cfg.shelf(ctx, db)
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewTextHandler(stderr, nil))
	public := cfg.publicURL(at.main.Addr())
	how, err := cfg.secure(db, public, logger)
	if err != nil {
		return err
	}
	debug.SetGCPercent(handlers.GCPercent)
	sender := mail.New(mail.Config{Store: db, Log: logger, Now: time.Now})
	site := handlers.New(handlers.Config{
		Store: db, Library: shelf, Log: logger, Now: time.Now, Version: version(), Secure: cfg.https() || cfg.Proxy != "", URL: cfg.knownURL(),
		Proxy: cfg.proxyRange(), Idle: cfg.Idle, Lifetime: cfg.Lifetime, Notice: notice, Wake: sender.Wake,
		SSO: cfg.SSO.provider(), Backups: cfg.backupPlan(), Heads: cfg.Heads != "", NoMFA: cfg.noMFA,
	})
	server := patient.server(cfg.fromProxy(site.Handler()), logger)
	server.TLSConfig = how.tls
	fmt.Fprintf(stdout, "Safeguard is at %s://%s\n", cfg.scheme(), at.main.Addr())
	ended := make(chan error, 2)
	go func() { ended <- serve(server, at.main) }()
	servers := []*http.Server{server}
	if at.plain != nil {
		plain := patient.server(how.plain, logger)
		servers = append(servers, plain)
		go func() { ended <- serve(plain, at.plain) }()
	}
	defer beside(ctx, func(ctx context.Context) { sweep(ctx, db, logger) })()
	defer beside(ctx, sender.Run)()
	defer beside(ctx, func(ctx context.Context) { remind(ctx, site, logger) })()
	defer beside(ctx, site.RunCampaigns)()
	defer keepHeads(ctx, db, cfg.Heads, cfg.HeadsEvery, logger)()
	defer cfg.schedule(ctx, db, logger)()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	var errs []error
	for _, s := range servers {
		errs = append(errs, s.Shutdown(patience))
	}
	return errors.Join(errs...)
}

func serve(server *http.Server, listener net.Listener) error {
	if server.TLSConfig != nil {
		return server.ServeTLS(listener, "", "") // its configuration has the certificate
	}
	return server.Serve(listener)
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

// beside does work beside the answering, until the function that it gives is called, which waits for its end.
func beside(ctx context.Context, work func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); work(ctx) }()
	return func() { cancel(); <-done }
}

// remind queues the reminders and digests that are due, every few minutes until ctx ends.
func remind(ctx context.Context, site *handlers.Server, logger *slog.Logger) {
	tick := time.NewTicker(5 * time.Minute)
	defer tick.Stop()
	for {
		if err := site.Remind(ctx); err != nil && ctx.Err() == nil {
			logger.Error("queuing reminders and digests", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sweep deletes sessions that are over and mails that were sent long ago, now and then, until ctx ends.
func sweep(ctx context.Context, db *store.Store, logger *slog.Logger) {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		err := errors.Join(db.Sessions().Sweep(ctx), db.SweepMails(ctx))
		if err != nil && ctx.Err() == nil {
			logger.Error("sweeping sessions and mails", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
