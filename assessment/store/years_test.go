package store

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"safeguard/assessment"
)

// readYearsAgo is readSample with every date that many years earlier.
func readYearsAgo(t testing.TB, year string, years int) sample {
	t.Helper()
	s := readSample(t, year)
	body, err := json.Marshal(s.content)
	if err != nil {
		t.Fatal(err)
	}
	body = dates.ReplaceAllFunc(body, func(date []byte) []byte {
		year, _ := strconv.Atoi(string(date[1:5]))
		return fmt.Appendf(nil, "%c%d%s", date[0], year-years, date[5:])
	})
	s.content = &assessment.Content{}
	if err := json.Unmarshal(body, s.content); err != nil {
		t.Fatal(err)
	}
	s.content.Period -= years
	return s
}

var dates = regexp.MustCompile(`"20\d\d-\d\d-\d\d`)

// TestYearsMakeATrend: a final assessment keeps the trend over all before, without what an amendment replaced, and what
// happens to those later changes nothing in it.
func TestYearsMakeATrend(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ids := map[int]string{}
		for _, ago := range []int{3, 1, 0} { // nobody assessed 2023
			s := readYearsAgo(t, "2025", ago)
			ids[s.content.Period] = o.year(s)
			o.clearRecords()
		}
		amended := ids[2024]
		o.equip(readYearsAgo(t, "2025", 1).content)
		ids[2024] = o.amended(amended)
		o.clearRecords()
		ids[2026] = o.year(readSample(t, "2026"))

		kept := o.result(ids[2026])
		want := assessment.CompareOver([]*assessment.Result{o.result(ids[2022]), o.result(ids[2024]), o.result(ids[2025])}, o.snapshot(ids[2025]), o.snapshot(ids[2026]))
		wantSame(t, "the comparison", kept.Comparison, want)
		var years []string
		for _, y := range kept.Comparison.Trend.Years {
			years = append(years, fmt.Sprint(y.Period, " ", y.Digest))
		}
		for i, period := range []int{2022, 2024, 2025, 2026} {
			if got := fmt.Sprint(period, " ", o.work(ids[period]).Digest); i >= len(years) || years[i] != got {
				t.Errorf("year %d of the trend is not %s:\n%q", i, got, years)
			}
		}
		if slices.Contains(years, "2024 "+o.work(amended).Digest) {
			t.Error("the trend has an assessment that an amendment replaced")
		}
		o.clearRecords()
		o.equip(readSample(t, "2025").content)
		o.amended(ids[2025])
		o.reopen()
		wantSame(t, "the comparison after another amendment", o.result(ids[2026]).Comparison, want)
	})
}

func (o *office) snapshot(id string) assessment.Snapshot {
	o.t.Helper()
	s, err := o.work(id).Snapshot()
	o.must(err)
	return s
}

func (o *office) result(id string) *assessment.Result {
	o.t.Helper()
	return o.snapshot(id).Result
}

// amended makes the amendment of a final assessment final, and gives its id. It says one thing more than what it amends.
func (o *office) amended(final string) string {
	o.t.Helper()
	id, err := o.AmendAssessment(o.t.Context(), o.manager, final, "A laptop was forgotten.")
	o.must(err)
	framed := o.work(id).Scoping()
	framed.Scope += " And the laptop."
	o.must(o.SaveEntries(o.t.Context(), o.manager, id, ScopingEntry(1, framed)))
	o.finalize(id)
	return id
}

// BenchmarkEarlierResults reads what a trend needs of six years before.
func BenchmarkEarlierResults(b *testing.B) {
	benchmark(b, func(b *testing.B, o *office) {
		for ago := assessment.TrendYears - 1; ago >= 0; ago-- {
			o.year(readYearsAgo(b, "2025", ago))
			o.clearRecords()
		}
		w := o.work(o.draft(readSample(b, "2026")))
		measure(b, func() {
			list, err := o.EarlierResults(b.Context(), o.manager, w)
			o.must(err)
			if len(list) != assessment.TrendYears {
				b.Fatalf("%d results, want %d", len(list), assessment.TrendYears)
			}
		})
	})
}
