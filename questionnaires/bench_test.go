package questionnaires

import "testing"

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
