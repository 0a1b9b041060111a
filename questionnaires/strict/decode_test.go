package strict

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
)

// sample has a field of every kind that files are made of.
type sample struct {
	ID     string               `json:"id"`
	Title  string               `json:"title,omitzero"`
	Count  int                  `json:"count,omitzero"`
	Share  float64              `json:"share,omitzero"`
	Active bool                 `json:"active,omitzero"`
	Level  assessment.RiskLevel `json:"level,omitzero"`
	Day    assessment.Date      `json:"day,omitzero"`
	Tags   []string             `json:"tags,omitzero"`
	Parts  []part               `json:"parts,omitzero"`
	Owner  *owner               `json:"owner,omitzero"`
	Labels map[string]string    `json:"labels,omitzero"`
	Events []assessment.Event   `json:"events,omitzero"`
}

type part struct {
	ID string `json:"id"`
}

type owner struct {
	Name string `json:"name"`
	Role string `json:"role,omitzero"`
}

func lines(ps Problems) []string {
	var list []string
	for _, p := range ps {
		list = append(list, p.String())
	}
	return list
}

func problemsOf(src string) []string {
	var s sample
	return lines(Decode("f.yaml", []byte(src), &s).Problems)
}

type problemRow struct {
	name, yaml string
	want       []string
}

func testProblems(t *testing.T, rows []problemRow) {
	t.Helper()
	for _, tt := range rows {
		if diff := cmp.Diff(tt.want, problemsOf(tt.yaml)); diff != "" {
			t.Errorf("%s: Decode(%.60q) (-want +got):\n%s", tt.name, tt.yaml, diff)
		}
	}
}

func TestKeys(t *testing.T) {
	testProblems(t, []problemRow{
		{"unknown, from a comma", "id: a\nowner: {name: K, Inc.}\n", []string{`f.yaml:2:18: There is no key "Inc." here; put a text with a comma inside { } in quotes.`}},
		{"unknown", "id: a\nzebra: b\n", []string{`f.yaml:2:1: There is no key "zebra" here.`}},
		{"mistyped", "id: a\nlabel: b\n", []string{`f.yaml:2:1: There is no key "label" here; did you mean "labels".`}},
		{"unknown, in a group", "id: a\nowner: {name: b, rolle: c}\n", []string{`f.yaml:2:18: There is no key "rolle" here; did you mean "role".`}},
		{"unknown, in a list", "id: a\nparts:\n  - id: b\n    size: 1\n", []string{`f.yaml:4:5: There is no key "size" here.`}},
		{"missing", "title: a\n", []string{`f.yaml:1:1: The key "id" is missing here.`}},
		{"missing, in a group", "id: a\nowner:\n  role: b\n", []string{`f.yaml:3:3: The key "name" is missing here.`}},
		{"missing, in a list", "id: a\nparts: [{id: b}, {}]\n", []string{`f.yaml:2:18: The key "id" is missing here.`}},
		{"unknown and missing", "nam: a\n", []string{`f.yaml:1:1: There is no key "nam" here.`, `f.yaml:1:1: The key "id" is missing here.`}},
		{"twice", "id: a\nid: b\n", []string{`f.yaml:2:1: The key "id" stands on line 1 already.`}},
		{"twice, in a map", "id: a\nlabels: {x: 1, x: 2}\n", []string{`f.yaml:2:16: The key "x" stands on line 2 already.`}},
		{"a number", "id: a\n1: b\n", []string{`f.yaml:2:1: There is no key "1" here.`}},
		{"a list", "id: a\n? [b]\n: c\n", []string{"f.yaml:2:3: A key must be a plain word."}},
		{"merge", "id: a\n<<: {title: b}\n", []string{"f.yaml:2:1: A key must be a plain word."}},
		{"merge, in a map", "id: a\nlabels: {<<: b}\n", []string{"f.yaml:2:10: A key must be a plain word."}},
		{"tagged", "id: a\n!!str title: b\n", []string{"f.yaml:2:1: A key must be a plain word."}},
		{"anchored", "id: a\n&x title: b\n", []string{"f.yaml:2:1: A key must be a plain word."}},
	})
}

