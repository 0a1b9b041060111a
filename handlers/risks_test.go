package handlers

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// riskWork gives an assessment as the store has it.
func (s *site) riskWork(id string) *store.Work {
	s.t.Helper()
	wk, err := s.store.Assessment(s.t.Context(), s.admin, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return wk
}

// saveEntries changes entries of an assessment, as somebody else would meanwhile.
func (s *site) saveEntries(id string, entries ...store.Entry) {
	s.t.Helper()
	if err := s.store.SaveEntries(s.t.Context(), s.scope("admin"), id, entries...); err != nil {
		s.t.Fatal(err)
	}
}

// unreview takes out what was said of risks, as if nobody had looked at them.
func (s *site) unreview(id string, risks ...string) {
	s.t.Helper()
	wk := s.riskWork(id)
	for _, risk := range risks {
		s.saveEntries(id, store.TakeOut(store.EntryReview, risk, wk.Revision(store.EntryReview, risk)))
	}
}

// untreat takes out the response to risks.
func (s *site) untreat(id string, risks ...string) {
	s.t.Helper()
	wk := s.riskWork(id)
	for _, risk := range risks {
		s.saveEntries(id, store.TakeOut(store.EntryTreatment, risk, wk.Revision(store.EntryTreatment, risk)))
	}
}

// finishRisks makes a draft final.
func (s *site) finishRisks(id string) {
	s.t.Helper()
	steps := []func(*store.Work) error{
		func(w *store.Work) error { return w.Submit(w.Catalog) },
		func(w *store.Work) error {
			return w.Approve(assessment.Approval{Name: "Sam Okafor", Title: "Owner", Date: w.Date}, w.Digest)
		},
	}
	for _, step := range steps {
		if err := s.store.UpdateAssessment(s.t.Context(), s.admin, id, "step", step); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := s.store.FinalizeAssessment(s.t.Context(), s.admin, id); err != nil {
		s.t.Fatal(err)
	}
}

// riskReader signs in an officer who sees one client.
func (s *site) riskReader(client string) *browser {
	s.t.Helper()
	hash, err := HashPassword(password)
	if err != nil {
		s.t.Fatal(err)
	}
	u := store.User{Email: "reader@example.test", Name: "Rita Reader", Role: assessment.Officer, Password: hash, Clients: []string{client}}
	if _, err := s.store.AddUser(s.t.Context(), s.admin, u); err != nil {
		s.t.Fatal(err)
	}
	return s.signIn("reader")
}

// applying lists the risks of an assessment that apply.
func (s *site) applying(id string) []assessment.RatedRisk {
	s.t.Helper()
	snapshot, err := s.riskWork(id).Snapshot()
	if err != nil {
		s.t.Fatal(err)
	}
	var list []assessment.RatedRisk
	for _, risk := range snapshot.Result.Risks {
		if risk.Applies {
			list = append(list, risk)
		}
	}
	return list
}

// wordsOf gives the words of a page, without its markup.
func wordsOf(body string) string {
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " "))
	return strings.Join(strings.Fields(text), " ")
}

// registerRows gives the rows of the register of a page.
func registerRows(a answer) []string {
	_, body, found := strings.Cut(a.body, `<h2 id="register"`)
	if !found {
		return nil
	}
	body, _, _ = strings.Cut(body, "</section>")
	return regexp.MustCompile(`(?s)<tr data-row>.*?</tr>`).FindAllString(body, -1)
}

// tickedBoxes counts the boxes of a page that are ticked.
func tickedBoxes(a answer) int {
	bare := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(a.body, `""`)
	return len(regexp.MustCompile(`<input[^>]* checked[^>]*>`).FindAllString(bare, -1))
}

var heatCell = regexp.MustCompile(`(?s)<td class="(level-\w+|heat-none)"[^>]*>(.*?)</td>`)

