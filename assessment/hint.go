package assessment

import (
	"fmt"
	"iter"
	"slices"
)

// hint offers the known id that is nearest to a mistyped one: ", did you mean X?" without the question mark, or "".
func (k *checker) hint(id string, known iter.Seq[string]) string {
	if best := Nearest(id, known); best != "" {
		return fmt.Sprintf("; did you mean %s", best)
	}
	return ""
}

// Nearest gives the known word that differs least from a mistyped one, or "" where none is near.
func Nearest(word string, known iter.Seq[string]) string {
	best, least := "", len(word)/3+1
	for _, candidate := range slices.Sorted(known) {
		if d := distance(word, candidate, least); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance is the number of single-letter edits between two words (Levenshtein), or limit where it is not less.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return min(row[len(b)], limit)
}
