package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// desk is a draft of which questions are shared, and the manager's browser.
type desk struct {
	*site
	*browser
	client, draft string
	questions     []string // open, for the whole client, no facts, one citation at least
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	d := &desk{site: s, client: client, draft: s.openYear(client, 2026)}
	d.browser = s.signIn("manager")
	w := s.workOf(d.draft)
	for _, st := range assessment.Stand(w.Catalog, &w.Content) {
		q := st.Question
		if st.Visible && !st.Answered() && !q.IsFact() && q.Per != assessment.PerSite && q.Audience == assessment.ForClient {
			d.questions = append(d.questions, q.ID)
		}
	}
	if len(d.questions) < 4 {
		t.Fatalf("%d questions, want 4", len(d.questions))
	}
	return d
}

func (d *desk) at(parts ...string) string {
	return strings.Join(append([]string{"/assessments/" + d.draft}, parts...), "/")
}

// form fills the page for a new share.
func (d *desk) form(pairs ...string) url.Values {
	f := fields("how", "together", "due", "2026-12-04", "ask-name", "Dana Reyes", "message", "Please answer.")
	for name, values := range fields(pairs...) {
		f[name] = values
	}
	return f
}

// reply lets a contact who is in answer every question that waits for them, and send the answers.
func (d *desk) reply(h store.Handout, response assessment.Response) {
	d.site.t.Helper()
	ctx := d.site.t.Context()
	must := func(err error) {
		d.site.t.Helper()
		if err != nil {
			d.site.t.Fatal(err)
		}
	}
	g, err := d.store.GuestByToken(ctx, strings.TrimPrefix(h.Path, "/s/"))
	must(err)
	stay, err := d.store.EnterShare(ctx, g.Link, h.Passphrase, store.SignIn{From: "127.0.0.1"})
	must(err)
	g, err = d.store.GuestOf(ctx, stay)
	must(err)
	sheet, err := d.store.Sheet(ctx, g)
	must(err)
	for _, item := range sheet.Items {
		for _, p := range item.Places {
			if p.Given.State.Open() {
				_, err := d.store.SaveShared(ctx, g, store.SharedChange{
					Question: p.Question, Site: p.Site, Revision: p.Given.Revision, Answer: assessment.Answer{Response: response, Note: "As I know it."},
				})
				must(err)
			}
		}
	}
	must(d.store.SubmitShare(ctx, g, nil))
}

// verdicts gives the fields of the page on which a share is reviewed, with that said of every answer.
func (d *desk) verdicts(page, said, remark string) url.Values {
	f := url.Values{}
	for _, m := range regexp.MustCompile(`name="((?:given|stored)\.[^"]+)" value="(\d+)"`).FindAllStringSubmatch(page, -1) {
		f.Set(m[1], m[2])
		if key, ok := strings.CutPrefix(m[1], "given."); ok {
			f.Set("verdict."+key, said)
			f.Set("remark."+key, remark)
		}
	}
	return f
}

// handout reads the link and the passphrase from the page that shows them once.
func handoutOn(t *testing.T, page string) store.Handout {
	t.Helper()
	link := regexp.MustCompile(`value="http[^"]+(/s/[\w-]{43})"`).FindStringSubmatch(page)
	phrase := regexp.MustCompile(`<dt>Passphrase</dt>\s*<dd>\s*([a-z-]+)`).FindStringSubmatch(page)
	if link == nil || phrase == nil {
		t.Fatalf("no link and passphrase on the page\n%s", short(page))
	}
	return store.Handout{Path: link[1], Passphrase: phrase[1]}
}

