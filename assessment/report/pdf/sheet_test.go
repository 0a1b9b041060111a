package pdf_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"safeguard/assessment/report"
)

// boxes are the words of a PDF with their places, in points from the top left, as pdftotext -bbox gives them.
type boxes struct {
	Pages []struct {
		Width  float64 `xml:"width,attr"`
		Height float64 `xml:"height,attr"`
		Words  []struct {
			Left   float64 `xml:"xMin,attr"`
			Top    float64 `xml:"yMin,attr"`
			Right  float64 `xml:"xMax,attr"`
			Bottom float64 `xml:"yMax,attr"`
			Text   string  `xml:",chardata"`
		} `xml:"word"`
	} `xml:"body>doc>page"`
}

func boxesOf(t *testing.T, file string) (b boxes) {
	t.Helper()
	if err := xml.Unmarshal([]byte(output(t, "pdftotext", "-bbox", file, "-")), &b); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestPaper: each document fills the paper that it is for, and no word stands in the margins at the sides.
func TestPaper(t *testing.T) {
	const margin, rounding = 18 * 72 / 25.4, 1.0
	for _, tt := range []struct {
		paper         report.Paper
		width, height float64
	}{{report.Letter, 612, 792}, {report.A4, 595.28, 841.89}} {
		for _, d := range report.All(sample(t, unchanged)) {
			t.Run(fmt.Sprint(d.Name, " ", tt.paper), func(t *testing.T) {
				d.Paper = tt.paper
				file := drawn(t, d)
				output(t, "qpdf", "--check", file)
				if want := fmt.Sprintf("/MediaBox [0 0 %.2f %.2f]", tt.width, tt.height); !strings.Contains(string(rendered(t, d)), want) {
					t.Errorf("no %s", want)
				}
				for i, page := range boxesOf(t, file).Pages {
					for _, w := range page.Words {
						if w.Left < margin-rounding || w.Right > tt.width-margin+rounding || w.Top < 20 || w.Bottom > tt.height-20 {
							t.Errorf("page %d of %.0f x %.0f: %q stands at %.0f to %.0f, %.0f to %.0f", i+1, page.Width, page.Height, w.Text, w.Left, w.Right, w.Top, w.Bottom)
						}
					}
				}
			})
		}
	}
}
