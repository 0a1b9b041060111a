package mail

import (
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/questionnaires"
)

// shareWithTwo shares the PHI screening of a client by mail with Pat Lee and Kim Roe, and gives what opens it for each.
func (o *office) shareWithTwo() []store.Handout {
	o.t.Helper()
	ctx := o.t.Context()
	lib, err := questionnaires.Embedded()
	o.must(err)
	cat, err := lib.Catalog("phi-screening")
	o.must(err)
	facts := assessment.Client{Name: "Riverside Family Dental", Kinds: []assessment.EntityKind{assessment.CoveredEntity}}
	clients, err := o.store.AddClients(ctx, o.admin, []store.Client{{Facts: facts}})
	o.must(err)
	n := store.NewShare{
		Client: clients[0], Screening: cat, Period: 2026, Due: assessment.NewDate(2026, 12, 4), Questions: []string{cat.Questions()[0].ID},
		ShareText: store.ShareText{Ask: assessment.Contact{Name: "Dana Reyes"}},
	}
	for _, p := range []assessment.Contact{{Name: "Pat Lee", Email: "pat@riverside.test"}, {Name: "Kim Roe", Email: "kim@riverside.test"}} {
		id, err := o.store.SaveContact(ctx, o.admin, clients[0], store.Contact{Contact: p})
		o.must(err)
		n.To = append(n.To, store.NewRecipient{Contact: id})
	}
	made, err := o.store.MakeShares(ctx, o.admin, func(l store.ShareLetter) (store.Mail, error) {
		return store.Mail{ID: o.store.NewID(), Kind: "test", Letter: assessment.Letter{
			To: l.Recipient.Person.Mailbox(), Subject: "Questions", Text: l.Path, HTML: "<p>" + l.Path + "</p>",
		}}, nil
	}, n)
	o.must(err)
	return made
}

// TestShareMailsInTrouble: while a mail server is down, slow, does not know one of the contacts or dies in the middle of a
// mail, the share is there, its links open, and another link can be made to be copied. Whom the server takes gets one mail.
func TestShareMailsInTrouble(t *testing.T) {
	for what, tt := range map[string]struct {
		trouble  func(o *office, s *server)
		pat, kim int // the mails that each has in the end
	}{
		"down": {func(_ *office, s *server) { _ = s.Close() }, 1, 1},
		"slow": {func(o *office, _ *server) {
			o.Sender.cfg.Timeout = 100 * time.Millisecond
			o.to(silent(o.t), assessment.MailPlain)
		}, 1, 1},
		"does not know Pat":  {func(_ *office, s *server) { s.change(func() { s.refuses = "pat@riverside.test" }) }, 0, 1},
		"dies within a mail": {func(_ *office, s *server) { s.change(func() { s.cuts = 1 }) }, 1, 1},
	} {
		t.Run(what, func(t *testing.T) {
			o, s := newOffice(t), serve(t, 0, assessment.MailPlain)
			o.to(s, assessment.MailPlain)
			tt.trouble(o, s)
			made := o.shareWithTwo()
			o.send()
			for _, h := range made {
				_, err := o.store.GuestByToken(t.Context(), strings.TrimPrefix(h.Path, "/s/"))
				o.must(err)
			}
			copied, err := o.store.ResendShares(t.Context(), o.admin, nil, false, made[0].Recipient.ID)
			o.must(err)
			_, err = o.store.GuestByToken(t.Context(), strings.TrimPrefix(copied[0].Path, "/s/"))
			o.must(err)
			switch what {
			case "down":
				s = serve(t, s.port, assessment.MailPlain)
			case "slow":
				o.Sender.cfg.Timeout = 10 * time.Second
				o.to(s, assessment.MailPlain)
			}
			for range 3 {
				o.later(time.Hour)
				o.send()
			}
			wantMails(t, s, map[string]int{"pat@riverside.test": tt.pat, "kim@riverside.test": tt.kim})
		})
	}
}

// TestShareMailsSurvive: where the program is killed after questions were shared and before a mail went out, each contact gets
// their mail from the next one, once, though two of them send.
func TestShareMailsSurvive(t *testing.T) {
	o, s := newOffice(t), serve(t, 0, assessment.MailPlain)
	o.to(s, assessment.MailPlain)
	made := o.shareWithTwo()
	o.must(o.store.Close())
	o.open()
	second, done := New(o.Sender.cfg), make(chan struct{})
	go func() {
		defer close(done)
		for second.one(t.Context()) {
		}
	}()
	o.send()
	<-done
	o.later(time.Hour)
	o.send()
	wantMails(t, s, map[string]int{"pat@riverside.test": 1, "kim@riverside.test": 1})
	for i, text := range s.has() {
		if !strings.Contains(text, made[0].Path) && !strings.Contains(text, made[1].Path) {
			t.Errorf("mail %d brings no link", i+1)
		}
	}
}

// wantMails checks how many mails a server has for each address.
func wantMails(t *testing.T, s *server, want map[string]int) {
	t.Helper()
	got := map[string]int{}
	for _, text := range s.has() {
		m, err := netmail.ReadMessage(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		to, err := m.Header.AddressList("To")
		if err != nil {
			t.Fatal(err)
		}
		got[to[0].Address]++
	}
	for address, n := range want {
		if got[address] != n {
			t.Errorf("%d mails to %s, want %d", got[address], address, n)
		}
	}
}
