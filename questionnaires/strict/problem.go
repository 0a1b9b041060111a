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

// Lengths in bytes beyond which a problem's sentence, the name of its file and a word in it are cut.
const (
	maxSentence = 300
	maxName     = 4096
	maxWord     = 80
)

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
	return fmt.Sprintf("%s:%d:%d: %s", plain(p.File, maxName), line, col, plain(p.What, maxSentence))
}

// Plain gives a line of a file safe to show: control and formatting characters escaped, a long one cut.
func Plain(line string) string { return plain(line, maxSentence) }

// plain escapes control and formatting characters and cuts a text to a number of bytes.
func plain(s string, limit int) string {
	var b strings.Builder
	for _, r := range s {
		shown := string(r)
		switch {
		case r == '\n', r == '\t':
			shown = " "
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp), r == unicode.ReplacementChar:
			shown = fmt.Sprintf("\\u%04x", r)
		}
		if b.Len()+len(shown) > limit-len("...") {
			return b.String() + "..."
		}
		b.WriteString(shown)
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
