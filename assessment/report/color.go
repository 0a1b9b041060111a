package report

import (
	"fmt"
	"math"

	"safeguard/assessment"
)

// Color is an sRGB color.
type Color struct{ R, G, B uint8 }

// Hex writes the color as style sheets do: #0559ab.
func (c Color) Hex() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// The colors of text and lines on paper.
var (
	Black     = Color{0x1A, 0x1A, 0x1A}
	Gray      = Color{0x5C, 0x5C, 0x5C}
	LightGray = Color{0xE3, 0xE6, 0xEA}
	PaleGray  = Color{0xF4, 0xF6, 0xF8}
	White     = Color{0xFF, 0xFF, 0xFF}
	Blue      = Color{0x05, 0x59, 0xAB}
	Green     = Color{0x14, 0x59, 0x2B}
	Amber     = Color{0x6B, 0x42, 0x00}
	Red       = Color{0x9B, 0x1C, 0x1C}
)

// leastContrast is what WCAG 2.2, criterion 1.4.3, asks of text.
const leastContrast = 4.5

// Contrast gives the contrast ratio of two colors as WCAG 2.2 defines it, from 1 to 21.
func Contrast(a, b Color) float64 {
	light, dark := a.luminance(), b.luminance()
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// luminance is the relative luminance of WCAG 2.2, from 0 to 1.
func (c Color) luminance() float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// Readable gives a color itself where it can be read on white, or else the lightest shade of it that can.
func Readable(c Color) Color {
	for share := 255; share > 0; share-- {
		shade := Color{part(c.R, share), part(c.G, share), part(c.B, share)}
		if Contrast(shade, White) >= leastContrast {
			return shade
		}
	}
	return Color{}
}

// part gives some 255ths of a value.
func part(v uint8, share int) uint8 { return uint8(int(v) * share / 255) }

// Accent is the color that a brand leads with: its own, so dark that it can be read on white, or the program's.
func (b Brand) Accent() Color {
	if b.Color == (Color{}) {
		return Blue
	}
	return Readable(b.Color)
}

// Paint is how a level of risk is drawn.
type Paint struct{ Fill, Text, Border Color }

// PaintOf gives the paint of a level. The worst is the darkest, so that gray paper keeps the order, and every
// text has a contrast of 5 to 1 or more.
func PaintOf(l assessment.RiskLevel) Paint {
	return [...]Paint{
		{White, Black, Gray},
		{Color{0xE9, 0xEF, 0xF5}, Color{0x1F, 0x2A, 0x37}, Color{0x6B, 0x7C, 0x90}},
		{Color{0x93, 0xD6, 0xF9}, Color{0x08, 0x28, 0x3B}, Color{0x2F, 0x7F, 0xA8}},
		{Color{0xD4, 0xAC, 0x49}, Color{0x2E, 0x21, 0x00}, Color{0x8A, 0x65, 0x00}},
		{Color{0xBC, 0x41, 0x05}, White, Color{0xBC, 0x41, 0x05}},
		{Color{0x65, 0x02, 0x18}, White, Color{0x65, 0x02, 0x18}},
	}[l]
}
