package assessment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// overlay is an overlay over the small questionnaire: one question for everybody, one for large clients, and a fact.
func overlay() *Catalog {
	return NewCatalog(Questionnaire{
		ID: "later", Version: "2", Title: "Later", Kind: Overlay, Over: []string{"small"},
		Sections: []Section{
			{ID: "first", Title: "First", Questions: []Question{
				{ID: "later-map", Text: "Is there a map?", Proposal: "Proposed 164.308(a)(1)", Replaces: []string{"later-drawing"}},
				{ID: "later-scan", Text: "Is there a scan?"},
				{ID: "later-why", Text: "Why?", Fact: FactText},
			}},
			{ID: "large", Title: "Large", Questions: []Question{
				{ID: "later-team", Text: "Is there a team?", When: &Condition{Client: ClientWorkforce, AtLeast: 50}},
			}},
		},
	}, "sha256:2", testRule, nil, nil)
}

func readiness(answers map[string]ReadinessAnswer) *Readiness {
	return &Readiness{Questionnaire: "later@2", By: "Dana Reyes", Date: day(2026, 11, 20), Answers: answers}
}

// TestReadinessCountsNowhere: whatever is answered to an overlay, the result is the same but for its digest.
func TestReadinessCountsNowhere(t *testing.T) {
	want := Rate(testCatalog(), complete())
	for _, r := range []*Readiness{
		readiness(nil),
		readiness(map[string]ReadinessAnswer{"later-map": {Response: No}, "later-scan": {Response: Unknown, Note: "Nobody knows."}}),
		readiness(map[string]ReadinessAnswer{"encryption": {Response: No}, "analysis": {Response: NotApplicable, Note: "x"}, "fax-in-use": {Response: No}}),
	} {
		c := with(func(c *Content) { c.Readiness = r })
		got := Rate(testCatalog(), c)
		if got.Digest == want.Digest {
			t.Errorf("the digest is not bound to the answers %v", r.Answers)
		}
		got.Digest = want.Digest
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Date{}, PlanLine{})); diff != "" {
			t.Errorf("the answers %v count (-without +with):\n%s", r.Answers, diff)
		}
		if diff := cmp.Diff(Stand(testCatalog(), complete()), Stand(testCatalog(), c), cmp.AllowUnexported(Date{}, Standing{}), cmpopts.IgnoreFields(Standing{}, "hidden")); diff != "" {
			t.Errorf("the answers %v change how questions stand:\n%s", r.Answers, diff)
		}
		a, _ := ProgressOf(testCatalog(), c, nil)
		if b, _ := ProgressOf(testCatalog(), complete(), nil); a != b {
			t.Errorf("the answers %v count as progress: %+v, want %+v", r.Answers, a, b)
		}
	}
	if body := string(complete().Canonical(testCatalog())); strings.Contains(body, "readiness") {
		t.Error("content without readiness has another digest than before")
	}
}

