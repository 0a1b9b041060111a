package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// oneProblem is something wrong that no field mends.
func oneProblem(what string) error {
	return &assessment.Invalid{Problems: []assessment.Problem{{What: what}}}
}

// showJoin leads the holder of an invitation to the provider, to come in by single sign-on from then on.
func (s *Server) showJoin(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	if _, err := s.store.LinkHolder(r.Context(), store.InviteLink, token); err != nil {
		return s.deadLink(w, r, err)
	}
	return s.toProvider(w, r, map[string]string{sessionSSOLink: token})
}

// join connects who an invitation is for with who they are at the provider, and lets them in. Whoever was signed in here before
// is so no more.
func (s *Server) join(w http.ResponseWriter, r *http.Request, token string, who store.Identity) error {
	user, err := s.store.Join(r.Context(), s.cameFrom(r), token, who)
	if _, taken := errors.AsType[*assessment.Invalid](err); taken {
		holder, gone := s.store.LinkHolder(r.Context(), store.InviteLink, token)
		if gone != nil {
			return s.deadLink(w, r, gone)
		}
		return s.showLinkPage(w, r, store.Link{Kind: store.InviteLink, Token: token}, holder, err)
	}
	if err != nil {
		return s.deadLink(w, r, err)
	}
	if v := visitOf(r); v.signIn != "" {
		err := s.store.EndSignIn(r.Context(), v.scope, v.scope.User, v.signIn)
		if err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return err
		}
	}
	if err := s.signIn(w, r, user, "sso"); err != nil {
		return err
	}
	return redirect(w, r, "/clients")
}

// postPersonDisconnect takes single sign-on away from somebody.
func (s *Server) postPersonDisconnect(w http.ResponseWriter, r *http.Request) error {
	if s.sso == nil {
		return assessment.ErrNotFound
	}
	p, err := s.store.Person(r.Context(), scopeOf(r), chi.URLParam(r, "user"))
	if err != nil {
		return err
	}
	if err := s.store.Unbind(r.Context(), scopeOf(r), p.ID, s.sso.Issuer); err != nil {
		return err
	}
	return s.done(w, r, "/admin/users/"+url.PathEscape(p.ID), "The "+s.sso.Name+" account of "+p.Name+" is not connected any more.")
}
