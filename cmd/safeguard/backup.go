package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"safeguard/assessment/store"
	"safeguard/assessment/vault"
	"safeguard/templates"
)

// runBackup writes a backup beside the server that may run, or makes a key pair for backups.
func runBackup(ctx context.Context, args, environ []string, stdout io.Writer) (err error) {
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("backup", "backup -recipient RECIPIENT | -recipients-file FILE  FILE, or backup -keygen FILE")
	keygen := c.String("keygen", "", "make a key pair in this `FILE` and print its recipient")
	to := recipients{one: cfg.BackupRecipient}
	to.flags(c)
	cfg.databaseFlags(c)
	files, err := c.parseMixed(args, stdout)
	if err != nil {
		return err
	}
	if *keygen != "" {
		return makeBackupKey(c, *keygen, files, stdout)
	}
	if len(files) != 1 {
		return c.wrong("Name one file for the backup, such as monday.age.")
	}
	if err := cfg.checkKey(c); err != nil {
		return err
	}
	list, err := to.read()
	if err != nil {
		return err
	}
	db, err := cfg.joinExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	begun := time.Now()
	run, done, err := cfg.backUp(ctx, db, files[0], begun, list)
	if err != nil {
		return backupFailed(err)
	}
	if err := db.KeepBackup(ctx, system, run); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "The backup is in %s (%s): %s.\n", files[0], templates.FileSize(run.Size), inventory(done))
	fmt.Fprintf(stdout, "The master key is not in it. Keep the key file %s too, in another place: the backup is of no use without it.\n", cfg.Key)
	return nil
}

func makeBackupKey(c *command, name string, files []string, stdout io.Writer) error {
	if len(files) > 0 {
		return c.wrong("%q is too much.", files[0])
	}
	recipient, err := makeIdentity(name)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "The key that opens backups is in %s. Keep it in a safe place away from this machine; making backups does not need it.\nGive this recipient with -recipient:\n%s\n", name, recipient)
	return nil
}

// joinExisting opens a database that has to be there, beside the server that may run on it.
func (cfg *serverConfig) joinExisting(ctx context.Context) (*store.Store, error) {
	there, err := cfg.exists(ctx)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, cfg.noDatabase()
	}
	return cfg.join(ctx)
}

// ownFolder is the folder in the data folder that holds the provider's own questionnaires.
const ownFolder = "questionnaires"

// backUp writes a backup to a file, and gives what is to be noted of it.
func (cfg *serverConfig) backUp(ctx context.Context, db *store.Store, name string, begun time.Time, to []age.Recipient) (run store.BackupRun, done store.Dumped, err error) {
	run = store.BackupRun{Name: filepath.Base(name), Started: begun}
	run.Size, err = writeSealed(name, to, func(w io.Writer) error {
		var err error
		done, err = db.Backup(ctx, system, w, os.DirFS(filepath.Join(cfg.Data, ownFolder)))
		return err
	})
	run.Ended, run.SHA256 = time.Now(), done.SHA256
	return run, done, err
}

// backupFailed gives an error of writing a backup its sentence.
func backupFailed(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	if sentence := backupProblem(err); sentence != "" {
		return errors.New(strings.ToLower(sentence[:1]) + strings.TrimSuffix(sentence[1:], "."))
	}
	return err
}

// runRestore brings a backup back into an empty data folder or database.
func runRestore(ctx context.Context, args, environ []string, stdout io.Writer) (err error) {
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("restore", "restore -identity FILE FILE [-data DIR] [-database URL] [-key FILE]")
	identity := c.String("identity", "", "the `FILE` with the key that opens the backup, as backup -keygen made it")
	cfg.databaseFlags(c)
	files, err := c.parseMixed(args, stdout)
	switch {
	case err != nil:
		return err
	case len(files) != 1:
		return c.wrong("Name the file of one backup.")
	case *identity == "":
		return c.wrong("Give the file with the key that opens the backup with -identity.")
	}
	if err := cfg.checkKey(c); err != nil {
		return err
	}
	master, err := vault.FindMaster(cfg.Key)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the key file %s is not there: the master key is in no backup, so bring back the copy of the key file that was kept, and name it with -key", cfg.Key)
	}
	if err != nil {
		return err
	}
	done, err := cfg.restore(ctx, master, *identity, files[0])
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Restored the backup of %s: %s.\n", done.MadeAt.Local().Format("January 2, 2006, 15:04 MST"), inventory(done))
	fmt.Fprintf(stdout, "Every sealed text opens (%s), the audit log is whole, and each report is as it was drawn.\n", grouped(int64(done.Sealed)))
	return nil
}

func (cfg *serverConfig) restore(ctx context.Context, master vault.Master, identity, file string) (done store.Dumped, err error) {
	keys, err := readIdentity(identity)
	if err != nil {
		return done, err
	}
	f, err := os.Open(file)
	if err != nil {
		return done, fmt.Errorf("%s cannot be read: check its name and who may read it", file)
	}
	defer f.Close() // it was only read
	plain, err := openSealed(f, keys)
	if err == nil {
		done, err = store.Restore(ctx, system, cfg.storeWith(master), ownFolder, plain)
	}
	return done, notTaken(err, file, "restored")
}

// notTaken gives what is wrong with a file its sentence; what is meant by done did not happen.
func notTaken(err error, file, what string) error {
	bad, isBad := errors.AsType[*store.BadDump](err)
	switch {
	case err == nil:
		return nil
	case isBad:
		return fmt.Errorf("%s: %s; nothing was %s", file, bad.Sentence, what)
	case errors.Is(err, vault.ErrSealed) && !errors.Is(err, store.ErrWrongKey), errors.Is(err, store.ErrTampered):
		return fmt.Errorf("%s: what is in it is not as it was written (%w), so nothing was %s: take another backup", file, err, what)
	default:
		return err
	}
}

// inventory says what is in a dump, in the words of those who keep it.
func inventory(d store.Dumped) string {
	var parts []string
	for _, kind := range []struct{ table, one, many string }{
		{"users", "person", "people"},
		{"clients", "client", "clients"},
		{"assessments", "assessment", "assessments"},
		{"answers", "answer", "answers"},
		{"records", "record", "records"},
		{"reports", "report", "reports"},
		{"events", "event", "events"},
	} {
		if n, there := d.Rows[kind.table]; there {
			parts = append(parts, counted(n, kind.one, kind.many))
		}
	}
	if d.Files > 0 {
		parts = append(parts, counted(d.Files, "questionnaire file", "questionnaire files"))
	}
	return strings.Join(parts, ", ")
}
