package assessment

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestMailAgain(t *testing.T) {
	var whole time.Duration
	for n, want := range []time.Duration{
		time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 12 * time.Hour, 12 * time.Hour,
	} {
		for trouble := MailUnreachable; trouble <= MailExpired; trouble++ {
			wait, again := MailAgain(n+1, trouble)
			dead := trouble == MailRefused || trouble == MailExpired
			if again == dead || again && wait != want {
				t.Errorf("MailAgain(%d, %v) = %v, %v, want %v", n+1, trouble, wait, again, want)
			}
		}
		whole += want
	}
	if _, again := MailAgain(9, MailUnreachable); again || whole > 48*time.Hour || whole < 40*time.Hour {
		t.Errorf("after %v a mail is tried again: %v, want it dead after about two days", whole, again)
	}
}

// wantProblems checks at which places a check finds fault.
func wantProblems(t *testing.T, what string, err error, paths string) {
	t.Helper()
	var got []string
	if invalid, ok := errors.AsType[*Invalid](err); ok {
		for _, p := range invalid.Problems {
			got = append(got, p.Path)
		}
	}
	if strings.Join(got, " ") != paths {
		t.Errorf("%s: problems at %q, want %q", what, got, paths)
	}
}

func TestLetterCheck(t *testing.T) {
	good := Letter{To: Mailbox{"Dana Reyes", "dana@example.com"}, Subject: "Hello", Text: "Hello.", HTML: "<p>Hello.</p>"}
	for what, tt := range map[string]struct {
		change func(l *Letter)
		paths  string
	}{
		"good":                      {func(*Letter) {}, ""},
		"no name":                   {func(l *Letter) { l.To.Name = "" }, ""},
		"a name of other letters":   {func(l *Letter) { l.To.Name = "Zoë Müller, \"ZM\" <x>" }, ""},
		"nothing":                   {func(l *Letter) { *l = Letter{} }, "to subject text"},
		"a line end in the name":    {func(l *Letter) { l.To.Name = "Dana\r\nBcc: eve@example.com" }, "to"},
		"a line end in the address": {func(l *Letter) { l.To.Address = "dana@example.com\nBcc: eve@example.com" }, "to"},
		"a name in the address":     {func(l *Letter) { l.To.Address = "Dana <dana@example.com>" }, "to"},
		"two addresses":             {func(l *Letter) { l.To.Address = "dana@example.com, eve@example.com" }, "to"},
		"a long address":            {func(l *Letter) { l.To.Address = strings.Repeat("a", 250) + "@example.com" }, "to"},
		"a long name":               {func(l *Letter) { l.To.Name = strings.Repeat("n", 201) }, "to"},
		"a line end in the subject": {func(l *Letter) { l.Subject = "Hello\nBcc: eve@example.com" }, "subject"},
		"bytes that are no text":    {func(l *Letter) { l.Subject = "\xff" }, "subject"},
		"no HTML":                   {func(l *Letter) { l.HTML = "" }, "text"},
	} {
		l := good
		tt.change(&l)
		wantProblems(t, what, l.Check(), tt.paths)
	}
}

func TestMailSettingsCheck(t *testing.T) {
	good := MailSettings{Host: "mail.example.com", Port: 587, Security: MailStartTLS, User: "u", Password: "p", From: Mailbox{"Northwind IT", "safeguard@example.com"}}
	for what, tt := range map[string]struct {
		change func(s *MailSettings)
		paths  string
	}{
		"good":                        {func(*MailSettings) {}, ""},
		"no mail at all":              {func(s *MailSettings) { *s = MailSettings{} }, ""},
		"no user":                     {func(s *MailSettings) { s.User, s.Password = "", "" }, ""},
		"an address of the server":    {func(s *MailSettings) { s.Host = "10.0.0.7" }, ""},
		"only a host":                 {func(s *MailSettings) { *s = MailSettings{Host: "mail.example.com"} }, "port security from"},
		"a URL":                       {func(s *MailSettings) { s.Host = "smtp://mail.example.com" }, "host"},
		"a host with a port":          {func(s *MailSettings) { s.Host = "mail.example.com:587" }, "host"},
		"no such port":                {func(s *MailSettings) { s.Port = 70000 }, "port"},
		"a user without a password":   {func(s *MailSettings) { s.Password = "" }, "password"},
		"a line end in the user":      {func(s *MailSettings) { s.User = "u\r\nRSET" }, "user"},
		"a line end in the sender":    {func(s *MailSettings) { s.From.Name = "North\nBcc: eve@example.com" }, "from"},
		"in the clear over a network": {func(s *MailSettings) { s.Security = MailPlain }, "security"},
		"in the clear, to itself":     {func(s *MailSettings) { s.Host, s.Security = "localhost", MailPlain }, ""},
		"in the clear, to 127.0.0.1":  {func(s *MailSettings) { s.Host, s.Security = "127.0.0.1", MailPlain }, ""},
		"in the clear, to ::1":        {func(s *MailSettings) { s.Host, s.Security = "::1", MailPlain }, ""},
		"a host that only looks so":   {func(s *MailSettings) { s.Host, s.Security = "localhost.example.com", MailPlain }, "security"},
		"no certificate":              {func(s *MailSettings) { s.CA = "-----BEGIN" }, "ca"},
	} {
		s := good
		tt.change(&s)
		wantProblems(t, what, s.Check(), tt.paths)
	}
}
