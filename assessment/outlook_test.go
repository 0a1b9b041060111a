package assessment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// randomPlan spreads the plan of a random content over three years, some of it overdue and some without a date.
func randomPlan(r *rand.Rand, cat *Catalog) *Content {
	c := randomContent(r, cat)
	for i := range c.Remediation {
		rem := &c.Remediation[i]
		rem.Questions = append(rem.Questions, draw(r, len(cat.Questions()), r.IntN(3))...)
		if rem.Due = c.Date.AddDays(r.IntN(1000) - 150); r.IntN(6) == 0 {
			rem.Due = Date{}
		}
	}
	return c
}

// TestOutlookGoesFromCurrentToTarget: the last quarter is the target to the index and to each rating, no level rises from
// one quarter to the next, and what nothing lowers yet is as it is now.
func TestOutlookGoesFromCurrentToTarget(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		cat := randomCatalog(r, 8+r.IntN(20), 12)
		c := randomPlan(r, cat)
		result, list := Rate(cat, c), Outlooks(cat, c)
		before := map[string]Rating{}
		for _, risk := range result.Risks {
			if risk.Applies {
				before[risk.Risk] = risk.Current
			}
		}
		for n, ahead := range list {
			for id, now := range ahead.Ratings {
				if now.Level > before[id].Level || now.Harm > before[id].Harm {
					t.Fatalf("seed %d: %s rose from %v to %v by %v", seed, id, before[id], now, ahead.Quarter)
				}
			}
			before = ahead.Ratings
			if n > 0 && (ahead.Quarter.Compare(list[n-1].Quarter) <= 0 || len(ahead.Done) == 0) {
				t.Fatalf("seed %d: %v stands after %v with %v done", seed, ahead.Quarter, list[n-1].Quarter, ahead.Done)
			}
		}
		want := map[string]Rating{}
		for _, risk := range result.Risks {
			if risk.Applies {
				want[risk.Risk] = risk.Target
			}
		}
		if diff := cmp.Diff(want, list[len(list)-1].Ratings); diff != "" {
			t.Fatalf("seed %d: the last quarter is not the target (-want +got):\n%s", seed, diff)
		}
		if got := list[len(list)-1].Index; got != result.Totals.IndexTarget {
			t.Fatalf("seed %d: the last index is %v, want %v", seed, got, result.Totals.IndexTarget)
		}
	}
}

// TestOutlookIsARatingOfPartOfThePlan rates the content anew with all cancelled that is due after a quarter: its target is
// the outlook.
func TestOutlookIsARatingOfPartOfThePlan(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 8))
		cat := randomCatalog(r, 8+r.IntN(20), 12)
		c := randomPlan(r, cat)
		for id, o := range c.Overrides {
			o.Harm = 0 // one that was set stays until something lowers it, which a rating does not know
			c.Overrides[id] = o
		}
		for _, ahead := range Outlooks(cat, c) {
			part := *c
			part.Remediation = slices.Clone(c.Remediation)
			for i := range part.Remediation {
				if rem := &part.Remediation[i]; rem.Status != Done && rem.Due.After(ahead.Quarter.Last()) {
					rem.Status = Cancelled
				}
			}
			result := Rate(cat, &part)
			var levels LevelCounts
			for _, risk := range result.Risks {
				if risk.Applies {
					levels.Add(risk.Target.Level)
				}
			}
			if ahead.Index != result.Totals.IndexTarget || ahead.Levels != levels {
				t.Fatalf("seed %d, %v: index %v with %v, want %v with %v", seed, ahead.Quarter, ahead.Index, ahead.Levels, result.Totals.IndexTarget, levels)
			}
		}
	}
}

