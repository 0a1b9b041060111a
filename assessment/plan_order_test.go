package assessment

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// TestPrecedencesExplainTheOrder: of each two neighbors in a plan, also one that was kept as JSON, every earlier rule finds
// them equal and the one that is named puts the first before the second.
func TestPrecedencesExplainTheOrder(t *testing.T) {
	seen := map[Precedence]int{}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 9))
		cat := randomCatalog(r, 8+r.IntN(30), 12)
		c := randomPlan(r, cat)
		plan := Rate(cat, c).Plan
		var kept []PlanLine
		text, err := json.Marshal(plan)
		if err == nil {
			err = json.Unmarshal(text, &kept)
		}
		if err != nil {
			t.Fatal(err)
		}
		list := c.Precedences(kept)
		if len(list) != max(len(plan)-1, 0) {
			t.Fatalf("seed %d: %d reasons for %d lines", seed, len(list), len(plan))
		}
		for i, by := range list {
			seen[by]++
			for rule := ByStatus; rule <= by; rule++ {
				want := 0
				if rule == by {
					want = -1
				}
				if got := precedences[rule](&plan[i], &plan[i+1]); got != want {
					t.Fatalf("seed %d: rule %d says %d of %v and %v, want %d", seed, rule, got, plan[i], plan[i+1], want)
				}
			}
		}
	}
	for by := ByStatus; by <= ByID; by++ {
		if seen[by] == 0 {
			t.Errorf("rule %d never decided", by)
		}
	}
}

func TestEqualRatiosAreEqual(t *testing.T) {
	// Three points for a medium effort are as much as one for a small one, whatever the arithmetic makes of them.
	for risks := 1; risks < 400; risks++ {
		for sum := 1; sum < 30; sum++ {
			if a, b := index(3*sum, risks)/3, index(sum, risks); compareRatio(a, b) != 0 {
				t.Fatalf("%v and %v differ", a, b)
			}
			if a, b := index(8*sum, risks)/8, index(8*sum+1, risks)/8; compareRatio(a, b) == 0 {
				t.Fatalf("%v and %v are the same", a, b)
			}
		}
	}
}
