package report

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"safeguard/assessment"
)

// count gives a number with its noun: "1 risk", "3 risks".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok && !strings.HasSuffix(noun, "day") {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// verb agrees a verb with a number: "1 risk applies", "3 risks apply".
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// percent rounds down, so that nothing is called whole before it is.
func percent(share float64) string { return fmt.Sprintf("%d%%", int(math.Floor(100*share+1e-9))) }

func points(index float64) string { return fmt.Sprintf("%.1f", index) }

// join lists words as prose does: "a, b and c".
func join(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// or gives the text, or the words that stand for its absence.
func or(text, otherwise string) string {
	if strings.TrimSpace(text) == "" {
		return otherwise
	}
	return text
}

// sentences joins the parts that are not empty.
func sentences(parts ...string) string {
	var list []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return strings.Join(list, " ")
}

// noteBeside puts a note behind a name as a sentence of its own.
func noteBeside(name string, notes ...string) string {
	note := sentences(notes...)
	if note == "" {
		return name
	}
	return sentences(full(name), full(note))
}

func person(p assessment.Person) string {
	if p.Title == "" {
		return p.Name
	}
	return p.Name + ", " + p.Title
}

func on(d assessment.Date) string {
	if d.IsZero() {
		return "no date given"
	}
	return d.Long()
}

// title makes the first letter large, so that a name can begin a sentence.
func title(s string) string {
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// lower makes the first letter small, so that a title can stand inside a sentence.
func lower(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func dollars(amount float64) string {
	if amount == 0 {
		return ""
	}
	return "$" + thousands(amount)
}

// thousands writes a number with commas.
func thousands(amount float64) string {
	whole := fmt.Sprintf("%.0f", amount)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole
}
