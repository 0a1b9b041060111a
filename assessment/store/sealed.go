package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// sealedColumn is a column that holds sealed texts. The place of a text, for which it was sealed, are the columns of its
// row's key with slashes between.
type sealedColumn struct {
	table, column string
	key           []string
}

// sealedColumns are all there are. A column that is not here is not sealed anew when keys are rotated, and its texts would
// be lost with the key; a test compares the list with the tables.
var sealedColumns = []sealedColumn{
	{"answer_revisions", "body", []string{"assessment", "question", "site", "revision"}},
	{"answers", "body", []string{"assessment", "question", "site"}},
	{"assessments", "canonical", []string{"id"}},
	{"assessments", "result", []string{"id"}},
	{"assessments", "state", []string{"id"}},
	{"brand_pictures", "body", []string{"client", "sha256"}},
	{"campaigns", "body", []string{"id"}},
	{"certificates", "body", []string{"name"}},
	{"client_logos", "body", []string{"client"}},
	{"clients", "body", []string{"id"}},
	{"contacts", "body", []string{"id"}},
	{"entries", "body", []string{"assessment", "kind", "about"}},
	{"factors", "body", []string{"id"}},
	{"file_parts", "body", []string{"file", "n"}},
	{"files", "body", []string{"id"}},
	{"identities", "body", []string{"issuer", "subject"}},
	{"mails", "body", []string{"id"}},
	{"messages", "body", []string{"assessment", "question", "n"}},
	{"proposals", "body", []string{"id"}},
	{"records", "body", []string{"client", "kind", "id"}},
	{"reports", "body", []string{"assessment", "name"}},
	{"screening_revisions", "body", []string{"client", "period", "revision"}},
	{"screenings", "body", []string{"client", "period"}},
	{"sealed_settings", "body", []string{"name"}},
	{"sessions", "body", []string{"token"}},
	{"share_answers", "body", []string{"share", "question", "site"}},
	{"share_stays", "body", []string{"id"}},
	{"shares", "body", []string{"id"}},
	{"sign_ins", "body", []string{"id"}},
	{"unsaved", "body", []string{"id"}},
}

// place gives the id of a row, as its text was sealed for it.
func (c *sealedColumn) place(key []any) string {
	parts := make([]string, len(key))
	for i, part := range key {
		parts[i] = fmt.Sprint(part)
	}
	return strings.Join(parts, "/")
}

// is gives the condition that the columns of the key are the parameters from $n on.
func (c *sealedColumn) is(n int) string {
	list := make([]string, len(c.key))
	for i, column := range c.key {
		list[i] = fmt.Sprintf("%s = $%d", column, n+i)
	}
	return strings.Join(list, " AND ")
}

// after gives the condition that the key comes after the parameters from $n on.
func (c *sealedColumn) after(n int) string {
	list := make([]string, len(c.key))
	for i := range c.key {
		list[i] = fmt.Sprintf("$%d", n+i)
	}
	return "(" + strings.Join(c.key, ", ") + ") > (" + strings.Join(list, ", ") + ")"
}

// at gives the place of the text in a row, from the texts of its columns by name.
func (c *sealedColumn) at(row func(column string) string) string {
	parts := make([]string, len(c.key))
	for i, name := range c.key {
		parts[i] = row(name)
	}
	return strings.Join(parts, "/")
}

// digested are the tables of which each row has the SHA-256 of its text beside it.
var digested = []string{"brand_pictures", "reports"}

// openAll opens every sealed text, and checks that each report and picture has the digest that was stored. It gives how many there are.
func (s *Store) openAll(ctx context.Context) (n int, err error) {
	for i := range sealedColumns {
		c := &sealedColumns[i]
		if slices.Contains(notDumped, c.table) {
			continue
		}
		digest := `''`
		if slices.Contains(digested, c.table) {
			digest = "sha256"
		}
		err := each(ctx, s.reader, func(rows *sql.Rows) error {
			keys := make([]string, len(c.key))
			var digest string
			var body []byte
			into := []any{&body, &digest}
			for j := range keys {
				into = append(into, &keys[j])
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			n++
			plain, err := s.vault.Open(c.table, c.column, strings.Join(keys, "/"), body)
			if err == nil && digest != "" && sum(plain) != digest {
				err = fmt.Errorf("%w: a text of %s has not the digest that was stored", ErrTampered, c.table)
			}
			return err
		}, `SELECT `+c.column+`, `+digest+`, `+strings.Join(c.key, ", ")+` FROM `+c.table+` WHERE `+c.column+` IS NOT NULL`)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
