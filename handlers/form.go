package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// form reads the fields of a request and collects what cannot be understood of them, so that a person hears of all of it
// at once.
type form struct {
	r        *http.Request
	problems []assessment.Problem
}

// parse reads the fields of a request. Where they are no form, what went wrong is on the side of who sent them.
func parse(r *http.Request) (*form, error) {
	err := r.ParseForm()
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, fmt.Errorf("reading a form: %w", err)
	}
	if err != nil {
		return nil, bad("The form did not arrive whole. Send it again.")
	}
	return &form{r: r}, nil
}

// text gives a field without spaces around it and with the line ends of this system.
func (f *form) text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.r.PostForm.Get(name), "\r\n", "\n"))
}

// all gives every value of a field that may come several times.
func (f *form) all(name string) []string { return f.r.PostForm[name] }

// has reports whether a box is ticked.
func (f *form) has(name string) bool { return f.r.PostForm.Get(name) != "" }

// bad notes what is wrong with a field.
func (f *form) bad(name, format string, args ...any) {
	f.problems = append(f.problems, assessment.Problem{Path: name, What: fmt.Sprintf(format, args...)})
}

// date gives a day, and notes a problem where the field holds none. An empty field is no day.
func (f *form) date(name string) assessment.Date {
	var d assessment.Date
	if err := d.UnmarshalText([]byte(f.text(name))); err != nil {
		f.bad(name, "Write the day as year, month and day, such as 2026-11-23.")
	}
	return d
}

// number gives a whole number of zero or more; an empty field is 0.
func (f *form) number(name string) int {
	text := strings.ReplaceAll(f.text(name), ",", "")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		f.bad(name, "Write a whole number, such as 12.")
	}
	return n
}

// revision gives the revision that the person saw; it comes from a hidden field.
func (f *form) revision() int {
	n, err := strconv.Atoi(f.r.PostForm.Get("revision"))
	if err != nil {
		return -1 // no revision is -1, so the change meets a conflict
	}
	return n
}

// word reads a word of a closed list, such as a response; an empty field leaves it unset.
func word[T interface{ UnmarshalText([]byte) error }](f *form, name string, into T) {
	if err := into.UnmarshalText([]byte(f.text(name))); err != nil {
		f.bad(name, "Choose one of the answers on the page.")
	}
}

// err gives everything that is wrong as *assessment.Invalid, or nil.
func (f *form) err() error {
	if len(f.problems) == 0 {
		return nil
	}
	return &assessment.Invalid{Problems: f.problems}
}

// lines gives the lines of a text that say something.
func lines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
