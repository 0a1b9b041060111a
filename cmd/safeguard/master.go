package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"safeguard/assessment/store"
	"safeguard/assessment/vault"
)

// masters gives the master keys that there are now: that of the environment, or that of the key file and, while it is being
// changed, the one that replaces it.
func (cfg *serverConfig) masters() ([]vault.Master, error) {
	if cfg.MasterKey == "" {
		return vault.Masters(cfg.Key)
	}
	m, err := vault.ParseMaster(cfg.MasterKey)
	return []vault.Master{m}, err
}

// open opens the database by itself. A key file is made only for a database that is new, since a new key opens no old one.
func (cfg *serverConfig) open(ctx context.Context, stderr io.Writer) (*store.Store, error) {
	master, made, err := cfg.masterToOpen()
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, cfg.storeWith(master))
	switch {
	case err != nil && made:
		return nil, errors.Join(err, os.Remove(cfg.Key))
	case err != nil:
		return nil, err
	case made:
		fmt.Fprintf(stderr, "A new master key is in %s. Keep a copy of it in another place: without it nothing in the database can be read.\n", cfg.Key)
	case !db.FitsMaster(master):
		fmt.Fprintf(stderr, "A change of the master key was cut off, and the key that counts is in %s.new. Run \"safeguard keys rotate -master\" to end it.\n", cfg.Key)
	}
	return db, nil
}

// masterToOpen gives the master key for opening the database, and makes the key file where both are new.
func (cfg *serverConfig) masterToOpen() (master vault.Master, made bool, err error) {
	if cfg.MasterKey != "" {
		master, err = vault.ParseMaster(cfg.MasterKey)
		return master, false, err
	}
	_, noKey := os.Stat(cfg.Key)
	_, noFile := os.Stat(filepath.Join(cfg.Data, "safeguard.db"))
	if cfg.Database == "" && noKey != nil && noFile == nil {
		return master, false, cfg.keyGone()
	}
	master, made, err = vault.ReadMaster(cfg.Key)
	if errors.Is(err, syscall.ENOSPC) {
		err = fmt.Errorf("there is no room left on the disk for the key file %s: make room, then start again", cfg.Key)
	}
	return master, made, err
}

// join opens a database that is there, beside the server that may run on it. It makes nothing.
func (cfg *serverConfig) join(ctx context.Context) (*store.Store, error) {
	list, err := cfg.masters()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, cfg.keyGone()
	}
	if err != nil {
		return nil, err
	}
	return store.Join(ctx, cfg.storeWith(list[0]))
}

// exists reports whether there is a database to join.
func (cfg *serverConfig) exists(ctx context.Context) (bool, error) {
	return store.Exists(ctx, cfg.storeWith(vault.Master{}))
}

func (cfg *serverConfig) keyGone() error {
	return fmt.Errorf("the key file %s is not there, and the database cannot be read without it: name it with -key", cfg.Key)
}

// checkKey refuses a master key inside the data folder: whoever takes the folder, or a copy of it, would have both.
func (cfg *serverConfig) checkKey(c *command) error {
	if cfg.MasterKey != "" {
		if _, err := vault.ParseMaster(cfg.MasterKey); err != nil {
			return c.wrong("SAFEGUARD_MASTER_KEY is no master key: write it as %d hexadecimal digits.", 2*vault.KeySize)
		}
		return nil
	}
	inside, err := filepath.Rel(resolved(cfg.Data), resolved(cfg.Key))
	if err == nil && filepath.IsLocal(inside) {
		return c.wrong("The key file %s lies inside the data folder %s: name one outside with -key, so that no copy of the folder holds both.", cfg.Key, cfg.Data)
	}
	return nil
}

// resolved gives a path from the root on and without symbolic links, as far as it is there.
func resolved(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	if found, err := filepath.EvalSymlinks(path); err == nil {
		return found
	}
	if dir := filepath.Dir(path); dir != path {
		return filepath.Join(resolved(dir), filepath.Base(path))
	}
	return path
}
