package copies_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"safeguard/assessment/report/copies"
)

const password = "7tulip-garage.comet&napkin(1)"

// TestProtect: the copy opens with its password alone, as PDF 2.0 encrypts, and says what the report says.
func TestProtect(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	report := rendered(t)
	copied, err := copies.Protect(report, password)
	if err != nil {
		t.Fatal(err)
	}
	if said, err := run(t, copied, "qpdf", "--password="+password, "--check"); err != nil {
		t.Errorf("qpdf: %v\n%s", err, said)
	}
	for _, wrong := range []string{"", "another-password"} {
		if said, err := run(t, copied, "qpdf", "--password="+wrong, "--check"); err == nil || !strings.Contains(said, "invalid password") {
			t.Errorf("password %q: %v\n%s", wrong, err, said)
		}
	}
	said, err := run(t, copied, "qpdf", "--password="+password, "--show-encryption")
	if err != nil {
		t.Error(err)
	}
	says(t, said, "R = 6", "stream encryption method: AESv3", "string encryption method: AESv3", "file encryption method: AESv3",
		"print high resolution: allowed", "extract for accessibility: allowed", "extract for any purpose: not allowed", "modify other: not allowed")
	want, _ := run(t, report, "pdftotext", "-layout")
	got, err := run(t, copied, "pdftotext", "-layout", "-upw", password)
	if err != nil || got != want || !strings.Contains(want, "Riverside Family Dental") {
		t.Errorf("the text of the copy is another one: %v", err)
	}
	if list, err := os.ReadDir(home); err != nil || len(list) > 0 {
		t.Errorf("%v were made in the home folder, %v", list, err)
	}
	for _, secret := range []string{password, "Riverside"} {
		if bytes.Contains(copied, []byte(secret)) {
			t.Errorf("%q stands in the copy", secret)
		}
	}
}

// TestProtectKeeps: the copy has the same pages, bookmarks, language and title as the report.
func TestProtectKeeps(t *testing.T) {
	report := rendered(t)
	copied, err := copies.Protect(report, password)
	if err != nil {
		t.Fatal(err)
	}
	inner := opened(t, copied)
	for _, part := range []string{"/Outlines", "/Lang", "/Title", "/MarkInfo", "/StructTreeRoot", "/Metadata"} {
		if bytes.Contains(report, []byte(part)) && !bytes.Contains(inner, []byte(part)) {
			t.Errorf("the copy has no %s", part)
		}
	}
	count := func(file []byte) int {
		return bytes.Count(file, []byte("/Type /Page\n")) + bytes.Count(file, []byte("/Type /Page "))
	}
	if inner, was := count(inner), count(opened(t, report)); inner != was || was == 0 {
		t.Errorf("%d pages, want %d", inner, was)
	}
}

// opened takes the password off a copy, and writes its objects so that they can be read.
func opened(t *testing.T, file []byte) []byte {
	t.Helper()
	program := find(t, "qpdf")
	in, out := filepath.Join(t.TempDir(), "in.pdf"), filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(in, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), program, "--qdf", "--object-streams=disable", "--decrypt", "--password="+password, in, out).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	plain, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// TestProtectAtOnce: several people take copies at the same time, each with a password of their own.
func TestProtectAtOnce(t *testing.T) {
	report := rendered(t)
	var group sync.WaitGroup
	for _, own := range []string{"first-password", "second-password", "third-password", "fourth-password"} {
		group.Go(func() {
			copied, err := copies.Protect(report, own)
			if err != nil {
				t.Error(err)
				return
			}
			if said, err := run(t, copied, "qpdf", "--password="+own, "--check"); err != nil {
				t.Errorf("%s: %v\n%s", own, err, said)
			}
		})
	}
	group.Wait()
}

func BenchmarkProtect(b *testing.B) {
	report := rendered(b)
	for b.Loop() {
		if _, err := copies.Protect(report, password); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	report, s := rendered(b), signer(b, rsaKey(b, 2048), nil)
	for b.Loop() {
		if err := copies.Sign(new(bytes.Buffer), report, s, now, ""); err != nil {
			b.Fatal(err)
		}
	}
}
