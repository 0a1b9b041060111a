package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"safeguard/assessment/vault"
)

// notSealed are the columns of bytes that hold no sealed text, each with the reason.
var notSealed = map[string]string{
	"keys.wrapped":     "wrapped by the master key itself",
	"catalogs.body":    "the questionnaire is no secret",
	"clients.sort_key": "the name folded, which SQL sorts by",
	"chains.head":      "a MAC",
	"events.body":      "authenticated as it stands, with ids and words only",
	"events.mac":       "a MAC",
	"factors.lookup":   "an HMAC, by which a passkey or a code is found",
}

// TestEverySealedColumnIsKnown: a column of bytes that nobody named would not be sealed anew with the others.
func TestEverySealedColumnIsKnown(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	rows, err := o.writer.QueryContext(t.Context(), `SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE c.type = 'BYTEA'`)
	o.must(err)
	defer rows.Close()
	known := map[string]bool{}
	for _, c := range sealedColumns {
		known[c.table+"."+c.column] = true
	}
	seen := 0
	for ; rows.Next(); seen++ {
		var name string
		o.must(rows.Scan(&name))
		if known[name] == (notSealed[name] != "") {
			t.Errorf("%s is not in one of the two: sealedColumns, and the columns that are not sealed", name)
		}
	}
	o.must(rows.Err())
	if want := len(known) + len(notSealed); seen != want {
		t.Errorf("%d columns of bytes, want %d", seen, want)
	}
}

// marks counts the sealed texts of all tables by the key that they are under.
func (o *office) marks() map[byte]int {
	o.t.Helper()
	found := map[byte]int{}
	for _, c := range sealedColumns {
		rows, err := o.writer.QueryContext(context.Background(), `SELECT `+c.column+` FROM `+c.table+` WHERE `+c.column+` IS NOT NULL`)
		o.must(err)
		for rows.Next() {
			var sealed []byte
			o.must(rows.Scan(&sealed))
			found[sealed[0]]++
		}
		o.must(errors.Join(rows.Err(), rows.Close()))
	}
	return found
}

// fillColumns leaves at least one text in every sealed column, and gives the ids of a final assessment and of a draft.
func (o *office) fillColumns() (final, draft string) {
	o.t.Helper()
	o.must(o.SetLogo(o.t.Context(), o.manager, o.client, []byte("picture")))
	o.must(o.SetLogo(o.t.Context(), o.admin, "", []byte("picture")))
	final, draft = o.secondYear()
	_, err := o.KeepReport(o.t.Context(), o.manager, final, "risk-analysis", []byte("%PDF"))
	o.must(err)
	o.screen(o.client, 2026, 0, "change-ahead")
	o.must(o.Sessions().Commit("token", []byte("what the session holds"), time.Now().Add(time.Hour)))
	_, err = o.AddFile(o.t.Context(), o.manager, o.client, File{Proof: o.proofOf(o.client)}, []byte("text"))
	o.must(err)
	_, err = o.BeginSignIn(o.t.Context(), o.manager, SignIn{})
	o.must(err)
	o.must(o.Bind(o.t.Context(), o.manager, Identity{Issuer: "https://id.test", Subject: "x"}))
	o.must(o.SaveMailSettings(o.t.Context(), o.admin, mailSettings()))
	o.must(o.SetSigner(o.t.Context(), o.admin, []byte("certificate and key"), "fingerprint"))
	o.must(o.NoteCopy(o.t.Context(), o.manager, final, "risk-analysis", SignedCopy, []byte("%PDF signed")))
	o.must(o.QueueMail(o.t.Context(), o.admin, Mail{Letter: aLetter("What it says.")}))
	o.must(o.KeepUnsaved(o.t.Context(), o.manager, Unsaved{Action: "/clients/new"}))
	_, err = o.AddFactor(o.t.Context(), o.manager, Factor{Kind: FactorApp})
	o.must(err)
	o.must(o.Certificates(o.admin).Put(o.t.Context(), "host", []byte("certificate")))
	o.save(draft, AnswerChange{Question: control, Answer: yes("first")})
	shares := o.shareOf(draft, nil)
	pat := o.enter(shares.made[0])
	o.answerAll(pat, yes("").Response)
	o.must(o.WriteGuestMessage(o.t.Context(), pat, shares.questions[0], "Which door?", nil))
	o.campaign(2027, o.toNew(o.client, "Lou Poe", "lou@riverside.test"), o.toNew(o.other, "Tom Vance", "tom@harbor.test"))
	for _, c := range sealedColumns {
		if o.count(`SELECT count(`+c.column+`) FROM `+c.table) == 0 {
			o.t.Errorf("%s.%s has no text", c.table, c.column)
		}
	}
	return final, draft
}

