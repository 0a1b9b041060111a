package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
)

// errInvalid stands for an *assessment.Invalid in what a test wants.
var errInvalid = errors.New("invalid")

// wantRefusal is wantErr, with errInvalid for what is wrong in a form.
func wantRefusal(t testing.TB, what string, got, want error) {
	t.Helper()
	if _, invalid := errors.AsType[*assessment.Invalid](got); invalid {
		got = errors.Join(got, errInvalid)
	}
	wantErr(t, what, got, want)
}

// contact adds a contact to a client and gives the id.
func (o *office) contact(client, name, email string) string {
	o.t.Helper()
	id, err := o.SaveContact(o.t.Context(), o.manager, client, Contact{Contact: assessment.Contact{Name: name, Title: "Office manager", Email: email}})
	o.must(err)
	return id
}

// The mails of a share, as a test writes them: the text is the link or the code.
func shareLetter(l ShareLetter) (Mail, error) {
	m := aLetterTo(l.Recipient.Person)
	m.Text = l.Path
	return Mail{Kind: "share", Letter: m}, nil
}

func codeLetter(g Guest, code string) (Mail, error) {
	m := aLetterTo(g.Recipient.Person)
	m.Text = code
	return Mail{Kind: "share-code", Letter: m}, nil
}

func aLetterTo(p assessment.Contact) assessment.Letter {
	return assessment.Letter{To: p.Mailbox(), Subject: "Subject", HTML: "<p>html</p>"}
}

// handedOut is a draft of which questions were shared with two contacts.
type handedOut struct {
	*office
	draft     string
	questions []string // of the first contact, of the second, and of any of them
	made      []Handout
}

// share opens the draft of 2026 and shares one question with each of two contacts and one with both.
func (o *office) share(letters ShareLetters) *handedOut {
	o.t.Helper()
	_, draft := o.secondYear()
	return o.shareOf(draft, letters)
}

// shareOf is share for a draft that is open already.
func (o *office) shareOf(draft string, letters ShareLetters) *handedOut {
	o.t.Helper()
	h := &handedOut{office: o, draft: draft, questions: o.plainQuestions(draft, 3)}
	made, err := o.MakeShares(o.t.Context(), o.manager, letters, NewShare{
		Client: o.client, Assessment: draft, Due: o.today().AddDays(7), ShareText: ShareText{Message: "Please answer.", Ask: assessment.Contact{Name: "Dana Reyes"}},
		To: []NewRecipient{
			{Contact: o.contact(o.client, "Pat Lee", "pat@riverside.test"), Questions: h.questions[:1]},
			{Contact: o.contact(o.client, "Kim Roe", "kim@riverside.test"), Questions: h.questions[1:2]},
		},
		Questions: h.questions[2:],
	})
	o.must(err)
	h.made = made
	return h
}

// plainQuestions gives questions that are asked once for the whole client, are no facts and wait for an answer.
func (o *office) plainQuestions(draft string, n int) []string {
	o.t.Helper()
	w := o.work(draft)
	var list []string
	for _, st := range assessment.Stand(w.Catalog, &w.Content) {
		if st.Visible && !st.Question.IsFact() && st.Question.Per != assessment.PerSite && len(st.Question.Citations) > 0 {
			list = append(list, st.Question.ID)
		}
	}
	if len(list) < n {
		o.t.Fatalf("%d questions, want %d", len(list), n)
	}
	return list[:n]
}

// token gives the secret part of a link.
func (h Handout) token() string { return strings.TrimPrefix(h.Path, "/s/") }

// enter follows a link and shows who it is, by a code from the outbox or by the passphrase.
func (o *office) enter(h Handout) Guest {
	o.t.Helper()
	ctx := o.t.Context()
	g, err := o.GuestByToken(ctx, h.token())
	o.must(err)
	typed := strings.ToUpper(strings.ReplaceAll(h.Passphrase, "-", " "))
	if h.Passphrase == "" {
		o.must(o.SendShareCode(ctx, "192.0.2.7", g.Link, codeLetter))
		typed = o.newestMail("share-code").Letter.Text
	}
	stay, err := o.EnterShare(ctx, g.Link, typed, SignIn{From: "192.0.2.7", Agent: "Phone"})
	o.must(err)
	g, err = o.GuestOf(ctx, stay)
	o.must(err)
	return g
}

