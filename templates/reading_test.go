package templates

import (
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestReadingShowsEveryBlock: what documents of assessments do not have yet is shown as well.
func TestReadingShowsEveryBlock(t *testing.T) {
	doc := &report.Document{Name: "sample", Title: "Sample", Notice: "Proposed, not in force.", Missing: "DRAFT: 1 of 9.", Foot: "As of today.", Blocks: []report.Block{
		report.Text{Lead: "First.", Text: "Before any heading."},
		report.Heading{Level: 1, Text: "Scope"},
		report.Together{Title: "R1  Laptop", Blocks: []report.Block{
			report.Heading{Level: 3, Text: "R1  Laptop"},
			report.Table{Columns: []report.Column{{Title: "No.", Width: 1}, {Title: "Level", Width: 2}, {Title: "State", Width: 4}, {Title: "Cost", Width: 3, Right: true}}, Rows: []report.Row{
				{Group: "High"},
				{Cells: []report.Cell{{Text: "R1"}, {Level: assessment.RiskHigh}, {Mark: report.Half}, {Text: "$1,200", Bold: true}}},
				{Cells: []report.Cell{{}, {}, {Text: "Yes", Mark: report.Check}, {}}},
			}},
		}},
		report.PageBreak{},
		report.Contents{},
		report.Text{Text: "Boxed words", Tone: report.Boxed},
		report.Text{Text: "Muted words", Tone: report.Muted},
		report.List{Items: []string{"An item"}},
		report.Facts{Rows: []report.Fact{{Label: "Sites", Value: "Main"}}},
		report.Figure{Chart: report.LevelBars{}, Caption: "Levels: none."},
		report.Figure{Chart: report.LevelBars{}, Caption: "Again: none."},
		report.Lines{Labels: []string{"Signature"}},
		report.Ask{
			Number: "1.1", Text: "Is it locked?", Who: "Client", Before: []string{"Asked when open"}, Guidance: "A lock.", Places: []string{"Main"},
			Choices: []string{"Yes", "No"}, Lines: []string{"Note"}, After: []report.Fact{{Label: "Proof", Value: "A photo"}},
		},
	}}
	got := render(t, ReadingPage{AssessmentPage: AssessmentPage{Page: galleryPage("light"), ID: "a"}, Document: doc}.Complete().View())
	rest := got
	for _, want := range []string{
		"DRAFT: 1 of 9.", "Proposed, not in force.", "<strong>First.</strong>", "Before any heading.",
		`<h2 id="part-1"><span class="reading-number">1</span> Scope</h2>`, `<h3 id="part-1-item-1"><span class="reading-number">R1</span> Laptop</h3>`,
		"Table: R1 Laptop</caption>", `<th scope="col" class="num" width="30.0%">Cost</th>`, `<th scope="rowgroup" colspan="4">High</th>`,
		`<a href="#part-1-item-1">R1</a></th>`, "level level-high", `<span class="visually-hidden">Partly in place</span>`, "<strong>$1,200</strong>",
		"banner banner-info", "Boxed words", `<p class="hint">Muted words</p>`, "<li>An item</li>", "<dt>Sites</dt>",
		`aria-label="Chart: R1 Laptop"`, `aria-label="Chart: R1 Laptop, 2"`, "<li>Signature</li>",
		"Is it locked?", "Client", "Asked when open", "A lock.", "<li>Main</li>", "<li>Yes</li>", "<li>No</li>", "<li>Note</li>", "<dt>Proof</dt>", "As of today.",
	} {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("the page lacks %s, or not in its place:\n%s", want, rest)
		}
		rest = after
	}
}
