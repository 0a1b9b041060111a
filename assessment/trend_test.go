package assessment

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ago is the complete content of that many years ago, after a change.
func ago(years int, change func(c *Content)) Snapshot {
	return snapshotOf(testCatalog(), with(func(c *Content) {
		c.Period -= years
		c.Date = c.Date.AddYears(-years)
		change(c)
	}))
}

// safe takes the laptops' risk under the threshold.
func safe(c *Content) {
	c.Overrides = map[string]Override{"lost-laptop": {Impact: Impacts{Confidentiality: ImpactLow}, Reason: "r"}}
}

func results(list ...Snapshot) []*Result {
	var rs []*Result
	for _, s := range list {
		rs = append(rs, s.Result)
	}
	return rs
}

func periodsOf(t *Trend) []int {
	var list []int
	for _, y := range t.Years {
		list = append(list, y.Period)
	}
	return list
}

func TestTrendPicksItsYears(t *testing.T) {
	now := ago(0, same)
	amended := ago(1, safe)
	old := testQuestionnaire()
	old.Version = "2024.1"
	older := snapshotOf(NewCatalog(old, "sha256:old", testRule, testThreats, testRisks()), ago(2, same).Content)
	var ten []Snapshot
	for i := range 10 {
		ten = append(ten, ago(10-i, same))
	}
	for _, tt := range []struct {
		name    string
		earlier []Snapshot
		want    []int
		missed  []int
	}{
		{"one year", []Snapshot{ago(1, same)}, []int{2025, 2026}, nil},
		{"in any order", []Snapshot{ago(1, same), ago(3, same), ago(2, same)}, []int{2023, 2024, 2025, 2026}, nil},
		{"years without an assessment", []Snapshot{ago(5, same), ago(2, same)}, []int{2021, 2024, 2026}, []int{2022, 2023, 2025}},
		{"more than six", ten, []int{2020, 2021, 2022, 2023, 2024, 2025, 2026}, nil},
		{"another version", []Snapshot{older}, []int{2024, 2026}, []int{2025}},
		{"two of a period", []Snapshot{ago(1, same), amended}, []int{2025, 2026}, nil},
		{"its own period and later ones", []Snapshot{ago(0, safe), ago(-1, same), ago(1, same)}, []int{2025, 2026}, nil},
	} {
		got := NewTrend(results(tt.earlier...), now)
		if !slices.Equal(periodsOf(got), tt.want) || !slices.Equal(got.NotAssessed(), tt.missed) {
			t.Errorf("%s: years %v without %v, want %v without %v", tt.name, periodsOf(got), got.NotAssessed(), tt.want, tt.missed)
		}
	}
	if got := NewTrend(results(older), now).Years[0].Questionnaire; got.Version != "2024.1" || got.Hash != "sha256:old" {
		t.Errorf("the older year was answered to %+v, want the edition that it was made with", got)
	}
	if got := NewTrend(nil, now); got != nil {
		t.Errorf("the first year has the trend %+v, want none", got)
	}
}

// TestTrendTakesTheAmendment: of two assessments of a period the later one counts, and on the same day the one that was
// given last.
func TestTrendTakesTheAmendment(t *testing.T) {
	first, amendment := ago(1, same), ago(1, safe)
	for _, later := range []int{0, 20} {
		amendment.Result.Date = first.Result.Date.AddDays(later)
		for _, given := range [][]Snapshot{{first, amendment}, {amendment, first}} {
			if later == 0 && given[1].Result != amendment.Result {
				continue // nothing says which came later
			}
			got := NewTrend(results(given...), ago(0, same))
			if level := got.Risk("lost-laptop").Levels[0]; level != riskOf(t, amendment.Result, "lost-laptop").Current.Level {
				t.Errorf("%d days later: the level of the earlier year is %v, want that of the amendment", later, level)
			}
		}
	}
}

// TestTrendNumbers holds each number of a year against a count of its own over the register and the rule.
func TestTrendNumbers(t *testing.T) {
	faxless := func(c *Content) {
		c.Answers["fax-in-use"], c.Answers["analysis"] = Answer{Choice: "none"}, Answer{Response: No}
	}
	snapshots := []Snapshot{ago(2, faxless), ago(1, safe), ago(0, same)}
	got := NewTrend(results(snapshots[:2]...), snapshots[2])
	common := []string{"lost-laptop", "nobody-looks"} // nobody faxes in the first year
	if got.Common != len(common) {
		t.Errorf("%d risks apply in every year, want %d", got.Common, len(common))
	}
	for i, s := range snapshots {
		want := TrendYear{Earlier: Earlier{s.Content.Digest(s.Catalog), s.Result.Questionnaire, s.Content.Period, s.Content.Date}, Safeguards: map[Safeguard]RowCount{}}
		all, shared, n := 0, 0, 0
		for _, r := range s.Result.Risks {
			if !r.Applies {
				continue
			}
			n++
			want.Levels.Add(r.Current.Level)
			all += r.Current.Level.Value()
			if slices.Contains(common, r.Risk) {
				shared += r.Current.Level.Value()
			}
		}
		want.Index, want.CommonIndex = 10*float64(all)/float64(n), 10*float64(shared)/float64(len(common))
		for _, row := range s.Result.Rule {
			if row.Applies() {
				count := want.Safeguards[row.Safeguard]
				count.Applies++
				want.Rows.Applies++
				if row.Status == RowInPlace {
					count.InPlace++
					want.Rows.InPlace++
				}
				want.Safeguards[row.Safeguard] = count
			}
		}
		if diff := cmp.Diff(want, got.Years[i], cmp.AllowUnexported(Date{})); diff != "" {
			t.Errorf("%d (-want +got):\n%s", s.Content.Period, diff)
		}
	}
}

