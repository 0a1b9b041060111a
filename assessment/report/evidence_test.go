package report_test

import (
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// filed gives the sample with files: of a verification, of a completion, of a proof that nothing names, and of one about a
// question that is not asked.
func filed(t *testing.T) assessment.Snapshot {
	t.Helper()
	s := sample(t)
	file := func(name, digit string, state assessment.FileState) assessment.EvidenceFile {
		return assessment.EvidenceFile{Name: name, Size: 1234567, SHA256: strings.Repeat(digit, 64), State: state}
	}
	var proved, hidden string
	for _, a := range s.Result.Answers {
		switch {
		case !a.Visible:
			hidden = a.Question
		case proved == "" && s.Content.Answers[a.Question].Verified != nil:
			proved = a.Question
		}
	}
	v := s.Content.Answers[proved].Verified
	s.Content.Proofs = []assessment.FiledProof{
		{What: v.Evidence, Date: v.Date, Questions: []string{proved}, Files: []assessment.EvidenceFile{file("export.csv", "a", 0), file("wrong.csv", "b", assessment.FileRemoved)}},
		{What: "Unnamed", Date: v.Date, Method: assessment.ByTest, By: "Lee", Questions: []string{proved}, Files: []assessment.EvidenceFile{file("unnamed.pdf", "c", assessment.FileLost)}},
		{What: "About nothing", Date: v.Date, Questions: []string{hidden}, Files: []assessment.EvidenceFile{file("hidden.pdf", "d", 0)}},
	}
	for _, r := range s.Content.Remediation {
		if r.Status == assessment.Done && r.Evidence != "" && len(r.Questions) > 0 {
			s.Content.Proofs = append(s.Content.Proofs, assessment.FiledProof{
				What: r.Evidence, Date: r.Completed, Questions: r.Questions, Files: []assessment.EvidenceFile{file("done.pdf", "e", 0)},
			})
			break
		}
	}
	if proved == "" || hidden == "" || len(s.Content.Proofs) != 4 {
		t.Fatal("the sample shows too little")
	}
	s.Result = assessment.Rate(s.Catalog, s.Content)
	return s
}

// TestEvidenceNamesItsFiles: each file stands under the number of what it proves, with the whole of its digest.
func TestEvidenceNamesItsFiles(t *testing.T) {
	s := filed(t)
	d := report.RiskAnalysis(s)
	index := map[string]report.Row{}
	for _, r := range tableUnder(t, d, "Evidence index").Rows {
		index[r.Cells[0].Text] = r
	}
	files := map[string]report.Row{}
	for _, r := range tableUnder(t, d, "Files").Rows {
		name, _, _ := strings.Cut(r.Cells[1].Text, ". ")
		files[name] = r
	}
	for _, tt := range []struct{ file, digit, said, evidence, counted string }{
		{"export.csv", "a", "export.csv", s.Content.Proofs[0].What, "1 file, see below."},
		{"wrong.csv", "b", "wrong.csv. Removed from the evidence.", s.Content.Proofs[0].What, "1 file, see below."},
		{"unnamed.pdf", "c", "unnamed.pdf. What it held is not there any more.", "Unnamed", "No file is kept any more, see below."},
		{"done.pdf", "e", "done.pdf", s.Content.Proofs[3].What, "1 file, see below."},
	} {
		r, ok := files[tt.file]
		if !ok {
			t.Errorf("%s is not listed", tt.file)
			continue
		}
		if r.Cells[1].Text != tt.said || r.Cells[2].Text != "1,234,567" || r.Cells[3].Text != strings.Repeat(tt.digit, 64) {
			t.Errorf("%s is listed as %v", tt.file, r.Cells)
		}
		line := index[r.Cells[0].Text]
		if len(line.Cells) == 0 || !strings.HasPrefix(line.Cells[2].Text, tt.evidence) || !strings.HasSuffix(line.Cells[2].Text, tt.counted) {
			t.Errorf("%s stands under %q, which is %v", tt.file, r.Cells[0].Text, line.Cells)
		}
	}
	if len(files) != 4 {
		t.Errorf("%d files, want 4: that of a question that is not asked proves nothing", len(files))
	}
}

// TestNoFilesNoList: an analysis without files says nothing of them.
func TestNoFilesNoList(t *testing.T) {
	if text := dump(report.RiskAnalysis(sample(t))); strings.Contains(text, "SHA-256") {
		t.Error("an analysis without files has a list of them")
	}
}