// beside opens the database a second time, as another program on it does.
func (o *office) beside() *office {
	o.t.Helper()
	s, err := Join(context.Background(), o.cfg)
	o.must(err)
	o.t.Cleanup(func() { _ = s.Close() })
	other := *o
	other.Store = s
	return &other
}

// rotate rotates the keys, and again where an old one had to be kept for a while.
func (o *office) rotate() Rotation {
	o.t.Helper()
	r, err := o.RotateKeys(o.t.Context(), o.admin, func(string, int) {})
	o.must(err)
	if len(r.Kept) > 0 && o.keys.wait > 0 {
		o.clock.set(r.Kept[len(r.Kept)-1].Until)
		again, err := o.RotateKeys(o.t.Context(), o.admin, func(string, int) {})
		o.must(err)
		if again.Made || again.Newest != r.Newest {
			o.t.Errorf("the rotation was not carried on: %+v after %+v", again, r)
		}
		r.Removed, r.Kept = again.Removed, again.Kept
	}
	return r
}

// TestRotation seals everything anew, and everything is there as before; the audit log says so.
func TestRotation(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final, draft := o.fillColumns()
		report, err := o.Report(t.Context(), o.manager, final, "risk-analysis")
		o.must(err)
		before, texts := o.work(draft), o.marks()[1]
		r := o.beside().rotate()
		if r.Sealed != texts || r.Broken != 0 || !r.Made || r.Newest != 2 || !slices.Equal(r.Removed, []int64{1}) || len(r.Kept) > 0 {
			t.Errorf("the rotation of %d texts: %+v", texts, r)
		}
		wantSame(t, "the texts by key", o.marks(), map[byte]int{2: texts})
		check := func(when string) {
			t.Helper()
			wantSame(t, when+" the draft", o.work(draft).Content, before.Content)
			got, err := o.Report(t.Context(), o.manager, final, "risk-analysis")
			o.must(err)
			wantSame(t, when+" the report", got, report)
			body, err := o.Certificates(o.admin).Get(t.Context(), "host")
			if err != nil || string(body) != "certificate" {
				t.Errorf("%s the certificate: %q, %v", when, body, err)
			}
			o.must(o.VerifyAudit(t.Context()))
		}
		check("beside the rotation")
		o.reopen()
		check("after a restart")
		keys, master, err := o.Keys(t.Context(), o.admin)
		if err != nil || len(keys) != 1 || keys[0].ID != 2 || keys[0].Made.IsZero() || !master.IsZero() {
			t.Errorf("the keys: %+v, master changed %v, %v", keys, master, err)
		}
		if n := o.count(`SELECT count(*) FROM events WHERE action IN ('key.make', 'key.rotate') AND chain = ''`); n < 2 {
			t.Errorf("%d events of the rotation, want at least 2", n)
		}
	})
}

