package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport lists for each package which others of the module it may import; * means all. A new package fails here
// until it has its place.
var mayImport = map[string][]string{
	"assessment":               {},
	"assessment/report":        {"assessment"},
	"assessment/report/pdf":    {"assessment", "assessment/report"},
	"assessment/report/copies": {"assessment"},
	"assessment/report/sheet":  {"assessment", "assessment/report"},
	"assessment/picture":       {},
	"assessment/vault":         {},
	"assessment/store":         {"assessment", "assessment/vault"},
	"templates":                {"assessment", "assessment/report"},
	"static":                   {},
	"handlers":                 {"assessment", "assessment/picture", "assessment/store", "assessment/report", "assessment/report/pdf", "templates", "static", "questionnaires", "assessment/report/sheet", "assessment/report/copies"},
	"handlers/mail":            {"assessment", "assessment/store"},
	"questionnaires":           {"assessment", "questionnaires/strict"},
	"questionnaires/strict":    {"assessment"},
	"questionnaires/answers":   {"assessment", "assessment/picture", "questionnaires", "questionnaires/strict"},
	"cmd/safeguard":            {"*"},
	"bench":                    {"assessment", "assessment/report", "assessment/report/pdf", "questionnaires", "questionnaires/answers"},
}

// onlyImporter says of which outside module a package is the only importer.
var onlyImporter = map[string]string{
	"github.com/go-pdf/fpdf":             "assessment/report/pdf",
	"github.com/xuri/excelize/v2":        "assessment/report/sheet",
	"go.yaml.in/yaml/v4":                 "questionnaires/strict",
	"modernc.org/sqlite":                 "assessment/store",
	"github.com/jackc/pgx/v5/stdlib":     "assessment/store",
	"database/sql":                       "assessment/store",
	"github.com/alexedwards/scs/v2":      "handlers",
	"github.com/wneessen/go-mail":        "handlers/mail",
	"github.com/digitorus/pdfsign/sign":  "assessment/report/copies",
	"github.com/pdfcpu/pdfcpu/pkg/api":   "assessment/report/copies",
	"software.sslmate.com/src/go-pkcs12": "assessment/report/copies",
}

type goPackage struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Standard,Imports", "safeguard/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []goPackage
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func TestImportsRunOneWay(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "safeguard/")
		allowed, known := mayImport[name]
		if !known {
			t.Errorf("package %s has no place in the layout", name)
		}
		for _, path := range p.Imports {
			own, ours := strings.CutPrefix(path, "safeguard/")
			switch {
			case ours && !slices.Contains(allowed, own) && !slices.Contains(allowed, "*"):
				t.Errorf("%s imports %s", name, own)
			case !ours && name == "assessment" && strings.Contains(path, "."):
				t.Errorf("the core imports %s, which is not in the standard library", path)
			}
			if only, limited := onlyImporter[path]; limited && only != name {
				t.Errorf("%s imports %s, which only %s may", name, path, only)
			}
		}
	}
}
