package assessment

import (
	"testing"
	"time"
)

// TestRestsOn: proofs of this year and those that are named belong to the content; others do not.
func TestRestsOn(t *testing.T) {
	cat := testCatalog()
	id := cat.Questions()[0].ID
	asOf, old := NewDate(2026, time.November, 23), NewDate(2024, time.May, 4)
	proof := func(day Date, questions ...string) FiledProof {
		return FiledProof{What: "Export of the device list", Date: day, Questions: questions, Files: []EvidenceFile{{Name: "a.csv"}}}
	}
	said := &Verification{Date: old, Method: ByDocument, Evidence: " Export of the\ndevice list "}
	done := Remediation{Status: Done, Completed: old, Evidence: "Export of the device list", Questions: []string{id}}
	open := done
	open.Status = Open
	for _, tt := range []struct {
		name  string
		proof FiledProof
		c     Content
		want  int
	}{
		{"of the as-of date", proof(asOf, id), Content{}, 1},
		{"of a year before", proof(asOf.AddYears(-1), id), Content{}, 1},
		{"older", proof(asOf.AddYears(-1).AddDays(-1), id), Content{}, 0},
		{"of a day after", proof(asOf.AddDays(1), id), Content{}, 0},
		{"about nothing that is asked", proof(asOf, "gone"), Content{}, 0},
		{"about nothing", proof(asOf), Content{}, 0},
		{"old and named by an answer", proof(old, id), Content{Answers: map[string]Answer{id: {Response: Yes, Verified: said}}}, 1},
		{"old and named at a site", proof(old, id), Content{Answers: map[string]Answer{id: {Sites: map[string]Answer{"main": {Verified: said}}}}}, 1},
		{"named by an answer to another question", proof(old, id), Content{Answers: map[string]Answer{cat.Questions()[1].ID: {Verified: said}}}, 0},
		{"old and named by a completion", proof(old, id), Content{Remediation: []Remediation{done}}, 1},
		{"named by what is not done", proof(old, id), Content{Remediation: []Remediation{open}}, 0},
		{"no words to name it by", FiledProof{Date: old, Questions: []string{id}}, Content{Answers: map[string]Answer{id: {Verified: &Verification{Date: old}}}}, 0},
	} {
		tt.c.Date = asOf
		if got := tt.c.RestsOn(cat, []FiledProof{tt.proof}); len(got) != tt.want {
			t.Errorf("%s: %d proofs, want %d", tt.name, len(got), tt.want)
		}
	}
}

// TestContentWithoutFilesKeepsItsDigest: what was fixed before there were files in it is the same bytes.
func TestContentWithoutFilesKeepsItsDigest(t *testing.T) {
	c, cat := Content{Period: 2026}, testCatalog()
	c.Proofs = []FiledProof{}
	if with, without := c.Digest(cat), (&Content{Period: 2026}).Digest(cat); with != without {
		t.Errorf("digest %s, want %s", with, without)
	}
	c.Proofs = []FiledProof{{What: "a", Files: []EvidenceFile{{SHA256: "1", State: FileRemoved}}}}
	back, err := ParseCanonical(c.Canonical(cat))
	if err != nil || len(back.Proofs) != 1 || back.Proofs[0].Files[0] != c.Proofs[0].Files[0] || back.Digest(cat) != c.Digest(cat) {
		t.Errorf("read back: %+v, %v", back.Proofs, err)
	}
}