func TestWrongTypes(t *testing.T) {
	const (
		list  = "This should be a list, each item after a dash or in [ ]."
		group = "This should be a group of keys, each with its value."
		whole = "This should be a group of keys: id, title, count, share, active, level, day, tags, parts, owner, labels, events."
	)
	testProblems(t, []problemRow{
		{"list for a text", "id: [a]\n", []string{"f.yaml:1:5: This should be a text."}},
		{"group for a text", "id: {a: b}\n", []string{"f.yaml:1:5: This should be a text."}},
		{"yes or no for a text", "id: true\n", []string{"f.yaml:1:5: Put true in quotes: without them YAML does not read it as a text."}},
		{"fraction for a text", "id: 2026.10\n", []string{"f.yaml:1:5: Put 2026.10 in quotes: without them YAML does not read it as a text."}},
		{"power for a text", "id: 1e3\n", []string{"f.yaml:1:5: Put 1e3 in quotes: without them YAML does not read it as a text."}},
		{"fraction in a map of texts", "id: a\nlabels: {b: 1.5}\n", []string{"f.yaml:2:13: Put 1.5 in quotes: without them YAML does not read it as a text."}},
		{"text for a whole number", "id: a\ncount: many\n", []string{`f.yaml:2:8: "many" is not a whole number.`}},
		{"fraction for a whole number", "id: a\ncount: 1.5\n", []string{`f.yaml:2:8: "1.5" is not a whole number.`}},
		{"huge whole number", "id: a\ncount: 99999999999999999999\n", []string{`f.yaml:2:8: "99999999999999999999" is not a whole number.`}},
		{"list for a whole number", "id: a\ncount: [1]\n", []string{"f.yaml:2:8: This should be a number."}},
		{"text for a number", "id: a\nshare: half\n", []string{`f.yaml:2:8: "half" is not a number.`}},
		{"no number for a number", "id: a\nshare: .nan\n", []string{`f.yaml:2:8: ".nan" is not a number.`}},
		{"infinite number", "id: a\nshare: -.inf\n", []string{`f.yaml:2:8: "-.inf" is not a number.`}},
		{"group for a number", "id: a\nshare: {a: 1}\n", []string{"f.yaml:2:8: This should be a number."}},
		{"word for true or false", "id: a\nactive: yes\n", []string{`f.yaml:2:9: "yes" should be true or false.`}},
		{"list for true or false", "id: a\nactive: [true]\n", []string{"f.yaml:2:9: This should be true or false."}},
		{"text for a list", "id: a\ntags: b\n", []string{"f.yaml:2:7: " + list}},
		{"group for a list", "id: a\nparts: {id: b}\n", []string{"f.yaml:2:8: " + list}},
		{"text for a group", "id: a\nowner: b\n", []string{"f.yaml:2:8: This should be a group of keys: name, role."}},
		{"list for a group", "id: a\nowner: [b]\n", []string{"f.yaml:2:8: This should be a group of keys: name, role."}},
		{"text for a map", "id: a\nlabels: b\n", []string{"f.yaml:2:9: " + group}},
		{"list for a map", "id: a\nlabels: [b]\n", []string{"f.yaml:2:9: " + group}},
		{"list for an event", "id: a\nevents: [[b]]\n", []string{"f.yaml:2:10: This should be a group of keys: date, what, outcome."}},
		{"text for the file", "a\n", []string{"f.yaml:1:1: " + whole}},
		{"list for the file", "- id: a\n", []string{"f.yaml:1:1: " + whole}},
		{"unknown word", "id: a\nlevel: severe\n", []string{`f.yaml:2:8: "severe" is not one of very_low, low, moderate, high, very_high.`}},
		{"word in capitals", "id: a\nlevel: High\n", []string{`f.yaml:2:8: "High" is not one of very_low, low, moderate, high, very_high.`}},
		{"list for a word", "id: a\nlevel: [high]\n", []string{"f.yaml:2:8: This should be a single word."}},
		{"date of another country", "id: a\nday: 23.11.2026\n", []string{`f.yaml:2:6: "23.11.2026" is not a day of the calendar, written like 2026-11-23.`}},
		{"day that does not exist", "id: a\nday: 2026-02-30\n", []string{`f.yaml:2:6: "2026-02-30" is not a day of the calendar, written like 2026-11-23.`}},
		{"list for a date", "id: a\nday: [2026-11-23]\n", []string{"f.yaml:2:6: This should be a single value."}},
	})
}

