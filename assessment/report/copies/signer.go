package copies

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"safeguard/assessment"
)

// Signer is what a provider signs with.
type Signer struct {
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // those above it, each of which issued the one before
	Key         crypto.Signer
}

// The fields of a form that problems with a certificate belong to.
const (
	FieldCertificate = "certificate"
	FieldPassword    = "certificate-password"
)

// ReadSigner reads a certificate with its private key from a PKCS#12 file (RFC 7292), or from a PEM file, which has no
// password. What is wrong with the file is an *assessment.Invalid with a sentence for people. Whether the certificate is
// fit for signing is for Check to say.
func ReadSigner(file []byte, password string) (Signer, error) {
	var certificates []*x509.Certificate
	var key any
	var err error
	if bytes.Contains(file, []byte("-----BEGIN ")) {
		certificates, key, err = readPEM(file)
	} else {
		certificates, key, err = readPKCS12(file, password)
	}
	if err != nil {
		return Signer{}, err
	}
	return assemble(certificates, key)
}

// readPKCS12 opens a file as browsers and certificate authorities hand it out.
func readPKCS12(file []byte, password string) ([]*x509.Certificate, any, error) {
	key, leaf, chain, err := pkcs12.DecodeChain(file, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword) || errors.Is(err, pkcs12.ErrDecryption):
		return nil, nil, invalid(FieldPassword, "This password does not open the file. Type the one that the file was saved with.")
	case err != nil:
		return nil, nil, invalid(FieldCertificate, "The file cannot be read. Send a PKCS#12 file (.p12 or .pfx) with one certificate and its private key, or both in one PEM file.")
	}
	return append([]*x509.Certificate{leaf}, chain...), key, nil
}

// readPEM collects the certificates and the private key of a text.
func readPEM(text []byte) (certificates []*x509.Certificate, key any, err error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "":
			return nil, nil, invalid(FieldCertificate, "The private key of the PEM file is encrypted. Save it together with its certificate as PKCS#12 (.p12 or .pfx), and send that.")
		case block.Type == "CERTIFICATE":
			certificate, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, nil, invalid(FieldCertificate, "A certificate of the PEM file is damaged. Save the file again, and send that.")
			}
			certificates = append(certificates, certificate)
		case keyReaders[block.Type] != nil && key != nil:
			return nil, nil, invalid(FieldCertificate, "The file holds several private keys. Send one with the key of your certificate alone.")
		case keyReaders[block.Type] != nil:
			if key, err = keyReaders[block.Type](block.Bytes); err != nil {
				return nil, nil, invalid(FieldCertificate, "The private key of the PEM file is damaged. Save the file again, and send that.")
			}
		}
	}
	return certificates, key, nil
}

// keyReaders read private keys, by the type of their block in a PEM file.
var keyReaders = map[string]func([]byte) (any, error){
	"PRIVATE KEY":     x509.ParsePKCS8PrivateKey,
	"RSA PRIVATE KEY": func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) },
	"EC PRIVATE KEY":  func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) },
}

// assemble finds the certificate of the key, and above it those that issued it, in their order.
func assemble(certificates []*x509.Certificate, key any) (Signer, error) {
	signer, ok := key.(crypto.Signer)
	switch {
	case len(certificates) == 0:
		return Signer{}, invalid(FieldCertificate, "The file holds no certificate. Send one with the certificate and its private key.")
	case key == nil:
		return Signer{}, invalid(FieldCertificate, "The file holds no private key. Save the certificate together with its private key, and send that.")
	case !ok:
		return Signer{}, invalid(FieldCertificate, "The private key is of a kind that signs nothing. Ask for a certificate with an RSA or ECDSA key.")
	}
	own := slices.IndexFunc(certificates, func(c *x509.Certificate) bool { return belongs(signer, c) })
	if own < 0 {
		return Signer{}, invalid(FieldCertificate, "The private key does not belong to the certificate. Send the two that were made together.")
	}
	s := Signer{Certificate: certificates[own], Key: signer}
	for last := s.Certificate; !isRoot(last); last = s.Chain[len(s.Chain)-1] {
		n := slices.IndexFunc(certificates, func(c *x509.Certificate) bool { return c != last && last.CheckSignatureFrom(c) == nil })
		if n < 0 || slices.Contains(s.Chain, certificates[n]) {
			break
		}
		s.Chain = append(s.Chain, certificates[n])
	}
	return s, nil
}

// belongs reports whether a private key is that of a certificate.
func belongs(key crypto.Signer, c *x509.Certificate) bool {
	public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(c.PublicKey)
}

// isRoot reports whether a certificate names itself as its issuer.
func isRoot(c *x509.Certificate) bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }

// PEM writes the signer so that ReadSigner reads it again. The private key is in it, so it is kept encrypted only.
func (s Signer) PEM() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(s.Key)
	if err != nil {
		return nil, fmt.Errorf("writing a private key: %w", err)
	}
	var b bytes.Buffer
	for _, c := range append([]*x509.Certificate{s.Certificate}, s.Chain...) {
		b.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	}
	b.Write(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	return b.Bytes(), nil
}

// Fingerprint is the SHA-256 of the certificate, in hexadecimal digits.
func (s Signer) Fingerprint() string {
	digest := sha256.Sum256(s.Certificate.Raw)
	return hex.EncodeToString(digest[:])
}

// warning is how long before its expiry people are told that a certificate runs out.
const warning = 30 * 24 * time.Hour

// RunsOut reports whether the certificate has expired at a time, or will within the 30 days after it.
func (s Signer) RunsOut(at time.Time) bool { return at.Add(warning).After(s.Certificate.NotAfter) }

// invalid is a problem with what was sent.
func invalid(field, what string) error {
	return &assessment.Invalid{Problems: []assessment.Problem{{Path: field, What: what}}}
}
