package handlers

import (
	"net/http"

	"safeguard/assessment/store"
	"safeguard/templates"
)

// showDelete says from when a client may be deleted, and what would go.
func (s *Server) showDelete(w http.ResponseWriter, r *http.Request) error {
	page, err := s.deletion(r)
	if err != nil {
		return err
	}
	return s.showDeletion(w, r, http.StatusOK, page)
}

// postDelete deletes a client whose documents need not be kept any longer, once its name was typed.
func (s *Server) postDelete(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	page, err := s.deletion(r)
	if err != nil {
		return err
	}
	if !page.Effect.Deletable(s.today()) {
		return s.showDeletion(w, r, statusOf(store.ErrRetained), page)
	}
	page.Typed, page.Sure = f.text("name"), f.has("sure")
	if !store.SameName(page.Typed, page.Name) {
		f.bad("name", "This is not the name of the client. Type it as it stands at the top of the page.")
	}
	if !page.Sure {
		f.bad("sure", "Tick the box if you want to delete all of this.")
	}
	if err := f.err(); err != nil {
		page.Problems, _ = problems(err, clientField)
		return s.showDeletion(w, r, statusOf(err), page)
	}
	if _, err := s.store.DeleteClient(r.Context(), scopeOf(r), page.ID, f.revision()); err != nil {
		return err
	}
	return s.done(w, r, "/clients", page.Name+" is deleted, with everything that was kept of it.")
}

// deletion gathers what the page tells of a client.
func (s *Server) deletion(r *http.Request) (templates.ClientDeletePage, error) {
	c, err := s.clientAt(r)
	if err != nil {
		return templates.ClientDeletePage{}, err
	}
	held, err := s.store.Holdings(r.Context(), scopeOf(r), c.ID)
	return templates.ClientDeletePage{
		ID: c.ID, Name: c.Facts.Name, Revision: c.Revision, Archived: c.Archived, Today: s.today(), Effect: held.Effect, Rows: held.Rows,
	}, err
}

func (s *Server) showDeletion(w http.ResponseWriter, r *http.Request, status int, page templates.ClientDeletePage) error {
	page.Page = s.page(r, templates.Page{
		Heading: "Delete client", Title: "Delete " + page.Name, Walk: true, Nav: "clients", Problems: page.Problems,
		Crumbs: []templates.Crumb{{Label: "Clients", URL: "/clients"}, {Label: page.Name, URL: "/clients/" + page.ID}},
	})
	return s.show(w, r, status, page.View())
}
