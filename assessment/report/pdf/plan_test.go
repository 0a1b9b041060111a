package pdf_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestOddPlans: whatever is missing or too long, the plan can be drawn, nothing is set beyond the margins of a page, and
// each owner begins one.
func TestOddPlans(t *testing.T) {
	word := strings.Repeat("Unbreakable", 37)[:400]
	for _, tt := range []struct {
		name   string
		change func(c *assessment.Content)
		want   []string
	}{
		{"nothing is planned", func(c *assessment.Content) { c.Remediation = nil }, []string{"Nothing is planned yet.", "the plan changes nothing"}},
		{"no risk applies", func(c *assessment.Content) {
			c.RisksExcluded = map[string]assessment.RiskExclusion{}
			for _, id := range risksOf(t) {
				c.RisksExcluded[id] = assessment.RiskExclusion{Reason: "Not here."}
			}
		}, []string{"no risks apply", "No risk that applies", "It bears on no risk that applies."}},
		{"nothing is filled in", func(c *assessment.Content) {
			for i := range c.Remediation {
				c.Remediation[i] = assessment.Remediation{ID: fmt.Sprintf("r%d", i)}
			}
		}, []string{"Nobody yet", "Without a due date: 25 remediations", "Not stated yet", "none has an estimate"}},
		{"long words", func(c *assessment.Content) {
			for i := range c.Remediation {
				r := &c.Remediation[i]
				r.ID, r.Action, r.Owner, r.Success, r.Interim, r.Evidence, r.VerifiedBy = fmt.Sprint(i, word), word, word, word, word, word, word
				r.Cost = 999999999999
				r.History = append(r.History, assessment.Event{What: "Due date moved " + word, Outcome: word})
			}
		}, []string{"$999,999,999,999"}},
		{"hundreds of lines over seven years", func(c *assessment.Content) {
			first := c.Remediation
			for i := range 200 {
				r := first[i%len(first)]
				r.ID, r.Status, r.Due = fmt.Sprintf("%s-%d", r.ID, i), assessment.Open, c.Date.AddDays(i*13-200)
				r.Start = r.Due.AddDays(-1000)
				c.Remediation = append(c.Remediation, r)
			}
		}, []string{"Later", "Heat maps, quarter by quarter"}},
		{"all due beyond the calendar", func(c *assessment.Content) {
			for i := range c.Remediation {
				c.Remediation[i].Due = c.Date.AddYears(170)
			}
		}, []string{"Q4 2196"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := rated(t, "riverside-2026.yaml", unchanged)
			tt.change(s.Content)
			s.Result = assessment.Rate(s.Catalog, s.Content)
			d := report.RemediationPlan(s)
			file := drawn(t, d)
			output(t, "qpdf", "--check", file)
			list := pages(t, file)
			text := strings.Join(list, "\n")
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("the plan lacks %q", want)
				}
			}
			insideMargins(t, file)
			ownersBeginPages(t, d, list)
		})
	}
}

func risksOf(t *testing.T) []string {
	t.Helper()
	var ids []string
	for _, r := range rated(t, "riverside-2026.yaml", unchanged).Result.Risks {
		ids = append(ids, r.Risk)
	}
	return ids
}

var placed = regexp.MustCompile(`<word xMin="([0-9.-]+)" yMin="([0-9.-]+)" xMax="([0-9.-]+)" yMax="([0-9.-]+)">`)

// insideMargins finds words that leave the body of a US Letter page, in points. The foot stands below the body.
func insideMargins(t *testing.T, file string) {
	t.Helper()
	found := placed.FindAllStringSubmatch(output(t, "pdftotext", "-bbox", file, "-"), -1)
	if len(found) < 100 {
		t.Fatalf("only %d words", len(found))
	}
	for _, f := range found {
		var at [4]float64
		for i := range at {
			at[i], _ = strconv.ParseFloat(f[i+1], 64)
		}
		if at[0] < 50 || at[1] < 20 || at[2] > 612-50 || at[3] > 792-20 {
			t.Errorf("a word stands at %v", at)
		}
	}
}

// ownersBeginPages: the heading of an owner is the first thing under the head of a page.
func ownersBeginPages(t *testing.T, d *report.Document, list []string) {
	t.Helper()
	for i, b := range d.Blocks {
		h, ok := b.(report.Heading)
		if !ok || i == 0 || d.Blocks[i-1] != report.Block(report.PageBreak{}) {
			continue
		}
		begins := slices.ContainsFunc(list, func(page string) bool {
			_, page, _ = strings.Cut(page, "\n") // the head
			if body := strings.TrimSpace(page); strings.HasPrefix(body, "DRAFT") {
				_, page, _ = strings.Cut(body, "\n")
			}
			return regexp.MustCompile(`^\s*[0-9.]+\s+` + regexp.QuoteMeta(h.Text[:min(len(h.Text), 20)])).MatchString(page)
		})
		if !begins {
			t.Errorf("the page of %.30s does not begin a page", h.Text)
		}
	}
}
