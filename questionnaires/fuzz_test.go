package questionnaires

import (
	"io"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

var problemLine = regexp.MustCompile(`^[a-z./-]+:\d+:\d+: .{1,310}$`)

// beside gives a library of one questionnaire file with the libraries that the program carries.
func beside(t testing.TB, src []byte) *Library {
	t.Helper()
	files := fstest.MapFS{"security-rule.yaml": &fstest.MapFile{Data: src}}
	for _, name := range []string{"threats.yaml", "risks.yaml", ruleFile} {
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	return open(t, files)
}

func FuzzCatalog(f *testing.F) {
	for _, name := range []string{"small.yaml", "part.yaml"} {
		src := string(small(f)[name].Data)
		f.Add([]byte(src))
		f.Add([]byte(strings.Replace(src, "include: [part]", "include: [small]", 1)))
	}
	f.Add([]byte("id: a\nversion: \"1\"\ntitle: A\nkind: overlay\nsections: [{id: b, title: B, questions: [{id: c, text: C, audience: msp, when: {question: c, is: [d]}}]}]\n"))
	f.Add([]byte("id: a\nsections: [{questions: [{}, {fact: choice, choices: [{}]}, {when: {}, remediation: {}, citations: ['']}]}]\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		lib := beside(t, src)
		for _, s := range lintLines(t, lib) {
			if !problemLine.MatchString(s) || strings.ContainsFunc(s, unicode.IsControl) {
				t.Errorf("a problem reads %q", s)
			}
		}
		var q assessment.Questionnaire
		strict.Decode("security-rule.yaml", src, &q)
		if cat, err := lib.Catalog(q.ID); err == nil {
			useCatalog(t, cat)
		}
	})
}

// useCatalog does with a catalog what reports do with it.
func useCatalog(t *testing.T, cat *assessment.Catalog) {
	t.Helper()
	if err := WriteCoverage(io.Discard, cat); err != nil {
		t.Error(err)
	}
	for _, q := range cat.Questions() {
		if cat.Question(q.ID) != q {
			t.Errorf("Question(%q) is another question", q.ID)
		}
	}
}
