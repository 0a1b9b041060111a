package templates

import "testing"

func TestExcerpt(t *testing.T) {
	for _, tt := range []struct {
		name string
		give FileProblem
		want string
	}{
		{"in the middle", FileProblem{Line: 9, Column: 3, First: 8, Lines: []string{"a: b", "  c: d", "e"}}, "   8  a: b\n   9    c: d\n        ^\n  10  e"},
		{"a tab", FileProblem{Line: 1, Column: 2, First: 1, Lines: []string{"\tc"}}, "   1   c\n       ^"},
		{"without a column", FileProblem{Line: 1, First: 1, Lines: []string{"c"}}, "   1  c\n      ^"},
		{"of the whole file", FileProblem{}, ""},
	} {
		if got := tt.give.excerpt(); got != tt.want {
			t.Errorf("%s: excerpt =\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}
