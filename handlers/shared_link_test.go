package handlers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// mailedShare is a site that mails links, with questions of a draft that were shared with Pat Lee by mail.
type mailedShare struct {
	*site
	of, draft string
	handout   store.Handout
}

func newSharing(t *testing.T, questions ...string) *mailedShare {
	t.Helper()
	s := &mailedShare{site: mailingSite(t)}
	if err := s.store.SetSetting(t.Context(), s.admin, settingMSP, "Northwind IT"); err != nil {
		t.Fatal(err)
	}
	s.of, s.draft = s.sample("riverside-2026", "")
	if len(questions) == 0 {
		questions = []string{"device-encryption", "remote-wipe"}
	}
	s.handout = s.share("Pat Lee", "pat@riverside.test", questions...)
	return s
}

// share shares questions with a contact by mail.
func (s *mailedShare) share(name, email string, questions ...string) store.Handout {
	s.t.Helper()
	letters, err := s.app.shareLetters(s.t.Context(), s.app.inviting)
	if err != nil {
		s.t.Fatal(err)
	}
	made, err := s.store.MakeShares(s.t.Context(), s.scope("manager"), letters, store.NewShare{
		Client: s.of, Assessment: s.draft, Due: assessment.NewDate(2026, 12, 4), Questions: questions,
		ShareText: store.ShareText{Message: "Please answer what you can.", Ask: assessment.Contact{Name: "Dana Reyes", Phone: "937-555-0142"}},
		To:        []store.NewRecipient{{Contact: s.contact(s.of, name, email)}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if to, path := s.mailed(); to != email || path != made[0].Path {
		s.t.Fatalf("the link goes to %q as %q, want %q", to, path, made[0].Path)
	}
	return made[0]
}

var codeInMail = regexp.MustCompile(`\b(\d{3}) (\d{3}) is your code`)

// code gives the code of the next mail; empty where none waits.
func (s *site) code() string {
	s.t.Helper()
	m, err := s.store.ClaimMail(s.t.Context())
	if err != nil {
		return ""
	}
	if err := s.store.MailWasSent(s.t.Context(), m); err != nil {
		s.t.Fatal(err)
	}
	found := codeInMail.FindStringSubmatch(m.Letter.Text)
	if found == nil {
		s.t.Fatalf("a mail without a code:\n%s", m.Letter.Text)
	}
	return found[1] + found[2]
}

// follow opens a link, presses its button and gives the code of the mail.
func (s *mailedShare) follow(b *browser, h store.Handout) string {
	s.t.Helper()
	b.must(b.get(h.Path), http.StatusOK, "Northwind IT has questions for you", "Continue")
	if a := b.post(h.Path, url.Values{}); a.status != http.StatusSeeOther || a.location != "/shared/code" {
		s.t.Fatalf("the button of a link gives %d %q", a.status, a.location)
	}
	return s.code()
}

// enter types a code.
func (b *browser) enter(code string) answer {
	return b.post("/shared/code", url.Values{"code": {code}})
}

// in is the browser of the contact, who came in by the pages.
func (s *mailedShare) in() *browser {
	s.t.Helper()
	b := s.signIn("")
	if a := b.enter(s.follow(b, s.handout)); a.status != http.StatusSeeOther || a.location != "/shared" {
		s.t.Fatalf("the code gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	return b
}

func (s *site) pass(d time.Duration) { s.clock.Add(int64(d.Seconds())) }

// TestComingIn is the whole way of a contact from the mail to the questions and out again.
func TestComingIn(t *testing.T) {
	s := newSharing(t)
	b := s.signIn("")
	if a := b.get(s.handout.Path); a.has("Riverside") || a.has("Pat") || a.has("Dana") || a.has("555-0142") {
		t.Errorf("a link alone names people\n%s", a.body)
	}
	code := s.follow(b, s.handout)
	a := b.must(b.get("/shared/code"), http.StatusOK, "p…@riverside.test", `autocomplete="one-time-code"`, `inputmode="numeric"`, "Send a new code", "Dana Reyes")
	if a.has("Riverside Family") || a.has("pat@") {
		t.Errorf("before the code the page names the client or the address\n%s", short(a.body))
	}
	if a := b.enter(code[:3] + " " + code[3:]); a.status != http.StatusSeeOther || a.location != "/shared" {
		t.Fatalf("the code gives %d %q", a.status, a.location)
	}
	b.must(b.get("/shared"), http.StatusOK, "Riverside Family Dental", "Questions on data security: 2 to answer", "Start with question 1",
		"Please answer what you can.", "Due on Friday, December 4", "937-555-0142", "2 questions", "0 saved")
	if a := b.get("/shared/code"); a.location != "/shared" {
		t.Errorf("who is in is asked for a code again: %d %q", a.status, a.location)
	}
	b.must(b.get("/shared/elsewhere"), http.StatusNotFound, "There is no page here", "All questions")
	b.must(b.do(http.MethodPut, "/shared", nil), http.StatusNotFound, "There is no page here")
	b.must(b.do(http.MethodDelete, "/shared/code", nil), http.StatusMethodNotAllowed, "does not take what was sent")
	if a := b.post("/shared/leave", url.Values{}); a.location != "/shared/left" {
		t.Errorf("leaving gives %d %q", a.status, a.location)
	}
	b.must(b.get("/shared/left"), http.StatusOK, "You have stopped for now")
	b.must(b.get("/shared"), http.StatusUnauthorized, "Your visit is over")
	if a := s.signIn("").enter(code); a.status != http.StatusNotFound {
		t.Errorf("a code without a link gives %d", a.status)
	}
	other := s.signIn("")
	s.follow(other, s.handout)
	other.must(other.enter(code), http.StatusUnprocessableEntity, "That code is not right. Check the newest mail; 4 tries left.")
}

// TestDeadShareLinks: a link that is wrong, revoked or over, of a contact who was removed or of a client who was archived gives
// one and the same page, by GET and by POST.
func TestDeadShareLinks(t *testing.T) {
	s := newSharing(t)
	scope, b := s.scope("manager"), s.signIn("")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	other := s.client("Harbor Clinic", "main", "annex")
	_, there := s.sample("riverside-2026", other)
	archived := s.asked(other, there, "device-encryption").Path
	must(s.store.ArchiveClient(t.Context(), scope, other, true))
	revoked := s.share("Ann Poe", "ann@riverside.test", "auto-lock")
	must(s.store.RevokeShares(t.Context(), scope, revoked.Recipient.ID))
	removed := s.share("Bo Kim", "bo@riverside.test", "device-inventory")
	must(s.store.RemoveContact(t.Context(), scope, s.of, removed.Recipient.Contact))
	b.must(b.get(s.handout.Path), http.StatusOK)
	paths := map[string]string{
		"wrong": "/s/" + strings.Repeat("A", 43), "short": s.handout.Path[:20], "longer": s.handout.Path + "A", "odd": "/s/%00%ff",
		"foreign": newSharing(t).handout.Path, "archived": archived, "revoked": revoked.Path, "removed": removed.Path,
	}
	want := b.must(b.get(paths["wrong"]), http.StatusNotFound, "This link opens nothing. It may have ended or been copied in part.", "Ask the sender for a new one.")
	if want.has("Dana") {
		t.Error("the page names whom to ask")
	}
	same := func(name string, a answer) {
		t.Helper()
		if a.status != want.status || a.body != want.body {
			t.Errorf("%s gives %d and another page\n%s", name, a.status, short(a.body))
		}
	}
	for name, path := range paths {
		same(name, b.get(path))
		same(name+" by POST", b.post(path, url.Values{}))
	}
	s.pass(40 * 24 * time.Hour)
	same("over", b.get(s.handout.Path))
	same("over by POST", b.post(s.handout.Path, url.Values{}))
	if code := s.code(); code != "" {
		t.Error("a dead link sends a code")
	}
}

// TestWrongCodes: five wrong tries end a code, another one comes at a click, and not more than a few in an hour.
func TestWrongCodes(t *testing.T) {
	s := newSharing(t)
	b := s.signIn("")
	code := s.follow(b, s.handout)
	wrong := "123456"
	if code == wrong {
		wrong = "654321"
	}
	b.must(b.enter(""), http.StatusUnprocessableEntity, "Type the code from the mail.")
	b.must(b.enter("12345"), http.StatusUnprocessableEntity, "The code has six digits.")
	for _, left := range []string{"4 tries", "3 tries", "2 tries", "1 try"} {
		b.must(b.enter(wrong), http.StatusUnprocessableEntity, "Error:", "That code is not right. Check the newest mail; "+left+" left.", "p…@riverside.test")
	}
	b.must(b.enter(wrong), http.StatusUnprocessableEntity, "it was the last try", "Send a code")
	b.must(b.enter(code), http.StatusUnprocessableEntity, "That code works no longer.")
	if a := b.get("/shared/code"); a.has(`name="code"`) {
		t.Error("a dead code is asked for")
	}
	for range assessment.CodesPerHour - 1 {
		if a := b.post("/shared/code/new", url.Values{}); a.location != "/shared/code" {
			t.Fatalf("a new code gives %d %q", a.status, a.location)
		}
		if code = s.code(); code == "" {
			t.Fatal("no new code came")
		}
	}
	b.post("/shared/code/new", url.Values{})
	b.must(b.get("/shared/code"), http.StatusOK, "No new code was sent", "60 minutes")
	if s.code() != "" {
		t.Error("too many codes are sent")
	}
	s.pass(11 * time.Minute)
	b.must(b.enter(code), http.StatusUnprocessableEntity, "is older than 10 minutes")
	s.pass(time.Hour)
	b.post("/shared/code/new", url.Values{})
	if a := b.enter(s.code()); a.location != "/shared" {
		t.Errorf("the newest code gives %d %q", a.status, a.location)
	}
}

// TestPassphrases: without mail a contact types the words that the manager told.
func TestPassphrases(t *testing.T) {
	s := newSite(t)
	client, draft := s.sample("riverside-2026", "")
	h := s.asked(client, draft, "device-encryption")
	b := s.signIn("")
	if a := b.post(h.Path, url.Values{}); a.location != "/shared/code" {
		t.Fatalf("the button gives %d %q", a.status, a.location)
	}
	b.must(b.get("/shared/code"), http.StatusOK, "Passphrase", "The four words that Dana Reyes told you.")
	b.must(b.enter(" "), http.StatusUnprocessableEntity, "Type the four words")
	for range assessment.PassphraseFree {
		b.must(b.enter("one-two-three-four"), http.StatusUnprocessableEntity, "Those words are not right. Check their spelling and their order.")
	}
	b.must(b.enter("one-two-three-four"), http.StatusUnprocessableEntity, "wait 60 seconds, then try again")
	b.must(b.enter(h.Passphrase), http.StatusUnprocessableEntity, "was not looked at. Try again in 60 seconds.")
	s.pass(time.Minute)
	if a := b.enter(strings.ToUpper(strings.ReplaceAll(h.Passphrase, "-", " "))); a.location != "/shared" {
		t.Fatalf("the passphrase gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	again := s.signIn("")
	again.post(h.Path, url.Values{})
	for range assessment.PassphraseTries {
		again.enter("one-two-three-four")
		s.pass(time.Hour)
	}
	a := again.must(again.enter(h.Passphrase), http.StatusUnprocessableEntity, "open nothing any more", "Call Dana Reyes, phone 555-0142, for new words.")
	if a.has(`name="code"`) {
		t.Error("a dead passphrase is asked for")
	}
}

// TestCodesWithoutMail: where mail was turned off after the link went out, the page says whom to call.
func TestCodesWithoutMail(t *testing.T) {
	s := newSharing(t)
	if err := s.store.SaveMailSettings(t.Context(), s.admin, assessment.MailSettings{}); err != nil {
		t.Fatal(err)
	}
	b := s.signIn("")
	b.post(s.handout.Path, url.Values{})
	a := b.must(b.get("/shared/code"), http.StatusOK, "no mail can be sent now", "Call Dana Reyes of Northwind IT, phone 937-555-0142, for another way in.")
	if a.has("Send a") {
		t.Error("a code is offered that cannot be sent")
	}
}

// TestANewLinkReplacesTheVisit in the same browser.
func TestANewLinkReplacesTheVisit(t *testing.T) {
	s := newSharing(t)
	b := s.in()
	second := s.share("Ann Poe", "ann@riverside.test", "auto-lock")
	if a := b.post(s.handout.Path, url.Values{}); a.location != "/shared" || s.code() != "" {
		t.Errorf("who is in and follows their link again goes to %q, want no other code", a.location)
	}
	before := b.guestCookie()
	if a := b.post(second.Path, url.Values{}); a.location != "/shared/code" {
		t.Fatalf("a second link gives %d %q", a.status, a.location)
	}
	if b.guestCookie() == before {
		t.Error("the session keeps its token")
	}
	b.must(b.get("/shared"), http.StatusUnauthorized, "Your visit is over")
	before = b.guestCookie()
	if a := b.enter(s.code()); a.location != "/shared" {
		t.Fatalf("the second code gives %d %q", a.status, a.location)
	}
	if b.guestCookie() == before {
		t.Error("the session keeps its token when the contact comes in")
	}
	b.must(b.get("/shared"), http.StatusOK, "1 to answer")
}

// guestCookie gives the session of a contact.
func (b *browser) guestCookie() string {
	b.t.Helper()
	at, err := url.Parse(b.site.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == b.site.app.guests.Cookie.Name {
			return c.Value
		}
	}
	return ""
}

// TestLateForms: a form that comes after the visit has ended is kept, and is there once the contact is in again.
func TestLateForms(t *testing.T) {
	s := newSharing(t)
	path := "/shared/done" // of which the test's own router takes forms
	var kept url.Values
	b := s.in()
	router := s.lateRouter(path, &kept)
	post := func(fields url.Values) answer { return b.through(router, http.MethodPost, path, fields) }
	if a := post(url.Values{"note": {"in time"}}); a.status != http.StatusNoContent {
		t.Fatalf("a form in time gives %d", a.status)
	}
	s.pass(store.GuestIdle + time.Second)
	typed := url.Values{"note": {"Two laptops, both encrypted."}, "response": {"partial"}, "revision": {"3"}}
	b.must(post(typed), http.StatusUnauthorized, "Your visit is over", "What you typed is kept. Come in again to save it.")
	b.must(b.get("/shared"), http.StatusUnauthorized, "Your visit is over", `href="/shared/code"`)
	b.must(b.get("/shared/code"), http.StatusOK, "What you typed is kept. Come in again to save it.", "Send a code")
	b.post("/shared/code/new", url.Values{})
	if a := b.enter(s.code()); a.location != path {
		t.Errorf("coming in again leads to %q, want the page of the form", a.location)
	}
	b.through(router, http.MethodGet, path, nil)
	if kept.Encode() != typed.Encode() {
		t.Errorf("kept are %v, want %v", kept, typed)
	}
	b.through(router, http.MethodGet, path, nil)
	if kept != nil {
		t.Errorf("what was shown is kept on: %v", kept)
	}

	s.pass(store.GuestIdle + time.Second)
	b.must(post(url.Values{"note": {strings.Repeat("x", mostKept)}}), http.StatusUnauthorized, "Come in again")
	if a := b.get("/shared/code"); a.has("What you typed is kept") {
		t.Error("more is kept than may be")
	}
	post(typed)
	second := s.share("Ann Poe", "ann@riverside.test", "auto-lock")
	b.post(second.Path, url.Values{})
	if a := b.get("/shared/code"); a.has("What you typed is kept") {
		t.Error("somebody else is told of what was typed")
	}
	b.enter(s.code())
	b.through(router, http.MethodGet, path, nil)
	if kept != nil {
		t.Errorf("somebody else gets what was typed: %v", kept)
	}
}

// lateRouter takes forms of contacts at a path, and shows there what is kept of them.
func (s *site) lateRouter(path string, kept *url.Values) http.Handler {
	router := chi.NewRouter()
	answers := func(method string, do func(r *http.Request)) {
		router.Method(method, path, s.app.guard(route{method, path, guest, func(w http.ResponseWriter, r *http.Request) error {
			do(r)
			w.WriteHeader(http.StatusNoContent)
			return nil
		}}))
	}
	answers(http.MethodGet, func(r *http.Request) { *kept = s.app.keptForm(r, path) })
	answers(http.MethodPost, func(*http.Request) {})
	return router
}

// through sends a form through a router, with the cookies of a browser.
func (b *browser) through(router http.Handler, method, path string, fields url.Values) answer {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), method, b.site.URL+path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range b.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	router.ServeHTTP(w, r)
	got := w.Result()
	defer got.Body.Close()
	b.Jar.SetCookies(r.URL, got.Cookies())
	return answer{got.StatusCode, got.Header.Get("Location"), w.Body.String(), got.Header}
}

// TestTheList shows how far each question is, and what is to be done next.
func TestTheList(t *testing.T) {
	s := newSharing(t)
	b := s.in()
	stay := s.stayOf(b)
	save := func(question string) {
		t.Helper()
		sheet, err := s.store.Sheet(t.Context(), stay)
		if err != nil {
			t.Fatal(err)
		}
		item, _ := sheet.Item(question)
		var changes []store.SharedChange
		for _, p := range item.Places {
			changes = append(changes, store.SharedChange{
				Question: question, Site: p.Site, Answer: assessment.Answer{Response: assessment.Yes, Note: "All of them."}, Revision: p.Given.Revision,
			})
		}
		if _, err := s.store.SaveShared(t.Context(), stay, changes...); err != nil {
			t.Fatal(err)
		}
	}
	save("device-encryption")
	b.must(b.get("/shared"), http.StatusOK, "1 to answer", "Saved", "To do", "1 saved", "Continue with question ")
	save("remote-wipe")
	b.must(b.get("/shared"), http.StatusOK, "Ready to send", "Check and send", `href="/shared/check"`, "2 saved")
	if a := b.get("/shared/done"); a.location != "/shared" {
		t.Errorf("before sending, thanks are given: %d", a.status)
	}
	if err := s.store.SubmitShare(t.Context(), stay, nil); err != nil {
		t.Fatal(err)
	}
	b.must(b.get("/shared/done"), http.StatusOK, "Sent. Thank you", "Dana Reyes of Northwind IT reads your answers now")
	if a := b.must(b.get("/shared"), http.StatusOK, "Sent. Thank you"); a.has("Continue with") || a.has("Check and send") {
		t.Error("after sending there is something to do")
	}
	letters, err := s.app.shareLetters(t.Context(), s.app.returning)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := s.store.Sheet(t.Context(), stay)
	if err != nil {
		t.Fatal(err)
	}
	item, _ := sheet.Item("remote-wipe")
	err = s.store.ReviewShare(t.Context(), s.scope("manager"), s.handout.Recipient.Share, letters, store.Verdict{
		Question: "remote-wipe", Site: item.Places[0].Site, Given: item.Places[0].Given.Revision, Remark: "Phones as well?",
	})
	if err != nil {
		t.Fatal(err)
	}
	b.must(b.get("/shared"), http.StatusOK, "1 answer came back to you", "Came back", "Phones as well?", "The other 1 question", "Continue with question ")
	s.finish(s.draft)
	b.must(b.get("/shared"), http.StatusOK, "The questions are closed")
}

// stayOf gives the contact of a browser.
func (s *mailedShare) stayOf(b *browser) store.Guest {
	s.t.Helper()
	ctx, err := s.app.guests.Load(s.t.Context(), b.guestCookie())
	if err != nil {
		s.t.Fatal(err)
	}
	g, err := s.store.GuestOf(ctx, s.app.guests.GetString(ctx, guestStay))
	if err != nil {
		s.t.Fatal(fmt.Errorf("nobody is in: %w", err))
	}
	return g
}
