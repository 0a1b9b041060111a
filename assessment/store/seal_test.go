package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/vault"
)

// TestNothingIsReadable looks for what people wrote in every byte of the data folder after two years of work, while the
// store is open and after it was closed.
func TestNothingIsReadable(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	first, second := readSample(t, "2025"), readSample(t, "2026")
	full := full()
	full.ID, full.Revision = o.client, 1
	o.must(o.UpdateClient(t.Context(), o.manager, full))
	o.must(o.SetLogo(t.Context(), o.manager, o.client, []byte("A tooth in a river")))
	o.must(o.SetLogo(t.Context(), o.admin, "", []byte("A compass and a rose")))
	o.must(o.SaveBrandSettings(t.Context(), o.admin, assessment.Brand{Contact: "desk@northwind.test", Confidential: "Not for the waiting room."}))
	id := o.draft(first)
	const aboutMap = "The map shows the old server room."
	o.must(o.SaveReadiness(t.Context(), o.manager, id, catalogOf(t, "proposed-rule-2025"), 0, ready(aboutMap)))
	o.submit(id)
	remark := assessment.Remark{By: "Sam", Text: "The annex has a second x-ray."}
	o.must(o.UpdateAssessment(t.Context(), o.officer, id, "return", func(w *Work) error { return w.Return(remark) }))
	o.finalize(id)
	_, err := o.KeepReport(t.Context(), o.manager, id, "risk-analysis", []byte("%PDF with all of it"))
	o.must(err)
	o.clearRecords()
	asked := o.shareOf(o.draft(second), nil)
	o.must(o.WriteGuestMessage(t.Context(), o.enter(asked.made[0]), asked.questions[0], "The back door sticks in winter.", nil))
	proof := assessment.Proof{Questions: []string{control}, What: "Export of the ticket system", Date: firstDayOf(2026), Method: assessment.ByDocument}
	_, err = o.SaveProof(t.Context(), o.manager, o.client, Record[assessment.Proof]{Value: proof})
	o.must(err)
	screened := answered(t, "customer-covered handles-data?", assessment.NewDate(2025, 11, 12))
	screened.Answers["phi-handles-data"] = assessment.ScreeningAnswer{Response: assessment.Unknown, Note: "Two charts lay in the mail."}
	screened.By = assessment.Person{Name: "Tom P. Vance", Title: "Plant manager"}
	o.must(o.SaveScreening(t.Context(), o.manager, o.other, Screening{PHIScreening: screened, Period: 2025, Catalog: phiScreening(t)}))
	_, err = o.AddFile(t.Context(), o.manager, o.client, File{Proof: o.proofOf(o.client), Name: "Router of the annex.txt"}, []byte("The old router has no password."))
	o.must(err)
	o.must(o.Bind(t.Context(), o.manager, Identity{Issuer: "https://id.test", Subject: "x", Email: "dana.r@personal.test"}))
	_, err = o.BeginSignIn(t.Context(), o.manager, SignIn{From: "198.51.100.77", Agent: "Old Browser 5"})
	o.must(err)
	o.must(o.SaveMailSettings(t.Context(), o.admin, mailSettings()))
	o.must(o.SetSigner(t.Context(), o.admin, []byte("-----BEGIN PRIVATE KEY-----"), "fingerprint"))
	o.must(o.QueueMail(t.Context(), o.admin, Mail{Letter: aLetter("The link is https://example.test/reset/1")}))
	o.must(o.MailHasFailed(t.Context(), o.claim(), assessment.MailRefused, "550 Nobody of that name"))
	_, err = o.AddFactor(t.Context(), o.manager, Factor{Kind: FactorApp, Name: "Phone in the drawer", Secret: "JBSWY3DPEHPK3PXP"})
	o.must(err)
	o.must(o.SetRecoveryCodes(t.Context(), o.manager, []string{"4k2mz-8r1xq"}))
	o.must(o.Sessions().Commit("token", []byte("what the session holds"), time.Now().Add(time.Hour)))
	o.must(drop(o.MakeCampaign(t.Context(), o.manager, NewCampaign{
		Screening: phiScreening(t), Period: 2026, ShareText: ShareText{Message: "Our yearly look at it.", Ask: assessment.Contact{Name: "Dana J. Reyes"}},
		To: []CampaignTo{{Client: o.other, New: &assessment.Contact{Name: "Una Marsh", Email: "una@harbor.test"}}},
	})))
	o.must(o.KeepUnsaved(t.Context(), o.manager, Unsaved{Action: "/clients/new", Fields: url.Values{"note": {"Unsavedwords"}}}))

	secrets := append(sentences(t, first.content), sentences(t, second.content)...)
	secrets = append(
		secrets, "%PDF with all of it", "what the session holds", "Export of the ticket system", "Call before noon.", "555-0142", remark.Text,
		"Two charts lay in the mail.", "Tom P. Vance", "Plant manager", aboutMap, "The back door sticks in winter.",
		"Router of the annex.txt", "The old router has no password.",
		"dana.r@personal.test",
		"A tooth in a river", "A compass and a rose", "desk@northwind.test", "Not for the waiting room.", "BEGIN PRIVATE KEY",
		"the relay's password", "dana@example.com", "https://example.test/reset/1", "Subject of it", "550 Nobody of that name",
		"Our yearly look at it.", "Dana J. Reyes", "Una Marsh", "una@harbor.test",
		"Unsavedwords", "Phone in the drawer", "JBSWY3DPEHPK3PXP", "4k2mz-8r1xq", "198.51.100.77", "Old Browser 5",
	)
	catalogs := catalogText(t, first.cat, second.cat)
	secrets = slices.DeleteFunc(secrets, func(s string) bool { return strings.Contains(catalogs, s) })
	if len(secrets) < 500 {
		t.Fatalf("only %d texts to look for", len(secrets))
	}
	lookFor(t, "open", o.cfg.Dir, secrets)
	o.must(o.Close())
	lookFor(t, "closed", o.cfg.Dir, secrets)
}

