package handlers

import (
	"bytes"
	"context"
	"errors"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// brandFields is the form of what reports carry.
func brandFields(color, paper string) url.Values {
	return url.Values{
		"contact": {" 555-0142,\r\n help@northwind.test "}, "confidential": {"For " + color + " eyes <only>."}, "color": {color}, "paper": {paper},
	}
}

// TestBrandForm: an admin sets what reports carry; what cannot be read is said, and nothing typed is lost.
func TestBrandForm(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	b.must(b.get("/admin/settings"), http.StatusOK, "Your name on the reports", `checked id="paper" `)
	b.must(b.post("/admin/settings/reports", brandFields("#0A5c8A", "a4")), http.StatusSeeOther)
	b.must(b.get("/admin/settings"), http.StatusOK, "Saved. New reports carry it.", `>555-0142, help@northwind.test</textarea>`, `value="#0A5c8A"`, `checked id="paper-2" `,
		`>For #0A5c8A eyes &lt;only&gt;.</textarea>`, `<rect width="64" height="16" rx="3" fill="#0A5c8A">`)
	for _, test := range []struct{ field, value, want string }{
		{"color", "teal", "is not a color that can be read"},
		{"color", "#12345", "is not a color that can be read"},
		{"color", `#0a5c8a"><script>`, "is not a color that can be read"},
		{"contact", strings.Repeat("a", 201), "at most 200 letters; it has 201"},
		{"contact", "a\u202eb", "cannot be shown"},
		{"confidential", strings.Repeat("é", 161), "at most 160 letters; it has 161"},
		{"paper", "a5", "Choose one of the answers"},
	} {
		fields := brandFields("#112233", "letter")
		fields.Set(test.field, test.value)
		a := b.must(b.post("/admin/settings/reports", fields), http.StatusUnprocessableEntity, test.want, `href="#`+test.field+`"`, "Error: Settings")
		for field, values := range fields {
			if field != "paper" && !a.has(`value="`+escaped(values[0])+`"`) && !a.has(`>`+escaped(inLine(values[0]))+`</textarea>`) {
				t.Errorf("with a wrong %s, %s is lost", test.field, field)
			}
		}
		if a.has("<script>") {
			t.Error("what was typed is a part of the page")
		}
	}
	kept, err := s.store.BrandSettings(t.Context())
	if want := (assessment.Brand{Contact: "555-0142, help@northwind.test", Confidential: "For #0A5c8A eyes <only>.", Color: "#0A5c8A", Paper: assessment.PaperA4}); err != nil || kept != want {
		t.Errorf("what is kept is %+v, %v, want %+v", kept, err, want)
	}
	b.must(b.get("/admin/audit?group=other"), http.StatusOK, "changed a setting")
	b.must(b.post("/admin/settings/reports", url.Values{}), http.StatusSeeOther)
	b.must(b.get("/admin/settings"), http.StatusOK, `checked id="paper" `)
}

// TestBrandAsksAgain: what reports carry is changed by who showed a second factor lately, and what was typed is not lost.
func TestBrandAsksAgain(t *testing.T) {
	s := newStrictSite(t)
	b, _, _ := s.enroll("admin")
	s.clock.Add(660)
	b.must(b.post("/admin/settings/reports", brandFields("#0a5c8a", "a4")), http.StatusForbidden, "Confirm that it is you", `value="#0a5c8a"`)
	if kept, err := s.store.BrandSettings(t.Context()); err != nil || kept != (assessment.Brand{}) {
		t.Errorf("before the code there is %+v, %v", kept, err)
	}
}

// sets gives the provider a brand through the pages: its name, what reports carry, and a logo of that width for it and the
// client.
func (b *browser) sets(client, name, color, paper string, width int) {
	b.t.Helper()
	b.must(b.post("/admin/settings", url.Values{"provider": {name}}), http.StatusSeeOther)
	b.must(b.post("/admin/settings/reports", brandFields(color, paper)), http.StatusSeeOther)
	b.must(b.upload("/admin/settings/logo", "logo.png", pngOf(b.t, drawn(width, 20))), http.StatusSeeOther)
	b.must(b.upload("/clients/"+client+"/edit/logo", "logo.png", pngOf(b.t, drawn(width+1, 20))), http.StatusSeeOther)
}

// byAdmin is a request of the first admin.
func (s *site) byAdmin() *http.Request {
	return httptest.NewRequest(http.MethodGet, "/", nil).WithContext(context.WithValue(s.t.Context(), visitKey{}, visit{scope: s.admin}))
}

// documentOf builds a document of an assessment as it is handed out.
func (s *site) documentOf(id, name string) *report.Document {
	s.t.Helper()
	doc, err := s.app.document(s.byAdmin(), &work{Work: s.workOf(id)}, name)
	if err != nil {
		s.t.Fatal(err)
	}
	return doc
}

// wears checks the paper and the brand of a document; the widths of its logos are that of the provider's and one more.
func wears(t *testing.T, what string, d *report.Document, name, confidential string, c report.Color, paper report.Paper, width int) {
	t.Helper()
	b := d.Brand
	if b.Name != name || b.Confidential != confidential || b.Contact != "555-0142, help@northwind.test" || b.Color != c || d.Paper != paper {
		t.Errorf("%s: paper %d, name %q, contact %q, sentence %q, color %v", what, d.Paper, b.Name, b.Contact, b.Confidential, b.Color)
	}
	for logo, want := range map[*[]byte]int{&b.Logo: width, &b.ClientLogo: width + 1} {
		picture, err := png.Decode(bytes.NewReader(*logo))
		if err != nil || picture.Bounds().Dx() != want {
			t.Fatalf("%s: a logo of %d bytes is not %d wide: %v", what, len(*logo), want, err)
		}
		if got := color.NRGBAModel.Convert(picture.At(0, 0)); got != (color.NRGBA{0x20, 0x40, 0xc0, 0xff}) {
			t.Errorf("%s: a logo begins with %v", what, got)
		}
	}
}

// TestBrandIsKept takes a client through two years under two brands. What is final keeps its brand: the bytes of its reports,
// and a comparison that is drawn only later. A draft, a review of all clients and an empty questionnaire have that of today.
func TestBrandIsKept(t *testing.T) {
	s := newSite(t)
	client, first := s.final("riverside-2025", "")
	b := s.signIn("admin")
	teal, plum := report.Color{R: 0x0a, G: 0x5c, B: 0x8a}, report.Color{R: 0x5c, G: 0x0a, B: 0x5c}
	b.sets(client, "Northwind IT", "#0a5c8a", "a4", 40)
	if d := s.documentOf(first, "risk-analysis"); d.Brand.Name != "" || d.Brand.Logo != nil || d.Paper != report.Letter {
		t.Errorf("what was final before has the brand %+v", d.Brand)
	}
	_, second := s.sample("riverside-2026", client)
	officer := s.signOfficer("Sam Okafor", "Owner", client)
	path := "/assessments/" + second
	form := s.ready(second)
	b.must(b.post("/admin/settings", url.Values{"provider": {"Northwind IT, Inc."}}), http.StatusSeeOther) // no change of the draft
	b.must(b.post(path+"/submit", form), http.StatusSeeOther)
	b.sets(client, "Harborview MSP", "#5c0a5c", "letter", 60)
	wears(t, "under review", s.documentOf(second, "remediation-plan"), "Northwind IT, Inc.", "For #0a5c8a eyes <only>.", teal, report.A4, 40)
	digest := digestOn(t, officer.get(path+"/review"))
	officer.must(officer.post(path+"/approve", url.Values{"digest": {digest}}), http.StatusSeeOther)
	b.must(b.post(path+"/finalize", url.Values{"sure": {"yes"}}), http.StatusSeeOther)
	kept := officer.must(officer.get(path+"/reports/risk-analysis.pdf"), http.StatusOK).body
	b.must(b.post("/admin/settings/logo/remove", nil), http.StatusSeeOther)
	b.must(b.post("/clients/"+client+"/edit/logo/remove", nil), http.StatusSeeOther)
	b.sets(client, "Harborview MSP", "#5c0a5c", "letter", 80)
	if now := officer.must(officer.get(path+"/reports/risk-analysis.pdf"), http.StatusOK).body; now != kept {
		t.Error("a report that is kept has other bytes under another brand")
	}
	wears(t, "drawn later", s.documentOf(second, "comparison-2025"), "Northwind IT, Inc.", "For #0a5c8a eyes <only>.", teal, report.A4, 40)
	officer.must(officer.get(path+"/reports/comparison-2025.pdf"), http.StatusOK)
	if now := s.workOf(second).Digest; now != digest {
		t.Errorf("the digest was %s and is %s", digest, now)
	}
	s.clock.Add(370 * 24 * 3600)
	draft := s.openYear(client, 2027)
	for _, kind := range reportKinds(true) {
		wears(t, "the draft's "+kind.name, s.documentOf(draft, kind.name), "Harborview MSP", "For #5c0a5c eyes <only>.", plum, report.Letter, 80)
	}
}

// TestBrandOfToday: a review of all clients and an empty questionnaire have the provider's brand; the questionnaire says of
// itself what it is, and not that it is confidential.
func TestBrandOfToday(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	client := s.client("Harbor Clinic")
	plain := b.must(b.get("/questionnaires/security-rule/blank.pdf"), http.StatusOK).body
	if again := b.must(b.get("/questionnaires/security-rule/blank.pdf"), http.StatusOK).body; again != plain {
		t.Error("the same questionnaire has other bytes")
	}
	b.sets(client, "Northwind IT", "#0a5c8a", "a4", 40)
	b.must(b.get("/questionnaires/security-rule/blank.pdf"), http.StatusOK)
	b.must(b.get("/reports/review.pdf"), http.StatusOK)
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	review := &report.Document{}
	blank, err := s.app.blank(s.byAdmin(), cat)
	if err = errors.Join(err, s.app.dressToday(s.byAdmin(), review)); err != nil {
		t.Fatal(err)
	}
	for d, sentence := range map[*report.Document]string{review: "For #0a5c8a eyes <only>.", blank: ""} {
		if d.Brand.Name != "Northwind IT" || d.Brand.Confidential != sentence || d.Paper != report.A4 || d.Brand.Logo == nil || d.Brand.ClientLogo != nil {
			t.Errorf("%s: paper %d, %+v", d.Title, d.Paper, d.Brand)
		}
	}
}

// TestLostLogo: a report is drawn without a logo that cannot be read.
func TestLostLogo(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	for _, of := range []string{"", client} {
		if err := s.store.SetLogo(t.Context(), s.admin, of, []byte("<svg><script>alert(1)</script></svg>")); err != nil {
			t.Fatal(err)
		}
	}
	id := s.openYear(client, 2026)
	if d := s.documentOf(id, "risk-analysis"); d.Brand.Logo != nil || d.Brand.ClientLogo != nil {
		t.Error("a document has a logo that is no picture")
	}
	b := s.signIn("manager")
	b.must(b.get("/assessments/"+id+"/reports/risk-analysis.pdf"), http.StatusOK)
}
