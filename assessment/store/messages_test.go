package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
)

// deskLetter is the mail to a manager, as a test writes it.
func deskLetter(Guest, string) (Mail, error) {
	m := aLetterTo(assessment.Contact{Name: "Dana Reyes", Email: "dana@example.com"})
	m.Text = "There is something to read."
	return Mail{Kind: "desk-message", Letter: m}, nil
}

// mailsOf counts the mails of a kind in the outbox, sent or not.
func (o *office) mailsOf(kind string) int {
	return o.count(fmt.Sprintf(`SELECT count(*) FROM mails WHERE kind = '%s'`, kind))
}

// lines gives a thread as who wrote what.
func (t *Thread) lines() string {
	list := make([]string, len(t.Messages))
	for i, m := range t.Messages {
		list[i] = m.By + ": " + m.Text
	}
	return strings.Join(list, " | ")
}

// TestMessagesWholeWay: the provider and contacts write to each other, each knows how much is new, and nobody is told twice of
// what they have not read.
func TestMessagesWholeWay(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		ctx, own, both := t.Context(), h.questions[0], h.questions[2]
		pat, kim := o.enter(h.made[0]), o.enter(h.made[1])
		sent := o.mailsOf("share")
		write := func(question, text string) {
			t.Helper()
			o.must(o.WriteMessage(ctx, o.manager, h.draft, question, text, shareLetter))
		}
		reply := func(g Guest, question, text string) {
			t.Helper()
			o.must(o.WriteGuestMessage(ctx, g, question, text, deskLetter))
		}
		wantMails := func(when string, share, desk int) {
			t.Helper()
			wantSame(t, when+": mails to contacts", o.mailsOf("share")-sent, share)
			wantSame(t, when+": mails to the manager", o.mailsOf("desk-message"), desk)
		}
		wantNew := func(when string, wantDesk, wantPat, wantKim MessageCount) {
			t.Helper()
			counts, err := o.UnreadMessages(ctx, o.manager, h.draft)
			o.must(err)
			wantSame(t, when+": for the manager", counts[both], wantDesk)
			for g, want := range map[*Guest]MessageCount{&pat: wantPat, &kim: wantKim} {
				counts, err := o.GuestUnread(ctx, *g)
				o.must(err)
				wantSame(t, when+": for "+g.Recipient.Person.Name, counts[both], want)
			}
		}

		write(both, "Which door?")
		write(both, "The back one?")
		wantMails("after two messages that nobody read", 2, 0)
		wantNew("after two messages", MessageCount{2, 0}, MessageCount{2, 2}, MessageCount{2, 2})
		write(own, "Yours alone.")
		wantMails("after one on a question of Pat's", 3, 0)

		thread, err := o.GuestMessages(ctx, pat, both)
		o.must(err)
		wantSame(t, "what Pat reads", thread.lines(), "Dana Reyes: Which door? | Dana Reyes: The back one?")
		o.must(o.MarkGuestRead(ctx, pat, both, thread.Newest()))
		wantNew("after Pat read", MessageCount{2, 0}, MessageCount{2, 0}, MessageCount{2, 2})
		reply(pat, both, "The front one.")
		reply(pat, both, "The front one.") // a second click
		reply(kim, both, "And the gate.")
		wantMails("after two replies", 3, 1)
		wantNew("after two replies", MessageCount{4, 2}, MessageCount{4, 1}, MessageCount{4, 3})
		write(both, "Thank you.")
		wantMails("Pat has news and Kim was told before", 4, 1)

		desk, err := o.Messages(ctx, o.manager, h.draft, both)
		o.must(err)
		wantSame(t, "what the manager reads", desk.lines(),
			"Dana Reyes: Which door? | Dana Reyes: The back one? | Pat Lee: The front one. | Kim Roe: And the gate. | Dana Reyes: Thank you.")
		if len(desk.Readers) != 2 || desk.Readers[0].Seen != 2 || desk.Readers[1].Seen != 0 {
			t.Errorf("the contacts who read: %+v", desk.Readers)
		}
		toRead, err := o.MessagesToRead(ctx, o.manager)
		o.must(err)
		wantSame(t, "new messages by assessment", toRead, []ToRead{{o.client, "Riverside Family Dental", h.draft, 2}})
		others, err := o.MessagesToRead(ctx, o.admin)
		o.must(err)
		wantSame(t, "new messages of what somebody else shared", others, []ToRead{})
		o.must(o.MarkRead(ctx, o.manager, h.draft, both, desk.Newest()))
		o.must(o.MarkRead(ctx, o.manager, h.draft, both, 1)) // an older page that is loaded late
		wantNew("after the manager read", MessageCount{5, 0}, MessageCount{5, 2}, MessageCount{5, 4})
		reply(kim, both, "One more.")
		wantMails("after a message that is new to the manager", 4, 2)
		counts, err := o.UnreadMessages(ctx, o.admin, h.draft)
		o.must(err)
		wantSame(t, "new to an admin who read nothing", counts, map[string]MessageCount{both: {6, 3}, own: {1, 0}})
	})
}

