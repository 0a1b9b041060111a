package handlers

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	netmail "net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/handlers/mail"
)

// postOffice is a mail server on loopback that keeps what it takes.
type postOffice struct {
	mu    sync.Mutex
	taken []string
}

// Reset implements smtp.Session, as the other methods do.
func (*postOffice) Reset()                               {}
func (*postOffice) Logout() error                        { return nil }
func (*postOffice) Mail(string, *smtp.MailOptions) error { return nil }
func (*postOffice) Rcpt(string, *smtp.RcptOptions) error { return nil }

// Data keeps the mail.
func (p *postOffice) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = append(p.taken, string(body))
	return err
}

// mailSite is a site that sends its mails to a server on loopback.
func mailSite(t *testing.T) (*site, *postOffice) {
	t.Helper()
	s := newSiteWith(t, time.UTC, func(s *site, cfg *Config) { cfg.URL = "http://" + s.Listener.Addr().String() })
	p := &postOffice{}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return p, nil }))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-ended })
	err = s.store.SaveMailSettings(t.Context(), s.scope("admin"), assessment.MailSettings{
		Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Security: assessment.MailPlain,
		From: assessment.Mailbox{Name: "Northwind IT", Address: "safeguard@northwind.test"},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		mail.New(mail.Config{Store: s.store, Log: s.app.log, Now: s.now, Every: 10 * time.Millisecond}).Run(ctx)
	}()
	t.Cleanup(func() { stop(); <-sent })
	return s, p
}

// delivered waits until nothing waits to be sent, and gives the newest mail to an address.
func (s *site) delivered(p *postOffice, to string) string {
	s.t.Helper()
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		waiting, err := s.store.OpenMails(s.t.Context(), s.scope("admin"))
		if err != nil {
			s.t.Fatal(err)
		}
		if len(waiting) == 0 {
			break
		}
		if time.Now().After(until) {
			s.t.Fatalf("%d mails are not sent", len(waiting))
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, body := range slices.Backward(p.taken) {
		m, err := netmail.ReadMessage(strings.NewReader(body))
		if err != nil {
			s.t.Fatal(err)
		}
		if strings.Contains(m.Header.Get("To"), to) {
			return body
		}
	}
	s.t.Fatalf("no mail to %s among %d", to, len(p.taken))
	return ""
}

// plainOf gives what a mail says as plain text.
func plainOf(t *testing.T, body string) string {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextPart()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	mailedLink = regexp.MustCompile(`https?://[^\s/]+(/s/[\w-]{43})`)
	mailedCode = regexp.MustCompile(`(?m)^Subject: (\d{3} \d{3}) `)
)

// TestAnswersByMail goes the whole way over a real mail server: the link and the code come by mail, and the manager hears
// of the answers, in mails whose subjects name no client.
func TestAnswersByMail(t *testing.T) {
	s, p := mailSite(t)
	client, draft := s.sample("riverside-2026", "")
	letters, err := s.app.shareLetters(t.Context(), s.app.inviting)
	if err != nil || letters == nil {
		t.Fatalf("letters: %v", err)
	}
	_, err = s.store.MakeShares(t.Context(), s.scope("manager"), letters, store.NewShare{
		Client: client, Assessment: draft, Due: assessment.NewDate(2026, 12, 4), Questions: []string{"termination-procedures"},
		ShareText: store.ShareText{Ask: assessment.Contact{Name: "Dana Reyes", Phone: "555-0142"}},
		To:        []store.NewRecipient{{Contact: s.contact(client, "Pat Lee", "pat@riverside.test")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	invitation := plainOf(t, s.delivered(p, "pat@riverside.test"))
	link := mailedLink.FindStringSubmatch(invitation)
	if link == nil {
		t.Fatalf("no link in the mail\n%s", invitation)
	}
	b := s.signIn("")
	b.must(b.get(link[1]), http.StatusOK)
	b.must(b.post(link[1], url.Values{}), http.StatusSeeOther)
	code := mailedCode.FindStringSubmatch(s.delivered(p, "pat@riverside.test"))
	if code == nil {
		t.Fatal("no code came")
	}
	b.must(b.get("/shared/code"), http.StatusOK)
	b.must(b.post("/shared/code", url.Values{"code": {"000 000"}}), http.StatusUnprocessableEntity)
	b.must(b.post("/shared/code", url.Values{"code": {code[1]}}), http.StatusSeeOther)
	b.must(b.get("/shared"), http.StatusOK, "Riverside Family Dental", "Dana Reyes")
	b.must(b.post("/shared/questions/termination-procedures", url.Values{"response": {"yes"}, "revision": {"0"}}), http.StatusSeeOther)
	b.must(b.post("/shared/submit", url.Values{}), http.StatusSeeOther)
	told := s.delivered(p, "manager@example.test")
	if !strings.Contains(plainOf(t, told), "/shares/") {
		t.Errorf("the manager is not led to the answers\n%s", told)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, body := range p.taken {
		m, err := netmail.ReadMessage(strings.NewReader(body))
		if err != nil || strings.Contains(m.Header.Get("Subject"), "Riverside") {
			t.Errorf("subject %q, %v", m.Header.Get("Subject"), err)
		}
	}
	if log := s.log.String(); strings.Contains(log, strings.TrimPrefix(link[1], "/s/")) {
		t.Error("the log holds the token")
	}
}
