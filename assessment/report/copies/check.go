package copies

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"safeguard/assessment"
)

// The smallest keys that sign, in bits: what NIST SP 800-131A lets sign until 2030.
const (
	smallestRSA   = 2048
	smallestECDSA = 256
)

// day is how days are written for people.
const day = "Jan 2, 2006"

// Check says what keeps a signer from signing at a time, all of it at once, as an *assessment.Invalid.
func (s Signer) Check(at time.Time) error {
	var list []assessment.Problem
	for _, what := range []string{s.wrongKey(), s.wrongTime(at), s.wrongUse()} {
		if what != "" {
			list = append(list, assessment.Problem{Path: FieldCertificate, What: what})
		}
	}
	if len(list) > 0 {
		return &assessment.Invalid{Problems: list}
	}
	return nil
}

func (s Signer) wrongKey() string {
	switch public := s.Certificate.PublicKey.(type) {
	case *rsa.PublicKey:
		if bits := public.N.BitLen(); bits < smallestRSA {
			return fmt.Sprintf("The key is too weak: RSA with %d bits. Ask for a certificate with an RSA key of at least %d bits, or with an ECDSA key.", bits, smallestRSA)
		}
	case *ecdsa.PublicKey:
		if bits := public.Curve.Params().BitSize; bits < smallestECDSA {
			return fmt.Sprintf("The key is too weak: ECDSA with %d bits. Ask for a certificate with an ECDSA key of at least %d bits.", bits, smallestECDSA)
		}
	default:
		return "The key is of a kind that few PDF readers check. Ask for a certificate with an RSA or ECDSA key."
	}
	return ""
}

func (s Signer) wrongTime(at time.Time) string {
	switch c := s.Certificate; {
	case at.After(c.NotAfter):
		return "The certificate expired on " + c.NotAfter.In(at.Location()).Format(day) + ". Renew it with who issued it, and send the new one."
	case at.Before(c.NotBefore):
		return "The certificate is valid only from " + c.NotBefore.In(at.Location()).Format(day) + " on. Check the clock of the server, or wait until then."
	default:
		return ""
	}
}

// wrongUse says what a certificate is for instead of signing documents. One that names no use may be used for all.
func (s Signer) wrongUse() string {
	c := s.Certificate
	signs := x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	other := func(u x509.ExtKeyUsage) bool { return u != x509.ExtKeyUsageServerAuth }
	switch {
	case c.KeyUsage != 0 && c.KeyUsage&signs == 0:
		return "The certificate is not meant for signatures. Ask for one whose key usage has “digital signature”."
	case len(c.ExtKeyUsage) > 0 && len(c.UnknownExtKeyUsage) == 0 && !slices.ContainsFunc(c.ExtKeyUsage, other):
		return "This is the certificate of a web server, which PDF readers do not trust for documents. Ask for one for signing documents."
	default:
		return ""
	}
}
