package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestOutlookIsRecomputed rates the content anew for each line of the table, with all canceled that is due later: the
// target of that is what the line says. Bars and maps say the same as the table.
func TestOutlookIsRecomputed(t *testing.T) {
	for name, s := range plans(t) {
		t.Run(name, func(t *testing.T) {
			d := report.RemediationPlan(s)
			part := partOf(d, 1, "What the risks become")
			rows := tableIn(part).Rows
			if !slices.ContainsFunc(s.Content.Remediation, func(r assessment.Remediation) bool { return r.Planned() }) {
				if len(rows) > 0 || !strings.Contains(textOf(part), "the plan changes nothing") {
					t.Errorf("without a plan the outlook is %s", textOf(part))
				}
				return
			}
			var got []string
			for _, r := range rows {
				got = append(got, rowText(r))
			}
			if diff := cmp.Diff(outlookRows(s), got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			checkPictures(t, part, rows)
		})
	}
}

func rowText(r report.Row) string {
	var cells []string
	for _, c := range r.Cells {
		cells = append(cells, c.Text)
	}
	return strings.Join(cells, " | ")
}

// outlookRows is the table, made from ratings of parts of the plan.
func outlookRows(s assessment.Snapshot) []string {
	row := func(name string, done int, index float64, level func(r *assessment.RatedRisk) assessment.RiskLevel, risks []assessment.RatedRisk) string {
		var n [6]int
		over := 0
		for i := range risks {
			if r := &risks[i]; r.Applies {
				n[level(r)]++
				if s.Content.Over(level(r)) {
					over++
				}
			}
		}
		return fmt.Sprintf("%s | %d | %d | %d | %d | %d | %d | %d | %.1f", name, done, n[5], n[4], n[3], n[2], n[1], over, index)
	}
	list := []string{row("Now", 0, s.Result.Totals.Index, func(r *assessment.RatedRisk) assessment.RiskLevel { return r.Current.Level }, s.Result.Risks)}
	for _, q := range quartersOf(s.Content) {
		part := *s.Content
		part.Remediation = slices.Clone(part.Remediation)
		done := 0
		for i := range part.Remediation {
			r := &part.Remediation[i]
			switch {
			case r.Status != assessment.Done && r.Due.After(q.Last()):
				r.Status = assessment.Cancelled
			case r.Planned():
				done++
			}
		}
		result := assessment.Rate(s.Catalog, &part)
		list = append(list, row(q.String(), done, result.Totals.IndexTarget, func(r *assessment.RatedRisk) assessment.RiskLevel { return r.Target.Level }, result.Risks))
	}
	return list
}

func quartersOf(c *assessment.Content) []assessment.Quarter {
	list := []assessment.Quarter{c.Date.Quarter()}
	for i := range c.Remediation {
		if r := &c.Remediation[i]; r.Planned() && r.Status != assessment.Done && r.Due.After(list[0].Last()) {
			list = append(list, r.Due.Quarter())
		}
	}
	slices.SortFunc(list, assessment.Quarter.Compare)
	return slices.Compact(list)
}

// checkPictures holds bars and heat maps against the table.
func checkPictures(t *testing.T, part []report.Block, rows []report.Row) {
	t.Helper()
	want := map[string]string{}
	var names, bars, maps []string
	for _, r := range rows {
		names = append(names, r.Cells[0].Text)
		want[r.Cells[0].Text] = strings.Join(strings.Split(rowText(r), " | ")[2:7], " ")
	}
	for _, b := range part {
		f, ok := b.(report.Figure)
		if !ok {
			continue
		}
		if w, h := f.Chart.Size(); w > 180 || h > 200 {
			t.Errorf("a figure of %v by %v mm does not fit a page", w, h)
		}
		switch chart := f.Chart.(type) {
		case report.LevelBars:
			for i, name := range chart.Labels {
				n := chart.Levels[i]
				bars = append(bars, name)
				if got := fmt.Sprint(n.VeryHigh, n.High, n.Moderate, n.Low, n.VeryLow); got != want[name] {
					t.Errorf("the bar of %s shows %s, want %s", name, got, want[name])
				}
			}
		case report.HeatMaps:
			for i, name := range chart.Titles {
				maps = append(maps, name)
				if got := levelsOf(chart.Maps[i]); got != want[name] {
					t.Errorf("the map of %s shows %s, want %s", name, got, want[name])
				}
			}
		}
	}
	if diff := cmp.Diff(names, bars); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
	if len(names) > 9 {
		names = append(names[:8], names[len(names)-1])
	}
	if diff := cmp.Diff(names, maps); diff != "" {
		t.Errorf("maps (-want +got):\n%s", diff)
	}
}

func levelsOf(m report.HeatMap) string {
	var n [6]int
	for l := assessment.LikelihoodVeryLow; l <= assessment.LikelihoodVeryHigh; l++ {
		for i := assessment.ImpactVeryLow; i <= assessment.ImpactVeryHigh; i++ {
			n[assessment.LevelOf(l, i)] += m.Counts[l][i]
		}
	}
	return fmt.Sprint(n[5], n[4], n[3], n[2], n[1])
}
