package handlers

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// SSO is the provider of single sign-on (OpenID Connect), such as Microsoft Entra or Google. Who it says that somebody is
// lets them in; what they may do is decided here alone.
type SSO struct {
	Issuer   string // its address, exactly as its documents say it
	ClientID string
	Secret   string
	Name     string // for people, such as Microsoft
	// BreakGlass is the address of the one admin who may still sign in with a password, for the day on which the provider
	// does not answer. Where it is empty everybody may.
	BreakGlass string
}

// view tells the page for signing in of the provider.
func (p *provider) view() templates.SSO {
	if p == nil {
		return templates.SSO{}
	}
	return templates.SSO{Provider: p.Name, Only: p.BreakGlass != ""}
}

// errNoSSO says that the provider could not be asked.
var errNoSSO = errors.New("single sign-on does not answer")

// ssoPatience bounds each question to the provider.
const ssoPatience = 10 * time.Second

// provider asks the provider of single sign-on for what it publishes about itself. The first who needs it does, so that
// this server starts without the other, and it is not asked again.
type provider struct {
	SSO
	now func() time.Time

	mu    sync.Mutex
	found *oidc.Provider
}

func newProvider(cfg *SSO, now func() time.Time) *provider {
	if cfg == nil {
		return nil
	}
	return &provider{SSO: *cfg, now: now}
}

// client is what asks the provider.
func (p *provider) client(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: ssoPatience})
}

func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(p.client(context.WithoutCancel(ctx)), p.Issuer) // its keys are fetched later, too
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoSSO, err)
	}
	p.found = found
	return found, nil
}

func (p *provider) oauth(found *oidc.Provider, redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: redirect,
		Scopes: []string{oidc.ScopeOpenID, "email"},
	}
}

// What a session holds of a sign-in that is under way at the provider.
const (
	sessionSSO         = "sso"          // the state, which comes back in the address
	sessionSSONonce    = "sso-nonce"    // which comes back in the token
	sessionSSOVerifier = "sso-verifier" // which shows that who began it ends it (RFC 7636)
	sessionSSONext     = "sso-next"
	sessionSSOFor      = "sso-for"   // who is to be connected; empty to sign in
	sessionSSOAgain    = "sso-again" // who is to confirm that it is still them; empty to sign in
	sessionSSOLink     = "sso-link"  // the token of the invitation that is accepted; empty for none
)

// ssoBegun is all of it.
var ssoBegun = []string{sessionSSO, sessionSSONonce, sessionSSOVerifier, sessionSSONext, sessionSSOFor, sessionSSOAgain, sessionSSOLink}

// showSSO leads to the provider, to sign in there, or to confirm there that it is still the same person.
func (s *Server) showSSO(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	purpose := map[string]string{sessionSSONext: localPath(q.Get("next"))}
	if q.Has("again") {
		purpose[sessionSSOAgain] = scopeOf(r).User
	}
	return s.toProvider(w, r, purpose)
}

// showConnect leads to the provider, to connect the account there with the person here.
func (s *Server) showConnect(w http.ResponseWriter, r *http.Request) error {
	return s.toProvider(w, r, map[string]string{sessionSSOFor: scopeOf(r).User})
}

// toProvider begins a sign-in at the provider. The session keeps what it is for, by the names that it has there.
func (s *Server) toProvider(w http.ResponseWriter, r *http.Request, purpose map[string]string) error {
	if s.sso == nil {
		return assessment.ErrNotFound
	}
	found, err := s.sso.discover(r.Context())
	if err != nil {
		return err
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	purpose[sessionSSO], purpose[sessionSSONonce], purpose[sessionSSOVerifier] = state, nonce, verifier
	for _, name := range ssoBegun {
		s.sessions.Put(r.Context(), name, purpose[name]) // also what is empty, which an attempt before may have left
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)}
	if purpose[sessionSSOAgain] != "" { // signing in at the provider once more is the confirmation
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return redirect(w, r, s.sso.oauth(found, s.callback(r)).AuthCodeURL(state, options...))
}

func (s *Server) callback(r *http.Request) string { return s.address(r) + "/login/sso/callback" }

// showCallback is where the provider sends people back. A state is good once, whatever comes of it.
func (s *Server) showCallback(w http.ResponseWriter, r *http.Request) error {
	if s.sso == nil {
		return assessment.ErrNotFound
	}
	begun := map[string]string{}
	for _, name := range ssoBegun {
		begun[name] = s.sessions.PopString(r.Context(), name)
	}
	query := r.URL.Query()
	state := begun[sessionSSO]
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(query.Get("state"))) != 1 {
		return s.notByProvider(w, r, "This sign-in was begun too long ago, or in another window. Begin it again.")
	}
	if query.Get("code") == "" {
		return s.refusedBy(w, r, begun, s.sso.Name+" did not sign you in. Try again, or ask who runs it for you.")
	}
	who, at, err := s.askProvider(r, query.Get("code"), begun)
	if errors.Is(err, errNoSSO) {
		return err
	}
	if err != nil {
		s.log.Warn("single sign-on", "error", err)
		return s.refusedBy(w, r, begun, "What "+s.sso.Name+" said cannot be trusted, so nobody was signed in. Try again; if it happens again, tell your admin.")
	}
	if token := begun[sessionSSOLink]; token != "" {
		return s.join(w, r, token, who)
	}
	if user := begun[sessionSSOFor]; user != "" {
		return s.connect(w, r, user, who)
	}
	if begun[sessionSSOAgain] != "" {
		return s.confirmBy(w, r, begun, who, at)
	}
	return s.signInAs(w, r, who, begun[sessionSSONext])
}

