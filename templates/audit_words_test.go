package templates

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	recorded = regexp.MustCompile(`Action: "(\w+)\.[\w-]+"`)
	dotted   = regexp.MustCompile(`"(\w+)\.[a-z][a-z-]*"`)
)

// TestDeedsHaveWords: every action that the code records is told in words. An action may stand away from its event, so every
// text counts that looks like one, of the same things.
func TestDeedsHaveWords(t *testing.T) {
	texts := map[string]string{}
	for _, folder := range []string{"../assessment/store", "../handlers"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(text)
		}
	}
	of := map[string]bool{}
	for _, text := range texts {
		for _, m := range recorded.FindAllStringSubmatch(text, -1) {
			of[m[1]] = true
		}
	}
	seen := map[string]bool{}
	for name, text := range texts {
		for _, m := range dotted.FindAllStringSubmatch(text, -1) {
			action := strings.Trim(m[0], `"`)
			if !of[m[1]] || seen[action] {
				continue
			}
			seen[action] = true
			if strings.HasPrefix(deedOf(action).words, "did “") {
				t.Errorf("%s records %s, which has no words", name, action)
			}
		}
	}
	if len(seen) < 50 {
		t.Errorf("%d actions are recorded, want 50 or more", len(seen))
	}
	if words := deedOf("user.made-up").words; words != "did “user: made up”" {
		t.Errorf("an action without words is told as %q", words)
	}
}
