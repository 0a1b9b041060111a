package store

import (
	"context"
	"database/sql"
	"fmt"
	"unicode/utf8"

	"safeguard/assessment"
)

// mostSharedFiles is how many files a recipient may add to a share, so that nobody fills the disk.
const mostSharedFiles = 20

// AddSharedFile keeps a file that a contact gives with a question that waits for them, as a proof of the client, and gives
// its id. Of the file given, Name and Type count. One too many is *assessment.Invalid; where the answer was sent already it
// is ErrNotShared.
func (s *Store) AddSharedFile(ctx context.Context, g Guest, question string, f File, content []byte) (string, error) {
	f.ID = s.newID()
	err := s.write(ctx, func(tx *sql.Tx) error {
		t, err := s.holdSheet(ctx, tx, &g)
		if err != nil {
			return err
		}
		item, _ := t.Item(question)
		switch {
		case item == nil:
			return assessment.ErrNotFound
		case !item.Open():
			return ErrNotShared
		}
		list, err := s.filesBy(ctx, tx, &t.Guest)
		if err != nil {
			return err
		}
		if len(list) >= mostSharedFiles {
			return &assessment.Invalid{Problems: []assessment.Problem{{
				Path: "file", What: fmt.Sprintf("You added %d files already. Send more to the sender of your link.", mostSharedFiles),
			}}}
		}
		return s.putSharedFile(ctx, tx, t, item.Question, f, content)
	})
	if err != nil {
		return "", fmt.Errorf("keeping a file of share %s: %w", g.Share.ID, err)
	}
	return f.ID, nil
}

// putSharedFile writes the file of a contact with a proof of its own.
func (s *Store) putSharedFile(ctx context.Context, tx *sql.Tx, t *Sheet, q *assessment.Question, f File, content []byte) error {
	by := t.Recipient.Person.Name
	proof := Record[assessment.Proof]{ID: s.newID(), Value: assessment.Proof{
		What: "From " + by + ": " + shortened(q.Text, longestProofOf), Date: s.today(), Method: assessment.ByDocument, By: by,
	}}
	if !t.Share.IsScreening() && !q.IsFact() { // nothing else is a safeguard that could be proved
		proof.Value.Questions = []string{q.ID}
	}
	if err := putRecord(ctx, s, tx, t.scope(), t.Share.Client, kindProof, proof); err != nil {
		return err
	}
	f.Proof, f.From = proof.ID, &FileFrom{Recipient: t.Recipient.ID, Question: q.ID}
	e, err := s.putFile(ctx, tx, t.scope(), t.Share.Client, f, content)
	if err != nil {
		return err
	}
	e.Action, e.Assessment = "share.file", t.Share.Assessment
	if err := s.record(ctx, tx, t.scope(), e); err != nil {
		return err
	}
	return s.refresh(ctx, tx, t.Share.Client)
}

// longestProofOf is how much of a question stands in the words of a proof, in letters.
const longestProofOf = 120

// shortened gives the beginning of a text.
func shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// SharedFiles lists the files that a contact gave with a question of a share, in the order in which they came.
func (s *Store) SharedFiles(ctx context.Context, g Guest, question string) ([]File, error) {
	list, err := s.filesBy(ctx, s.reader, &g)
	if err != nil {
		return nil, fmt.Errorf("the files of share %s: %w", g.Share.ID, err)
	}
	var own []File
	for _, f := range list {
		if f.From.Question == question {
			own = append(own, f)
		}
	}
	return own, nil
}

// filesBy lists the files that a recipient gave. What was removed meanwhile counts: it is kept.
func (s *Store) filesBy(ctx context.Context, q querier, g *Guest) ([]File, error) {
	list, err := all(ctx, q, s.scanFile, `SELECT `+fileColumns+` FROM files f WHERE f.client = $1 AND f.by_user = $2 ORDER BY f.made_at, f.id`,
		g.Share.Client, g.Recipient.Contact)
	if err != nil {
		return nil, err
	}
	var own []File
	for _, f := range list {
		if f.From != nil && f.From.Recipient == g.Recipient.ID {
			own = append(own, f)
		}
	}
	return own, nil
}

// ShareCompany lists the recipients of the contact's share, themselves among them: who else may answer, and whom they asked.
func (s *Store) ShareCompany(ctx context.Context, g Guest) ([]Recipient, error) {
	list, err := s.recipients(ctx, s.reader, g.Share.ID)
	if err != nil {
		return nil, fmt.Errorf("the recipients of share %s: %w", g.Share.ID, err)
	}
	return list, nil
}
