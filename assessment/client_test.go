package assessment

import (
	"slices"
	"strings"
	"testing"
)

// TestClientCheck: the paths are those of the facts themselves, as a form has them.
func TestClientCheck(t *testing.T) {
	ok := Client{Name: "Harbor", Kinds: []EntityKind{CoveredEntity}, Sites: []string{"Main"}}
	for _, test := range []struct {
		name  string
		spoil func(*Client)
		path  string
	}{
		{"whole", func(*Client) {}, ""},
		{"no name", func(c *Client) { c.Name = " " }, "name"},
		{"a long name", func(c *Client) { c.Name = strings.Repeat("x", longestName+1) }, "name"},
		{"a name in two lines", func(c *Client) { c.Name = "A\nB" }, "name"},
		{"no kind", func(c *Client) { c.Kinds = nil }, "kinds"},
		{"a kind twice", func(c *Client) { c.Kinds = append(c.Kinds, CoveredEntity) }, "kinds[1]"},
		{"less than nobody", func(c *Client) { c.Workforce = -1 }, "workforce"},
		{"fewer than none", func(c *Client) { c.Individuals = -1 }, "individuals"},
		{"a site without a name", func(c *Client) { c.Sites = []string{"Main", ""} }, "sites[1]"},
		{"a name that leaves no mark", func(c *Client) { c.Name = "\u200b\u2800" }, "name"},
		{"a name that turns around", func(c *Client) { c.Name = "Harbor \u202e exe" }, "name"},
		{"a site of broken letters", func(c *Client) { c.Sites = []string{"Ma\xffin"} }, "sites[0]"},
		{"a site of a Social Security number", func(c *Client) { c.Sites = []string{"219-09-9999"} }, "sites[0]"},
		{"a site twice", func(c *Client) { c.Sites = []string{"Main", "MAIN"} }, "sites[1]"},
	} {
		c := ok
		c.Kinds = slices.Clone(ok.Kinds)
		test.spoil(&c)
		got := ""
		if problems := c.Check(); len(problems) > 0 {
			got = problems[0].Path
		}
		if got != test.path {
			t.Errorf("%s: a problem at %q, want %q", test.name, got, test.path)
		}
	}
}
