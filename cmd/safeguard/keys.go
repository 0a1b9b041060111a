package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"safeguard/assessment/store"
	"safeguard/assessment/vault"
)

// runKeys changes the keys that everything is sealed with, while servers run.
func runKeys(ctx context.Context, args, environ []string, stdout io.Writer) (err error) {
	if len(args) == 0 || args[0] != "rotate" {
		return usageError{"usage: safeguard keys rotate [-master]"}
	}
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	c := newCommand("keys rotate", "keys rotate [-master]")
	master := c.Bool("master", false, "change the master key, which opens the others, instead of them")
	cfg.databaseFlags(c)
	if err := c.parse(args[1:], stdout); err != nil {
		return err
	}
	if c.NArg() > 0 {
		return c.wrong("%q is too much.", c.Arg(0))
	}
	if err := cfg.checkKey(c); err != nil {
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
	switch {
	case !*master:
		return rotate(ctx, db, stdout)
	case cfg.MasterKey != "":
		return changeGivenMaster(ctx, db, stdout)
	default:
		return cfg.changeMaster(ctx, db, stdout)
	}
}

// rotate seals everything anew under a new data key, and says what became of the old ones.
func rotate(ctx context.Context, db *store.Store, stdout io.Writer) error {
	const often = 5000
	done := 0
	r, err := db.RotateKeys(ctx, system, func(_ string, sealed int) {
		if done += sealed; done/often > (done-sealed)/often {
			fmt.Fprintf(stdout, "%d texts are encrypted anew so far.\n", done)
		}
	})
	if ctx.Err() != nil {
		return errors.New(`stopped in between, and nothing is lost: run "safeguard keys rotate" again, which goes on where it stopped`)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Data key %d encrypts from now on; %d texts were encrypted anew under it.\n", r.Newest, r.Sealed)
	if !r.Made {
		fmt.Fprintln(stdout, "This ended a rotation that was begun before. Run it again for another key.")
	}
	for _, id := range r.Removed {
		fmt.Fprintf(stdout, "Data key %d is removed: nothing is under it any more.\n", id)
	}
	for _, k := range r.Kept {
		if k.Texts > 0 {
			fmt.Fprintf(stdout, "Data key %d is kept: %d texts are under it still.\n", k.ID, k.Texts)
		} else {
			fmt.Fprintf(stdout, "Data key %d is kept for now, since a change that began at a server before may still come in under it. "+
				"Run \"safeguard keys rotate\" again after %s, which removes it.\n", k.ID, k.Until.Local().Format("15:04 on Jan 2, 2006"))
		}
	}
	if r.Broken > 0 {
		fmt.Fprintf(stdout, "%d texts do not open with any key, so they were left as they are. "+
			"Somebody changed or moved them in the database: restore them from a backup.\n", r.Broken)
		return errProblems
	}
	return nil
}

// changeMaster puts a new key file in the place of the old one. After each step another start finds the key that fits, and
// the command ends what was cut off.
func (cfg *serverConfig) changeMaster(ctx context.Context, db *store.Store, stdout io.Writer) error {
	m, err := vault.PrepareMaster(cfg.Key)
	if err != nil {
		return err
	}
	if !db.FitsMaster(m) {
		if _, err := db.RewrapKeys(ctx, system, m); err != nil {
			return err
		}
	}
	if err := vault.ReplaceMaster(cfg.Key); err != nil {
		return fmt.Errorf("%w; the key that counts is in %s.new: run this again to end the change", err, cfg.Key)
	}
	_, err = fmt.Fprintf(stdout, "The new master key is in %[1]s. Servers that run go on. Copy it to where you keep copies, and to every other server of this database.\n"+
		"The one before is in %[1]s.old. It opens backups of before: destroy it when you have none of them left.\n", cfg.Key)
	return err
}

// changeGivenMaster changes a master key of the environment. The new one is shown before it counts, since without it nothing
// would open the database.
func changeGivenMaster(ctx context.Context, db *store.Store, stdout io.Writer) error {
	m := vault.NewMaster()
	_, err := fmt.Fprintf(stdout, "The new master key is shown only now. Keep it, and a copy in another place:\n%s\n", m.Text())
	if err != nil {
		return err
	}
	if _, err := db.RewrapKeys(ctx, system, m); err != nil {
		return fmt.Errorf("%w; the master key is the one that it was", err)
	}
	_, err = fmt.Fprintln(stdout, "It counts from now on. Set SAFEGUARD_MASTER_KEY to it at every server and restart them: until then they go on with what they hold, but not over the next \"safeguard keys rotate\".")
	return err
}
