package main

import (
	"fmt"
	"io"
	"runtime/debug"
)

// runVersion prints the version that the program was built from, as far as the build knows it.
func runVersion(args []string, stdout io.Writer) error {
	c := newCommand("version", "version")
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	if c.NArg() > 0 {
		return c.wrong("%q is too much.", c.Arg(0))
	}
	_, err := fmt.Fprintln(stdout, "safeguard", version())
	return err
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}
