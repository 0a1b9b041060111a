package questionnaires

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// lintRow changes one thing of the small library, in which this is then the only problem.
type lintRow struct {
	name   string
	change change
	want   string
}

func testLint(t *testing.T, rows []lintRow) {
	t.Helper()
	for _, tt := range rows {
		got := lintLines(t, open(t, small(t, tt.change)))
		if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
			t.Errorf("%s: Lint (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSmallIsClean(t *testing.T) {
	if got := lintLines(t, open(t, small(t, archived()))); got != nil {
		t.Errorf("Lint = %q, want nothing", got)
	}
}

func TestLintIDs(t *testing.T) {
	const (
		none  = "Give it an id: a word that stays the same for ever."
		word  = " should be small letters, digits and single dashes, such as device-encryption."
		taken = ": ids are unique over all files."
	)
	testLint(t, []lintRow{
		{"no question id", swap("small.yaml", "id: analysis", `id: ""`), "small.yaml:31:13: " + none},
		{"no threat id", swap("threats.yaml", "id: flood", `id: ""`), "threats.yaml:3:8: " + none},
		{"no risk id", swap("risks.yaml", "id: wrong-number", "id:"), "risks.yaml:15:6: " + none},
		{"capitals", swap("small.yaml", "id: analysis", "id: Analysis"), `small.yaml:31:13: The id "Analysis"` + word},
		{"space", swap("threats.yaml", "id: flood", "id: a flood"), `threats.yaml:3:8: The id "a flood"` + word},
		{"underscore", swap("risks.yaml", "id: wrong-number", "id: wrong_number"), `risks.yaml:15:7: The id "wrong_number"` + word},
		{"two dashes", swap("risks.yaml", "id: wrong-number", "id: wrong--number"), `risks.yaml:15:7: The id "wrong--number"` + word},
		{"digit first", swap("risks.yaml", "id: wrong-number", "id: 2-numbers"), `risks.yaml:15:7: The id "2-numbers"` + word},
		{"other letters", swap("risks.yaml", "id: wrong-number", "id: größe"), `risks.yaml:15:7: The id "größe"` + word},
		{"question twice", swap("small.yaml", "id: analysis", "id: fax-vendor"), "small.yaml:31:13: The id fax-vendor is used already in small.yaml" + taken},
		{"question of another file", swap("small.yaml", "id: fax-vendor", "id: usb-blocked"), "small.yaml:24:13: The id usb-blocked is used already in part.yaml" + taken},
		{"threat as a question", swap("threats.yaml", "id: flood", "id: analysis"), "threats.yaml:3:8: The id analysis is used already in small.yaml" + taken},
		{"risk as a threat", swap("risks.yaml", "id: wrong-number", "id: flood"), "risks.yaml:15:7: The id flood is used already in threats.yaml" + taken},
		{"questionnaire", swap("small.yaml", "id: small", "id: Small"), `small.yaml:1:5: The id "Small" should be small letters, digits and single dashes, such as security-rule.`},
		{"section", swap("small.yaml", "id: controls", "id: The controls"), `small.yaml:28:9: The section's id "The controls" should be a word that no other section of the file has.`},
		{"section twice", swap("small.yaml", "id: controls", "id: about"), `small.yaml:28:9: The section's id "about" should be a word that no other section of the file has.`},
	})
}

func TestLintTexts(t *testing.T) {
	testLint(t, []lintRow{
		{"version", swap("small.yaml", `version: "2026.1"`, `version: ""`), `small.yaml:2:10: Write the version, such as "2026.1"; it is empty.`},
		{"title", swap("small.yaml", "title: A small risk analysis", "title:"), "small.yaml:3:7: Write a title; it is empty."},
		{"since", swap("small.yaml", `since: "2025.1"`, `since: " "`), "small.yaml:7:31: Write the version that retired it; it is empty."},
		{"why", swap("small.yaml", "why: It asked two things.", `why: ""`), "small.yaml:7:46: Write why it was retired; it is empty."},
		{"question", swap("small.yaml", "text: Is there a risk analysis?", "text:"), "small.yaml:32:14: Write the question; it is empty."},
		{"choice", swap("small.yaml", "text: With a machine", `text: ""`), "small.yaml:18:13: Write the choice; it is empty."},
		{"action", swap("small.yaml", "action: Write it.", `action: ""`), "small.yaml:37:31: Write the action; it is empty."},
		{"success", swap("small.yaml", "success: It is signed.", `success: ""`), "small.yaml:37:51: Write how one can tell that it is done; it is empty."},
		{"role", swap("small.yaml", "role: Security official", `role: ""`), "small.yaml:37:97: Write who should own it; it is empty."},
		{"threat", swap("threats.yaml", "title: A pipe breaks", `title: ""`), "threats.yaml:3:22: Write a title; it is empty."},
		{"why of a threat", swap("threats.yaml", "why: Numbers look alike.", `why: ""`), "threats.yaml:2:97: Write why it occurs as often as that; it is empty."},
		{"vulnerability", swap("risks.yaml", "vulnerability: A fax goes to a stranger", "vulnerability:"), "risks.yaml:17:17: Write the vulnerability; it is empty."},
	})
}

func TestLintQuestionnaires(t *testing.T) {
	const overlay = "id: later\nversion: \"1\"\ntitle: Later\nkind: overlay\nsections: []\n"
	testLint(t, []lintRow{
		{
			"no libraries", func(t testing.TB, files fstest.MapFS) {
				drop("risks.yaml")(t, files)
				drop("threats.yaml")(t, files)
				drop("part.yaml")(t, files)
				swap("small.yaml", "include: [part]\n", "")(t, files)
			},
			"small.yaml:4:7: A base questionnaire needs the libraries threats.yaml and risks.yaml beside it.",
		},
		{"include of nothing", swap("small.yaml", "[part]", "[prat]"), "small.yaml:5:11: There is no other questionnaire prat to include."},
		{"include of itself", swap("small.yaml", "[part]", "[part, small]"), "small.yaml:5:17: There is no other questionnaire small to include."},
		{"retired id that comes back", swap("small.yaml", "id: old-question", "id: analysis"), "small.yaml:7:5: analysis is retired and asked again: a retired id never comes back."},
		{"retired here, asked there", swap("small.yaml", "id: old-question", "id: usb-blocked"), "part.yaml:11:13: usb-blocked was retired in small.yaml: a retired id never comes back, so give the question another."},
		{"section without questions", swap("small.yaml", "sections:\n", "sections:\n  - {id: empty, title: Empty, questions: []}\n"), "small.yaml:9:5: Section empty has no questions."},
		{"nothing asked", put("later.yaml", overlay), "later.yaml:5:11: The questionnaire asks nothing: give it sections with questions."},
		{"replaced and asked", swap("small.yaml", "[disk-encryption]", "[disk-encryption, auto-lock]"), "small.yaml:42:37: auto-lock is asked itself, so it cannot be replaced."},
		{"unknown word", swap("small.yaml", "kind: base", "kind: basic"), `small.yaml:4:7: "basic" is not one of base, screening, overlay.`},
		{"unknown key", swap("small.yaml", "per: site", "pre: site"), `small.yaml:55:9: There is no key "pre" here; did you mean "per".`},
		{"missing key", swap("small.yaml", "        audience: client\n        when: {question: fax-count", "        when: {question: fax-count"), `small.yaml:50:9: The key "audience" is missing here.`},
	})
}

func TestLintControls(t *testing.T) {
	const remediation = "        remediation: {action: Write it., success: It is signed., effort: small, days: 30, role: Security official}\n"
	testLint(t, []lintRow{
		{"choices", swap("small.yaml", "        compliance_only:", "        choices: [{id: a, text: A}]\n        compliance_only:"), "small.yaml:36:18: Only a fact question has choices: add fact: choice, or take them out."},
		{
			"no risk", swap("small.yaml", "        compliance_only: A paper stops no threat.\n", ""),
			"small.yaml:31:9: analysis bears on no risk: name it as a control in risks.yaml, or say why not with compliance_only.",
		},
		{
			"a risk after all", swap("small.yaml", "        replaces: [disk-encryption]\n", "        compliance_only: None.\n"),
			"small.yaml:42:26: encryption bears on the risk lost-stick, so take compliance_only out.",
		},
		{"no remediation", swap("small.yaml", remediation, ""), "small.yaml:31:9: analysis needs a remediation: what to do where the answer is not Yes."},
		{"no effort", swap("small.yaml", "effort: medium", "effort: ~"), "small.yaml:43:22: Say how large the effort is: small, medium or large."},
		{"no day", swap("small.yaml", "days: 60", "days: 0"), "small.yaml:43:96: The remediation should take 1 to 365 days."},
		{"a day before", swap("small.yaml", "days: 60", "days: -1"), "small.yaml:43:96: The remediation should take 1 to 365 days."},
		{"more than a year", swap("small.yaml", "days: 60", "days: 366"), "small.yaml:43:96: The remediation should take 1 to 365 days."},
		{"no citation", swap("small.yaml", `["164.308(a)(1)(ii)(A)"]`, "[]"), "small.yaml:31:9: analysis cites no row of the rule: add citations, or a fact key if it is no control."},
		{
			"mistyped citation", swap("small.yaml", "164.308(a)(1)(ii)(A)", "164.308(a)(1)(ii)(AA)"),
			`small.yaml:33:21: "164.308(a)(1)(ii)(AA)" is not a row of the Security Rule; did you mean 164.308(a)(1)(ii)(A).`,
		},
		{"unknown citation", swap("small.yaml", "164.308(a)(1)(ii)(A)", "Privacy Rule"), `small.yaml:33:21: "Privacy Rule" is not a row of the Security Rule.`},
		{"cited twice", swap("part.yaml", `["164.310(d)(1)"]`, `["164.310(d)(1)", "164.310(d)(1)"]`), "part.yaml:13:38: 164.310(d)(1) is cited twice."},
		{
			"required and addressable", swap("small.yaml", `["164.312(a)(2)(iv)"]`, `["164.312(a)(2)(iv)", "164.308(a)(1)(ii)(A)"]`),
			"small.yaml:40:20: Cite addressable rows only, or none of them: a decision cannot cover a required row (164.306(d)).",
		},
		{
			"standard and addressable", swap("part.yaml", `["164.310(d)(1)"]`, `["164.310(d)(1)", "164.312(a)(2)(iv)"]`),
			"part.yaml:13:20: Cite addressable rows only, or none of them: a decision cannot cover a required row (164.306(d)).",
		},
	})
}

func TestLintFacts(t *testing.T) {
	with := func(line string) change {
		return swap("small.yaml", "        fact: text\n", "        fact: text\n        "+line+"\n")
	}
	testLint(t, []lintRow{
		{"citations", with(`citations: ["164.312(e)(1)"]`), "small.yaml:28:20: A fact question is no control: take citations out."},
		{"remediation", with("remediation: {action: a, success: b, effort: small, days: 1, role: c}"), "small.yaml:28:22: A fact question is no control: take remediation out."},
		{"per site", with("per: site"), "small.yaml:28:14: A fact question is no control: take per out."},
		{"compliance only", with("compliance_only: None."), "small.yaml:28:26: A fact question is no control: take compliance_only out."},
		{"choices of a text", with("choices: [{id: a, text: A}, {id: b, text: B}]"), "small.yaml:28:18: Only fact: choice has choices."},
		{"one choice", swap("small.yaml", "          - {id: none, text: We do not}\n", ""), "small.yaml:12:9: fax-in-use needs two choices or more."},
		{"choice in capitals", swap("small.yaml", "{id: none", "{id: None"), `small.yaml:17:13: The choice's id "None" should be a word that no other choice of the question has.`},
		{"choice twice", swap("small.yaml", "{id: none", "{id: machine"), `small.yaml:18:13: The choice's id "machine" should be a word that no other choice of the question has.`},
	})
}

func TestLintConditions(t *testing.T) {
	const (
		onClient = "when: {client: kind, is: [covered_entity]}"
		onFact   = "when: {question: fax-in-use, is: [machine]}"
		either   = "A condition names either a client fact (client) or a fact question (question)."
	)
	client := func(when string) change { return swap("small.yaml", onClient, "when: "+when) }
	fact := func(when string) change { return swap("small.yaml", onFact, "when: "+when) }
	testLint(t, []lintRow{
		{"on nothing", client("{is: [covered_entity]}"), "small.yaml:48:15: " + either},
		{"on two things", client("{client: kind, question: fax-in-use, is: [machine]}"), "small.yaml:48:15: " + either},
		{"words for a number", client(`{client: sites, is: ["2"]}`), "small.yaml:48:15: A condition on sites takes at_least."},
		{"number for words", client("{client: kind, at_least: 2}"), "small.yaml:48:15: A condition on kind takes is, a list."},
		{"words and a number", client("{client: workforce, is: [many], at_least: 2}"), "small.yaml:48:15: A condition on workforce takes at_least."},
		{"neither words nor a number", client("{client: clearinghouse}"), "small.yaml:48:15: A condition on clearinghouse takes is, a list."},
		{"unknown kind", client("{client: kind, is: [covered_entity, clinic]}"), `small.yaml:48:51: "clinic" is not one of covered_entity, business_associate, subcontractor.`},
		{"neither yes nor no", client("{client: plan_sponsor, is: [maybe]}"), `small.yaml:48:43: "maybe" should be "yes" or "no".`},
		{"unknown question", fact("{question: fax-in-us, is: [machine]}"), "small.yaml:23:26: There is no question fax-in-us; did you mean fax-in-use."},
		{"control", fact("{question: usb-blocked, is: [yes]}"), "small.yaml:23:26: usb-blocked asks about a safeguard: a condition names client facts or fact questions only."},
		{"no answer", fact("{question: fax-in-use}"), "small.yaml:23:15: Say for which answers to fax-in-use the condition holds (is, a list)."},
		{"number of a text", fact("{question: fax-vendor, at_least: 2}"), "small.yaml:23:15: Say for which answers to fax-vendor the condition holds (is, a list)."},
		{"unknown choice", fact("{question: fax-in-use, is: [machine, online]}"), `small.yaml:23:52: "online" is not a choice of fax-in-use.`},
		{"circle of one", fact("{question: fax-count, at_least: 1}"), "small.yaml:23:26: The conditions lead in a circle from fax-count back to it."},
	})
}

func TestLintCircles(t *testing.T) {
	inUse := func(when string) change {
		return swap("small.yaml", "        text: How do you fax?\n", "        text: How do you fax?\n        when: "+when+"\n")
	}
	vendor := func(when string) change { return swap("small.yaml", "fact: text", "fact: text\n        when: "+when) }
	both := func(a, b change) change {
		return func(t testing.TB, files fstest.MapFS) { a(t, files); b(t, files) }
	}
	for _, tt := range []struct {
		name   string
		change change
		want   []string
	}{
		{"of two", inUse("{question: fax-count, at_least: 1}"), []string{
			"small.yaml:14:26: The conditions lead in a circle from fax-in-use back to it.",
			"small.yaml:24:26: The conditions lead in a circle from fax-count back to it.",
		}},
		{"of three", both(inUse("{question: fax-vendor, is: [us]}"), vendor("{question: fax-count, at_least: 1}")), []string{
			"small.yaml:14:26: The conditions lead in a circle from fax-in-use back to it.",
			"small.yaml:24:26: The conditions lead in a circle from fax-count back to it.",
			"small.yaml:29:26: The conditions lead in a circle from fax-vendor back to it.",
		}},
		{"of one, seen from outside", both(inUse("{question: fax-in-use, is: [none]}"), vendor("{question: fax-in-use, is: [none]}")), []string{
			"small.yaml:14:26: The conditions lead in a circle from fax-in-use back to it.",
		}},
		{"none in a long row", vendor("{question: fax-count, at_least: 1}"), nil},
	} {
		got := lintLines(t, open(t, small(t, tt.change)))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("circle %s: Lint (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestLintLibraries(t *testing.T) {
	testLint(t, []lintRow{
		{"no source", swap("threats.yaml", "source: environmental", "source: ~"), "threats.yaml:3:3: Threat flood needs a source and an occurrence."},
		{"no occurrence", swap("threats.yaml", "occurrence: low", "occurrence: ~"), "threats.yaml:3:3: Threat flood needs a source and an occurrence."},
		{"mistyped threat", swap("risks.yaml", "threat: misdial", "threat: misdail"), `risks.yaml:16:11: There is no threat misdail; did you mean misdial.`},
		{"unknown threat", swap("risks.yaml", "threat: misdial", "threat: aliens"), `risks.yaml:16:11: There is no threat aliens.`},
		{"no impact", swap("risks.yaml", "confidentiality: moderate, ", ""), "risks.yaml:19:11: Rate the impact of wrong-number on confidentiality, integrity and availability."},
		{"no key control", swap("risks.yaml", "key: [encryption]", "key: []"), "risks.yaml:1:3: Risk lost-laptop needs a key control."},
		{"mistyped key control", swap("risks.yaml", "key: [encryption]", "key: [encrypton]"), "risks.yaml:6:9: There is no question encrypton; did you mean encryption."},
		{"unknown supporting control", swap("risks.yaml", "supporting: [auto-lock]", "supporting: [auto-lock, prayer]"), "risks.yaml:7:27: There is no question prayer."},
		{"fact as a control", swap("risks.yaml", "key: [fax-handling]", "key: [fax-handling, fax-vendor]"), "risks.yaml:20:23: fax-vendor asks for a fact and is no control."},
		{"control twice", swap("risks.yaml", "supporting: [auto-lock]", "supporting: [encryption]"), "risks.yaml:7:16: encryption is a control of this risk already."},
		{"condition on a control", swap("risks.yaml", "question: fax-in-use", "question: auto-lock"), "risks.yaml:21:20: auto-lock asks about a safeguard: a condition names client facts or fact questions only."},
		{"id of an assessor's risk", swap("risks.yaml", "id: wrong-number", "id: own-number"), "risks.yaml:15:7: An id that begins with own- is of a risk that an assessor adds: give own-number another."},
		{"unknown kind of asset", swap("risks.yaml", "[fax]", "[telex]"), `risks.yaml:18:12: "telex" is not one of server, workstation, laptop, tablet, phone, wearable, removable-media, backup, medical-device, printer, network, ehr, email, file-share, cloud-service, messaging, fax, website, facility.`},
	})
}

func TestLintAgainstTheArchive(t *testing.T) {
	const (
		gone  = "small.yaml:1:5: Question analysis of version 2025.1 is gone: keep its id, name it under replaces, or list it under retired."
		asked = "      - id: analysis\n"
	)
	renamed := swap("small.yaml", asked, "      - id: risk-analysis\n")
	for _, tt := range []struct {
		name   string
		change []change
		want   []string
	}{
		{"nothing changed", nil, nil},
		{"lost", []change{renamed}, []string{gone}},
		{"replaced", []change{renamed, swap("small.yaml", "[disk-encryption]", "[disk-encryption, analysis]")}, nil},
		{"retired", []change{renamed, swap("small.yaml", "retired:\n", "retired:\n  - {id: analysis, since: \"2026.1\", why: It was long.}\n")}, nil},
		{"retired by an included file", []change{renamed, swap("part.yaml", "retired:\n", "retired:\n  - {id: analysis, since: \"2026.1\", why: It was long.}\n")}, nil},
		{"replaced by an included file", []change{renamed, swap("part.yaml", "text: Are USB sticks blocked?", "text: Are USB sticks blocked?\n        replaces: [analysis]")}, nil},
		{"not retired any more", []change{swap("small.yaml", "id: old-question", "id: older-question")}, []string{
			"small.yaml:1:5: old-question was retired in version 2025.1: keep it listed under retired.",
		}},
	} {
		got := lintLines(t, open(t, small(t, append([]change{archived()}, tt.change...)...)))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: Lint (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestLintReadsTheArchive(t *testing.T) {
	testLint(t, []lintRow{
		{"problem of an archived file", archived(swap("risks.yaml", "threat: misdial", "threat: misdail")), `archive/small@2025.1/risks.yaml:16:11: There is no threat misdail; did you mean misdial.`},
		{"lost questions of an archived file", archived(swap("small.yaml", "id: fax-vendor", "id: fax-maker")), "small.yaml:1:5: Question fax-maker of version 2025.1 is gone: keep its id, name it under replaces, or list it under retired."},
	})
}

// TestLintSaysItOnce: each row has one mistake, and however much follows from it, one problem is reported.
func TestLintSaysItOnce(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change change
		want   string
	}{
		{"a file that is no YAML", put("small.yaml", "id: a: b"), "small.yaml:1:6: This is not YAML that can be read"},
		{"an empty library", put("threats.yaml", ""), "threats.yaml:1:1: The file is empty."},
		{"an unreadable part of a group", swap("threats.yaml", "source: environmental", "source: weather"), `"weather" is not one of adversarial`},
		{"no kind", swap("small.yaml", "kind: base", "kind: ~"), "Say of which kind it is"},
		{"no audience", swap("small.yaml", "        audience: client\n        fact: choice\n", "        audience: ~\n        fact: choice\n"), "Say who is likely to know"},
		{"no section title", swap("small.yaml", "    title: How the client works\n", "    title: \" \"\n"), "Write the section's title"},
		{"an id that is no word, retired", swap("small.yaml", "id: old-question", "id: Old Question"), `The id "Old Question" should be`},
		{"an id that is no word, replaced", swap("small.yaml", "[disk-encryption]", "[Disk]"), `The id "Disk" should be`},
		{"replaced twice", swap("small.yaml", "[disk-encryption]", "[disk-encryption, disk-encryption]"), "disk-encryption is replaced by encryption already."},
		{"a general rule", swap("small.yaml", `citations: ["164.312(a)(2)(iv)"]`, `citations: ["164.306(a)(1)"]`), "164.306(a)(1) is a general rule, which is not assessed row by row"},
		{"at_least on a choice", swap("small.yaml", "when: {question: fax-in-use, is: [machine]}", "when: {question: fax-in-use, is: [machine], at_least: 2}"), "Say for which answers to fax-in-use"},
		{"a gate in a file that is not included", func(t testing.TB, files fstest.MapFS) {
			put("far.yaml", "id: far\nversion: \"1\"\ntitle: Far\nkind: overlay\nsections:\n  - id: far\n    title: Far\n    questions:\n"+
				"      - {id: far-fact, text: \"Far?\", audience: msp, when: {question: fax-in-use, is: [machine]}, fact: text}\n")(t, files)
		}, "fax-in-use is asked in small.yaml, which is not included here."},
		{"an overlay included", swap("part.yaml", "kind: base", "kind: overlay"), "part is of another kind (overlay)"},
		{"a section of an included file again", swap("small.yaml", "  - id: about\n", "  - id: media\n"), "Section media is both in small and in part."},
		{"two files with one id", put("twin.yaml", "id: part\nversion: \"9\"\ntitle: Twin\nkind: base\ninclude: [small]\nsections: []\n"), "part.yaml has the id part too"},
		{"a folder of the archive with another version", func(t testing.TB, files fstest.MapFS) {
			archived()(t, files)
			swap("archive/small@2025.1/small.yaml", `version: "2025.1"`, `version: "2025.2"`)(t, files)
		}, "The folder is of version 2025.1, but the file of version 2025.2."},
		{"a folder of the archive without its questionnaire", put("archive/small@2024.1/notes.txt", ""), "The folder has no questionnaire small."},
	} {
		got := lintLines(t, open(t, small(t, tt.change)))
		if len(got) != 1 || !strings.Contains(got[0], tt.want) {
			t.Errorf("%s: Lint = %q, want one problem with %q", tt.name, got, tt.want)
		}
	}
}

func TestLintEndsSoonOnHugeFiles(t *testing.T) {
	var b strings.Builder
	b.WriteString("id: huge\nversion: \"1\"\ntitle: Huge\nkind: overlay\nsections:\n  - id: all\n    title: All\n    questions:\n")
	for i := range 12_000 {
		fmt.Fprintf(&b, "      - {id: q%d, text: \"?\", audience: msp, fact: text, when: {question: q%d, is: [a]}}\n", i, i+1)
	}
	got := lintLines(t, open(t, small(t, put("huge.yaml", b.String()))))
	if len(got) != 1 || !strings.Contains(got[0], "There are 12000 questions; a questionnaire has at most 2000.") {
		t.Errorf("Lint = %q, want one problem with the number of questions", got)
	}
}
