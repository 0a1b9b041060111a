package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/handlers"
)

// runUser keeps the people who sign in.
func runUser(ctx context.Context, args, environ []string, stdout, stderr io.Writer) error {
	if len(args) == 0 || args[0] != "add" && args[0] != "list" {
		return usageError{"usage: safeguard user add -email ADDRESS -name NAME -role admin|manager|officer | list"}
	}
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	if args[0] == "list" {
		return listUsers(ctx, cfg, args[1:], stdout)
	}
	return addUser(ctx, cfg, args[1:], stdout, stderr)
}

func addUser(ctx context.Context, cfg *serverConfig, args []string, stdout, stderr io.Writer) (err error) {
	c := newCommand("user add", "user add -email ADDRESS -name NAME -role admin|manager|officer [-title TITLE] [-clients NAME,...]")
	var u store.User
	c.StringVar(&u.Email, "email", "", "the `ADDRESS` to sign in with")
	c.StringVar(&u.Name, "name", "", "the person's `NAME`, as reports print it")
	c.StringVar(&u.Title, "title", "", "the person's `TITLE`, as approvals print it")
	role := c.String("role", "manager", "admin, manager or officer")
	clients := c.String("clients", "", "the `NAMES` of the clients that the person sees, with commas between; all where left out, and for an officer none")
	cfg.databaseFlags(c)
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	if err := u.Role.UnmarshalText([]byte(*role)); err != nil || u.Role == 0 {
		return c.wrong("The role is admin, manager or officer, not %q.", *role)
	}
	if address, err := mail.ParseAddress(u.Email); err != nil || address.Address != u.Email {
		return c.wrong("Give the address to sign in with, such as -email dana@example.com.")
	}
	if strings.TrimSpace(u.Name) == "" {
		return c.wrong("Give the person's name with -name.")
	}
	if err := cfg.checkKey(c); err != nil {
		return err
	}
	db, err := cfg.openOrJoin(ctx, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	u.AllClients = *clients == "" && u.Role != assessment.Officer
	if u.Clients, err = clientIDs(ctx, db, *clients); err != nil {
		return err
	}
	password := rand.Text()
	if u.Password, err = handlers.HashPassword(password); err != nil {
		return err
	}
	if _, err := db.AddUser(ctx, system, u); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s can sign in with %s and this password: %s\nIt is shown only now. It can be changed under Account after signing in.\n", u.Name, u.Email, password)
	return nil
}

// openOrJoin opens the database for who adds to it: one that is there beside the server that may run on it, and a new one
// by itself, with its key.
func (cfg *serverConfig) openOrJoin(ctx context.Context, stderr io.Writer) (*store.Store, error) {
	there, err := cfg.exists(ctx)
	switch {
	case err != nil:
		return nil, err
	case there:
		return cfg.join(ctx)
	default:
		return cfg.open(ctx, stderr)
	}
}

// clientIDs finds clients by their names.
func clientIDs(ctx context.Context, db *store.Store, names string) ([]string, error) {
	if names == "" {
		return nil, nil
	}
	var ids []string
	for name := range strings.SplitSeq(names, ",") {
		list, err := db.Clients(ctx, system, store.Filter{Text: name, PerPage: 10})
		if err != nil {
			return nil, err
		}
		found := false
		for _, line := range list.Lines {
			if store.SameName(line.Name, name) {
				ids, found = append(ids, line.ID), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no client named %q: check the name in the list of clients", strings.TrimSpace(name))
		}
	}
	return ids, nil
}

func listUsers(ctx context.Context, cfg *serverConfig, args []string, stdout io.Writer) (err error) {
	c := newCommand("user list", "user list")
	cfg.databaseFlags(c)
	if err := c.parse(args, stdout); err != nil {
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
	users, err := db.Users(ctx, system)
	if err != nil {
		return err
	}
	for _, u := range users {
		if _, err := fmt.Fprintf(stdout, "%s\t%s\t%s\n", u.Role, u.Email, u.Name); err != nil {
			return err
		}
	}
	return nil
}

func (cfg *serverConfig) noDatabase() error {
	where := "the folder " + cfg.Data
	if cfg.Database != "" {
		where = "the database of -database" // its URL may hold a password
	}
	return fmt.Errorf(`there is nothing in %s yet: name another with -data or -database, or add the first person with "safeguard user add"`, where)
}