// newestMail gives the mail of a kind that was queued last.
func (o *office) newestMail(kind string) Mail {
	o.t.Helper()
	list, err := o.OpenMails(o.t.Context(), o.admin)
	o.must(err)
	i := slices.IndexFunc(list, func(m Mail) bool { return m.Kind == kind })
	if i < 0 {
		o.t.Fatalf("no mail of kind %q", kind)
	}
	return list[i]
}

// answerAll answers every question that waits for a guest, and sends the answers.
func (o *office) answerAll(g Guest, response assessment.Response) {
	o.t.Helper()
	sheet, err := o.Sheet(o.t.Context(), g)
	o.must(err)
	for _, item := range sheet.Items {
		for _, p := range item.Places {
			if p.Given.State.Open() {
				a := assessment.Answer{Response: response, Note: "As I know it."}
				_, err := o.SaveShared(o.t.Context(), g, SharedChange{Question: p.Question, Site: p.Site, Answer: a, Revision: p.Given.Revision})
				o.must(err)
			}
		}
	}
	o.must(o.SubmitShare(o.t.Context(), g, nil))
}

// states gives the states of the recipients of a share in order.
func (h *handedOut) states() string {
	h.t.Helper()
	list, err := h.Recipients(h.t.Context(), h.manager, h.made[0].Recipient.Share)
	h.must(err)
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = p.State.String()
	}
	return strings.Join(words, " ")
}

// verdicts accepts all that waits, or returns it with a remark.
func (h *handedOut) verdicts(remark string) []Verdict {
	h.t.Helper()
	sheet, err := h.ShareSheet(h.t.Context(), h.manager, h.made[0].Recipient.Share)
	h.must(err)
	w := h.work(h.draft)
	var list []Verdict
	for _, item := range sheet.Items {
		for _, p := range item.Places {
			if p.Given.State == assessment.GivenSubmitted {
				list = append(list, Verdict{Question: p.Question, Site: p.Site, Given: p.Given.Revision, Stored: w.Answer(p.Question, p.Site).Revision, Remark: remark})
			}
		}
	}
	return list
}

// TestShareWholeWay: two contacts answer by link, one answer comes back, and what is accepted is the contact's word.
func TestShareWholeWay(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		ctx := t.Context()
		if h.made[0].Passphrase != "" || h.made[0].Recipient.ByPhrase || len(h.made[0].token()) != 43 {
			t.Errorf("the link of the first contact: %+v", h.made[0])
		}
		pat, kim := o.enter(h.made[0]), o.enter(h.made[1])
		wantSame(t, "the states", h.states(), "opened opened")
		o.answerAll(pat, assessment.Partial)
		wantSame(t, "the states after one sent theirs", h.states(), "submitted opened")
		o.answerAll(kim, assessment.Yes)
		wantSame(t, "the states after both did", h.states(), "submitted submitted")
		if n := len(o.work(h.draft).Answers); n != 0 {
			t.Errorf("%d answers before anybody accepted one", n)
		}
		all := h.verdicts("")
		if len(all) != 3 {
			t.Fatalf("%d answers wait, want 3", len(all))
		}
		all[0].Remark = "Since when?"
		o.must(o.ReviewShare(ctx, o.manager, h.made[0].Recipient.Share, shareLetter, all...))
		wantSame(t, "the states after the review", h.states(), "returned done")
		o.answerAll(pat, assessment.Yes)
		o.must(o.ReviewShare(ctx, o.manager, h.made[0].Recipient.Share, shareLetter, h.verdicts("")...))
		wantSame(t, "the states at the end", h.states(), "done done")
		for _, id := range h.questions {
			a := o.work(h.draft).Answer(id, "")
			if a.Response == 0 || a.Client == nil || a.Client.Identified != assessment.IdentifiedByCode || a.Source != assessment.SourceClient || a.Mode != assessment.ModeClient || a.By != "Dana Reyes" {
				t.Errorf("%s: %+v, %+v", id, a.Answer, a.Client)
			}
		}
		if a := o.work(h.draft).Answer(h.questions[0], ""); a.Response != assessment.Yes || a.Client.Name != "Pat Lee" {
			t.Errorf("what came back and was mended: %+v", a.Answer)
		}
		o.must(o.VerifyAudit(ctx))
	})
}

