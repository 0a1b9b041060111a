package handlers

import (
	"net/http"
	"testing"
	"time"

	"safeguard/assessment/store"
)

// TestBackupsPage: the page says how the backups stand, and what to do where they do not.
func TestBackupsPage(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	b.must(b.get("/admin/backups"), http.StatusOK, "The server makes no backups by itself", "safeguard backup -keygen FILE", "-backup-recipient", "There is none yet.")
	s.app.backups = &BackupPlan{Dir: "/backups", Every: 24 * time.Hour, Keep: "7d,5w,1m"}
	b.must(b.get("/admin/backups"), http.StatusOK, "No backup was made yet", "every 24 hours, in the folder /backups", "7 days, 5 weeks and 1 month")
	for _, step := range []struct {
		run  store.BackupRun
		age  time.Duration
		want []string
	}{
		{store.BackupRun{Name: "safeguard-20261124T120000Z.age", Scheduled: true, Size: 12_345_678}, 0, []string{"The last backup went well", "November 24, 2026, 12:00", "12.3 MB", "By the server"}},
		{store.BackupRun{Name: "mine.age", Size: 1}, 49 * time.Hour, []string{"The last backup is old", "mine.age", "By hand"}},
		{store.BackupRun{Scheduled: true, Problem: "There is no room left."}, 0, []string{"The last backup failed", "Failed. There is no room left."}},
	} {
		s.clock.Add(int64(step.age / time.Second))
		step.run.Started, step.run.Ended = s.now(), s.now().Add(3*time.Second)
		if err := s.store.KeepBackup(t.Context(), s.admin, step.run); err != nil {
			t.Fatal(err)
		}
		b = s.signIn("admin") // the session before is over
		b.must(b.get("/admin/backups"), http.StatusOK, step.want...)
	}
}
