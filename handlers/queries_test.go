package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// TestQueriesDoNotGrow opens every page of the table with few clients and with many, and with few and many records of the
// client, and wants the same number of statements each time.
func TestQueriesDoNotGrow(t *testing.T) {
	s := newSite(t)
	client, final := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	b := s.signIn("admin")
	paths := s.pages(client, draft, final)
	before := map[string]int{}
	for _, path := range paths {
		before[path] = s.statements(b, path)
	}
	s.crowd(client)
	for _, path := range paths {
		if after := s.statements(b, path); after != before[path] {
			t.Errorf("%s takes %d statements for few clients and records, and %d for many", path, before[path], after)
		}
	}
}

// pages gives an address for every GET of the table, once with the draft and once with the final assessment.
func (s *site) pages(client, draft, final string) []string {
	s.t.Helper()
	work, err := s.store.Assessment(s.t.Context(), s.admin, draft)
	if err != nil {
		s.t.Fatal(err)
	}
	assets, err := s.store.Assets(s.t.Context(), s.admin, client)
	if err != nil || len(assets) == 0 {
		s.t.Fatalf("no assets: %v", err)
	}
	var paths []string
	for _, rt := range New(Config{Store: s.store, Library: s.lib}).routes() {
		if rt.method != http.MethodGet || strings.Contains(rt.pattern, "*") || rt.who == anyone {
			continue
		}
		for _, id := range []string{draft, final} {
			path := strings.NewReplacer(
				"{client}", client, "{assessment}", id, "{section}", "devices", "{question}", "device-encryption", "{risk}", "lost-laptop",
				"{citation}", "164.312(a)(2)(iv)", "{report}", "risk-analysis", "{id}", "security-rule", "{asset}", assets[0].ID,
				"{line}", work.Remediation[0].ID,
			).Replace(rt.pattern)
			if !strings.Contains(path, "{") && !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// statements counts what a page reads. The page is loaded once before, so that what is read once for all is not counted.
func (s *site) statements(b *browser, path string) int {
	s.t.Helper()
	b.get(path)
	s.reads.Store(0)
	if a := b.get(path); a.status >= http.StatusInternalServerError {
		s.t.Errorf("%s gives %d", path, a.status)
	}
	return int(s.reads.Load())
}

// crowd adds a thousand clients, and a hundred assets, vendors, lines and events to one of them.
func (s *site) crowd(client string) {
	s.t.Helper()
	list := make([]store.Client, 1000)
	for i := range list {
		list[i].Facts = assessment.Client{Name: fmt.Sprintf("Practice %04d", i), Kinds: []assessment.EntityKind{assessment.CoveredEntity}}
	}
	if _, err := s.store.AddClients(s.t.Context(), s.admin, list); err != nil {
		s.t.Fatal(err)
	}
	assets := make([]store.Record[assessment.Asset], 100)
	lines := make([]store.Record[assessment.Remediation], 100)
	for i := range assets {
		assets[i].Value = assessment.Asset{Name: fmt.Sprintf("Laptop %d", i), Kind: assessment.Laptop}
		lines[i].Value = assessment.Remediation{
			Questions: []string{"device-encryption"}, Action: fmt.Sprintf("Encrypt laptop %d", i), Owner: "Lee", Due: assessment.NewDate(2027, 1, 1+i%28),
		}
	}
	if _, err := s.store.SaveAssets(s.t.Context(), s.admin, client, assets...); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.store.SaveRemediations(s.t.Context(), s.admin, client, lines...); err != nil {
		s.t.Fatal(err)
	}
}
