package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
)

// aLetter is a letter to somebody.
func aLetter(text string) assessment.Letter {
	return assessment.Letter{To: assessment.Mailbox{Name: "Dana Reyes", Address: "dana@example.com"}, Subject: "Subject of it", Text: text, HTML: "<p>" + text + "</p>"}
}

func (o *office) queue(kind, event string) {
	o.t.Helper()
	o.must(o.QueueMail(o.t.Context(), o.admin, Mail{Kind: kind, About: o.admin.User, Event: event, Letter: aLetter("What it says.")}))
}

// claim takes the next mail; one has to be due.
func (o *office) claim() Mail {
	o.t.Helper()
	m, err := o.ClaimMail(o.t.Context())
	o.must(err)
	return m
}

// noneDue wants that there is nothing to send now.
func (o *office) noneDue(when string) {
	o.t.Helper()
	m, err := o.ClaimMail(o.t.Context())
	if !errors.Is(err, assessment.ErrNotFound) {
		o.t.Errorf("%s: mail %q, %v, want none that is due", when, m.Event, err)
	}
}

// TestNothingIsClaimedTwice lets eight servers take two hundred mails.
func TestNothingIsClaimedTwice(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		const mails = 200
		o.must(o.write(t.Context(), func(tx *sql.Tx) error {
			for i := range mails {
				if _, err := o.queueMail(t.Context(), tx, Mail{Event: fmt.Sprint(i), Letter: aLetter("x")}); err != nil {
					return err
				}
			}
			return nil
		}))
		var mu sync.Mutex
		var group sync.WaitGroup
		taken := map[string]int{}
		for range 8 {
			group.Go(func() {
				for {
					m, err := o.ClaimMail(t.Context())
					if errors.Is(err, assessment.ErrNotFound) {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					taken[m.Event]++
					mu.Unlock()
				}
			})
		}
		group.Wait()
		for event, n := range taken {
			if n != 1 {
				t.Errorf("mail %s was claimed %d times", event, n)
			}
		}
		if len(taken) != mails {
			t.Errorf("%d mails were claimed, want %d", len(taken), mails)
		}
	})
}

// TestMailLives follows one mail: it waits its time after each failure, survives the end of a server, and dies or is sent.
func TestMailLives(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx, start := t.Context(), o.clock.now()
		o.queue("test", "event")
		o.queue("test", "event")
		if n := o.count(`SELECT count(*) FROM mails`); n != 1 {
			t.Fatalf("the same event queued %d mails", n)
		}
		first := o.claim()
		wantSame(t, "the letter", first.Letter, aLetter("What it says."))
		o.noneDue("while it is claimed")
		o.reopen() // the server was killed
		o.noneDue("right after")
		o.clock.set(start.Add(claimLasts + time.Minute))
		second := o.claim()
		if second.ID != first.ID || second.Tries != 2 {
			t.Errorf("after the claim ended: %s at try %d, want %s at try 2", second.ID, second.Tries, first.ID)
		}
		o.must(o.MailHasFailed(ctx, first, assessment.MailRefused, "late")) // by a claim that has ended
		o.must(o.MailHasFailed(ctx, second, assessment.MailLater, "451 Busy"))
		o.noneDue("right after a failure")
		o.clock.set(o.clock.now().Add(5 * time.Minute))
		third := o.claim()
		if third.Trouble != assessment.MailLater || third.Said != "451 Busy" {
			t.Errorf("the last failure is %v %q", third.Trouble, third.Said)
		}
		o.must(o.ReleaseMail(ctx, third))
		if again := o.claim(); again.Tries != third.Tries {
			t.Errorf("a mail that was given back is at try %d, want %d", again.Tries, third.Tries)
		}
		o.must(o.MailWasSent(ctx, first)) // whoever sent it, it is sent
		o.must(o.MailWasSent(ctx, third))
		o.must(o.MailHasFailed(ctx, third, assessment.MailLater, ""))
		o.clock.set(o.clock.now().Add(keepMails - time.Hour))
		o.noneDue("after it was sent")
		o.must(o.SweepMails(ctx))
		if n := o.count(`SELECT count(*) FROM mails WHERE state = 'sent'`); n != 1 {
			t.Errorf("%d mails that were sent, want 1", n)
		}
		o.clock.set(o.clock.now().Add(2 * time.Hour))
		o.must(o.SweepMails(ctx))
		if n := o.count(`SELECT count(*) FROM mails`); n != 0 {
			t.Errorf("%d mails after 90 days", n)
		}
		o.must(o.VerifyAudit(ctx))
	})
}