func TestNotUsedYAML(t *testing.T) {
	const anchors = "Anchors (&) and aliases (*) are not used in these files: write the value out."
	testProblems(t, []problemRow{
		{"anchor", "id: &x a\n", []string{"f.yaml:1:5: " + anchors}},
		{"anchored group", "id: a\nowner: &x {name: b}\n", []string{"f.yaml:2:8: " + anchors}},
		{"alias", "id: &x a\ntitle: *x\n", []string{"f.yaml:1:5: " + anchors, "f.yaml:2:8: " + anchors}},
		{"alias to nothing", "id: *x\n", []string{"f.yaml:1:5: This is not YAML that can be read: unknown anchor 'x' referenced; put a text that begins with * in quotes."}},
		{"tag", "id: !!str a\n", []string{"f.yaml:1:5: Tags such as !!str are not used in these files: take it out."}},
		{"tag of one's own", "id: a\nparts: [!x {id: b}]\n", []string{"f.yaml:2:9: Tags such as !x are not used in these files: take it out."}},
		{"tag on the file", "!!map {id: a}\n", []string{"f.yaml:1:1: Tags such as !!map are not used in these files: take it out."}},
		{"two documents", "id: a\n---\nid: b\n", []string{"f.yaml:2:1: A second document begins here: put it into a file of its own."}},
		{"two documents after an end", "id: a\n...\nid: b\n", []string{"f.yaml:3:1: A second document begins here: put it into a file of its own."}},
		{"second document that is no YAML", "id: a\n---\nid: 'b\n", []string{
			"f.yaml:3:5: This is not YAML that can be read: found unexpected end of stream; a quote is not closed.",
		}},
		{"empty", "", []string{"f.yaml:1:1: The file is empty."}},
		{"empty lines", "\n\n", []string{"f.yaml:1:1: The file is empty."}},
		{"comment only", "# Nothing yet.\n", []string{"f.yaml:1:1: The file is empty."}},
		{"start only", "---\n", []string{"f.yaml:1:1: The file is empty."}},
		{"null only", "~\n", []string{"f.yaml:1:1: The file is empty."}},
		{"byte order mark only", "\ufeff", []string{"f.yaml:1:1: The file is empty."}},
	})
}

func TestSyntax(t *testing.T) {
	const (
		unreadable = "This is not YAML that can be read: "
		token      = unreadable + "found character that cannot start any token; indent with spaces, and put a text that begins with a special sign in quotes."
		inQuotes   = unreadable + `mapping values are not allowed in this context; put a text that contains ": " in quotes.`
	)
	testProblems(t, []problemRow{
		{"tab", "id: a\nowner:\n\tname: b\n", []string{"f.yaml:3:1: " + token}},
		{"tab at the start", "\tid: a\n", []string{"f.yaml:1:1: " + token}},
		{"special sign", "id: @a\n", []string{"f.yaml:1:5: " + token}},
		{"colons", "id: a: b: c\n", []string{"f.yaml:1:6: " + inQuotes}},
		{"indented too far", "id: a\n title: b\n", []string{"f.yaml:2:7: " + inQuotes}},
		{"dash among keys", "id: a\n- b\n", []string{"f.yaml:2:1: " + unreadable + "did not find expected key; check that this line is indented like its neighbors."}},
		{"double quote", "id: \"a\n", []string{"f.yaml:1:5: " + unreadable + "found unexpected end of stream; a quote is not closed."}},
		{"single quote", "id: 'a\n", []string{"f.yaml:1:5: " + unreadable + "found unexpected end of stream; a quote is not closed."}},
		{"bracket", "id: a\ntags: [b\n", []string{"f.yaml:2:7: " + unreadable + `did not find expected ',' or ']'; a bracket is not closed, a comma is missing, or a text with a comma or ": " needs quotes.`}},
		{"brace", "id: a\nowner: {name: b\n", []string{"f.yaml:2:8: " + unreadable + `did not find expected ',' or '}'; a bracket is not closed, a comma is missing, or a text with a comma or ": " needs quotes.`}},
		{"bytes that are no text", "id: a\ntitle: \xff\xfe\n", []string{"f.yaml:2:8: " + unreadable + "invalid leading UTF-8 octet (value: 255); save the file as UTF-8."}},
		{"half a letter", "id: \xc3", []string{"f.yaml:1:5: " + unreadable + "incomplete UTF-8 octet sequence; save the file as UTF-8."}},
		{"NUL", "id: a\x00b\n", []string{"f.yaml:1:6: " + unreadable + "control characters are not allowed (value: 0)."}},
		{"escape", "id: a\x1b[31m\n", []string{"f.yaml:1:6: " + unreadable + "control characters are not allowed (value: 27)."}},
	})
}

