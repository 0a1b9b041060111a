package handlers

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// What a session holds between a new factor and the end of adding it.
const (
	sessionCodes = "codes" // recovery codes that are shown and not kept yet
	sessionWay   = "way"   // the kind of the factor with which somebody comes in who just added it
)

// secondFactors is the part of the account about what a person shows besides the password.
func (s *Server) secondFactors(r *http.Request) (templates.SecondFactors, error) {
	list, err := s.store.Factors(r.Context(), scopeOf(r))
	if err != nil {
		return templates.SecondFactors{}, err
	}
	page := templates.SecondFactors{Asked: !s.noMFA}
	for _, f := range list {
		line := templates.FactorLine{ID: f.ID, Name: f.Name, Passkey: f.Kind == store.FactorPasskey, Made: f.MadeAt.In(s.now().Location())}
		if !f.UsedAt.IsZero() {
			line.Used = f.UsedAt.In(s.now().Location())
		}
		page.Lines = append(page.Lines, line)
	}
	page.Left, err = s.store.RecoveryLeft(r.Context(), scopeOf(r))
	return page, err
}

// enrolled gives where somebody goes on to who just added a factor: to recovery codes, where there are none yet.
func (s *Server) enrolled(r *http.Request, way, next string) (path string, err error) {
	v, at := visitOf(r), enrollingOf(r)
	left, err := s.store.RecoveryLeft(r.Context(), v.user.Scope())
	if err != nil {
		return "", err
	}
	if !v.half && left > 0 {
		s.sessions.Put(r.Context(), sessionFlash, "Added. You can sign in with it from now on.")
		return at.done, nil
	}
	if v.half {
		s.sessions.Put(r.Context(), sessionWay, way)
	}
	s.newCodes(r)
	return at.codes + "?next=" + url.QueryEscape(next), nil
}

// newCodes makes recovery codes. They count once the person has said that they are kept.
func (s *Server) newCodes(r *http.Request) {
	list := make([]string, assessment.RecoveryCodes)
	for i := range list {
		var random [10]byte
		_, _ = rand.Read(random[:]) // crypto/rand ends the program rather than return an error
		list[i] = assessment.RecoveryCode(random)
	}
	s.sessions.Put(r.Context(), sessionCodes, strings.Join(list, " "))
}

// showCodes shows recovery codes that were just made.
func (s *Server) showCodes(w http.ResponseWriter, r *http.Request) error {
	if !s.sessions.Exists(r.Context(), sessionCodes) {
		return s.noCodes(w, r)
	}
	return s.ok(w, r, s.codesPage(r, r.URL.Query().Get("next")).View())
}

// noCodes leads on where there are no codes to be shown.
func (s *Server) noCodes(w http.ResponseWriter, r *http.Request) error {
	if v := visitOf(r); v.half {
		return s.goOnHalf(w, r, v, r.URL.Query().Get("next"))
	}
	return redirect(w, r, "/account")
}

func (s *Server) codesPage(r *http.Request, next string) templates.CodesPage {
	return templates.CodesPage{
		Page: s.page(r, templates.Page{
			Heading: "Recovery codes", Walk: true, Scripts: []string{"passkey.js"},
			Lead: "If you lose your phone or your key, each of these lets you in once. They are shown only now: print them, or keep them in your password manager.",
		}),
		Action: enrollingOf(r).codes, Next: next, Email: visitOf(r).user.Email,
		Codes: strings.Fields(s.sessions.GetString(r.Context(), sessionCodes)),
	}
}

// postCodes keeps the codes that were shown, once the person has them. Who adds the first factor is in then.
func (s *Server) postCodes(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	if !s.sessions.Exists(r.Context(), sessionCodes) {
		return s.noCodes(w, r)
	}
	if !f.has("kept") {
		f.bad("kept", "Keep the codes first, then tick this. They are not shown again.")
		page := s.codesPage(r, f.text("next"))
		page.Problems, _ = problems(f.err(), sameField)
		return s.show(w, r, statusOf(f.err()), page.View())
	}
	v := visitOf(r)
	codes := strings.Fields(s.sessions.PopString(r.Context(), sessionCodes))
	if err := s.store.SetRecoveryCodes(r.Context(), s.scopeOfUser(r, &v.user), codes); err != nil {
		return err
	}
	if !v.half {
		return s.done(w, r, "/account", "Your new recovery codes are in use. Any that you had before are not.")
	}
	if err := s.signIn(w, r, v.user, "password and "+s.sessions.GetString(r.Context(), sessionWay)); err != nil {
		return err
	}
	return redirect(w, r, localPath(f.text("next")))
}

// postNewCodes makes recovery codes anew. Those before count until the person has the new ones.
func (s *Server) postNewCodes(w http.ResponseWriter, r *http.Request) error {
	s.newCodes(r)
	return redirect(w, r, "/account/factors/codes")
}

// postFactorRemoval removes an app or a passkey of the person's own.
func (s *Server) postFactorRemoval(w http.ResponseWriter, r *http.Request) error {
	err := s.store.RemoveFactor(r.Context(), scopeOf(r), chi.URLParam(r, "factor"))
	if _, last := errors.AsType[*assessment.Invalid](err); last {
		page := templates.AccountPage{}
		page.Problems, _ = problems(err, sameField)
		return s.showAccountPage(w, r, statusOf(err), page)
	}
	if errors.Is(err, assessment.ErrNotFound) {
		return s.done(w, r, "/account", "It was removed already.")
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/account", "Removed. It lets nobody in any more.")
}

// postFactorsRemoval removes all factors of somebody who lost them.
func (s *Server) postFactorsRemoval(w http.ResponseWriter, r *http.Request) error {
	user := chi.URLParam(r, "user")
	if err := s.store.RemoveFactors(r.Context(), scopeOf(r), user); err != nil {
		return err
	}
	return s.done(w, r, "/admin/users/"+url.PathEscape(user), "Their second factors are removed, and they are signed out. At the next sign-in they add a new one.")
}
