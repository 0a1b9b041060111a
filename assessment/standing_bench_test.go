package assessment

import (
	"fmt"
	"testing"
)

// manyQuestions gives a catalog of n controls, every second of them behind one of ten facts that hides half of these.
func manyQuestions(n int) (*Catalog, *Content) {
	c := &Content{Client: Client{Kinds: []EntityKind{CoveredEntity}, Workforce: 12}, Answers: map[string]Answer{}}
	section := Section{ID: "all"}
	for i := range 10 {
		id := fmt.Sprintf("fact-%d", i)
		section.Questions = append(section.Questions, Question{ID: id, Fact: FactChoice, Choices: []Choice{{ID: "some"}, {ID: "none"}}})
		c.Answers[id] = Answer{Choice: []string{"some", "none"}[i%2]}
	}
	for i := range n - 10 {
		q := Question{ID: fmt.Sprintf("question-%d", i), Audience: ForClient}
		if i%2 == 0 {
			q.When = &Condition{Question: fmt.Sprintf("fact-%d", i/2%10), Is: []string{"some"}}
		}
		section.Questions = append(section.Questions, q)
		c.Answers[q.ID] = Answer{Response: Yes}
	}
	return NewCatalog(Questionnaire{Sections: []Section{section}}, "", nil, nil, nil), c
}

// TestVisibilityAllocates holds that what is hidden is found without an allocation for each question: the list itself is
// all that is made.
func TestVisibilityAllocates(t *testing.T) {
	cat, c := manyQuestions(170)
	hidden := 0
	for _, s := range Stand(cat, c) {
		if !s.Visible {
			hidden++
		}
	}
	if hidden != 40 {
		t.Errorf("%d questions are hidden, want 40", hidden)
	}
	if n := testing.AllocsPerRun(20, func() { Stand(cat, c) }); n > 2 {
		t.Errorf("Stand of 170 questions makes %v allocations, want at most 2", n)
	}
}

func BenchmarkVisibility(b *testing.B) {
	cat, c := manyQuestions(170)
	b.ReportAllocs()
	for b.Loop() {
		Stand(cat, c)
	}
}
