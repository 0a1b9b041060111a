package handlers

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	numbers "math/big"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"safeguard/assessment/report/copies"
)

const filePassword = "the pass of the file"

// signerOf makes a certificate of a provider that is valid for so many days.
func (s *site) signerOf(name string, days int) copies.Signer {
	s.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: numbers.NewInt(1), Subject: pkix.Name{CommonName: name, Organization: []string{"Northwind IT"}}, KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: s.now().AddDate(0, 0, -400), NotAfter: s.now().AddDate(0, 0, days), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
	}
	der, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		s.t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		s.t.Fatal(err)
	}
	return copies.Signer{Certificate: c, Key: key}
}

// packed writes a signer as certificate authorities hand it out.
func packed(t *testing.T, signer copies.Signer) []byte {
	t.Helper()
	file, err := pkcs12.Modern2023.Encode(signer.Key, signer.Certificate, nil, filePassword)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// sendSigner sends a certificate as the form does.
func (b *browser) sendSigner(file []byte, password string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "reports.p12")
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		b.t.Fatal(err)
	}
	if err := form.WriteField("certificate-password", password); err != nil {
		b.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site.URL+"/admin/settings/signer", &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Origin", b.site.URL)
	return b.send(r)
}

// nowhere fails the test where a text stands readable in what the site keeps or logs.
func (s *site) nowhere(secret string) {
	s.t.Helper()
	err := filepath.WalkDir(s.dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		if err == nil && bytes.Contains(content, []byte(secret)) {
			s.t.Errorf("%q stands in %s", secret, filepath.Base(name))
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range s.logged(100) {
		if strings.Contains(e.Detail+e.Subject+e.Before+e.After, secret) {
			s.t.Errorf("%q stands in the audit log", secret)
		}
	}
}

// TestSignerSetting: an admin sets the certificate, sees whose it is and until when, never its key, and takes it away.
func TestSignerSetting(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	b.must(b.get("/admin/settings"), http.StatusOK, "Signing reports", "Add certificate")
	first := s.signerOf("Northwind Reports", 100)
	b.must(b.sendSigner(packed(t, first), filePassword), http.StatusSeeOther)
	page := b.must(b.get("/admin/settings"), http.StatusOK, "Saved. Signed copies", "CN=Northwind Reports,O=Northwind IT", "Mar 4, 2027",
		strings.ToUpper(first.Fingerprint()[:2]+":"+first.Fingerprint()[2:4]), "Replace certificate", "Remove certificate")
	if page.has("expires soon") || page.has("PRIVATE KEY") {
		t.Error("the page warns too early, or shows a key")
	}
	kept, err := s.store.Signer(t.Context())
	if err != nil || !bytes.Contains(kept, []byte("PRIVATE KEY")) {
		t.Fatalf("nothing is kept, %v", err)
	}
	s.clock.Add(int64((71 * 24 * time.Hour).Seconds()))
	b = s.signIn("admin")
	b.must(b.get("/admin/settings"), http.StatusOK, "The certificate expires soon", "Mar 4, 2027")
	s.clock.Add(int64((30 * 24 * time.Hour).Seconds()))
	b = s.signIn("admin")
	b.must(b.get("/admin/settings"), http.StatusOK, "The certificate has expired")
	b.must(b.sendSigner(packed(t, s.signerOf("Northwind Anew", 365)), filePassword), http.StatusSeeOther)
	if page := b.must(b.get("/admin/settings"), http.StatusOK, "CN=Northwind Anew"); page.has("Northwind Reports") || page.has("has expired") {
		t.Error("the first certificate is still there")
	}
	if e := s.logged(1)[0]; e.Action != "signer.keep" || len(e.Detail) != 64 {
		t.Errorf("the event is %+v", e)
	}
	b.must(b.post("/admin/settings/signer/remove", nil), http.StatusSeeOther)
	if page := b.must(b.get("/admin/settings"), http.StatusOK, "Removed the certificate", "Add certificate"); page.has("Northwind Anew") {
		t.Error("the certificate is still there")
	}
	s.nowhere(filePassword)
	s.nowhere("PRIVATE KEY")
}

// TestWrongSigners: each thing that is wrong has its sentence beside its field, and what was there stays.
func TestWrongSigners(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	if err := s.store.SetSetting(t.Context(), s.admin, settingMSP, "Northwind IT"); err != nil {
		t.Fatal(err)
	}
	b.must(b.sendSigner(packed(t, s.signerOf("Northwind Reports", 100)), filePassword), http.StatusSeeOther)
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		file           []byte
		password, want string
		field          string
	}{
		"another password": {packed(t, s.signerOf("x", 9)), "guess", "This password does not open the file.", "certificate-password"},
		"no password":      {packed(t, s.signerOf("x", 9)), "", "This password does not open the file.", "certificate-password"},
		"no file":          {nil, "", "Choose a file with a certificate and its private key.", "certificate"},
		"a PDF":            {pdfFile, "", "The file cannot be read.", "certificate"},
		"too large":        {make([]byte, largestSigner+1), "", "The file is larger than any with one certificate.", "certificate"},
		"another key":      {pemOf(t, s.signerOf("x", 9), other), "", "The private key does not belong to the certificate.", "certificate"},
		"expired":          {packed(t, s.signerOf("x", -1)), filePassword, "The certificate expired on Nov 23, 2026", "certificate"},
	} {
		a := b.sendSigner(test.file, test.password)
		if a.status != http.StatusUnprocessableEntity || !a.has(test.want) || !a.has(`href="#`+test.field+`"`) || !a.has(`value="Northwind IT"`) || !a.has("CN=Northwind Reports") {
			t.Errorf("%s gives %d, want 422 with %q\n%s", name, a.status, test.want, short(a.body))
		}
		if test.password != "" && a.has(test.password) {
			t.Errorf("%s: the password is shown again", name)
		}
	}
	b.must(b.post("/admin/settings/signer", nil), http.StatusBadRequest, "did not arrive whole")
	b.must(b.sendSigner(make([]byte, formBody+1), ""), http.StatusRequestEntityTooLarge, "Too large")
}

// pemOf writes a certificate and some key as one PEM file.
func pemOf(t *testing.T, signer copies.Signer, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signer.Certificate.Raw})
	return append(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
}
