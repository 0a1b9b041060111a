package mail

import (
	"fmt"
	"mime"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/handlers"
	"safeguard/questionnaires"
)

// sharing is an office whose site reminds Pat Lee of a question that is due on Friday, December 4, 2026.
func (o *office) sharing() *handlers.Server {
	o.t.Helper()
	ctx := o.t.Context()
	lib, err := questionnaires.Embedded()
	o.must(err)
	shelf := questionnaires.NewShelf(lib, o.t.TempDir(), func(string) (string, error) { return "", nil }, o.now)
	cat, err := shelf.Catalog("security-rule")
	o.must(err)
	dana := store.User{Name: "Dana Reyes", Email: "dana@northwind.test", Password: "$argon2id$", Role: assessment.Manager, AllClients: true}
	dana.ID, err = o.store.AddUser(ctx, o.admin, dana)
	o.must(err)
	facts := assessment.Client{Name: "Riverside Family Dental", Kinds: []assessment.EntityKind{assessment.CoveredEntity}, Individuals: 4200, Workforce: 18}
	clients, err := o.store.AddClients(ctx, o.admin, []store.Client{{Facts: facts}})
	o.must(err)
	draft, err := o.store.OpenAssessment(ctx, o.admin, store.Opening{Client: clients[0], Period: 2026, Due: assessment.NewDate(2026, 12, 31), Catalog: cat})
	o.must(err)
	pat, err := o.store.SaveContact(ctx, o.admin, clients[0], store.Contact{Contact: assessment.Contact{Name: "Pat Lee", Email: "pat@riverside.test"}})
	o.must(err)
	invite := func(l store.ShareLetter) (store.Mail, error) {
		return store.Mail{ID: o.store.NewID(), Kind: "test", Letter: assessment.Letter{
			To: l.Recipient.Person.Mailbox(), Subject: "Invitation", Text: "Come in.", HTML: "<p>Come in.</p>",
		}}, nil
	}
	_, err = o.store.MakeShares(ctx, dana.Scope(), invite, store.NewShare{
		Client: clients[0], Assessment: draft, Due: assessment.NewDate(2026, 12, 4), Questions: []string{"device-encryption"},
		ShareText: store.ShareText{Ask: assessment.Contact{Name: "Dana Reyes"}}, To: []store.NewRecipient{{Contact: pat}},
	})
	o.must(err)
	return handlers.New(handlers.Config{Store: o.store, Library: shelf, Now: o.now, URL: "https://safeguard.northwind.test"})
}

// subjects gives the subjects of what a server took, in order.
func (o *office) subjects(s *server) []string {
	o.t.Helper()
	var list []string
	for _, text := range s.has() {
		m, err := netmail.ReadMessage(strings.NewReader(text))
		o.must(err)
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		o.must(err)
		list = append(list, subject)
	}
	return list
}

// step reminds and sends at a moment.
func (o *office) step(site *handlers.Server, at time.Time) {
	o.t.Helper()
	o.clock.Store(at.Unix())
	o.must(site.Remind(o.t.Context()))
	o.send()
}

// TestReminderAndDigestArrive: a mail server takes one reminder and one digest, each as text and as HTML, to whom they are
// for, and no subject names the client.
func TestReminderAndDigestArrive(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailStartTLS)
	o.to(s, assessment.MailStartTLS)
	site := o.sharing()
	for at := time.Date(2026, 11, 29, 23, 0, 0, 0, time.UTC); at.Before(time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)); at = at.Add(5 * time.Minute) {
		o.step(site, at)
	}
	got := map[string]*netmail.Message{}
	for _, text := range s.has()[1:] { // after the invitation
		m, err := netmail.ReadMessage(strings.NewReader(text))
		o.must(err)
		got[m.Header.Get("To")] = m
	}
	if n := len(s.has()); n != 3 {
		t.Fatalf("the server has %d mails, want an invitation, a digest and a reminder: %q", n, o.subjects(s))
	}
	for to, says := range map[string]string{
		`"Pat Lee" <pat@riverside.test>`:     "https://safeguard.northwind.test/s/",
		`"Dana Reyes" <dana@northwind.test>`: "Riverside Family Dental: Pat Lee, due on Friday, December 4",
	} {
		m := got[to]
		if m == nil {
			t.Errorf("no mail to %s", to)
			continue
		}
		if subject := m.Header.Get("Subject"); strings.Contains(subject, "Riverside") || subject == "" {
			t.Errorf("the subject of the mail to %s is %q", to, subject)
		}
		parts := partsOf(t, m)
		if len(parts) != 2 || !strings.HasPrefix(parts[0], "text/plain: ") || !strings.HasPrefix(parts[1], "text/html: ") {
			t.Fatalf("the mail to %s has %d parts", to, len(parts))
		}
		for _, part := range parts {
			if !strings.Contains(part, says) {
				t.Errorf("the mail to %s does not say %q:\n%s", to, says, part)
			}
		}
	}
}

// TestDownForTwoDays: while the mail server is away for two days the reminders of these days run out, and when it is back
// only what is due then goes.
func TestDownForTwoDays(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailPlain)
	o.to(s, assessment.MailPlain)
	site := o.sharing()
	o.send()
	o.must(s.Close())
	run := func(until time.Time) {
		for ; o.now().Before(until); o.later(5 * time.Minute) {
			o.step(site, o.now())
		}
	}
	run(time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC))
	run(time.Date(2026, 12, 3, 8, 0, 0, 0, time.UTC)) // the reminder of Tuesday ran out
	up := serve(t, s.port, assessment.MailPlain)
	run(time.Date(2026, 12, 4, 8, 0, 0, 0, time.UTC))
	want := []string{"Reminder: 1 question from Dana Reyes is due tomorrow"}
	if got := o.subjects(up); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the server has %q when it is back, want %q", got, want)
	}
	if list, err := o.store.OpenMails(t.Context(), o.admin); err != nil || len(list) > 0 {
		t.Errorf("%d mails wait or are to be looked at, %v, want none", len(list), err)
	}
}
