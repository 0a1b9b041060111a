package strict

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestProblemString(t *testing.T) {
	for _, tt := range []struct {
		name    string
		problem Problem
		want    string
	}{
		{"place", Problem{"f.yaml", 3, 7, "Mend it."}, "f.yaml:3:7: Mend it."},
		{"whole file", Problem{"f.yaml", 0, 0, "Mend it."}, "f.yaml:1:1: Mend it."},
		{"lines and tabs", Problem{"f.yaml", 1, 1, "Mend\nthe\tfile."}, "f.yaml:1:1: Mend the file."},
		{"control characters", Problem{"f.yaml", 1, 1, "a\x1b[31m\x07\r\u0085"}, `f.yaml:1:1: a\u001b[31m\u0007\u000d\u0085`},
		{"formatting characters", Problem{"f.yaml", 1, 1, "a\u202eb\u2066c\u200b\u2028\ufeff"}, `f.yaml:1:1: a\u202eb\u2066c\u200b\u2028\ufeff`},
		{"bytes that are no text", Problem{"f.yaml", 1, 1, "a\xffb"}, `f.yaml:1:1: a\ufffdb`},
		{"letters of the world", Problem{"f.yaml", 1, 1, "שלום 🦷"}, "f.yaml:1:1: שלום 🦷"},
	} {
		if got := tt.problem.String(); got != tt.want {
			t.Errorf("%s: String() = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestLongSentence(t *testing.T) {
	for _, tt := range []struct {
		name, letter string
		letters      int // that remain before the dots
	}{
		{"one byte a letter", "x", 297},
		{"two bytes a letter", "é", 148},
		{"four bytes a letter", "🦷", 74},
	} {
		got := Problem{"f", 1, 1, strings.Repeat(tt.letter, 400)}.String()
		if want := "f:1:1: " + strings.Repeat(tt.letter, tt.letters) + "..."; got != want {
			t.Errorf("%s: a long sentence = %q, want %q", tt.name, got, want)
		}
	}
	if got := (Problem{"f", 1, 1, strings.Repeat("x", 290)}).String(); strings.HasSuffix(got, "...") {
		t.Errorf("a sentence of 290 bytes is cut: %q", got)
	}
}

func TestProblems(t *testing.T) {
	b2, b1, a := Problem{"b", 2, 1, "Second."}, Problem{"b", 1, 9, "First."}, Problem{"a", 7, 1, "Other."}
	sorted := Problems{b2, b1, a}.Sorted()
	if diff := cmp.Diff(Problems{a, b1, b2}, sorted); diff != "" {
		t.Errorf("Sorted (-want +got):\n%s", diff)
	}
	if got, want := sorted.Error(), "a:7:1: Other.\nb:1:9: First.\nb:2:1: Second."; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	if err := (Problems{}).Err(); err != nil {
		t.Errorf("no problems give the error %v", err)
	}
	var as Problems
	if err := sorted.Err(); !errors.As(err, &as) || len(as) != 3 {
		t.Errorf("Err() = %v, want the three problems", err)
	}
}

func TestPlaces(t *testing.T) {
	var s sample
	doc := Decode("f.yaml", []byte("id: a\nparts:\n  - id: b\nlabels:\n  164.312(a)(1): c\n"), &s)
	for _, tt := range []struct {
		path      string
		line, col int
	}{
		{"", 1, 1},
		{"id", 1, 5},
		{"parts", 3, 3},
		{"parts[0]", 3, 5},
		{"parts[0].id", 3, 9},
		{"parts[0].title", 3, 5},
		{"parts[1].id", 3, 3},
		{"labels.164.312(a)(1)", 5, 3},
		{"labels.other", 5, 3},
		{"nothing.like[4].it", 1, 1},
	} {
		if got, want := doc.place(tt.path), (place{tt.line, tt.col}); got != want {
			t.Errorf("place(%q) = %v, want %v", tt.path, got, want)
		}
	}
	doc.Report("parts[0].id", "%s is taken.", "b")
	if diff := cmp.Diff([]string{"f.yaml:3:9: b is taken."}, lines(doc.Problems)); diff != "" {
		t.Errorf("Report (-want +got):\n%s", diff)
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		name string
		size int
		want string
	}{
		{"empty.yaml", 0, ""},
		{"largest.yaml", MaxBytes, ""},
		{"larger.yaml", MaxBytes + 1, "larger.yaml:1:1: The file is larger than 2 MB, which no file of this kind needs: check that it is the right one."},
	} {
		name := filepath.Join(dir, tt.name)
		if err := os.WriteFile(name, make([]byte, tt.size), 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := ReadFile(name)
		if got := strings.TrimPrefix(message(err), dir+string(filepath.Separator)); got != tt.want {
			t.Errorf("ReadFile(%s) = %q, want %q", tt.name, got, tt.want)
		}
		if err == nil && len(src) != tt.size {
			t.Errorf("ReadFile(%s) = %d bytes, want %d", tt.name, len(src), tt.size)
		}
	}
	if _, err := ReadFile(filepath.Join(dir, "none.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadFile of no file = %v, want %v", err, fs.ErrNotExist)
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestEscapesAreCutToo(t *testing.T) {
	for _, p := range []Problem{
		{File: "f.yaml", Line: 1, Col: 1, What: strings.Repeat("\u202e", 1000)},
		{File: "a\x1b[31m\nb.yaml", Line: 1, Col: 1, What: "It is empty."},
	} {
		got := p.String()
		if len(got) > 340 || strings.ContainsFunc(got, unicode.IsControl) || strings.ContainsRune(got, '\u202e') {
			t.Errorf("String() = %q, want at most 300 bytes and no control characters", got)
		}
	}
}

func TestWhatCannotBeReadIsReportedOnce(t *testing.T) {
	type part struct {
		Size int    `json:"size"`
		Name string `json:"name,omitzero"`
	}
	var v struct {
		Part  part `json:"part"`
		Other part `json:"other"`
	}
	doc := Decode("f.yaml", []byte("part: {size: big}\nother: {size: 1}\n"), &v)
	for _, path := range []string{"part", "part.size", "part.size.unit", "other", "other.name", "partner"} {
		doc.Report(path, "%s is empty.", path)
	}
	want := []string{
		`f.yaml:1:14: "big" is not a whole number.`, "f.yaml:2:8: other is empty.", "f.yaml:2:8: other.name is empty.", "f.yaml:1:1: partner is empty.",
	}
	if diff := cmp.Diff(want, lines(doc.Problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	broken := Decode("f.yaml", []byte("a: b: c"), &v)
	broken.Report("part", "It is empty.")
	if len(broken.Problems) != 1 || !broken.Broken() {
		t.Errorf("a file that cannot be read has the problems %v, want one", broken.Problems)
	}
}
