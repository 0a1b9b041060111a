package mail

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/assessment/vault"
)

// office is a store with a sender that a test runs step by step.
type office struct {
	*Sender
	t     *testing.T
	cfg   store.Config
	store *store.Store
	clock *atomic.Int64 // Unix seconds
	admin assessment.Scope
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, clock: &atomic.Int64{}, admin: assessment.Scope{User: "admin", Name: "Ada", Role: assessment.Admin, All: true}}
	o.clock.Store(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).Unix())
	o.cfg = store.Config{Dir: t.TempDir(), Master: vault.NewMaster(), Now: o.now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }}
	o.open()
	return o
}

func (o *office) now() time.Time { return time.Unix(o.clock.Load(), 0) }

func (o *office) later(d time.Duration) { o.clock.Add(int64(d / time.Second)) }

// open opens the store and makes a sender on it.
func (o *office) open() {
	o.t.Helper()
	var err error
	o.store, err = store.Open(context.Background(), o.cfg)
	o.must(err)
	db := o.store
	o.t.Cleanup(func() { _ = db.Close() }) // it may be closed already
	o.Sender = New(Config{Store: o.store, Log: slog.New(slog.DiscardHandler), Now: o.now, Timeout: 10 * time.Second, Every: time.Hour, Grace: time.Millisecond})
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// to makes a server the one that sends, with the changes to its settings.
func (o *office) to(s *server, security assessment.MailSecurity, changes ...func(*assessment.MailSettings)) {
	o.t.Helper()
	settings := assessment.MailSettings{
		Host: "127.0.0.1", Port: s.port, Security: security, User: relayUser, Password: relayPassword, CA: s.ca,
		From: assessment.Mailbox{Name: "Northwind IT", Address: "safeguard@northwind.test"},
	}
	for _, change := range changes {
		change(&settings)
	}
	o.must(o.store.SaveMailSettings(o.t.Context(), o.admin, settings))
}

// queue queues a mail and gives its id.
func (o *office) queue(changes ...func(*assessment.Letter)) string {
	o.t.Helper()
	id := o.store.NewID()
	letter := assessment.Letter{
		To: assessment.Mailbox{Name: "Dana Reyes", Address: "dana@example.test"}, Subject: "You are invited", Text: "Come in.", HTML: "<p>Come in.</p>",
	}
	for _, change := range changes {
		change(&letter)
	}
	o.must(o.store.QueueMail(o.t.Context(), o.admin, store.Mail{ID: id, Kind: "test", About: id, Letter: letter}))
	return id
}

// send sends all that is due.
func (o *office) send() {
	o.t.Helper()
	for o.one(o.t.Context()) {
	}
}

// want checks how far a mail has come, and why no further.
func (o *office) want(id string, state assessment.MailState, trouble assessment.MailTrouble) store.Mail {
	o.t.Helper()
	m, err := o.store.LastMail(o.t.Context(), o.admin, "test", id)
	o.must(err)
	if m.State != state || m.Trouble != trouble {
		o.t.Errorf("the mail is %v, %v %q, want %v, %v", m.State, m.Trouble, m.Said, state, trouble)
	}
	return m
}

// got checks how many mails the server took, and gives the last.
func (o *office) got(s *server, n int) *netmail.Message {
	o.t.Helper()
	list := s.has()
	if len(list) != n {
		o.t.Fatalf("the server has %d mails, want %d", len(list), n)
	}
	m, err := netmail.ReadMessage(strings.NewReader(list[n-1]))
	o.must(err)
	return m
}

func TestDelivered(t *testing.T) {
	for _, security := range []assessment.MailSecurity{assessment.MailStartTLS, assessment.MailTLS, assessment.MailPlain} {
		t.Run(security.String(), func(t *testing.T) {
			o, s := newOffice(t), serve(t, 0, security)
			id := o.queue()
			o.send()
			o.gotNone(s)
			o.to(s, security)
			o.send()
			o.want(id, assessment.MailSent, 0)
			m := o.got(s, 1)
			for name, want := range map[string]string{
				"From": `"Northwind IT" <safeguard@northwind.test>`, "To": `"Dana Reyes" <dana@example.test>`, "Subject": "You are invited",
				"Message-Id": "<" + id + "@northwind.test>", "Auto-Submitted": "auto-generated", "User-Agent": "", "X-Mailer": "",
			} {
				if got := m.Header.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			if parts := partsOf(t, m); !slices.Equal(parts, []string{"text/plain: Come in.", "text/html: <p>Come in.</p>"}) {
				t.Errorf("the parts are %q", parts)
			}
			o.send()
			o.got(s, 1)
		})
	}
}

// gotNone wants that the server has nothing.
func (o *office) gotNone(s *server) {
	o.t.Helper()
	if n := len(s.has()); n != 0 {
		o.t.Errorf("the server has %d mails, want none", n)
	}
}

// partsOf gives each part of a mail with its type.
func partsOf(t *testing.T, m *netmail.Message) []string {
	t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := r.NextPart()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		body, readErr := io.ReadAll(part)
		if err != nil || readErr != nil {
			t.Fatal(err, readErr)
		}
		list = append(list, kind+": "+strings.TrimSpace(string(body)))
	}
}

// TestNamesAndSubjects: what is long or of other letters arrives as it was, and begins no header of its own.
func TestNamesAndSubjects(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailPlain)
	o.to(s, assessment.MailPlain)
	for i, tt := range []assessment.Letter{
		{To: assessment.Mailbox{Name: "Zoë Müller-Østergård", Address: "zoe@example.test"}, Subject: "Prüfung für Zoë – 2026 ✓"},
		{To: assessment.Mailbox{Name: strings.Repeat("Long Name ", 19) + "End", Address: "long@example.test"}, Subject: strings.Repeat("a long subject ", 13) + "end"},
		{To: assessment.Mailbox{Name: `Quote " Backslash \ <eve@example.test>, x`, Address: "q@example.test"}, Subject: "=?utf-8?q?not_encoded?= by us"},
		{To: assessment.Mailbox{Name: "", Address: "plain@example.test"}, Subject: "Bcc: eve@example.test"},
		{To: assessment.Mailbox{Name: strings.Repeat("日本語", 60), Address: "jp@example.test"}, Subject: strings.Repeat("日本語", 60)},
	} {
		o.queue(func(l *assessment.Letter) { l.To, l.Subject = tt.To, tt.Subject })
		o.send()
		m := o.got(s, i+1)
		to, err := m.Header.AddressList("To")
		o.must(err)
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		o.must(err)
		if len(to) != 1 || to[0].Name != tt.To.Name || to[0].Address != tt.To.Address {
			t.Errorf("to %q, want %q", to, tt.To)
		}
		if subject != tt.Subject && i != 2 { // of a subject that looks encoded, the reader sees what the encoding says
			t.Errorf("the subject is %q, want %q", subject, tt.Subject)
		}
		if m.Header.Get("Bcc") != "" {
			t.Error("a header of somebody else's")
		}
	}
}

