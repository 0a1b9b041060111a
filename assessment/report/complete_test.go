package report_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// tableUnder gives the first table behind the heading.
func tableUnder(t *testing.T, d *report.Document, heading string) report.Table {
	t.Helper()
	found := false
	for _, b := range d.Blocks {
		if h, ok := b.(report.Heading); ok {
			found = h.Text == heading
		}
		if table, ok := b.(report.Table); ok && found {
			return table
		}
	}
	t.Fatalf("%s has no table under %q", d.Name, heading)
	return report.Table{}
}

// TestHeatMapsCountEveryRisk: each of the three maps has every applicable risk once, at its level.
func TestHeatMapsCountEveryRisk(t *testing.T) {
	s := sample(t)
	var chart report.HeatMaps
	for _, b := range report.RiskAnalysis(s).Blocks {
		if f, ok := b.(report.Figure); ok {
			if maps, ok := f.Chart.(report.HeatMaps); ok {
				chart = maps
			}
		}
	}
	if width, _ := chart.Size(); width > 180 {
		t.Errorf("the heat maps are %v mm wide, want 180 at most", width)
	}
	for n, tt := range []struct {
		title string
		level func(r assessment.RatedRisk) assessment.RiskLevel
	}{
		{"Inherent", func(r assessment.RatedRisk) assessment.RiskLevel { return r.Inherent.Level }},
		{"Current", func(r assessment.RatedRisk) assessment.RiskLevel { return r.Current.Level }},
		{"Target", func(r assessment.RatedRisk) assessment.RiskLevel { return r.Target.Level }},
	} {
		var want, got [6]int
		for _, r := range s.Result.Risks {
			if r.Applies {
				want[tt.level(r)]++
			}
		}
		for l := assessment.LikelihoodVeryLow; l <= assessment.LikelihoodVeryHigh; l++ {
			for i := assessment.ImpactVeryLow; i <= assessment.ImpactVeryHigh; i++ {
				got[assessment.LevelOf(l, i)] += chart.Maps[n].Counts[l][i]
			}
		}
		if chart.Titles[n] != tt.title || got != want {
			t.Errorf("map %d is %q with %v risks by level, want %q with %v", n, chart.Titles[n], got, tt.title, want)
		}
	}
}

// TestEvidenceIndexHasEveryProof: one line for each verification of a question that was asked and for each completed
// remediation with evidence, and every answer with a proof refers to a line.
func TestEvidenceIndexHasEveryProof(t *testing.T) {
	s := sample(t)
	proofs, done := 0, 0
	for _, a := range s.Result.Answers {
		given := s.Content.Answers[a.Question]
		if !a.Visible {
			continue
		}
		if given.Verified != nil {
			proofs++
		}
		for _, own := range given.Sites {
			if own.Verified != nil {
				proofs++
			}
		}
	}
	for _, r := range s.Content.Remediation {
		if r.Status == assessment.Done && r.Evidence != "" {
			done++
		}
	}
	d := report.RiskAnalysis(s)
	rows := tableUnder(t, d, "Evidence index").Rows
	if len(rows) != proofs+done || proofs == 0 || done == 0 {
		t.Fatalf("the index has %d lines, want %d verifications and %d completions", len(rows), proofs, done)
	}
	text := dump(d)
	for i, r := range rows {
		id := "E" + strconv.Itoa(i+1)
		if r.Cells[0].Text != id {
			t.Errorf("line %d is %q, want %q", i, r.Cells[0].Text, id)
		}
		if got := strings.Count(text, "See "+id+"."); i < proofs && got != 1 {
			t.Errorf("%d answers refer to %s, want 1", got, id)
		}
	}
}

