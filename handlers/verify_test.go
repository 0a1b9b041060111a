package handlers

import (
	"bytes"
	"net/http"
	"testing"
)

// TestVerify: whoever was given a PDF learns whether it was issued here for a client that they see, and whether it was
// changed.
func TestVerify(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, id := s.final("riverside-2026", client)
	officer := s.signOfficer("Sam Okafor", "Owner", client)
	report := []byte(officer.must(officer.get("/assessments/"+id+"/reports/remediation-plan.pdf"), http.StatusOK).body)
	_, draft := s.emptyDraft()
	manager := s.signIn("manager")
	unfinished := []byte(manager.must(manager.get("/assessments/"+draft+"/reports/evaluation.pdf"), http.StatusOK).body)

	stranger := s.signOfficer("Lee Wong", "Owner", s.client("Harbor Clinic"))
	const (
		unchanged = "This is the remediation plan of Riverside Family Dental, 2026"
		added     = "The file begins with the remediation plan of Riverside Family Dental, 2026"
		changed   = "The file names the analysis of Riverside Family Dental, 2026"
		unknown   = "Not a report from here"
	)
	for _, test := range []struct {
		name string
		by   *browser
		file []byte
		want string
	}{
		{"as it was issued", officer, report, unchanged},
		{"to somebody at the provider", manager, report, unchanged},
		{"with a byte more", officer, append(bytes.Clone(report), '\n'), added},
		{"with a number changed", officer, bytes.Replace(report, []byte("/Count "), []byte("/Count 1"), 1), changed},
		{"cut in the middle", officer, report[:len(report)/2], unknown},
		{"of a draft", manager, unfinished, unknown},
		{"of another client", stranger, report, unknown},
		{"of another client, changed", stranger, append(bytes.Clone(report), '\n'), unknown},
		{"no PDF", officer, []byte("a letter"), unknown},
		{"empty", officer, nil, unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := test.by.must(test.by.upload("/verify", "plan.pdf", test.file), http.StatusOK, test.want)
			if test.want == unknown && a.has("Riverside") {
				t.Error("the page names a client")
			}
		})
	}
	officer.must(officer.upload("/verify", "", nil), http.StatusUnprocessableEntity, "Choose the PDF to check.")
	officer.must(officer.upload("/verify", "large.pdf", make([]byte, largestFile+1)), http.StatusUnprocessableEntity, "larger than any report")
	officer.must(officer.get("/assessments/"+id+"/reports"), http.StatusOK, `href="/verify"`)
}
