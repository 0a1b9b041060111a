package handlers

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// signOfficer adds an officer who sees the given clients, and signs in.
func (s *site) signOfficer(name, title string, clients ...string) *browser {
	s.t.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@client.test"
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = s.store.AddUser(s.t.Context(), s.admin, store.User{
		Email: email, Name: name, Title: title, Role: assessment.Officer, Clients: clients, Password: hash,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	b := s.signIn("")
	b.must(b.post("/login", url.Values{"email": {email}, "password": {password}}), http.StatusSeeOther)
	return b
}

// workOf reads an assessment from the store.
func (s *site) workOf(id string) *store.Work {
	s.t.Helper()
	w, err := s.store.Assessment(s.t.Context(), s.admin, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return w
}

// emptyDraft opens an empty draft for a new client.
func (s *site) emptyDraft(sites ...string) (client, id string) {
	s.t.Helper()
	client = s.client("Harbor Machine", sites...)
	return client, s.openYear(client, 2026)
}

// openYear opens a client's draft of a year with the newest questionnaire.
func (s *site) openYear(client string, period int) string {
	s.t.Helper()
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := s.store.OpenAssessment(s.t.Context(), s.admin, store.Opening{Client: client, Period: period, Due: assessment.NewDate(period, 12, 31), Catalog: cat})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// ready is the form that sends a draft for review.
func (s *site) ready(id string) url.Values {
	w := s.workOf(id)
	return url.Values{
		"revision": {fmt.Sprint(w.Revision(store.EntryScoping, ""))}, "next_review": {w.NextReview.String()},
		"review_triggers": {strings.Join(w.ReviewTriggers, "\r\n")}, "reviewed": {"yes"}, "seen": {seen(w)},
	}
}

// digestOn gives the digest that a page was made from.
func digestOn(t *testing.T, a answer) string {
	t.Helper()
	m := regexp.MustCompile(`name="digest" value="([^"]+)"`).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no digest on the page\n%s", short(a.body))
	}
	return m[1]
}

func TestFinalizeShowsEveryGap(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft()
	b := s.signIn("manager")
	a := b.must(b.get("/assessments/"+id+"/finalize"), http.StatusOK,
		"0 of 9 elements ready", "5 Likelihood, 6 Impact", "to fix", "Say what the analysis covers", "questions have no answer", "See what is missing", "Set the scope")
	if a.has("Send for review") {
		t.Error("a draft with gaps offers to be sent")
	}
	w := &work{Work: s.workOf(id)}
	snapshot, err := w.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	list := a.body[strings.Index(a.body, `id="elements"`):]
	for _, g := range snapshot.Result.Missing {
		if link := `href="` + escaped(w.mend(g)) + `"`; g.About.Kind != assessment.AboutApproval && !strings.Contains(list, link) {
			t.Errorf("%q has no link %s", g.What, link)
		}
		if g.About.Kind == assessment.AboutQuestion && a.has(">"+escaped(g.What)) {
			t.Errorf("the page names an id: %s", g.What)
		}
	}
	o := s.signOfficer("Sam Okafor", "Owner", w.ClientID)
	a = o.must(o.get("/assessments/"+id+"/finalize"), http.StatusOK, "Say what the analysis covers")
	if a.has("<form class=\"form\"") || a.has("/clients/"+w.ClientID+"/edit") {
		t.Error("the officer's page has a form, or links to pages that officers cannot open")
	}
}

// TestEveryGapLeadsSomewhere: each gap of an empty draft, and each that the lint can find, has a place where it is mended.
func TestEveryGapLeadsSomewhere(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft()
	wk := &work{Work: s.workOf(id)}
	snapshot, err := wk.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range snapshot.Result.Missing {
		if url := wk.mend(g); !strings.HasPrefix(url, "/") {
			t.Errorf("%q leads to %q", g.What, url)
		}
	}
	for kind := assessment.AboutScope; kind <= assessment.AboutTriggers; kind++ {
		if wk.mend(assessment.Gap{About: assessment.Subject{Kind: kind, ID: "lost-laptop"}}) == "" {
			t.Errorf("gaps about %s lead nowhere", kind)
		}
	}
}

// TestGapsLeadToFields follows one gap of each kind to its page, and wants the field there that its link names.
func TestGapsLeadToFields(t *testing.T) {
	s := newSite(t)
	_, empty := s.emptyDraft()
	client, unplanned := s.sample("riverside-2026", "")
	s.unplan(client, unplanned)
	b := s.signIn("manager")
	seen := map[assessment.SubjectKind]bool{}
	for _, id := range []string{empty, unplanned} {
		wk := &work{Work: s.workOf(id)}
		snapshot, err := wk.snapshot()
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range snapshot.Result.Missing {
			if seen[g.About.Kind] {
				continue
			}
			seen[g.About.Kind] = true
			path, field, _ := strings.Cut(wk.mend(g), "#")
			if a := b.get(path); a.status != http.StatusOK || field != "" && !a.has(`id="`+field+`"`) {
				t.Errorf("%q leads to %s#%s: %d, or there is no such field", g.What, path, field, a.status)
			}
		}
	}
	for _, kind := range []assessment.SubjectKind{
		assessment.AboutScope, assessment.AboutSites, assessment.AboutAssets, assessment.AboutInventory, assessment.AboutQuestion, assessment.AboutDecision,
		assessment.AboutBasis, assessment.AboutTreatment, assessment.AboutMitigation, assessment.AboutRow, assessment.AboutApproval, assessment.AboutTriggers,
	} {
		if !seen[kind] {
			t.Errorf("no gap about %s was followed", kind)
		}
	}
}

// unplan takes everything out of a client's plan, and a decision and a response out of the draft.
func (s *site) unplan(client, id string) {
	s.t.Helper()
	plan, err := s.store.Plan(s.t.Context(), s.admin, client)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range plan {
		plan[i].Value.Status = assessment.Cancelled
	}
	if _, err := s.store.SaveRemediations(s.t.Context(), s.admin, client, plan...); err != nil {
		s.t.Fatal(err)
	}
	w := s.workOf(id)
	entries := []store.Entry{}
	for citation := range w.Decisions {
		entries = append(entries, store.TakeOut(store.EntryDecision, citation, w.Revision(store.EntryDecision, citation)))
		break
	}
	for risk, treatment := range w.Treatment {
		if treatment.Response == assessment.Accept {
			entries = append(entries, store.TakeOut(store.EntryTreatment, risk, w.Revision(store.EntryTreatment, risk)))
		}
	}
	if err := s.store.SaveEntries(s.t.Context(), s.admin, id, entries...); err != nil {
		s.t.Fatal(err)
	}
}

func TestHastyAnswersAreListed(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	id := s.openYear(client, 2026)
	w := s.workOf(id)
	offers := assessment.Offers(w.Proposals)
	n := 0
	for at, offer := range offers {
		p := offer.Confirmable()
		if p == nil || n == 3 {
			continue
		}
		s.clock.Add(int64(n)) // the third comes two seconds after the second
		ch := store.AnswerChange{Question: at.Question, Site: at.Site, Answer: p.Answer(), Proposal: p.ID}
		if _, err := s.store.SaveAnswer(t.Context(), s.scope("manager"), id, ch); err != nil {
			t.Fatal(err)
		}
		n++
	}
	b := s.signIn("manager")
	b.must(b.get("/assessments/"+id+"/finalize"), http.StatusOK, "1 answer was confirmed in under 2 seconds", "3 confirmed (3 one by one, 0 together on fresh proof)")
}

func TestSubmit(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id
	b.must(b.get(path+"/finalize"), http.StatusOK, "9 of 9 elements ready", "Send for review", "I reviewed this with the client", "Next review November 15, 2027",
		"A question that is asked per site counts once for each site, so ")
	change := func(name, value string) url.Values {
		f := s.ready(id)
		if f.Set(name, value); value == "" {
			f.Del(name)
		}
		return f
	}
	for _, test := range []struct {
		name   string
		form   url.Values
		status int
		shows  string
	}{
		{"not reviewed with the client", change("reviewed", ""), http.StatusUnprocessableEntity, "Go through the analysis with the client"},
		{"no day", change("next_review", "soon"), http.StatusUnprocessableEntity, "Write the day as year, month and day"},
		{"a trigger with a number", change("review_triggers", "The case of 123-45-6789"), http.StatusUnprocessableEntity, "Social Security number"},
		{"a review before the analysis", change("next_review", "2025-01-01"), http.StatusUnprocessableEntity, "lies before the assessment"},
	} {
		a := b.must(b.post(path+"/submit", test.form), test.status, test.shows, "Error: ", test.form.Get("next_review"),
			html.EscapeString(lines(test.form.Get("review_triggers"))[0]))
		if w := s.workOf(id); w.Status != assessment.Draft {
			t.Fatalf("%s: the draft is %s\n%s", test.name, w.Status, a.body)
		}
	}
	form := change("next_review", "2027-06-01")
	s.unreview(id, "lost-laptop") // after the page was opened
	b.must(b.post(path+"/submit", form), http.StatusConflict, "The draft was changed after you opened this page, so it was not sent.", "2027-06-01")
	form = change("next_review", "2027-06-01")
	b.must(b.post(path+"/submit", form), http.StatusUnprocessableEntity, "It cannot be sent yet")
	w := s.workOf(id)
	if w.Status != assessment.Draft || w.NextReview != assessment.NewDate(2027, 11, 15) {
		t.Errorf("a refused draft was changed: %s, %v", w.Status, w.NextReview)
	}
	s.saveEntries(id, store.ReviewEntry("lost-laptop", w.Revision(store.EntryReview, "lost-laptop"), store.Reviewed{By: "Dana Reyes", Date: w.Date, Basis: "Six laptops"}))
	a := b.must(b.post(path+"/submit", s.ready(id)), http.StatusSeeOther)
	if a.location != path+"/review" || s.workOf(id).Status != assessment.InReview {
		t.Errorf("sent: to %s, %s", a.location, s.workOf(id).Status)
	}
	b.must(b.post(path+"/submit", s.ready(id)), http.StatusConflict, "no draft any more")
}

func TestSubmitWithGaps(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft()
	b := s.signIn("manager")
	form := s.ready(id)
	form.Set("next_review", "2027-11-01")
	form.Set("review_triggers", "A <b>new</b> EHR 🦷\n\nA move")
	a := b.must(b.post("/assessments/"+id+"/submit", form), http.StatusUnprocessableEntity,
		"It cannot be sent yet", "Say what the analysis covers", "A &lt;b&gt;new&lt;/b&gt; EHR 🦷")
	w := s.workOf(id)
	if w.Status != assessment.Draft || !w.NextReview.IsZero() || len(w.ReviewTriggers) != 0 {
		t.Errorf("a refused draft was changed: %s, %v, %q\n%s", w.Status, w.NextReview, w.ReviewTriggers, short(a.body))
	}
	form.Set("save", "yes")
	b.must(b.post("/assessments/"+id+"/submit", form), http.StatusSeeOther)
	w = s.workOf(id)
	if w.NextReview != assessment.NewDate(2027, 11, 1) || len(w.ReviewTriggers) != 2 {
		t.Errorf("kept: %v, %q", w.NextReview, w.ReviewTriggers)
	}
	if !w.Scoping().Date.IsZero() {
		t.Error("to save the next review fixed the day of the analysis")
	}
	form = s.ready(id)
	form.Set("save", "yes")
	form.Set("next_review", "2027-10-01")
	if a := b.post("/assessments/"+id+"/submit", form); a.location != "/assessments/"+id+"/finalize" || s.workOf(id).NextReview != assessment.NewDate(2027, 10, 1) {
		t.Errorf("saved alone: %d %s, %v", a.status, a.location, s.workOf(id).NextReview)
	}
	form.Set("next_review", "2027-09-01") // with the revision of before
	b.must(b.post("/assessments/"+id+"/submit", form), http.StatusConflict, "Dana Reyes saved", "2027-10-01", `value="2027-09-01"`)
	if got := s.workOf(id).NextReview; got != assessment.NewDate(2027, 10, 1) {
		t.Errorf("a stale save changed the review to %v", got)
	}
}

// TestYearToItsEnd goes the whole way through the pages: sent, returned, sent again, approved by the client's officer,
// made final, amended and replaced.
func TestYearToItsEnd(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, id := s.sample("riverside-2026", client)
	path := "/assessments/" + id
	manager := s.signIn("manager")
	officer := s.signOfficer("Sam Okafor", "Owner", client)
	other := s.signOfficer("Kim Cho", "Owner", s.client("Harbor Machine"))

	manager.must(manager.post(path+"/submit", s.ready(id)), http.StatusSeeOther)
	stale := digestOn(t, officer.must(officer.get(path+"/review"), http.StatusOK, "Approve", "Riverside Family Dental", "as Sam Okafor, Owner"))
	other.must(other.get(path+"/review"), http.StatusNotFound)
	other.must(other.post(path+"/approve", url.Values{"digest": {stale}}), http.StatusNotFound)
	manager.must(manager.post(path+"/finalize", url.Values{"sure": {"yes"}}), http.StatusUnprocessableEntity, "approve the analysis")

	officer.must(officer.post(path+"/return", url.Values{"digest": {stale}}), http.StatusUnprocessableEntity, "Say what is to be mended")
	if a := officer.post(path+"/return", url.Values{"digest": {stale}, "remark": {"The <annex> is missing. 🙂"}}); a.location != path {
		t.Fatalf("returned: %d %s", a.status, a.location)
	}
	w := s.workOf(id)
	if w.Status != assessment.Draft || len(w.Remarks) != 1 || w.Remarks[0].By != "Sam Okafor" || w.Remarks[0].Text != "The <annex> is missing. 🙂" {
		t.Fatalf("after the return: %s, %+v", w.Status, w.Remarks)
	}
	officer.must(officer.get(path+"/review"), http.StatusOK, "Not under review", "The &lt;annex&gt; is missing. 🙂")
	officer.must(officer.post(path+"/approve", url.Values{"digest": {stale}}), http.StatusConflict, "is a draft again")

	form := s.ready(id)
	form.Add("review_triggers", "")
	form.Set("review_triggers", form.Get("review_triggers")+"\nA new dentist")
	manager.must(manager.post(path+"/submit", form), http.StatusSeeOther)
	a := officer.must(officer.post(path+"/approve", url.Values{"digest": {stale}}), http.StatusConflict, "changed and sent again")
	if s.workOf(id).Approval != nil {
		t.Fatal("what the officer had not seen was approved")
	}
	manager.must(manager.post(path+"/return", url.Values{"digest": {stale}, "remark": {"x"}}), http.StatusConflict)
	officer.must(officer.post(path+"/approve", url.Values{"digest": {digestOn(t, a)}}), http.StatusSeeOther)
	if got := s.workOf(id).Approval; got == nil || *got != (assessment.Approval{Name: "Sam Okafor", Title: "Owner", Date: assessment.NewDate(2026, 11, 24)}) {
		t.Fatalf("approval %+v", got)
	}
	officer.must(officer.post(path+"/finalize", url.Values{}), http.StatusNotFound)
	manager.must(manager.get(path+"/review"), http.StatusOK, "Make it final", "Sam Okafor, Owner")
	if text := pdfText(t, manager.must(manager.get(path+"/reports/risk-analysis.pdf"), http.StatusOK).body); !strings.Contains(text, "DRAFT") {
		t.Error("the report of an approved analysis that is not final does not say DRAFT")
	}

	manager.must(manager.post(path+"/finalize", url.Values{}), http.StatusUnprocessableEntity, "Nobody can change it afterwards.", `href="#sure"`,
		"The risk analysis of 2026 for Riverside Family Dental, approved by Sam Okafor, Owner")
	if a := manager.post(path+"/finalize", url.Values{"sure": {"yes"}}); a.location != path+"/finalize" {
		t.Fatalf("made final: %d %s\n%s", a.status, a.location, short(a.body))
	}
	kept, err := s.store.Reports(t.Context(), s.admin, id)
	if err != nil || len(kept) != 5 {
		t.Fatalf("%d reports were kept, %v", len(kept), err)
	}
	manager.must(manager.get(path+"/finalize"), http.StatusOK, "The record", s.workOf(id).Digest, "What is next", "Nov", "Version "+strings.TrimPrefix(s.workOf(id).Digest, "sha256:")[:12])
	manager.must(manager.post(path+"/finalize", url.Values{"sure": {"yes"}}), http.StatusConflict, "made final already")
	for _, page := range []string{"/sections/workforce", "/reports"} {
		_, main, _ := strings.Cut(manager.must(manager.get(path+page), http.StatusOK).body, "<main")
		head, _, _ := strings.Cut(main, `aria-label="Assessment"`)
		if n := strings.Count(head, "risk-analysis.pdf"); n != 1 {
			t.Errorf("the head of %s offers the report %d times, want once", page, n)
		}
	}
	s.replace(manager, officer, id)
}

// replace replaces a final assessment by an amendment.
func (s *site) replace(manager, officer *browser, id string) {
	s.t.Helper()
	path := "/assessments/" + id
	officer.must(officer.get(path+"/amend"), http.StatusNotFound)
	manager.must(manager.get(path+"/amend"), http.StatusOK, "Open the amendment")
	manager.must(manager.post(path+"/amend", url.Values{"reason": {"  "}}), http.StatusUnprocessableEntity, "Say why")
	a := manager.must(manager.post(path+"/amend", url.Values{"reason": {"A laptop was forgotten."}}), http.StatusSeeOther)
	amendment, ok := strings.CutSuffix(strings.TrimPrefix(a.location, "/assessments/"), "/scope")
	if !ok {
		s.t.Fatalf("the amendment opens at %s", a.location)
	}
	if w := s.workOf(amendment); w.Amends != id || w.AmendReason != "A laptop was forgotten." {
		s.t.Fatalf("the amendment amends %q because %q", w.Amends, w.AmendReason)
	}
	manager.must(manager.get(path+"/amend"), http.StatusOK, "There is an amendment already", "/assessments/"+amendment)
	manager.must(manager.post(path+"/amend", url.Values{"reason": {"Again."}}), http.StatusConflict, "There is an amendment already")
	path = "/assessments/" + amendment
	manager.must(manager.post(path+"/submit", s.ready(amendment)), http.StatusSeeOther)
	digest := digestOn(s.t, officer.get(path+"/review"))
	officer.must(officer.post(path+"/approve", url.Values{"digest": {digest}}), http.StatusSeeOther)
	manager.must(manager.post(path+"/finalize", url.Values{"sure": {"yes"}}), http.StatusSeeOther)
	if w := s.workOf(id); w.Status != assessment.Superseded {
		s.t.Errorf("the amended assessment is %s", w.Status)
	}
	manager.must(manager.get("/assessments/"+id+"/reports"), http.StatusOK, "Replaced")
	manager.must(manager.get("/assessments/"+id+"/amend"), http.StatusOK, "This was amended already")
}

// pdfText reads the words of a PDF.
func pdfText(t *testing.T, file string) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		missing(t, "pdftotext is not installed (poppler-utils)")
	}
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = strings.NewReader(file)
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return string(text)
}