// TestHeatMap holds every cell of the table against the register: its color, its word, its count and where it leads.
func TestHeatMap(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	risks := s.applying(id)
	rating := map[string]func(*assessment.RatedRisk) assessment.Rating{
		"current":  func(r *assessment.RatedRisk) assessment.Rating { return r.Current },
		"inherent": func(r *assessment.RatedRisk) assessment.Rating { return r.Inherent },
		"target":   func(r *assessment.RatedRisk) assessment.Rating { return r.Target },
	}
	for show, of := range rating {
		page := b.must(b.get("/assessments/"+id+"/risks?show="+show), http.StatusOK)
		cells := heatCell.FindAllStringSubmatch(page.body, -1)
		if len(cells) != 25 {
			t.Fatalf("%s: the heat map has %d cells, want 25", show, len(cells))
		}
		for i, cell := range cells {
			likelihood, impact := assessment.LikelihoodVeryHigh-assessment.Likelihood(i/5), assessment.ImpactVeryLow+assessment.Impact(i%5)
			level, n := assessment.LevelOf(likelihood, impact), 0
			for j := range risks {
				if of(&risks[j]).Likelihood == likelihood && risks[j].Impact.Overall == impact {
					n++
				}
			}
			name := fmt.Sprintf("%s %s-%s", show, likelihood, impact)
			if n == 0 {
				if cell[1] != "heat-none" || wordsOf(cell[2]) != level.Title()+" , none" {
					t.Errorf("%s: an empty cell is %q %q", name, cell[1], wordsOf(cell[2]))
				}
				continue
			}
			if cell[1] != "level-"+level.String() || !strings.HasPrefix(wordsOf(cell[2]), fmt.Sprintf("%d %s of likelihood", n, level.Title())) {
				t.Errorf("%s: the cell is %q %q, want %d %s", name, cell[1], wordsOf(cell[2]), n, level.Title())
			}
			link := fmt.Sprintf("/assessments/%s/risks?show=%s&cell=%s-%s", id, show, likelihood, impact)
			if !strings.Contains(html.UnescapeString(cell[2]), `href="`+link+`#register"`) {
				t.Errorf("%s: the cell does not lead to %s: %s", name, link, cell[2])
			}
			if rows := registerRows(b.must(b.get(link), http.StatusOK)); len(rows) != n {
				t.Errorf("%s: the register shows %d risks, want %d", name, len(rows), n)
			}
		}
	}
}

