package main

import (
	"bytes"
	"fmt"
	"io"

	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/questionnaires"
)

// runPrint writes a questionnaire to be filled in by hand, as PDF and as Markdown.
func runPrint(args []string, stdout io.Writer) error {
	c := newCommand("questionnaire print", "questionnaire print ID -o DIR")
	dir := c.String("o", "", "the `DIR` that ID.pdf and ID.md are written to")
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	ref := c.Arg(0)
	if c.NArg() > 0 { // the flag may come before and after the id
		if err := c.parse(c.Args()[1:], stdout); err != nil {
			return err
		}
	}
	switch {
	case ref == "":
		return c.wrong("Name the questionnaire, such as security-rule.")
	case c.NArg() > 0:
		return c.wrong("%q is too much: print writes one questionnaire at a time.", c.Arg(0))
	case *dir == "":
		return c.wrong("Name the folder for the files with -o.")
	}
	files, err := blank(ref)
	if err != nil {
		return err
	}
	if err := writeAll(*dir, files); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "Wrote %s and %s to %s.\n", files[0].name, files[1].name, *dir)
	return err
}

// blank makes the files of a questionnaire to be filled in by hand.
func blank(ref string) ([]output, error) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		return nil, err
	}
	cat, err := lib.Catalog(ref)
	if err != nil {
		return nil, err
	}
	doc := report.Blank(cat)
	var b bytes.Buffer
	if err := pdf.Render(&b, doc); err != nil {
		return nil, err
	}
	return []output{{ref + ".pdf", b.Bytes()}, {ref + ".md", []byte(report.Markdown(doc))}}, nil
}
