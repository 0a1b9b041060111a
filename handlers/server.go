// Package handlers answers the requests of browsers. Each handler parses, lets the store and the core do, and answers;
// which status an error gets is decided in one place (fail.go), and who may enter where in one table (routes.go).
// Nothing is kept in the process that another server beside it would miss.
package handlers

import (
	"cmp"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/httprate"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/questionnaires"
)

// Config is what the server is made from.
type Config struct {
	Store   *store.Store
	Library *questionnaires.Shelf
	Log     *slog.Logger
	Now     func() time.Time
	Version string
	// Secure keeps cookies off plain http. It is off only on a loopback address without TLS.
	Secure bool
	// URL is the address that people use, scheme and host, for links that are handed out. Where it is empty it is that of the
	// request.
	URL string
	// Proxy is the range of the proxy in front, which is believed who asks it; the zero range is no proxy.
	Proxy netip.Prefix
	// Idle is how long a session lasts without a request, Lifetime how long at most (164.312(a)(2)(iii)).
	Idle     time.Duration
	Lifetime time.Duration
	// SSO is the provider of single sign-on; nil where there is none.
	SSO *SSO
	// Wake, where it is set, is called after a mail was queued.
	Wake func()
	// Notice stands on the page for signing in, such as who can sign in to a demo; usually empty.
	Notice []string
	// Backups is what the server backs up by itself; nil is nothing.
	Backups *BackupPlan
	// Heads is set where the server writes the heads of the audit log down elsewhere.
	Heads bool
	// NoMFA lets the password alone sign somebody in. It is for a demo; nothing else turns second factors off.
	NoMFA bool
}

// Server answers requests.
type Server struct {
	store     *store.Store
	library   *questionnaires.Shelf
	sessions  *scs.SessionManager
	guests    *scs.SessionManager // the sessions of contacts
	log       *slog.Logger
	now       func() time.Time
	version   string
	notice    []string
	backups   *BackupPlan
	heads     bool
	proxy     netip.Prefix
	sso       *provider
	secure    bool
	noMFA     bool
	limiter   *httprate.RateLimiter
	url       string
	wake      func()        // has the sender of mails look at once
	campaigns chan struct{} // wakes who makes the links of campaigns
	hashing   chan struct{} // holds as many as may check passwords at the same time
	waiting   atomic.Int64  // how many do so or wait for it
	hashes    atomic.Int64  // how many passwords were worked on
}

// GCPercent is how much garbage a server may gather, in percent of what is alive. Little is alive in it, and each page makes
// much that lives for a moment: at Go's own 100, a third of the work of a page was to collect the one before.
const GCPercent = 400

// New makes a server.
func New(cfg Config) *Server {
	s := &Server{
		store: cfg.Store, library: cfg.Library, log: cfg.Log, now: cfg.Now, version: cfg.Version, notice: cfg.Notice, backups: cfg.Backups, heads: cfg.Heads,
		proxy: cfg.Proxy, secure: cfg.Secure, noMFA: cfg.NoMFA, sso: newProvider(cfg.SSO, cfg.Now), url: strings.TrimSuffix(cfg.URL, "/"), hashing: make(chan struct{}, hashers),
		wake: cfg.Wake, campaigns: make(chan struct{}, 1),
	}
	if s.wake == nil {
		s.wake = func() {}
	}
	s.limiter = httprate.NewRateLimiter(600, time.Minute, httprate.WithLimitHandler(s.handle(tooMany)))
	s.sessions = scs.New()
	s.sessions.Store = cfg.Store.Sessions()
	s.sessions.HashTokenInStore = true
	s.sessions.Codec = plainCodec{}
	s.sessions.IdleTimeout, s.sessions.Lifetime = cfg.Idle, cfg.Lifetime
	s.sessions.Cookie.Name = "safeguard"
	// The cookie ends with the browser and not with the session: of a form that comes after the session has ended, it tells
	// whose it was, so that what they typed is kept for them.
	s.sessions.Cookie.Persist = false
	s.sessions.Cookie.Secure = cfg.Secure
	s.sessions.Cookie.SameSite = http.SameSiteLaxMode
	s.sessions.ErrorFunc = s.fail
	s.guests = s.guestSessions(&cfg)
	return s
}

// Handler gives the whole site.
func (s *Server) Handler() http.Handler {
	root := chi.NewRouter()
	root.Use(s.identify, s.logged, s.secured, zipped)
	root.NotFound(s.beside(notFound))
	root.MethodNotAllowed(s.beside(s.wrongMethod(root)))
	for _, r := range s.routes() {
		entry := limited(r.bodyOf(), s.guard(r))
		root.Method(r.method, r.pattern, entry)
		if r.method == http.MethodGet {
			root.Method(http.MethodHead, r.pattern, entry) // net/http leaves out the body
		}
	}
	return root
}

// beside answers what is in no route, knowing who asks.
func (s *Server) beside(do handler) http.HandlerFunc {
	return limited(formBody, s.sessions.LoadAndSave(s.handle(func(w http.ResponseWriter, r *http.Request) error {
		return s.enter(route{who: anyone, do: do}, w, r)
	}))).ServeHTTP
}

// wrongMethod answers where there is a page, and not for that method. It tells of the methods that are open to who asks;
// where none is, there is no page for them.
func (s *Server) wrongMethod(root chi.Routes) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		role := scopeOf(r).Role
		methods := s.methodsAt(root, cmp.Or(r.URL.RawPath, r.URL.Path), role)
		switch {
		case len(methods) > 0:
			w.Header().Set("Allow", strings.Join(methods, ", "))
			return errMethod
		case role == 0 && !ofContacts(r):
			return s.askToSignIn(w, r)
		default:
			return assessment.ErrNotFound
		}
	}
}

// methodsAt gives the methods at an address that are open to a role.
func (s *Server) methodsAt(root chi.Routes, path string, role assessment.Role) []string {
	var list []string
	for _, rt := range s.routes() {
		at := chi.NewRouteContext()
		if !rt.who.enters(role) || !root.Match(at, rt.method, path) || at.RoutePattern() != rt.pattern {
			continue
		}
		if list = append(list, rt.method); rt.method == http.MethodGet {
			list = append(list, http.MethodHead)
		}
	}
	return list
}
