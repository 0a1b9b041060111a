package templates

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// UnsavedPage lists what a person typed and did not save.
type UnsavedPage struct {
	Page
	Forms []UnsavedForm
}

// UnsavedForm is one form that was not saved, with all that it takes to send it again.
type UnsavedForm struct {
	Action string // where it is sent
	URL    string // the page that it is from
	When   string // such as "at 10:42"
	Sent   bool   // after the session had ended; otherwise it was only typed
	Fields []UnsavedField
}

// UnsavedField is one value of a form.
type UnsavedField struct{ Name, Value string }

func (u UnsavedForm) note() string {
	if u.Sent {
		return "Sent " + u.When + ", and not saved."
	}
	return "Typed " + u.When + "."
}

// heading names a form by the words of its address. Ids have digits; the words of the table of routes do not.
func (u UnsavedForm) heading() string {
	path, _, _ := strings.Cut(u.Action, "#")
	var words []string
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if part != "" && !strings.ContainsAny(part, "0123456789%") {
			words = append(words, plainWord(part))
		}
	}
	return capital(strings.Join(words, ", "))
}

// shown gives what people wrote and chose. What the form carries for itself is sent again and not shown.
func (u UnsavedForm) shown() []UnsavedField {
	var list []UnsavedField
	for _, f := range u.Fields {
		own := f.Name == "revision" || strings.HasPrefix(f.Name, "revision.") || f.Name == "next" || f.Name == "show" || f.Name == "reuse"
		if !own && strings.TrimSpace(f.Value) != "" {
			list = append(list, f)
		}
	}
	return list
}

// label reads the name of a field as words.
func (f UnsavedField) label() string { return capital(plainWord(f.Name)) }

// said gives a value as it was typed, and one that was chosen as its word.
func (f UnsavedField) said() string {
	if strings.Trim(f.Value, "abcdefghijklmnopqrstuvwxyz_") == "" {
		return capital(plainWord(f.Value))
	}
	return f.Value
}

func plainWord(name string) string {
	return strings.NewReplacer("-", " ", "_", " ", ".", ", ").Replace(name)
}

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// span says how long something lasts, such as "15 idle minutes" with the kind "idle ".
func span(d time.Duration, kind string) string {
	unit, name := time.Second, "second"
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		unit, name = time.Hour, "hour"
	case d >= time.Minute && d%time.Minute == 0:
		unit, name = time.Minute, "minute"
	}
	if d != unit {
		name += "s"
	}
	return fmt.Sprintf("%d %s%s", d/unit, kind, name)
}