func TestDeadMail(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx := t.Context()
		o.queue("test", "event")
		tries := 0
		for ; o.count(`SELECT count(*) FROM mails WHERE state = 'waiting'`) == 1; tries++ {
			o.must(o.MailHasFailed(ctx, o.claim(), assessment.MailUnreachable, ""))
			o.clock.set(o.clock.now().Add(12 * time.Hour))
		}
		if tries != 9 {
			t.Errorf("it died after %d tries, want 9", tries)
		}
		o.noneDue("dead")
		m, err := o.LastMail(ctx, o.admin, "test", o.admin.User)
		if err != nil || m.State != assessment.MailDead || m.Trouble != assessment.MailUnreachable || m.EndedAt.IsZero() {
			t.Errorf("the mail is %v, %v, %v, want dead and unreachable", m.State, m.Trouble, err)
		}
		o.must(o.RetryMail(ctx, o.admin, m.ID))
		wantConflict(t, "retrying what waits", o.RetryMail(ctx, o.admin, m.ID))
		wantConflict(t, "giving up what waits", o.DropMail(ctx, o.admin, m.ID))
		again := o.claim()
		if again.Tries != 1 {
			t.Errorf("a mail that is tried again is at try %d, want 1", again.Tries)
		}
		o.must(o.MailHasFailed(ctx, again, assessment.MailRefused, "550 Unknown"))
		o.must(o.DropMail(ctx, o.admin, m.ID))
		list, err := o.OpenMails(ctx, o.admin)
		if err != nil || len(list) != 0 {
			t.Errorf("%d mails are open, %v, want none", len(list), err)
		}
		o.queue("test", "event")
		if n := o.count(`SELECT count(*) FROM mails`); n != 1 {
			t.Errorf("the event of a mail that was given up queued another: %d", n)
		}
		wantErr(t, "no such mail", o.DropMail(ctx, o.admin, "none"), assessment.ErrNotFound)
	})
}

// TestMailIsOfItsChange: a change that is taken back sends nothing.
func TestMailIsOfItsChange(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		stop := errors.New("taken back")
		err := o.write(t.Context(), func(tx *sql.Tx) error {
			_, err := o.queueMail(t.Context(), tx, Mail{Letter: aLetter("x")})
			return errors.Join(err, stop)
		})
		wantErr(t, "the change", err, stop)
		o.noneDue("after it was taken back")
		wantInvalid(t, "a line end in the address", o.QueueMail(t.Context(), o.admin, Mail{Letter: assessment.Letter{
			To: assessment.Mailbox{Address: "a@example.com\r\nBcc: b@example.com"}, Subject: "s", Text: "t", HTML: "h",
		}}), "to")
	})
}

func TestMailSettings(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		none, err := o.MailSettings(t.Context())
		if err != nil || none.On() {
			t.Errorf("at first %v, %v, want no settings", none, err)
		}
		o.queue("test", "event")
		o.must(o.MailHasFailed(t.Context(), o.claim(), assessment.MailNoSignIn, ""))
		o.noneDue("after a failure")
		want := mailSettings()
		o.must(o.SaveMailSettings(t.Context(), o.admin, want))
		o.reopen()
		got, err := o.MailSettings(t.Context())
		o.must(err)
		wantSame(t, "the settings", got, want)
		o.claim() // what waits is due when the settings change
		want.Port = 0
		wantInvalid(t, "no port", o.SaveMailSettings(t.Context(), o.admin, want), "port")
	})
}

func mailSettings() assessment.MailSettings {
	return assessment.MailSettings{
		Host: "mail.example.com", Port: 587, Security: assessment.MailStartTLS, User: "relay user", Password: "the relay's password",
		From: assessment.Mailbox{Name: "Northwind IT", Address: "safeguard@example.com"},
	}
}

// mailCalls has a call of every method about mails. Each needs a dead mail, which a call before may have revived.
func mailCalls(o *office) map[string]call {
	o.queue("test", "event of the scopes")
	m, err := o.LastMail(context.Background(), o.admin, "test", o.admin.User)
	o.must(err)
	dead := func() { o.exec(`UPDATE mails SET state = 'dead' WHERE id = $1`, m.ID) }
	return map[string]call{
		"QueueMail": {verdict{assessment.ErrForbidden, assessment.ErrForbidden, nil, assessment.ErrForbidden}, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.QueueMail(ctx, scope, Mail{Letter: aLetter("x")})
		}},
		"OpenMails": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.OpenMails(ctx, scope))
		}},
		"LastMail": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.LastMail(ctx, scope, "test", o.admin.User))
		}},
		"RetryMail": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			dead()
			return o.RetryMail(ctx, scope, m.ID)
		}},
		"DropMail": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			dead()
			return o.DropMail(ctx, scope, m.ID)
		}},
		"SaveMailSettings": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SaveMailSettings(ctx, scope, mailSettings())
		}},
	}
}
