package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/httprate"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// What the session of a contact holds.
const (
	guestLink = "link" // the MAC of the link that was followed last
	guestStay = "stay" // the id of the stay, once they have shown who they are
)

// guestSession is how long the browser of a contact is known. How long a stay lasts is less, and for the store to say; its
// session outlives it, so that what was typed too late is not lost.
const guestSession = 24 * time.Hour

// guestSessions makes the sessions of contacts. They have a cookie of their own, so that whoever is signed in as well, such
// as a manager who tries a link, is not mixed up with the contact. Nothing is written while pages are only read.
func (s *Server) guestSessions(cfg *Config) *scs.SessionManager {
	m := scs.New()
	m.Store, m.HashTokenInStore, m.Codec = cfg.Store.Sessions(), true, plainCodec{}
	m.Lifetime = guestSession
	m.Cookie.Name = "safeguard-contact"
	m.Cookie.Persist = false
	m.Cookie.Secure, m.Cookie.SameSite = cfg.Secure, http.SameSiteLaxMode
	m.ErrorFunc = s.fail
	return m
}

type guestKey struct{}

// guestOf gives the contact who makes a request.
func guestOf(r *http.Request) store.Guest {
	g, _ := r.Context().Value(guestKey{}).(store.Guest)
	return g
}

// guardGuest lets contacts in: on their way, with a link that they followed, or who have shown who they are. What fails is
// answered here, so that the page for the error knows who is in.
func (s *Server) guardGuest(rt route, protected func(http.Handler) http.Handler) http.Handler {
	entry := s.guests.LoadAndSave(withoutNullOrigin(protected(s.handle(func(w http.ResponseWriter, r *http.Request) error {
		g, err := s.guest(rt, r)
		switch {
		case errors.Is(err, assessment.ErrNotFound):
			return s.guestGone(w, r)
		case err != nil:
			return err
		}
		if user, ok := r.Context().Value(loggedUserKey{}).(*string); ok {
			*user = g.Recipient.Contact
		}
		if g.Stay != "" && s.limiter.RespondOnLimit(w, r, g.Stay) {
			return nil
		}
		s.handle(rt.do)(w, r.WithContext(context.WithValue(r.Context(), guestKey{}, g)))
		return nil
	}))))
	if rt.who.level() == arriving && rt.method == http.MethodPost {
		return httprate.LimitBy(signIns, time.Minute, s.peer, httprate.WithLimitHandler(s.handle(tooMany)))(entry)
	}
	return entry
}

// withoutNullOrigin drops the origin "null", which browsers send with a form of a page that asks for no referrer. Newer ones
// say beside it where the form came from, in Sec-Fetch-Site, and of them it is kept. From those that do not, such as phones
// of 2022, no form of ours would be taken else; what another site sends brings no cookie along, since that is SameSite=Lax.
func withoutNullOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "null" {
			r.Header.Del("Origin")
		}
		next.ServeHTTP(w, r)
	})
}

// guest finds out which contact makes a request, the zero guest where nobody has to be there yet. Nobody who has to be is
// assessment.ErrNotFound.
func (s *Server) guest(rt route, r *http.Request) (g store.Guest, err error) {
	if rt.who.level() == guest {
		if g, err = s.store.GuestOf(r.Context(), s.guests.GetString(r.Context(), guestStay)); err != nil {
			return g, err
		}
		g.From = s.cameFrom(r)
		if !writes(r) { // what writes notes it by itself
			err = s.store.SeenGuest(r.Context(), g)
		}
		return g, err
	}
	if link := s.guests.GetString(r.Context(), guestLink); link != "" {
		g, err = s.store.GuestByLink(r.Context(), link)
	}
	g.From = s.cameFrom(r)
	if errors.Is(err, assessment.ErrNotFound) {
		return store.Guest{From: g.From}, nil
	}
	return g, err
}
