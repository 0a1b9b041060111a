package store

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"safeguard/assessment"
)

// TestLinks: a link opens its page until it is used, has ended, or another was made, and in its own kind only.
func TestLinks(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ina := assessment.Account{Email: "Ina@Northwind.test", Name: "Ina", Role: assessment.Officer, Clients: []string{o.client}}
		invite, err := o.Invite(t.Context(), o.admin, ina, nil)
		o.must(err)
		holds := func(what string, l Link, want string) {
			t.Helper()
			u, err := o.LinkHolder(t.Context(), l.Kind, l.Token)
			if want == "" {
				wantErr(t, what, err, assessment.ErrNotFound)
			} else if err != nil || u.Name != want {
				t.Errorf("%s is for %q, %v, want %q", what, u.Name, err, want)
			}
		}
		holds("an invitation", invite, "Ina")
		holds("a token of another kind", Link{Kind: ResetLink, Token: invite.Token}, "")
		holds("part of a token", Link{Kind: InviteLink, Token: invite.Token[:42]}, "")
		holds("no token", Link{Kind: InviteLink}, "")
		if len(invite.Token) != 43 || o.count(`SELECT count(*) FROM links WHERE mac LIKE '%' || $1 || '%'`, invite.Token) != 0 {
			t.Errorf("token %q is short, or is stored", invite.Token)
		}
		u, err := o.UserByEmail(t.Context(), "ina@northwind.test")
		o.must(err)
		again, err := o.MakeLink(t.Context(), o.admin, u.ID, nil)
		o.must(err)
		holds("an invitation before the last", invite, "")
		if again.Kind != InviteLink {
			t.Errorf("a link for who has no password is a %s", again.Kind)
		}
		stay, err := o.BeginSignIn(t.Context(), u.Scope(), SignIn{})
		o.must(err)
		_, err = o.UseLink(t.Context(), "192.0.2.7", again.Kind, again.Token, "$argon2id$ina")
		o.must(err)
		_, err = o.UseLink(t.Context(), "192.0.2.7", again.Kind, again.Token, "$argon2id$other")
		wantErr(t, "a link used twice", err, assessment.ErrNotFound)
		_, _, err = o.Visitor(t.Context(), stay)
		wantErr(t, "a stay of before", err, assessment.ErrNotFound)
		if u, err = o.User(t.Context(), u.ID); err != nil || u.Password != "$argon2id$ina" {
			t.Errorf("password %q, %v", u.Password, err)
		}

		reset, err := o.MakeLink(t.Context(), o.admin, u.ID, nil)
		o.must(err)
		holds("a reset", reset, "Ina")
		o.must(o.DisableUser(t.Context(), o.admin, u.ID))
		holds("a reset of who is disabled", reset, "")
		_, err = o.MakeLink(t.Context(), o.admin, u.ID, nil)
		wantErr(t, "a link for who is disabled", err, assessment.ErrNotFound)
		o.must(o.EnableUser(t.Context(), o.admin, u.ID))
		holds("a reset of before", reset, "")
		reset, err = o.MakeLink(t.Context(), o.admin, u.ID, nil)
		o.must(err)
		o.clock.set(reset.EndsAt.Add(time.Second))
		holds("a reset of yesterday", reset, "")
		_, err = o.UseLink(t.Context(), "192.0.2.7", reset.Kind, reset.Token, "$argon2id$late")
		wantErr(t, "using it", err, assessment.ErrNotFound)
		_, err = o.MakeLink(t.Context(), o.admin, o.admin.User, nil)
		wantErr(t, "a link for oneself", err, assessment.ErrForbidden)
	})
}

// TestLinkForgetsAttempts: who was locked out can sign in after a reset.
func TestLinkForgetsAttempts(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		account := AccountCounter("sam@riverside.test")
		for range assessment.FreeAttempts {
			_, err := o.BeginAttempt(t.Context(), account)
			o.must(err)
		}
		reset, err := o.MakeLink(t.Context(), o.admin, o.officer.User, nil)
		o.must(err)
		_, err = o.UseLink(t.Context(), "192.0.2.7", reset.Kind, reset.Token, "$argon2id$new")
		o.must(err)
		if open, err := o.BeginAttempt(t.Context(), account); err != nil || !open {
			t.Errorf("after a reset a try is let through: %v, %v", open, err)
		}
	})
}

// TestLinkAtOnce: of many who use a link at the same time one is let through, and its password counts.
func TestLinkAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		reset, err := o.MakeLink(t.Context(), o.admin, o.officer.User, nil)
		o.must(err)
		if n := together(t, 8, func() error {
			return drop(o.UseLink(t.Context(), "192.0.2.7", reset.Kind, reset.Token, "$argon2id$new"))
		}, assessment.ErrNotFound); n != 1 {
			t.Errorf("%d of 8 used the link, want 1", n)
		}
	})
}

