package report

import (
	"bytes"
	"image"
	"image/png"
	"reflect"
	"testing"

	"safeguard/assessment"
)

// TestDress: a document gets what the brand says, and a picture only where there is one that can be drawn.
func TestDress(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 2))); err != nil {
		t.Fatal(err)
	}
	logo := b.Bytes()
	pictures := map[string][]byte{"whole": logo, "half": logo[:len(logo)/2], "page": []byte("<svg><script>alert(1)</script></svg>")}
	full := assessment.Brand{Name: "Northwind IT", Contact: "555-0142", Confidential: "For Harbor Clinic alone.", Color: "#0a5c8a", Paper: assessment.PaperA4, Logo: "whole"}
	for name, tt := range map[string]struct {
		brand *assessment.Brand
		paper Paper
		want  Brand
	}{
		"no brand":  {nil, Letter, Brand{}},
		"all of it": {&full, A4, Brand{Name: "Northwind IT", Contact: "555-0142", Confidential: "For Harbor Clinic alone.", Color: Color{0x0a, 0x5c, 0x8a}, Logo: logo}},
		"letter":    {&assessment.Brand{Paper: assessment.PaperLetter, ClientLogo: "whole"}, Letter, Brand{ClientLogo: logo}},
		"black":     {&assessment.Brand{Color: "#000000"}, Letter, Brand{Color: Color{1, 1, 1}}},
		"a picture that is gone, and one that is damaged": {&assessment.Brand{Name: "N", Logo: "gone", ClientLogo: "half"}, Letter, Brand{Name: "N"}},
		"a picture that is none":                          {&assessment.Brand{Name: "N", Logo: "page"}, Letter, Brand{Name: "N"}},
	} {
		docs := []*Document{{}, {}}
		Dress(tt.brand, pictures, docs...)
		for _, d := range docs {
			if d.Paper != tt.paper || !reflect.DeepEqual(d.Brand, tt.want) {
				t.Errorf("%s: paper %d and %+v, want %d and %+v", name, d.Paper, d.Brand, tt.paper, tt.want)
			}
		}
	}
}
