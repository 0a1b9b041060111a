package questionnaires

import (
	"encoding/csv"
	"io"
	"strings"

	"safeguard/assessment"
)

// WriteCoverage writes which questions of a catalog examine each row of the rule, as CSV with the columns
// citation, designation and questions (ids separated by spaces).
func WriteCoverage(w io.Writer, cat *assessment.Catalog) error {
	questions := map[string][]string{}
	for _, q := range cat.Questions() {
		for _, citation := range q.Citations {
			questions[citation] = append(questions[citation], q.ID)
		}
	}
	records := [][]string{{"citation", "designation", "questions"}}
	for _, row := range cat.Rule {
		records = append(records, []string{row.Citation, row.Designation.String(), strings.Join(questions[row.Citation], " ")})
	}
	return csv.NewWriter(w).WriteAll(records)
}
