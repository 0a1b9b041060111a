package answers

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

var problemLine = regexp.MustCompile(`^a\.yaml:\d+:\d+: .{1,310}$`)

// FuzzParse reads answers to the small questionnaire of the loader's tests, which is quicker than the whole one.
func FuzzParse(f *testing.F) {
	lib := smallLibrary(f)
	small := strings.Replace(head, "security-rule", "small", 1)
	for _, rest := range []string{
		"answers: {encryption: {response: yes, verified: {date: 2026-10-02, method: test}}, fax-in-use: {choice: machine}, fax-count: {value: 2}}\n",
		"answers: {fax-handling: {sites: {main: {response: yes}, attic: {response: no}}}, old-question: {}, disk-encryption: {}}\n",
		"answers: {}\nown_risks: [{id: own-flood, threat: flood, vulnerability: Wet, impact: {availability: low}, harm: low}]\ntreatment: {own-flood: {response: avoid}}\n",
		"answers: {}\ndecisions: {164.312(a)(2)(iv): {choice: neither, date: 2026-11-10, review: 2026-11-09}}\nthreats: {flood: {occurrence: low}}\n",
		"answers: {}\nremediation: [{id: r1, action: Do it, questions: [encryption, fax-count], cost: 1.5}]\nassets: [{name: A, kind: fax}]\ninventory: {none: [fax]}\n",
		"answers: {}\nbrand: {name: N, color: \"#0a5c8a\", paper: a4, logo: ../logo.png}\n",
		"answers:\n", "answers: []\n", "",
	} {
		f.Add([]byte(small + rest))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		cat, content, err := Parse(lib, "a.yaml", src)
		if err == nil {
			assessment.Rate(cat, content)
			return
		}
		var problems strict.Problems
		if !errors.As(err, &problems) {
			t.Fatal(err)
		}
		for _, p := range problems {
			if s := p.String(); !problemLine.MatchString(s) || strings.ContainsFunc(s, unicode.IsControl) {
				t.Errorf("a problem reads %q", s)
			}
		}
	})
}
