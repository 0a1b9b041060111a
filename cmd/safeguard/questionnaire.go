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
	if c.NArg() == 0 {
		return c.wrong("Say what to do: lint, coverage or schema.")
	}
	verb, rest := c.Arg(0), c.Args()[1:]
	if len(rest) > 0 && strings.HasPrefix(rest[0], "-") {
		return c.wrong("%s has no flag %s.", verb, rest[0])
	}
	most, known := map[string]int{"lint": len(rest), "coverage": 1, "schema": 0}[verb]
	switch {
	case !known:
		return c.wrong("There is no command questionnaire %s.", verb)
	case len(rest) > most:
		return c.wrong("There is too much after %s.", verb)
	case verb == "lint":
		return lint(lib, rest, stdout, stderr)
	case verb == "schema":
		_, err := stdout.Write(questionnaires.Schema)
		return err
	case len(rest) == 0:
		return coverage(lib, "security-rule", stdout)
	default:
		return coverage(lib, rest[0], stdout)
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
