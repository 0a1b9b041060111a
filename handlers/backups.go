package handlers

import (
	"net/http"
	"time"

	"safeguard/templates"
)

// BackupPlan is what backups the server makes by itself, for the page that says so.
type BackupPlan struct {
	Dir   string
	Every time.Duration
	Keep  string // such as 7d,5w,12m
}

// backupsShown is how many of the last backups the page lists.
const backupsShown = 30

// showBackups tells how the backups stand.
func (s *Server) showBackups(w http.ResponseWriter, r *http.Request) error {
	list, err := s.store.Backups(r.Context(), scopeOf(r), backupsShown)
	if err != nil {
		return err
	}
	page := templates.BackupsPage{Now: s.now()}
	if s.backups != nil {
		plan := templates.BackupPlan(*s.backups)
		page.Plan = &plan
	}
	for _, b := range list {
		page.Backups = append(page.Backups, templates.Backup{
			Name: b.Name, At: b.Started.In(s.now().Location()), Took: b.Ended.Sub(b.Started), Size: b.Size, Scheduled: b.Scheduled, Problem: b.Problem,
		})
	}
	page.Page = s.page(r, templates.Page{Heading: "Backups", Nav: "admin", Crumbs: templates.AdminCrumbs()})
	return s.ok(w, r, page.View())
}
