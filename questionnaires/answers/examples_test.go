package answers

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

// workedExample is what an assessor expects of one client's answers, told from the story before anything was computed.
type workedExample struct {
	Kind  string `json:"kind"` // practice, business_associate or other
	Run   string `json:"run"`  // how the client is run: well, mixed or badly
	Story string `json:"story"`

	Levels      map[string]expectation `json:"levels"`       // by risk: its current level
	NotApplying map[string]string      `json:"not_applying"` // by risk: why this client does not have it

	name string
}

type expectation struct {
	Level   assessment.RiskLevel `json:"level"`
	Because string               `json:"because"`
}

const exampleLevels = ".levels.yaml"

// examples reads what is expected of each example.
func examples(t *testing.T) []workedExample {
	t.Helper()
	files, err := filepath.Glob("testdata/examples/*" + exampleLevels)
	if err != nil {
		t.Fatal(err)
	}
	var list []workedExample
	for _, file := range files {
		src, err := strict.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		e := workedExample{name: strings.TrimSuffix(filepath.Base(file), exampleLevels)}
		if err := strict.Decode(file, src, &e).Problems.Sorted().Err(); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

// TestExamples holds the library of risks against the judgment of an assessor.
func TestExamples(t *testing.T) {
	lib := library(t)
	for _, e := range examples(t) {
		t.Run(e.name, func(t *testing.T) {
			cat, content, err := Read(lib, "testdata/examples/"+e.name+".yaml")
			if err != nil {
				t.Fatal(err)
			}
			result := assessment.Rate(cat, content)
			for _, a := range result.Answers {
				if _, answered := content.Answers[a.Question]; answered != a.Visible {
					t.Errorf("%s: visible %v, answered %v", a.Question, a.Visible, answered)
				}
			}
			rated := map[string]*assessment.RatedRisk{}
			for i := range result.Risks {
				rated[result.Risks[i].Risk] = &result.Risks[i]
			}
			for _, id := range slices.Sorted(maps.Keys(e.Levels)) {
				want := e.Levels[id]
				if want.Because == "" {
					t.Errorf("%s: no reason is given", id)
				}
				switch r := rated[id]; {
				case r == nil:
					t.Errorf("%s: there is no such risk", id)
				case !r.Applies:
					t.Errorf("%s: it does not apply (%s), want %v", id, r.Why, want.Level)
				case r.Current.Level != want.Level:
					t.Errorf("%s is %v, want %v because: %s\n%s", id, r.Current.Level, want.Level, want.Because, ratedFrom(r))
				}
			}
			for _, id := range slices.Sorted(maps.Keys(e.NotApplying)) {
				switch r := rated[id]; {
				case r == nil:
					t.Errorf("%s: there is no such risk", id)
				case r.Applies:
					t.Errorf("%s applies, but should not: %s", id, e.NotApplying[id])
				}
			}
		})
	}
}

// ratedFrom says what the current level of a risk comes from.
func ratedFrom(r *assessment.RatedRisk) string {
	var b strings.Builder
	fmt.Fprintf(&b, "occurrence %v, harm %v (%v), likelihood %v, impact %v; controls:", r.Occurrence, r.Current.Harm, r.HarmRule, r.Current.Likelihood, r.Impact.Overall)
	for _, c := range r.Controls {
		fmt.Fprintf(&b, "\n  %s: %v", c.Question, c.Response)
		if c.Verified {
			b.WriteString(", verified")
		}
		if c.Key {
			b.WriteString(", key")
		}
	}
	return b.String()
}

// TestExamplesCoverTheLibrary keeps the examples wide: every kind of client run well and badly, every level, and a
// good part of the risks.
func TestExamplesCoverTheLibrary(t *testing.T) {
	list := examples(t)
	if len(list) != 10 {
		t.Errorf("there are %d examples, want 10", len(list))
	}
	clients, risks, levels := map[string]bool{}, map[string]bool{}, map[assessment.RiskLevel]bool{}
	for _, e := range list {
		clients[e.Kind+" "+e.Run] = true
		for id, want := range e.Levels {
			risks[id], levels[want.Level] = true, true
		}
	}
	for _, kind := range []string{"practice", "business_associate", "other"} {
		for _, run := range []string{"well", "badly"} {
			if !clients[kind+" "+run] {
				t.Errorf("no example is of the kind %s that is run %s", kind, run)
			}
		}
	}
	for level := assessment.RiskVeryLow; level <= assessment.RiskVeryHigh; level++ {
		if !levels[level] {
			t.Errorf("no risk is expected at %v", level)
		}
	}
	if len(risks) < 35 {
		t.Errorf("there are expectations of %d risks, want 35 or more", len(risks))
	}
}
