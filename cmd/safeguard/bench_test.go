package main

import (
	"context"
	"testing"
)

// BenchmarkAssess is the whole command on the shipped files: two years read, rated and compared, five PDFs written.
func BenchmarkAssess(b *testing.B) {
	args := []string{
		"assess", "-answers", "testdata/riverside-2026.yaml", "-previous", "testdata/riverside-2025.yaml", "-o", b.TempDir(),
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := run(context.Background(), args, nil, devNull{}, devNull{}); err != nil {
			b.Fatal(err)
		}
	}
}
