package questionnaires

import (
	"strings"
	"testing"
	"testing/fstest"
)

const screening = `id: touch
version: "1"
title: Do they touch PHI?
kind: screening
outcomes:
  - {id: holds, title: They do, means: They hold PHI., next: Open an analysis., days: 30, any: [{question: seen, is: [yes]}]}
  - {id: clear, title: They do not, means: There is none., next: Ask again., days: 365}
sections:
  - id: touch
    title: Touch
    questions:
      - {id: seen, text: Was any seen?, audience: client}
`

func TestLintScreenings(t *testing.T) {
	with := func(old, text string) change { return put("touch.yaml", strings.Replace(screening, old, text, 1)) }
	if got := lintLines(t, open(t, small(t, with("", "")))); got != nil {
		t.Fatalf("Lint = %q, want nothing", got)
	}
	testLint(t, []lintRow{
		{"no outcomes", put("touch.yaml", screening[:strings.Index(screening, "outcomes:")]+screening[strings.Index(screening, "sections:"):]), "touch.yaml:1:1: A screening needs outcomes: what its answers come to."},
		{"outcomes of a base", swap("small.yaml", "kind: base\n", "kind: base\noutcomes: [{id: a, title: A, means: A, next: A, days: 1}]\n"), "small.yaml:5:11: Only a screening has outcomes: take them out."},
		{"an id twice", with("id: clear", "id: holds"), `touch.yaml:7:10: The outcome's id "holds" should be a word that no other outcome of the file has.`},
		{"no next step", with("next: Ask again.", `next: ""`), "touch.yaml:7:66: Write what to do next; it is empty."},
		{"no day", with("days: 365", "days: 0"), "touch.yaml:7:84: Say in how many days to ask again, from 1 to 366: every client is screened once a year."},
		{"a last outcome with conditions", with("days: 365", "days: 365, all: [{question: seen, is: [no]}]"), "touch.yaml:7:5: The last outcome is the one that holds when no other does: take its conditions out, or add one without."},
		{"an outcome that always holds", with(", any: [{question: seen, is: [yes]}]", ""), "touch.yaml:6:5: Say when holds holds: only the last outcome has no conditions."},
		{"a question that is not asked", with("question: seen", "question: sean"), "touch.yaml:6:108: touch asks no question sean; did you mean seen."},
		{"a question of another file", with("question: seen", "question: analysis"), "touch.yaml:6:108: touch asks no question analysis."},
		{"another answer", with("is: [yes]", "is: [maybe]"), `touch.yaml:6:119: "maybe" should be yes, no or unsure.`},
		{"a condition on the client", with("question: seen, is: [yes]", "client: kind, is: [yes]"), "touch.yaml:6:97: A condition of an outcome names a question and its answers (question and is)."},
	})
}

func TestLintOverlays(t *testing.T) {
	const overlay = "id: later\nversion: \"1\"\ntitle: Later\nkind: overlay\nover: [small]\nsections:\n  - id: later\n    title: Later\n    questions:\n" +
		"      - {id: later-on, text: Will you?, audience: client, proposal: \"Proposed 1: later\"}\n"
	with := func(old, text string) change { return put("later.yaml", strings.Replace(overlay, old, text, 1)) }
	if got := lintLines(t, open(t, small(t, with("", "")))); got != nil {
		t.Fatalf("Lint = %q, want nothing", got)
	}
	testLint(t, []lintRow{
		{"over nothing", with("[small]", "[smal]"), "later.yaml:5:8: There is no questionnaire smal."},
		{"over itself", with("[small]", "[later]"), "later.yaml:5:8: later is of the kind overlay: an overlay lies over a base."},
		{"a base over another", swap("small.yaml", "kind: base\n", "kind: base\nover: [part]\n"), "small.yaml:5:7: Only an overlay lies over other questionnaires: take over out."},
		{"a proposal of a base", swap("small.yaml", "id: analysis\n", "id: analysis\n        proposal: A proposal\n"), "small.yaml:32:19: Only an overlay asks about a proposal: take it out."},
	})
}

func TestLintActivities(t *testing.T) {
	table := put(activitiesFile, "standard,seq,key_activity\n164.308(a)(1),1,Identify\n164.308(a)(1),2,Conduct\n")
	named := func(keys string) change {
		return func(t testing.TB, files fstest.MapFS) {
			table(t, files)
			swap("small.yaml", "id: encryption\n", "id: encryption\n        activities: "+keys+"\n")(t, files)
			swap("small.yaml", "at_least: 5", "at_least: 5, why: Few people talk.")(t, files)
			swap("small.yaml", "is: [covered_entity]", "is: [covered_entity], why: Only there.")(t, files)
			swap("small.yaml", "at_least: 2", "at_least: 2, why: Nothing is sent.")(t, files)
		}
	}
	both := `["164.308(a)(1)/1", "164.308(a)(1)/2"]`
	if got := lintLines(t, open(t, small(t, named(both)))); got != nil {
		t.Fatalf("Lint = %q, want nothing", got)
	}
	testLint(t, []lintRow{
		{"an unknown activity", named(`["164.308(a)(1)/1", "164.308(a)(1)/2", "164.308(a)(1)/3"]`), `small.yaml:39:60: "164.308(a)(1)/3" is not a key activity of NIST SP 800-66r2: write the standard and the number, such as 164.308(a)(1)/3.`},
		{"an activity twice", named(`["164.308(a)(1)/1", "164.308(a)(1)/2", "164.308(a)(1)/2"]`), "small.yaml:39:60: 164.308(a)(1)/2 is named twice."},
		{"an activity left out", named(`["164.308(a)(1)/1"]`), "small.yaml:1:5: small asks about every row of the rule, but nothing about these key activities of NIST SP 800-66r2: 164.308(a)(1)/2."},
		{"an activity of a fact", func(t testing.TB, files fstest.MapFS) {
			named(both)(t, files)
			swap("small.yaml", "id: fax-vendor\n", "id: fax-vendor\n        activities: [\"164.308(a)(1)/1\"]\n")(t, files)
		}, "small.yaml:25:21: A fact question is no control: take activities out."},
		{"a row that a condition can leave without a question", func(t testing.TB, files fstest.MapFS) {
			named(both)(t, files)
			swap("small.yaml", ", why: Few people talk.", "")(t, files)
		}, "small.yaml:35:15: Nothing is asked about 164.308(a)(1)(ii)(A) where this does not hold: add why, the reason for which the row has nothing to ask then."},
	})
}
