package handlers

import (
	"cmp"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// What a session holds of somebody who has shown the password only.
const (
	sessionHalf  = "half"       // the id of the user
	sessionSince = "half-since" // the second, as Unix time
)

// halfFor is how long the password counts while the second factor is looked for.
const halfFor = 10 * time.Minute

// letHalfIn notes that a person has shown the password, and asks for the second factor.
func (s *Server) letHalfIn(w http.ResponseWriter, r *http.Request, user store.User, next string) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.endHalf(r)
	s.sessions.Remove(r.Context(), sessionSignIn) // of whoever was signed in here before
	s.sessions.Remove(r.Context(), sessionConfirmed)
	s.sessions.Put(r.Context(), sessionHalf, user.ID)
	s.sessions.Put(r.Context(), sessionSince, strconv.FormatInt(s.now().Unix(), 10))
	return s.goOnHalf(w, r, visit{user: user, half: true}, next)
}

// endHalf forgets that somebody was half in, and what they had begun.
func (s *Server) endHalf(r *http.Request) {
	for _, key := range []string{sessionHalf, sessionSince, sessionSecret, sessionChallenge, sessionCodes, sessionWay} {
		s.sessions.Remove(r.Context(), key)
	}
}

// whoHalf gives the visit of somebody who has shown the password only, and the zero visit where that is too long ago.
func (s *Server) whoHalf(r *http.Request) (visit, error) {
	id := s.sessions.GetString(r.Context(), sessionHalf)
	if id == "" {
		return visit{}, nil
	}
	if !s.within(r, sessionSince, halfFor) {
		s.endHalf(r)
		return visit{}, nil
	}
	user, err := s.store.User(r.Context(), id)
	if errors.Is(err, assessment.ErrNotFound) || err == nil && user.Disabled {
		s.endHalf(r)
		return visit{}, nil
	}
	return visit{user: user, half: err == nil}, err
}

// within reports whether a time of the session is no longer ago than that.
func (s *Server) within(r *http.Request, key string, long time.Duration) bool {
	since, err := strconv.ParseInt(s.sessions.GetString(r.Context(), key), 10, 64)
	return err == nil && s.now().Before(time.Unix(since, 0).Add(long))
}

// askForFactor leads who is half in to where they get all the way in, and from there to the page that was asked for.
func (s *Server) askForFactor(w http.ResponseWriter, r *http.Request, v visit) error {
	if r.Header.Get("HX-Request") != "" {
		return errSignedOut
	}
	back := r.URL.RequestURI()
	if writes(r) {
		back = s.pageOf(r.URL.EscapedPath())
	}
	return s.goOnHalf(w, r, v, back)
}

// goOnHalf leads to the page for a code, and who has no factor yet to the page that adds one.
func (s *Server) goOnHalf(w http.ResponseWriter, r *http.Request, v visit, next string) error {
	list, err := s.store.Factors(r.Context(), v.user.Scope())
	if err != nil {
		return err
	}
	path := "/login/code"
	switch {
	case len(list) == 0:
		path = "/login/enroll"
	case s.sessions.Exists(r.Context(), sessionCodes):
		path = "/login/codes"
	}
	return redirect(w, r, path+"?next="+url.QueryEscape(localPath(next)))
}

// showCode asks for the second factor.
func (s *Server) showCode(w http.ResponseWriter, r *http.Request) error {
	next := r.URL.Query().Get("next")
	if !visitOf(r).half {
		return redirect(w, r, localPath(next))
	}
	v := visitOf(r)
	list, err := s.store.Factors(r.Context(), v.user.Scope())
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return s.goOnHalf(w, r, v, next)
	}
	return s.ok(w, r, s.codePage(r, next).View())
}

func (s *Server) codePage(r *http.Request, next string) templates.CodePage {
	return templates.CodePage{
		Page: s.page(r, templates.Page{
			Heading: "Second factor", Narrow: true, Scripts: []string{"passkey.js"}, Lead: "Your password is right. Now show that it is you.",
		}),
		Action: "/login/code", Next: next, Label: "Sign in", HalfIn: true, Passkey: s.passkeys(r, "confirm", localPath(next)),
	}
}

