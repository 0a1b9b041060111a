package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// signedInSince is how long ago, at most, somebody signed in at the provider who confirms by it, and how much its clock may be
// ahead of ours.
const signedInSince = 5 * time.Minute

// confirmAtProvider is the address that leads to the provider, to sign in there once more, and from there to a page.
func confirmAtProvider(next string) string {
	return "/login/sso?again=1&next=" + url.QueryEscape(next)
}

// confirmBy takes the provider's word that whoever began it is still there. A provider may let people through whom it knew
// before, so that it has to say when they signed in (auth_time, OpenID Connect Core 1.0, section 2).
func (s *Server) confirmBy(w http.ResponseWriter, r *http.Request, begun map[string]string, who store.Identity, at time.Time) error {
	user, err := s.store.UserByIdentity(r.Context(), who.Issuer, who.Subject)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	switch {
	case begun[sessionSSOAgain] != scopeOf(r).User:
		return s.notByProvider(w, r, "You were signed out meanwhile, so nothing was confirmed. Sign in and begin again.")
	case err != nil || user.ID != scopeOf(r).User:
		return s.refusedBy(w, r, begun, "That "+s.sso.Name+" account is not the one that is connected to you here. Confirm with your own.")
	case at.IsZero() || s.now().Sub(at).Abs() > signedInSince:
		return s.refusedBy(w, r, begun, s.sso.Name+" did not say that you signed in there just now. Sign out there, then try again.")
	}
	s.confirm(r)
	return redirect(w, r, begun[sessionSSONext])
}

// refusedBy says what went wrong at the provider: to who is to confirm that it is them on the page for that, to others on the
// page for signing in.
func (s *Server) refusedBy(w http.ResponseWriter, r *http.Request, begun map[string]string, what string) error {
	if again := begun[sessionSSOAgain]; again == "" || again != scopeOf(r).User {
		return s.notByProvider(w, r, what)
	}
	page, err := s.confirmAgainPage(r, begun[sessionSSONext])
	if err != nil {
		return err
	}
	page.Problems = []templates.Problem{{What: what}}
	return s.show(w, r, http.StatusUnprocessableEntity, page.View())
}
