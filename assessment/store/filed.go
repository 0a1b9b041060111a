package store

import (
	"context"
	"database/sql"

	"safeguard/assessment"
)

// filedProofs lists the proofs of a client that have files, with these. A file that was removed, or of which a part is
// gone, stays with what it was. Proofs that were removed themselves are left out.
func (s *Store) filedProofs(ctx context.Context, q querier, client string) ([]assessment.FiledProof, error) {
	var list []assessment.FiledProof
	last := ""
	err := each(ctx, q, func(rows *sql.Rows) error {
		id, f, p, err := s.scanFiled(rows, client)
		if err != nil {
			return err
		}
		if id != last {
			list, last = append(list, p), id
		}
		proof := &list[len(list)-1]
		proof.Files = append(proof.Files, f)
		return nil
	}, `SELECT r.id, r.body, f.id, f.body, f.size, f.sha256, f.removed, f.parts = (SELECT COUNT(*) FROM file_parts p WHERE p.file = f.id)
		FROM records r JOIN files f ON f.proof = r.id AND f.client = r.client
		WHERE r.client = $1 AND r.kind = 'proof' AND NOT r.removed ORDER BY r.made_at, r.id, f.made_at, f.id`, client)
	return list, err
}

// scanFiled reads a file with its proof, and gives the proof's id.
func (s *Store) scanFiled(rows *sql.Rows, client string) (id string, f assessment.EvidenceFile, p assessment.FiledProof, err error) {
	var file string
	var proofBody, fileBody []byte
	var removed, whole bool
	if err := rows.Scan(&id, &proofBody, &file, &fileBody, &f.Size, &f.SHA256, &removed, &whole); err != nil {
		return id, f, p, err
	}
	var proof assessment.Proof
	if err := s.open("records", "body", recordPlace(client, kindProof, id), proofBody, &proof); err != nil {
		return id, f, p, err
	}
	var named File
	if err := s.open("files", "body", file, fileBody, &named); err != nil {
		return id, f, p, err
	}
	f.Name = named.Name
	switch {
	case removed:
		f.State = assessment.FileRemoved
	case !whole:
		f.State = assessment.FileLost
	}
	return id, f, assessment.FiledProof{What: proof.What, Date: proof.Date, Method: proof.Method, By: proof.By, Questions: proof.Questions}, nil
}