// TestRotationUnderWork: people save and read answers at two servers while a third program rotates the keys. Nothing is
// lost, and nothing stays under the old key.
func TestRotationUnderWork(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		_, draft := o.fillColumns()
		servers := []*office{o, o.beside()}
		questions := o.work(draft).Catalog.Questions()[20:24]
		saved := make([]int, len(questions))
		ctx, stop := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for i, q := range questions {
			group.Go(func() {
				saved[i] = servers[i%2].saveAndRead(ctx, draft, q.ID)
			})
		}
		third := o.beside()
		r := third.rotate()
		r2 := third.rotate()
		stop()
		group.Wait()
		if r.Newest != 2 || r2.Newest != 3 || len(r2.Kept) > 0 || r.Broken+r2.Broken > 0 {
			t.Errorf("the rotations: %+v, then %+v", r, r2)
		}
		if marks := o.marks(); len(marks) != 1 || marks[3] == 0 {
			t.Errorf("the texts by key: %v, want all under 3", marks)
		}
		for i, q := range questions {
			history, err := o.History(t.Context(), o.manager, draft, q.ID)
			if err != nil || len(history) != saved[i] || saved[i] == 0 {
				t.Errorf("%s: %d revisions, %v, want the %d that were saved", q.ID, len(history), err, saved[i])
			}
		}
		o.must(o.VerifyAudit(t.Context()))
	})
}

// saveAndRead saves one answer again and again until ctx ends, reads it each time, and gives how often it was saved.
func (o *office) saveAndRead(ctx context.Context, draft, question string) (n int) {
	for ; ctx.Err() == nil; n++ {
		note := fmt.Sprintf("%s, revision %d", question, n+1)
		if _, err := o.SaveAnswer(o.t.Context(), o.manager, draft, AnswerChange{Question: question, Answer: yes(note), Revision: n}); err != nil {
			o.t.Errorf("saving %s: %v", note, err)
			return n
		}
		history, err := o.History(o.t.Context(), o.manager, draft, question)
		if err != nil || !slices.ContainsFunc(history, func(r Revision) bool { return r.Answer.Note == note }) {
			o.t.Errorf("reading %s: %d revisions, %v", note, len(history), err)
		}
	}
	return n
}

// TestInterruptedRotation: what was cut off is carried on, without another key.
func TestInterruptedRotation(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		_, draft := o.fillColumns()
		before, texts := o.work(draft), o.marks()[1]
		ctx, cut := context.WithCancel(t.Context())
		r, err := o.RotateKeys(ctx, o.admin, func(string, int) { cut() })
		wantErr(t, "a rotation that is cut off", err, context.Canceled)
		if marks := o.marks(); marks[1] == 0 || marks[2] != batchTexts || !r.Made {
			t.Fatalf("it was not cut off in the middle: %v", marks)
		}
		o.reopen()
		wantSame(t, "in between the draft", o.work(draft).Content, before.Content)
		r = o.rotate()
		if r.Made || r.Newest != 2 || r.Sealed != texts-batchTexts || !slices.Equal(r.Removed, []int64{1}) {
			t.Errorf("carried on: %+v, want %d texts", r, texts-batchTexts)
		}
		wantSame(t, "the texts by key", o.marks(), map[byte]int{2: texts})
		wantSame(t, "afterwards the draft", o.work(draft).Content, before.Content)
	})
}

// TestOldKeyWaits: a change that began at another server of PostgreSQL before there was a new key may end after everything
// was sealed anew, so the old key is kept until no change can be that old.
func TestOldKeyWaits(t *testing.T) {
	o := newOffice(t, onPostgres(t))
	_, draft := o.fillColumns()
	late, err := o.writer.BeginTx(t.Context(), nil)
	o.must(err)
	o.must(o.seekNewerKey(t.Context(), late))
	sealed, err := o.seal("clients", "body", o.other, clientBody{Facts: harbor()})
	o.must(err)
	r, err := o.beside().RotateKeys(t.Context(), o.admin, func(string, int) {})
	o.must(err)
	if len(r.Removed) != 0 || len(r.Kept) != 1 || r.Kept[0].ID != 1 || r.Kept[0].Texts != 0 {
		t.Fatalf("the old key was not kept: %+v", r)
	}
	_, err = late.ExecContext(t.Context(), `UPDATE clients SET body = $1 WHERE id = $2`, sealed, o.other)
	o.must(errors.Join(err, late.Commit()))
	o.must(drop(o.Client(t.Context(), o.manager, o.other)))
	o.clock.set(r.Kept[0].Until)
	r = o.rotate()
	if r.Sealed != 1 || r.Made || !slices.Equal(r.Removed, []int64{1}) {
		t.Errorf("the next run: %+v, want the late text sealed anew and the key removed", r)
	}
	o.must(drop(o.Client(t.Context(), o.manager, o.other)))
	o.must(drop(o.Assessment(t.Context(), o.manager, draft)))
}

