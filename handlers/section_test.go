package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// walked is a site with a client in its second year: last year is final, and its answers are proposed in the draft.
type walked struct {
	*site
	client, last, id string
}

func newWalk(t *testing.T) *walked {
	t.Helper()
	s := &walked{site: newSite(t)}
	s.client, s.last = s.final("riverside-2025", "")
	cat, err := s.lib.Catalog("security-rule")
	if err != nil {
		t.Fatal(err)
	}
	s.id, err = s.store.OpenAssessment(t.Context(), s.admin, store.Opening{Client: s.client, Period: 2026, Due: assessment.NewDate(2026, 12, 31), Catalog: cat})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// at gives the address of a page of the draft.
func (s *walked) at(path string) string { return "/assessments/" + s.id + path }

// work reads the draft.
func (s *walked) work() *store.Work {
	s.t.Helper()
	w, err := s.store.Assessment(s.t.Context(), s.admin, s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	return w
}

// answer gives what is stored.
func (s *walked) answer(question, at string) store.StoredAnswer {
	s.t.Helper()
	return s.work().Answer(question, at)
}

// proposal gives the id of what is proposed for a question at a site.
func (s *walked) proposal(question, at string) string {
	s.t.Helper()
	for _, p := range s.work().Proposals {
		if p.Question == question && p.Site == at {
			return p.ID
		}
	}
	s.t.Fatalf("nothing is proposed for %s at %q", question, at)
	return ""
}

// inSection lists the questions of a section that are asked.
func (s *walked) inSection(section string) []string {
	s.t.Helper()
	w := s.work()
	var list []string
	for _, q := range assessment.StandIn(w.Catalog, &w.Content, section) {
		if q.Visible {
			list = append(list, q.Question.ID)
		}
	}
	return list
}

// reader signs in an officer who sees the client.
func (s *walked) reader() *browser {
	s.t.Helper()
	officer, err := s.store.UserByEmail(s.t.Context(), "officer@example.test")
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = s.store.AddUser(s.t.Context(), s.admin, store.User{
		Name: "Rita Reader", Email: "rita@example.test", Role: assessment.Officer, Clients: []string{s.client}, Password: officer.Password,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.signIn("rita")
}

// ask sends a form as the page itself does, for the parts that changed.
func (b *browser) ask(path string, fields url.Values) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site.URL+path, strings.NewReader(fields.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.site.URL)
	r.Header.Set("HX-Request", "true")
	return b.send(r)
}

// cut gives what stands in a page from one text on to another.
func cut(t *testing.T, body, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, from)
	if !ok {
		t.Fatalf("the page has no %q\n%s", from, short(body))
	}
	part, _, _ := strings.Cut(rest, to)
	return part
}

// cardOf gives the card of a question.
func cardOf(t *testing.T, body, question string) string {
	t.Helper()
	return cut(t, body, `id="q-`+question+`"`, "</article>")
}

func TestSectionViews(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	b.must(b.post(s.at("/answers/access-by-role"), url.Values{"response": {"yes"}, "revision": {"0"}}), http.StatusSeeOther)
	for _, test := range []struct {
		view           string
		shows, leaves  []string
		heading, title string
	}{
		{"?show=open", []string{"background-checks", "leaver-devices-returned"}, []string{"access-by-role"}, "Open questions", ""},
		{"?show=confirm", []string{"background-checks"}, []string{"access-by-role"}, "Questions to confirm", ""},
		{"?show=all", []string{"access-by-role", "background-checks"}, nil, "All questions", fmt.Sprintf("Workforce security: 1 of %d answered, Riverside Family Dental 2026", len(s.inSection("workforce")))},
		{"", []string{"background-checks"}, []string{"access-by-role"}, "Open questions", ""},
		{"?show=nonsense", []string{"background-checks"}, []string{"access-by-role"}, "Open questions", ""},
		{"?show=open&saved=access-by-role", []string{"access-by-role", "background-checks"}, nil, "Open questions", ""},
	} {
		saved := "Last saved 12:00"
		if strings.Contains(test.view, "saved=") {
			saved = "Saved 12:00"
		}
		a := b.must(b.get(s.at("/sections/workforce"+test.view)), http.StatusOK, test.heading, test.title, saved)
		for _, q := range test.shows {
			if !a.has(`id="q-` + q + `"`) {
				t.Errorf("%q does not show %s", test.view, q)
			}
		}
		for _, q := range test.leaves {
			if a.has(`id="q-` + q + `"`) {
				t.Errorf("%q shows %s", test.view, q)
			}
		}
	}
}

// TestSectionCounts: the tabs count what they list, and the next section says what waits there.
func TestSectionCounts(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	open := len(s.inSection("workforce"))
	a := b.must(b.get(s.at("/sections/workforce")), http.StatusOK, "Next section: Information access", "to confirm", fmt.Sprintf("Continue: %d open", open))
	views := cut(t, a.body, `aria-label="Questions of this section"`, "</nav>")
	for _, want := range []string{fmt.Sprintf(">%d<", open), "Open", "To confirm", "All"} {
		if !strings.Contains(views, want) {
			t.Errorf("the views do not show %q: %s", want, views)
		}
	}
}

// TestNothingIsChosenForYou: a proposal is not an answer, so no answer is chosen beforehand.
func TestNothingIsChosenForYou(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	chosen := regexp.MustCompile(`<input[^>]* checked`)
	for i := range s.work().Catalog.Questionnaire.Sections {
		id := s.work().Catalog.Questionnaire.Sections[i].ID
		a := b.must(b.get(s.at("/sections/"+id+"?show=all")), http.StatusOK)
		if chosen.MatchString(a.body) {
			t.Errorf("section %s chooses an answer", id)
		}
	}
}

func TestCardShowsWhatIsProposed(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	proven := s.proven()
	for _, test := range []struct {
		name, section, question string
		shows, leaves           []string
	}{
		{
			"confirmable", "workforce", "access-by-role",
			[]string{"2025 answer, not confirmed: PARTIAL", "Proof: none", "Is it still true today? Confirm it or choose another. Not answered until then.", "Confirm Partial", "To confirm", "164.308(a)(3)(i)", "What good looks like"},
			nil,
		},
		{"with old proof", s.work().Catalog.SectionOf(proven).ID, proven, []string{"The answer carries over, its old proof does not."}, nil},
		{"reworded", "workforce", "leaver-devices-returned", []string{"Reworded. In 2025 it read:", "Confirm Yes"}, nil},
		{"to be answered anew", "risk-management", "ephi-inventory", []string{"2025 answer, not confirmed: PARTIAL", "cannot be confirmed. Answer anew.", "Answer anew"}, []string{"Confirm Partial"}},
		{"a fact", "about", "remote-work", []string{"2025 answer, not confirmed: Nobody", "Confirm Nobody"}, []string{"Proof"}},
		{"per site", "facility", "server-room-locked", []string{"main", "annex", "Confirm Yes", "Confirm No", "0 of 2 sites answered.", "Same at all sites"}, nil},
	} {
		card := cardOf(t, b.must(b.get(s.at("/sections/"+test.section+"?show=all")), http.StatusOK).body, test.question)
		for _, want := range test.shows {
			if !strings.Contains(card, want) {
				t.Errorf("%s: the card does not show %q\n%s", test.name, want, card)
			}
		}
		for _, not := range test.leaves {
			if strings.Contains(card, not) {
				t.Errorf("%s: the card shows %q", test.name, not)
			}
		}
	}
}

// proven gives a question that can be confirmed and was proven last year.
func (s *walked) proven() string {
	s.t.Helper()
	for _, p := range s.work().Proposals {
		if p.Proof != nil && !p.Anew && p.Site == "" {
			return p.Question
		}
	}
	s.t.Fatal("no proposal has a proof")
	return ""
}

// TestProposalsThatDiffer are both shown, and neither can be confirmed.
func TestProposalsThatDiffer(t *testing.T) {
	w := newWalk(t).work()
	at := assessment.Place{Question: "access-by-role"}
	list := []assessment.Proposal{
		{ID: "a", Question: at.Question, Source: assessment.Carried, Response: assessment.Partial, Note: "At times a day late", Period: 2025},
		{ID: "b", Question: at.Question, Source: assessment.Baseline, Response: assessment.Yes, Note: "The script does it"},
	}
	k := &walk{work: &work{Work: w, offers: assessment.Offers(list)}, section: w.Catalog.Section("workforce")}
	view := offerOf(k, w.Catalog.Question(at.Question), at, true)
	card := templates.QuestionCard{Question: w.Catalog.Question(at.Question), CanEdit: true, Places: []templates.AnswerPlace{{Question: w.Catalog.Question(at.Question), Offer: view}}}
	var page strings.Builder
	if err := card.Show().Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2025 answer, not confirmed: PARTIAL", "At times a day late", "Your baseline proposes: YES", "The script does it", "They differ."} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the card does not show %q", want)
		}
	}
	if strings.Contains(page.String(), "Confirm") {
		t.Error("proposals that differ can be confirmed")
	}
}

