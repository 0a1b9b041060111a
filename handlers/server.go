// Package handlers answers the requests of browsers. Each handler parses, lets the store and the core do, and answers;
// which status an error gets is decided in one place (fail.go), and who may enter where in one table (routes.go).
// Nothing is kept in the process that another server beside it would miss.
package handlers

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/httprate"

	"safeguard/assessment/store"
	"safeguard/questionnaires"
)

// Config is what the server is made from.
type Config struct {
	Store   *store.Store
	Library *questionnaires.Library
	Log     *slog.Logger
	Now     func() time.Time
	Version string
	// Secure keeps cookies off plain http. It is off only on a loopback address without TLS.
	Secure bool
	// Idle is how long a session lasts without a request, Lifetime how long at most (164.312(a)(2)(iii)).
	Idle     time.Duration
	Lifetime time.Duration
	// Notice stands on the page for signing in, such as who can sign in to a demo; usually empty.
	Notice []string
}

// Server answers requests.
type Server struct {
	store    *store.Store
	library  *questionnaires.Library
	sessions *scs.SessionManager
	log      *slog.Logger
	now      func() time.Time
	version  string
	notice   []string
	limiter  *httprate.RateLimiter
	hashing  chan struct{} // holds as many as may check passwords at the same time
}

// hashers is how many passwords are checked at once. Each takes 19 MiB and a core while it lasts.
const hashers = 2

// New makes a server.
func New(cfg Config) *Server {
	s := &Server{
		store: cfg.Store, library: cfg.Library, log: cfg.Log, now: cfg.Now, version: cfg.Version, notice: cfg.Notice,
		hashing: make(chan struct{}, hashers),
	}
	s.limiter = httprate.NewRateLimiter(600, time.Minute, httprate.WithLimitHandler(s.handle(tooMany)))
	s.sessions = scs.New()
	s.sessions.Store = cfg.Store.Sessions()
	s.sessions.HashTokenInStore = true
	s.sessions.Codec = plainCodec{}
	s.sessions.IdleTimeout, s.sessions.Lifetime = cfg.Idle, cfg.Lifetime
	s.sessions.Cookie.Name = "safeguard"
	s.sessions.Cookie.Secure = cfg.Secure
	s.sessions.Cookie.SameSite = http.SameSiteLaxMode
	s.sessions.ErrorFunc = s.fail
	return s
}

// Handler gives the whole site.
func (s *Server) Handler() http.Handler {
	root := chi.NewRouter()
	root.Use(s.identify, s.logged, secured, limited, zipped)
	nowhere := s.sessions.LoadAndSave(s.handle(func(w http.ResponseWriter, r *http.Request) error {
		return s.enter(route{who: anyone, do: notFound}, w, r)
	}))
	root.NotFound(nowhere.ServeHTTP)
	root.MethodNotAllowed(nowhere.ServeHTTP)
	for _, r := range s.routes() {
		root.Method(r.method, r.pattern, s.guard(r))
	}
	return root
}
