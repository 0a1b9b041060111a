package questionnaires

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheExampleOfTheDocs holds the extension that the documentation shows against lint.
func TestTheExampleOfTheDocs(t *testing.T) {
	text, err := os.ReadFile("../docs/questionnaires.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, found := strings.Cut(string(text), "```yaml\n")
	example, _, ended := strings.Cut(example, "```")
	if !found || !ended {
		t.Fatal("the documentation shows no example")
	}
	name := filepath.Join(t.TempDir(), "northwind.yaml")
	if err := os.WriteFile(name, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	lib := embeddedLibrary(t)
	problems, err := lib.LintFiles([]string{name})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	with, id, err := lib.WithFile(name)
	if err != nil {
		t.Fatal(err)
	}
	cat := catalog(t, with, id)
	if cat.Question("northwind-agent") == nil || cat.Question("phishing-tests") != nil {
		t.Error("the example does not ask what the documentation says")
	}
}
