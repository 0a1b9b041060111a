package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"

	"safeguard/assessment"
	"safeguard/assessment/report/copies"
	"safeguard/templates"
)

// How large what is sent with a certificate may be, in bytes.
const (
	largestSigner         = 64 << 10
	longestSignerPassword = 1 << 10
)

// signer gives what reports are signed with; where there is nothing it is assessment.ErrNotFound.
func (s *Server) signer(ctx context.Context) (copies.Signer, error) {
	kept, err := s.store.Signer(ctx)
	if err != nil {
		return copies.Signer{}, err
	}
	return copies.ReadSigner(kept, "")
}

// signs reports whether copies can be signed now; unfit says why the certificate that there is does not.
func (s *Server) signs(ctx context.Context) (signs bool, unfit string, err error) {
	signer, err := s.signer(ctx)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return false, "", nil
	case err != nil:
		return false, "", err
	}
	if invalid, ok := errors.AsType[*assessment.Invalid](signer.Check(s.now())); ok {
		return false, invalid.Problems[0].What, nil
	}
	return true, "", nil
}

// signerForm shows what reports are signed with, without its key.
func (s *Server) signerForm(ctx context.Context) (templates.SignerForm, error) {
	signer, err := s.signer(ctx)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return templates.SignerForm{}, nil
	case err != nil:
		return templates.SignerForm{}, err
	}
	c, now := signer.Certificate, s.now()
	return templates.SignerForm{
		Subject: c.Subject.String(), Issuer: c.Issuer.String(), Fingerprint: signer.Fingerprint(),
		Expires: c.NotAfter.In(now.Location()), Expired: now.After(c.NotAfter), RunsOut: signer.RunsOut(now),
	}, nil
}

// postSigner keeps what reports are signed with from now on.
func (s *Server) postSigner(w http.ResponseWriter, r *http.Request) error {
	signer, err := sentSigner(r)
	if err == nil {
		err = signer.Check(s.now())
	}
	if _, invalid := errors.AsType[*assessment.Invalid](err); invalid {
		return s.showSettingsAgain(w, r, func(*settingsForms) {}, err)
	}
	if err != nil {
		return err
	}
	kept, err := signer.PEM()
	if err != nil {
		return err
	}
	if err := s.store.SetSigner(r.Context(), scopeOf(r), kept, signer.Fingerprint()); err != nil {
		return err
	}
	return s.done(w, r, "/admin/settings#signing", "Saved. Signed copies of final reports can be taken from now on.")
}

// postSignerRemoval forgets what reports are signed with.
func (s *Server) postSignerRemoval(w http.ResponseWriter, r *http.Request) error {
	if err := s.store.RemoveSigner(r.Context(), scopeOf(r)); err != nil {
		return err
	}
	return s.done(w, r, "/admin/settings#signing", "Removed the certificate. What was signed with it stays signed.")
}

// sentSigner reads the certificate of a request. The file and its password are held in memory alone.
func sentSigner(r *http.Request) (copies.Signer, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return copies.Signer{}, bad("The file did not arrive whole. Send it again.")
	}
	var file, password []byte
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && part.FormName() == "file" {
			file, err = io.ReadAll(io.LimitReader(part, largestSigner+1))
		} else if err == nil && part.FormName() == copies.FieldPassword {
			password, err = io.ReadAll(io.LimitReader(part, longestSignerPassword))
		}
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return copies.Signer{}, err
		} else if err != nil {
			return copies.Signer{}, bad("The file did not arrive whole. Send it again.")
		}
	}
	wrong := ""
	switch {
	case len(file) == 0:
		wrong = "Choose a file with a certificate and its private key."
	case len(file) > largestSigner:
		wrong = "The file is larger than any with one certificate. Choose another one."
	default:
		return copies.ReadSigner(file, string(password))
	}
	return copies.Signer{}, &assessment.Invalid{Problems: []assessment.Problem{{Path: copies.FieldCertificate, What: wrong}}}
}