// TestShareLinks: what a link opens ends with its time, with a new one in its place, with its recipient, its contact and its
// client; to look changes nothing.
func TestShareLinks(t *testing.T) {
	for name, end := range map[string]func(h *handedOut) error{
		"time": func(h *handedOut) error { h.clock.set(h.made[0].EndsAt.Add(time.Second)); return nil },
		"anew": func(h *handedOut) error {
			return drop(h.ResendShares(h.t.Context(), h.manager, nil, true, h.made[0].Recipient.ID))
		},
		"revoked": func(h *handedOut) error { return h.RevokeShares(h.t.Context(), h.manager, h.made[0].Recipient.ID) },
		"contact": func(h *handedOut) error {
			return h.RemoveContact(h.t.Context(), h.manager, h.client, h.made[0].Recipient.Contact)
		},
		"archived": func(h *handedOut) error { return h.ArchiveClient(h.t.Context(), h.manager, h.client, true) },
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, cfg Config) {
				o := newOffice(t, cfg)
				h := o.share(shareLetter)
				before := rowsOf(t, o.Store)
				for range 5 {
					o.must(drop(o.GuestByToken(t.Context(), h.made[0].token())))
				}
				wantSame(t, "the rows after a look", rowsOf(t, o.Store), before)
				g := o.enter(h.made[0])
				o.must(end(h))
				_, err := o.GuestByToken(t.Context(), h.made[0].token())
				wantErr(t, "the link", err, assessment.ErrNotFound)
				wantErr(t, "a code", o.SendShareCode(t.Context(), "", o.shareMAC(h.made[0].token()), codeLetter), assessment.ErrNotFound)
				_, err = o.GuestOf(t.Context(), g.Stay)
				wantErr(t, "the stay", err, assessment.ErrNotFound)
				_, err = o.SaveShared(t.Context(), g, SharedChange{Question: h.questions[0], Answer: yes("late")})
				if !errors.Is(err, assessment.ErrNotFound) && !errors.Is(err, ErrArchived) {
					t.Errorf("an answer: %v", err)
				}
				if _, err := o.GuestByToken(t.Context(), "x"+h.made[0].token()[1:]); !errors.Is(err, assessment.ErrNotFound) {
					t.Errorf("a guess: %v", err)
				}
			})
		})
	}
}

// TestShareReach: a contact reaches what was shared with them and is open, and nothing else.
func TestShareReach(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx := t.Context()
		pat, kim := o.enter(h.made[0]), o.enter(h.made[1])
		save := func(g Guest, question string, revision int) error {
			return drop(o.SaveShared(ctx, g, SharedChange{Question: question, Answer: yes("x"), Revision: revision}))
		}
		outside := o.plainQuestions(h.draft, 9)[8]
		wantErr(t, "a question outside the share", save(pat, outside, 0), assessment.ErrNotFound)
		wantErr(t, "the question of another contact", save(pat, h.questions[1], 0), assessment.ErrNotFound)
		wantErr(t, "no question", save(pat, "no-such", 0), assessment.ErrNotFound)
		wantRefusal(t, "to send with nothing answered", o.SubmitShare(ctx, pat, nil), errInvalid)
		o.must(save(pat, h.questions[2], 0))
		err := save(kim, h.questions[2], 0)
		conflict, ok := IsConflict(err)
		if !ok || conflict.Answer == nil || conflict.Answer.Note != "x" {
			t.Errorf("two contacts on one question: %v", err)
		}
		o.must(save(pat, h.questions[0], 0))
		o.must(o.SubmitShare(ctx, pat, nil))
		wantErr(t, "to send once more", o.SubmitShare(ctx, pat, nil), ErrNotShared)
		wantErr(t, "to change what was sent", save(pat, h.questions[0], 2), ErrNotShared)
		o.must(o.ReviewShare(ctx, o.manager, h.made[0].Recipient.Share, nil, h.verdicts("")...))
		wantErr(t, "a verdict on what was accepted", o.ReviewShare(ctx, o.manager, h.made[0].Recipient.Share, nil, Verdict{Question: h.questions[0], Given: 2}), assessment.ErrConflict)
		wantErr(t, "a verdict of another client's manager", o.ReviewShare(ctx, o.stranger, h.made[0].Recipient.Share, nil), assessment.ErrNotFound)
		o.exec(`UPDATE assessments SET status = 'superseded' WHERE id = $1`, h.draft)
		if err := save(kim, h.questions[1], 0); err == nil {
			t.Error("an answer was kept in an assessment that is no draft")
		}
	})
}

