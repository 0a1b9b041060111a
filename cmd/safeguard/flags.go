package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
)

// command is the command line of one subcommand.
type command struct {
	*flag.FlagSet
	synopsis string
}

func newCommand(name, synopsis string) *command {
	c := &command{flag.NewFlagSet(name, flag.ContinueOnError), synopsis}
	c.SetOutput(io.Discard)
	return c
}

// parse reads args. A mistake becomes a usageError that explains the flags; -h prints them to stdout and gives
// flag.ErrHelp.
func (c *command) parse(args []string, stdout io.Writer) error {
	err := c.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, c.help())
		return err
	case err != nil:
		return c.wrong("%s.", err)
	}
	return nil
}

// parseMixed is parse for a command whose flags may also stand after its other arguments, which it gives.
func (c *command) parseMixed(args []string, stdout io.Writer) (others []string, err error) {
	for {
		if err := c.parse(args, stdout); err != nil {
			return nil, err
		}
		if c.NArg() == 0 {
			return others, nil
		}
		others, args = append(others, c.Arg(0)), c.Args()[1:]
	}
}

// wrong is a usageError with what is wrong and how the subcommand is used.
func (c *command) wrong(format string, args ...any) error {
	return usageError{fmt.Sprintf(format, args...) + "\n\n" + c.help()}
}

// host gives the host of an address to listen on, and refuses one that no server can listen on.
func (c *command) host(address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", c.wrong("%q is no address: write it as host:port, such as 127.0.0.1:8080.", address)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return "", c.wrong("%q has no port that there is: write a number up to 65535, such as 127.0.0.1:8080.", address)
	}
	return host, nil
}

func (c *command) help() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "usage: safeguard %s\n", c.synopsis)
	c.SetOutput(&b)
	c.PrintDefaults()
	c.SetOutput(io.Discard)
	return b.String()
}
