package handlers

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const copyPassword = "tulip-garage7-comet-napkin"

// twice is the form with a password.
func twice(password string) url.Values {
	return url.Values{"password": {password}, "password-again": {password}}
}

// hasSigner gives the site a certificate that is valid for so many days.
func (s *site) hasSigner(days int) {
	s.t.Helper()
	signer := s.signerOf("Northwind Reports", days)
	kept, err := signer.PEM()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.store.SetSigner(s.t.Context(), s.admin, kept, signer.Fingerprint()); err != nil {
		s.t.Fatal(err)
	}
}

// reads runs a program that reads PDFs on a file, and gives what it says.
func reads(t *testing.T, file, program string, args ...string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		missing(t, "%s is not installed", program)
	}
	name := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(name, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), program, append(args, name)...).CombinedOutput()
	return string(said), err
}

// TestCopies: whoever may download a report may take copies of it, each is on record, and each is known again.
func TestCopies(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2026", "")
	s.hasSigner(300)
	path := "/assessments/" + id + "/reports"
	for _, b := range []*browser{s.signIn("manager"), s.signOfficer("Sam Okafor", "Owner", client)} {
		page := b.must(b.get(path), http.StatusOK, `href="`+path+`/evaluation/copy"`, `action="`+path+`/evaluation/signed"`)
		if page.has("No signed copies now") {
			t.Error("the page says that nothing is signed")
		}
		report := b.must(b.get(path+"/evaluation.pdf"), http.StatusOK).body
		signed := b.must(b.post(path+"/evaluation/signed", nil), http.StatusOK)
		if got := signed.header.Get("Content-Disposition"); got != `attachment; filename="riverside-family-dental-2026-evaluation-2026-11-18-signed.pdf"` {
			t.Errorf("Content-Disposition %s", got)
		}
		if got := signed.header.Get("Content-Type"); got != "application/pdf" || !strings.HasPrefix(signed.body, report) {
			t.Errorf("the signed copy is %s, and may not begin with the report", got)
		}
		if said, err := reads(t, signed.body, "pdfsig", "-nocert"); err != nil || !strings.Contains(said, "Signature is Valid") || !strings.Contains(said, "Northwind Reports") {
			t.Errorf("pdfsig: %v\n%s", err, said)
		}
		b.must(b.get(path+"/evaluation/copy"), http.StatusOK, "Tell the password by phone", "Never send it in the same mail as the file.", "A good one, drawn for this page")
		locked := b.must(b.post(path+"/evaluation/copy", twice(copyPassword)), http.StatusOK)
		if got := locked.header.Get("Content-Disposition"); got != `attachment; filename="riverside-family-dental-2026-evaluation-2026-11-18-protected.pdf"` {
			t.Errorf("Content-Disposition %s", got)
		}
		if said, err := reads(t, locked.body, "qpdf", "--password="+copyPassword, "--check"); err != nil || !strings.Contains(said, "AESv3") && !strings.Contains(said, "R = 6") {
			t.Errorf("qpdf: %v\n%s", err, said)
		}
		if said, err := reads(t, locked.body, "qpdf", "--check"); err == nil {
			t.Errorf("the copy opens without a password\n%s", said)
		}
		events, err := s.store.Events(t.Context(), s.admin, client, 2)
		if err != nil || events[0].Action != "report.copy" || events[0].Detail != "protected" || len(events[0].After) != 64 || events[1].Detail != "signed" || events[1].Subject != "evaluation" {
			t.Errorf("the events are %+v, %v", events, err)
		}
		b.must(b.upload("/verify", "a.pdf", []byte(signed.body)), http.StatusOK, "Unchanged", "This is a signed copy, taken on Nov 24, 2026, of the evaluation of Riverside Family Dental, 2026")
		b.must(b.upload("/verify", "a.pdf", []byte(locked.body)), http.StatusOK, "Unchanged", "This is a copy with a password, taken on Nov 24, 2026, of the evaluation of")
		b.must(b.upload("/verify", "a.pdf", []byte(signed.body+"\n")), http.StatusOK, "Added to since it was issued", "The file begins with the evaluation of")
	}
	stranger := s.signOfficer("Lee Wong", "Owner", s.client("Harbor Clinic"))
	stranger.must(stranger.get(path+"/evaluation/copy"), http.StatusNotFound)
	stranger.must(stranger.post(path+"/evaluation/copy", twice(copyPassword)), http.StatusNotFound)
	stranger.must(stranger.post(path+"/evaluation/signed", nil), http.StatusNotFound)
	admin := s.signIn("admin")
	admin.must(admin.get(path+"/letter/copy"), http.StatusNotFound)
	admin.must(admin.post(path+"/letter/signed", nil), http.StatusNotFound)
	admin.must(admin.post(path+"/comparison/signed", nil), http.StatusNotFound)
	s.nowhere(copyPassword)
}

