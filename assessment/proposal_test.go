package assessment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// changedCatalog gives the small catalog after a change of its questions and risks.
func changedCatalog(change func(question func(id string) *Question, risk func(id string) *Risk)) *Catalog {
	q, risks := testQuestionnaire(), testRisks()
	question := func(id string) *Question {
		for i := range q.Sections {
			for j := range q.Sections[i].Questions {
				if found := &q.Sections[i].Questions[j]; found.ID == id {
					return found
				}
			}
		}
		return nil
	}
	risk := func(id string) *Risk {
		return &risks[slices.IndexFunc(risks, func(r Risk) bool { return r.ID == id })]
	}
	change(question, risk)
	return NewCatalog(q, "sha256:1", testRule, testThreats, risks)
}

// lastFinal is a rated assessment of last year with an id.
func lastFinal(cat *Catalog, change func(c *Content)) Snapshot {
	s := snapshotOf(cat, lastYear(change))
	s.ID = "a-2025"
	return s
}

// counter makes the ids p1, p2 and so on.
func counter() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("p%d", n)
	}
}

func carriedFor(list []Proposal, question string) []Proposal {
	return slices.DeleteFunc(slices.Clone(list), func(p Proposal) bool { return p.Question != question })
}

func lines(list []Proposal) []string {
	out := []string{}
	for _, p := range list {
		out = append(out, fmt.Sprintf("%s:%s", p.Site, p.Response))
	}
	return out
}

