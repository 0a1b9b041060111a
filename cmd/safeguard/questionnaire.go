package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/questionnaires"
	"safeguard/questionnaires/strict"
)

// questionnaireVerb is one thing to do with questionnaires.
type questionnaireVerb struct {
	least, most int // words after it
	do          func(lib *questionnaires.Library, words []string, stdout, stderr io.Writer) error
}

// questionnaireVerbs are all but print, which has a flag with a value.
var questionnaireVerbs = map[string]questionnaireVerb{
	"lint": {0, 1000, lint},
	"coverage": {0, 1, func(lib *questionnaires.Library, words []string, stdout, _ io.Writer) error {
		return coverage(lib, words, questionnaires.WriteCoverage, stdout)
	}},
	"coverage -activities": {0, 1, func(lib *questionnaires.Library, words []string, stdout, _ io.Writer) error {
		return coverage(lib, words, questionnaires.WriteActivities, stdout)
	}},
	"diff": {2, 2, func(lib *questionnaires.Library, words []string, stdout, _ io.Writer) error {
		return diffQuestionnaires(lib, words[0], words[1], stdout)
	}},
	"schema": {0, 0, func(_ *questionnaires.Library, _ []string, stdout, _ io.Writer) error {
		_, err := stdout.Write(questionnaires.Schema)
		return err
	}},
}

// runQuestionnaire checks, counts, compares and describes questionnaires.
func runQuestionnaire(args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 && args[0] == "print" {
		return runPrint(args[1:], stdout)
	}
	c := newCommand("questionnaire", "questionnaire lint [FILE...] | coverage [ID] [-activities] | diff OLD NEW | print ID -o DIR | schema")
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	if c.NArg() == 0 {
		return c.wrong("Say what to do: lint, coverage, diff, print or schema.")
	}
	name := c.Arg(0)
	words, activities := without(c.Args()[1:], "-activities", "--activities")
	if activities {
		name += " -activities"
	}
	verb, known := questionnaireVerbs[name]
	switch {
	case len(words) > 0 && strings.HasPrefix(words[0], "-"):
		return c.wrong("%s has no flag %s.", c.Arg(0), words[0])
	case !known && activities:
		return c.wrong("%s has no flag -activities.", c.Arg(0))
	case !known:
		return c.wrong("There is no command questionnaire %s.", name)
	case len(words) > verb.most:
		return c.wrong("There is too much after %s.", name)
	case len(words) < verb.least:
		return c.wrong("diff compares two editions: name the old one and the new one.")
	}
	lib, err := questionnaires.Embedded()
	if err != nil {
		return err
	}
	return verb.do(lib, words, stdout, stderr)
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

// coverage writes what a questionnaire covers, security-rule where none is named.
func coverage(lib *questionnaires.Library, words []string, write func(io.Writer, *assessment.Catalog) error, stdout io.Writer) error {
	ref := "security-rule"
	if len(words) > 0 {
		ref = words[0]
	}
	cat, err := lib.Catalog(ref)
	if err != nil {
		return err
	}
	return write(stdout, cat)
}
