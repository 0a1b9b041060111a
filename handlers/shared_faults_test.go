package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"safeguard/assessment"
)

// TestAddressesWithNewLines: an address that would begin another header is taken nowhere, and what was typed comes back. That
// of a list of contacts is refused in TestCampaignFromList.
func TestAddressesWithNewLines(t *testing.T) {
	s := mailingSite(t)
	client, id := s.sample("riverside-2026", "")
	manager, pat := s.signIn("manager"), s.comeIn(s.asked(client, id, "auto-lock"))
	for _, email := range []string{"lou@riverside.test\nBcc: eve@else.test", "lou@riverside.test\r\nBcc: eve@else.test", "lou@\nriverside.test", "lou@riverside.test\x00"} {
		fields := url.Values{"name": {"Lou Poe"}, "email": {email}}
		manager.must(manager.post("/clients/"+client+"/contacts", fields), http.StatusUnprocessableEntity, `href="#email"`, `value="Lou Poe"`)
		share := url.Values{
			"q": {"device-encryption"}, "how": {"together"}, "due": {"2026-12-04"}, "ask-name": {"Dana Reyes"}, "new-name": {"Lou Poe"}, "new-email": {email},
		}
		manager.must(manager.post("/assessments/"+id+"/shares/new", share), http.StatusUnprocessableEntity, `href="#new-email"`)
		pat.must(pat.post(sharedPath("auto-lock")+"/pass", fields), http.StatusUnprocessableEntity, `href="#email"`)
	}
	name := url.Values{"name": {"Lou\nBcc: eve@else.test"}, "email": {"lou@riverside.test"}}
	manager.must(manager.post("/clients/"+client+"/contacts", name), http.StatusUnprocessableEntity, `href="#name"`)
	pat.must(pat.post(sharedPath("auto-lock")+"/pass", name), http.StatusUnprocessableEntity, `href="#name"`)
	if to, _ := s.mailed(); to != "" {
		t.Errorf("a mail to %q", to)
	}
	if list, err := s.store.Contacts(t.Context(), s.scope("manager"), client); err != nil || len(list) != 1 {
		t.Errorf("%d contacts, %v, want Pat alone", len(list), err)
	}
}

// TestContactLogos: the logo of a client lies at one address for the contacts of all clients, so no browser keeps it.
func TestContactLogos(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	s.logos(client)
	pat := s.comeIn(s.asked(client, id, "auto-lock"))
	for path, want := range map[string]string{"/shared/logo/client": "no-store", "/shared/logo/msp": "private, max-age=3600"} {
		if got := pat.must(pat.get(path), http.StatusOK).header.Get("Cache-Control"); got != want {
			t.Errorf("%s has Cache-Control %q, want %q", path, got, want)
		}
	}
}

// TestMakerWhoLeft: whoever made a share and does not see the client any more is not told who answered there.
func TestMakerWhoLeft(t *testing.T) {
	s := mailingSite(t)
	client, id := s.sample("riverside-2026", "")
	pat := s.comeIn(s.asked(client, id, "auto-lock"))
	err := s.store.UpdatePerson(t.Context(), s.admin, s.scope("manager").User, s.revisionOf("manager"), assessment.Account{
		Name: "Dana Reyes", Email: "manager@example.test", Role: assessment.Manager,
	})
	if err != nil {
		t.Fatal(err)
	}
	pat.must(pat.post(sharedPath("auto-lock")+"/messages", url.Values{"text": {"All of them?"}}), http.StatusSeeOther)
	pat.must(pat.post(sharedPath("auto-lock"), yes()), http.StatusSeeOther)
	pat.must(pat.post("/shared/submit", url.Values{}), http.StatusSeeOther)
	if m, err := s.store.ClaimMail(t.Context()); err == nil {
		t.Errorf("a mail to %q: %q", m.Letter.To.Address, m.Letter.Subject)
	}
}