// TestSharesWholeWay: a manager shares, a contact answers, one answer comes back and is mended, all are accepted.
func TestSharesWholeWay(t *testing.T) {
	d := newDesk(t)
	d.must(d.get(d.at("shares")), http.StatusOK, "Nothing is shared yet", "shares/new?suggest=client")
	a := d.must(d.get(d.at("shares/new?suggest=client")), http.StatusOK, `value="`+d.questions[0]+`" checked`, "No mail goes out")
	if a := d.get(d.at("shares/new")); strings.Contains(a.body, `name="q" value="`+d.questions[0]+`" checked`) {
		t.Error("a question is chosen that nobody asked for")
	}
	form := d.form("q", d.questions[0], "q", d.questions[1], "new-name", "Pat Lee", "new-title", "Office manager", "new-email", "pat@riverside.test", "new-phone", "555-0143")
	a = d.must(d.post(d.at("shares/new"), form), http.StatusOK, "Shown only now", "Pat Lee", "Call Pat Lee at 555-0143")
	h := handoutOn(t, a.body)
	if again := d.post(d.at("shares/new"), form); again.status != http.StatusUnprocessableEntity || !again.has("are with a contact already") {
		t.Errorf("to send the form once more gives %d", again.status)
	}
	if list, err := d.store.Contacts(t.Context(), d.admin, d.client); err != nil || len(list) != 1 {
		t.Errorf("%d contacts, %v; want one", len(list), err)
	}
	d.must(d.get(d.at("shares")), http.StatusOK, "Pat Lee", "0 of 2", "Sent", "Due on Friday, December 4.")
	d.must(d.get(d.at("shares/new?suggest=client")), http.StatusOK, "With P. Lee, Dec 4")
	d.comeIn(h)
	d.reply(h, assessment.Partial)
	d.must(d.get(d.at("shares")), http.StatusOK, "2 of 2", "2 to review", "opened Nov 24, 2026")
	list, _ := d.store.Shares(t.Context(), d.admin, d.client, d.draft)
	review := d.at("shares", list[0].ID)
	a = d.must(d.get(review), http.StatusOK, "2 answers wait for you", "As I know it.", "Pat Lee (Office manager) answered on Nov 24, identified by a passphrase told by phone", "Last year")
	if a.has("checked") {
		t.Error("something is decided beforehand")
	}
	f := d.verdicts(a.body, "accept", "")
	f.Set("verdict."+d.questions[0], "return")
	d.must(d.post(review, f), http.StatusUnprocessableEntity, "Write what is missing or not clear")
	f.Set("remark."+d.questions[0], "Since <when>?")
	if a = d.post(review, f); a.status != http.StatusSeeOther || a.location != d.at("shares") {
		t.Fatalf("the review gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	d.must(d.get(a.location), http.StatusOK, "Accepted 1 answer. Returned 1 answer. No mail says so to Pat Lee: call them.", "Returned", "1 of 2", "1 answer returned")
	d.must(d.post(review, f), http.StatusConflict, "Somebody else changed this", "What you typed, not saved", "Since &lt;when&gt;?")
	d.reply(h, assessment.Yes)
	a = d.must(d.get(review), http.StatusOK, "1 answer waits", "Your remark before", "Since &lt;when&gt;?", "Accepted")
	if a = d.post(review, d.verdicts(a.body, "accept", "")); a.status != http.StatusSeeOther {
		t.Fatalf("the second review gives %d\n%s", a.status, short(a.body))
	}
	d.must(d.get(d.at("shares")), http.StatusOK, "Done", "2 of 2")
	got := d.workOf(d.draft).Answer(d.questions[0], "")
	if got.Response != assessment.Yes || got.Client == nil || got.Client.Name != "Pat Lee" || got.By != "Dana Reyes" {
		t.Errorf("the accepted answer: %+v", got.Answer)
	}
	if a := d.post(review, url.Values{"verdict." + d.questions[0]: {"accept"}, "remark." + d.questions[0]: {""}}); a.status != http.StatusConflict {
		t.Errorf("to accept once more gives %d", a.status)
	}
}

// TestSharesUnchangedTogether accepts those that say the same as last year in one act, and what is returned stays returned.
func TestSharesUnchangedTogether(t *testing.T) {
	d := newDesk(t)
	var same []string
	w := d.workOf(d.draft)
	for _, p := range w.Proposals {
		q := w.Catalog.Question(p.Question)
		if p.Response == assessment.Yes && p.Site == "" && !p.Anew && p.OldText == "" && q.Per != assessment.PerSite && len(same) < 3 {
			same = append(same, p.Question)
		}
	}
	h := d.asked(d.client, d.draft, same...)
	d.reply(h, assessment.Yes)
	review := d.at("shares", h.Recipient.Share)
	a := d.must(d.get(review), http.StatusOK, "3 answers say the same as last year", "Accept the 3 unchanged together", `name="act" value="unchanged"`)
	f := d.verdicts(a.body, "", "")
	f.Set("act", "unchanged")
	f.Set("verdict."+same[1], "return")
	f.Set("remark."+same[1], "Show me")
	if a = d.post(review, f); a.status != http.StatusSeeOther {
		t.Fatalf("accepting gives %d\n%s", a.status, short(a.body))
	}
	d.must(d.get(a.location), http.StatusOK, "Accepted 2 answers. Returned 1 answer.")
	d.must(d.post(review, url.Values{}), http.StatusUnprocessableEntity, "Choose for at least one answer")
}

// TestSharesRefused: what is wrong with a new share says so, and everything typed stays.
func TestSharesRefused(t *testing.T) {
	d := newDesk(t)
	pat := d.contact(d.client, "Pat Lee", "pat@riverside.test")
	gone := d.contact(d.client, "Gone Girl", "gone@riverside.test")
	if err := d.store.RemoveContact(t.Context(), d.admin, d.client, gone); err != nil {
		t.Fatal(err)
	}
	foreign := d.contact(d.site.client("Harbor"), "Cho", "cho@harbor.test")
	q := d.questions[0]
	for _, tt := range []struct {
		name, text string
		form       url.Values
	}{
		{"no question", "Choose at least one question", d.form("to", pat)},
		{"nobody", "Choose who is to answer", d.form("q", q)},
		{"a question that is not there", "not asked any more", d.form("q", q, "q", "no-such", "to", pat)},
		{"a day that is past", "The due day is past", d.form("q", q, "to", pat, "due", "2026-11-20")},
		{"no day", "Choose by when", d.form("q", q, "to", pat, "due", "")},
		{"no such day", "There is no such day", d.form("q", q, "to", pat, "due", "2026-02-30")},
		{"nobody to ask", "Write whom the contacts can ask", d.form("q", q, "to", pat, "ask-name", "")},
		{"a contact who was removed", "no longer on the list", d.form("q", q, "to", gone)},
		{"another client's contact", "no longer on the list", d.form("q", q, "to", foreign)},
		{"a new line in an address", "address", d.form("q", q, "new-name", "Lou", "new-email", "lou@riverside.test\nBcc: x@y.test")},
		{"no name", "Write the person’s name", d.form("q", q, "new-email", "lou@riverside.test")},
		{"an address that somebody has", "Pat Lee has this address already", d.form("q", q, "new-name", "Pat", "new-email", "PAT@riverside.test")},
		{"a section for nobody", "Write who that is", d.form("q", q, "to", pat, "how", "split", "who."+d.sectionOf(q), "new")},
	} {
		tt.form.Set("message", "Typed message")
		a := d.post(d.at("shares/new"), tt.form)
		if a.status != http.StatusUnprocessableEntity || !a.has(tt.text) || !a.has("Typed message") {
			t.Errorf("%s: %d\n%s", tt.name, a.status, short(a.body))
		}
		if tt.form.Get("q") == q && !a.has(`value="`+q+`" checked`) {
			t.Errorf("%s: the chosen question is lost", tt.name)
		}
	}
	if list, err := d.store.Shares(t.Context(), d.admin, d.client, ""); err != nil || len(list) != 0 {
		t.Errorf("%d shares were made, %v", len(list), err)
	}
}

func (d *desk) sectionOf(question string) string {
	return d.workOf(d.draft).Catalog.SectionOf(question).ID
}

// TestSharesSplit gives each section to the contact that was chosen for it, one who is added on the page among them.
func TestSharesSplit(t *testing.T) {
	d := newDesk(t)
	pat := d.contact(d.client, "Pat Lee", "")
	first, other := d.questions[0], ""
	for _, q := range d.questions {
		if d.sectionOf(q) != d.sectionOf(first) {
			other = q
		}
	}
	form := d.form("q", first, "q", other, "how", "split", "who."+d.sectionOf(first), pat, "who."+d.sectionOf(other), "new", "new-name", "Kim Roe")
	d.must(d.post(d.at("shares/new"), form), http.StatusOK, "2 links", "Link for Pat Lee", "Link for Kim Roe")
	out, err := d.store.SharedOut(t.Context(), d.admin, d.client, d.draft, 2026)
	if err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string]string{first: "Pat Lee", other: "Kim Roe"} {
		if who := namesOf(out.Who(q)); len(who) != 1 || who[0] != want {
			t.Errorf("%s is with %v, want %s", q, who, want)
		}
	}
}

// TestClientShareActs makes a new link, sets another day, and revokes; an overdue share says so.
func TestClientShareActs(t *testing.T) {
	d := newDesk(t)
	h := d.asked(d.client, d.draft, d.questions[0])
	harbor := d.site.client("Harbor")
	other := d.asked(harbor, d.openYear(harbor, 2026), d.questions[0])
	act := func(name string, pairs ...string) answer {
		t.Helper()
		return d.post("/clients/"+d.client+"/shares/"+name, fields(append([]string{"recipient", h.Recipient.ID, "list", "assessment"}, pairs...)...))
	}
	d.clock.Store(assessment.NewDate(2026, 12, 8).Time().Unix() + 43200)
	d.browser = d.signIn("manager")
	d.must(d.get(d.at("shares")), http.StatusOK, "Overdue, sent", "Was due on Friday, December 4.")
	d.must(act("due", "due", "2026-12-01"), http.StatusUnprocessableEntity, "The due day is past", `value="2026-12-01"`)
	if a := act("due", "due", "2026-12-15"); a.location != d.at("shares") {
		t.Fatalf("another day gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	d.must(d.get(d.at("shares")), http.StatusOK, "It is due on December 15, 2026 now.", "Due on Tuesday, December 15.")
	a := d.must(act("link", "by", "copy"), http.StatusOK, "Shown only now")
	fresh := handoutOn(t, a.body)
	d.comeIn(fresh)
	if a := d.post("/clients/"+d.client+"/shares/revoke", fields("recipient", other.Recipient.ID)); a.status != http.StatusBadRequest {
		t.Errorf("to revoke the share of another client gives %d", a.status)
	}
	for range 2 {
		if a := act("revoke"); a.status != http.StatusSeeOther {
			t.Fatalf("revoking gives %d\n%s", a.status, short(a.body))
		}
	}
	d.must(d.get("/clients/"+d.client+"/shares"), http.StatusOK, "Revoked", "Share questions", "Assessment 2026, shared on Nov 24, 2026")
	if _, err := d.store.GuestByToken(t.Context(), strings.TrimPrefix(fresh.Path, "/s/")); err == nil {
		t.Error("the link opens something after it was revoked")
	}
	d.must(act("link"), http.StatusNotFound)
}

// TestShareOfAClosedDraft: who reviews while the assessment is made final is told so, and keeps what they wrote.
func TestShareOfAClosedDraft(t *testing.T) {
	s := newSite(t)
	client, draft := s.sample("riverside-2026", "")
	d := &desk{site: s, client: client, draft: draft, browser: s.signIn("manager")}
	h := s.asked(client, draft, "device-encryption")
	d.reply(h, assessment.Partial)
	review := d.at("shares", h.Recipient.Share)
	f := d.verdicts(d.get(review).body, "return", "Which laptops?")
	if len(f) < 4 {
		t.Fatalf("nothing to review: %v", f)
	}
	s.finish(draft)
	d.must(d.post(review, f), http.StatusConflict, "was finalized", "What you typed, not saved", "Which laptops?", "no draft any more")
	d.must(d.get(d.at("shares/new")), http.StatusOK, "nothing of it can be shared")
	if a := d.post(d.at("shares/new"), d.form("q", "device-encryption", "to", h.Recipient.Contact)); a.status != http.StatusConflict && a.status != http.StatusUnprocessableEntity {
		t.Errorf("sharing of a final assessment gives %d", a.status)
	}
}

// TestShareReaders: an officer of the client reads shares and answers, and finds nothing to change.
func TestShareReaders(t *testing.T) {
	d := newDesk(t)
	h := d.asked(d.client, d.draft, d.questions[0])
	d.reply(h, assessment.Yes)
	reader := d.signOfficer("Rita Reader", "Owner", d.client)
	for _, path := range []string{d.at("shares"), d.at("shares", h.Recipient.Share), "/clients/" + d.client + "/shares"} {
		a := reader.must(reader.get(path), http.StatusOK)
		if a.has("<button") && (a.has("Save what you decided") || a.has("Revoke")) {
			t.Errorf("%s offers an officer to change something", path)
		}
	}
	reader.must(reader.get(d.at("shares", h.Recipient.Share)), http.StatusOK, "As I know it.", "The manager accepts or returns these answers.")
	elsewhere := d.at("shares", h.Recipient.Share)
	if a := d.get("/clients/" + d.client + "/shares/" + h.Recipient.Share); a.location != elsewhere {
		t.Errorf("the share at its client's address leads to %q, want %q", a.location, elsewhere)
	}
	d.must(d.get("/clients/"+d.client+"/shares/none"), http.StatusNotFound)
}

// TestShareOfAScreening accepts all answers of a screening together; returning one needs a remark.
func TestShareOfAScreening(t *testing.T) {
	d := newDesk(t)
	client := d.site.client("Lakeside Diner")
	cat, err := d.lib.Catalog(screeningQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, q := range cat.Questions() {
		ids = append(ids, q.ID)
	}
	made, err := d.store.MakeShares(t.Context(), d.scope("manager"), nil, store.NewShare{
		Client: client, Screening: cat, Period: 2026, Due: assessment.NewDate(2026, 12, 4), Questions: ids,
		To: []store.NewRecipient{{Contact: d.contact(client, "Sam Cook", "")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.reply(made[0], assessment.No)
	path := "/clients/" + client + "/shares/" + made[0].Recipient.Share
	d.must(d.get("/clients/"+client+"/shares"), http.StatusOK, "PHI screening 2026", path, strconv.Itoa(len(ids))+" to review")
	a := d.must(d.get(path), http.StatusOK, "Accept all "+strconv.Itoa(len(ids))+" answers", "Sam Cook")
	f := d.verdicts(a.body, "", "")
	f.Set("act", "all")
	f.Set("verdict."+ids[0], "return")
	f.Set("remark."+ids[0], "Sure?")
	d.must(d.post(path, f), http.StatusUnprocessableEntity, "Accept all answers of a screening together, or return some.", "Sure?")
	f.Set("act", "chosen")
	if a := d.post(path, f); a.status != http.StatusSeeOther {
		t.Fatalf("returning one gives %d\n%s", a.status, short(a.body))
	}
	d.reply(made[0], assessment.No)
	f = d.verdicts(d.get(path).body, "", "")
	f.Set("act", "all")
	if a := d.post(path, f); a.status != http.StatusSeeOther {
		t.Fatalf("accepting all gives %d\n%s", a.status, short(a.body))
	}
	list, err := d.store.Screenings(t.Context(), d.admin, client)
	if err != nil || len(list) != 1 || list[0].By.Name != "Sam Cook" || list[0].Finding().Open != 0 {
		t.Errorf("the screening: %+v, %v", list, err)
	}
}

// TestSharesOnOtherPages: what is with a contact, what waits and whose word an answer is stands where people work.
func TestSharesOnOtherPages(t *testing.T) {
	d := newDesk(t)
	d.must(d.get("/clients/"+d.client+"/assessments/new?period=2027"), http.StatusOK, "Open 2027 and send the client’s ", `name="then" value="share"`)
	a := d.post("/clients/"+d.client+"/assessments/new", fields("period", "2027", "questionnaire", baseQuestionnaire, "then", "share"))
	if a.status != http.StatusSeeOther || !strings.HasSuffix(a.location, "/shares/new?suggest=client") {
		t.Errorf("opening gives %d %q", a.status, a.location)
	}
	w := d.workOf(d.draft)
	scoping := w.Scoping()
	scoping.Scope, scoping.ChangedAsked = "All of it", true
	if err := d.store.SaveEntries(t.Context(), d.admin, d.draft, store.ScopingEntry(w.Revision(store.EntryScoping, ""), scoping)); err != nil {
		t.Fatal(err)
	}
	section := w.Catalog.SectionOf(d.questions[0])
	var all []string
	for _, st := range assessment.StandIn(w.Catalog, &w.Content, section.ID) {
		if st.Visible {
			all = append(all, st.Question.ID)
		}
	}
	d.must(d.get(d.at()), http.StatusOK, "Send the client’s ")
	page := d.at("sections", section.ID)
	d.must(d.get(page), http.StatusOK, d.at("shares/new?question="+all[0]))
	h := d.asked(d.client, d.draft, all...)
	d.must(d.get(d.at()), http.StatusOK, "With P. Lee, Dec 4")
	if a := d.must(d.get(page), http.StatusOK, "With P. Lee, Dec 4"); a.has("Ask the client") {
		t.Error("a question that is with a contact is offered to be asked")
	}
	d.must(d.get(d.at("finalize")), http.StatusOK, strconv.Itoa(len(all))+" questions are still with contacts of the client.")
	d.reply(h, assessment.Yes)
	d.must(d.get(d.at()), http.StatusOK, strconv.Itoa(len(all))+" to review", "Next: Accept or return ", "Review the answers")
	said := "Pat Lee (Office manager) answered on Nov 24, identified by a passphrase told by phone"
	d.must(d.get(page), http.StatusOK, said, "Answered, to review")
	review := d.at("shares", h.Recipient.Share)
	if a := d.post(review, d.verdicts(d.get(review).body, "accept", "")); a.status != http.StatusSeeOther {
		t.Fatalf("accepting gives %d\n%s", a.status, short(a.body))
	}
	d.must(d.get(page+"?show=all"), http.StatusOK, said+"; accepted by Dana Reyes, Nov 24, 2026")
}
