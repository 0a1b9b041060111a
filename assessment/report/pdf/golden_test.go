package pdf_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadable: every document of every client is sound to the byte.
func TestReadable(t *testing.T) {
	eachDrawing(t, func(t *testing.T, d *drawing) { output(t, "qpdf", "--check", d.path) })
}

// TestText compares what a reader can find in each document with golden files. What the typical client's documents say
// is held in package report; of these a page in the PDF has every word, see TestEveryWordIsDrawn.
func TestText(t *testing.T) {
	eachDrawing(t, func(t *testing.T, d *drawing) {
		if d.client.name == "typical" && d.doc.Name != "executive-summary" {
			return
		}
		golden(t, filepath.Join("testdata", d.client.name, d.doc.Name+".txt"), plain(d.pages()))
	})
}

// golden compares a text with a golden file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		write(t, file, []byte(got))
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) == got {
		return
	}
	shown := filepath.Join(t.ArtifactDir(), filepath.Base(file))
	write(t, shown, []byte(got))
	t.Errorf("%s changed, see %s; look at it and run make update (-want +got):\n%s", file, shown,
		cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")))
}

// write keeps a file in a folder that may not be there yet.
func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

var (
	acrossDraft = regexp.MustCompile(`(?m)^ *[DRAFT]{1,5}$`) // letters of the word across a draft's pages, where they stand by themselves
	spaces      = regexp.MustCompile(` {2,}`)
	emptyLines  = regexp.MustCompile(`\n{2,}`)
)

// plain joins pages and drops how far apart words stand, which is for the pictures to hold.
func plain(pages []string) string {
	var b strings.Builder
	for _, page := range pages {
		page = acrossDraft.ReplaceAllString(page, "")
		text := spaces.ReplaceAllString(page, "  ")
		text = emptyLines.ReplaceAllString(strings.ReplaceAll(text, "\n  ", "\n"), "\n")
		b.WriteString(strings.Trim(text, "\n") + "\n\n")
	}
	return b.String()
}
