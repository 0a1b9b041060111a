package handlers

import (
	"net/http"

	"safeguard/templates"
)

// showKeys lists the keyboard keys.
func (s *Server) showKeys(w http.ResponseWriter, r *http.Request) error {
	return s.ok(w, r, templates.KeysPage{Page: s.page(r, templates.Page{})}.View())
}
