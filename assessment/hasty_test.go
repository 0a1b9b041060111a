package assessment

import (
	"slices"
	"testing"
	"time"
)

func TestHasty(t *testing.T) {
	start := time.Date(2026, 11, 23, 10, 42, 0, 0, time.UTC)
	given := func(question, by string, mode Mode, after time.Duration) Given {
		return Given{Place: Place{Question: question}, Mode: mode, By: by, At: start.Add(after)}
	}
	for _, tt := range []struct {
		name string
		list []Given
		want []string
	}{
		{"none", nil, nil},
		{"the first", []Given{given("a", "Dana", ModeAlone, 0)}, nil},
		{"under two seconds", []Given{given("a", "Dana", ModeAlone, 0), given("b", "Dana", ModeAlone, 1999*time.Millisecond)}, []string{"b"}},
		{"two seconds", []Given{given("a", "Dana", ModeAlone, 0), given("b", "Dana", ModeAlone, 2*time.Second)}, nil},
		{"after an answer that changed", []Given{given("a", "Dana", ModeChanged, 0), given("b", "Dana", ModeAlone, time.Second)}, []string{"b"}},
		{"a change is no confirmation", []Given{given("a", "Dana", ModeAlone, 0), given("b", "Dana", ModeChanged, time.Second)}, nil},
		{"together", []Given{given("a", "Dana", ModeTogether, 0), given("b", "Dana", ModeTogether, 0)}, nil},
		{"one question at several sites", []Given{given("a", "Dana", ModeAlone, 0), given("a", "Dana", ModeAlone, time.Millisecond), given("b", "Dana", ModeAlone, time.Second), given("b", "Dana", ModeAlone, time.Second)}, []string{"b"}},
		{"two people", []Given{given("a", "Dana", ModeAlone, 0), given("b", "Lee", ModeAlone, time.Second)}, nil},
		{"in the order of time", []Given{given("c", "Dana", ModeAlone, 2*time.Second), given("a", "Dana", ModeAlone, 0), given("b", "Dana", ModeAlone, time.Second)}, []string{"b", "c"}},
	} {
		var got []string
		for _, g := range Hasty(tt.list) {
			got = append(got, g.Question)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: Hasty = %q, want %q", tt.name, got, tt.want)
		}
	}
}
