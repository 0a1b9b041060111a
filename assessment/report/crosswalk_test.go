package report_test

import (
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// crosswalkOf gives the table of the crosswalk, or nil where the document has none.
func crosswalkOf(d *report.Document) *report.Table {
	var found *report.Table
	eachTable(d.Blocks, func(table report.Table) {
		if table.Columns[0].Title == "Citation" {
			found = &table
		}
	})
	return found
}

// TestCrosswalkHasEveryRow: each row that is assessed stands in it once, with what the rule table holds.
func TestCrosswalkHasEveryRow(t *testing.T) {
	s := sample(t)
	d := report.Evaluation(s)
	table := crosswalkOf(d)
	if table == nil {
		t.Fatal("the evaluation has no crosswalk")
	}
	got := map[string]int{}
	for _, row := range table.Rows {
		if row.Group != "" {
			continue
		}
		citation := row.Cells[0].Text
		got[citation]++
		spec, ok := s.Catalog.Specification(citation)
		if !ok || row.Cells[1].Text != strings.Join(spec.SP80053, ", ") || row.Cells[2].Text != strings.Join(spec.CSF, ", ") {
			t.Errorf("%s is printed with %q and %q", citation, row.Cells[1].Text, row.Cells[2].Text)
		}
	}
	if len(got) != 71 {
		t.Errorf("%d rows, want 71", len(got))
	}
	for _, row := range s.Result.Rule {
		if got[row.Citation] != 1 {
			t.Errorf("%s stands in the crosswalk %d times, want once", row.Citation, got[row.Citation])
		}
	}
	if text := dump(d); !strings.Contains(text, "derived from the CSF 1.1 mapping and is no publication of NIST") {
		t.Error("the crosswalk does not say what its CSF 2.0 column is")
	}
}

// TestNoCrosswalkOfEarlyEditions: what an edition does not carry is left out, not printed empty.
func TestNoCrosswalkOfEarlyEditions(t *testing.T) {
	s := sample(t)
	early := *s.Catalog
	early.Rule = append(assessment.Rule(nil), s.Catalog.Rule...)
	for i := range early.Rule {
		early.Rule[i].CSF, early.Rule[i].SP80053 = nil, nil
	}
	s.Catalog = &early
	if crosswalkOf(report.Evaluation(s)) != nil {
		t.Error("an edition without a crosswalk has one printed")
	}
}
