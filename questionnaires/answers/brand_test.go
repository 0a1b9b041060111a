package answers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

// pngOf is a picture of that size.
func pngOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// written puts an answers file with a brand into a folder beside pictures, and gives its name.
func written(t *testing.T, brand string, pictures map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	pictures["a.yaml"] = []byte(none + brand)
	for name, content := range pictures {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "a.yaml")
}

// TestBrand: a file says what its reports carry, and names pictures from its own folder. Its digest covers both.
func TestBrand(t *testing.T) {
	const brand = `brand: {name: Northwind IT, contact: "555-0142, help@northwind.test", confidential: For the client alone., color: "#0A5c8a", paper: a4, logo: logo.png, client_logo: art/client.png}` + "\n"
	logo, client := pngOf(t, 1200, 100), pngOf(t, 30, 20)
	name := written(t, brand, map[string][]byte{"logo.png": logo, "art/client.png": client})
	f, err := ReadFile(library(t), name)
	if err != nil {
		t.Fatal(err)
	}
	digest := func(b []byte) string { sum := sha256.Sum256(b); return hex.EncodeToString(sum[:]) }
	want := assessment.Brand{
		Name: "Northwind IT", Contact: "555-0142, help@northwind.test", Confidential: "For the client alone.", Color: "#0A5c8a", Paper: assessment.PaperA4,
		Logo: digest(logo), ClientLogo: digest(client),
	}
	if f.Content.Brand == nil || *f.Content.Brand != want {
		t.Errorf("the brand is %+v, want %+v", f.Content.Brand, want)
	}
	for digest, width := range map[string]int{want.Logo: 600, want.ClientLogo: 30} {
		if size, err := png.DecodeConfig(bytes.NewReader(f.Pictures[digest])); err != nil || size.Width != width {
			t.Errorf("a picture is %d wide, %v, want %d", size.Width, err, width)
		}
	}
	first := f.Content.Digest(f.Catalog)
	if err := os.WriteFile(filepath.Join(filepath.Dir(name), "logo.png"), client, 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err = ReadFile(library(t), name); err != nil || f.Content.Digest(f.Catalog) == first {
		t.Errorf("with another logo the digest is the same, %v", err)
	}
	if f, err = ReadFile(library(t), written(t, "", map[string][]byte{})); err != nil || f.Content.Brand != nil || len(f.Pictures) > 0 {
		t.Errorf("without a brand there is %+v, %v", f.Content.Brand, err)
	}
	_, content, err := Parse(library(t), "a.yaml", []byte(none+brand))
	if err != nil || content.Brand.Logo != "" || content.Brand.Name != "Northwind IT" {
		t.Errorf("of a file in memory the brand is %+v, %v", content.Brand, err)
	}
}

// TestWrongBrands: each mistake is told with its place, a picture that is none as well.
func TestWrongBrands(t *testing.T) {
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	long := strings.Repeat("far/away", 40) + ".png"
	for name, tt := range map[string]struct {
		brand string
		want  string // after the name of the file
	}{
		"an unknown key":            {"brand: {colour: red}", `:8:9: There is no key "colour" here; did you mean "color".`},
		"a color by name":           {"brand:\n  color: teal", `:9:10: "teal" is not a color that can be read.`},
		"a color without quotes":    {"brand:\n  color: #0a5c8a", `:9:9: This is empty. Put the color in quotes`},
		"another paper":             {"brand: {paper: legal}", `:8:16: "legal" is not one of letter, a4.`},
		"too long a contact":        {"brand: {contact: " + strings.Repeat("a", 201) + "}", `:8:18: Write this in at most 200 letters; it has 201.`},
		"too long a sentence":       {"brand: {confidential: " + strings.Repeat("a", 161) + "}", `:8:23: Write this in at most 160 letters; it has 161.`},
		"no such picture":           {"brand: {logo: none.png}", `:8:15: There is no picture "none.png": its path begins at the folder of this file.`},
		"a drawing with a script":   {"brand: {logo: logo.svg}", `:8:15: "logo.svg": This is not a PNG or JPEG picture.`},
		"a drawing that hides":      {"brand: {client_logo: hidden.png}", `:8:22: "hidden.png": This is not a PNG or JPEG picture.`},
		"a picture that was cut":    {"brand: {logo: cut.png}", `:8:15: "cut.png": This picture is damaged`},
		"a picture that is large":   {"brand: {logo: large.png}", `:8:15: "large.png": The picture is larger than 1 MB.`},
		"a folder":                  {"brand: {logo: art}", `:8:15: "art" is not a file that can be read`},
		"a path that is long":       {"brand: {logo: " + long + "}", `:8:15: There is no picture "far/away`},
		"a path that is no text":    {"brand: {logo: [a]}", `:8:15: This should be a text.`},
		"a brand that is no group":  {"brand: Northwind", ":8:8: This should be a group of keys: name, contact"},
		"a picture of a whole page": {"brand: {logo: wide.png}", `:8:15: "wide.png": The picture is 4001 by 1 pixels`},
	} {
		whole := pngOf(t, 60, 40)
		file := written(t, tt.brand+"\n", map[string][]byte{
			"logo.svg": svg, "hidden.png": svg, "cut.png": whole[:len(whole)-20], "large.png": append(whole, make([]byte, 1<<20)...), "art/a.png": whole,
			"wide.png": pngOf(t, 4001, 1),
		})
		_, err := ReadFile(library(t), file)
		var problems strict.Problems
		if !errors.As(err, &problems) || len(problems) != 1 || !strings.HasPrefix(problems[0].String(), file+tt.want) {
			t.Errorf("%s: %v, want %s%s", name, err, file, tt.want)
			continue
		}
		if what := problems[0].String(); !strings.HasSuffix(what, ".") {
			t.Errorf("%s: the sentence is cut off: %s", name, what)
		}
	}
}
