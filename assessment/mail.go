package assessment

import (
	"crypto/x509"
	"fmt"
	"net/mail"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MailState is how far a mail has come.
type MailState uint8

// The states. A dead mail is tried no more until a person says so; a dropped one was given up by a person.
const (
	MailWaiting MailState = iota + 1
	MailSent
	MailDead
	MailDropped
)

var mailStates = words{"", "waiting", "sent", "dead", "dropped"}

// String gives the word that is stored.
func (s MailState) String() string { return textOf(mailStates, s) }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *MailState) UnmarshalText(text []byte) error { return parseWord(mailStates, text, s) }

// MailTrouble is why a mail could not be sent.
type MailTrouble uint8

// The troubles. Only a refusal is about the mail itself; of the others the server or its settings are the cause.
const (
	MailUnreachable MailTrouble = iota + 1 // nobody answers there, or the connection broke off
	MailSlow                               // the server did not answer in time
	MailNoTLS                              // the server offers no STARTTLS
	MailUntrusted                          // the server's certificate is not to be trusted
	MailNoSignIn                           // the server did not take the user name and the password
	MailLater                              // the server says to try again later, or refuses everything from here
	MailRefused                            // the server refuses this mail or its recipient for good
	MailExpired                            // what the mail leads to is over
)

var mailTroubles = words{"", "unreachable", "slow", "no-tls", "untrusted", "no-sign-in", "later", "refused", "expired"}

// String gives the word that is stored.
func (t MailTrouble) String() string { return textOf(mailTroubles, t) }

// MarshalText implements encoding.TextMarshaler.
func (t MailTrouble) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *MailTrouble) UnmarshalText(text []byte) error { return parseWord(mailTroubles, text, t) }

// final reports whether to try again would change nothing.
func (t MailTrouble) final() bool { return t == MailRefused || t == MailExpired }

// mailWaits is how long a mail waits after each try that failed. They add up to not quite two days.
var mailWaits = []time.Duration{
	time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 12 * time.Hour, 12 * time.Hour,
}

// MailAgain says after how long a mail is tried again that failed for the nth time, with n from 1 on; again is false where
// it is dead.
func MailAgain(n int, trouble MailTrouble) (wait time.Duration, again bool) {
	if trouble.final() || n > len(mailWaits) {
		return 0, false
	}
	return mailWaits[max(n, 1)-1], true
}

// Mailbox is a person with an address.
type Mailbox struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// The longest that may stand in a mail: an address by RFC 5321 (4.5.3.1.3), and names and subjects of ours.
const (
	longestAddress  = 254
	longestMailName = 200
)

// Problem says what is wrong with the mailbox, or "". A line end in it would begin a header of somebody else's.
func (m Mailbox) Problem() string {
	parsed, err := mail.ParseAddress(m.Address)
	switch {
	case err != nil || parsed.Address != m.Address || parsed.Name != "" || len(m.Address) > longestAddress || oddText(m.Address):
		return "This is no mail address. Write it such as dana@example.com."
	case oddText(m.Name) || utf8.RuneCountInString(m.Name) > longestMailName:
		return fmt.Sprintf("A name has at most %d characters, in one line.", longestMailName)
	default:
		return ""
	}
}

// oddText reports whether a text has line ends or other characters that cannot stand in a header.
func oddText(text string) bool {
	return !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) || strings.ContainsAny(text, "\u2028\u2029")
}

// Letter is what a mail says, and to whom.
type Letter struct {
	To      Mailbox   `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	Until   time.Time `json:"until,omitzero"` // when what it leads to is over; zero is never
}

// Check says what keeps a letter from being sent.
func (l *Letter) Check() error {
	var list []Problem
	if what := l.To.Problem(); what != "" {
		list = append(list, Problem{"to", what})
	}
	if l.Subject == "" || oddText(l.Subject) || utf8.RuneCountInString(l.Subject) > longestMailName {
		list = append(list, Problem{"subject", fmt.Sprintf("A mail has a subject of one line, of at most %d characters.", longestMailName)})
	}
	if l.Text == "" || l.HTML == "" {
		list = append(list, Problem{"text", "A mail says something, as text and as HTML."})
	}
	return invalidUnlessEmpty(list)
}

func invalidUnlessEmpty(list []Problem) error {
	if len(list) == 0 {
		return nil
	}
	return &Invalid{Problems: list}
}

// MailSecurity is how the way to the mail server is kept from others.
type MailSecurity uint8

// The ways. Nothing is sent where the chosen one cannot be had.
const (
	MailStartTLS MailSecurity = iota + 1 // STARTTLS is required
	MailTLS                              // TLS from the start
	MailPlain                            // none, to this machine only
)

var mailSecurities = words{"", "starttls", "tls", "plain"}

// String gives the word that is stored.
func (s MailSecurity) String() string { return textOf(mailSecurities, s) }

// MarshalText implements encoding.TextMarshaler.
func (s MailSecurity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *MailSecurity) UnmarshalText(text []byte) error { return parseWord(mailSecurities, text, s) }

// MailSettings say which server sends the mails. The zero settings send nothing.
type MailSettings struct {
	Host     string       `json:"host"`
	Port     int          `json:"port"`
	Security MailSecurity `json:"security"`
	User     string       `json:"user"` // empty where the server wants none
	Password string       `json:"password"`
	From     Mailbox      `json:"from"`
	CA       string       `json:"ca"` // PEM of a private authority that the server's certificate comes from; usually empty
}

// On reports whether mails can be sent.
func (s *MailSettings) On() bool { return s.Host != "" }

// Check says what keeps the settings from being used.
func (s *MailSettings) Check() error {
	if !s.On() {
		return nil
	}
	var list []Problem
	bad := func(wrong bool, path, what string) {
		if wrong {
			list = append(list, Problem{path, what})
		}
	}
	bad(!plainHost(s.Host), "host", "This is no name of a server. Write it such as mail.example.com.")
	bad(s.Port < 1 || s.Port > 65535, "port", "A port is a number from 1 to 65535. Mail servers mostly use 587, or 465 with TLS from the start.")
	bad(s.Security == 0, "security", "Choose how the way to the server is protected.")
	bad(s.Security == MailPlain && !loopbackHost(s.Host), "security", "Without TLS, mail goes to this machine only. Choose STARTTLS or TLS for another server.")
	bad(oddText(s.User) || len(s.User) > longestAddress, "user", "The user name is one line.")
	bad(s.User != "" && s.Password == "", "password", "Type the password that belongs to the user name.")
	bad(s.From.Problem() != "", "from", s.From.Problem())
	bad(s.CA != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(s.CA)), "ca", "This is no certificate. Copy a PEM file here, from BEGIN CERTIFICATE to END CERTIFICATE.")
	return invalidUnlessEmpty(list)
}

// plainHost reports whether a text is a host name or an address, and nothing beside it.
func plainHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	labels := strings.Split(host, ".")
	return len(host) <= 253 && !slices.ContainsFunc(labels, func(label string) bool {
		return label == "" || len(label) > 63 || strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && r != '_' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
		})
	})
}

// loopbackHost reports whether a host is this machine.
func loopbackHost(host string) bool {
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.IsLoopback()
}