func firstDayOf(year int) assessment.Date { return assessment.NewDate(year, 1, 1) }

// lookFor fails where a text stands in a file of the folder. That the client's name, which is clear, is found shows that
// it looks in the right place.
func lookFor(t *testing.T, when, dir string, secrets []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	if !bytes.Contains(all, []byte("Riverside Family Dental")) {
		t.Fatalf("%s: the client's name is not found in %q", when, files)
	}
	for _, secret := range secrets {
		if bytes.Contains(all, []byte(secret)) {
			t.Errorf("%s: %q is kept in clear text", when, secret)
		}
	}
}

// sentences lists what people wrote into a content: every text of it that has a space, but for the client's name.
func sentences(t *testing.T, c *assessment.Content) []string {
	t.Helper()
	body, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(body, &tree); err != nil {
		t.Fatal(err)
	}
	var list []string
	var walk func(any)
	walk = func(node any) {
		switch node := node.(type) {
		case map[string]any:
			for _, child := range node {
				walk(child)
			}
		case []any:
			for _, child := range node {
				walk(child)
			}
		case string:
			if strings.Contains(node, " ") && node != c.Client.Name {
				list = append(list, node)
			}
		}
	}
	walk(tree)
	for i := range c.Assets {
		list = append(list, c.Assets[i].Name)
	}
	people := []string{"Dana Reyes", "Dr. Samuel Okafor"} // who sign in, and are named in the audit log
	return slices.DeleteFunc(list, func(s string) bool { return slices.Contains(people, s) })
}

func catalogText(t *testing.T, list ...*assessment.Catalog) string {
	t.Helper()
	var text strings.Builder
	for _, cat := range list {
		body, err := json.Marshal(cat)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(body)
	}
	return text.String()
}