func TestHostileSize(t *testing.T) {
	const n = 20_000
	deep := func(col string) []string {
		return []string{"f.yaml:1:" + col + ": This is not YAML that can be read: exceeded max depth of 10000; nothing here needs to be nested so deeply."}
	}
	testProblems(t, []problemRow{
		{"brackets", strings.Repeat("[", n), deep("10001")},
		{"closed brackets", strings.Repeat("[", n) + strings.Repeat("]", n), deep("10001")},
		{"braces", strings.Repeat("{a: ", n), deep("40001")},
		{"dashes", strings.Repeat("- ", n), deep("20001")},
		{"3 MB", "id: " + strings.Repeat("a", 3<<20), []string{
			"f.yaml:1:1: The file is larger than 2 MB, which no file of this kind needs: check that it is the right one.",
		}},
	})
}

// nest is a type without a bottom, as answers of sites are.
type nest struct {
	Nest *nest  `json:"nest,omitzero"`
	List []nest `json:"list,omitzero"`
}

func TestDeepNesting(t *testing.T) {
	for _, tt := range []struct {
		name, yaml string
		want       []string
	}{
		{"40 levels", strings.Repeat("{nest: ", 40) + "{}" + strings.Repeat("}", 40), nil},
		{"200 levels", strings.Repeat("{nest: ", 200) + "{}" + strings.Repeat("}", 200), []string{"f.yaml:1:358: This is nested too deeply."}},
		{"200 lists", strings.Repeat("{list: [", 200) + "{}" + strings.Repeat("]}", 200), []string{"f.yaml:1:408: This is nested too deeply."}},
		{"indentation", indented(1000), []string{"f.yaml:52:103: This is nested too deeply."}},
	} {
		var v nest
		got := lines(Decode("f.yaml", []byte(tt.yaml), &v).Problems)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: Decode (-want +got):\n%s", tt.name, diff)
		}
	}
}

// indented nests n levels by indentation.
func indented(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", 2*i) + "nest:\n")
	}
	return b.String()
}

func TestManyProblems(t *testing.T) {
	got := problemsOf("id: a\n" + strings.Repeat("id: b\n", 1000))
	if len(got) != MaxProblems+1 {
		t.Fatalf("%d problems, want %d", len(got), MaxProblems+1)
	}
	for i, want := range map[int]string{
		0:           `f.yaml:2:1: The key "id" stands on line 1 already.`,
		MaxProblems: "f.yaml:102:1: There are more problems; mend these first.",
	} {
		if got[i] != want {
			t.Errorf("problem %d = %q, want %q", i, got[i], want)
		}
	}
}

