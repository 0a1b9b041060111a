package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestSkipsHeedRequireAll: a test that skips itself for want of a program asks REQUIRE_ALL first, so that a run which was
// to be whole does not pass with parts left out. What -short leaves out was asked for.
func TestSkipsHeedRequireAll(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == "node_modules" {
			return fs.SkipDir
		}
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && skips(f) {
				t.Errorf("%s: %s skips a test and does not look at REQUIRE_ALL", path, f.Name.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// skips reports whether a function skips the test that runs without a word about REQUIRE_ALL or -short.
func skips(f *ast.FuncDecl) bool {
	skips, heeds := false, false
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			skips = skips || n.Sel.Name == "Skip" || n.Sel.Name == "Skipf" || n.Sel.Name == "SkipNow"
			heeds = heeds || n.Sel.Name == "Short"
		case *ast.BasicLit:
			heeds = heeds || n.Value == `"REQUIRE_ALL"`
		}
		return true
	})
	return skips && !heeds
}
