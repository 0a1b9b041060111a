package templates

import (
	"slices"
	"strings"
)

// drawing is what an icon shows inside its frame of 24 by 24.
type drawing struct{ name, paths string }

// iconPaths finds the drawing of an icon; an unknown name draws nothing, and a test looks for such names.
func iconPaths(name string) string {
	n, found := slices.BinarySearchFunc(drawings, name, func(d drawing, name string) int { return strings.Compare(d.name, name) })
	if !found {
		return ""
	}
	return drawings[n].paths
}