// TestShareRefused: what cannot be shared says why.
func TestShareRefused(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	h := o.share(nil)
	q := o.plainQuestions(h.draft, 9)
	pat, foreign := h.made[0].Recipient.Contact, o.contact(o.other, "Cho", "cho@harbor.test")
	to := func(ids ...string) []NewRecipient { return []NewRecipient{{Contact: pat, Questions: ids}} }
	for _, tt := range []struct {
		name string
		n    NewShare
		path string
		err  error
	}{
		{"nobody", NewShare{Questions: q[5:6]}, "contacts", errInvalid},
		{"no question", NewShare{To: to()}, "questions", errInvalid},
		{"a question that is out already", NewShare{To: to(h.questions[0])}, "questions", errInvalid},
		{"a question for two", NewShare{To: to(q[5]), Questions: q[5:6]}, "questions", errInvalid},
		{"a contact twice", NewShare{To: append(to(q[5]), to(q[6])...)}, "contacts", errInvalid},
		{"a day that is past", NewShare{To: to(q[5]), Due: assessment.NewDate(2020, 1, 1)}, "due", errInvalid},
		{"a name of two lines", NewShare{To: to(q[5]), ShareText: ShareText{Ask: assessment.Contact{Name: "Dana\nBcc: x@y.test"}}}, "ask-name", errInvalid},
		{"no such question", NewShare{To: to("no-such")}, "", assessment.ErrNotFound},
		{"another client's contact", NewShare{To: []NewRecipient{{Contact: foreign, Questions: q[5:6]}}}, "", assessment.ErrNotFound},
		{"another client's assessment", NewShare{Client: o.other, To: to(q[5])}, "", assessment.ErrNotFound},
	} {
		n := tt.n
		n.Assessment = h.draft
		if n.Client == "" {
			n.Client = o.client
		}
		_, err := o.MakeShares(t.Context(), o.manager, nil, n)
		wantRefusal(t, tt.name, err, tt.err)
		if invalid, ok := errors.AsType[*assessment.Invalid](err); ok && invalid.Problems[0].Path != tt.path {
			t.Errorf("%s: %+v, want a problem at %s", tt.name, invalid.Problems, tt.path)
		}
	}
}

// TestPassOn: a question goes to a colleague, who answers it; a manager who revokes the colleague gives it back.
func TestPassOn(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		ctx := t.Context()
		pat := o.enter(h.made[0])
		pass := func(question, email string) error {
			return o.PassOn(ctx, pat, question, assessment.Contact{Name: "Lou Poe", Email: email}, shareLetter)
		}
		for name, email := range map[string]string{"no address": "", "a bad one": "lou@riverside.test\nBcc: x@y.test", "one's own": "PAT@riverside.test"} {
			wantRefusal(t, name, pass(h.questions[0], email), errInvalid)
		}
		wantErr(t, "another's question", pass(h.questions[1], "lou@riverside.test"), assessment.ErrNotFound)
		o.must(pass(h.questions[0], "lou@riverside.test"))
		o.must(pass(h.questions[2], "lou@riverside.test"))
		wantSame(t, "the states", h.states(), "done sent sent")
		list, err := o.Recipients(ctx, o.manager, h.made[0].Recipient.Share)
		o.must(err)
		lou := list[2]
		if lou.PassedBy != h.made[0].Recipient.ID || lou.Person.Email != "lou@riverside.test" {
			t.Errorf("the colleague: %+v", lou)
		}
		o.must(o.RevokeShares(ctx, o.manager, lou.ID))
		wantSame(t, "the states after the colleague was refused", h.states(), "opened sent revoked")
		wantRefusal(t, "the refused colleague", pass(h.questions[0], "lou@riverside.test"), errInvalid)
		o.answerAll(pat, assessment.Yes)
	})
}

