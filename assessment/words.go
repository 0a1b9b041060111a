package assessment

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// words is the closed vocabulary of an enum: the text of constant n stands at n, and "" at 0 means "not set".
type words []string

func textOf[E ~uint8](w words, e E) string {
	if int(e) < len(w) {
		return w[e]
	}
	return ""
}

// parseWord sets e to the constant that text names; no text is "not set", as in what was stored. The error lists the
// words that would have been understood.
func parseWord[E ~uint8](w words, text []byte, e *E) error {
	for i, word := range w {
		if word == string(text) {
			*e = E(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not one of %s", text, strings.Join(w[1:], ", "))
}

// title turns a word of a file, such as very_high, into one that people read: "Very high".
func title(word string) string {
	if word == "" {
		return ""
	}
	word = strings.ReplaceAll(strings.ReplaceAll(word, "_", " "), "-", " ")
	return strings.ToUpper(word[:1]) + word[1:]
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
