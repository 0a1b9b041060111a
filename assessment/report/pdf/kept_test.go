package pdf_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestReportsOfEarlierVersions: of final assessments as earlier versions of the program kept them, sound reports are drawn
// that carry the digest of their bytes.
func TestReportsOfEarlierVersions(t *testing.T) {
	folders, err := filepath.Glob("../../testdata/kept/*/digest.txt")
	if err != nil || len(folders) < 2 {
		t.Fatalf("%d kept assessments, want two at least: %v", len(folders), err)
	}
	for _, file := range folders {
		s := keptIn(t, filepath.Dir(file))
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range report.All(s) {
			t.Run(filepath.Base(filepath.Dir(file))+"/"+d.Name, func(t *testing.T) {
				t.Parallel()
				path := drawn(t, d)
				output(t, "qpdf", "--check", path)
				if text := strings.Join(pages(t, path), "\n"); d.Digest != string(want) || !strings.Contains(text, d.Digest) && !d.Compact {
					t.Errorf("the document has the digest %s, want %s on its cover", d.Digest, want)
				}
			})
		}
	}
}

// keptIn opens a final assessment as the store does, from the bytes that are in a folder.
func keptIn(t *testing.T, folder string) assessment.Snapshot {
	t.Helper()
	canonical := unzipped(t, folder+"/canonical.json.gz")
	content, err := assessment.ParseCanonical(canonical)
	if err != nil {
		t.Fatal(err)
	}
	cat, err := assessment.ParseCatalog(unzipped(t, folder+"/catalog.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	s := assessment.Snapshot{ID: "kept", Catalog: cat, Content: &content, Result: &assessment.Result{}}
	if err := json.Unmarshal(unzipped(t, folder+"/result.json.gz"), s.Result); err != nil {
		t.Fatal(err)
	}
	if got := assessment.DigestOf(canonical); got != s.Result.Digest {
		t.Errorf("%s: the bytes have the digest %s, want %s", folder, got, s.Result.Digest)
	}
	return s
}

func unzipped(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
