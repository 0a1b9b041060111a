package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"safeguard/assessment"
)

// LinkKind is what a link is for; it is also the first part of the link's path.
type LinkKind string

// The kinds of links.
const (
	SetupLink  LinkKind = "setup"  // the first admin of a new installation
	InviteLink LinkKind = "invite" // somebody who has no password yet
	ResetLink  LinkKind = "reset"  // somebody who has lost theirs
)

// lasts is how long a link opens something.
func (k LinkKind) lasts() time.Duration {
	if k == InviteLink {
		return 7 * 24 * time.Hour
	}
	return 24 * time.Hour
}

// Link opens one page once. The token is its secret; it is given out when the link is made and is stored nowhere.
type Link struct {
	Kind   LinkKind
	Token  string
	EndsAt time.Time
}

// Path is where the link leads.
func (l Link) Path() string { return "/" + string(l.Kind) + "/" + l.Token }

// linkMAC is what is stored of a token.
func (s *Store) linkMAC(token string) string {
	return hex.EncodeToString(s.vault.MAC("link", []byte(token)))
}

// Letters writes the mail that brings a link to whom it is for. The mail has an id. It is called within the change that
// makes the link, so it must not ask the store for anything.
type Letters func(to User, l Link) (Mail, error)

// mailLink queues the mail with a link within the change that makes it. Without letters there is none.
func (s *Store) mailLink(ctx context.Context, tx *sql.Tx, scope assessment.Scope, letters Letters, to User, l Link) error {
	if letters == nil {
		return nil
	}
	m, err := letters(to, l)
	if err != nil {
		return err
	}
	if _, err := s.queueMail(ctx, tx, m); err != nil {
		return err
	}
	return s.record(ctx, tx, scope, Event{Action: "mail.queue", Subject: m.ID, Detail: m.Kind})
}

// makeLink makes a link for a person, or with no person for nobody yet. The ones before open nothing any more.
func (s *Store) makeLink(ctx context.Context, tx *sql.Tx, kind LinkKind, user string) (Link, error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // crypto/rand ends the program rather than return an error
	now := s.now()
	l := Link{kind, base64.RawURLEncoding.EncodeToString(secret), now.Add(kind.lasts())}
	if err := dropLinks(ctx, tx, user); err != nil {
		return l, err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO links (mac, kind, user_id, made_at, ends_at) VALUES ($1, $2, $3, $4, $5)`,
		s.linkMAC(l.Token), string(kind), user, micros(now), micros(l.EndsAt))
	return l, err
}

func dropLinks(ctx context.Context, tx *sql.Tx, user string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM links WHERE user_id = $1`, user)
	return err
}

// MakeSetupLink makes the link with which the first admin comes in. Where somebody can sign in it is
// assessment.ErrNotFound.
func (s *Store) MakeSetupLink(ctx context.Context) (l Link, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		if err := nobodySignsIn(ctx, tx); err != nil {
			return err
		}
		l, err = s.makeLink(ctx, tx, SetupLink, "")
		return err
	})
	return l, err
}

// nobodySignsIn gives assessment.ErrNotFound where somebody can sign in.
func nobodySignsIn(ctx context.Context, q querier) error {
	var n int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM users WHERE password <> '' AND NOT disabled`).Scan(&n)
	if err == nil && n > 0 {
		return assessment.ErrNotFound
	}
	return err
}

// SetupOpen gives assessment.ErrNotFound unless the token is that of the setup link and nobody can sign in yet.
func (s *Store) SetupOpen(ctx context.Context, token string) error {
	_, err := one(ctx, s.reader, func(rows *sql.Rows) (mac string, err error) { return mac, rows.Scan(&mac) },
		`SELECT mac FROM links WHERE mac = $1 AND kind = $2 AND ends_at > $3`, s.linkMAC(token), string(SetupLink), micros(s.now()))
	if err != nil {
		return err
	}
	return nobodySignsIn(ctx, s.reader)
}

// SetUp adds the first admin and keeps the provider's name in the setting named. The link opens nothing from then on; of
// several who use it at the same time one is let in, and the others get assessment.ErrNotFound.
func (s *Store) SetUp(ctx context.Context, from, token string, admin User, setting, provider string) (User, error) {
	admin.ID, admin.Role, admin.AllClients = s.newID(), assessment.Admin, true
	err := s.write(ctx, func(tx *sql.Tx) error {
		if _, err := s.burn(ctx, tx, SetupLink, token); err != nil {
			return err
		}
		if err := nobodySignsIn(ctx, tx); err != nil {
			return err
		}
		if err := s.addUser(ctx, tx, admin.ScopeFrom(from), admin); err != nil {
			return err
		}
		return s.setSetting(ctx, tx, admin.ScopeFrom(from), setting, provider)
	})
	return admin, taken(err)
}

// burn deletes a link and gives for whom it was. Of several transactions one finds it.
func (s *Store) burn(ctx context.Context, tx *sql.Tx, kind LinkKind, token string) (user string, err error) {
	err = tx.QueryRowContext(ctx, `DELETE FROM links WHERE mac = $1 AND kind = $2 AND ends_at > $3 RETURNING user_id`,
		s.linkMAC(token), string(kind), micros(s.now())).Scan(&user)
	if errors.Is(err, sql.ErrNoRows) {
		return "", assessment.ErrNotFound
	}
	return user, err
}

// Invite adds a person who has no password yet, and makes the link with which they choose one. It is mailed where there are
// letters.
func (s *Store) Invite(ctx context.Context, scope assessment.Scope, a assessment.Account, letters Letters) (l Link, err error) {
	if !scope.CanAdminister() {
		return l, assessment.ErrForbidden
	}
	if wrong := a.Check(); len(wrong) > 0 {
		return l, &assessment.Invalid{Problems: wrong}
	}
	u := User{ID: s.newID(), Email: a.Email, Name: a.Name, Title: a.Title, Role: a.Role, AllClients: a.AllClients, Clients: a.Clients}
	err = s.write(ctx, func(tx *sql.Tx) error {
		if err := s.addUser(ctx, tx, scope, u); err != nil {
			return err
		}
		l, err = s.makeLink(ctx, tx, InviteLink, u.ID)
		if err != nil {
			return err
		}
		if err := s.record(ctx, tx, scope, Event{Action: "user.link", Subject: u.ID, Detail: string(InviteLink)}); err != nil {
			return err
		}
		return s.mailLink(ctx, tx, scope, letters, u, l)
	})
	return l, taken(err)
}

// MakeLink makes a new link for somebody else: to accept the invitation while they have no password, else to choose another.
// It is mailed where there are letters. For who is disabled it is assessment.ErrNotFound.
func (s *Store) MakeLink(ctx context.Context, scope assessment.Scope, user string, letters Letters) (l Link, err error) {
	if !scope.CanAdminister() || user == scope.User { // with a link one would change one's password without knowing it
		return l, assessment.ErrForbidden
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		u, err := one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM users WHERE id = $1 AND NOT disabled`, user)
		if err != nil {
			return err
		}
		kind := ResetLink
		if u.Password == "" {
			kind = InviteLink
		}
		if l, err = s.makeLink(ctx, tx, kind, user); err != nil {
			return err
		}
		if err := s.record(ctx, tx, scope, Event{Action: "user.link", Subject: user, Detail: string(kind)}); err != nil {
			return err
		}
		return s.mailLink(ctx, tx, scope, letters, u, l)
	})
	return l, err
}