func TestRegister(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, id := s.sample("riverside-2026", client)
	b := s.signIn("manager")
	page := b.must(b.get("/assessments/"+id+"/risks"), http.StatusOK, "Risks 2026", "Add a risk of your own", "Change the threshold")
	risks := s.applying(id)
	cat, err := s.lib.Catalog("security-rule")
	if err != nil {
		t.Fatal(err)
	}
	all := len(cat.Risks) + 1 // one is the client's own
	if rows := registerRows(page); len(rows) != len(risks) {
		t.Errorf("the register has %d rows, want %d", len(rows), len(risks))
	}
	text := wordsOf(page.body)
	for _, want := range []string{
		fmt.Sprintf("%d apply, %d do not.", len(risks), all-len(risks)),
		"Above Low, each risk needs a response. Dr. Samuel Okafor, Owner set this: Trust is hard to win back",
		"have no response yet.", "Level Risk 2025 Response Reviewed", "open 2 years",
		"The practice sends no faxes: the online service is set to receive only. Dana Reyes, November 10, 2026",
		"Mitigate Nov 10, 2026", "Go to the plan",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(text, "Mark the ticked ones") {
		t.Error("every risk is reviewed, and the page offers to mark some")
	}
	// Of the first row, what was compared: last year's level and how long it has been open.
	if first := wordsOf(registerRows(page)[0]); !regexp.MustCompile(`^(Very high|High) .* (New|Very high|High|Moderate|Low)(, open 2 years)? Mitigate `).MatchString(first) {
		t.Errorf("the first row reads %q", first)
	}
}

func TestRegisterOfTheFirstYear(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2025", "")
	page := s.signIn("manager").get("/assessments/" + id + "/risks")
	if text := wordsOf(page.body); !strings.Contains(text, "Level Risk Response Reviewed") || strings.Contains(text, "2024") {
		t.Error("the first year has a column for the year before")
	}
}

func TestNextActionOfTheRegister(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	over := func() (list []string) {
		for _, r := range s.applying(id) {
			if r.Current.Level > assessment.RiskLow {
				list = append(list, r.Risk)
			}
		}
		return list
	}()
	main := func() string {
		_, head, _ := strings.Cut(b.must(b.get("/assessments/"+id+"/risks"), http.StatusOK).body, `<div class="head">`)
		head, _, _ = strings.Cut(head, "<section")
		return html.UnescapeString(head)
	}
	s.untreat(id, over[1], over[2], over[4])
	if got := main(); !strings.Contains(got, "Treat 3 risks above Low") || !strings.Contains(got, `href="/assessments/`+id+"/risks/"+over[1]+`#treatment"`) {
		t.Errorf("with 3 risks untreated the main action is %s", got)
	}
	s.unreview(id, over[0], over[3])
	if got := main(); !strings.Contains(got, "Review 2 risks") || !strings.Contains(got, "#register") {
		t.Errorf("with 2 risks to review the main action is %s", got)
	}
}

func TestReviewTogether(t *testing.T) {
	const basis = "Twelve staff <b>& one office</b> 🏥"
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	risks := s.applying(id)
	one, other := risks[0].Risk, risks[1].Risk
	s.unreview(id, one, other)
	b := s.signIn("manager")
	page := b.must(b.get("/assessments/"+id+"/risks"), http.StatusOK, "Mark the ticked ones as reviewed", "Basis for this client")
	if tickedBoxes(page) != 0 {
		t.Error("something is ticked beforehand")
	}
	ticks := regexp.MustCompile(`name="risk"[^>]* value="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
	if len(ticks) != 2 {
		t.Fatalf("%d risks can be ticked, want 2", len(ticks))
	}
	path := "/assessments/" + id + "/risks/review?show=target"
	for _, test := range []struct {
		name   string
		fields url.Values
		says   []string
	}{
		{"nothing ticked", url.Values{"basis": {basis}}, []string{"No risk is ticked. Tick each risk that you reviewed, then save again.", "Error: Risks, Riverside Family Dental 2026", `href="#review-risk"`, `id="review-risk"`}},
		{"no basis", url.Values{"risk": {ticks[0][1]}}, []string{"Say on what basis", `href="#review-basis"`}},
		{"only spaces", url.Values{"risk": {ticks[0][1]}, "basis": {" \n "}}, []string{"Say on what basis"}},
		{"a control byte", url.Values{"risk": {ticks[0][1]}, "basis": {"a\x00b"}}, []string{"This holds a character that cannot be shown."}},
		{"too long", url.Values{"risk": {ticks[0][1]}, "basis": {strings.Repeat("a", 20_001)}}, []string{"This is 20,001 characters long"}},
		{"no such risk", url.Values{"risk": {"gone@0"}, "basis": {basis}}, []string{"is not in the register any more"}},
		{"no revision", url.Values{"risk": {one}, "basis": {basis}}, []string{"is not in the register any more"}},
	} {
		a := b.post(path, test.fields)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want 422", test.name, a.status)
		}
		for _, want := range test.says {
			if !a.has(want) {
				t.Errorf("%s: the page does not show %q", test.name, want)
			}
		}
		if basis := test.fields.Get("basis"); basis != "" && !strings.ContainsAny(basis, "\n\x00") && !a.has(html.EscapeString(basis)+"</textarea>") {
			t.Errorf("%s: what was typed is gone", test.name)
		}
		if len(test.fields["risk"]) > 0 && test.fields.Get("risk") == ticks[0][1] && tickedBoxes(a) != 1 {
			t.Errorf("%s: the tick is gone", test.name)
		}
	}
	a := b.post(path, url.Values{"risk": {ticks[0][1], ticks[1][1]}, "basis": {basis}})
	if a.status != http.StatusSeeOther || a.location != "/assessments/"+id+"/risks?show=target" {
		t.Fatalf("saving gives %d %q", a.status, a.location)
	}
	b.must(b.get(a.location), http.StatusOK, "Saved: 2 risks reviewed.")
	for _, risk := range []string{one, other} {
		review, ok := s.riskWork(id).Reviewed(risk)
		if want := (store.Reviewed{By: "Dana Reyes", Date: assessment.NewDate(2026, 11, 24), Basis: basis}); !ok || review != want {
			t.Errorf("%s: the review is %+v, want %+v", risk, review, want)
		}
	}
}

func TestReviewMeetsAnother(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	risks := s.applying(id)
	one, other := risks[0].Risk, risks[1].Risk
	s.unreview(id, one, other)
	b := s.signIn("manager")
	ticks := regexp.MustCompile(`name="risk"[^>]* value="([^"]+)"`).FindAllStringSubmatch(b.get("/assessments/"+id+"/risks").body, -1)
	s.saveEntries(id, store.ReviewEntry(one, s.riskWork(id).Revision(store.EntryReview, one), store.Reviewed{By: "Ada Admin", Date: assessment.NewDate(2026, 11, 24), Basis: "Seen on the visit"}))
	fields := url.Values{"risk": {ticks[0][1], ticks[1][1]}, "basis": {"Mine"}}
	page := b.must(b.post("/assessments/"+id+"/risks/review", fields), http.StatusConflict,
		"Ada Admin reviewed “"+html.EscapeString(risks[0].Heading())+"” after you opened the page, on this basis: Seen on the visit. Yours is not saved yet.", "Mine</textarea>")
	if n := tickedBoxes(page); n != 2 {
		t.Errorf("%d boxes are still ticked, want 2", n)
	}
	if _, ok := s.riskWork(id).Reviewed(other); ok {
		t.Error("one of the two was saved, and both or none should be")
	}
	fields["risk"] = nil
	for _, tick := range regexp.MustCompile(`name="risk"[^>]* value="([^"]+)"[^>]* checked`).FindAllStringSubmatch(page.body, -1) {
		fields["risk"] = append(fields["risk"], tick[1])
	}
	if a := b.post("/assessments/"+id+"/risks/review", fields); a.status != http.StatusSeeOther {
		t.Errorf("to save again gives %d, want 303", a.status)
	}
	if got, _ := s.riskWork(id).Reviewed(one); got.Basis != "Mine" {
		t.Errorf("after saving again the basis is %q", got.Basis)
	}
}

