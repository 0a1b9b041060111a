package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

// TestReadmeExamples: what the README shows can be copied into a file and is understood.
func TestReadmeExamples(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(first string) string {
		m := regexp.MustCompile(`(?m)^( +)` + first + `.*\n(?: +.*\n)+?\n`).FindStringSubmatch(string(readme) + "\n")
		if m == nil {
			t.Fatalf("the README has no example that begins with %s", first)
		}
		return strings.TrimPrefix(strings.ReplaceAll("\n"+m[0], "\n"+m[1], "\n"), "\n")
	}
	start := block("questionnaire: security-rule")
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"the seven keys": start,
		"answers":        strings.Replace(start, "answers: {}\n", block("answers:\n"), 1),
	} {
		_, content, err := answers.Parse(lib, "README.md", []byte(text))
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
			continue
		}
		if name == "answers" && len(content.Answers) != 4 {
			t.Errorf("%d answers are read, want 4", len(content.Answers))
		}
	}
}
