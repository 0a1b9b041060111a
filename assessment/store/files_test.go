package store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/vault"
)

// proofOf adds a proof to the client and gives its id.
func (o *office) proofOf(client string) string {
	o.t.Helper()
	id, err := o.SaveProof(o.t.Context(), o.manager, client, Record[assessment.Proof]{Value: assessment.Proof{What: "Export of the device list"}})
	o.must(err)
	return id
}

func (o *office) readFile(scope assessment.Scope, client, id string) (File, []byte, error) {
	var got File
	var content bytes.Buffer
	err := o.ReadFile(o.t.Context(), scope, client, id, func(f File) io.Writer {
		got = f
		return &content
	})
	return got, content.Bytes(), err
}

// TestFiles: what was kept comes back byte by byte, whatever its size, to who sees the client.
func TestFiles(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		proof := o.proofOf(o.client)
		for _, size := range []int{0, 1, partSize - 1, partSize, partSize + 1, 3*partSize + 17} {
			content := make([]byte, size)
			_, _ = rand.Read(content)
			id, err := o.AddFile(t.Context(), o.manager, o.client, File{Proof: proof, Name: "Geräte.pdf", Type: "application/pdf"}, content)
			o.must(err)
			f, got, err := o.readFile(o.officer, o.client, id)
			if err != nil || !bytes.Equal(got, content) || f.Name != "Geräte.pdf" || f.Type != "application/pdf" || f.Size != int64(size) || f.SHA256 != sum(content) {
				t.Errorf("%d bytes come back as %+v with %d bytes, %v", size, f, len(got), err)
			}
			_, _, err = o.readFile(o.outsider, o.client, id)
			wantErr(t, "who does not see the client", err, assessment.ErrNotFound)
			_, _, err = o.readFile(o.manager, o.other, id)
			wantErr(t, "the file as one of another client", err, assessment.ErrNotFound)
		}
		list, err := o.Files(t.Context(), o.officer, o.client)
		if err != nil || len(list) != 6 || list[0].Proof != proof {
			t.Errorf("%d files are listed, %v, want 6", len(list), err)
		}
	})
}

// TestFilesOfProofs: a file belongs to a proof of its client that is there, and a removed file is not found.
func TestFilesOfProofs(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		proof := o.proofOf(o.client)
		add := func(client, proof string) (string, error) {
			return o.AddFile(t.Context(), o.manager, client, File{Proof: proof}, []byte("text"))
		}
		_, err := add(o.client, "none")
		wantErr(t, "a proof that is none", err, assessment.ErrNotFound)
		_, err = add(o.other, proof)
		wantErr(t, "a proof of another client", err, assessment.ErrNotFound)
		id, err := add(o.client, proof)
		o.must(err)
		wantErr(t, "removing it as one of another client", o.RemoveFile(t.Context(), o.manager, o.other, id), assessment.ErrNotFound)
		o.must(o.RemoveFile(t.Context(), o.manager, o.client, id))
		_, _, err = o.readFile(o.manager, o.client, id)
		wantErr(t, "a removed file", err, assessment.ErrNotFound)
		before := o.count(`SELECT count(*) FROM events`)
		o.must(o.RemoveFile(t.Context(), o.manager, o.client, id))
		if n := o.count(`SELECT count(*) FROM events`); n != before {
			t.Error("removing it again left an event")
		}
		if n := o.count(`SELECT count(*) FROM file_parts`); n != 1 {
			t.Errorf("%d parts are kept of the removed file, want 1", n)
		}
		o.must(o.RemoveProof(t.Context(), o.manager, o.client, proof, 1))
		_, err = add(o.client, proof)
		wantErr(t, "a removed proof", err, assessment.ErrNotFound)
	})
}

// TestFilesThatWereChanged: a part that is gone, changed or in the place of another is found out.
func TestFilesThatWereChanged(t *testing.T) {
	for name, tt := range map[string]struct {
		change string
		want   error
	}{
		"a part is gone":           {`DELETE FROM file_parts WHERE n = 1`, ErrTampered},
		"a part is another's":      {`UPDATE file_parts SET body = (SELECT body FROM file_parts WHERE n = 0) WHERE n = 1`, vault.ErrSealed},
		"a part was written over":  {`UPDATE file_parts SET body = CAST('text' AS BLOB) WHERE n = 1`, vault.ErrSealed},
		"the name is another file": {`UPDATE files SET id = 'other'`, assessment.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, onSQLite(t))
			id, err := o.AddFile(t.Context(), o.manager, o.client, File{Proof: o.proofOf(o.client)}, make([]byte, 2*partSize))
			o.must(err)
			if _, err := o.writer.ExecContext(t.Context(), `PRAGMA foreign_keys = OFF`); err != nil {
				t.Fatal(err)
			}
			if _, err := o.writer.ExecContext(t.Context(), tt.change); err != nil {
				t.Fatal(err)
			}
			if _, _, err := o.readFile(o.manager, o.client, id); !errors.Is(err, tt.want) {
				t.Errorf("reading it: %v, want %v", err, tt.want)
			}
		})
	}
}
