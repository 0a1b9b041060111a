package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// letters takes all that waits out of the outbox, as if it was sent.
func (s *site) letters() (list []store.Mail) {
	s.t.Helper()
	for {
		m, err := s.store.ClaimMail(s.t.Context())
		if errors.Is(err, assessment.ErrNotFound) {
			return list
		}
		if err == nil {
			err = s.store.MailWasSent(s.t.Context(), m)
		}
		if err != nil {
			s.t.Fatal(err)
		}
		list = append(list, m)
	}
}

// askedByMail is asked for a contact who gets a link by mail, and a code. It gives their browser as well, once they are in.
func (s *site) askedByMail(client, id string, questions ...string) (store.Handout, *browser) {
	s.t.Helper()
	ctx := s.t.Context()
	letters, err := s.app.shareLetters(ctx, s.app.inviting)
	if err != nil || letters == nil {
		s.t.Fatalf("no letters: %v", err)
	}
	made, err := s.store.MakeShares(ctx, s.scope("manager"), letters, store.NewShare{
		Client: client, Assessment: id, Due: assessment.NewDate(2026, 12, 4), Questions: questions,
		ShareText: store.ShareText{Ask: assessment.Contact{Name: "Dana Reyes", Phone: "555-0142"}},
		To:        []store.NewRecipient{{Contact: s.contact(client, "Pat Lee", "pat@riverside.test")}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	g, err := s.store.GuestByToken(ctx, strings.TrimPrefix(made[0].Path, "/s/"))
	if err == nil {
		err = s.store.SendShareCode(ctx, "127.0.0.1", g.Link, s.app.codeMail(ctx))
	}
	if err != nil {
		s.t.Fatal(err)
	}
	sent := s.letters()
	i := slices.IndexFunc(sent, func(m store.Mail) bool { return m.Kind == templates.MailShareCode })
	h := made[0]
	h.Passphrase = strings.TrimSuffix(sent[i].Letter.Subject, " is your code") // what is typed to come in
	return made[0], s.comeIn(h)
}

const discussed = "device-encryption"

func messagesAt(id string) string {
	return "/assessments/" + id + "/answers/" + discussed + "/messages"
}

const sharedMessagesAt = "/shared/questions/" + discussed + "/messages"

func typedText(text string) url.Values { return url.Values{"text": {text}} }

// TestMessages: a manager and a contact write to each other, each sees what is new, and the mails say nothing of it.
func TestMessages(t *testing.T) {
	s := mailingSite(t)
	client, id := s.sample("riverside-2026", "")
	h, pat := s.askedByMail(client, id, discussed)
	dana := s.signIn("manager")
	card := "/assessments/" + id + "/answers/" + discussed
	wantLetter := func(to, about string) {
		t.Helper()
		list := s.letters()
		if to == "" && len(list) == 0 {
			return
		}
		if to == "" || len(list) != 1 || list[0].Letter.To.Address != to || !strings.Contains(list[0].Letter.Text, about) {
			t.Fatalf("the mails are %+v, want one to %q with %q", list, to, about)
		}
		l := list[0].Letter
		for _, secret := range []string{"laptops", "recovery"} {
			if strings.Contains(l.Subject+l.Text+l.HTML, secret) {
				t.Errorf("the mail to %s tells %q:\n%s", to, secret, l.Text)
			}
		}
		if strings.Contains(l.Subject, "Riverside") || strings.ContainsAny(l.Subject, "\r\n") {
			t.Errorf("the subject is %q", l.Subject)
		}
	}

	dana.must(dana.get(messagesAt(id)), 200, "Message to Pat Lee", templates.NoPatientData, "Gets a mail")
	dana.must(dana.post(messagesAt(id), typedText("Which laptops\r\nBcc: eve@else.test")), 303)
	wantLetter("pat@riverside.test", told+"/s/")
	dana.must(dana.post(messagesAt(id), typedText("And which laptops of the annex?")), 303)
	wantLetter("", "")
	dana.must(dana.get(card), 200, "Discuss (2)", messagesAt(id))
	dana.must(dana.get(messagesAt(id)), 200, "Has read nothing yet.")

	pat.must(pat.get(sharedMessagesAt), 200, "Which laptops\nBcc: eve@else.test", "And which laptops of the annex?", "New", "Message to Dana Reyes", templates.NoPatientData)
	if again := pat.must(pat.get(sharedMessagesAt), 200, "Which laptops"); again.has("</svg>New") || strings.Contains(again.body, "state-needs") {
		t.Error("what was read is new once more")
	}
	dana.must(dana.get(messagesAt(id)), 200, "Has read everything.")
	pat.must(pat.post(sharedMessagesAt, typedText("All <b>laptops</b> & the recovery keys.")), 303)
	wantLetter("manager@example.test", told+messagesAt(id))
	pat.must(pat.post(sharedMessagesAt, typedText("The laptops too.")), 303)
	wantLetter("", "")
	dana.must(dana.get(card), 200, "Discuss (4, 2 new)")
	section := s.workOf(id).Catalog.SectionOf(discussed).ID
	dana.must(dana.get("/assessments/"+id+"/sections/"+section+"?show=all"), 200, "Discuss (4, 2 new)")
	dana.must(dana.get(messagesAt(id)), 200, "All &lt;b&gt;laptops&lt;/b&gt; &amp; the recovery keys.", "Pat Lee", "New")
	dana.must(dana.get(card), 200, "Discuss (4)")
	dana.must(dana.post(messagesAt(id), typedText("Thank you, laptops are done.")), 303)
	wantLetter("pat@riverside.test", told+"/s/")

	if err := s.store.RevokeShares(t.Context(), s.scope("manager"), h.Recipient.ID); err != nil {
		t.Fatal(err)
	}
	dana.must(dana.post(messagesAt(id), typedText("A note on laptops.")), 303)
	wantLetter("", "")
	dana.must(dana.get(messagesAt(id)), 200, "no contact has this question now")
	pat.must(pat.get(sharedMessagesAt), 401)
	pat.must(pat.post(sharedMessagesAt, typedText("Hello")), 401)
}

// TestMessagesRefused: what cannot be sent comes back as it was typed, and says why.
func TestMessagesRefused(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	long := strings.Repeat("€", 20_000)
	const mrn, ssn = "The chart of MRN 12345 lies open.", "Her SSN is 219 09 9998."
	dana, pat := s.signIn("manager"), s.comeIn(s.asked(client, id, discussed))
	for _, b := range []struct {
		*browser
		path string
	}{{dana, messagesAt(id)}, {pat, sharedMessagesAt}} {
		for _, tt := range []struct {
			name   string
			fields url.Values
			status int
			shows  []string
		}{
			{"nothing", typedText(""), 422, []string{"Write a message first."}},
			{"line ends only", typedText("\r\n \t\r\n"), 422, []string{"Write a message first."}},
			{"the longest", typedText(long), 303, nil},
			{"one too many", typedText(long + "x"), 422, []string{"€€€€x</textarea>"}},
			{"markup", typedText("</textarea><script>alert(1)</script>"), 303, nil},
			{"a control character", typedText("a\x00b"), 422, []string{"cannot be shown"}},
			{"a record number", typedText(mrn), 422, []string{"This looks like a medical record number: MRN 12345", "Do not send patient data here.", mrn + "</textarea>", "Send anyway"}},
			{"a record number anyway", url.Values{"text": {mrn}, "anyway": {"yes"}}, 303, nil},
			{"a Social Security number", typedText(ssn), 422, []string{"a Social Security number: SSN is 219 09 9998", ssn + "</textarea>"}},
			{"a Social Security number anyway", url.Values{"text": {ssn}, "anyway": {"yes"}}, 422, []string{"is never kept here"}},
		} {
			a := b.post(b.path, tt.fields)
			if a.status != tt.status {
				t.Errorf("%s, %s: status %d, want %d\n%s", b.path, tt.name, a.status, tt.status, short(a.body))
			}
			for _, text := range tt.shows {
				if !a.has(text) {
					t.Errorf("%s, %s: the page does not show %q\n%s", b.path, tt.name, text, short(a.body))
				}
			}
			if strings.Contains(tt.name, "Social") && a.has("Send anyway") {
				t.Errorf("%s, %s: it can be sent anyway", b.path, tt.name)
			}
		}
		page := b.must(b.get(b.path), 200, mrn, "&lt;/textarea&gt;&lt;script&gt;")
		if page.has("<script>alert") || page.has("219 09") {
			t.Errorf("%s shows what it must not", b.path)
		}
	}
	const notShared = "/shared/questions/device-inventory/messages"
	pat.must(pat.get(notShared), http.StatusNotFound)
	pat.must(pat.post(notShared, typedText("Hello")), http.StatusNotFound)
	dana.must(dana.get(messagesAt(id)), 200, "Gets no mail.")
	if list := s.letters(); len(list) > 0 {
		t.Errorf("%d mails where none go out", len(list))
	}
}

// TestMessagesOver: what was written on a final assessment is only read, and what comes too late is not lost.
func TestMessagesOver(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	pat, dana := s.comeIn(s.asked(client, id, discussed)), s.signIn("manager")
	pat.must(pat.post(sharedMessagesAt, typedText("All of them.")), 303)
	s.finish(id)
	for _, b := range []struct {
		*browser
		path string
	}{{dana, messagesAt(id)}, {pat, sharedMessagesAt}} {
		if a := b.must(b.get(b.path), 200, "All of them."); a.has("<textarea") {
			t.Errorf("%s: one can write", b.path)
		}
		b.must(b.post(b.path, typedText("Too late, and not lost.")), http.StatusConflict, "Too late, and not lost.")
	}
}

// TestMessagesOfScreening: a contact who is asked for a screening reads whom to call.
func TestMessagesOfScreening(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Machine")
	cat, err := s.lib.Catalog("phi-screening")
	if err != nil {
		t.Fatal(err)
	}
	question := cat.Questions()[0].ID
	made, err := s.store.MakeShares(t.Context(), s.scope("manager"), nil, store.NewShare{
		Client: client, Screening: cat, Period: 2026, Questions: []string{question},
		ShareText: store.ShareText{Ask: assessment.Contact{Name: "Dana Reyes", Phone: "555-0142"}},
		To:        []store.NewRecipient{{Contact: s.contact(client, "Pat Lee", "pat@harbor.test")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	pat := s.comeIn(made[0])
	path := "/shared/questions/" + question + "/messages"
	if a := pat.must(pat.get(path), 200, "Call Dana Reyes", "555-0142"); a.has("<textarea") {
		t.Error("one can write")
	}
	pat.must(pat.post(path, typedText("Hello")), http.StatusNotFound)
}
