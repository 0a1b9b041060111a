package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"safeguard/assessment"
)

// Identity is who a person is at a provider of single sign-on.
type Identity struct {
	Issuer  string    `json:"-"` // the provider's address
	Subject string    `json:"-"` // the provider's word for the person, which never changes
	MadeAt  time.Time `json:"-"`
	Email   string    `json:"email"` // as the provider gave it, to be recognized by
}

// place is where the body of an identity is sealed to.
func (i Identity) place() string { return i.Issuer + "/" + i.Subject }

// UserByIdentity finds who is bound to what a provider says. Nobody is found by an address: the provider may let its people
// choose theirs.
func (s *Store) UserByIdentity(ctx context.Context, issuer, subject string) (User, error) {
	return one(ctx, s.reader, scanUser, `SELECT `+userColumns+` FROM identities i JOIN users ON users.id = i.user_id
		WHERE i.issuer = $1 AND i.subject = $2`, issuer, subject)
}

// IdentityOf gives who a person is at a provider, or assessment.ErrNotFound. Everybody may ask for their own, an admin for
// anybody's.
func (s *Store) IdentityOf(ctx context.Context, scope assessment.Scope, user, issuer string) (Identity, error) {
	if user != scope.User && !scope.CanAdminister() {
		return Identity{}, assessment.ErrForbidden
	}
	return one(ctx, s.reader, func(rows *sql.Rows) (i Identity, err error) {
		var made int64
		var sealed []byte
		if err := rows.Scan(&i.Issuer, &i.Subject, &made, &sealed); err != nil {
			return i, err
		}
		i.MadeAt = when(made)
		return i, s.open("identities", "body", i.place(), sealed, &i)
	}, `SELECT issuer, subject, made_at, body FROM identities WHERE user_id = $1 AND issuer = $2`, user, issuer)
}

// Bind lets a person sign in as who they are at a provider, in place of whom they were bound to there before. An identity
// that is somebody else's is *assessment.Invalid.
func (s *Store) Bind(ctx context.Context, scope assessment.Scope, i Identity) error {
	return bound(s.write(ctx, func(tx *sql.Tx) error { return s.bind(ctx, tx, scope, i) }))
}

// bind is Bind within a change of which it is a part.
func (s *Store) bind(ctx context.Context, tx *sql.Tx, scope assessment.Scope, i Identity) error {
	sealed, err := s.seal("identities", "body", i.place(), i)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM identities WHERE user_id = $1 AND issuer = $2`, scope.User, i.Issuer); err != nil {
		return err
	}
	done, err := tx.ExecContext(ctx, `INSERT INTO identities (issuer, subject, user_id, made_at, body)
		SELECT $1, $2, id, $3, $4 FROM users WHERE id = $5 AND NOT disabled`, i.Issuer, i.Subject, micros(s.now()), sealed, scope.User)
	if err := foundOne(done, err); err != nil {
		return err
	}
	return s.record(ctx, tx, scope, Event{Action: "user.sso-connect", Subject: scope.User, Detail: i.Issuer})
}

// Join lets the holder of an invitation sign in as who they are at a provider. All stays and links of the person end. Of
// several who use the link at the same time one is let through. An identity that is somebody else's is *assessment.Invalid, and
// leaves the link.
func (s *Store) Join(ctx context.Context, from, token string, i Identity) (u User, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		id, err := s.burn(ctx, tx, InviteLink, token)
		if err != nil {
			return err
		}
		if u, err = one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM users WHERE id = $1 AND NOT disabled`, id); err != nil {
			return err
		}
		if err := s.endSignIns(ctx, tx, u.ID, ""); err != nil {
			return err
		}
		if err := dropLinks(ctx, tx, u.ID); err != nil {
			return err
		}
		return s.bind(ctx, tx, u.ScopeFrom(from), i)
	})
	return u, bound(err)
}

// bound says in words for people that an identity is somebody's already.
func bound(err error) error {
	if errors.Is(err, errTaken) {
		return &assessment.Invalid{Problems: []assessment.Problem{{What: "That account is connected to somebody else here already."}}}
	}
	if err != nil {
		return fmt.Errorf("connecting single sign-on: %w", err)
	}
	return nil
}

// Unbind takes single sign-on away from a person; who has none is left as they are. Everybody may do it for themselves, an
// admin for anybody.
func (s *Store) Unbind(ctx context.Context, scope assessment.Scope, user, issuer string) error {
	if user != scope.User && !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM identities WHERE user_id = $1 AND issuer = $2`, user, issuer); err != nil {
			return fmt.Errorf("disconnecting single sign-on: %w", err)
		}
		return s.record(ctx, tx, scope, Event{Action: "user.sso-disconnect", Subject: user, Detail: issuer})
	})
}
