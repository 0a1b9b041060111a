package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/copies"
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
	whole, added, other := write("plan.pdf", plan), write("added.pdf", append(bytes.Clone(plan), ' ')), write("other.pdf", []byte("%PDF-1.7"))
	changed := write("changed.pdf", bytes.Replace(plan, []byte("/Count "), []byte("/Count 1"), 1))
	signedCopy, locked := write("signed.pdf", in.note(t, plan, store.SignedCopy, signed(t, plan))), write("locked.pdf", in.note(t, plan, store.ProtectedCopy, protected(t, plan)))
	for file, want := range map[string]string{
		whole:      `unchanged. It is the report "remediation-plan" of the analysis of ` + client + ", ",
		signedCopy: "unchanged. It is a signed copy, taken ",
		locked:     "unchanged. It is a copy with a password, taken ",
		added:      `ADDED TO. It begins with the report "remediation-plan" of the analysis of ` + client + ", ",
		changed:    "CHANGED, or a draft. It names the analysis of " + client + ", ",
		other:      "NOT FROM HERE. ",
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

// note puts a copy of a report on record, and gives it.
func (in *installation) note(t *testing.T, report []byte, kind store.CopyKind, copied []byte) []byte {
	t.Helper()
	found, err := in.store.IssuedReport(t.Context(), system, report, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := in.store.NoteCopy(t.Context(), system, found.Assessment, found.Report.Name, kind, copied); err != nil {
		t.Fatal(err)
	}
	return copied
}

// signed signs a report with a certificate that is its own.
func signed(t *testing.T, report []byte) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Northwind"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := copies.Sign(&b, report, copies.Signer{Certificate: c, Key: key}, time.Now(), ""); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func protected(t *testing.T, report []byte) []byte {
	t.Helper()
	copied, err := copies.Protect(report, "tulip-garage7-comet")
	if err != nil {
		t.Fatal(err)
	}
	return copied
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
			kept, err := in.store.KeepReport(t.Context(), system, year.ID, "remediation-plan", b.Bytes()) // where one was kept before, it stays
			if err != nil {
				t.Fatal(err)
			}
			return kept.Bytes, work.Client.Name
		}
	}
	t.Fatal("no assessment is final")
	return nil, ""
}
