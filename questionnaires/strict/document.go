package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// MaxBytes is the size beyond which a file is refused unread. The largest questionnaire has a tenth of it.
const MaxBytes = 2 << 20

// maxDepth bounds the nesting of a file. No file of ours nests deeper than a tenth of it.
const maxDepth = 100

// Document is a file that has been read: its problems, and where each of its parts stands.
type Document struct {
	File     string
	Problems Problems

	at     map[string]place
	unread []string // paths of values that could not be read
	broken bool     // nothing could be read
}

type place struct{ line, col int }

// ReadFile reads a file of at most MaxBytes. A larger one gives a Problem as its error.
func ReadFile(name string) ([]byte, error) {
	if info, err := os.Stat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() { // a pipe that nobody writes to would never end
		return nil, Problems{{File: name, What: "This is not a file that can be read: name a YAML file."}}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(src) > MaxBytes {
		return nil, Problems{tooLarge(name)}
	}
	return src, nil
}

func tooLarge(file string) Problem {
	return Problem{File: file, What: fmt.Sprintf("The file is larger than %d MB, which no file of this kind needs: check that it is the right one.", MaxBytes>>20)}
}

// Decode reads one YAML document into v, a pointer to a struct, slice or map. Keys are the json names of the
// fields; one without omitzero must be there. Aliases, anchors and tags are refused, since a file that people
// check should say everything where it stands. What could be read is in v even where there are problems.
func Decode(file string, src []byte, v any) *Document {
	d := &Document{File: file, at: map[string]place{}}
	if len(src) > MaxBytes {
		return d.unreadable(tooLarge(file))
	}
	root, problem := parse(file, src)
	if problem != nil {
		return d.unreadable(*problem)
	}
	d.value("", root, reflect.ValueOf(v).Elem(), 0)
	return d
}

func (d *Document) unreadable(p Problem) *Document {
	d.Problems, d.broken = Problems{p}, true
	return d
}

// Broken reports whether nothing of the file could be read.
func (d *Document) Broken() bool { return d.broken }

// parse gives the root of the only document in src.
func parse(file string, src []byte) (*yaml.Node, *Problem) {
	decoder := yaml.NewDecoder(bytes.NewReader(src))
	var doc yaml.Node
	if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, &Problem{File: file, What: "The file is empty."}
	} else if err != nil {
		return nil, syntax(file, src, err)
	}
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		return nil, &Problem{file, second.Line, second.Column, "A second document begins here: put it into a file of its own."}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntax(file, src, err)
	}
	root := doc.Content[0]
	if root.ShortTag() == "!!null" {
		return nil, &Problem{File: file, What: "The file is empty."}
	}
	return root, nil
}

// syntax says in plain words what the YAML parser stumbled over.
func syntax(file string, src []byte, err error) *Problem {
	p := &Problem{File: file, Line: 1, Col: 1, What: "This is not YAML that can be read: " + err.Error() + "."}
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return p
	}
	mark := load.Mark
	if unclosed := load.ContextMark; unclosed.Line > 0 && (strings.Contains(load.Message, "end of stream") || strings.Contains(load.Message, "expected ','")) {
		mark = unclosed // where the quote or bracket was opened, not where the file ends
	}
	p.Line, p.Col = mark.Line, mark.Column
	if p.Line == 0 { // the reader knows only the byte
		before := src[:min(max(load.Mark.Index, 0), len(src))]
		p.Line = bytes.Count(before, []byte("\n")) + 1
		p.Col = utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	}
	p.What = "This is not YAML that can be read: " + load.Message + mend(load.Message) + "."
	return p
}

// mend adds what to do about the commonest slips.
func mend(message string) string {
	for _, slip := range []struct{ says, hint string }{
		{"mapping values are not allowed", "; put a text that contains \": \" in quotes"},
		{"cannot start any token", "; indent with spaces, and put a text that begins with a special sign in quotes"},
		{"did not find expected key", "; check that this line is indented like its neighbors"},
		{"max depth", "; nothing here needs to be nested so deeply"},
		{"unexpected end of stream", "; a quote is not closed"},
		{"expected ',' or", "; a bracket is not closed, a comma is missing, or a text with a comma or \": \" needs quotes"},
		{"unknown anchor", "; put a text that begins with * in quotes"},
		{"hexadecimal", "; write \\\\ for a backslash, or use single quotes"},
		{"expected node content", "; check the brackets and the signs before this place"},
		{"expected <document start>", "; check the indentation and the brackets before this place"},
		{"incompatible YAML document", "; take the line that begins with % out"},
		{"UTF-8", "; save the file as UTF-8"},
	} {
		if strings.Contains(message, slip.says) {
			return slip.hint
		}
	}
	return ""
}

// Report adds a problem at the part of the document with that path, or at the nearest part around it. Long words
// among args are cut. Where something of that part could not even be read it adds nothing, since what it then says
// of an empty value would mislead.
func (d *Document) Report(path, format string, args ...any) {
	if d.broken || slices.ContainsFunc(d.unread, func(u string) bool { return within(path, u) || within(u, path) }) {
		return
	}
	for i, arg := range args {
		if s, ok := arg.(string); ok && !strings.Contains(s, " ") {
			args[i] = plain(s, maxWord)
		}
	}
	d.add(d.place(path), fmt.Sprintf(format, args...))
}

// Has reports whether the document has a part with that path, be it empty.
func (d *Document) Has(path string) bool {
	_, there := d.at[path]
	return there
}

// Full reports whether so many problems are known that more of them are not even listed.
func (d *Document) Full() bool { return len(d.Problems) > MaxProblems }

// within reports whether the part at path is inside the part at around, or is it.
func within(path, around string) bool {
	rest, inside := strings.CutPrefix(path, around)
	return inside && (rest == "" || around == "" || rest[0] == '.' || rest[0] == '[')
}

// wrong adds a problem with a value that could not be read.
func (d *Document) wrong(path string, p place, what string) {
	d.unread = append(d.unread, path)
	d.add(p, what)
}

func (d *Document) add(p place, what string) {
	switch n := len(d.Problems); {
	case n < MaxProblems:
		d.Problems = append(d.Problems, Problem{d.File, p.line, p.col, what})
	case n == MaxProblems:
		d.Problems = append(d.Problems, Problem{d.File, p.line, p.col, "There are more problems; mend these first."})
	}
}

func (d *Document) place(path string) place {
	for {
		if p, ok := d.at[path]; ok {
			return p
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return d.at[""]
		}
		path = path[:cut]
	}
}
