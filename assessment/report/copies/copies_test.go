package copies_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/copies"
	"safeguard/assessment/report/pdf"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

// now is the time of the tests. The library writes the time of the machine beside it.
var now = time.Now().Truncate(time.Second)

// drawn is the executive summary of the shipped sample, which is drawn once for all tests.
var drawn = sync.OnceValues(func() ([]byte, error) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		return nil, err
	}
	source, err := os.ReadFile("../../../cmd/safeguard/testdata/riverside-2026.yaml")
	if err != nil {
		return nil, err
	}
	catalog, content, err := answers.Parse(lib, "riverside-2026.yaml", source)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	snapshot := assessment.Snapshot{Catalog: catalog, Content: content, Result: assessment.Rate(catalog, content)}
	err = pdf.Render(&b, report.ExecutiveSummary(snapshot))
	return b.Bytes(), err
})

// rendered gives a copy of the sample, which the test may change.
func rendered(t testing.TB) []byte {
	t.Helper()
	file, err := drawn()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Clone(file)
}

func ecdsaKey(t testing.TB, curve elliptic.Curve) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t testing.TB, bits int) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// template is the certificate of a provider, valid for a year.
func template() *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "Northwind (IT) Services", Organization: []string{"Northwind"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
	}
}

// issue makes a certificate of a key; without an issuer it is its own.
func issue(t testing.TB, key crypto.Signer, of *x509.Certificate, issuer *x509.Certificate, with crypto.Signer) *x509.Certificate {
	t.Helper()
	if issuer == nil {
		issuer, with = of, key
	}
	der, err := x509.CreateCertificate(rand.Reader, of, issuer, key.Public(), with)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// signer is what a provider signs with whose certificate is its own.
func signer(t testing.TB, key crypto.Signer, change func(*x509.Certificate)) copies.Signer {
	t.Helper()
	of := template()
	if change != nil {
		change(of)
	}
	return copies.Signer{Certificate: issue(t, key, of, nil, nil), Key: key}
}

// chained is a signer whose certificate was issued by an authority below a root.
func chained(t testing.TB, key crypto.Signer) copies.Signer {
	t.Helper()
	authority := func(name string) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber: big.NewInt(int64(len(name))), Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(5, 0, 0),
			IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		}
	}
	rootKey, middleKey := ecdsaKey(t, elliptic.P384()), rsaKey(t, 2048)
	root := issue(t, rootKey, authority("Root"), nil, nil)
	middle := issue(t, middleKey, authority("Middle"), root, rootKey)
	return copies.Signer{Certificate: issue(t, key, template(), middle, middleKey), Chain: []*x509.Certificate{middle, root}, Key: key}
}

// find gives the path of a program that reads PDFs. Where it is missing the test is skipped, or fails under REQUIRE_ALL.
func find(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil && os.Getenv("REQUIRE_ALL") != "" {
		t.Fatalf("%s is missing", program)
	} else if err != nil {
		t.Skipf("%s is missing", program)
	}
	return path
}

// run runs such a program on a file, and gives what it says.
func run(t *testing.T, file []byte, program string, args ...string) (said string, err error) {
	t.Helper()
	path := find(t, program)
	name := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, name)
	if program == "pdftotext" {
		args = append(args, "-") // or it writes a file
	}
	out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput()
	return string(out), err
}

// says fails the test where a text lacks one of others.
func says(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
}
