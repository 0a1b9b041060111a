package report_test

import (
	"math"
	"testing"

	"safeguard/assessment/report"
)

func TestContrast(t *testing.T) {
	for _, tt := range []struct {
		a, b report.Color
		want float64
	}{
		{report.White, report.Color{}, 21},
		{report.White, report.White, 1},
		{report.Color{R: 0x76, G: 0x76, B: 0x76}, report.White, 4.54},
		{report.White, report.Color{R: 0xFF}, 4.00},
	} {
		if got := report.Contrast(tt.a, tt.b); math.Abs(got-tt.want) > 0.005 {
			t.Errorf("Contrast(%v, %v) = %.3f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestAccent(t *testing.T) {
	for _, tt := range []struct {
		name        string
		color, want report.Color
	}{
		{"none is the program's own", report.Color{}, report.Blue},
		{"dark enough stays", report.Color{R: 0x6A, G: 0x1B, B: 0x9A}, report.Color{R: 0x6A, G: 0x1B, B: 0x9A}},
		{"red is a little too light", report.Color{R: 0xFF}, report.Color{R: 0xEE}},
		{"white becomes gray", report.White, report.Color{R: 0x76, G: 0x76, B: 0x76}},
	} {
		if got := (report.Brand{Color: tt.color}).Accent(); got != tt.want {
			t.Errorf("%s: the accent of %v is %v, want %v", tt.name, tt.color, got, tt.want)
		}
	}
}

// TestEveryAccentCanBeRead: whatever color a provider picks, it is text that can be read, and no darker than it must be.
func TestEveryAccentCanBeRead(t *testing.T) {
	for r := 0; r < 256; r += 15 {
		for g := 0; g < 256; g += 15 {
			for b := 0; b < 256; b += 15 {
				c := report.Color{R: uint8(r), G: uint8(g), B: uint8(b)}
				got := report.Readable(c)
				if contrast := report.Contrast(got, report.White); contrast < 4.5 || got != c && contrast > 4.7 {
					t.Errorf("%v became %v, with a contrast of %.2f on white", c, got, contrast)
				}
			}
		}
	}
}
