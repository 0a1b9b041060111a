// Package mail sends what waits in the outbox, one mail at a time, by SMTP. It writes no mail and decides neither when one
// is tried again nor when it is dead; the core does.
package mail

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// Config is what a sender is made from.
type Config struct {
	Store   *store.Store
	Log     *slog.Logger
	Now     func() time.Time
	Timeout time.Duration // for each step of a server; 30 seconds where 0
	Every   time.Duration // how often to look; 5 seconds where 0
	Grace   time.Duration // for a mail that is under way at the end; 5 seconds where 0
}

// Sender sends what waits in the outbox.
type Sender struct {
	cfg   Config
	woken chan struct{}
}

// New makes a sender. It does nothing before Run.
func New(cfg Config) *Sender {
	cfg.Timeout = cmp.Or(cfg.Timeout, 30*time.Second)
	cfg.Every = cmp.Or(cfg.Every, 5*time.Second)
	cfg.Grace = cmp.Or(cfg.Grace, 5*time.Second)
	return &Sender{cfg: cfg, woken: make(chan struct{}, 1)}
}

// Wake makes the sender look at once, as after a mail was queued.
func (s *Sender) Wake() {
	select {
	case s.woken <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Run sends until ctx ends and what is under way is done. What servers beside this one queue is found at the next look.
func (s *Sender) Run(ctx context.Context) {
	tick := time.NewTicker(s.cfg.Every)
	defer tick.Stop()
	for {
		for s.one(ctx) {
		}
		select {
		case <-ctx.Done():
			return
		case <-s.woken:
		case <-tick.C:
		}
	}
}

// one sends the mail that is next, and reports whether there may be more.
func (s *Sender) one(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	settings, err := s.cfg.Store.MailSettings(ctx)
	if err != nil {
		s.failed(ctx, "reading the mail settings", "", err)
		return false
	}
	if !settings.On() {
		return false // what is queued waits until a server is named
	}
	m, err := s.cfg.Store.ClaimMail(ctx)
	if errors.Is(err, assessment.ErrNotFound) {
		return false
	}
	if err != nil {
		s.failed(ctx, "claiming a mail", "", err)
		return false
	}
	if settings.From.Name == "" {
		settings.From.Name, _ = s.cfg.Store.Setting(ctx, "msp") // a mail without the name is better than none
	}
	err = s.handle(ctx, settings, m)
	if err != nil {
		s.failed(ctx, "marking a mail", m.ID, err)
	}
	return err == nil
}

// handle sends a mail and marks how that went. The mark is made even where the program is told to end meanwhile.
func (s *Sender) handle(ctx context.Context, settings assessment.MailSettings, m store.Mail) error {
	marking := context.WithoutCancel(ctx)
	if !m.Letter.Until.IsZero() && s.cfg.Now().After(m.Letter.Until) {
		return s.cfg.Store.MailHasFailed(marking, m, assessment.MailExpired, "")
	}
	delivery := s.deliver(ctx, settings, m)
	switch {
	case delivery.done:
		return insist(func() error { return s.cfg.Store.MailWasSent(marking, m) })
	case ctx.Err() != nil:
		return s.cfg.Store.ReleaseMail(marking, m)
	default:
		s.cfg.Log.Warn("a mail was not sent", "mail", m.ID, "try", m.Tries, "trouble", delivery.trouble.String())
		return s.cfg.Store.MailHasFailed(marking, m, delivery.trouble, delivery.said)
	}
}

// insist marks a mail that was sent, several times where the database does not answer: unmarked it would be sent again.
func insist(mark func() error) error {
	err := mark()
	for i := 1; err != nil && i < 5; i++ {
		time.Sleep(time.Duration(i) * time.Second / 2)
		err = mark()
	}
	return err
}

// failed logs an error, unless it is that the program ends.
func (s *Sender) failed(ctx context.Context, what, id string, err error) {
	if ctx.Err() == nil {
		s.cfg.Log.Error(what, "mail", id, "error", err)
	}
}
