package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"safeguard/assessment/store"
)

// checkHeads refuses a place for the heads of the audit log that would go with the log, or tell them to a network in the
// clear. A file is made, so that one that cannot be written is found out at once.
func (cfg *serverConfig) checkHeads(c *command) error {
	switch {
	case cfg.Heads == "":
		return nil
	case cfg.HeadsEvery < time.Minute:
		return c.wrong("Heads are written at most once a minute, so -audit-heads-every cannot be %s: write it such as 1h.", cfg.HeadsEvery)
	case webhook(cfg.Heads):
		u, err := url.Parse(cfg.Heads)
		if err != nil || u.Host == "" || u.Scheme == "http" && !loopback(u.Hostname()) {
			return c.wrong("-audit-heads takes a file, or an https:// URL; http:// only of this machine.")
		}
		return nil
	}
	inside, err := filepath.Rel(resolved(cfg.Data), resolved(cfg.Heads))
	if err == nil && filepath.IsLocal(inside) {
		return c.wrong("The file %s of -audit-heads lies inside the data folder %s: name one outside, best on another machine, so that who changes the one does not change the other.", cfg.Heads, cfg.Data)
	}
	return appendLine(cfg.Heads, nil)
}

// webhook reports whether heads go to a URL instead of a file.
func webhook(target string) bool {
	return strings.HasPrefix(target, "https://") || strings.HasPrefix(target, "http://")
}

// keepHeads writes the heads of the audit log down now, on schedule, and when the function that it gives is called. What
// fails is logged and tried again at the next turn.
func keepHeads(ctx context.Context, db *store.Store, target string, every time.Duration, logger *slog.Logger) (stop func()) {
	if target == "" {
		return func() {}
	}
	turn := func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		if err := writeHeads(ctx, db, target); err != nil {
			logger.Error("writing down the heads of the audit log", "error", err)
		}
	}
	schedule, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			turn(context.WithoutCancel(ctx)) // what is begun is ended
			select {
			case <-schedule.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return func() {
		cancel()
		<-done
		turn(context.WithoutCancel(ctx))
	}
}

// writeHeads writes one line with the heads as they are now.
func writeHeads(ctx context.Context, db *store.Store, target string) error {
	heads, err := db.Heads(ctx, system)
	if err != nil {
		return err
	}
	line, err := json.Marshal(heads)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if webhook(target) {
		return post(ctx, target, line)
	}
	return appendLine(target, line)
}

// appendLine adds a line to a file that only the owner can read, and waits until it is on the disk. After a line that was
// never finished it begins a new one.
func appendLine(name string, line []byte) (err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("the file %s of -audit-heads cannot be written: check its folder and who may write there", name)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil || len(line) == 0 {
		return err
	}
	if size := info.Size(); size > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, size-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			line = append([]byte{'\n'}, line...)
		}
	}
	if _, err := f.Write(line); err != nil {
		return err
	}
	return f.Sync()
}

// post sends a line to the webhook. Its address may hold a secret, and is in no error.
func post(ctx context.Context, target string, line []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(line))
	if err != nil {
		return errors.New("the URL of -audit-heads cannot be used")
	}
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if err != nil {
		return fmt.Errorf("the webhook of -audit-heads does not answer: %w", err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<16)) // so that the connection can be used again
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("the webhook of -audit-heads answers %s", response.Status)
	}
	return nil
}
