package handlers

import (
	"net/http"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// deviceCookie keeps the mark by which a browser is known that a person signed in with before. It signs nobody in: it only
// gives the browser a count of failed tries of its own, so that tries from elsewhere do not lock its owner out.
const deviceCookie = "safeguard-device"

// deviceLasts is as long as browsers keep a cookie.
const deviceLasts = 400 * 24 * time.Hour

// counters gives what counts the tries of a request to sign in with an address.
func (s *Server) counters(r *http.Request, user store.User, email string) ([]store.Counter, error) {
	if cookie, err := r.Cookie(deviceCookie); err == nil && user.ID != "" {
		if id, known := s.store.Device(user.ID, cookie.Value); known {
			return []store.Counter{{Kind: "device", Of: user.ID + " " + id, Free: assessment.FreeAttempts}}, nil
		}
	}
	from, err := s.peer(r)
	if err != nil {
		return nil, err
	}
	return []store.Counter{
		store.AccountCounter(email),
		{Kind: "address", Of: from, Free: assessment.FreeAttemptsAtAddress, Shared: true},
	}, nil
}

// rememberDevice marks the browser of a person who has shown who they are.
func (s *Server) rememberDevice(w http.ResponseWriter, r *http.Request, user store.User) {
	mark := ""
	if cookie, err := r.Cookie(deviceCookie); err == nil {
		if _, known := s.store.Device(user.ID, cookie.Value); known {
			mark = cookie.Value
		}
	}
	if mark == "" {
		mark = s.store.NewDevice(user.ID)
	}
	http.SetCookie(w, &http.Cookie{
		Name: deviceCookie, Value: mark, Path: "/", MaxAge: int(deviceLasts.Seconds()), HttpOnly: true,
		Secure: s.sessions.Cookie.Secure, SameSite: http.SameSiteLaxMode,
	})
}
