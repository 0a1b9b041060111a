package handlers

import (
	"net/http"
	"strings"
	"time"

	"safeguard/templates"
)

// stays lists where a person is signed in now, the newest first.
func (s *Server) stays(r *http.Request, user string) ([]templates.Stay, error) {
	const slack = time.Minute // as exactly as it is known when somebody was there
	now := s.now()
	list, err := s.store.SignIns(r.Context(), scopeOf(r), user, now.Add(-s.sessions.IdleTimeout-slack))
	var stays []templates.Stay
	for _, in := range list {
		if now.Sub(in.MadeAt) > s.sessions.Lifetime {
			continue
		}
		stays = append(stays, templates.Stay{
			ID: in.ID, Browser: browserOf(in.Agent), From: in.From, Since: s.moment(in.MadeAt), Seen: s.moment(in.SeenAt),
			Here: in.ID == visitOf(r).signIn,
		})
	}
	return stays, err
}

// postOwnStays ends one of the asker's stays, or all others.
func (s *Server) postOwnStays(w http.ResponseWriter, r *http.Request) error {
	return s.endStays(w, r, scopeOf(r).User, "/account")
}

// endStays ends the stay of a person that the form names, or all but the one from which it came.
func (s *Server) endStays(w http.ResponseWriter, r *http.Request, user, back string) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	switch id := f.text("end"); id {
	case "":
		return bad("The form does not say which sign-in to end.")
	case "others":
		if err := s.store.EndSignIns(r.Context(), scopeOf(r), user, visitOf(r).signIn); err != nil {
			return err
		}
	default:
		if err := s.store.EndSignIn(r.Context(), scopeOf(r), user, id); err != nil {
			return err
		}
	}
	return s.done(w, r, back, "Signed out there.")
}

// agentWord is what a browser or a system calls itself, and what people call it.
type agentWord struct{ mark, name string }

// In this order, since many call themselves also by the names of others.
var (
	browsers = []agentWord{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = []agentWord{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"Windows", "Windows"},
		{"CrOS", "ChromeOS"},
		{"Mac OS X", "macOS"},
		{"Macintosh", "macOS"},
		{"Linux", "Linux"},
	}
)

// browserOf says in words which browser somebody came with, as far as it tells.
func browserOf(agent string) string {
	name := "A browser"
	for _, b := range browsers {
		if strings.Contains(agent, b.mark) {
			name = b.name
			break
		}
	}
	for _, system := range systems {
		if strings.Contains(agent, system.mark) {
			return name + " on " + system.name
		}
	}
	return name
}
