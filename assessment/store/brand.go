package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"safeguard/assessment"
	"safeguard/assessment/vault"
)

// SettingProvider is the setting with the name of the provider whose installation this is.
const SettingProvider = "msp"

// settingBrand is the sealed setting with what else an admin set for reports.
const settingBrand = "brand"

// Branding is a brand with the pictures that it names.
type Branding struct {
	Brand    *assessment.Brand // nil where there is none
	Pictures map[string][]byte // by their SHA-256
	Lost     error             // why a part of it cannot be read and is left out; nil where nothing is
}

// add names a picture in the brand and keeps it; none is nothing. It gives the digest.
func (b *Branding) add(picture []byte) string {
	if len(picture) == 0 {
		return ""
	}
	digest := sum(picture)
	b.Pictures[digest] = picture
	return digest
}

// BrandSettings gives what an admin set for reports beside the provider's name and logo, which have places of their own.
func (s *Store) BrandSettings(ctx context.Context) (assessment.Brand, error) {
	return s.brandSettings(ctx, s.reader)
}

func (s *Store) brandSettings(ctx context.Context, q querier) (b assessment.Brand, err error) {
	sealed, err := one(ctx, q, scanBody, `SELECT body FROM sealed_settings WHERE name = $1`, settingBrand)
	if errors.Is(err, assessment.ErrNotFound) {
		return b, nil
	}
	if err == nil {
		err = s.open("sealed_settings", "body", settingBrand, sealed, &b)
	}
	if err != nil {
		return b, fmt.Errorf("reading what reports look like: %w", err)
	}
	return b, nil
}

// SaveBrandSettings keeps what reports carry beside the provider's name and logo. What is wrong with it is
// *assessment.Invalid.
func (s *Store) SaveBrandSettings(ctx context.Context, scope assessment.Scope, b assessment.Brand) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	if wrong := b.Check(); len(wrong) > 0 {
		return &assessment.Invalid{Problems: wrong}
	}
	b.Name, b.Logo, b.ClientLogo = "", "", ""
	after, err := json.Marshal(b)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		was, err := s.brandSettings(ctx, tx)
		if err != nil && !errors.Is(err, vault.ErrSealed) { // what nobody can read is replaced
			return err
		}
		before, err := json.Marshal(was)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO sealed_settings (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = excluded.body`,
			settingBrand, s.vault.Seal("sealed_settings", "body", settingBrand, after))
		if err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "setting.save", Subject: settingBrand, Before: s.digest(before), After: s.digest(after)})
	})
	if err != nil {
		return fmt.Errorf("keeping what reports look like: %w", err)
	}
	return nil
}

// Branding gives what a report of a client would carry today, or one about no client where client is empty.
func (s *Store) Branding(ctx context.Context, scope assessment.Scope, client string) (Branding, error) {
	if client != "" {
		if err := s.sees(ctx, s.reader, scope, client); err != nil {
			return Branding{}, err
		}
	}
	return s.branding(ctx, s.reader, client)
}

func (s *Store) branding(ctx context.Context, q querier, client string) (Branding, error) {
	today := Branding{Pictures: map[string][]byte{}}
	b, err := s.brandSettings(ctx, q)
	if errors.Is(err, vault.ErrSealed) {
		b, today.Lost, err = assessment.Brand{}, err, nil
	}
	if err != nil {
		return Branding{}, err
	}
	name, err := one(ctx, q, scanBody, `SELECT value FROM settings WHERE name = $1`, SettingProvider)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return Branding{}, fmt.Errorf("reading the name of the provider: %w", err)
	}
	b.Name = string(name)
	logo, err := s.logoOrNone(ctx, q, "", &today)
	if err != nil {
		return Branding{}, err
	}
	b.Logo = today.add(logo)
	if client != "" {
		if logo, err = s.logoOrNone(ctx, q, client, &today); err != nil {
			return Branding{}, err
		}
		b.ClientLogo = today.add(logo)
	}
	if b != (assessment.Brand{}) {
		today.Brand = &b
	}
	return today, nil
}

// logoOrNone gives a logo, or nothing where there is none or it cannot be opened.
func (s *Store) logoOrNone(ctx context.Context, q querier, client string, b *Branding) ([]byte, error) {
	logo, err := s.logo(ctx, q, client)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return nil, nil
	case errors.Is(err, vault.ErrSealed):
		b.Lost = errors.Join(b.Lost, err)
		return nil, nil
	default:
		return logo, err
	}
}

// BrandingOf gives what the reports of an assessment carry: of a draft what they would carry today, of any other what was
// fixed with its content.
func (s *Store) BrandingOf(ctx context.Context, scope assessment.Scope, w *Work) (Branding, error) {
	if w.Status == assessment.Draft {
		return s.Branding(ctx, scope, w.ClientID)
	}
	if err := s.sees(ctx, s.reader, scope, w.ClientID); err != nil {
		return Branding{}, err
	}
	fixed := Branding{Brand: w.Brand, Pictures: map[string][]byte{}}
	if w.Brand == nil {
		return fixed, nil
	}
	for _, digest := range []string{w.Brand.Logo, w.Brand.ClientLogo} {
		if digest == "" {
			continue
		}
		picture, err := s.brandPicture(ctx, s.reader, w.ClientID, digest)
		switch {
		case err == nil:
			fixed.Pictures[digest] = picture
		case errors.Is(err, assessment.ErrNotFound), errors.Is(err, vault.ErrSealed), errors.Is(err, ErrTampered):
			fixed.Lost = errors.Join(fixed.Lost, err)
		default:
			return Branding{}, err
		}
	}
	return fixed, nil
}

// brandPicture gives a picture by its digest, and checks that it still has it.
func (s *Store) brandPicture(ctx context.Context, q querier, client, digest string) ([]byte, error) {
	sealed, err := one(ctx, q, scanBody, `SELECT body FROM brand_pictures WHERE client = $1 AND sha256 = $2`, client, digest)
	var picture []byte
	if err == nil {
		picture, err = s.vault.Open("brand_pictures", "body", client+"/"+digest, sealed)
	}
	if err == nil && sum(picture) != digest {
		err = ErrTampered
	}
	if err != nil {
		return nil, fmt.Errorf("the picture %s of client %s: %w", digest, client, err)
	}
	return picture, nil
}

// keepPictures keeps pictures for as long as the client's reports are kept. One that is there already is the same.
func (s *Store) keepPictures(ctx context.Context, tx *sql.Tx, client string, pictures map[string][]byte) error {
	for digest, picture := range pictures {
		_, err := tx.ExecContext(ctx, `INSERT INTO brand_pictures (client, sha256, body) VALUES ($1, $2, $3) ON CONFLICT (client, sha256) DO NOTHING`,
			client, digest, s.vault.Seal("brand_pictures", "body", client+"/"+digest, picture))
		if err != nil {
			return fmt.Errorf("keeping a picture of client %s: %w", client, err)
		}
	}
	return nil
}
