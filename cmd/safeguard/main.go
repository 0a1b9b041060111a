// Safeguard makes the annual HIPAA security risk analysis for managed service providers.
//
//	safeguard serve [-addr 127.0.0.1:8080] [-data DIR] [-database URL] [-key FILE] [-tls-cert FILE -tls-key FILE | -acme HOST | -proxy CIDR]
//	safeguard demo [-addr 127.0.0.1:8080] [-password P] [-clients N] [-mfa]
//	safeguard user add -email ADDRESS -name NAME -role admin|manager|officer | list | disable|enable|reset -email ADDRESS
//	safeguard keys rotate [-master]
//	safeguard audit verify [-heads FILE]
//	safeguard report verify FILE...
//	safeguard backup -recipient RECIPIENT FILE | -keygen FILE
//	safeguard restore -identity FILE FILE
//	safeguard export -recipient RECIPIENT CLIENT FILE
//	safeguard import -identity FILE FILE
//	safeguard health [-addr 127.0.0.1:8080] [-tls-cert FILE]
//	safeguard assess -answers FILE.yaml [-previous FILE.yaml ...] [-tables] -o DIR
//	safeguard questionnaire lint [FILE...] | coverage [ID] | print ID -o DIR | schema
//	safeguard version
//
// The exit code is 0 when done, 1 when problems were found or something failed, and 2 for wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // so that the time zones of clients are known on a machine without any

	"safeguard/questionnaires/strict"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(exitCode(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr), os.Stderr))
}

// usageError is a command line that was not understood.
type usageError struct{ text string }

// Error gives the text, which explains itself.
func (e usageError) Error() string { return e.text }

// errProblems says that problems were found and have been printed already.
var errProblems = errors.New("problems were found")

// exitCode prints what has not been printed and gives the code to exit with.
func exitCode(err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	_, usage := errors.AsType[usageError](err)
	_, mistakes := errors.AsType[strict.Problems](err)
	switch {
	case usage:
		fmt.Fprintln(stderr, err)
		return 2
	case errors.Is(err, errProblems):
		return 1
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "safeguard: stopped before anything was written")
		return 1
	case mistakes: // each line begins with its place
		fmt.Fprintln(stderr, err)
		return 1
	default:
		fmt.Fprintln(stderr, "safeguard:", err)
		return 1
	}
}

const usage = `Safeguard makes the annual HIPAA security risk analysis.

  safeguard demo [-addr 127.0.0.1:8080] [-password P] [-clients N] [-mfa]
        serve a sample provider with three years of history from a temporary folder;
        -mfa asks for second factors as serve does
  safeguard serve [-addr 127.0.0.1:8080] [-data DIR] [-database URL] [-key FILE]
        serve browsers; -h lists the other flags
  safeguard user add -email ADDRESS -name NAME -role admin|manager|officer | list
        add somebody who signs in, or list them
  safeguard user disable|enable|reset -email ADDRESS
        keep somebody from signing in, let them in again, or give them another password
  safeguard keys rotate [-master]
        encrypt everything anew under a new key, or change the master key
  safeguard audit verify [-heads FILE]
        check that nobody changed the audit log, and hold it against the heads that the server wrote down
  safeguard report verify FILE...
        tell whether PDFs are reports that were issued here, and whether they were changed
  safeguard backup -recipient RECIPIENT FILE
        write everything, encrypted, beside the server; -keygen FILE makes the key pair for it
  safeguard restore -identity FILE FILE
        bring a backup back into an empty folder or database
  safeguard export -recipient RECIPIENT CLIENT FILE
        write everything of one client, encrypted, for another Safeguard
  safeguard import -identity FILE FILE
        take in what export wrote
  safeguard health [-addr 127.0.0.1:8080] [-tls-cert FILE]
        ask the server on this machine whether it is ready
  safeguard assess -answers FILE.yaml [-previous FILE.yaml ...] [-tables] -o DIR
        score an answers file and write its reports into DIR
  safeguard questionnaire lint [FILE...]
        check questionnaires and libraries; without FILE, those that are built in
  safeguard questionnaire coverage [ID]
        print which questions examine each row of the Security Rule, as CSV
  safeguard questionnaire print ID -o DIR
        write a questionnaire as PDF and Markdown, to be filled in by hand
  safeguard questionnaire schema
        print the JSON Schema of questionnaire files, for editors
  safeguard version
        print the version

Exit codes: 0 done, 1 problems found or failure, 2 wrong usage.
`

// run is the whole program: it does what args ask for.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		return usageError{usage}
	}
	switch args[0] {
	case "serve":
		return runServe(ctx, args[1:], environ, stdout, stderr)
	case "demo":
		return runDemo(ctx, args[1:], stdout, stderr)
	case "user":
		return runUser(ctx, args[1:], environ, stdout, stderr)
	case "keys":
		return runKeys(ctx, args[1:], environ, stdout)
	case "audit":
		return runAudit(ctx, args[1:], environ, stdout)
	case "report":
		return runReport(ctx, args[1:], environ, stdout)
	case "backup":
		return runBackup(ctx, args[1:], environ, stdout)
	case "restore":
		return runRestore(ctx, args[1:], environ, stdout)
	case "export":
		return runExport(ctx, args[1:], environ, stdout)
	case "import":
		return runImport(ctx, args[1:], environ, stdout)
	case "health":
		return runHealth(ctx, args[1:], environ, stdout)
	case "assess":
		return runAssess(ctx, args[1:], stdout, stderr)
	case "questionnaire":
		return runQuestionnaire(args[1:], stdout, stderr)
	case "version":
		return runVersion(args[1:], stdout)
	case "help", "-h", "-help", "--help":
		_, err := io.WriteString(stdout, usage)
		return err
	default:
		return usageError{fmt.Sprintf("There is no command %q.\n\n%s", args[0], usage)}
	}
}
