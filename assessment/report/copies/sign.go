package copies

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"fmt"
	"io"
	"time"

	"github.com/digitorus/pdf"
	"github.com/digitorus/pdfsign/sign"
)

// room is how many hexadecimal digits a signature may have beside its certificates: an RSA key of 16,384 bits, what is
// signed with it, and as much again. The library writes the file wrongly where it has to make more room afterwards.
const room = 16 << 10

// Sign writes a signed copy of a report. It begins with the report, byte for byte; the signature follows as an incremental
// update (ISO 32000-1, 7.5.6 and 12.8), and others may be added after it. The time is that of this machine, since no authority
// is asked for one; the reason is a text of ASCII. Where the signer is not fit to sign at that time, see Signer.Check.
func Sign(w io.Writer, report []byte, s Signer, at time.Time, reason string) error {
	if err := s.Check(at); err != nil {
		return err
	}
	reader, err := pdf.NewReader(bytes.NewReader(report), int64(len(report)))
	if err != nil {
		return fmt.Errorf("reading the report to be signed: %w", err)
	}
	context := sign.SignContext{
		PDFReader: reader, InputFile: bytes.NewReader(report), OutputFile: w, SignatureMaxLengthBase: room,
		SignData: sign.SignData{
			Signature: sign.SignDataSignature{
				CertType: sign.ApprovalSignature,
				Info:     sign.SignDataSignatureInfo{Name: plain(s.Certificate.Subject.CommonName), Reason: plain(reason), Date: at},
			},
			Signer: s.Key, DigestAlgorithm: crypto.SHA256, Certificate: s.Certificate,
			CertificateChains: [][]*x509.Certificate{append([]*x509.Certificate{s.Certificate}, s.Chain...)},
		},
	}
	if err := context.SignPDF(); err != nil {
		return fmt.Errorf("signing a report: %w", err)
	}
	return nil
}

// plain gives a text where all of it is ASCII that can be seen, and nothing else, since the library does not escape other
// characters. What a signature says of its signer stands in the certificate all the same.
func plain(text string) string {
	for _, r := range text {
		if r < ' ' || r > '~' {
			return ""
		}
	}
	return text
}
