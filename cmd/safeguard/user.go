package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math"
	"net/mail"
	"slices"
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
	c := newCommand("user add", "user add -email ADDRESS -name NAME -role admin|manager|officer [-title TITLE] [-clients NAME]...")
	var u store.User
	c.StringVar(&u.Email, "email", "", "the `ADDRESS` to sign in with")
	c.StringVar(&u.Name, "name", "", "the person's `NAME`, as reports print it")
	c.StringVar(&u.Title, "title", "", "the person's `TITLE`, as approvals print it")
	role := c.String("role", "manager", "admin, manager or officer")
	var clients []string
	c.Func("clients", "the `NAME` of a client that the person sees; give the flag once for each, or several names with commas between where none has one in it. All clients where left out, and for an officer none", func(name string) error {
		clients = append(clients, name)
		return nil
	})
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
	for _, given := range []struct{ flag, text string }{{"email", u.Email}, {"name", u.Name}, {"title", u.Title}} {
		for _, problem := range assessment.CheckLine(given.flag, given.text) {
			return c.wrong("-%s: %s", problem.Path, problem.What)
		}
	}
	if slices.ContainsFunc(clients, func(name string) bool { return strings.TrimSpace(name) == "" }) {
		return c.wrong("Give the name of a client with -clients, or leave the flag out.")
	}
	if err := cfg.checkKey(c); err != nil {
		return err
	}
	db, err := cfg.openOrJoin(ctx, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	u.AllClients = len(clients) == 0 && u.Role != assessment.Officer
	if u.Clients, err = clientIDs(ctx, db, clients); err != nil {
		return err
	}
	password := rand.Text()
	if u.Password, err = handlers.HashPassword(password); err != nil {
		return err
	}
	if _, err := db.AddUser(ctx, operator, u); err != nil {
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

// clientIDs finds clients by what -clients gave.
func clientIDs(ctx context.Context, db *store.Store, given []string) ([]string, error) {
	var ids []string
	for _, name := range given {
		found, err := named(ctx, db, name)
		if err == nil && len(found) == 0 && strings.Contains(name, ",") {
			found, err = eachNamed(ctx, db, strings.Split(name, ","))
		}
		switch {
		case err != nil:
			return nil, err
		case len(found) == 0:
			return nil, fmt.Errorf("there is no client named %q: check the name in the list of clients", strings.TrimSpace(name))
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// eachNamed finds clients by several names; where one of them is nobody's, the commas belonged to a name, and it finds none.
func eachNamed(ctx context.Context, db *store.Store, names []string) ([]string, error) {
	var ids []string
	for _, name := range names {
		found, err := named(ctx, db, name)
		if err != nil || len(found) == 0 {
			return nil, err
		}
		ids = append(ids, found...)
	}
	return ids, nil
}

// named finds the clients of a name.
func named(ctx context.Context, db *store.Store, name string) ([]string, error) {
	list, err := db.Clients(ctx, system, store.Filter{Text: name, PerPage: math.MaxInt32})
	var ids []string
	for _, line := range list.Lines {
		if store.SameName(line.Name, name) {
			ids = append(ids, line.ID)
		}
	}
	return ids, err
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