// notByProvider shows the page for signing in with what went wrong at the provider.
func (s *Server) notByProvider(w http.ResponseWriter, r *http.Request, what string) error {
	page := s.loginPage(r, "", "")
	page.Problems = []templates.Problem{{What: what}}
	return s.show(w, r, http.StatusUnprocessableEntity, page.View())
}

// askProvider exchanges the code for the provider's word on who it was, and checks it: that it comes from the provider, is
// meant for us, is of this sign-in and of now. at is when
// that person last signed in there, the zero time where the provider does not say it.
func (s *Server) askProvider(r *http.Request, code string, begun map[string]string) (who store.Identity, at time.Time, err error) {
	found, err := s.sso.discover(r.Context())
	if err != nil {
		return who, at, err
	}
	ctx := s.sso.client(r.Context())
	tokens, err := s.sso.oauth(found, s.callback(r)).Exchange(ctx, code, oauth2.VerifierOption(begun[sessionSSOVerifier]))
	if _, refused := errors.AsType[*oauth2.RetrieveError](err); err != nil && !refused {
		return who, at, fmt.Errorf("%w: %w", errNoSSO, err)
	}
	if err != nil {
		return who, at, fmt.Errorf("exchanging the code: %w", err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := found.Verifier(&oidc.Config{ClientID: s.sso.ClientID, Now: s.now}).Verify(ctx, raw)
	if err != nil {
		return who, at, fmt.Errorf("checking the token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(begun[sessionSSONonce])) != 1 {
		return who, at, errors.New("the token is of another sign-in")
	}
	var said struct {
		At int64 `json:"auth_time"`
	}
	if err := token.Claims(&said); err != nil {
		return who, at, fmt.Errorf("reading the token: %w", err)
	}
	if said.At > 0 {
		at = time.Unix(said.At, 0)
	}
	who = store.Identity{Issuer: token.Issuer, Subject: token.Subject}
	// The address is for people to recognize their account by; a provider that does not tell it loses nothing else.
	if info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(tokens)); err == nil && info.Subject == who.Subject {
		who.Email = info.Email
	}
	return who, at, nil
}

// signInAs lets in who is bound to an identity.
func (s *Server) signInAs(w http.ResponseWriter, r *http.Request, who store.Identity, next string) error {
	user, err := s.store.UserByIdentity(r.Context(), who.Issuer, who.Subject)
	if err == nil && !user.Disabled {
		if err := s.signIn(w, r, user, "sso"); err != nil {
			return err
		}
		return redirect(w, r, next)
	}
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	return s.notByProvider(w, r, "Your "+s.sso.Name+" account is not connected to anybody here. Open the link of your invitation, or sign in with your password and connect it under Account.")
}

// connect binds an identity to the person who is signed in, and who began it.
func (s *Server) connect(w http.ResponseWriter, r *http.Request, user string, who store.Identity) error {
	if user != scopeOf(r).User {
		return s.notByProvider(w, r, "You were signed out meanwhile, so nothing was connected. Sign in and begin again.")
	}
	err := s.store.Bind(r.Context(), scopeOf(r), who)
	if invalid, ok := errors.AsType[*assessment.Invalid](err); ok {
		return s.showAccountPage(w, r, http.StatusUnprocessableEntity, templates.AccountPage{Page: templates.Page{Problems: []templates.Problem{{What: invalid.Problems[0].What}}}})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/account", "Your "+s.sso.Name+" account is connected. You can sign in with it from now on.")
}

// postDisconnect takes the person's own single sign-on away.
func (s *Server) postDisconnect(w http.ResponseWriter, r *http.Request) error {
	if s.sso == nil {
		return assessment.ErrNotFound
	}
	if err := s.store.Unbind(r.Context(), scopeOf(r), scopeOf(r).User, s.sso.Issuer); err != nil {
		return err
	}
	return s.done(w, r, "/account", "Your "+s.sso.Name+" account is not connected any more.")
}

// ssoOnly reports whether a person has to come by single sign-on.
func (s *Server) ssoOnly(user store.User) bool {
	return s.sso != nil && s.sso.BreakGlass != "" && user.Email != s.sso.BreakGlass
}

// connection tells of a person's single sign-on; without a provider there is nothing to tell.
func (s *Server) connection(r *http.Request, user string) (templates.Connection, error) {
	if s.sso == nil {
		return templates.Connection{}, nil
	}
	c := templates.Connection{Provider: s.sso.Name}
	i, err := s.store.IdentityOf(r.Context(), scopeOf(r), user, s.sso.Issuer)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return c, nil
	case err != nil:
		return c, err
	}
	c.Connected, c.As, c.Since = true, i.Email, s.dayOf(i.MadeAt)
	return c, nil
}
