package questionnaires

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/questionnaires/strict"
)

// lintFiles writes the files to a folder, lints them beside the small library, and gives the problems without
// the name of the folder.
func lintFiles(t *testing.T, texts map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for name, text := range texts {
		names = append(names, filepath.Join(dir, name))
		if err := os.WriteFile(names[len(names)-1], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	problems, err := open(t, small(t)).LintFiles(names)
	if err != nil {
		t.Fatal(err)
	}
	got := lines(problems)
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], dir+string(filepath.Separator), "")
	}
	return got
}

func TestLintFiles(t *testing.T) {
	text := func(name string, changes ...change) string { return string(small(t, changes...)[name].Data) }
	const (
		overlay = "id: later\nversion: \"1\"\ntitle: Later\nkind: overlay\nsections:\n  - id: later\n    title: Later\n    questions:\n      - {id: later-on, text: Will you?, audience: client}\n"
		clash   = "- {id: later-on, title: It waits, source: structural, occurrence: low, why: Things wait.}\n"
	)
	for _, tt := range []struct {
		name  string
		texts map[string]string
		want  []string
	}{
		{"a new questionnaire", map[string]string{"later.yaml": overlay}, nil},
		{"the known file", map[string]string{"small.yaml": text("small.yaml")}, nil},
		{"the known file under another name", map[string]string{"copy.yaml": text("small.yaml")}, nil},
		{
			"a changed file of the same version",
			map[string]string{"copy.yaml": text("small.yaml") + "# Changed.\n"},
			[]string{"copy.yaml:2:10: small 2026.1 is known already with another content: give the changed file a new version."},
		},
		{"a changed file of a new version", map[string]string{"copy.yaml": text("small.yaml", swap("small.yaml", "2026.1", "2026.2"))}, nil},
		{"other libraries", map[string]string{"risks.yaml": text("risks.yaml") + "# Changed.\n", "threats.yaml": text("threats.yaml")}, nil},
		{"a mistake", map[string]string{"later.yaml": strings.Replace(overlay, "text: Will you?", `text: ""`, 1)}, []string{"later.yaml:9:30: Write the question; it is empty."}},
		{
			"mistakes in two files",
			map[string]string{"later.yaml": overlay, "threats.yaml": text("threats.yaml") + clash},
			[]string{"threats.yaml:4:8: The id later-on is used already in later.yaml: ids are unique over all files."},
		},
		{
			"an id of the library",
			map[string]string{"later.yaml": strings.Replace(overlay, "later-on", "usb-blocked", 1)},
			[]string{"later.yaml:9:14: The id usb-blocked is used already in part.yaml: ids are unique over all files."},
		},
		{"problems of other files", map[string]string{"threats.yaml": "[]"}, nil},
	} {
		got := lintFiles(t, tt.texts)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: LintFiles (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestLintFilesThatCannotBeRead(t *testing.T) {
	lib := open(t, small(t))
	if _, err := lib.LintFiles([]string{filepath.Join(t.TempDir(), "none.yaml")}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("LintFiles of no file = %v, want %v", err, fs.ErrNotExist)
	}
	got := lintFiles(t, map[string]string{"large.yaml": strings.Repeat("#\n", strict.MaxBytes/2+1)})
	want := []string{"large.yaml:1:1: The file is larger than 2 MB, which no file of this kind needs: check that it is the right one."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("LintFiles of a large file (-want +got):\n%s", diff)
	}
}
