package report_test

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment/report"
)

// label is a chart of one text, a bar and a line.
type label struct {
	text  string
	width float64
}

func (l label) Size() (width, height float64) { return 40, 10 }

func (l label) Draw(c report.Canvas) {
	c.Rect(0, 2, l.width, 4, report.Blue, report.Gray)
	c.Line(0, 8, 40, 8, report.Black)
	c.Write(20, 4, 9, true, 0, report.White, l.text)
}

// drawn is what a reader of XML finds in a picture.
type drawn struct {
	label    string
	texts    []string
	elements []string
	faults   []string
}

// admitted are the attributes that a strict policy of a page lets through.
var admitted = []string{
	"xmlns", "role", "aria-label", "width", "height", "viewBox", "font-family", "x", "y", "x1", "y1", "x2", "y2", "fill", "stroke",
	"stroke-width", "font-size", "font-weight", "text-anchor",
}

// parse reads a picture strictly.
func parse(source string) (d drawn, err error) {
	reader := xml.NewDecoder(strings.NewReader(source))
	inText := false
	for {
		token, err := reader.Token()
		if errors.Is(err, io.EOF) {
			return d, nil
		}
		if err != nil {
			return d, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "text"
			d.elements = append(d.elements, token.Name.Local)
			for _, a := range token.Attr {
				if !slices.Contains(admitted, a.Name.Local) {
					d.faults = append(d.faults, "attribute "+a.Name.Local)
				}
				if a.Name.Local == "aria-label" {
					d.label = a.Value
				}
			}
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				d.texts = append(d.texts, string(token))
			} else {
				d.faults = append(d.faults, "text "+string(token))
			}
		default:
			d.faults = append(d.faults, "neither an element nor a text")
		}
	}
}

func TestSVGHoldsAnyText(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain", "High", "High"},
		{"markup", "<script>alert(1)</script>", "<script>alert(1)</script>"},
		{"quotes", `" onload="x' y='`, `" onload="x' y='`},
		{"entities", "&lt; &amp; ]]>", "&lt; &amp; ]]>"},
		{"the end of the element", "</text></svg><img>", "</text></svg><img>"},
		{"control characters", "a\x00b\nc\x1bd\u0085e", "a b c d e"},
		{"no UTF-8", "a\xff\xfeb", "a\uFFFDb"},
		{"no characters", "a\uFFFE\uFFFFb", "a\uFFFD\uFFFDb"},
		{"other scripts", "Zähne 🦷 歯", "Zähne 🦷 歯"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := parse(report.SVG(label{test.text, 10}, test.text))
			if err != nil {
				t.Fatal(err)
			}
			if got.label != test.want || len(got.texts) != 1 || got.texts[0] != test.want {
				t.Errorf("label %q and texts %q, want %q", got.label, got.texts, test.want)
			}
			if want := []string{"svg", "rect", "line", "text"}; !slices.Equal(got.elements, want) || len(got.faults) > 0 {
				t.Errorf("elements %q and faults %q, want %q and none", got.elements, got.faults, want)
			}
		})
	}
}

func FuzzSVG(f *testing.F) {
	f.Add("High", "Risks by level")
	f.Add("</text><script>", "\" onload=\"\xff\x00")
	f.Fuzz(func(t *testing.T, text, title string) {
		got, err := parse(report.SVG(label{text, 10}, title))
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"svg", "rect", "line", "text"}; !slices.Equal(got.elements, want) || len(got.faults) > 0 {
			t.Errorf("elements %q and faults %q, want %q and none", got.elements, got.faults, want)
		}
	})
}

// TestSVGHasNoBrokenLengths: a bar of a share of nothing is a bar without a width.
func TestSVGHasNoBrokenLengths(t *testing.T) {
	for _, width := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -3} {
		if got := report.SVG(label{"none", width}, "A bar"); !strings.Contains(got, `width="0" height="4"`) {
			t.Errorf("a width of %v is drawn as %s", width, got)
		}
	}
}

// TestSVGOfEveryChart: the charts of the reports can be read as SVG, and say there what they say on paper.
func TestSVGOfEveryChart(t *testing.T) {
	n := 0
	for _, d := range report.All(sample(t)) {
		for _, b := range d.Blocks {
			figure, ok := b.(report.Figure)
			if !ok {
				continue
			}
			n++
			source := report.SVG(figure.Chart, figure.Caption)
			got, err := parse(source)
			if err != nil || len(got.faults) > 0 {
				t.Errorf("%s: %v, faults %q", d.Name, err, got.faults)
			}
			if got.label != figure.Caption || len(got.texts) < 5 {
				t.Errorf("%s: label %q with %d texts", d.Name, got.label, len(got.texts))
			}
			if first, _, _ := strings.Cut(source, ">"); !strings.Contains(first, `role="img"`) || !strings.Contains(first, `viewBox="-0.3 -0.3 `) {
				t.Errorf("%s: the picture begins %s", d.Name, first)
			}
		}
	}
	if n < 4 {
		t.Errorf("the documents have %d charts, want at least 4", n)
	}
}