func TestKeysAreEscaped(t *testing.T) {
	testProblems(t, []problemRow{
		{"override written out", "id: a\nx\u202ey: 1\n", []string{`f.yaml:2:1: There is no key "x\u202ey" here.`}},
		{"override", `{id: a, "x\u202ey": 1}`, []string{`f.yaml:1:9: There is no key "x\u202ey" here.`}},
		{"isolate", `{id: a, "\u2066": 1}`, []string{`f.yaml:1:9: There is no key "\u2066" here.`}},
		{"no width", `{id: a, "\u200b": 1}`, []string{`f.yaml:1:9: There is no key "\u200b" here.`}},
		{"line separator", `{id: a, "x\u2028y": 1}`, []string{`f.yaml:1:9: There is no key "x\u2028y" here.`}},
		{"new line and color", `{id: a, "x\n\e[31m": 1}`, []string{`f.yaml:1:9: There is no key "x\n\x1b[31m" here.`}},
		{"bell", `{id: a, "\a": 1}`, []string{`f.yaml:1:9: There is no key "\a" here.`}},
		{"NUL", `{id: a, "\0": 1}`, []string{`f.yaml:1:9: There is no key "\x00" here.`}},
		{"long", "id: a\n" + strings.Repeat("k", 400) + ": 1\n", []string{`f.yaml:2:1: There is no key "` + strings.Repeat("k", 280) + "..."}},
		{"letters of the world", "id: a\nשלום: 1\n", []string{`f.yaml:2:1: There is no key "שלום" here.`}},
	})
}

func TestUnderstood(t *testing.T) {
	level := sample{ID: "a", Level: assessment.RiskHigh}
	for _, tt := range []struct {
		name, yaml string
		want       sample
	}{
		{"byte order mark", "\ufeffid: a\nlevel: high\n", level},
		{"CRLF", "id: a\r\nlevel: high\r\n", level},
		{"start and end", "---\nid: a\nlevel: high\n...\n", level},
		{"comments", "# A file.\nid: a # the id\n\nlevel: high\n# End.\n", level},
		{"in braces", `{"id": "a", "level": "high"}`, level},
		{"numbers", "id: 2026\ncount: 12\nshare: 3\n", sample{ID: "2026", Count: 12, Share: 3}},
		{"fraction", "id: a\nshare: 0.5\n", sample{ID: "a", Share: 0.5}},
		{"date as a text", "id: 2026-11-23\n", sample{ID: "2026-11-23"}},
		{"yes as a text", "id: yes\n", sample{ID: "yes"}},
		{"true", "id: a\nactive: true\n", sample{ID: "a", Active: true}},
		{"nothing filled in", "id:\ntitle: ~\ncount: null\nlevel:\nday:\ntags:\nowner:\nlabels:\n", sample{}},
		{"list", "id: a\ntags: [b, c]\nparts:\n  - id: d\n", sample{ID: "a", Tags: []string{"b", "c"}, Parts: []part{{"d"}}}},
		{"group", "id: a\nowner: {name: b, role: c}\n", sample{ID: "a", Owner: &owner{"b", "c"}}},
		{"map", "id: a\nlabels: {b: c, 164.312(a)(1): d}\n", sample{ID: "a", Labels: map[string]string{"b": "c", "164.312(a)(1)": "d"}}},
		{"events", "id: a\nevents: [b, {what: c, outcome: d}]\n", sample{ID: "a", Events: []assessment.Event{{What: "b"}, {What: "c", Outcome: "d"}}}},
		{"long text", "id: >-\n  a\n  b\ntitle: |\n  c\n  d\n", sample{ID: "a b", Title: "c\nd\n"}},
		{"emoji and right to left", "id: 🦷\ntitle: שלום مرحبا\n", sample{ID: "🦷", Title: "שלום مرحبا"}},
	} {
		var got sample
		if doc := Decode("f.yaml", []byte(tt.yaml), &got); len(doc.Problems) > 0 {
			t.Errorf("%s: Decode(%q) = %v", tt.name, tt.yaml, lines(doc.Problems))
		}
		if diff := cmp.Diff(tt.want, got, cmp.Comparer(func(a, b assessment.Date) bool { return a == b })); diff != "" {
			t.Errorf("%s: Decode(%q) (-want +got):\n%s", tt.name, tt.yaml, diff)
		}
	}
}
