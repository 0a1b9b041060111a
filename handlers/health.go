package handlers

import (
	"io"
	"net/http"
)

// showHealth says that the process answers.
func (s *Server) showHealth(w http.ResponseWriter, _ *http.Request) error {
	_, _ = io.WriteString(w, "ok\n")
	return nil
}

// showReady says whether the database answers.
func (s *Server) showReady(w http.ResponseWriter, r *http.Request) error {
	if err := s.store.Ping(r.Context()); err != nil {
		s.log.Error("not ready", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return nil
	}
	_, _ = io.WriteString(w, "ready\n")
	return nil
}
