package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// filedAs lists the proofs with files for which a condition holds, of Content.Proofs.
func (b *builder) filedAs(is func(*assessment.FiledProof) bool) []int {
	var list []int
	for i := range b.Content.Proofs {
		if is(&b.Content.Proofs[i]) {
			list = append(list, i)
		}
	}
	return list
}

// otherEvidence is a line for each proof with files that no other line names and that is about a question that was asked.
func (b *builder) otherEvidence(before []evidence) []evidence {
	var list []evidence
	for i := range b.Content.Proofs {
		p := &b.Content.Proofs[i]
		if slices.ContainsFunc(before, func(e evidence) bool { return slices.Contains(e.filed, i) }) {
			continue
		}
		var texts []string
		for _, id := range p.Questions {
			if a := b.answers[id]; a != nil && a.Visible {
				texts = append(texts, a.Text)
			}
		}
		if len(texts) > 0 {
			list = append(list, evidence{
				proves: strings.Join(texts, "\n"), answer: "No answer names it", by: p.By, date: p.Date, how: p.Method.Title(), what: p.What, filed: []int{i},
			})
		}
	}
	return list
}

// filesInBrief says how many files hold a piece of evidence.
func (b *builder) filesInBrief(filed []int) string {
	n := 0
	for _, i := range filed {
		for _, f := range b.Content.Proofs[i].Files {
			if f.State == 0 {
				n++
			}
		}
	}
	switch {
	case len(filed) == 0:
		return ""
	case n == 0:
		return "No file is kept any more, see below."
	default:
		return count(n, "file") + ", see below."
	}
}

// evidenceFiles lists the files that hold the evidence, so that somebody who is handed one can tell that it is the one that
// was seen.
func (b *builder) evidenceFiles(d *Document) {
	t := Table{Columns: []Column{{Title: "No.", Width: 1.4}, {Title: "File", Width: 3.3}, {Title: "Bytes", Width: 1.8, Right: true}, {Title: "SHA-256", Width: 11.7}}}
	for i := range b.Content.Proofs {
		ids := b.evidenceOf(i)
		if len(ids) == 0 {
			continue
		}
		for _, f := range b.Content.Proofs[i].Files {
			t.Rows = append(t.Rows, Row{Cells: []Cell{
				{Text: strings.Join(ids, ", "), Bold: true},
				{Text: noteBeside(f.Name, stateOfFile(f.State))},
				{Text: thousands(float64(f.Size))},
				{Text: f.SHA256},
			}})
		}
	}
	if len(t.Rows) == 0 {
		return
	}
	d.section("Files")
	d.add(Text{Text: "The files of the evidence, as they were " + b.filesWhen() + ". The SHA-256 is the fingerprint of what a file holds: " +
		"compute it of a file that you are handed, with sha256sum or Get-FileHash, and compare all 64 digits. Where one differs, it is another file."}, t)
}

// evidenceOf lists the numbers of the evidence that a proof with files is.
func (b *builder) evidenceOf(filed int) []string {
	var ids []string
	for _, e := range b.evidence {
		if slices.Contains(e.filed, filed) {
			ids = append(ids, e.id)
		}
	}
	return ids
}

// filesWhen says as of when the list of files is.
func (b *builder) filesWhen() string {
	if len(b.Result.Missing) > 0 {
		return "when this draft was made"
	}
	return fmt.Sprintf("when the content with the digest %s was fixed for approval", short(b.Result.Digest))
}

// short is the beginning of a digest, enough to tell two apart by eye.
func short(digest string) string {
	digest = strings.TrimPrefix(digest, "sha256:")
	return digest[:min(len(digest), 12)]
}

// stateOfFile says of a file that it is not there any more, or "".
func stateOfFile(s assessment.FileState) string {
	switch s {
	case assessment.FileRemoved:
		return "Removed from the evidence."
	case assessment.FileLost:
		return "What it held is not there any more."
	default:
		return ""
	}
}
