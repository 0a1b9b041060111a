package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// declared lists what documents may name: each test as `folder.TestName`, and each script in a browser as `browser/name`.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "node_modules":
			return filepath.SkipDir
		case strings.HasSuffix(path, ".test.mjs"):
			names["browser/"+strings.TrimSuffix(entry.Name(), ".test.mjs")] = true
		case strings.HasSuffix(path, "_test.go"):
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			folder, _ := filepath.Rel("../..", filepath.Dir(path))
			for _, m := range function.FindAllStringSubmatch(string(text), -1) {
				names[filepath.ToSlash(folder)+"."+m[1]] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

var (
	inQuotes  = regexp.MustCompile("`([^`]+)`")
	testNamed = regexp.MustCompile(`^[\w/]+\.(Test|Fuzz)\w+$|^browser/\w+$`)
	fileNamed = regexp.MustCompile(`^[\w/.-]+\.(go|md|templ|js|mjs|json|sql|mod|csv)$|^(Makefile|Dockerfile)$`)
)

// namedWrongly lists what a document names in quotes and the repository does not have, and how many names there were.
func namedWrongly(text string, tests map[string]bool) (wrong []string, n int) {
	for _, m := range inQuotes.FindAllStringSubmatch(text, -1) {
		name := m[1]
		switch {
		case testNamed.MatchString(name):
			n++
			if !tests[name] {
				wrong = append(wrong, "the test "+name)
			}
		case fileNamed.MatchString(name):
			n++
			if _, err := os.Stat("../../" + name); err != nil {
				wrong = append(wrong, "the file "+name)
			}
		}
	}
	return wrong, n
}

// TestNamedProofsExist: the documents that say which test shows what name no test and no file that is not there.
func TestNamedProofsExist(t *testing.T) {
	tests := declared(t)
	for _, test := range []struct {
		file        string
		row         string // each has a row, and none twice
		rows, names int
	}{
		{"asvs.md", `(?m)^\| (\d+\.\d+\.\d+) \|`, 253, 200},
		{"hipaa-self-assessment.md", `(?m)^\| (164\.\S+) \|`, 30, 60},
	} {
		text, err := os.ReadFile("../../docs/" + test.file)
		if err != nil {
			t.Fatal(err)
		}
		wrong, n := namedWrongly(string(text), tests)
		for _, what := range wrong {
			t.Errorf("docs/%s names %s, which is not there", test.file, what)
		}
		if n < test.names {
			t.Errorf("docs/%s names %d tests and files, want %d or more", test.file, n, test.names)
		}
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile(test.row).FindAllStringSubmatch(string(text), -1) {
			if seen[m[1]] {
				t.Errorf("docs/%s has %s twice", test.file, m[1])
			}
			seen[m[1]] = true
		}
		if len(seen) < test.rows {
			t.Errorf("docs/%s has %d rows, want %d", test.file, len(seen), test.rows)
		}
	}
}

// TestNamedWrongly: what is made up is found, and what is there is not.
func TestNamedWrongly(t *testing.T) {
	tests := map[string]bool{"handlers.TestSignIn": true, "browser/xss": true}
	for text, want := range map[string]int{
		"`handlers.TestSignIn`, `browser/xss`, `go.mod`, `-proxy`": 0,
		"`handlers.TestThatNobodyWrote`":                           1,
		"`store.TestSignIn`, `browser/nothing`":                    2,
		"code: `handlers/nothing.go`":                              1,
	} {
		if wrong, _ := namedWrongly(text, tests); len(wrong) != want {
			t.Errorf("%s: %q are wrong, want %d", text, wrong, want)
		}
	}
}
