package questionnaires

import (
	"bytes"
	"encoding/csv"
	"fmt"

	"safeguard/assessment"
)

const ruleFile = "rule.csv"

// parseRule reads the rule table: one row per standard and specification of 45 CFR 164.306 to 164.316, with the
// columns citation, safeguard, standard, specification, designation, applies_to and note.
func parseRule(name string, src []byte) (assessment.Rule, error) {
	records, err := csv.NewReader(bytes.NewReader(src)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(records) < 2 || len(records[0]) != 7 {
		return nil, fmt.Errorf("%s: want a head and rows of 7 columns", name)
	}
	var rule assessment.Rule
	for i, r := range records[1:] {
		row := assessment.Specification{Citation: r[0], Standard: r[2], Title: r[3], Note: r[6]}
		for _, column := range []struct {
			set  func([]byte) error
			text string
		}{{row.Safeguard.UnmarshalText, r[1]}, {row.Designation.UnmarshalText, r[4]}, {row.AppliesTo.UnmarshalText, r[5]}} {
			if err := column.set([]byte(column.text)); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, i+2, err)
			}
		}
		rule = append(rule, row)
	}
	return rule, nil
}
