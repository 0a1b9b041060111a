package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/textproto"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// delivery is how an attempt went.
type delivery struct {
	done    bool // the server has the mail
	trouble assessment.MailTrouble
	said    string // by the server
}

// deliver hands a mail to the server. Where ctx ends, what is under way has a moment left, and is broken off then.
func (s *Sender) deliver(ctx context.Context, settings assessment.MailSettings, m store.Mail) (d delivery) {
	defer func() {
		if recover() != nil { // the answers come from outside, and a fault in reading them must not end the program
			d = delivery{trouble: assessment.MailUnreachable}
		}
	}()
	way := &way{settings: settings, grace: s.cfg.Grace}
	defer way.close()
	client, err := way.client(ctx, s.cfg.Timeout)
	if err != nil {
		return way.explain(err)
	}
	msg := message(settings, m)
	err = client.DialAndSendWithContext(ctx, msg)
	if msg.IsDelivered() { // where the server stumbles after that, it has the mail all the same
		return delivery{done: true}
	}
	return way.explain(err)
}

// message makes what is sent of a mail. The same mail has the same Message-ID and date at every try, so that who gets it
// twice can tell.
func message(settings assessment.MailSettings, m store.Mail) *gomail.Msg {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&mail.Address{Name: settings.From.Name, Address: settings.From.Address})
	msg.ToMailAddress(&mail.Address{Name: m.Letter.To.Name, Address: m.Letter.To.Address})
	_, domain, _ := strings.Cut(settings.From.Address, "@")
	msg.SetMessageIDWithValue(m.ID + "@" + domain)
	msg.SetDateWithValue(m.MadeAt)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // so that nobody's absence answers it (RFC 3834)
	msg.Subject(m.Letter.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, m.Letter.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.Letter.HTML)
	return msg
}

// way is the way to the server, and what came up on it.
type way struct {
	settings assessment.MailSettings
	grace    time.Duration
	line     *line
	secured  atomic.Bool // a server that is to be trusted was reached by TLS
	slow     atomic.Bool // a time ran out
}

// mechanisms are the ways to sign in, those that do not tell the server the password first. The last two are never used
// over a network without TLS.
var mechanisms = []gomail.SMTPAuthType{
	gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin,
}

func (w *way) client(ctx context.Context, timeout time.Duration) (*gomail.Client, error) {
	config := w.tls()
	options := []gomail.Option{
		gomail.WithPort(w.settings.Port), gomail.WithTimeout(timeout), gomail.WithTLSConfig(config),
		gomail.WithDialContextFunc(func(dialing context.Context, network, _ string) (net.Conn, error) {
			return w.dial(ctx, dialing, network, config)
		}),
	}
	switch w.settings.Security {
	case assessment.MailTLS:
		options = append(options, gomail.WithSSL())
	case assessment.MailPlain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if w.settings.User != "" {
		options = append(options, gomail.WithUsername(w.settings.User), gomail.WithPassword(w.settings.Password), gomail.WithOpportunisticSMTPAuth(mechanisms...))
	}
	return gomail.NewClient(w.settings.Host, options...)
}

func (w *way) tls() *tls.Config {
	config := &tls.Config{ServerName: w.settings.Host, MinVersion: tls.VersionTLS12, VerifyConnection: func(tls.ConnectionState) error {
		w.secured.Store(true)
		return nil
	}}
	if w.settings.CA != "" {
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM([]byte(w.settings.CA)) // that it is one was checked when it was saved
	}
	return config
}

// dial connects, until dialing ends. The connection lasts a moment longer than ctx at most.
func (w *way) dial(ctx, dialing context.Context, network string, config *tls.Config) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(dialing, network, net.JoinHostPort(w.settings.Host, strconv.Itoa(w.settings.Port)))
	if err != nil {
		return nil, err
	}
	w.line = &line{Conn: conn, slow: &w.slow}
	w.line.forget = context.AfterFunc(ctx, func() { time.AfterFunc(w.grace, func() { _ = conn.Close() }) })
	if w.settings.Security != assessment.MailTLS {
		return w.line, nil
	}
	secure := tls.Client(w.line, config)
	if err := secure.HandshakeContext(dialing); err != nil {
		return nil, err
	}
	return secure, nil
}

