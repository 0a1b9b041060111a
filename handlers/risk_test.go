package handlers

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/store"
)

// mainWords gives the words of a page between its bar and its foot.
func mainWords(a answer) string {
	_, body, _ := strings.Cut(a.body, "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return wordsOf("<main" + body)
}

// riskOf gives a risk of an assessment as it is rated now.
func (s *site) riskOf(id, risk string) *assessment.RatedRisk {
	s.t.Helper()
	snapshot, err := s.riskWork(id).Snapshot()
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range snapshot.Result.Risks {
		if snapshot.Result.Risks[i].Risk == risk {
			return &snapshot.Result.Risks[i]
		}
	}
	s.t.Fatalf("no risk %s", risk)
	return nil
}

func TestRiskExplainsItsLevel(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	snapshot, err := s.riskWork(id).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for i := range snapshot.Result.Risks {
		r := &snapshot.Result.Risks[i]
		page := b.must(b.get("/assessments/"+id+"/risks/"+r.Risk), http.StatusOK)
		_, why, _ := strings.Cut(page.body, `<p class="prose">`)
		why, _, _ = strings.Cut(why, "</p>")
		if got, want := strings.ReplaceAll(strings.ReplaceAll(wordsOf(why), " .", "."), " )", ")"), report.Explain(r); !sameWords(got, want) {
			t.Errorf("%s: the page says %q, want %q", r.Risk, got, want)
		}
		for _, link := range []string{`href="#occurrence"`, `href="#impact"`, `href="#tables"`} {
			if !strings.Contains(why, link) {
				t.Errorf("%s: the sentence has no link %s", r.Risk, link)
			}
		}
		for _, anchor := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page.body, -1) {
			if !strings.Contains(page.body, `id="`+anchor[1]+`"`) {
				t.Errorf("%s: a link leads to #%s, which is not there", r.Risk, anchor[1])
			}
		}
	}
}

// sameWords compares texts without regard to spaces, which links put between words and points.
func sameWords(a, b string) bool {
	return strings.Join(strings.Fields(a), "") == strings.Join(strings.Fields(b), "")
}

func TestRiskShowsWhatItRestsOn(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, id := s.sample("riverside-2026", client)
	b := s.signIn("manager")
	path := "/assessments/" + id
	for _, test := range []struct {
		risk string
		says []string
		has  []string
	}{
		{"lost-laptop", []string{
			"A lost laptop whose disk can be read", "A laptop stays behind on a train", "2025: ", "Key", "Supporting", "What lowers it", "Laptop", "Reviewed by",
		}, []string{path + "/answers/device-encryption", path + "/answers/auto-lock", "/clients/" + client + "/assets"}},
		{"malware-from-mail-or-web", []string{"Transfer", "Dr. Samuel Okafor, Owner", "February 1, 2027", "the policy renews each February"}, []string{"Change the response"}},
		{"web-form-trackers", []string{"Impact on confidentiality: moderate instead of", "The form asks for name, phone and time", "Dana Reyes, November 10, 2026"}, []string{"Change or remove the override"}},
		{"water-in-server-closet", []string{"Occurrence of the threat: moderate instead of low", "Water came three times in 2026"}, nil},
		{"water-in-server-closet?set=occurrence", []string{"which this changes too", "The annex cabinet under water"}, []string{path + "/risks/own-annex-basement"}},
		{"fax-to-wrong-number", []string{"Does not apply here", "The practice sends no faxes: the online service is set to receive only.", "It applies after all"}, nil},
		{"own-annex-basement", []string{"This is a risk of your own.", "Change what it says, or remove it", "Network", "not in the register, so it is new"}, []string{path + "/risks/own-annex-basement/edit"}},
	} {
		page := b.must(b.get(path+"/risks/"+test.risk), http.StatusOK)
		text := mainWords(page)
		for _, want := range test.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the page does not say %q\n%s", test.risk, want, text)
			}
		}
		for _, want := range test.has {
			if !page.has(want) {
				t.Errorf("%s: the page has no %q", test.risk, want)
			}
		}
	}
	b.must(b.get(path+"/risks/nothing"), http.StatusNotFound)
}

