package report_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/questionnaires"
)

// blanks are a risk analysis, a screening and an overlay that between them have all that a questionnaire can have.
var blanks = []string{"practice", "phi-check", "proposal"}

func blankCatalog(t *testing.T, id string) *assessment.Catalog {
	t.Helper()
	lib, err := questionnaires.Open(os.DirFS("testdata/blank"))
	if err != nil {
		t.Fatal(err)
	}
	cat, err := lib.Catalog(id)
	if err != nil {
		t.Fatal(err)
	}
	cat.Hash = "sha256:of-this-edition" // which changes with how editions are hashed
	return cat
}

func TestBlank(t *testing.T) {
	for _, id := range blanks {
		t.Run(id, func(t *testing.T) {
			golden(t, "testdata/blank/"+id+".md", report.Markdown(report.Blank(blankCatalog(t, id))))
		})
	}
}

// TestBlankIsWhole: the paper has every question of the shipped questionnaire once, with its number, guidance, evidence
// and citations.
func TestBlankIsWhole(t *testing.T) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cat, err := lib.Catalog("security-rule")
	if err != nil {
		t.Fatal(err)
	}
	var asked []report.Ask
	for _, b := range report.Blank(cat).Blocks {
		if a, ok := b.(report.Ask); ok {
			asked = append(asked, a)
		}
	}
	n := 0
	for i, s := range cat.Questionnaire.Sections {
		for j, q := range s.Questions {
			if n >= len(asked) {
				t.Fatalf("%d questions stand on paper, want %d", len(asked), len(cat.Questions()))
			}
			a := asked[n]
			n++
			text := fmt.Sprint(a)
			if a.Number != fmt.Sprintf("%d.%d", i+1, j+1) || a.Text != q.Text || a.Guidance != q.Guidance {
				t.Errorf("%s stands there as %s %q", q.ID, a.Number, a.Text)
			}
			if conditional := len(cat.Premises(&q)) > 0; conditional != strings.Contains(text, "Ask only if ") {
				t.Errorf("%s: that it has a condition is %v, and the paper says otherwise", q.ID, conditional)
			}
			for _, want := range append(append([]string{}, q.Citations...), q.Evidence...) {
				if !strings.Contains(text, want) {
					t.Errorf("%s does not say %q", q.ID, want)
				}
			}
		}
	}
	if n != len(asked) {
		t.Errorf("%d questions stand on paper, want %d", len(asked), n)
	}
}

// TestMarkdownShowsTextsAsTheyAre: nothing that a file says becomes markup.
func TestMarkdownShowsTextsAsTheyAre(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"plain, 164.308(a)(1)(ii)(A) and more", "plain, 164.308(a)(1)(ii)(A) and more"},
		{"<script>x</script>", `\<script\>x\</script\>`},
		{"*a* _b_ `c` [d](e) ~f~", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\~f\\~"},
		{"Tom & Co, &amp; more", `Tom & Co, \&amp; more`},
		{"# a\n## b #", "\\# a\n\\#\\# b \\#"},
		{"1. one\n2) two\n- three\n+ four", "1\\. one\n2\\) two\n\\- three\n\\+ four"},
		{"title\n---\ntitle\n===", "title\n\\---\ntitle\n\\==="},
		{"text\n\n      code\n\tcode", "text\n\ncode\ncode"},
		{"a | b\n:-- | :--", "a \\| b\n:-- \\| :--"},
		{`back\slash`, `back\\slash`},
	} {
		d := &report.Document{Blocks: []report.Block{report.Text{Text: tt.text}}}
		if got := report.Markdown(d); !strings.Contains(got, "\n"+tt.want+"\n") {
			t.Errorf("Markdown(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestMarkdownOfReports: every kind of block has a form in Markdown.
func TestMarkdownOfReports(t *testing.T) {
	for _, d := range report.All(sample(t)) {
		text := report.Markdown(d)
		for _, b := range d.Blocks {
			if h, ok := b.(report.Heading); ok && !strings.Contains(text, "# "+h.Text) {
				t.Errorf("%s lacks the heading %q", d.Name, h.Text)
			}
		}
	}
}