// together does something several times at once, and counts how often it succeeded. What fails has to fail in that way.
func together(t *testing.T, times int, do func() error, otherwise error) int {
	t.Helper()
	var done atomic.Int64
	var wg sync.WaitGroup
	for range times {
		wg.Go(func() {
			err := do()
			if err == nil {
				done.Add(1)
			} else if !errors.Is(err, otherwise) {
				t.Errorf("error %v, want %v", err, otherwise)
			}
		})
	}
	wg.Wait()
	return int(done.Load())
}

// TestSetup: the link to set up is there while nobody can sign in, each start makes a new one, and one person uses it.
func TestSetup(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := &office{t: t, cfg: cfg, clock: newClock(firstDay)}
		o.cfg.Now = o.clock.now
		o.open()
		first, err := o.MakeSetupLink(t.Context())
		o.must(err)
		second, err := o.MakeSetupLink(t.Context())
		o.must(err)
		wantErr(t, "the link of the start before", o.SetupOpen(t.Context(), first.Token), assessment.ErrNotFound)
		o.must(o.SetupOpen(t.Context(), second.Token))
		_, err = o.AddUser(t.Context(), assessment.Scope{Role: assessment.Admin}, User{Email: "ina@northwind.test", Name: "Ina", Role: assessment.Admin})
		o.must(err)
		o.must(o.SetupOpen(t.Context(), second.Token)) // an invited person cannot sign in
		ada := User{Email: "Ada@Northwind.test", Name: "Ada", Password: "$argon2id$ada"}
		if n := together(t, 8, func() error {
			return drop(o.SetUp(t.Context(), "192.0.2.7", second.Token, ada, "firm", "Northwind IT"))
		}, assessment.ErrNotFound); n != 1 {
			t.Errorf("%d of 8 set it up, want 1", n)
		}
		u, err := o.UserByEmail(t.Context(), "ada@northwind.test")
		o.must(err)
		firm, err := o.Setting(t.Context(), "firm")
		if err != nil || u.Role != assessment.Admin || !u.AllClients || firm != "Northwind IT" {
			t.Errorf("the first admin is %+v of %q, %v", u, firm, err)
		}
		wantErr(t, "the link once it is used", o.SetupOpen(t.Context(), second.Token), assessment.ErrNotFound)
		_, err = o.MakeSetupLink(t.Context())
		wantErr(t, "another link", err, assessment.ErrNotFound)
		o.must(o.VerifyAudit(t.Context()))
	})
}

// letters writes mails of links, and keeps the links if it is told where.
func (o *office) letters(links *[]Link) Letters {
	return func(to User, l Link) (Mail, error) {
		if links != nil {
			*links = append(*links, l)
		}
		return Mail{ID: o.NewID(), Kind: string(l.Kind), About: to.ID, Letter: aLetter(l.Path())}, nil
	}
}

// TestLinksAreMailed: a link and its mail come into being together or not at all.
func TestLinksAreMailed(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ina := assessment.Account{Email: "ina@northwind.test", Name: "Ina", Role: assessment.Manager}
		failed := errors.New("no words")
		_, err := o.Invite(t.Context(), o.admin, ina, func(User, Link) (Mail, error) { return Mail{}, failed })
		wantErr(t, "an invitation without words", err, failed)
		_, err = o.UserByEmail(t.Context(), ina.Email)
		wantErr(t, "who was not invited", err, assessment.ErrNotFound)
		invite, err := o.Invite(t.Context(), o.admin, ina, o.letters(nil))
		o.must(err)
		reset, err := o.MakeLink(t.Context(), o.admin, o.officer.User, o.letters(nil))
		o.must(err)
		for _, l := range []Link{invite, reset} {
			if m, err := o.ClaimMail(t.Context()); err != nil || m.Letter.Text != aLetter(l.Path()).Text {
				t.Errorf("the mail says %q, %v, want %s", m.Letter.Text, err, l.Path())
			}
		}
	})
}

// TestMailReset: who forgot the password gets a link by mail. For nobody, and for who is disabled, neither link nor mail is left.
func TestMailReset(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.must(o.DisableUser(t.Context(), o.admin, o.manager.User))
		var links []Link
		for _, scope := range []assessment.Scope{{}, o.manager, o.officer} {
			o.must(o.MailReset(t.Context(), scope, "eve@northwind.test", o.letters(&links)))
		}
		if len(links) != 3 {
			t.Fatalf("%d links were made, want one each time", len(links))
		}
		for i, want := range []string{"", "", o.officer.User} {
			if u, err := o.LinkHolder(t.Context(), ResetLink, links[i].Token); u.ID != want || (err == nil) != (want != "") {
				t.Errorf("link %d is for %q, %v, want %q", i, u.ID, err, want)
			}
		}
		mails, err := o.OpenMails(t.Context(), o.admin)
		if err != nil || len(mails) != 1 || mails[0].About != o.officer.User {
			t.Errorf("%d mails are queued, %v, want the officer's", len(mails), err)
		}
		var n int
		o.must(o.reader.QueryRowContext(t.Context(), `SELECT count(*) FROM links`).Scan(&n))
		if n != 1 {
			t.Errorf("%d links are kept, want the officer's", n)
		}
	})
}
