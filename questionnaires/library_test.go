package questionnaires

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"safeguard/questionnaires/strict"
)

func TestCatalogRefs(t *testing.T) {
	older := archived(swap("risks.yaml", "vulnerability: A lost stick can be read", "vulnerability: As it was"))
	lib := open(t, small(t, older))
	const there = "; there are part@2026.1, small@2026.1, small@2025.1"
	for _, tt := range []struct{ ref, version, vulnerability, err string }{
		{"small", "2026.1", "A lost stick can be read", ""},
		{"small@2026.1", "2026.1", "A lost stick can be read", ""},
		{"small@2025.1", "2025.1", "As it was", ""},
		{"small@2024.1", "", "", `There is no questionnaire "small@2024.1"` + there},
		{"small@", "", "", `There is no questionnaire "small@"`},
		{"small@*", "", "", `There is no questionnaire "small@*"` + there},
		{"small@2025.?", "", "", `There is no questionnaire "small@2025.?"` + there},
		{"small@2025.1/../small@2025.1", "", "", `There is no questionnaire "small@2025.1/../small@2025.1"` + there},
		{"smal", "", "", `There is no questionnaire "smal"` + there},
		{"part@2025.1", "", "", `There is no questionnaire "part@2025.1"` + there},
		{"threats", "", "", `There is no questionnaire "threats"` + there},
		{"small@[", "", "", `There is no questionnaire "small@["` + there},
		{"../small@2025.1", "", "", `There is no questionnaire "../small@2025.1"` + there},
	} {
		cat, err := lib.Catalog(tt.ref)
		if err != nil || tt.err != "" {
			if !errors.Is(err, ErrUnknown) || err.Error() != tt.err {
				t.Errorf("Catalog(%q) = %v, want %q", tt.ref, err, tt.err)
			}
			continue
		}
		if got := cat.Questionnaire.Version; got != tt.version {
			t.Errorf("Catalog(%q) has version %s, want %s", tt.ref, got, tt.version)
		}
		if got := cat.Risk("lost-stick").Vulnerability; got != tt.vulnerability {
			t.Errorf("Catalog(%q) has the vulnerability %q, want %q", tt.ref, got, tt.vulnerability)
		}
	}
}

func TestCatalogOfWrongFiles(t *testing.T) {
	lib := open(t, small(t, swap("risks.yaml", "threat: misdial", "threat: misdail"), archived()))
	_, err := lib.Catalog("small")
	var problems strict.Problems
	if !errors.As(err, &problems) || len(problems) != 1 || problems[0].File != "risks.yaml" {
		t.Errorf("Catalog(small) = %v, want the problem of risks.yaml", err)
	}
	if _, err := lib.Catalog("small@2025.1"); err != nil {
		t.Errorf("Catalog(small@2025.1) = %v, though its own files are right", err)
	}
}

func TestCatalogIncludes(t *testing.T) {
	cat := catalog(t, open(t, small(t)), "small")
	var sections, questions, retired []string
	for _, s := range cat.Questionnaire.Sections {
		sections = append(sections, s.ID)
	}
	for _, q := range cat.Questions() {
		questions = append(questions, q.ID)
	}
	for _, r := range cat.Questionnaire.Retired {
		retired = append(retired, r.ID)
	}
	for _, tt := range []struct {
		what      string
		got, want []string
	}{
		{"sections", sections, []string{"about", "controls", "media"}},
		{"questions", questions, []string{"fax-in-use", "fax-count", "fax-vendor", "analysis", "encryption", "auto-lock", "fax-handling", "usb-blocked", "media-counted"}},
		{"retired ids", retired, []string{"old-question", "floppy-disks"}},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s of small (-want +got):\n%s", tt.what, diff)
		}
	}
	if got := len(cat.Risks); got != 3 {
		t.Errorf("small uses %d risks, want 3", got)
	}
}

