package handlers

import "testing"

// TestKeysPage: an admin sees which keys there are, when they were changed, and how to change them.
func TestKeysPage(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	page := b.must(b.get("/admin/keys"), 200, "Data key 1", "Encrypts", "Never", "safeguard keys rotate -master")
	if page.has("Data key 2") || page.has("Opens what is older") {
		t.Error("there is another key before there was a rotation")
	}
	if _, err := s.store.RotateKeys(t.Context(), s.admin, func(string, int) {}); err != nil {
		t.Fatal(err)
	}
	if page = b.must(b.get("/admin/keys"), 200, "Data key 2", "Nov 24, 2026, 12:00"); page.has("Data key 1") {
		t.Error("a key that was removed is listed")
	}
}
