package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
)

// TestDoorsAtOnce lets contacts try to come in, come in and leave while new links are made for all of them. All of them take
// the client's turn first, so none waits for one that waits for it.
func TestDoorsAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx := context.WithoutCancel(t.Context())
		pat, kim := h.made[0], h.made[1]
		try := func(h Handout) func() error {
			return func() error { return drop(o.EnterShare(ctx, o.shareMAC(h.token()), h.Passphrase, SignIn{})) }
		}
		ways := map[string]func() error{
			"Pat": try(pat), "Kim": try(kim),
			"resend": func() error {
				return drop(o.ResendShares(ctx, o.manager, nil, false, pat.Recipient.ID, kim.Recipient.ID))
			},
			"anew": func() error {
				made, err := o.ResendShares(ctx, o.manager, nil, true, kim.Recipient.ID)
				if err != nil {
					return err
				}
				stay, err := o.EnterShare(ctx, o.shareMAC(made[0].token()), made[0].Passphrase, SignIn{})
				if err != nil {
					return err
				}
				g, err := o.GuestOf(ctx, stay)
				return errors.Join(err, o.LeaveShare(ctx, g))
			},
		}
		var group sync.WaitGroup
		for what, do := range ways {
			group.Go(func() {
				for range 20 {
					err := do()
					_, refused := errors.AsType[*Refusal](err) // the words are others by then
					if err != nil && !refused && !errors.Is(err, assessment.ErrNotFound) {
						t.Errorf("%s: %v", what, err)
					}
				}
			})
		}
		group.Wait()
		o.must(o.VerifyAudit(t.Context()))
		if name, ok := databaseOf(cfg); ok {
			for _, line := range running(t).deadlocks(t, name) {
				t.Errorf("the server said: %s", line)
			}
		}
	})
}

// TestStayRunsOut: what is saved after half an hour without a request does not bring the stay back.
func TestStayRunsOut(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		g := o.enter(h.made[0])
		o.clock.set(o.now().Add(GuestIdle + time.Second))
		wantErr(t, "an answer", drop(o.SaveShared(t.Context(), g, SharedChange{Question: h.questions[0], Answer: yes("late")})), assessment.ErrNotFound)
		wantErr(t, "a message", o.WriteGuestMessage(t.Context(), g, h.questions[0], "Late", nil), assessment.ErrNotFound)
		wantErr(t, "the stay", drop(o.GuestOf(t.Context(), g.Stay)), assessment.ErrNotFound)
	})
}