// TestSealedTextStaysInItsPlace moves what is sealed to another row of its table, and into another column.
func TestSealedTextStaysInItsPlace(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final, draft := o.secondYear()
		for _, name := range []string{"one", "two"} {
			_, err := o.KeepReport(t.Context(), o.manager, final, name, []byte("%PDF "+name))
			o.must(err)
		}
		o.save(draft, AnswerChange{Question: control, Answer: yes("first")})
		o.save(draft, AnswerChange{Question: control, Answer: yes("second"), Revision: 1})
		o.save(draft, AnswerChange{Question: perSite, Answer: yes("third")})
		o.must(o.SaveEntries(t.Context(), o.manager, draft,
			ReviewEntry(aRisk, 0, Reviewed{By: "Dana", Basis: "b"}), ScopingEntry(0, Scoping{Scope: everything})))
		o.screen(o.client, 2025, 0, "")
		o.screen(o.client, 2026, 0, "change-ahead")
		o.must(o.SaveReadiness(t.Context(), o.manager, draft, catalogOf(t, "proposed-rule-2025"), 0, ready("fourth")))
		o.queue("test", "one")
		o.queue("other", "two")
		o.must(o.SaveMailSettings(t.Context(), o.admin, mailSettings()))
		o.must(o.SaveBrandSettings(t.Context(), o.admin, assessment.Brand{Contact: "555-0142"}))
		o.must(o.SetSigner(t.Context(), o.admin, []byte("certificate and key"), "fingerprint"))
		for _, client := range []string{"", o.client, o.other} {
			o.must(o.SetLogo(t.Context(), o.admin, client, []byte("picture")))
		}
		for _, action := range []string{"/clients/new", "/clients/import"} {
			drop(o.MakeCampaign(t.Context(), o.manager, NewCampaign{
				Screening: phiScreening(t), Period: 2026, ShareText: ShareText{Message: "Our yearly look at it.", Ask: assessment.Contact{Name: "Dana J. Reyes"}},
				To: []CampaignTo{{Client: o.other, New: &assessment.Contact{Name: "Una Marsh", Email: "una@harbor.test"}}},
			}))
			o.must(o.KeepUnsaved(t.Context(), o.manager, Unsaved{Action: action, Fields: url.Values{"note": {action}}}))
		}
		for _, name := range []string{"first", "second"} {
			_, err := o.AddFactor(t.Context(), o.manager, Factor{ID: name, Kind: FactorApp, Name: name})
			o.must(err)
		}
		work := func() error { return drop(o.Assessment(t.Context(), o.manager, draft)) }
		finalWork := func() error { return drop(o.Assessment(t.Context(), o.manager, final)) }
		for _, tt := range []struct {
			table, column, where string
			read                 func() error
		}{
			{"answers", "body", `assessment = '` + draft + `' AND question = '` + perSite + `'`, work},
			{"answer_revisions", "body", `assessment = '` + draft + `' AND question = '` + control + `' AND revision = 2`, func() error {
				return drop(o.History(t.Context(), o.manager, draft, control))
			}},
			{"entries", "body", `assessment = '` + draft + `' AND kind = 'scoping'`, work},
			{"entries", "body", `assessment = '` + draft + `' AND kind = 'readiness'`, work},
			{"proposals", "body", `id = (SELECT max(id) FROM proposals)`, work},
			{"records", "body", `client = '` + o.client + `' AND kind = 'asset' AND id = (SELECT max(id) FROM records WHERE kind = 'asset')`, work},
			{"clients", "body", `id = '` + o.client + `'`, func() error { return drop(o.Client(t.Context(), o.manager, o.client)) }},
			{"assessments", "state", `id = '` + draft + `'`, work},
			{"assessments", "canonical", `id = '` + final + `'`, finalWork},
			{"assessments", "result", `id = '` + final + `'`, finalWork},
			{"screenings", "body", `period = 2026`, func() error { return drop(o.Screenings(t.Context(), o.manager, o.client)) }},
			{"mails", "body", `event_key = 'one'`, func() error { return drop(o.LastMail(t.Context(), o.admin, "test", o.admin.User)) }},
			{"sealed_settings", "body", `name = 'mail'`, func() error { return drop(o.MailSettings(t.Context())) }},
			{"sealed_settings", "body", `name = 'logo'`, func() error { return drop(o.Logo(t.Context(), o.manager, "")) }},
			{"sealed_settings", "body", `name = 'brand'`, func() error { return drop(o.BrandSettings(t.Context())) }},
			{"sealed_settings", "body", `name = 'signer'`, func() error { return drop(o.Signer(t.Context())) }},
			{"client_logos", "body", `client = '` + o.client + `'`, func() error { return drop(o.Logo(t.Context(), o.manager, o.client)) }},
			{"unsaved", "body", `action = '/clients/new'`, func() error { return drop(o.Unsaved(t.Context(), o.manager)) }},
			{"factors", "body", `id = 'second'`, func() error { return drop(o.Factors(t.Context(), o.manager)) }},
			{"reports", "body", `name = 'two'`, func() error { return drop(o.Report(t.Context(), o.manager, final, "two")) }},
		} {
			t.Run(tt.table+"."+tt.column, func(t *testing.T) {
				o.must(tt.read())
				var kept []byte
				o.must(o.writer.QueryRow(`SELECT ` + tt.column + ` FROM ` + tt.table + ` WHERE ` + tt.where).Scan(&kept))
				put := func(sealed []byte) {
					o.exec(`UPDATE `+tt.table+` SET `+tt.column+` = $1 WHERE `+tt.where, sealed)
				}
				for what, sealed := range map[string][]byte{"another row": o.otherRow(tt.table, tt.column, tt.where), "another column": o.otherColumn(), "another byte": flip(kept)} {
					put(sealed)
					if err := tt.read(); !errors.Is(err, vault.ErrSealed) {
						t.Errorf("with what was sealed for %s: error %v, want vault.ErrSealed", what, err)
					}
				}
				put(kept)
				o.must(tt.read())
			})
		}
	})
}

