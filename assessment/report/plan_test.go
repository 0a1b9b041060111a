package report_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

// library is read once, since the plan is recomputed from many snapshots.
var library = sync.OnceValues(questionnaires.Embedded)

// planned is this year's sample with another plan, compared with nothing.
func planned(t *testing.T, change func(c *assessment.Content)) assessment.Snapshot {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	cat, content, err := answers.Read(lib, "../../cmd/safeguard/testdata/riverside-2026.yaml")
	if err != nil {
		t.Fatal(err)
	}
	change(content)
	return assessment.Snapshot{Catalog: cat, Content: content, Result: assessment.Rate(cat, content)}
}

// mixed is the sample with a plan in which everything is missing somewhere.
func mixed(t *testing.T) assessment.Snapshot {
	t.Helper()
	return planned(t, func(c *assessment.Content) {
		for i := range c.Remediation {
			r := &c.Remediation[i]
			switch {
			case i%7 == 1:
				r.Owner = " "
			case i%7 == 2:
				r.Due = assessment.Date{}
			case i%7 == 3:
				r.Owner, r.Effort = strings.ToUpper(" "+strings.ReplaceAll(r.Owner, " ", "  ")+" "), 0
			case i%7 == 4:
				r.Due = r.Due.AddYears(3)
			case i%7 == 5:
				r.Success, r.Interim, r.Questions = "", "", nil
			}
		}
	})
}

// plans are the snapshots that the numbers of the plan are recomputed from.
func plans(t *testing.T) map[string]assessment.Snapshot {
	t.Helper()
	return map[string]assessment.Snapshot{
		"the sample":        sample(t),
		"with much missing": mixed(t),
		"all open": planned(t, func(c *assessment.Content) {
			eachLine(c, func(r *assessment.Remediation) { r.Status = assessment.Open })
		}),
		"all done": planned(t, func(c *assessment.Content) {
			eachLine(c, func(r *assessment.Remediation) { r.Status = assessment.Done })
		}),
		"nothing is planned":  planned(t, func(c *assessment.Content) { c.Remediation = nil }),
		"nothing has a price": planned(t, func(c *assessment.Content) { eachLine(c, func(r *assessment.Remediation) { r.Cost = 0 }) }),
		"two hundred":         planned(t, func(c *assessment.Content) { multiply(c, 200) }),
	}
}

func eachLine(c *assessment.Content, do func(r *assessment.Remediation)) {
	for i := range c.Remediation {
		do(&c.Remediation[i])
	}
}

// multiply repeats the plan until it has n lines, with other dates and owners.
func multiply(c *assessment.Content, n int) {
	for i := len(c.Remediation); i < n; i++ {
		r := c.Remediation[i%24]
		r.ID = fmt.Sprintf("%s-%d", r.ID, i)
		r.Owner = fmt.Sprintf("Owner %d", i%17)
		r.Due = c.Date.AddDays(i*13%1500 - 100)
		c.Remediation = append(c.Remediation, r)
	}
}

// openLines lists what is neither done nor canceled, in the order of the plan.
func openLines(s assessment.Snapshot) []line {
	var list []line
	for i, p := range s.Result.Plan {
		for j := range s.Content.Remediation {
			if r := &s.Content.Remediation[j]; r.ID == p.Remediation && r.Status != assessment.Done {
				list = append(list, line{fmt.Sprint(i + 1), p, r})
			}
		}
	}
	return list
}

type line struct {
	no string
	assessment.PlanLine
	rem *assessment.Remediation
}

// partOf gives the blocks under a heading, up to the next of its level or above.
func partOf(d *report.Document, level int, heading string) []report.Block {
	var part []report.Block
	within := false
	for _, b := range d.Blocks {
		if h, ok := b.(report.Heading); ok && h.Level <= level {
			within = h.Level == level && h.Text == heading
			continue
		}
		if within {
			part = append(part, b)
		}
	}
	return part
}

