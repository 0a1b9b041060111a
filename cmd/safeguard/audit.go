package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"safeguard/assessment/store"
)

// runAudit checks the audit log.
func runAudit(ctx context.Context, args, environ []string, stdout io.Writer) (err error) {
	if len(args) == 0 || args[0] != "verify" {
		return usageError{"usage: safeguard audit verify [-heads FILE]"}
	}
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("audit verify", "audit verify [-heads FILE]")
	heads := c.String("heads", "", "the `FILE` that the server writes the heads of the log to, to find out a database that was taken back or written anew")
	cfg.databaseFlags(c)
	if err := c.parse(args[1:], stdout); err != nil {
		return err
	}
	if c.NArg() > 0 {
		return c.wrong("%q is too much.", c.Arg(0))
	}
	written, err := readHeads(*heads) // before the log, since the server may write to both meanwhile
	if err != nil {
		return err
	}
	there, err := cfg.exists(ctx)
	if err != nil {
		return err
	}
	if !there {
		return cfg.noDatabase()
	}
	db, err := cfg.join(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	audited, err := db.Audit(ctx, written)
	if err != nil {
		return err
	}
	return tellAudit(stdout, &audited, written)
}

// readHeads reads the file of heads; without one there are none.
func readHeads(name string) (*store.Written, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("the file %s of -heads cannot be read: check its name and who may read it", name)
	}
	defer f.Close()
	written, err := store.ReadHeads(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return written, nil
}

// tellAudit prints what was found, and gives errProblems where the log is not as it was written.
func tellAudit(stdout io.Writer, audited *store.Audited, written *store.Written) error {
	for _, b := range audited.Breaks {
		fmt.Fprintln(stdout, brokenChain(b))
	}
	for _, l := range audited.Lost {
		fmt.Fprintf(stdout, "Event %s of %s is not the one that was written down at %s%s.\n", grouped(l.Seq), chainName(l.Chain, l.Name), moment(l.At), upTo(l.Right))
	}
	if written != nil && written.Broken > 0 {
		fmt.Fprintf(stdout, "%s of the file of heads ended in the middle and were left out.\n", counted(written.Broken, "line", "lines"))
	}
	if !audited.Whole() {
		switch {
		case len(audited.Lost) > 0 && audited.LastRight.IsZero():
			fmt.Fprintln(stdout, "At no time was this log the one that was written down: check that the file of heads is the one of this database.")
		case len(audited.Lost) > 0:
			fmt.Fprintf(stdout, "The log was last as it was written down at %s.\n", moment(audited.LastRight))
		}
		return errProblems
	}
	are := "are as they were"
	if audited.Events == 1 {
		are = "is as it was"
	}
	_, err := fmt.Fprintf(stdout, "%s in %s %s written.\n", counted(audited.Events, "event", "events"), counted(audited.Chains, "chain", "chains"), are)
	if err == nil && written != nil && written.Lines > 0 {
		_, err = fmt.Fprintf(stdout, "So are all heads that were written down, last at %s.\n", moment(audited.LastRight))
	}
	return err
}

// brokenChain says what is wrong with a chain, in a sentence.
func brokenChain(b store.Break) string {
	name := chainName(b.Chain, b.Name)
	switch b.Kind {
	case store.Missing:
		if b.Seq == 0 {
			return fmt.Sprintf("Events before event %s of %s are missing.", grouped(b.Next), name)
		}
		return fmt.Sprintf("Events are missing between %s and %s of %s.", grouped(b.Seq), grouped(b.Next), name)
	case store.OutOfOrder:
		return fmt.Sprintf("Event %s of %s is out of order: it stands in the place of event %s.", grouped(b.Seq), name, grouped(b.Next))
	case store.Foreign:
		return fmt.Sprintf("Event %s of %s belongs to another chain.", grouped(b.Seq), name)
	case store.CutOff:
		return fmt.Sprintf("The end of the chain of %s is missing: events %s to %s.", name, grouped(b.Seq+1), grouped(b.Next))
	case store.Headless:
		return fmt.Sprintf("The head of the chain of %s is not that of its last event, %s.", name, grouped(b.Seq))
	case store.Gone:
		return fmt.Sprintf("All events of %s are missing.", name)
	default:
		return fmt.Sprintf("Event %s of %s was edited.", grouped(b.Seq), name)
	}
}

// chainName names whose chain it is. A client that is not there any more has its id.
func chainName(chain, name string) string {
	switch {
	case chain == "":
		return "the installation"
	case name == "":
		return "client " + strconv.Quote(chain)
	default:
		return "client " + strconv.Quote(name)
	}
}

func upTo(seq int64) string {
	if seq == 0 {
		return ""
	}
	return "; event " + grouped(seq) + " still is"
}

func moment(t time.Time) string { return t.Local().Format("Jan 2, 2006, 15:04:05 MST") }

// counted is a number of things, with commas between its thousands.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(int64(n)) + " " + many
}

// grouped writes a number with commas between its thousands.
func grouped(n int64) string {
	if n < 0 {
		return "-" + grouped(-n)
	}
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}
