package handlers

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"safeguard/assessment/store"
	"safeguard/templates"
)

// sessionSecret is the address of the app's key that is about to be added, as the QR code has it.
const sessionSecret = "app-key"

// first lets in who is half in and has no factor yet. Who has one shows it, and adds another in the account.
func (s *Server) first(do handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v := visitOf(r)
		if !v.half {
			return redirect(w, r, localPath(r.URL.Query().Get("next")))
		}
		list, err := s.store.Factors(r.Context(), v.user.Scope())
		if err != nil {
			return err
		}
		if len(list) > 0 {
			return s.goOnHalf(w, r, v, r.URL.Query().Get("next"))
		}
		return do(w, r)
	}
}

// enrolling is where somebody adds a factor: while signing in, or in the account.
type enrolling struct{ base, codes, done string }

func enrollingOf(r *http.Request) enrolling {
	if visitOf(r).half {
		return enrolling{"/login/enroll", "/login/codes", "/clients"}
	}
	return enrolling{"/account/factors", "/account/factors/codes", "/account"}
}

// showEnroll offers an app and a passkey.
func (s *Server) showEnroll(w http.ResponseWriter, r *http.Request) error {
	page, err := s.enrollPage(r, r.URL.Query().Get("next"))
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

func (s *Server) enrollPage(r *http.Request, next string) (templates.EnrollPage, error) {
	v, at := visitOf(r), enrollingOf(r)
	page := templates.EnrollPage{
		Page: s.page(r, templates.Page{
			Heading: "Add a second factor", Walk: true, Scripts: []string{"passkey.js"},
			Lead: "A password can be guessed or stolen. Add something that only you have, in one of two ways.",
		}),
		Action: at.base, Next: next, HalfIn: v.half, Passkey: s.passkeys(r, "enroll", next),
		Device: firstWord(v.user.Name) + "'s device",
	}
	key, err := s.appKey(r)
	if err != nil {
		return page, err
	}
	page.Secret = inFours(key.Secret())
	page.QR, err = qrOf(key.URL())
	return page, err
}

// appKey gives the key that is about to be added, and makes it the first time.
func (s *Server) appKey(r *http.Request) (*otp.Key, error) {
	if address := s.sessions.GetString(r.Context(), sessionSecret); address != "" {
		return otp.NewKeyFromURL(address)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: s.issuer(r), AccountName: visitOf(r).user.Email})
	if err != nil {
		return nil, fmt.Errorf("making the key of an app: %w", err)
	}
	s.sessions.Put(r.Context(), sessionSecret, key.URL())
	return key, nil
}

// inFours cuts a key into groups of four.
func inFours(secret string) (list []string) {
	for len(secret) > 4 {
		list, secret = append(list, secret[:4]), secret[4:]
	}
	return append(list, secret)
}

func firstWord(name string) string {
	word, _, _ := strings.Cut(name, " ")
	return word
}

// qrOf draws an address as a QR code, each dark module as a square of one.
func qrOf(address string) (templates.QR, error) {
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return templates.QR{}, fmt.Errorf("drawing a QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := range size {
			if red, _, _, _ := code.At(x, y).RGBA(); red == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return templates.QR{Size: size, Path: path.String()}, nil
}

// postEnroll adds the app, once it has shown that it makes the right codes.
func (s *Server) postEnroll(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	key, err := s.appKey(r)
	if err != nil {
		return err
	}
	step, right := stepOf(f.text(templates.CodeField), key.Secret(), s.now())
	if !right {
		f.bad(templates.CodeField, "This is not the code of that key. Check that the clock of your phone is right, then type the code that the app shows now.")
		page, err := s.enrollPage(r, f.text("next"))
		if err != nil {
			return err
		}
		page.Problems, _ = problems(f.err(), sameField)
		return s.show(w, r, statusOf(f.err()), page.View())
	}
	user := visitOf(r).user
	app := store.Factor{Kind: store.FactorApp, Name: "App", Secret: key.Secret(), Counter: step}
	if _, err := s.store.AddFactor(r.Context(), s.scopeOfUser(r, &user), app); err != nil {
		return err
	}
	s.sessions.Remove(r.Context(), sessionSecret)
	path, err := s.enrolled(r, "app", f.text("next"))
	if err != nil {
		return err
	}
	return redirect(w, r, path)
}
