package templates

import (
	"strings"
	"time"
)

// SignerForm shows the certificate that reports are signed with, and asks for another. The private key is never in it.
type SignerForm struct {
	Subject     string // whose it is; empty where there is none
	Issuer      string
	Fingerprint string // the SHA-256 of the certificate, in hexadecimal digits
	Expires     time.Time
	Expired     bool
	RunsOut     bool // it has expired, or expires soon
	problems    []Problem
}

// with takes what is wrong with what was sent from the problems of the page.
func (f SignerForm) with(list []Problem) SignerForm {
	f.problems = list
	return f
}

// set reports whether there is a certificate.
func (f SignerForm) set() bool { return f.Subject != "" }

// facts is what the certificate says.
func (f SignerForm) facts() []Fact {
	return []Fact{
		{Name: "Issued to", Value: f.Subject},
		{Name: "Issued by", Value: f.Issuer},
		{Name: "Valid until", Value: f.Expires.Format("Jan 2, 2006")},
		{Name: "SHA-256 fingerprint", Body: code(inPairs(f.Fingerprint))},
	}
}

// inPairs parts the digits of a fingerprint in pairs, as other programs show it.
func inPairs(digits string) string {
	var pairs []string
	for ; len(digits) > 2; digits = digits[2:] {
		pairs = append(pairs, digits[:2])
	}
	return strings.ToUpper(strings.Join(append(pairs, digits), ":"))
}

// runsOut says until when the certificate signs.
func (f SignerForm) runsOut() Banner {
	if f.Expired {
		return Banner{
			Kind: BannerBlocked, Heading: "The certificate has expired",
			Text: "It was valid until " + f.Expires.Format("Jan 2, 2006") + ". Nothing is signed until you send a new one. What was signed before stays signed.",
		}
	}
	return Banner{
		Kind: BannerWarning, Heading: "The certificate expires soon",
		Text: "It is valid until " + f.Expires.Format("Jan 2, 2006") + ". Renew it with who issued it, and send the new one below.",
	}
}

func (f SignerForm) file() Field {
	return Field{
		ID: "certificate", Name: "file", Label: "File with certificate and private key", Type: "file", Error: wrongAt(f.problems, "certificate"),
		Attrs: map[string]any{"accept": ".p12,.pfx,.pem,application/x-pkcs12,application/x-pem-file"},
		Hint:  "PKCS#12 (.p12 or .pfx), or one PEM file with both. RSA with at least 2,048 bits, or ECDSA.",
	}
}

func (f SignerForm) password() Field {
	return Field{
		ID: "certificate-password", Label: "Password of the file", Type: "password", Auto: "off", Optional: true, Error: wrongAt(f.problems, "certificate-password"),
		Hint: "It opens the file now, and is not kept.",
	}
}

// send is the word on the button.
func (f SignerForm) send() string {
	if f.set() {
		return "Replace certificate"
	}
	return "Add certificate"
}
