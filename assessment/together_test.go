package assessment

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// oneReady is a year in which exactly the proposal for encryption may be confirmed together with others.
type oneReady struct {
	cat        *Catalog
	c          *Content
	proposals  []Proposal
	proofs     []Proof
	lastReport Date
	assessment string
}

func newOneReady() *oneReady {
	cat := testCatalog()
	c := answered(map[string]Answer{"encryption": {}})
	c.ChangedAsked = true
	cat.Section("controls").TouchedBy = []ChangeKind{ChangeSystem, ChangeWork}
	return &oneReady{
		cat: cat, c: c, lastReport: day(2025, time.November, 20), assessment: unchecked("encryption"),
		proposals: []Proposal{{ID: "p1", Question: "encryption", Source: Carried, Response: Yes}},
		proofs:    []Proof{{ID: "e1", Questions: []string{"auto-lock", "encryption"}, What: "MDM export", Date: day(2026, time.October, 2), Method: ByConfiguration}},
	}
}

// unchecked gives the id of an assessment that does not spot-check the question.
func unchecked(question string) string {
	for n := 0; ; n++ {
		if id := fmt.Sprintf("a-%d", n); !spotCheck(id, question) {
			return id
		}
	}
}

func (o *oneReady) sort() ([]Ready, []Held) {
	return Together(o.cat, o.c, Offers(o.proposals), "controls", o.proofs, o.lastReport, o.assessment)
}

func TestTogether(t *testing.T) {
	ready, held := newOneReady().sort()
	if len(ready) != 1 || len(held) != 0 {
		t.Fatalf("%d ready, %d held back, want 1 and 0", len(ready), len(held))
	}
	if r := ready[0]; r.Question != "encryption" || r.Site != "" || r.Proposal.ID != "p1" || r.Proof.ID != "e1" {
		t.Errorf("ready = %+v", r)
	}
}

// TestEachReasonAloneHoldsBack changes one thing at a time about a proposal that is ready.
func TestEachReasonAloneHoldsBack(t *testing.T) {
	for _, tt := range []struct {
		name   string
		want   HeldBack
		change func(o *oneReady)
	}{
		{"partial", NotYes, func(o *oneReady) { o.proposals[0].Response = Partial }},
		{"not applicable", NotYes, func(o *oneReady) { o.proposals[0].Response = NotApplicable }},
		{"reworded", Reworded, func(o *oneReady) { o.proposals[0].OldText = "Old?" }},
		{"anew", Anew, func(o *oneReady) { o.proposals[0].Anew = true }},
		{"another proposal", Differs, func(o *oneReady) {
			o.proposals = append(o.proposals, Proposal{Question: "encryption", Source: Baseline, Response: Partial})
		}},
		{"no proof", NoProof, func(o *oneReady) { o.proofs = nil }},
		{"proof of something else", NoProof, func(o *oneReady) { o.proofs[0].Questions = []string{"auto-lock"} }},
		{"proof over a year old", ProofOld, func(o *oneReady) {
			o.lastReport, o.proofs[0].Date = Date{}, o.c.Date.AddYears(-1).AddDays(-1)
		}},
		{"proof of after the analysis", ProofAfter, func(o *oneReady) { o.proofs[0].Date = o.c.Date.AddDays(1) }},
		{"an old proof beside one of after the analysis", ProofAfter, func(o *oneReady) {
			old, later := o.proofs[0], o.proofs[0]
			old.Date, later.Date = o.c.Date.AddYears(-2), o.c.Date.AddDays(1)
			o.proofs = []Proof{later, old}
		}},
		{"proof of the day of last year's report", ProofOld, func(o *oneReady) { o.lastReport = o.proofs[0].Date }},
		{"proof without a method", ProofOld, func(o *oneReady) { o.proofs[0].Method = 0 }},
		{"a change that touches the section", SectionTouched, func(o *oneReady) { o.c.Changed = []ChangeKind{ChangeSite, ChangeWork} }},
		{"nobody asked what changed", ChangesNotAsked, func(o *oneReady) { o.c.ChangedAsked = false }},
		{"spot check", SpotCheck, func(o *oneReady) {
			for o.assessment = "a"; !spotCheck(o.assessment, "encryption"); {
				o.assessment += "a"
			}
		}},
	} {
		o := newOneReady()
		tt.change(o)
		ready, held := o.sort()
		if len(ready) != 0 || len(held) != 1 || held[0].Why != tt.want || held[0].Question != "encryption" {
			t.Errorf("%s: ready %v, held back %v, want only %v", tt.name, ready, held, tt.want)
		}
	}
}