func TestRiskSaysWhatLowersIt(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	wk := s.riskWork(id)
	lowered, none := false, false
	for _, r := range s.applying(id) {
		effects := assessment.Lowering(wk.Catalog, &wk.Content, r.Risk)
		text := mainWords(b.must(b.get("/assessments/"+id+"/risks/"+r.Risk), http.StatusOK))
		for _, e := range effects {
			words := wk.Catalog.Question(e.Question).Text + " Stays " + strings.ToLower(e.Level.Title())
			if e.Level < r.Current.Level {
				lowered = true
				words = wk.Catalog.Question(e.Question).Text + " " + e.Level.Title()
			}
			if !strings.Contains(text, words) {
				t.Errorf("%s: the page does not say %q", r.Risk, words)
			}
		}
		if len(effects) == 0 {
			none = true
			if !strings.Contains(text, "Every control that counts is in place") && !strings.Contains(text, "No control of this risk counts here") {
				t.Errorf("%s: all controls are in place, and the page does not say so", r.Risk)
			}
		}
	}
	if !lowered || !none {
		t.Errorf("the sample has no risk that one control lowers (%v), or none with all in place (%v)", lowered, none)
	}
}

// typedIn reads the value of a field of a page, by its id.
func typedIn(a answer, id string) string {
	for _, tag := range regexp.MustCompile(`<(?:input|textarea)[^>]*>`).FindAllStringIndex(a.body, -1) {
		text := a.body[tag[0]:tag[1]]
		if !strings.Contains(text, `id="`+id+`"`) {
			continue
		}
		if strings.HasPrefix(text, "<textarea") {
			value, _, _ := strings.Cut(a.body[tag[1]:], "</textarea>")
			return html.UnescapeString(value)
		}
		value := regexp.MustCompile(`value="([^"]*)"`).FindStringSubmatch(text)
		if value == nil {
			return ""
		}
		return html.UnescapeString(value[1])
	}
	return ""
}

// formRevision reads the hidden revision of the form that posts to an address. That of the review and the response of a
// risk has one for each.
func formRevision(t *testing.T, a answer, action string) string {
	t.Helper()
	part := action[strings.LastIndex(action, "/")+1:]
	if m := regexp.MustCompile(`name="revision.` + part + `" value="(-?\d+)"`).FindStringSubmatch(a.body); m != nil {
		return m[1]
	}
	_, form, found := strings.Cut(a.body, `action="`+action+`"`)
	m := regexp.MustCompile(`name="revision" value="(-?\d+)"`).FindStringSubmatch(form)
	if !found || m == nil {
		t.Fatalf("no form posts to %s with a revision", action)
	}
	return m[1]
}

// set asks for the page with the form of a part of a risk.
func set(part string) string {
	if part == "review" || part == "treatment" {
		return ""
	}
	return "?set=" + part
}

