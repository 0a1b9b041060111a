package main

import (
	"errors"
	"fmt"
	"slices"

	"safeguard/assessment"
	"safeguard/questionnaires"
)

// yearFile is an answers file of an earlier year, rated.
type yearFile struct {
	name string
	assessment.Snapshot
}

// assess reads and rates an answers file, and compares it with those of earlier years where there are some: with the newest
// in detail, and with all in a trend. It gives the pictures of the file's brand beside it.
func assess(file string, previous []string) (assessment.Snapshot, map[string][]byte, error) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		return assessment.Snapshot{}, nil, err
	}
	snapshot, pictures, err := rate(lib, file)
	if len(previous) == 0 {
		return snapshot, pictures, err
	}
	earlier, earlierErr := rateAll(lib, previous)
	if err := errors.Join(earlierErr, err); err != nil {
		return snapshot, nil, err
	}
	if err := inOrder(append(slices.Clone(earlier), yearFile{file, snapshot})); err != nil {
		return snapshot, nil, err
	}
	var results []*assessment.Result
	for _, y := range earlier {
		results = append(results, y.Result)
	}
	snapshot.Result.Comparison = assessment.CompareOver(results, earlier[len(earlier)-1].Snapshot, snapshot)
	return snapshot, pictures, nil
}

// rateAll reads and rates the answers files of earlier years, and gives them by date, the oldest first. Every mistake of all
// of them is reported.
func rateAll(lib *questionnaires.Library, files []string) ([]yearFile, error) {
	var list []yearFile
	var wrong error
	for _, file := range files {
		snapshot, _, err := rate(lib, file)
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		list = append(list, yearFile{file, snapshot})
	}
	slices.SortStableFunc(list, func(a, b yearFile) int { return a.Content.Date.Time().Compare(b.Content.Date.Time()) })
	return list, wrong
}

// inOrder reports which files cannot stand in one trend, of which the last is this year's: all must be of one client and
// questionnaire, each of a later period and day than those before.
func inOrder(list []yearFile) error {
	now := list[len(list)-1]
	var wrong error
	for i, y := range list[:len(list)-1] {
		if err := now.Follows(y.Snapshot); err != nil {
			wrong = errors.Join(wrong, fmt.Errorf("%s cannot be compared with %s: %w", now.name, y.name, err))
			continue
		}
		if i > 0 {
			wrong = errors.Join(wrong, between(list[i-1], y))
		}
	}
	return wrong
}

// between reports why two earlier years, by date, cannot stand one after the other.
func between(a, b yearFile) error {
	switch {
	case a.Content.Period == b.Content.Period:
		return fmt.Errorf("%s and %s are both of the period %d: give one answers file of each year", a.name, b.name, a.Content.Period)
	case a.Content.Period > b.Content.Period, a.Content.Date == b.Content.Date:
		if a.Content.Period < b.Content.Period {
			a, b = b, a
		}
		return fmt.Errorf("%s is of the period %d and %s of %d, but the first is not dated after the second (%s and %s): mend the date or the period of one of them",
			a.name, a.Content.Period, b.name, b.Content.Period, a.Content.Date, b.Content.Date)
	default:
		return nil
	}
}
