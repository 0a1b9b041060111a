package store

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"safeguard/assessment"
)

// ErrFull says that there is no room left to write to. Nothing of the change was kept.
var ErrFull = errors.New("there is no room left on the disk")

// ErrUnreadable says that the file of the database is damaged or is none.
var ErrUnreadable = errors.New("the database file is damaged, or is no database: restore a backup")

// ErrReadOnly says that the database cannot be written to.
var ErrReadOnly = errors.New("the database cannot be written to: check who may write to the data folder")

// ErrUnreachable says that the server of the database does not answer, or takes in nobody now. It may do so again soon.
var ErrUnreachable = errors.New("the database does not answer")

// translate gives the errors of both engines one meaning, by their codes.
func translate(err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return translateSQLite(err, e.Code())
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "23505":
			return fmt.Errorf("%w: %w", errTaken, err)
		case "22021": // text that PostgreSQL cannot hold, such as an id with a zero byte, is in no row
			return fmt.Errorf("%w: %w", assessment.ErrNotFound, err)
		case "53100":
			return fmt.Errorf("%w: %w", ErrFull, err)
		case "25006":
			return fmt.Errorf("%w: %w", ErrReadOnly, err)
		case "57P01", "57P02", "57P03", "53300": // it stops, starts, or has too many connections
			return fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
		if strings.HasPrefix(e.Code, "08") { // a connection exception
			return fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
	}
	if unreachable(err) {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	return err
}

// unreachable reports whether the network to PostgreSQL failed. Who gave up waiting is not told so.
func unreachable(err error) bool {
	_, refused := errors.AsType[*pgconn.ConnectError](err)
	_, broken := errors.AsType[*net.OpError](err)
	return (refused || broken) && !errors.Is(err, context.Canceled)
}

func translateSQLite(err error, code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fmt.Errorf("%w: %w", errTaken, err)
	case sqlite3.SQLITE_IOERR_SHMSIZE: // no room for the index of what is not yet in the file itself
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	switch code & 0xff { // the primary code
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", ErrFull, err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	default:
		return err
	}
}

// starting is an error of the start as it is read at a terminal: one sentence on what is wrong and what to do. What the
// engine said stays behind it.
type starting struct {
	sentence string
	cause    error
}

// Error gives the sentence.
func (s *starting) Error() string { return s.sentence }

// Unwrap gives what is behind it.
func (s *starting) Unwrap() error { return s.cause }

// toStart gives an error of the start its sentence, where its meaning is known. Who stopped the start is told nothing else.
func toStart(err error) error {
	if sentence := onStart(err); sentence != "" && !errors.Is(err, context.Canceled) {
		return &starting{sentence, err}
	}
	return err
}

func onStart(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return fromServer(e)
	}
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case untrusted:
		return "the certificate of the database server is not to be trusted: check sslmode and sslrootcert in -database"
	case errors.Is(err, ErrFull), errors.Is(err, syscall.ENOSPC):
		return "there is no room left on the disk for the database: make room, then start again"
	case errors.Is(err, ErrUnreadable):
		return ErrUnreadable.Error()
	case errors.Is(err, ErrReadOnly):
		return ErrReadOnly.Error()
	case errors.Is(err, ErrUnreachable):
		return notReached
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return fmt.Sprintf("the database file cannot be used (SQLite code %d): check the disk of the data folder, and that no other program has the file open", e.Code())
	}
	return ""
}

const notReached = "the database server cannot be reached: check the host, the port and the sslmode in -database, and that the server runs"

// fromServer gives what PostgreSQL refused. Its own text may be of several lines and name people.
func fromServer(e *pgconn.PgError) string {
	switch e.Code {
	case "28000", "28P01":
		return "the database server does not let this user in: check the user and the password in -database"
	case "3D000":
		return "there is no such database on the server: create it, or name another in -database"
	case "42501":
		return "the user in -database may not make tables there: grant it that, or make it the owner of the database"
	case "53100":
		return "there is no room left on the disk of the database server: make room, then start again"
	case "25006":
		return "the database server cannot be written to: name the one that can be in -database"
	case "53300", "57P01", "57P02", "57P03":
		return "the database server takes in nobody now: try again in a minute"
	}
	if strings.HasPrefix(e.Code, "08") { // a connection exception
		return notReached
	}
	return fmt.Sprintf("the database server refuses (code %s): look into its log", e.Code)
}

// errTaken says that a value that must be unique is there already.
var errTaken = errors.New("it is there already")

// retryable reports whether PostgreSQL asks for the transaction to be tried again: it could not be put in order with
// another, or both waited for each other.
func retryable(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}

// Conflict is assessment.ErrConflict with what is there instead.
type Conflict struct {
	Status  assessment.Status // of the assessment
	Answer  *StoredAnswer     // that somebody else saved meanwhile
	Changed bool              // a proposal, a record or an entry is not what the person saw
}

// Error says what is in the way.
func (c *Conflict) Error() string {
	switch {
	case c.Answer != nil:
		return fmt.Sprintf("the answer is at revision %d", c.Answer.Revision)
	case c.Changed:
		return "it is not what was shown"
	default:
		return "the assessment is " + c.Status.String()
	}
}

// Is makes it assessment.ErrConflict.
func (c *Conflict) Is(target error) bool { return target == assessment.ErrConflict }