// MailReset mails a link to the person of the scope, who forgot their password. Where the scope has nobody, since the address
// that was typed is of nobody who may choose a password, the same is done for somebody who is not there, and is taken back, so
// that the time does not tell whose address is known. That address is kept as a digest only.
func (s *Store) MailReset(ctx context.Context, scope assessment.Scope, email string, letters Letters) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		u, err := one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM users WHERE id = $1 AND NOT disabled`, scope.User)
		e := Event{Action: "user.reset-asked", Subject: u.ID}
		other := u // of whom nothing is there, so nothing is taken back
		other.ID = s.newID()
		switch {
		case errors.Is(err, assessment.ErrNotFound):
			other.Email, other.Name = email, "Nobody"
			u, e.Detail = other, "address "+s.digest([]byte(foldEmail(email)))
		case err != nil:
			return err
		}
		l, err := s.makeLink(ctx, tx, ResetLink, u.ID)
		if err != nil {
			return err
		}
		m, err := letters(u, l)
		if err != nil {
			return err
		}
		if _, err := s.queueMail(ctx, tx, m); err != nil {
			return err
		}
		if err := dropLinks(ctx, tx, other.ID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM mails WHERE id = $1 AND about = $2`, m.ID, other.ID); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, e)
	})
}

// LinkHolder gives for whom a link is. It changes nothing. A link that is unknown, used or over, and one for somebody who is
// disabled, is assessment.ErrNotFound.
func (s *Store) LinkHolder(ctx context.Context, kind LinkKind, token string) (User, error) {
	return one(ctx, s.reader, scanUser, `SELECT `+userColumns+` FROM users JOIN links ON links.user_id = users.id
		WHERE links.mac = $1 AND links.kind = $2 AND links.ends_at > $3 AND NOT users.disabled`, s.linkMAC(token), string(kind), micros(s.now()))
}

// UseLink keeps the hash of the password that the holder of a link chose. All stays and links of the person end, and tries to
// sign in that failed are forgotten. Of several who use it at the same time one is let through.
func (s *Store) UseLink(ctx context.Context, from string, kind LinkKind, token, hash string) (u User, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		id, err := s.burn(ctx, tx, kind, token)
		if err != nil {
			return err
		}
		if u, err = one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM users WHERE id = $1 AND NOT disabled`, id); err != nil {
			return err
		}
		if err := s.startAfresh(ctx, tx, u, hash); err != nil {
			return err
		}
		return s.record(ctx, tx, u.ScopeFrom(from), Event{Action: "user.password", Subject: u.ID, Detail: string(kind)})
	})
	return u, err
}

// startAfresh gives a person another password. Whoever had the one before, or a link, is out.
func (s *Store) startAfresh(ctx context.Context, tx *sql.Tx, u User, hash string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE users SET password = $1 WHERE id = $2`, hash, u.ID); err != nil {
		return fmt.Errorf("setting a password: %w", err)
	}
	if err := s.endSignIns(ctx, tx, u.ID, ""); err != nil {
		return err
	}
	if err := dropLinks(ctx, tx, u.ID); err != nil {
		return err
	}
	return s.forgetAttempts(ctx, tx, AccountCounter(u.Email))
}
