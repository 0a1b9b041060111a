package handlers

import (
	"net/url"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// checks is the citation of an addressable specification, and the question that cites it.
const (
	checks         = "164.308(a)(3)(ii)(B)"
	checksQuestion = "background-checks"
)

// whole is a decision with all that the record needs.
func whole(revision string) url.Values {
	return fields("question", checksQuestion, "revision", revision, "choice", "alternative", "assessment", "Small staff, all known <for> years.", "reason", "Checks cost too much.",
		"alternative", "Two references, kept on file.", "in_place", "2026-01-05", "approver.name", "Dana Lee", "approver.title", "Owner", "date", "2026-11-20", "review", "2027-11-20")
}

// TestDecisionIsAskedFor: only where the row is addressable and the answer falls short.
func TestDecisionIsAskedFor(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	for _, test := range []struct {
		name, section, question, response string
		asked                             bool
	}{
		{"addressable and Partial", "workforce", "background-checks", "partial", true},
		{"addressable and No", "workforce", "termination-procedures", "no", true},
		{"addressable and Unknown", "workforce", "temporary-staff-supervised", "unknown", true},
		{"addressable and Yes", "workforce", "leaver-devices-returned", "yes", false},
		{"a standard and No", "workforce", "access-by-role", "no", false},
		{"required and Partial", "incidents", "incident-response-plan", "partial", false},
	} {
		parts := b.must(b.ask(s.at("/answers/"+test.question), fields("response", test.response, "revision", "0")), 200)
		card := cardOf(t, b.must(b.get(s.at("/sections/"+test.section+"?show=all")), 200).body, test.question)
		const words = "Addressable does not mean optional. This is not fully in place, so the rule wants a written decision (164.306(d)(3))."
		for what, text := range map[string]string{"parts": parts.body, "card": card} {
			if got := strings.Contains(text, words); got != test.asked {
				t.Errorf("%s: the %s ask for a decision: %v, want %v", test.name, what, got, test.asked)
			}
		}
		if got := strings.Contains(card, "Decision needed"); got != test.asked {
			t.Errorf("%s: the state says Decision needed: %v, want %v", test.name, got, test.asked)
		}
	}
}

func TestDecision(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	b.must(b.post(s.at("/answers/"+checksQuestion), fields("response", "no", "revision", "0")), 303)
	a := b.must(b.post(s.at("/decisions/"+checks), fields("question", checksQuestion, "revision", "0", "choice", "implement")), 303)
	if want := s.at("/sections/workforce?show=open&saved=" + checksQuestion + "#q-" + checksQuestion); a.location != want {
		t.Errorf("leads to %q, want %q", a.location, want)
	}
	b.must(b.get(s.at("/sections/workforce?show=all")), 200, "Decision needed", "Still needed: the assessment of what is reasonable and appropriate here.")
	b.must(b.ask(s.at("/decisions/"+checks), whole("1")), 200, "Saved 12:00", "Decision: Alternative.", `name="revision" value="2"`)
	got := s.work().Decisions[checks]
	want := assessment.Decision{
		Choice: assessment.Alternative, Assessment: "Small staff, all known <for> years.", Reason: "Checks cost too much.", Alternative: "Two references, kept on file.",
		InPlace: assessment.NewDate(2026, 1, 5), Approver: assessment.Person{Name: "Dana Lee", Title: "Owner"}, Date: assessment.NewDate(2026, 11, 20), Review: assessment.NewDate(2027, 11, 20),
	}
	if got != want {
		t.Errorf("stored %+v, want %+v", got, want)
	}
	card := cardOf(t, b.must(b.get(s.at("/sections/workforce?show=all")), 200).body, checksQuestion)
	if strings.Contains(card, "Decision needed") || !strings.Contains(card, "Small staff, all known &lt;for&gt; years.") {
		t.Errorf("the card of a whole decision: %s", card)
	}
}

func TestBadDecisions(t *testing.T) {
	s := newWalk(t)
	b := s.signIn("manager")
	with := func(name, value string) url.Values {
		form := whole("0")
		form.Set(name, value)
		return form
	}
	for _, test := range []struct {
		name, citation string
		fields         url.Values
		status         int
		shows          []string
	}{
		{"no choice", checks, with("choice", ""), 422, []string{"Choose one: implement, alternative or neither.", "Small staff, all known &lt;for&gt; years."}},
		{"no such choice", checks, with("choice", "ignore"), 422, []string{"Choose one: implement, alternative or neither."}},
		{"a day that is none", checks, with("date", "soon"), 422, []string{"Write the day as year, month and day", `value="soon"`}},
		{"review before the decision", checks, with("review", "2026-11-19"), 422, []string{"The next review lies before the decision."}},
		{"a year too far", checks, with("date", "2062-11-20"), 422, []string{"lies"}},
		{"a long text", checks, with("reason", strings.Repeat("x", 20_001)), 422, []string{"This is 20,001 characters long"}},
		{"a required specification", "164.308(a)(1)(ii)(A)", whole("0"), 404, nil},
		{"no such citation", "164.999", whole("0"), 404, nil},
		{"a wrong revision", checks, whole("3"), 409, []string{"Somebody else saved a decision after you opened the page.", "Small staff, all known &lt;for&gt; years.", `name="revision" value="0"`}},
	} {
		b.must(b.post(s.at("/decisions/"+test.citation), test.fields), test.status, test.shows...)
		b.must(b.ask(s.at("/decisions/"+test.citation), test.fields), test.status, test.shows...)
		if got := s.work().Revision(store.EntryDecision, test.citation); got != 0 {
			t.Errorf("%s: stored", test.name)
		}
	}
	b.must(b.post("/assessments/"+s.last+"/decisions/"+checks, whole("0")), 409, "so the decision was not saved. Start an amendment to use it.", "Small staff, all known &lt;for&gt; years.")
}

// TestLastYearsDecision: its words can be used again; the choice and the approval are made anew.
func TestLastYearsDecision(t *testing.T) {
	s := newSite(t)
	client, last := s.final("riverside-2026", "")
	before, err := s.store.Assessment(t.Context(), s.admin, last)
	if err != nil {
		t.Fatal(err)
	}
	question, citation := "", ""
	for _, q := range before.Catalog.Questions() {
		for _, c := range q.Citations {
			if before.Decisions[c].Choice == assessment.Alternative {
				question, citation = q.ID, c
			}
		}
	}
	id, err := s.store.OpenAssessment(t.Context(), s.admin, store.Opening{Client: client, Period: 2027, Catalog: before.Catalog})
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	b.must(b.post("/assessments/"+id+"/answers/"+question, fields("response", "no", "revision", "0")), 303)
	words := before.Decisions[citation].Assessment
	section := "/assessments/" + id + "/sections/" + before.Catalog.SectionOf(question).ID
	card := cardOf(t, b.must(b.get(section+"?show=all"), 200).body, question)
	if !strings.Contains(card, "Decided in 2026") || !strings.Contains(card, words) || strings.Contains(card, words+"</textarea>") {
		t.Errorf("last year's decision is not offered, or filled in unasked\n%s", card)
	}
	card = cardOf(t, b.must(b.get(section+"?show=all&reuse="+url.QueryEscape(citation)), 200).body, question)
	form := cut(t, card, `data-decision`, "</form>")
	if !strings.Contains(form, words+"</textarea>") || strings.Contains(form, "checked") || strings.Contains(form, before.Decisions[citation].Approver.Name) {
		t.Errorf("the words are not used again, or more than the words\n%s", form)
	}
}
