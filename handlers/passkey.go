package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// sessionChallenge is what a passkey was asked, as JSON. Each question is answered once.
const sessionChallenge = "challenge"

// askedWithin is how long a passkey may take.
const askedWithin = 5 * time.Minute

// challenge is a question to a passkey.
type challenge struct {
	Enroll bool                 // to add it; else to show it
	User   string               // of whom it is asked; empty where any passkey may answer
	At     time.Time            // when
	Data   webauthn.SessionData // as the library wants it back
}

// passkeyUser is a person as the library sees one.
type passkeyUser struct {
	store.User
	credentials []webauthn.Credential
}

// WebAuthnID implements webauthn.User.
func (u passkeyUser) WebAuthnID() []byte { return []byte(u.ID) }

// WebAuthnName implements webauthn.User.
func (u passkeyUser) WebAuthnName() string { return u.Email }

// WebAuthnDisplayName implements webauthn.User.
func (u passkeyUser) WebAuthnDisplayName() string { return u.Name }

// WebAuthnCredentials implements webauthn.User.
func (u passkeyUser) WebAuthnCredentials() []webauthn.Credential { return u.credentials }

// passkeyUserOf gives a person with the passkeys that the person has.
func (s *Server) passkeyUserOf(r *http.Request, user store.User) (passkeyUser, error) {
	u := passkeyUser{User: user}
	list, err := s.store.Factors(r.Context(), user.Scope())
	if err != nil {
		return u, err
	}
	for _, f := range list {
		if f.Kind != store.FactorPasskey {
			continue
		}
		var c webauthn.Credential
		if err := json.Unmarshal(f.Credential, &c); err != nil {
			return u, fmt.Errorf("reading passkey %s: %w", f.ID, err)
		}
		u.credentials = append(u.credentials, c)
	}
	return u, nil
}

// origin gives the address under which the site was opened: as it is configured, else as the request names it.
func (s *Server) origin(r *http.Request) *url.URL {
	if at, err := url.Parse(s.url); err == nil && at.Host != "" {
		return &url.URL{Scheme: at.Scheme, Host: at.Host}
	}
	scheme := "http"
	if s.secure {
		scheme = "https"
	}
	return &url.URL{Scheme: scheme, Host: r.Host}
}