// TestDownThenUp: what could not be sent goes when the server is back, once.
func TestDownThenUp(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailPlain)
	o.to(s, assessment.MailPlain)
	o.must(s.Close())
	id := o.queue()
	o.send()
	o.want(id, assessment.MailWaiting, assessment.MailUnreachable)
	up := serve(t, s.port, assessment.MailPlain)
	o.send()
	o.gotNone(up) // it is not its turn yet
	o.later(time.Minute)
	o.send()
	o.want(id, assessment.MailSent, assessment.MailUnreachable)
	o.got(up, 1)
}

// silent gives the port of a server that says nothing.
func silent(t *testing.T) *server {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return &server{port: l.Addr().(*net.TCPAddr).Port}
}

func TestSlow(t *testing.T) {
	for _, security := range []assessment.MailSecurity{assessment.MailStartTLS, assessment.MailTLS, assessment.MailPlain} {
		o := newOffice(t)
		o.Sender.cfg.Timeout = 100 * time.Millisecond
		o.to(silent(t), security)
		id := o.queue()
		o.send()
		o.want(id, assessment.MailWaiting, assessment.MailSlow)
	}
}

// TestRefused: one recipient that is refused keeps no other from being sent to.
func TestRefused(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailStartTLS)
	o.to(s, assessment.MailStartTLS)
	s.change(func() {
		s.rcpt = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
	})
	id := o.queue()
	o.send()
	if m := o.want(id, assessment.MailDead, assessment.MailRefused); m.Said != "550 5.1.1 No such user here" {
		t.Errorf("the server said %q", m.Said)
	}
	s.change(func() { s.rcpt = nil })
	other := o.queue()
	o.send()
	o.want(other, assessment.MailSent, 0)
	o.must(o.store.RetryMail(t.Context(), o.admin, id))
	s.change(func() { s.data = &smtp.SMTPError{Code: 554, Message: "This looks like spam"} })
	o.send()
	o.want(id, assessment.MailDead, assessment.MailRefused)
	o.got(s, 1)
}

