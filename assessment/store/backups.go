package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"safeguard/assessment"
)

// BackupRun is a backup that was made, or that failed.
type BackupRun struct {
	Name      string // of its file, without the folder
	Scheduled bool   // made by the server, not by a person
	Started   time.Time
	Ended     time.Time
	Size      int64  // of the file in bytes
	Problem   string // why it failed, in a sentence; empty where it did not
	SHA256    string // of what is in it; for KeepBackup
}

// KeepBackup notes a backup that ended, well or not, in the list and in the audit log.
func (s *Store) KeepBackup(ctx context.Context, scope assessment.Scope, b BackupRun) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO backups (id, name, scheduled, started_at, ended_at, size, problem) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			s.newID(), b.Name, b.Scheduled, micros(b.Started), micros(b.Ended), b.Size, b.Problem)
		if err != nil {
			return err
		}
		e := Event{Action: "backup.make", Subject: b.Name, Detail: b.SHA256}
		if b.Problem != "" {
			e.Action, e.Detail = "backup.fail", ""
		}
		return s.record(ctx, tx, scope, e)
	})
	if err != nil {
		return fmt.Errorf("noting a backup: %w", err)
	}
	return nil
}

// Backups lists the newest backups, the newest first.
func (s *Store) Backups(ctx context.Context, scope assessment.Scope, limit int) ([]BackupRun, error) {
	if !scope.CanAdminister() {
		return nil, assessment.ErrForbidden
	}
	list, err := all(ctx, s.reader, scanBackup, selectBackups+` ORDER BY started_at DESC, id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("reading the list of backups: %w", err)
	}
	return list, nil
}

const selectBackups = `SELECT name, scheduled, started_at, ended_at, size, problem FROM backups`

func scanBackup(rows *sql.Rows) (b BackupRun, err error) {
	var started, ended int64
	err = rows.Scan(&b.Name, &b.Scheduled, &started, &ended, &b.Size, &b.Problem)
	b.Started, b.Ended = when(started), when(ended)
	return b, err
}

// turnSetting holds when a scheduled backup was begun last, in microseconds.
const turnSetting = "backup turn"

// TakeBackupTurn reports whether a scheduled backup is to be made now, and by this server: of several on one database only
// one is told so. due decides, from when the last scheduled one that succeeded and the last one of all were begun; both are
// zero where there was none.
func (s *Store) TakeBackupTurn(ctx context.Context, scope assessment.Scope, due func(succeeded, begun time.Time) bool) (mine bool, err error) {
	if !scope.CanAdminister() {
		return false, assessment.ErrForbidden
	}
	last, err := s.Setting(ctx, turnSetting)
	if err != nil {
		return false, fmt.Errorf("reading whose turn a backup is: %w", err)
	}
	begun, _ := strconv.ParseInt(last, 10, 64) // there is none before the first
	good, err := all(ctx, s.reader, scanBackup, selectBackups+` WHERE scheduled AND problem = '' ORDER BY started_at DESC LIMIT 1`)
	if err != nil {
		return false, fmt.Errorf("reading the last backup: %w", err)
	}
	var succeeded time.Time
	if len(good) > 0 {
		succeeded = good[0].Started
	}
	if !due(succeeded, when(begun)) {
		return false, nil
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE settings.value = $3`, turnSetting, strconv.FormatInt(micros(s.now()), 10), last)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		mine = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("taking the turn of a backup: %w", err)
	}
	return mine, nil
}