func TestFormsOfARisk(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	s.untreat(id, "lost-laptop")
	s.unreview(id, "lost-laptop")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/lost-laptop"
	long := strings.Repeat("a", 20_001)
	for _, test := range []struct {
		name   string
		part   string
		fields url.Values
		status int
		says   string // on the page, or where it leads on to
		link   string // to the field, or the part where one comes to stand
	}{
		{"a review without a basis", "review", url.Values{}, 422, "Say on what basis", "review-basis"},
		{"a review", "review", url.Values{"basis": {"Six laptops"}}, 303, "Saved: reviewed by Dana Reyes.", "review"},
		{"a basis with a number", "review", url.Values{"basis": {"Seen with 123-45-6789"}}, 422, "Social Security number", "review-basis"},
		{"no response", "treatment", url.Values{"reason": {"r"}}, 422, "Choose how the client responds to this risk.", "treatment-response"},
		{"an unknown response", "treatment", url.Values{"response": {"ignore"}, "reason": {"r"}}, 422, "Choose one of the answers on the page.", "treatment-response"},
		{"no day", "treatment", url.Values{"response": {"accept"}, "reason": {"r"}, "expires": {"soon"}}, 422, "Write the day as year, month and day", "treatment-expires"},
		{"until before on", "treatment", url.Values{"response": {"accept"}, "reason": {"r"}, "date": {"2026-11-20"}, "expires": {"2026-01-01"}}, 422, "lies before the date", "treatment-expires"},
		{"a title of two lines", "treatment", url.Values{"response": {"accept"}, "reason": {"r"}, "title": {"a\nb"}}, 422, "Write this in one line", "treatment-title"},
		{"an approver with a number", "treatment", url.Values{"response": {"accept"}, "approver": {"Lee 123-45-6789"}}, 422, "Social Security number", "treatment-approver"},
		{"a response with a number", "treatment", url.Values{"response": {"accept"}, "reason": {"123-45-6789"}}, 422, "Social Security number", "treatment-reason"},
		{"an override with a number", "override", url.Values{"harm": {"low"}, "reason": {"123-45-6789"}}, 422, "Social Security number", "override-reason"},
		{"an occurrence with a number", "occurrence", url.Values{"occurrence": {"low"}, "reason": {"123-45-6789"}}, 422, "Social Security number", "occurrence-reason"},
		{"a reason with a number", "exclusion", url.Values{"reason": {"123-45-6789"}}, 422, "Social Security number", "exclusion-reason"},
		{"accept, not whole yet", "treatment", url.Values{"response": {"accept"}, "reason": {"Rare <i>here</i> 🧯"}}, 303, "Saved: accept. Not complete yet: To accept this risk needs", "treatment"},
		{"an override of nothing", "override", url.Values{"reason": {"r"}}, 422, "Every part is as computed.", "override-occurrence"},
		{"an override without a reason", "override", url.Values{"harm": {"low"}}, 422, "Say why the computed value is not right for this client.", "override-reason"},
		{"an override off the scale", "override", url.Values{"harm": {"tiny"}, "reason": {"r"}}, 422, "Choose one of the answers on the page.", "override-harm"},
		{"an override", "override", url.Values{"harm": {"low"}, "integrity": {"high"}, "reason": {"Measured"}}, 303, "Saved: the override counts from now on.", "override"},
		{"no occurrence", "occurrence", url.Values{"reason": {"r"}}, 422, "Say how likely the threat is to occur here.", "occurrence-occurrence"},
		{"no reason for the occurrence", "occurrence", url.Values{"occurrence": {"low"}}, 422, "Say why it is more or less likely here", "occurrence-reason"},
		{"an occurrence", "occurrence", url.Values{"occurrence": {"very_low"}, "reason": {"Nothing leaves the house"}}, 303, "Saved: it counts for every risk of this threat.", "occurrence"},
		{"no reason why not", "exclusion", url.Values{}, 422, "Say why it does not apply here.", "exclusion-reason"},
		{"a reason that is too long", "exclusion", url.Values{"reason": {long}}, 422, "This is 20,001 characters long", "exclusion-reason"},
		{"does not apply", "exclusion", url.Values{"reason": {"No laptops"}}, 303, "Saved: the risk does not apply here.", "exclusion"},
	} {
		page := b.must(b.get(path+set(test.part)), http.StatusOK)
		test.fields.Set("revision", formRevision(t, page, path+"/"+test.part))
		a := b.post(path+"/"+test.part, test.fields)
		if a.status != test.status {
			t.Errorf("%s: status %d, want %d\n%s", test.name, a.status, test.status, short(a.body))
			continue
		}
		if a.status == http.StatusSeeOther {
			if want := path + "?at=" + test.link + "#" + test.link; a.location != want {
				t.Errorf("%s leads to %q, want %q", test.name, a.location, want)
			}
			b.must(b.get(a.location), http.StatusOK, test.says)
			continue
		}
		if !a.has(test.says) || !a.has(`href="#`+test.link+`"`) || !a.has(`id="`+test.link+`"`) || !a.has("Error: A lost laptop") {
			t.Errorf("%s: the page does not say %q with a link to %s", test.name, test.says, test.link)
		}
		if reason := test.fields.Get("reason"); reason != "" && typedIn(a, test.part+"-reason") != reason {
			t.Errorf("%s: the reason that was typed is gone", test.name)
		}
	}
	want := s.riskWork(id)
	if got := want.Treatment["lost-laptop"]; got.Response != assessment.Accept || got.Reason != "Rare <i>here</i> 🧯" {
		t.Errorf("the response is %+v", got)
	}
	if got := want.Overrides["lost-laptop"]; got.Harm != assessment.LikelihoodLow || got.Impact.Integrity != assessment.ImpactHigh || got.By != "Dana Reyes" || got.Date != want.Date {
		t.Errorf("the override is %+v", got)
	}
	if got := want.Threats["device-loss"]; got.Occurrence != assessment.LikelihoodVeryLow || got.Reason != "Nothing leaves the house" {
		t.Errorf("the occurrence is %+v", got)
	}
	if got := want.RisksExcluded["lost-laptop"]; got.Reason != "No laptops" || got.By != "Dana Reyes" {
		t.Errorf("the exclusion is %+v", got)
	}
	if r := s.riskOf(id, "lost-laptop"); r.Applies || r.Current.Harm != assessment.LikelihoodLow || r.Occurrence != assessment.LikelihoodVeryLow {
		t.Errorf("the risk is rated %+v, applies %v", r.Current, r.Applies)
	}
}

