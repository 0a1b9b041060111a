package handlers

import (
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// visit is what is known of a request: who makes it and in what scope. Without signing in it is the zero visit.
type visit struct {
	user   store.User
	scope  assessment.Scope
	signIn string // the id of the stay
	stay   store.SignIn
	half   bool // the person has shown the password only: there is a user, and no scope yet
}

type visitKey struct{}

// visitOf gives the visit of a request.
func visitOf(r *http.Request) visit {
	v, _ := r.Context().Value(visitKey{}).(visit)
	return v
}

// scopeOf gives who makes a request.
func scopeOf(r *http.Request) assessment.Scope { return visitOf(r).scope }

// identify gives each request an id, which stands in the log and on the page of an error. One that the request brings
// along is not taken: it could be any text.
func (s *Server) identify(next http.Handler) http.Handler {
	named := middleware.RequestID(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del(middleware.RequestIDHeader)
		named.ServeHTTP(w, r)
	})
}

// logged writes one line for each request: method, route, status, duration, request and user id. No address of a page
// is logged as it is, since it names clients.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		start := s.now()
		user := new(string)
		r = r.WithContext(context.WithValue(r.Context(), loggedUserKey{}, user))
		defer func() {
			fault := recover()
			if cut, ok := fault.(error); ok && errors.Is(cut, http.ErrAbortHandler) {
				panic(cut) // the answer was begun and cannot be ended: the server closes the connection
			}
			if fault != nil {
				s.log.Error("fault", "request", middleware.GetReqID(r.Context()), "fault", fault, "stack", string(debug.Stack()))
				s.fail(seen, r, errFault)
			}
			s.log.Log(r.Context(), slog.LevelInfo, "request", "method", r.Method, "route", chi.RouteContext(r.Context()).RoutePattern(),
				"status", seen.Status(), "ms", s.now().Sub(start).Milliseconds(), "request", middleware.GetReqID(r.Context()), "user", *user)
		}()
		next.ServeHTTP(seen, r)
	})
}

type loggedUserKey struct{}

// policy lets pages load from this server only, and run no code that stands in a page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// permissions gives up all that a page might ask a browser for, but for keys to sign in with.
const permissions = "accelerometer=(), bluetooth=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), " +
	"magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)"

// secured sets the headers of every answer. Where the site is reached by https, browsers are to use nothing else for a year.
func (s *Server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", permissions)
		h.Set("Cache-Control", "no-store")
		if s.sessions.Cookie.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// zipped compresses pages, except what another site leads to. That keeps anyone from learning what a page says by having
// its reader ask for it again and again with other words, and watching how long the answers are.
func zipped(next http.Handler) http.Handler {
	compressed := middleware.Compress(gzip.BestSpeed, "text/html", "text/csv")(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("Sec-Fetch-Site") {
		case "same-origin", "none":
			compressed.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// signIns is how often in a minute one address may try to sign in: enough for an office behind one address in the
// morning, and too slow to guess passwords.
const signIns = 60

// guard lets those in whom the route's line in the table names, and refuses writes that another site sent.
func (s *Server) guard(rt route) http.Handler {
	if rt.who.level() == anyone && rt.method == http.MethodGet && !strings.HasPrefix(rt.pattern, "/login") && !strings.HasSuffix(rt.pattern, "/sso") {
		return s.handle(rt.do)
	}
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(s.handle(func(http.ResponseWriter, *http.Request) error { return errForeign }))
	if level := rt.who.level(); level == arriving || level == guest {
		return s.guardGuest(rt, protection.Handler)
	}
	entry := protection.Handler(s.handle(func(w http.ResponseWriter, r *http.Request) error { return s.enter(rt, w, r) }))
	if rt.who.level() == anyone && rt.method == http.MethodPost {
		perAddress := httprate.LimitBy(signIns, time.Minute, s.peer, httprate.WithLimitHandler(s.handle(tooMany)))
		return perAddress(s.sessions.LoadAndSave(entry))
	}
	return s.sessions.LoadAndSave(s.perPerson(entry))
}

// peer names the address that a request comes from, as it is counted: whoever has one of IPv6 has a whole range of them.
func (s *Server) peer(r *http.Request) (string, error) {
	addr, err := s.remote(r)
	if err != nil {
		return "", err
	}
	return httprate.CanonicalizeIP(addr.String()), nil
}

// cameFrom names the address that a request comes from, as it is recorded; empty where the connection has none.
func (s *Server) cameFrom(r *http.Request) string {
	addr, err := s.remote(r)
	if err != nil {
		return ""
	}
	return addr.String()
}

// remote gives the address that a request comes from. Behind the proxy that is the last that X-Forwarded-For tells, which
// the proxy wrote itself. Nothing else is believed: whoever sends a request can write a header, and all that stands before.
func (s *Server) remote(r *http.Request) (netip.Addr, error) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, err
	}
	addr := from.Addr().Unmap()
	if s.proxy.Contains(addr) {
		told := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
		if last, err := netip.ParseAddr(strings.TrimSpace(told[strings.LastIndex(told, ",")+1:])); err == nil {
			addr = last.Unmap()
		}
	}
	return addr, nil
}

// perPerson allows a person 600 requests a minute, in each stay.
func (s *Server) perPerson(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := cmp.Or(s.sessions.GetString(r.Context(), sessionSignIn), s.sessions.GetString(r.Context(), sessionHalf))
		if id != "" && s.limiter.RespondOnLimit(w, r, id) {
			return
		}
		next.ServeHTTP(w, r)
	})
}

// enter finds out who makes the request and whether the route is open to them. A route that is not is not found, as one
// that does not exist. What fails is answered here, so that the page for the error knows who is signed in.
func (s *Server) enter(rt route, w http.ResponseWriter, r *http.Request) error {
	v, err := s.who(r)
	if err != nil {
		return err
	}
	switch {
	case v.half && rt.who.level() != anyone && rt.who.level() != halfIn:
		return s.askForFactor(w, r, v)
	case v.scope.Role == 0 && !v.half && rt.who.level() != anyone:
		return s.askToSignIn(w, r)
	}
	if user, ok := r.Context().Value(loggedUserKey{}).(*string); ok {
		*user = v.user.ID
	}
	do := s.admitted(rt, r, v)
	s.handle(do)(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
	return nil
}

// admitted gives what answers a request of somebody: the route's handler behind what the route's line asks for. What is kept
// of a form is let go of by the handler alone, since who is asked to confirm has saved nothing yet.
func (s *Server) admitted(rt route, r *http.Request, v visit) handler {
	do := rt.do
	if v.stay.Unsaved && writes(r) {
		do = s.saving(do)
	}
	switch {
	case v.half:
		return do
	case !rt.who.enters(v.scope.Role):
		return notFound
	}
	if rt.who&stepUp != 0 {
		do = s.confirmed(rt.who, do)
	}
	if rt.who&ofClient != 0 {
		do = s.seeing(do)
	}
	return do
}

// seeing does what somebody asks for who sees the client, or the client of the assessment, in the address; for others it is
// not there.
func (s *Server) seeing(do handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.store.Sees(r.Context(), scopeOf(r), chi.URLParam(r, "client"), chi.URLParam(r, "assessment")); err != nil {
			return err
		}
		return do(w, r)
	}
}