// TestCodesOfALeakedLink: who holds a link can use up the codes that are sent in an hour; a new link in its place has its own.
func TestCodesOfALeakedLink(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		mac := o.shareMAC(h.made[0].token())
		for range assessment.CodesPerHour {
			o.must(o.SendShareCode(t.Context(), "192.0.2.66", mac, codeLetter))
		}
		refused, ok := errors.AsType[*Refusal](o.SendShareCode(t.Context(), "192.0.2.66", mac, codeLetter))
		if !ok || refused.Until.IsZero() {
			t.Fatalf("one code more: %+v", refused)
		}
		made, err := o.ResendShares(t.Context(), o.manager, shareLetter, true, h.made[0].Recipient.ID)
		o.must(err)
		o.enter(made[0])
	})
}

// TestCodeGuesses: many guesses at a code at the same time are few tries.
func TestCodeGuesses(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		mac := o.shareMAC(h.made[0].token())
		o.must(o.SendShareCode(t.Context(), "", mac, codeLetter))
		right := o.newestMail("share-code").Letter.Text
		var tried sync.Map
		var group sync.WaitGroup
		for i := range 4 {
			group.Go(func() {
				for n := range 25 {
					guess := fmt.Sprintf("%06d", i*25+n)
					if guess == right {
						continue
					}
					_, err := o.EnterShare(context.WithoutCancel(t.Context()), mac, guess, SignIn{})
					refused, ok := errors.AsType[*Refusal](err)
					if !ok {
						t.Errorf("a wrong code: %v", err)
						return
					}
					if refused.Wrong {
						tried.Store(guess, true)
					}
				}
			})
		}
		group.Wait()
		n := 0
		tried.Range(func(any, any) bool { n++; return true })
		if n != 5 {
			t.Errorf("%d of 100 guesses at the same time were looked at, want 5", n)
		}
		if _, err := o.EnterShare(t.Context(), mac, right, SignIn{}); err == nil {
			t.Error("the right code was taken after five wrong ones")
		}
	})
}

// TestReturnedToNobody: what comes back to somebody who was revoked meanwhile is with nobody, and can be shared again.
func TestReturnedToNobody(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx := t.Context()
		pat := h.made[0].Recipient
		o.answerAll(o.enter(h.made[0]), assessment.Yes)
		o.must(o.RevokeShares(ctx, o.manager, pat.ID))
		wantErr(t, "what waits is shared again", h.again(h.questions[0]), errTest)
		o.must(o.ReviewShare(ctx, o.manager, pat.Share, nil, h.verdicts("Since when?")...))
		out, err := o.SharedOut(ctx, o.manager, o.client, h.draft, 2026)
		o.must(err)
		if _, with := out.Questions[h.questions[0]]; with {
			t.Error("a question that came back to nobody is out still")
		}
		o.must(h.again(h.questions[0]))
		if _, with := out.Questions[h.questions[1]]; !with {
			t.Error("the question of the other contact is not out any more")
		}
	})
}

