package assessment

import (
	"slices"
	"strings"
)

// FiledProof is a proof of the client together with the files that hold it, as they were when the content was fixed.
type FiledProof struct {
	What      string         `json:"what"`
	Date      Date           `json:"date"` // the day that it is about
	Method    Method         `json:"method"`
	By        string         `json:"by,omitzero"`
	Questions []string       `json:"questions"`
	Files     []EvidenceFile `json:"files"`
}

// EvidenceFile is a file that was kept as evidence, by what tells it from every other.
type EvidenceFile struct {
	Name   string    `json:"name"`
	Size   int       `json:"size"`   // in bytes
	SHA256 string    `json:"sha256"` // of what it holds, in hexadecimal digits
	State  FileState `json:"state,omitzero"`
}

// FileState says of a file that it is not among the evidence any more. The zero value is a file that is there.
type FileState uint8

// A file was taken out of its proof, or what it held is gone.
const (
	FileRemoved FileState = iota + 1
	FileLost
)

var fileStates = words{"", "removed", "lost"}

// String gives the word that is stored.
func (s FileState) String() string { return textOf(fileStates, s) }

// MarshalText implements encoding.TextMarshaler.
func (s FileState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *FileState) UnmarshalText(text []byte) error { return parseWord(fileStates, text, s) }

// RestsOn lists the proofs that the content rests on: an answer or a completion names them, or they are about a day of the
// 12 months before the as-of date and about a question that the catalog has. Those of other years prove nothing here.
func (c *Content) RestsOn(cat *Catalog, proofs []FiledProof) []FiledProof {
	var list []FiledProof
	for _, p := range proofs {
		p.Questions = cat.Current(p.Questions)
		fresh := !p.Date.After(c.Date) && !p.Date.Before(c.Date.AddYears(-1))
		known := slices.ContainsFunc(p.Questions, func(id string) bool { return cat.Question(id) != nil })
		if fresh && known || c.names(&p) {
			list = append(list, p)
		}
	}
	return list
}

// names reports whether an answer or a completion names the proof.
func (c *Content) names(p *FiledProof) bool {
	for _, id := range p.Questions {
		a := c.Answers[id]
		if p.Shows(id, a.Verified) {
			return true
		}
		for _, own := range a.Sites {
			if p.Shows(id, own.Verified) {
				return true
			}
		}
	}
	return slices.ContainsFunc(c.Remediation, func(r Remediation) bool { return p.Completes(&r) })
}

// Shows reports whether a verification of the answer to a question is by this proof: it has its day and its words.
func (p *FiledProof) Shows(question string, v *Verification) bool {
	return v != nil && v.Date == p.Date && sameWords(v.Evidence, p.What) && slices.Contains(p.Questions, question)
}

// Completes reports whether the proof shows that a remediation was completed.
func (p *FiledProof) Completes(r *Remediation) bool {
	return r.Status == Done && r.Completed == p.Date && sameWords(r.Evidence, p.What) &&
		slices.ContainsFunc(r.Questions, func(id string) bool { return slices.Contains(p.Questions, id) })
}

// sameWords compares texts by their words, since a proof has its words in one line.
func sameWords(a, b string) bool {
	return slices.Equal(strings.Fields(a), strings.Fields(b)) && !blank(a)
}
