// Package strict reads YAML files that people write by hand and reports every mistake in them with its place and
// a sentence that says how to mend it. It knows nothing of what the files mean.
package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// MaxProblems is how many problems of one file are reported.
const MaxProblems = 100

// maxSentence is the length in bytes beyond which a problem's sentence is cut.
const maxSentence = 300

// Problem is one mistake in a file. Line and column count from 1; line 0 means the file as a whole.
type Problem struct {
	File string
	Line int
	Col  int
	What string
}

// String gives the problem as FILE:LINE:COL: sentence, safe to print on a terminal.
func (p Problem) String() string {
	line, col := max(p.Line, 1), max(p.Col, 1)
	return fmt.Sprintf("%s:%d:%d: %s", p.File, line, col, plain(p.What))
}

// plain escapes control and formatting characters and cuts what is longer than a sentence should be.
func plain(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n', r == '\t':
			r = ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp), r == unicode.ReplacementChar:
			fmt.Fprintf(&b, "\\u%04x", r)
			continue
		}
		if b.Len() > maxSentence-len("...")-len(string(r)) {
			return b.String() + "..."
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Problems is what is wrong with one or more files. It is an error when it is not empty.
type Problems []Problem

// Error gives all problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err gives the problems as an error, or nil when there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Sorted gives the problems by file and place.
func (ps Problems) Sorted() Problems {
	return slices.SortedStableFunc(slices.Values(ps), func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
}
