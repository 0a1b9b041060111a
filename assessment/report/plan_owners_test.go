package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestOwnerPages recomputes the pages: one for each owner with something to do, whatever the case and the spaces of the
// name, with all of the owner's lines and no line, answer or risk of anybody else.
func TestOwnerPages(t *testing.T) {
	for name, s := range plans(t) {
		t.Run(name, func(t *testing.T) {
			want := map[string][]string{}
			for _, l := range openLines(s) {
				key := strings.ToLower(strings.Join(strings.Fields(l.rem.Owner), " "))
				want[key] = append(want[key], l.no)
			}
			got := map[string][]string{}
			d := report.RemediationPlan(s)
			for _, page := range ownerPages(t, d) {
				key := strings.ToLower(strings.Join(strings.Fields(page.name), " "))
				if key == "nobody yet" {
					key = ""
				}
				got[key] = numbersOn(page.blocks)
				checkPrivate(t, s, key, textOf(page.blocks))
			}
			for _, list := range [2]map[string][]string{want, got} {
				for _, nos := range list {
					slices.Sort(nos)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("lines by owner (-want +got):\n%s", diff)
			}
			checkOwnersTable(t, s, d, want)
		})
	}
}

type ownersPage struct {
	name   string
	blocks []report.Block
}

// ownerPages gives the pages to hand out, each of which begins a page of paper.
func ownerPages(t *testing.T, d *report.Document) []ownersPage {
	t.Helper()
	var list []ownersPage
	part := partOf1(d, "Pages to hand out")
	for i, b := range part {
		h, ok := b.(report.Heading)
		if !ok {
			if len(list) > 0 && b != report.Block(report.PageBreak{}) {
				list[len(list)-1].blocks = append(list[len(list)-1].blocks, b)
			}
			continue
		}
		if i == 0 || part[i-1] != report.Block(report.PageBreak{}) {
			t.Errorf("the page of %s does not begin a page", h.Text)
		}
		list = append(list, ownersPage{name: h.Text})
	}
	return list
}

// partOf1 gives all blocks of a chapter, its headings with them.
func partOf1(d *report.Document, chapter string) []report.Block {
	from := slices.IndexFunc(d.Blocks, func(b report.Block) bool { return isChapter(b, chapter) })
	if from < 0 {
		return nil
	}
	return d.Blocks[from+1:]
}

func isChapter(b report.Block, name string) bool {
	h, ok := b.(report.Heading)
	return ok && h.Level == 1 && h.Text == name
}

// numbersOn gives the numbers of the lines on a page; those that are done stand in a list.
func numbersOn(blocks []report.Block) []string {
	var nos []string
	for _, b := range blocks {
		switch b := b.(type) {
		case report.Together:
			nos = append(nos, numbersOn(b.Blocks)...)
		case report.Heading:
			if no, _, ok := strings.Cut(b.Text, ". "); ok {
				nos = append(nos, no)
			}
		}
	}
	return nos
}

// checkPrivate looks on the page of one owner for what belongs to others.
func checkPrivate(t *testing.T, s assessment.Snapshot, key, text string) {
	t.Helper()
	own := map[string]bool{}
	eachLine(s.Content, func(r *assessment.Remediation) {
		if strings.ToLower(strings.Join(strings.Fields(r.Owner), " ")) == key {
			own[r.Action] = true
		}
	})
	eachLine(s.Content, func(r *assessment.Remediation) {
		if !own[r.Action] && strings.Contains(text, r.Action) {
			t.Errorf("the page of %q has the line %q of another owner", key, r.Action)
		}
	})
	for _, risk := range s.Result.Risks {
		if strings.Contains(text, risk.Heading()) {
			t.Errorf("the page of %q names the risk %q", key, risk.Heading())
		}
	}
	for id, a := range s.Content.Answers {
		if len(a.Note) > 20 && strings.Contains(text, a.Note) {
			t.Errorf("the page of %q has what was noted beside %s", key, id)
		}
	}
}

// checkOwnersTable recomputes what each owner has to do.
func checkOwnersTable(t *testing.T, s assessment.Snapshot, d *report.Document, want map[string][]string) {
	t.Helper()
	rows := tableIn(partOf(d, 1, "Pages to hand out")).Rows
	if len(rows) != len(want) {
		t.Fatalf("%d owners, want %d", len(rows), len(want))
	}
	for _, r := range rows {
		key := strings.ToLower(strings.Join(strings.Fields(r.Cells[0].Text), " "))
		if key == "nobody yet" {
			key = ""
		}
		open, late, done, unpriced, cost, next := 0, 0, 0, 0, 0.0, ""
		eachLine(s.Content, func(rem *assessment.Remediation) {
			switch {
			case strings.ToLower(strings.Join(strings.Fields(rem.Owner), " ")) != key || rem.Status == assessment.Cancelled:
			case rem.Status == assessment.Done:
				done++
			default:
				open++
				cost += rem.Cost
				if rem.Cost == 0 {
					unpriced++
				}
				if rem.Late(s.Content.Date) {
					late++
				} else if due := rem.Due.String(); due != "" && (next == "" || due < next) {
					next = due
				}
			}
		})
		got := fmt.Sprint(r.Cells[1].Text, r.Cells[2].Text, r.Cells[3].Text, r.Cells[6].Text)
		if want := fmt.Sprint(fmt.Sprint(open), fmt.Sprint(late), fmt.Sprint(done), fmt.Sprint(unpriced)); got != want {
			t.Errorf("%s has %s to do, late, done and without an estimate, want %s", r.Cells[0].Text, got, want)
		}
		if r.Cells[5].Text != "No estimate" && number(t, r.Cells[5].Text) != cost || r.Cells[5].Text == "No estimate" && cost != 0 {
			t.Errorf("%s costs %s, want %v", r.Cells[0].Text, r.Cells[5].Text, cost)
		}
		var day assessment.Date
		if err := day.UnmarshalText([]byte(next)); err != nil {
			t.Fatal(err)
		}
		if want := day.Short(); r.Cells[4].Text != want && (want != "" || r.Cells[4].Text != "Not set") {
			t.Errorf("the next of %s is due %s, want %s", r.Cells[0].Text, r.Cells[4].Text, want)
		}
	}
}

// TestNobodysPageComesLast: it asks to choose an owner, and tells nobody to report.
func TestNobodysPageComesLast(t *testing.T) {
	pages := ownerPages(t, report.RemediationPlan(mixed(t)))
	last := pages[len(pages)-1]
	if last.name != "Nobody yet" || !strings.Contains(textOf(last.blocks), "Choose an owner for each") {
		t.Errorf("the last page is of %q:\n%s", last.name, textOf(last.blocks))
	}
	if !slices.IsSortedFunc(pages[:len(pages)-1], func(a, b ownersPage) int {
		return strings.Compare(strings.ToLower(strings.TrimSpace(a.name)), strings.ToLower(strings.TrimSpace(b.name)))
	}) {
		t.Errorf("owners are not in the order of their names")
	}
}
