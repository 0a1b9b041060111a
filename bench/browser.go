package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// browser prints pages without a window, in a folder of its own.
type browser struct{ path, dir string }

// newBrowser finds a browser, at a path or under its usual names.
func newBrowser(path string) (*browser, error) {
	for _, name := range []string{path, "chromium", "chromium-browser", "google-chrome"} {
		found, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		dir, err := os.MkdirTemp("", "bench")
		if err != nil {
			return nil, err
		}
		return &browser{found, dir}, nil
	}
	return nil, errors.New("no browser is here: install chromium, or say where it is with -chromium PATH")
}

func (b *browser) close() { _ = os.RemoveAll(b.dir) }

// print gives a page as PDF, and how long that took from the start of the browser to its end.
func (b *browser) print(ctx context.Context, page []byte) (file []byte, took time.Duration, err error) {
	from, to := filepath.Join(b.dir, "page.html"), filepath.Join(b.dir, "page.pdf")
	if err := os.WriteFile(from, page, 0o600); err != nil {
		return nil, 0, err
	}
	args := []string{"--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", "--user-data-dir=" + filepath.Join(b.dir, "profile"), "--print-to-pdf=" + to}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // with which it does not start as root
	}
	took, err = timed(func() error {
		if out, err := exec.CommandContext(ctx, b.path, append(args, "file://"+from)...).CombinedOutput(); err != nil {
			return fmt.Errorf("printing with %s: %w: %s", b.path, err, out)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	file, err = os.ReadFile(to)
	return file, took, err
}

var onePage = regexp.MustCompile(`/Type /Page\b[^s]`)

// pages counts the pages of a PDF that does not compress what its pages are.
func pages(file []byte) int { return len(onePage.FindAll(file, -1)) }
