package questionnaires

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"safeguard/assessment"
)

// crossed reads the rule table with a crosswalk.
func crossed(t *testing.T, crosswalk string) (*set, error) {
	t.Helper()
	rule, err := fs.ReadFile(embedded, ruleFile)
	if err != nil {
		t.Fatal(err)
	}
	s := &set{}
	return s, s.readTables(fstest.MapFS{ruleFile: {Data: rule}, crosswalkFile: {Data: []byte(crosswalk)}}, ".")
}

// TestCrosswalkIsWhole: every row that is assessed has exactly one line.
func TestCrosswalkIsWhole(t *testing.T) {
	src, err := fs.ReadFile(embedded, crosswalkFile)
	if err != nil {
		t.Fatal(err)
	}
	whole := string(src)
	head, rest, _ := strings.Cut(whole, "\n")
	first, rest, _ := strings.Cut(rest, "\n")
	for _, tt := range []struct{ name, crosswalk, err string }{
		{"the shipped one", whole, ""},
		{"a line less", head + "\n" + rest, "crosswalk.csv: no line for 164.308(a)(1)(i)"},
		{"a line twice", whole + first + "\n", "164.308(a)(1)(i) has more than one line"},
		{"an unknown citation", whole + "164.999(a),PR.AA-01,AC-1,,\n", "164.999(a) is not a row of the rule"},
		{"a line of nothing", head + "\n164.308(a)(1)(i),,,,\n" + rest, "164.308(a)(1)(i) corresponds to nothing"},
	} {
		s, err := crossed(t, tt.crosswalk)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v, want %q", tt.name, err, tt.err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		n := 0
		for _, row := range s.rule {
			if row.Safeguard != assessment.General && len(row.CSF) > 0 && len(row.SP80053) > 0 {
				n++
			}
		}
		if n != 71 {
			t.Errorf("%s: %d rows are crossed, want 71", tt.name, n)
		}
	}
}
