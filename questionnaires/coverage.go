package questionnaires

import (
	"encoding/csv"
	"io"
	"strconv"
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

// WriteActivities writes which questions of a catalog examine each key activity of NIST SP 800-66r2, as CSV with the
// columns standard, seq, activity and questions (ids separated by spaces).
func WriteActivities(w io.Writer, cat *assessment.Catalog) error {
	questions := map[string][]string{}
	for _, q := range cat.Questions() {
		for _, key := range q.Activities {
			questions[key] = append(questions[key], q.ID)
		}
	}
	records := [][]string{{"standard", "seq", "activity", "questions"}}
	for _, a := range cat.Activities {
		records = append(records, []string{a.Standard, strconv.Itoa(a.Seq), a.Title, strings.Join(questions[a.Key()], " ")})
	}
	return csv.NewWriter(w).WriteAll(records)
}
