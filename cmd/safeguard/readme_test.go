package main

import (
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"reflect"
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

// TestRunningNamesEveryFlag: the table of docs/running.md has every flag of serve and every variable, each once and in one row
// with the other, and none that there is not.
func TestRunningNamesEveryFlag(t *testing.T) {
	text, err := os.ReadFile("../../docs/running.md")
	if err != nil {
		t.Fatal(err)
	}
	var help strings.Builder
	if err := runServe(t.Context(), []string{"-h"}, nil, &help, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Fatal(err)
	}
	want := map[string]string{} // of each variable its flag, empty where it has none
	for _, name := range variables(reflect.TypeFor[serverConfig](), "SAFEGUARD_") {
		want[name] = ""
	}
	flags := 0
	for _, m := range regexp.MustCompile(`(?m)^  -([\w-]+)[^\n]*\n[^\n]*\((SAFEGUARD_\w+)\)`).FindAllStringSubmatch(help.String(), -1) {
		if _, ok := want[m[2]]; !ok {
			t.Errorf("-%s names the variable %s, which is not read", m[1], m[2])
		}
		want[m[2]] = "-" + m[1]
		flags++
	}
	if all := len(regexp.MustCompile(`(?m)^  -`).FindAllString(help.String(), -1)); flags != all || flags < 20 {
		t.Errorf("%d flags of %d name their variable", flags, all)
	}
	got := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| (?:`(-[\\w-]+)`)? ?\\| `(SAFEGUARD_\\w+)` \\|").FindAllStringSubmatch(string(text), -1) {
		if _, twice := got[m[2]]; twice {
			t.Errorf("docs/running.md has %s twice", m[2])
		}
		got[m[2]] = m[1]
	}
	if !maps.Equal(got, want) {
		t.Errorf("docs/running.md has\n%v, want\n%v", got, want)
	}
}

// variables lists what the environment may set, by the tags of the fields.
func variables(config reflect.Type, prefix string) []string {
	var list []string
	for field := range config.Fields() {
		if name := field.Tag.Get("env"); name != "" {
			list = append(list, prefix+name)
		}
		if inner := field.Tag.Get("envPrefix"); inner != "" {
			list = append(list, variables(field.Type, prefix+inner)...)
		}
	}
	return list
}