func TestOutlookQuarters(t *testing.T) {
	due := func(id string, y int, m time.Month, d int) Remediation {
		r := planned(id, Small, "encryption")
		r.Due = NewDate(y, m, d)
		return r
	}
	done := due("done", 2027, time.August, 1)
	done.Status = Done
	nobody := due("nobody", 2027, time.June, 1)
	nobody.Owner = " "
	for _, tt := range []struct {
		name string
		plan []Remediation
		want []string
	}{
		{"nothing planned", nil, []string{"Q4 2026 []"}},
		{"overdue counts in the first", []Remediation{due("late", 2026, time.March, 1)}, []string{"Q4 2026 [late]"}},
		{"done counts in the first", []Remediation{done}, []string{"Q4 2026 [done]"}},
		{"without an owner it is not planned", []Remediation{nobody}, []string{"Q4 2026 []"}},
		{
			"days at the edges",
			[]Remediation{due("b", 2027, time.January, 1), due("a", 2026, time.December, 31), due("c", 2027, time.March, 31), due("d", 2200, time.April, 1)},
			[]string{"Q4 2026 [a]", "Q1 2027 [b c]", "Q2 2200 [d]"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, ahead := range Outlooks(testCatalog(), weak(tt.plan...)) {
				got = append(got, fmt.Sprint(ahead.Quarter, " ", ahead.Done))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("quarters (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOutlookKeepsASetHarm: what the assessor set above the controls lasts until something lowers them, or all is done.
func TestOutlookKeepsASetHarm(t *testing.T) {
	c := answered(map[string]Answer{"fax-handling": {Response: No}})
	c.Overrides = map[string]Override{"lost-laptop": {Harm: LikelihoodVeryHigh, Reason: "-", By: "Dana", Date: c.Date}}
	soon, then := planned("soon", Small, "fax-handling"), planned("then", Small, "fax-handling")
	soon.Due, then.Due = c.Date, c.Date.AddDays(200)
	c.Remediation = []Remediation{soon, then}
	list := Outlooks(testCatalog(), c)
	risk := riskOf(t, Rate(testCatalog(), c), "lost-laptop")
	if risk.Current.Level == risk.Target.Level {
		t.Fatalf("the override makes no difference: %v", risk.Current.Level)
	}
	if got := list[0].Ratings["lost-laptop"]; got != risk.Current {
		t.Errorf("after the first quarter = %v, want it as it is now, %v", got, risk.Current)
	}
	if got := list[1].Ratings["lost-laptop"]; got != risk.Target {
		t.Errorf("after the last quarter = %v, want the target %v", got, risk.Target)
	}
}

func TestQuarter(t *testing.T) {
	for _, tt := range []struct {
		day         Date
		name        string
		first, last Date
	}{
		{NewDate(2026, time.January, 1), "Q1 2026", NewDate(2026, time.January, 1), NewDate(2026, time.March, 31)},
		{NewDate(2026, time.June, 30), "Q2 2026", NewDate(2026, time.April, 1), NewDate(2026, time.June, 30)},
		{NewDate(2026, time.July, 1), "Q3 2026", NewDate(2026, time.July, 1), NewDate(2026, time.September, 30)},
		{NewDate(2026, time.December, 31), "Q4 2026", NewDate(2026, time.October, 1), NewDate(2026, time.December, 31)},
	} {
		q := tt.day.Quarter()
		if q.String() != tt.name || q.First() != tt.first || q.Last() != tt.last {
			t.Errorf("quarter of %v = %v from %v to %v, want %s from %v to %v", tt.day, q, q.First(), q.Last(), tt.name, tt.first, tt.last)
		}
		for n := -9; n < 10; n++ {
			if got := q.Until(q.Plus(n)); got != n || q.Compare(q.Plus(n)) != -sign(n) {
				t.Errorf("%v and %d later: Until = %d, Compare = %d", q, n, got, q.Compare(q.Plus(n)))
			}
		}
	}
	if q := (Date{}).Quarter(); q != (Quarter{}) || q.String() != "" {
		t.Errorf("quarter of no day = %v, want none", q)
	}
}

func sign(n int) int { return compareBool(n > 0, n < 0) }

// BenchmarkOutlooks looks ahead over 200 remediations in forty quarters, beside 150 questions and 70 risks.
func BenchmarkOutlooks(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 3))
	cat := randomCatalog(r, 150, 70)
	c := randomContent(r, cat)
	c.Remediation = nil
	for i := range 200 {
		rem := planned(fmt.Sprintf("r%d", i), Small, draw(r, 150, 3)...)
		rem.Due = c.Date.AddDays(r.IntN(3600))
		c.Remediation = append(c.Remediation, rem)
	}
	b.ReportAllocs()
	for b.Loop() {
		Outlooks(cat, c)
	}
}