func TestTrendOfRisks(t *testing.T) {
	gone := func(c *Content) { c.Assets, c.Inventory.None = c.Assets[1:], []AssetKind{Laptop} }
	high := riskOf(t, ago(0, same).Result, "lost-laptop").Current.Level
	low := riskOf(t, ago(0, safe).Result, "lost-laptop").Current.Level
	for _, tt := range []struct {
		name    string
		earlier []func(*Content) // the oldest first
		levels  []RiskLevel
		years   int
		since   int
	}{
		{"open all along", []func(*Content){same, same}, []RiskLevel{high, high, high}, 3, 2024},
		{"closed and opened again", []func(*Content){same, safe}, []RiskLevel{high, low, high}, 1, 2026},
		{"open since last year", []func(*Content){safe, same}, []RiskLevel{low, high, high}, 2, 2025},
		{"did not apply", []func(*Content){same, gone}, []RiskLevel{high, 0, high}, 1, 2026},
	} {
		var earlier []Snapshot
		for i, change := range tt.earlier {
			earlier = append(earlier, ago(len(tt.earlier)-i, change))
		}
		got := NewTrend(results(earlier...), ago(0, same)).Risk("lost-laptop")
		if !slices.Equal(got.Levels, tt.levels) || got.YearsOpen != tt.years || got.Since != tt.since {
			t.Errorf("%s: %v, open for %d years since %d, want %v, %d and %d", tt.name, got.Levels, got.YearsOpen, got.Since, tt.levels, tt.years, tt.since)
		}
	}
	if got := NewTrend(results(ago(1, same)), ago(0, safe)).Risk("lost-laptop"); got != nil {
		t.Errorf("a risk that is closed now is in the trend: %+v", got)
	}
}

// TestTrendCountsByThisYearsThreshold: what was over another threshold then is not open, and the other way round.
func TestTrendCountsByThisYearsThreshold(t *testing.T) {
	accepted := func(c *Content) { c.Threshold = &Threshold{Level: RiskHigh, SetBy: "o", Reason: "r"} }
	c := CompareOver(results(ago(2, accepted), ago(1, accepted)), ago(1, accepted), ago(0, same))
	if got := riskChangeOf(t, c, "lost-laptop").YearsOpen; got != 3 {
		t.Errorf("open for %d years, want 3", got)
	}
	c = CompareOver(results(ago(2, same), ago(1, same)), ago(1, same), ago(0, accepted))
	if got := riskChangeOf(t, c, "lost-laptop").YearsOpen; got != 0 || len(c.Trend.Risks) != 0 {
		t.Errorf("open for %d years with %d risks in the trend, want none under this year's threshold", got, len(c.Trend.Risks))
	}
}

// TestTrendReachesBeyondItsYears: what an assessment was compared with before the first year shown goes on counting.
func TestTrendReachesBeyondItsYears(t *testing.T) {
	var kept []Snapshot
	for i := range 9 { // ten assessments, each compared with all before
		s := ago(9-i, same)
		if len(kept) > 0 {
			s.Result.Comparison = CompareOver(results(kept...), kept[len(kept)-1], s)
		}
		kept = append(kept, s)
	}
	c := CompareOver(results(kept...), kept[8], ago(0, same))
	risk := c.Trend.Risk("lost-laptop")
	if risk.YearsOpen != 10 || risk.Since != 2017 || len(risk.Levels) != 7 {
		t.Errorf("open for %d years since %d with %d levels, want 10 since 2017 with 7", risk.YearsOpen, risk.Since, len(risk.Levels))
	}
	if got := riskChangeOf(t, c, "lost-laptop").YearsOpen; got != risk.YearsOpen {
		t.Errorf("the comparison says open for %d years, its trend %d", got, risk.YearsOpen)
	}
	for _, s := range kept { // as they were kept before there were trends
		if s.Result.Comparison != nil {
			s.Result.Comparison.Trend = nil
		}
	}
	if risk := NewTrend(results(kept...), ago(0, same)).Risk("lost-laptop"); risk.YearsOpen != 10 || risk.Since != 0 {
		t.Errorf("open for %d years since %d, want 10 since a year that is not known", risk.YearsOpen, risk.Since)
	}
}

// TestCompareOverOneIsCompare: with one earlier assessment, all but the trend is as it is without one.
func TestCompareOverOneIsCompare(t *testing.T) {
	for name, before := range map[string]Snapshot{"last year": ago(1, same), "three years ago": ago(3, safe)} {
		now := ago(0, same)
		plain, over := Compare(before, now), CompareOver(results(before), before, now)
		if over.Trend == nil || len(over.Trend.Years) != 2 {
			t.Fatalf("%s: the trend is %+v, want one of two years", name, over.Trend)
		}
		over.Trend = nil
		if diff := cmp.Diff(fmt.Sprintf("%+v", plain), fmt.Sprintf("%+v", over)); diff != "" {
			t.Errorf("%s (-plain +with a trend):\n%s", name, diff)
		}
	}
}