// relyingParty gives what passkeys are made for: the host of the site.
func (s *Server) relyingParty(r *http.Request) (*webauthn.WebAuthn, error) {
	at := s.origin(r)
	return webauthn.New(&webauthn.Config{
		RPID: at.Hostname(), RPDisplayName: s.issuer(r), RPOrigins: []string{at.String()},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
}

// passkeys says what a page can do with passkeys. They are made for a name, so there are none at an address of numbers.
func (s *Server) passkeys(r *http.Request, does, next string) templates.Passkeys {
	at := s.origin(r)
	if ip, err := netip.ParseAddr(at.Hostname()); err == nil {
		barred := "Passkeys need an address with a name. Ask your admin at which one to open Safeguard."
		if ip.IsLoopback() {
			at.Host = "localhost"
			if _, port, err := net.SplitHostPort(r.Host); err == nil {
				at.Host = net.JoinHostPort("localhost", port)
			}
			barred = "To use passkeys, open " + at.String() + " instead: they need an address with a name."
		}
		return templates.Passkeys{Barred: barred}
	}
	base := "/login/passkey"
	if does == "enroll" {
		base = enrollingOf(r).base + "/passkey"
	}
	return templates.Passkeys{Does: does, Begin: base + "/begin", Finish: base + "/finish", Next: next}
}

// beginPasskey asks for a new passkey.
func (s *Server) beginPasskey(w http.ResponseWriter, r *http.Request) error {
	party, err := s.relyingParty(r)
	if err != nil {
		return bad("Passkeys do not work at this address.")
	}
	user, err := s.passkeyUserOf(r, visitOf(r).user)
	if err != nil {
		return err
	}
	var known []protocol.CredentialDescriptor
	for _, c := range user.credentials {
		known = append(known, c.Descriptor())
	}
	options, data, err := party.BeginRegistration(user, webauthn.WithExclusions(known))
	if err != nil {
		return fmt.Errorf("asking for a new passkey: %w", err)
	}
	return s.ask(w, r, challenge{Enroll: true, User: user.ID, Data: *data}, options)
}

// beginAssertion asks for a passkey: for one of the person's own where it is known who asks, else for any.
func (s *Server) beginAssertion(w http.ResponseWriter, r *http.Request) error {
	party, err := s.relyingParty(r)
	if err != nil {
		return bad("Passkeys do not work at this address.")
	}
	known := visitOf(r).user
	var options *protocol.CredentialAssertion
	var data *webauthn.SessionData
	if known.ID == "" {
		options, data, err = party.BeginDiscoverableLogin()
	} else {
		user, loading := s.passkeyUserOf(r, known)
		switch {
		case loading != nil:
			return loading
		case len(user.credentials) == 0:
			return bad("You have no passkey here yet.")
		}
		options, data, err = party.BeginLogin(user)
	}
	if err != nil {
		return fmt.Errorf("asking for a passkey: %w", err)
	}
	return s.ask(w, r, challenge{User: known.ID, Data: *data}, options)
}

// ask keeps the question in the session and sends it.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, c challenge, options any) error {
	c.At = s.now().UTC()
	kept, err := json.Marshal(c)
	if err != nil {
		return err
	}
	s.sessions.Put(r.Context(), sessionChallenge, string(kept))
	return writeJSON(w, options)
}

// asked takes the question out of the session: it is there once, for a while, for the same person and purpose.
func (s *Server) asked(r *http.Request, enroll bool) (challenge, error) {
	var c challenge
	kept := s.sessions.PopString(r.Context(), sessionChallenge)
	if err := json.Unmarshal([]byte(kept), &c); err != nil || c.Enroll != enroll || c.User != visitOf(r).user.ID || s.now().After(c.At.Add(askedWithin)) {
		return c, bad("Nothing was asked of a passkey, or it took too long. Try again.")
	}
	return c, nil
}

// passkeyAnswer is what the script of the pages sends.
type passkeyAnswer struct {
	Name       string          `json:"name"` // of a new passkey
	Next       string          `json:"next"` // the page to go on to
	Credential json.RawMessage `json:"credential"`
}

// longestAnswer bounds what a passkey may say, in bytes.
const longestAnswer = 64 << 10

// readAnswer reads what the script sends. The name is made fit to be shown.
func readAnswer(body io.Reader) (passkeyAnswer, error) {
	var a passkeyAnswer
	all, err := io.ReadAll(io.LimitReader(body, longestAnswer+1))
	if err != nil || len(all) > longestAnswer || json.Unmarshal(all, &a) != nil {
		return passkeyAnswer{}, bad("This is no answer of a passkey.")
	}
	a.Name = strings.Join(strings.FieldsFunc(a.Name, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if letters := []rune(a.Name); len(letters) > 60 {
		a.Name = strings.TrimSpace(string(letters[:60]))
	}
	return a, nil
}

// errPasskey says that a passkey lets nobody in. Why is not told.
var errPasskey = &assessment.Invalid{Problems: []assessment.Problem{{Path: "passkey", What: "This passkey is not taken here."}}}

// finishPasskey adds the new passkey.
func (s *Server) finishPasskey(w http.ResponseWriter, r *http.Request) error {
	c, err := s.asked(r, true)
	if err != nil {
		return err
	}
	a, err := readAnswer(r.Body)
	if err != nil {
		return err
	}
	party, err := s.relyingParty(r)
	if err != nil {
		return err
	}
	user := passkeyUser{User: visitOf(r).user}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(a.Credential)
	if err != nil {
		return errPasskey
	}
	credential, err := party.CreateCredential(user, c.Data, parsed)
	if err != nil {
		return errPasskey
	}
	f := store.Factor{Kind: store.FactorPasskey, Name: a.Name, CredID: credential.ID, Counter: int64(credential.Authenticator.SignCount)}
	if f.Name == "" {
		f.Name = "Passkey"
	}
	if f.Credential, err = json.Marshal(credential); err != nil {
		return err
	}
	if _, err := s.store.AddFactor(r.Context(), s.scopeOfUser(r, &user.User), f); err != nil {
		return err
	}
	path, err := s.enrolled(r, "passkey", a.Next)
	if err != nil {
		return err
	}
	return writeJSON(w, map[string]string{"next": path})
}

// finishAssertion takes the answer of a passkey: it signs its owner in, or confirms that it is still the same person.
func (s *Server) finishAssertion(w http.ResponseWriter, r *http.Request) error {
	c, err := s.asked(r, false)
	if err != nil {
		return err
	}
	a, err := readAnswer(r.Body)
	if err != nil {
		return err
	}
	user, err := s.checkPasskey(r, c, a.Credential)
	if err != nil {
		return err
	}
	if visitOf(r).scope.Role != 0 {
		s.confirm(r)
	} else if s.ssoOnly(user) {
		return oneProblem("Here you sign in with your " + s.sso.Name + " account, not with a passkey.")
	} else if err := s.signIn(w, r, user, "passkey"); err != nil {
		return err
	}
	return writeJSON(w, map[string]string{"next": localPath(a.Next)})
}

// checkPasskey gives whose passkey answered the question rightly.
func (s *Server) checkPasskey(r *http.Request, c challenge, answer []byte) (store.User, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return store.User{}, errPasskey
	}
	owner, f, err := s.store.PasskeyOwner(r.Context(), parsed.RawID)
	if errors.Is(err, assessment.ErrNotFound) {
		return owner, errPasskey
	}
	if err != nil {
		return owner, err
	}
	user, err := s.passkeyUserOf(r, owner)
	if err != nil {
		return owner, err
	}
	credential, err := s.validate(r, user, c, parsed)
	if err != nil {
		return owner, err
	}
	f.Counter = int64(parsed.Response.AuthenticatorData.Counter)
	if f.Credential, err = json.Marshal(credential); err != nil {
		return owner, err
	}
	err = s.store.UsePasskey(r.Context(), s.scopeOfUser(r, &owner), f)
	if errors.Is(err, assessment.ErrConflict) {
		return owner, errPasskey
	}
	return owner, err
}

// validate holds an answer against the question, and against what is known of the passkey.
func (s *Server) validate(r *http.Request, user passkeyUser, c challenge, answer *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	party, err := s.relyingParty(r)
	if err != nil {
		return nil, err
	}
	var credential *webauthn.Credential
	if c.User == "" {
		credential, err = party.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) { return user, nil }, c.Data, answer)
	} else {
		credential, err = party.ValidateLogin(user, c.Data, answer)
	}
	if err != nil {
		return nil, errPasskey
	}
	return credential, nil
}

// writeJSON answers a script of ours.
func writeJSON(w http.ResponseWriter, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // where the browser went away, nobody is left to tell
	return nil
}
