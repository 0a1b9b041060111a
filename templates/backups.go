package templates

import (
	"fmt"
	"time"
)

// BackupsPage tells the admin which backups there are, and what to do where one is missing.
type BackupsPage struct {
	Page
	Now     time.Time
	Plan    *BackupPlan // nil where the server makes none
	Backups []Backup    // the newest first
}

// BackupPlan is what the server makes by itself.
type BackupPlan struct {
	Dir   string
	Every time.Duration
	Keep  string // such as 7d,5w,12m
}

// Backup is one that was made, or that failed.
type Backup struct {
	Name      string
	At        time.Time
	Took      time.Duration
	Size      int64 // in bytes
	Scheduled bool
	Problem   string // why it failed; empty where it did not
}

// banner says how the backups stand.
func (p BackupsPage) banner() Banner {
	last := p.lastScheduled()
	switch {
	case p.Plan == nil:
		return Banner{Kind: BannerWarning, Heading: "The server makes no backups by itself", Text: "If its disk fails, all work since the last backup is lost. How to turn backups on is below."}
	case last == nil:
		return Banner{Kind: BannerWarning, Heading: "No backup was made yet", Text: "The first one is made soon after the server starts. Load this page again in a few minutes."}
	case last.Problem != "":
		return Banner{Kind: BannerBlocked, Heading: "The last backup failed", Text: last.Problem + " The server tries again within the hour."}
	case p.Now.Sub(last.At) > 2*p.Plan.Every:
		return Banner{Kind: BannerWarning, Heading: "The last backup is old", Text: "It was made on " + last.when() + ", and one is due every " + everyText(p.Plan.Every) + ". Look into the log of the server."}
	default:
		return Banner{Kind: BannerFinal, Heading: "The last backup went well", Text: "It was made on " + last.when() + ". Try once a year whether it can be restored."}
	}
}

func (p BackupsPage) lastScheduled() *Backup {
	for i := range p.Backups {
		if p.Backups[i].Scheduled {
			return &p.Backups[i]
		}
	}
	return nil
}

func (b Backup) when() string { return b.At.Format("January 2, 2006, 15:04") }

func (b Backup) maker() string {
	if b.Scheduled {
		return "By the server"
	}
	return "By hand"
}

func (b Backup) took() string {
	return counted(max(1, int(b.Took.Round(time.Second)/time.Second)), "second", "seconds")
}

// everyText says how often, as in "every 24 hours".
func everyText(d time.Duration) string {
	if d >= time.Hour && d%time.Hour == 0 {
		return counted(int(d/time.Hour), "hour", "hours")
	}
	return counted(int(d/time.Minute), "minute", "minutes")
}

// keepText says in words how many backups stay.
func (p BackupPlan) keepText() string {
	var days, weeks, months int
	_, _ = fmt.Sscanf(p.Keep, "%dd,%dw,%dm", &days, &weeks, &months) // the server has checked it
	return fmt.Sprintf("the newest of each of the last %s, %s and %s", counted(days, "day", "days"), counted(weeks, "week", "weeks"), counted(months, "month", "months"))
}

// FileSize gives a size as people read it.
func FileSize(bytes int64) string {
	switch {
	case bytes < 1000*1000:
		return fmt.Sprintf("%d KB", (bytes+999)/1000)
	case bytes < 1000*1000*1000:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	default:
		return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
	}
}
