package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
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
	switch err := d.UnmarshalText([]byte(f.text(name))); {
	case err != nil && dayShaped.MatchString(f.text(name)):
		f.bad(name, "There is no such day in the years 1900 to 2200. Check it.")
	case err != nil:
		f.bad(name, "Write the day as year, month and day, such as 2026-11-23.")
	}
	return d
}

var dayShaped = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// number gives a whole number of zero or more; an empty field is 0.
func (f *form) number(name string) int {
	text := f.text(name)
	if text == "" {
		return 0
	}
	n, ok := counted(text)
	if !ok {
		f.bad(name, "Write a whole number of zero or more, such as 12.")
	}
	return n
}

// grouped is a number with commas between its thousands; another comma would be guessed at.
var grouped = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d*)?$`)

// ungrouped gives a number without the commas between its thousands.
func ungrouped(text string) string {
	if grouped.MatchString(text) {
		return strings.ReplaceAll(text, ",", "")
	}
	return text
}

// counted reads a whole number of zero or more, of as many as there are people.
func counted(text string) (int, bool) {
	const most = 10_000_000_000
	n, err := strconv.Atoi(ungrouped(text))
	if err != nil || n < 0 || n > most {
		return 0, false
	}
	return n, true
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
