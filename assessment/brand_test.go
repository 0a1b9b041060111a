package assessment

import (
	"strings"
	"testing"
)

// TestBrandCheck: what does not fit on a page, or cannot be read, is told by field.
func TestBrandCheck(t *testing.T) {
	good := Brand{Name: "Northwind IT", Contact: strings.Repeat("é", LongestContact), Confidential: strings.Repeat("é", LongestConfidential), Color: "#0A5c8A", Paper: PaperA4}
	for name, tt := range map[string]struct {
		change func(*Brand)
		path   string
		want   string
	}{
		"as it should be":        {func(*Brand) {}, "", ""},
		"nothing":                {func(b *Brand) { *b = Brand{} }, "", ""},
		"a name in two lines":    {func(b *Brand) { b.Name = "North\nwind" }, "name", "in one line of at most 200 letters"},
		"too long a contact":     {func(b *Brand) { b.Contact += "é" }, "contact", "at most 200 letters; it has 201"},
		"a contact in two lines": {func(b *Brand) { b.Contact = "a\nb" }, "contact", "in one line"},
		"a contact nobody sees":  {func(b *Brand) { b.Contact = "a\u202eb" }, "contact", "cannot be shown"},
		"too long a sentence":    {func(b *Brand) { b.Confidential += "." }, "confidential", "at most 160 letters; it has 161"},
		"a color by name":        {func(b *Brand) { b.Color = "teal" }, "color", `"teal" is not a color`},
		"a color of three signs": {func(b *Brand) { b.Color = "#0ab" }, "color", "six digits or letters"},
		"a color without #":      {func(b *Brand) { b.Color = "0a5c8a7" }, "color", "six digits or letters"},
		"a color with a sign":    {func(b *Brand) { b.Color = "#+a5c8a" }, "color", "six digits or letters"},
		"a color beyond f":       {func(b *Brand) { b.Color = "#0a5c8g" }, "color", "six digits or letters"},
	} {
		b := good
		tt.change(&b)
		list := b.Check()
		switch {
		case tt.want == "" && len(list) == 0:
		case tt.want == "" || len(list) != 1 || list[0].Path != tt.path || !strings.Contains(list[0].What, tt.want):
			t.Errorf("%s: %v, want %s: %s", name, list, tt.path, tt.want)
		}
	}
	if list := (*Brand)(nil).Check(); list != nil {
		t.Errorf("no brand: %v", list)
	}
}

// TestBrandColor: each pair of digits is one part of the color.
func TestBrandColor(t *testing.T) {
	b := Brand{Color: "#0A5cf9"}
	if r, g, bl, ok := b.RGB(); r != 0x0a || g != 0x5c || bl != 0xf9 || !ok {
		t.Errorf("RGB of %s is %x %x %x, %v", b.Color, r, g, bl, ok)
	}
	if _, _, _, ok := new(Brand).RGB(); ok {
		t.Error("no color is a color")
	}
}

// TestBrandIsInTheDigest: the digest is bound to the brand, and a content without one has the bytes that it always had.
func TestBrandIsInTheDigest(t *testing.T) {
	cat, c := testCatalog(), complete()
	if strings.Contains(string(c.Canonical(cat)), `"brand"`) {
		t.Error("a content without a brand names one")
	}
	plain := c.Digest(cat)
	c.Brand = &Brand{Name: "Northwind IT", Paper: PaperA4, Logo: strings.Repeat("ab", 32)}
	branded := c.Digest(cat)
	if branded == plain {
		t.Error("the digest is the same with a brand and without")
	}
	kept, err := ParseCanonical(c.Canonical(cat))
	if err != nil || kept.Brand == nil || *kept.Brand != *c.Brand || kept.Digest(cat) != branded {
		t.Errorf("what was kept has the brand %+v, %v, want %+v", kept.Brand, err, c.Brand)
	}
	c.Brand.Color = "#102030"
	if c.Digest(cat) == branded {
		t.Error("the digest is the same with another color")
	}
}
