package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/assessment/store"
)

// TestReportVerify: the command knows a report that was issued, and one that was changed since.
func TestReportVerify(t *testing.T) {
	in := demoInstallation(t, 1)
	plan, client := in.keepPlan(t)
	write := func(name string, content []byte) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	whole, changed, other := write("plan.pdf", plan), write("changed.pdf", append(bytes.Clone(plan), ' ')), write("other.pdf", []byte("%PDF-1.7"))
	for file, want := range map[string]string{
		whole:   `unchanged. It is the report "remediation-plan" of the analysis of ` + client + ", ",
		changed: "CHANGED, or a draft. It names the analysis of " + client + ", ",
		other:   "NOT FROM HERE. ",
	} {
		found, err := issued(t.Context(), in.store, file)
		if err != nil {
			t.Fatal(err)
		}
		if got := origin(&found); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", filepath.Base(file), got, want)
		}
	}
	if _, err := issued(t.Context(), in.store, "gone.pdf"); err == nil || !strings.Contains(err.Error(), "gone.pdf cannot be read") {
		t.Errorf("a file that is not there: %v", err)
	}
}

// keepPlan draws the plan of some final assessment and keeps it. It gives the bytes and whose it is.
func (in *installation) keepPlan(t *testing.T) (plan []byte, client string) {
	t.Helper()
	page, err := in.store.Clients(t.Context(), system, store.Filter{Show: store.ShowAll, PerPage: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range page.Lines {
		years, err := in.store.Assessments(t.Context(), system, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, year := range years {
			if year.Status != assessment.Final {
				continue
			}
			work, err := in.store.Assessment(t.Context(), system, year.ID)
			if err != nil {
				t.Fatal(err)
			}
			snapshot, err := work.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := pdf.Render(&b, report.RemediationPlan(snapshot)); err != nil {
				t.Fatal(err)
			}
			if _, err := in.store.KeepReport(t.Context(), system, year.ID, "remediation-plan", b.Bytes()); err != nil {
				t.Fatal(err)
			}
			return b.Bytes(), work.Client.Name
		}
	}
	t.Fatal("no assessment is final")
	return nil, ""
}
