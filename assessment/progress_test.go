package assessment

import (
	"slices"
	"testing"
)

func TestPercentRoundsDown(t *testing.T) {
	for _, tt := range []struct {
		answered, asked, want int
	}{
		{0, 0, 0}, {0, 150, 0}, {1, 150, 0}, {2, 150, 1}, {41, 150, 27}, {149, 150, 99}, {150, 150, 100}, {2, 3, 66},
	} {
		p := Progress{Asked: tt.asked, Answered: tt.answered}
		if got := p.Percent(); got != tt.want {
			t.Errorf("%d of %d: Percent = %d, want %d", tt.answered, tt.asked, got, tt.want)
		}
		if got := p.Open(); got != tt.asked-tt.answered {
			t.Errorf("%d of %d: Open = %d", tt.answered, tt.asked, got)
		}
	}
}

func TestProgressOf(t *testing.T) {
	carried := func(question, site string, r Response) Proposal {
		return Proposal{Question: question, Site: site, Source: Carried, Response: r}
	}
	anew := carried("encryption", "", Yes)
	anew.Anew = true
	for _, tt := range []struct {
		name      string
		content   *Content
		proposals []Proposal
		about     SectionProgress
		controls  SectionProgress
	}{
		{
			"all answered", complete(), nil,
			SectionProgress{Progress: Progress{2, 2, 0, 0}, Status: SectionDone},
			SectionProgress{Progress: Progress{7, 7, 0, 2}, Status: SectionDone},
		},
		{
			"nothing answered shows what gates guard", with(func(c *Content) { c.Answers = nil }), nil,
			SectionProgress{Progress: Progress{2, 0, 0, 0}, Status: NotStarted},
			SectionProgress{Progress: Progress{7, 0, 0, 2}, Status: NotStarted},
		},
		{
			"a hidden answer does not count", answered(map[string]Answer{"fax-in-use": {Choice: "none"}}), nil,
			SectionProgress{Progress: Progress{1, 1, 0, 1}, Status: SectionDone},
			SectionProgress{Progress: Progress{5, 5, 0, 4}, Status: SectionDone},
		},
		{
			"a proposal counts as unanswered", answered(map[string]Answer{"encryption": {}}),
			[]Proposal{carried("encryption", "", Yes)},
			SectionProgress{Progress: Progress{2, 2, 0, 0}, Status: SectionDone},
			SectionProgress{Progress: Progress{7, 6, 1, 2}, Status: Started},
		},
		{
			"an answered question has nothing to confirm", complete(),
			[]Proposal{carried("encryption", "", No)},
			SectionProgress{Progress: Progress{2, 2, 0, 0}, Status: SectionDone},
			SectionProgress{Progress: Progress{7, 7, 0, 2}, Status: SectionDone},
		},
		{
			"what is to be answered anew is not to confirm", answered(map[string]Answer{"encryption": {}}),
			[]Proposal{anew},
			SectionProgress{Progress: Progress{2, 2, 0, 0}, Status: SectionDone},
			SectionProgress{Progress: Progress{7, 6, 0, 2}, Status: Started},
		},
		{
			"one open site without a proposal", answered(map[string]Answer{"placement": {}}),
			[]Proposal{carried("placement", "main", Yes)},
			SectionProgress{Progress: Progress{2, 2, 0, 0}, Status: SectionDone},
			SectionProgress{Progress: Progress{7, 6, 0, 2}, Status: Started},
		},
		{
			"the open site has a proposal", answered(map[string]Answer{"placement": {Sites: map[string]Answer{"annex": {Response: No}}}}),
			[]Proposal{carried("placement", "main", Yes)},
			SectionProgress{Progress: Progress{2, 2, 0, 0}, Status: SectionDone},
			SectionProgress{Progress: Progress{7, 6, 1, 2}, Status: Started},
		},
		{
			"a plain proposal stands for every site", answered(map[string]Answer{"placement": {}}),
			[]Proposal{carried("placement", "", Yes)},
			SectionProgress{Progress: Progress{2, 2, 0, 0}, Status: SectionDone},
			SectionProgress{Progress: Progress{7, 6, 1, 2}, Status: Started},
		},
		{
			"an Unknown without an owner is answered", answered(map[string]Answer{"encryption": {Response: Unknown}, "analysis": {Response: NotApplicable}}), nil,
			SectionProgress{Progress: Progress{2, 2, 0, 0}, Status: SectionDone},
			SectionProgress{Progress: Progress{7, 7, 0, 2}, Status: SectionDone},
		},
	} {
		cat := testCatalog()
		all, sections := ProgressOf(cat, tt.content, Offers(tt.proposals))
		tt.about.Section, tt.controls.Section = cat.Section("about"), cat.Section("controls")
		if want := []SectionProgress{tt.about, tt.controls}; !slices.Equal(sections, want) {
			t.Errorf("%s: sections = %+v, want %+v", tt.name, sections, want)
		}
		if want := tt.about.plus(tt.controls.Progress); all != want {
			t.Errorf("%s: all = %+v, want %+v", tt.name, all, want)
		}
		if got := Rate(cat, tt.content).Totals.Questions; got != (QuestionCount{all.Asked, all.Answered, all.Hidden}) {
			t.Errorf("%s: the report counts %+v, the screens %+v", tt.name, got, all)
		}
	}
}