// TestReadinessIsKept: it comes back from the bytes that are kept, with the edition that was answered.
func TestReadinessIsKept(t *testing.T) {
	want := readiness(map[string]ReadinessAnswer{"later-map": {Response: Partial, Note: "Last year's."}})
	c := with(func(c *Content) { c.Readiness = want })
	kept, err := ParseCanonical(c.Canonical(testCatalog()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, kept.Readiness, cmp.AllowUnexported(Date{})); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestSumReadiness(t *testing.T) {
	small, large := &Client{Workforce: 18}, &Client{Workforce: 50}
	given := func(list ...Response) *Readiness {
		answers := map[string]ReadinessAnswer{}
		for i, id := range []string{"later-map", "later-scan", "later-team"}[:len(list)] {
			answers[id] = ReadinessAnswer{Response: list[i]}
		}
		return readiness(answers)
	}
	for _, tt := range []struct {
		name     string
		client   *Client
		r        *Readiness
		want     ReadinessCount
		sections int
		words    string
	}{
		{"nothing answered", small, nil, ReadinessCount{Asked: 2, Open: 2}, 1, "0 of 2 would be ready; 2 not answered."},
		{"ready", small, given(Yes, Yes), ReadinessCount{Asked: 2, Yes: 2}, 1, "2 of 2 would be ready."},
		{"a note alone", small, readiness(map[string]ReadinessAnswer{"later-map": {Note: "Ask Lee."}}), ReadinessCount{Asked: 2, Open: 2}, 1, "0 of 2 would be ready; 2 not answered."},
		{"what is not asked does not count", small, given(Yes, Partial, No), ReadinessCount{Asked: 2, Yes: 1, Partial: 1}, 1, "1 of 2 would be ready; 1 partly."},
		{"a large client", large, given(Yes, Partial, No), ReadinessCount{Asked: 3, Yes: 1, Partial: 1, No: 1}, 2, "1 of 3 would be ready; 1 partly, 1 not."},
		{"not applicable", large, given(NotApplicable, Unknown), ReadinessCount{Asked: 3, Unknown: 1, NotApplicable: 1, Open: 1}, 2, "0 of 2 would be ready; 1 unknown, 1 not answered. 1 cannot apply here."},
	} {
		all, sections := SumReadiness(overlay(), tt.client, tt.r)
		if all != tt.want || len(sections) != tt.sections || all.Words() != tt.words {
			t.Errorf("%s: SumReadiness = %+v in %d sections, %q, want %+v in %d, %q", tt.name, all, len(sections), all.Words(), tt.want, tt.sections, tt.words)
		}
		var sum int
		for _, s := range sections {
			sum += s.Count.Asked
			if s.Count.Asked != len(s.Asked) || s.Count.Answered()+s.Count.Open != s.Count.Asked {
				t.Errorf("%s: section %s counts %+v of %d questions", tt.name, s.ID, s.Count, len(s.Asked))
			}
		}
		if sum != all.Asked {
			t.Errorf("%s: the sections ask %d, want %d", tt.name, sum, all.Asked)
		}
	}
}

func TestReadinessChecks(t *testing.T) {
	answer := func(id string, a ReadinessAnswer) *Readiness {
		return readiness(map[string]ReadinessAnswer{id: a})
	}
	for _, tt := range []struct {
		name, path, what string
		r                *Readiness
	}{
		{"good", "", "", answer("later-map", ReadinessAnswer{Response: NotApplicable, Note: "There is no network."})},
		{"no note", "readiness.answers.later-map.note", "Say why", answer("later-map", ReadinessAnswer{Response: NotApplicable, Note: " \u200b"})},
		{"a number", "readiness.answers.later-map.note", "Social Security", answer("later-map", ReadinessAnswer{Note: "123-45-6789"})},
		{"no word", "readiness.answers.later-map.response", "Respond with", answer("later-map", ReadinessAnswer{Response: 9})},
		{"no overlay", "readiness.questionnaire", "Name the overlay", &Readiness{}},
		{"two lines of a name", "readiness.by", "one line", &Readiness{Questionnaire: "later", By: "Dana\nReyes"}},
		{"unknown", "readiness.answers.later-mop", "is not a question of later 2; did you mean later-map", answer("later-mop", ReadinessAnswer{Response: Yes})},
		{"replaced", "readiness.answers.later-drawing", "is called later-map in later 2", answer("later-drawing", ReadinessAnswer{Response: Yes})},
		{"a fact", "readiness.answers.later-why", "asks for a fact", answer("later-why", ReadinessAnswer{Response: Yes})},
	} {
		problems := append(with(func(c *Content) { c.Readiness = tt.r }).Check(testCatalog()), tt.r.Check(overlay())...)
		switch {
		case tt.path == "" && len(problems) > 0:
			t.Errorf("%s: problems %v, want none", tt.name, problems)
		case tt.path != "" && (len(problems) != 1 || problems[0].Path != tt.path || !strings.Contains(problems[0].What, tt.what)):
			t.Errorf("%s: problems %v, want one at %s with %q", tt.name, problems, tt.path, tt.what)
		}
	}
}

func TestLiesOver(t *testing.T) {
	small, other := &Questionnaire{ID: "small", Kind: Base}, &Questionnaire{ID: "other", Kind: Base}
	for _, tt := range []struct {
		name string
		q    *Questionnaire
		base *Questionnaire
		want bool
	}{
		{"over it", &overlay().Questionnaire, small, true},
		{"over what extends it", &overlay().Questionnaire, &Questionnaire{ID: "ours", Kind: Base, Extends: "small"}, true},
		{"over another", &overlay().Questionnaire, other, false},
		{"no overlay", small, small, false},
	} {
		if got := tt.q.LiesOver(tt.base); got != tt.want {
			t.Errorf("%s: LiesOver = %t, want %t", tt.name, got, tt.want)
		}
	}
}

// TestReadinessAcrossEditions finds what a question continues, under its own id or that of what it replaced.
func TestReadinessAcrossEditions(t *testing.T) {
	earlier := NewCatalog(Questionnaire{ID: "later", Version: "1", Kind: Overlay, Sections: []Section{{ID: "first", Questions: []Question{
		{ID: "later-drawing", Text: "Is there a drawing?"}, {ID: "later-scan", Text: "Is there a scan?"},
	}}}}, "sha256:1", testRule, nil, nil)
	r := readiness(map[string]ReadinessAnswer{"later-drawing": {Response: Yes}})
	for id, want := range map[string]string{"later-map": "later-drawing", "later-scan": "", "later-team": ""} {
		asked, a := r.Earlier(earlier, overlay().Question(id))
		if (asked == nil) != (want == "") || asked != nil && (asked.ID != want || a.Response != Yes) {
			t.Errorf("Earlier(%s) = %v %v, want %q", id, asked, a, want)
		}
	}
}
