package handlers

import (
	"net/http"

	"safeguard/templates"
)

// showDataKeys shows which keys the database has, and how to change them.
func (s *Server) showDataKeys(w http.ResponseWriter, r *http.Request) error {
	keys, master, err := s.store.Keys(r.Context(), scopeOf(r))
	if err != nil {
		return err
	}
	zone := s.now().Location()
	page := templates.DataKeysPage{Page: s.page(r, templates.Page{
		Heading: "Keys", Nav: "admin", Crumbs: templates.AdminCrumbs(), Lead: "Notes, reasons, inventories, plans and reports are kept encrypted with these keys.",
	})}
	for i, k := range keys {
		page.Keys = append(page.Keys, templates.DataKey{ID: k.ID, Made: k.Made.In(zone), Newest: i == len(keys)-1})
	}
	if !master.IsZero() {
		page.Master = master.In(zone)
	}
	return s.ok(w, r, page.View())
}
