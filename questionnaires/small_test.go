package questionnaires

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

// small gives the files of a little library in which nothing is wrong.
func small(t testing.TB, changes ...change) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("testdata/small"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		src, err := os.ReadFile("testdata/small/" + name)
		files[name] = &fstest.MapFile{Data: src}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		change(t, files)
	}
	return files
}

// change is one thing that is different about a library.
type change func(t testing.TB, files fstest.MapFS)

// swap replaces a text that stands in the file once.
func swap(name, old, text string) change {
	return func(t testing.TB, files fstest.MapFS) {
		t.Helper()
		src := string(files[name].Data)
		if n := strings.Count(src, old); n != 1 {
			t.Fatalf("%q stands in %s %d times, want once", old, name, n)
		}
		files[name] = &fstest.MapFile{Data: []byte(strings.Replace(src, old, text, 1))}
	}
}

// put writes a file.
func put(name, text string) change {
	return func(_ testing.TB, files fstest.MapFS) { files[name] = &fstest.MapFile{Data: []byte(text)} }
}

// drop takes a file out.
func drop(name string) change {
	return func(_ testing.TB, files fstest.MapFS) { delete(files, name) }
}

// archived copies the questionnaires and libraries into the archive as version 2025.1, with its own changes.
func archived(changes ...change) change {
	return func(t testing.TB, files fstest.MapFS) {
		t.Helper()
		older := []change{
			swap("small.yaml", `version: "2026.1"`, `version: "2025.1"`),
			swap("part.yaml", `version: "2026.1"`, `version: "2025.1"`),
		}
		for name, file := range small(t, append(older, changes...)...) {
			if name != ruleFile {
				files["archive/small@2025.1/"+name] = file
			}
		}
	}
}

// open gives the library of the files.
func open(t testing.TB, files fs.FS) *Library {
	t.Helper()
	lib, err := Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// embeddedLibrary gives the library that the program carries.
func embeddedLibrary(t testing.TB) *Library {
	t.Helper()
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// catalog loads a questionnaire that is there.
func catalog(t testing.TB, lib *Library, ref string) *assessment.Catalog {
	t.Helper()
	cat, err := lib.Catalog(ref)
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// lintLines lints the library and gives a line for each problem.
func lintLines(t testing.TB, lib *Library) []string {
	t.Helper()
	problems, err := lib.Lint()
	if err != nil {
		t.Fatal(err)
	}
	return lines(problems)
}

func lines(ps strict.Problems) []string {
	var list []string
	for _, p := range ps {
		list = append(list, p.String())
	}
	return list
}