// close ends the connection, which the library leaves open where it could not sign in.
func (w *way) close() {
	if w.line != nil {
		_ = w.line.Close() // it is closed already where all went well
	}
}

// line is a connection that notes whether a time ran out on it.
type line struct {
	net.Conn
	slow   *atomic.Bool
	forget func() bool
}

// Read reads and notes.
func (l *line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	return n, l.noted(err)
}

// Write writes and notes.
func (l *line) Write(b []byte) (int, error) {
	n, err := l.Conn.Write(b)
	return n, l.noted(err)
}

// Close closes the connection.
func (l *line) Close() error {
	l.forget()
	return l.Conn.Close()
}

func (l *line) noted(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		l.slow.Store(true)
	}
	return err
}

// explain says what an error means. Whether it is final depends on where it came up: only what is said about a recipient or
// a message is about the mail.
func (w *way) explain(err error) delivery {
	if refused, ok := errors.AsType[*gomail.SendError](err); ok && refused.ErrorCode() != 0 {
		return delivery{trouble: ofMail(refused), said: spoken(answerOf(refused))}
	}
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		trouble := assessment.MailLater
		if slices.Contains(signInCodes, said.Code) {
			trouble = assessment.MailNoSignIn
		}
		return delivery{trouble: trouble, said: spoken(fmt.Sprintf("%d %s", said.Code, said.Msg))}
	}
	return delivery{trouble: w.withoutAnswer(err)}
}

// signInCodes are the answers to who is not let in (RFC 4954, section 6).
var signInCodes = []int{530, 534, 535, 538}

func ofMail(refused *gomail.SendError) assessment.MailTrouble {
	about := []gomail.SendErrReason{gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose}
	switch {
	case slices.Contains(signInCodes, refused.ErrorCode()):
		return assessment.MailNoSignIn
	case refused.ErrorCode() >= 500 && slices.Contains(about, refused.Reason):
		return assessment.MailRefused
	default:
		return assessment.MailLater
	}
}

// withoutAnswer names the trouble where the server gave no answer of its own.
func (w *way) withoutAnswer(err error) assessment.MailTrouble {
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	_, network := errors.AsType[net.Error](err)
	_, sending := errors.AsType[*gomail.SendError](err)
	switch {
	case w.slow.Load(), errors.Is(err, context.DeadlineExceeded):
		return assessment.MailSlow
	case untrusted:
		return assessment.MailUntrusted
	case noTLS:
		return assessment.MailNoTLS
	case network, sending, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, context.Canceled):
		return assessment.MailUnreachable
	case w.settings.Security == assessment.MailStartTLS && !w.secured.Load():
		return assessment.MailNoTLS // the library gives up before it says anything else
	default:
		return assessment.MailNoSignIn // and where the server offers no way to sign in that both know
	}
}

// answerOf gives what the server said, without what the library says around it.
func answerOf(refused *gomail.SendError) string {
	text := strings.TrimPrefix(refused.Error(), refused.Reason.String()+": ")
	text, _, _ = strings.Cut(text, ", affected ")
	code, quoted, _ := strings.Cut(text, " ")
	if plain, err := strconv.Unquote(quoted); err == nil {
		return code + " " + plain
	}
	return text
}

// spoken makes a text from outside fit for a page.
func spoken(text string) string {
	const longest = 300
	letters := []rune(strings.ToValidUTF8(text, "\ufffd"))
	for i, r := range letters {
		if !unicode.IsPrint(r) {
			letters[i] = ' '
		}
	}
	return string(letters[:min(len(letters), longest)])
}
