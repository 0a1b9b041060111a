package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"safeguard/questionnaires"
	"safeguard/questionnaires/strict"
)

// runQuestionnaire checks, counts, compares and describes questionnaires.
func runQuestionnaire(args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 && args[0] == "print" { // which has a flag with a value
		return runPrint(args[1:], stdout)
	}
	c := newCommand("questionnaire", "questionnaire lint [FILE...] | coverage [ID] [-activities] | diff OLD NEW | print ID -o DIR | schema")
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	lib, err := questionnaires.Embedded()
	if err != nil {
		return err
	}
	if c.NArg() == 0 {
		return c.wrong("Say what to do: lint, coverage, diff, print or schema.")
	}
	verb := c.Arg(0)
	rest, activities := without(c.Args()[1:], "-activities", "--activities")
	switch {
	case activities && verb != "coverage":
		return c.wrong("%s has no flag -activities.", verb)
	case len(rest) > 0 && strings.HasPrefix(rest[0], "-"):
		return c.wrong("%s has no flag %s.", verb, rest[0])
	}
	bounds, known := map[string][2]int{"lint": {0, len(rest)}, "coverage": {0, 1}, "diff": {2, 2}, "schema": {0, 0}}[verb]
	switch {
	case !known:
		return c.wrong("There is no command questionnaire %s.", verb)
	case len(rest) > bounds[1]:
		return c.wrong("There is too much after %s.", verb)
	case len(rest) < bounds[0]:
		return c.wrong("diff compares two editions: name the old one and the new one.")
	case verb == "lint":
		return lint(lib, rest, stdout, stderr)
	case verb == "diff":
		return diffQuestionnaires(lib, rest[0], rest[1], stdout)
	case verb == "schema":
		_, err := stdout.Write(questionnaires.Schema)
		return err
	case len(rest) == 0:
		return coverage(lib, "security-rule", activities, stdout)
	default:
		return coverage(lib, rest[0], activities, stdout)
	}
}

// without takes a flag out of the words of a command line, wherever it stands, and reports whether it was there.
func without(words []string, flag ...string) (rest []string, found bool) {
	rest = slices.DeleteFunc(slices.Clone(words), func(word string) bool { return slices.Contains(flag, word) })
	return rest, len(rest) < len(words)
}

func lint(lib *questionnaires.Library, files []string, stdout, stderr io.Writer) error {
	check := lib.Lint
	if len(files) > 0 {
		check = func() (strict.Problems, error) { return lib.LintFiles(files) }
	}
	problems, err := check()
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		fmt.Fprintln(stderr, problems.Error())
		return errProblems
	}
	_, err = fmt.Fprintln(stdout, "No problems.")
	return err
}

func coverage(lib *questionnaires.Library, ref string, activities bool, stdout io.Writer) error {
	cat, err := lib.Catalog(ref)
	if err != nil {
		return err
	}
	if activities {
		return questionnaires.WriteActivities(stdout, cat)
	}
	return questionnaires.WriteCoverage(stdout, cat)
}
