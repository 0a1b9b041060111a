package pdf_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
)

// TestDigest finds in each document the digest that it prints.
func TestDigest(t *testing.T) {
	s := sample(t, unchanged)
	for _, d := range report.All(s) {
		file, err := os.ReadFile(drawn(t, d))
		if err != nil {
			t.Fatal(err)
		}
		if got := pdf.Digest(file); got != s.Result.Digest || !strings.HasPrefix(got, "sha256:") {
			t.Errorf("%s: digest %q, want %q", d.Name, got, s.Result.Digest)
		}
		if got := pdf.Digest(file[:len(file)/2]); got != "" {
			t.Errorf("%s: half of it has the digest %q", d.Name, got)
		}
		if got := pdf.Digest(bytes.ReplaceAll(file, []byte("/Keywords"), []byte("/Elsewise"))); got != "" {
			t.Errorf("%s: without keywords it has the digest %q", d.Name, got)
		}
	}
}