// TestDecisionsAfterTheAnalysis keeps decisions possible after the day of which the analysis speaks: the sample is of the
// day before the clock's, and the core takes nothing in it that is later.
func TestDecisionsAfterTheAnalysis(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	if date := s.riskWork(id).Date; !date.Before(assessment.NewDate(2026, 11, 24)) {
		t.Fatalf("the sample is of %s, so this test shows nothing", date)
	}
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/phone-left-behind"
	b.must(b.post(path+"/exclusion", url.Values{"reason": {"No phones"}, "revision": {"0"}}), http.StatusSeeOther)
	b.must(b.post(path+"/override", url.Values{"reason": {"Measured"}, "harm": {"low"}, "revision": {"0"}}), http.StatusSeeOther)
}

func TestStillMissingOfARisk(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	s.unreview(id, "lost-laptop")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/lost-laptop"
	revision := formRevision(t, b.get(path), path+"/treatment")
	b.must(b.post(path+"/treatment", url.Values{"response": {"accept"}, "reason": {"Rare"}, "approver": {"Dr. Okafor"}, "date": {"2026-11-20"}, "revision": {revision}}), http.StatusSeeOther)
	if b.get(path).has("<summary>Change the response") {
		t.Error("the response that is to be completed is folded")
	}
	text := mainWords(b.must(b.get(path), http.StatusOK, `<a href="#review">State the basis on which this risk was rated`, `<a href="#treatment">To accept this risk needs an expiry.`))
	if strings.Contains(text, "lost-laptop") {
		t.Error("the page shows the id of the risk")
	}
}

func TestTakingOut(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	for _, test := range []struct{ risk, part, says string }{
		{"malware-from-mail-or-web", "treatment", "The response is taken out."},
		{"web-form-trackers", "override", "The override is removed. The computed rating counts again."},
		{"own-annex-basement", "occurrence", "The library&#39;s occurrence counts again."},
		{"fax-to-wrong-number", "exclusion", "The risk is back in the register."},
	} {
		path := "/assessments/" + id + "/risks/" + test.risk
		revision := formRevision(t, b.must(b.get(path+set(test.part)), http.StatusOK), path+"/"+test.part)
		b.must(b.post(path+"/"+test.part, url.Values{"remove": {"yes"}, "revision": {revision}}), http.StatusSeeOther)
		b.must(b.get(path), http.StatusOK, test.says)
	}
	wk := s.riskWork(id)
	_, treated := wk.Treatment["malware-from-mail-or-web"]
	_, overridden := wk.Overrides["web-form-trackers"]
	_, adjusted := wk.Threats["water-damage"]
	if _, left := wk.RisksExcluded["fax-to-wrong-number"]; treated || overridden || adjusted || left {
		t.Errorf("still there: response %v, override %v, occurrence %v, exclusion %v", treated, overridden, adjusted, left)
	}
	if !s.riskOf(id, "fax-to-wrong-number").Applies {
		t.Error("the risk does not apply yet")
	}
}