// TestMessagesAreRefused: nobody writes or reads where it is not for them, and what was refused leaves nothing behind.
func TestMessagesAreRefused(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx, question := t.Context(), h.questions[0]
		pat, kim := o.enter(h.made[0]), o.enter(h.made[1])
		gone := pat
		gone.Stay = "gone"
		long := strings.Repeat("ä", 20_000)
		events := o.count(`SELECT count(*) FROM events`)
		for name, tt := range map[string]struct {
			do   func() error
			want error
		}{
			"a question of another contact":    {func() error { return o.WriteGuestMessage(ctx, kim, question, "Hello", nil) }, assessment.ErrNotFound},
			"to read that of another contact":  {func() error { return drop(o.GuestMessages(ctx, kim, question)) }, assessment.ErrNotFound},
			"a question that was not shared":   {func() error { return drop(o.GuestMessages(ctx, kim, o.plainQuestions(h.draft, 4)[3])) }, assessment.ErrNotFound},
			"a stay that is over":              {func() error { return o.WriteGuestMessage(ctx, gone, question, "Hello", nil) }, assessment.ErrNotFound},
			"no such question":                 {func() error { return o.WriteMessage(ctx, o.manager, h.draft, "gone", "Hello", nil) }, assessment.ErrNotFound},
			"to read no such question":         {func() error { return drop(o.Messages(ctx, o.manager, h.draft, "gone")) }, assessment.ErrNotFound},
			"an officer writes":                {func() error { return o.WriteMessage(ctx, o.officer, h.draft, question, "Hello", nil) }, assessment.ErrForbidden},
			"nothing":                          {func() error { return o.WriteMessage(ctx, o.manager, h.draft, question, " \n\t", nil) }, errInvalid},
			"nothing of a contact":             {func() error { return o.WriteGuestMessage(ctx, pat, question, "", nil) }, errInvalid},
			"one character too many":           {func() error { return o.WriteGuestMessage(ctx, pat, question, long+"x", nil) }, errInvalid},
			"control characters":               {func() error { return o.WriteGuestMessage(ctx, pat, question, "a\x00b", nil) }, errInvalid},
			"a Social Security number":         {func() error { return o.WriteGuestMessage(ctx, pat, question, "It is 219-09-9998.", nil) }, errInvalid},
			"a Social Security number of ours": {func() error { return o.WriteMessage(ctx, o.manager, h.draft, question, "It is 219-09-9998.", nil) }, errInvalid},
		} {
			wantRefusal(t, name, tt.do(), tt.want)
		}
		wantSame(t, "messages", o.count(`SELECT count(*) FROM messages`), 0)
		wantSame(t, "events", o.count(`SELECT count(*) FROM events`), events)
		o.must(o.WriteGuestMessage(ctx, pat, question, long, nil))
		o.must(o.WriteMessage(ctx, o.manager, h.draft, question, "<b>\n.\nFrom: x", nil))
		thread, err := o.GuestMessages(ctx, pat, question)
		o.must(err)
		wantSame(t, "the longest message, and markup", thread.lines(), "Pat Lee: "+long+" | Dana Reyes: <b>\n.\nFrom: x")
	})
}