func TestCatalogIncludesEachOnce(t *testing.T) {
	round := swap("part.yaml", "kind: base\n", "kind: base\ninclude: [small]\n")
	again := swap("small.yaml", "[part]", "[part, part]")
	for _, tt := range []struct {
		ref       string
		change    change
		questions int
	}{
		{"part", put("notes.txt", "x"), 2},
		{"part", round, 9},
		{"small", round, 9},
		{"small", again, 9},
	} {
		cat := catalog(t, open(t, small(t, tt.change)), tt.ref)
		if got := len(cat.Questions()); got != tt.questions {
			t.Errorf("%s has %d questions, want %d", tt.ref, got, tt.questions)
		}
	}
}

func TestCatalogHash(t *testing.T) {
	comment := func(name string) change {
		return func(t testing.TB, files fstest.MapFS) {
			put(name, string(files[name].Data)+"# Changed.\n")(t, files)
		}
	}
	const other = "id: later\nversion: \"1\"\ntitle: Later\nkind: base\ninclude: [part]\nsections: []\n"
	was := catalog(t, open(t, small(t)), "small").Hash
	if !strings.HasPrefix(was, "sha256:") || len(was) != len("sha256:")+64 {
		t.Errorf("Hash = %q, want sha256: and 64 digits", was)
	}
	for _, tt := range []struct {
		name    string
		change  change
		changes bool
	}{
		{"nothing", put("notes.txt", "x"), false},
		{"the questionnaire", comment("small.yaml"), true},
		{"an included one", comment("part.yaml"), true},
		{"threats", comment("threats.yaml"), true},
		{"risks", comment("risks.yaml"), true},
		{"the rule", swap("rule.csv", "Risk analysis,required,both,", "Risk analysis,required,both,A note"), true},
		{"another questionnaire", put("later.yaml", other), false},
		{"the archive", archived(), false},
	} {
		got := catalog(t, open(t, small(t, tt.change)), "small").Hash
		if (got != was) != tt.changes {
			t.Errorf("%s: Hash = %s after %s, want a change = %v", tt.name, got, was, tt.changes)
		}
	}
}

// TestHashOfAScreening: what a screening is not rated by makes no other questionnaire of it.
func TestHashOfAScreening(t *testing.T) {
	of := func(changes ...change) string {
		return catalog(t, open(t, small(t, append([]change{put("touch.yaml", screening)}, changes...)...)), "touch").Hash
	}
	was := of()
	if got := of(swap("risks.yaml", "vulnerability: A lost stick can be read", "vulnerability: It was lost")); got != was {
		t.Errorf("Hash = %s after another risk, want %s", got, was)
	}
	if got := of(swap("touch.yaml", "Was any seen?", "Was any found?")); got == was {
		t.Errorf("Hash = %s after another question too", got)
	}
}

func TestOpenReadsTheRule(t *testing.T) {
	const head = "citation,safeguard,standard,specification,designation,applies_to,note\n"
	for _, tt := range []struct {
		name   string
		change change
		want   string
	}{
		{"no table", drop("rule.csv"), "opening the questionnaires: open rule.csv: file does not exist"},
		{"no rows", put("rule.csv", head), "opening the questionnaires: rule.csv: want a head and rows of 7 columns"},
		{"too few columns", put("rule.csv", "citation,safeguard\n1,2\n"), "opening the questionnaires: rule.csv: want a head and rows of 7 columns"},
		{"a ragged row", put("rule.csv", head+"164.308(a)(2),administrative\n"), "opening the questionnaires: rule.csv: record on line 2: wrong number of fields"},
		{
			"no safeguard", swap("rule.csv", ",physical,", ",bodily,"),
			`opening the questionnaires: rule.csv:4: "bodily" is not one of general, administrative, physical, technical, organizational, documentation`,
		},
		{
			"no designation", swap("rule.csv", "Risk analysis,required", "Risk analysis,optional"),
			`opening the questionnaires: rule.csv:3: "optional" is not one of general, standard, required, addressable`,
		},
		{
			"no party", swap("rule.csv", "Risk analysis,required,both", "Risk analysis,required,all"),
			`opening the questionnaires: rule.csv:3: "all" is not one of both, covered_entity, business_associate`,
		},
	} {
		if _, err := Open(small(t, tt.change)); err == nil || err.Error() != tt.want {
			t.Errorf("%s: Open = %v, want %s", tt.name, err, tt.want)
		}
	}
}
