package answers

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
	"safeguard/questionnaires"
	"safeguard/questionnaires/strict"
)

// head is the first seven keys, which must be there, but for the answers.
const head = `questionnaire: security-rule
client: {name: Riverside Family Dental, kinds: [covered_entity], sites: [main, annex]}
period: 2026
date: 2026-11-23
assessor: {name: Dana Reyes}
scope: All ePHI.
`

// none is a file in which nothing is answered. What is added to it begins on line 8.
const none = head + "answers: {}\n"

func library(t testing.TB) *questionnaires.Library {
	t.Helper()
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// parse reads an answers file and gives a line for each problem.
func parse(t testing.TB, lib *questionnaires.Library, src string) (*assessment.Content, []string) {
	t.Helper()
	_, content, err := Parse(lib, "a.yaml", []byte(src))
	var problems strict.Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatal(err)
	}
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return content, lines
}

type problemRow struct {
	name, yaml string
	want       []string
}

func testProblems(t *testing.T, rows []problemRow) {
	t.Helper()
	lib := library(t)
	for _, tt := range rows {
		_, got := parse(t, lib, tt.yaml)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: Parse (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestQuestionnaire(t *testing.T) {
	named := func(ref string) string { return strings.Replace(none, "security-rule", ref, 1) }
	_, err := library(t).Catalog("nothing")
	_, known, _ := strings.Cut(err.Error(), `"nothing"`)
	there := known + "."
	testProblems(t, []problemRow{
		{"current", none, nil},
		{"by its version", named("security-rule@2026.2"), nil},
		{"archived", named("security-rule@2025.1"), nil},
		{
			"an id of an archived one", strings.Replace(named("security-rule@2025.1"), "{}", "{password-change-interval: {response: yes}, leaver-checklist: {response: no}}", 1),
			nil,
		},
		{
			"an id that was not yet asked", strings.Replace(named("security-rule@2025.1"), "{}", "{leaver-devices-returned: {response: yes}}", 1),
			[]string{"a.yaml:7:11: leaver-devices-returned is not a question of security-rule 2025.1."},
		},
		{"unknown", named("privacy-rule"), []string{`a.yaml:1:16: There is no questionnaire "privacy-rule"` + there}},
		{"unknown version", named("security-rule@2019.1"), []string{`a.yaml:1:16: There is no questionnaire "security-rule@2019.1"` + there}},
		{"not filled in", named(""), []string{"a.yaml:1:15: Name the questionnaire that was answered, such as security-rule."}},
		{"a list", named("[security-rule]"), []string{"a.yaml:1:16: This should be a text."}},
		{"empty file", "", []string{"a.yaml:1:1: The file is empty."}},
		{"a word", "hello", []string{"a.yaml:1:1: This should be a group of keys: questionnaire, client, period, date, assessor, scope, answers, security_official, exclusions, sources, inventory, assets, vendors, incidents, changes, limitations, changed, changed_asked, threshold, decisions, threats, overrides, risks_reviewed, risks_excluded, own..."}},
		{"nothing but the questionnaire", "questionnaire: security-rule\n", []string{
			`a.yaml:1:1: The key "client" is missing here.`,
			`a.yaml:1:1: The key "period" is missing here.`,
			`a.yaml:1:1: The key "date" is missing here.`,
			`a.yaml:1:1: The key "assessor" is missing here.`,
			`a.yaml:1:1: The key "scope" is missing here.`,
			`a.yaml:1:1: The key "answers" is missing here.`,
		}},
	})
}

func TestClient(t *testing.T) {
	with := func(old, text string) string { return strings.Replace(none, old, text, 1) }
	testProblems(t, []problemRow{
		{"no name", with("Riverside Family Dental", `" "`), []string{"a.yaml:2:16: Name the client."}},
		{"no kind", with("[covered_entity]", "[]"), []string{"a.yaml:2:48: Say what the client is: covered_entity, business_associate or subcontractor (160.103)."}},
		{"unknown kind", with("[covered_entity]", "[clinic]"), []string{`a.yaml:2:49: "clinic" is not one of covered_entity, business_associate, subcontractor.`}},
		{"negative workforce", with("sites:", "workforce: -1, sites:"), []string{"a.yaml:2:77: The workforce cannot be negative."}},
		{"negative individuals", with("sites:", "individuals: -1, sites:"), []string{"a.yaml:2:79: The number of individuals cannot be negative."}},
		{"site without a name", with("annex", `""`), []string{"a.yaml:2:80: This item is empty: fill it in or take it out."}},
		{"site twice", with("annex", "main"), []string{`a.yaml:2:80: Site "main" is listed twice.`}},
		{"two digits of a year", with("period: 2026", "period: 26"), []string{"a.yaml:3:9: The period 26 and the as-of date 2026-11-23 do not belong together: mend one of them."}},
		{"a word for the year", with("period: 2026", "period: this"), []string{`a.yaml:3:9: "this" is not a whole number.`}},
		{"no date", with("2026-11-23", ""), []string{"a.yaml:4:6: Give the as-of date, like 2026-11-23."}},
		{"another country's date", with("2026-11-23", "11/23/2026"), []string{`a.yaml:4:7: "11/23/2026" is not a day of the calendar, written like 2026-11-23.`}},
	})
}

func TestAnswers(t *testing.T) {
	answer := func(line string) string { return head + "answers:\n  " + line + "\n" }
	const (
		safeguard = " asks about a safeguard: give a response (yes, partial, no, unknown, not_applicable), not a choice or value."
		fact      = " asks for a fact: give a choice or value, or respond unknown or not_applicable."
	)
	testProblems(t, []problemRow{
		{"mistyped question", answer("device-encrypton: {response: yes}"), []string{"a.yaml:8:3: device-encrypton is not a question of security-rule 2026.2; did you mean device-encryption."}},
		{"unknown question", answer("astrology: {response: yes}"), []string{"a.yaml:8:3: astrology is not a question of security-rule 2026.2."}},
		{"retired question", answer("password-change-interval: {response: yes}"), []string{
			"a.yaml:8:3: password-change-interval was retired from security-rule in version 2026.1: Forced changes lead to weak passwords, so length and reuse are asked about instead. Take it out.",
		}},
		{"replaced question", answer("leaver-checklist: {response: yes}"), []string{"a.yaml:8:3: leaver-checklist is called leaver-devices-returned in security-rule 2026.2: use that id."}},
		{"fact answered with yes", answer("remote-work: {response: yes}"), []string{"a.yaml:8:27: remote-work" + fact}},
		{"fact that is unknown", answer("remote-work: {response: unknown}"), nil},
		{"control answered with a choice", answer("device-encryption: {choice: all}"), []string{"a.yaml:8:3: device-encryption" + safeguard}},
		{"control answered with a value", answer("device-encryption: {response: yes, value: all}"), []string{"a.yaml:8:3: device-encryption" + safeguard}},
		{"unknown choice", answer("remote-work: {choice: everybody}"), []string{`a.yaml:8:25: "everybody" is not a choice of remote-work: take one of nobody, some-staff, most-staff.`}},
		{"value for a choice", answer("remote-work: {value: many}"), []string{"a.yaml:8:24: remote-work takes a choice, not a value."}},
		{"unknown response", answer("device-encryption: {response: maybe}"), []string{`a.yaml:8:33: "maybe" is not one of yes, partial, no, unknown, not_applicable.`}},
		{"response without its key", answer("device-encryption: yes"), []string{"a.yaml:8:22: This should be a group of keys: response, choice, value, note, reason, owner, due, verified, source, mode, by, on, client, sites."}},
		{"how it came to be", answer("device-encryption: {response: yes, source: call, mode: alone, by: Dana Reyes, on: 2026-11-02}"), nil},
		{"unknown source", answer("device-encryption: {response: yes, source: rumor}"), []string{`a.yaml:8:46: "rumor" is not one of call, visit, records, client.`}},
		{"proof without a method", answer("device-encryption: {response: yes, verified: {date: 2026-10-02}}"), []string{`a.yaml:8:48: The key "method" is missing here.`}},
		{"unknown site", answer("workstation-placement: {sites: {attic: {response: yes}}}"), []string{`a.yaml:8:35: "attic" is not a site of the client: its sites are main, annex.`}},
		{"choice at a site", answer("workstation-placement: {sites: {main: {choice: all}}}"), []string{"a.yaml:8:35: workstation-placement" + safeguard}},
		{"not asked per site", answer("device-encryption: {sites: {main: {response: yes}}}"), []string{"a.yaml:8:30: device-encryption is not asked per site: give one response for the whole client."}},
		{"emoji and right to left", answer("device-encryption: {response: yes, note: \"🦷 שלום مرحبا\"}"), nil},
		{"override in an id", answer(`"a\u202eb": {response: yes}`), []string{`a.yaml:8:3: a\u202eb is not a question of security-rule 2026.2.`}},
		{"new line in an id", answer(`"a\nb": {response: yes}`), []string{"a.yaml:8:3: a b is not a question of security-rule 2026.2."}},
	})
}

// TestFilesAreNotTyped: a digest that somebody typed would prove nothing.
func TestFilesAreNotTyped(t *testing.T) {
	testProblems(t, []problemRow{
		{"a proof with a file", none + "proofs: [{what: Export, date: 2026-11-10, method: test, questions: [], files: [{name: a.csv, size: 1, sha256: abc}]}]\n", []string{
			"a.yaml:8:9: An answers file holds no files: say in words what was seen, under verified of the answer.",
		}},
	})
}

func TestSitesThatAreNotListed(t *testing.T) {
	src := strings.Replace(head, ", sites: [main, annex]", "", 1) + "answers: {workstation-placement: {sites: {main: {response: yes}}}}\n"
	testProblems(t, []problemRow{
		{"no sites", src, []string{`a.yaml:2:9: List the client's sites, since answers.workstation-placement.sites.main names one.`}},
	})
}

func TestRegister(t *testing.T) {
	const assessed = " is not a row of the Security Rule that is assessed"
	testProblems(t, []problemRow{
		{"decision on a required row", none + "decisions: {164.308(a)(1)(ii)(A): {choice: neither}}\n", []string{"a.yaml:8:13: 164.308(a)(1)(ii)(A) is required: a decision is possible only for an addressable specification (164.306(d)(3))."}},
		{"decision on a standard", none + "decisions: {164.312(a)(1): {choice: neither}}\n", []string{"a.yaml:8:13: 164.312(a)(1) is standard: a decision is possible only for an addressable specification (164.306(d)(3))."}},
		{"mistyped citation", none + "decisions: {164.312(a)(2)(vi): {choice: neither}}\n", []string{"a.yaml:8:13: 164.312(a)(2)(vi)" + assessed + "; did you mean 164.312(a)(2)(i)."}},
		{"unknown citation", none + "decisions: {Privacy Rule: {choice: neither}}\n", []string{"a.yaml:8:13: Privacy Rule" + assessed + "."}},
		{"review before the decision", none + "decisions: {164.312(a)(2)(iv): {choice: neither, date: 2026-11-10, review: 2026-11-09}}\n", []string{"a.yaml:8:76: The review (2026-11-09) lies before the decision (2026-11-10)."}},
		{"mistyped threat", none + "threats: {device-los: {occurrence: low}}\n", []string{"a.yaml:8:11: device-los is not a threat of the library; did you mean device-loss."}},
		{"unknown threat", none + "threats: {aliens: {occurrence: low}}\n", []string{"a.yaml:8:11: aliens is not a threat of the library."}},
		{"mistyped risk", none + "overrides: {lost-laptp: {harm: low}}\n", []string{"a.yaml:8:13: lost-laptp is neither a risk of this questionnaire nor one of own_risks; did you mean lost-laptop."}},
		{"unknown excluded risk", none + "risks_excluded: {aliens: {reason: None came.}}\n", []string{"a.yaml:8:18: aliens is neither a risk of this questionnaire nor one of own_risks."}},
		{"basis of an unknown risk", none + "risks_reviewed: {by: D, date: 2026-11-20, basis: {aliens: None came.}}\n", []string{"a.yaml:8:51: aliens is neither a risk of this questionnaire nor one of own_risks."}},
		{"treatment of an unknown risk", none + "treatment: {aliens: {response: avoid}}\n", []string{"a.yaml:8:13: aliens is neither a risk of this questionnaire nor one of own_risks."}},
		{"treatment that ends before it begins", none + "treatment: {lost-laptop: {response: accept, date: 2026-11-20, expires: 2026-11-19}}\n", []string{"a.yaml:8:72: The expiry (2026-11-19) lies before the date (2026-11-20)."}},
		{"level that is no level", none + "threshold: {level: severe}\n", []string{`a.yaml:8:20: "severe" is not one of very_low, low, moderate, high, very_high.`}},
		{"impact that is none", none + "overrides: {lost-laptop: {impact: {integrity: severe}}}\n", []string{`a.yaml:8:47: "severe" is not one of very_low, low, moderate, high, very_high.`}},
	})
}

func TestOwnRisks(t *testing.T) {
	own := func(id, threat, rest string) string {
		return none + "own_risks:\n  - {id: " + id + ", threat: " + threat + ", vulnerability: It is wet, " + rest + "}\n"
	}
	const (
		low  = "impact: {availability: low}"
		good = low + ", harm: low"
	)
	testProblems(t, []problemRow{
		{"complete", own("own-flood", "water-damage", good), nil},
		{"with a control for its harm", own("own-flood", "water-damage", low+", key: [power-and-climate]"), nil},
		{"id of the library's kind", own("flood", "water-damage", good), []string{"a.yaml:9:10: The id of a risk of your own begins with own-, such as own-flood."}},
		{"mistyped threat", own("own-flood", "water-damag", good), []string{`a.yaml:9:29: "water-damag" is not a threat of the library; did you mean water-damage.`}},
		{"no impact", own("own-flood", "water-damage", "impact: {}, harm: low"), []string{"a.yaml:9:77: Rate the impact of own-flood on confidentiality, integrity or availability."}},
		{"neither harm nor control", own("own-flood", "water-damage", low), []string{"a.yaml:9:5: own-flood has no key control, so state its harm."}},
		{"mistyped control", own("own-flood", "water-damage", good+", key: [power-and-climat]"), []string{"a.yaml:9:115: power-and-climat is not a question of security-rule 2026.2; did you mean power-and-climate."}},
		{"fact for a control", own("own-flood", "water-damage", good+", supporting: [remote-work]"), []string{"a.yaml:9:122: remote-work asks for a fact and is no control."}},
		{"id twice", own("own-flood", "water-damage", good) + "  - {id: own-flood, threat: fire, vulnerability: It burns, " + good + "}\n", []string{"a.yaml:10:10: own-flood is the id of another risk too."}},
		{"used in the register", own("own-flood", "water-damage", good) + "treatment: {own-flood: {response: avoid}}\n", nil},
	})
}

func TestAssets(t *testing.T) {
	asset := func(rest string) string { return none + "assets: [{name: Chart PC, kind: workstation" + rest + "}]\n" }
	testProblems(t, []problemRow{
		{"complete", asset(", count: 2, site: main, ephi: [creates, received], portable: false"), nil},
		{"negative count", asset(", count: -1"), []string{"a.yaml:8:53: The count should be a number of things, zero or more."}},
		{"unknown site", asset(", site: attic"), []string{`a.yaml:8:52: "attic" is not a site of the client: its sites are main, annex.`}},
		{"yes for true", asset(", portable: yes"), []string{`a.yaml:8:56: "yes" should be true or false.`}},
		{"no kind", none + "assets: [{name: Chart PC}]\n", []string{`a.yaml:8:10: The key "kind" is missing here.`}},
		{"said not to exist", asset("") + "inventory: {none: [laptop, workstation]}\n", []string{`a.yaml:8:33: inventory.none says that there is no workstation, but "Chart PC" is one: take one of them out.`}},
	})
}

func TestRemediation(t *testing.T) {
	line := func(rest string) string { return none + "remediation:\n  - {id: r1, action: Do it" + rest + "}\n" }
	testProblems(t, []problemRow{
		{"due before the start", line(", start: 2027-02-01, due: 2027-01-31"), []string{"a.yaml:9:53: The due date (2027-01-31) lies before the start (2027-02-01)."}},
		{"completed before the start", line(", start: 2026-11-02, completed: 2026-11-01"), []string{"a.yaml:9:59: The completion (2026-11-01) lies before the start (2026-11-02)."}},
		{"negative cost", line(", cost: -1"), []string{"a.yaml:9:35: The cost should be a number of dollars, zero or more."}},
		{"cost with a sign", line(", cost: $1200"), []string{`a.yaml:9:35: "$1200" is not a number.`}},
		{"id twice", line("") + "  - {id: r1, action: Do that}\n", []string{"a.yaml:10:10: r1 is the id of remediation 1 in this list too."}},
		{"mistyped question", line(", questions: [device-encrypton]"), []string{"a.yaml:9:41: device-encrypton is not a question of security-rule 2026.2; did you mean device-encryption."}},
		{"retired question", line(", questions: [fax-cover-sheet]"), []string{"a.yaml:9:41: fax-cover-sheet was retired from security-rule in version 2026.1: A cover sheet protects no ePHI; how faxes are handled is asked instead. Take it out."}},
		{"fact question", line(", questions: [remote-work]"), []string{"a.yaml:9:41: remote-work asks for a fact and is no control."}},
		{"unknown risk", line(", risks: [own-flood]"), []string{"a.yaml:9:37: own-flood is neither a risk of this questionnaire nor one of own_risks."}},
		{
			"every field of a line",
			line(`, approver: {name: Dr. Lee, title: Owner}, resources: Two days of Sam, start: 2026-10-01, due: 2026-11-20, milestones: [{date: 2026-11-02, what: Half}],` +
				` completed: 2026-11-19, verified_by: Sam, verified: 2026-11-20, review: 2027-11-01`),
			nil,
		},
		{"milestone after the due date", line(", due: 2027-01-31, milestones: [{date: 2027-02-01, what: Half}]"), []string{"a.yaml:9:66: The interim date 2027-02-01 lies after the due date (2027-01-31)."}},
		{"milestone without a word", line(", milestones: [{date: 2027-02-01}]"), []string{`a.yaml:9:42: The key "what" is missing here.`}},
		{"mistyped field of a milestone", line(", milestones: [{day: 2027-02-01, date: 2027-02-01, what: Half}]"), []string{`a.yaml:9:43: There is no key "day" here.`}},
		{"verified before it was completed", line(", completed: 2026-11-02, verified: 2026-11-01"), []string{"a.yaml:9:62: The verification (2026-11-01) lies before the completion (2026-11-02)."}},
		{"verified after the assessment", line(", verified: 2026-11-24"), []string{"a.yaml:9:39: 2026-11-24 lies after the assessment's own date (2026-11-23): mend one of them."}},
		{"review before the start", line(", start: 2026-11-02, review: 2026-11-01"), []string{"a.yaml:9:56: The next review (2026-11-01) lies before the start (2026-11-02)."}},
		{"unknown status", line(", status: late"), []string{`a.yaml:9:37: "late" is not one of open, done, cancelled.`}},
	})
}

func TestDates(t *testing.T) {
	const (
		late = " lies after the assessment's own date (2026-11-23): mend one of them."
		far  = " lies more than a year after the assessment's date (2026-11-23): check the year."
	)
	testProblems(t, []problemRow{
		{"next review before the assessment", none + "next_review: 2026-11-22\n", []string{"a.yaml:8:14: The next review (2026-11-22) lies before the assessment (2026-11-23)."}},
		{"next review on the same day", none + "next_review: 2026-11-23\n", nil},
		{"source after the assessment", none + "sources: [{kind: scan, date: 2026-11-24}]\n", []string{"a.yaml:8:30: 2026-11-24" + late}},
		{"incident after the assessment", none + "incidents: [{what: A phish, date: 2026-11-24}]\n", []string{"a.yaml:8:35: 2026-11-24" + late}},
		{"completed after the assessment", none + "remediation: [{id: r1, action: Do it, completed: 2026-11-24}]\n", []string{"a.yaml:8:50: 2026-11-24" + late}},
		{"decision of another year", none + "decisions: {164.312(a)(2)(iv): {choice: neither, date: 2027-11-24}}\n", []string{"a.yaml:8:56: 2027-11-24" + far}},
		{"treatment of another year", none + "treatment: {lost-laptop: {response: accept, date: 2027-11-24}}\n", []string{"a.yaml:8:51: 2027-11-24" + far}},
		{"approval of another year", none + "approval: {name: M, date: 2027-11-24}\n", []string{"a.yaml:8:27: 2027-11-24" + far}},
		{"approval some days later", none + "approval: {name: M, date: 2026-12-24}\n", nil},
	})
}

func TestReadiness(t *testing.T) {
	over := func(questionnaire, answers string) string {
		return none + "readiness:\n  questionnaire: " + questionnaire + "\n  answers:\n    " + answers + "\n"
	}
	proposed := func(answers string) string { return over("proposed-rule-2025", answers) }
	const map1 = "proposed-network-map: {response: yes}"
	_, err := library(t).Catalog("nothing")
	_, known, _ := strings.Cut(err.Error(), `"nothing"`)
	testProblems(t, []problemRow{
		{"good", proposed(map1), nil},
		{"by its version", over("proposed-rule-2025@2026.1", map1), nil},
		{"nothing answered", proposed("{}"), nil},
		{"a note alone", proposed("proposed-network-map: {note: Ask Lee.}"), nil},
		{"not applicable", proposed("proposed-network-map: {response: not_applicable, note: No network.}"), nil},
		{"unknown questionnaire", over("proposed-rule-2019", map1), []string{`a.yaml:9:18: There is no questionnaire "proposed-rule-2019"` + known + "."}},
		{"unknown version", over("proposed-rule-2025@2019.1", map1), []string{`a.yaml:9:18: There is no questionnaire "proposed-rule-2025@2019.1"` + known + "."}},
		{"not filled in", over("", map1), []string{"a.yaml:9:17: Name the overlay that was answered, such as proposed-rule-2025."}},
		{"no overlay", over("security-rule", map1), []string{"a.yaml:9:18: security-rule is no overlay over security-rule, so it says nothing of readiness here."}},
		{"over what extends the base", strings.Replace(proposed(map1), "security-rule", "business-associate", 1), nil},
		{"over an archived edition", strings.Replace(proposed(map1), "security-rule", "security-rule@2025.1", 1), nil},
		{"mistyped question", proposed("proposed-network-mop: {response: yes}"), []string{
			"a.yaml:11:5: proposed-network-mop is not a question of proposed-rule-2025 2026.1; did you mean proposed-network-map.",
		}},
		{"a question of the base", proposed("device-encryption: {response: yes}"), []string{"a.yaml:11:5: device-encryption is not a question of proposed-rule-2025 2026.1."}},
		{"unknown response", proposed("proposed-network-map: {response: maybe}"), []string{`a.yaml:11:38: "maybe" is not one of yes, partial, no, unknown, not_applicable.`}},
		{"a choice", proposed("proposed-network-map: {choice: some}"), []string{`a.yaml:11:28: There is no key "choice" here.`}},
		{"not applicable without a note", proposed("proposed-network-map: {response: not_applicable}"), []string{"a.yaml:11:5: Say why this cannot apply."}},
		{"no answers", none + "readiness: {questionnaire: proposed-rule-2025}\n", []string{`a.yaml:8:12: The key "answers" is missing here.`}},
	})
}

func TestAllProblemsAtOnce(t *testing.T) {
	testProblems(t, []problemRow{{"form and meaning", `questionnaire: security-rule
client: {name: Riverside, kinds: [clinic], sites: [main]}
period: 2026
date: 2026-11-23
assessor: {nam: Dana Reyes}
scope: All ePHI.
answers:
  device-encrypton: {response: yes}
  remote-work: {choice: everybody}
  auto-lock: {response: perhaps}
threshold: {level: severe}
treatment: {lost-laptp: {response: avoid}}
nextreview: 2027-11-01
`, []string{
		`a.yaml:2:35: "clinic" is not one of covered_entity, business_associate, subcontractor.`,
		`a.yaml:5:11: The key "name" is missing here.`,
		`a.yaml:5:12: There is no key "nam" here; did you mean "name".`,
		"a.yaml:8:3: device-encrypton is not a question of security-rule 2026.2; did you mean device-encryption.",
		`a.yaml:9:25: "everybody" is not a choice of remote-work: take one of nobody, some-staff, most-staff.`,
		`a.yaml:10:25: "perhaps" is not one of yes, partial, no, unknown, not_applicable.`,
		`a.yaml:11:20: "severe" is not one of very_low, low, moderate, high, very_high.`,
		"a.yaml:12:13: lost-laptp is neither a risk of this questionnaire nor one of own_risks; did you mean lost-laptop.",
		`a.yaml:13:1: There is no key "nextreview" here; did you mean "next_review".`,
	}}})
}

func TestRead(t *testing.T) {
	lib := library(t)
	cat, content, err := Read(lib, "testdata/riverside.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := cat.Questionnaire.ID + "@" + cat.Questionnaire.Version; got != "security-rule@2026.2" {
		t.Errorf("the catalog is of %s, want security-rule@2026.2", got)
	}
	if content.Client.Name != "Riverside Family Dental" {
		t.Errorf("the client is %q, want Riverside Family Dental", content.Client.Name)
	}
	if _, _, err := Read(lib, filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.Contains(err.Error(), "there is no answers file") {
		t.Errorf("Read of no file = %v", err)
	}
	large := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(large, make([]byte, strict.MaxBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	var problems strict.Problems
	if _, _, err := Read(lib, large); !errors.As(err, &problems) || problems[0].File != large {
		t.Errorf("Read of a large file = %v, want a problem of it", err)
	}
}

// The contract's example, a line or more for each key.
func example(t testing.TB) []string {
	t.Helper()
	src, err := os.ReadFile("testdata/riverside.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?m)^[a-z].*\n(?: .*\n)*`).FindAllString(string(src), -1)
}

func TestEachKeyOfTheContract(t *testing.T) {
	lib := library(t)
	keys := example(t)
	const must = 7
	if want := 29; len(keys) != want {
		t.Fatalf("the example has %d keys, want %d", len(keys), want)
	}
	needed := strings.Join(keys[:must], "")
	for i, text := range keys {
		key, _, _ := strings.Cut(text, ":")
		t.Run(key, func(t *testing.T) {
			if i >= must {
				if _, problems := parse(t, lib, needed+text); problems != nil {
					t.Errorf("with %s: Parse = %q, want nothing", key, problems)
				}
				return
			}
			rest := strings.Replace(needed, text, "", 1)
			if _, problems := parse(t, lib, rest); len(problems) == 0 || !strings.Contains(problems[0], key) {
				t.Errorf("without %s: Parse = %q, want that it is missing", key, problems)
			}
		})
	}
}

func TestExampleIsRead(t *testing.T) {
	c, problems := parse(t, library(t), strings.Join(example(t), ""))
	if problems != nil {
		t.Fatal(problems)
	}
	day := assessment.NewDate
	for _, tt := range []struct {
		what      string
		got, want any
	}{
		{"an answer", c.Answers["termination-procedures"], assessment.Answer{Response: assessment.Partial, Note: "Keys come back late."}},
		{"a proof", *c.Answers["device-encryption"].Verified, assessment.Verification{By: "Sam Okafor", Date: day(2026, time.October, 2), Method: assessment.ByConfiguration, Evidence: "MDM export"}},
		{"an answer at a site", c.Answers["workstation-placement"].Sites["annex"].Response, assessment.No},
		{"an unknown", c.Answers["usb-restricted"], assessment.Answer{Response: assessment.Unknown, Owner: "Sam Okafor", Due: day(2026, time.December, 15)}},
		{"a choice", c.Answers["remote-work"].Fact(), "some-staff"},
		{"the changes", c.Changes, []assessment.Event{{What: "The annex opened."}, {Date: day(2026, time.April, 1), What: "A new record system", Outcome: "All charts moved."}}},
		{"an asset", c.Assets[0], assessment.Asset{Name: "Hygienist laptops", Kind: assessment.Laptop, Count: 12, Site: "main", EPHI: []assessment.Handling{assessment.Maintains}, Portable: true, Encrypted: true}},
		{"the inventory", c.Inventory.None, []assessment.AssetKind{assessment.Wearable, assessment.Website}},
		{"an override", c.Overrides["lost-laptop"].Impact, assessment.Impacts{Confidentiality: assessment.ImpactModerate}},
		{"an alternative", c.Decisions["164.312(a)(2)(iv)"].InPlace, day(2025, time.May, 1)},
		{"a treatment", c.Treatment["vendor-breach"].Expires, day(2027, time.November, 20)},
		{"a cost", c.Remediation[0].Cost, 1200.0},
		{"the threshold", c.Threshold.Level, assessment.RiskLow},
		{"readiness", *c.Readiness, assessment.Readiness{
			Questionnaire: "proposed-rule-2025@2026.1", By: "Dana Reyes", Date: day(2026, time.November, 20),
			Answers: map[string]assessment.ReadinessAnswer{
				"proposed-network-map":      {Response: assessment.Yes, Note: "Drawn when the annex opened."},
				"proposed-mfa-assets":       {Response: assessment.Partial},
				"proposed-penetration-test": {Response: assessment.NotApplicable, Note: "The vendor of the record system runs it."},
			},
		}},
		{"the approval", *c.Approval, assessment.Approval{Name: "Maria Alvarez", Title: "Office manager", Date: day(2026, time.November, 24)}},
	} {
		if diff := cmp.Diff(tt.want, tt.got, cmp.Comparer(func(a, b assessment.Date) bool { return a == b })); diff != "" {
			t.Errorf("%s of the example (-want +got):\n%s", tt.what, diff)
		}
	}
}