func tableIn(blocks []report.Block) report.Table {
	for _, b := range blocks {
		if t, ok := b.(report.Table); ok {
			return t
		}
	}
	return report.Table{}
}

func textOf(blocks []report.Block) string {
	return dump(&report.Document{Blocks: blocks})
}

// TestPlanTellsWhyInThisOrder: each open line stands in its place with both terms, which add up and divide to what it is
// ordered by, and has a sentence that says the same.
func TestPlanTellsWhyInThisOrder(t *testing.T) {
	for name, s := range plans(t) {
		t.Run(name, func(t *testing.T) {
			d := report.RemediationPlan(s)
			list := openLines(s)
			rows, why := tableIn(partOf(d, 1, "The plan in order")).Rows, tableIn(partOf(d, 2, "Why in this order")).Rows
			if len(list) == 0 {
				if len(why) > 0 {
					t.Errorf("%d reasons for nothing", len(why))
				}
				return
			}
			if len(rows) != len(list) || len(why) != len(list) {
				t.Fatalf("%d lines and %d reasons, want %d", len(rows), len(why), len(list))
			}
			last := math.Inf(1)
			for i, l := range list {
				ratio := checkTerms(t, l, rows[i].Cells)
				if ratio > last {
					t.Errorf("%s stands behind one of less worth, %v over %v", l.Remediation, ratio, last)
				}
				last = ratio
				tied := i > 0 && math.Abs(l.Ratio-list[i-1].Ratio) < 1e-9
				checkReason(t, l, rows[i].Cells, why[i].Cells[2].Text)
				if told := strings.Contains(why[i].Cells[2].Text, fmt.Sprintf("as much as No. %d.", i)); l.Worth > 0 && told != tied {
					t.Errorf("the reason of %s is %q; tied with the one before it: %v", l.Remediation, why[i].Cells[2].Text, tied)
				}
			}
		})
	}
}

func (l line) weight() float64 {
	return map[assessment.Effort]float64{0: 3, assessment.Small: 1, assessment.Medium: 3, assessment.Large: 8}[l.rem.Effort]
}

// checkTerms holds a row of the order against the line, and gives what it says of the worth over the effort.
func checkTerms(t *testing.T, l line, cells []report.Cell) float64 {
	t.Helper()
	now, later, ratio := number(t, cells[5].Text), number(t, cells[6].Text), number(t, cells[7].Text)
	want := (l.Now + l.Later) / l.weight()
	if math.Abs(now-l.Now) > 0.006 || math.Abs(later-l.Later) > 0.006 || math.Abs(ratio-want) > 0.006 {
		t.Errorf("%s has %v now, %v later, %v per effort, want %v, %v, %v", l.Remediation, now, later, ratio, l.Now, l.Later, want)
	}
	if cells[0].Text != l.no || !strings.HasPrefix(cells[1].Text, l.Remediation+":") {
		t.Errorf("the row is %v, want No. %s, %s", cells, l.no, l.Remediation)
	}
	return ratio
}