func TestStillValid(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, id := s.sample("riverside-2026", client)
	s.unreview(id, "lost-laptop")
	b := s.signIn("manager")
	page := b.must(b.get("/assessments/"+id+"/risks"), http.StatusOK, "Still valid because </textarea>", "Finish the sentence for the ticked risks")
	tick := regexp.MustCompile(`name="risk"[^>]* value="([^"]+)"`).FindStringSubmatch(page.body)
	b.must(b.post("/assessments/"+id+"/risks/review", url.Values{"risk": {tick[1]}, "basis": {"Still valid because "}}), http.StatusUnprocessableEntity,
		"Finish the sentence: say why it is still valid, or write a new basis.")
}

func TestOwnRisksOfTheYearBefore(t *testing.T) {
	s := newSite(t)
	client, first := s.sample("riverside-2025", "")
	s.saveEntries(first, store.OwnRiskEntry(0, assessment.OwnRisk{
		ID: "own-flood", Title: "The server under water", Threat: "water-damage", Vulnerability: "It stands low", Harm: assessment.LikelihoodLow,
		Impact: assessment.Impacts{Availability: assessment.ImpactLow}, Basis: "The cellar was wet in May",
	}))
	s.finishRisks(first)
	_, id := s.sample("riverside-2026", client)
	b := s.signIn("manager")
	b.must(b.get("/assessments/"+id+"/risks"), http.StatusOK, "Your own risks of 2025", "The server under water", "/risks/new?from=own-flood")
	form := b.must(b.get("/assessments/"+id+"/risks/new?from=own-flood"), http.StatusOK, "This begins with what was written in 2025", `value="The server under water"`, "Still valid because </textarea>")
	if !form.has(`name="id" value="own-flood"`) {
		t.Error("the id does not come along, so the years cannot be compared")
	}
}

func TestRegisterIsReadByOfficers(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	path := "/assessments/" + id + "/risks"
	b := s.signIn("officer")
	for _, p := range []string{path, path + "/lost-laptop"} {
		b.must(b.get(p), http.StatusNotFound)
	}
	b = s.riskReader(client)
	s.unreview(id, "lost-laptop")
	for _, p := range []string{path, path + "/lost-laptop"} {
		page := b.must(b.get(p), http.StatusOK, "can change this")
		_, main, _ := strings.Cut(page.body, "<main")
		main, _, _ = strings.Cut(main, "</main>")
		if strings.Contains(main, "<form") || strings.Contains(main, "<input") {
			t.Errorf("%s: an officer sees a form", p)
		}
	}
	for _, p := range []string{path + "/review", path + "/new", path + "/lost-laptop/review", path + "/lost-laptop/treatment", path + "/own-annex-basement/edit", path + "/own-annex-basement/remove"} {
		b.must(b.post(p, url.Values{"revision": {"0"}}), http.StatusNotFound)
	}
}

