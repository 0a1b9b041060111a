package store

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"safeguard/assessment"
)

const keptFinals = "../testdata/kept/"

// TestFinalsOfEarlierVersions puts final assessments into the database as earlier versions of the program wrote them. They
// open, with the digest that they were approved under, and with the result that was computed then.
func TestFinalsOfEarlierVersions(t *testing.T) {
	folders, err := filepath.Glob(keptFinals + "*/digest.txt")
	if err != nil || len(folders) < 2 {
		t.Fatalf("%d finals in %s, want two at least: %v", len(folders), keptFinals, err)
	}
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.year(readSample(t, "2026"))
		for _, file := range folders {
			o.backdate(id, filepath.Dir(file))
			o.reopen()
			w := o.work(id)
			s, err := w.Snapshot()
			o.must(err)
			digest := string(read(t, file))
			if w.Digest != digest || s.Result.Digest != digest {
				t.Errorf("%s: digests %s and %s, want %s", file, w.Digest, s.Result.Digest, digest)
			}
			if s.Content.Client.Name != "Riverside Family Dental" || len(s.Content.Remediation) == 0 || s.Content.Approval == nil {
				t.Errorf("%s: the content was not read whole: %+v", file, s.Content.Client)
			}
			if n := s.Result.Totals.Levels.Sum(); n == 0 || s.Result.Questionnaire.Hash != s.Catalog.Hash {
				t.Errorf("%s: %d risks by the questionnaire %s, want some by %s", file, n, s.Result.Questionnaire.Hash, s.Catalog.Hash)
			}
		}
	})
}

// backdate makes a final assessment one that an earlier version kept in a folder.
func (o *office) backdate(id, folder string) {
	o.t.Helper()
	canonical, result, body := unzipped(o.t, folder+"/canonical.json.gz"), unzipped(o.t, folder+"/result.json.gz"), unzipped(o.t, folder+"/catalog.json.gz")
	cat, err := assessment.ParseCatalog(body)
	o.must(err)
	o.exec(`INSERT INTO catalogs (hash, ref, body, kept_at) VALUES ($1, $2, $3, 0) ON CONFLICT (hash) DO NOTHING`,
		cat.Hash, cat.Questionnaire.ID+"@"+cat.Questionnaire.Version, body)
	o.exec(`UPDATE assessments SET catalog = $1, digest = $2, canonical = $3, result = $4 WHERE id = $5`, cat.Hash, string(read(o.t, folder+"/digest.txt")),
		o.vault.Seal("assessments", "canonical", id, canonical), o.vault.Seal("assessments", "result", id, result), id)
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func unzipped(t testing.TB, file string) []byte {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(string(read(t, file))))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