func TestCarryForwardPlaces(t *testing.T) {
	bySite := map[string]Answer{"main": {Response: Yes}, "annex": {Response: No, Note: "Screens face the hall."}}
	client := func(sites ...string) *Client {
		return &Client{Name: "Riverside", Kinds: []EntityKind{CoveredEntity}, Sites: sites}
	}
	both := client("main", "annex")
	for _, tt := range []struct {
		name   string
		answer Answer
		client *Client
		want   []string
	}{
		{"a plain answer stays plain", Answer{Response: Partial}, both, []string{":partial"}},
		{"each site", Answer{Sites: bySite}, both, []string{"main:yes", "annex:no"}},
		{"a closed site is left behind", Answer{Sites: bySite}, client("annex"), []string{"annex:no"}},
		{"a new site has nothing", Answer{Sites: bySite}, client("main", "attic"), []string{"main:yes"}},
		{"no site is left of those", Answer{Sites: bySite}, client("attic"), []string{}},
		{"a client without sites takes the worst", Answer{Sites: bySite}, client(), []string{":no"}},
		{"a plain answer beside that of a site", Answer{Response: Partial, Sites: map[string]Answer{"main": {Response: Yes}}}, both, []string{"main:yes", "annex:partial"}},
		{"a plain answer is not stretched over a new site", Answer{Response: Partial, Sites: map[string]Answer{"main": {Response: Yes}}}, client("main", "attic"), []string{"main:yes"}},
		{"a site that only has a note", Answer{Response: Yes, Sites: map[string]Answer{"main": {Note: "seen"}}}, both, []string{":yes"}},
		{"an Unknown site", Answer{Sites: map[string]Answer{"main": {Response: Unknown}, "annex": {Response: Yes}}}, both, []string{"annex:yes"}},
	} {
		previous := lastFinal(testCatalog(), func(c *Content) { c.Answers["placement"] = tt.answer })
		list := carriedFor(CarryForward(previous, testCatalog(), tt.client, counter()), "placement")
		if got := lines(list); !slices.Equal(got, tt.want) {
			t.Errorf("%s: CarryForward = %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCarryForwardWhenSitesNoLongerCount goes between editions that ask per site and ones that do not.
func TestCarryForwardWhenSitesNoLongerCount(t *testing.T) {
	whole := changedCatalog(func(q func(string) *Question, _ func(string) *Risk) { q("placement").Per = 0 })
	for _, tt := range []struct {
		name     string
		old, new *Catalog
		answer   Answer
		want     []string
	}{
		{"no longer per site: the worst", testCatalog(), whole, Answer{Sites: map[string]Answer{"main": {Response: Yes}, "annex": {Response: Partial}}}, []string{":partial"}},
		{"per site now: it stays plain", whole, testCatalog(), Answer{Response: Partial}, []string{":partial"}},
	} {
		previous := lastFinal(tt.old, func(c *Content) { c.Answers["placement"] = tt.answer })
		list := carriedFor(CarryForward(previous, tt.new, &complete().Client, counter()), "placement")
		if got := lines(list); !slices.Equal(got, tt.want) {
			t.Errorf("%s: CarryForward = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCarryForwardLeavesOut(t *testing.T) {
	for _, tt := range []struct {
		name, question string
		change         func(c *Content)
		want           int
	}{
		{"what was answered", "encryption", same, 1},
		{"what is not applicable", "encryption", func(c *Content) { c.Answers["encryption"] = Answer{Response: NotApplicable, Reason: "No disks."} }, 1},
		{"not an Unknown", "encryption", func(c *Content) { c.Answers["encryption"] = Answer{Response: Unknown} }, 0},
		{"not what has only a note", "encryption", func(c *Content) { c.Answers["encryption"] = Answer{Note: "Ask."} }, 0},
		{"not what nobody answered", "encryption", func(c *Content) { delete(c.Answers, "encryption") }, 0},
		{"a fact", "fax-count", same, 1},
		{"not an Unknown fact", "fax-in-use", func(c *Content) { c.Answers["fax-in-use"] = Answer{Response: Unknown} }, 0},
		{"not what was hidden by its gate", "fax-handling", func(c *Content) { c.Answers["fax-in-use"] = Answer{Choice: "none"} }, 0},
		{"not what did not bind the client", "subcontractors", func(c *Content) { c.Answers["subcontractors"] = Answer{Response: Yes} }, 0},
		{"not what was retired", "old-question", func(c *Content) { c.Answers["old-question"] = Answer{Response: Yes} }, 0},
	} {
		previous := lastFinal(testCatalog(), tt.change)
		list := carriedFor(CarryForward(previous, testCatalog(), &complete().Client, counter()), tt.question)
		if len(list) != tt.want {
			t.Errorf("%s: %d proposals for %s, want %d", tt.name, len(list), tt.question, tt.want)
		}
	}
}

func TestCarriedProposalIsWhole(t *testing.T) {
	proof := &Verification{By: "Priya Nair", Date: day(2025, time.October, 2), Method: ByTest}
	previous := lastFinal(testCatalog(), func(c *Content) {
		c.Answers["encryption"] = Answer{
			Response: Yes, Note: "All of them.", Verified: proof, Source: SourceCall, Mode: ModeAlone, By: "Dana Lee", On: day(2025, time.November, 12),
		}
		c.Answers["analysis"] = Answer{Response: NotApplicable, Reason: "None to do."}
	})
	list := CarryForward(previous, testCatalog(), &complete().Client, counter())
	p := carriedFor(list, "encryption")[0]
	want := Proposal{
		ID: p.ID, Question: "encryption", Source: Carried, Response: Yes, Note: "All of them.", By: "Dana Lee", AsOf: day(2025, time.November, 12),
		Origin: "a-2025", Period: 2025, Proof: p.Proof,
	}
	if p != want {
		t.Errorf("proposal = %+v, want %+v", p, want)
	}
	if p.Proof == nil || *p.Proof != *proof || p.Proof == proof {
		t.Errorf("proof = %+v, want a copy of %+v", p.Proof, proof)
	}
	if a := p.Answer(); a.Verified != nil || a.By != "" || a.Mode != 0 || !a.says(Answer{Response: Yes}) || a.Note != "All of them." {
		t.Errorf("confirming gives %+v, want Yes with its note and no proof", a)
	}
	p = carriedFor(list, "analysis")[0]
	if p.By != "Dana Reyes" || p.AsOf != previous.Content.Date || p.Answer().Reason != "None to do." {
		t.Errorf("an answer without a name and a day is proposed as of %v by %q with reason %q", p.AsOf, p.By, p.Reason)
	}
	ids := map[string]bool{}
	for _, p := range list {
		ids[p.ID] = true
	}
	if len(ids) != len(list) {
		t.Errorf("%d ids for %d proposals", len(ids), len(list))
	}
}

func TestCarryForwardToAnotherEdition(t *testing.T) {
	type change = func(question func(string) *Question, risk func(string) *Risk)
	for _, tt := range []struct {
		name, question string
		change         change
		oldText        string
		anew           bool
	}{
		{"nothing changed", "encryption", func(func(string) *Question, func(string) *Risk) {}, "", false},
		{"reworded", "encryption", func(q func(string) *Question, _ func(string) *Risk) {
			q("encryption").Text = "Is every disk encrypted?"
		}, "Are disks encrypted?", false},
		{"guidance alone", "encryption", func(q func(string) *Question, _ func(string) *Risk) { q("encryption").Guidance = "All of them." }, "", false},
		{"another citation", "auto-lock", func(q func(string) *Question, _ func(string) *Risk) {
			q("auto-lock").Citations = []string{"164.310(c)"}
		}, "", true},
		{"one more citation", "auto-lock", func(q func(string) *Question, _ func(string) *Risk) {
			q("auto-lock").Citations = append(q("auto-lock").Citations, "164.310(c)")
		}, "", true},
		{"controls one more risk", "encryption", func(_ func(string) *Question, r func(string) *Risk) {
			r("nobody-looks").Supporting = []string{"encryption"}
		}, "", true},
		{"controls one risk less", "auto-lock", func(_ func(string) *Question, r func(string) *Risk) {
			r("lost-laptop").Supporting = []string{"placement"}
		}, "", true},
		{"is a key control now", "auto-lock", func(_ func(string) *Question, r func(string) *Risk) {
			r("lost-laptop").Key, r("lost-laptop").Supporting = []string{"encryption", "auto-lock"}, []string{"placement"}
		}, "", true},
		{"the choice is gone", "fax-in-use", func(q func(string) *Question, _ func(string) *Risk) {
			q("fax-in-use").Choices = []Choice{{"none", "No"}, {"online", "Online"}}
		}, "", true},
		{"another choice came", "fax-in-use", func(q func(string) *Question, _ func(string) *Risk) {
			q("fax-in-use").Choices = append(q("fax-in-use").Choices, Choice{"online", "Online"})
		}, "", false},
		{"a number became a date", "fax-count", func(q func(string) *Question, _ func(string) *Risk) { q("fax-count").Fact = FactDate }, "", true},
	} {
		list := CarryForward(lastFinal(testCatalog(), same), changedCatalog(tt.change), &complete().Client, counter())
		p := carriedFor(list, tt.question)
		if len(p) != 1 {
			t.Errorf("%s: %d proposals, want 1", tt.name, len(p))
			continue
		}
		if p[0].OldText != tt.oldText || p[0].Anew != tt.anew {
			t.Errorf("%s: old text %q, anew %v, want %q, %v", tt.name, p[0].OldText, p[0].Anew, tt.oldText, tt.anew)
		}
	}
}

func TestCarryForwardAFactThatBecameAControl(t *testing.T) {
	cat := changedCatalog(func(q func(string) *Question, _ func(string) *Risk) {
		q("fax-count").Fact, q("fax-count").Citations = 0, []string{"164.310(c)"}
	})
	if list := carriedFor(CarryForward(lastFinal(testCatalog(), same), cat, &complete().Client, counter()), "fax-count"); len(list) != 0 {
		t.Errorf("CarryForward = %v, want nothing", list)
	}
}

// TestCarryForwardReplaced follows questions that became one under another id.
func TestCarryForwardReplaced(t *testing.T) {
	merged := changedCatalog(func(q func(string) *Question, r func(string) *Risk) {
		*q("auto-lock") = Question{
			ID: "devices", Text: "Do devices lock, and are they encrypted?",
			Citations: []string{"164.312(a)(2)(iii)", "164.312(a)(2)(iv)"}, Replaces: []string{"auto-lock", "encryption"},
		}
		q("encryption").ID, q("encryption").Replaces = "servers", nil
		r("lost-laptop").Key, r("lost-laptop").Supporting = []string{"devices"}, []string{"placement"}
	})
	for _, tt := range []struct {
		name       string
		lock, disk Answer
		want       Response
		note       string
	}{
		{"both are Yes", Answer{Response: Yes, Note: "lock"}, Answer{Response: Yes, Note: "disk"}, Yes, "lock"},
		{"the worst counts", Answer{Response: Yes, Note: "lock"}, Answer{Response: Partial, Note: "disk"}, Partial, "disk"},
		{"not applicable does not count", Answer{Response: NotApplicable, Reason: "r"}, Answer{Response: Partial, Note: "disk"}, Partial, "disk"},
		{"both are not applicable", Answer{Response: NotApplicable, Reason: "r"}, Answer{Response: NotApplicable, Reason: "r"}, NotApplicable, ""},
		{"an Unknown is not outvoted by a Yes", Answer{Response: Yes}, Answer{Response: Unknown}, 0, ""},
		{"one was not answered", Answer{Response: Yes}, Answer{}, 0, ""},
	} {
		previous := lastFinal(testCatalog(), func(c *Content) { c.Answers["auto-lock"], c.Answers["encryption"] = tt.lock, tt.disk })
		list := carriedFor(CarryForward(previous, merged, &complete().Client, counter()), "devices")
		if tt.want == 0 {
			if len(list) != 0 {
				t.Errorf("%s: CarryForward = %v, want nothing", tt.name, lines(list))
			}
			continue
		}
		if len(list) != 1 || list[0].Response != tt.want || list[0].Note != tt.note {
			t.Errorf("%s: CarryForward = %+v, want one %v with note %q", tt.name, list, tt.want, tt.note)
			continue
		}
		if p := list[0]; p.OldText != "Do screens lock?\nAre disks encrypted?" || p.Anew {
			t.Errorf("%s: old text %q, anew %v", tt.name, p.OldText, p.Anew)
		}
	}
}

func TestCarryForwardMergedFacts(t *testing.T) {
	old := changedCatalog(func(q func(string) *Question, _ func(string) *Risk) {
		*q("analysis") = Question{ID: "fax-lines", Text: "How many lines?", Fact: FactNumber}
	})
	merged := changedCatalog(func(q func(string) *Question, _ func(string) *Risk) {
		*q("fax-count") = Question{ID: "fax-total", Text: "How many?", Fact: FactNumber, Replaces: []string{"fax-count", "fax-lines"}}
	})
	for number, want := range map[string]int{"2": 1, "3": 0} {
		previous := lastFinal(old, func(c *Content) {
			delete(c.Answers, "analysis")
			c.Answers["fax-lines"] = Answer{Value: number}
		})
		if list := carriedFor(CarryForward(previous, merged, &complete().Client, counter()), "fax-total"); len(list) != want {
			t.Errorf("2 machines and %s lines give %d proposals, want %d", number, len(list), want)
		}
	}
}

func TestOffer(t *testing.T) {
	asOf := day(2025, time.November, 12)
	yes := Proposal{ID: "carried", Source: Carried, Response: Yes, AsOf: asOf}
	baseline := Proposal{ID: "baseline", Source: Baseline, Response: Yes, AsOf: asOf.AddDays(90)}
	partial := Proposal{ID: "partial", Source: FromContact, Response: Partial, AsOf: asOf.AddDays(300)}
	noted := yes
	noted.ID, noted.Note = "noted", "All."
	anew, reworded := yes, yes
	anew.Anew, reworded.OldText = true, "Old?"
	machine, online := Proposal{ID: "machine", Choice: "machine"}, Proposal{ID: "online", Choice: "online"}
	two, three := Proposal{ID: "two", Value: "2"}, Proposal{ID: "three", Value: "3"}
	for _, tt := range []struct {
		name        string
		list        []Proposal
		differ      bool
		confirmable string
		reworded    bool
	}{
		{"none", nil, false, "", false},
		{"one", []Proposal{yes}, false, "carried", false},
		{"two that agree: the newest", []Proposal{yes, baseline}, false, "baseline", false},
		{"notes make no difference", []Proposal{yes, noted}, false, "carried", false},
		{"other responses", []Proposal{yes, partial}, true, "", false},
		{"other choices", []Proposal{machine, online}, true, "", false},
		{"other values", []Proposal{two, three}, true, "", false},
		{"to be answered anew", []Proposal{anew}, false, "", false},
		{"the baseline answers the question of today", []Proposal{anew, baseline}, false, "baseline", false},
		{"reworded can be confirmed", []Proposal{reworded}, false, "carried", true},
	} {
		o := Offer{tt.list}
		id := ""
		if p := o.Confirmable(); p != nil {
			id = p.ID
		}
		if o.Differ() != tt.differ || id != tt.confirmable || o.Reworded() != tt.reworded {
			t.Errorf("%s: differ %v, confirmable %q, reworded %v, want %v, %q, %v", tt.name, o.Differ(), id, o.Reworded(), tt.differ, tt.confirmable, tt.reworded)
		}
	}
}

func TestOfferAt(t *testing.T) {
	offers := Offers([]Proposal{
		{ID: "1", Question: "a", Source: Carried},
		{ID: "2", Question: "a", Source: Baseline},
		{ID: "3", Question: "a", Site: "main"},
		{ID: "4", Question: "b", Site: "main"},
	})
	for _, tt := range []struct {
		at   Place
		want []string
	}{
		{Place{Question: "a"}, []string{"1", "2"}},
		{Place{"a", "main"}, []string{"3"}},
		{Place{"a", "annex"}, []string{"1", "2"}},
		{Place{"b", "annex"}, nil},
		{Place{Question: "c"}, nil},
	} {
		var got []string
		for _, p := range OfferAt(offers, tt.at).Proposals {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("OfferAt(%v) = %q, want %q", tt.at, got, tt.want)
		}
	}
}

// confirm puts what was confirmed into the answers, as saving one answer does.
func confirm(c *Content, p Proposal) {
	a := c.Answers[p.Question]
	if p.Site == "" {
		sites := a.Sites
		a = p.Answer()
		a.Sites = sites
	} else {
		sites := map[string]Answer{p.Site: p.Answer()}
		for site, own := range a.Sites {
			sites[site] = own
		}
		a.Sites = sites
	}
	c.Answers[p.Question] = a
}

// TestConfirmingAllGivesLastYear: with the same questions and the same client, confirming every proposal says again what
// was said, and nothing else.
func TestConfirmingAllGivesLastYear(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4))
		cat := randomCatalog(r, 8+r.IntN(20), 12)
		old := randomContent(r, cat)
		list := CarryForward(snapshotOf(cat, old), cat, &old.Client, counter())
		c := &Content{Client: old.Client, Date: old.Date.AddYears(1), Answers: map[string]Answer{}}
		for place, offer := range Offers(list) {
			p := offer.Confirmable()
			if p == nil {
				t.Fatalf("seed %d: %v has nothing to confirm", seed, place)
			}
			confirm(c, *p)
		}
		for _, s := range Stand(cat, old) {
			for _, at := range s.Places(old.Client.Sites) {
				was, is := old.AnswerAt(at), c.AnswerAt(at)
				if !was.carries() {
					was = Answer{}
				}
				if !is.says(was) || is.Verified != nil {
					t.Fatalf("seed %d: %v was %v and is %v (proof %v)", seed, at, was.Response, is.Response, is.Verified)
				}
			}
		}
	}
}
