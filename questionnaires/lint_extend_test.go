package questionnaires

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// extension is a questionnaire of an MSP's own, in which nothing is wrong.
const extension = `id: own
version: "3"
title: Our analysis
kind: base
extends: small
hide:
  - {id: fax-handling, why: Nobody faxes; we ask about usb instead.}
reword:
  - {id: auto-lock, text: Do all screens lock by themselves?}
controls:
  - {risk: lost-stick, key: [sticks-numbered], supporting: [line-guarded]}
sections:
  - id: controls
    title: Controls
    questions:
      - id: sticks-numbered
        text: Is every stick numbered?
        citations: ["164.310(d)(1)"]
        audience: msp
        remediation: {action: Number them., success: Each has a number., effort: small, days: 9, role: MSP}
  - id: lines
    title: Lines
    questions:
      - id: line-guarded
        text: Is the line guarded?
        citations: ["164.312(e)(1)"]
        audience: msp
        remediation: {action: Guard it., success: It is guarded., effort: small, days: 9, role: MSP}
`

// own puts the extension into the small library, with one text replaced.
func own(old, text string) change {
	return put("own.yaml", strings.Replace(extension, old, text, 1))
}

func TestLintExtensions(t *testing.T) {
	if got := lintLines(t, open(t, small(t, own("", "")))); got != nil {
		t.Fatalf("Lint = %q, want nothing", got)
	}
	testLint(t, []lintRow{
		{"extends nothing", own("extends: small", "extends: smal"), "own.yaml:5:10: There is no other questionnaire smal to extend."},
		{"extends itself", own("extends: small", "extends: own"), "own.yaml:5:10: There is no other questionnaire own to extend."},
		{"hides without a reason", own("why: Nobody faxes; we ask about usb instead.", `why: ""`), "own.yaml:7:29: Write why it is not asked; it is empty."},
		{"hides nothing", own("id: fax-handling", "id: fax-handlin"), "own.yaml:7:10: small asks no question fax-handlin; did you mean fax-handling."},
		{"hides the last of a row", own("id: fax-handling", "id: encryption"), "own.yaml:7:10: Without encryption nothing is asked about 164.312(a)(2)(iv): leave it in, or ask about that row in a question of your own."},
		{"rewords nothing", own("id: auto-lock,", "id: auto-look,"), "own.yaml:9:10: small asks no question auto-look; did you mean auto-lock."},
		{"rewords to nothing", own("Do all screens lock by themselves?", `""`), "own.yaml:9:5: Say what is reworded of auto-lock: text, guidance, evidence or remediation."},
		{
			"rewords a fact with a remediation", own("id: auto-lock,", "id: fax-in-use, remediation: {action: A, success: B, effort: small, days: 9, role: C},"),
			"own.yaml:9:35: A fact question is no control: take remediation out.",
		},
		{
			"rewords with half a remediation", own("id: auto-lock,", `id: auto-lock, remediation: {action: "", success: B, effort: small, days: 9, role: C},`),
			"own.yaml:9:43: Write the action; it is empty.",
		},
		{"rewords what is hidden", own("id: auto-lock,", "id: fax-handling,"), "own.yaml:9:10: fax-handling is hidden, so its words do not matter."},
		{"a risk that is not there", own("risk: lost-stick", "risk: lost-stik"), "own.yaml:11:12: There is no risk lost-stik; did you mean lost-stick."},
		{"a control that is not asked", own("supporting: [line-guarded]", "supporting: [line-guarded, fax-handling]"), "own.yaml:11:75: own asks no question fax-handling."},
		{"a fact as a control", own("supporting: [line-guarded]", "supporting: [line-guarded, fax-in-use]"), "own.yaml:11:75: fax-in-use asks for a fact and is no control."},
		{"a control of no risk", own("supporting: [line-guarded]", "supporting: []"), "own.yaml:24:9: line-guarded bears on no risk: name it as a control in risks.yaml, or say why not with compliance_only."},
		{"hides without extending", swap("small.yaml", "kind: base\n", "kind: base\nhide: [{id: analysis, why: So.}]\n"), "small.yaml:5:7: Only a questionnaire that extends another has hide: add extends, or take it out."},
	})
	for _, tt := range []struct{ id, want string }{
		{"floppy-disks", "own.yaml:24:13: floppy-disks was retired in part.yaml: a retired id never comes back, so give the question another."},
		{"usb-blocked", "part.yaml:11:13: The id usb-blocked is used already in own.yaml: ids are unique over all files."},
	} {
		got := lintLines(t, open(t, small(t, put("own.yaml", strings.ReplaceAll(extension, "line-guarded", tt.id)))))
		if !strings.Contains(strings.Join(got, "\n"), tt.want) {
			t.Errorf("the id %s: Lint = %q, want %q among it", tt.id, got, tt.want)
		}
	}
}