// TestReturnedToWhoPassedItOn: what comes back to a colleague who was refused meanwhile goes to whom the question was from.
func TestReturnedToWhoPassedItOn(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx := t.Context()
		pat, kim := o.enter(h.made[0]), o.enter(h.made[1])
		o.must(o.PassOn(ctx, pat, h.questions[0], assessment.Contact{Name: "Kim Roe", Email: "kim@riverside.test"}, nil))
		o.must(o.PassOn(ctx, kim, h.questions[1], assessment.Contact{Name: "Lou Poe", Email: "lou@riverside.test"}, nil))
		list, err := o.Recipients(ctx, o.manager, kim.Share.ID)
		o.must(err)
		made, err := o.ResendShares(ctx, o.manager, nil, false, list[2].ID)
		o.must(err)
		o.answerAll(o.enter(made[0]), assessment.Yes)
		o.must(o.RevokeShares(ctx, o.manager, list[2].ID))
		o.must(o.ReviewShare(ctx, o.manager, kim.Share.ID, nil, h.verdicts("Since when?")...))
		sheet, err := o.Sheet(ctx, kim)
		o.must(err)
		if item, _ := sheet.Item(h.questions[1]); item == nil || item.State() != assessment.GivenReturned {
			t.Errorf("Kim's sheet: %+v", item)
		}
	})
}

// again shares a question once more, with the second contact; a refusal is errTest.
func (h *handedOut) again(question string) error {
	_, err := h.MakeShares(h.t.Context(), h.manager, nil, NewShare{
		Client: h.client, Assessment: h.draft, To: []NewRecipient{{Contact: h.made[1].Recipient.Contact, Questions: []string{question}}},
	})
	if _, invalid := errors.AsType[*assessment.Invalid](err); invalid {
		return errTest
	}
	return err
}

var errTest = errors.New("refused")

// TestConfirmedInItsSection: a contact's answer that is confirmed beside the question is accepted, and waits no more.
func TestConfirmedInItsSection(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx := t.Context()
		o.answerAll(o.enter(h.made[0]), assessment.Yes)
		offer := assessment.OfferAt(assessment.Offers(o.work(h.draft).Proposals), assessment.Place{Question: h.questions[0]})
		p := offer.Proposals[slices.IndexFunc(offer.Proposals, func(p assessment.Proposal) bool { return p.Source == assessment.FromContact })]
		o.exec(`DELETE FROM proposals WHERE assessment = $1 AND id <> $2`, h.draft, p.ID) // so that nothing differs
		o.save(h.draft, AnswerChange{Question: h.questions[0], Answer: p.Answer(), Proposal: p.ID})
		for _, v := range h.verdicts("") {
			if v.Question == h.questions[0] {
				t.Error("the answer waits for a verdict still")
			}
		}
		out, err := o.SharedOut(ctx, o.manager, o.client, h.draft, 2026)
		o.must(err)
		if _, with := out.Questions[h.questions[0]]; with || len(out.Questions) != 2 {
			t.Errorf("what is out: %+v", out.Questions)
		}
		o.must(o.ReviewShare(ctx, o.manager, p.Share, nil, h.verdicts("")...))
		wantSame(t, "the states", h.states(), "done sent")
		o.must(o.VerifyAudit(ctx))
	})
}

// TestSharesOfWhatIsFinal: what is final waits for no contact, so nobody is called late in the lists.
func TestSharesOfWhatIsFinal(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx := t.Context()
		o.answerAll(o.enter(h.made[0]), assessment.Yes)
		o.must(o.ReviewShare(ctx, o.manager, h.made[0].Recipient.Share, nil, h.verdicts("")...))
		o.exec(`UPDATE assessments SET status = 'final' WHERE id = $1`, h.draft)
		o.clock.set(o.clock.now().AddDate(0, 1, 0))
		list, err := o.ShareLines(ctx, o.manager, ShareFilter{PerPage: 10})
		o.must(err)
		if len(list.Lines) != 1 || list.Lines[0].Person.Name != "Pat Lee" || list.Counts[ShareShowOverdue] != 0 {
			t.Errorf("the lines: %+v, %+v", list.Lines, list.Counts)
		}
		counts, err := o.SharesByContact(ctx, o.manager, o.client)
		o.must(err)
		wantSame(t, "what waits for each contact", counts, map[string]int{})
		shares, err := o.ClientShares(ctx, o.manager, o.client, "")
		o.must(err)
		if len(shares) != 1 || !shares[0].Over {
			t.Errorf("the shares of the client: %+v", shares)
		}
	})
}
