package answers

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"safeguard/questionnaires"
	"safeguard/questionnaires/strict"
)

// smallLibrary gives the small library of the loader's tests, which has facts of every kind.
func smallLibrary(t testing.TB) *questionnaires.Library {
	t.Helper()
	lib, err := questionnaires.Open(os.DirFS("../testdata/small"))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func TestFacts(t *testing.T) {
	lib := smallLibrary(t)
	for _, tt := range []struct{ answer, want string }{
		{"fax-in-use: {choice: machine}", ""},
		{"fax-count: {value: 2}", ""},
		{`fax-count: {value: "2"}`, ""},
		{"fax-count: {response: not_applicable, reason: There is none.}", ""},
		{"fax-vendor: {value: Northwind}", ""},
		{"media-counted: {value: 2026-11-02}", ""},
		{"fax-count: {value: two}", `a.yaml:8:22: "two" is not a whole number.`},
		{`fax-count: {value: "2.5"}`, `a.yaml:8:22: "2.5" is not a whole number.`},
		{"media-counted: {value: yesterday}", `a.yaml:8:26: "yesterday" is not a day of the calendar, written like 2026-11-23.`},
		{"media-counted: {value: 2026-11-31}", `a.yaml:8:26: "2026-11-31" is not a day of the calendar, written like 2026-11-23.`},
		{"fax-count: {choice: two}", "a.yaml:8:23: fax-count takes a value, not a choice."},
		{"fax-vendor: {response: partial}", "a.yaml:8:26: fax-vendor asks for a fact: give a choice or value, or respond unknown or not_applicable."},
	} {
		src := strings.Replace(head, "security-rule", "small", 1) + "answers:\n  " + tt.answer + "\n"
		_, got := parse(t, lib, src)
		if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("Parse of %s (-want +got):\n%s", tt.answer, diff)
		}
	}
}

func TestOtherLibraries(t *testing.T) {
	rule, err := os.ReadFile("../testdata/small/rule.csv")
	if err != nil {
		t.Fatal(err)
	}
	const (
		overlay = "id: later\nversion: \"1\"\ntitle: Later\nkind: overlay\nsections: [{id: a, title: A, questions: [{id: b, text: B, audience: msp}]}]\n"
		src     = "questionnaire: later\nclient: {name: C, kinds: [covered_entity]}\nperiod: 2026\ndate: 2026-11-23\nassessor: {name: D}\nscope: All.\nanswers: {}\n"
	)
	for _, tt := range []struct{ name, questionnaire, want string }{
		{"no base", overlay, "a.yaml:1:16: later is no base questionnaire, so no risk analysis can be made from it."},
		{"wrong itself", strings.Replace(overlay, "text: B", `text: ""`, 1), "loading the questionnaire: later.yaml:5:56: Write the question; it is empty."},
	} {
		lib, err := questionnaires.Open(fstest.MapFS{"rule.csv": {Data: rule}, "later.yaml": {Data: []byte(tt.questionnaire)}})
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = Parse(lib, "a.yaml", []byte(src))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: Parse = %v, want %s", tt.name, err, tt.want)
		}
		var problems strict.Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: Parse = %v, want problems", tt.name, err)
		}
	}
}

// TestReadinessOfAnotherBase: an overlay says nothing of what it does not lie over.
func TestReadinessOfAnotherBase(t *testing.T) {
	const (
		src   = "readiness: {questionnaire: later, answers: {later-map: {response: yes}}}\n"
		later = "id: later\nversion: \"1\"\ntitle: Later\nkind: overlay\nover: [small]\n" +
			"sections: [{id: later, title: Later, questions: [{id: later-map, text: Is there a map?, audience: msp}]}]\n"
	)
	for _, tt := range []struct{ name, overlay, want string }{
		{"over it", later, "<nil>"},
		{"over nothing", strings.Replace(later, "over: [small]\n", "", 1), "a.yaml:8:28: later is no overlay over small, so it says nothing of readiness here."},
	} {
		files := fstest.MapFS{"later.yaml": {Data: []byte(tt.overlay)}}
		for _, name := range []string{"part.yaml", "risks.yaml", "rule.csv", "small.yaml", "threats.yaml"} {
			data, err := os.ReadFile("../testdata/small/" + name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: data}
		}
		lib, err := questionnaires.Open(files)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = Parse(lib, "a.yaml", []byte(strings.Replace(none, "security-rule", "small", 1)+src))
		if got := fmt.Sprint(err); got != tt.want {
			t.Errorf("%s: Parse = %s, want %s", tt.name, got, tt.want)
		}
	}
}
