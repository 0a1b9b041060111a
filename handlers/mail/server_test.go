package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"safeguard/assessment"
)

// server is a mail server on loopback. What it does wrong is set by a test.
type server struct {
	*smtp.Server
	port int
	ca   string // PEM

	mu       sync.Mutex
	received []string // the mails that it took
	commands []string // what it was asked, but for greetings
	rcpt     error    // its answer to a recipient
	data     error    // its answer to a mail
	drops    int      // how often it hangs up when it has a mail, without an answer
	cuts     int      // how often it hangs up while it is sent a mail
	refuses  string   // the address of a recipient whom it does not know
}

// has gives the mails that the server took.
func (s *server) has() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.received...)
}

// change changes what the server does.
func (s *server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *server) asked(command string) {
	s.change(func() { s.commands = append(s.commands, command) })
}

// serve starts a mail server on the port, or on a free one where it is 0.
func serve(t *testing.T, port int, security assessment.MailSecurity) *server {
	t.Helper()
	s := &server{}
	s.Server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{s, c}, nil }))
	s.Domain, s.MaxRecipients, s.AllowInsecureAuth = "localhost", 10, security == assessment.MailPlain
	s.ErrorLog = quiet{}
	config := &tls.Config{}
	config.Certificates, s.ca = certificate(t)
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	var accepting net.Listener = listener
	switch security {
	case assessment.MailTLS:
		accepting = tls.NewListener(listener, config)
	case assessment.MailStartTLS:
		s.TLSConfig = config
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.Serve(accepting) }()
	t.Cleanup(func() { _ = s.Close(); <-ended })
	return s
}

type quiet struct{}

// Printf says nothing.
func (quiet) Printf(string, ...any) {}

// Println says nothing.
func (quiet) Println(...any) {}

const relayUser, relayPassword = "relay", "the relay's password"

// session is one connection to the server.
type session struct {
	*server
	conn *smtp.Conn
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	s.asked("AUTH")
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != relayUser || password != relayPassword {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	s.asked("MAIL")
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if to == s.refuses {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
	}
	return s.rcpt
}

func (s *session) Data(r io.Reader) error {
	s.mu.Lock()
	cut := s.cuts > 0
	if cut {
		s.cuts--
	}
	s.mu.Unlock()
	if cut {
		_, _ = r.Read(make([]byte, 16))
		return s.conn.Conn().Close()
	}
	body, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := errors.Join(err, s.data); err != nil {
		return s.data
	}
	s.received = append(s.received, string(body))
	if s.drops > 0 {
		s.drops--
		return s.conn.Conn().Close()
	}
	return nil
}

func (s *session) Reset() {}

func (s *session) Logout() error { return nil }

// certificate makes a certificate for 127.0.0.1, and gives it in PEM too.
func certificate(t *testing.T) ([]tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
