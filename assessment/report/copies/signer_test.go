package copies_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"safeguard/assessment"
	"safeguard/assessment/report/copies"
)

// packed writes a PKCS#12 file.
func packed(t *testing.T, with *pkcs12.Encoder, s copies.Signer, key crypto.Signer, secret string) []byte {
	t.Helper()
	file, err := with.Encode(key, s.Certificate, s.Chain, secret)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// block writes a part of a PEM file.
func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func pkcs8(t *testing.T, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// same fails the test where a signer is not the one that was written.
func same(t *testing.T, name string, got, want copies.Signer) {
	t.Helper()
	if !got.Certificate.Equal(want.Certificate) || !bytes.Equal(pkcs8(t, got.Key), pkcs8(t, want.Key)) {
		t.Errorf("%s: the certificate or its key is another one", name)
	}
	if len(got.Chain) != len(want.Chain) {
		t.Errorf("%s: %d certificates above it, want %d", name, len(got.Chain), len(want.Chain))
		return
	}
	for n := range got.Chain {
		if !got.Chain[n].Equal(want.Chain[n]) {
			t.Errorf("%s: certificate %d above it is another one", name, n)
		}
	}
}

// TestReadSigner: what people are handed is read, in each of its forms, and what is kept of it is read again.
func TestReadSigner(t *testing.T) {
	const secret = "pass of the file"
	long := chained(t, rsaKey(t, 2048))
	short := signer(t, ecdsaKey(t, elliptic.P256()), nil)
	ec, err := x509.MarshalECPrivateKey(short.Key.(*ecdsa.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	mixed := bytes.Join([][]byte{
		block("CERTIFICATE", long.Chain[1].Raw), block("PRIVATE KEY", pkcs8(t, long.Key)), []byte("friendlyName: reports\n"),
		block("CERTIFICATE", long.Certificate.Raw), block("CERTIFICATE", long.Chain[0].Raw),
	}, nil)
	for name, test := range map[string]struct {
		file   []byte
		secret string
		want   copies.Signer
	}{
		"PKCS#12 of today":         {packed(t, pkcs12.Modern2023, long, long.Key, secret), secret, long},
		"PKCS#12 of the latest":    {packed(t, pkcs12.Modern2026, long, long.Key, secret), secret, long},
		"PKCS#12 of old programs":  {packed(t, pkcs12.LegacyRC2, short, short.Key, secret), secret, short},
		"PKCS#12 without password": {packed(t, pkcs12.Modern2023, short, short.Key, ""), "", short},
		"PEM in any order":         {mixed, "", long},
		"PEM of OpenSSL":           {slices.Concat(block("CERTIFICATE", short.Certificate.Raw), block("EC PRIVATE KEY", ec)), "", short},
	} {
		got, err := copies.ReadSigner(test.file, test.secret)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		same(t, name, got, test.want)
		kept, err := got.PEM()
		if err != nil {
			t.Fatal(err)
		}
		again, err := copies.ReadSigner(kept, "")
		if err != nil {
			t.Fatal(err)
		}
		same(t, name+", kept", again, test.want)
		if err := again.Check(now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReadSignerWrong: each thing that is wrong with a file has its sentence.
func TestReadSignerWrong(t *testing.T) {
	const secret = "pass of the file"
	s, other := signer(t, ecdsaKey(t, elliptic.P256()), nil), ecdsaKey(t, elliptic.P256())
	certificate, key := block("CERTIFICATE", s.Certificate.Raw), block("PRIVATE KEY", pkcs8(t, s.Key))
	for name, test := range map[string]struct {
		file        []byte
		field, want string
	}{
		"another password":    {packed(t, pkcs12.Modern2023, s, s.Key, "another"), copies.FieldPassword, "This password does not open the file."},
		"no certificate file": {[]byte("%PDF-1.7"), copies.FieldCertificate, "The file cannot be read. Send a PKCS#12 file"},
		"an empty file":       {nil, copies.FieldCertificate, "The file cannot be read."},
		"cut off":             {packed(t, pkcs12.Modern2023, s, s.Key, secret)[:200], copies.FieldCertificate, "The file cannot be read."},
		"another key":         {packed(t, pkcs12.Modern2023, s, other, secret), copies.FieldCertificate, "The private key does not belong to the certificate."},
		"another key in PEM":  {slices.Concat(certificate, block("PRIVATE KEY", pkcs8(t, other))), copies.FieldCertificate, "The private key does not belong to the certificate."},
		"no key":              {certificate, copies.FieldCertificate, "The file holds no private key."},
		"no certificate":      {key, copies.FieldCertificate, "The file holds no certificate."},
		"two keys":            {slices.Concat(certificate, key, key), copies.FieldCertificate, "The file holds several private keys."},
		"encrypted key":       {slices.Concat(certificate, block("ENCRYPTED PRIVATE KEY", []byte{1})), copies.FieldCertificate, "The private key of the PEM file is encrypted."},
		"damaged key":         {slices.Concat(certificate, block("EC PRIVATE KEY", []byte{1})), copies.FieldCertificate, "The private key of the PEM file is damaged."},
		"damaged certificate": {slices.Concat(block("CERTIFICATE", []byte{1}), key), copies.FieldCertificate, "A certificate of the PEM file is damaged."},
		"neither in it":       {block("PUBLIC KEY", []byte{1}), copies.FieldCertificate, "The file holds no certificate."},
	} {
		_, err := copies.ReadSigner(bytes.Clone(test.file), secret)
		wrong(t, name, err, test.field, test.want)
	}
}

// wrong fails the test where an error is not one problem with a field, or does not begin as it should.
func wrong(t *testing.T, name string, err error, field, want string) {
	t.Helper()
	invalid, ok := errors.AsType[*assessment.Invalid](err)
	if !ok || len(invalid.Problems) != 1 || invalid.Problems[0].Path != field || !strings.HasPrefix(invalid.Problems[0].What, want) {
		t.Errorf("%s: %v, want %s at %s", name, err, want, field)
	}
}

// TestCheck: what is not fit for signing documents has a sentence that says why.
func TestCheck(t *testing.T) {
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GODEBUG", "rsa1024min=0")
	good := ecdsaKey(t, elliptic.P256())
	for name, test := range map[string]struct {
		key    crypto.Signer
		change func(*x509.Certificate)
		want   string
	}{
		"RSA of 1024 bits":  {rsaKey(t, 1024), nil, "The key is too weak: RSA with 1024 bits."},
		"ECDSA of 224 bits": {ecdsaKey(t, elliptic.P224()), nil, "The key is too weak: ECDSA with 224 bits."},
		"Ed25519":           {edwards, nil, "The key is of a kind that few PDF readers check."},
		"expired":           {good, func(c *x509.Certificate) { c.NotAfter = now.AddDate(0, 0, -1) }, "The certificate expired on " + now.AddDate(0, 0, -1).UTC().Format("Jan 2, 2006")},
		"not valid yet":     {good, func(c *x509.Certificate) { c.NotBefore = now.AddDate(0, 0, 1) }, "The certificate is valid only from "},
		"for encryption":    {good, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }, "The certificate is not meant for signatures."},
		"of a web server":   {good, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }, "This is the certificate of a web server"},
	} {
		s := signer(t, test.key, test.change)
		wrong(t, name, s.Check(now.UTC()), copies.FieldCertificate, test.want)
	}
	all := signer(t, rsaKey(t, 1024), func(c *x509.Certificate) { c.NotAfter, c.KeyUsage = now.AddDate(0, 0, -1), x509.KeyUsageCertSign })
	if invalid, ok := errors.AsType[*assessment.Invalid](all.Check(now)); !ok || len(invalid.Problems) != 3 {
		t.Errorf("three things are wrong, and it says %v", invalid)
	}
	for name, change := range map[string]func(*x509.Certificate){
		"of any use":      func(c *x509.Certificate) { c.KeyUsage, c.ExtKeyUsage = 0, nil },
		"for commitments": func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageContentCommitment },
		"of several uses": func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageEmailProtection}
		},
		"for documents": func(c *x509.Certificate) {
			c.ExtKeyUsage, c.UnknownExtKeyUsage = nil, []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 36}}
		},
		"of the last hour": func(c *x509.Certificate) { c.NotAfter = now },
	} {
		if err := signer(t, good, change).Check(now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRunsOut: people are told from 30 days before the expiry.
func TestRunsOut(t *testing.T) {
	s := signer(t, ecdsaKey(t, elliptic.P256()), func(c *x509.Certificate) { c.NotAfter = now.AddDate(0, 0, 60) })
	for days, want := range map[int]bool{0: false, 29: false, 31: true, 61: true} {
		if got := s.RunsOut(now.AddDate(0, 0, days)); got != want {
			t.Errorf("RunsOut after %d days = %t, want %t", days, got, want)
		}
	}
	if got := s.Fingerprint(); len(got) != 64 {
		t.Errorf("the fingerprint is %q", got)
	}
}
