package handlers

import (
	"net/url"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// prove gives the client a proof about a day for every question of a section.
func (s *walked) prove(section string, day assessment.Date) {
	s.t.Helper()
	proof := assessment.Proof{What: "Export <all>", Date: day, Method: assessment.ByConfiguration, By: "Priya Nair"}
	for _, q := range s.work().Catalog.Section(section).Questions {
		proof.Questions = append(proof.Questions, q.ID)
	}
	if _, err := s.store.SaveProof(s.t.Context(), s.admin, s.client, store.Record[assessment.Proof]{Value: proof}); err != nil {
		s.t.Fatal(err)
	}
}

// scope says that somebody asked what changed, and that those kinds did.
func (s *walked) scoped(changed ...assessment.ChangeKind) {
	s.t.Helper()
	w := s.work()
	f := w.Scoping()
	f.ChangedAsked, f.Changed = true, changed
	if err := s.store.SaveEntries(s.t.Context(), s.admin, s.id, store.ScopingEntry(w.Revision(store.EntryScoping, ""), f)); err != nil {
		s.t.Fatal(err)
	}
}

// listed gives the fields of the lines that the page lists, with every one of them picked.
func listed(t *testing.T, body string) url.Values {
	t.Helper()
	form := url.Values{}
	for _, part := range strings.Split(body, `name="pick" value="`)[1:] {
		id, rest, _ := strings.Cut(part, `"`)
		form.Add("pick", id)
		form.Set("revision."+id, cut(t, rest, `name="revision.`+id+`" value="`, `"`))
		if !strings.Contains(strings.SplitN(rest, ">", 2)[0], "checked") {
			t.Errorf("line %s is not ticked", id)
		}
	}
	return form
}

func TestConfirmTogether(t *testing.T) {
	s := newWalk(t)
	s.scoped()
	s.prove("training", assessment.NewDate(2026, 10, 1))
	b := s.signIn("manager")
	a := b.must(b.get(s.at("/sections/training/confirm")), 200, "Each passes five tests", "Export &lt;all&gt;, Oct 1, 2026", "Held back", "was not Yes", "Open alone", "Each is recorded under your name.")
	form := listed(t, a.body)
	n := len(form["pick"])
	if n < 2 || !a.has("Confirm these "+string(rune('0'+n))) {
		t.Fatalf("%d lines, want several and a button that counts them\n%s", n, short(a.body))
	}
	b.must(b.get(s.at("/sections/training")), 200, "Confirm "+string(rune('0'+n))+" together")
	out := form["pick"][0]
	form["pick"] = form["pick"][1:]
	done := b.must(b.post(s.at("/sections/training/confirm"), form), 303)
	if want := s.at("/sections/training?show=open#q-"); !strings.HasPrefix(done.location, want) {
		t.Errorf("leads to %q, want %q", done.location, want)
	}
	b.must(b.get(done.location), 200, "on this year&#39;s proof.")
	together := 0
	for _, p := range s.work().Proposals {
		got := s.answer(p.Question, p.Site)
		switch {
		case p.ID == out && got.Revision != 0:
			t.Errorf("what was left out is stored: %+v", got)
		case got.Mode == assessment.ModeTogether:
			together++
			want := assessment.Verification{By: "Priya Nair", Date: assessment.NewDate(2026, 10, 1), Method: assessment.ByConfiguration, Evidence: "Export <all>"}
			if got.Response != assessment.Yes || got.Verified == nil || *got.Verified != want || got.By != "Dana Reyes" || got.Source != assessment.SourceRecords {
				t.Errorf("%s: stored %+v", p.Question, got)
			}
		}
	}
	if together != n-1 {
		t.Errorf("%d answers are stored as confirmed together, want %d", together, n-1)
	}
	b.must(b.post(s.at("/sections/training/confirm"), form), 409, "Nothing is confirmed yet; look at the list again.")
}

func TestBadConfirmations(t *testing.T) {
	s := newWalk(t)
	s.scoped()
	s.prove("training", assessment.NewDate(2026, 10, 1))
	b := s.signIn("manager")
	form := listed(t, b.get(s.at("/sections/training/confirm")).body)
	stale := url.Values{"pick": form["pick"]}
	for name := range form {
		if name != "pick" {
			stale.Set(name, "5")
		}
	}
	held := s.proposal("malware-protection", "")
	for _, test := range []struct {
		name   string
		fields url.Values
		status int
		shows  string
	}{
		{"nothing ticked", url.Values{}, 422, "Tick at least one answer to confirm."},
		{"a stale list", stale, 409, "Nothing is confirmed yet"},
		{"without revisions", url.Values{"pick": form["pick"]}, 409, "Nothing is confirmed yet"},
		{"what is held back", url.Values{"pick": {held}, "revision." + held: {"0"}}, 409, "Nothing is confirmed yet"},
		{"what is not there", url.Values{"pick": {"none"}}, 409, "Nothing is confirmed yet"},
	} {
		b.must(b.post(s.at("/sections/training/confirm"), test.fields), test.status, test.shows)
	}
	for _, p := range s.work().Proposals {
		if got := s.answer(p.Question, p.Site); got.Revision != 0 {
			t.Errorf("%s was stored: %+v", p.Question, got)
		}
	}
	b.must(b.post("/assessments/"+s.last+"/sections/training/confirm", form), 409)
	if a := b.get("/assessments/" + s.last + "/sections/training/confirm"); a.location != "/assessments/"+s.last+"/sections/training" {
		t.Errorf("the page of a final assessment leads to %q", a.location)
	}
}

// TestNothingToConfirm: the page says why, and leads on.
func TestNothingToConfirm(t *testing.T) {
	for _, test := range []struct {
		name, section, shows string
		prepare              func(*walked)
	}{
		{"nobody asked what changed", "training", "Nobody has said yet what changed", func(s *walked) { s.prove("training", assessment.NewDate(2026, 10, 1)) }},
		{"no proof", "workforce", "No proof of this year speaks for these answers.", func(s *walked) { s.scoped() }},
		{"proof of after the analysis", "training", "Set a later as-of date under Scope", func(s *walked) { s.scoped(); s.prove("training", s.riskWork(s.id).Date.AddDays(1)) }},
		{"proof of before last year's report", "training", "No proof of this year speaks", func(s *walked) { s.scoped(); s.prove("training", assessment.NewDate(2025, 11, 1)) }},
		{"touched by a change", "training", "What changed at the client touches this section", func(s *walked) {
			s.scoped(assessment.ChangePeople)
			s.prove("training", assessment.NewDate(2026, 10, 1))
		}},
		{"nothing carried", "health-plan", "No answer of last year waits for confirmation in this section.", func(s *walked) {}},
	} {
		s := newWalk(t)
		test.prepare(s)
		b := s.signIn("manager")
		a := b.must(b.get(s.at("/sections/"+test.section+"/confirm")), 200, "Nothing to confirm together", test.shows, "Confirm them one by one")
		if a.has(`name="pick"`) {
			t.Errorf("%s: something can be confirmed", test.name)
		}
	}
}