// TestEveryConfirmButtonHasItsName: 40 buttons of a page are 40 names.
func TestEveryConfirmButtonHasItsName(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	for _, section := range []string{"workforce", "facility"} {
		a := b.must(b.get(s.at("/sections/"+section+"?show=all")), http.StatusOK)
		names := map[string]bool{}
		for _, rest := range strings.Split(a.body, "<span>Confirm ")[1:] {
			name, _, _ := strings.Cut(rest, "</button>")
			if names[name] {
				t.Errorf("%s: two buttons are named %q", section, name)
			}
			names[name] = true
		}
		if len(names) < 4 {
			t.Errorf("%s: %d buttons confirm, want more", section, len(names))
		}
	}
}

func TestSource(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	long := strings.Repeat("x", 201)
	for _, test := range []struct {
		name   string
		fields url.Values
		status int
		shows  string
	}{
		{"nothing chosen", url.Values{"section": {"workforce"}}, 422, "Choose where the answers come from."},
		{"no such kind", url.Values{"section": {"workforce"}, "kind": {"rumor"}}, 422, "Choose one of the answers on the page."},
		{"a long name", url.Values{"section": {"workforce"}, "kind": {"call"}, "who": {long}}, 422, "Write this in one line of at most 200 letters."},
		{"no such section", url.Values{"section": {"attic"}, "kind": {"call"}}, 404, ""},
		{"a call", url.Values{"section": {"workforce"}, "kind": {"call"}, "who": {" Dana  Lee\r\n"}, "show": {"all"}}, 303, ""},
	} {
		b.must(b.post(s.at("/source"), test.fields), test.status, test.shows)
	}
	b.must(b.get(s.at("/sections/workforce")), 200, "Today's source: Call with Dana Lee, Nov 24")
	b.must(b.post(s.at("/answers/access-by-role"), url.Values{"response": {"yes"}, "revision": {"0"}}), 303)
	if a := s.answer("access-by-role", ""); a.Source != assessment.SourceCall || a.By != "Dana Reyes" {
		t.Errorf("the answer is by %q from %v", a.By, a.Source)
	}
	s.clock.Add(int64((24 * 60 * 60)))
	b = s.signIn("manager")
	b.must(b.get(s.at("/sections/workforce")), 200, "Today's source: not said yet")
}

