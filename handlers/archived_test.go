package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestArchivedClientIsClosed posts to every route that changes something of a client, with next to no fields and as an
// admin: of a client that is archived nothing changes, whatever the page says.
func TestArchivedClientIsClosed(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	fill := s.fill(client, draft)
	b := s.signIn("admin")
	if err := s.store.ArchiveClient(t.Context(), s.admin, client, true); err != nil {
		t.Fatal(err)
	}
	before := s.events()
	for name, who := range entries {
		method, pattern, _ := strings.Cut(name, " ")
		if method == http.MethodGet || who != write && who != read || strings.HasSuffix(pattern, "/archive") || strings.HasSuffix(pattern, "/restore") {
			continue
		}
		a := b.do(method, fill(pattern), url.Values{"section": {"devices"}, "revision": {"0"}, "response": {"yes"}})
		if n := s.events() - before; n != 0 || a.status >= http.StatusInternalServerError {
			t.Fatalf("%s: %d, and leaves %d events", name, a.status, n)
		}
	}
}

// TestArchivedClientKeepsWhatWasTyped: whoever had a page open before the client was archived is told so, and finds what
// they typed on the page that they sent.
func TestArchivedClientKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	client, final := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	b := s.signIn("manager")
	at, of := "/clients/"+client, "/assessments/"+draft
	if a := b.post(at+"/archive", url.Values{}); a.location != at {
		t.Fatalf("archiving: %d", a.status)
	}
	for _, test := range []struct {
		path   string
		fields url.Values
		typed  string
	}{
		{at + "/edit", clientFields("legal_name", "Typed LLC", "close_sites", "yes"), `value="Typed LLC"`},
		{at + "/assets", fields("name", "Typed laptop", "kind", "laptop", "ephi", "maintained"), `value="Typed laptop"`},
		{at + "/agreements", fields("name", "Typed vendor", "service", "Hosting"), `value="Typed vendor"`},
		{of + "/answers/access-by-role", fields("response", "no", "note", "Typed note.", "revision", "0"), "Typed note."},
		{of + "/risks/lost-laptop/review", fields("basis", "Typed basis", "revision", "0"), "Typed basis"},
		{of + "/risks/new", ownRiskForm(), "The backup stands in the shed"},
		{at + "/screenings/2026", fields("phi-portal", "yes", "phi-portal-note", "Typed answer.", "revision", "0"), "Typed answer."},
		{"/assessments/" + final + "/amend", fields("reason", "Typed reason"), "Typed reason"},
	} {
		b.must(b.post(test.path, test.fields), http.StatusConflict, "This client is archived. Bring it back to change it.", test.typed)
	}
	remove := at + "/assets/" + firstOf(s, client, s.store.Assets) + "/remove"
	b.must(b.post(remove, fields("revision", "1")), http.StatusConflict, "This client is archived. Bring it back to change it.")
	b.must(b.get(of+"/risks"), http.StatusOK)
	if a := b.post(at+"/restore", url.Values{}); a.location != at {
		t.Fatalf("bringing back: %d", a.status)
	}
	b.must(b.post(of+"/risks/new", ownRiskForm()), http.StatusSeeOther)
}
