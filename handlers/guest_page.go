package handlers

import (
	"net/http"

	"github.com/a-h/templ"

	"safeguard/static"
	"safeguard/templates"
)

// guestFlash is the key in the session of a contact of what was just done.
const guestFlash = "flash"

// guestPage makes the frame of a page for a contact: who asks, for whom, when it is due and whom to ask. The client and the
// provider's people are named only to a contact who has shown who they are.
func (s *Server) guestPage(r *http.Request, heading string) templates.GuestPage {
	p := templates.GuestPage{Heading: heading, Static: static.Path}
	p.MSP, _ = s.store.Setting(r.Context(), settingMSP) // a page without the name is better than none
	g := guestOf(r)
	if g.Stay == "" {
		return p
	}
	p.Client, p.Ask, p.Inside = g.ClientName, g.Share.Ask, true
	p.Due = templates.DueOn(g.Share.Due, s.dayOf(s.now()))
	p.MSPLogo, p.ClientLogo, _ = s.store.GuestLogos(r.Context(), g) // nor does a page need its pictures
	p.Flash = s.guests.PopString(r.Context(), guestFlash)
	return p
}

// showGuest shows a page to a contact, with the status of what was wrong.
func (s *Server) showGuest(w http.ResponseWriter, r *http.Request, wrong error, c templ.Component) error {
	return s.show(w, r, statusOf(wrong), c)
}

// guestDone leads a contact on after a change, and says there what was done.
func (s *Server) guestDone(w http.ResponseWriter, r *http.Request, path, flash string) error {
	s.guests.Put(r.Context(), guestFlash, flash)
	return redirect(w, r, path)
}
