package handlers

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

// TestDeleteClient goes the way of a client that left: archived, waited for six years, then deleted by its name.
func TestDeleteClient(t *testing.T) {
	s := newSite(t)
	client, final := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	other := s.client("Harbor Clinic")
	b, at := s.signIn("admin"), "/clients/"+client
	sure := url.Values{"name": {"riverside family dental"}, "sure": {"yes"}, "revision": {"2"}}

	b.must(b.get(at+"/delete"), http.StatusOK, "Archive the client first")
	b.must(b.post(at+"/delete", sure), http.StatusConflict, "Archive the client first")
	if b.get(at).has("Delete this client") {
		t.Error("a client that is not archived offers to be deleted")
	}
	b.post(at+"/archive", url.Values{})
	b.must(b.get(at), http.StatusOK, "Delete this client", at+"/delete")
	b.must(b.get(at+"/delete"), http.StatusOK, "Can be deleted from November 25, 2032 on", "164.316(b)(2)(i)", "2 assessments", "Six years from")
	b.must(b.post(at+"/delete", sure), http.StatusConflict, "Can be deleted from November 25, 2032 on")

	for _, day := range []struct {
		on     time.Time
		status int
	}{
		{time.Date(2032, 11, 24, 23, 59, 0, 0, time.UTC), http.StatusConflict},
		{time.Date(2032, 11, 25, 0, 1, 0, 0, time.UTC), http.StatusUnprocessableEntity},
	} {
		s.clock.Store(day.on.Unix())
		b = s.signIn("admin")
		b.must(b.post(at+"/delete", url.Values{"revision": {"2"}}), day.status)
	}
	b.must(b.get(at+"/delete"), http.StatusOK, "Delete for good", "Type the name of the client: Riverside Family Dental")
	b.must(b.post(at+"/delete", url.Values{"name": {"Harbor Clinic"}, "sure": {"yes"}, "revision": {"2"}}), http.StatusUnprocessableEntity, "This is not the name of the client.", `value="Harbor Clinic"`)
	b.must(b.post(at+"/delete", url.Values{"name": {"Riverside Family Dental"}, "revision": {"2"}}), http.StatusUnprocessableEntity, "Tick the box")
	stale := url.Values{"name": {"Riverside Family Dental"}, "sure": {"yes"}, "revision": {"1"}}
	b.must(b.post(at+"/delete", stale), http.StatusConflict)
	if a := b.post(at+"/delete", sure); a.location != "/clients" {
		t.Fatalf("deleting gives %d\n%s", a.status, short(a.body))
	}
	b.must(b.get("/clients?show=all"), http.StatusOK, "Riverside Family Dental is deleted, with everything that was kept of it.", "Harbor Clinic")
	for _, path := range []string{at, at + "/delete", at + "/history", "/assessments/" + final, "/assessments/" + draft} {
		b.must(b.get(path), http.StatusNotFound)
	}
	b.must(b.get("/clients/"+other), http.StatusOK)
	if err := s.store.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}
