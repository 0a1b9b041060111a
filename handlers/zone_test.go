package handlers

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"safeguard/assessment"
)

// TestOneToday: the day by which people work is that of the server's own time zone, for pages and store alike, also in
// the hours in which UTC has another one.
func TestOneToday(t *testing.T) {
	for _, test := range []struct {
		name  string
		zone  *time.Location
		clock time.Time
		today assessment.Date
	}{
		{"evening in the west", time.FixedZone("west", -5*3600), time.Date(2026, 11, 25, 1, 30, 0, 0, time.UTC), assessment.NewDate(2026, 11, 24)},
		{"morning in the east", time.FixedZone("east", 9*3600), time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC), assessment.NewDate(2026, 11, 25)},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSiteIn(t, test.zone)
			s.clock.Store(test.clock.Unix())
			client, id := s.sample("riverside-2026", "")
			path := "/assessments/" + id
			manager := s.signIn("manager")
			fields := clientFields("agreed_on", test.today.AddDays(1).String())
			manager.must(manager.post("/clients/new", fields), http.StatusUnprocessableEntity, "This day lies ahead.")
			fields.Set("agreed_on", test.today.String())
			manager.must(manager.post("/clients/new", fields), http.StatusSeeOther)
			manager.must(manager.post(path+"/submit", s.ready(id)), http.StatusSeeOther)
			officer := s.signOfficer("Lena Ortiz", "Practice manager", client)
			digest := digestOn(t, officer.must(officer.get(path+"/review"), http.StatusOK))
			officer.must(officer.post(path+"/approve", url.Values{"digest": {digest}}), http.StatusSeeOther)
			if got := s.workOf(id).Approval.Date; got != test.today {
				t.Errorf("approved on %v, want %v", got, test.today)
			}
		})
	}
}
