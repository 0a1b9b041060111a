package questionnaires

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
)

// editions names every questionnaire that the program carries.
var editions = []string{"security-rule", "security-rule@2025.1", "security-rule@2026.1"}

// yamlFiles lists the YAML files that the program carries, the archive included.
func yamlFiles(t testing.TB) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(embedded, ".", func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".yaml") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestEmbeddedFilesAreClean(t *testing.T) {
	problems, err := embeddedLibrary(t).Lint()
	if err != nil {
		t.Fatal(err)
	}
	names := yamlFiles(t)
	if len(names) < 6 {
		t.Errorf("%d files, want those of two editions", len(names))
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			for _, p := range problems {
				if p.File == name {
					t.Error(p)
				}
			}
		})
	}
}

func TestEveryEditionLoads(t *testing.T) {
	lib := embeddedLibrary(t)
	for _, name := range lib.archived() {
		cat := catalog(t, lib, name)
		if got := cat.Questionnaire.ID + "@" + cat.Questionnaire.Version; got != name {
			t.Errorf("the archive's %s is %s", name, got)
		}
	}
}

func TestRuleTable(t *testing.T) {
	count := map[assessment.Designation]int{}
	citations := map[string]bool{}
	rows := catalog(t, embeddedLibrary(t), "security-rule").Rule
	for _, row := range rows {
		count[row.Designation]++
		citations[row.Citation] = true
	}
	if len(rows) != 71 || len(citations) != 71 {
		t.Errorf("%d rows with %d citations are assessed, want 71", len(rows), len(citations))
	}
	if got := count[assessment.Addressable]; got != 22 {
		t.Errorf("%d rows are addressable, want 22", got)
	}
}

func TestEveryRowHasAQuestion(t *testing.T) {
	lib := embeddedLibrary(t)
	for _, ref := range editions {
		cited := map[string]bool{}
		for _, q := range catalog(t, lib, ref).Questions() {
			for _, citation := range q.Citations {
				cited[citation] = true
			}
		}
		for _, row := range catalog(t, lib, ref).Rule {
			if !cited[row.Citation] {
				t.Errorf("%s asks nothing about %s, %s", ref, row.Citation, row.Heading())
			}
		}
	}
}

func TestThreatsAndRisks(t *testing.T) {
	lib := embeddedLibrary(t)
	for _, ref := range editions {
		cat := catalog(t, lib, ref)
		if got := len(cat.Threats); got < 25 {
			t.Errorf("%s has %d threats, want 25 or more", ref, got)
		}
		if got := len(cat.Risks); got < 40 {
			t.Errorf("%s has %d risks, want 40 or more", ref, got)
		}
		sources := map[assessment.ThreatSource]int{}
		for _, threat := range cat.Threats {
			sources[threat.Source]++
		}
		for _, source := range []assessment.ThreatSource{assessment.Adversarial, assessment.Accidental, assessment.Structural, assessment.Environmental} {
			if sources[source] == 0 {
				t.Errorf("%s has no %s threat", ref, source)
			}
		}
	}
}

func TestCoverage(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCoverage(&b, catalog(t, embeddedLibrary(t), "security-rule")); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 72 {
		t.Fatalf("%d rows, want a head and 71", len(rows))
	}
	byCitation := map[string][]string{}
	for _, row := range rows {
		byCitation[row[0]] = row
	}
	for _, want := range [][]string{
		{"citation", "designation", "questions"},
		{"164.308(a)(1)(i)", "standard", "security-procedures site-security-contact"},
		{"164.308(a)(3)(ii)(C)", "addressable", "termination-procedures leaver-devices-returned"},
		{"164.312(a)(2)(iv)", "addressable", "server-encryption backup-encryption device-encryption removable-media-encrypted encryption-key-apart encryption-validated"},
		{"164.314(b)(1)", "standard", "plan-documents"},
		{"164.316(b)(2)(iii)", "required", "policies-updated"},
	} {
		if diff := cmp.Diff(want, byCitation[want[0]]); diff != "" {
			t.Errorf("coverage of %s (-want +got):\n%s", want[0], diff)
		}
	}
}

func TestCoverageOfSmall(t *testing.T) {
	var b strings.Builder
	if err := WriteCoverage(&b, catalog(t, open(t, small(t, swap("small.yaml", `["164.312(e)(1)"]`, `["164.310(d)(1)"]`))), "small")); err != nil {
		t.Fatal(err)
	}
	want := `citation,designation,questions
164.308(a)(1)(ii)(A),required,analysis
164.310(d)(1),standard,fax-handling usb-blocked
164.312(a)(2)(iii),addressable,auto-lock
164.312(a)(2)(iv),addressable,encryption
164.312(e)(1),standard,
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("WriteCoverage(small) (-want +got):\n%s", diff)
	}
}

// TestArchivedEditionsStay holds the hashes under which earlier editions are kept with the assessments made against them.
func TestArchivedEditionsStay(t *testing.T) {
	lib := embeddedLibrary(t)
	for ref, want := range map[string]string{
		"security-rule@2025.1": "sha256:d289eed4bdd1c55fa9100914c3fd96fa0a44453a4953a14fa19010401b0796f0",
		"security-rule@2026.1": "sha256:4e4b24472d0576c155063bd1c6f84d135580ebfd3de0dc9bd2d92cfd8172e7d9",
	} {
		if got := catalog(t, lib, ref).Hash; got != want {
			t.Errorf("%s has the hash %s, want %s: an edition that was used never changes", ref, got, want)
		}
	}
}
