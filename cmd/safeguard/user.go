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
	verbs := map[string]func(context.Context, *serverConfig, []string, io.Writer, io.Writer) error{
		"add": addUser, "list": listUsers, "disable": changeUser(disableUser), "enable": changeUser(enableUser), "reset": changeUser(resetUser),
	}
	if len(args) == 0 || verbs[args[0]] == nil {
		return usageError{"usage: safeguard user add -email ADDRESS -name NAME -role admin|manager|officer | list | disable|enable|reset -email ADDRESS"}
	}
	cfg, err := readEnv(environ)
	if err != nil {
		return err
	}
	return verbs[args[0]](ctx, cfg, args[1:], stdout, stderr)
}

func addUser(ctx context.Context, cfg *serverConfig, args []string, stdout, stderr io.Writer) (err error) {
	c := newCommand("user add", "user add -email ADDRESS -name NAME -role admin|manager|officer [-title TITLE] [-clients NAME]... [-link [-url URL]]")
	var u store.User
	link := c.Bool("link", false, "print a link with which the person chooses a password, instead of a password")
	site := c.String("url", "", "the `URL` of the server, to which the link is joined; without it the link is a path")
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
	if err := checkUser(c, &u, *role, clients); err != nil {
		return err
	}
	if *site != "" && !*link {
		return c.wrong("-url goes with -link.")
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
	if *link {
		return invite(ctx, db, &u, *site, stdout)
	}
	return addWithPassword(ctx, db, u, stdout)
}

// addWithPassword adds somebody with a password that it prints once.
func addWithPassword(ctx context.Context, db *store.Store, u store.User, stdout io.Writer) error {
	password, hash, err := newPassword()
	if err != nil {
		return err
	}
	u.Password = hash
	if _, err := db.AddUser(ctx, operator, u); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s can sign in with %s and this password: %s\n%s", u.Name, u.Email, password, shownOnce)
	return err
}

const shownOnce = "It is shown only now. It can be changed under Account after signing in.\n"

// newPassword makes a password that nobody guesses, and what is stored of it.
func newPassword() (password, hash string, err error) {
	password = rand.Text()
	hash, err = handlers.HashPassword(password)
	return password, hash, err
}

// invite adds somebody without a password and prints the link with which they choose one, alone on a line for scripts.
func invite(ctx context.Context, db *store.Store, u *store.User, site string, stdout io.Writer) error {
	link, err := db.Invite(ctx, operator, assessment.Account{
		Email: u.Email, Name: u.Name, Title: u.Title, Role: u.Role, AllClients: u.AllClients, Clients: u.Clients,
	}, nil)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, strings.TrimSuffix(site, "/")+link.Path())
	return err
}

// checkUser refuses what is no person, before anything is made.
func checkUser(c *command, u *store.User, role string, clients []string) error {
	if err := u.Role.UnmarshalText([]byte(role)); err != nil || u.Role == 0 {
		return c.wrong("The role is admin, manager or officer, not %q.", role)
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

func listUsers(ctx context.Context, cfg *serverConfig, args []string, stdout, _ io.Writer) (err error) {
	c := newCommand("user list", "user list")
	cfg.databaseFlags(c)
	if err := c.parse(args, stdout); err != nil {
		return err
	}
	db, err := cfg.joinExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	people, err := db.People(ctx, system)
	if err != nil {
		return err
	}
	for i := range people {
		p := &people[i]
		line := []string{p.Role.String(), p.Email, p.Name}
		if p.Disabled {
			line = append(line, "disabled")
		} else if p.Invited() {
			line = append(line, "invited")
		}
		if _, err := fmt.Fprintln(stdout, strings.Join(line, "\t")); err != nil {
			return err
		}
	}
	return nil
}

// userVerb is something that is done to a person who is there; do says what it did.
type userVerb struct {
	name string
	do   func(ctx context.Context, db *store.Store, u store.User) (said string, err error)
}

var (
	disableUser = userVerb{"disable", func(ctx context.Context, db *store.Store, u store.User) (string, error) {
		return u.Name + " is signed out everywhere and cannot sign in any more.\n", db.DisableUser(ctx, operator, u.ID)
	}}
	enableUser = userVerb{"enable", func(ctx context.Context, db *store.Store, u store.User) (string, error) {
		return u.Name + " can sign in again.\n", db.EnableUser(ctx, operator, u.ID)
	}}
	resetUser = userVerb{"reset", func(ctx context.Context, db *store.Store, u store.User) (string, error) {
		password, hash, err := newPassword()
		if err != nil {
			return "", err
		}
		said := fmt.Sprintf("%s is signed out everywhere, and their second factors are removed. The new password is: %s\n%s", u.Name, password, shownOnce)
		if u.Disabled {
			said += "This person is disabled; \"safeguard user enable\" lets them sign in.\n"
		}
		return said, db.ResetUser(ctx, operator, u.ID, hash)
	}}
)

// changeUser makes a command of a verb.
func changeUser(v userVerb) func(context.Context, *serverConfig, []string, io.Writer, io.Writer) error {
	return func(ctx context.Context, cfg *serverConfig, args []string, stdout, _ io.Writer) (err error) {
		c := newCommand("user "+v.name, "user "+v.name+" -email ADDRESS")
		email := c.String("email", "", "the `ADDRESS` that the person signs in with")
		cfg.databaseFlags(c)
		if err := c.parse(args, stdout); err != nil {
			return err
		}
		if *email == "" {
			return c.wrong("Name the person with -email.")
		}
		db, err := cfg.joinExisting(ctx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		u, err := db.UserByEmail(ctx, *email)
		if errors.Is(err, assessment.ErrNotFound) {
			return fmt.Errorf(`nobody signs in with %q: "safeguard user list" shows who there is`, *email)
		}
		if err != nil {
			return err
		}
		said, err := v.do(ctx, db, u)
		if err != nil {
			return err
		}
		_, err = io.WriteString(stdout, said)
		return err
	}
}

func (cfg *serverConfig) noDatabase() error {
	where := "the folder " + cfg.Data
	if cfg.Database != "" {
		where = "the database of -database" // its URL may hold a password
	}
	return fmt.Errorf(`there is nothing in %s yet: name another with -data or -database, or add the first person with "safeguard user add"`, where)
}
