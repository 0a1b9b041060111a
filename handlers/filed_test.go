package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// digestOfBytes is the SHA-256 of what a person has on their disk.
func digestOfBytes(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// TestEvidenceHasItsDigest sends a file to a proof, lets the analysis be approved and made final, and finds the digest of
// the very bytes in the document, whatever becomes of the file afterwards.
func TestEvidenceHasItsDigest(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	files := "/clients/" + client + "/evidence/" + s.proof(client) + "/files"
	b.must(b.upload(files, "devices.csv", csvFile), http.StatusSeeOther)
	b.must(b.upload(files, "wrong.pdf", pdfFile), http.StatusSeeOther)
	list, err := s.store.Files(t.Context(), s.admin, client)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d files, %v", len(list), err)
	}
	b.must(b.post(files+"/"+list[1].ID+"/remove", nil), http.StatusSeeOther)

	path := "/assessments/" + id
	draft := pdfText(t, b.must(b.get(path+"/reports/risk-analysis.pdf"), http.StatusOK).body)
	wantFiles(t, "the draft", draft, "when this draft was made")

	b.must(b.post(path+"/submit", s.ready(id)), http.StatusSeeOther)
	officer := s.signOfficer("Sam Okafor", "Owner", client)
	officer.must(officer.post(path+"/approve", url.Values{"digest": {digestOn(t, officer.get(path+"/review"))}}), http.StatusSeeOther)
	b.must(b.upload(files, "late.csv", []byte("too,late\n")), http.StatusSeeOther)
	b.must(b.post(path+"/finalize", url.Values{"sure": {"yes"}}), http.StatusSeeOther)
	b.must(b.post(files+"/"+list[0].ID+"/remove", nil), http.StatusSeeOther)

	final := pdfText(t, b.must(b.get(path+"/reports/risk-analysis.pdf"), http.StatusOK).body)
	wantFiles(t, "the final analysis", final, "was fixed for approval")
	if strings.Contains(final, "late.csv") {
		t.Error("a file that came after the content was fixed is in it")
	}
}

func wantFiles(t *testing.T, what, text, when string) {
	t.Helper()
	text = strings.Join(strings.Fields(text), " ")
	for _, want := range []string{"devices.csv", digestOfBytes(csvFile), "wrong.pdf", digestOfBytes(pdfFile), when} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %q", what, want)
		}
	}
	if n := strings.Count(text, "Removed"); n != 1 {
		t.Errorf("%s says of %d files that they were removed, want 1", what, n)
	}
}
