package pdf

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func testFaces(t testing.TB) *faces {
	t.Helper()
	fs, err := sharedFaces()
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

func TestWrap(t *testing.T) {
	fs := testFaces(t)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"short", "one two", []string{"one two"}},
		{"broken at spaces", "one two three four five six", []string{"one two three four five", "six"}},
		{"empty", "", []string{""}},
		{"only spaces", "  \t ", []string{""}},
		{"line ends are kept", "one\ntwo", []string{"one", "two"}},
		{"long words are broken", strings.Repeat("x", 40), []string{strings.Repeat("x", 20), strings.Repeat("x", 20)}},
		{"control characters are dropped", "o\x00n\x1be", []string{"one"}},
		{"format characters are dropped", "o\u202en\u200de\ufe0f", []string{"one"}},
	} {
		got := fs.wrap(tt.text, 36, 10, false)
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%s: wrap(%q) = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

// TestWrapKeepsAllWords: whatever is wrapped fits, and nothing is lost.
func TestWrapKeepsAllWords(t *testing.T) {
	fs := testFaces(t)
	letters := []rune("abc éü Ω я ב ا 漢 😀 WW ii .,-/ ")
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		var b strings.Builder
		for range r.IntN(200) {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		width := 8 + 60*r.Float64()
		bold := r.IntN(2) == 0
		lines := fs.wrap(b.String(), width, 9, bold)
		got := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
		if want := strings.ReplaceAll(b.String(), " ", ""); got != want {
			t.Fatalf("seed %d: wrap lost something of %q: %q", seed, want, got)
		}
		for _, line := range lines {
			if w := fs.width(line, 9, bold); w > width+1e-9 && len([]rune(line)) > 1 {
				t.Errorf("seed %d: line %q is %.1f mm wide, want at most %.1f", seed, line, w, width)
			}
		}
	}
}

// runs splits a line into pieces of one face.
func runs(fs *faces, line string, bold bool) (list []run) {
	for rest := visual(line); rest != ""; {
		var piece run
		piece, rest = fs.weigh(bold).next(rest)
		list = append(list, piece)
	}
	return list
}

func TestRunsFallBack(t *testing.T) {
	fs := testFaces(t)
	for _, tt := range []struct{ text, want string }{
		{"plain", "body:plain"},
		{"a ✔ b", "body:a |symbols:✔|body: b"},
		{"smile 😀", "body:smile |symbols:□"},
		{"漢", "symbols:□"},
		{"Łódź Ελλάδα", "body:Łódź |body-whole:Ελλάδα"},
		{"≥ ♞", "body-whole:≥|body: |symbols-whole:♞"},
	} {
		var got []string
		for _, piece := range runs(fs, tt.text, false) {
			got = append(got, piece.face.family+":"+piece.text)
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("runs(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestRunsAreAsWideAsTheirLine: what is drawn ends where measuring said, whichever fonts draw it.
func TestRunsAreAsWideAsTheirLine(t *testing.T) {
	fs := testFaces(t)
	for _, line := range []string{"plain", "a ✔ b", "😀😀 smile", "漢字 and □", "שלום"} {
		sum := 0.0
		for _, piece := range runs(fs, line, true) {
			sum += millimeters(piece.advance, 10)
		}
		if want := fs.width(line, 10, true); math.Abs(sum-want) > 1e-9 {
			t.Errorf("the runs of %q are %.3f mm wide, want %.3f", line, sum, want)
		}
	}
}

func TestRightToLeftIsDrawnAsSeen(t *testing.T) {
	if got, want := visual("see שלום here"), "see םולש here"; got != want {
		t.Errorf("visual = %q, want %q", got, want)
	}
	if got := visual("plain"); got != "plain" {
		t.Errorf("visual(plain) = %q", got)
	}
}

func FuzzWrap(f *testing.F) {
	fs := testFaces(f)
	f.Add("one two three", 20.0)
	f.Add("שלום \U0001F600\x00", 1.0)
	f.Fuzz(func(t *testing.T, text string, width float64) {
		if !(width > 0 && width < 1000) || len(text) > 10_000 {
			return
		}
		for _, line := range fs.wrap(text, width, 10, false) {
			runs(fs, line, false)
		}
	})
}