func TestFormsOfARiskMeetAnother(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	day := s.riskWork(id).Date
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/lost-laptop"
	for _, test := range []struct {
		part   string
		kind   store.EntryKind
		about  string
		theirs any
		now    string // theirs on the page
		mine   url.Values
		typed  string // the field with mine
	}{
		{"review", store.EntryReview, "lost-laptop", store.Reviewed{By: "Ada Admin", Date: day, Basis: "Seen by Ada"}, "Seen by Ada", url.Values{"basis": {"Seen by me"}}, "review-basis"},
		{"treatment", store.EntryTreatment, "lost-laptop", assessment.Treatment{Response: assessment.Avoid, Reason: "Sold them all"}, "Sold them all", url.Values{"response": {"accept"}, "reason": {"Rare"}}, "treatment-reason"},
		{"override", store.EntryOverride, "lost-laptop", assessment.Override{Harm: assessment.LikelihoodHigh, Reason: "Tested by Ada", By: "Ada Admin", Date: day}, "Tested by Ada", url.Values{"harm": {"low"}, "reason": {"Tested by me"}}, "override-reason"},
		{"occurrence", store.EntryOccurrence, "device-loss", assessment.ThreatAdjustment{Occurrence: assessment.LikelihoodLow, Reason: "Counted by Ada"}, "Counted by Ada", url.Values{"occurrence": {"high"}, "reason": {"Counted by me"}}, "occurrence-reason"},
	} {
		stale := formRevision(t, b.get(path+set(test.part)), path+"/"+test.part)
		s.saveEntries(id, store.Entry{Kind: test.kind, About: test.about, Revision: s.riskWork(id).Revision(test.kind, test.about), Value: test.theirs})
		test.mine.Set("revision", stale)
		a := b.must(b.post(path+"/"+test.part, test.mine), http.StatusConflict, "Ada Admin changed this after you opened the page. Yours is not saved yet; both are on this page.", test.now)
		if got, want := typedIn(a, test.typed), test.mine.Get(strings.TrimPrefix(test.typed, test.part+"-")); got != want {
			t.Errorf("%s: the field holds %q, want what was typed, %q", test.part, got, want)
		}
		if got := b.must(b.get(path), http.StatusOK); !got.has(test.now) {
			t.Errorf("%s: what Ada saved is gone", test.part)
		}
		test.mine.Set("revision", formRevision(t, a, path+"/"+test.part))
		if a := b.post(path+"/"+test.part, test.mine); a.status != http.StatusSeeOther {
			t.Errorf("%s: to save again gives %d, want 303", test.part, a.status)
		}
	}
}

