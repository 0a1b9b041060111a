package handlers

import (
	"strings"
	"testing"
)

func TestWeakness(t *testing.T) {
	known := []string{"Dana Reyes", "dana.reyes@northwind.example", "Security engineer", "Northwind IT"}
	for _, test := range []struct{ password, want string }{
		{"correct horse battery staple", ""},
		{"four words in a row", ""},
		{"xkqzvbnrtwpl", ""},
		{freshPassword, ""},
		{strings.Repeat("long and longer ", 16), ""},
		{"", "at least 12 characters"},
		{"eleven char", "at least 12 characters"},
		{strings.Repeat("x", 257), "at most 256 characters"},
		{strings.Repeat(" ", 12), "at least 5 different characters"},
		{"abcdabcdabcd", "at least 5 different characters"},
		{"four words in a\x00row", "cannot be typed again"},
		{"password1234567", "easy to guess"},
		{"qwertyuiop123", "easy to guess"},
		{"Summer2026!!", "easy to guess"},
		{"October2026!!", "easy to guess"},
		{"P@ssw0rd1234!", "easy to guess"},
		{"Welcome12345!", "easy to guess"},
		{"iloveyou123456", "easy to guess"},
		{"Password1!Password1!", "easy to guess"},
		{"letmeinletmein", "easy to guess"},
		{"1qaz2wsx3edc4rfv", "easy to guess"},
		{"abcdefghijklmnop", "easy to guess"},
		{"123456789012", "easy to guess"},
		{"abcdeabcdeabcdeabcde", "easy to guess"},
		{"Dana Reyes 2026", "easy to guess"},
		{"dana.reyes2026!", "easy to guess"},
		{"dana.reyes@northwind.example", "easy to guess"},
		{"NORTHWINDIT2026", "easy to guess"},
		{"Northwind IT 1!", "easy to guess"},
		{"SafeguardHipaa1", "easy to guess"},
		{"security engineer", "easy to guess"},
	} {
		if got := weakness(test.password, known...); (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("weakness(%.40q) = %q, want %q", test.password, got, test.want)
		}
	}
}

// FuzzWeakness: no password, and no word of its owner, makes the estimate fail, and what is wrong is a sentence.
func FuzzWeakness(f *testing.F) {
	f.Add("correct horse battery staple", "Dana Reyes")
	f.Add(strings.Repeat("a1!", 85), strings.Repeat("a1", 100))
	f.Add("ſſſſſſſſſſſſ12345", "\xff\x00")
	f.Fuzz(func(t *testing.T, password, word string) {
		what := weakness(password, word)
		if what != "" && !strings.HasSuffix(what, ".") {
			t.Errorf("weakness(%q) = %q", password, what)
		}
	})
}