// TestCopyPasswords: what is wrong with a password is told, and neither it nor the other one is on the page again.
func TestCopyPasswords(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2026", "")
	b := s.signOfficer("Sam Okafor", "Owner", client)
	path := "/assessments/" + id + "/reports/executive-summary/copy"
	for first, test := range map[string]struct{ again, field, want string }{
		"":                       {"", "password", "at least 12 characters"},
		"short-one":              {"short-one", "password", "at least 12 characters"},
		"tulip garage comet":     {"tulip garage comet", "password", "no spaces"},
		"türkis-garage-comet":    {"türkis-garage-comet", "password", "letters without accents"},
		"aaaaaaaaaaaaaaaa":       {"aaaaaaaaaaaaaaaa", "password", "5 different characters"},
		"password-password":      {"password-password", "password", "easy to guess"},
		"RiversideFamilyDental":  {"RiversideFamilyDental", "password", "easy to guess"},
		copyPassword:             {copyPassword + "x", "password-again", "The two passwords differ."},
		strings.Repeat("4k", 64): {strings.Repeat("4k", 64), "password", "at most 127 characters"},
	} {
		a := b.post(path, url.Values{"password": {first}, "password-again": {test.again}})
		if a.status != http.StatusUnprocessableEntity || !a.has(test.want) || !a.has(`href="#`+test.field+`"`) {
			t.Errorf("%q gives %d, want 422 with %q\n%s", first, a.status, test.want, short(a.body))
		}
		if first != "" && a.has(first) {
			t.Errorf("%q is on the page again", first)
		}
	}
	events, err := s.store.Events(t.Context(), s.admin, client, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Action == "report.copy" {
			t.Errorf("a copy that was not taken is on record: %+v", e)
		}
	}
	s.nowhere(copyPassword)
}

// TestNoCopies: a draft is never copied, and without a certificate that is valid nothing is signed.
func TestNoCopies(t *testing.T) {
	s := newSite(t)
	_, draft := s.emptyDraft()
	client, id := s.final("riverside-2026", "")
	b := s.signIn("manager")
	at := "/assessments/" + draft + "/reports"
	if page := b.must(b.get(at), http.StatusOK); page.has("With a password") || page.has("Signed copy") {
		t.Error("copies of a draft are offered")
	}
	b.must(b.get(at+"/evaluation/copy"), http.StatusOK, "This is a draft", "Only a final report is signed")
	b.must(b.post(at+"/evaluation/copy", twice(copyPassword)), http.StatusConflict, "This is a draft")
	b.must(b.post(at+"/evaluation/signed", nil), http.StatusConflict, "This is a draft")

	at = "/assessments/" + id + "/reports"
	if page := b.must(b.get(at), http.StatusOK, "With a password"); page.has("Signed copy") {
		t.Error("signed copies are offered without a certificate")
	}
	b.must(b.post(at+"/evaluation/signed", nil), http.StatusConflict, "There is no certificate to sign with")
	s.hasSigner(10)
	b.must(b.post(at+"/evaluation/signed", nil), http.StatusOK)
	s.clock.Add(int64((11 * 24 * time.Hour).Seconds()))
	b = s.signOfficer("Sam Okafor", "Owner", client)
	if page := b.must(b.get(at), http.StatusOK, "No signed copies now", "The certificate expired on Dec 4, 2026"); page.has("Signed copy") {
		t.Error("signed copies are offered with a certificate that has expired")
	}
	b.must(b.post(at+"/evaluation/signed", nil), http.StatusConflict, "Nothing can be signed now", "The certificate expired on Dec 4, 2026")
}
