package store

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"safeguard/assessment"
)

// TestSharedFiles: what a contact gives with a question is a proof of the client, with its event, and of one share only.
func TestSharedFiles(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx := t.Context()
		pat, kim := o.enter(h.made[0]), o.enter(h.made[1])
		content := bytes.Repeat([]byte("a"), partSize+7)
		id, err := o.AddSharedFile(ctx, pat, h.questions[0], File{Name: "shot.png", Type: "image/png"}, content)
		o.must(err)
		proofs, err := o.Proofs(ctx, o.manager, o.client)
		o.must(err)
		last := proofs[len(proofs)-1]
		if p := last.Value; !strings.HasPrefix(p.What, "From Pat Lee: ") || p.By != "Pat Lee" || p.Date != o.today() || len(p.Questions) != 1 || p.Questions[0] != h.questions[0] {
			t.Errorf("the proof: %+v", p)
		}
		var back bytes.Buffer
		o.must(o.ReadFile(ctx, o.manager, o.client, id, func(f File) io.Writer {
			if f.Proof != last.ID || f.Size != int64(len(content)) || f.Name != "shot.png" {
				t.Errorf("the file: %+v", f)
			}
			return &back
		}))
		if !bytes.Equal(back.Bytes(), content) {
			t.Error("the file comes back as another")
		}
		for who, want := range map[*Guest]int{&pat: 1, &kim: 0} {
			list, err := o.SharedFiles(ctx, *who, h.questions[0])
			o.must(err)
			if len(list) != want {
				t.Errorf("%s sees %d files, want %d", who.Recipient.Person.Name, len(list), want)
			}
		}
		_, err = o.AddSharedFile(ctx, pat, h.questions[1], File{Name: "a", Type: "text/plain"}, content)
		wantErr(t, "a question of another", err, assessment.ErrNotFound)
		for range mostSharedFiles - 1 {
			_, err := o.AddSharedFile(ctx, pat, h.questions[2], File{Name: "a", Type: "text/plain"}, []byte("a"))
			o.must(err)
		}
		_, err = o.AddSharedFile(ctx, pat, h.questions[0], File{Name: "a", Type: "text/plain"}, []byte("a"))
		wantRefusal(t, "one too many", err, errInvalid)
		o.answerAll(kim, assessment.Yes)
		_, err = o.AddSharedFile(ctx, kim, h.questions[1], File{Name: "a", Type: "text/plain"}, []byte("a"))
		wantErr(t, "after sending", err, ErrNotShared)
		company, err := o.ShareCompany(ctx, pat)
		o.must(err)
		if len(company) != 2 {
			t.Errorf("%d recipients, want 2", len(company))
		}
		o.must(o.VerifyAudit(ctx))
	})
}
