package main

import (
	"slices"
	"testing"
)

// TestDemoOfficer: the officer of the demo sees two clients, one of which waits for the approval, and the other can be
// confirmed on fresh proof.
func TestDemoOfficer(t *testing.T) {
	var stages []stage
	for _, c := range demoClients {
		if c.officer {
			stages = append(stages, c.years[len(c.years)-1].stage)
		}
	}
	slices.Sort(stages)
	if want := []stage{proven, submitted}; !slices.Equal(stages, want) {
		t.Errorf("the officer's clients stand at %v, want %v", stages, want)
	}
}
