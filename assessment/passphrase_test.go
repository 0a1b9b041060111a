package assessment

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestSpokenWords holds the words to what is said of them.
func TestSpokenWords(t *testing.T) {
	if len(spokenWords) != 1024 {
		t.Fatalf("there are %d words, want 1,024", len(spokenWords))
	}
	if !slices.IsSorted(spokenWords) {
		t.Error("the words are not in order")
	}
	for i, word := range spokenWords {
		if len(word) < 3 || len(word) > 6 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is not of three to six letters", word)
		}
		for _, other := range spokenWords[i+1:] {
			if oneApart(word, other) {
				t.Errorf("%q and %q are too much alike", word, other)
			}
			if strings.HasPrefix(other, word) || strings.HasPrefix(word, other) {
				t.Errorf("%q and %q begin alike", word, other)
			}
		}
	}
}

// oneApart reports whether two words are the same, or become so when one letter is changed, added or taken out, or when two
// neighbors change places.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(b) > len(a)+1:
		return false
	case len(b) == len(a)+1:
		return a[i:] == b[i+1:]
	case i == len(a) || a[i+1:] == b[i+1:]:
		return true
	}
	return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

func TestOneApart(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"cat", "cat", true},
		{"cat", "car", true},
		{"cat", "cart", true},
		{"cart", "cat", true},
		{"at", "cat", true},
		{"trial", "trail", true},
		{"ab", "ba", true},
		{"cat", "dog", false},
		{"cat", "carts", false},
		{"river", "rivet", true},
		{"abc", "cba", false},
		{"", "", true},
		{"", "a", true},
		{"", "ab", false},
	} {
		if got := oneApart(tt.a, tt.b); got != tt.want {
			t.Errorf("oneApart(%q, %q) = %t, want %t", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestPassphrase(t *testing.T) {
	first, last := spokenWords[0], spokenWords[1023]
	for _, tt := range []struct {
		drawn string
		want  string
	}{
		{"\x00\x00\x03\xff\xff\xff\x04\x00", first + "-" + last + "-" + last + "-" + first},
		{"\x00\x01\x00\x02\x00\x03\x00\x04", strings.Join(spokenWords[1:5], "-")},
		{"\x00\x01\x00\x02\x00\x03\x00", ""},
		{"", ""},
	} {
		got, err := Passphrase(strings.NewReader(tt.drawn))
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("Passphrase of %q = %q, %v, want %q", tt.drawn, got, err, tt.want)
		}
	}
}

// TestFilePassphrase: the password of a file has more words, drawn alike.
func TestFilePassphrase(t *testing.T) {
	got, err := FilePassphrase(strings.NewReader("\x00\x01\x00\x02\x00\x03\x00\x04\x00\x05\x00\x06"))
	if want := strings.Join(spokenWords[1:7], "-"); got != want || err != nil {
		t.Errorf("FilePassphrase = %q, %v, want %q", got, err, want)
	}
	if got, err := FilePassphrase(strings.NewReader("\x00\x01\x00\x02\x00\x03\x00\x04")); got != "" || err == nil {
		t.Errorf("FilePassphrase of too little = %q, %v", got, err)
	}
}

func TestOneTimeCode(t *testing.T) {
	for _, tt := range []struct{ drawn, want string }{
		{"\x00\x00\x00", "000000"},
		{"\x00\x00\x07", "000007"},
		{"\x0f\x42\x3f", "999999"},
		{"\x0f\x42\x40", "000000"},
		{"\xf4\x23\xff", "999999"},             // 15,999,999, the last that counts
		{"\xf4\x24\x00\xff\xff\xff", ""},       // both are thrown away, and nothing is left
		{"\xf4\x24\x00\x00\x00\x2a", "000042"}, // one is thrown away
		{"\x00\x00", ""},
		{"", ""},
	} {
		got, err := OneTimeCode(strings.NewReader(tt.drawn))
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("OneTimeCode of %q = %q, %v, want %q", tt.drawn, got, err, tt.want)
		}
	}
}

// seeded gives the same bytes at every run.
func seeded(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// TestPassphraseIsUniform draws 102,400 words for each place, a hundred of each expected, and holds chi-squared to within
// five deviations of its mean.
func TestPassphraseIsUniform(t *testing.T) {
	const draws = 102_400
	random := seeded(1)
	var counts [PassphraseWords]map[string]int
	for i := range counts {
		counts[i] = map[string]int{}
	}
	for range draws {
		phrase, err := Passphrase(random)
		if err != nil {
			t.Fatal(err)
		}
		for i, word := range strings.Split(phrase, "-") {
			counts[i][word]++
		}
	}
	for i, count := range counts {
		var drawn []int
		for _, word := range spokenWords {
			drawn = append(drawn, count[word])
		}
		if off := deviations(drawn); math.Abs(off) > 5 {
			t.Errorf("the words at place %d are %.1f deviations from uniform", i, off)
		}
	}
}

// TestOneTimeCodeIsUniform does the same for the digits at each place, and for the first half of a code.
func TestOneTimeCodeIsUniform(t *testing.T) {
	const draws = 200_000
	random := seeded(2)
	var digits [codeLength][]int
	for i := range digits {
		digits[i] = make([]int, 10)
	}
	halves := make([]int, 1000)
	for range draws {
		code, err := OneTimeCode(random)
		if err != nil {
			t.Fatal(err)
		}
		for i := range code {
			digits[i][code[i]-'0']++
		}
		halves[int(code[0]-'0')*100+int(code[1]-'0')*10+int(code[2]-'0')]++
	}
	for i, counts := range append(digits[:], halves) {
		if off := deviations(counts); math.Abs(off) > 5 {
			t.Errorf("counts %d are %.1f deviations from uniform", i, off)
		}
	}
}

// deviations gives how far the chi-squared of the counts lies from its mean, in its standard deviations.
func deviations(counts []int) float64 {
	total := 0
	for _, n := range counts {
		total += n
	}
	want, sum := float64(total)/float64(len(counts)), 0.0
	for _, n := range counts {
		sum += (float64(n) - want) * (float64(n) - want) / want
	}
	free := float64(len(counts) - 1)
	return (sum - free) / math.Sqrt(2*free)
}

func TestFoldPassphrase(t *testing.T) {
	for text, want := range map[string]string{
		"tulip-garage-comet-napkin": "tulipgaragecometnapkin", " Tulip  GARAGE\tcomet\nnapkin ": "tulipgaragecometnapkin",
		"tulipgaragecometnapkin": "tulipgaragecometnapkin", "Tulip, Garage, Comet, Napkin.": "tulipgaragecometnapkin",
		"tulip – garage — comet\u2011napkin": "tulipgaragecometnapkin", "tulip\u00a0gar\u00adage\u200bcomet\u3000napkin": "tulipgaragecometnapkin",
		"ｔｕｌｉｐ": "tulip", "": "", "- - -": "", "tulip garage": "tulipgarage", "t\u00falip": "t\u00falip", "tulip_garage": "tulip_garage",
	} {
		if got := FoldPassphrase(text); got != want {
			t.Errorf("FoldPassphrase(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFoldCode(t *testing.T) {
	for text, want := range map[string]string{
		"123456": "123456", " 123 456 ": "123456", "123-456": "123456", "1 2 3 4 5 6": "123456", "123–456": "123456", "123−456": "123456",
		"１２３４５６": "123456", "１２３－４５６": "123456", "123\u00a0456": "123456", "\u200e123456\n": "123456",
		"": "", "123.456": "123.456", "12345a": "12345a", "12345O": "12345o",
	} {
		if got := FoldCode(text); got != want {
			t.Errorf("FoldCode(%q) = %q, want %q", text, got, want)
		}
	}
}

// FuzzFold: what is folded stays as it is when it is folded again, and however it is spaced.
func FuzzFold(f *testing.F) {
	for _, text := range []string{"Tulip-Garage", "１２３ 456", "\xff\xfe", "İK", ",.", "\u00ad"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, fold := range map[string]func(string) string{"FoldPassphrase": FoldPassphrase, "FoldCode": FoldCode} {
			once := fold(text)
			if again := fold(once); again != once {
				t.Errorf("%s(%q) = %q, and of that %q", name, text, once, again)
			}
			if !utf8.ValidString(once) {
				t.Errorf("%s(%q) = %q", name, text, once)
			}
			if spaced := fold(" -" + text + "\n"); spaced != once {
				t.Errorf("%s of %q between spaces = %q, want %q", name, text, spaced, once)
			}
			if bytes.ContainsAny([]byte(once), " -\t\n") {
				t.Errorf("%s(%q) = %q", name, text, once)
			}
		}
	})
}
