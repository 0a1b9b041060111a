package main

import (
	"fmt"
	"io"
	"strings"

	"safeguard/questionnaires"
	"safeguard/questionnaires/strict"
)

// runQuestionnaire checks, counts and describes questionnaires.
func runQuestionnaire(args []string, stdout, stderr io.Writer) error {
	c := newCommand("questionnaire", "questionnaire lint [FILE...] | coverage [ID] | schema")
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	lib, err := questionnaires.Embedded()
	if err != nil {
		return err
	}
	rest := c.Args()
	if len(rest) == 0 {
		return c.wrong("Say what to do: lint, coverage or schema.")
	}
	switch verb, rest := rest[0], rest[1:]; {
	case verb == "lint":
		return lint(lib, rest, stdout, stderr)
	case len(rest) > 0 && strings.HasPrefix(rest[0], "-"):
		return c.wrong("%s has no flag %s.", verb, rest[0])
	case verb == "coverage" && len(rest) == 0:
		return coverage(lib, "security-rule", stdout)
	case verb == "coverage" && len(rest) == 1:
		return coverage(lib, rest[0], stdout)
	case verb == "schema" && len(rest) == 0:
		_, err := stdout.Write(questionnaires.Schema)
		return err
	case verb == "coverage", verb == "schema":
		return c.wrong("There is too much after %s.", verb)
	default:
		return c.wrong("There is no command questionnaire %s.", verb)
	}
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

func coverage(lib *questionnaires.Library, ref string, stdout io.Writer) error {
	cat, err := lib.Catalog(ref)
	if err != nil {
		return err
	}
	return questionnaires.WriteCoverage(stdout, cat)
}
