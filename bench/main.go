// Bench compares how long it takes to draw the risk analysis of the sample client with this program and with a browser
// that prints the same document. It draws both in turns, and prints the medians and their ratio:
//
//	go run ./bench [-runs 5] [-chromium PATH]
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

const (
	samples  = "cmd/safeguard/testdata/"
	current  = samples + "riverside-2026.yaml"
	previous = samples + "riverside-2025.yaml"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	runs := flags.Int("runs", 5, "how often each is measured, after once to warm up")
	path := flags.String("chromium", "", "the browser; chromium or google-chrome where nothing is said")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *runs < 1 {
		return fmt.Errorf("-runs is %d, and must be 1 or more", *runs)
	}
	b, err := newBrowser(*path)
	if err != nil {
		return err
	}
	defer b.close()
	d, err := sample()
	if err != nil {
		return err
	}
	m, err := measure(ctx, d, b, *runs)
	if err != nil {
		return err
	}
	return m.print(out)
}

// sample is the risk analysis of the sample client, compared with the year before.
func sample() (*report.Document, error) {
	before, err := rated(previous)
	if err != nil {
		return nil, err
	}
	now, err := rated(current)
	if err != nil {
		return nil, err
	}
	now.Result.Comparison = assessment.Compare(before, now)
	return report.RiskAnalysis(now), nil
}

func rated(file string) (assessment.Snapshot, error) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		return assessment.Snapshot{}, err
	}
	src, err := os.ReadFile(file)
	if err != nil {
		return assessment.Snapshot{}, fmt.Errorf("run this where go.mod is: %w", err)
	}
	cat, content, err := answers.Parse(lib, filepath.Base(file), src)
	if err != nil {
		return assessment.Snapshot{}, err
	}
	return assessment.Snapshot{Catalog: cat, Content: content, Result: assessment.Rate(cat, content)}, nil
}

// measures are medians.
type measures struct {
	runs                   int
	own, browser, starting time.Duration
	ownPages, browserPages int
}

// measure draws a document with this program and with a browser in turns, so that what else the machine does slows both.
// The browser is started anew for each print; how long it takes to start is measured with an empty page.
func measure(ctx context.Context, d *report.Document, b *browser, runs int) (measures, error) {
	var own, browser, starting []time.Duration
	page, empty := htmlOf(d), []byte("<!doctype html><title>Empty</title>")
	m := measures{runs: runs}
	for n := range runs + 1 {
		var file bytes.Buffer
		took, err := timed(func() error { return pdf.Render(&file, d) })
		if err != nil {
			return m, err
		}
		printed, printing, err := b.print(ctx, page)
		if err != nil {
			return m, err
		}
		_, start, err := b.print(ctx, empty)
		if err != nil {
			return m, err
		}
		m.ownPages, m.browserPages = pages(file.Bytes()), pages(printed)
		if n > 0 { // the first is to warm up
			own, browser, starting = append(own, took), append(browser, printing), append(starting, start)
		}
	}
	m.own, m.browser, m.starting = median(own), median(browser), median(starting)
	return m, nil
}

func timed(do func() error) (time.Duration, error) {
	start := time.Now()
	err := do()
	return time.Since(start), err
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

func (m measures) print(out io.Writer) error {
	ratio := func(d time.Duration) float64 { return float64(d) / float64(m.own) }
	_, err := fmt.Fprintf(out, "The risk analysis of the sample client, medians of %d runs:\n"+
		"this program           %8.1f ms   %3d pages\n"+
		"browser                %8.1f ms   %3d pages   %.1f times as long\n"+
		"browser, once started  %8.1f ms               %.1f times as long\n",
		m.runs, milliseconds(m.own), m.ownPages, milliseconds(m.browser), m.browserPages, ratio(m.browser),
		milliseconds(m.browser-m.starting), ratio(m.browser-m.starting))
	return err
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
