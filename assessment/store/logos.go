package store

import (
	"context"
	"database/sql"
	"fmt"

	"safeguard/assessment"
)

// SettingLogo is the setting that names the provider's logo, another name for each picture; empty where there is none.
const SettingLogo = "logo"

// Logo gives the logo of a client, or that of the provider where client is empty; where there is none it is
// assessment.ErrNotFound.
func (s *Store) Logo(ctx context.Context, scope assessment.Scope, client string) ([]byte, error) {
	if client != "" {
		if err := s.sees(ctx, s.reader, scope, client); err != nil {
			return nil, err
		}
	}
	return s.logo(ctx, s.reader, client)
}

// logo is Logo for whoever may see the client.
func (s *Store) logo(ctx context.Context, q querier, client string) ([]byte, error) {
	table, place, query := "client_logos", client, `SELECT body FROM client_logos WHERE client = $1`
	if client == "" {
		table, place, query = "sealed_settings", SettingLogo, `SELECT body FROM sealed_settings WHERE name = $1`
	}
	sealed, err := one(ctx, q, scanBody, query, place)
	if err != nil {
		return nil, fmt.Errorf("the logo of %q: %w", client, err)
	}
	return s.vault.Open(table, "body", place, sealed)
}

// GuestLogo gives a contact the logo of their own client or, where ofClient is not set, that of the provider.
func (s *Store) GuestLogo(ctx context.Context, g Guest, ofClient bool) ([]byte, error) {
	if ofClient {
		return s.logo(ctx, s.reader, g.Share.Client)
	}
	return s.logo(ctx, s.reader, "")
}

// GuestLogos reports which logos there are for a contact.
func (s *Store) GuestLogos(ctx context.Context, g Guest) (msp, client bool, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sealed_settings WHERE name = $1), EXISTS (SELECT 1 FROM client_logos WHERE client = $2)`,
		SettingLogo, g.Share.Client).Scan(&msp, &client)
	return msp, client, err
}

// SetLogo keeps a picture as the logo of a client, or as that of the provider where client is empty. The picture is served
// as it is: who calls has made it.
func (s *Store) SetLogo(ctx context.Context, scope assessment.Scope, client string, picture []byte) error {
	if err := mayBrand(scope, client); err != nil {
		return err
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		if client == "" {
			_, err := tx.ExecContext(ctx, `INSERT INTO sealed_settings (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = excluded.body`,
				SettingLogo, s.vault.Seal("sealed_settings", "body", SettingLogo, picture))
			if err != nil {
				return err
			}
			return s.setSetting(ctx, tx, scope, SettingLogo, sum(picture))
		}
		if err := s.lock(ctx, tx, scope, client); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO client_logos (client, at, body) VALUES ($1, $2, $3)
			ON CONFLICT (client) DO UPDATE SET at = excluded.at, body = excluded.body`,
			client, micros(s.now()), s.vault.Seal("client_logos", "body", client, picture))
		if err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "client.logo", Client: client, After: s.digest(picture)})
	})
	if err != nil {
		return fmt.Errorf("keeping the logo of %q: %w", client, err)
	}
	return nil
}

// RemoveLogo takes the logo of a client away, or that of the provider where client is empty; where there is none it changes
// nothing.
func (s *Store) RemoveLogo(ctx context.Context, scope assessment.Scope, client string) error {
	if err := mayBrand(scope, client); err != nil {
		return err
	}
	query, place := `DELETE FROM client_logos WHERE client = $1`, client
	if client == "" {
		query, place = `DELETE FROM sealed_settings WHERE name = $1`, SettingLogo
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		if client != "" {
			if err := s.lock(ctx, tx, scope, client); err != nil {
				return err
			}
		}
		done, err := tx.ExecContext(ctx, query, place)
		if err != nil {
			return err
		}
		switch n, err := done.RowsAffected(); {
		case err != nil || n == 0:
			return err
		case client == "":
			return s.setSetting(ctx, tx, scope, SettingLogo, "")
		default:
			return s.record(ctx, tx, scope, Event{Action: "client.logo-remove", Client: client})
		}
	})
	if err != nil {
		return fmt.Errorf("removing the logo of %q: %w", client, err)
	}
	return nil
}

// mayBrand gives assessment.ErrForbidden to who may not change the logo of a client, or the provider's where client is empty.
func mayBrand(scope assessment.Scope, client string) error {
	if client == "" && !scope.CanAdminister() || !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	return nil
}