// TestTriedAgain: what a server says of itself is no reason to give a mail up.
func TestTriedAgain(t *testing.T) {
	for what, tt := range map[string]struct {
		rcpt, data error
		trouble    assessment.MailTrouble
	}{
		"a recipient later":  {&smtp.SMTPError{Code: 451, Message: "Greylisted"}, nil, assessment.MailLater},
		"a mail later":       {nil, &smtp.SMTPError{Code: 452, Message: "No room"}, assessment.MailLater},
		"the server is off":  {&smtp.SMTPError{Code: 421, Message: "Shutting down"}, nil, assessment.MailLater},
		"signing in missing": {&smtp.SMTPError{Code: 530, Message: "Sign in first"}, nil, assessment.MailNoSignIn},
	} {
		t.Run(what, func(t *testing.T) {
			o, s := newOffice(t), serve(t, 0, assessment.MailPlain)
			o.to(s, assessment.MailPlain)
			s.change(func() { s.rcpt, s.data = tt.rcpt, tt.data })
			id := o.queue()
			o.send()
			o.want(id, assessment.MailWaiting, tt.trouble)
			o.gotNone(s)
			s.change(func() { s.rcpt, s.data = nil, nil })
			o.later(time.Minute)
			o.send()
			o.want(id, assessment.MailSent, tt.trouble)
			o.got(s, 1)
		})
	}
}

// TestDropped: a server that hangs up when it has the mail may have kept it. It is sent again as the same mail.
func TestDropped(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailStartTLS)
	o.to(s, assessment.MailStartTLS)
	s.change(func() { s.drops = 1 })
	id := o.queue()
	o.send()
	o.want(id, assessment.MailWaiting, assessment.MailUnreachable)
	first := o.got(s, 1)
	o.later(time.Minute)
	o.send()
	o.want(id, assessment.MailSent, assessment.MailUnreachable)
	second := o.got(s, 2)
	for _, name := range []string{"Message-Id", "Date"} {
		if a, b := first.Header.Get(name), second.Header.Get(name); a != b || a == "" {
			t.Errorf("%s is %q, then %q", name, a, b)
		}
	}
}

// TestKilled: where the program is killed after it took a mail, the next one sends it.
func TestKilled(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailPlain)
	o.to(s, assessment.MailPlain)
	id := o.queue()
	_, err := o.store.ClaimMail(t.Context())
	o.must(err)
	o.must(o.store.Close())
	o.open()
	o.send()
	o.gotNone(s)
	o.later(6 * time.Minute)
	o.send()
	o.want(id, assessment.MailSent, 0)
	if got := o.got(s, 1).Header.Get("Message-Id"); got != "<"+id+"@northwind.test>" {
		t.Errorf("the Message-ID is %q", got)
	}
}