// TestSourceEndsWithTheDay: what was said yesterday is not today's source, in the same session.
func TestSourceEndsWithTheDay(t *testing.T) {
	s := newWalk(t)
	s.clock.Add(int64(11*60*60 + 55*60)) // five minutes before midnight
	b := s.signIn("manager")
	b.must(b.post(s.at("/source"), url.Values{"section": {"workforce"}, "kind": {"visit"}}), 303)
	b.must(b.get(s.at("/sections/workforce")), 200, "Today's source: Visit, Nov 24")
	s.clock.Add(10 * 60)
	b.must(b.get(s.at("/sections/workforce")), 200, "Today's source: not said yet")
}

func TestSectionIsClosedToOthers(t *testing.T) {
	s := newWalk(t)
	officer := s.signIn("officer")
	for _, path := range []string{"/sections/workforce", "/sections/workforce/confirm", "/answers/access-by-role", "/answers/access-by-role/history"} {
		officer.must(officer.get(s.at(path)), 404)
	}
	officer = s.reader()
	page := officer.must(officer.get(s.at("/sections/workforce?show=all")), 200, "Not answered")
	if main := cut(t, page.body, "<main", "</main>"); strings.Contains(main, "<input") || strings.Contains(main, "<button") || strings.Contains(main, "<textarea") {
		t.Error("an officer's page has fields")
	}
	officer.must(officer.get(s.at("/answers/access-by-role")), 200, "Not answered")
	officer.must(officer.get(s.at("/answers/access-by-role/history")), 200, "No answer yet")
	officer.must(officer.get(s.at("/sections/workforce/confirm")), 404)
	for _, path := range []string{"/answers/access-by-role", "/answers/access-by-role/undo", "/decisions/164.308(a)(3)(ii)(A)", "/source", "/sections/workforce/confirm"} {
		officer.must(officer.post(s.at(path), url.Values{"response": {"yes"}, "revision": {"0"}, "kind": {"call"}, "section": {"workforce"}}), 404)
	}
	if a := s.answer("access-by-role", ""); a.Revision != 0 {
		t.Errorf("an officer saved an answer: %+v", a)
	}
}

func TestNoSuchSection(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	for _, path := range []string{"/sections/attic", "/sections/attic/confirm", "/answers/attic", "/answers/attic/history"} {
		b.must(b.get(s.at(path)), 404)
	}
	b.must(b.get("/assessments/none/sections/workforce"), 404)
}

// TestFinalSection: nothing can be changed, and the page leads on to the report and to an amendment.
func TestFinalSection(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	a := b.must(b.get("/assessments/"+s.last+"/sections/workforce"), 200, "Final since November 24, 2026", "Download report", "Amend", "Answered")
	if main := cut(t, a.body, "<main", "</main>"); strings.Contains(main, "<input") {
		t.Error("a final assessment has fields")
	}
}

// TestHiddenQuestionsSayWhy: what is not asked is counted as such, with the reason.
func TestHiddenQuestionsSayWhy(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	b.must(b.get(s.at("/sections/health-plan")), 200, "Nothing is asked here", "not asked, and why", "group health plan")
}