// checkReason: the sentence has the terms of the row.
func checkReason(t *testing.T, l line, cells []report.Cell, reason string) {
	t.Helper()
	parts := []string{cells[5].Text + " points now", cells[6].Text + " at the end"}
	if l.Worth > 0 {
		parts = append(parts, fmt.Sprintf("(weight %v): %s per unit", l.weight(), cells[7].Text))
	}
	for _, want := range parts {
		if !strings.Contains(reason, want) {
			t.Errorf("the reason of %s is %q, want %q in it", l.Remediation, reason, want)
		}
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(strings.NewReplacer("$", "", ",", "").Replace(text), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestTiesAreExplained: two lines of the same worth say what decides between them.
func TestTiesAreExplained(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(a, b *assessment.Remediation)
		want   string
	}{
		{"by due date", func(_, b *assessment.Remediation) { b.Due = b.Due.AddDays(1) }, "No. 1 comes first because it is due earlier"},
		{"by id", func(_, _ *assessment.Remediation) {}, "their ids decide"},
		{"by worth", func(a, _ *assessment.Remediation) { a.Effort = assessment.Small }, "the next most"},
		{"not planned", func(_, b *assessment.Remediation) { b.Due, b.Owner = assessment.Date{}, "" }, "It counts for nothing until it has an owner and a due date."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := planned(t, func(c *assessment.Content) {
				a := c.Remediation[slices.IndexFunc(c.Remediation, func(r assessment.Remediation) bool { return r.ID == "r-annex-line" })]
				a.ID, a.Effort = "a", assessment.Medium
				b := a
				b.ID = "b"
				tt.change(&a, &b)
				c.Remediation = []assessment.Remediation{b, a}
			})
			rows := tableIn(partOf(report.RemediationPlan(s), 2, "Why in this order")).Rows
			if !strings.HasPrefix(rows[0].Cells[2].Text, "First because it lowers the index by ") || !strings.Contains(rows[1].Cells[2].Text, tt.want) {
				t.Errorf("reasons = %q and %q, want %q in the second", rows[0].Cells[2].Text, rows[1].Cells[2].Text, tt.want)
			}
		})
	}
}

// TestTimelineHasEveryOpenLineOnce recomputes the order, the marks and the quarters from the content.
func TestTimelineHasEveryOpenLineOnce(t *testing.T) {
	for name, s := range plans(t) {
		t.Run(name, func(t *testing.T) {
			var drawn []string
			part := partOf(report.RemediationPlan(s), 1, "When it is due")
			for _, b := range part {
				f, ok := b.(report.Figure)
				if !ok {
					continue
				}
				chart := f.Chart.(report.Timeline)
				if w, h := chart.Size(); w > 180 || h > 200 {
					t.Errorf("a figure of %v by %v mm does not fit a page", w, h)
				}
				for _, l := range chart.Lines {
					no, _, _ := strings.Cut(l.Label, ".")
					drawn = append(drawn, fmt.Sprint(no, " ", l.Due, " ", l.Late))
				}
			}
			list := openLines(s)
			slices.SortStableFunc(list, func(a, b line) int { return strings.Compare(a.rem.Due.String(), b.rem.Due.String()) })
			var want, rows, undated []string
			for _, l := range list {
				if l.rem.Due.IsZero() {
					undated = append(undated, "Without a due date "+l.no)
					continue
				}
				late := l.rem.Due.Before(s.Content.Date)
				want = append(want, fmt.Sprint(l.no, " ", l.rem.Due, " ", late))
				group := "Overdue"
				if !late {
					due := l.rem.Due.Time()
					group = fmt.Sprintf("Q%d %d", (due.Month()+2)/3, due.Year())
				}
				rows = append(rows, group+" "+l.no)
			}
			if diff := cmp.Diff(want, drawn); diff != "" {
				t.Errorf("lines of the picture (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(append(rows, undated...), grouped(t, tableUnderIn(part, "Quarter by quarter"))); diff != "" {
				t.Errorf("rows by quarter (-want +got):\n%s", diff)
			}
		})
	}
}

func tableUnderIn(part []report.Block, heading string) report.Table {
	return tableIn(partOf(&report.Document{Blocks: part}, 2, heading))
}

// grouped gives each row as its group and number, and checks the counts of the groups.
func grouped(t *testing.T, table report.Table) []string {
	t.Helper()
	var list []string
	group, told, n := "", 0, 0
	for _, r := range append(table.Rows, report.Row{Group: "end: 0"}) {
		if r.Group != "" {
			if told != n {
				t.Errorf("%s has %d lines and says %d", group, n, told)
			}
			name, counted, _ := strings.Cut(r.Group, ": ")
			group, _, _ = strings.Cut(name, ",")
			number, _, _ := strings.Cut(counted, " ")
			told, _ = strconv.Atoi(number)
			n = 0
			continue
		}
		n++
		list = append(list, group+" "+r.Cells[0].Text)
	}
	return list
}