// TestPortableDevicesAreCounted recomputes the devices from the assets, as they are and with the laptops not encrypted.
func TestPortableDevicesAreCounted(t *testing.T) {
	for name, change := range map[string]func(a *assessment.Asset){
		"as entered":        func(*assessment.Asset) {},
		"laptops in clear":  func(a *assessment.Asset) { a.Encrypted = a.Encrypted && a.Kind != assessment.Laptop },
		"a server to carry": func(a *assessment.Asset) { a.Portable = a.Portable || a.Kind == assessment.Server },
		"none is encrypted": func(a *assessment.Asset) { a.Encrypted = false },
	} {
		t.Run(name, func(t *testing.T) {
			s := sample(t)
			var want [2]int
			for i := range s.Content.Assets {
				a := &s.Content.Assets[i]
				change(a)
				carried := map[string]bool{"laptop": true, "tablet": true, "phone": true, "wearable": true, "removable-media": true, "backup": true}
				if !carried[a.Kind.String()] && !a.Portable {
					continue
				}
				want[0] += a.Number()
				if a.Encrypted {
					want[1] += a.Number()
				}
			}
			var got [2]int
			for _, r := range tableUnder(t, report.RiskAnalysis(s), "Portable devices and media, and their encryption").Rows {
				for i := range got {
					n, err := strconv.Atoi(r.Cells[3+i].Text)
					if err != nil {
						t.Fatal(err)
					}
					got[i] += n
				}
			}
			if got != want {
				t.Errorf("devices and encrypted ones = %v, want %v", got, want)
			}
		})
	}
}

// TestWhereToFindLeadsToChapters: each of the nine elements has chapters, and the report has them all.
func TestWhereToFindLeadsToChapters(t *testing.T) {
	d := report.RiskAnalysis(sample(t))
	chapters := map[string]bool{}
	for _, b := range d.Blocks {
		if h, ok := b.(report.Heading); ok && h.Level == 1 {
			chapters[h.Text] = true
		}
	}
	rows := tableUnder(t, d, "Where to find what OCR asks for").Rows
	if len(rows) != 9 {
		t.Errorf("%d elements, want 9", len(rows))
	}
	for _, r := range rows {
		for _, name := range strings.Split(r.Cells[1].Text, "; ") {
			if !chapters[name] {
				t.Errorf("%s leads to %q, which is no chapter", r.Cells[0].Text, name)
			}
		}
	}
}

// TestRoomToSign: a report that nobody approved has lines for it and was not issued; accepted risks have lines of their own.
func TestRoomToSign(t *testing.T) {
	for _, tt := range []struct {
		name               string
		approved, accepted bool
		lines              int
		issued             string
	}{
		{"approved with accepted risks", true, true, 1, "November 20, 2026"},
		{"approved without", true, false, 0, "November 20, 2026"},
		{"not approved", false, false, 1, "Not issued yet"},
		{"neither signed", false, true, 2, "Not issued yet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sample(t)
			if !tt.approved {
				s.Content.Approval = nil
			}
			if !tt.accepted {
				s.Content.Treatment = nil
			}
			d := report.RiskAnalysis(s)
			lines := 0
			for _, b := range d.Blocks {
				if kept, ok := b.(report.Together); ok {
					for _, inner := range kept.Blocks {
						if _, ok := inner.(report.Lines); ok {
							lines++
						}
					}
				}
			}
			if lines != tt.lines {
				t.Errorf("%d places to sign, want %d", lines, tt.lines)
			}
			if got := factOf(d, "Issued"); got != tt.issued {
				t.Errorf("issued = %q, want %q", got, tt.issued)
			}
		})
	}
}

// TestFieldworkIsOfThisYear: from the first to the last day on which something was asked or seen, and nothing of last year.
func TestFieldworkIsOfThisYear(t *testing.T) {
	for _, tt := range []struct {
		days []assessment.Date
		want string
	}{
		{nil, ""},
		{[]assessment.Date{assessment.NewDate(2026, time.May, 4)}, "May 4, 2026"},
		{[]assessment.Date{assessment.NewDate(2026, time.May, 4), assessment.NewDate(2024, time.May, 4), assessment.NewDate(2026, time.March, 2)}, "March 2, 2026 to May 4, 2026"},
	} {
		s := sample(t)
		s.Content.Answers, s.Content.Sources = nil, nil
		for _, day := range tt.days {
			s.Content.Sources = append(s.Content.Sources, assessment.InformationSource{Kind: "interview", Date: day})
		}
		if got := factOf(report.RiskAnalysis(s), "Fieldwork"); got != tt.want {
			t.Errorf("fieldwork of %v = %q, want %q", tt.days, got, tt.want)
		}
	}
}

// factOf gives a fact of the cover, or "".
func factOf(d *report.Document, label string) string {
	for _, f := range d.Cover.Facts {
		if f.Label == label {
			return f.Value
		}
	}
	return ""
}