func TestFormsOfAFinalRisk(t *testing.T) {
	s := newSite(t)
	_, id := s.final("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/lost-laptop"
	if page := b.must(b.get(path), http.StatusOK, "Final since"); strings.Contains(mainWords(page), "Save the") {
		t.Error("a final risk can be changed")
	}
	b.must(b.post(path+"/treatment", url.Values{"response": {"accept"}, "reason": {"Rare & late 🕰"}, "revision": {"1"}}), http.StatusConflict,
		"This assessment was finalized, so your change was not saved. Start an amendment to use it.", "What you typed:", "Why: Rare &amp; late 🕰", "Response: accept")
}

func TestOverrideOfTheYearBefore(t *testing.T) {
	s := newSite(t)
	client, first := s.sample("riverside-2025", "")
	s.saveEntries(first, store.OverrideEntry("lost-laptop", 0, assessment.Override{
		Occurrence: assessment.LikelihoodLow, Reason: "They are chained", By: "Dana Reyes", Date: s.riskWork(first).Date,
	}))
	s.finishRisks(first)
	_, id := s.sample("riverside-2026", client)
	s.unreview(id, "lost-laptop")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/lost-laptop"
	page := b.must(b.get(path), http.StatusOK, "Overridden in 2025", "They are chained", "Said in 2025", "Still valid because </textarea>")
	if typedIn(page, "override-reason") != "" {
		t.Error("the override of 2025 is filled in before anybody asked for it")
	}
	page = b.must(b.get(path+"?from=override"), http.StatusOK, `<option value="low" selected>`)
	if got := typedIn(page, "override-reason"); got != "They are chained" {
		t.Errorf("the reason is %q", got)
	}
	b.must(b.post(path+"/review", url.Values{"basis": {"Still valid because"}, "revision": {formRevision(t, b.get(path), path+"/review")}}), http.StatusUnprocessableEntity, "Finish the sentence")
}

// TestResponseOfTheYearBefore: how the client responded last year is shown, and nothing is filled in before it is asked
// for. What has expired is not offered.
func TestResponseOfTheYearBefore(t *testing.T) {
	for _, test := range []struct {
		name    string
		expires assessment.Date
		offered bool
	}{
		{"still holds", assessment.NewDate(2027, 3, 1), true},
		{"expired", assessment.NewDate(2026, 3, 1), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t)
			client, first := s.sample("riverside-2025", "")
			accepted := assessment.Treatment{
				Response: assessment.Accept, Reason: "Rare here", ApprovedBy: assessment.Person{Name: "Lena Ortiz", Title: "Owner"},
				Date: s.riskWork(first).Date, Expires: test.expires,
			}
			s.saveEntries(first, store.TreatmentEntry("lost-laptop", s.riskWork(first).Revision(store.EntryTreatment, "lost-laptop"), accepted))
			s.finishRisks(first)
			_, id := s.sample("riverside-2026", client)
			s.untreat(id, "lost-laptop")
			b := s.signIn("manager")
			path := "/assessments/" + id + "/risks/lost-laptop"
			page := b.must(b.get(path), http.StatusOK)
			if page.has("Begin with the response of 2025") != test.offered || typedIn(page, "treatment-reason") != "" {
				t.Errorf("offered: %v, want %v; the reason is %q", !test.offered, test.offered, typedIn(page, "treatment-reason"))
			}
			page = b.must(b.get(path+"?from=treatment"), http.StatusOK)
			if got := typedIn(page, "treatment-reason"); (got == "Rare here") != test.offered {
				t.Errorf("the reason to begin with is %q", got)
			}
		})
	}
}

func TestWayThroughTheRegister(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	risks := s.applying(id)
	path := "/assessments/" + id + "/risks/"
	first := b.must(b.get(path+risks[0].Risk), http.StatusOK, "1 of "+strconv.Itoa(len(risks)), `rel="next"`)
	if first.has(`rel="prev"`) || !first.has(`href="`+path+risks[1].Risk+`"`) {
		t.Error("the first risk does not lead to the second alone")
	}
	last := b.must(b.get(path+risks[len(risks)-1].Risk), http.StatusOK, "Go to the plan", `rel="prev"`)
	if last.has(`rel="next"`) {
		t.Error("the last risk leads on")
	}
	s.untreat(id, risks[0].Risk)
	b.must(b.get(path+risks[0].Risk), http.StatusOK, "Treat this risk")
}

// TestRisksOfOthers tries every address about risks as a manager of other clients.
func TestRisksOfOthers(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	hash, err := HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	u := store.User{Email: "stranger@example.test", Name: "Sid Stranger", Role: assessment.Manager, Password: hash, Clients: []string{s.client("Harbor Machine")}}
	if _, err := s.store.AddUser(t.Context(), s.admin, u); err != nil {
		t.Fatal(err)
	}
	b := s.signIn("stranger")
	path := "/assessments/" + id + "/risks"
	for _, p := range []string{"", "/new", "/lost-laptop", "/own-annex-basement/edit"} {
		b.must(b.get(path+p), http.StatusNotFound)
	}
	fields := ownRiskForm()
	fields.Set("risk", "lost-laptop@1")
	fields.Set("reason", "r")
	fields.Set("response", "accept")
	for _, p := range []string{
		"/review", "/new", "/lost-laptop/review", "/lost-laptop/treatment", "/lost-laptop/override", "/lost-laptop/occurrence", "/lost-laptop/exclusion",
		"/own-annex-basement/edit", "/own-annex-basement/remove",
	} {
		b.must(b.post(path+p, fields), http.StatusNotFound)
	}
}

// TestFormWithoutRevision meets a conflict, since nobody knows what its sender saw.
func TestFormWithoutRevision(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	b.must(b.post("/assessments/"+id+"/risks/lost-laptop/exclusion", url.Values{"reason": {"No laptops"}}), http.StatusConflict)
	if _, ok := s.riskWork(id).RisksExcluded["lost-laptop"]; ok {
		t.Error("it was saved")
	}
}

