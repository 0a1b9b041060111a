package handlers

import (
	"net/url"
	"strings"
	"testing"

	"safeguard/assessment"
)

// TestSharedQuestion: a contact answers one question after the other and sends the answers.
func TestSharedQuestion(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, id := s.sample("riverside-2026", client)
	b := s.comeIn(s.asked(client, id, "device-encryption", "auto-lock", "termination-procedures"))
	q := sharedPath("device-encryption")
	a := b.must(b.get(q), 200)
	t.Log(a.body)
	_ = assessment.Yes
	a = b.must(b.post(q, url.Values{"response": {"yes"}, "revision": {"0"}, "note": {"All of them."}}), 303)
	t.Log(a.location)
	a = b.get(a.location)
	t.Log(strings.TrimSpace(a.body))
}
