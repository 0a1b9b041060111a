package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"safeguard/assessment/store"
	"safeguard/templates"
)

// runExport writes everything of one client, for another installation.
func runExport(ctx context.Context, args, environ []string, stdout io.Writer) (err error) {
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("export", "export -recipient RECIPIENT | -recipients-file FILE  CLIENT FILE")
	to := recipients{one: cfg.BackupRecipient}
	to.flags(c)
	cfg.databaseFlags(c)
	given, err := c.parseMixed(args, stdout)
	switch {
	case err != nil:
		return err
	case len(given) != 2:
		return c.wrong("Name the client and a file, such as \"Riverside Family Dental\" riverside.age.")
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
	client, err := oneClient(ctx, db, given[0])
	if err != nil {
		return err
	}
	var done store.Dumped
	size, err := writeSealed(given[1], list, func(w io.Writer) error {
		var err error
		done, err = db.ExportClient(ctx, system, client, w)
		return err
	})
	if err != nil {
		return backupFailed(err)
	}
	fmt.Fprintf(stdout, "Everything of %s is in %s (%s): %s.\nWho has the key of its recipient can read all of it, without the master key.\n", given[0], given[1], templates.FileSize(size), inventory(done))
	return nil
}

// oneClient finds a client by its name or id.
func oneClient(ctx context.Context, db *store.Store, given string) (string, error) {
	if c, err := db.Client(ctx, system, given); err == nil {
		return c.ID, nil
	}
	ids, err := named(ctx, db, given)
	switch {
	case err != nil:
		return "", err
	case len(ids) == 0:
		return "", fmt.Errorf("there is no client named %q: check the name in the list of clients", given)
	case len(ids) > 1:
		return "", fmt.Errorf("%d clients are named %q: give the id at the end of the address of the client's page instead", len(ids), given)
	}
	return ids[0], nil
}

// runImport takes in the client that another installation exported.
func runImport(ctx context.Context, args, environ []string, stdout io.Writer) (err error) {
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("import", "import -identity FILE FILE")
	identity := c.String("identity", "", "the `FILE` with the key that opens the export, as backup -keygen made it")
	cfg.databaseFlags(c)
	files, err := c.parseMixed(args, stdout)
	switch {
	case err != nil:
		return err
	case len(files) != 1:
		return c.wrong("Name the file of one export.")
	case *identity == "":
		return c.wrong("Give the file with the key that opens the export with -identity.")
	}
	if err := cfg.checkKey(c); err != nil {
		return err
	}
	keys, err := readIdentity(*identity)
	if err != nil {
		return err
	}
	f, err := os.Open(files[0])
	if err != nil {
		return fmt.Errorf("%s cannot be read: check its name and who may read it", files[0])
	}
	defer f.Close() // it was only read
	db, err := cfg.joinExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	plain, err := openSealed(f, keys)
	if err != nil {
		return notTaken(err, files[0], "imported")
	}
	client, done, err := db.ImportClient(ctx, system, plain)
	if err != nil {
		return notTaken(err, files[0], "imported")
	}
	fmt.Fprintf(stdout, "Imported %s, encrypted with the key of this installation. The client is at /clients/%s.\n", inventory(done), client)
	return nil
}
