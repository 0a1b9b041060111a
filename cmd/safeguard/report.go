package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"safeguard/assessment"
	"safeguard/assessment/report/pdf"
	"safeguard/assessment/store"
)

const reportUsage = "report verify FILE..."

// runReport tells whether PDFs are reports that this installation issued.
func runReport(ctx context.Context, args, environ []string, stdout io.Writer) (err error) {
	if len(args) == 0 || args[0] != "verify" {
		return usageError{"usage: safeguard " + reportUsage}
	}
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("report verify", reportUsage)
	cfg.databaseFlags(c)
	if err := c.parse(args[1:], stdout); err != nil {
		return err
	}
	if c.NArg() == 0 {
		return c.wrong("Name the PDF to check.")
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
	genuine := true
	for _, name := range c.Args() {
		found, err := issued(ctx, db, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s: %s\n", name, origin(&found))
		genuine = genuine && found.Genuine()
	}
	if !genuine {
		return errProblems
	}
	return nil
}

// issued looks a file up among the reports that were kept.
func issued(ctx context.Context, db *store.Store, name string) (store.Issued, error) {
	file, err := os.ReadFile(name)
	if err != nil {
		return store.Issued{}, fmt.Errorf("%s cannot be read: check its name and who may read it", name)
	}
	return db.IssuedReport(ctx, assessment.Scope{All: true}, file, pdf.Digest(file))
}

// origin says in a sentence or two where a file comes from.
func origin(found *store.Issued) string {
	whose := fmt.Sprintf("the analysis of %s, %d", found.Client, found.Period)
	which := fmt.Sprintf("the report %q of %s, made %s", found.Report.Name, whose, moment(found.Report.MadeAt))
	if found.Origin == store.OriginCopy {
		which = fmt.Sprintf("%s, taken %s, of %s", copyWords[found.Copy.Kind], moment(found.Copy.MadeAt), which)
	}
	switch {
	case found.Origin == store.OriginExtended:
		return fmt.Sprintf("ADDED TO. It begins with %s, and something follows: a signature, a note or a change of what is seen. Ask who sent it, or download the report again.", which)
	case found.Origin == store.OriginAltered:
		return fmt.Sprintf("CHANGED, or a draft. It names %s, but no report that was issued has these bytes. Download the report again.", whose)
	case found.Origin == store.OriginUnknown:
		return "NOT FROM HERE. No report that this installation issued has these bytes."
	case found.Status == assessment.Superseded:
		return fmt.Sprintf("unchanged. It is %s; an amendment has replaced that analysis.", which)
	default:
		return fmt.Sprintf("unchanged. It is %s.", which)
	}
}

// copyWords is what a copy is called, by its kind.
var copyWords = map[store.CopyKind]string{store.SignedCopy: "a signed copy", store.ProtectedCopy: "a copy with a password"}
