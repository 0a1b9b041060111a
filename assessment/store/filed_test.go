package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
)

// TestFiledProofs: files come with their proof and their digest; one that was removed or lost a part says so, and those of a
// proof that was removed, or of another client, are not there.
func TestFiledProofs(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		add := func(client, proof, name, content string) string {
			id, err := o.AddFile(t.Context(), o.manager, client, File{Proof: proof, Name: name, Type: "text/csv"}, []byte(content))
			o.must(err)
			return id
		}
		proof, gone, other := o.proofOf(o.client), o.proofOf(o.client), o.proofOf(o.other)
		o.proofOf(o.client) // has no files
		add(o.client, proof, "kept.csv", "kept")
		removed := add(o.client, proof, "removed.csv", "removed")
		lost := add(o.client, proof, "lost.csv", "lost")
		add(o.client, gone, "gone.csv", "gone")
		add(o.other, other, "other.csv", "other")
		o.must(o.RemoveFile(t.Context(), o.manager, o.client, removed))
		o.must(o.RemoveProof(t.Context(), o.manager, o.client, gone, 1))
		_, err := o.writer.ExecContext(t.Context(), `DELETE FROM file_parts WHERE file = $1`, lost)
		o.must(err)
		got, err := o.filedProofs(t.Context(), o.reader, o.client)
		o.must(err)
		want := []assessment.FiledProof{{What: "Export of the device list", Files: []assessment.EvidenceFile{
			{Name: "kept.csv", Size: 4, SHA256: sum([]byte("kept"))},
			{Name: "removed.csv", Size: 7, SHA256: sum([]byte("removed")), State: assessment.FileRemoved},
			{Name: "lost.csv", Size: 4, SHA256: sum([]byte("lost")), State: assessment.FileLost},
		}}}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b assessment.Date) bool { return a == b })); diff != "" {
			t.Errorf("proofs with files (-want +got):\n%s", diff)
		}
	})
}
