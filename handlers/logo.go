package handlers

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/picture"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showMSPLogo gives the provider's logo. Each page names it by an address of its own for each picture, so the browser keeps
// it for a week and does not ask for it with every page.
func (s *Server) showMSPLogo(w http.ResponseWriter, r *http.Request) error {
	logo, err := s.store.Logo(r.Context(), scopeOf(r), "")
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, max-age=604800")
	return showPicture(w, logo)
}

// showClientLogo gives the logo of a client. No browser keeps it: it tells whose client that is.
func (s *Server) showClientLogo(w http.ResponseWriter, r *http.Request) error {
	logo, err := s.store.Logo(r.Context(), scopeOf(r), chi.URLParam(r, "client"))
	if err != nil {
		return err
	}
	return showPicture(w, logo)
}

// showSharedLogo gives a contact the logo of the provider or of their client. No browser keeps that of the client: it lies at
// one address for all contacts, so the next one in the same browser would see it.
func (s *Server) showSharedLogo(ofClient bool) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		content, err := s.store.GuestLogo(r.Context(), guestOf(r), ofClient)
		if err != nil {
			return err
		}
		small, err := picture.Small(content)
		if err != nil {
			return err
		}
		if !ofClient {
			w.Header().Set("Cache-Control", "private, max-age=3600")
		}
		return showPicture(w, small)
	}
}

func showPicture(w http.ResponseWriter, content []byte) error {
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content) // where the browser went away, nobody is left to tell
	return nil
}

// postMSPLogo keeps another logo of the provider.
func (s *Server) postMSPLogo(w http.ResponseWriter, r *http.Request) error {
	err := s.keepLogo(r, "")
	if _, invalid := errors.AsType[*assessment.Invalid](err); invalid {
		return s.showSettingsAgain(w, r, func(*settingsForms) {}, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/admin/settings#brand", "Saved. The logo stands at the top of each page, and on new reports.")
}

// postMSPLogoRemoval takes the logo of the provider away.
func (s *Server) postMSPLogoRemoval(w http.ResponseWriter, r *http.Request) error {
	if err := s.store.RemoveLogo(r.Context(), scopeOf(r), ""); err != nil {
		return err
	}
	return s.done(w, r, "/admin/settings#brand", "Removed the logo.")
}

// postClientLogo keeps another logo of a client.
func (s *Server) postClientLogo(w http.ResponseWriter, r *http.Request) error {
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	err = s.keepLogo(r, c.ID)
	_, invalid := errors.AsType[*assessment.Invalid](err)
	switch {
	case invalid || errors.Is(err, store.ErrArchived):
		return s.showEditClientPage(w, r, c, err)
	case err != nil:
		return err
	default:
		return s.done(w, r, "/clients/"+c.ID+"/edit#brand", "Saved the logo.")
	}
}

// postClientLogoRemoval takes the logo of a client away.
func (s *Server) postClientLogoRemoval(w http.ResponseWriter, r *http.Request) error {
	client := chi.URLParam(r, "client")
	if err := s.store.RemoveLogo(r.Context(), scopeOf(r), client); err != nil {
		return err
	}
	return s.done(w, r, "/clients/"+client+"/edit#brand", "Removed the logo.")
}

// keepLogo keeps the picture of a request as the logo of a client, or as that of the provider where client is empty.
func (s *Server) keepLogo(r *http.Request, client string) error {
	logo, err := sentPicture(r)
	if wrong, ok := errors.AsType[picture.Wrong](err); ok {
		return &assessment.Invalid{Problems: []assessment.Problem{{Path: "logo", What: wrong.Error()}}}
	}
	if err != nil {
		return err
	}
	return s.store.SetLogo(r.Context(), scopeOf(r), client, logo)
}

// sentPicture makes a logo of the file of a request.
func sentPicture(r *http.Request) ([]byte, error) {
	part, err := filePart(r)
	switch {
	case errors.Is(err, io.EOF):
		return nil, picture.Wrong("Choose a picture to send.")
	case err != nil:
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(part, picture.MaxBytes+1))
	switch {
	case err != nil:
		return nil, bad("The file did not arrive whole. Send it again.")
	case len(content) == 0:
		return nil, picture.Wrong("The file is empty. Choose another one.")
	default:
		return picture.Logo(content)
	}
}

// logoForm shows the logo of a client and asks for another.
func logoForm(c store.Client) templates.LogoForm {
	return templates.LogoForm{
		Action: "/clients/" + c.ID + "/edit/logo", URL: clientLogo(c), Of: c.Facts.Name,
		Note: "It stands beside the name of the client, and on its reports. Save what you changed above first.",
	}
}

// clientLogo gives the address of a client's logo; empty where it has none.
func clientLogo(c store.Client) string {
	if c.LogoAt.IsZero() {
		return ""
	}
	return "/clients/" + c.ID + "/logo?at=" + strconv.FormatInt(c.LogoAt.UnixMicro(), 36)
}

// mspLogo gives the address of the provider's logo; version names the picture and is empty where there is none.
func mspLogo(version string) string {
	if version == "" {
		return ""
	}
	return "/logo?is=" + version[:min(len(version), 16)]
}
