package copies_test

import (
	"bytes"
	"crypto/elliptic"
	"crypto/x509"
	"log"
	"testing"
	"time"

	"github.com/digitorus/pdfsign/verify"

	"safeguard/assessment/report/copies"
	"safeguard/assessment/report/pdf"
)

// TestSign: with each kind of key and certificate the copy begins with the report, and its signature is valid.
func TestSign(t *testing.T) {
	report := rendered(t)
	for name, s := range map[string]copies.Signer{
		"RSA 2048":             signer(t, rsaKey(t, 2048), nil),
		"RSA 4096":             signer(t, rsaKey(t, 4096), func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA512WithRSA }),
		"RSA 3072 by PSS":      signer(t, rsaKey(t, 3072), func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA256WithRSAPSS }),
		"ECDSA P-256":          signer(t, ecdsaKey(t, elliptic.P256()), nil),
		"ECDSA P-384":          signer(t, ecdsaKey(t, elliptic.P384()), nil),
		"ECDSA P-521":          signer(t, ecdsaKey(t, elliptic.P521()), nil),
		"RSA with a chain":     chained(t, rsaKey(t, 2048)),
		"ECDSA with a chain":   chained(t, ecdsaKey(t, elliptic.P256())),
		"name of other script": signer(t, ecdsaKey(t, elliptic.P256()), func(c *x509.Certificate) { c.Subject.CommonName = "Müller (IT) ⤨" }),
	} {
		t.Run(name, func(t *testing.T) {
			copied := signed(t, report, s)
			if !bytes.HasPrefix(copied, report) || len(copied) == len(report) {
				t.Fatal("the copy does not begin with the report")
			}
			if pdf.Digest(copied) != pdf.Digest(report) {
				t.Error("the copy has not the digest of the report")
			}
			valid(t, copied, true)
			at := bytes.Index(copied, []byte("endobj"))
			changed := bytes.Clone(copied)
			changed[at-10] ^= 1
			valid(t, changed, false)
			said, err := run(t, copied, "qpdf", "--check")
			if err != nil {
				t.Errorf("qpdf: %v\n%s", err, said)
			}
			said, err = run(t, copied, "pdfsig", "-nocert")
			if err != nil {
				t.Errorf("pdfsig: %v\n%s", err, said)
			}
			says(t, said, "Signature is Valid", "Total document signed", "SHA-256", s.Certificate.Subject.CommonName)
		})
	}
}

// signed signs a report, and fails where the library has to try twice, which it tells in the log.
func signed(t *testing.T, report []byte, s copies.Signer) []byte {
	t.Helper()
	var logged, copied bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(log.Default().Writer())
	if err := copies.Sign(&copied, report, s, now, "Issued by Northwind"); err != nil {
		t.Fatal(err)
	}
	if logged.Len() > 0 {
		t.Errorf("the log has %q", logged.String())
	}
	return copied.Bytes()
}

// valid checks the signature of a copy in Go.
func valid(t *testing.T, copied []byte, want bool) {
	t.Helper()
	options := verify.DefaultVerifyOptions()
	options.AllowUntrustedRoots = true
	said, err := verify.VerifyWithOptions(bytes.NewReader(copied), int64(len(copied)), options)
	if !want {
		if err == nil && len(said.Signers) == 1 && said.Signers[0].ValidSignature {
			t.Error("the signature of a changed copy is valid")
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(said.Signers) != 1 || !said.Signers[0].ValidSignature || said.Signers[0].Reason != "Issued by Northwind" {
		t.Errorf("the signature is %+v", said.Signers)
	}
}

// TestSignNotFit: nothing is signed with a certificate that is not fit for it at that time.
func TestSignNotFit(t *testing.T) {
	var b bytes.Buffer
	s := signer(t, ecdsaKey(t, elliptic.P256()), nil)
	for _, at := range []time.Time{now.AddDate(-1, 0, 0), now.AddDate(1, 0, 1)} {
		if err := copies.Sign(&b, rendered(t), s, at, ""); err == nil || b.Len() > 0 {
			t.Errorf("at %v: %v, %d bytes", at, err, b.Len())
		}
	}
}