// TestRotationOfMovedText: a text that was moved does not open before, so it is not sealed for its new place, and it keeps
// its key from being removed.
func TestRotationOfMovedText(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.fillColumns()
		o.exec(`UPDATE clients SET body = $1 WHERE id = $2`, o.otherColumn(), o.client)
		r := o.rotate()
		if r.Broken != 1 || len(r.Removed) > 0 || len(r.Kept) != 1 || r.Kept[0].Texts != 1 {
			t.Errorf("the rotation: %+v, want one broken text that keeps its key", r)
		}
		wantErr(t, "the moved text", drop(o.Client(t.Context(), o.manager, o.client)), vault.ErrSealed)
		o.exec(`UPDATE clients SET body = $1 WHERE id = $2`, o.otherColumn(), o.client)
		wantErr(t, "a text moved afterwards", drop(o.Client(t.Context(), o.manager, o.client)), vault.ErrSealed)
		o.must(drop(o.Client(t.Context(), o.manager, o.other)))
	})
}

// TestMasterKey: the keys are wrapped anew, an open server goes on and finds the new master key when it needs it, and the
// old one opens nothing any more.
func TestMasterKey(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		to := vault.Master{7}
		there := []vault.Master{cfg.Master}
		cfg.Masters = func() ([]vault.Master, error) { return there, nil }
		o := newOffice(t, cfg)
		o.fillColumns()
		third := o.beside()
		n, err := third.RewrapKeys(t.Context(), o.admin, to)
		if err != nil || n != 2 || !third.FitsMaster(to) {
			t.Fatalf("%d keys wrapped anew, %v", n, err)
		}
		o.must(o.UpdateClient(t.Context(), o.manager, o.read(o.client)))
		third.rotate()
		wantErr(t, "a server without the new master key", drop(o.Client(t.Context(), o.manager, o.client)), ErrWrongKey)
		there = append(there, to)
		o.must(o.UpdateClient(t.Context(), o.manager, o.read(o.client)))
		if !o.FitsMaster(to) {
			t.Error("the server did not take the new master key")
		}
		_, master, err := o.Keys(t.Context(), o.admin)
		if err != nil || master.IsZero() {
			t.Errorf("the master key was changed at %v, %v", master, err)
		}
		o.must(o.Close())
		there = nil
		_, err = Open(t.Context(), o.cfg)
		wantErr(t, "the old master key", err, ErrWrongKey)
		o.cfg.Master = to
		o.open()
		o.must(errors.Join(drop(o.Client(t.Context(), o.manager, o.client)), o.VerifyAudit(t.Context())))
	})
}

// read gives a client.
func (o *office) read(id string) Client {
	o.t.Helper()
	c, err := o.Client(o.t.Context(), o.manager, id)
	o.must(err)
	return c
}

// TestKeyIDsGoOn: there is no last rotation. Ids count on where the first byte of a text begins anew.
func TestKeyIDsGoOn(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	o.exec(`UPDATE keys SET id = 255 WHERE purpose = 'data'`)
	o.exec(`UPDATE clients SET body = $1 WHERE id = $2`, o.sealedBy(255, o.client), o.client)
	o.exec(`UPDATE clients SET body = $1 WHERE id = $2`, o.sealedBy(255, o.other), o.other)
	o.reopen()
	if r := o.rotate(); r.Newest != 256 || r.Sealed != 2 || !slices.Equal(r.Removed, []int64{255}) {
		t.Errorf("the rotation: %+v", r)
	}
	o.reopen()
	o.must(drop(o.Client(t.Context(), o.manager, o.client)))
}

// sealedBy gives the body of a client as it were under a key of that id.
func (o *office) sealedBy(id byte, client string) []byte {
	o.t.Helper()
	var sealed []byte
	o.must(o.writer.QueryRow(`SELECT body FROM clients WHERE id = $1`, client).Scan(&sealed))
	sealed[0] = id
	return sealed
}