// TestTogetherStillReady changes what holds nothing back.
func TestTogetherStillReady(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(o *oneReady)
	}{
		{"a change that touches another section", func(o *oneReady) { o.c.Changed = []ChangeKind{ChangeSite} }},
		{"a proposal that agrees", func(o *oneReady) {
			o.proposals = append(o.proposals, Proposal{Question: "encryption", Source: FromContact, Response: Yes})
		}},
		{"proof of the day", func(o *oneReady) { o.proofs[0].Date = o.c.Date }},
		{"proof of a year ago to the day", func(o *oneReady) { o.lastReport, o.proofs[0].Date = Date{}, o.c.Date.AddYears(-1) }},
		{"an old proof before the fresh one", func(o *oneReady) {
			old := o.proofs[0]
			old.ID, old.Date = "e0", o.c.Date.AddYears(-2)
			o.proofs = []Proof{old, o.proofs[0]}
		}},
		{"an old proof after the fresh one", func(o *oneReady) {
			old := o.proofs[0]
			old.ID, old.Date = "e0", o.c.Date.AddYears(-2)
			o.proofs = append(o.proofs, old)
		}},
		{"an earlier proof that is fresh too", func(o *oneReady) {
			earlier := o.proofs[0]
			earlier.ID, earlier.Date = "e0", earlier.Date.AddDays(-1)
			o.proofs = []Proof{earlier, o.proofs[0], earlier}
		}},
	} {
		o := newOneReady()
		tt.change(o)
		if ready, held := o.sort(); len(ready) != 1 || len(held) != 0 || ready[0].Proof.ID != "e1" {
			t.Errorf("%s: ready %v, held back %v, want one ready with proof e1", tt.name, ready, held)
		}
	}
}

func TestTogetherLeavesOut(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(o *oneReady)
	}{
		{"what is answered", func(o *oneReady) { o.c.Answers["encryption"] = Answer{Response: No} }},
		{"what is hidden", func(o *oneReady) {
			o.c.Answers["fax-in-use"] = Answer{Choice: "none"}
			o.c.Answers["fax-handling"] = Answer{}
			o.proposals[0].Question = "fax-handling"
		}},
		{"what is not from last year", func(o *oneReady) { o.proposals[0].Source = Baseline }},
		{"what is of another section", func(o *oneReady) {
			o.c.Answers["fax-in-use"] = Answer{}
			o.proposals[0].Question = "fax-in-use"
		}},
	} {
		o := newOneReady()
		tt.change(o)
		if ready, held := o.sort(); len(ready)+len(held) != 0 {
			t.Errorf("%s: ready %v, held back %v, want neither", tt.name, ready, held)
		}
	}
	if ready, held := Together(testCatalog(), complete(), nil, "nowhere", nil, Date{}, "a"); len(ready)+len(held) != 0 {
		t.Errorf("a section that there is not: ready %v, held back %v", ready, held)
	}
}

func TestTogetherBySite(t *testing.T) {
	place := func(site string) Proposal {
		return Proposal{Question: "placement", Site: site, Source: Carried, Response: Yes}
	}
	for _, tt := range []struct {
		name      string
		answer    Answer
		proposals []Proposal
		want      []string
	}{
		{"each open site", Answer{}, []Proposal{place("main"), place("annex")}, []string{"main", "annex"}},
		{"only the open site", Answer{Sites: map[string]Answer{"main": {Response: No}}}, []Proposal{place("main"), place("annex")}, []string{"annex"}},
		{"one plain proposal stands once", Answer{}, []Proposal{place("")}, []string{""}},
		{"a plain one beside that of a site", Answer{}, []Proposal{place(""), place("main")}, []string{"main", ""}},
	} {
		o := newOneReady()
		o.c.Answers["placement"] = tt.answer
		o.proposals, o.assessment = tt.proposals, unchecked("placement")
		o.proofs[0].Questions = []string{"placement"}
		ready, _ := o.sort()
		var got []string
		for _, r := range ready {
			got = append(got, r.Site)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: ready at %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestTogetherHasAnEnd: nobody reads more than fifteen at once.
func TestTogetherHasAnEnd(t *testing.T) {
	section := Section{ID: "many", Title: "Many"}
	c := complete()
	c.Answers, c.ChangedAsked = nil, true
	var proposals []Proposal
	proof := Proof{Date: c.Date, Method: ByTest}
	for n := 0; len(section.Questions) < 20; n++ {
		id := fmt.Sprintf("q%d", n)
		if spotCheck("a", id) {
			continue
		}
		section.Questions = append(section.Questions, Question{ID: id, Text: "?"})
		proposals = append(proposals, Proposal{Question: id, Source: Carried, Response: Yes})
		proof.Questions = append(proof.Questions, id)
	}
	cat := NewCatalog(Questionnaire{ID: "many", Sections: []Section{section}}, "", nil, nil, nil)
	ready, held := Together(cat, c, Offers(proposals), "many", []Proof{proof}, Date{}, "a")
	if len(ready) != 15 || len(held) != 0 {
		t.Errorf("%d ready, %d held back, want 15 and 0", len(ready), len(held))
	}
}

// TestSpotCheckIsOneInTen, and stays the same for an assessment.
func TestSpotCheckIsOneInTen(t *testing.T) {
	n, differ := 0, false
	for i := range 10_000 {
		question := fmt.Sprintf("q%d", i)
		if spotCheck("a", question) {
			n++
		}
		differ = differ || spotCheck("a", question) != spotCheck("b", question)
	}
	if n < 900 || n > 1100 {
		t.Errorf("%d of 10,000 are spot checks, want about 1,000", n)
	}
	if !differ {
		t.Error("two assessments have the same spot checks")
	}
}
