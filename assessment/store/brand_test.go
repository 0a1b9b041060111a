package store

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/vault"
)

// branded gives the installation and the client all that reports may carry, with that color and those pictures.
func (o *office) branded(color, logo, clientLogo string) assessment.Brand {
	o.t.Helper()
	b := assessment.Brand{Contact: "555-0142, help@northwind.test", Confidential: "For the client alone.", Color: color, Paper: assessment.PaperA4}
	o.must(o.SetSetting(o.t.Context(), o.admin, SettingProvider, "Northwind "+color))
	o.must(o.SaveBrandSettings(o.t.Context(), o.admin, b))
	o.must(o.SetLogo(o.t.Context(), o.admin, "", []byte(logo)))
	o.must(o.SetLogo(o.t.Context(), o.admin, o.client, []byte(clientLogo)))
	b.Name, b.Logo, b.ClientLogo = "Northwind "+color, sum([]byte(logo)), sum([]byte(clientLogo))
	return b
}

// wears checks what the reports of an assessment carry.
func (o *office) wears(what, id string, want *assessment.Brand, pictures ...string) {
	o.t.Helper()
	got, err := o.BrandingOf(o.t.Context(), o.officer, o.work(id))
	o.must(errors.Join(err, got.Lost))
	wantSame(o.t, what, got.Brand, want)
	var have []string
	for _, digest := range slices.Sorted(maps.Keys(got.Pictures)) {
		have = append(have, string(got.Pictures[digest]))
	}
	slices.Sort(have)
	slices.Sort(pictures)
	wantSame(o.t, what+": the pictures", have, pictures)
}

// TestBrandIsFixed: what is submitted keeps the brand of that day with its pictures, whatever is set or removed afterwards and
// however the keys change; a draft has that of today.
func TestBrandIsFixed(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		first := o.branded("#102030", "compass", "tooth")
		final := o.year(readSample(t, "2025"))
		digest := o.work(final).Digest
		second := o.branded("#405060", "anchor", "river")
		o.clearRecords()
		draft := o.draft(readSample(t, "2026"))
		o.wears("the final one", final, &first, "compass", "tooth")
		o.wears("the draft", draft, &second, "anchor", "river")
		o.submit(draft)
		third := o.branded("#708090", "anchor", "lake")
		o.wears("the one under review", draft, &second, "anchor", "river")
		o.must(o.UpdateAssessment(t.Context(), o.manager, draft, "take back", func(w *Work) error { return w.TakeBack() }))
		o.wears("the one taken back", draft, &third, "anchor", "lake")
		o.finalize(draft)
		o.must(errors.Join(o.RemoveLogo(t.Context(), o.admin, ""), o.RemoveLogo(t.Context(), o.manager, o.client)))
		o.rotate()
		o.wears("the final one at last", final, &first, "compass", "tooth")
		o.wears("the second year", draft, &third, "anchor", "lake")
		if now := o.work(final).Digest; now != digest {
			t.Errorf("the digest was %s and is %s", digest, now)
		}
		_, err := o.openAll(t.Context())
		o.must(errors.Join(err, o.VerifyAudit(t.Context())))
	})
}

// TestNoBrand: what was fixed before anything was set for reports, as what an earlier version fixed, goes on without.
func TestNoBrand(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final := o.year(readSample(t, "2025"))
		digest := o.work(final).Digest
		o.branded("#102030", "compass", "tooth")
		o.wears("the final one", final, nil)
		if now := o.work(final).Digest; now != digest {
			t.Errorf("the digest was %s and is %s", digest, now)
		}
	})
}

// TestLostPictures: a picture that is gone, was exchanged or cannot be opened costs its assessment nothing else.
func TestLostPictures(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	b := o.branded("#102030", "compass", "tooth")
	final := o.year(readSample(t, "2025"))
	damage := map[string]func(){
		"exchanged": func() {
			o.exec(`UPDATE brand_pictures SET body = $1 WHERE sha256 = $2`, o.vault.Seal("brand_pictures", "body", o.client+"/"+b.Logo, []byte("tooth")), b.Logo)
		},
		"not to be opened": func() {
			o.exec(`UPDATE brand_pictures SET body = $1 WHERE sha256 = $2`, []byte("torn"), b.Logo)
		},
		"gone": func() { o.exec(`DELETE FROM brand_pictures WHERE sha256 = $1`, b.Logo) },
	}
	for _, name := range []string{"exchanged", "not to be opened", "gone"} {
		damage[name]()
		got, err := o.BrandingOf(t.Context(), o.officer, o.work(final))
		o.must(err)
		if got.Lost == nil || got.Brand == nil || *got.Brand != b || len(got.Pictures) != 1 || string(got.Pictures[b.ClientLogo]) != "tooth" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	o.exec(`UPDATE sealed_settings SET body = $1 WHERE name = 'logo'`, []byte("torn"))
	got, err := o.Branding(t.Context(), o.officer, o.client)
	o.must(err)
	if !errors.Is(got.Lost, vault.ErrSealed) || got.Brand.Logo != "" || string(got.Pictures[got.Brand.ClientLogo]) != "tooth" {
		t.Errorf("today's: %+v", got)
	}
	o.exec(`UPDATE sealed_settings SET body = $1 WHERE name = 'brand'`, []byte("torn"))
	got, err = o.Branding(t.Context(), o.officer, o.client)
	o.must(err)
	if !errors.Is(got.Lost, vault.ErrSealed) || got.Brand.Contact != "" || got.Brand.Name != b.Name {
		t.Errorf("today's with settings that cannot be opened: %+v", got)
	}
	o.clearRecords()
	o.finalize(o.draft(readSample(t, "2026")))
}

// TestBrandSettings: an admin keeps them, nobody else; what cannot be read is refused; no text of them is in the clear.
func TestBrandSettings(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		b := assessment.Brand{Contact: "555-0142", Confidential: "For the client alone.", Color: "#102030", Paper: assessment.PaperLetter}
		for who, scope := range map[string]assessment.Scope{"a manager": o.manager, "an officer": o.officer, "nobody": {}} {
			wantErr(t, who, o.SaveBrandSettings(t.Context(), scope, b), assessment.ErrForbidden)
		}
		wrong := b
		wrong.Color = "teal"
		if _, invalid := errors.AsType[*assessment.Invalid](o.SaveBrandSettings(t.Context(), o.admin, wrong)); !invalid {
			t.Error("a color that is none is taken")
		}
		got, err := o.BrandSettings(t.Context())
		o.must(err)
		wantSame(t, "before", got, assessment.Brand{})
		before := o.count(`SELECT count(*) FROM events WHERE chain = ''`)
		given := b
		given.Name, given.Logo, given.ClientLogo = "Elsewhere", "ab", "cd"
		o.must(o.SaveBrandSettings(t.Context(), o.admin, given))
		got, err = o.BrandSettings(t.Context())
		o.must(err)
		wantSame(t, "after", got, b)
		if n := o.count(`SELECT count(*) FROM events WHERE chain = ''`) - before; n != 1 {
			t.Errorf("%d events, want 1", n)
		}
		today, err := o.Branding(t.Context(), o.officer, "")
		o.must(err)
		wantSame(t, "of no client", today.Brand, &b)
		o.must(o.SaveBrandSettings(t.Context(), o.admin, assessment.Brand{}))
		today, err = o.Branding(t.Context(), o.officer, o.client)
		o.must(err)
		wantSame(t, "emptied", today.Brand, (*assessment.Brand)(nil))
	})
}
