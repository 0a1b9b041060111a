package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"safeguard/questionnaires"
)

// least is an answers file with the fewest keys, and a place for more.
const least = `questionnaire: security-rule
client: {name: %s, kinds: [covered_entity]}
period: 2026
date: 2026-03-02
assessor: {name: Sam Fry}
scope: One laptop and the EHR.
answers: {}
`

// TestAssessOfUnrulyFiles: whatever a file holds, either sound reports come out of it, or its mistakes are told with their
// places and nothing is written.
func TestAssessOfUnrulyFiles(t *testing.T) {
	plain := fmt.Sprintf(least, "Dr. Ann Ito")
	for _, tt := range []struct{ name, file, want string }{
		{"a word of 400 letters", plain + "limitations: [" + strings.Repeat("Aa", 200) + "]\n", ""},
		{"a name of 400 letters", fmt.Sprintf(least, strings.Repeat("Aa", 200)), "file.yaml:2:"},
		{"a note of 5,000 words", plain + "limitations: [" + strings.Repeat("word ", 5000) + "]\n", ""},
		{"markup", fmt.Sprintf(least, `"<script>alert(1)</script>{{.}} %s \\u0000 (( endobj"`), ""},
		{"scripts of the world", fmt.Sprintf(least, "שלום العربية 漢字 한국어 😀👩‍⚕️ e\u0301"), ""},
		{"many risks of one's own", plain + "own_risks:\n" + ownRisks(300), ""},
		{"no risk at all", plain + "risks_excluded:\n" + everyRisk(t, "  %s: {reason: Not here, by: Sam Fry, date: 2026-03-01}\n"), ""},
		{"no asset and no plan", plain + "assets: []\nremediation: []\n", ""},
		{"a control character", fmt.Sprintf(least, `"A\x07B"`), "file.yaml:2:"},
		{"text turned around", fmt.Sprintf(least, `"A\u202eB"`), "file.yaml:2:"},
		{"nothing that can be seen", fmt.Sprintf(least, `"\u200b"`), "file.yaml:2:"},
		{"a risk twice", plain + "own_risks:\n" + ownRisks(1) + ownRisks(1), "file.yaml:"},
		{"a date beyond all calendars", strings.Replace(plain, "2026-03-02", "99999-03-02", 1), "file.yaml:4:"},
		{"a cost that is none", plain + "remediation: [{id: r1, action: A, cost: .nan}]\n", "file.yaml:8:"},
		{"a cost without end", plain + "remediation: [{id: r1, action: A, cost: .inf}]\n", "file.yaml:8:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file, out := filepath.Join(dir, "file.yaml"), filepath.Join(dir, "out")
			if err := os.WriteFile(file, []byte(tt.file), 0o600); err != nil {
				t.Fatal(err)
			}
			var stdout, stderr bytes.Buffer
			err := runAssess(t.Context(), []string{"-answers", file, "-o", out}, &stdout, &stderr)
			if tt.want == "" {
				soundReports(t, out, err)
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one at %s", err, tt.want)
			}
			if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("something was written beside the refusal: %v", err)
			}
		})
	}
}

// soundReports checks that drafts were written, each of which other programs can read.
func soundReports(t *testing.T, dir string, err error) {
	t.Helper()
	if !errors.Is(err, errProblems) {
		t.Fatalf("error %v, want that of a draft", err)
	}
	list, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
	if err != nil || len(list) < 4 {
		t.Fatalf("%d reports, want 4 at least: %v", len(list), err)
	}
	qpdf, err := exec.LookPath("qpdf")
	if err != nil && os.Getenv("REQUIRE_ALL") != "" {
		t.Fatalf("install qpdf: %v", err)
	}
	if err != nil {
		t.Skip("install qpdf to check the reports")
	}
	for _, file := range list {
		if text, err := exec.CommandContext(t.Context(), qpdf, "--check", file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", filepath.Base(file), err, text)
		}
	}
}

func ownRisks(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  - {id: own-%d, threat: device-loss, vulnerability: Weakness %d, impact: {availability: high}, harm: moderate, basis: Seen}\n", i, i)
	}
	return b.String()
}

// everyRisk writes a line for each risk of the library.
func everyRisk(t *testing.T, line string) string {
	t.Helper()
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cat, err := lib.Catalog("security-rule")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range cat.Risks {
		fmt.Fprintf(&b, line, r.ID)
	}
	return b.String()
}
