package assessment

import (
	"strings"
	"testing"
)

// The tables as NIST SP 800-30r1 prints them: the first row has the columns, the first column the rows.
const publishedG5 = `
           | very_low | low      | moderate | high      | very_high
very_high  | low      | moderate | high     | very_high | very_high
high       | low      | moderate | moderate | high      | very_high
moderate   | low      | low      | moderate | moderate  | high
low        | very_low | low      | low      | moderate  | moderate
very_low   | very_low | very_low | low      | low       | low
`

const publishedI2 = `
           | very_low | low      | moderate | high      | very_high
very_high  | very_low | low      | moderate | high      | very_high
high       | very_low | low      | moderate | high      | very_high
moderate   | very_low | low      | moderate | moderate  | high
low        | very_low | low      | low      | low       | moderate
very_low   | very_low | very_low | very_low | low       | low
`

// eachCell calls check for all 25 cells of a printed table.
func eachCell(t *testing.T, table string, check func(row, column, want string)) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(table), "\n")
	columns := fields(lines[0])
	cells := 0
	for _, line := range lines[1:] {
		f := fields(line)
		for i, want := range f[1:] {
			check(f[0], columns[i+len(columns)-5], want)
			cells++
		}
	}
	if cells != 25 {
		t.Fatalf("the table has %d cells, want 25", cells)
	}
}

func fields(line string) []string {
	parts := strings.Split(line, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func TestTableG5(t *testing.T) {
	eachCell(t, publishedG5, func(row, column, want string) {
		var occurrence, harm Likelihood
		mustParse(t, &occurrence, row)
		mustParse(t, &harm, column)
		if got := OverallLikelihood(occurrence, harm).String(); got != want {
			t.Errorf("OverallLikelihood(%v, %v) = %v, want %v", occurrence, harm, got, want)
		}
		if there, back := OverallLikelihood(occurrence, harm), OverallLikelihood(harm, occurrence); there != back {
			t.Errorf("table G-5 is symmetric, but (%v, %v) is %v and the other way round %v", occurrence, harm, there, back)
		}
	})
}

func TestTableI2(t *testing.T) {
	eachCell(t, publishedI2, func(row, column, want string) {
		var likelihood Likelihood
		var impact Impact
		mustParse(t, &likelihood, row)
		mustParse(t, &impact, column)
		if got := LevelOf(likelihood, impact).String(); got != want {
			t.Errorf("LevelOf(%v, %v) = %v, want %v", likelihood, impact, got, want)
		}
	})
}

func TestTablesOfNothing(t *testing.T) {
	for l := LikelihoodVeryLow; l <= LikelihoodVeryHigh; l++ {
		if OverallLikelihood(0, l) != 0 || OverallLikelihood(l, 0) != 0 || LevelOf(l, 0) != 0 || LevelOf(0, Impact(l)) != 0 {
			t.Errorf("a table gives a value for %v and nothing", l)
		}
	}
}

func TestRiskLevelValue(t *testing.T) {
	want := map[RiskLevel]int{RiskVeryLow: 0, RiskLow: 2, RiskModerate: 5, RiskHigh: 8, RiskVeryHigh: 10}
	for _, l := range RiskLevels {
		if got := l.Value(); got != want[l] {
			t.Errorf("%v.Value() = %d, want %d", l, got, want[l])
		}
	}
}

type unmarshaler interface{ UnmarshalText([]byte) error }

func mustParse(t *testing.T, v unmarshaler, text string) {
	t.Helper()
	if err := v.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
}
