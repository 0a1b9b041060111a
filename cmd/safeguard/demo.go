package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/assessment/vault"
	"safeguard/handlers"
	"safeguard/questionnaires"
)

// runDemo serves a sample provider with clients of every kind and work in every state, from a temporary folder that is
// removed at the end.
func runDemo(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	o, err := demoFlags(args, stdout)
	if err != nil {
		return err
	}
	cfg := &serverConfig{Addr: o.addr, Idle: 15 * time.Minute, Lifetime: 12 * time.Hour}
	at, err := cfg.listenAll(ctx)
	if err != nil {
		return err
	}
	defer at.close() // the server closes it too, if it comes to that
	dir, err := os.MkdirTemp("", "safeguard-demo-")
	if err != nil {
		return fmt.Errorf("making a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cfg.Data = filepath.Join(dir, "data")
	d, err := newDemo(ctx, cfg.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	fmt.Fprintln(stdout, "Making a sample provider with three years of history...")
	if err := d.fill(ctx, o.password, o.clients); err != nil {
		return fmt.Errorf("making the demo: %w", err)
	}
	fmt.Fprintf(stdout, "Sign in with the password %s as\n", o.password)
	for _, line := range demoPeople {
		fmt.Fprintln(stdout, "  "+line)
	}
	cfg.noMFA = !o.mfa
	return cfg.answer(ctx, at, d.store, append(demoPeople[:], "The demo printed their password when it started."), stdout, stderr)
}

// demoPeople says who signs in, on the terminal and on the page for signing in.
var demoPeople = [...]string{
	"admin@demo.test: runs the provider's Safeguard",
	"manager@demo.test: an account manager, sees all clients",
	"officer@demo.test: a compliance officer, sees two clients, approves",
}

// demoOptions is what demo is told.
type demoOptions struct {
	addr, password string
	clients        int
	mfa            bool
}

// demoFlags reads the command line, and makes up a password where it gives none.
func demoFlags(args []string, stdout io.Writer) (o demoOptions, err error) {
	c := newCommand("demo", "demo [-addr 127.0.0.1:8080] [-password P] [-clients N] [-mfa]")
	c.StringVar(&o.addr, "addr", "127.0.0.1:8080", "the `ADDRESS` to listen on, of this machine only")
	c.StringVar(&o.password, "password", "", "the `PASSWORD` of everybody in the demo; one is made up where it is left out")
	c.IntVar(&o.clients, "clients", len(demoClients), "how many `CLIENTS` there are, at least those with a story")
	c.BoolVar(&o.mfa, "mfa", false, "ask for a second factor, which everybody adds when they first sign in")
	if err := c.parse(args, stdout); err != nil {
		return o, err
	}
	host, err := c.host(o.addr)
	switch {
	case c.NArg() > 0:
		return o, c.wrong("%q is too much.", c.Arg(0))
	case err != nil:
		return o, err
	case o.clients < 1:
		return o, c.wrong("There cannot be %d clients: leave -clients out, or give a number from 1 on.", o.clients)
	case !loopback(host):
		return o, c.wrong("The demo listens on this machine only, not on %s: leave -addr out, or write it as 127.0.0.1:8081.", o.addr)
	}
	if o.password == "" {
		o.password = rand.Text()[:12]
	}
	return o, nil
}

// newDemo opens an empty database in a folder, and reads the questionnaires, each once.
func newDemo(ctx context.Context, dir string) (*demo, error) {
	d := &demo{clock: &atomic.Pointer[time.Time]{}, master: vault.NewMaster()}
	lib, err := questionnaires.Embedded()
	if err != nil {
		return nil, err
	}
	if d.current, err = lib.Catalog("security-rule"); err != nil {
		return nil, err
	}
	if d.superseded, err = lib.Catalog("security-rule@2026.1"); err != nil {
		return nil, err
	}
	if d.archived, err = lib.Catalog("security-rule@2025.1"); err != nil {
		return nil, err
	}
	if d.screening, err = lib.Catalog("phi-screening"); err != nil {
		return nil, err
	}
	if d.proposed, err = lib.Catalog("proposed-rule-2025"); err != nil {
		return nil, err
	}
	d.store, err = store.Open(ctx, store.Config{Dir: dir, Master: d.master, Now: d.now, NewID: newID})
	return d, err
}

// demo makes the sample data through the store, as people would through the pages.
type demo struct {
	store      *store.Store
	current    *assessment.Catalog        // the questionnaire of this year
	superseded *assessment.Catalog        // the one before it, of earlier this year
	archived   *assessment.Catalog        // and its edition of the years before
	screening  *assessment.Catalog        // the questionnaire of the PHI screening
	proposed   *assessment.Catalog        // what is proposed and not in force
	clock      *atomic.Pointer[time.Time] // where history is made; nil once the demo runs
	scope      assessment.Scope           // who does it
	master     vault.Master
}

// now gives the time of whatever is done in the past. Each takes five seconds, as it would take a person, and none is done
// in the evening.
func (d *demo) now() time.Time {
	t := d.clock.Load()
	if t == nil {
		return time.Now()
	}
	if later := t.Add(5 * time.Second); later.Hour() < 18 {
		d.clock.Store(&later)
	}
	return *t
}

// at sets the clock to a day of the past.
func (d *demo) at(day assessment.Date) {
	t := day.Time().Add(10 * time.Hour)
	d.clock.Store(&t)
}

// fill makes the people, the clients and their years.
func (d *demo) fill(ctx context.Context, password string, clients int) error {
	today := time.Now()
	d.scope = system
	if err := d.store.SetSetting(ctx, system, "msp", "Northwind IT"); err != nil {
		return err
	}
	hash, err := handlers.HashPassword(password)
	if err != nil {
		return err
	}
	manager := store.User{Email: "manager@demo.test", Name: "Dana Reyes", Title: "Account manager", Role: assessment.Manager, AllClients: true, Password: hash}
	if manager.ID, err = d.store.AddUser(ctx, system, manager); err != nil {
		return err
	}
	admin := store.User{Email: "admin@demo.test", Name: "Sam Okafor", Title: "Owner", Role: assessment.Admin, AllClients: true, Password: hash}
	if _, err := d.store.AddUser(ctx, system, admin); err != nil {
		return err
	}
	d.scope = manager.Scope()
	officer := store.User{Email: "officer@demo.test", Name: "Lena Ortiz", Title: "Compliance officer", Role: assessment.Officer, Password: hash}
	for i := range max(clients, len(demoClients)) {
		id, err := d.client(ctx, i, today.Year())
		if err != nil {
			return err
		}
		if i < len(demoClients) && demoClients[i].officer {
			officer.Clients = append(officer.Clients, id)
		}
	}
	d.clock.Store(nil)
	_, err = d.store.AddUser(ctx, system, officer)
	return err
}

// client makes one client with its story; beyond the stories, one that only stands in the list.
func (d *demo) client(ctx context.Context, i, year int) (string, error) {
	story := demoClient{name: fmt.Sprintf("Practice %04d", i+1), city: "Columbus", kind: assessment.CoveredEntity, people: 9, patients: 2100, sites: []string{"main"}}
	if i < len(demoClients) {
		story = demoClients[i]
	}
	d.at(assessment.NewDate(year-3, time.March, 3))
	if len(story.years) == 0 {
		d.at(assessment.NewDate(year, time.Now().Month(), 1)) // a client that has just come
	}
	ids, err := d.store.AddClients(ctx, d.scope, []store.Client{story.client(year)})
	if err != nil {
		return "", err
	}
	for _, y := range story.years {
		d.at(notAfterToday(assessment.NewDate(year-y.ago, y.month, 4+i%20)))
		if err := d.year(ctx, ids[0], &story, year-y.ago, y); err != nil {
			return "", fmt.Errorf("%s, %d: %w", story.name, year-y.ago, err)
		}
	}
	if err := d.screen(ctx, ids[0], &story, year); err != nil {
		return "", fmt.Errorf("%s, screening: %w", story.name, err)
	}
	if err := d.share(ctx, ids[0], &story); err != nil {
		return "", fmt.Errorf("%s: %w", story.name, err)
	}
	if story.archived {
		return ids[0], d.store.ArchiveClient(ctx, d.scope, ids[0], true)
	}
	return ids[0], nil
}

// screen keeps what a client answered to the PHI screening of this year.
func (d *demo) screen(ctx context.Context, client string, story *demoClient, year int) error {
	if story.screening == nil {
		return nil
	}
	day := notAfterToday(assessment.NewDate(year, time.November, 10))
	d.at(day)
	sc := store.Screening{Period: year, Catalog: d.screening, PHIScreening: assessment.PHIScreening{
		Answers: map[string]assessment.ScreeningAnswer{}, By: assessment.Person{Name: story.contact, Title: story.screening.title},
		Date: day, Source: assessment.SourceCall,
	}}
	for _, q := range d.screening.Questions() {
		sc.Answers[q.ID] = assessment.ScreeningAnswer{Response: assessment.No}
	}
	maps.Copy(sc.Answers, story.screening.answers)
	return d.store.SaveScreening(ctx, d.scope, client, sc)
}

// notAfterToday keeps the story of this year out of the future, in whatever month the demo runs.
func notAfterToday(day assessment.Date) assessment.Date {
	t := time.Now()
	if today := assessment.NewDate(t.Year(), t.Month(), t.Day()); day.After(today) {
		return today
	}
	return day
}