func TestRegisterOfAFinalAssessment(t *testing.T) {
	s := newSite(t)
	_, id := s.final("riverside-2026", "")
	b := s.signIn("manager")
	page := b.must(b.get("/assessments/"+id+"/risks"), http.StatusOK, "Final since")
	if page.has(`name="risk"`) || page.has("Add a risk of your own") {
		t.Error("a final register can be changed")
	}
	b.must(b.post("/assessments/"+id+"/risks/review", url.Values{"risk": {"lost-laptop@0"}, "basis": {"Too late 🕰"}}), http.StatusConflict,
		"This assessment was finalized, so your change was not saved. Start an amendment to use it.", "Too late 🕰")
	if a := b.get("/assessments/" + id + "/risks/new"); a.location != "/assessments/"+id+"/risks" {
		t.Errorf("the form of a new risk gives %d %q, want a redirect to the register", a.status, a.location)
	}
}

func TestAddressesOfTheRegister(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	all := len(s.applying(id))
	for query, want := range map[string]int{"?show=nonsense": all, "?cell=nonsense": all, "?cell=high": all, "?cell=-": all, "?cell=very_high-very_high": 0} {
		if rows := registerRows(b.must(b.get("/assessments/"+id+"/risks"+query), http.StatusOK)); len(rows) != want {
			t.Errorf("%s: %d rows, want %d", query, len(rows), want)
		}
	}
	b.must(b.get("/assessments/nothing/risks"), http.StatusNotFound)
}

// TestMitigateTogether: to mitigate the ticked risks at once responds to those over the threshold that have no response
// and something to put in place, and to no others.
func TestMitigateTogether(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	var all, over []string
	for _, risk := range s.applying(id) {
		if strings.HasPrefix(risk.Risk, "own-") {
			continue // the file says its basis with it
		}
		all = append(all, risk.Risk)
		if s.riskWork(id).Over(risk.Current.Level) && risk.Mitigable() {
			over = append(over, risk.Risk)
		}
	}
	s.unreview(id, all...)
	s.untreat(id, over[1:]...)
	kept := s.riskWork(id).Treatment[over[0]]
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks"
	fields := url.Values{"basis": {"Talked through"}}
	for _, tick := range regexp.MustCompile(`name="risk"[^>]* value="([^"]+)"`).FindAllStringSubmatch(b.get(path).body, -1) {
		if !strings.HasPrefix(tick[1], "own-") {
			fields.Add("risk", tick[1])
		}
	}
	if len(fields["risk"]) != len(all) {
		t.Fatalf("%d risks can be ticked, want %d", len(fields["risk"]), len(all))
	}
	b.must(b.post(path+"/review", url.Values{"mitigate": {"yes"}, "basis": {"x"}}), http.StatusUnprocessableEntity, "No risk is ticked.")
	fields.Set("mitigate", "yes")
	b.must(b.post(path+"/review", fields), http.StatusSeeOther)
	b.must(b.get(path), http.StatusOK, fmt.Sprintf("%s reviewed, and mitigate as the response to %s.", countRisks(len(all)), countRisks(len(over)-1)))
	w := s.riskWork(id)
	for _, risk := range s.applying(id) {
		got, due := w.Treatment[risk.Risk], slices.Contains(over[1:], risk.Risk)
		switch {
		case due && got.Response != assessment.Mitigate:
			t.Errorf("%s: the response is %v, want mitigate", risk.Risk, got.Response)
		case !due && !w.Over(risk.Current.Level) && got.Response != 0:
			t.Errorf("%s: responded to without need", risk.Risk)
		}
	}
	if got := w.Treatment[over[0]]; got != kept {
		t.Errorf("the response that was there is %+v now, want %+v", got, kept)
	}
}
