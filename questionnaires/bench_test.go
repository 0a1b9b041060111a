package questionnaires

import (
	"testing"
	"time"
)

func BenchmarkLoadAndLint(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		problems, err := embeddedLibrary(b).Lint()
		if err != nil || len(problems) > 0 {
			b.Fatal(problems, err)
		}
	}
}

func BenchmarkCatalog(b *testing.B) {
	b.ReportAllocs()
	lib := embeddedLibrary(b)
	for b.Loop() {
		catalog(b, lib, "security-rule")
	}
}

func BenchmarkShelf(b *testing.B) {
	s := NewShelf(embeddedLibrary(b), "", nil, time.Now)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Questionnaires(); err != nil {
			b.Fatal(err)
		}
	}
}