// postCode lets in who has shown the password and a code.
func (s *Server) postCode(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	user, next := visitOf(r).user, f.text("next")
	if !visitOf(r).half {
		return redirect(w, r, localPath(next))
	}
	list, err := s.store.Factors(r.Context(), user.Scope())
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return s.goOnHalf(w, r, visitOf(r), next)
	}
	way, err := s.useCode(r, user, f.text(templates.CodeField))
	if wrong, other := problems(err, sameField); other == nil && err != nil {
		page := s.codePage(r, next)
		page.Problems = wrong
		return s.show(w, r, statusOf(err), page.View())
	}
	if err != nil {
		return err
	}
	if err := s.signIn(w, r, user, "password and "+way); err != nil {
		return err
	}
	if way != "recovery" {
		return redirect(w, r, localPath(next))
	}
	left, err := s.store.RecoveryLeft(r.Context(), user.Scope())
	if err != nil {
		return err
	}
	return s.done(w, r, localPath(next), fmt.Sprintf("That recovery code is used up; %d are left. Your account makes new ones.", left))
}

// useCode takes a code of a person. One that is not taken is *assessment.Invalid with the words for the page.
func (s *Server) useCode(r *http.Request, user store.User, code string) (way string, err error) {
	if code == "" {
		return "", wrongCode("Type the code that your app shows now, or a recovery code.")
	}
	now := s.now()
	way, err = s.store.UseCode(r.Context(), s.scopeOfUser(r, &user), func(list []store.Factor) store.Shown { return shown(code, list, now) })
	refused, ok := errors.AsType[*store.CodeRefused](err)
	switch {
	case !ok:
		return way, err
	case refused.Until.IsZero():
		return "", wrongCode("That code is not right, or it was used already. Wait for the next code of your app, then type that.")
	case refused.Unread:
		return "", wrongCode("Too many codes were wrong, so this one was not looked at. Try again in " + inWords(refused.Until.Sub(now)) + ".")
	default:
		return "", wrongCode("That code is not right either. To keep others from guessing, wait " + inWords(refused.Until.Sub(now)) + ", then try again.")
	}
}

func wrongCode(what string) error {
	return &assessment.Invalid{Problems: []assessment.Problem{{Path: templates.CodeField, What: what}}}
}

// inWords gives a wait in whole seconds or minutes, rounded up.
func inWords(d time.Duration) string {
	if d <= time.Minute {
		return fmt.Sprintf("%d seconds", max(1, int((d+time.Second-1)/time.Second)))
	}
	return fmt.Sprintf("%d minutes", int((d+time.Minute-1)/time.Minute))
}

// period is how long a code of an app is good, and skew how many steps the clock of a phone may be off each way.
const (
	period = 30 * time.Second
	skew   = 1
)

// shown says what somebody typed: a code of one of the apps, a recovery code, or neither.
func shown(text string, list []store.Factor, now time.Time) store.Shown {
	if code, ok := assessment.NormalRecoveryCode(text); ok {
		return store.Shown{Recovery: code}
	}
	for _, f := range list {
		if f.Kind != store.FactorApp {
			continue
		}
		if step, ok := stepOf(text, f.Secret, now); ok {
			return store.Shown{App: f.ID, Step: step}
		}
	}
	return store.Shown{}
}

// stepOf finds the time step around now of which a code is.
func stepOf(text, secret string, now time.Time) (int64, bool) {
	typed := strings.Join(strings.Fields(text), "")
	step := now.Unix() / int64(period/time.Second)
	for _, at := range []int64{step, step - skew, step + skew} {
		code, err := totp.GenerateCode(secret, time.Unix(at*int64(period/time.Second), 0))
		if err == nil && subtle.ConstantTimeCompare([]byte(code), []byte(typed)) == 1 {
			return at, true
		}
	}
	return 0, false
}

// issuer names this Safeguard in an app or in a list of passkeys.
func (s *Server) issuer(r *http.Request) string {
	name, _ := s.store.Setting(r.Context(), settingMSP) // without the name of the provider it is that of the product
	return cmp.Or(name, "Safeguard")
}