func TestNothingAsked(t *testing.T) {
	q := testQuestionnaire()
	q.Sections = append(q.Sections, Section{ID: "big", Title: "Big", Questions: []Question{
		{ID: "bigger", Text: "?", When: &Condition{Client: ClientWorkforce, AtLeast: 500}},
	}})
	_, sections := ProgressOf(NewCatalog(q, "", testRule, nil, nil), complete(), nil)
	if s := sections[2]; s.Status != NothingAsked || s.Hidden != 1 || s.Section.ID != "big" {
		t.Errorf("a section of hidden questions = %+v, want nothing asked", s)
	}
}

func TestPlaces(t *testing.T) {
	for _, tt := range []struct {
		question string
		sites    []string
		want     []Place
	}{
		{"encryption", []string{"main", "annex"}, []Place{{"encryption", ""}}},
		{"placement", []string{"main", "annex"}, []Place{{"placement", "main"}, {"placement", "annex"}}},
		{"placement", nil, []Place{{"placement", ""}}},
		{"fax-in-use", []string{"main"}, []Place{{"fax-in-use", ""}}},
	} {
		s := Standing{Question: testCatalog().Question(tt.question)}
		if got := s.Places(tt.sites); !slices.Equal(got, tt.want) {
			t.Errorf("Places of %s at %q = %v, want %v", tt.question, tt.sites, got, tt.want)
		}
	}
}

func TestTouched(t *testing.T) {
	s := &Section{TouchedBy: []ChangeKind{ChangeSite, ChangeSystem, ChangeWork}}
	for _, tt := range []struct {
		changed, want []ChangeKind
	}{
		{nil, nil},
		{[]ChangeKind{ChangePeople, ChangeIncident}, nil},
		{[]ChangeKind{ChangeWork, ChangePeople, ChangeSite}, []ChangeKind{ChangeSite, ChangeWork}},
	} {
		c := &Content{Changed: tt.changed}
		if got := c.Touched(s); !slices.Equal(got, tt.want) {
			t.Errorf("Touched after %v = %v, want %v", tt.changed, got, tt.want)
		}
	}
}

func TestEveryChangeHasItsWords(t *testing.T) {
	seen := map[string]bool{"": true}
	for _, k := range ChangeKinds {
		for _, text := range []string{k.String(), k.Title(), k.Ask()} {
			if seen[text] {
				t.Errorf("%v has %q, which is empty or said twice", k, text)
			}
			seen[text] = true
		}
	}
	if len(ChangeKinds) != 6 || ChangeKind(7).String() != "" {
		t.Errorf("%d kinds of change, want all 6", len(ChangeKinds))
	}
}
