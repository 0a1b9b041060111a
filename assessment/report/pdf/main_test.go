package pdf_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// scratch is the folder of what is drawn once for all tests.
var scratch string

func TestMain(m *testing.M) {
	if os.Getenv(digestsOnly) != "" {
		os.Exit(printDigests())
	}
	os.Exit(testIn(m))
}

// testIn runs the tests with a folder that is removed after them.
func testIn(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "reports"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(scratch)
	return m.Run()
}
