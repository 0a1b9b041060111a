package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// TestQueriesDoNotGrow opens every page of the table with ten clients and with a thousand, and with few and many records
// of the client, and wants the same number of statements each time.
func TestQueriesDoNotGrow(t *testing.T) {
	s := newSiteWith(t, time.UTC, withProvider)
	client, final := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	s.addClients(9)
	b := s.signIn("admin").beside(s.comeIn(s.asked(client, draft, "device-encryption")))
	paths := s.pages(client, draft, final)
	before := map[string]int{}
	for _, path := range paths {
		before[path] = s.statements(b, path)
	}
	s.addClients(990)
	s.crowd(client, draft)
	for _, path := range paths {
		if after := s.statements(b, path); after != before[path] {
			t.Errorf("%s takes %d statements for few clients and records, and %d for many", path, before[path], after)
		}
	}
}

// pages gives an address for every GET of the table, once with the draft and once with the final assessment.
func (s *site) pages(client, draft, final string) []string {
	s.t.Helper()
	paths := []string{"/assessments/" + draft + "/risks/lost-laptop"} // beside one of the assessor's own
	for _, id := range []string{draft, final} {
		fill := s.fill(client, id)
		for _, rt := range New(Config{Store: s.store, Library: s.lib}).routes() {
			if rt.method != http.MethodGet || rt.who == anyone || rt.who.level() == guest {
				continue
			}
			path := fill(rt.pattern)
			if !slices.Contains(paths, path) && !strings.HasSuffix(path, "/lost-laptop/edit") { // the library's risks are not edited
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
	if a := b.get(path); a.status >= http.StatusBadRequest {
		s.t.Errorf("%s gives %d", path, a.status)
	}
	return int(s.reads.Load())
}

// addClients adds clients that have nothing yet.
func (s *site) addClients(n int) {
	s.t.Helper()
	list := make([]store.Client, n)
	for i := range list {
		list[i].Facts = assessment.Client{Name: fmt.Sprintf("Practice %04d of %d", i, n), Kinds: []assessment.EntityKind{assessment.CoveredEntity}}
	}
	if _, err := s.store.AddClients(s.t.Context(), s.admin, list); err != nil {
		s.t.Fatal(err)
	}
}

// crowd adds a hundred assets, lines, vendors, incidents and proofs to a client, and as many risks of the assessor's own
// to its draft.
func (s *site) crowd(client, draft string) {
	s.t.Helper()
	ctx, day := s.t.Context(), assessment.NewDate(2026, 11, 2)
	var assets []store.Record[assessment.Asset]
	var lines []store.Record[assessment.Remediation]
	var risks []store.Entry
	for i := range 100 {
		assets = append(assets, store.Record[assessment.Asset]{Value: assessment.Asset{Name: fmt.Sprintf("Laptop %d", i), Kind: assessment.Laptop}})
		lines = append(lines, store.Record[assessment.Remediation]{Value: assessment.Remediation{
			Questions: []string{"device-encryption"}, Action: fmt.Sprintf("Encrypt laptop %d", i), Owner: "Lee", Due: assessment.NewDate(2027, 1, 1+i%28),
		}})
		risks = append(risks, store.OwnRiskEntry(0, assessment.OwnRisk{
			ID: fmt.Sprintf("own-%d", i), Title: fmt.Sprintf("Flood %d", i), Vulnerability: "The cellar is low", Threat: "water-damage",
			Impact: assessment.Impacts{Availability: assessment.ImpactHigh}, Key: []string{"backup-complete"},
		}))
		_, vendor := s.store.SaveVendor(ctx, s.admin, client, store.Record[assessment.Vendor]{Value: assessment.Vendor{Name: fmt.Sprintf("Vendor %d", i)}})
		_, incident := s.store.SaveIncident(ctx, s.admin, client, store.Record[assessment.Event]{Value: assessment.Event{Date: day, What: "A fax went astray"}})
		if err := errors.Join(vendor, incident); err != nil {
			s.t.Fatal(err)
		}
		s.proof(client)
	}
	_, assetErr := s.store.SaveAssets(ctx, s.admin, client, assets...)
	_, lineErr := s.store.SaveRemediations(ctx, s.admin, client, lines...)
	if err := errors.Join(assetErr, lineErr, s.store.SaveEntries(ctx, s.admin, draft, risks...)); err != nil {
		s.t.Fatal(err)
	}
}
