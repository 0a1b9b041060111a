package static

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// palette maps the variables of one theme to their colors.
type palette map[string]string

// palettes reads the light and the dark palette of the theme. What dark does not set again stays light.
func palettes(t *testing.T) map[string]palette {
	t.Helper()
	source, err := os.ReadFile("npm/theme.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, found := strings.Cut(string(source), "@dark {")
	dark, _, closed := strings.Cut(rest, "\n}")
	if !found || !closed {
		t.Fatal("theme.css has no dark palette")
	}
	return map[string]palette{"light": colors(light), "dark": colors(dark)}
}

func colors(css string) palette {
	p := palette{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`).FindAllStringSubmatch(css, -1) {
		p[m[1]] = long(m[2])
	}
	return p
}

// long writes #abc as #aabbcc.
func long(hex string) string {
	if len(hex) != 4 {
		return hex
	}
	out := "#"
	for _, digit := range hex[1:] {
		out += strings.Repeat(string(digit), 2)
	}
	return out
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(hex string) float64 {
	sum := 0.0
	for n, weight := range []float64{0.2126, 0.7152, 0.0722} {
		value, err := strconv.ParseUint(hex[1+2*n:3+2*n], 16, 8)
		if err != nil {
			return math.NaN()
		}
		c := float64(value) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// TestGuestsSeeTheSameColors: the pages of contacts have a style sheet of their own, with the colors of the others, in which
// TestContrast looks.
func TestGuestsSeeTheSameColors(t *testing.T) {
	source, err := os.ReadFile("guest.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, found := strings.Cut(string(source), "@media screen and (prefers-color-scheme: dark) {")
	dark, _, closed := strings.Cut(rest, "\n}")
	if !found || !closed {
		t.Fatal("guest.css has no dark palette")
	}
	themes := palettes(t)
	for theme, guests := range map[string]palette{"light": colors(light), "dark": colors(dark)} {
		if len(guests) < 20 {
			t.Errorf("%s: guest.css sets %d colors, want all that it uses", theme, len(guests))
		}
		for name, color := range guests {
			if want := themes[theme][name]; color != want {
				t.Errorf("%s: --%s is %s, want %q as on the other pages", theme, name, color, want)
			}
		}
	}
}

// TestContrast holds the palettes to WCAG 2.2: text 4.5 (1.4.3), edges and the focus ring 3 (1.4.11); what the design
// promises beyond that is higher. Tools that read a page see neither edges nor the ring.
func TestContrast(t *testing.T) {
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"text", "card", 12},
		{"text", "page", 12},
		{"text", "sunk", 10},
		{"text", "soft", 9},
		{"text", "proposal", 9},
		{"quiet", "card", 6.4},
		{"quiet", "page", 6.3},
		{"quiet", "sunk", 5.5},
		{"link", "card", 6.5},
		{"link", "page", 6.5},
		{"link", "sunk", 5.5},
		{"link-hover", "card", 7},
		{"link-hover", "sunk", 7},
		{"on-primary", "primary", 6.5},
		{"on-primary", "primary-hover", 7},
		{"on-danger", "danger", 7},
		{"on-danger", "danger-hover", 7},
		{"danger", "card", 7},
		{"danger", "page", 7},
		{"edge", "card", 4.2},
		{"edge", "page", 4.2},
		{"focus", "card", 9},
		{"focus", "page", 9},
		{"primary", "card", 3},
		{"primary", "soft", 3},
		{"very-low-text", "very-low", 10},
		{"low-text", "low", 5.8},
		{"moderate-text", "moderate", 6},
		{"high-text", "high", 5.3},
		{"very-high-text", "very-high", 9.6},
		{"very-low-edge", "card", 4.1},
		{"low-edge", "card", 4.1},
		{"moderate-edge", "card", 4.2},
		{"high-edge", "card", 4.2},
		{"very-high-edge", "card", 4.2},
		{"todo-text", "todo", 7},
		{"needs-text", "needs", 7},
		{"others-text", "others", 7},
		{"done-text", "done", 7},
		{"blocked-text", "blocked", 6.9},
		{"proposal-text", "proposal", 7},
		{"todo-text", "card", 7},
		{"needs-text", "card", 7},
		{"done-text", "card", 7},
		{"others-text", "card", 7},
		{"blocked-text", "card", 7},
		{"proposal-text", "card", 7},
	}
	for theme, p := range palettes(t) {
		for _, pair := range pairs {
			if p[pair.front] == "" || p[pair.back] == "" {
				t.Errorf("%s lacks %s or %s", theme, pair.front, pair.back)
				continue
			}
			if got := contrast(p[pair.front], p[pair.back]); got < pair.least {
				t.Errorf("%s: contrast(%s, %s) = %.2f, want %.1f", theme, pair.front, pair.back, got, pair.least)
			}
		}
	}
}

// TestLevelsKeepTheirOrder holds the fills to the design: the worst stands off the page most, so that gray paper keeps
// the order.
func TestLevelsKeepTheirOrder(t *testing.T) {
	for theme, p := range palettes(t) {
		before := 0.0
		for _, level := range []string{"very-low", "low", "moderate", "high", "very-high"} {
			off := contrast(p[level], p["card"])
			if off <= before {
				t.Errorf("%s: %s stands off the card by %.2f, the level below by %.2f", theme, level, off, before)
			}
			before = off
		}
	}
}