// TestNothingInTheClear: neither a password nor a mail goes to a server that cannot be trusted.
func TestNothingInTheClear(t *testing.T) {
	for what, tt := range map[string]struct {
		offered, wanted assessment.MailSecurity
		change          func(*assessment.MailSettings)
		trouble         assessment.MailTrouble
		asked           []string
	}{
		"no STARTTLS":             {assessment.MailPlain, assessment.MailStartTLS, nil, assessment.MailNoTLS, nil},
		"no TLS from the start":   {assessment.MailPlain, assessment.MailTLS, nil, assessment.MailNoTLS, nil},
		"a foreign certificate":   {assessment.MailStartTLS, assessment.MailStartTLS, func(s *assessment.MailSettings) { s.CA = "" }, assessment.MailUntrusted, nil},
		"the same from the start": {assessment.MailTLS, assessment.MailTLS, func(s *assessment.MailSettings) { s.CA = "" }, assessment.MailUntrusted, nil},
		"a wrong password":        {assessment.MailStartTLS, assessment.MailStartTLS, func(s *assessment.MailSettings) { s.Password = "wrong" }, assessment.MailNoSignIn, []string{"AUTH"}},
	} {
		t.Run(what, func(t *testing.T) {
			o, s := newOffice(t), serve(t, 0, tt.offered)
			o.to(s, tt.wanted, func(settings *assessment.MailSettings) {
				if tt.change != nil {
					tt.change(settings)
				}
			})
			id := o.queue()
			o.send()
			o.want(id, assessment.MailWaiting, tt.trouble)
			s.change(func() {
				if !slices.Equal(s.commands, tt.asked) {
					t.Errorf("the server was asked %q, want %q", s.commands, tt.asked)
				}
			})
			o.to(s, tt.offered)
			o.send() // which is due as soon as the settings are mended
			o.want(id, assessment.MailSent, tt.trouble)
		})
	}
}

// TestOver: what leads to something that is over is not sent.
func TestOver(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailPlain)
	o.to(s, assessment.MailPlain)
	id := o.queue(func(l *assessment.Letter) { l.Until = o.now().Add(time.Hour) })
	o.later(2 * time.Hour)
	o.send()
	o.want(id, assessment.MailDead, assessment.MailExpired)
	o.gotNone(s)
}

// TestRun: what is queued goes as soon as the sender is woken, and the end of the program waits for no server.
func TestRun(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailStartTLS)
	o.to(s, assessment.MailStartTLS)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); o.Run(ctx) }()
	for i := range 3 {
		id := o.queue()
		o.Wake()
		o.until(func() bool { return len(s.has()) == i+1 && o.state(id) == assessment.MailSent })
	}
	stuck := silent(t)
	o.to(stuck, assessment.MailPlain)
	id := o.queue()
	o.Wake()
	o.until(func() bool { return o.tries(id) == 1 })
	cancel()
	<-ended
	if n := o.tries(id); n != 0 {
		t.Errorf("the mail that was under way is at try %d, want 0", n)
	}
	o.want(id, assessment.MailWaiting, 0)
}

// until waits for something to become so.
func (o *office) until(so func() bool) {
	o.t.Helper()
	for !so() {
		select {
		case <-o.t.Context().Done():
			o.t.Fatal("it did not come to that")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (o *office) last(id string) store.Mail {
	o.t.Helper()
	m, err := o.store.LastMail(o.t.Context(), o.admin, "test", id)
	o.must(err)
	return m
}

func (o *office) state(id string) assessment.MailState { return o.last(id).State }

func (o *office) tries(id string) int { return o.last(id).Tries }

// TestManySenders: several servers on one outbox send each mail once.
func TestManySenders(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailPlain)
	o.to(s, assessment.MailPlain)
	const mails = 40
	for i := range mails {
		o.queue(func(l *assessment.Letter) { l.Subject = fmt.Sprintf("Mail %d", i) })
	}
	done := make(chan struct{})
	for range 4 {
		go func() { defer func() { done <- struct{}{} }(); o.send() }()
	}
	for range 4 {
		<-done
	}
	seen := map[string]int{}
	for _, text := range s.has() {
		m, err := netmail.ReadMessage(strings.NewReader(text))
		o.must(err)
		seen[m.Header.Get("Subject")]++
	}
	for subject, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", subject, n)
		}
	}
	if len(seen) != mails {
		t.Errorf("%d mails came, want %d", len(seen), mails)
	}
}