// otherRow gives what is sealed in the same column of another row; where there is only one row, of another table.
func (o *office) otherRow(table, column, where string) []byte {
	o.t.Helper()
	var sealed []byte
	err := o.writer.QueryRow(`SELECT ` + column + ` FROM ` + table + ` WHERE NOT (` + where + `) AND ` + column + ` IS NOT NULL`).Scan(&sealed)
	if err != nil {
		return o.otherColumn()
	}
	return sealed
}

// otherColumn gives what is sealed somewhere else altogether.
func (o *office) otherColumn() []byte {
	o.t.Helper()
	var sealed []byte
	o.must(o.writer.QueryRow(`SELECT body FROM clients WHERE id = $1`, o.other).Scan(&sealed))
	return sealed
}

func flip(b []byte) []byte {
	changed := slices.Clone(b)
	changed[len(changed)/2] ^= 1
	return changed
}

// TestCanonicalBytesAreChecked: content that is sealed rightly and has not the digest that was approved is not read.
func TestCanonicalBytesAreChecked(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.year(readSample(t, "2025"))
		forged := bytes.Replace(o.work(id).canonical, []byte("4200"), []byte("4201"), 1)
		o.exec(`UPDATE assessments SET canonical = $1 WHERE id = $2`, o.vault.Seal("assessments", "canonical", id, forged), id)
		_, err := o.Assessment(t.Context(), o.manager, id)
		wantErr(t, "forged content", err, ErrTampered)
	})
}

// TestReportBytesAreChecked: a document that has not the digest that was stored is not served.
func TestReportBytesAreChecked(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.year(readSample(t, "2025"))
		_, err := o.KeepReport(t.Context(), o.manager, id, "risk-analysis", []byte("%PDF"))
		o.must(err)
		o.exec(`UPDATE reports SET sha256 = 'other'`)
		_, err = o.Report(t.Context(), o.manager, id, "risk-analysis")
		wantErr(t, "another digest", err, ErrTampered)
	})
}

func TestWrongKey(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.must(o.Close())
		right := o.cfg.Master
		o.cfg.Master = vault.Master{9}
		_, err := Open(t.Context(), o.cfg)
		wantErr(t, "another master key", err, ErrWrongKey)
		o.cfg.Master = right
		o.open()
		o.must(drop(o.Client(t.Context(), o.manager, o.client)))
	})
}