func TestLintCirclesOfExtensions(t *testing.T) {
	const head = "version: \"1\"\ntitle: One\nkind: base\nsections: []\n"
	got := lintLines(t, open(t, small(t, put("one.yaml", "id: one\nextends: two\n"+head), func(t testing.TB, files fstest.MapFS) {
		put("two.yaml", "id: two\nextends: one\n"+head)(t, files)
	})))
	want := []string{
		"one.yaml:2:10: What is extended leads in a circle from one back to it.",
		"two.yaml:2:10: What is extended leads in a circle from two back to it.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Lint (-want +got):\n%s", diff)
	}
}

func TestCatalogOfAnExtension(t *testing.T) {
	cat := catalog(t, open(t, small(t, own("id: line-guarded\n", "id: line-guarded\n        replaces: [fax-handling]\n"))), "own")
	q := &cat.Questionnaire
	if q.ID != "own" || q.Base() != "small" || q.Version != "3+2026.1" {
		t.Errorf("it is %s@%s of the base %s, want own@3+2026.1 of small", q.ID, q.Version, q.Base())
	}
	var asked []string
	for _, s := range q.Sections {
		for _, question := range s.Questions {
			asked = append(asked, s.ID+"/"+question.ID)
		}
	}
	want := []string{
		"about/fax-in-use", "about/fax-count", "about/fax-vendor", "controls/analysis", "controls/encryption", "controls/auto-lock",
		"controls/sticks-numbered", "media/usb-blocked", "media/media-counted", "lines/line-guarded",
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("it asks (-want +got):\n%s", diff)
	}
	if got := cat.Question("auto-lock").Remediation.Action; got != "Set the lock." {
		t.Errorf("the action for auto-lock is %q, want that of small", got)
	}
	if got := cat.Question("auto-lock").Text; got != "Do all screens lock by themselves?" {
		t.Errorf("auto-lock asks %q", got)
	}
	for _, tt := range []struct {
		risk            string
		key, supporting []string
	}{
		{"lost-laptop", []string{"encryption"}, []string{"auto-lock"}},
		{"lost-stick", []string{"usb-blocked", "auto-lock", "sticks-numbered"}, []string{"encryption", "line-guarded"}},
		{"wrong-number", []string{"line-guarded"}, nil}, // in the place of what is hidden and replaced
	} {
		r := cat.Risk(tt.risk)
		if diff := cmp.Diff([][]string{tt.key, tt.supporting}, [][]string{r.Key, r.Supporting}, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("controls of %s (-want +got):\n%s", tt.risk, diff)
		}
	}
	if extended := catalog(t, open(t, small(t, own("", ""))), "small"); extended.Question("fax-handling") == nil || extended.Question("sticks-numbered") != nil {
		t.Error("the extension changed what it extends")
	}
}

func TestCatalogOfAnExtensionByVersion(t *testing.T) {
	lib := open(t, small(t, own("", "")))
	for _, ref := range []string{"own", "own@3", "own@3+2026.1"} {
		if got := catalog(t, lib, ref).Questionnaire.Version; got != "3+2026.1" {
			t.Errorf("%s has the version %s, want 3+2026.1", ref, got)
		}
	}
	if _, err := lib.Catalog("own@3+2025.1"); !errors.Is(err, ErrUnknown) {
		t.Errorf("Catalog(own@3+2025.1) = %v, want %v", err, ErrUnknown)
	}
}
