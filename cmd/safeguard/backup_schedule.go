package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"filippo.io/age"

	"safeguard/assessment/store"
	"safeguard/handlers"
)

// backupFlags adds the flags for backups that the server makes by itself.
func (cfg *serverConfig) backupFlags(c *command) {
	c.StringVar(&cfg.Backup, "backup", cfg.Backup, "the `DIR` for backups that the server makes by itself, outside the data folder (SAFEGUARD_BACKUP)")
	c.StringVar(&cfg.BackupRecipient, "backup-recipient", cfg.BackupRecipient, "the age `RECIPIENT` who can read them (SAFEGUARD_BACKUP_RECIPIENT)")
	c.DurationVar(&cfg.BackupEvery, "backup-every", cfg.BackupEvery, "how often, at least every ten minutes (SAFEGUARD_BACKUP_EVERY)")
	c.StringVar(&cfg.BackupKeep, "backup-keep", cfg.BackupKeep, "how many stay: the newest of so many `DAYS,WEEKS,MONTHS` (SAFEGUARD_BACKUP_KEEP)")
}

// checkBackup refuses backups that could not be made, read or found again.
func (cfg *serverConfig) checkBackup(c *command) error {
	if cfg.Backup == "" {
		return nil
	}
	if inside, err := filepath.Rel(resolved(cfg.Data), resolved(cfg.Backup)); err == nil && filepath.IsLocal(inside) {
		return c.wrong("The folder for backups %s lies inside the data folder %s: name one outside with -backup, best on another disk.", cfg.Backup, cfg.Data)
	}
	if cfg.BackupEvery < 10*time.Minute {
		return c.wrong("Backups are made every ten minutes at most, so -backup-every cannot be %s: write it such as 24h.", cfg.BackupEvery)
	}
	if _, err := parseKeep(cfg.BackupKeep); err != nil {
		return c.wrong("-backup-keep: %s.", err)
	}
	_, err := cfg.backupRecipients()
	return err
}

func (cfg *serverConfig) backupRecipients() ([]age.Recipient, error) {
	list, err := age.ParseRecipients(strings.NewReader(cfg.BackupRecipient))
	if err != nil {
		return nil, errors.New(`-backup needs a recipient of age, who can read the backups: make a key pair with "safeguard backup -keygen FILE", keep FILE away from this machine, and give the recipient that it prints with -backup-recipient`)
	}
	return list, nil
}

// backupPlan says on the page of backups what is made; nil is nothing.
func (cfg *serverConfig) backupPlan() *handlers.BackupPlan {
	if cfg.Backup == "" {
		return nil
	}
	return &handlers.BackupPlan{Dir: cfg.Backup, Every: cfg.BackupEvery, Keep: cfg.BackupKeep}
}

// schedule makes backups when they are due, until the function that it gives is called.
func (cfg *serverConfig) schedule(ctx context.Context, db *store.Store, logger *slog.Logger) (stop func()) {
	if cfg.Backup == "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(time.Minute)
		defer tick.Stop()
		for {
			if err := cfg.backUpIfDue(ctx, db, time.Now); err != nil && ctx.Err() == nil {
				logger.Error("making a backup", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return func() { cancel(); <-done }
}

// backUpIfDue makes a backup where it is this server's turn, notes how it went, and removes those that are kept no longer.
func (cfg *serverConfig) backUpIfDue(ctx context.Context, db *store.Store, clock func() time.Time) error {
	mine, err := db.TakeBackupTurn(ctx, system, func(succeeded, begun time.Time) bool {
		return backupDue(clock(), succeeded, begun, cfg.BackupEvery)
	})
	if err != nil || !mine {
		return err
	}
	to, err := cfg.backupRecipients()
	if err != nil {
		return err
	}
	begun := clock()
	name := filepath.Join(cfg.Backup, backupName(begun))
	run := store.BackupRun{Name: filepath.Base(name), Started: begun}
	if err = os.MkdirAll(cfg.Backup, 0o700); err == nil {
		run, _, err = cfg.backUp(ctx, db, name, begun, to)
	}
	if ctx.Err() != nil {
		return ctx.Err() // the server stops; the next one makes it
	}
	run.Scheduled, run.Ended = true, clock()
	if err != nil {
		run.Size, run.Problem = 0, backupProblem(err)
		if run.Problem == "" {
			run.Problem = "It could not be made; the log of the server says why."
		}
		return errors.Join(err, db.KeepBackup(ctx, system, run))
	}
	return errors.Join(db.KeepBackup(ctx, system, run), cfg.prune(clock()))
}

// backupProblem says why a backup could not be written, in a sentence for people; "" where that is not known.
func backupProblem(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, store.ErrFull):
		return "There is no room left on the disk for the backup: make room, or name another folder."
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "The folder for the backup cannot be written to: check who may write there, or name another folder."
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return "The folder for the backup is not there or is a file: check its name."
	case errors.Is(err, store.ErrUnreachable):
		return "The database did not answer."
	default:
		return ""
	}
}

// brokenOff is the name of what a backup left that did not come to its end.
var brokenOff = regexp.MustCompile(`^\.safeguard-\d{8}T\d{6}Z\.age\.\d+$`)

// prune removes the scheduled backups that the policy does not keep, and what broken-off ones left a day ago. It touches
// nothing that the server did not name itself.
func (cfg *serverConfig) prune(now time.Time) error {
	keep, err := parseKeep(cfg.BackupKeep)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(cfg.Backup)
	if err != nil {
		return fmt.Errorf("looking for old backups: %w", err)
	}
	var made []time.Time
	var errs []error
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		if at, ok := parseBackupName(e.Name()); ok {
			made = append(made, at)
		}
		if info, err := e.Info(); err == nil && brokenOff.MatchString(e.Name()) && now.Sub(info.ModTime()) > 24*time.Hour {
			errs = append(errs, os.Remove(filepath.Join(cfg.Backup, e.Name())))
		}
	}
	for _, old := range keep.superfluous(made) {
		errs = append(errs, os.Remove(filepath.Join(cfg.Backup, backupName(old))))
	}
	return errors.Join(errs...)
}