// TestColleagueReach: whoever a contact asked has what was passed on to them, and nothing else of the share. They send it
// alone, and what they do not have is with nobody once the contacts of the share are gone.
func TestColleagueReach(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		ctx, own, both, share := t.Context(), h.questions[0], h.questions[2], h.made[0].Recipient.Share
		pat, kim := o.enter(h.made[0]), o.enter(h.made[1])
		o.must(o.PassOn(ctx, pat, own, assessment.Contact{Name: "Lou Poe", Email: "lou@riverside.test"}, shareLetter))
		list, err := o.Recipients(ctx, o.manager, share)
		o.must(err)
		lou := o.enter(Handout{Recipient: list[2], Path: o.newestMail("share").Letter.Text})
		sheet, err := o.Sheet(ctx, lou)
		o.must(err)
		if len(sheet.Items) != 1 || sheet.Items[0].Question.ID != own {
			t.Errorf("the colleague has %d questions, want what was passed on", len(sheet.Items))
		}
		wantErr(t, "an answer to what any of the others may answer", drop(o.SaveShared(ctx, lou, SharedChange{Question: both, Answer: yes("")})), assessment.ErrNotFound)
		wantErr(t, "the messages on it", drop(o.GuestMessages(ctx, lou, both)), assessment.ErrNotFound)
		wantErr(t, "passing it on", o.PassOn(ctx, lou, both, assessment.Contact{Name: "Bo", Email: "bo@riverside.test"}, shareLetter), assessment.ErrNotFound)
		before := o.mailsOf("share")
		o.must(o.WriteMessage(ctx, o.manager, h.draft, both, "For the two.", shareLetter))
		wantSame(t, "mails on a message", o.mailsOf("share")-before, 2)
		o.answerAll(lou, assessment.Yes)
		wantSame(t, "the states", h.states(), "opened opened submitted")
		lines, err := o.ShareLines(ctx, o.manager, ShareFilter{Recipients: []string{list[2].ID}, PerPage: 9})
		o.must(err)
		wantSame(t, "asked and answered", []int{lines.Lines[0].Asked, lines.Lines[0].Answered}, []int{1, 1})
		shares, err := o.ClientShares(ctx, o.manager, o.client, h.draft)
		o.must(err)
		wantSame(t, "asked on the page of the client", shares[0].Recipients[2].Asked, 1)
		before = o.mailsOf("share")
		for range 2 {
			o.must(o.PassOn(ctx, kim, h.questions[1], assessment.Contact{Name: "Lou Poe", Email: "LOU@riverside.test"}, shareLetter))
			o.must(o.PassOn(ctx, lou, h.questions[1], assessment.Contact{Name: "Kim Roe", Email: "kim@riverside.test"}, shareLetter))
		}
		wantSame(t, "mails to a colleague who had sent everything", o.mailsOf("share")-before, 1)
		o.must(o.RevokeShares(ctx, o.manager, pat.Recipient.ID, kim.Recipient.ID))
		out, err := o.SharedOut(ctx, o.manager, o.client, h.draft, 2026)
		o.must(err)
		if _, with := out.Questions[both]; with || len(out.Questions) != 1 {
			t.Errorf("with contacts: %+v", out.Questions)
		}
	})
}

// TestRevokedMails: of what waits to be sent to a contact nothing goes out once their links were ended.
func TestRevokedMails(t *testing.T) {
	about := func(l ShareLetter) (Mail, error) {
		m, err := shareLetter(l)
		m.About = l.Recipient.ID
		return m, err
	}
	for name, end := range map[string]func(h *handedOut) error{
		"revoked": func(h *handedOut) error { return h.RevokeShares(h.t.Context(), h.manager, h.made[0].Recipient.ID) },
		"removed": func(h *handedOut) error {
			return h.RemoveContact(h.t.Context(), h.manager, h.client, h.made[0].Recipient.Contact)
		},
		"anew": func(h *handedOut) error {
			return drop(h.ResendShares(h.t.Context(), h.manager, nil, true, h.made[0].Recipient.ID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, cfg Config) {
				o := newOffice(t, cfg)
				h := o.share(about)
				claimed, err := o.ClaimMail(t.Context())
				o.must(err)
				o.must(end(h))
				o.must(o.MailHasFailed(t.Context(), claimed, assessment.MailUnreachable, "")) // as of a server that dies
				o.clock.set(o.now().Add(time.Hour))
				m, err := o.ClaimMail(t.Context())
				o.must(err)
				wantSame(t, "the mail that goes out", m.Letter.To.Name, "Kim Roe")
				o.must(o.MailWasSent(t.Context(), m))
				wantErr(t, "another mail", drop(o.ClaimMail(t.Context())), assessment.ErrNotFound)
			})
		})
	}
}

// TestMessagesHaveAnEnd: a contact writes as many messages as people do, and no more.
func TestMessagesHaveAnEnd(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		pat, kim := o.enter(h.made[0]), o.enter(h.made[1])
		for i := range mostGuestMessages {
			o.must(o.WriteGuestMessage(t.Context(), pat, h.questions[2*(i%2)], fmt.Sprint("Hello ", i), nil))
		}
		wantRefusal(t, "one more", o.WriteGuestMessage(t.Context(), pat, h.questions[0], "Hello", nil), errInvalid)
		o.must(o.WriteGuestMessage(t.Context(), kim, h.questions[2], "Hello", nil))
		o.must(o.WriteMessage(t.Context(), o.manager, h.draft, h.questions[0], "Hello", nil))
	})
}
