package pdf_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"safeguard/assessment/report/pdf"
)

// digestsOnly is the variable by which this binary only prints the digests of all drawings.
const digestsOnly = "REPORT_DIGESTS_ONLY"

// TestSameBytesElsewhere draws every document in two more processes, at other ends of the world and with another number
// of threads: a report that is drawn again on another server must be the one whose digest was kept.
func TestSameBytesElsewhere(t *testing.T) {
	t.Parallel()
	list, err := drawings()
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, d := range list {
		fmt.Fprintf(&want, "%x %s\n", sha256.Sum256(d.bytes), d.name())
	}
	for _, env := range [][]string{
		{"TZ=Pacific/Auckland", "GOMAXPROCS=1", "LANG=de_DE.UTF-8"},
		{"TZ=America/Los_Angeles", "GOMAXPROCS=4", "LC_ALL=C"},
	} {
		t.Run(env[0], func(t *testing.T) {
			t.Parallel()
			if got := digestsIn(t, env); got != want.String() {
				t.Errorf("with %v the digests are\n%s, want\n%s", env, got, want.String())
			}
		})
	}
}

// digestsIn runs this binary again and gives the digests that it prints.
func digestsIn(t *testing.T, env []string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	again := exec.Command(self)
	again.Env = append(append(os.Environ(), digestsOnly+"=1"), env...)
	out, err := again.CombinedOutput()
	if err != nil {
		t.Fatalf("drawing in another process: %v\n%s", err, out)
	}
	return string(out)
}

// printDigests prints the digest of every document of every client, and gives the code to exit with.
func printDigests() int {
	list, err := planned()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	sums, errs := make([]string, len(list)), make([]error, len(list))
	inParallel(len(list), func(i int) {
		hash := sha256.New()
		errs[i] = pdf.Render(hash, list[i].doc)
		sums[i] = fmt.Sprintf("%x", hash.Sum(nil))
	})
	for i, d := range list {
		if errs[i] != nil {
			fmt.Println(errs[i])
			return 1
		}
		fmt.Println(sums[i], d.name())
	}
	return 0
}