// TestMessagesEnd: whoever was revoked gets no mail any more, what a final assessment has is only read, and a message whose
// mail cannot be written is not kept.
func TestMessagesEnd(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	h := o.share(shareLetter)
	ctx, both := t.Context(), h.questions[2]
	pat := o.enter(h.made[0])
	sent := o.mailsOf("share")
	broken := func(ShareLetter) (Mail, error) { return Mail{}, nil }
	wantRefusal(t, "a mail to nobody", o.WriteMessage(ctx, o.manager, h.draft, both, "Hello", broken), errInvalid)
	wantRefusal(t, "a mail to nobody of a contact", o.WriteGuestMessage(ctx, pat, both, "Hello", func(Guest, string) (Mail, error) { return Mail{}, nil }), errInvalid)
	wantSame(t, "messages without their mails", o.count(`SELECT count(*) FROM messages`), 0)

	o.must(o.WriteMessage(ctx, o.manager, h.draft, both, "While no mail goes out.", nil))
	wantSame(t, "mails where none go out", o.mailsOf("share")-sent, 0)
	o.must(o.WriteMessage(ctx, o.manager, h.draft, both, "Now it does.", shareLetter))
	wantSame(t, "mails once they do", o.mailsOf("share")-sent, 2)
	o.must(o.RevokeShares(ctx, o.manager, h.made[0].Recipient.ID))
	o.must(o.MarkGuestRead(ctx, o.enter(h.made[1]), both, 2))
	o.must(o.WriteMessage(ctx, o.manager, h.draft, both, "To Kim alone.", shareLetter))
	wantSame(t, "mails after Pat was revoked", o.mailsOf("share")-sent, 3)
	wantRefusal(t, "Pat writes", o.WriteGuestMessage(ctx, pat, both, "Hello", nil), assessment.ErrNotFound)
	o.must(o.RevokeShares(ctx, o.manager, h.made[1].Recipient.ID))
	o.must(o.WriteMessage(ctx, o.manager, h.draft, both, "A note for colleagues.", shareLetter))
	thread, err := o.Messages(ctx, o.manager, h.draft, both)
	o.must(err)
	if last := thread.Messages[3]; last.Share != "" || len(thread.Readers) > 0 || o.mailsOf("share")-sent != 3 {
		t.Errorf("a message where the question is with nobody: %+v, readers %+v", last, thread.Readers)
	}
	wantRefusal(t, "on a final assessment", o.WriteMessage(ctx, o.manager, o.finalOf(h.draft), h.questions[0], "Too late", nil), assessment.ErrConflict)
}

// finalOf gives the final assessment that a draft goes on from.
func (o *office) finalOf(draft string) string {
	o.t.Helper()
	return o.work(draft).Previous
}

// TestMessagesByMany: of two who write at the same time each is kept, under a number of its own, and a contact is told once.
func TestMessagesByMany(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		question := h.questions[0]
		pat, sent := o.enter(h.made[0]), o.mailsOf("share")
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		const each = 5
		done := make(chan error)
		for i := range each {
			go func() {
				done <- o.WriteMessage(ctx, o.manager, h.draft, question, fmt.Sprint("Hello ", i), shareLetter)
			}()
			go func() { done <- o.WriteGuestMessage(ctx, pat, question, fmt.Sprint("Hello ", i), deskLetter) }()
		}
		for range 2 * each {
			o.must(<-done)
		}
		thread, err := o.Messages(ctx, o.manager, h.draft, question)
		o.must(err)
		if len(thread.Messages) != 2*each || thread.Newest() != 2*each {
			t.Errorf("%d messages, the last is number %d, want %d", len(thread.Messages), thread.Newest(), 2*each)
		}
		wantSame(t, "mails to the contact", o.mailsOf("share")-sent, 1)
		wantSame(t, "mails to the manager", o.mailsOf("desk-message"), 1)
	})
}
