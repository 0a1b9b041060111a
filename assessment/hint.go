package assessment

import (
	"fmt"
	"iter"
	"slices"
	"unicode/utf8"
)

// hint offers the known id that is nearest to a mistyped one, as the end of a sentence, or "".
func (k *checker) hint(id string, known iter.Seq[string]) string {
	if best := Nearest(id, known); best != "" {
		return fmt.Sprintf("; did you mean %s", best)
	}
	return ""
}

// Nearest gives the known word that differs least from a mistyped one, or "" where none is near: at most one slip in
// four letters.
func Nearest(word string, known iter.Seq[string]) string {
	best, least := "", utf8.RuneCountInString(word)/4+1
	if least > 20 {
		return "" // no word of ours is that long
	}
	for _, candidate := range slices.Sorted(known) {
		if d := distance([]rune(word), []rune(candidate)); d <= least && candidate != "" {
			best, least = candidate, d-1
		}
	}
	return best
}

// distance is the number of slips between two words: a letter too much, missing, wrong, or swapped with the next
// (Damerau and Levenshtein).
func distance(a, b []rune) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before, above, row = above, row, before
		row[0] = i + 1
		for j := range b {
			replaced := above[j]
			if a[i] != b[j] {
				replaced++
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, replaced)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