// TestReasonOfAnExclusion changes why a risk does not apply, as one from a file may lack who said so.
func TestReasonOfAnExclusion(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/fax-to-wrong-number"
	page := b.must(b.get(path+"?set=exclusion"), http.StatusOK, "Change why it does not apply")
	if got := typedIn(page, "exclusion-reason"); got != "The practice sends no faxes: the online service is set to receive only." {
		t.Errorf("the field holds %q", got)
	}
	b.must(b.post(path+"/exclusion", url.Values{"reason": {"It has no fax at all"}, "revision": {formRevision(t, page, path+"/exclusion")}}), http.StatusSeeOther)
	if got := s.riskWork(id).RisksExcluded["fax-to-wrong-number"]; got.Reason != "It has no fax at all" || got.By != "Dana Reyes" {
		t.Errorf("the exclusion is %+v", got)
	}
}

// TestReviewAndResponseTogether saves with one button what was typed into the form of both, whichever part it is.
func TestReviewAndResponseTogether(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/water-in-server-closet"
	for _, test := range []struct {
		name     string
		fields   url.Values
		status   int
		at       string // where one comes to stand
		basis    string // what is stored then
		response assessment.TreatmentResponse
	}{
		{"both", url.Values{"basis": {"Six laptops"}, "response": {"mitigate"}}, 303, "review", "Six laptops", assessment.Mitigate},
		{"both, and more is needed", url.Values{"basis": {"Six laptops"}, "response": {"accept"}}, 303, "treatment", "Six laptops", assessment.Accept},
		{"the review", url.Values{"basis": {"Six laptops"}}, 303, "treatment", "Six laptops", 0},
		{"the response", url.Values{"basis": {""}, "response": {"avoid"}}, 303, "review", "", assessment.Avoid},
		{"the response is wrong", url.Values{"basis": {"Six laptops"}, "response": {"avoid"}, "date": {"soon"}}, 422, "", "", 0},
	} {
		s.untreat(id, "water-in-server-closet")
		s.unreview(id, "water-in-server-closet")
		page := b.must(b.get(path), http.StatusOK)
		for _, part := range []string{"review", "treatment"} {
			test.fields.Set("revision."+part, formRevision(t, page, path+"/"+part))
		}
		a := b.must(b.post(path+"/review", test.fields), test.status)
		if want := path + "?at=" + test.at + "#" + test.at; test.at != "" && a.location != want {
			t.Errorf("%s leads to %q, want %q", test.name, a.location, want)
		}
		if test.status == http.StatusUnprocessableEntity && typedIn(a, "review-basis") != "Six laptops" {
			t.Errorf("%s: the basis that was typed is gone", test.name)
		}
		wk := s.riskWork(id)
		if got := wk.Basis("water-in-server-closet"); got != test.basis {
			t.Errorf("%s: the basis is %q, want %q", test.name, got, test.basis)
		}
		if got := wk.Treatment["water-in-server-closet"].Response; got != test.response {
			t.Errorf("%s: the response is %v, want %v", test.name, got, test.response)
		}
	}
}

// TestOneFormAPage keeps what is typed about a risk from being lost when another form of its page is sent.
func TestOneFormAPage(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/water-in-server-closet"
	for _, query := range []string{"", "?set=override", "?set=occurrence", "?set=exclusion", "?set=other"} {
		page := b.must(b.get(path+query), http.StatusOK)
		_, main, _ := strings.Cut(page.body, "<main")
		main, _, _ = strings.Cut(main, "</main>")
		if n := strings.Count(main, "<form"); n != 1 {
			t.Errorf("%q has %d forms, want 1", query, n)
		}
	}
}

// TestNextAfterTheResponse names the plan where a risk is to be mitigated and nothing planned does so.
func TestNextAfterTheResponse(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	s.unplan(client, id)
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/water-in-server-closet"
	b.must(b.get(path), http.StatusOK, "Plan what mitigates it", "/assessments/"+id+"/plan/")
}
