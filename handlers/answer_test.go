package handlers

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// fields makes a form of pairs of names and values.
func fields(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// TestAnswer saves answers of every kind by a plain form, and looks at what is stored.
func TestAnswer(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	for _, test := range []struct {
		name, question, site string
		fields               url.Values
		want                 assessment.Answer
	}{
		{"yes", "access-by-role", "", fields("response", "yes", "revision", "0"), assessment.Answer{Response: assessment.Yes, Mode: assessment.ModeChanged}},
		{"partial with markup and emoji", "background-checks", "", fields("response", "partial", "note", " <b>Some</b> \U0001f600 \"quoted\"\r\nnext line ", "revision", "0"), assessment.Answer{Response: assessment.Partial, Note: "<b>Some</b> \U0001f600 \"quoted\"\nnext line", Mode: assessment.ModeChanged}},
		{"unknown with owner and due day", "temporary-staff-supervised", "", fields("response", "unknown", "owner", "Dana Lee", "due", "2026-12-04", "revision", "0"), assessment.Answer{Response: assessment.Unknown, Owner: "Dana Lee", Due: assessment.NewDate(2026, 12, 4), Mode: assessment.ModeChanged}},
		{"not applicable with a reason", "termination-procedures", "", fields("response", "not_applicable", "reason", "One person works here.", "revision", "0"), assessment.Answer{Response: assessment.NotApplicable, Reason: "One person works here.", Mode: assessment.ModeChanged}},
		{"what belongs to another response stays out", "access-duties-listed", "", fields("response", "yes", "reason", "x", "owner", "y", "due", "2026-12-04", "revision", "0"), assessment.Answer{Response: assessment.Yes, Mode: assessment.ModeAlone}},
		{"with proof", "leaver-devices-returned", "", fields("response", "yes", "verified.method", "document", "verified.date", "2026-10-02", "verified.by", "Priya Nair", "verified.evidence", "Signed list", "revision", "0"), assessment.Answer{
			Response: assessment.Yes, Mode: assessment.ModeAlone,
			Verified: &assessment.Verification{By: "Priya Nair", Date: assessment.NewDate(2026, 10, 2), Method: assessment.ByDocument, Evidence: "Signed list"},
		}},
		{"a fact", "remote-work", "", fields("choice", "some-staff", "revision", "0"), assessment.Answer{Choice: "some-staff", Mode: assessment.ModeChanged}},
		{"a fact that nobody knows", "texting", "", fields("choice", "response:unknown", "owner", "Dana Lee", "revision", "0"), assessment.Answer{Response: assessment.Unknown, Owner: "Dana Lee", Mode: assessment.ModeChanged}},
		{"at one site", "server-room-locked", "annex", fields("site", "annex", "response", "yes", "revision", "0"), assessment.Answer{Response: assessment.Yes, Mode: assessment.ModeChanged}},
		{"only a note", "incident-exercise", "", fields("note", "They will look.", "revision", "0"), assessment.Answer{Note: "They will look."}},
		{"with a source of its own", "incident-response-plan", "", fields("response", "no", "source", "visit", "revision", "0"), assessment.Answer{Response: assessment.No, Source: assessment.SourceVisit, Mode: assessment.ModeChanged}},
	} {
		b.must(b.post(s.at("/answers/"+test.question), test.fields), 303)
		got := s.answer(test.question, test.site)
		test.want.By, test.want.On = "Dana Reyes", assessment.NewDate(2026, 11, 24)
		if v := test.want.Verified; v != nil && got.Verified != nil && *v == *got.Verified {
			got.Verified = v
		}
		if got.Revision != 1 || !sameAnswer(got.Answer, test.want) {
			t.Errorf("%s: stored %+v, want %+v", test.name, got, test.want)
		}
	}
}

func sameAnswer(a, b assessment.Answer) bool {
	a.Sites, b.Sites = nil, nil
	return a.Response == b.Response && a.Choice == b.Choice && a.Value == b.Value && a.Note == b.Note && a.Reason == b.Reason && a.Owner == b.Owner &&
		a.Due == b.Due && a.Verified == b.Verified && a.Source == b.Source && a.Mode == b.Mode && a.By == b.By && a.On == b.On
}

// TestBadAnswers: everything that cannot be saved is answered with a sentence in the card, and what was typed stays.
func TestBadAnswers(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	long := strings.Repeat("x", 100_000)
	for _, test := range []struct {
		name, question string
		fields         url.Values
		status         int
		shows          []string
	}{
		{"nothing chosen", "access-by-role", fields("revision", "0"), 422, []string{"Choose an answer, or write a note."}},
		{"outside the scale", "access-by-role", fields("response", "maybe", "note", "typed", "revision", "0"), 422, []string{"Choose one of the answers on the page.", ">typed</textarea>"}},
		{"not applicable without a reason", "access-by-role", fields("response", "not_applicable", "note", "typed", "revision", "0"), 422, []string{"Say why it cannot apply.", ">typed</textarea>"}},
		{"a note of 100 KB", "access-by-role", fields("response", "yes", "note", long, "revision", "0"), 422, []string{"This is 100,000 characters long; the limit is 20,000."}},
		{"a Social Security number", "access-by-role", fields("response", "no", "note", "Hers is 219-09-9999.", "revision", "0"), 422, []string{"This looks like a Social Security number. Take it out.", ">Hers is 219-09-9999.</textarea>"}},
		{"a day that is none", "access-by-role", fields("response", "unknown", "owner", "Dana Lee", "due", "soon", "revision", "0"), 422, []string{"Write the day as year, month and day", `value="Dana Lee"`, `value="soon"`}},
		{"half a proof", "access-by-role", fields("response", "yes", "verified.by", "Priya", "verified.evidence", "List", "revision", "0"), 422, []string{"Give the day that the proof is about.", "Say how it was verified", `value="Priya"`, ">List</textarea>"}},
		{"an unknown site", "server-room-locked", fields("site", "attic", "response", "yes", "revision", "0"), 422, []string{"is not a site of the client. Choose one of main, annex."}},
		{"a site where none is asked", "access-by-role", fields("site", "main", "response", "yes", "revision", "0"), 422, []string{"This question is not asked per site."}},
		{"no such choice", "remote-work", fields("choice", "moonbase", "revision", "0"), 422, []string{"Choose one of the answers on the page."}},
		{"a choice for a control", "access-by-role", fields("choice", "nobody", "revision", "0"), 422, []string{"Choose one of the answers on the page."}},
		{"a response for a fact", "remote-work", fields("response", "yes", "revision", "0"), 422, []string{"Choose one of the answers on the page."}},
		{"no such source", "access-by-role", fields("response", "yes", "source", "rumor", "revision", "0"), 422, []string{"Choose one of the answers on the page."}},
		{"outside the assessment", "no-such-question", fields("response", "yes", "revision", "0"), 404, nil},
		{"no revision", "access-by-role", fields("response", "yes"), 409, []string{"No answer is stored here, though the page that you saved from knew of one."}},
		{"a revision that is not there yet", "access-by-role", fields("response", "yes", "revision", "7"), 409, []string{"Yours, Yes, is not saved yet; it is below."}},
		{"a proposal that is not there", "access-by-role", fields("proposal", "none", "revision", "0"), 409, []string{"What was proposed changed"}},
		{"confirming and choosing another", "access-by-role", fields("proposal", s.proposal("access-by-role", ""), "response", "no", "note", "typed", "revision", "0"), 422, []string{"You chose No, and Confirm says Partial.", ">typed</textarea>"}},
		{"confirming what is to be answered anew", "ephi-inventory", fields("proposal", s.proposal("ephi-inventory", ""), "revision", "0"), 409, []string{"What was proposed changed"}},
	} {
		a := b.must(b.post(s.at("/answers/"+test.question), test.fields), test.status, test.shows...)
		if test.status == 422 && !a.has("<title>Error:") {
			t.Errorf("%s: the title does not begin with Error", test.name)
		}
		parts := b.must(b.ask(s.at("/answers/"+test.question), test.fields), test.status)
		if test.status != 404 && (parts.has("<html") || parts.has("<textarea") || !parts.has("data-said")) {
			t.Errorf("%s: the parts hold fields, or say nothing\n%s", test.name, short(parts.body))
		}
		if got := s.answer(test.question, ""); got.Revision != 0 {
			t.Errorf("%s: stored %+v", test.name, got)
		}
	}
}

// TestNextOpen: a plain form leads on to the next open question, in the same view.
func TestNextOpen(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	order := s.inSection("workforce")
	section := s.at("/sections/workforce")
	for i, question := range order[1:] {
		next := order[(i+2)%len(order)] // from the last on to the first, which is still open
		a := b.must(b.post(s.at("/answers/"+question), fields("response", "yes", "revision", "0", "show", "open")), 303)
		if want := section + "?show=open&saved=" + question + "#q-" + next; a.location != want {
			t.Errorf("after %s to %q, want %q", question, a.location, want)
		}
	}
	a := b.post(s.at("/answers/access-by-role"), fields("response", "yes", "revision", "0", "show", "all"))
	if want := section + "?show=all&saved=access-by-role#walk-next"; a.location != want {
		t.Errorf("after the last one to %q, want %q", a.location, want)
	}
	a = b.post(s.at("/answers/incident-exercise"), fields("note", "Ask again.", "revision", "0"))
	if want := s.at("/sections/incidents?show=open&saved=incident-exercise#q-incident-exercise"); a.location != want {
		t.Errorf("after a note alone to %q, want %q", a.location, want)
	}
	b.must(b.get(section+"?show=open"), 200, "Every question here is answered", "Show all questions", "Next section:")
}

// TestPut is what scripts use.
func TestPut(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	b.must(b.do("PUT", s.at("/answers/access-by-role"), fields("response", "no", "revision", "0")), 303)
	if got := s.answer("access-by-role", ""); got.Response != assessment.No {
		t.Errorf("stored %+v", got)
	}
	b.must(b.do("PUT", s.at("/answers/access-by-role"), fields("response", "yes", "revision", "0")), 409)
}

// TestConfirm takes a proposal over, without its proof.
func TestConfirm(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	for _, test := range []struct {
		name, question, site string
		extra                url.Values
		response             assessment.Response
		note                 string
	}{
		{"alone", "access-by-role", "", nil, assessment.Partial, s.proposed("access-by-role", "")},
		{"with a note of one's own", "access-duties-listed", "", fields("note", "Seen today."), assessment.Yes, "Seen today."},
		{"reworded", "leaver-devices-returned", "", nil, assessment.Yes, s.proposed("leaver-devices-returned", "")},
		{"with the same answer chosen", "background-checks", "", fields("response", "yes"), assessment.Yes, s.proposed("background-checks", "")},
		{"whose proof is old", "security-reminders", "", nil, assessment.Yes, s.proposed("security-reminders", "")},
		{"at a site", "server-room-locked", "annex", fields("site", "annex"), assessment.No, s.proposed("server-room-locked", "annex")},
	} {
		form := fields("proposal", s.proposal(test.question, test.site), "revision", "0")
		for name, values := range test.extra {
			form[name] = values
		}
		b.must(b.post(s.at("/answers/"+test.question), form), 303)
		got := s.answer(test.question, test.site)
		if got.Response != test.response || got.Note != test.note || got.Mode != assessment.ModeAlone || got.Verified != nil || got.By != "Dana Reyes" {
			t.Errorf("%s: stored %+v, want %v with note %q", test.name, got, test.response, test.note)
		}
	}
	card := cardOf(t, b.must(b.get(s.at("/sections/workforce?show=all")), 200).body, "access-by-role")
	for _, want := range []string{"Confirmed 12:00.", "Undo", "2025 answer: PARTIAL"} {
		if !strings.Contains(card, want) {
			t.Errorf("the card does not show %q", want)
		}
	}
	if strings.Contains(card, "Confirm Partial") {
		t.Error("what is confirmed can be confirmed again")
	}
}

// proposed gives the note that is proposed.
func (s *walked) proposed(question, at string) string {
	s.t.Helper()
	for _, p := range s.work().Proposals {
		if p.Question == question && p.Site == at {
			return p.Note
		}
	}
	s.t.Fatalf("nothing is proposed for %s at %q", question, at)
	return ""
}

// TestTwoTabs: the second tab hears what the first one saved; both versions are shown, what was typed stays, and saving
// again is a decision.
func TestTwoTabs(t *testing.T) {
	s := newWalk(t)
	one, two := s.signIn("manager"), s.signIn("admin")
	one.must(one.post(s.at("/answers/access-by-role"), fields("response", "partial", "note", "Not the annex.", "revision", "0")), 303)
	stale := fields("response", "yes", "note", "All of them.", "revision", "0", "show", "open")
	const sentence = "Dana Reyes saved Partial at 12:00, after you opened the page. Yours, Yes, is not saved yet; both are below."
	a := two.must(two.post(s.at("/answers/access-by-role"), stale), 409, sentence, "Keep Partial", "Save mine: Yes", "<title>Error:")
	card := cardOf(t, a.body, "access-by-role")
	for _, want := range []string{"Not the annex.", ">All of them.</textarea>", `name="revision" id="revision-access-by-role" value="1"`, `value="yes" id="answer-access-by-role" aria-describedby="means-yes" data-key="1" checked`} {
		if !strings.Contains(card, want) {
			t.Errorf("the card does not show %q\n%s", want, card)
		}
	}
	parts := two.must(two.ask(s.at("/answers/access-by-role"), stale), 409, sentence, "Keep Partial", "Save mine: Yes", `value="1"`, "Not the annex.")
	if parts.has("<textarea") {
		t.Error("the parts take the place of what is typed")
	}
	if got := s.answer("access-by-role", ""); got.Revision != 1 || got.Response != assessment.Partial {
		t.Errorf("the second tab wrote over the first: %+v", got)
	}
	stale.Set("revision", "1")
	two.must(two.post(s.at("/answers/access-by-role"), stale), 303)
	if got := s.answer("access-by-role", ""); got.Revision != 2 || got.Response != assessment.Yes || got.By != "Ada Admin" {
		t.Errorf("saving mine stored %+v", got)
	}
}

// TestConflictWords: what was saved meanwhile is told as it is.
func TestConflictWords(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	for _, test := range []struct {
		name, question string
		first, second  url.Values
		want           string
	}{
		{"a fact", "remote-work", fields("choice", "nobody", "revision", "0"), fields("choice", "most-staff", "revision", "0"), "Dana Reyes saved Nobody at 12:00, after you opened the page. Yours, Most people, is not saved yet"},
		{"taken back", "access-by-role", fields("note", "x", "revision", "0"), fields("response", "no", "revision", "0"), "Dana Reyes saved no answer at 12:00"},
		{"a note", "background-checks", fields("response", "yes", "revision", "0"), fields("note", "Ask.", "revision", "0"), "Yours, only the note, is not saved yet"},
		{"confirming", "incident-response-plan", fields("response", "yes", "revision", "0"), fields("proposal", s.proposal("incident-response-plan", ""), "revision", "0"), "Dana Reyes saved Yes at 12:00, after you opened the page. Yours, Partial, is not saved yet"},
		{"at a site", "server-room-locked", fields("site", "main", "response", "yes", "revision", "0"), fields("site", "main", "response", "no", "revision", "0"), "Dana Reyes saved Yes at 12:00"},
	} {
		b.must(b.post(s.at("/answers/"+test.question), test.first), 303)
		b.must(b.post(s.at("/answers/"+test.question), test.second), 409, test.want)
	}
	b.must(b.post(s.at("/answers/access-duties-listed"), fields("response", "yes", "revision", "0")), 303)
	s.clock.Add(int64((24 * time.Hour).Seconds()))
	b = s.signIn("manager")
	b.must(b.post(s.at("/answers/access-duties-listed"), fields("response", "no", "revision", "0")), 409, "Dana Reyes saved Yes on Nov 24 at 12:00, after you opened the page.")
}

// TestStaleTabOfAFinal: the change is not saved, what was typed is shown, and the way on is an amendment.
func TestStaleTabOfAFinal(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	const sentence = "Finalized at 12:00, so your change was not saved. Start an amendment to use it."
	path := "/assessments/" + s.last + "/answers/access-by-role"
	form := fields("response", "yes", "note", "Typed in a stale tab.", "revision", "1")
	b.must(b.post(path, form), 409, sentence, "Typed in a stale tab.", "Amend")
	parts := b.must(b.ask(path, form), 409, sentence)
	if parts.has("Typed in a stale tab.") {
		t.Error("the parts repeat what is still on screen")
	}
	b.must(b.post(path, fields("response", "not_applicable", "revision", "1")), 409, sentence)
	b.must(b.post(path+"/undo", fields("revision", "1")), 409, sentence)
}

func TestStaleTabOfAReview(t *testing.T) {
	s := newWalk(t)
	client, id := s.sample("riverside-2026", s.client2())
	_ = client
	if err := s.store.UpdateAssessment(t.Context(), s.admin, id, "submit", func(w *store.Work) error { return w.Submit(w.Catalog) }); err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	b.must(b.post("/assessments/"+id+"/answers/access-by-role", fields("response", "yes", "note", "Stale.", "revision", "1")), 409,
		"This went to review, so your change was not saved. Take it back from review to use it.", "Stale.", `href="/assessments/`+id+`/review"`)
}

// client2 adds another client with the facts of the samples.
func (s *walked) client2() string {
	s.t.Helper()
	facts := s.work().Client
	facts.Name = "Second Dental"
	ids, err := s.store.AddClients(s.t.Context(), s.admin, []store.Client{{Facts: facts}})
	if err != nil {
		s.t.Fatal(err)
	}
	return ids[0]
}

// TestUndo gives back what was there before, and then that again.
func TestUndo(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	path := s.at("/answers/access-by-role")
	for _, step := range []struct {
		name, path string
		fields     url.Values
		response   assessment.Response
		note       string
		mode       assessment.Mode
		shows      string
	}{
		{"confirmed", path, fields("proposal", s.proposal("access-by-role", ""), "revision", "0"), assessment.Partial, s.proposed("access-by-role", ""), assessment.ModeAlone, "Confirmed 12:00."},
		{"changed", path, fields("response", "yes", "note", "Done since.", "revision", "1"), assessment.Yes, "Done since.", assessment.ModeChanged, "Saved 12:00."},
		{"undone", path + "/undo", fields("revision", "2"), assessment.Partial, s.proposed("access-by-role", ""), assessment.ModeAlone, "Confirmed 12:00."},
		{"undone again", path + "/undo", fields("revision", "3"), assessment.Yes, "Done since.", assessment.ModeChanged, "Saved 12:00."},
		{"taken back by an empty answer", path, fields("revision", "4"), 0, "", 0, "Taken back 12:00."},
	} {
		b.must(b.post(step.path, step.fields), 303)
		got := s.answer("access-by-role", "")
		if got.Response != step.response || got.Note != step.note || got.Mode != step.mode {
			t.Errorf("%s: stored %+v", step.name, got)
		}
		b.must(b.get(s.at("/sections/workforce?show=all")), 200, step.shows)
	}
	b.must(b.post(s.at("/answers/background-checks"), fields("response", "no", "revision", "0")), 303)
	b.must(b.ask(s.at("/answers/background-checks/undo"), fields("revision", "1")), 200, `id="place-background-checks"`, "Confirm Yes")
	if got := s.answer("background-checks", ""); !got.Blank() || got.Revision != 2 {
		t.Errorf("undoing the first answer stored %+v", got)
	}
}

func TestBadUndo(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	path := s.at("/answers/access-by-role/undo")
	b.must(b.post(path, fields("revision", "0")), 400, "There is nothing to undo.")
	b.must(b.post(path, fields()), 400, "There is nothing to undo.")
	b.must(b.post(s.at("/answers/access-by-role"), fields("response", "yes", "revision", "0")), 303)
	b.must(b.post(s.at("/answers/access-by-role"), fields("response", "no", "revision", "1")), 303)
	b.must(b.post(path, fields("revision", "1")), 409, "Dana Reyes saved No at 12:00, after you opened the page. Nothing was undone.", "Keep No")
	b.must(b.post(s.at("/answers/no-such-question/undo"), fields("revision", "1")), 404)
	if got := s.answer("access-by-role", ""); got.Response != assessment.No {
		t.Errorf("stored %+v", got)
	}
}

// TestPerSite: each site has its answer, the worst counts, and one press answers for all of them.
func TestPerSite(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	path := s.at("/answers/server-room-locked")
	b.must(b.ask(path, fields("site", "main", "response", "yes", "revision", "0")), 200, "1 of 2 sites answered.", `data-answered="false"`, `id="revision-server-room-locked"`)
	parts := b.must(b.ask(path, fields("site", "annex", "response", "no", "revision", "0")), 200, "2 sites. The worst counts: No.", `data-answered="true"`, `id="revision-server-room-locked-at-2"`,
		`name="revision.annex" id="same-server-room-locked-at-2" value="1"`)
	if parts.has(`id="message-server-room-locked"`) {
		t.Error("saving one site exchanges parts of the other")
	}
	b.must(b.post(path, fields("site", "main", "response", "partial", "note", "The door stands open.", "revision", "1", "revision.annex", "1", "same", "yes")), 303)
	for _, site := range []string{"main", "annex"} {
		if got := s.answer("server-room-locked", site); got.Response != assessment.Partial || got.Note != "The door stands open." || got.Revision != 2 {
			t.Errorf("at %s: %+v", site, got)
		}
	}
	b.must(b.post(path, fields("site", "main", "response", "yes", "revision", "2", "revision.annex", "1", "same", "yes")), 409, "annex: Dana Reyes saved Partial at 12:00")
	b.must(b.post(path, fields("site", "main", "response", "yes", "revision", "2", "same", "yes")), 409)
	if got := s.answer("server-room-locked", "main"); got.Response != assessment.Partial {
		t.Errorf("one of two sites was saved: %+v", got)
	}
	b.must(b.ask(path, fields("site", "main", "response", "yes", "revision", "2", "revision.annex", "2", "same", "yes")), 200, `id="place-server-room-locked"`, `id="place-server-room-locked-at-2"`)
}

// TestParts: the page gets what changed and nothing that is being typed.
func TestParts(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	a := b.must(b.ask(s.at("/answers/access-by-role"), fields("response", "yes", "note", "Seen.", "revision", "0", "show", "open")), 200,
		`id="state-access-by-role" data-answered="true"`, `id="revision-access-by-role" value="1"`, `id="saved-access-by-role" data-said="Saved 12:00"`, `id="message-access-by-role"`,
		`id="main-action"`, `id="walk-shown"`, "Saved 12:00", `id="walk-next"`, `aria-label="Assessment"`)
	for _, not := range []string{"<textarea", "<html", `type="radio"`, "<form"} {
		if a.has(not) {
			t.Errorf("the parts of a plain save hold %q", not)
		}
	}
	b.must(b.ask(s.at("/answers/access-duties-listed"), fields("proposal", s.proposal("access-duties-listed", ""), "revision", "0")), 200, `id="place-access-duties-listed"`, "Confirmed 12:00", "checked")
}

// TestOneQuestionAlone shows a card by itself, with the way back, and as a part for the page that asks.
func TestOneQuestionAlone(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	a := b.must(b.get(s.at("/answers/access-by-role")), 200, "Confirm Partial", "Back to Workforce security", "In place wherever it should be, and working.")
	if n := strings.Count(a.body, "<article"); n != 1 {
		t.Errorf("%d cards, want 1", n)
	}
	b.must(b.get(s.at("/answers/plan-documents")), 200, "Not asked, since the client sponsors no group health plan.")
}

func TestAnswerHistory(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	path := s.at("/answers/server-room-locked")
	b.must(b.get(path+"/history"), 200, "No answer yet", "Back to the question")
	b.must(b.post(path, fields("site", "annex", "response", "no", "note", "A <closet>.", "source", "visit", "revision", "0")), 303)
	b.must(b.post(path, fields("site", "annex", "response", "not_applicable", "reason", "The annex has no server.", "revision", "1")), 303)
	b.must(b.post(path+"/undo", fields("site", "annex", "revision", "2")), 303)
	a := b.must(b.get(path+"/history"), 200, "Nov 24, 2026, 12:00", "annex", "A &lt;closet&gt;.", "Why it cannot apply: The annex has no server.", "Dana Reyes, visit", "Confirmed alone", "Changed")
	if n := strings.Count(a.body, `scope="row"`); n != 3 {
		t.Errorf("%d revisions, want 3", n)
	}
}

// TestAFactChangesWhatIsAsked: where an answer changes which questions the section asks, the page says so, since the
// cards on it stay as they are.
func TestAFactChangesWhatIsAsked(t *testing.T) {
	s := newSite(t)
	cat, err := s.lib.Catalog("security-rule")
	if err != nil {
		t.Fatal(err)
	}
	q := cat.Questionnaire
	first := q.Sections[0]
	first.Questions = append(append([]assessment.Question{}, first.Questions...), cat.Section("workstations").Questions...)
	q.Version, q.Sections = "joined", []assessment.Section{first}
	cat = assessment.NewCatalog(q, "joined", cat.Rule, cat.Threats, cat.Risks)
	id, err := s.store.OpenAssessment(t.Context(), s.admin, store.Opening{Client: s.client("Riverside"), Period: 2026, Catalog: cat})
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	const sentence = "After this answer, other questions are asked in this section."
	b.must(b.ask("/assessments/"+id+"/answers/remote-work", fields("choice", "nobody", "revision", "0")), 200, sentence, "Show them")
	if a := b.ask("/assessments/"+id+"/answers/texting", fields("choice", "never", "revision", "0")); a.has(sentence) {
		t.Error("an answer that changes nothing says so")
	}
}

// TestSameAtAllSites asks for the answer once, and takes nothing from a page whose client has no sites any more.
func TestSameAtAllSites(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	path := s.at("/answers/server-room-locked")
	for _, test := range []struct {
		name, says string
		fields     url.Values
	}{
		{"no answer", "Choose the answer that all sites have.", fields("note", "They will look.")},
		{"no answer and no note", "Choose an answer, or write a note.", fields()},
		{"no reason", "Say why it cannot apply.", fields("response", "not_applicable")},
	} {
		for name, value := range map[string]string{"site": "main", "revision": "0", "revision.annex": "0", "same": "yes"} {
			test.fields.Set(name, value)
		}
		a := b.must(b.post(path, test.fields), 422, test.says, test.fields.Get("note"))
		_, summary, _ := strings.Cut(a.body, `id="problems"`)
		summary, _, _ = strings.Cut(summary, "</ul>")
		if n := strings.Count(summary, test.says); n != 1 {
			t.Errorf("%s: said %d times, want once", test.name, n)
		}
		for _, site := range []string{"main", "annex"} {
			if got := s.answer("server-room-locked", site); got.Revision != 0 {
				t.Errorf("%s: stored %+v at %s", test.name, got, site)
			}
		}
	}
	client, err := s.store.Client(t.Context(), s.admin, s.client)
	if err != nil {
		t.Fatal(err)
	}
	client.Facts.Sites = nil
	if err := s.store.UpdateClient(t.Context(), s.admin, client); err != nil {
		t.Fatal(err)
	}
	b.must(b.post(path, fields("site", "main", "response", "yes", "note", "Locked.", "revision", "0", "revision.annex", "0", "same", "yes")), 422,
		"The client has no list of sites any more", "What you typed, not saved", "Locked.")
}

// TestAnswerToHiddenQuestion keeps what was typed to a question that another answer has hidden meanwhile.
func TestAnswerToHiddenQuestion(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	gate, hidden := s.gated()
	b.must(b.get(s.at("/sections/"+hidden.section)), 200)
	b.must(b.post(s.at("/answers/"+gate.question), fields("choice", gate.choice, "revision", "0")), 303)
	for _, test := range []struct {
		status int
		fields url.Values
	}{
		{409, fields("response", "partial", "note", "Only in the office. \U0001f600", "revision", "3")},
		{422, fields("response", "not_applicable", "note", "Only in the office. \U0001f600", "revision", "0")},
	} {
		b.must(b.post(s.at("/answers/"+hidden.question), test.fields), test.status, "What you typed, not saved", "Only in the office. \U0001f600", "It is not asked any more.", `href="#unsaved"`, `id="unsaved"`)
	}
}

// gatedBy is a question, and what is chosen where it is a fact.
type gatedBy struct{ question, section, choice string }

// gated finds a fact question with a choice that hides a control question.
func (s *walked) gated() (gate, hidden gatedBy) {
	s.t.Helper()
	cat := s.work().Catalog
	for _, section := range cat.Questionnaire.Sections {
		for _, q := range section.Questions {
			if q.IsFact() || q.When == nil || q.When.Question == "" {
				continue
			}
			for _, c := range cat.Question(q.When.Question).Choices {
				if !slices.Contains(q.When.Is, c.ID) {
					return gatedBy{question: q.When.Question, choice: c.ID}, gatedBy{question: q.ID, section: section.ID}
				}
			}
		}
	}
	s.t.Fatal("no question is hidden by a choice")
	return gate, hidden
}

// TestOfficerSeesProposals: who may only read sees what was proposed, and who can confirm it.
func TestOfficerSeesProposals(t *testing.T) {
	s := newWalk(t)
	o := s.signOfficer("Sam Okafor", "Owner", s.client)
	a := o.must(o.get(s.at("/sections/workforce?show=all")), 200, "2025 answer, not confirmed", "can change this.")
	if a.has(`name="proposal"`) || a.has("<textarea") {
		t.Error("the officer can confirm")
	}
}
